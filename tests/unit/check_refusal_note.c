/* Tests of connector/ccmc/refusal_note.c and of who writes it: a refusal is decided once, whatever
 * people change and wherever the service ends. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "ccmc/refusal_note.h"
#include "support/script_service.h"

enum { CALLS_MAX = 1000 };

#define LIMIT "Max Address Buffer Size"
#define REJECTS "Reject messages from"
#define NOTE_1 "Submit\\00000010.ndr"

static struct script_service service;

static void begin(void)
{
    script_service_begin(&service);
}

static void end(void)
{
    script_service_end(&service);
}

/* A letter, of whose addressees the header of 100 bytes names Smith, not Doe; Far is not of
 * cc:Mail. */
static void send_to(uint32_t count)
{
    static const struct exchange_recipient recipients[] = {
        {.is_responsible = true, .address = {"Smith, J", "CCMAIL:Smith, J at PO1"}},
        {.is_responsible = true, .address = {"Doe, Ann", "CCMAIL:Doe, Ann at PO1"}},
        {.is_responsible = true, .address = {"Far, Fay", "SMTP:fay@far.example"}}};
    const struct exchange_message message = {
        .sender = {.display = "Brady, Sally", .address = "CCMAIL:Brady, Sally at SITE1"},
        .recipients = recipients,
        .recipient_count = count,
        .subject = "two",
        .date_ms = INT64_C(896776740000),
        .date_written = ""};
    memory_exchange_submit(service.exchange, &message);
}

static void start_again(void)
{
    if (service.last.state == CCMC_STOPPED) {
        script_revive(service.machine);
    } else {
        script_service_stop(&service);
    }
    script_service_start(&service);
}

/* ---- the file ---- */

static const struct {
    const char *name;
    bool is_note;
    uint64_t queue_id;
} names[] = {
    {"000001F0.ndr", true, 0x1F},
    {"000001F1.NDR", true, 0x1F},
    {"000001F0.ccm", false, 0},
    {"000001F0", false, 0},
    {"00000000.ndr", false, 0},
    {"saved.ndr", false, 0},
    {".ndr", false, 0},
    {"000001F0.ndr.x", false, 0},
    {"00000000000000000000001F0.ndr", false, 0},
};

START_TEST(a_note_is_known_by_its_name)
{
    uint64_t queue_id = 0;
    ck_assert_msg(refusal_note_queue_id(names[_i].name, &queue_id) == names[_i].is_note, "%s",
                  names[_i].name);
    if (names[_i].is_note) {
        ck_assert_uint_eq(queue_id, names[_i].queue_id);
    }
}
END_TEST

START_TEST(a_note_stands_beside_its_message)
{
    char name[STORE_FILE_NAME_SIZE];
    refusal_note_name("000001F1.ccm", name);
    ck_assert_str_eq(name, "000001F1.ndr");
}
END_TEST

/* ---- the protocol ---- */

START_TEST(where_nobody_is_refused_no_note_is_written)
{
    script_service_send(&service, "out", 1);
    script_service_start(&service);
    script_refuse(service.machine, "open", ".ndr", ST_ACCESS_DENIED);
    script_service_run(&service, 15);
    ck_assert(!script_has_struck(service.machine));
    ck_assert_uint_eq(script_service_delivered(&service, "out 1"), 1);
    ck_assert_uint_eq(script_service_files(&service, "Submit", "*"), 0);
}
END_TEST

