#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "scenario/language/world_edit.h"
#include "support/scenario_rows.h"

#define WORLD "kb Q100000\nworld\n connector C1 version 5.5 as c1\n trustee a on b rights RF as t\n"
#define BASE                                                                                       \
    WORLD "phase \"p\"\n"                                                                          \
          " @0s do start connector\n"                                                              \
          " @5s expect delivered in 1\n"                                                           \
          " @10s do wait one as one\n"                                                             \
          "      expect delivered in 2 as seen\n"                                                  \
          " @20s fix wait two as two\n"                                                            \
          " by @30s expect drained\n"                                                              \
          "         expect delivered in 4\n"                                                       \
          " @1s..@9s never event 70\n"                                                             \
          " @40s do wait four\n"

static struct parsed parsed;

static void end(void)
{
    parsed_release(&parsed);
}

static void open_good(const char *text)
{
    parsed_open(&parsed, text);
    ck_assert_msg(parsed.is_good, "%s", parsed_errors(&parsed));
}

static const struct {
    const char *name;
    const char *variant; /* lines below `variant "v"`; NULL: the base */
    const char *want;
} orders[] = {
    {"steps come in time order, expectations when they end", NULL,
     "0 do start connector; 5 expect delivered in; 1..9 never event 70; 10 do wait one; "
     "10 expect delivered in; 20 fix wait two; 20 by 30 expect drained; 30 expect delivered in; "
     "40 do wait four"},
    {"drop sets aside what ends at or after it", " drop two\n",
     "0 do start connector; 5 expect delivered in; 1..9 never event 70; 10 do wait one; "
     "10 expect delivered in; 40 do wait four"},
    {"an interval that ends at the first edit is set aside", " drop one\n",
     "0 do start connector; 5 expect delivered in; 1..9 never event 70; 20 fix wait two; "
     "40 do wait four"},
    {"replace keeps time and place", " replace one with fault wait new\n @10s expect drained\n",
     "0 do start connector; 5 expect delivered in; 1..9 never event 70; 10 fault wait new; "
     "10 expect drained; 20 fix wait two; 40 do wait four"},
    {"a replaced expectation is kept", " replace seen with never drained\n",
     "0 do start connector; 5 expect delivered in; 1..9 never event 70; 10 do wait one; "
     "10 never drained; 20 fix wait two; 40 do wait four"},
    {"shift moves a step", " shift one by 25s\n",
     "0 do start connector; 5 expect delivered in; 1..9 never event 70; 20 fix wait two; "
     "35 do wait one; 40 do wait four"},
    {"swap exchanges times", " swap two one\n",
     "0 do start connector; 5 expect delivered in; 1..9 never event 70; 10 fix wait two; "
     "20 do wait one; 40 do wait four"},
    {"an edit of the world counts from the start",
     " world trustee a rights R\n @3s expect drained\n",
     "0 do start connector; 3 expect drained; 10 do wait one; 20 fix wait two; 40 do wait four"},
    {"an added action is an edit at its instant", " @8s do wait x\n",
     "0 do start connector; 5 expect delivered in; 8 do wait x; 10 do wait one; 20 fix wait two; "
     "40 do wait four"},
    {"an added expectation edits nothing", " @8s expect drained\n",
     "0 do start connector; 5 expect delivered in; 8 expect drained; 1..9 never event 70; "
     "10 do wait one; 10 expect delivered in; 20 fix wait two; 20 by 30 expect drained; "
     "30 expect delivered in; 40 do wait four"},
    {"by without an instant above counts from the first edit",
     " drop two\n by @25s expect drained\n",
     "0 do start connector; 5 expect delivered in; 1..9 never event 70; 10 do wait one; "
     "10 expect delivered in; 20 by 25 expect drained; 40 do wait four"},
    {"by counts from the instant above in its variant",
     " drop two\n @22s do wait x\n by @25s expect drained\n",
     "0 do start connector; 5 expect delivered in; 1..9 never event 70; 10 do wait one; "
     "10 expect delivered in; 22 do wait x; 22 by 25 expect drained; 40 do wait four"},
    {"a dropped label may be used again", " drop two\n @22s do wait x as two\n",
     "0 do start connector; 5 expect delivered in; 1..9 never event 70; 10 do wait one; "
     "10 expect delivered in; 22 do wait x; 40 do wait four"},
    {"steps of one instant stand in file order, actions first",
     " @40s expect drained\n do wait b\n expect delivered in 7\n do wait a\n",
     "0 do start connector; 5 expect delivered in; 1..9 never event 70; 10 do wait one; "
     "10 expect delivered in; 20 fix wait two; 20 by 30 expect drained; 30 expect delivered in; "
     "40 do wait four; 40 do wait b; 40 do wait a; 40 expect drained; 40 expect delivered in"},
};

