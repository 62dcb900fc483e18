#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "worlds/play.h"

/* In the base world IMPORT is refused at 15 s, 30 s, 45 s ... until somebody grants Create. */
static const struct {
    const char *name;
    const char *steps;
    bool holds;
} timing[] = {
    /* occurrences */
    {"an occurrence at an instant counts that instant",
     "  @0s do start connector\n  @15s expect result IMPORT 1\n", true},
    {"not the one before", "  @0s do start connector\n  @16s expect result IMPORT 1\n", false},
    {"not the one after", "  @0s do start connector\n  @14s expect result IMPORT 1\n", false},
    {"by counts up to its end", "  @0s do start connector\n  by @15s expect result IMPORT 1\n",
     true},
    {"by does not count behind its end",
     "  @0s do start connector\n  by @14s expect result IMPORT 1\n", false},
    {"by counts from the last exact instant above",
     "  @0s do start connector\n  @16s do mail out 1 to PO1\n  by @29s expect result IMPORT 1\n",
     false},
    {"an interval includes both ends",
     "  @0s do start connector\n  @15s..@45s expect result IMPORT 1 count 3\n", true},
    {"an interval excludes what is outside",
     "  @0s do start connector\n  @16s..@44s expect result IMPORT 1 count 1\n", true},
    {"without a count one is enough",
     "  @0s do start connector\n  @0s..@60s expect result IMPORT 1\n", true},
    {"a count is exact", "  @0s do start connector\n  @0s..@60s expect result IMPORT 1 count 3\n",
     false},
    {"a count may be a bound",
     "  @0s do start connector\n  @0s..@60s expect result IMPORT 1 count >= 3\n", true},
    {"a count may be a range",
     "  @0s do start connector\n  @0s..@60s expect result IMPORT 1 count 1..3\n", false},
    {"never holds when there was none",
     "  @0s do start connector\n  @0s..@60s never result IMPORT 0\n", true},
    {"never fails when there was one",
     "  @0s do start connector\n  @0s..@60s never result IMPORT 1\n", false},
    {"never with a count only forbids that count",
     "  @0s do start connector\n  @0s..@60s never result IMPORT 1 count 3\n", true},
    /* states */
    {"a state is looked at when its instant is settled",
     "  @0s do start connector\n  @15s expect delivered in 3\n", true},
    {"and not before", "  @0s do start connector\n  @14s expect delivered in 3\n", false},
    {"by: a state that was true once",
     "  @0s do start connector\n  by @20s expect delivered in 3\n", true},
    {"by: a state that was true between two instants",
     "  @0s do start connector\n  @16s do mail in 1 from PO1\n  by @60s expect queue PO1 count 1\n",
     true},
    {"by: a state that never was true",
     "  @0s do start connector\n  by @60s expect delivered out 12\n", false},
    {"an interval: a state that was true all the time",
     "  @0s do start connector\n  @0s..@60s expect delivered out 0\n", true},
    {"an interval: a state that was untrue once",
     "  @0s do start connector\n  @0s..@60s expect delivered in 0\n", false},
    {"never: a state that was untrue all the time",
     "  @0s do start connector\n  @0s..@60s never delivered out 12\n", true},
    {"never: a state that was true once",
     "  @0s do start connector\n  @0s..@60s never delivered in 3\n", false},
    {"never at an instant", "  @0s do start connector\n  @14s never delivered in 3\n", true},
    /* order inside an instant */
    {"actions come before tasks",
     "  @0s do start connector\n  @15s fix trustee NW1\\svc-ccmc on SYS:CCDATA rights S\n  @15s "
     "expect delivered out 12\n",
     true},
    {"expectations come after the actions below them, too",
     "  @0s do start connector\n  @15s expect delivered out 12\n  @15s fix trustee NW1\\svc-ccmc "
     "on SYS:CCDATA rights S\n",
     true},
    {"actions go in file order",
     "  @0s do start connector\n"
     "  @15s fix trustee NW1\\svc-ccmc on SYS:CCDATA rights S\n"
     "  @15s fix trustee NW1\\svc-ccmc on SYS:CCDATA rights RF\n"
     "  @15s expect delivered out 0\n",
     true},
    {"a refused action is no error",
     "  @0s do start connector\n  @1s do start connector\n  @15s expect delivered in 3\n", true},
};

