/* The programs as people type them: their help, and directories below the working directory. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "postoffice.h"
#include "support/po_fixture.h"

static struct arena arena;
static struct memory_port *memory;
static struct os_port *port;

/* The working directory of the fixture's programs has a post office, too. */
static void setup(void)
{
    static const struct po_spec spec = {
        .format = PO_DB6, .name = "HUB", .password = "pw", .code_page = 437};
    memory = fixture_create(&arena);
    port = memory_port_os(memory);
    memory_port_make_dir(memory, FIXTURE_STORE "\\DATA");
    ck_assert(po_create(port, FIXTURE_STORE "\\DATA", &spec) == ST_OK);
    static const struct po_spec options = {/* every word of it is an option somewhere */
                                           .format = PO_DB6,
                                           .name = "M",
                                           .password = "users",
                                           .code_page = 437};
    memory_port_make_dir(memory, FIXTURE_STORE "\\C");
    ck_assert(po_create(port, FIXTURE_STORE "\\C", &options) == ST_OK);
}

static void teardown(void)
{
    memory_port_release(memory);
    arena_release(&arena);
}

static const struct {
    const char *program;
    const char *arguments;
    int result;
    const char *says;
} lines[] = {
    {"ANALYZE", "/?", 0, "ANALYZE path"},
    {"CHKSTAT", "/?", 0, "DIAGNOSTICS/R     counters"},
    {"RECLAIM", "HUB pw DATA /?", 0, "the directory index only"},
    {"ANALYZE", "DATA", 0, "Post office: HUB"},
    {"ANALYZE", "/DDATA /USR/00001", 1, "No mailbox has the file USR: 1"},
    {"ANALYZE", "/DDATA /USR/x", 1, "Bad Parameters"},
    {"ANALYZE", "/DDATA /?x", 1, "Bad Parameters"},
    {"CHKSTAT", "HUB pw DATA DIAGNOSTICS/R", 0, "Errors: 0"},
    {"RECLAIM", "HUB pw DATA", 0, "Blocks after: 0"},
    {"ANALYZE", "c", 0, "Post office: M"},
    {"ANALYZE", "c DIAGNOSTICS", 0, "Post office: M"},
    {"ANALYZE", "DIAGNOSTICS /Dc", 0, "Post office: M"},
    {"ANALYZE", "DIAGNOSTICS", 1, "path not found"},
    {"ANALYZE", "a b c d e f g h i j k l m n o p q", 1, "Bad Parameters"},
    {"CHKSTAT", "m users c DIAGNOSTICS/R", 0, "Errors: 0"},
    {"RECLAIM", "m users c DIRECTORY DIAGNOSTICS/A", 0, ""},
    {"RECLAIM", "m users /Dc", 1, "name or password is not correct"},
    {"EXPORT", "HUB pw DATA OUT.TXT DIRECTORY", 0, "Exporting directory"},
    {"EXPORT", "/NHUB /Ppw /DDATA /@OUT.TXT /DIRECTORY", 0, FIXTURE_STORE "\\DATA"},
    {"EXPORT", "/NHUB /Ppw /DNOWHERE /@OUT.TXT /DIRECTORY", 3, "path not found"},
    {"IMPORT", "/NHUB /Ppw /DDATA /@NOTHING.CCM", 3, "File not found"},
};

START_TEST(a_command_line_is_taken_from_the_working_directory)
{
    const struct fixture_run done =
        fixture_run(port, &arena, lines[_i].program, lines[_i].arguments, NULL);
    ck_assert_msg(done.result == lines[_i].result, "%s %s: %d %s", lines[_i].program,
                  lines[_i].arguments, done.result, done.console);
    ck_assert_msg(strstr(done.console, lines[_i].says) != NULL, "%s %s: %s", lines[_i].program,
                  lines[_i].arguments, done.console);
    ck_assert_uint_eq(memory_port_open_count(memory), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("command_lines");
    TCase *tcase = tcase_create("command_lines");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, a_command_line_is_taken_from_the_working_directory, 0,
                        (int)ARRAY_COUNT(lines));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
