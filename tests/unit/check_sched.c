#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "core/sched.h"

enum { RUNNERS = 40 };

/* A task that notes its letter and when it ran, and wakes again as told. */
struct runner {
    struct sched_task task;
    struct sched *sched;
    char letter;
    uint64_t again_us; /* after this time; SCHED_NEVER: not again */
    uint64_t ran_us;
    unsigned runs;
    char *log;
};

struct fixture {
    struct arena arena;
    struct sched sched;
    struct runner runners[RUNNERS];
    char log[256];
};

static struct fixture fixture;

static void run(struct sched_task *task, uint64_t now_us)
{
    struct runner *runner = (struct runner *)(void *)task;
    const size_t length = strlen(runner->log);
    if (length + 1 < sizeof(fixture.log)) {
        runner->log[length] = runner->letter;
    }
    runner->ran_us = now_us;
    runner->runs++;
    if (runner->again_us != SCHED_NEVER) {
        sched_wake(runner->sched, task, now_us + runner->again_us);
    }
}

static void setup(void)
{
    fixture = (struct fixture){0};
    sched_init(&fixture.sched, &fixture.arena);
    for (unsigned i = 0; i < RUNNERS; i++) {
        fixture.runners[i] = (struct runner){.task = {.step = run},
                                             .sched = &fixture.sched,
                                             .letter = (char)('a' + i % 26),
                                             .again_us = SCHED_NEVER,
                                             .log = fixture.log};
    }
}

static void teardown(void)
{
    arena_release(&fixture.arena);
}

static struct sched_task *task(unsigned index)
{
    return &fixture.runners[index].task;
}

START_TEST(nobody_to_wake_means_never)
{
    ck_assert_uint_eq(sched_next(&fixture.sched), SCHED_NEVER);
    ck_assert(!sched_step(&fixture.sched, 100));
    ck_assert(sched_run_until(&fixture.sched, 50));
    ck_assert_uint_eq(fixture.sched.now_us, 50);
}
END_TEST

START_TEST(tasks_run_in_order_of_their_wakes)
{
    sched_wake(&fixture.sched, task(0), 30);
    sched_wake(&fixture.sched, task(1), 10);
    sched_wake(&fixture.sched, task(2), 20);
    ck_assert_uint_eq(sched_next(&fixture.sched), 10);
    ck_assert(sched_run_until(&fixture.sched, 20));
    ck_assert_str_eq(fixture.log, "bc");
    ck_assert_uint_eq(fixture.sched.now_us, 20);
    ck_assert(sched_run_until(&fixture.sched, 100));
    ck_assert_str_eq(fixture.log, "bca");
    ck_assert_uint_eq(fixture.runners[0].ran_us, 30);
    ck_assert_uint_eq(fixture.sched.now_us, 100);
    ck_assert_uint_eq(fixture.sched.steps, 3);
}
END_TEST

START_TEST(ties_run_first_woken_first)
{
    for (unsigned i = 0; i < 20; i++) {
        sched_wake(&fixture.sched, task(i), 5);
    }
    sched_wake(&fixture.sched, task(3), 5); /* woken again: now the last one */
    ck_assert(sched_run_until(&fixture.sched, 5));
    ck_assert_str_eq(fixture.log, "abcefghijklmnopqrstd");
}
END_TEST

static void shuffled(uint64_t seed, char *log_out)
{
    teardown();
    setup();
    sched_shuffle(&fixture.sched, seed);
    for (unsigned i = 0; i < 20; i++) {
        sched_wake(&fixture.sched, task(i), 5);
    }
    ck_assert(sched_run_until(&fixture.sched, 5));
    memcpy(log_out, fixture.log, sizeof(fixture.log));
}

START_TEST(a_seed_permutes_ties_the_same_way_each_time)
{
    char first[256];
    char again[256];
    char other[256];
    shuffled(1, first);
    shuffled(1, again);
    shuffled(2, other);
    ck_assert_str_eq(first, again);
    ck_assert_str_ne(first, other);
    ck_assert_str_ne(first, "abcdefghijklmnopqrst");
    ck_assert_uint_eq(strlen(first), 20);
}
END_TEST

START_TEST(a_seed_does_not_change_the_order_of_different_times)
{
    sched_shuffle(&fixture.sched, 7);
    for (unsigned i = 0; i < 20; i++) {
        sched_wake(&fixture.sched, task(i), 20 - i);
    }
    ck_assert(sched_run_until(&fixture.sched, 20));
    ck_assert_str_eq(fixture.log, "tsrqponmlkjihgfedcba");
}
END_TEST

START_TEST(a_wake_in_the_past_means_now)
{
    ck_assert(sched_run_until(&fixture.sched, 100));
    sched_wake(&fixture.sched, task(0), 3);
    ck_assert_uint_eq(sched_next(&fixture.sched), 100);
    ck_assert(sched_settle(&fixture.sched));
    ck_assert_uint_eq(fixture.runners[0].ran_us, 100);
}
END_TEST

