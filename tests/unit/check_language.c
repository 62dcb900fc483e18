#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "base/text.h"
#include "ccmc/language.h"

static const struct {
    const char *text;
    bool is_found;
    uint32_t page;
    const char *date; /* 1998-02-25 12:00 */
} values[] = {
    {"", true, 0, "2/25/98 12:00"},
    {"English", true, 0, "2/25/98 12:00"},
    {"english (uk)", true, 850, "25/2/98 12:00"},
    {"German", true, 850, "25.2.98 12:00"},
    {"DE-DE", true, 850, "25.2.98 12:00"},
    {"Dutch", true, 850, "25-2-98 12:00"},
    {"Italian", true, 850, "25/2/98 12.00"},
    {"Japanese", true, 932, "98/2/25 12:00"},
    {"ko-KR", true, 949, "98-2-25 12:00"},
    {"Swedish", true, 850, "98-2-25 12:00"},
    {"437", true, 437, "2/25/98 12:00"},
    {"850", true, 850, "2/25/98 12:00"},
    {"0", true, 0, "2/25/98 12:00"},
    {"4294967296", false, 0, "2/25/98 12:00"},
    {"Klingon", false, 0, "2/25/98 12:00"},
    {"Germ", false, 0, "2/25/98 12:00"},
    {" ", false, 0, "2/25/98 12:00"},
};

START_TEST(a_value_says_how_dates_are_written_and_in_which_page)
{
    struct language language;
    char date[DATE_TEXT_SIZE];
    ck_assert_msg(language_find(values[_i].text, &language) == values[_i].is_found, "%s",
                  values[_i].text);
    ck_assert_msg(language.code_page == values[_i].page, "%s: %u", values[_i].text,
                  (unsigned)language.code_page);
    date_write(&language.form, 888408000000, date);
    ck_assert_msg(strcmp(date, values[_i].date) == 0, "%s: %s", values[_i].text, date);
}
END_TEST

START_TEST(every_language_is_found_by_its_name_and_its_locale_and_reads_its_dates)
{
    for (size_t i = 0; i < language_count(); i++) {
        const struct language *row = language_at(i);
        const char *const texts[] = {row->name, row->locale};
        for (size_t t = 0; t < ARRAY_COUNT(texts); t++) {
            struct language found;
            char date[DATE_TEXT_SIZE];
            int64_t date_ms = 0;
            ck_assert(language_find(texts[t], &found));
            ck_assert_str_eq(found.name, row->name);
            date_write(&found.form, 888408000000, date);
            ck_assert_msg(date_read(&found.form, date, &date_ms), "%s: %s", texts[t], date);
            ck_assert_int_eq(date_ms, 888408000000);
        }
    }
}
END_TEST

START_TEST(a_page_that_the_machine_lacks_is_its_own_instead)
{
    struct os_locale machine = {.code_page = 437};
    struct language language;
    ck_assert(language_find("Japanese", &language));
    ck_assert_uint_eq(language_page(&language, &machine), 932);
    machine.missing_pages[1] = 932;
    ck_assert_uint_eq(language_page(&language, &machine), 437);
    ck_assert(language_find("English", &language));
    ck_assert_uint_eq(language_page(&language, &machine), 437);
    ck_assert(language_find("German", &language));
    ck_assert_uint_eq(language_page(&language, &machine), 850);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("language");
    TCase *tcase = tcase_create("language");
    tcase_add_loop_test(tcase, a_value_says_how_dates_are_written_and_in_which_page, 0,
                        (int)ARRAY_COUNT(values));
    tcase_add_test(tcase, every_language_is_found_by_its_name_and_its_locale_and_reads_its_dates);
    tcase_add_test(tcase, a_page_that_the_machine_lacks_is_its_own_instead);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
