#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "support/convert_fixture.h"

static struct arena arena;
static struct convert_rules rules;

static void begin(void)
{
    arena = (struct arena){0};
    rules = convert_fixture_rules();
}

static void end(void)
{
    arena_release(&arena);
}

static bool same(struct bytes content, const char *text)
{
    return content.size == strlen(text) && memcmp(content.data, text, content.size) == 0;
}

START_TEST(a_letter_becomes_a_ccmail_message)
{
    const struct exchange_recipient recipients[] = {
        convert_fixture_to("CCMAIL:Smith, J at PO1"),
        {.kind = EXCHANGE_CC,
         .is_responsible = true,
         .address = {.display = "B", .address = "CCMAIL:B at PO1"}},
        {.kind = EXCHANGE_BCC,
         .is_responsible = true,
         .address = {.display = "C", .address = "CCMAIL:C at PO2"}},
        {.kind = EXCHANGE_TO, .address = {.display = "D", .address = "CCMAIL:D at SITE1"}}};
    const struct exchange_item items[] = {
        {.kind = EXCHANGE_TEXT, .name = "", .content = bytes_of_text("one\ntwo\r\nthree")},
        {.kind = EXCHANGE_FILE, .name = "ABC.WK4", .content = bytes_of_text("a\nb")}};
    struct exchange_message message = convert_fixture_letter(recipients, 4);
    message.items = items;
    message.item_count = 2;
    struct convert_result result;
    convert_to_ccm(&rules, &arena, &message, &result);
    ck_assert(result.has_message);
    ck_assert_uint_eq(result.refusal_count, 0);
    ck_assert_uint_eq(result.lost_characters, 0);
    ck_assert_str_eq(result.message.from, "Brady, Sally at SITE1");
    ck_assert_str_eq(result.message.date, "6/2/98 8:39");
    ck_assert_str_eq(result.message.subject, "Another message");
    ck_assert_uint_eq(result.message.address_count, 3);
    ck_assert_str_eq(result.message.addresses[0].name, "Smith, J at PO1");
    ck_assert_int_eq(result.message.addresses[1].kind, CCM_CC);
    ck_assert_int_eq(result.message.addresses[2].kind, CCM_BCC);
    ck_assert_uint_eq(result.message.item_count, 2);
    ck_assert(same(result.message.items[0].content, "one\r\ntwo\r\nthree"));
    ck_assert_int_eq(result.message.items[1].kind, CCM_FILE);
    ck_assert_str_eq(result.message.items[1].title, "ABC.WK4 6/2/98 8:39AM");
    ck_assert(same(result.message.items[1].content, "a\nb"));
}
END_TEST

START_TEST(a_letter_without_date_and_items_gets_both)
{
    const struct exchange_recipient recipient = convert_fixture_to("CCMAIL:A at PO1");
    struct exchange_message message = convert_fixture_letter(&recipient, 1);
    message.date_ms = INT64_MIN;
    struct convert_result result;
    convert_to_ccm(&rules, &arena, &message, &result);
    ck_assert_str_eq(result.message.date, "2/29/00 0:00");
    ck_assert_uint_eq(result.message.item_count, 1);
    ck_assert_int_eq(result.message.items[0].kind, CCM_TEXT);
    ck_assert_uint_eq(result.message.items[0].content.size, 0);
}
END_TEST

START_TEST(a_subject_with_both_brackets_is_spared_to_import)
{
    static const char *const subjects[][2] = {
        {"both [x] there", "both (x) there"}, {"][", ")("}, {"one [ only", "one [ only"},
        {"one ] only", "one ] only"},         {"", ""},
    };
    const struct exchange_recipient recipient = convert_fixture_to("CCMAIL:A at PO1");
    for (size_t i = 0; i < ARRAY_COUNT(subjects); i++) {
        struct exchange_message message = convert_fixture_letter(&recipient, 1);
        struct convert_result result;
        message.subject = subjects[i][0];
        rules.rounds_subject = true;
        convert_to_ccm(&rules, &arena, &message, &result);
        ck_assert_str_eq(result.message.subject, subjects[i][1]);
        rules.rounds_subject = false;
        convert_to_ccm(&rules, &arena, &message, &result);
        ck_assert_str_eq(result.message.subject, subjects[i][0]);
    }
}
END_TEST

