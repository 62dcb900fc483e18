/* Tests of tools/programs/{import,import_batch,und,session}.c. */
#define _XOPEN_SOURCE 700 /* mkdtemp, realpath */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/text.h"
#include "po_format.h"
#include "port/posix_port.h"
#include "programs/und.h"
#include "support/fault_port.h"
#include "support/po_fixture.h"

#define PATH_OF(name) FIXTURE_STORE "\\Import\\" name

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

static void put(const char *name, const char *to, const char *subject)
{
    fixture_put_import(memory, &arena, name,
                       fixture_ccm(&arena, "Brady, Sally at SITE1", to, subject, "text"));
}

static struct fixture_run run(void)
{
    return fixture_run(port, &arena, "Import.exe", FIXTURE_IMPORT, NULL);
}

static bool there(const char *path)
{
    return memory_port_get(memory, path).data != NULL;
}

START_TEST(a_message_is_delivered_to_each_mailbox_and_its_file_deleted)
{
    put("MSG0001.CCM", "Smith, J at PO1|Doe, Ann at PO1", "hello");
    put("MSG0002.CCM", "Boss|Smith, J|Roe, Max at po1", "twice named");
    const struct fixture_run done = run();
    ck_assert_int_eq(done.result, 0);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "hello"), 1);
    ck_assert_int_eq(fixture_count(port, &arena, "doe, ann", "hello"), 1);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "twice named"), 1);
    ck_assert_int_eq(fixture_count(port, &arena, "Roe, Max", "twice named"), 1);
    ck_assert(!there(PATH_OF("MSG0001.CCM")));
    ck_assert(!there(PATH_OF("MSG0002.CCM")));
    ck_assert(strstr(done.console, "Post office directory: V:\\CCDATA\r\n") != NULL);
    ck_assert_uint_eq(memory_port_open_count(memory), 0);
    struct po_report report;
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.errors + report.wear, 0);
    ck_assert_uint_eq(report.messages, 2);
    ck_assert_uint_eq(report.pointers, 4);
}
END_TEST

START_TEST(a_remote_recipient_goes_to_the_queue_of_its_post_office)
{
    put("A.CCM", "Brady, Sally", "by name");
    put("B.CCM", "Nobody Known at SITE1", "by place");
    put("C.CCM", "Someone at FAR", "through");
    ck_assert_int_eq(run().result, 0);
    ck_assert_int_eq(fixture_count(port, &arena, "SITE1", "by name"), 1);
    ck_assert_int_eq(fixture_count(port, &arena, "SITE1", "by place"), 1);
    ck_assert_int_eq(fixture_count(port, &arena, "SITE1", "through"), 1);
}
END_TEST

