/* Tests of tools/programs/program_version.c and of what IMPORT and EXPORT do with a version. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "support/po_fixture.h"

static struct arena arena;
static struct memory_port *memory;
static struct os_port *port;

static void setup(void)
{
    memory = fixture_create(&arena);
    port = memory_port_os(memory);
}

static void teardown(void)
{
    memory_port_release(memory);
    arena_release(&arena);
}

static const struct {
    const char *version;
    uint32_t number;
    uint32_t database;
    const char *resource;
} numbers[] = {
    {"5.15", 515, 6, ""},
    {"5.1", 510, 6, ""},
    {"6.0", 600, 8, "IE.RI"},
    {"6.01.00.5", 601, 8, "IE.RI"},
    {"8.01", 801, 8, "IE.RI"},
    {"8.2", 820, 8, "IE.RI"},
    {"8.3", 830, 8, "IMPEXP.RI"},
    {"8.50.00.14", 850, 8, "IMPEXP.RI"},
    {"9.99", 999, 8, "IMPEXP.RI"},
    {"7", 700, 8, "IE.RI"},
    {"", 0, 6, ""},
    {"x", 0, 6, ""},
    {"12345678901.1", 0, 6, ""},
    {"10.5", 0, 6, ""},
    {"8.", 800, 8, "IE.RI"},
    {"8.x", 800, 8, "IE.RI"},
};
START_TEST(a_version_is_a_number_and_a_row)
{
    const char *version = numbers[_i].version;
    const struct program_version *row = program_version_find(version);
    ck_assert_msg(program_version_number(version) == numbers[_i].number, "%s: %u", version,
                  (unsigned)program_version_number(version));
    ck_assert_msg(row->database == numbers[_i].database, "%s", version);
    ck_assert_str_eq(row->resource, numbers[_i].resource);
}
END_TEST

static const struct {
    const char *name;
    const char *program;
    const char *version;
    uint32_t bits;
    enum program_quirk quirk;
    bool has;
} quirks[] = {
    {"dates before", "IMPORT", "5.11", 16, PROGRAM_QUIRK_LOCALE_DATES, false},
    {"dates from 5.12", "IMPORT", "5.12", 16, PROGRAM_QUIRK_LOCALE_DATES, true},
    {"dates to 5.15", "IMPORT", "5.15", 16, PROGRAM_QUIRK_LOCALE_DATES, true},
    {"dates after", "IMPORT", "6.0", 16, PROGRAM_QUIRK_LOCALE_DATES, false},
    {"dates are IMPORT's", "EXPORT", "5.15", 16, PROGRAM_QUIRK_LOCALE_DATES, false},
    {"1900 in 8.0", "IMPORT", "8.0", 16, PROGRAM_QUIRK_CENTURY_1900, true},
    {"1900 mended in 8.3", "IMPORT", "8.3", 16, PROGRAM_QUIRK_CENTURY_1900, false},
    {"pcx in 5.15", "EXPORT", "5.15", 16, PROGRAM_QUIRK_PCX_UNFINISHED, true},
    {"pcx not in 5.14", "EXPORT", "5.14", 16, PROGRAM_QUIRK_PCX_UNFINISHED, false},
    {"files of client 7 in 6.0", "EXPORT", "6.0", 16, PROGRAM_QUIRK_CLIENT_7_FILES, false},
    {"in 6.01", "EXPORT", "6.01", 16, PROGRAM_QUIRK_CLIENT_7_FILES, true},
    {"mended in 8.01", "EXPORT", "8.01", 16, PROGRAM_QUIRK_CLIENT_7_FILES, false},
    {"16 bits", "IMPORT", "8.3", 16, PROGRAM_QUIRK_OLD_INDEX, true},
    {"32 bits", "IMPORT", "8.5", 32, PROGRAM_QUIRK_OLD_INDEX, false},
};
START_TEST(a_version_has_the_quirks_of_its_rows)
{
    const uint32_t set = program_quirks(quirks[_i].program, quirks[_i].version, quirks[_i].bits);
    ck_assert_msg(program_has_quirk(set, quirks[_i].quirk) == quirks[_i].has, "%s",
                  quirks[_i].name);
}
END_TEST

START_TEST(every_quirk_says_whose_it_is_and_what_it_does)
{
    for (enum program_quirk quirk = 0; quirk < PROGRAM_QUIRK_COUNT; quirk++) {
        const struct program_quirk_row *row = program_quirk_row(quirk);
        ck_assert_ptr_nonnull(program_find(row->program));
        ck_assert(row->first <= row->last && row->name[0] != '\0');
        ck_assert(row->step[0] != '\0' && row->mail[0] != '\0');
    }
}
END_TEST

/* ---- what a version needs ---- */