START_TEST(expectations_mean_what_the_language_says)
{
    struct play play = {0};
    const char *text = play_join(&play, play_netware_world(&play, "RWFM"), timing[_i].steps);
    const enum run_exit got = play_text(&play, text);
    ck_assert_msg(got == (timing[_i].holds ? RUN_OK : RUN_FAILED), "%s: %s", timing[_i].name,
                  play_story(&play));
    ck_assert_uint_eq(play.result.expectation_count, 1);
    play_release(&play);
}
END_TEST

START_TEST(failures_say_what_was_wanted_and_what_came)
{
    struct play play = {0};
    const char *steps = "  @0s do start connector\n"
                        "  @15s   expect  files   \"Import\\*.ccm\"   count 4   # five are there\n"
                        "  @0s..@30s never result IMPORT 1\n";
    play_load(&play, play_join(&play, play_netware_world(&play, "RWFM"), steps));
    play.options.is_explaining = true;
    play_case(&play, "");
    ck_assert_int_eq(play.result.exit, RUN_FAILED);
    ck_assert_uint_eq(play.result.failure_count, 2);
    const struct run_failure *first = &play.result.failures[0];
    ck_assert_str_eq(first->wanted, "files \"Import\\*.ccm\" count 4");
    ck_assert_str_eq(first->got, "files \"Import\\*.ccm\" count 5");
    ck_assert_ptr_nonnull(strstr(first->because, "Import 5"));
    ck_assert_ptr_nonnull(strstr(first->because, "denied IMPORT NW1\\svc-ccmc create SYS:CCDATA"));
    ck_assert_ptr_nonnull(strstr(first->because, "lacks C"));
    ck_assert_uint_eq(first->time_us, 15000000);
    ck_assert_uint_eq(first->step->fact.line, 18);
    const struct run_failure *second = &play.result.failures[1];
    ck_assert_str_eq(second->wanted, "never result IMPORT 1");
    ck_assert_str_eq(second->got, "result IMPORT count 2");
    play_release(&play);
}
END_TEST

START_TEST(failures_say_what_people_could_not_do)
{
    struct play play = {0};
    const char *steps = "  @0s do start connector\n"
                        "  @3s do mail in 1 from PO1 to \"Brady, Sally at SITE9\"\n"
                        "  @20s expect delivered in 4\n";
    play_load(&play, play_join(&play, play_netware_world(&play, "RWCEMF"), steps));
    play.options.is_explaining = true;
    play_case(&play, "");
    ck_assert_uint_eq(play.result.failure_count, 1);
    ck_assert_ptr_nonnull(strstr(play.result.failures[0].because,
                                 "a cc:Mail user finds no such address and does not send at @3s"));
    play_release(&play);
}
END_TEST

START_TEST(windows_that_overlap_are_each_looked_at_from_their_first_to_their_last_instant)
{
    struct play play = {0};
    const char *steps = "  @0s do start connector\n"
                        "  @20s..@50s never delivered in 3\n"  /* fails as it opens */
                        "  @0s..@10s expect delivered in 0\n"  /* is over before mail comes */
                        "  @14s..@40s expect delivered in 0\n" /* fails at 15s */
                        "  by @15s expect delivered in 3\n"    /* at its last instant */
                        "  by @14s expect delivered in 3\n"    /* fails at its end */
                        "  @0s..@60s never result IMPORT 1\n"  /* counted to its end */
                        "  @20s expect delivered in 4\n"
                        "  @0s..@20s never delivered in 4\n";
    static const struct {
        uint32_t line;
        uint64_t time_us;
    } wanted[] = {{22, 14000000}, {20, 15000000}, {18, 20000000}, {24, 20000000}, {23, 60000000}};
    play_load(&play, play_join(&play, play_netware_world(&play, "RWFM"), steps));
    play_case(&play, "");
    ck_assert_uint_eq(play.result.expectation_count, 8);
    ck_assert_uint_eq(play.result.failure_count, ARRAY_COUNT(wanted));
    for (size_t i = 0; i < ARRAY_COUNT(wanted); i++) {
        ck_assert_uint_eq(play.result.failures[i].step->fact.line, wanted[i].line);
        ck_assert_uint_eq(play.result.failures[i].time_us, wanted[i].time_us);
    }
    play_release(&play);
}
END_TEST

