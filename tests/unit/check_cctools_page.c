/* Tests of tools/cctools_page.c: names beyond ASCII on the command line of a host. Runs
 * <build>/bin/cctools. */
#define _GNU_SOURCE
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/require.h"
#include "base/text.h"
#include "port/os_port.h"

static struct arena arena;
static char top[32];

/* What a shell prints there; *code_out: its exit code. */
static const char *shell(const char *command, int *code_out)
{
    char part[512];
    struct buffer text;
    buffer_init(&text, &arena);
    /* NOLINTNEXTLINE(cert-env33-c): the commands are our own */
    FILE *pipe = popen(arena_format(&arena, "cd '%s' && { %s\n} 2>&1", top, command), "r");
    ck_assert_ptr_nonnull(pipe);
    for (size_t size = 1; size > 0;) {
        size = fread(part, 1, sizeof(part), pipe);
        buffer_add(&text, part, size);
    }
    const int status = pclose(pipe);
    ck_assert(WIFEXITED(status));
    *code_out = WEXITSTATUS(status);
    return buffer_string(&text);
}

static void setup(void)
{
    int code = 0;
    ck_assert(text_copy(top, sizeof(top), "/tmp/ccbench-page-XXXXXX"));
    ck_assert_ptr_nonnull(mkdtemp(top));
    const char *said =
        shell("cp \"$OLDPWD\"/../bin/cctools c && ./c po create po Büro --password geheimß &&"
              "./c po add po SITE1 --postoffice && ./c po add po 'Müller, J' &&"
              "./c po add po Far --at SITE1 && ./c po send po 'Müller, J' Far Grüße &&"
              "./c po send po Far 'Müller, J' back &&"
              "./c po create po850 João --page 850",
              &code);
    ck_assert_msg(code == 0, "%s", said);
}

static void teardown(void)
{
    int code = 0;
    (void)shell(arena_format(&arena, "rm -rf '%s'", top), &code);
    arena_release(&arena);
}

struct line {
    const char *name;
    const char *command;
    int code;
    const char *says;
};

static void expect(const struct line *line)
{
    int code = 0;
    const char *said = shell(line->command, &code);
    ck_assert_msg(code == line->code && strstr(said, line->says) != NULL, "%s: %d: %s", line->name,
                  code, said);
}

static const struct line lines[] = {
    {"a mailbox by its switch", "./c export '/NMüller, J' /Pgeheimß /Dpo /@o.ccm", 0,
     "Exporting messages in mailbox \"Müller, J\" to file o.ccm\r\n1 messages exported."},
    {"in quotes", "./c export '/N\"Müller, J\"' '/P\"geheimß\"' '/D\"po\"' /@o.ccm", 0,
     "1 messages exported."},
    {"by place", "./c export 'Müller, J' geheimß po ö.ccm && ls", 0, "to file ö.ccm\r\n"},
    {"a file is named as it was", "./c export SITE1 geheimß po ö.ccm >/dev/null; ls", 0, "ö.ccm\n"},
    {"a path of the host", "mv po pö; ./c export SITE1 geheimß pö o.ccm", 0,
     "/pö\r\nExporting messages in mailbox \"SITE1\" to file o.ccm\r\n1 messages"},
    {"the post office", "./c chkstat Büro geheimß po STATUSERS/N", 0,
     "Post office: Büro\r\nL Müller, J "},
    {"in the bytes of the page", "./c analyze \"$(printf '/NM\\201ller, J')\" /Dpo", 0,
     "Errors: 0"},
    {"page 850", "./c reclaim /NJoão /Dpo850", 0, "Post office: João\r\n"},
    {"a character that the page does not have", "./c analyze /NJoão /Dpo", 2,
     "cctools: \"/NJoão\": byte 4, \"ã\": code page 437 has no such character"},
    {"no post office there", "./c chkstat Büro geheimß none", 1, "Post office: path not found"},
    {"not enough words for names", "./c export Büro.ini", 3, "Parameter file not found: Büro.ini"},
};

START_TEST(names_are_written_as_people_write_them)
{
    expect(&lines[_i]);
}
END_TEST

/* One after another. */
static const struct line stored[] = {
    {"a name, a comment", "./c po add po Müller --comment grün", 0, ""},
    {"a subject", "./c po send po Müller 'Müller, J' 'Für J'", 0, "to Müller, J at Büro"},
    {"the name is listed", "./c po list po", 0, "L Müller "},
    {"the comment, too", "./c po list po", 0, "grün"},
    {"the letter", "./c po list po 'Müller, J'", 0, "Müller at Büro  Für J"},
    {"a name of another page", "./c po add po João", 1,
     "byte 2, \"ã\": code page 437 has no such character"},
    {"a comment of another page", "./c po add po Joao --comment João", 1,
     "code page 437 has no such character"},
    {"a post office's name", "./c po create two Ж", 1, "code page 437 has no such character"},
    {"and in its own page", "./c po create two João --page 850", 0, ""},
    {"no plain text", "LC_ALL=C grep -aE 'SITE1|ller, J' po/CLANDATA", 1, ""},
};

START_TEST(names_are_stored_in_the_code_page_or_refused)
{
    for (size_t i = 0; i < ARRAY_COUNT(stored); i++) {
        expect(&stored[i]);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cctools_page");
    TCase *tcase = tcase_create("cctools_page");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, names_are_written_as_people_write_them, 0, ARRAY_COUNT(lines));
    tcase_add_test(tcase, names_are_stored_in_the_code_page_or_refused);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