struct version_run {
    int result;
    const char *console;
};

static struct version_run run(const char *program, const char *version, const char *arguments)
{
    const struct program_kind *kind = program_find(program);
    struct arena scratch = {0};
    struct program_traits traits = program_default_traits();
    traits.version = version;
    traits.quirks = program_quirks(kind->name, version, 16);
    const struct program_start start = {.port = port,
                                        .arena = &arena,
                                        .arguments = arguments,
                                        .directory = FIXTURE_STORE,
                                        .own_directory = "C:\\PROGRAMS",
                                        .system_directory = "C:\\WINNT",
                                        .traits = traits};
    void *state = arena_alloc(&arena, kind->state_size);
    struct program_step step = {.state = PROGRAM_AGAIN};
    kind->begin(state, &start);
    while (step.state == PROGRAM_AGAIN) {
        step = kind->step(state, &scratch, step.wake_us);
        arena_reset(&scratch);
    }
    arena_release(&scratch);
    return (struct version_run){step.result_code, kind->console(state)};
}

static void put(const char *path)
{
    memory_port_put(memory, path, bytes_of_text("MZ"));
}

static void make_directories(void)
{
    memory_port_make_dir(memory, "C:\\PROGRAMS");
    memory_port_make_dir(memory, "C:\\WINNT");
}

static const struct {
    const char *name;
    const char *version;
    const char *files[5];
    const char *says; /* in its first line */
} needs[] = {
    {"5.15 needs nothing", "5.15", {NULL}, "IMPORT 5.15 Copyright(c)"},
    {"6.0 without IE.RI", "6.0", {NULL}, "R0002 Resource file not found: C:\\WINNT\\IE.RI.\r\n"},
    {"6.0 with it", "6.0", {"C:\\PROGRAMS\\IE.RI"}, "IMPORT 6.0 "},
    {"6.0 and Windows' directory", "6.0", {"C:\\WINNT\\IE.RI"}, "IMPORT 6.0 "},
    {"6.0 and the working directory", "6.0", {FIXTURE_STORE "\\IE.RI"}, "R0002 "},
    {"8.3 with the wrong one", "8.3", {"C:\\PROGRAMS\\IE.RI"}, "R0002 "},
    {"8.3 and the working directory", "8.3", {FIXTURE_STORE "\\IMPEXP.RI"}, "IMPORT 8.3 "},
    {"8.5 without libraries",
     "8.5",
     {"C:\\PROGRAMS\\IMPEXP.RI"},
     "The dynamic link library CDMW800.DLL could not be found in the specified path."},
    {"8.5 without the last one",
     "8.5",
     {"C:\\PROGRAMS\\IMPEXP.RI", "C:\\PROGRAMS\\CDMW800.DLL", "C:\\WINNT\\CFW803.DLL"},
     "The dynamic link library CIW803.DLL could"},
    {"8.5 without its resource",
     "8.5",
     {"C:\\PROGRAMS\\CIW803.DLL", "C:\\PROGRAMS\\CDMW800.DLL", "C:\\WINNT\\CFW803.DLL"},
     "R0002 Resource file not found: C:\\STORE\\IMPEXP.RI."},
    {"8.5 with all",
     "8.50.00.14",
     {"C:\\PROGRAMS\\CIW803.DLL", "C:\\PROGRAMS\\CDMW800.DLL", "C:\\WINNT\\CFW803.DLL",
      "C:\\PROGRAMS\\IMPEXP.RI"},
     "IMPORT 8.50.00.14 Copyright(c) 1991, 1999 by cc:Mail, Inc.\r\n"},
};
START_TEST(a_program_begins_only_with_what_its_version_needs)
{
    make_directories();
    for (size_t i = 0; i < ARRAY_COUNT(needs[_i].files) && needs[_i].files[i] != NULL; i++) {
        put(needs[_i].files[i]);
    }
    const struct version_run done = run("IMPORT", needs[_i].version, FIXTURE_IMPORT);
    ck_assert_msg(text_starts(done.console, needs[_i].says), "%s: %s", needs[_i].name,
                  done.console);
    /* the fixture is DB6: newer programs that begin do not know it */
    ck_assert_int_eq(done.result, strcmp(needs[_i].version, "5.15") == 0 ? 0 : 1);
    ck_assert_uint_eq(memory_port_open_count(memory), 0);
}
END_TEST