static const struct {
    const char *name;
    const char *arguments;
    int result;
    const char *console;
} lines[] = {
    {"positional", "PO1 secret V:\\CCDATA IMPORT\\*.CCM BATCH/PARTIAL", 0, "Importing"},
    {"switches", "/NPO1 /Psecret /DV:\\CCDATA /@IMPORT\\*.CCM /BATCH", 0, "Importing"},
    {"password in other case", "/Npo1 /PSECRET /DV:\\CCDATA /@IMPORT\\*.CCM", 0, "Importing"},
    {"no parameter file", "/BATCH C:\\STORE\\ABSENT.INI", 3, "error: 3."},
    {"blank in its path", "/BATCH C:\\MY STORE\\IMPORT.INI", 3, "error: 3."},
    {"unknown option", "/BATCH/NONSENSE C:\\STORE\\IMPORT.INI", 2, "Bad Parameters"},
    {"nothing", "", 2, "error: 2."},
    {"no file", "/NPO1 /Psecret /DV:\\CCDATA", 2, "Bad Parameters"},
    {"what EXPORT deletes", "/DELETE/1 C:\\STORE\\IMPORT.INI", 2, "DELETE/n of EXPORT"},
    {"what EXPORT lists", "/MSG# C:\\STORE\\IMPORT.INI", 2, "MSG# of EXPORT"},
    {"wrong name", "/NPO2 /Psecret /DV:\\CCDATA /@IMPORT\\*.CCM", 3, "name or password"},
    {"wrong password", "/NPO1 /Pguess /DV:\\CCDATA /@IMPORT\\*.CCM", 3, "name or password"},
    {"no password", "/NPO1 /DV:\\CCDATA /@IMPORT\\*.CCM", 3, "name or password"},
    {"wrong path", "/NPO1 /Psecret /DV:\\OTHER /@IMPORT\\*.CCM", 3, "error: 3."},
    {"named file absent", "/NPO1 /Psecret /DV:\\CCDATA /@IMPORT\\ABSENT.CCM", 3, "File not found"},
    {"folder absent", "/NPO1 /Psecret /DV:\\CCDATA /@NOWHERE\\*.CCM", 1, "File not found"},
};
START_TEST(the_command_line_decides_what_is_opened)
{
    put("MSG0001.CCM", "Smith, J at PO1", "hello");
    const struct fixture_run done = fixture_run(port, &arena, "IMPORT", lines[_i].arguments, NULL);
    ck_assert_msg(done.result == lines[_i].result, "%s: got %d\n%s", lines[_i].name, done.result,
                  done.console);
    ck_assert_msg(strstr(done.console, lines[_i].console) != NULL, "%s: %s", lines[_i].name,
                  done.console);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "hello"),
                     lines[_i].result == 0 ? 1 : 0);
    ck_assert(there(PATH_OF("MSG0001.CCM")) == (lines[_i].result != 0));
    ck_assert_uint_eq(memory_port_open_count(memory), 0);
}
END_TEST

START_TEST(a_shut_post_office_is_result_4)
{
    put("MSG0001.CCM", "Smith, J at PO1", "hello");
    ck_assert_int_eq(po_shut(port, FIXTURE_DATA), ST_OK);
    ck_assert_int_eq(po_shut(port, FIXTURE_DATA), ST_OK);
    const struct fixture_run done = run();
    ck_assert_int_eq(done.result, 4);
    ck_assert(
        strstr(done.console,
               "Post office is temporarily shut down.\r\nIMPORT process ended with error: 4.\r\n"));
    ck_assert_int_eq(po_reopen(port, FIXTURE_DATA), ST_OK);
    ck_assert_int_eq(po_reopen(port, FIXTURE_DATA), ST_OK);
    ck_assert_int_eq(run().result, 0);
}
END_TEST

START_TEST(a_post_office_that_may_only_be_read_is_result_1)
{
    put("MSG0001.CCM", "Smith, J at PO1", "hello");
    memory_port_protect(memory, FIXTURE_DATA);
    ck_assert_int_eq(run().result, 1);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "hello"), 0);
    ck_assert(there(PATH_OF("MSG0001.CCM")));
    memory_port_protect(memory, NULL);
    ck_assert_int_eq(run().result, 0);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "hello"), 1);
}
END_TEST

static struct os_file hold(struct os_open_mode mode, bool locks)
{
    struct os_file file = {0};
    ck_assert_int_eq(os_open(port, FIXTURE_DATA "\\CLANDATA", mode, &file), ST_OK);
    if (locks) {
        ck_assert_int_eq(os_lock(port, file, 0x7FFF0000, 1), ST_OK);
    }
    return file;
}

