#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "worlds/play.h"

/* An example stands in a world that has what it names. */
static const char world[] = "scenario \"a\"\nsource \"b\"\nseed 1\nuntil 1m\n\n"
                            "world\n"
                            "  connector C1 account EXCH\\svc-ccmc\n"
                            "  netware NW1 volume SYS\n"
                            "  account NW1\\svc-ccmc\n"
                            "  postoffice PO1 on NW1 SYS:CCDATA\n"
                            "  mail m1 out to PO1\n";

static void parses(const char *text, const char *what)
{
    struct arena arena = {0};
    struct scenario scenario;
    struct scenario_errors errors = {0};
    if (!scenario_parse(&arena, "example.scn", bytes_of_text(text), &scenario, &errors)) {
        ck_abort_msg("example of %s: %s (%s)", what, errors.errors[0].text, errors.errors[0].hint);
    }
    arena_release(&arena);
}

static void has_help(const struct shape *shape)
{
    ck_assert_msg(shape->help != NULL && shape->help[0] != '\0', "%s has no help", shape->word);
    ck_assert_msg(shape->example != NULL, "%s has no example", shape->word);
    ck_assert_msg(strstr(shape->example, shape->word) != NULL,
                  "the example of %s is of another word", shape->word);
    for (uint32_t i = 0; i < shape->slot_count; i++) {
        ck_assert_msg(shape->slots[i].name != NULL, "slot %u of %s has no name", i, shape->word);
    }
    for (uint32_t i = 0; i < shape->attribute_count; i++) {
        const struct attribute *attribute = &shape->attributes[i];
        ck_assert_msg(attribute->help != NULL, "%s %s has no help", shape->word, attribute->name);
        ck_assert_msg(attribute->slot_count <= SHAPE_SLOTS_MAX, "%s %s", shape->word,
                      attribute->name);
        for (uint32_t k = 0; k < i; k++) {
            ck_assert_msg(!text_equal(attribute->name, shape->attributes[k].name),
                          "%s has %s twice", shape->word, attribute->name);
        }
    }
}

START_TEST(every_noun_is_found_and_its_example_is_understood)
{
    struct arena arena = {0};
    uint32_t count = 0;
    for (const struct noun *noun = noun_at(0); noun != NULL; noun = noun_at(++count)) {
        ck_assert_ptr_eq(noun_find(noun->shape.word), noun);
        ck_assert(noun->apply != NULL);
        has_help(&noun->shape);
        parses(arena_format(&arena, "%s  %s\nphase \"x\"\n  @0s expect drained\n",
                            text_equal(noun->shape.word, "postoffice")
                                ? "scenario \"a\"\nsource \"b\"\nworld\n  netware NW1\n"
                                : world,
                            noun->shape.example),
               noun->shape.word);
    }
    ck_assert_uint_gt(count, 15);
    ck_assert_ptr_null(noun_find("nothing"));
    arena_release(&arena);
}
END_TEST

START_TEST(every_attribute_of_a_noun_says_when_an_edit_counts)
{
    for (uint32_t n = 0; noun_at(n) != NULL; n++) {
        const struct shape *shape = &noun_at(n)->shape;
        for (uint32_t i = 0; i < shape->attribute_count && !text_equal(shape->word, "mail"); i++) {
            ck_assert_msg(shape->attributes[i].counts != NULL, "%s %s", shape->word,
                          shape->attributes[i].name);
        }
    }
}
END_TEST

START_TEST(every_step_is_found_and_its_example_is_understood)
{
    struct arena arena = {0};
    uint32_t count = 0;
    for (const struct step_kind *step = step_at(0); step != NULL; step = step_at(++count)) {
        ck_assert_ptr_eq(step_find(step->shape.word), step);
        ck_assert(step->act != NULL);
        has_help(&step->shape);
        parses(arena_format(&arena,
                            "%sphase \"x\"\n  @0s fault call list then partial 1 as broken\n  @0s "
                            "%s\n  @0s expect drained\n",
                            world, step->shape.example),
               step->shape.word);
    }
    ck_assert_uint_gt(count, 8);
    ck_assert_ptr_null(step_find("nothing"));
    arena_release(&arena);
}
END_TEST

START_TEST(every_expectation_is_found_and_its_example_is_understood)
{
    struct arena arena = {0};
    uint32_t count = 0;
    for (const struct expect_kind *expect = expect_at(0); expect != NULL;
         expect = expect_at(++count)) {
        ck_assert_ptr_eq(expect_find(expect->shape.word), expect);
        has_help(&expect->shape);
        const bool is_state = expect->sort == EXPECT_STATE;
        ck_assert_msg(is_state == (expect->check != NULL), "%s", expect->shape.word);
        ck_assert_msg(is_state == (expect->matches == NULL), "%s", expect->shape.word);
        parses(arena_format(&arena, "%sphase \"x\"\n  @0s %s\n", world, expect->shape.example),
               expect->shape.word);
    }
    ck_assert_uint_gt(count, 12);
    ck_assert_ptr_null(expect_find("nothing"));
    arena_release(&arena);
}
END_TEST

START_TEST(words_fold_case)
{
    ck_assert_ptr_eq(noun_find("TRUSTEE"), noun_find("trustee"));
    ck_assert_ptr_eq(step_find("Start"), step_find("start"));
    ck_assert_ptr_eq(expect_find("Event"), expect_find("event"));
}
END_TEST

START_TEST(every_assumption_has_a_default_that_it_allows_and_a_reason)
{
    for (int i = 0; i < ASSUMPTION_COUNT; i++) {
        struct arena arena = {0};
        const struct assumption_row *row = assumption_row((enum assumption)i);
        ck_assert_msg(row->statement[0] != '\0' && row->evidence[0] != '\0', "%s", row->id);
        struct world *w = world_create(&arena, &(struct world_spec){.seed = 1});
        ck_assert_msg(world_set_assumption(w, row->id, row->fallback) == NULL, "%s: %s", row->id,
                      row->fallback);
        ck_assert_msg(world_set_assumption(w, row->id, "no such value") != NULL, "%s", row->id);
        world_destroy(w);
        arena_release(&arena);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rows");
    TCase *tcase = tcase_create("rows");
    tcase_add_test(tcase, every_noun_is_found_and_its_example_is_understood);
    tcase_add_test(tcase, every_attribute_of_a_noun_says_when_an_edit_counts);
    tcase_add_test(tcase, every_step_is_found_and_its_example_is_understood);
    tcase_add_test(tcase, every_expectation_is_found_and_its_example_is_understood);
    tcase_add_test(tcase, words_fold_case);
    tcase_add_test(tcase, every_assumption_has_a_default_that_it_allows_and_a_reason);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