START_TEST(a_case_has_its_steps_in_order)
{
    struct arena arena = {0};
    const char *variant = orders[_i].variant;
    open_good(variant == NULL ? BASE : arena_format(&arena, "%svariant \"v\"\n%s", BASE, variant));
    ck_assert_str_eq(parsed_steps(&parsed, variant == NULL ? "" : "v"), orders[_i].want);
    if (variant != NULL) {
        ck_assert_str_eq(parsed_steps(&parsed, ""), orders[0].want); /* the base is as it was */
    }
    arena_release(&arena);
}
END_TEST

START_TEST(phases_follow_each_other_in_time)
{
    open_good(WORLD "phase \"a\"\n @0s do start connector\nphase \"b\"\n do wait x\n"
                    " by @5s expect drained\nphase \"c\"\n do wait y\n by @9s expect drained\n");
    ck_assert_str_eq(parsed_steps(&parsed, ""),
                     "0 do start connector; 0 do wait x; 5 do wait y; 0 by 5 expect drained; "
                     "5 by 9 expect drained");
    ck_assert_str_eq(parsed_case(&parsed, "")->steps[0].phase, "a");
    ck_assert_str_eq(parsed_case(&parsed, "")->steps[1].phase, "b");
}
END_TEST

START_TEST(steps_above_an_earlier_instant_are_sorted)
{
    open_good(WORLD "phase \"a\"\n @9s expect drained\n @0s do start connector\n");
    ck_assert_str_eq(parsed_steps(&parsed, ""), "0 do start connector; 9 expect drained");
}
END_TEST

START_TEST(world_edits_follow_the_declarations)
{
    open_good(BASE "variant \"v\"\n world trustee a rights R\n world connector C2 version 5.0\n"
                   " world remove trustee x\n @1s expect drained\n");
    const struct scenario_case *base = parsed_case(&parsed, "");
    const struct scenario_case *variant = parsed_case(&parsed, "v");
    ck_assert_uint_eq(base->world_count, 2);
    ck_assert_uint_eq(variant->world_count, 5);
    ck_assert(!variant->world[1].is_edit);
    ck_assert_str_eq(fact_text(&variant->world[1].fact, "rights", ""), "RF");
    ck_assert(variant->world[2].is_edit);
    ck_assert_str_eq(fact_text(&variant->world[2].fact, "rights", ""), "R");
    ck_assert(!variant->world[3].is_edit); /* there was no C2 */
    ck_assert(variant->world[4].is_remove);
}
END_TEST

START_TEST(attributes_of_an_edit_take_their_places_in_the_line)
{
    struct arena arena = {0};
    open_good(BASE "variant \"v\"\n world trustee a rights R mask W\n @1s expect drained\n");
    const struct scenario_case *variant = parsed_case(&parsed, "v");
    struct world_line line = variant->world[1];
    world_edit_merge(&arena, &line, &variant->world[2].fact);
    ck_assert_uint_eq(line.fact.attribute_count, 3);
    ck_assert_str_eq(fact_text(&line.fact, "on", ""), "b");
    ck_assert_str_eq(fact_text(&line.fact, "rights", ""), "R");
    ck_assert_str_eq(fact_text(&line.fact, "mask", ""), "W");
    arena_release(&arena);
}
END_TEST

START_TEST(a_nameless_edit_is_that_of_the_only_one)
{
    open_good(BASE "variant \"v\"\n world connector build 5\n @1s expect drained\n");
    ck_assert(parsed_case(&parsed, "v")->world[2].is_edit);
}
END_TEST

START_TEST(a_dropped_world_line_is_not_declared)
{
    open_good(BASE "variant \"v\"\n drop t\n @1s expect drained\n");
    ck_assert_uint_eq(parsed_case(&parsed, "v")->world_count, 1);
    ck_assert_str_eq(parsed_case(&parsed, "v")->world[0].fact.label, "c1");
}
END_TEST

START_TEST(a_replaced_step_keeps_its_label)
{
    open_good(BASE
              "variant \"v\"\n replace one with fix wait new takes 3s\n @11s expect drained\n");
    const struct step *step = &parsed_case(&parsed, "v")->steps[3];
    ck_assert_str_eq(step->fact.label, "one");
    ck_assert_str_eq(fact_name(&step->fact, 0, ""), "new");
    ck_assert_uint_eq(step->takes_us, 3000000);
    ck_assert_int_eq(step->verb, VERB_FIX);
}
END_TEST