START_TEST(a_lock_that_stays_is_result_4_after_15_seconds)
{
    const struct os_open_mode modes[] = {{OS_READ_WRITE, OS_DENY_NONE, OS_OPEN_EXISTING},
                                         {OS_READ_WRITE, OS_DENY_ALL, OS_OPEN_EXISTING},
                                         {OS_READ, OS_DENY_WRITE, OS_OPEN_EXISTING}};
    put("MSG0001.CCM", "Smith, J at PO1", "hello");
    const struct os_file file = hold(modes[_i], _i == 0);
    const uint64_t begin = os_monotonic_us(port);
    const struct fixture_run done = run();
    ck_assert_int_eq(done.result, 4);
    ck_assert_uint_eq(done.end_us - begin, 15000000);
    ck_assert(strstr(done.console, "locked by another process") != NULL);
    ck_assert(there(PATH_OF("MSG0001.CCM")));
    ck_assert_int_eq(os_close(port, file), ST_OK);
    ck_assert_int_eq(run().result, 0);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "hello"), 1);
}
END_TEST

START_TEST(damage_in_the_header_is_result_1_and_a_line_in_the_error_log)
{
    put("MSG0001.CCM", "Smith, J at PO1", "hello");
    fixture_flip(memory, &arena, "CLANDATA", 80, 0x40);
    ck_assert_int_eq(run().result, 0); /* the second copy serves */
    put("MSG0001.CCM", "Smith, J at PO1", "hello");
    fixture_flip(memory, &arena, "CLANDATA", 80, 0x40);
    fixture_flip(memory, &arena, "CLANDATA", 512 + 80, 0x40);
    ck_assert_int_eq(run().result, 1);
    ck_assert_int_eq(run().result, 1);
    const struct bytes log = memory_port_get(memory, FIXTURE_DATA "\\NFTERROR.LOG");
    ck_assert(log.data != NULL);
    ck_assert_uint_eq(log.size, 2 * strlen("IMPORT: NFT error found in CLANDATA\r\n"));
}
END_TEST

START_TEST(damage_in_the_directory_is_result_1_and_in_a_mailbox_or_the_store_3)
{
    put("MSG0001.CCM", "Smith, J at PO1|Roe, Max", "hello");
    if (_i == 0) {
        for (size_t slot = 0; slot < 32; slot++) {
            fixture_flip(memory, &arena, "CLANDATA", 1024 + slot * 256 + 20, 0x40);
        }
    } else if (_i == 1) {
        fixture_flip(memory, &arena, "USR00001", 9, 0x40);
        fixture_flip(memory, &arena, "USR00001", PO_USR_COPY_SIZE + 9, 0x40);
    } else {
        fixture_flip(memory, &arena, "MLANDATA", 16, 0x40);
        fixture_flip(memory, &arena, "MLANDATA", PO_STORE_COPY_SIZE + 16, 0x40);
    }
    const struct fixture_run done = run();
    ck_assert_int_eq(done.result, _i == 0 ? 1 : 3);
    ck_assert(there(PATH_OF("MSG0001.CCM")));
    ck_assert(there(FIXTURE_DATA "\\NFTERROR.LOG") == (_i == 0));
}
END_TEST

static struct und_report read_report(const char *path, size_t index)
{
    const struct bytes file = memory_port_get(memory, path);
    struct und_report report = {0};
    size_t offset = 0;
    ck_assert_msg(file.data != NULL, "no %s", path);
    for (size_t i = 0; i <= index; i++) {
        ck_assert_int_eq(und_read(file, &offset, &arena, &report), ST_OK);
    }
    return report;
}

START_TEST(first_last_is_found_where_last_first_is_there)
{
    put("MSG0001.CCM", "J Smith at PO1|K Smith at PO1|J  at PO1| Smith at PO1", "turned");
    ck_assert_int_eq(run().result, 5);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "turned"), 1);
    ck_assert_uint_eq(read_report(PATH_OF("MSG0001.UND"), 0).refusal_count, 3);
}
END_TEST

