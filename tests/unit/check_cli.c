/* ccbench as people and scripts use it: exit codes, streams, formats. */
#define _XOPEN_SOURCE 700
#include <check.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/require.h"
#include "support/command.h"

/* Runs in <build>/tests-work; the programs lie beside it. */

static struct command_answer answer;

static void ask(const char *environment, const char *program, const char *arguments)
{
    char line[4000];
    const int size =
        snprintf(line, sizeof(line), "%s ../bin/%s %s", environment, program, arguments);
    ck_assert_int_lt(size, (int)sizeof(line));
    command_run(&answer, line);
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(text, 1, strlen(text), file), strlen(text));
    ck_assert_int_eq(fclose(file), 0);
}

static const char world_lines[] = "scenario \"made by a test\"\n"
                                  "kb       Q168670\n"
                                  "until    1m\n"
                                  "tag      made\n"
                                  "world\n"
                                  "  connector   C1  account EXCH\\svc-ccmc\n"
                                  "  account     EXCH\\svc-ccmc\n"
                                  "  ntserver    NT1  share CCPO\n"
                                  "  acl         NT1 CCPO  allow EXCH\\svc-ccmc full\n"
                                  "  postoffice  PO1  on NT1 CCPO\n"
                                  "  tab         C1  postoffice PO1  path \"\\\\NT1\\CCPO\"\n"
                                  "  mail        outgoing  out 2  to PO1\n"
                                  "phase \"run\"\n"
                                  "  @0s  do start connector\n";

/* Scenarios of the test's own, in a folder of its own. */
static void make_files(void)
{
    static char text[4096];
    (void)mkdir("cli", 0755);
    (void)mkdir("cli/deep", 0755);
    (void)mkdir("cli-bad", 0755);
    (void)snprintf(text, sizeof(text), "%s  @40s expect delivered out 2\n", world_lines);
    write_text("cli/a.scn", text);
    write_text("cli/deep/.hidden.scn", "nonsense");
    write_text("cli/deep/notes.txt", "nonsense");
    (void)snprintf(text, sizeof(text), "%s  @40s expect delivered out 3\n", world_lines);
    write_text("cli/deep/b.scn", text);
    (void)mkdir("cli-odd", 0755);
    write_text("cli-odd/o d # SKIP.scn", text);
    (void)mkdir("cli-nobody", 0755);
    (void)snprintf(text, sizeof(text),
                   "%s  @40s expect drained\nvariant \"v\"\n  @40s expect drained\n", world_lines);
    char *who = strstr(text, "allow EXCH\\svc-ccmc");
    ck_assert_ptr_nonnull(who);
    memcpy(who, "allow EXCH\\nobody  ", strlen("allow EXCH\\svc-ccmc"));
    write_text("cli-nobody/nobody.scn", text);
    (void)mkdir("cli-many", 0755);
    write_text("cli-many/many.scn",
               "scenario \"m\"\nsource \"s\"\nworld\n  connector C1\n  netware NW1\n"
               "  trustee NW1\\a on SYS: rights R\n  postoffice PO on NW7 SYS:X\n"
               "  tab C1 postoffice PO\n  trustee NW1\\b on SYS: rights R\nphase \"p\"\n"
               "  @0s do start connector\n  @9s expect drained\n");
    write_text("cli-bad/bad.scn", "scenario \"wrong\"\nworld\n  conector C1\n");
}