START_TEST(failures_say_what_the_last_program_printed)
{
    struct play play = {0};
    const char *steps = "  @1s do run analyze PO1\n"
                        "  @1s expect report analyze PO1 errors 7\n";
    play_load(&play, play_join(&play, play_netware_world(&play, "RWFM"), steps));
    play.options.is_explaining = true;
    play_case(&play, "");
    ck_assert_uint_eq(play.result.failure_count, 1);
    const char *because = play.result.failures[0].because;
    ck_assert_msg(strstr(because, "ANALYZE result 0 at @1s, it said: ANALYZE 5.15 | ") != NULL,
                  "%s", because);
    ck_assert_msg(strstr(because, " | Errors: 0") != NULL, "%s", because);
    play_release(&play);
}
END_TEST

START_TEST(expectations_behind_the_end_are_left_out)
{
    struct play play = {0};
    const char *steps =
        "  @0s do start connector\n  @15s expect delivered in 3\n  @60s expect delivered out 12\n";
    play_load(&play, play_join(&play, play_netware_world(&play, "RWFM"), steps));
    play.options.until_us = 20000000;
    play_case(&play, "");
    ck_assert_msg(play.result.exit == RUN_OK, "%s", play_story(&play));
    ck_assert_uint_eq(play.result.expectation_count, 1);
    ck_assert_uint_eq(play.result.time_us, 20000000);
    play_release(&play);
}
END_TEST

static void count_rows(struct trace_sink *sink, const struct trace_row *row, const char *name);

struct counting_sink {
    struct trace_sink sink; /* first */
    uint64_t rows;
};

static void count_rows(struct trace_sink *sink, const struct trace_row *row, const char *name)
{
    (void)row;
    (void)name;
    ((struct counting_sink *)(void *)sink)->rows++;
}

START_TEST(every_replay_leaves_the_same_trace_in_flat_memory)
{
    struct play play = {0};
    play_load(&play,
              play_join(&play, play_netware_world(&play, "RWFM"), "  @0s do start connector\n"));
    play_case(&play, "");
    const uint64_t hash = play.result.trace_hash;
    const uint64_t rows = play.result.trace_rows;
    const size_t held = arena_bytes(&play.run);
    struct counting_sink counting = {.sink = {.row = count_rows}};
    play.options.sink = &counting.sink;
    for (int i = 0; i < 5; i++) {
        play_case(&play, "");
        ck_assert_uint_eq(play.result.trace_hash, hash);
        ck_assert_uint_eq(play.result.trace_rows, rows);
    }
    ck_assert_uint_eq(counting.rows, 5 * rows);
    ck_assert_uint_eq(arena_bytes(&play.run), held);
    ck_assert_uint_gt(rows, 100);
    ck_assert_uint_gt(play.result.port_calls, 100);
    ck_assert_uint_gt(play.result.steps, 10);
    play_release(&play);
}
END_TEST

/* Rows about a file of C:\hold: "OPERATION [-> new name] <- operation that it comes from". */
struct file_sink {
    struct trace_sink sink;
    struct buffer text;
    uint64_t edit; /* seq of the last one */
};

static void note_files(struct trace_sink *sink, const struct trace_row *row, const char *name)
{
    struct file_sink *files = (struct file_sink *)(void *)sink;
    files->edit = row->op == TRACE_EDIT ? row->seq : files->edit;
    if (row->op != TRACE_EDIT && name != NULL && strstr(name, "hold\\a") != NULL) {
        buffer_format(&files->text, "%s%s%s%s; ", trace_op_text((enum trace_op)row->op),
                      sink->new_name != NULL ? " -> " : "",
                      sink->new_name != NULL ? sink->new_name : "",
                      row->cause == files->edit ? "" : " of nothing");
    }
}

START_TEST(what_people_do_with_files_is_in_the_trace)
{
    struct play play = {0};
    struct file_sink files = {.sink = {.row = note_files}};
    buffer_init(&files.text, &play.loaded);
    play_load(&play,
              play_join(&play, play_netware_world(&play, "RWFM"),
                        "  @0s do start connector\n  @1s do file \"C:\\hold\\a.txt\" present\n"
                        "  @2s do move files \"C:\\hold\\a.txt\" to \"C:\\kept\"\n"
                        "  @3s do copy files \"C:\\kept\\*.txt\" to \"C:\\hold\"\n"
                        "  @4s do delete files \"C:\\hold\\*.txt\"\n"));
    play.options.sink = &files.sink;
    play_case(&play, "");
    ck_assert_str_eq(buffer_string(&files.text), "rename -> C:\\kept\\a.txt; create; delete; ");
    play_release(&play);
}
END_TEST

