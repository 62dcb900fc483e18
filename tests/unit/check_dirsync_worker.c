/* Tests of connector/ccmc/dirsync_worker.c, with toy programs that read and write directory files.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/directory_file.h"
#include "support/toy_dirsync.h"

#define IN_STORE(path) SCRIPT_STORE "\\" path

static struct toy_dirsync toy;

static void setup(void)
{
    toy_begin(&toy);
}

static void teardown(void)
{
    toy_end(&toy);
}

START_TEST(one_cycle_exports_three_files_imports_what_is_missing_and_changes_exchange)
{
    script_service_start(&toy.service);
    script_service_run(&toy.service, UINT64_C(20));
    ck_assert_str_eq(toy_state(&toy), "never");
    ck_assert_uint_eq(toy.exports, 0);
    toy_synchronize(&toy);
    ck_assert_str_eq(toy_state(&toy), "completed");
    ck_assert_uint_eq(toy.exports, 3);
    ck_assert_uint_eq(toy.imports, 1); /* nothing is to be deleted */
    ck_assert_str_eq(toy.arguments, "/DIRECTORY /BATCH C:\\ccmcdata\\Dirimp.ini");
    ck_assert_str_eq(toy.imported,
                     "Name: SITE1\r\nLocn: P\r\nAddr: \r\nCmts: MSExchangeCCMC EX1\r\n"
                     "Name: Brady, Sally\r\nLocn: l\r\nAddr: SITE1\r\n"
                     "FAN: Brady, Sally at SITE1\r\nCmts: \r\n");
    ck_assert_str_eq(toy_imported(&toy), "J Smith=CCMAIL:Smith, J at PO1;");
    ck_assert_uint_eq(script_event_count(toy.service.machine, 14001), 1);
    ck_assert_uint_eq(script_event_count(toy.service.machine, 14031), 1);
    ck_assert_uint_eq(script_event_count(toy.service.machine, 0), 2);
}
END_TEST

START_TEST(deletions_are_imported_before_additions)
{
    toy.entries = "Name: SITE1\r\nLocn: P\r\nCmts: MSExchangeCCMC EX1\r\n"
                  "Name: Gone, G\r\nLocn: l\r\nAddr: SITE1\r\nCmts:\r\n";
    toy.import_code = 1;
    script_service_start(&toy.service);
    toy_synchronize(&toy);
    ck_assert_str_eq(toy.arguments, "/DIRECTORY/DELETE /BATCH C:\\ccmcdata\\Dirimp.ini");
    ck_assert(strstr(toy.imported, "Name: Gone, G\r\n") != NULL);
    ck_assert_uint_eq(toy.imports, 1);
    ck_assert_str_eq(toy_state(&toy), "failed at import");
    ck_assert_uint_eq(script_event_count(toy.service.machine, 59), 1);
    toy.import_code = 0;
    toy_synchronize(&toy);
    ck_assert_uint_eq(toy.imports, 3);
    ck_assert_str_eq(toy_state(&toy), "completed");
}
END_TEST

START_TEST(the_schedule_counts_from_the_start_and_mail_goes_on)
{
    script_set(toy.service.machine, "Dir Synch Interval", "15");
    script_service_start(&toy.service);
    script_service_run(&toy.service, UINT64_C(15) * 60 - 1);
    ck_assert_uint_eq(toy.exports, 0);
    script_service_run(&toy.service, UINT64_C(15) * 60 + 1);
    ck_assert_uint_eq(toy.exports, 3);
    script_service_run(&toy.service, UINT64_C(60) * 60 + 1);
    ck_assert_uint_eq(toy.exports, 12);
    ck_assert_uint_eq(toy.mail_exports, 240);
}
END_TEST

START_TEST(without_a_schedule_nothing_happens_by_itself)
{
    script_service_start(&toy.service);
    script_service_run(&toy.service, UINT64_C(24) * 3600);
    ck_assert_uint_eq(toy.exports, 0);
}
END_TEST

START_TEST(a_year_of_cycles_needs_no_more_memory_than_a_week)
{
    script_set(toy.service.machine, "Dir Synch Interval", "360");
    script_set(toy.service.machine, "Second to wait before EXPORT", "86400");
    script_set(toy.service.machine, "Second to wait before IMPORT", "86400");
    script_service_start(&toy.service);
    script_service_run(&toy.service, UINT64_C(7) * 24 * 3600);
    const size_t bytes =
        arena_bytes(&toy.service.session_arena) + arena_bytes(&toy.service.scratch);
    script_service_run(&toy.service, UINT64_C(365) * 24 * 3600);
    ck_assert_uint_ge(toy.exports, UINT64_C(4) * 364 * 3);
    ck_assert_uint_eq(arena_bytes(&toy.service.session_arena) + arena_bytes(&toy.service.scratch),
                      bytes);
}
END_TEST

START_TEST(a_directory_report_is_left_to_dirsync)
{
    script_service_start(&toy.service);
    ck_assert(script_service_write(&toy.service, "Import\\CCMDIR.UND", "Name: A\r\nCmts:\r\n"));
    script_service_run(&toy.service, UINT64_C(60));
    ck_assert_uint_eq(script_count(toy.service.machine, IN_STORE("Import"), "*.UND"), 1);
    ck_assert_uint_eq(memory_exchange_waiting(toy.service.exchange, EXCHANGE_MTS_IN), 0);
}
END_TEST

