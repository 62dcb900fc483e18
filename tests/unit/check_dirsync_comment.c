/* Tests of connector/ccmc/dirsync_comment.c. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "ccmc/dirsync_comment.h"

static struct arena arena;

static void setup(void)
{
    arena = (struct arena){0};
}

static void teardown(void)
{
    arena_release(&arena);
}

static const struct {
    const char *name;
    const char *rule;
    const char *comment;
    const char *details[EXCHANGE_DETAIL_COUNT]; /* the first NULL: the rule names none */
} rows[] = {
    {"all five",
     "%a;%d;%o;%p;%c",
     "Ann;Sales;Room 12;555;Acme",
     {"Ann", "Sales", "Room 12", "555", "Acme"}},
    {"another order", "%p %o", "555 Room 12", {"", "", "Room 12", "555", ""}},
    {"blanks around a part", "%d;%o", " Sales ; Room 12 ", {"", "Sales", "Room 12", "", ""}},
    {"a part that is blank", "%d;%o;%p", "Sales;;555", {"", "Sales", "", "555", ""}},
    {"fewer parts than letters", "%d;%o;%p", "Sales", {"", "Sales", "", "", ""}},
    {"more parts than letters", "%d;%o", "Sales;Room 12;x", {"", "Sales", "Room 12;x", "", ""}},
    {"a delimiter of several characters", "%d - %o", "R-D - Room 1", {"", "R-D", "Room 1", "", ""}},
    {"text in front", "Dept: %d", "Dept: Sales", {"", "Sales", "", "", ""}},
    {"text in front that is not there", "Dept: %d", "Sales", {"", "", "", "", ""}},
    {"text behind", "%d (x)", "Sales (x) y", {"", "Sales", "", "", ""}},
    {"no delimiter takes all", "%d%o", "Sales", {"", "Sales", "", "", ""}},
    {"a letter twice: the last", "%d;%d", "a;b", {"", "b", "", "", ""}},
    {"no comment", "%d;%o", "", {"", "", "", "", ""}},
    {"another letter is text", "%x%d", "%xSales", {"", "Sales", "", "", ""}},
    {"no rule", "", "Sales", {NULL}},
    {"no letter in it", "d;o%", "Sales", {NULL}},
};

START_TEST(a_rule_makes_details_of_a_comment)
{
    const char *details[EXCHANGE_DETAIL_COUNT] = {NULL};
    const bool is_mapped = dirsync_comment_map(&arena, rows[_i].rule, rows[_i].comment, details);
    ck_assert_msg(is_mapped == (rows[_i].details[0] != NULL), "%s", rows[_i].name);
    for (size_t i = 0; is_mapped && i < EXCHANGE_DETAIL_COUNT; i++) {
        ck_assert_msg(strcmp(details[i], rows[_i].details[i]) == 0, "%s: %zu is '%s'",
                      rows[_i].name, i, details[i]);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dirsync_comment");
    TCase *tcase = tcase_create("dirsync_comment");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, a_rule_makes_details_of_a_comment, 0, ARRAY_COUNT(rows));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
