/* sim/draw: what chance draws is a scenario, the same for everybody, and no row is there in vain.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "draw/draw.h"
#include "scenario/parse.h"
#include "scenario/run.h"
#include "support/command.h"

enum { CHECKED = 200, LOOKED_AT = 2000 };

static struct arena arena;

static void setup(void)
{
    arena = (struct arena){0};
}

static void teardown(void)
{
    arena_release(&arena);
}

static const char *drawn(uint64_t seed)
{
    struct buffer text;
    buffer_init(&text, &arena);
    draw_world(seed, &text, NULL);
    return buffer_string(&text);
}

static void parse(uint64_t seed, struct scenario *scenario_out)
{
    struct scenario_errors errors = {0};
    struct buffer told;
    buffer_init(&told, &arena);
    const bool is_right =
        scenario_parse(&arena, "drawn", bytes_of_text(drawn(seed)), scenario_out, &errors);
    scenario_print_errors(&told, "drawn", &errors);
    ck_assert_msg(is_right, "%llu: %s", (unsigned long long)seed, buffer_string(&told));
}

START_TEST(a_seed_gives_the_same_bytes_and_another_seed_others)
{
    ck_assert_str_eq(drawn(17), drawn(17));
    ck_assert_str_ne(drawn(17), drawn(18));
    ck_assert(text_starts(drawn(17), "# ccbench draw 17\nscenario \"World 17\"\n"));
}
END_TEST

START_TEST(each_drawn_world_can_be_made)
{
    struct arena of_run = {0};
    for (uint64_t seed = 1; seed <= CHECKED; seed++) {
        struct scenario scenario;
        struct run_result result;
        const struct run_options options = {.only_declares = true};
        parse(seed, &scenario);
        const enum run_exit exit = run_case(&scenario.cases[0], &options, &of_run, &result);
        ck_assert_msg(exit == RUN_OK, "%llu: line %u: %s", (unsigned long long)seed,
                      (unsigned)result.error_line, result.error);
        arena_reset(&arena);
    }
    arena_release(&of_run);
}
END_TEST

START_TEST(each_row_is_drawn)
{
    bool is_seen[DRAW_COUNT] = {false};
    for (uint64_t seed = 1; seed <= LOOKED_AT; seed++) {
        bool is_drawn[DRAW_COUNT];
        struct buffer text;
        buffer_init(&text, &arena);
        draw_world(seed, &text, is_drawn);
        for (size_t row = 0; row < DRAW_COUNT; row++) {
            is_seen[row] = is_seen[row] || is_drawn[row];
        }
        arena_reset(&arena);
    }
    for (size_t row = 0; row < DRAW_COUNT; row++) {
        ck_assert_msg(is_seen[row], "nobody draws %s", draw_row_name((enum draw_row)row));
    }
}
END_TEST

/* Words that occur, one after another, each with a line end. */
static void note(struct buffer *words, const char *word)
{
    const char *line = arena_format(&arena, "\n%s\n", word);
    if (strstr(buffer_string(words), line) == NULL) {
        buffer_text(words, line);
    }
}

static void note_words(struct buffer *nouns, struct buffer *steps)
{
    for (uint64_t seed = 1; seed <= CHECKED; seed++) {
        struct scenario scenario;
        parse(seed, &scenario);
        const struct scenario_case *base = &scenario.cases[0];
        for (uint32_t i = 0; i < base->world_count; i++) {
            note(nouns, base->world[i].fact.shape->word);
        }
        for (uint32_t i = 0; i < base->step_count; i++) {
            const struct step *step = &base->steps[i];
            if (step->verb <= VERB_FIX) {
                note(step->is_edit ? nouns : steps, step->fact.shape->word);
            }
        }
    }
}

static void must_have(const struct buffer *words, const char *kind, const char *word)
{
    struct buffer copy = *words;
    const char *line = arena_format(&arena, "\n%s\n", word);
    ck_assert_msg(strstr(buffer_string(&copy), line) != NULL, "%s %s: no row of draw.def draws it",
                  kind, word);
}

START_TEST(each_noun_and_step_of_the_language_is_drawn)
{
    const struct scenario_rows *rows = scenario_rows_all();
    struct buffer nouns;
    struct buffer steps;
    buffer_init(&nouns, &arena);
    buffer_init(&steps, &arena);
    note_words(&nouns, &steps);
    for (uint32_t n = 0; rows->noun_at(n) != NULL; n++) {
        must_have(&nouns, "noun", rows->noun_at(n)->shape.word);
    }
    for (uint32_t n = 0; rows->step_at(n) != NULL; n++) {
        must_have(&steps, "step", rows->step_at(n)->shape.word);
    }
}
END_TEST

