/* ccbench sql: virtual tables over a replayed world and over a real post office. */
#define _POSIX_C_SOURCE 200809L
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/require.h"
#include "port/posix_port.h"
#include "postoffice.h"
#include "support/command.h"

/* Runs in <build>/tests-work; the programs lie beside it. */
#define WORN "\"$SOURCE\"/scenarios/postoffice/event-70-worn.scn"
#define SCENARIO "\"$SOURCE\"/scenarios/rights/event-59-trustee-without-create.scn"

static struct command_answer answer;

static void ask(const char *command)
{
    command_run(&answer, command);
}

static void ask_sql(const char *options, const char *query)
{
    char command[3000];
    (void)snprintf(command, sizeof(command), "../bin/ccbench sql %s \"%s\"", options, query);
    ask(command);
}

/* One scenario, one instant: what is then so. --format csv, header and rows. */
static const struct {
    const char *name;
    const char *options;
    const char *query;
    const char *out;
} answers[] = {
    {"the event is there at its instant", "--at 15s",
     "select event_id, type, time_us from vt_event",
     "event_id,type,time_us\r\n59,Error,15000000\r\n"},
    {"a moment earlier it is not", "--at 14s", "select count(*) n from vt_event", "n\r\n0\r\n"},
    {"--at 0s is the first instant", "--at @0s", "select max(time_us) t from vt_trace",
     "t\r\n0\r\n"},
    {"letters wait where the article says", "--at 15s",
     "select waits, count(*) n from vt_mail where direction = 'out' group by 1 order by 1",
     "waits,n\r\nImport 1,5\r\nMTS-OUT 1,2\r\nSubmit 1,5\r\n"},
    {"moves add up to what the ledger says", "--at 15s",
     "select sum(after - before) n from vt_move where place = 'Import'", "n\r\n5\r\n"},
    {"the right that lacked is named", "--at 15s",
     "select program, account, operation, lacks from vt_denied",
     "program,account,operation,lacks\r\nIMPORT,NW1\\svc-ccmc,create,C\r\n"},
    {"an event's cause leads to the refusal", "--at 15s",
     "with recursive w(s, d) as (select seq, 0 from vt_event union all select cause, d + 1 from w "
     "join vt_trace on seq = s where cause > 0 and d < 9) select op, status, lacks from w join "
     "vt_trace on seq = s where lacks is not null",
     "op,status,lacks\r\nopen,ACCESS_DENIED,C\r\n"},
    {"runs have their result codes", "--at 15s",
     "select program, result_code, was_killed from vt_run",
     "program,result_code,was_killed\r\nIMPORT,1,0\r\nEXPORT,0,0\r\n"},
    {"files lie on their machines", "--at 15s",
     "select machine, volume, is_directory from vt_file where path = 'CCDATA'",
     "machine,volume,is_directory\r\nNW1,SYS,1\r\n"},
    {"the connector's files are as many as its letters", "--at 15s",
     "select count(*) n from vt_file where path like '%\\\\Import\\\\%.ccm'", "n\r\n5\r\n"},
    {"nothing is open between programs", "--at 20s", "select count(*) n from vt_lock",
     "n\r\n0\r\n"},
    {"a post office's directory is read", "",
     "select name, kind, messages from po_entry where kind = 'L'",
     "name,kind,messages\r\n\"Smith, J\",L,15\r\n"},
    {"messages are read whole", "",
     "select count(*) n, min(extents) x, max(status) s from po_message where mailbox = 'Smith, J'",
     "n,x,s\r\n15,1,OK\r\n"},
    {"blocks of messages say whose they are", "",
     "select count(*) n from po_message where message_id in (select message_id from po_block where "
     "state = 'used')",
     "n\r\n15\r\n"},
    {"no block of a sound post office is torn", "",
     "select count(*) n from po_block where state = 'torn'", "n\r\n0\r\n"},
    {"a renamed file has both names", "--at 15s",
     "select count(*) n from vt_trace where op = 'rename' and new_name is null", "n\r\n0\r\n"},
    {"a row is found by its number", "--at 15s",
     "select count(*) = (select count(*) from vt_trace) n from vt_trace a join vt_trace b on b.seq "
     "= a.seq",
     "n\r\n1\r\n"},
    {"all rows of one number are found", "--at 15s",
     "select count(*) = (select count(*) from vt_move where seq + 0 = (select max(seq) from "
     "vt_move)) "
     "same, count(*) > 1 many from vt_move where seq = (select max(seq) from vt_move)",
     "same,many\r\n1,1\r\n"},
    {"a number is found however it is written", "",
     "select (select count(*) from vt_trace where seq = '5') a, (select count(*) from vt_trace "
     "where "
     "seq = 5.0) b, (select count(*) from vt_trace where seq = 5.5) c, (select count(*) from "
     "vt_trace where seq = null) d, (select count(*) from vt_trace where seq = 'x') e, (select "
     "count(*) from vt_trace where seq in (3, 4, 99999999)) f",
     "a,b,c,d,e,f\r\n1,1,0,0,0,2\r\n"},
    {"a table that is in no order is searched", "",
     "select count(*) n from vt_run a where exists (select 1 from vt_run b where b.program = "
     "'IMPORT')"
     " and program = 'IMPORT' and result_code = 1",
     "n\r\n4\r\n"},
    {"a case is chosen by its name", "--case \"wrong cure: more rights, but still no Create\"",
     "select count(*) > 5 many from vt_event", "many\r\n1\r\n"},
    {"numbers and texts are written as they are", "", "select 1.5 a, null b, 'x,\\\"y' c",
     "a,b,c\r\n1.5,,\"x,\"\"y\"\r\n"},
};