static const struct {
    const char *environment;
    const char *program;
    const char *arguments;
    int exit;
    const char *out; /* a part; NULL: nothing there */
    const char *err;
} lines[] = {
    {"", "ccbench", "", 0, "ccbench run [PATH...]", NULL},
    {"", "ccbench", "help", 0, "Exit codes", NULL},
    {"", "ccbench", "--help", 0, "Exit codes", NULL},
    {"", "ccbench", "-h", 0, "Exit codes", NULL},
    {"", "ccbench", "help trustee", 0, "trustee", NULL},
    {"", "ccbench", "help trustee nosuchword", 2, NULL, "nosuchword"},
    {"", "ccbench", "walk", 2, NULL, "there is no command 'walk'"},
    {"", "ccbench", "run cli/a.scn", 0, "1 scenarios, 1 cases: 1 passed, 0 failed", NULL},
    {"", "ccbench", "run cli/deep/b.scn", 1, "wanted  delivered out 3", NULL},
    {"", "ccbench", "run cli/deep/b.scn", 1,
     "replay   ccbench run cli/deep/b.scn --until 40s --trace", NULL},
    {"", "ccbench", "run cli/deep/b.scn --schedule 3", 1, "b.scn --schedule 3 --until 40s", NULL},
    {"", "ccbench", "run cli", 1, "2 scenarios, 2 cases: 1 passed, 1 failed", NULL},
    {"", "ccbench", "run -j 2 cli", 1, "2 scenarios, 2 cases: 1 passed, 1 failed", NULL},
    {"", "ccbench", "run -j9999 cli", 1, "2 scenarios, 2 cases: 1 passed, 1 failed", NULL},
    {"", "ccbench", "run cli --name a.scn", 0, "1 scenarios, 1 cases: 1 passed", NULL},
    {"", "ccbench", "run cli --name \"made*test\" --tag made --kb q168670", 1, "2 scenarios", NULL},
    {"", "ccbench", "run cli --tag other", 2, NULL, "nothing selected --tag \"other\"; "},
    {"", "ccbench", "run cli --kb Q1", 2, NULL, "nothing selected"},
    {"", "ccbench", "run cli --case none", 2, NULL, "nothing selected"},
    {"", "ccbench", "run cli --case base", 1, "2 scenarios", NULL},
    {"", "ccbench", "run cli-bad", 2, NULL, "bad.scn:3"},
    {"", "ccbench", "check cli-bad", 2, "3 errors", "conector"},
    {"", "ccbench", "check cli-nobody", 2, "1 scenarios, 2 cases, 1 errors",
     "nobody.scn:9:31: there is no account EXCH\\nobody\n   acl "},
    {"", "ccbench", "check cli-many", 2, "1 scenarios, 1 cases, 3 errors", "no account NW1\\b"},
    {"", "ccbench", "check cli", 0, "2 scenarios, 2 cases, 0 errors", NULL},
    {"", "ccbench", "check cli/a.scn --json", 0, "{\"path\":\"cli/a.scn\",\"title\":", NULL},
    {"", "ccbench", "help --json", 0, "{\"nouns\":[{\"word\":", NULL},
    {"", "ccbench", "run cli/a.scn --until 0s", 0, "0 checked", NULL},
    {"", "ccbench", "check cli/none.scn", 2, "1 errors", "cli/none.scn: No such file"},
    {"", "ccbench", "list cli", 0, "cli/a.scn: made by a test [Q168670] #made\n    base\n", NULL},
    {"", "ccbench", "list cli-bad", 2, NULL, "bad.scn"},
    {"", "ccbench", "list cli --tag other", 2, NULL, "nothing selected"},
    {"", "ccbench", "check cli --tag other", 2, "0 scenarios", "nothing selected"},
    {"", "ccbench", "run", 2, NULL, "scenarios: No such file"},
    {"", "ccbench", "run -- cli/a.scn", 0, "1 passed", NULL},
    {"", "ccbench", "run -- --until", 2, NULL, "--until: No such file"},
    {"", "ccbench", "run --frob cli", 2, NULL, "there is no option '--frob'"},
    {"", "ccbench", "run --foramt tap cli", 2, NULL, "did you mean '--format'?"},
    {"", "ccbench", "list --until 1s cli", 2, NULL, "no option of `ccbench list`"},
    {"", "ccbench", "run cli --until", 2, NULL, "--until wants a value: TIME"},
    {"", "ccbench", "run cli --until soon", 2, NULL, "a time like 1m30s"},
    {"", "ccbench", "run cli --schedule many", 2, NULL, "a whole number"},
    {"", "ccbench", "run cli --trace=yes", 2, NULL, "takes no value"},
    {"", "ccbench", "run cli --format xml", 2, NULL, "--format takes"},
    {"", "ccbench", "run cli --format json --trace", 2, NULL, "listings of --format text"},
    {"", "ccbench", "run cli --format tap --events", 2, NULL, "listings of --format text"},
    {"", "ccbench", "run cli --sweep OFTEN", 2, NULL, "--sweep takes the name of a status"},
    {"", "ccbench", "run cli --sweep OK", 2, NULL, "--sweep takes the name of a status"},
    {"", "ccbench", "run cli/a.scn --sweep PROCESS_GONE", 0, "1 passed, 0 failed", NULL},
    {"", "ccbench", "run cli/a.scn --sweep PROCESS_GONE --kinds", 0, "1 passed, 0 failed", NULL},
    {"", "ccbench", "run cli/a.scn --sweep IO_ERROR --call 3 --trace", 1, "IO_ERROR", NULL},
    {"", "ccbench", "run cli/a.scn --kinds", 2, NULL, "--kinds and --call go with --sweep"},
    {"", "ccbench", "run cli/a.scn --call 3", 2, NULL, "--kinds and --call go with --sweep"},
    {"", "ccbench", "run cli --output cli/none/x", 2, NULL,
     "ccbench: cli/none/x: cannot be written: No such file or directory"},
    {"", "ccbench", "run cli --output /dev/full", 2, NULL,
     "ccbench: /dev/full: cannot be written: No space left on device"},
    {"", "ccbench", "sql --help", 0, "ccbench sql PATH QUERY", NULL},
    {"", "ccbench", "help run", 0, "ccbench run [PATH...]", NULL},
    {"", "ccbench", "help run", 0, "step run: a person runs a program", NULL},
    {"", "ccbench", "help po", 0, "--turnovers N", NULL},
    {"", "ccbench", "help bench frob", 2, NULL, "no help on 'frob'"},
    {"", "ccbench", "run cli -j 0", 2, NULL, "-j takes a whole number from 1, not '0'"},
    {"", "ccbench", "run 'cli-odd/o d # SKIP.scn' --format tap", 1,
     "not ok 1 - cli-odd/o d \\# SKIP.scn: base\n", NULL},
    {"", "ccbench", "run 'cli-odd/o d # SKIP.scn'", 1, "run \"cli-odd/o d # SKIP.scn\" --until",
     NULL},
    {"", "ccbench", "run cli/deep/b.scn --sweep IO_ERROR --call 1000000", 1,
     "run cli/deep/b.scn --sweep IO_ERROR --call 1000000 --until", NULL},
    {"", "ccbench", "run cli/deep/b.scn --until 30s", 0, "1 passed", NULL},
    {"", "ccbench", "run cli/a.scn --format tap", 0,
     "TAP version 13\n1..1\nok 1 - cli/a.scn: base\n", NULL},
    {"", "ccbench", "run cli --format tap", 1,
     "not ok 2 - cli/deep/b.scn: base\n# cli/deep/b.scn:15", NULL},
    {"", "ccbench", "run cli/a.scn --format hashes", 0, "a.scn\tbase\n", NULL},
    {"", "ccbench", "rights", 2, NULL, "rights takes a word: explain FILE.scn, or judge MODEL"},
    {"", "ccbench", "rights explain cli/a.scn --account 'EXCH\\svc-ccmc' --path '\\\\NT1\\CCPO'", 0,
     "  delete      error 5, access denied: the root of a share or volume stays\n", NULL},
    {"", "ccbench", "rights explain cli/a.scn --account 'EXCH\\svc-ccmc'", 2, NULL,
     "wants a scenario, --account and --path"},
    {"", "ccbench", "rights explain cli/a.scn --at soon", 2, NULL,
     "--at takes a time like 1m30s, not 'soon'"},
    {"", "ccbench", "rights explain cli-bad/bad.scn --account a --path b", 2, NULL, "bad.scn:3"},
    {"", "ccbench", "rights explain cli/none.scn --account a --path b", 2, NULL,
     "none.scn: No such file"},
    {"", "ccbench", "rights explain cli/a.scn --account a --path b --case none", 2, NULL,
     "has no case 'none'"},
    {"", "ccbench", "rights judge", 2, NULL, "rights judge takes one model: nt-access, "},
    {"", "ccbench", "rights judge nt", 2, NULL, "netware; not 'nt'"},
    {"", "ccbench", "rights judge netware netware", 2, NULL, "takes one model"},
    {"", "ccbench", "rights judge nt-access </dev/null", 0, "", NULL},
    {"printf '{\n' |", "ccbench", "rights judge nt-access", 2,
     "{\"line\":1,\"error\":\"column 2: the line ends too early\"}\n", NULL},
    {"", "ccbench", "bench cli/none.scn", 2, NULL, "none.scn"},
    {"CCBENCH_PLANT=lost", "ccbench_planted", "run cli/a.scn", 3, "INVARIANT", NULL},
    {"CCBENCH_PLANT=lost", "ccbench_planted", "run cli/a.scn --format tap", 3,
     "# cli/a.scn:", NULL},
    {"CCBENCH_PLANT=lost", "ccbench_planted", "run cli/a.scn --sweep IO_ERROR", 3,
     "call 1 answered", NULL},
    {"CCBENCH_PLANT=lost", "ccbench_planted", "run cli/a.scn --sweep IO_ERROR", 3,
     "run cli/a.scn --case base --sweep IO_ERROR --call 1 --trace\n", NULL},
    {"CCBENCH_PLANT=stuck", "ccbench_planted", "run cli/a.scn", 4, "NO PROGRESS", NULL},
    {"CCBENCH_PLANT=stuck", "ccbench_planted", "run cli", 4, "2 failed", NULL},
    {"CCBENCH_PLANT=crash", "ccbench_planted", "run -j2 cli", 3, NULL, "ended without a report"},
    {"CCBENCH_PLANT=ending", "ccbench_planted", "run -j2 cli", 3, "1 passed, 1 failed",
     "worker 2 did not end as it should"},
};

