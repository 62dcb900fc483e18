/* The groups of `ccbench bench` measure what they say. How long anything takes is not judged here.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "cli/bench_inside.h"
#include "cli/bench_sqlite.h"

START_TEST(median_is_the_middle_one)
{
    double values[] = {5, 1, 9, 3, 2};
    ck_assert_double_eq(bench_median(values, 5), 3);
}
END_TEST

static bool was_seen;

static void see(void *observer, struct world *world)
{
    (void)observer;
    was_seen = world->offices != NULL;
}

static const struct {
    const char *name;
    const char *text;
    bool is_good;
} plays[] = {
    {"a scenario that passes",
     "scenario \"a\"\nsource \"test\"\nuntil 1s\nworld\n  ntserver NT1  share CCPO\n"
     "  postoffice PO1  on NT1 CCPO\nphase \"p\"\n  @1s expect delivered in 0\n",
     true},
    {"one that fails",
     "scenario \"a\"\nsource \"test\"\nuntil 1s\nworld\n  ntserver NT1  share CCPO\n"
     "  postoffice PO1  on NT1 CCPO\nphase \"p\"\n  @1s expect delivered in 4\n",
     false},
    {"no scenario", "scenery\n", false},
};

START_TEST(played_worlds_are_shown_at_their_end)
{
    was_seen = false;
    ck_assert_msg(bench_play(plays[_i].text, see, NULL) == plays[_i].is_good, "%s", plays[_i].name);
    ck_assert(was_seen == (strcmp(plays[_i].name, "no scenario") != 0));
}
END_TEST

START_TEST(sqlite_gives_back_every_row_once)
{
    struct bench_rows rows;
    const char text[] = "a letter";
    ck_assert(bench_sqlite_open(&rows, bytes_of_text(text), 3));
    ck_assert(bench_sqlite_import(&rows, 10));
    ck_assert_uint_eq(bench_sqlite_export(&rows), 15); /* every other one went to two */
    ck_assert_uint_eq(bench_sqlite_export(&rows), 0);
    bench_sqlite_close(&rows);
    bench_sqlite_close(&rows);
}
END_TEST

START_TEST(post_office_figures_are_all_measured)
{
    static const enum figure wanted[] = {
        FIGURE_IMPORT,         FIGURE_EXPORT,       FIGURE_SQLITE_IMPORT,
        FIGURE_SQLITE_EXPORT,  FIGURE_SQLITE_TIMES, FIGURE_PROGRAM_EXPORT,
        FIGURE_PROGRAM_IMPORT, FIGURE_MAIL_EXPORT,  FIGURE_MAIL_IMPORT};
    struct bench bench = {.seconds = 0.01};
    ck_assert(bench_post_office(&bench));
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        ck_assert_msg(bench.is_measured[wanted[i]], "figure %d", (int)wanted[i]);
        ck_assert_double_gt(bench.values[wanted[i]], 0);
    }
}
END_TEST

START_TEST(what_one_of_many_costs_is_measured)
{
    static const enum figure wanted[] = {FIGURE_LETTERS_SCALE, FIGURE_RECIPIENTS_SCALE,
                                         FIGURE_ENTRIES_SCALE};
    struct bench bench = {.few = 20};
    ck_assert(bench_scale(&bench));
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        ck_assert_msg(bench.is_measured[wanted[i]], "figure %d", (int)wanted[i]);
        ck_assert_double_gt(bench.values[wanted[i]], 0);
    }
}
END_TEST

START_TEST(large_post_office_figures_are_all_measured)
{
    static const enum figure wanted[] = {FIGURE_ANALYZE, FIGURE_ANALYZE_LINEAR, FIGURE_DD,
                                         FIGURE_RECLAIM, FIGURE_RECLAIM_TIMES};
    struct bench bench = {.office_bytes = 4 << 20};
    ck_assert(bench_check(&bench));
    ck_assert(bench_reclaim(&bench));
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        ck_assert_msg(bench.is_measured[wanted[i]], "figure %d", (int)wanted[i]);
        ck_assert_double_gt(bench.values[wanted[i]], 0);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("bench");
    TCase *tcase = tcase_create("bench");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, median_is_the_middle_one);
    tcase_add_loop_test(tcase, played_worlds_are_shown_at_their_end, 0,
                        sizeof(plays) / sizeof(plays[0]));
    tcase_add_test(tcase, sqlite_gives_back_every_row_once);
    tcase_add_test(tcase, what_one_of_many_costs_is_measured);
    tcase_add_test(tcase, post_office_figures_are_all_measured);
    tcase_add_test(tcase, large_post_office_figures_are_all_measured);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