/* Programs lie beside this test. */
static struct command_answer answer;

static void ask(const char *line)
{
    command_run(&answer, line);
}

START_TEST(a_letter_that_is_nowhere_is_found_in_a_drawn_world_and_the_replay_is_named)
{
    ask("CCBENCH_PLANT=lost ../bin/ccbench_planted run --world 17");
    ck_assert_int_eq(answer.exit, 3);
    ck_assert_msg(strstr(answer.out, "--world=17:0: lost: letter \"planted\"") != NULL, "%.900s",
                  answer.out);
    ask("CCBENCH_PLANT=nothing ../bin/ccbench_planted run --world=17");
    ck_assert_msg(answer.exit == 0, "%.900s", answer.out);
}
END_TEST

START_TEST(mail_that_waits_for_ever_after_a_strike_is_found_and_the_strikes_are_named)
{
    ask("CCBENCH_PLANT=waits ../bin/ccbench_planted run --world 17 --storm 1");
    ck_assert_int_eq(answer.exit, 4);
    ck_assert_msg(strstr(answer.out, "1 of its ") != NULL, "%.900s", answer.out);
    ck_assert_msg(strstr(answer.out, "stuck: letter \"") != NULL, "%.900s", answer.out);
    ck_assert_msg(strstr(answer.out, "--strikes \"") != NULL, "%.900s", answer.out);
    ask("CCBENCH_PLANT=nothing ../bin/ccbench_planted run --world 17 --storm 1");
    ck_assert_msg(answer.exit == 0, "%.900s", answer.out);
}
END_TEST

START_TEST(drawn_worlds_replay_alike_in_a_second_process)
{
    ask("../bin/ccbench run --world 30 --worlds 12 --twice");
    ck_assert_msg(answer.exit == 0, "%.900s%.900s", answer.out, answer.err);
    ck_assert_ptr_nonnull(strstr(answer.out, "replayed twice: 12 cases, 0 differ\n"));
    ask("CCBENCH_PLANT=zone ../bin/ccbench_planted run --world 30 --worlds 2 --twice");
    ck_assert_int_eq(answer.exit, 3);
    ck_assert_ptr_nonnull(strstr(answer.out, "--world=31: base: two replays differ\n"));
}
END_TEST

static const struct {
    const char *line;
    const char *told;
} refusals[] = {
    {"draw", "draw takes a seed"},
    {"draw 0", "draw takes a seed"},
    {"draw 1 2", "draw takes a seed"},
    {"draw x", "draw takes a seed"},
    {"run --worlds 3", "--worlds goes with --world"},
    {"run --world 1 \"$SOURCE\"/scenarios/rights", "--world draws what is replayed"},
    {"run --world 1 --name x", "--world draws what is replayed"},
    {"run --world 0", "from 1"},
    {"run --world 1 --worlds 100001", "more than 100000"},
};

START_TEST(a_command_line_that_makes_no_sense_is_refused)
{
    ask(arena_format(&arena, "../bin/ccbench %s", refusals[_i].line));
    ck_assert_int_eq(answer.exit, 2);
    ck_assert_msg(strstr(answer.err, refusals[_i].told) != NULL, "%.900s", answer.err);
}
END_TEST

START_TEST(the_command_prints_what_is_drawn)
{
    ask("../bin/ccbench draw 17");
    ck_assert_int_eq(answer.exit, 0);
    ck_assert_str_eq(answer.out, drawn(17));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("draw");
    TCase *tcase = tcase_create("draw");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_seed_gives_the_same_bytes_and_another_seed_others);
    tcase_add_test(tcase, each_drawn_world_can_be_made);
    tcase_add_test(tcase, each_row_is_drawn);
    tcase_add_test(tcase, each_noun_and_step_of_the_language_is_drawn);
    tcase_add_test(tcase,
                   a_letter_that_is_nowhere_is_found_in_a_drawn_world_and_the_replay_is_named);
    tcase_add_test(tcase,
                   mail_that_waits_for_ever_after_a_strike_is_found_and_the_strikes_are_named);
    tcase_add_test(tcase, drawn_worlds_replay_alike_in_a_second_process);
    tcase_add_loop_test(tcase, a_command_line_that_makes_no_sense_is_refused, 0,
                        (int)ARRAY_COUNT(refusals));
    tcase_add_test(tcase, the_command_prints_what_is_drawn);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