START_TEST(always_is_part_of_every_case)
{
    open_good("until 50s\n" BASE "always\n never event 71\nvariant \"v\"\n drop one\n");
    ck_assert(strstr(parsed_steps(&parsed, ""), "0..50 never event 71") != NULL);
    ck_assert(strstr(parsed_steps(&parsed, "v"), "0..50 never event 71") != NULL);
}
END_TEST

START_TEST(without_until_a_case_ends_a_minute_after_the_last_step)
{
    open_good(BASE "always\n never event 71\nvariant \"v\"\n @50s expect drained\n");
    ck_assert_uint_ge(parsed.scenario.until_us, 110000000);
    ck_assert_uint_eq(parsed_case(&parsed, "v")->until_us, parsed.scenario.until_us);
    const struct scenario_case *base = parsed_case(&parsed, "");
    ck_assert_uint_eq(base->steps[base->step_count - 1].until_us, parsed.scenario.until_us);
}
END_TEST

START_TEST(matrices_multiply_all_cases)
{
    open_good("matrix t.rights in RF none\nmatrix c1.build in 1 2 3\n" BASE
              "variant \"v\"\n drop one\n");
    static const char *const names[] = {
        "t.rights=RF, c1.build=1",      "t.rights=RF, c1.build=2",
        "t.rights=RF, c1.build=3",      "t.rights=none, c1.build=1",
        "t.rights=none, c1.build=2",    "t.rights=none, c1.build=3",
        "v, t.rights=RF, c1.build=1",   "v, t.rights=RF, c1.build=2",
        "v, t.rights=RF, c1.build=3",   "v, t.rights=none, c1.build=1",
        "v, t.rights=none, c1.build=2", "v, t.rights=none, c1.build=3",
    };
    ck_assert_uint_eq(parsed.scenario.case_count, ARRAY_COUNT(names));
    for (uint32_t i = 0; i < ARRAY_COUNT(names); i++) {
        ck_assert_str_eq(parsed.scenario.cases[i].name, names[i]);
    }
    const struct world_line *world = parsed_case(&parsed, "v, t.rights=none, c1.build=2")->world;
    ck_assert_str_eq(fact_text(&world[1].fact, "rights", ""), "none");
    ck_assert_str_eq(fact_text(&world[1].fact, "on", ""), "b");
    ck_assert_uint_eq(fact_number(&world[0].fact, "build", 0), 2); /* it was not written */
    ck_assert_str_eq(fact_text(&world[0].fact, "version", ""), "5.5");
}
END_TEST

START_TEST(a_matrix_changes_a_value_before_the_attributes)
{
    open_good("matrix t.account in x y\n" BASE);
    ck_assert_str_eq(fact_name(&parsed_case(&parsed, "t.account=y")->world[1].fact, 0, ""), "y");
}
END_TEST

START_TEST(too_many_cases_are_refused)
{
    struct arena arena = {0};
    struct buffer text;
    buffer_init(&text, &arena);
    buffer_text(&text, "matrix c1.build in");
    for (int i = 0; i < 70; i++) {
        buffer_format(&text, " %d", i);
    }
    buffer_text(&text, "\nmatrix t.account in");
    for (int i = 0; i < 70; i++) {
        buffer_format(&text, " %d", i);
    }
    buffer_text(&text, "\n" BASE);
    parsed_open(&parsed, buffer_string(&text));
    ck_assert_str_eq(parsed_errors(&parsed),
                     "2:1: more than 4096 cases | fewer values, or fewer matrices\n");
    arena_release(&arena);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("scenario_expand");
    TCase *tcase = tcase_create("expand");
    tcase_add_checked_fixture(tcase, NULL, end);
    tcase_add_loop_test(tcase, a_case_has_its_steps_in_order, 0, ARRAY_COUNT(orders));
    tcase_add_test(tcase, phases_follow_each_other_in_time);
    tcase_add_test(tcase, steps_above_an_earlier_instant_are_sorted);
    tcase_add_test(tcase, world_edits_follow_the_declarations);
    tcase_add_test(tcase, attributes_of_an_edit_take_their_places_in_the_line);
    tcase_add_test(tcase, a_nameless_edit_is_that_of_the_only_one);
    tcase_add_test(tcase, a_dropped_world_line_is_not_declared);
    tcase_add_test(tcase, a_replaced_step_keeps_its_label);
    tcase_add_test(tcase, always_is_part_of_every_case);
    tcase_add_test(tcase, without_until_a_case_ends_a_minute_after_the_last_step);
    tcase_add_test(tcase, matrices_multiply_all_cases);
    tcase_add_test(tcase, a_matrix_changes_a_value_before_the_attributes);
    tcase_add_test(tcase, too_many_cases_are_refused);
    suite_add_tcase(all, tcase);
    return all;
}

int main(void)
{
    SRunner *runner = srunner_create(suite());
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