START_TEST(a_command_line_answers_by_exit_code_and_stream)
{
    make_files();
    ask(lines[_i].environment, lines[_i].program, lines[_i].arguments);
    ck_assert_msg(answer.exit == lines[_i].exit, "%s: exit %d\n%.900s%.900s", lines[_i].arguments,
                  answer.exit, answer.out, answer.err);
    ck_assert_msg(lines[_i].out == NULL ? lines[_i].err != NULL
                                        : strstr(answer.out, lines[_i].out) != NULL,
                  "%s: out %.900s", lines[_i].arguments, answer.out);
    ck_assert_msg(lines[_i].err == NULL ? answer.err[0] == '\0'
                                        : strstr(answer.err, lines[_i].err) != NULL,
                  "%s: err %.900s", lines[_i].arguments, answer.err);
}
END_TEST

/* A report that is cut short must not pass for one. */
START_TEST(half_an_answer_is_none)
{
    static const char *const words[] = {"help", "list cli", "check cli", "run cli/a.scn"};
    char line[200];
    make_files();
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        (void)snprintf(line, sizeof(line),
                       "(../bin/ccbench %s >/dev/full 2>cli-err; echo $?; cat cli-err)", words[i]);
        command_run(&answer, line);
        ck_assert_msg(strstr(answer.out, "2\nccbench: standard output") == answer.out, "%s: %s",
                      words[i], answer.out);
        ck_assert_ptr_nonnull(strstr(answer.out, "cannot be written"));
    }
}
END_TEST

