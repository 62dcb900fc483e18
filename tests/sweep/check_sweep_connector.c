/*
 * For every call that the connector makes: the call fails, or the process ends in it. In each world
 * the service comes back on the same store, and every mail arrives exactly once.
 */
#include <check.h>
#include <stdlib.h>

#include "ccmc/ccmc.h"
#include "support/script_service.h"

enum { MAIL_COUNT = 7, CALLS_MAX = 2000 };

static struct script_service service;

static void prepare(bool makes_notices)
{
    script_service_begin(&service);
    script_set(service.machine, "Save a copy of the Imported files", "1");
    script_set(service.machine, "Save a copy of the Exported files", "1");
    script_set(service.machine, "Maximum number of messages to EXPORT", "3");
    script_set(service.machine, "Logging General", "Maximum");
    script_set(service.machine, "Logging Outbound", "Maximum");
    service.writes_notices = makes_notices;
    script_service_send(&service, "out", MAIL_COUNT);
    script_service_post(&service, "in", MAIL_COUNT);
}

static void check_once(const char *what, uint64_t call)
{
    for (uint32_t i = 1; i <= MAIL_COUNT; i++) {
        const char *out = arena_format(&service.arena, "out %u", (unsigned)i);
        const char *in = arena_format(&service.arena, "in %u", (unsigned)i);
        const char *notice = arena_format(&service.arena, "Undeliverable: %s", out);
        const uint32_t arrived = service.writes_notices ? script_service_received(&service, notice)
                                                        : script_service_delivered(&service, out);
        ck_assert_msg(arrived == 1, "%s at call %llu: %s arrived %u times", what,
                      (unsigned long long)call, out, (unsigned)arrived);
        const uint32_t received = script_service_received(&service, in);
        ck_assert_msg(received == 1, "%s at call %llu: %s arrived %u times", what,
                      (unsigned long long)call, in, (unsigned)received);
    }
    static const char *const places[] = {"Submit", "Import", "Export", "Bad"};
    for (size_t i = 0; i < ARRAY_COUNT(places); i++) {
        ck_assert_msg(script_service_files(&service, places[i], "*.ccm") == 0 &&
                          script_service_files(&service, places[i], "*.und") == 0,
                      "%s at call %llu: %s is not empty", what, (unsigned long long)call,
                      places[i]);
    }
    ck_assert_uint_eq(memory_exchange_waiting(service.exchange, EXCHANGE_MTS_OUT), 0);
}

static const struct {
    const char *name;
    enum status status;
    bool makes_notices;
} cases[] = {
    {"killed", ST_PROCESS_GONE, false},
    {"killed, with notices", ST_PROCESS_GONE, true},
    {"busy", ST_BUSY, false},
    {"busy, with notices", ST_BUSY, true},
    {"no access", ST_ACCESS_DENIED, false},
    {"disk full", ST_DISK_FULL, false},
    {"disk full, with notices", ST_DISK_FULL, true},
    {"not found", ST_NOT_FOUND, false},
    {"input/output error", ST_IO_ERROR, true},
};

START_TEST(each_mail_arrives_once_whichever_call_fails)
{
    bool has_struck = true;
    uint64_t call = 1;
    for (; has_struck && call < CALLS_MAX; call++) {
        prepare(cases[_i].makes_notices);
        script_fail_at(service.machine, call, cases[_i].status);
        script_service_start(&service);
        script_service_run(&service, 45);
        has_struck = script_has_struck(service.machine);
        if (service.last.state == CCMC_STOPPED) {
            script_revive(service.machine);
            script_service_start(&service);
        }
        script_service_run(&service, 45 + 120);
        check_once(cases[_i].name, call);
        script_service_end(&service);
    }
    ck_assert_uint_gt(call, 100);
    ck_assert_uint_lt(call, CALLS_MAX);
}
END_TEST

START_TEST(each_mail_arrives_once_whichever_two_calls_are_the_last)
{
    for (uint64_t call = 1; call < 400; call += 3) {
        prepare(_i != 0);
        script_fail_at(service.machine, call, ST_PROCESS_GONE);
        script_service_start(&service);
        script_service_run(&service, 45);
        script_revive(service.machine);
        script_reset_calls(service.machine);
        script_fail_at(service.machine, 40 + call * 7 % 97, ST_PROCESS_GONE);
        script_service_start(&service);
        script_service_run(&service, 90);
        script_revive(service.machine);
        script_service_start(&service);
        script_service_run(&service, 210);
        check_once("killed twice", call);
        script_service_end(&service);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sweep_connector");
    TCase *tcase = tcase_create("sweep_connector");
    tcase_set_timeout(tcase, 300);
    tcase_add_loop_test(tcase, each_mail_arrives_once_whichever_call_fails, 0,
                        (int)ARRAY_COUNT(cases));
    tcase_add_loop_test(tcase, each_mail_arrives_once_whichever_two_calls_are_the_last, 0, 2);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
