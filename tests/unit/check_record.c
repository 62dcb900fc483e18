/* ccbench run --record: what is in the file, and what is never overwritten. */
#define _POSIX_C_SOURCE 200809L
#include <check.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/require.h"
#include "record/record.h"

/* Runs in <build>/tests-work; the programs lie beside it. */
#define SCENARIO "\"$SOURCE\"/scenarios/rights/event-59-trustee-without-create.scn"

static int shell(const char *command)
{
    ck_assert_int_eq(setenv("SOURCE", SOURCE_DIR, 1), 0);
    const int state = system(command); /* NOLINT(cert-env33-c): the test's own words */
    ck_assert(WIFEXITED(state));
    return WEXITSTATUS(state);
}

static int ccbench(const char *arguments)
{
    char command[3000];
    (void)snprintf(command, sizeof(command),
                   "../bin/ccbench run %s >record-test.out 2>record-test.err", arguments);
    return shell(command);
}

static void make_record(void)
{
    ck_assert_int_eq(ccbench(SCENARIO " --record record-test.db"), 0);
}

static void clean(void)
{
    (void)shell("rm -rf record-test*");
}

/* The first value of the first row, as a number. */
static int64_t number(const char *sql)
{
    sqlite3 *database = NULL;
    sqlite3_stmt *statement = NULL;
    ck_assert_int_eq(sqlite3_open_v2("record-test.db", &database, SQLITE_OPEN_READONLY, NULL),
                     SQLITE_OK);
    const int code = sqlite3_prepare_v2(database, sql, -1, &statement, NULL);
    ck_assert_msg(code == SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(database));
    ck_assert_msg(sqlite3_step(statement) == SQLITE_ROW, "%s", sql);
    const int64_t value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return value;
}

static const struct {
    const char *name;
    const char *sql; /* answers 1 */
} facts[] = {
    {"the schema has a version", "select user_version = 2 from pragma_user_version"},
    {"the file says whose it is", "select application_id = 1667457650 from pragma_application_id"},
    {"the file is sound", "select integrity_check = 'ok' from pragma_integrity_check"},
    {"every case is there", "select count(*) = 5 and min(verdict) = 'ok' from replay"},
    {"articles are named", "select articles like '%Q168670%' from replay"},
    {"the whole trace is there",
     "select min(n = trace_rows) from (select trace_rows, (select count(*) from trace where "
     "replay = id) n from replay)"},
    {"causes are rows that came before",
     "select count(*) = 0 from trace t where cause > 0 and cause >= seq"},
    {"each event is a row of the trace",
     "select min(t.op = 'event' and t.detail = e.event_id) from event e join trace t on t.replay = "
     "e.replay and t.seq = e.seq"},
    {"each refusal is a row of the trace",
     "select min(t.status = 'ACCESS_DENIED') from denied d join trace t on t.replay = d.replay and "
     "t.seq = d.seq"},
    {"runs have command line, result and console",
     "select min(length(arguments) > 10 and length(console) > 10 and result_code in (0, 1)) from "
     "program_run"},
    {"each run's end is a row of the trace",
     "select min(t.op = 'end' and t.detail = result_code) from program_run p join trace t on "
     "t.replay = p.replay and t.seq = p.end_seq"},
    {"assumptions come with their evidence",
     "select count(*) > 3 and min(length(evidence)) > 0 from assumption"},
    {"steps are as written",
     "select count(*) = 1 from step where replay = 1 and verb = 'fix' and text like '%as grant'"},
    {"what waits is shown",
     "select count(*) = 15 from where_is_the_mail w join replay on id = w.replay where name like "
     "'wrong cure%' and direction = 'out' and place <> 'delivered'"},
    {"a letter's path leads through its places in order",
     "select group_concat(place, ' ') = 'MTS-OUT MTS-OUT Import delivered Import' from letter_path "
     "where replay = 1 and letter = 1"},
    {"a queue's history ends empty when all is delivered",
     "select letters = 0 from queue_history where replay = 1 and place = 'Import' order by seq "
     "desc limit 1"},
    {"a queue's history has a row for each step that changed it",
     "select group_concat(letters, ' ') = '12 2 0' from queue_history where replay = 1 and place = "
     "'MTS-OUT' and at_s < 80"},
    {"a queue never holds less than nothing", "select min(letters) >= 0 from queue_history"},
    {"files have a history with both names of a rename",
     "select count(*) > 0 and sum(new_name is null) = 0 from file_history where op = 'rename'"},
    {"what was denied is counted", "select sum(times) = (select count(*) from denied) from "
                                   "what_was_denied"},
    {"the first error is event 59", "select min(event_id) = 59 and max(event_id) = 59 from "
                                    "first_error"},
    {"the refusal is among what came before it",
     "select count(*) > 0 from before_first_error where replay = 1 and lacks = 'C'"},
    {"what worked before is told apart",
     "select sum(since_it_worked = 0) = 0 and sum(op = 'edit') = 1 from before_first_error where "
     "replay = 1"},
    {"refused new files are one refusal",
     "select count(*) = 1 and min(times) = 4 and min(place) = 'SYS:CCDATA' from what_was_denied "
     "where replay = 1"},
    {"nothing after it is", "select max(b.seq < f.seq) from before_first_error b join first_error "
                            "f on f.replay = b.replay"},
    {"the cause of the event is the refusal",
     "select count(*) > 0 from why_event w join first_error f on f.replay = w.replay and f.seq = "
     "w.event_seq where w.replay = 1 and w.lacks = 'C'"},
    {"results are counted by code",
     "select sum(times) = (select count(*) from program_run) from results"},
    {"files at the end are there", "select count(*) > 0 from file where path = 'CCDATA'"},
};