START_TEST(a_world_answers_as_it_stands)
{
    char options[600];
    (void)snprintf(options, sizeof(options), "%s --format csv %s", SCENARIO, answers[_i].options);
    ask_sql(options, answers[_i].query);
    ck_assert_msg(answer.exit == 0, "%s: %s", answers[_i].name, answer.err);
    ck_assert_msg(strcmp(answer.out, answers[_i].out) == 0, "%s:\n%s", answers[_i].name,
                  answer.out);
}
END_TEST

static const struct {
    const char *name;
    const char *options;
    const char *query;
    const char *err;
} refused[] = {
    {"attaching", SCENARIO, "attach 'sql-stolen.db' as x", "only reading"},
    {"writing to a table", SCENARIO, "insert into vt_event values(1)", "only reading"},
    {"deleting", SCENARIO, "delete from vt_mail", "may not be modified"},
    {"making a table", SCENARIO, "create table t(a)", "only reading"},
    {"making a temporary table", SCENARIO, "create temp table t(a)", "only reading"},
    {"writing a file", SCENARIO, "vacuum into 'sql-stolen.db'", "only reading"},
    {"a pragma", SCENARIO, "pragma user_version", "only reading"},
    {"loading code", SCENARIO, "select load_extension('x')", "not authorized"},
    {"two statements", SCENARIO, "select 1; select 2", "one statement"},
    {"no statement", SCENARIO, " ; ", "no statement"},
    {"a parameter", SCENARIO, "select ?", "no parameters"},
    {"no SQL", SCENARIO, "selec 1", "syntax error"},
    {"an unknown table", SCENARIO, "select * from vt_nothing",
     "no such table: vt_nothing; ccbench help sql"},
    {"an unknown case", SCENARIO " --case nope", "select 1",
     "no case 'nope'; there are:\n   base\n"},
    {"a time behind the end", SCENARIO " --at 6m", "select 1", "--at 6m: the case ends at 5m"},
    {"no time", SCENARIO " --at soon", "select 1", "--at takes a time"},
    {"an unknown format", SCENARIO " --format tap", "select 1", "text, csv or json"},
    {"a missing file", "no-such.scn", "select 1", "no-such.scn"},
    {"a query is missing", "", SCENARIO, "wants a scenario"},
    {"no post office", "\"$SOURCE\"/scenarios", "select 1", "has no CLANDATA; of a folder of"},
    {"a time at real files", "\"$SOURCE\" --at 1s", "select 1", "belong to a scenario"},
    {"no scenario", "\"$SOURCE\"/README.md", "select 1", "README.md:3:5: an indented line"},
};