START_TEST(text_of_more_than_20_kb_becomes_a_file)
{
    static char text[CCM_TEXT_ITEM_MAX + 2];
    memset(text, 'x', sizeof text - 1);
    const struct exchange_recipient recipient = convert_fixture_to("CCMAIL:A at PO1");
    struct exchange_item items[2] = {
        {.kind = EXCHANGE_TEXT, .name = "t", .content = {(const uint8_t *)text, CCM_TEXT_ITEM_MAX}},
        {.kind = EXCHANGE_TEXT,
         .name = "t",
         .content = {(const uint8_t *)text, CCM_TEXT_ITEM_MAX + 1}}};
    struct exchange_message message = convert_fixture_letter(&recipient, 1);
    message.items = items;
    message.item_count = 2;
    struct convert_result result;
    rules.omits_file_dates = true;
    convert_to_ccm(&rules, &arena, &message, &result);
    ck_assert_int_eq(result.message.items[0].kind, CCM_TEXT);
    ck_assert_str_eq(result.message.items[0].title, "t");
    ck_assert_int_eq(result.message.items[1].kind, CCM_FILE);
    ck_assert_str_eq(result.message.items[1].title, "Unnamed.txt");
    ck_assert_uint_eq(result.message.items[1].content.size, CCM_TEXT_ITEM_MAX + 1);
}
END_TEST

START_TEST(more_than_20_items_are_refused_for_everybody)
{
    const struct exchange_recipient recipients[] = {
        convert_fixture_to("CCMAIL:A at PO1"),
        {.kind = EXCHANGE_TO, .address = {.display = "x", .address = "CCMAIL:X at SITE1"}},
        convert_fixture_to("CCMAIL:B at PO1")};
    struct exchange_item items[CCM_ITEMS_MAX + 1];
    for (size_t i = 0; i < ARRAY_COUNT(items); i++) {
        items[i] = (struct exchange_item){
            .kind = EXCHANGE_TEXT, .name = "", .content = bytes_of_text("x")};
    }
    struct exchange_message message = convert_fixture_letter(recipients, 3);
    message.items = items;
    message.item_count = CCM_ITEMS_MAX;
    struct convert_result result;
    convert_to_ccm(&rules, &arena, &message, &result);
    ck_assert(result.has_message);
    message.item_count++;
    convert_to_ccm(&rules, &arena, &message, &result);
    ck_assert(!result.has_message);
    ck_assert_uint_eq(result.refusal_count, 2);
    ck_assert_ptr_eq(result.refusals[1].recipient, &recipients[2]);
}
END_TEST

START_TEST(characters_outside_the_code_page_are_counted)
{
    const struct exchange_recipient recipient = convert_fixture_to("CCMAIL:M\xc3\xbcller at PO1");
    const struct exchange_item item = {
        .kind = EXCHANGE_TEXT, .name = "", .content = bytes_of_text("\xe2\x82\xac 5\n")};
    struct exchange_message message = convert_fixture_letter(&recipient, 1);
    message.subject = "\xe6\x97\xa5";
    message.items = &item;
    message.item_count = 1;
    struct convert_result result;
    convert_to_ccm(&rules, &arena, &message, &result);
    ck_assert_str_eq(result.message.addresses[0].name, "M\x81ller at PO1");
    ck_assert_str_eq(result.message.subject, "?");
    ck_assert(same(result.message.items[0].content, "? 5\r\n"));
    ck_assert_uint_eq(result.lost_characters, 2);
}
END_TEST

START_TEST(long_file_names_become_short_and_stay_apart)
{
    const struct exchange_recipient recipient = convert_fixture_to("CCMAIL:A at PO1");
    const struct exchange_item items[] = {
        {.kind = EXCHANGE_FILE, .name = "Quarterly report.txt", .content = bytes_of_text("1")},
        {.kind = EXCHANGE_FILE, .name = "Quarterly result.txt", .content = bytes_of_text("2")},
        {.kind = EXCHANGE_FILE, .name = "table.csv", .content = bytes_of_text("3")},
        {.kind = EXCHANGE_FILE, .name = "table.csv", .content = bytes_of_text("4")}};
    struct exchange_message message = convert_fixture_letter(&recipient, 1);
    message.items = items;
    message.item_count = ARRAY_COUNT(items);
    struct convert_result result;
    rules.omits_file_dates = true;
    convert_to_ccm(&rules, &arena, &message, &result);
    ck_assert_str_eq(result.message.items[0].title, "QUARTE~1.TXT");
    ck_assert_str_eq(result.message.items[1].title, "QUARTE~2.TXT");
    ck_assert_str_eq(result.message.items[2].title, "table.csv");
    ck_assert_str_eq(result.message.items[3].title, "table.csv");
    rules.uses_long_names = true;
    convert_to_ccm(&rules, &arena, &message, &result);
    ck_assert_str_eq(result.message.items[0].title, "Quarterly report.txt");
}
END_TEST