START_TEST(a_program_of_another_generation_leaves_the_post_office_alone)
{
    make_directories();
    put("C:\\PROGRAMS\\IE.RI");
    fixture_put_import(memory, &arena, "A.CCM",
                       fixture_ccm(&arena, "X at SITE1", "Smith, J", "hello", "text"));
    const struct version_run done = run("IMPORT", "6.0", FIXTURE_IMPORT);
    ck_assert_int_eq(done.result, 1);
    ck_assert_ptr_nonnull(strstr(done.console, "Post office database is of another version."));
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "hello"), 0);
    ck_assert_int_eq(run("EXPORT", "6.0", FIXTURE_EXPORT).result, 1);
    ck_assert_int_eq(run("IMPORT", "5.15", FIXTURE_IMPORT).result, 0);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "hello"), 1);
}
END_TEST

START_TEST(a_selection_of_another_generation_ends_before_anything_is_opened)
{
    const struct version_run done =
        run("EXPORT", "5.14", "/FORMAT/DB8 /NSITE1 /Psecret /DV:\\NOWHERE /@X.CCM");
    ck_assert_int_eq(done.result, 1);
    ck_assert_ptr_nonnull(strstr(done.console, "another version is selected"));
    ck_assert_int_eq(
        run("EXPORT", "5.14", "/FORMAT/DB6 /NSITE1 /Psecret /DV:\\CCDATA /@X.CCM").result, 0);
}
END_TEST

START_TEST(a_program_of_os2_does_not_begin)
{
    struct program_traits traits = program_default_traits();
    traits.is_os2 = true;
    const struct fixture_run done =
        fixture_run(port, &arena, "EXPORT2.EXE", FIXTURE_EXPORT, &traits);
    ck_assert_int_eq(done.result, 1);
    ck_assert(text_starts(done.console, "Memory error encountered\r\n"));
}
END_TEST

START_TEST(help_names_the_version_and_the_switches_and_opens_nothing)
{
    static const char *const programs[] = {"IMPORT", "EXPORT", "Import32.exe", "Export32"};
    for (size_t i = 0; i < ARRAY_COUNT(programs); i++) {
        const struct version_run done = run(programs[i], "5.15", "/? /NONSENSE");
        ck_assert_int_eq(done.result, 0);
        ck_assert(text_starts(done.console, "IMPORT 5.15 ") ||
                  text_starts(done.console, "EXPORT 5.15 "));
        ck_assert_ptr_nonnull(strstr(done.console, "/ITEMSIZE"));
        ck_assert_ptr_null(strstr(done.console, "Bad Parameters"));
    }
}
END_TEST

START_TEST(numbers_behind_names_are_of_systems_only)
{
    ck_assert_ptr_nonnull(program_find("export2"));
    ck_assert_ptr_null(program_find("export3"));
    ck_assert_ptr_null(program_find("32"));
    ck_assert_ptr_null(program_find("2.exe"));
    ck_assert_ptr_null(program_find(""));
}
END_TEST

