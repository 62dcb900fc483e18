/* Tests of sim/world/client.c and of the noun: what mail programs make of letters. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "programs/macbinary.h"
#include "world/client.h"
#include "world/world.h"
#include "worlds/play.h"

static struct arena arena;
static struct world *world;

static void setup(void)
{
    static const struct world_spec spec = {.seed = 1};
    world = world_create(&arena, &spec);
    (void)host_need(world, NULL);
}

static void teardown(void)
{
    world_destroy(world);
    arena_release(&arena);
}

/* ---- titles ---- */

static const struct {
    const char *name;
    uint32_t version; /* 0: nothing is said */
    const char *title;
    const char *shown;
} titles[] = {
    {"a name and a date", 801, "ABC.WK4 6/2/98 8:39AM", "6/2/98 8:39AM"},
    {"of a later version", 850, "ABC.WK4 6/2/98 8:39AM", "6/2/98 8:39AM"},
    {"of an earlier one", 800, "ABC.WK4 6/2/98 8:39AM", "ABC.WK4 6/2/98 8:39AM"},
    {"of nobody knows which", 0, "ABC.WK4 6/2/98 8:39AM", "ABC.WK4 6/2/98 8:39AM"},
    {"a German date", 801, "ABC.WK4 25.2.98 8:39AM", "25.2.98 8:39AM"},
    {"a Swedish date", 801, "ABC.WK4 98-02-25 8:39", "98-02-25 8:39"},
    {"a name with blanks", 801, "my old plan.doc 6/2/98 8:39AM", "6/2/98 8:39AM"},
    {"no date", 801, "ABC.WK4", "ABC.WK4"},
    {"no date behind blanks", 801, "my old plan.doc", "my old plan.doc"},
    {"a number", 801, "plan 9", "plan 9"},
    {"nothing", 801, "", ""},
    {"a blank at the end", 801, "ABC.WK4 ", "ABC.WK4 "},
};

START_TEST(a_program_shows_of_a_title_what_its_version_shows)
{
    const struct client client = {.version = titles[_i].version};
    ck_assert_msg(strcmp(client_shows(world, &client, titles[_i].title), titles[_i].shown) == 0,
                  "%s: %s", titles[_i].name, client_shows(world, &client, titles[_i].title));
    ck_assert_str_eq(client_shows(world, NULL, titles[_i].title), titles[_i].title);
}
END_TEST

static const struct {
    const char *name;
    uint32_t version;
    const char *locale; /* NULL: the machine's */
    const char *title;
    const char *date;
} written[] = {
    {"an old program", 602, NULL, "A.TXT 2/25/98 12:00PM", "2/25/98 12:00"},
    {"an old program in Germany", 602, "de-DE", "A.TXT 25.2.98 1:00PM", "2/25/98 13:00"},
    {"an old program in Japan", 602, "ja-JP", "A.TXT 98/2/25 9:00PM", "2/25/98 21:00"},
    {"a new program in Germany", 801, "de-DE", "A.TXT", "2/25/98 13:00"},
    {"nobody knows which, in Germany", 0, "de-DE", "A.TXT 25.2.98 1:00PM", "2/25/98 13:00"},
};

START_TEST(a_program_writes_titles_and_dates_as_its_locale_does)
{
    static const int64_t noon_ms = INT64_C(888408000000); /* 1998-02-25 12:00 UTC */
    struct client client = {.version = written[_i].version};
    if (written[_i].locale != NULL) {
        client.has_locale = host_locale_find(written[_i].locale, &client.locale);
        ck_assert(client.has_locale);
    }
    ck_assert_str_eq(client_title(world, &client, "A.TXT", noon_ms), written[_i].title);
    ck_assert_str_eq(client_date(world, &client, noon_ms), written[_i].date);
    ck_assert_str_eq(client_title(world, NULL, "A.TXT", noon_ms), "A.TXT 2/25/98 12:00PM");
    ck_assert_str_eq(client_date(world, NULL, noon_ms), "2/25/98 12:00");
}
END_TEST

/* ---- Macintosh ---- */

static const size_t sizes[] = {0, 1, 127, 128, 129, 3000};

START_TEST(a_macintosh_stores_a_file_with_its_resources)
{
    static const uint8_t bytes[3000] = {1, 2, 3};
    const struct client macintosh = {.system = CLIENT_MAC};
    const struct client other = {.system = CLIENT_WINDOWS};
    const struct mail_item items[] = {
        {.kind = EXCHANGE_TEXT, .name = "", .content = bytes_of_text("text")},
        {.kind = EXCHANGE_FILE, .name = "A file", .content = {bytes, sizes[_i]}},
        {.kind = EXCHANGE_FILE,
         .name = "a name of more than sixty-three characters, which is all that the header takes",
         .content = {bytes, sizes[_i]}}};
    struct mail mail = {.items = items, .item_count = 3};
    struct macbinary read;
    client_store(world, &other, &mail);
    client_store(world, NULL, &mail);
    ck_assert_ptr_eq(mail.items, items);
    client_store(world, &macintosh, &mail);
    ck_assert_ptr_eq(mail.items[0].content.data, items[0].content.data);
    for (size_t i = 1; i < 3; i++) {
        ck_assert(macbinary_read(mail.items[i].content, &read));
        ck_assert_uint_eq(read.data.size, sizes[_i]);
        ck_assert_int_eq(memcmp(read.data.data, bytes, sizes[_i]), 0);
        ck_assert_uint_ne(read.resources.size, 0);
    }
    const struct mail_item *once = mail.items;
    const struct bytes stored = once[1].content;
    client_store(world, &macintosh, &mail); /* one that is stored so stays as it is */
    ck_assert_ptr_eq(mail.items[1].content.data, stored.data);
}
END_TEST

