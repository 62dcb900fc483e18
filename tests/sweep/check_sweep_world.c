/* Port call 1, 2, 3 ... of a healthy world fails, or its process is killed there: mail survives
 * each. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "world/storm.h"
#include "worlds/small_world.h"

enum { MINUTES = 12, LETTERS = 3, EVERY = 23, LONGEST_STORM = 300 };

static const enum status strikes[] = {
    ST_IO_ERROR,      ST_DISK_FULL,          ST_SHARING_VIOLATION, ST_LOCK_VIOLATION,
    ST_ACCESS_DENIED, ST_UNEXPECTED_NETWORK, ST_PROCESS_GONE,
};

static bool is_long(void)
{
    return getenv("CCBENCH_LONG") != NULL;
}

/* Somebody starts a service that died, a minute later. */
static void play(struct small_world *small, uint64_t first_minute, uint64_t last_minute)
{
    for (uint64_t minute = first_minute; minute <= last_minute; minute++) {
        if (small->connector->state == CONNECTOR_STOPPED) {
            connector_start(small->world, small->connector);
        }
        ck_assert_msg(world_run_until(small->world, minute * 60000000), "call %llu answers %s: %s",
                      (unsigned long long)small->world->spec.inject_call,
                      status_name(small->world->spec.inject_status), small->world->failure);
    }
}

static void check_ends(struct small_world *small, const char *struck)
{
    const struct truth_totals totals = truth_totals(small->world);
    struct buffer where;
    buffer_init(&where, &small->arena);
    truth_where(small->world, &where);
    ck_assert_msg(totals.in_custody == 0, "%s: not drained: %s", struck, buffer_string(&where));
    ck_assert_msg(totals.delivered[MAIL_OUT] + totals.returned[MAIL_OUT] >= LETTERS &&
                      totals.delivered[MAIL_IN] == LETTERS,
                  "%s: %s", struck, buffer_string(&where));
    const struct office_health health = office_check(small->world, small->office);
    ck_assert_msg(health.errors == 0, "%s: %u errors in the post office, %s", struck, health.errors,
                  health.first);
    const bool is_struck = small->world->port_calls >= small->world->spec.inject_call;
    ck_assert_msg(health.wear == 0 || is_struck, "wear %u without an interruption", health.wear);
    ck_assert_msg(process_find(small->world, "IMPORT") == NULL &&
                      process_find(small->world, "EXPORT") == NULL,
                  "%s: a program runs on and on", struck);
}

static void sweep(enum status status, bool is_on_nt)
{
    const uint64_t every = is_long() ? 1 : EVERY;
    const uint64_t first = is_long() ? 1 : 1 + (uint64_t)status % EVERY;
    for (uint64_t call = first;; call += every) {
        struct small_world *small = calloc(1, sizeof(*small));
        ck_assert_ptr_nonnull(small);
        const struct small_world_spec spec = {.out = LETTERS,
                                              .in = LETTERS,
                                              .is_on_nt = is_on_nt,
                                              .inject_call = call,
                                              .inject_status = status};
        small_world_begin(small, &spec);
        play(small, 1, MINUTES);
        check_ends(small, arena_format(&small->arena, "call %llu answers %s",
                                       (unsigned long long)call, status_name(status)));
        const uint64_t calls = small->world->port_calls;
        small_world_end(small);
        free(small);
        if (calls < call) {
            break;
        }
    }
}

START_TEST(mail_survives_any_failing_call_on_netware)
{
    sweep(strikes[_i], false);
}
END_TEST

START_TEST(mail_survives_any_failing_call_on_nt)
{
    sweep(strikes[_i], true);
}
END_TEST

/* Strikes one after another, and then it is calm. */
static void weather(uint64_t seed, bool is_on_nt)
{
    struct arena arena = {0};
    struct storm storm = storm_draw(&arena, seed, is_on_nt ? "NT" : "NetWare");
    struct small_world *small = calloc(1, sizeof(*small));
    ck_assert_ptr_nonnull(small);
    const struct small_world_spec spec = {
        .out = LETTERS, .in = LETTERS, .is_on_nt = is_on_nt, .storm = &storm};
    small_world_begin(small, &spec);
    uint64_t minute = 1;
    for (; storm.next < storm.count && minute < LONGEST_STORM; minute++) {
        play(small, minute, minute);
    }
    play(small, minute, minute + MINUTES);
    struct buffer text;
    buffer_init(&text, &arena);
    storm_write(&storm, &text);
    check_ends(small, arena_format(&arena, "storm %llu, %zu of %s", (unsigned long long)seed,
                                   storm.next, buffer_string(&text)));
    small_world_end(small);
    free(small);
    arena_release(&arena);
}

START_TEST(mail_survives_storms_and_arrives_when_it_is_calm)
{
    const uint64_t storms = is_long() ? 3000 : 60;
    for (uint64_t seed = 1; seed <= storms; seed++) {
        weather(seed, _i == 1);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sweep of a world");
    TCase *tcase = tcase_create("strikes");
    tcase_set_timeout(tcase, 600);
    tcase_add_loop_test(tcase, mail_survives_any_failing_call_on_netware, 0,
                        (int)ARRAY_COUNT(strikes));
    tcase_add_loop_test(tcase, mail_survives_any_failing_call_on_nt, 0, (int)ARRAY_COUNT(strikes));
    tcase_add_loop_test(tcase, mail_survives_storms_and_arrives_when_it_is_calm, 0, 2);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
