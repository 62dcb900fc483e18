/* Tests of tools/programs/import_rules.c: by runs of IMPORT, each of a version. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/ccm.h"
#include "base/text.h"
#include "programs/und.h"
#include "support/po_fixture.h"

static struct arena arena;
static struct memory_port *memory;
static struct os_port *port;

static void setup(void)
{
    memory = fixture_create(&arena);
    port = memory_port_os(memory);
}

static void teardown(void)
{
    memory_port_release(memory);
    arena_release(&arena);
}

static void put(const char *name, const struct ccm_message *message)
{
    struct buffer file;
    buffer_init(&file, &arena);
    ccm_write(&file, message);
    fixture_put_import(memory, &arena, name, buffer_bytes(&file));
}

static struct ccm_message message_of(const char *date, const char *subject)
{
    static const struct ccm_address address = {CCM_TO, "Smith, J at PO1"};
    static const struct ccm_item item = {.kind = CCM_TEXT, .title = "", .content = {NULL, 0}};
    return (struct ccm_message){.from = "Brady, Sally at SITE1",
                                .date = date,
                                .subject = subject,
                                .addresses = &address,
                                .address_count = 1,
                                .items = &item,
                                .item_count = 1,
                                .extra = ""};
}

static struct fixture_run run(uint32_t quirks)
{
    struct program_traits traits = program_default_traits();
    traits.quirks = quirks;
    return fixture_run(port, &arena, "IMPORT", FIXTURE_IMPORT, &traits);
}

static uint32_t only(enum program_quirk quirk)
{
    return UINT32_C(1) << quirk;
}

/* The first message in the mailbox of Smith, J. */
static struct ccm_message stored(void)
{
    struct postoffice *po = NULL;
    struct po_entry entry;
    struct po_message found;
    struct bytes content;
    struct ccm_message message = {0};
    size_t offset = 0;
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, false, &arena, &po), ST_OK);
    ck_assert_int_eq(po_entry_find(po, "Smith, J", &entry), ST_OK);
    ck_assert_int_eq(po_queue_next(po, entry.usr, 0, &found), ST_OK);
    ck_assert_int_eq(po_message_read(po, &found, &arena, &content, NULL), ST_OK);
    ck_assert_int_eq(ccm_read(content, &offset, &arena, &message, NULL), ST_OK);
    po_close(po);
    return message;
}

static struct und_report report_of(const char *path)
{
    struct und_report report = {0};
    size_t offset = 0;
    const struct bytes file = memory_port_get(memory, path);
    ck_assert_int_eq(und_read(file, &offset, &arena, &report), ST_OK);
    return report;
}

static const struct {
    const char *date;
    int order; /* of the machine's locale */
    bool is_taken;
} dates[] = {
    {"6/2/98 8:39", 0, true},   {"25/2/98 8:39", 0, false},
    {"25/2/98 8:39", 1, true},  {"2/25/98 8:39", 1, false},
    {"98/2/25 8:39", 2, true},  {"2/25/98 8:39", 2, false},
    {"98/25/2 8:39", 2, false}, {"25.2.98 8:39", 1, true},
    {"1998-02-25", 2, true},    {"", 0, true},
    {"yesterday", 0, false},    {"6/2", 0, false},
    {"6/2/", 0, false},         {"6 2 98", 0, false},
    {"6/2/98x", 0, false},      {"0/2/98", 0, false},
    {"6/0/98", 0, false},       {"6/32/98", 0, false},
    {"6/2/98 8:39", 9, true},   {"66666/2/98", 0, false},
};
START_TEST(import_5_15_reads_dates_in_the_order_of_the_locale)
{
    const struct os_locale locale = {.date_order = dates[_i].order, .date_separator = '/'};
    memory_port_set_locale(memory, locale);
    const struct ccm_message message = message_of(dates[_i].date, "dated");
    put("A.CCM", &message);
    const struct fixture_run done = run(only(PROGRAM_QUIRK_LOCALE_DATES));
    ck_assert_msg(done.result == (dates[_i].is_taken ? 0 : 5), "%s: %s", dates[_i].date,
                  done.console);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "dated"), dates[_i].is_taken ? 1 : 0);
    if (!dates[_i].is_taken) {
        ck_assert_str_eq(report_of(FIXTURE_STORE "\\Import\\A.UND").reason, "Unknown Date Format");
    }
}
END_TEST

