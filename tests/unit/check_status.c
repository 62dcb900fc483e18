#include <check.h>
#include <ctype.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/diagnostic.h"
#include "base/require.h"
#include "base/status.h"

START_TEST(every_status_has_a_name_and_a_text)
{
    for (int value = 0; value < STATUS_COUNT; value++) {
        const enum status status = (enum status)value;
        ck_assert_str_ne(status_name(status), "UNKNOWN");
        ck_assert_uint_gt(strlen(status_text(status)), 0);
        for (const char *c = status_name(status); *c != '\0'; c++) {
            ck_assert(*c == '_' || isupper((unsigned char)*c));
        }
    }
}
END_TEST

START_TEST(no_two_statuses_share_a_name_or_a_win32_code)
{
    for (int a = 0; a < STATUS_COUNT; a++) {
        for (int b = a + 1; b < STATUS_COUNT; b++) {
            const enum status one = (enum status)a;
            const enum status other = (enum status)b;
            ck_assert_str_ne(status_name(one), status_name(other));
            ck_assert_msg(status_win32(one) == 0 || status_win32(one) != status_win32(other),
                          "%s and %s", status_name(one), status_name(other));
        }
    }
}
END_TEST

START_TEST(a_failure_is_found_by_its_name_in_any_case_and_success_is_none)
{
    enum status found = ST_OK;
    for (int value = 1; value < STATUS_COUNT; value++) {
        ck_assert(status_find(status_name((enum status)value), &found));
        ck_assert_int_eq((int)found, value);
    }
    ck_assert(status_find("io_error", &found));
    ck_assert_int_eq(found, ST_IO_ERROR);
    ck_assert(!status_find("OK", &found));
    ck_assert(!status_find("", &found));
    ck_assert(!status_find("IO_ERRORS", &found));
    ck_assert_int_eq(found, ST_IO_ERROR);
}
END_TEST

START_TEST(only_who_may_not_is_denied)
{
    for (int value = 0; value < STATUS_COUNT; value++) {
        const bool is_denied = value == ST_ACCESS_DENIED || value == ST_WRITE_PROTECTED;
        ck_assert_msg(status_is_denied((enum status)value) == is_denied, "%s",
                      status_name((enum status)value));
    }
}
END_TEST

static const struct {
    enum status status;
    uint32_t win32;
    uint32_t ncp;
    uint32_t dos;
} known[] = {
    {ST_OK, 0, 0x00, 0},
    {ST_NOT_FOUND, 2, 0xFF, 2},
    {ST_ACCESS_DENIED, 5, 0x8C, 5},
    {ST_SHARING_VIOLATION, 32, 0x80, 5},
    {ST_LOCK_VIOLATION, 33, 0xFE, 5},
    {ST_DISK_FULL, 112, 0x01, 0x27},
    {ST_LOGON_FAILURE, 1326, 0xFF, 5},
    {ST_PROCESS_GONE, 0, 0, 0},
};

START_TEST(codes_are_those_of_their_world)
{
    const enum status status = known[_i].status;
    ck_assert_uint_eq(status_win32(status), known[_i].win32);
    ck_assert_uint_eq(status_ncp(status), known[_i].ncp);
    ck_assert_uint_eq(status_dos(status), known[_i].dos);
}
END_TEST

START_TEST(a_value_outside_the_table_is_unknown)
{
    volatile int value = STATUS_COUNT;
    ck_assert_str_eq(status_name((enum status)value), "UNKNOWN");
    value = 100000;
    ck_assert_str_eq(status_name((enum status)value), "UNKNOWN");
    ck_assert_uint_gt(strlen(status_text((enum status)value)), 0);
    ck_assert_uint_eq(status_win32((enum status)value), 0);
}
END_TEST

START_TEST(a_diagnostic_says_where_and_what)
{
    struct diagnostic diagnostic = {.path = "a.scn", .line = 3, .column = 5};
    diagnostic_set(&diagnostic, 42, "\"%s\" where a right is expected", "Q");
    ck_assert_str_eq(diagnostic.text, "\"Q\" where a right is expected");
    ck_assert_uint_eq(diagnostic.offset, 42);
    ck_assert_str_eq(diagnostic.path, "a.scn");
    ck_assert_uint_eq(diagnostic.line, 3);
    ck_assert_uint_eq(diagnostic.column, 5);
    diagnostic_set(&diagnostic, 1, "%1000s", "x");
    ck_assert_uint_eq(strlen(diagnostic.text), DIAGNOSTIC_TEXT_SIZE - 1);
    diagnostic_set(NULL, 0, "nobody asked");
}
END_TEST

START_TEST(a_broken_requirement_stops_the_process)
{
    volatile int two = 2;
    REQUIRE(two == 2);
    REQUIRE(two == 3);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("status");
    TCase *tcase = tcase_create("status");
    tcase_add_test(tcase, every_status_has_a_name_and_a_text);
    tcase_add_test(tcase, a_failure_is_found_by_its_name_in_any_case_and_success_is_none);
    tcase_add_test(tcase, only_who_may_not_is_denied);
    tcase_add_test(tcase, no_two_statuses_share_a_name_or_a_win32_code);
    tcase_add_loop_test(tcase, codes_are_those_of_their_world, 0, ARRAY_COUNT(known));
    tcase_add_test(tcase, a_value_outside_the_table_is_unknown);
    tcase_add_test(tcase, a_diagnostic_says_where_and_what);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    if (srunner_fork_status(runner) == CK_FORK) { /* it ends the process */
        tcase_add_test_raise_signal(tcase, a_broken_requirement_stops_the_process, SIGABRT);
    }
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