static char kept[sizeof(answer.out)];

START_TEST(the_report_is_the_same_for_any_number_of_jobs)
{
    static const char *const formats[] = {"text", "tap", "json", "hashes"};
    char arguments[1024];
    (void)snprintf(arguments, sizeof(arguments), "run --format %s \"$SOURCE\"/scenarios",
                   formats[_i]);
    ask("", "ccbench", arguments);
    memcpy(kept, answer.out, sizeof(kept));
    for (int jobs = 2; jobs <= 3; jobs++) {
        (void)snprintf(arguments, sizeof(arguments), "run -j %d --format %s \"$SOURCE\"/scenarios",
                       jobs, formats[_i]);
        ask("", "ccbench", arguments);
        ck_assert_int_eq(answer.exit, 0);
        ck_assert(strcmp(answer.out, kept) == 0);
    }
}
END_TEST

START_TEST(json_is_one_document_with_a_case_for_each_verdict)
{
    make_files();
    ask("", "ccbench",
        "run --format json cli \"$SOURCE\"/scenarios/rights/event-59-trustee-without-create.scn");
    ck_assert_int_eq(answer.exit, 1);
    json_error_t error;
    json_t *document = json_loads(answer.out, 0, &error);
    ck_assert_msg(document != NULL, "%s", error.text);
    const json_t *cases = json_object_get(document, "cases");
    ck_assert_uint_eq(json_array_size(cases),
                      (size_t)json_integer_value(json_object_get(document, "case_count")));
    const json_t *good = json_array_get(cases, 0);
    const json_t *bad = json_array_get(cases, 1);
    ck_assert_str_eq(json_string_value(json_object_get(good, "verdict")), "ok");
    ck_assert_str_eq(json_string_value(json_object_get(bad, "verdict")), "FAIL");
    const json_t *failure = json_array_get(json_object_get(bad, "failures"), 0);
    ck_assert_str_eq(json_string_value(json_object_get(failure, "wanted")), "delivered out 3");
    ck_assert_int_eq(
        (int)json_integer_value(json_object_get(json_object_get(good, "out"), "delivered")), 2);
    ck_assert_int_gt((int)json_array_size(json_object_get(json_array_get(cases, 2), "asks")), 0);
    ck_assert_int_eq((int)json_integer_value(json_object_get(document, "failed")), 1);
    json_decref(document);
}
END_TEST

