/* Tests of connector/base/name_form.c. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/name_form.h"
#include "base/require.h"

static const struct {
    const char *name;
    const char *turned; /* NULL: it has not that form */
} forms[] = {
    {"Smith, J", "J Smith"},
    {"Doe, Ann B.", "Ann B. Doe"},
    {"van der Berg, Jan", "Jan van der Berg"},
    {"\xd6z, \xdcmit", "\xdcmit \xd6z"},
    {"Postroom", NULL},
    {"Help Desk", NULL},
    {"Smith,J", NULL},
    {"Smith,  J", NULL},
    {"Smith , J", NULL},
    {" Smith, J", NULL},
    {"Smith, J ", NULL},
    {"Smith, ", NULL},
    {", J", NULL},
    {",", NULL},
    {"Smith, J, Jr", NULL},
    {"", NULL},
};
START_TEST(a_name_of_last_and_first_is_turned_and_found_again)
{
    char turned[32];
    char back[32];
    ck_assert_msg(name_turned(forms[_i].name, turned, sizeof(turned)) == (forms[_i].turned != NULL),
                  "'%s'", forms[_i].name);
    if (forms[_i].turned == NULL) {
        return;
    }
    ck_assert_str_eq(turned, forms[_i].turned);
    bool is_found = false;
    for (unsigned i = 0; name_turned_back(turned, i, back, sizeof(back)); i++) {
        is_found = is_found || strcmp(back, forms[_i].name) == 0;
    }
    ck_assert_msg(is_found, "'%s' is no reading of '%s'", forms[_i].name, turned);
}
END_TEST

START_TEST(each_blank_is_a_reading_the_last_one_first)
{
    char back[32];
    ck_assert(name_turned_back("Mary Ann Doe", 0, back, sizeof(back)));
    ck_assert_str_eq(back, "Doe, Mary Ann");
    ck_assert(name_turned_back("Mary Ann Doe", 1, back, sizeof(back)));
    ck_assert_str_eq(back, "Ann Doe, Mary");
    ck_assert(!name_turned_back("Mary Ann Doe", 2, back, sizeof(back)));
    ck_assert(!name_turned_back("Smith, J X", 0, back, sizeof(back)));
    ck_assert(!name_turned_back("Postroom", 0, back, sizeof(back)));
    ck_assert(!name_turned_back(" Postroom ", 0, back, sizeof(back)));
    ck_assert(!name_turned_back("", 0, back, sizeof(back)));
}
END_TEST

START_TEST(what_has_no_room_is_not_made)
{
    char small[8];
    ck_assert(!name_turned("Smith, Jo", small, sizeof(small)));
    ck_assert(!name_turned_back("J Smith", 0, small, sizeof(small)));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("name_form");
    TCase *tcase = tcase_create("name_form");
    tcase_add_loop_test(tcase, a_name_of_last_and_first_is_turned_and_found_again, 0,
                        ARRAY_COUNT(forms));
    tcase_add_test(tcase, each_blank_is_a_reading_the_last_one_first);
    tcase_add_test(tcase, what_has_no_room_is_not_made);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