START_TEST(wake_by_only_brings_a_wake_forward)
{
    sched_wake_by(&fixture.sched, task(0), 50);
    sched_wake_by(&fixture.sched, task(0), 70);
    ck_assert_uint_eq(sched_next(&fixture.sched), 50);
    sched_wake_by(&fixture.sched, task(0), 20);
    ck_assert_uint_eq(sched_next(&fixture.sched), 20);
}
END_TEST

START_TEST(a_task_put_to_sleep_does_not_run)
{
    sched_wake(&fixture.sched, task(0), 10);
    sched_wake(&fixture.sched, task(1), 10);
    sched_wake(&fixture.sched, task(0), SCHED_NEVER);
    sched_remove(&fixture.sched, task(1));
    sched_remove(&fixture.sched, task(1)); /* asleep already */
    ck_assert(sched_run_until(&fixture.sched, 100));
    ck_assert_str_eq(fixture.log, "");
    ck_assert_uint_eq(task(0)->wake_us, SCHED_NEVER);
}
END_TEST

START_TEST(the_order_survives_removals_anywhere)
{
    /* Wakes that do not come in order, so removals have to move tasks up and down. */
    for (unsigned i = 0; i < RUNNERS; i++) {
        fixture.runners[i].again_us = SCHED_NEVER;
        sched_wake(&fixture.sched, task(i), (i * 17) % RUNNERS + 1);
    }
    for (unsigned i = 0; i < RUNNERS; i += 3) {
        sched_remove(&fixture.sched, task(i));
    }
    uint64_t last_us = 0;
    unsigned count = 0;
    while (sched_step(&fixture.sched, 1000)) {
        ck_assert_uint_gt(fixture.sched.now_us, last_us);
        last_us = fixture.sched.now_us;
        count++;
    }
    ck_assert_uint_eq(count, RUNNERS - (RUNNERS + 2) / 3);
    for (unsigned i = 0; i < RUNNERS; i++) {
        ck_assert_uint_eq(fixture.runners[i].runs, i % 3 != 0);
    }
}
END_TEST

START_TEST(removing_a_task_deep_in_the_heap_can_lift_another_one)
{
    /* Heap of 7: removing a leaf below 50 puts the last one (4) there, above its new parent. */
    static const uint64_t wakes[] = {1, 50, 2, 60, 70, 3, 4};
    for (unsigned i = 0; i < ARRAY_COUNT(wakes); i++) {
        sched_wake(&fixture.sched, task(i), wakes[i]);
    }
    sched_remove(&fixture.sched, task(3));
    ck_assert(sched_run_until(&fixture.sched, 100));
    ck_assert_str_eq(fixture.log, "acfgbe");
}
END_TEST

START_TEST(a_task_that_never_ends_an_instant_is_a_livelock)
{
    fixture.sched.steps_max = 100;
    fixture.runners[0].again_us = 0;
    sched_wake(&fixture.sched, task(0), 10);
    ck_assert(!sched_run_until(&fixture.sched, 20));
    ck_assert_uint_eq(fixture.sched.now_us, 10);
    ck_assert_uint_eq(fixture.runners[0].runs, 101);
}
END_TEST

START_TEST(many_steps_in_many_instants_are_none)
{
    fixture.sched.steps_max = 100;
    fixture.runners[0].again_us = 1;
    sched_wake(&fixture.sched, task(0), 1);
    ck_assert(sched_run_until(&fixture.sched, 500));
    ck_assert_uint_eq(fixture.runners[0].runs, 500);
}
END_TEST

START_TEST(settling_leaves_the_clock_and_later_tasks_alone)
{
    sched_wake(&fixture.sched, task(0), 0);
    sched_wake(&fixture.sched, task(1), 1);
    ck_assert(sched_settle(&fixture.sched));
    ck_assert_str_eq(fixture.log, "a");
    ck_assert_uint_eq(fixture.sched.now_us, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sched");
    TCase *tcase = tcase_create("sched");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, nobody_to_wake_means_never);
    tcase_add_test(tcase, tasks_run_in_order_of_their_wakes);
    tcase_add_test(tcase, ties_run_first_woken_first);
    tcase_add_test(tcase, a_seed_permutes_ties_the_same_way_each_time);
    tcase_add_test(tcase, a_seed_does_not_change_the_order_of_different_times);
    tcase_add_test(tcase, a_wake_in_the_past_means_now);
    tcase_add_test(tcase, wake_by_only_brings_a_wake_forward);
    tcase_add_test(tcase, a_task_put_to_sleep_does_not_run);
    tcase_add_test(tcase, the_order_survives_removals_anywhere);
    tcase_add_test(tcase, removing_a_task_deep_in_the_heap_can_lift_another_one);
    tcase_add_test(tcase, a_task_that_never_ends_an_instant_is_a_livelock);
    tcase_add_test(tcase, many_steps_in_many_instants_are_none);
    tcase_add_test(tcase, settling_leaves_the_clock_and_later_tasks_alone);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