static const struct {
    const char *date;
    int order;
    const char *stored;
} centuries[] = {
    {"1/1/00 8:39", 0, "1/1/1900 8:39"}, {"12/31/99 8:39", 0, "12/31/1999 8:39"},
    {"00-1-1 8:39", 2, "1900-1-1 8:39"}, {"1/1/2000 8:39", 0, "1/1/2000 8:39"},
    {"no date", 0, "no date"},           {"31.12.01", 1, "31.12.1901"},
};
START_TEST(import_8_0_takes_every_year_for_one_of_the_twentieth_century)
{
    const struct os_locale locale = {.date_order = centuries[_i].order, .date_separator = '/'};
    memory_port_set_locale(memory, locale);
    const struct ccm_message message = message_of(centuries[_i].date, "dated");
    put("A.CCM", &message);
    ck_assert_int_eq(run(only(PROGRAM_QUIRK_CENTURY_1900)).result, 0);
    ck_assert_str_eq(stored().date, centuries[_i].stored);
}
END_TEST

START_TEST(brackets_that_a_version_cannot_take_stay_in_front)
{
    const struct ccm_message first = message_of("6/2/98 8:39", "before");
    struct ccm_message second = message_of("6/2/98 8:39", "[draft] plan");
    const struct ccm_message third = message_of("6/2/98 8:39", "behind");
    put("A.CCM", &first);
    put("B.CCM", &second);
    put("C.CCM", &third);
    struct fixture_run done = run(only(PROGRAM_QUIRK_SUBJECT_BRACKETS));
    ck_assert_int_eq(done.result, 1);
    ck_assert_ptr_nonnull(strstr(done.console, "Subject cannot be read\r\n"));
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "before"), 1);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "behind"), 0);
    ck_assert_ptr_null(memory_port_get(memory, FIXTURE_STORE "\\Import\\B.UND").data);
    second.from = "Pat [SMTP:pat@far.example] at SITE1";
    second.subject = "half [ only";
    put("B.CCM", &second);
    done = run(only(PROGRAM_QUIRK_SUBJECT_BRACKETS) | only(PROGRAM_QUIRK_SENDER_BRACKETS));
    ck_assert_int_eq(done.result, 1);
    ck_assert_ptr_nonnull(strstr(done.console, "Address cannot be read\r\n"));
    const struct ccm_address bad = {CCM_CC, "Pat [x]"};
    second.from = "Pat";
    second.addresses = &bad;
    put("B.CCM", &second);
    ck_assert_int_eq(run(only(PROGRAM_QUIRK_SENDER_BRACKETS)).result, 1);
    ck_assert_int_eq(run(0).result, 5); /* others look for it, and find nobody */
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "behind"), 1);
}
END_TEST

START_TEST(text_over_20_kb_becomes_a_file)
{
    enum { LIMIT = CCM_TEXT_ITEM_MAX };
    uint8_t *bytes = arena_alloc(&arena, LIMIT + 1);
    memset(bytes, 'x', LIMIT + 1);
    const struct ccm_item items[] = {
        {.kind = CCM_TEXT, .title = "fits", .content = {bytes, LIMIT}},
        {.kind = CCM_TEXT, .title = "", .content = {bytes, LIMIT + 1}},
        {.kind = CCM_TEXT, .title = "Notes", .content = {bytes, LIMIT + 1}},
        {.kind = CCM_FILE, .title = "A.BIN", .content = {bytes, LIMIT + 1}},
    };
    struct ccm_message message = message_of("6/2/98 8:39", "long");
    message.items = items;
    message.item_count = ARRAY_COUNT(items);
    put("A.CCM", &message);
    ck_assert_int_eq(run(0).result, 0);
    const struct ccm_message got = stored();
    ck_assert_uint_eq(got.item_count, ARRAY_COUNT(items));
    ck_assert_int_eq(got.items[0].kind, CCM_TEXT);
    ck_assert_int_eq(got.items[1].kind, CCM_FILE);
    ck_assert_str_eq(got.items[1].title, "Text");
    ck_assert_int_eq(got.items[2].kind, CCM_FILE);
    ck_assert_str_eq(got.items[2].title, "Notes");
    ck_assert_str_eq(got.items[3].title, "A.BIN");
    ck_assert_uint_eq(got.items[2].content.size, LIMIT + 1);
}
END_TEST

