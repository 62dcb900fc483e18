/* sim/scenario/reporter*.c: how verdicts are written. */
#include <check.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/reporter.h"

static struct arena arena;
static struct buffer text;
static const struct scenario_case base = {.name = ""};
static const struct scenario_case variant = {.name = "a variant"};
static struct scenario_ask ask[] = {{.text = "why event 59 first", .line = 40}};
static const struct scenario scenario = {
    .path = "dir/file.scn", .title = "A title", .asks = ask, .ask_count = 1};
static const struct step step = {.fact = {.line = 17}};
static const struct run_failure failure = {.step = &step,
                                           .time_us = 90000000,
                                           .wanted = "event 59 count 2",
                                           .got = "event 59 count 1",
                                           .because = "denied"};

static void begin(void)
{
    buffer_init(&text, &arena);
}

static void end(void)
{
    arena_release(&arena);
}

static struct run_result result_of(enum run_exit exit)
{
    struct run_result result = {.exit = exit,
                                .expectation_count = 5,
                                .error = "",
                                .time_us = 300000000,
                                .trace_hash = 0xABC,
                                .trace_rows = 77};
    if (exit == RUN_FAILED) {
        result.failures = &failure;
        result.failure_count = 1;
    } else if (exit != RUN_OK) {
        result.error = "it broke";
        result.error_line = 9;
    }
    if (exit == RUN_ERROR) { /* no world: nothing was assumed */
        return result;
    }
    result.assumptions_used[ASSUME_EXTENT_TABLE] = true;
    result.assumptions[ASSUME_EXTENT_TABLE] = "32";
    result.assumptions_used[ASSUME_FREE_LIST] = true;
    result.assumptions[ASSUME_FREE_LIST] = "lifo";
    return result;
}

static const char *report(const char *format, enum run_exit exit, const struct scenario_case *which)
{
    const struct reporter *reporter = reporter_find(format);
    ck_assert_ptr_nonnull(reporter);
    const struct run_result result = result_of(exit);
    const struct report_case one = {.scenario = &scenario,
                                    .the_case = which,
                                    .result = &result,
                                    .number = 1,
                                    .is_first_of_file = which == &base};
    const struct report_totals totals = {
        .files = 1, .cases = 1, .passed = exit == RUN_OK, .failed = exit != RUN_OK, .asks = 1};
    reporter->begin(&text, 1);
    reporter->one(&text, &one);
    reporter->end(&text, &totals);
    return buffer_string(&text);
}

static const struct {
    const char *format;
    enum run_exit exit;
    const struct scenario_case *which;
    const char *part;
} reports[] = {
    {"text", RUN_OK, &base, "dir/file.scn: A title\n  ok    base (5 checked, 5m, "},
    {"text", RUN_OK, &base,
     "trace 0000000000000abc)\n        rests on EXTENT_TABLE=32, FREE_LIST=lifo\n"},
    {"text", RUN_OK, &base, "  ask   why event 59 first: not answered yet\n"},
    {"text", RUN_OK, &base,
     "1 scenarios, 1 cases: 1 passed, 0 failed (1 questions not answered yet)\n"},
    {"text", RUN_FAILED, &variant, "  FAIL  a variant (5 checked"},
    {"text", RUN_FAILED, &variant,
     "    dir/file.scn:17: wanted  event 59 count 2  at @1m30s\n        got      event 59 count 1\n"
     "        because  denied\n        replay   ccbench run dir/file.scn --case \"a variant\" "
     "--until "
     "1m30s --trace\n"},
    {"text", RUN_ERROR, &base, "  ERROR base"},
    {"text", RUN_ERROR, &base, "trace 0000000000000abc)\n    dir/file.scn:9: it broke\n"},
    {"text", RUN_INVARIANT, &base, "INVARIANT base"},
    {"text", RUN_NO_PROGRESS, &base, "NO PROGRESS base"},
    {"tap", RUN_OK, &base,
     "TAP version 13\n1..1\nok 1 - dir/file.scn: base\n# 1 passed, 0 failed\n"},
    {"tap", RUN_FAILED, &variant, "not ok 1 - dir/file.scn: a variant\n# dir/file.scn:17: wanted"},
    {"tap", RUN_INVARIANT, &base, "# dir/file.scn:9: it broke\n"},
    {"hashes", RUN_OK, &base, "0\t0000000000000abc\t77\tfile.scn\tbase\n"},
    {"hashes", RUN_INVARIANT, &variant, "3\t0000000000000abc\t77\tfile.scn\ta variant\n"},
};

START_TEST(a_verdict_is_written_so)
{
    const char *got = report(reports[_i].format, reports[_i].exit, reports[_i].which);
    ck_assert_msg(strstr(got, reports[_i].part) != NULL, "%s", got);
}
END_TEST

static const struct {
    const char *word;
    const char *written;
} shell_words[] = {
    {"dir/file-1.scn", "dir/file-1.scn"},
    {"a b #.scn", "\"a b #.scn\""},
    {"", "\"\""},
    {"cost $5", "'cost $5'"},
    {"it's \"so\"", "'it'\\''s \"so\"'"},
    {"EXCH\\svc", "'EXCH\\svc'"},
};