START_TEST(a_request_while_it_runs_is_another_cycle_behind_it)
{
    toy.never_ends = true;
    script_service_start(&toy.service);
    toy_synchronize(&toy);
    ccmc_dirsync(toy.service.ccmc);
    toy.never_ends = false;
    script_service_run(&toy.service, UINT64_C(40) * 60);
    ck_assert_str_eq(toy_state(&toy), "completed");
    ck_assert_uint_eq(script_event_count(toy.service.machine, 14001), 2);
}
END_TEST

START_TEST(an_address_that_exchange_has_already_is_told_and_left_out)
{
    toy_add_recipient(&toy, "Smith, Joe", "CCMAIL:Smith, J at PO1", "Elsewhere");
    script_service_start(&toy.service);
    toy_synchronize(&toy);
    ck_assert_str_eq(toy_state(&toy), "completed");
    ck_assert_uint_eq(script_event_count(toy.service.machine, 14018), 1);
    ck_assert_str_eq(toy_imported(&toy), "");
}
END_TEST

START_TEST(a_display_name_that_exchange_has_already_gives_way)
{
    memory_exchange_user(toy.service.exchange, "J Smith",
                         (struct exchange_address){.display = "J Smith", .address = "EX:J Smith"});
    script_service_start(&toy.service);
    toy_synchronize(&toy);
    ck_assert_str_eq(toy_imported(&toy), "Smith, J at PO1=CCMAIL:Smith, J at PO1;");
}
END_TEST

START_TEST(containers_may_be_several_or_none)
{
    toy_add_recipient(&toy, "Lee, Bo", "CCMAIL:Lee, Bo at SITE1", "Branch");
    script_set(toy.service.machine, "Export Containers", "Recipients;;Branch;");
    script_set(toy.service.machine, "Import Container", "");
    script_service_start(&toy.service);
    toy_synchronize(&toy);
    ck_assert(strstr(toy.imported, "Name: Brady, Sally\r\n") != NULL);
    ck_assert(strstr(toy.imported, "Name: Lee, Bo\r\n") != NULL);
    ck_assert_str_eq(toy_imported(&toy), "");
    script_set(toy.service.machine, "Export Containers", "");
    toy_synchronize(&toy);
    ck_assert(strstr(toy.imported, "Brady") == NULL); /* read anew for each cycle */
}
END_TEST

START_TEST(permission_to_propagate_is_read_for_each_cycle)
{
    script_service_start(&toy.service);
    script_set(toy.service.machine, "Permit ADE to propagate entries", "1");
    toy_synchronize(&toy);
    ck_assert_str_eq(toy.arguments, "/DIRECTORY/PROP /BATCH C:\\ccmcdata\\Dirimp.ini");
    script_set(toy.service.machine, "Permit ADE to propagate entries", "0");
    toy_synchronize(&toy);
    ck_assert_str_eq(toy.arguments, "/DIRECTORY /BATCH C:\\ccmcdata\\Dirimp.ini");
}
END_TEST

/* More entries than the reader makes room for at first. */
START_TEST(a_directory_of_many_entries_is_read_whole)
{
    enum { MANY = 300 };
    struct buffer text;
    buffer_init(&text, &toy.service.arena);
    for (unsigned i = 0; i < MANY; i++) {
        buffer_format(&text, "Name: User, N%u\r\nLocn: L\r\nAddr: PO1\r\nCmts:\r\n", i);
    }
    toy.entries = buffer_string(&text);
    script_service_start(&toy.service);
    toy_synchronize(&toy);
    struct exchange_entries entries = {0};
    ck_assert_int_eq(exchange_directory_list(memory_exchange_port(toy.service.exchange), "Import",
                                             &toy.service.arena, &entries),
                     ST_OK);
    ck_assert_uint_eq(entries.count, MANY);
}
END_TEST

static Suite *dirsync_suite(void)
{
    Suite *suite = suite_create("dirsync_worker");
    TCase *tcase = tcase_create("dirsync_worker");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase,
                   one_cycle_exports_three_files_imports_what_is_missing_and_changes_exchange);
    tcase_add_test(tcase, deletions_are_imported_before_additions);
    tcase_add_test(tcase, the_schedule_counts_from_the_start_and_mail_goes_on);
    tcase_add_test(tcase, without_a_schedule_nothing_happens_by_itself);
    tcase_add_test(tcase, a_year_of_cycles_needs_no_more_memory_than_a_week);
    tcase_add_test(tcase, a_directory_report_is_left_to_dirsync);
    tcase_add_test(tcase, a_request_while_it_runs_is_another_cycle_behind_it);
    tcase_add_test(tcase, an_address_that_exchange_has_already_is_told_and_left_out);
    tcase_add_test(tcase, a_display_name_that_exchange_has_already_gives_way);
    tcase_add_test(tcase, containers_may_be_several_or_none);
    tcase_add_test(tcase, permission_to_propagate_is_read_for_each_cycle);
    tcase_add_test(tcase, a_directory_of_many_entries_is_read_whole);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(dirsync_suite());
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