/* Its report would be written in its own place, before its letters are anywhere else. */
START_TEST(a_file_called_und_is_no_message_file_whatever_names_it)
{
    static const char *const names[] = {"/NPO1 /Psecret /PARTIAL /D" FIXTURE_DATA
                                        " /@IMPORT\\MSG0001.UND",
                                        "/NPO1 /Psecret /PARTIAL /D" FIXTURE_DATA " /@IMPORT\\*.*"};
    put("MSG0001.UND", "Smith, J at PO1|Nobody at PO1", "hello");
    const struct bytes before = memory_port_get(memory, PATH_OF("MSG0001.UND"));
    const struct fixture_run done = fixture_run(port, &arena, "IMPORT", names[_i], NULL);
    ck_assert_int_eq(done.result, _i == 0 ? 3 : 0);
    ck_assert_ptr_nonnull(
        strstr(done.console, "MSG0001.UND: a report of IMPORT is no message file"));
    ck_assert_uint_eq(memory_port_get(memory, PATH_OF("MSG0001.UND")).size, before.size);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "hello"), 0);
}
END_TEST

START_TEST(with_partial_the_good_recipients_get_it_and_the_others_are_reported)
{
    put("MSG0001.CCM", "Smith, J at PO1|Nobody at PO1|Other at NOWHERE", "hello");
    ck_assert_int_eq(run().result, 5);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "hello"), 1);
    ck_assert(!there(PATH_OF("MSG0001.CCM")));
    const struct und_report report = read_report(PATH_OF("MSG0001.UND"), 0);
    ck_assert_str_eq(report.from, "Brady, Sally at SITE1");
    ck_assert_str_eq(report.subject, "hello");
    ck_assert_uint_eq(report.refusal_count, 2);
    ck_assert_str_eq(report.refusals[0].recipient, "Nobody at PO1");
    ck_assert_str_eq(report.refusals[0].reason, "Recipient unknown");
    ck_assert_str_eq(report.refusals[1].recipient, "Other at NOWHERE");
    ck_assert_uint_eq(report.text.size, 4);
    ck_assert_int_eq(memcmp(report.text.data, "text", 4), 0);
    struct os_names left = {0};
    ck_assert_int_eq(os_list(port, FIXTURE_STORE "\\Import", "*.TMP", &arena, &left), ST_OK);
    ck_assert_uint_eq(left.count, 0);
}
END_TEST

START_TEST(without_partial_one_bad_recipient_refuses_all)
{
    put("MSG0001.CCM", "Smith, J at PO1|Nobody at PO1", "hello");
    const struct fixture_run done =
        fixture_run(port, &arena, "IMPORT", "/BATCH C:\\STORE\\IMPORT.INI", NULL);
    ck_assert_int_eq(done.result, 5);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "hello"), 0);
    const struct und_report report = read_report(PATH_OF("MSG0001.UND"), 0);
    ck_assert_uint_eq(report.refusal_count, 2);
    ck_assert(strcmp(report.refusals[0].reason, report.refusals[1].reason) != 0);
}
END_TEST

START_TEST(a_file_that_cannot_be_read_is_kept_and_others_go_on)
{
    const char *texts[] = {"this is no message\r\n", "", "Message:\r\nFrom: x\r\nnothing more"};
    fixture_put_import(memory, &arena, "MSG0001.CCM", bytes_of_text(texts[_i]));
    put("MSG0002.CCM", "Smith, J at PO1", "hello");
    ck_assert_int_eq(run().result, 1);
    ck_assert(there(PATH_OF("MSG0001.CCM")));
    ck_assert(!there(PATH_OF("MSG0002.CCM")));
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "hello"), 1);
    ck_assert_uint_eq(read_report(PATH_OF("MSG0001.UND"), 0).refusal_count, 0);
    ck_assert_int_eq(run().result, 1);
    size_t offset = 0;
    struct und_report report;
    const struct bytes und = memory_port_get(memory, PATH_OF("MSG0001.UND"));
    ck_assert_int_eq(und_read(und, &offset, &arena, &report), ST_OK);
    ck_assert_int_eq(und_read(und, &offset, &arena, &report),
                     ST_OK); /* one for each try (Q223772) */
    ck_assert_int_eq(und_read(und, &offset, &arena, &report), ST_NO_MORE);
}
END_TEST