START_TEST(what_is_wrong_is_said_and_nothing_is_written)
{
    ask_sql(refused[_i].options, refused[_i].query);
    ck_assert_msg(answer.exit == 2, "%s: %d", refused[_i].name, answer.exit);
    ck_assert_msg(strstr(answer.err, refused[_i].err) != NULL, "%s: %s", refused[_i].name,
                  answer.err);
    ck_assert_str_eq(answer.out, "");
    ck_assert_int_ne(access("sql-stolen.db", F_OK), 0);
}
END_TEST

START_TEST(a_table_for_people_has_aligned_columns)
{
    ask_sql(SCENARIO, "select 7 n, 'a' || char(10) || 'b' t union all select 123, 'ä'");
    ck_assert_str_eq(answer.out, "  n  t\n---  ---\n  7  a b\n123  ä\n");
}
END_TEST

START_TEST(json_keeps_types_and_escapes)
{
    ask_sql(SCENARIO " --format json", "select 1 n, null e, char(34) || char(1) || char(92) t");
    ck_assert_str_eq(answer.out, "{\"columns\": [\"n\", \"e\", \"t\"], \"rows\": [\n"
                                 "[1, null, \"\\\"\\u0001\\\\\"]\n]}\n");
    ask_sql(SCENARIO " --format json", "select 1e999 t where 0");
    ck_assert_str_eq(answer.out, "{\"columns\": [\"t\"], \"rows\": []}\n");
}
END_TEST

START_TEST(an_answer_goes_to_a_file_and_none_leaves_the_file_alone)
{
    ask_sql(SCENARIO " --format csv --output sql-answer.csv", "select 1 a");
    ck_assert_int_eq(answer.exit, 0);
    ck_assert_str_eq(answer.out, "");
    command_file("sql-answer.csv", answer.out, sizeof(answer.out));
    ck_assert_str_eq(answer.out, "a\r\n1\r\n");
    ask_sql(SCENARIO " --output sql-answer.csv", "selec 1");
    ck_assert_int_eq(answer.exit, 2);
    command_file("sql-answer.csv", answer.out, sizeof(answer.out));
    ck_assert_str_eq(answer.out, "a\r\n1\r\n");
    ck_assert_int_eq(unlink("sql-answer.csv"), 0);
}
END_TEST

START_TEST(bytes_that_are_no_text_are_shown_as_text)
{
    ask_sql(SCENARIO " --format json", "select x'81' a, cast(x'81' as text) b");
    ck_assert_str_eq(answer.out, "{\"columns\": [\"a\", \"b\"], \"rows\": [\n"
                                 "[\"ü\", \"ü\"]\n]}\n");
}
END_TEST

START_TEST(a_record_answers_and_is_only_read)
{
    ask("../bin/ccbench run " SCENARIO " --record sql-record.db && cp sql-record.db sql-copy.db");
    ck_assert_int_eq(answer.exit, 0);
    ask_sql("sql-record.db --format csv", "select count(*) n, sum(event_id = 59) is59 from "
                                          "first_error");
    ck_assert_str_eq(answer.out, "n,is59\r\n5,5\r\n");
    ask_sql("sql-record.db", "delete from event");
    ck_assert_int_eq(answer.exit, 2);
    ck_assert_ptr_nonnull(strstr(answer.err, "only reading"));
    ask_sql("sql-record.db --at 15s", "select 1");
    ck_assert_int_eq(answer.exit, 2);
    ck_assert_ptr_nonnull(strstr(answer.err, "belong to a scenario"));
    ask_sql("sql-record.db", "select * from vt_event");
    ck_assert_ptr_nonnull(strstr(answer.err, "no such table"));
    ask("cmp sql-record.db sql-copy.db && rm sql-record.db sql-copy.db");
    ck_assert_int_eq(answer.exit, 0);
}
END_TEST

