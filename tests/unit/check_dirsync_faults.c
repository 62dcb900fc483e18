/* A dirsync cycle that fails at any step changes nothing, and the next one ends its work. */
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

static const struct {
    const char *name;
    int code;
    uint32_t event;
} codes[] = {
    {"no access", 3, 70},
    {"damaged", 1, 68},
    {"locked", 4, 71},
    {"some other code", 9, 73},
};
START_TEST(an_export_that_fails_ends_the_cycle_with_its_event_and_changes_nothing)
{
    toy.export_code = codes[_i].code;
    script_service_start(&toy.service);
    toy_synchronize(&toy);
    ck_assert_str_eq(toy_state(&toy), "failed at export");
    ck_assert_uint_eq(toy.exports, 1);
    ck_assert_uint_eq(toy.imports, 0);
    ck_assert_uint_eq(script_event_count(toy.service.machine, codes[_i].event), 1);
    ck_assert_uint_eq(script_event_count(toy.service.machine, 14005), 1);
    ck_assert_uint_eq(script_event_count(toy.service.machine, 14031), 0);
    ck_assert_str_eq(toy_imported(&toy), "");
    toy.export_code = 0;
    toy_synchronize(&toy);
    ck_assert_str_eq(toy_state(&toy), "completed");
}
END_TEST

static const struct {
    const char *name;
    const char *entries;
} bad_files[] = {
    {"cut off", "Name: Smith, J\r\nLocn: L\r\n"},
    {"nonsense", "nonsense\r\n"},
    {"a post office with an extended character", "Name: B\x9aRO\r\nLocn: P\r\nCmts:\r\n"},
    {"the site's entry without its comment", "Name: SITE1\r\nLocn: P\r\nCmts:\r\n"},
};
START_TEST(a_directory_that_cannot_be_used_ends_the_cycle_and_changes_nothing)
{
    toy.entries = bad_files[_i].entries;
    script_service_start(&toy.service);
    toy_synchronize(&toy);
    ck_assert_msg(strcmp(toy_state(&toy), "failed at compare") == 0, "%s: %s", bad_files[_i].name,
                  toy_state(&toy));
    ck_assert_uint_eq(toy.imports, 0);
    ck_assert_uint_eq(script_event_count(toy.service.machine, 14005), 1);
    ck_assert_str_eq(toy_imported(&toy), "");
}
END_TEST

START_TEST(lists_and_boards_that_cannot_be_read_end_it_too)
{
    script_service_start(&toy.service);
    toy.lists = "nonsense";
    toy_synchronize(&toy);
    ck_assert_str_eq(toy_state(&toy), "failed at compare");
    toy.lists = "Name: Sales\r\nLocn: M\r\nAddr: PO1\r\nCmts:\r\n";
    toy.boards = "nonsense";
    toy_synchronize(&toy);
    ck_assert_str_eq(toy_state(&toy), "failed at compare");
    toy.boards = "Name: Social\r\nLocn: B\r\nAddr: PO1\r\nCmts:\r\n";
    toy_synchronize(&toy);
    ck_assert_str_eq(toy_imported(&toy), "J Smith=CCMAIL:Smith, J at PO1;"
                                         "Sales=CCMAIL:Sales at PO1;#Social=CCMAIL:#Social;");
}
END_TEST

START_TEST(a_file_of_an_earlier_cycle_is_never_read)
{
    script_service_start(&toy.service);
    toy_synchronize(&toy);
    toy.writes_nothing = true;
    toy_synchronize(&toy);
    ck_assert_str_eq(toy_state(&toy), "failed at compare");
    ck_assert_uint_eq(script_count(toy.service.machine, IN_STORE("Export"), "*.EXP"), 0);
}
END_TEST

START_TEST(entries_that_import_does_not_take_are_told_and_the_cycle_goes_on)
{
    toy.import_code = 5;
    toy.refused = "Name: Brady, Sally\r\nLocn: l\r\nAddr: SITE1\r\nNote: why\r\nCmts:\r\n";
    script_service_start(&toy.service);
    toy_synchronize(&toy);
    ck_assert_str_eq(toy_state(&toy), "completed");
    ck_assert_uint_eq(script_event_count(toy.service.machine, 63), 1);
    ck_assert_uint_eq(script_event_count(toy.service.machine, 14013), 1);
    ck_assert_uint_eq(script_count(toy.service.machine, IN_STORE("Import"), "*.UND"), 0);
    toy.refused = "Name: SITE1\r\nLocn: P\r\nNote: why\r\nCmts:\r\n";
    toy_synchronize(&toy);
    ck_assert_str_eq(toy_state(&toy), "failed at import"); /* without it nothing comes in */
    toy.refused = NULL;
    toy_synchronize(&toy);
    ck_assert_str_eq(toy_state(&toy), "failed at import"); /* refused, and nobody says what */
}
END_TEST

START_TEST(programs_that_are_missing_end_the_cycle)
{
    script_service_start(&toy.service);
    script_remove_program(toy.service.machine, "Export.exe");
    toy_synchronize(&toy);
    ck_assert_str_eq(toy_state(&toy), "failed at export");
    ck_assert_uint_eq(script_event_count(toy.service.machine, 43), 1);
    ck_assert_str_eq(script_event_text(toy.service.machine, 2),
                     "Microsoft Exchange Connector for Lotus cc:Mail restarted thread after taking "
                     "exception. The number of threads started so far is 1. The thread function "
                     "is dwCCDirSync.");
    ck_assert_uint_eq(script_event_count(toy.service.machine, 14005), 1);
}
END_TEST