/* ---- who ---- */

START_TEST(each_has_his_own_until_it_is_forgotten)
{
    const struct office one = {.name = "PO1"};
    const struct office two = {.name = "PO2"};
    struct client *smith = client_need(world, &one, "Smith, J");
    struct client *doe = client_need(world, &one, "Doe, Ann");
    ck_assert_ptr_eq(client_need(world, &one, "smith, j"), smith);
    ck_assert_ptr_eq(client_find(world, &one, "Smith, J at PO1"), smith);
    ck_assert_ptr_null(client_find(world, &one, "Smith, John"));
    ck_assert_ptr_null(client_find(world, &two, "Smith, J"));
    client_forget(world, &one, "Nobody");
    client_forget(world, &one, "Smith, J");
    ck_assert_ptr_null(client_find(world, &one, "Smith, J"));
    ck_assert_ptr_eq(client_find(world, &one, "Doe, Ann"), doe);
}
END_TEST

START_TEST(only_the_program_for_dos_shows_so_many)
{
    const struct client dos = {.system = CLIENT_DOS};
    const struct client other = {.system = CLIENT_MAC};
    ck_assert_uint_eq(client_letters(world, NULL), UINT32_MAX);
    ck_assert_uint_eq(client_letters(world, &other), UINT32_MAX);
    ck_assert_uint_eq(client_letters(world, &dos), 1600);
    ck_assert_ptr_null(world_set_assumption(world, "CLIENT_DOS_LETTERS", "99999999999"));
    ck_assert_uint_eq(client_letters(world, &dos), UINT32_MAX);
}
END_TEST

/* ---- the word ---- */

#define WORLD                                                                                      \
    "world\n  connector C1 version 5.5 account EXCH\\svc-ccmc\n"                                   \
    "  ntserver NT1 share CCPO acl EXCH\\svc-ccmc full\n  postoffice PO1 on NT1 CCPO\n"            \
    "  tab C1 postoffice PO1 path \"\\\\NT1\\CCPO\"\n"
#define START "phase \"all\"\n  @0s do start connector\n"

static const struct play_world worlds[] = {
    {"the first user need not be declared", RUN_OK,
     WORLD "  client PO1 \"Smith, J\" version 8.01\n  mail m1 out to PO1 file \"A.TXT\" 1K\n",
     "  @1m expect delivered out 1\n  @1m never content m1 at \"Smith, J\" file 1 name "
     "\"A.TXT*\"\n",
     ""},
    {"an edit keeps what it does not name", RUN_OK,
     WORLD "  client PO1 \"Smith, J\" version 2.2 system mac\n",
     "  @1s do client PO1 \"Smith, J\" locale de-DE\n"
     "  @2s do mail in from PO1 to \"Brady, Sally at SITE1\" subject \"X\" file \"A.TXT\" 1K\n"
     "  by @1m expect delivered in 1\n",
     ""},
    {"a mobile user has one", RUN_OK,
     WORLD "  entry PO1 \"Roe, Max\" kind mobile\n  client PO1 \"Roe, Max\" version 2.2\n", "", ""},
    {"no such post office", RUN_ERROR, WORLD "  client PO9 \"Smith, J\"\n", "",
     "no post office PO9"},
    {"no such user", RUN_ERROR, WORLD "  client PO1 \"Nobody\"\n", "",
     "\"Nobody\" has no mailbox at PO1"},
    {"one who is elsewhere", RUN_ERROR, WORLD "  entry PO1 \"Far\" at PO5\n  client PO1 \"Far\"\n",
     "", "has no mailbox at PO1"},
    {"no version", RUN_ERROR, WORLD "  client PO1 \"Smith, J\" version new\n", "",
     "'new' is no version"},
    {"no locale", RUN_ERROR, WORLD "  client PO1 \"Smith, J\" locale xx-XX\n", "",
     "unknown locale 'xx-XX'"},
    {"one of whom nothing was said is removed", RUN_ERROR, WORLD,
     "  @1s do remove client PO1 \"Smith, J\"\n", "nothing is said of the mail program"},
    {"one of nowhere is removed", RUN_ERROR, WORLD, "  @1s do remove client PO9 \"Smith, J\"\n",
     "no post office PO9"},
};

START_TEST(the_word_says_with_what_people_write_and_read)
{
    play_world(START, &worlds[_i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("client");
    TCase *tcase = tcase_create("programs");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, a_program_shows_of_a_title_what_its_version_shows, 0,
                        ARRAY_COUNT(titles));
    tcase_add_loop_test(tcase, a_program_writes_titles_and_dates_as_its_locale_does, 0,
                        ARRAY_COUNT(written));
    tcase_add_loop_test(tcase, a_macintosh_stores_a_file_with_its_resources, 0, ARRAY_COUNT(sizes));
    tcase_add_test(tcase, each_has_his_own_until_it_is_forgotten);
    tcase_add_test(tcase, only_the_program_for_dos_shows_so_many);
    suite_add_tcase(suite, tcase);
    TCase *words = tcase_create("word");
    tcase_add_loop_test(words, the_word_says_with_what_people_write_and_read, 0,
                        ARRAY_COUNT(worlds));
    suite_add_tcase(suite, words);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
