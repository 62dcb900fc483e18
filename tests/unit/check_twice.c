/* Two replays under other conditions are compared, and a planted difference is found. */
#define _XOPEN_SOURCE 700
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "support/command.h"

/* Runs in <build>/tests-work; the programs lie beside it. */
static const char healthy[] = "\"$SOURCE\"/scenarios/rights/healthy.scn";

static struct command_answer answer;

static void ask(const char *environment, const char *program, const char *arguments)
{
    char line[4000];
    const int size =
        snprintf(line, sizeof(line), "%s ../bin/%s %s", environment, program, arguments);
    ck_assert_int_lt(size, (int)sizeof(line));
    command_run(&answer, line);
}

START_TEST(all_scenarios_replay_alike_in_a_second_process)
{
    ask("", "ccbench", "run --twice \"$SOURCE\"/scenarios");
    ck_assert_msg(answer.exit == 0, "%.900s%.900s", answer.out, answer.err);
    ck_assert_ptr_nonnull(strstr(answer.out, ", 0 differ\n"));
}
END_TEST

static const char *const same[] = {
    "-j2 --schedule 7",
    "--case base --until 1m",
    "--name healthy.scn --sweep IO_ERROR --until 1s",
    "--tag rights --kb Q168670 -j 2",
    "-j 64 --name healthy.scn --until 1s",
};

START_TEST(what_selects_and_changes_a_replay_reaches_the_second_process)
{
    char arguments[1024];
    (void)snprintf(arguments, sizeof(arguments), "run --twice %s \"$SOURCE\"/scenarios/rights",
                   same[_i]);
    ask("", "ccbench", arguments);
    ck_assert_msg(answer.exit <= 1, "%.900s%.900s", answer.out, answer.err);
    ck_assert_ptr_nonnull(strstr(answer.out, ", 0 differ\n"));
}
END_TEST

static const struct {
    const char *kind;
    const char *in_first;
    const char *in_second;
} plants[] = {
    {"zone", "no zone", "Asia/Kathmandu"},
    {"address", "planted address", "planted address"},
    {"detail", " (0x", " (0x"},
    {"late", "planted late", "planted late"},
};

START_TEST(a_planted_difference_is_found_and_its_first_row_is_named)
{
    char environment[64];
    char arguments[1024];
    (void)snprintf(environment, sizeof(environment), "TZ= CCBENCH_PLANT=%s", plants[_i].kind);
    (void)snprintf(arguments, sizeof(arguments), "run --twice --case base %s", healthy);
    if (strcmp(plants[_i].kind, "zone") == 0) {
        (void)snprintf(environment, sizeof(environment), "env -u TZ CCBENCH_PLANT=zone");
    }
    ask(environment, "ccbench_planted", arguments);
    ck_assert_msg(answer.exit == 3, "%.900s%.900s", answer.out, answer.err);
    ck_assert_ptr_nonnull(strstr(answer.out, "two replays differ\n"));
    const char *row = strstr(answer.out, "first differing row ");
    ck_assert_ptr_nonnull(row);
    const char *first = strstr(row, "\n      first ");
    const char *second = first != NULL ? strstr(row, "\n      second ") : NULL;
    ck_assert_ptr_nonnull(second);
    ck_assert_msg(strstr(first, plants[_i].in_first) != NULL &&
                      strstr(first, plants[_i].in_first) < second,
                  "%s", row);
    ck_assert_msg(strstr(second, plants[_i].in_second) != NULL, "%s", row);
    ck_assert_ptr_nonnull(strstr(answer.out, "1 cases, 1 differ\n"));
}
END_TEST

START_TEST(without_a_plant_that_program_replays_alike_too)
{
    char arguments[1024];
    (void)snprintf(arguments, sizeof(arguments), "run --twice --case base %s", healthy);
    ask("", "ccbench_planted", arguments);
    ck_assert_msg(answer.exit == 0, "%.900s%.900s", answer.out, answer.err);
}
END_TEST

START_TEST(a_report_for_programs_stays_whole)
{
    char arguments[1024];
    (void)snprintf(arguments, sizeof(arguments), "run --twice --format tap --case base %s",
                   healthy);
    ask("", "ccbench", arguments);
    ck_assert_int_eq(answer.exit, 0);
    ck_assert_ptr_null(strstr(answer.out, "replayed twice"));
    ck_assert_ptr_nonnull(strstr(answer.err, "replayed twice: 1 cases, 0 differ"));
}
END_TEST

START_TEST(a_second_process_that_cannot_run_is_a_difference)
{
    char arguments[1024];
    (void)snprintf(arguments, sizeof(arguments), "run -j2 --twice --case base %s", healthy);
    ask("CCBENCH_PLANT=second", "ccbench_planted", arguments);
    ck_assert_msg(answer.exit == 3, "%.900s%.900s", answer.out, answer.err);
    ck_assert_ptr_nonnull(strstr(answer.out, "the second process could not be started"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("twice");
    TCase *tcase = tcase_create("twice");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, all_scenarios_replay_alike_in_a_second_process);
    tcase_add_loop_test(tcase, what_selects_and_changes_a_replay_reaches_the_second_process, 0,
                        (int)ARRAY_COUNT(same));
    tcase_add_loop_test(tcase, a_planted_difference_is_found_and_its_first_row_is_named, 0,
                        (int)ARRAY_COUNT(plants));
    tcase_add_test(tcase, without_a_plant_that_program_replays_alike_too);
    tcase_add_test(tcase, a_report_for_programs_stays_whole);
    tcase_add_test(tcase, a_second_process_that_cannot_run_is_a_difference);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