START_TEST(a_message_of_more_than_20_items_is_refused)
{
    struct ccm_item items[CCM_ITEMS_MAX + 1];
    for (size_t i = 0; i < ARRAY_COUNT(items); i++) {
        items[i] = (struct ccm_item){.kind = CCM_FILE, .title = "A", .content = {NULL, 0}};
    }
    struct ccm_message message = message_of("6/2/98 8:39", "many");
    message.items = items;
    message.item_count = CCM_ITEMS_MAX;
    put("A.CCM", &message);
    ck_assert_int_eq(run(0).result, 0);
    message.item_count++;
    put("A.CCM", &message);
    ck_assert_int_eq(run(0).result, 5);
    ck_assert_str_eq(report_of(FIXTURE_STORE "\\Import\\A.UND").reason,
                     "Too many items in message");
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "many"), 1);
}
END_TEST

/* 60 bytes a line. */
static struct ccm_message crowded(uint32_t count)
{
    struct ccm_address *addresses = arena_array(&arena, struct ccm_address, count);
    for (uint32_t i = 0; i < count; i++) {
        addresses[i] = (struct ccm_address){
            i % 2 == 0 ? CCM_TO : CCM_CC, arena_format(&arena, "Person number %041u at SITE1", i)};
    }
    struct ccm_message message = message_of("6/2/98 8:39", "crowd");
    message.addresses = addresses;
    message.address_count = count;
    return message;
}

START_TEST(recipients_that_do_not_fit_the_header_are_refused_one_by_one)
{
    const struct ccm_message message = crowded(80);
    put("A.CCM", &message);
    ck_assert_int_eq(run(0).result, 5);
    const struct und_report report = report_of(FIXTURE_STORE "\\Import\\A.UND");
    ck_assert_str_eq(report.reason, "Header Buffer Full");
    ck_assert_uint_ge(report.refusal_count, 10);
    ck_assert_uint_lt(report.refusal_count, 30);
    for (size_t i = 0; i < report.refusal_count; i++) {
        ck_assert_str_eq(report.refusals[i].reason, "Header Buffer Full");
        ck_assert_str_eq(report.refusals[i].recipient,
                         message.addresses[80 - report.refusal_count + i].name);
    }
    ck_assert_int_eq(fixture_count(port, &arena, "SITE1", "crowd"), 1);
}
END_TEST

START_TEST(without_partial_everybody_is_refused_and_each_reason_is_told)
{
    struct program_traits traits = program_default_traits();
    const struct ccm_message message = crowded(80);
    put("A.CCM", &message);
    const struct fixture_run done =
        fixture_run(port, &arena, "IMPORT", "/BATCH/ITEMSIZE C:\\STORE\\IMPORT.INI", &traits);
    ck_assert_int_eq(done.result, 5);
    const struct und_report report = report_of(FIXTURE_STORE "\\Import\\A.UND");
    ck_assert_uint_eq(report.refusal_count, 80);
    ck_assert_str_eq(report.reason, "Header Buffer Full");
    ck_assert_str_eq(report.refusals[0].reason, "Not sent: another recipient was refused");
    ck_assert_str_eq(report.refusals[79].reason, "Header Buffer Full");
    ck_assert_int_eq(fixture_count(port, &arena, "SITE1", "crowd"), 0);
}
END_TEST

START_TEST(a_refusal_after_a_failure_does_not_hide_it)
{
    struct ccm_message message = message_of("6/2/98 8:39", "for nobody");
    static const struct ccm_address nobody = {CCM_TO, "Nobody at PO1"};
    message.addresses = &nobody;
    put("B.CCM", &message);
    ck_assert_int_eq(run(0).result, 5);
    put("B.CCM", &message);
    fixture_put_import(memory, &arena, "A.CCM", bytes_of_text("this is no letter"));
    ck_assert_int_eq(run(0).result, 1); /* whichever comes first */
    fixture_put_import(memory, &arena, "A.CCM", bytes_of_text("this is no letter"));
    put("0.CCM", &message);
    ck_assert_int_eq(run(0).result, 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("import_rules");
    TCase *tcase = tcase_create("import_rules");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, import_5_15_reads_dates_in_the_order_of_the_locale, 0,
                        (int)ARRAY_COUNT(dates));
    tcase_add_loop_test(tcase, import_8_0_takes_every_year_for_one_of_the_twentieth_century, 0,
                        (int)ARRAY_COUNT(centuries));
    tcase_add_test(tcase, brackets_that_a_version_cannot_take_stay_in_front);
    tcase_add_test(tcase, text_over_20_kb_becomes_a_file);
    tcase_add_test(tcase, a_message_of_more_than_20_items_is_refused);
    tcase_add_test(tcase, recipients_that_do_not_fit_the_header_are_refused_one_by_one);
    tcase_add_test(tcase, without_partial_everybody_is_refused_and_each_reason_is_told);
    tcase_add_test(tcase, a_refusal_after_a_failure_does_not_hide_it);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
