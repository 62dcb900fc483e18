#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ccmc/ccmc.h"
#include "support/script_service.h"

static struct script_service service;

static void begin(void)
{
    script_service_begin(&service);
}

static void end(void)
{
    script_service_end(&service);
}

static uint32_t mts_in(void)
{
    return (uint32_t)memory_exchange_waiting(service.exchange, EXCHANGE_MTS_IN);
}

START_TEST(mail_flows_both_ways_at_the_first_poll)
{
    script_service_send(&service, "out", 3);
    script_service_post(&service, "in", 2);
    script_service_start(&service);
    script_service_run(&service, 14);
    ck_assert_uint_eq(service.delivered_count, 0);
    ck_assert_uint_eq(script_service_waiting(&service), 3);
    script_service_run(&service, 15);
    ck_assert_uint_eq(service.delivered_count, 3);
    ck_assert_str_eq(service.delivered[0], "out 1");
    ck_assert_uint_eq(script_service_waiting(&service), 0);
    ck_assert_uint_eq(mts_in(), 2);
    ck_assert_uint_eq(script_event_count(service.machine, 0), 0);
}
END_TEST

START_TEST(a_failing_import_keeps_a_batch_in_import_and_one_in_submit)
{
    service.import_code = 1;
    service.import_refuses = true;
    script_service_send(&service, "out", 12);
    script_service_start(&service);
    script_service_run(&service, 15);
    ck_assert_uint_eq(script_service_files(&service, "Import", "*.ccm"), 5);
    ck_assert_uint_eq(script_service_files(&service, "Submit", "*.ccm"), 5);
    ck_assert_uint_eq(script_service_waiting(&service), 2);
    ck_assert_uint_eq(script_event_count(service.machine, 59), 1);
    ck_assert_str_eq(script_last_event(service.machine),
                     "Lotus cc:Mail IMPORT from file *.ccm returned result code 1. Program did not "
                     "complete successfully.");
    script_service_run(&service, 60);
    ck_assert_uint_eq(script_event_count(service.machine, 0), 4);
    ck_assert_uint_eq(service.delivered_count, 0);
    /* Rights are granted: 5, 5 at once, 2 at once. */
    service.import_code = 0;
    service.import_refuses = false;
    service.import_runs = 0;
    script_service_run(&service, 75);
    ck_assert_uint_eq(service.import_runs, 3);
    ck_assert_uint_eq(service.delivered_count, 12);
    for (uint32_t i = 0; i < 12; i++) {
        ck_assert_str_eq(service.delivered[i],
                         arena_format(&service.arena, "out %u", (unsigned)(i + 1)));
    }
    ck_assert_uint_eq(script_event_count(service.machine, 0), 4);
}
END_TEST

START_TEST(a_missing_program_restarts_the_thread_25_times_and_then_ends_the_service)
{
    script_remove_program(service.machine, "Export.exe");
    script_service_start(&service);
    script_service_run(&service, 25 * 15);
    ck_assert_int_eq(service.last.state, CCMC_RUNNING);
    ck_assert_uint_eq(script_event_count(service.machine, 43), 25);
    ck_assert_uint_eq(script_event_count(service.machine, 86), 25);
    ck_assert_str_eq(script_event_text(service.machine, 0),
                     "The Lotus cc:Mail IMPORT/EXPORT.EXE programs could not be executed. Check to "
                     "see that they exist on the server and are in the system path. The system "
                     "error code is 2. The system cannot find the file specified.");
    ck_assert_str_eq(script_last_event(service.machine),
                     "Microsoft Exchange Connector for Lotus cc:Mail restarted thread after taking "
                     "exception. The number of threads started so far is 25. The thread function "
                     "is dwCCExport.");
    script_service_run(&service, 26 * 15);
    ck_assert_int_eq(service.last.state, CCMC_STOPPED);
    ck_assert_uint_eq(script_event_count(service.machine, 85), 1);
    ck_assert(ccmc_has_failed(service.ccmc));
}
END_TEST

START_TEST(a_stop_waits_for_the_running_program_and_judges_it)
{
    service.import_never_ends = true;
    script_service_send(&service, "out", 1);
    script_service_start(&service);
    script_service_run(&service, 20);
    script_service_stop(&service);
    ck_assert_int_eq(service.last.state, CCMC_RUNNING);
    ck_assert_uint_eq(script_event_count(service.machine, 0), 0);
    const uint32_t exports = service.export_runs;
    script_service_run(&service, 15 + 30 * 60);
    ck_assert_int_eq(service.last.state, CCMC_STOPPED);
    ck_assert_uint_eq(service.export_runs, exports);
    ck_assert_uint_eq(script_event_count(service.machine, 59), 1);
    ck_assert(!ccmc_has_failed(service.ccmc));
}
END_TEST