START_TEST(a_matrix_without_a_base_answers_for_its_first_case)
{
    ask_sql("\"$SOURCE\"/scenarios/rights/event-59-rights-matrix.scn",
            "select count(*) > 0 from vt_trace");
    ck_assert_int_eq(answer.exit, 0);
    ck_assert_ptr_nonnull(strstr(answer.out, "1\n"));
}
END_TEST

START_TEST(a_real_post_office_answers_and_damage_is_shown)
{
    ask("rm -rf sql-po && mkdir sql-po && ../bin/cctools po create sql-po CCPO1 && "
        "../bin/cctools po add sql-po 'Smith, J'");
    ck_assert_msg(answer.exit == 0, "%s", answer.err);
    ask_sql("sql-po --format csv", "select postoffice, name, kind, messages from po_entry");
    ck_assert_str_eq(answer.out, "postoffice,name,kind,messages\r\nCCPO1,\"Smith, J\",L,0\r\n");
    ask_sql("sql-po --format csv", "select count(*) n from po_entry where postoffice = 'CCPO1'");
    ck_assert_str_eq(answer.out, "n\r\n1\r\n");
    ask_sql("sql-po", "select * from vt_file");
    ck_assert_int_eq(answer.exit, 2);
    ck_assert_ptr_nonnull(strstr(answer.err, "no such table: vt_file"));
    ask("../bin/cctools po send sql-po 'Smith, J' 'Smith, J' Plans --text Wine");
    ask_sql("sql-po --format csv", "select subject, held_by, state from po_message join po_block "
                                   "using (message_id)");
    ck_assert_str_eq(answer.out, "subject,held_by,state\r\nPlans,1,used\r\n");
    ask("printf x | dd of=sql-po/MLANDATA bs=1 seek=2057 conv=notrunc");
    ask_sql("sql-po --format csv", "select state, held_by, message_id is null unreadable from "
                                   "po_block");
    ck_assert_str_eq(answer.out, "state,held_by,unreadable\r\ntorn,1,1\r\n");
    ask_sql("sql-po --format csv", "select extents, subject, status from po_message");
    ck_assert_str_eq(answer.out, "extents,subject,status\r\n,,FILE_CORRUPT\r\n");
    ask("rm sql-po/USR00001");
    ask_sql("sql-po --format csv", "select messages is null broken from po_entry");
    ck_assert_str_eq(answer.out, "broken\r\n1\r\n");
    ask("printf damaged >sql-po/MLANDATA");
    ask_sql("sql-po", "select * from po_block");
    ck_assert_int_eq(answer.exit, 2);
    ck_assert_ptr_nonnull(strstr(answer.err, "po_block: "));
    ask("rm -rf sql-po");
}
END_TEST

START_TEST(a_post_office_is_read_in_its_code_page)
{
    ask("rm -rf sql-850 && mkdir sql-850 && ../bin/cctools po create sql-850 CCPO1 --page 850 && "
        "../bin/cctools po add sql-850 'São, Á'");
    ck_assert_msg(answer.exit == 0, "%s", answer.err);
    ask_sql("sql-850 --format csv", "select name from po_entry");
    ck_assert_str_eq(answer.out, "name\r\n\"São, Á\"\r\n");
    ask("rm -rf sql-850");
}
END_TEST