START_TEST(a_word_for_a_shell_is_one_word_there)
{
    struct buffer written;
    buffer_init(&written, &arena);
    report_shell_word(&written, shell_words[_i].word);
    ck_assert_str_eq(buffer_string(&written), shell_words[_i].written);
}
END_TEST

static json_t *document(const char *json)
{
    json_error_t error;
    json_t *read = json_loads(json, 0, &error);
    ck_assert_msg(read != NULL, "%s in %s", error.text, json);
    return read;
}

START_TEST(json_holds_verdict_failures_assumptions_and_questions)
{
    json_t *all = document(report("json", RUN_FAILED, &base));
    const json_t *one = json_array_get(json_object_get(all, "cases"), 0);
    ck_assert_str_eq(json_string_value(json_object_get(one, "verdict")), "FAIL");
    ck_assert_str_eq(json_string_value(json_object_get(one, "trace_hash")), "0000000000000abc");
    ck_assert_uint_eq(json_object_size(json_object_get(one, "assumptions")), 2);
    ck_assert_uint_eq(json_array_size(json_object_get(one, "asks")), 1);
    const json_t *failed = json_array_get(json_object_get(one, "failures"), 0);
    ck_assert_int_eq((int)json_integer_value(json_object_get(failed, "line")), 17);
    ck_assert_str_eq(json_string_value(json_object_get(failed, "because")), "denied");
    json_decref(all);
}
END_TEST

START_TEST(json_stays_whole_when_a_text_is_in_a_code_page)
{
    struct run_failure odd = failure;
    odd.got = "console \x81";
    struct run_result result = result_of(RUN_FAILED);
    result.failures = &odd;
    result.error = "\x81";
    const struct report_case one = {
        .scenario = &scenario, .the_case = &variant, .result = &result, .number = 2};
    reporter_find("json")->begin(&text, 2);
    buffer_text(&text, "{}");
    reporter_find("json")->one(&text, &one);
    const struct report_totals totals = {.cases = 2};
    reporter_find("json")->end(&text, &totals);
    json_t *all = document(buffer_string(&text));
    const json_t *failures =
        json_object_get(json_array_get(json_object_get(all, "cases"), 1), "failures");
    ck_assert_uint_eq(json_array_size(failures), 1);
    ck_assert_str_eq(json_string_value(json_object_get(json_array_get(failures, 0), "got")),
                     "console \xC3\xBC");
    json_decref(all);
}
END_TEST

static const struct {
    uint64_t us;
    const char *text;
} times[] = {
    {0, "0s"},          {999, "0s"},         {1500, "1ms"},
    {15000000, "15s"},  {90000000, "1m30s"}, {90061001000, "1d1h1m1s1ms"},
    {3600000000, "1h"},
};

START_TEST(a_time_is_written_as_scenarios_write_it)
{
    report_time(&text, times[_i].us);
    ck_assert_str_eq(buffer_string(&text), times[_i].text);
}
END_TEST

START_TEST(reporters_are_found_by_name)
{
    uint32_t count = 0;
    while (reporter_at(count) != NULL) {
        ck_assert_ptr_eq(reporter_find(reporter_at(count)->name), reporter_at(count));
        count++;
    }
    ck_assert_uint_ge(count, 4);
    ck_assert_ptr_null(reporter_find("xml"));
}
END_TEST

START_TEST(a_failure_names_the_schedule_and_leaves_out_an_empty_because)
{
    struct run_failure plain = failure;
    plain.because = "";
    const struct run_result result = result_of(RUN_OK);
    const struct report_case one = {.scenario = &scenario,
                                    .the_case = &base,
                                    .result = &result,
                                    .number = 1,
                                    .schedule_seed = 7};
    report_failure(&text, &one, &plain, "");
    ck_assert_ptr_null(strstr(buffer_string(&text), "because"));
    ck_assert_ptr_nonnull(
        strstr(buffer_string(&text), "ccbench run dir/file.scn --schedule 7 --until 1m30s"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reporter");
    TCase *tcase = tcase_create("reporter");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_loop_test(tcase, a_word_for_a_shell_is_one_word_there, 0,
                        (int)(sizeof(shell_words) / sizeof(shell_words[0])));
    tcase_add_loop_test(tcase, a_verdict_is_written_so, 0, (int)ARRAY_COUNT(reports));
    tcase_add_test(tcase, json_holds_verdict_failures_assumptions_and_questions);
    tcase_add_test(tcase, json_stays_whole_when_a_text_is_in_a_code_page);
    tcase_add_loop_test(tcase, a_time_is_written_as_scenarios_write_it, 0, (int)ARRAY_COUNT(times));
    tcase_add_test(tcase, reporters_are_found_by_name);
    tcase_add_test(tcase, a_failure_names_the_schedule_and_leaves_out_an_empty_because);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