START_TEST(a_note_holds_the_report_and_the_message_for_the_others)
{
    script_set(service.machine, LIMIT, "100");
    send_to(2);
    script_service_start(&service);
    script_refuse(service.machine, "queue_put", "", ST_BUSY);
    script_service_run(&service, 30);
    const char *note = script_service_text(&service, NOTE_1);
    ck_assert_msg(strncmp(note, "Refused: 0 ", 11) == 0, "%s", note);
    ck_assert_ptr_nonnull(strstr(note, "\r\nDoe, Ann at PO1\r\n***  Header Buffer Full  ***\r\n"));
    ck_assert_ptr_nonnull(strstr(note, "To: Smith, J at PO1\r\n"));
    ck_assert_ptr_null(strstr(note, "To: Doe, Ann at PO1\r\n"));
    ck_assert_uint_eq(script_service_waiting(&service), 1);
    script_refuse(service.machine, NULL, "", ST_OK);
    script_service_run(&service, 45);
    ck_assert_uint_eq(script_service_received(&service, "Undeliverable: two"), 1);
    ck_assert_uint_eq(script_service_delivered(&service, "two"), 1);
    ck_assert_uint_eq(script_service_files(&service, "Submit", "*"), 0);
}
END_TEST

START_TEST(who_is_refused_today_and_was_not_yesterday_gets_it)
{
    script_set(service.machine, LIMIT, "100");
    script_set(service.machine, "Logging Outbound", "Maximum");
    send_to(2);
    script_service_start(&service);
    script_refuse(service.machine, "queue_put", "", ST_BUSY);
    script_service_run(&service, 15);
    script_refuse(service.machine, NULL, "", ST_OK);
    script_set(service.machine, REJECTS, "Brady, Sally");
    start_again();
    script_service_run(&service, 30);
    const struct exchange_message *report =
        memory_exchange_message(service.exchange, EXCHANGE_MTS_IN, 0);
    ck_assert_ptr_nonnull(report);
    ck_assert_ptr_null(strstr((const char *)report->items[0].content.data, "Smith"));
    ck_assert_uint_eq(script_service_delivered(&service, "two"), 1);
    ck_assert_uint_eq(script_event_count(service.machine, 11001), 1);
}
END_TEST

START_TEST(a_full_disk_puts_the_report_off_with_the_letter)
{
    script_set(service.machine, REJECTS, "Brady, Sally");
    script_service_send(&service, "out", 1);
    script_service_start(&service);
    script_refuse(service.machine, "write", ".tmp", ST_DISK_FULL);
    script_service_run(&service, 15);
    ck_assert_uint_eq(script_event_count(service.machine, 98), 1);
    ck_assert_uint_eq(script_service_waiting(&service), 1);
    ck_assert_uint_eq(script_service_received(&service, "Undeliverable: out 1"), 0);
    script_refuse(service.machine, NULL, "", ST_OK);
    script_service_run(&service, 30);
    ck_assert_uint_eq(script_service_received(&service, "Undeliverable: out 1"), 1);
    ck_assert_uint_eq(script_service_waiting(&service), 0);
}
END_TEST

START_TEST(a_note_that_cannot_go_is_no_harm_and_goes_later)
{
    script_set(service.machine, LIMIT, "100");
    send_to(2);
    script_service_start(&service);
    script_refuse(service.machine, "remove", ".ndr", ST_ACCESS_DENIED);
    script_service_run(&service, 45);
    ck_assert(script_has_struck(service.machine));
    ck_assert_uint_eq(script_service_files(&service, "Submit", "*.ndr"), 1);
    ck_assert_uint_eq(script_service_delivered(&service, "two"), 1);
    script_refuse(service.machine, NULL, "", ST_OK);
    script_service_run(&service, 60);
    ck_assert_uint_eq(script_service_files(&service, "Submit", "*"), 0);
    ck_assert_uint_eq(script_service_delivered(&service, "two"), 1);
    ck_assert_uint_eq(script_service_received(&service, "Undeliverable: two"), 1);
}
END_TEST

static const struct {
    const char *name;
    const char *content;
} wrong_notes[] = {
    {"empty", ""},
    {"another title", "Refusal: 1 0 0\r\nx"},
    {"no numbers", "Refused:\r\n"},
    {"only the title", "Refused:"},
    {"no number behind the blank", "Refused: x 0 0\r\n"},
    {"one number", "Refused: 1\r\nx"},
    {"two numbers", "Refused: 1 0\r\nx"},
    {"numbers alone", "Refused: 1 0 0"},
    {"no line end", "Refused: 1 0 0 \nx"},
    {"no text", "Refused: 0 0 0\r\n"},
    {"cut off", "Refused: 5 0 0\r\nabcd"},
    {"cut off behind the report", "Refused: 2 2 0\r\nabc"},
    {"more than it says", "Refused: 1 0 0\r\nxy"},
    {"a number that no file has", "Refused: 99999999999999999999999 1 1\r\nx"},
    {"a message that is none", "Refused: 1 0 4\r\nxabcd"},
};

