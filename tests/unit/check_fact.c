#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "support/scenario_files.h"

static struct parsed parsed;
static const struct fact *mail;

static void begin(void)
{
    parsed_open(&parsed, STEP("@1s do mail in 3 from PO1 file \"a\" 3K file \"b\""));
    ck_assert_msg(parsed.is_good, "%s", parsed_errors(&parsed));
    mail = &parsed.scenario.cases[0].steps[1].fact;
}

static void end(void)
{
    parsed_release(&parsed);
}

START_TEST(attributes_are_found_by_name)
{
    ck_assert(fact_has(mail, "in"));
    ck_assert(!fact_has(mail, "out"));
    ck_assert_ptr_null(fact_attribute(mail, "out"));
    ck_assert_str_eq(fact_attribute(mail, "from")->row->name, "from");
    ck_assert_uint_eq(fact_number(mail, "in", 1), 3);
    ck_assert_uint_eq(fact_number(mail, "out", 7), 7);
    ck_assert_str_eq(fact_text(mail, "from", "nobody"), "PO1");
    ck_assert_str_eq(fact_text(mail, "to", "nobody"), "nobody");
}
END_TEST

START_TEST(repeated_attributes_are_counted)
{
    const struct fact_attribute *second = fact_attribute_n(mail, "file", 1);
    ck_assert_str_eq(fact_text(mail, "file", ""), "a");
    ck_assert_uint_eq(fact_attribute(mail, "file")->values[1].number, 3072);
    ck_assert_ptr_nonnull(second);
    ck_assert_str_eq(second->values[0].text, "b");
    ck_assert_int_eq(second->values[1].type, VALUE_NONE);
    ck_assert_uint_eq(second->value_count, 2);
    ck_assert_ptr_null(fact_attribute_n(mail, "file", 2));
}
END_TEST

START_TEST(a_value_that_was_left_out_is_the_fallback)
{
    ck_assert_str_eq(fact_name(mail, 0, "none"), "none");
    ck_assert_str_eq(fact_name(mail, 9, "none"), "none");
    parsed_release(&parsed);
    parsed_open(&parsed, STEP("@1s do mail m1 in"));
    mail = &parsed.scenario.cases[0].steps[1].fact;
    ck_assert_str_eq(fact_name(mail, 0, "none"), "m1");
    ck_assert_uint_eq(fact_number(mail, "in", 5), 5);
    ck_assert_str_eq(fact_text(mail, "in", "none"), "none");
}
END_TEST

static const struct {
    enum comparison comparison;
    uint64_t matched[3]; /* does it match 1, 2, 3? */
    const char *text;
} comparisons[] = {
    {COMPARE_EQUAL, {0, 1, 0}, "2"},      {COMPARE_AT_LEAST, {0, 1, 1}, ">= 2"},
    {COMPARE_AT_MOST, {1, 1, 0}, "<= 2"}, {COMPARE_MORE, {0, 0, 1}, "> 2"},
    {COMPARE_LESS, {1, 0, 0}, "< 2"},     {COMPARE_RANGE, {0, 1, 1}, "2..3"},
};

START_TEST(counts_are_compared)
{
    const struct value value = {
        .type = VALUE_COUNT, .comparison = comparisons[_i].comparison, .number = 2, .last = 3};
    char text[16];
    for (uint64_t count = 1; count <= 3; count++) {
        ck_assert_msg(value_matches_count(&value, count) ==
                          (comparisons[_i].matched[count - 1] != 0),
                      "%s: %llu", comparisons[_i].text, (unsigned long long)count);
    }
    ck_assert(value_text(&value, text, sizeof text));
    ck_assert_str_eq(text, comparisons[_i].text);
    ck_assert(!value_text(&value, text, 1));
}
END_TEST

START_TEST(other_values_are_texts_as_written)
{
    char text[8];
    const struct value name = {.type = VALUE_NAME, .text = "PO1"};
    const struct value none = {.type = VALUE_NONE};
    ck_assert(value_text(&name, text, sizeof text));
    ck_assert_str_eq(text, "PO1");
    ck_assert(value_text(&none, text, sizeof text));
    ck_assert_str_eq(text, "");
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("fact");
    TCase *tcase = tcase_create("fact");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, attributes_are_found_by_name);
    tcase_add_test(tcase, repeated_attributes_are_counted);
    tcase_add_test(tcase, a_value_that_was_left_out_is_the_fallback);
    tcase_add_loop_test(tcase, counts_are_compared, 0, ARRAY_COUNT(comparisons));
    tcase_add_test(tcase, other_values_are_texts_as_written);
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