/* What a line is made of; a number of eight steps of a generator chooses. */
static const char *const words[] = {"/N\"SITE1\"",
                                    "/NPO1",
                                    "/Psecret",
                                    "/P",
                                    "/DV:\\CCDATA",
                                    "/D",
                                    "/@IMPORT\\*.CCM",
                                    "/@EXPORT\\X.CCM",
                                    "/@",
                                    "/BATCH",
                                    "/ITEMSIZE",
                                    "/PARTIAL",
                                    "/FORMAT/FAN",
                                    "/FORMAT",
                                    "/FORMAT/X",
                                    "/FILES/MACBIN2",
                                    "/FILES/HEX",
                                    "/FILES",
                                    "/DIRECTORY",
                                    "/DIRECTORY/PROP",
                                    "/DIRECTORY/PROPADD",
                                    "/DIRECTORY/DELETE",
                                    "/MSG#",
                                    "/DELETE/1",
                                    "/DELETE/",
                                    "/DELETE/x",
                                    "/DELETE/99999999999999999999",
                                    "/MSGS/ALL",
                                    "/MSGS/0",
                                    "/MSGS/4294967296",
                                    "/DATE/1",
                                    "/DATE",
                                    "/FOLDER",
                                    "/?",
                                    "/",
                                    "//",
                                    "\"",
                                    "\"\"",
                                    "C:\\STORE\\IMPORT.INI",
                                    "C:\\STORE\\NONE.INI",
                                    "PO1",
                                    "secret",
                                    "V:\\CCDATA",
                                    "BATCH/PARTIAL",
                                    "\x81\xFF",
                                    "/FORMAT/DB8",
                                    "/FORMAT/DB6"};

START_TEST(any_words_end_with_a_code_and_leave_nothing_open)
{
    enum { LINES = 400, WORDS_MAX = 8, CODE_MAX = 5 };
    uint64_t state = (uint64_t)_i + 1;
    uint32_t seen = 0;
    for (int line = 0; line < LINES; line++) {
        struct buffer text;
        buffer_init(&text, &arena);
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        const uint64_t count = (state >> 33) % WORDS_MAX;
        for (uint64_t i = 0; i < count; i++) {
            state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            buffer_text(&text, words[(state >> 33) % ARRAY_COUNT(words)]);
            buffer_text(&text, (state >> 60) == 0 ? "" : " ");
        }
        const char *arguments = buffer_string(&text);
        const struct fixture_run done =
            fixture_run(port, &arena, _i % 2 == 0 ? "IMPORT" : "EXPORT", arguments, NULL);
        ck_assert_msg(done.result >= 0 && done.result <= CODE_MAX, "%s: %d", arguments,
                      done.result);
        ck_assert_msg(done.result != 2 || strstr(done.console, "Bad Parameters on the command "
                                                               "line") != NULL,
                      "%s: %s", arguments, done.console);
        ck_assert_uint_eq(memory_port_open_count(memory), 0);
        seen |= UINT32_C(1) << done.result;
    }
    ck_assert_uint_ne(seen & 4, 0); /* many are bad, and some are help */
    ck_assert_uint_ne(seen & 1, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("program_version");
    TCase *tcase = tcase_create("program_version");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, a_version_is_a_number_and_a_row, 0, (int)ARRAY_COUNT(numbers));
    tcase_add_loop_test(tcase, a_version_has_the_quirks_of_its_rows, 0, (int)ARRAY_COUNT(quirks));
    tcase_add_test(tcase, every_quirk_says_whose_it_is_and_what_it_does);
    tcase_add_loop_test(tcase, a_program_begins_only_with_what_its_version_needs, 0,
                        (int)ARRAY_COUNT(needs));
    tcase_add_test(tcase, a_program_of_another_generation_leaves_the_post_office_alone);
    tcase_add_test(tcase, a_selection_of_another_generation_ends_before_anything_is_opened);
    tcase_add_test(tcase, a_program_of_os2_does_not_begin);
    tcase_add_test(tcase, help_names_the_version_and_the_switches_and_opens_nothing);
    tcase_add_test(tcase, numbers_behind_names_are_of_systems_only);
    tcase_add_loop_test(tcase, any_words_end_with_a_code_and_leave_nothing_open, 0, 8);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
