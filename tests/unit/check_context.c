/* Contexts of a directory tree, as people write them. */
#include <check.h>
#include <stdlib.h>

#include "base/require.h"
#include "identity/context.h"

static const struct {
    const char *written;
    const char *plain;
} forms[] = {
    {"", ""},
    {"o=acme", "acme"},
    {"acme", "acme"},
    {"ou=mail.ou=it.o=acme", "mail.it.acme"},
    {".mail.OU=it.acme", "mail.it.acme"},
    {"ou=mail.", "mail"},
    {"ou=", ""},
};

START_TEST(types_and_a_leading_dot_are_not_looked_at)
{
    char plain[32];
    ck_assert(context_plain(forms[_i].written, plain, sizeof(plain)));
    ck_assert_str_eq(plain, forms[_i].plain);
    ck_assert(context_is_same(forms[_i].written, forms[_i].plain));
}
END_TEST

START_TEST(a_context_that_does_not_fit_is_none)
{
    char plain[6];
    ck_assert(context_plain("ou=ab.cd", plain, sizeof(plain)));
    ck_assert(!context_plain("ou=ab.cde", plain, sizeof(plain)));
    ck_assert(!context_plain("ou=abcdef", plain, sizeof(plain)));
    char longer[80];
    for (size_t i = 0; i < sizeof(longer) - 1; i++) {
        longer[i] = 'a';
    }
    longer[sizeof(longer) - 1] = '\0';
    ck_assert(!context_is_same(longer, longer));
    ck_assert(!context_is_among("acme", longer));
}
END_TEST

START_TEST(contexts_differ_by_their_names)
{
    ck_assert(context_is_same("OU=Mail.O=Acme", "mail.acme"));
    ck_assert(!context_is_same("mail.acme", "acme"));
    ck_assert(!context_is_same("mail.acme", "mail.acmes"));
    ck_assert(context_is_among("ou=hr.o=acme", "ou=mail.o=acme;hr.acme"));
    ck_assert(context_is_among("acme", "acme;"));
    ck_assert(!context_is_among("ou=hr.o=acme", "ou=mail.o=acme"));
    ck_assert(!context_is_among("ou=hr.o=acme", ""));
}
END_TEST

START_TEST(each_container_lies_in_another)
{
    const char *plain = "mail.it.acme";
    ck_assert_str_eq(context_above(plain), "it.acme");
    ck_assert_str_eq(context_above(context_above(plain)), "acme");
    ck_assert_ptr_null(context_above("acme"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("context");
    TCase *tcase = tcase_create("context");
    tcase_add_loop_test(tcase, types_and_a_leading_dot_are_not_looked_at, 0,
                        (int)ARRAY_COUNT(forms));
    tcase_add_test(tcase, a_context_that_does_not_fit_is_none);
    tcase_add_test(tcase, contexts_differ_by_their_names);
    tcase_add_test(tcase, each_container_lies_in_another);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