/* ---- from cc:Mail ---- */

static struct ccm_message note(const struct ccm_address *addresses, uint32_t count)
{
    return (struct ccm_message){.from = "Smith, J at PO1",
                                .date = "6/2/98 8:39",
                                .subject = "Hello",
                                .addresses = addresses,
                                .address_count = count,
                                .extra = ""};
}

START_TEST(a_ccmail_message_becomes_a_letter)
{
    const struct ccm_address addresses[] = {{CCM_TO, "Brady, Sally at SITE1"},
                                            {CCM_CC, "Miller, A at PO1"},
                                            {CCM_BCC, "Hidden at PO1"},
                                            {CCM_BCC, "Boss at site1"}};
    const struct ccm_item items[] = {
        {.kind = CCM_TEXT, .title = "", .content = bytes_of_text("gr\x81n\r\n")},
        {.kind = CCM_FILE, .title = "ABC.WK4 6/2/98 8:39AM", .content = bytes_of_text("\x81\n")}};
    struct ccm_message message = note(addresses, 4);
    message.items = items;
    message.item_count = 2;
    struct exchange_message got;
    ck_assert_int_eq(convert_from_ccm(&rules, &arena, &message, &got), ST_OK);
    ck_assert_str_eq(got.sender.display, "Smith, J");
    ck_assert_str_eq(got.sender.address, "CCMAIL:Smith, J at PO1");
    ck_assert_uint_eq(got.recipient_count, 3);
    ck_assert(got.recipients[0].is_responsible);
    ck_assert(!got.recipients[1].is_responsible);
    ck_assert_int_eq(got.recipients[1].kind, EXCHANGE_CC);
    ck_assert(got.recipients[2].is_responsible);
    ck_assert_int_eq(got.recipients[2].kind, EXCHANGE_BCC);
    ck_assert_int_eq(got.date_ms, 896776740000);
    ck_assert_str_eq(got.date_written, "6/2/98 8:39");
    ck_assert_int_eq(got.kind, EXCHANGE_NOTE);
    ck_assert(same(got.items[0].content, "gr\xc3\xbcn\r\n"));
    ck_assert_str_eq(got.items[1].name, "ABC.WK4");
    ck_assert(same(got.items[1].content, "\x81\n"));
}
END_TEST

/* "title: content|" of all items. */
static const char *items_of(const struct exchange_message *message)
{
    struct buffer text;
    buffer_init(&text, &arena);
    for (uint32_t i = 0; i < message->item_count; i++) {
        const struct exchange_item *item = &message->items[i];
        buffer_format(&text, "%s: ", item->name);
        buffer_add(&text, item->content.data, item->content.size);
        buffer_text(&text, "|");
    }
    return buffer_string(&text);
}

START_TEST(forwarding_history_is_a_text_of_its_own_when_it_is_to_be_preserved)
{
    const struct ccm_address address = {CCM_TO, "X at SITE1"};
    const struct ccm_item item = {.kind = CCM_TEXT, .title = "", .content = bytes_of_text("a")};
    struct ccm_message message = note(&address, 1);
    struct exchange_message got;
    message.items = &item;
    message.item_count = 1;
    message.extra = "Forward: 6/2/98 8:40AM M\x81ller at PO1\r\nForward: 6/3/98 Doe\r\n";
    ck_assert_int_eq(convert_from_ccm(&rules, &arena, &message, &got), ST_OK);
    ck_assert_str_eq(items_of(&got), ": a|");
    rules.keeps_history = true;
    ck_assert_int_eq(convert_from_ccm(&rules, &arena, &message, &got), ST_OK);
    ck_assert_str_eq(items_of(&got),
                     ": a|Forwarding history: Forwarded: 6/2/98 8:40AM M\xc3\xbcller at PO1\r\n"
                     "Forwarded: 6/3/98 Doe\r\n|");
    message.item_count = 0;
    ck_assert_int_eq(convert_from_ccm(&rules, &arena, &message, &got), ST_OK);
    ck_assert_uint_eq(got.item_count, 1);
    message.extra = "Priority: Low\r\n";
    ck_assert_int_eq(convert_from_ccm(&rules, &arena, &message, &got), ST_OK);
    ck_assert_uint_eq(got.item_count, 0);
}
END_TEST

