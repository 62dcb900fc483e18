#include <check.h>
#include <stdlib.h>

#include "base/require.h"
#include "host/dos_names.h"

static const struct {
    const char *path;
    bool fits;
} cases[] = {
    {"", true},
    {"exchsrvr\\ccmcdata\\EXPORT.INI", true},
    {"exchsrvr/ccmcdata/", true},
    {"\\exchsrvr\\\\ccmcdata", true},
    {"PROGRA~1\\exchsrvr\\ccmcdata", true},
    {"Program Files\\exchsrvr", false},
    {"my dir\\ccmcdata", false},
    {"exchange-server\\ccmcdata", false},
    {"exchsrvr1\\ccmcdata", false},
    {"exchsrvr\\a.b.c", false},
    {"exchsrvr\\file.long", false},
    {"exchsrvr\\a+b", false},
    {"exchsrvr\\.ini", false},
    {"exchsrvr\\name.", false},
    {"a.b\\c.d", true},
    {"12345678.123", true},
    {"12345678.1234", false},
    {"..\\a", false},
    {"a.b\\.", false},
    {"a.b/c.d/", true},
    {"12345678\\123456789", false},
    {"\xE9t\xE9.txt", true},
    {"a\x1F", false},
};

START_TEST(a_path_fits_when_each_of_its_names_does)
{
    ck_assert_msg(dos_path_fits(cases[_i].path) == cases[_i].fits, "'%s'", cases[_i].path);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dos_names");
    TCase *tcase = tcase_create("dos_names");
    tcase_add_loop_test(tcase, a_path_fits_when_each_of_its_names_does, 0, (int)ARRAY_COUNT(cases));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