START_TEST(a_stopped_service_does_nothing)
{
    script_service_start(&service);
    script_service_stop(&service);
    ck_assert_int_eq(service.last.state, CCMC_STOPPED);
    script_reset_calls(service.machine);
    const struct ccmc_step step = ccmc_step(service.ccmc, 60000000);
    ck_assert_int_eq(step.state, CCMC_STOPPED);
    ck_assert_uint_eq(step.wake_us, UINT64_MAX);
    ck_assert_uint_eq(script_calls(service.machine), 0);
}
END_TEST

START_TEST(a_service_that_was_not_started_does_nothing)
{
    struct ccmc *ccmc = ccmc_create(&(struct ccmc_config){.os = script_os(service.machine),
                                                          .exchange = service.exchange_port,
                                                          .arena = &service.session_arena,
                                                          .scratch = &service.scratch});
    ck_assert_int_eq(ccmc_step(ccmc, 0).state, CCMC_STOPPED);
    ck_assert_uint_eq(script_calls(service.machine), 0);
    ccmc_start(ccmc);
    ccmc_stop(ccmc);
    ck_assert_int_eq(ccmc_step(ccmc, 0).state, CCMC_STOPPED);
    ck_assert_uint_eq(script_calls(service.machine), 0);
}
END_TEST

START_TEST(an_idle_poll_costs_few_calls)
{
    script_service_start(&service);
    script_service_run(&service, 15);
    script_reset_calls(service.machine);
    script_service_run(&service, 30);
    ck_assert_uint_le(script_calls(service.machine), 13);
}
END_TEST

START_TEST(a_year_of_polling_runs_in_flat_memory)
{
    script_service_start(&service);
    script_service_run(&service, 600);
    const size_t session = arena_bytes(&service.session_arena);
    const size_t scratch = arena_bytes(&service.scratch);
    script_service_run(&service, 400000);
    ck_assert_uint_eq(arena_bytes(&service.session_arena), session);
    ck_assert_uint_eq(arena_bytes(&service.scratch), scratch);
}
END_TEST

START_TEST(a_missing_value_is_told_with_medium_logging)
{
    script_set(service.machine, "Logging General", "Medium");
    script_service_start(&service);
    ck_assert_str_eq(script_event_text(service.machine, 0),
                     "Optional configuration value is missing. The index of the value is 2a. "
                     "Default values are assumed.");
    script_service_stop(&service);
    script_set(service.machine, "Max Address Buffer Size", "163840");
    script_service_start(&service);
    ck_assert_uint_eq(script_event_count(service.machine, 45), 1);
}
END_TEST

START_TEST(an_empty_address_buffer_counts_as_the_default)
{
    script_set(service.machine, "Max Address Buffer Size", "0");
    script_service_send(&service, "out", 1);
    script_service_start(&service);
    script_service_run(&service, 15);
    ck_assert_uint_eq(service.delivered_count, 1);
}
END_TEST

START_TEST(two_connectors_live_beside_each_other)
{
    struct script_service other;
    script_service_begin(&other);
    script_service_send(&service, "here", 1);
    script_service_send(&other, "there", 1);
    script_service_start(&service);
    script_service_start(&other);
    script_service_run(&service, 15);
    script_service_run(&other, 15);
    ck_assert_str_eq(service.delivered[0], "here 1");
    ck_assert_str_eq(other.delivered[0], "there 1");
    script_service_end(&other);
}
END_TEST

START_TEST(an_interval_of_zero_still_lets_the_clock_go_on)
{
    script_set(service.machine, "Second to wait before EXPORT", "0");
    script_service_start(&service);
    script_service_run(&service, 10);
    ck_assert_uint_eq(service.export_runs, 10);
}
END_TEST

START_TEST(a_service_that_cannot_read_its_settings_does_not_start)
{
    script_fail_at(service.machine, 1, ST_IO_ERROR);
    script_service_start(&service);
    ck_assert_int_eq(service.last.state, CCMC_STOPPED);
    ck_assert(ccmc_has_failed(service.ccmc));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ccmc");
    TCase *tcase = tcase_create("ccmc");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, mail_flows_both_ways_at_the_first_poll);
    tcase_add_test(tcase, a_failing_import_keeps_a_batch_in_import_and_one_in_submit);
    tcase_add_test(tcase, a_missing_program_restarts_the_thread_25_times_and_then_ends_the_service);
    tcase_add_test(tcase, a_stop_waits_for_the_running_program_and_judges_it);
    tcase_add_test(tcase, a_stopped_service_does_nothing);
    tcase_add_test(tcase, a_service_that_was_not_started_does_nothing);
    tcase_add_test(tcase, an_idle_poll_costs_few_calls);
    tcase_add_test(tcase, a_year_of_polling_runs_in_flat_memory);
    tcase_add_test(tcase, a_missing_value_is_told_with_medium_logging);
    tcase_add_test(tcase, an_empty_address_buffer_counts_as_the_default);
    tcase_add_test(tcase, two_connectors_live_beside_each_other);
    tcase_add_test(tcase, an_interval_of_zero_still_lets_the_clock_go_on);
    tcase_add_test(tcase, a_service_that_cannot_read_its_settings_does_not_start);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