START_TEST(names_without_a_post_office_are_meant_when_nobody_else_is)
{
    const struct ccm_address addresses[] = {{CCM_TO, "Brady, Sally"}, {CCM_TO, "X at PO1"}};
    const struct ccm_message message = note(addresses, 2);
    struct exchange_message got;
    ck_assert_int_eq(convert_from_ccm(&rules, &arena, &message, &got), ST_OK);
    ck_assert(got.recipients[0].is_responsible);
    ck_assert(!got.recipients[1].is_responsible);
}
END_TEST

START_TEST(a_message_for_nobody_here_is_corrupt)
{
    const struct ccm_address address = {CCM_TO, "X at PO1"};
    struct ccm_message message = note(&address, 1);
    struct exchange_message got;
    ck_assert_int_eq(convert_from_ccm(&rules, &arena, &message, &got), ST_FILE_CORRUPT);
    message = note(NULL, 0);
    ck_assert_int_eq(convert_from_ccm(&rules, &arena, &message, &got), ST_FILE_CORRUPT);
}
END_TEST

START_TEST(a_message_without_a_sender_is_corrupt)
{
    const struct ccm_address address = {CCM_TO, "X at SITE1"};
    struct ccm_message message = note(&address, 1);
    struct exchange_message got;
    message.from = "";
    ck_assert_int_eq(convert_from_ccm(&rules, &arena, &message, &got), ST_FILE_CORRUPT);
    message.from = NULL;
    ck_assert_int_eq(convert_from_ccm(&rules, &arena, &message, &got), ST_FILE_CORRUPT);
}
END_TEST

START_TEST(an_unreadable_date_is_none)
{
    const struct ccm_address address = {CCM_TO, "X at SITE1"};
    struct ccm_message message = note(&address, 1);
    struct exchange_message got;
    message.date = "2/31/99 8:00";
    ck_assert_int_eq(convert_from_ccm(&rules, &arena, &message, &got), ST_OK);
    ck_assert_int_eq(got.date_ms, INT64_MIN);
    ck_assert_str_eq(got.date_written, "2/31/99 8:00");
}
END_TEST

static const struct {
    const char *subject;
    const char *want;
} subjects[] = {
    {"Re: x", "RE: x"},     {"Re[2]: x", "RE: x"},  {"re[]:x", "RE:x"},
    {"Re[2: x", "Re[2: x"}, {"Report", "Report"},   {"", ""},
    {"Re[2] x", "Re[2] x"}, {"x Re: y", "x Re: y"},
};

START_TEST(reply_prefixes_are_made_one)
{
    const struct ccm_address address = {CCM_TO, "X at SITE1"};
    struct ccm_message message = note(&address, 1);
    struct exchange_message got;
    message.subject = subjects[_i].subject;
    ck_assert_int_eq(convert_from_ccm(&rules, &arena, &message, &got), ST_OK);
    ck_assert_str_eq(got.subject, subjects[_i].want);
    rules.reply_prefix = "AW";
    const char *behind = text_starts(subjects[_i].want, "RE:") ? subjects[_i].want + 3 : NULL;
    ck_assert_int_eq(convert_from_ccm(&rules, &arena, &message, &got), ST_OK);
    ck_assert_str_eq(got.subject,
                     behind != NULL ? arena_format(&arena, "AW:%s", behind) : subjects[_i].want);
}
END_TEST

static const struct {
    const char *title;
    const char *want;
} titles[] = {
    {"ABC.WK4 6/2/98 8:39AM", "ABC.WK4"},
    {"ABC.WK4  6/2/98 8:39", "ABC.WK4"},
    {"Att.txt 9-11-1998", "Att.txt"},
    {"My file.txt 5/6/97 3:10PM", "My file.txt"},
    {"My file.txt", "My file.txt"},
    {"My big file.txt", "My big file.txt"},
    {"plain", "plain"},
    {"6/2/98 8:39AM", "6/2/98 8:39AM"},
    {" 9-11-1998", " 9-11-1998"},
    {"", ""},
};

START_TEST(date_and_time_are_taken_off_file_titles)
{
    ck_assert_str_eq(convert_file_name(&rules, &arena, titles[_i].title), titles[_i].want);
}
END_TEST

