/* Tests of connector/ccmc/convert_quirks.c: what conversion did to letters in old builds. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "ccmc/convert_quirks.h"
#include "ccmc/quirks.h"

static struct arena arena;

static void begin(void)
{
    arena = (struct arena){0};
}

static void end(void)
{
    arena_release(&arena);
}

static struct convert_rules rules_of(enum quirk quirk)
{
    return (struct convert_rules){
        .site = "SITE1",
        .date_form = {.order = DATE_MONTH_FIRST, .date_separator = '/', .time_separator = ':'},
        .quirks = UINT32_C(1) << quirk,
        .is_for_db8 = true,
    };
}

static const struct {
    const char *display;
    const char *address;
    const char *want; /* NULL: as ever */
} senders[] = {
    {"User", "SMTP:u@d.example", ",User [SMTP:u@d.example] at SITE1"},
    {"", "SMTP:u@d.example", ",u@d.example [SMTP:u@d.example] at SITE1"},
    {"User", "CCMAIL:User at PO1", NULL},
    {"User", "EX:User", NULL},
};

START_TEST(a_comma_stands_in_front_of_names_on_the_internet)
{
    const struct convert_rules rules = rules_of(QUIRK_COMMA_IN_FRONT);
    const struct exchange_address sender = {senders[_i].display, senders[_i].address};
    const char *got = convert_quirk_sender(&rules, &arena, &sender);
    ck_assert_pstr_eq(got, senders[_i].want);
}
END_TEST

START_TEST(none_does_where_import_5_15_is_selected_or_in_other_builds)
{
    const struct exchange_address sender = {"User", "SMTP:u@d.example"};
    struct convert_rules rules = rules_of(QUIRK_RECEIPT_TEXT);
    ck_assert_ptr_null(convert_quirk_sender(&rules, &arena, &sender));
    rules = rules_of(QUIRK_COMMA_IN_FRONT);
    rules.is_for_db8 = false;
    ck_assert_ptr_null(convert_quirk_sender(&rules, &arena, &sender));
}
END_TEST

static const struct {
    const char *name;
    enum quirk quirk;
    const char *sender;
    const char *read_at;
    const char *text;
    const char *want;
} texts[] = {
    {"a receipt of one line", QUIRK_RECEIPT_TEXT, "Doe", "6/2/98 8:45AM", "was read\r\n", ""},
    {"of two", QUIRK_RECEIPT_TEXT, "Doe", "6/2/98 8:45AM", "Plans\r\nwas read", "Plans\r\n"},
    {"of none", QUIRK_RECEIPT_TEXT, "Doe", "6/2/98 8:45AM", "", ""},
    {"no receipt", QUIRK_RECEIPT_TEXT, "Doe", "", "was read", "was read"},
    {"a report", QUIRK_REPORT_NAMES, "Administrator", "",
     "No.\r\nNot deliverable to Doe at PO1\r\nBye", "No.\r\n\r\nBye"},
    {"of two", QUIRK_REPORT_NAMES, "Administrator", "",
     "not deliverable to: Doe\r\nNot deliverable to: Lee", "\r\n"},
    {"who is meant is not in it", QUIRK_REPORT_NAMES, "Administrator", "", "No.", "No."},
    {"a letter of somebody else", QUIRK_REPORT_NAMES, "Doe", "", "Not deliverable to Lee",
     "Not deliverable to Lee"},
    {"another build", QUIRK_LONG_TEXT, "Administrator", "6/2/98 8:45AM", "Not deliverable to Lee",
     "Not deliverable to Lee"},
};

START_TEST(receipts_and_reports_from_cc_mail_say_less)
{
    const struct convert_rules rules = rules_of(texts[_i].quirk);
    const struct ccm_marks marks = {.read_at = texts[_i].read_at};
    const struct exchange_item items[] = {
        {.kind = EXCHANGE_FILE, .name = "A", .content = bytes_of_text("Not deliverable to")},
        {.kind = EXCHANGE_TEXT, .name = "", .content = bytes_of_text(texts[_i].text)}};
    struct exchange_message message = {
        .sender = {.display = texts[_i].sender, .address = "CCMAIL:x at PO1"},
        .items = items,
        .item_count = 2};
    convert_quirk_texts(&rules, &arena, &marks, &message);
    const struct bytes file = message.items[0].content;
    const struct bytes text = message.items[1].content;
    ck_assert_uint_eq(file.size, strlen("Not deliverable to"));
    ck_assert_msg(text.size == strlen(texts[_i].want) &&
                      (text.size == 0 || memcmp(text.data, texts[_i].want, text.size) == 0),
                  "%s: %.*s", texts[_i].name, (int)text.size, (const char *)text.data);
}
END_TEST

START_TEST(a_report_to_cc_mail_ends_where_names_would_follow)
{
    const struct convert_rules rules = rules_of(QUIRK_REPORT_TO_NOBODY);
    const struct bytes text =
        bytes_of_text("No.\r\nThe following email address(es) were unknown:\r\nDoe\r\n");
    struct exchange_message message = {.kind = EXCHANGE_REPORT};
    ck_assert_uint_eq(convert_quirk_report(&rules, &message, text).size, strlen("No.\r\n"));
    message.kind = EXCHANGE_NOTE;
    ck_assert_uint_eq(convert_quirk_report(&rules, &message, text).size, text.size);
}
END_TEST

static const struct {
    enum date_order order;
    const char *date;
    const char *want;
} dates[] = {
    {DATE_MONTH_FIRST, "1/1/00 12:00", "1/1/1900 12:00"},
    {DATE_DAY_FIRST, "31/12/98 8:39", "31/12/1998 8:39"},
    {DATE_YEAR_FIRST, "00/1/1 12:00", "1900/1/1 12:00"},
    {DATE_MONTH_FIRST, "1/1/2000 12:00", "1/1/2000 12:00"},
    {DATE_MONTH_FIRST, "yesterday", "yesterday"},
    {DATE_MONTH_FIRST, "", ""},
};

START_TEST(a_year_of_two_digits_is_one_of_the_last_century)
{
    struct convert_rules rules = rules_of(QUIRK_LAST_CENTURY);
    rules.date_form.order = dates[_i].order;
    ck_assert_str_eq(convert_quirk_date(&rules, &arena, dates[_i].date), dates[_i].want);
    rules.quirks = 0;
    ck_assert_str_eq(convert_quirk_date(&rules, &arena, dates[_i].date), dates[_i].date);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("convert_quirks");
    TCase *tcase = tcase_create("convert_quirks");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_loop_test(tcase, a_comma_stands_in_front_of_names_on_the_internet, 0,
                        (int)ARRAY_COUNT(senders));
    tcase_add_test(tcase, none_does_where_import_5_15_is_selected_or_in_other_builds);
    tcase_add_loop_test(tcase, receipts_and_reports_from_cc_mail_say_less, 0,
                        (int)ARRAY_COUNT(texts));
    tcase_add_test(tcase, a_report_to_cc_mail_ends_where_names_would_follow);
    tcase_add_loop_test(tcase, a_year_of_two_digits_is_one_of_the_last_century, 0,
                        (int)ARRAY_COUNT(dates));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