START_TEST(events_are_listed_as_event_viewer_does)
{
    ask("", "ccbench",
        "run --events --case base --until 20s \"$SOURCE\"/scenarios/rights/event-59-read-only.scn");
    ck_assert_int_eq(answer.exit, 0);
    static const char heading[] = "/event-59-read-only.scn, base:\n";
    const char *list = strstr(answer.out, heading);
    ck_assert_ptr_nonnull(list);
    ck_assert_msg(strncmp(list + strlen(heading),
                          "Date     Time      Source         Type        Category  Event  User "
                          "Computer Description\n"
                          "2/17/98  08:00:15  MSExchangeCCMC Error       General      59  N/A  EX1 "
                          "   Lotus cc:Mail IMPORT from file ",
                          150) == 0,
                  "%.400s", answer.out);
}
END_TEST

START_TEST(the_trace_says_what_was_refused_where_and_why)
{
    ask("", "ccbench",
        "run --trace --case base --until 20s "
        "\"$SOURCE\"/scenarios/rights/event-59-trustee-without-create.scn");
    ck_assert_int_eq(answer.exit, 0);
    const char *refusal = strstr(answer.out, "ACCESS_DENIED");
    ck_assert_ptr_nonnull(refusal);
    const char *line_end = strchr(refusal, '\n');
    const char *lacks = strstr(refusal, " lacks C");
    ck_assert(lacks != NULL && lacks < line_end);
    ck_assert_ptr_nonnull(strstr(answer.out, "[NetWare volume, session "));
    ck_assert_ptr_nonnull(strstr(answer.out, " result code 1\n"));
    ck_assert_ptr_nonnull(strstr(answer.out, "(event 59)"));
    ck_assert_ptr_nonnull(strstr(answer.out, ".tmp -> D:\\"));
}
END_TEST

START_TEST(the_report_goes_to_a_file_when_one_is_named)
{
    static char text[4096];
    make_files();
    ask("", "ccbench", "run cli/a.scn --output cli-report.txt");
    ck_assert_int_eq(answer.exit, 0);
    ck_assert_str_eq(answer.out, "");
    command_file("cli-report.txt", text, sizeof(text));
    ck_assert_ptr_nonnull(strstr(text, "1 passed"));
    ck_assert_int_eq(unlink("cli-report.txt"), 0);
}
END_TEST

START_TEST(an_interrupt_ends_with_130)
{
    ask("timeout --preserve-status -s INT 0.5", "ccbench",
        "run --sweep IO_ERROR \"$SOURCE\"/scenarios/rights/healthy.scn");
    ck_assert_int_eq(answer.exit, 130);
}
END_TEST

