/* Tests of connector/ccmc/{dirsync_names,name_index}.c. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "ccmc/dirsync_names.h"
#include "ccmc/name_index.h"

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
    const char *person;
    const char *rule;
    const char *display;
    const char *alias_rule;
    const char *alias;
} rows[] = {
    {"defaults", "Smith, John", "", "John Smith", "", "JohnS"},
    {"an initial is part of neither", "Doe, Ann B.", "", "Ann Doe", "", "AnnD"},
    {"an initial without its period", "Doe, Ann B", "%F %I %L", "Ann B Doe", "%F%I%1L", "AnnBD"},
    {"two first names", "Roe, Mary Ann", "", "Mary Ann Roe", "", "MaryAnnR"},
    {"no comma: whole", "Postmaster", "", "Postmaster", "", "Postmaster"},
    {"no comma, with a blank", "Help Desk", "", "Help Desk", "", "HelpDesk"},
    {"nothing in front of the comma", ", John", "", ", John", "", ",John"},
    {"nothing behind it", "Smith,", "", "Smith,", "", "Smith,"},
    {"one letter is a first name", "Smith, J", "", "J Smith", "", "JS"},
    {"counts", "Smith, John", "%2F.%3L", "Jo.Smi", "%1L%4F", "SJohn"},
    {"a count over the length", "Li, Bo", "%9F %9L", "Bo Li", "%9L", "Li"},
    {"text at the end", "Smith, John", "%F %L (cc:Mail)", "John Smith (cc:Mail)", "%1F%L-cc",
     "JSmith-cc"},
    {"a percent sign that is none", "Smith, John", "%F%%X %L", "John%%X Smith", "%", "%"},
    {"a rule that leaves nothing", "Smith, John", "%I", "Smith, John", " ", "Smith,John"},
    {"a letter of two bytes is not cut", "Öz, Ümit", "%1F%1L%F", "Ümit", "%2F%2L", "ÜÖ"},
    {"an initial with its period", "Doe, Ann B.", "%F %I %L", "Ann B. Doe", "%1I", "B"},
};
START_TEST(a_rule_makes_a_name)
{
    const char *display = dirsync_display_name(&arena, rows[_i].rule, rows[_i].person);
    const char *alias = dirsync_alias_name(&arena, rows[_i].alias_rule, rows[_i].person);
    ck_assert_msg(strcmp(display, rows[_i].display) == 0, "%s: display '%s'", rows[_i].name,
                  display);
    ck_assert_msg(strcmp(alias, rows[_i].alias) == 0, "%s: alias '%s'", rows[_i].name, alias);
}
END_TEST

static const struct {
    const char *name;
    const char *person;
    const char *want;
} periods[] = {
    {"an initial with its period", "Doe, Ann B.", "Doe, Ann B"},
    {"without one", "Doe, Ann B", "Doe, Ann B"},
    {"no initial", "Doe, Ann", "Doe, Ann"},
    {"a period that is not an initial's", "Doe, Ann Jr.", "Doe, Ann Jr."},
    {"no comma", "Ann B.", "Ann B."},
    {"blanks behind", "Doe, Ann B. ", "Doe, Ann B"},
};
START_TEST(a_build_may_lose_the_period_of_an_initial)
{
    const char *got = dirsync_name_without_period(&arena, periods[_i].person);
    ck_assert_msg(strcmp(got, periods[_i].want) == 0, "%s: '%s'", periods[_i].name, got);
}
END_TEST

START_TEST(an_index_finds_the_first_of_each_key_whatever_the_order)
{
    static const char *const keys[] = {"b", "A", "d", "B", "c", "a", "B", "e", "aa"};
    struct name_index index = name_index_begin(&arena, ARRAY_COUNT(keys));
    size_t row = 99;
    ck_assert(!name_index_find(&index, "a", &row));
    for (size_t i = 0; i < ARRAY_COUNT(keys); i++) {
        name_index_add(&index, keys[i], i);
    }
    name_index_sort(&index, &arena);
    static const size_t want[] = {1, 5, 8, 0, 3, 6, 4, 2, 7};
    for (size_t i = 0; i < ARRAY_COUNT(want); i++) {
        ck_assert_uint_eq(index.rows[i].row, want[i]);
    }
    ck_assert(name_index_find(&index, "B", &row));
    ck_assert_uint_eq(row, 0);
    ck_assert(name_index_find(&index, "a", &row));
    ck_assert_uint_eq(row, 1);
    ck_assert(name_index_has(&index, "E"));
    ck_assert(!name_index_has(&index, "f"));
    ck_assert(!name_index_has(&index, "ab"));
    ck_assert(!name_index_has(&index, ""));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dirsync_names");
    TCase *tcase = tcase_create("dirsync_names");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, a_rule_makes_a_name, 0, ARRAY_COUNT(rows));
    tcase_add_loop_test(tcase, a_build_may_lose_the_period_of_an_initial, 0, ARRAY_COUNT(periods));
    tcase_add_test(tcase, an_index_finds_the_first_of_each_key_whatever_the_order);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