static const struct {
    const char *title;
    const char *want;
} digits[] = {
    {"ABC.WK4 6/2/98 8:39AM", "ABC.WK4 6/2/98 8:39AM"},
    {"ABC.TXT 6/2/98 8:39AM", "ABC.TXT"},
    {"ABC4.TXT 6/2/98 8:39AM", "ABC4.TXT"},
    {"ABC 6/2/98 8:39AM", "ABC"},
    {"ABC.WK4", "ABC.WK4"},
};

START_TEST(builds_that_stumble_at_a_digit_take_dates_off_other_titles_only)
{
    struct convert_rules old = rules;
    old.keeps_digit_dates = true;
    ck_assert_str_eq(convert_file_name(&old, &arena, digits[_i].title), digits[_i].want);
}
END_TEST

START_TEST(a_letter_survives_both_ways)
{
    const struct exchange_recipient recipient = convert_fixture_to("CCMAIL:A//B at SITE1");
    const struct exchange_item items[] = {
        {.kind = EXCHANGE_TEXT,
         .name = "title",
         .content = bytes_of_text("Stra\xc3\x9f"
                                  "e\r\n")},
        {.kind = EXCHANGE_FILE, .name = "A.BIN", .content = {(const uint8_t *)"\0\1\r\n", 4}}};
    struct exchange_message message = convert_fixture_letter(&recipient, 1);
    message.items = items;
    message.item_count = 2;
    struct convert_result result;
    convert_to_ccm(&rules, &arena, &message, &result);
    struct buffer file;
    buffer_init(&file, &arena);
    ccm_write(&file, &result.message);
    size_t offset = 0;
    struct ccm_message read;
    struct diagnostic diagnostic;
    struct exchange_message got;
    ck_assert_int_eq(ccm_read(buffer_bytes(&file), &offset, &arena, &read, &diagnostic), ST_OK);
    ck_assert_int_eq(convert_from_ccm(&rules, &arena, &read, &got), ST_OK);
    ck_assert_str_eq(got.subject, message.subject);
    ck_assert_int_eq(got.date_ms, message.date_ms);
    ck_assert_str_eq(got.recipients[0].address.address, "CCMAIL:A//B at SITE1");
    ck_assert_uint_eq(got.item_count, 2);
    ck_assert_str_eq(got.items[0].name, "title");
    ck_assert(same(got.items[0].content, "Stra\xc3\x9f"
                                         "e\r\n"));
    ck_assert_str_eq(got.items[1].name, "A.BIN");
    ck_assert_uint_eq(got.items[1].content.size, 4);
    ck_assert_mem_eq(got.items[1].content.data, "\0\1\r\n", 4);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("convert");
    TCase *tcase = tcase_create("convert");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, a_letter_becomes_a_ccmail_message);
    tcase_add_test(tcase, a_letter_without_date_and_items_gets_both);
    tcase_add_test(tcase, a_subject_with_both_brackets_is_spared_to_import);
    tcase_add_test(tcase, text_of_more_than_20_kb_becomes_a_file);
    tcase_add_test(tcase, more_than_20_items_are_refused_for_everybody);
    tcase_add_test(tcase, characters_outside_the_code_page_are_counted);
    tcase_add_test(tcase, long_file_names_become_short_and_stay_apart);
    tcase_add_test(tcase, a_ccmail_message_becomes_a_letter);
    tcase_add_test(tcase, forwarding_history_is_a_text_of_its_own_when_it_is_to_be_preserved);
    tcase_add_test(tcase, names_without_a_post_office_are_meant_when_nobody_else_is);
    tcase_add_test(tcase, a_message_for_nobody_here_is_corrupt);
    tcase_add_test(tcase, a_message_without_a_sender_is_corrupt);
    tcase_add_test(tcase, an_unreadable_date_is_none);
    tcase_add_loop_test(tcase, reply_prefixes_are_made_one, 0, (int)ARRAY_COUNT(subjects));
    tcase_add_loop_test(tcase, date_and_time_are_taken_off_file_titles, 0,
                        (int)ARRAY_COUNT(titles));
    tcase_add_loop_test(tcase, builds_that_stumble_at_a_digit_take_dates_off_other_titles_only, 0,
                        (int)ARRAY_COUNT(digits));
    tcase_add_test(tcase, a_letter_survives_both_ways);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
