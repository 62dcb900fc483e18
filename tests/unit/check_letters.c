#define _POSIX_C_SOURCE 200809L

#include <check.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "worlds/play.h"

static const char world[] =
    "world\n"
    "  connector C1 version 5.5 store \"D:\\exchsrvr\\ccmcdata\" account EXCH\\svc-ccmc\n"
    "  netware NW1 version 3.12 volume SYS\n"
    "  account NW1\\svc-ccmc password same\n"
    "  trustee NW1\\svc-ccmc on SYS:CCDATA rights RWFM\n"
    "  postoffice PO1 on NW1 SYS:CCDATA\n"
    "  tab C1 path \"\\\\NW1\\SYS\\CCDATA\"\n";

/* It waits while IMPORT may not create files, and arrives with the same files when it may. */
static const char phases[] = "phase \"all\"\n"
                             "  @0s do start connector\n"
                             "  @20s expect delivered m1 copies 0\n"
                             "  @31s fix trustee NW1\\svc-ccmc on SYS:CCDATA rights RWCE\n"
                             "  by @2m expect drained\n"
                             "  @2m expect delivered m1 copies 1\n"
                             "  @2m expect content m1 at \"Smith, J\" same-bytes\n";

static bool is_refused(struct arena *arena, const char *folder, const char *name)
{
    struct letters letters;
    struct scenario scenario;
    struct scenario_errors errors = {0};
    struct scenario_error error = {0};
    const char *path = arena_format(arena, "%s/in-a-test.scn", folder);
    const char *text = arena_format(
        arena,
        "scenario \"a\"\nsource \"b\"\nseed 1\nuntil 3m\n\n%s  mail m1 out to PO1 from \"%s\"\n%s",
        world, name, phases);
    ck_assert(scenario_parse(arena, path, bytes_of_text(text), &scenario, &errors));
    if (letters_load(&scenario, arena, &letters, &error)) {
        return false;
    }
    ck_assert_msg(error.text[0] != '\0' && error.line > 0, "%s is refused without a word", name);
    return true;
}

static void send_letter(const char *folder, const char *name)
{
    struct play play = {0};
    play.path = arena_format(&play.loaded, "%s/in-a-test.scn", folder);
    const char *text =
        arena_format(&play.loaded, "%s  mail m1 out to PO1 from \"%s\"\n%s", world, name, phases);
    ck_assert_msg(play_text(&play, text) == RUN_OK, "%s: %s", name, play_story(&play));
    play_release(&play);
}

/* Every mail of a folder of real ones: CCBENCH_CORPUS, else ../shared/corpus/mail beside the
 * project, if it is there. */
START_TEST(every_mail_of_the_corpus_arrives_or_is_refused)
{
    const char *named = getenv("CCBENCH_CORPUS");
    const char *folder = named != NULL ? named : SOURCE_DIR "/../shared/corpus/mail";
    DIR *directory = opendir(folder);
    ck_assert_msg(named == NULL || directory != NULL, "CCBENCH_CORPUS: cannot open %s", folder);
    size_t sent = 0;
    for (struct dirent *entry; directory != NULL && (entry = readdir(directory)) != NULL;) {
        struct arena arena = {0};
        if (text_match("*.eml", entry->d_name) && !is_refused(&arena, folder, entry->d_name)) {
            send_letter(folder, entry->d_name);
            sent++;
        }
        arena_release(&arena);
    }
    if (directory != NULL) {
        (void)closedir(directory);
        ck_assert_uint_gt(sent, 0);
    }
}
END_TEST

START_TEST(the_projects_own_letter_arrives)
{
    send_letter(SOURCE_DIR "/scenarios/letters", "brady.eml");
}
END_TEST

START_TEST(a_folder_is_no_letter)
{
    struct arena arena = {0};
    ck_assert(is_refused(&arena, SOURCE_DIR "/scenarios/letters", "none.eml"));
    arena_release(&arena);
}
END_TEST

START_TEST(names_of_letters_end_in_eml)
{
    ck_assert(letters_is_name("letters/x.eml"));
    ck_assert(letters_is_name("X.EML"));
    ck_assert(!letters_is_name(".eml"));
    ck_assert(!letters_is_name("Brady, Sally"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("letters");
    TCase *tcase = tcase_create("letters");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, every_mail_of_the_corpus_arrives_or_is_refused);
    tcase_add_test(tcase, the_projects_own_letter_arrives);
    tcase_add_test(tcase, a_folder_is_no_letter);
    tcase_add_test(tcase, names_of_letters_end_in_eml);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