START_TEST(a_message_without_recipients_is_refused)
{
    put("MSG0001.CCM", "", "hello");
    ck_assert_int_eq(run().result, 5);
    ck_assert_uint_eq(read_report(PATH_OF("MSG0001.UND"), 0).refusal_count, 0);
    ck_assert(!there(PATH_OF("MSG0001.CCM")));
}
END_TEST

START_TEST(a_full_disk_is_result_1_and_costs_nothing_but_the_temporary_file)
{
    char *large = arena_alloc(&arena, 50001);
    memset(large, 'x', 50000);
    fixture_put_import(
        memory, &arena, "MSG0001.CCM",
        fixture_ccm(&arena, "Brady, Sally at SITE1", "Smith, J at PO1", "large", large));
    for (int i = 0; i < 20; i++) {
        memory_port_set_free(memory, (uint64_t)_i * 5000 + 10000);
        ck_assert_int_eq(run().result, 1);
    }
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "large"), 0);
    memory_port_set_free(memory, 1000000);
    ck_assert_int_eq(run().result, 0);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "large"), 1);
    struct po_report report;
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.errors, 0);
    ck_assert_uint_le(report.blocks, 30);
}
END_TEST

START_TEST(not_more_than_the_maximum_of_files_is_handled)
{
    struct program_traits traits = program_default_traits();
    traits.import_max = 2;
    put("MSG3.CCM", "Smith, J at PO1", "three");
    put("MSG1.CCM", "Smith, J at PO1", "one");
    put("MSG2.CCM", "Smith, J at PO1", "two");
    ck_assert_int_eq(fixture_run(port, &arena, "IMPORT", FIXTURE_IMPORT, &traits).result, 0);
    ck_assert(there(PATH_OF("MSG3.CCM")));
    ck_assert(!there(PATH_OF("MSG1.CCM")));
    ck_assert(!there(PATH_OF("MSG2.CCM")));
}
END_TEST

/* ---- interrupted runs ---- */

/* ---- several programs at once ---- */

/* ---- real files ---- */

static Suite *import_suite(void)
{
    Suite *suite = suite_create("import");
    TCase *tcase = tcase_create("import");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, a_message_is_delivered_to_each_mailbox_and_its_file_deleted);
    tcase_add_test(tcase, a_remote_recipient_goes_to_the_queue_of_its_post_office);
    tcase_add_loop_test(tcase, the_command_line_decides_what_is_opened, 0, ARRAY_COUNT(lines));
    tcase_add_test(tcase, a_shut_post_office_is_result_4);
    tcase_add_test(tcase, a_post_office_that_may_only_be_read_is_result_1);
    tcase_add_loop_test(tcase, a_lock_that_stays_is_result_4_after_15_seconds, 0, 3);
    tcase_add_test(tcase, damage_in_the_header_is_result_1_and_a_line_in_the_error_log);
    tcase_add_loop_test(tcase, damage_in_the_directory_is_result_1_and_in_a_mailbox_or_the_store_3,
                        0, 3);
    tcase_add_test(tcase, first_last_is_found_where_last_first_is_there);
    tcase_add_loop_test(tcase, a_file_called_und_is_no_message_file_whatever_names_it, 0, 2);
    tcase_add_test(tcase, with_partial_the_good_recipients_get_it_and_the_others_are_reported);
    tcase_add_test(tcase, without_partial_one_bad_recipient_refuses_all);
    tcase_add_loop_test(tcase, a_file_that_cannot_be_read_is_kept_and_others_go_on, 0, 3);
    tcase_add_test(tcase, a_message_without_recipients_is_refused);
    tcase_add_loop_test(tcase, a_full_disk_is_result_1_and_costs_nothing_but_the_temporary_file, 0,
                        9);
    tcase_add_test(tcase, not_more_than_the_maximum_of_files_is_handled);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(import_suite());
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