START_TEST(another_seed_leaves_another_trace)
{
    struct play play = {0};
    const char *body =
        play_join(&play, play_netware_world(&play, "RWFM"), "  @0s do start connector\n");
    uint64_t hashes[2];
    for (size_t i = 0; i < 2; i++) {
        play_load(&play, arena_format(&play.loaded,
                                      "scenario \"a\"\nsource \"b\"\nseed %zu\nuntil 1m\n\n%s",
                                      i + 1, body));
        play_case(&play, "");
        hashes[i] = play.result.trace_hash;
    }
    ck_assert_uint_ne(hashes[0], hashes[1]);
    play_release(&play);
}
END_TEST

START_TEST(assumptions_that_were_used_are_listed_with_their_values)
{
    struct play play = {0};
    const char *body = play_join(&play, play_netware_world(&play, "RF"),
                                 "  @0s do start connector\n  @15s expect delivered in 0\n");
    play_load(
        &play,
        arena_format(
            &play.loaded,
            "scenario \"a\"\nsource \"b\"\nseed 1\nuntil 1m\nassume EXPORT_READ_ONLY fail3\n\n%s",
            body));
    play_case(&play, "");
    ck_assert_msg(play.result.exit == RUN_OK, "%s", play_story(&play));
    ck_assert(play.result.assumptions_used[ASSUME_EXPORT_READ_ONLY]);
    ck_assert_str_eq(play.result.assumptions[ASSUME_EXPORT_READ_ONLY], "fail3");
    ck_assert(!play.result.assumptions_used[ASSUME_HUNG_PROGRAM]);
    play_release(&play);
}
END_TEST

static void count_observations(void *observer, const struct observation *seen)
{
    (void)seen;
    ++*(uint32_t *)observer;
}

static void look_at_end(void *observer, struct world *world)
{
    ck_assert_uint_eq(world->sched.now_us, 180000000);
    *(uint32_t *)observer += 1000000;
}

START_TEST(observers_hear_of_everything_and_see_the_world_at_its_end)
{
    struct play play = {0};
    uint32_t heard = 0;
    play_load(&play,
              play_join(&play, play_netware_world(&play, "RWFM"), "  @0s do start connector\n"));
    play.options.observe = count_observations;
    play.options.at_end = look_at_end;
    play.options.observer = &heard;
    play_case(&play, "");
    ck_assert_uint_gt(heard, 1000000 + 12 * 3); /* twelve polls: a denial, an event, two results */
    play_release(&play);
}
END_TEST

START_TEST(without_trace_or_ledger_the_run_goes_the_same_way)
{
    struct play play = {0};
    play_load(&play,
              play_join(&play, play_netware_world(&play, "RWCE"),
                        "  @0s do start connector\n  @15s expect result IMPORT 0 count 3\n"));
    play_case(&play, "");
    const uint64_t calls = play.result.port_calls;
    ck_assert_int_eq(play.result.exit, RUN_OK);
    play.options.is_untraced = true;
    play_case(&play, "");
    ck_assert_int_eq(play.result.exit, RUN_OK);
    ck_assert_uint_eq(play.result.port_calls, calls);
    play.options.is_unledgered = true;
    play_case(&play, "");
    ck_assert_int_eq(play.result.exit, RUN_OK);
    ck_assert_uint_eq(play.result.port_calls, calls);
    play_release(&play);
}
END_TEST

START_TEST(ties_may_be_permuted_and_the_mail_still_arrives)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct play play = {0};
        const char *steps =
            "  @0s do start connector\n  by @20s expect delivered out 12 in 3\n  @1m "
            "expect drained\n";
        play_load(&play, play_join(&play, play_netware_world(&play, "RWCE"), steps));
        play.options.schedule_seed = seed;
        play_case(&play, "");
        ck_assert_msg(play.result.exit == RUN_OK, "schedule %llu: %s", (unsigned long long)seed,
                      play_story(&play));
        play_release(&play);
    }
}
END_TEST