START_TEST(what_is_no_note_goes_to_bad_and_the_letter_is_decided_about)
{
    script_service_start(&service);
    ck_assert(script_service_write(&service, NOTE_1, wrong_notes[_i].content));
    script_service_send(&service, "out", 1);
    script_service_run(&service, 15);
    ck_assert_msg(script_event_count(service.machine, 54) == 1, "%s", wrong_notes[_i].name);
    ck_assert_uint_eq(script_service_files(&service, "Bad", "00000010.ndr"), 1);
    ck_assert_uint_eq(script_service_delivered(&service, "out 1"), 1);
}
END_TEST

START_TEST(a_bad_note_that_may_not_move_keeps_the_letter_in_the_queue)
{
    script_service_start(&service);
    ck_assert(script_service_write(&service, NOTE_1, "rubbish"));
    script_refuse(service.machine, "rename", ".ndr", ST_ACCESS_DENIED);
    script_service_send(&service, "out", 1);
    script_service_run(&service, 30);
    ck_assert_uint_eq(script_service_waiting(&service), 1);
    ck_assert_uint_eq(script_event_count(service.machine, 0), 0);
    script_refuse(service.machine, NULL, "", ST_OK);
    script_service_run(&service, 45);
    ck_assert_uint_eq(script_service_delivered(&service, "out 1"), 1);
}
END_TEST

START_TEST(a_note_that_cannot_be_read_keeps_the_letter_in_the_queue)
{
    script_service_start(&service);
    ck_assert(script_service_write(&service, NOTE_1, "Refused: 1 0 0\r\nx"));
    script_refuse(service.machine, "open", ".ndr", ST_IO_ERROR);
    script_service_send(&service, "out", 1);
    script_service_run(&service, 30);
    ck_assert_uint_eq(script_service_waiting(&service), 1);
    script_refuse(service.machine, NULL, "", ST_OK);
    script_service_run(&service, 45);
    ck_assert_uint_eq(script_service_waiting(&service), 0);
    ck_assert_uint_eq(script_service_received(&service, "Undeliverable: out 1"), 1);
    ck_assert_uint_eq(script_service_delivered(&service, "out 1"), 0);
}
END_TEST

/* ---- a report that the connector refuses, and nobody to tell ---- */

static void send_report(void)
{
    static const struct exchange_recipient to = {.is_responsible = true,
                                                 .address = {"Smith, J", "CCMAIL:Smith, J at PO1"}};
    static const struct exchange_item text = {.kind = EXCHANGE_TEXT, .name = ""};
    const struct exchange_message message = {
        .sender = {.display = "System Administrator", .address = "EX:System Administrator"},
        .recipients = &to,
        .recipient_count = 1,
        .subject = "Undeliverable: x",
        .date_ms = INT64_C(896776740000),
        .date_written = "",
        .kind = EXCHANGE_REPORT,
        .items = &text,
        .item_count = 1};
    memory_exchange_submit(service.exchange, &message);
}

START_TEST(delivery_restrictions_are_for_letters)
{
    script_set(service.machine, REJECTS, "System Administrator");
    send_report();
    script_service_start(&service);
    script_service_run(&service, 15);
    ck_assert_uint_eq(script_service_delivered(&service, "Undeliverable: x"), 1);
}
END_TEST

