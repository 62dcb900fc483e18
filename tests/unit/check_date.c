#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "ccmc/date.h"

static const struct {
    const char *name;
    uint32_t setting;
    struct date_form language;
    int64_t date_ms;
    const char *text;
    const char *title;
} dates[] = {
    {"the sample of Q184052",
     0,
     {.date_separator = '/', .time_separator = ':'},
     896776740000,
     "6/2/98 8:39",
     "6/2/98 8:39AM"},
    {"day first", 0, {DATE_DAY_FIRST, '.', '.', 0}, 896776740000, "2.6.98 8.39", "2.6.98 8.39AM"},
    {"year first", 0, {DATE_YEAR_FIRST, '-', ':', 0}, 896776740000, "98-6-2 8:39", "98-6-2 8:39AM"},
    {"US is forced",
     1,
     {DATE_DAY_FIRST, '.', '.', 0},
     896776740000,
     "6/2/98 8:39",
     "6/2/98 8:39AM"},
    {"European is forced",
     2,
     {DATE_YEAR_FIRST, '-', '.', 0},
     896776740000,
     "2/6/98 8:39",
     "2/6/98 8:39AM"},
    {"Japanese is forced",
     3,
     {DATE_DAY_FIRST, '.', '.', 0},
     896776740000,
     "98/6/2 8:39",
     "98/6/2 8:39AM"},
    {"another number is US",
     4,
     {DATE_DAY_FIRST, '.', '.', 0},
     896776740000,
     "6/2/98 8:39",
     "6/2/98 8:39AM"},
    {"a forced form keeps the zone",
     1,
     {DATE_DAY_FIRST, '.', '.', 60},
     896776740000,
     "6/2/98 9:39",
     "6/2/98 9:39AM"},
    {"afternoon in a zone to the east",
     0,
     {DATE_MONTH_FIRST, '/', ':', 330},
     896776740000,
     "6/2/98 14:09",
     "6/2/98 2:09PM"},
    {"the day before, in a zone to the west",
     0,
     {DATE_MONTH_FIRST, '/', ':', -540},
     896776740000,
     "6/1/98 23:39",
     "6/1/98 11:39PM"},
    {"leap day 2000, midnight", 1, {0}, 951782400000, "2/29/00 0:00", "2/29/00 12:00AM"},
    {"noon", 1, {0}, 951825600000, "2/29/00 12:00", "2/29/00 12:00PM"},
    {"the first day", 1, {0}, 0, "1/1/70 0:00", "1/1/70 12:00AM"},
};

START_TEST(dates_are_written_and_read_as_the_setting_or_the_language_says)
{
    const struct date_form form = date_form_of(dates[_i].setting, dates[_i].language);
    char text[DATE_TEXT_SIZE];
    int64_t date_ms = 0;
    date_write(&form, dates[_i].date_ms, text);
    ck_assert_msg(strcmp(text, dates[_i].text) == 0, "%s: %s", dates[_i].name, text);
    ck_assert_msg(date_read(&form, text, &date_ms), "%s", dates[_i].name);
    ck_assert_int_eq(date_ms, dates[_i].date_ms);
    date_write_title(&form, dates[_i].date_ms, text);
    ck_assert_msg(strcmp(text, dates[_i].title) == 0, "%s: %s", dates[_i].name, text);
    ck_assert_msg(date_read(&form, text, &date_ms), "%s", dates[_i].name);
    ck_assert_int_eq(date_ms, dates[_i].date_ms);
}
END_TEST

START_TEST(a_date_before_1970_is_written)
{
    const struct date_form form = date_form_of(1, (struct date_form){0});
    char text[DATE_TEXT_SIZE];
    date_write(&form, -60000, text);
    ck_assert_str_eq(text, "12/31/69 23:59");
}
END_TEST

START_TEST(every_day_of_a_century_reads_back)
{
    const struct date_form form = date_form_of(1, (struct date_form){0});
    for (int64_t day = 0; day < 36500; day++) {
        char text[DATE_TEXT_SIZE];
        int64_t date_ms = -1;
        date_write(&form, day * 86400000, text);
        ck_assert_msg(date_read(&form, text, &date_ms), "%s", text);
        ck_assert_msg(date_ms == day * 86400000, "%s", text);
    }
}
END_TEST

static const char *const no_dates[] = {
    "",
    "2/31/99 8:00",
    "13/1/99 8:00",
    "0/1/99 8:00",
    "1/0/99 8:00",
    "1/1 8:00",
    "1/1/99",
    "1/1/99 8",
    "1/1/99 24:00",
    "1/1/99 8:60",
    "1/1/99 8:0x",
    "1/1/99 13:00PM",
    "1/1/99 0:10AM",
    "12345/1/1 8:00",
    "x/1/99 8:00",
    "1/1/99 8:00AMX",
    "1/1/9999999 8:00",
    "29 May 98",
};

START_TEST(what_is_no_date_is_refused)
{
    const struct date_form form = date_form_of(1, (struct date_form){0});
    int64_t date_ms = 0;
    ck_assert_msg(!date_read(&form, no_dates[_i], &date_ms), "%s", no_dates[_i]);
}
END_TEST

START_TEST(years_of_four_digits_and_padding_are_read)
{
    const struct date_form form = date_form_of(1, (struct date_form){0});
    int64_t date_ms = 0;
    ck_assert(date_read(&form, "  06/02/1998  08:39 AM ", &date_ms));
    ck_assert_int_eq(date_ms, 896776740000);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("date");
    TCase *tcase = tcase_create("date");
    tcase_add_loop_test(tcase, dates_are_written_and_read_as_the_setting_or_the_language_says, 0,
                        (int)ARRAY_COUNT(dates));
    tcase_add_test(tcase, a_date_before_1970_is_written);
    tcase_add_test(tcase, every_day_of_a_century_reads_back);
    tcase_add_loop_test(tcase, what_is_no_date_is_refused, 0, (int)ARRAY_COUNT(no_dates));
    tcase_add_test(tcase, years_of_four_digits_and_padding_are_read);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