START_TEST(links_and_devices_do_not_keep_it_for_ever)
{
    char deep[512];
    make_files();
    ask("rm -rf cli-links;", "ccbench", "help"); /* of an earlier run */
    (void)mkdir("cli-links", 0755);
    (void)symlink("../cli/a.scn", "cli-links/a.scn");
    (void)symlink(".", "cli-links/one");
    (void)symlink("..", "cli-links/two");
    (void)symlink("../cli-links", "cli-links/three");
    ask("timeout 20", "ccbench", "check cli-links/three/one");
    ck_assert_int_eq(answer.exit, 2); /* all that is found from ".." on, cli-bad among it */
    (void)unlink("cli-links/two");
    ask("timeout 20", "ccbench", "check cli-links");
    ck_assert_int_eq(answer.exit, 0);
    ck_assert_ptr_nonnull(strstr(answer.out, "1 scenarios"));
    ask("timeout 20", "ccbench", "check /dev/zero");
    ck_assert_int_eq(answer.exit, 2);
    ck_assert_ptr_nonnull(strstr(answer.err, "/dev/zero: neither a file nor a folder"));
    for (int i = 0, length = snprintf(deep, sizeof(deep), "cli-links"); i < 34; i++, length += 2) {
        (void)snprintf(deep + length, sizeof(deep) - (size_t)length, "/d");
        (void)mkdir(deep, 0755);
    }
    ask("timeout 20", "ccbench", "check cli-links");
    ck_assert_int_eq(answer.exit, 2);
    ck_assert_ptr_nonnull(strstr(answer.err, "more than 32 folders deep"));
}
END_TEST

static unsigned calls_struck(const char *arguments)
{
    ask("", "ccbench", arguments);
    const char *count = strstr(answer.out, "base (");
    ck_assert_msg(count != NULL, "%s", answer.out);
    return (unsigned)strtoul(count + strlen("base ("), NULL, 10);
}

START_TEST(a_sweep_of_kinds_strikes_some_of_those_alike_and_not_more_the_longer_it_polls)
{
    make_files();
    const unsigned all = calls_struck("run cli/a.scn --sweep IO_ERROR");
    const unsigned kinds = calls_struck("run cli/a.scn --sweep IO_ERROR --kinds");
    const unsigned half = calls_struck("run cli/a.scn --sweep IO_ERROR --kinds --until 30s");
    ck_assert_msg(half > 20 && kinds > half && kinds < all && kinds < 2 * half, "%u %u %u", half,
                  kinds, all);
}
END_TEST

START_TEST(bench_measures_and_says_so_in_json)
{
    char arguments[1024];
    make_files();
    (void)snprintf(arguments, sizeof(arguments), "bench --seconds 1 --json cli/a.scn");
    ask("", "ccbench", arguments);
    ck_assert_int_eq(answer.exit, 0);
    json_error_t error;
    json_t *list = json_loads(answer.out, 0, &error);
    ck_assert_msg(list != NULL, "%s", error.text);
    ck_assert_uint_ge(json_array_size(list), 8);
    for (size_t i = 0; i < json_array_size(list); i++) {
        ck_assert_ptr_nonnull(json_object_get(json_array_get(list, i), "value"));
    }
    json_decref(list);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cli");
    TCase *tcase = tcase_create("cli");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, half_an_answer_is_none);
    tcase_add_loop_test(tcase, a_command_line_answers_by_exit_code_and_stream, 0,
                        (int)ARRAY_COUNT(lines));
    tcase_add_loop_test(tcase, the_report_is_the_same_for_any_number_of_jobs, 0, (int)4);
    tcase_add_test(tcase, json_is_one_document_with_a_case_for_each_verdict);
    tcase_add_test(tcase, events_are_listed_as_event_viewer_does);
    tcase_add_test(tcase, the_trace_says_what_was_refused_where_and_why);
    tcase_add_test(tcase, the_report_goes_to_a_file_when_one_is_named);
    tcase_add_test(tcase, an_interrupt_ends_with_130);
    tcase_add_test(tcase, links_and_devices_do_not_keep_it_for_ever);
    tcase_add_test(tcase,
                   a_sweep_of_kinds_strikes_some_of_those_alike_and_not_more_the_longer_it_polls);
    tcase_add_test(tcase, bench_measures_and_says_so_in_json);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
