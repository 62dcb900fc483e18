/* Tests of sim/postoffice/po_text.c: what people write, in the code page of a post office. */
#include <check.h>
#include <stdlib.h>

#include "po_text.h"

static const struct {
    const char *name;
    int page;
    const char *utf8;
    const char *stored;  /* NULL: refused */
    const char *refusal; /* "" when it is stored */
} names[] = {
    {"plain", 437, "Smith, J", "Smith, J", ""},
    {"empty", 850, "", "", ""},
    {"umlaut in 437", 437, "M\xC3\xBCller, J\xC3\xB6rg", "M\x81ller, J\x94rg", ""},
    {"umlaut in 850", 850, "M\xC3\xBCller", "M\x81ller", ""},
    {"only in 850", 850, "Jo\xC3\xA3o", "Jo\xC6o", ""},
    {"not in 437", 437, "Jo\xC3\xA3o", NULL,
     "\"Jo\xC3\xA3o\": byte 2, \"\xC3\xA3\": code page 437 has no such character"},
    {"Cyrillic at the front", 850, "\xD0\x96uk", NULL,
     "\"\xD0\x96uk\": byte 0, \"\xD0\x96\": code page 850 has no such character"},
    {"no UTF-8", 437, "A\xFF", NULL,
     "\"A\xFF\": byte 1, \"\xFF\": code page 437 has no such character"},
};

START_TEST(a_name_is_stored_in_the_code_page_or_refused)
{
    struct arena arena = {0};
    struct diagnostic diagnostic = {0};
    const enum text_code_page page = names[_i].page == 850 ? CODE_PAGE_850 : CODE_PAGE_437;
    const char *stored = NULL;
    const bool is_good = po_text_take(page, names[_i].utf8, &arena, &stored, &diagnostic);
    ck_assert_msg(is_good == (names[_i].stored != NULL), "%s", names[_i].name);
    if (is_good) {
        ck_assert_str_eq(stored, names[_i].stored);
    }
    ck_assert_str_eq(diagnostic.text, names[_i].refusal);
    ck_assert(po_text_take(page, names[_i].utf8, &arena, &stored, NULL) == is_good);
    arena_release(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("po_text");
    TCase *tcase = tcase_create("po_text");
    tcase_add_loop_test(tcase, a_name_is_stored_in_the_code_page_or_refused, 0, ARRAY_COUNT(names));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