START_TEST(a_program_that_never_ends_is_killed_and_the_service_waits_for_that)
{
    toy.never_ends = true;
    script_service_start(&toy.service);
    toy_synchronize(&toy);
    ck_assert_str_eq(toy_state(&toy), "runs at export");
    script_service_stop(&toy.service);
    ck_assert_int_eq(toy.service.last.state, CCMC_RUNNING); /* not while it runs (Q156063 2.6.9) */
    script_service_run(&toy.service, UINT64_C(31) * 60);
    ck_assert_int_eq(toy.service.last.state, CCMC_STOPPED);
    ck_assert_uint_eq(script_event_count(toy.service.machine, 68), 1);
    ck_assert_uint_eq(script_event_count(toy.service.machine, 14005), 1);
}
END_TEST

START_TEST(an_exchange_that_refuses_ends_the_cycle_and_the_next_one_ends_its_work)
{
    script_service_start(&toy.service);
    script_refuse(toy.service.machine, "directory_change", "", ST_BUSY);
    toy_synchronize(&toy);
    ck_assert_str_eq(toy_state(&toy), "failed at exchange");
    ck_assert_uint_eq(toy.imports, 1); /* the cc:Mail side is done */
    script_refuse(toy.service.machine, "resolve", "", ST_IO_ERROR);
    toy_synchronize(&toy);
    ck_assert_str_eq(toy_state(&toy), "failed at exchange");
    script_refuse(toy.service.machine, "directory_list", "", ST_NOT_FOUND);
    toy_synchronize(&toy);
    ck_assert_str_eq(toy_state(&toy), "failed at compare");
    ck_assert_uint_eq(script_event_count(toy.service.machine, 14015), 1);
    script_refuse(toy.service.machine, NULL, NULL, ST_OK);
    toy_synchronize(&toy);
    ck_assert_str_eq(toy_state(&toy), "completed");
    ck_assert_str_eq(toy_imported(&toy), "J Smith=CCMAIL:Smith, J at PO1;");
}
END_TEST

static const enum status strikes[] = {ST_PROCESS_GONE, ST_BUSY,      ST_ACCESS_DENIED,
                                      ST_DISK_FULL,    ST_NOT_FOUND, ST_IO_ERROR};

START_TEST(whichever_call_fails_the_next_cycle_completes)
{
    bool has_struck = true;
    uint64_t call = 1;
    for (; has_struck; call++) {
        teardown();
        setup();
        script_service_start(&toy.service);
        script_reset_calls(toy.service.machine);
        script_fail_at(toy.service.machine, call, strikes[_i]);
        toy_synchronize(&toy);
        has_struck = script_has_struck(toy.service.machine);
        script_fail_at(toy.service.machine, 0, ST_OK);
        if (toy.service.last.state == CCMC_STOPPED) {
            script_revive(toy.service.machine);
            script_service_start(&toy.service);
        }
        script_service_run(&toy.service, toy.service.now_us / 1000000 +
                                             60); /* whose end was not heard is asked again */
        ck_assert_msg(strncmp(toy_state(&toy), "runs", 4) != 0, "call %llu, %s: %s",
                      (unsigned long long)call, status_text(strikes[_i]), toy_state(&toy));
        toy_synchronize(&toy);
        ck_assert_msg(strcmp(toy_state(&toy), "completed") == 0, "call %llu, %s: %s",
                      (unsigned long long)call, status_text(strikes[_i]), toy_state(&toy));
        ck_assert_str_eq(toy_imported(&toy), "J Smith=CCMAIL:Smith, J at PO1;");
    }
    ck_assert_uint_gt(call, 40);
}
END_TEST

static Suite *dirsync_suite(void)
{
    Suite *suite = suite_create("dirsync_faults");
    TCase *tcase = tcase_create("dirsync_worker");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase,
                        an_export_that_fails_ends_the_cycle_with_its_event_and_changes_nothing, 0,
                        ARRAY_COUNT(codes));
    tcase_add_loop_test(tcase, a_directory_that_cannot_be_used_ends_the_cycle_and_changes_nothing,
                        0, ARRAY_COUNT(bad_files));
    tcase_add_test(tcase, lists_and_boards_that_cannot_be_read_end_it_too);
    tcase_add_test(tcase, a_file_of_an_earlier_cycle_is_never_read);
    tcase_add_test(tcase, entries_that_import_does_not_take_are_told_and_the_cycle_goes_on);
    tcase_add_test(tcase, programs_that_are_missing_end_the_cycle);
    tcase_add_test(tcase, a_program_that_never_ends_is_killed_and_the_service_waits_for_that);
    tcase_add_test(tcase, an_exchange_that_refuses_ends_the_cycle_and_the_next_one_ends_its_work);
    tcase_add_loop_test(tcase, whichever_call_fails_the_next_cycle_completes, 0,
                        ARRAY_COUNT(strikes));
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