START_TEST(a_program_that_runs_shows_what_it_holds)
{
    ask_sql(WORN " --at 3m20s --format csv",
            "select process, machine, volume, l.path, writes, denies_read, size_bytes > 0 there "
            "from vt_lock l join vt_file using (machine, volume) where l.path = vt_file.path");
    ck_assert_str_eq(answer.out, "process,machine,volume,path,writes,denies_read,there\r\n"
                                 "RECLAIM,NT1,D,CCPO\\CLANDATA,1,1,1\r\n");
    ask_sql(WORN " --at 3m20s --format csv", "select program, ended_us, result_code, was_killed "
                                             "from vt_run where ended_us is null");
    ck_assert_str_eq(answer.out, "program,ended_us,result_code,was_killed\r\nRECLAIM,,,0\r\n");
}
END_TEST

START_TEST(a_failed_expectation_is_no_error_here)
{
    ask("sed 's/event 70  count 4/event 70  count 9/' "
        "\"$SOURCE\"/scenarios/postoffice/event-70-fragmented.scn >sql-fails.scn && ../bin/ccbench "
        "run "
        "--case base sql-fails.scn");
    ck_assert_int_eq(answer.exit, 1);
    ask_sql("sql-fails.scn --format csv", "select count(*) > 0 ran from vt_run");
    ck_assert_str_eq(answer.out, "ran\r\n1\r\n");
    ck_assert_int_eq(answer.exit, 0);
    ask("rm sql-fails.scn");
}
END_TEST

START_TEST(a_post_office_that_somebody_has_alone_is_in_use)
{
    struct arena arena = {0};
    struct postoffice *po = NULL;
    const struct posix_port_config config = {.arena = &arena};
    struct os_port *port = posix_port_create(&config);
    ask("rm -rf sql-alone && mkdir sql-alone && ../bin/cctools po create sql-alone CCPO1 && pwd");
    answer.out[strcspn(answer.out, "\n")] = '\0';
    const char *directory = arena_format(&arena, "%s/sql-alone", answer.out);
    ck_assert_int_eq(po_open_alone(port, directory, &arena, &po), ST_OK);
    ask_sql("sql-alone", "select * from po_entry");
    ck_assert_int_eq(answer.exit, 2);
    ck_assert_msg(strstr(answer.err, status_text(ST_SHARING_VIOLATION)) != NULL, "%s", answer.err);
    po_close(po);
    ask_sql("sql-alone", "select * from po_entry");
    ck_assert_int_eq(answer.exit, 0);
    posix_port_close(port);
    arena_release(&arena);
    ask("rm -rf sql-alone");
}
END_TEST

START_TEST(help_shows_every_table)
{
    static const char *const names[] = {"vt_event", "vt_trace",   "vt_file",  "vt_lock",
                                        "vt_mail",  "po_message", "po_block", "po_entry"};
    ask("../bin/ccbench help sql");
    ck_assert_int_eq(answer.exit, 0);
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        ck_assert_msg(strstr(answer.out, names[i]) != NULL, "%s", names[i]);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sql");
    TCase *tcase = tcase_create("sql");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, a_world_answers_as_it_stands, 0, ARRAY_COUNT(answers));
    tcase_add_loop_test(tcase, what_is_wrong_is_said_and_nothing_is_written, 0,
                        ARRAY_COUNT(refused));
    tcase_add_test(tcase, a_table_for_people_has_aligned_columns);
    tcase_add_test(tcase, json_keeps_types_and_escapes);
    tcase_add_test(tcase, an_answer_goes_to_a_file_and_none_leaves_the_file_alone);
    tcase_add_test(tcase, bytes_that_are_no_text_are_shown_as_text);
    tcase_add_test(tcase, a_record_answers_and_is_only_read);
    tcase_add_test(tcase, a_matrix_without_a_base_answers_for_its_first_case);
    tcase_add_test(tcase, a_real_post_office_answers_and_damage_is_shown);
    tcase_add_test(tcase, a_post_office_is_read_in_its_code_page);
    tcase_add_test(tcase, a_program_that_runs_shows_what_it_holds);
    tcase_add_test(tcase, a_failed_expectation_is_no_error_here);
    tcase_add_test(tcase, a_post_office_that_somebody_has_alone_is_in_use);
    tcase_add_test(tcase, help_shows_every_table);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