START_TEST(a_report_that_is_refused_lies_in_bad_once_wherever_the_service_ends)
{
    bool has_struck = true;
    uint64_t call = 1;
    for (; has_struck && call < CALLS_MAX; call++) {
        script_service_begin(&service);
        script_set(service.machine, LIMIT, "20");
        send_report();
        script_fail_at(service.machine, call, ST_PROCESS_GONE);
        script_service_start(&service);
        script_service_run(&service, 45);
        has_struck = script_has_struck(service.machine);
        start_again();
        script_service_run(&service, 120);
        ck_assert_msg(script_service_files(&service, "Bad", "00000011.ccm") == 1, "call %llu",
                      (unsigned long long)call);
        ck_assert_uint_eq(script_service_files(&service, "Bad", "*.ccm"), 1);
        ck_assert_uint_eq(script_service_waiting(&service), 0);
        ck_assert_uint_eq(memory_exchange_waiting(service.exchange, EXCHANGE_MTS_IN), 0);
        script_service_end(&service);
    }
    ck_assert_uint_gt(call, 40);
    ck_assert_uint_lt(call, CALLS_MAX);
}
END_TEST

START_TEST(a_report_that_may_not_go_to_bad_stays_in_the_queue)
{
    script_set(service.machine, LIMIT, "20");
    send_report();
    script_service_start(&service);
    script_refuse(service.machine, "rename", "Bad\\00000011.ccm", ST_ACCESS_DENIED);
    script_service_run(&service, 30);
    ck_assert_uint_eq(script_service_waiting(&service), 1);
    ck_assert_uint_eq(script_event_count(service.machine, 54), 0);
    script_refuse(service.machine, NULL, "", ST_OK);
    script_service_run(&service, 45);
    ck_assert_uint_eq(script_service_waiting(&service), 0);
    ck_assert_uint_eq(script_event_count(service.machine, 54), 1);
    const char *file = script_service_text(&service, "Bad\\00000011.ccm");
    ck_assert_ptr_nonnull(strstr(file, "Subject: Undeliverable: x\r\n"));
    ck_assert_ptr_nonnull(strstr(file, "To: Smith, J at PO1\r\n"));
}
END_TEST

/* ---- the service ends, and people change what was decided by ---- */

static const struct {
    const char *name;
    const char *setting;
    const char *before;
    const char *after;
} changes[] = {
    {"a sender is admitted", REJECTS, "Brady, Sally", ""},
    {"a sender is admitted no more", REJECTS, "", "Brady, Sally"},
    {"the header may be longer", LIMIT, "100", "4096"},
    {"the header may not be so long", LIMIT, "4096", "100"},
};

/* How many reports of that form there are that name him. */
static uint32_t told(const char *addressee, enum exchange_kind form)
{
    const struct exchange_message *report = NULL;
    uint32_t count = 0;
    for (size_t i = 0;; i++) {
        report = memory_exchange_message(service.exchange, EXCHANGE_MTS_IN, i);
        if (report == NULL) {
            return count;
        }
        count += report->kind == form &&
                 strstr((const char *)report->items[0].content.data, addressee) != NULL;
    }
}

START_TEST(each_is_told_of_once_in_his_form_wherever_the_service_ends)
{
    bool has_struck = true;
    uint64_t call = 1;
    for (; has_struck && call < CALLS_MAX; call++) {
        script_service_begin(&service);
        script_set(service.machine, LIMIT, "100");
        send_to(3);
        script_fail_at(service.machine, call, ST_PROCESS_GONE);
        script_service_start(&service);
        script_service_run(&service, 45);
        has_struck = script_has_struck(service.machine);
        start_again();
        script_service_run(&service, 120);
        const uint32_t notes = told("Doe, Ann at PO1\r\n***  Header", EXCHANGE_REPORT_NOTE);
        const uint32_t reports = told("fay@far.example\r\n***  The", EXCHANGE_REPORT);
        ck_assert_msg(notes == 1 && reports == 1, "call %llu: %u notes, %u reports",
                      (unsigned long long)call, (unsigned)notes, (unsigned)reports);
        ck_assert_uint_eq(told("Doe, Ann", EXCHANGE_REPORT), 0);
        ck_assert_uint_eq(told("fay@", EXCHANGE_REPORT_NOTE), 0);
        ck_assert_uint_eq(script_service_delivered(&service, "two"), 1);
        script_service_end(&service);
    }
    ck_assert_uint_gt(call, 50);
    ck_assert_uint_lt(call, CALLS_MAX);
}
END_TEST