START_TEST(a_record_holds_what_happened)
{
    ck_assert_msg(number(facts[_i].sql) == 1, "%s", facts[_i].name);
}
END_TEST

START_TEST(jobs_and_a_second_replay_change_no_byte)
{
    ck_assert_int_eq(ccbench(SCENARIO " -j 2 --twice --record record-test-2.db"), 0);
    ck_assert_int_eq(shell("cmp record-test.db record-test-2.db"), 0);
}
END_TEST

START_TEST(recording_changes_no_trace)
{
    ck_assert_int_eq(ccbench(SCENARIO " --format hashes --output record-test.hashes"), 0);
    ck_assert_int_eq(shell("../bin/ccbench sql record-test.db --output record-test.kept --format "
                           "csv 'select trace_hash from replay order by id'"),
                     0);
    ck_assert_int_eq(
        shell("cut -f 2 record-test.hashes >record-test.a; tail -n +2 "
              "record-test.kept | tr -d '\\r' >record-test.b; test -s record-test.a && "
              "cmp record-test.a record-test.b"),
        0);
}
END_TEST

START_TEST(a_record_replaces_a_record_and_leaves_nothing_beside)
{
    ck_assert_int_eq(ccbench(SCENARIO " --case base --record record-test.db"), 0);
    ck_assert_int_eq(number("select count(*) from replay"), 1);
    ck_assert_int_eq(shell("ls record-test.db.* 2>record-test.err"), 2);
    make_record();
}
END_TEST

START_TEST(what_changed_since_a_program_last_worked_is_told)
{
    ck_assert_int_eq(ccbench("\"$SOURCE\"/scenarios/postoffice/event-70-fragmented.scn --case base "
                             "--record record-test.db"),
                     0);
    ck_assert_int_eq(number("select group_concat(substr(name, 9, 5), ' ') = 'mail  mail  churn' "
                            "from before_first_error where since_it_worked and op = 'edit'"),
                     1);
    ck_assert_int_eq(number("select count(*) = 3 from before_first_error where not since_it_worked "
                            "and op in ('edit', 'end')"),
                     1);
    make_record();
}
END_TEST

START_TEST(failures_are_kept_with_their_reason)
{
    ck_assert_int_eq(shell("mkdir record-test-fails && ln -s \"$SOURCE\"/scenarios/letters "
                           "record-test-fails && sed 's/event 59  count 4/event "
                           "59  count 5/' " SCENARIO " >record-test-fails/fails.scn"),
                     0);
    ck_assert_int_eq(ccbench("record-test-fails/fails.scn --case base --record record-test.db"), 1);
    ck_assert_int_eq(number("select count(*) = 1 and min(wanted) like 'event 59%' and "
                            "min(length(because)) > 0 from failure"),
                     1);
    ck_assert_int_eq(number("select verdict = 'FAIL' and exit = 1 from replay"), 1);
    make_record();
}
END_TEST

