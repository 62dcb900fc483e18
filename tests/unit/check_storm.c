/* Tests of sim/world/storm.c and of what makes a storm small (sim/cli/storms.c). */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/storms.h"

static struct arena arena;

static void setup(void)
{
    arena = (struct arena){0};
}

static void teardown(void)
{
    arena_release(&arena);
}

static const char *written(const struct storm *storm)
{
    struct buffer text;
    buffer_init(&text, &arena);
    storm_write(storm, &text);
    return buffer_string(&text);
}

START_TEST(a_seed_draws_the_same_storm_again_and_another_one_for_another_case)
{
    const struct storm storm = storm_draw(&arena, 7, "a case");
    const struct storm again = storm_draw(&arena, 7, "a case");
    const struct storm other_case = storm_draw(&arena, 7, "another");
    const struct storm other_seed = storm_draw(&arena, 8, "a case");
    ck_assert_str_eq(written(&storm), written(&again));
    ck_assert_str_ne(written(&storm), written(&other_case));
    ck_assert_str_ne(written(&storm), written(&other_seed));
}
END_TEST

START_TEST(many_storms_strike_in_bursts_by_every_kind_and_read_back_as_they_were_written)
{
    uint64_t near = 0;
    uint64_t far = 0;
    bool is_seen[STATUS_COUNT] = {false};
    bool is_how_seen[STORM_SERVER + 1] = {false};
    for (uint64_t seed = 1; seed <= 300; seed++) {
        const struct storm storm = storm_draw(&arena, seed, "");
        struct storm read = {0};
        ck_assert(storm_parse(&arena, written(&storm), &read, NULL));
        ck_assert_str_eq(written(&storm), written(&read));
        ck_assert_uint_ge(storm.count, 2);
        for (size_t i = 1; i < storm.count; i++) {
            const uint64_t gap = storm.strikes[i].call - storm.strikes[i - 1].call;
            near += gap <= 40 ? 1 : 0;
            far += gap > 40 ? 1 : 0;
            is_how_seen[storm.strikes[i].how] = true;
            is_seen[storm.strikes[i].answer] = true;
        }
    }
    ck_assert_uint_gt(near, far);
    ck_assert_uint_gt(far, 300);
    for (size_t how = 0; how < ARRAY_COUNT(is_how_seen); how++) {
        ck_assert(is_how_seen[how]);
    }
    ck_assert(is_seen[ST_PROCESS_GONE] && is_seen[ST_IO_ERROR] && is_seen[ST_DISK_FULL] &&
              is_seen[ST_CONNECTION_LOST]);
}
END_TEST

static const struct {
    const char *name;
    const char *text;
    const char *says;
} wrong[] = {
    {"nothing", " , ", "no strike is named"},
    {"no answer", "12", "'12' is no strike"},
    {"no number", ":IO_ERROR", "':IO_ERROR' is no strike"},
    {"call 0", "0:IO_ERROR", "'0:IO_ERROR' is no strike"},
    {"a call that does not rise", "12:IO_ERROR 12:AFTER", "'12:AFTER' is no strike"},
    {"an answer that does not exist", "1:AFTER 12:NONSENSE", "'12:NONSENSE' is no strike"},
    {"OK is no failure", "12:OK", "'12:OK' is no strike"},
    {"a number that is too large", "99999999999999999999999:IO_ERROR", "is no strike"},
};

START_TEST(a_list_that_is_wrong_is_refused_by_name)
{
    struct storm storm = {0};
    struct diagnostic diagnostic = {0};
    ck_assert_msg(!storm_parse(&arena, wrong[_i].text, &storm, &diagnostic), "%s", wrong[_i].name);
    ck_assert_msg(strstr(diagnostic.text, wrong[_i].says) != NULL, "%s: %s", wrong[_i].name,
                  diagnostic.text);
}
END_TEST

/* Breaks when all these calls are struck. */
struct needs {
    struct storm_trial shape; /* first */
    uint64_t calls[3];
    size_t count;
    unsigned tries;
};

static bool needs_all(struct storm_trial *shape, struct storm *storm)
{
    struct needs *needs = (struct needs *)(void *)shape;
    needs->tries++;
    for (size_t n = 0; n < needs->count; n++) {
        bool is_there = false;
        for (size_t i = 0; i < storm->count; i++) {
            is_there = is_there || storm->strikes[i].call == needs->calls[n];
        }
        if (!is_there) {
            return false;
        }
    }
    return true;
}

static const struct {
    const char *name;
    struct needs needs;
    const char *left;
} shrinks[] = {
    {"one in the middle", {.calls = {6}, .count = 1}, "6:IO_ERROR"},
    {"the first and the last", {.calls = {1, 10}, .count = 2}, "1:IO_ERROR 10:IO_ERROR"},
    {"three", {.calls = {2, 3, 9}, .count = 3}, "2:IO_ERROR 3:IO_ERROR 9:IO_ERROR"},
    {"none at all", {.count = 0}, "10:IO_ERROR"},
};

START_TEST(of_a_storm_those_strikes_are_left_that_are_needed)
{
    struct storm storm = {.strikes = arena_array(&arena, struct storm_strike, 10), .count = 10};
    for (size_t i = 0; i < storm.count; i++) {
        storm.strikes[i] = (struct storm_strike){.call = i + 1, .answer = ST_IO_ERROR};
    }
    struct needs needs = shrinks[_i].needs;
    needs.shape.breaks = needs_all;
    storm_shrink(&storm, &needs.shape);
    ck_assert_str_eq(written(&storm), shrinks[_i].left);
    ck_assert_uint_lt(needs.tries, 60);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("storm");
    TCase *tcase = tcase_create("storm");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_seed_draws_the_same_storm_again_and_another_one_for_another_case);
    tcase_add_test(tcase,
                   many_storms_strike_in_bursts_by_every_kind_and_read_back_as_they_were_written);
    tcase_add_loop_test(tcase, a_list_that_is_wrong_is_refused_by_name, 0, ARRAY_COUNT(wrong));
    tcase_add_loop_test(tcase, of_a_storm_those_strikes_are_left_that_are_needed, 0,
                        ARRAY_COUNT(shrinks));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