START_TEST(a_killed_process_is_no_error_of_the_run)
{
    for (uint64_t call = 1; call <= 400; call += 7) {
        struct play play = {0};
        play_load(&play, play_join(&play, play_netware_world(&play, "RWCE"),
                                   "  @0s do start connector\n"));
        play.options.inject_call = call;
        play.options.inject_status = ST_PROCESS_GONE;
        play_case(&play, "");
        ck_assert_msg(play.result.exit == RUN_OK, "killed at call %llu: %s",
                      (unsigned long long)call, play_story(&play));
        play_release(&play);
    }
}
END_TEST

/* A world that cannot be as written: the line and why. The first line of the world is line 6 of the
 * text. */
static const struct {
    const char *name;
    const char *body;
    uint32_t line;
    const char *text;
} errors[] = {
    {"a tab of a connector that is not there",
     "world\n  connector C1\n  tab C2 path \"\\\\NT1\\X\"\n", 8, "no connector C2"},
    {"a post office on a server that is not there", "world\n  postoffice PO1 on NW9 SYS:CCDATA\n",
     7, "NW9"},
    {"a name that is too long once it is passed on",
     "world\n  connector C1\n  ntserver NT1 share CCPO acl EXCH\\svc-ccmc change\n"
     "  postoffice PO1 on NT1 CCPO\n  tab C1 postoffice PO1\n  dirsync PO1 completed\n"
     "  recipient SITE1 \"Abcdefghij Abcdefghij Abcdefghij Abcdefghij Abcdefghij Abcdefghij\"\n",
     12, "has a field that is too long"},
    {"a step for what is not there",
     "world\n  connector C1\nphase \"x\"\n  @0s do start connector C7\n", 9, "no connector C7"},
    {"an edit of what is not there",
     "world\n  connector C1\nphase \"x\"\n  @5s fix trustee NW1\\a on SYS:CCDATA rights R\n", 9,
     "NW1\\a"},
};

START_TEST(a_world_that_cannot_be_is_an_error_at_its_line)
{
    struct play play = {0};
    ck_assert_msg(play_text(&play, errors[_i].body) == RUN_ERROR, "%s: %s", errors[_i].name,
                  play_story(&play));
    ck_assert_msg(play.result.error_line == errors[_i].line, "%s: line %u", errors[_i].name,
                  play.result.error_line);
    ck_assert_msg(strstr(play.result.error, errors[_i].text) != NULL, "%s: %s", errors[_i].name,
                  play.result.error);
    play_release(&play);
}
END_TEST

START_TEST(a_world_without_anything_ends_at_its_time)
{
    struct play play = {0};
    ck_assert_msg(play_text(&play, "world\n  host EX1 nt 4.0\n") == RUN_OK, "%s",
                  play_story(&play));
    ck_assert_uint_eq(play.result.time_us, 180000000);
    ck_assert_uint_eq(play.result.trace_rows > 0, false);
    play_release(&play);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("run");
    TCase *tcase = tcase_create("run");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, expectations_mean_what_the_language_says, 0,
                        (int)ARRAY_COUNT(timing));
    tcase_add_loop_test(tcase, a_world_that_cannot_be_is_an_error_at_its_line, 0,
                        (int)ARRAY_COUNT(errors));
    tcase_add_test(tcase, failures_say_what_was_wanted_and_what_came);
    tcase_add_test(tcase, failures_say_what_people_could_not_do);
    tcase_add_test(tcase,
                   windows_that_overlap_are_each_looked_at_from_their_first_to_their_last_instant);
    tcase_add_test(tcase, failures_say_what_the_last_program_printed);
    tcase_add_test(tcase, expectations_behind_the_end_are_left_out);
    tcase_add_test(tcase, every_replay_leaves_the_same_trace_in_flat_memory);
    tcase_add_test(tcase, what_people_do_with_files_is_in_the_trace);
    tcase_add_test(tcase, another_seed_leaves_another_trace);
    tcase_add_test(tcase, assumptions_that_were_used_are_listed_with_their_values);
    tcase_add_test(tcase, observers_hear_of_everything_and_see_the_world_at_its_end);
    tcase_add_test(tcase, without_trace_or_ledger_the_run_goes_the_same_way);
    tcase_add_test(tcase, ties_may_be_permuted_and_the_mail_still_arrives);
    tcase_add_test(tcase, a_killed_process_is_no_error_of_the_run);
    tcase_add_test(tcase, a_world_without_anything_ends_at_its_time);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