static const struct {
    const char *name;
    const char *prepare;
    const char *target;
    const char *check; /* 0: as it was */
} kept[] = {
    {"a text", "echo precious >record-test-keep", "record-test-keep",
     "grep -q precious record-test-keep"},
    {"an empty file", ": >record-test-keep", "record-test-keep", "test ! -s record-test-keep"},
    {"another database",
     "cp record-test.db record-test-keep; printf '\\0\\0\\0\\0' | dd "
     "of=record-test-keep bs=1 seek=68 conv=notrunc 2>record-test.err",
     "record-test-keep", "test -s record-test-keep"},
    {"a link", "ln -sf record-test.db record-test-keep", "record-test-keep",
     "test -L record-test-keep"},
    {"a folder", "rm -f record-test-keep; mkdir record-test-keep", "record-test-keep",
     "test -d record-test-keep"},
    {"a record that somebody changes",
     "rm -rf record-test-keep; cp record-test.db record-test-keep; : "
     ">record-test-keep-journal",
     "record-test-keep", "cmp -s record-test.db record-test-keep"},
    {"a folder that is not there", ":", "record-test-none/x.db", "test ! -e record-test-none"},
    {"no name", ":", "\"\"", ":"},
};

START_TEST(nothing_else_is_overwritten)
{
    char arguments[600];
    (void)shell("rm -rf record-test-keep*");
    (void)shell(kept[_i].prepare);
    (void)snprintf(arguments, sizeof(arguments), "%s --record %s", SCENARIO, kept[_i].target);
    ck_assert_msg(ccbench(arguments) == 2, "%s", kept[_i].name);
    ck_assert_msg(shell(kept[_i].check) == 0, "%s", kept[_i].name);
    (void)shell("rm -rf record-test-keep*");
}
END_TEST

START_TEST(a_write_that_is_cut_off_leaves_the_old_record)
{
    struct record record;
    struct diagnostic why = {.text = ""};
    ck_assert_int_eq(shell("cp record-test.db record-test-old.db"), 0);
    ck_assert_msg(record_open(&record, "record-test.db", &why), "%s", why.text);
    const struct record_case one = {.scenario = "half", .name = "base", .verdict = "ok"};
    ck_assert(record_verdict(&record, &one, &why));
    ck_assert_int_eq(shell("cmp record-test.db record-test-old.db"), 0);
    record_give_up(&record);
    ck_assert_int_eq(shell("cmp record-test.db record-test-old.db"), 0);
    ck_assert_int_ne(access(record.partial, F_OK), 0);
}
END_TEST

START_TEST(a_target_that_changed_meanwhile_is_kept)
{
    struct record record;
    struct diagnostic why = {.text = ""};
    ck_assert(record_open(&record, "record-test-new.db", &why));
    ck_assert_int_eq(shell("echo precious >record-test-new.db"), 0);
    ck_assert(!record_close(&record, &why));
    ck_assert_ptr_nonnull(strstr(why.text, "is no record"));
    ck_assert_int_eq(shell("grep -q precious record-test-new.db"), 0);
}
END_TEST

START_TEST(a_sweep_is_not_recorded)
{
    ck_assert_int_eq(ccbench(SCENARIO " --sweep IO_ERROR --record record-test-3.db"), 2);
    ck_assert_int_ne(access("record-test-3.db", F_OK), 0);
}
END_TEST

START_TEST(the_schema_is_the_help)
{
    ck_assert_int_eq(shell("../bin/ccbench help record >record-test.sql"), 0);
    ck_assert_int_eq(shell("grep -q 'CREATE VIEW where_is_the_mail' record-test.sql"), 0);
    ck_assert_ptr_null(record_schema(1000));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("record");
    TCase *tcase = tcase_create("record");
    tcase_set_timeout(tcase, 60);
    tcase_add_unchecked_fixture(tcase, make_record, clean);
    tcase_add_loop_test(tcase, a_record_holds_what_happened, 0, ARRAY_COUNT(facts));
    tcase_add_test(tcase, jobs_and_a_second_replay_change_no_byte);
    tcase_add_test(tcase, recording_changes_no_trace);
    tcase_add_test(tcase, a_record_replaces_a_record_and_leaves_nothing_beside);
    tcase_add_test(tcase, what_changed_since_a_program_last_worked_is_told);
    tcase_add_test(tcase, failures_are_kept_with_their_reason);
    tcase_add_loop_test(tcase, nothing_else_is_overwritten, 0, ARRAY_COUNT(kept));
    tcase_add_test(tcase, a_write_that_is_cut_off_leaves_the_old_record);
    tcase_add_test(tcase, a_target_that_changed_meanwhile_is_kept);
    tcase_add_test(tcase, a_sweep_is_not_recorded);
    tcase_add_test(tcase, the_schema_is_the_help);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