/* How often the addressee is named: in reports, and in the file that waits for IMPORT. */
static uint32_t named(const char *addressee)
{
    const struct exchange_message *report = NULL;
    const char *file = script_service_text(&service, "Import\\00000010.ccm");
    uint32_t count = strstr(file, addressee) != NULL;
    for (size_t i = 0;; i++) {
        report = memory_exchange_message(service.exchange, EXCHANGE_MTS_IN, i);
        if (report == NULL) {
            return count;
        }
        count += strstr((const char *)report->items[0].content.data, addressee) != NULL;
    }
}

START_TEST(each_addressee_gets_it_or_is_reported_whatever_changes_behind_the_last_call)
{
    bool has_struck = true;
    uint64_t call = 1;
    for (; has_struck && call < CALLS_MAX; call++) {
        script_service_begin(&service);
        service.import_refuses = true;
        script_set(service.machine, changes[_i].setting, changes[_i].before);
        send_to(2);
        script_fail_at(service.machine, call, ST_PROCESS_GONE);
        script_service_start(&service);
        script_service_run(&service, 45);
        has_struck = script_has_struck(service.machine);
        script_set(service.machine, changes[_i].setting, changes[_i].after);
        start_again();
        script_service_run(&service, 120);
        const uint32_t smith = named("Smith, J at PO1");
        const uint32_t ann = named("Doe, Ann at PO1");
        ck_assert_msg(smith == 1 && ann == 1, "%s, call %llu: Smith is named %u times, Doe %u",
                      changes[_i].name, (unsigned long long)call, (unsigned)smith, (unsigned)ann);
        ck_assert_uint_eq(script_service_waiting(&service), 0);
        ck_assert_uint_eq(script_service_files(&service, "Submit", "*"), 0);
        script_service_end(&service);
    }
    ck_assert_uint_gt(call, 50);
    ck_assert_uint_lt(call, CALLS_MAX);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("refusal_note");
    TCase *tcase = tcase_create("refusal_note");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_loop_test(tcase, a_note_is_known_by_its_name, 0, (int)ARRAY_COUNT(names));
    tcase_add_test(tcase, a_note_stands_beside_its_message);
    tcase_add_test(tcase, where_nobody_is_refused_no_note_is_written);
    tcase_add_test(tcase, a_note_holds_the_report_and_the_message_for_the_others);
    tcase_add_test(tcase, who_is_refused_today_and_was_not_yesterday_gets_it);
    tcase_add_test(tcase, a_full_disk_puts_the_report_off_with_the_letter);
    tcase_add_test(tcase, a_note_that_cannot_go_is_no_harm_and_goes_later);
    tcase_add_loop_test(tcase, what_is_no_note_goes_to_bad_and_the_letter_is_decided_about, 0,
                        (int)ARRAY_COUNT(wrong_notes));
    tcase_add_test(tcase, a_bad_note_that_may_not_move_keeps_the_letter_in_the_queue);
    tcase_add_test(tcase, a_note_that_cannot_be_read_keeps_the_letter_in_the_queue);
    tcase_add_test(tcase, delivery_restrictions_are_for_letters);
    tcase_add_test(tcase, a_report_that_may_not_go_to_bad_stays_in_the_queue);
    suite_add_tcase(suite, tcase);
    TCase *ends = tcase_create("ends");
    tcase_add_loop_test(ends,
                        each_addressee_gets_it_or_is_reported_whatever_changes_behind_the_last_call,
                        0, (int)ARRAY_COUNT(changes));
    tcase_add_test(ends, a_report_that_is_refused_lies_in_bad_once_wherever_the_service_ends);
    tcase_add_test(ends, each_is_told_of_once_in_his_form_wherever_the_service_ends);
    suite_add_tcase(suite, ends);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
