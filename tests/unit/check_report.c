#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "support/script_service.h"

static struct script_service service;

static void begin(void)
{
    script_service_begin(&service);
}

static void end(void)
{
    script_service_end(&service);
}

static uint32_t events(uint32_t id)
{
    return (uint32_t)script_event_count(service.machine, id);
}

static const struct exchange_message *received(size_t index)
{
    return memory_exchange_message(service.exchange, EXCHANGE_MTS_IN, index);
}

START_TEST(undeliverable_mail_comes_back_to_the_sender)
{
    service.writes_notices = true;
    service.import_code = 5;
    script_service_send(&service, "out", 2);
    script_service_start(&service);
    script_service_run(&service, 15);
    ck_assert_uint_eq(events(63), 1);
    ck_assert_uint_eq(script_service_files(&service, "Import", "*"), 0);
    ck_assert_uint_eq(script_service_received(&service, "Undeliverable: out 1"), 1);
    ck_assert_uint_eq(script_service_received(&service, "Undeliverable: out 2"), 1);
    ck_assert_int_eq(received(0)->kind, EXCHANGE_REPORT_NOTE);
    ck_assert_str_eq(received(0)->recipients[0].address.address, "CCMAIL:Brady, Sally at SITE1");
    ck_assert(received(0)->recipients[0].is_responsible);
    ck_assert_str_eq(received(0)->sender.display, "cc:Mail Connector Interchange");
}
END_TEST

START_TEST(a_full_batch_of_undeliverable_mail_is_followed_at_once)
{
    service.writes_notices = true;
    service.import_code = 5;
    script_service_send(&service, "out", 12);
    script_service_start(&service);
    script_service_run(&service, 15);
    ck_assert_uint_eq(service.import_runs, 3);
    ck_assert_uint_eq(memory_exchange_waiting(service.exchange, EXCHANGE_MTS_IN), 12);
}
END_TEST

START_TEST(equal_notices_of_two_runs_are_two_reports)
{
    service.writes_notices = true;
    service.import_code = 5;
    script_service_send(&service, "out", 1);
    script_service_start(&service);
    script_service_run(&service, 15);
    script_service_send(&service, "out", 1);
    script_service_run(&service, 30);
    ck_assert_uint_eq(script_service_received(&service, "Undeliverable: out 1"), 2);
}
END_TEST

START_TEST(a_notice_that_exchange_refuses_is_kept_and_stops_import)
{
    service.writes_notices = true;
    service.import_code = 5;
    script_service_send(&service, "out", 1);
    script_service_start(&service);
    script_refuse(service.machine, "queue_put", "", ST_BUSY);
    script_service_run(&service, 15);
    script_service_send(&service, "more", 1);
    script_service_run(&service, 45);
    ck_assert_uint_eq(service.import_runs, 1);
    ck_assert_uint_eq(script_service_files(&service, "Import", "*.und"), 1);
    script_refuse(service.machine, NULL, "", ST_OK);
    script_service_run(&service, 60);
    ck_assert_uint_eq(script_service_received(&service, "Undeliverable: out 1"), 1);
    ck_assert_uint_eq(script_service_received(&service, "Undeliverable: more 1"), 1);
}
END_TEST

#define FRAME                                                                                      \
    "Your message was not delivered to all recipients\r\n"                                         \
    "The cause of the failure(s) is listed below\r\n***  Recipient unknown  ***\r\n"
#define WHOM "From: A at SITE1\r\nRecipient: X\r\nReason: Y\r\n"
#define LAST "Text:\r\n         0\r\n\r\nEnd-Of-Report\r\n"

/* Each lacks one thing of a good one. */
static const struct {
    const char *name;
    const char *content;
    uint32_t reports;
} wrong_notices[] = {
    {"no notice", "this is not a notice\r\n", 0},
    {"no sender", FRAME "From: \r\nRecipient: X\r\nReason: Y\r\n" LAST, 0},
    {"no addressee", FRAME "From: A at SITE1\r\n" LAST, 0},
    {"cut off", FRAME WHOM, 0},
    {"cut off in a line", FRAME WHOM "Text:", 0},
    {"a wrong count", FRAME WHOM "Text:\r\n 99\r\n\r\nEnd-Of-Report\r\n", 0},
    {"no count", FRAME WHOM "Text:\r\nx\r\n\r\nEnd-Of-Report\r\n", 0},
    {"a count that misses", FRAME WHOM "Text:\r\n0\r\nabc\r\nEnd-Of-Report\r\n", 0},
    {"a last line that is text", FRAME WHOM "Text:\r\n0\r\nabc\r\n", 0},
    {"another end", FRAME WHOM "Text:\r\n0\r\n\r\nEnd\r\n", 0},
    {"one good, one not", FRAME WHOM LAST "rubbish\r\n", 1},
};

START_TEST(what_is_no_notice_goes_to_bad)
{
    script_service_start(&service);
    ck_assert(script_service_write(&service, "Import\\ccmail.und", wrong_notices[_i].content));
    script_service_run(&service, 15);
    ck_assert_msg(events(54) == 1, "%s", wrong_notices[_i].name);
    ck_assert_uint_eq(script_service_files(&service, "Bad", "ccmail.und"), 1);
    ck_assert_uint_eq(script_service_files(&service, "Import", "*"), 0);
    ck_assert_uint_eq(memory_exchange_waiting(service.exchange, EXCHANGE_MTS_IN),
                      wrong_notices[_i].reports);
}
END_TEST

START_TEST(a_report_names_each_refused_addressee)
{
    script_service_start(&service);
    ck_assert(script_service_write(
        &service, "Import\\x.und",
        FRAME "Message-Number: 0\r\nFrom: User [SMTP:u@x.example] at SITE1\r\nSubject: gr\x81n\r\n"
              "Recipient: A at PO9\r\nReason: Recipient unknown\r\n"
              "Recipient: M\x81ller\r\nReason: Not here\r\n" LAST));
    script_service_run(&service, 15);
    ck_assert_uint_eq(memory_exchange_waiting(service.exchange, EXCHANGE_MTS_IN), 1);
    ck_assert_str_eq(received(0)->subject, "Undeliverable: gr\xc3\xbcn");
    ck_assert_str_eq(received(0)->recipients[0].address.address, "SMTP:u@x.example");
    ck_assert_str_eq((const char *)received(0)->items[0].content.data,
                     "Your message was not delivered to all recipients\r\nThe cause of the "
                     "failure(s) is listed below\r\n\r\nA at PO9\r\n***  Recipient unknown  "
                     "***\r\nM\xc3\xbcller\r\n***  Not here  ***\r\n");
}
END_TEST

/* A notice with that reason arrives, then a letter goes out; the Date line that it gets, or what
 * was said instead. */
static bool date_is(const char *notice_name, uint64_t second, const char *date)
{
    static const char notice[] = FRAME "From: A at SITE1\r\nSubject: x\r\nRecipient: B at PO1\r\n"
                                       "Reason: Unknown Date Format\r\n" LAST;
    if (notice_name != NULL) {
        ck_assert(script_service_write(&service, notice_name, notice));
    }
    script_service_run(&service, second);
    script_service_send(&service, "out", 1);
    script_service_run(&service, second + 15);
    return text_contains_event(script_last_event(service.machine), date);
}

static const char *form_setting(void)
{
    const char *value = NULL;
    const enum status st = os_setting_get(script_os(service.machine), "MSExchangeCCMC",
                                          "Locale Date Format", &service.arena, &value);
    return st == ST_OK ? value : "absent";
}

START_TEST(a_date_that_import_does_not_know_changes_the_form_once)
{
    script_set(service.machine, "Post Office Language", "German");
    script_set(service.machine, "Logging Outbound", "Maximum");
    script_service_start(&service);
    ck_assert(date_is(NULL, 15, "Date: 2.6.98 8:39 To:"));
    ck_assert_str_eq(form_setting(), "absent");
    ck_assert(date_is("Import\\x.und", 45, "Date: 6/2/98 8:39 To:"));
    ck_assert_str_eq(form_setting(), "1");
    script_service_stop(&service);
    script_set(service.machine, "Locale Date Format", "2");
    script_service_start(&service);
    ck_assert(date_is("Import\\y.und", 75, "Date: 2/6/98 8:39 To:"));
    ck_assert_str_eq(form_setting(), "2");
}
END_TEST

START_TEST(a_form_that_was_chosen_while_the_service_runs_stays)
{
    script_set(service.machine, "Post Office Language", "de-DE");
    script_set(service.machine, "Logging Outbound", "Maximum");
    script_service_start(&service);
    script_set(service.machine, "Locale Date Format", "3");
    ck_assert(date_is("Import\\x.und", 15, "Date: 2.6.98 8:39 To:"));
    ck_assert_str_eq(form_setting(), "3");
}
END_TEST

START_TEST(the_locale_of_the_machine_decides_no_date)
{
    script_set_locale(service.machine, (struct os_locale){.date_order = 1,
                                                          .date_separator = '.',
                                                          .time_separator = '.',
                                                          .code_page = 850});
    script_set(service.machine, "Logging Outbound", "Maximum");
    script_service_start(&service);
    ck_assert(date_is(NULL, 15, "Date: 6/2/98 8:39 To:"));
}
END_TEST

START_TEST(a_notice_beside_its_message_waits_for_the_run_that_finishes)
{
    service.import_refuses = true;
    service.import_code = 1;
    script_service_send(&service, "out", 1);
    script_service_start(&service);
    script_service_run(&service, 15);
    ck_assert(script_service_write(&service, "Import\\00000010.UND",
                                   FRAME "From: A at SITE1\r\nRecipient: X\r\nReason: Y\r\n" LAST));
    script_service_run(&service, 60);
    ck_assert_uint_eq(memory_exchange_waiting(service.exchange, EXCHANGE_MTS_IN), 0);
    ck_assert_uint_eq(script_service_files(&service, "Import", "*"), 2);
}
END_TEST

START_TEST(a_message_that_import_cannot_read_comes_back_to_its_sender)
{
    script_service_start(&service);
    ck_assert(script_service_write(&service, "Submit\\damaged.ccm",
                                   "Mess\r\nFrom: Brady, Sally at SITE1\r\nTo: A at "
                                   "PO1\r\nSubject: torn\r\nCc: M\x81ller at PO1"));
    script_service_send(&service, "out", 1);
    script_service_run(&service, 15);
    ck_assert_uint_eq(events(59), 1);
    ck_assert_uint_eq(script_service_received(&service, "Undeliverable: torn"), 1);
    ck_assert_str_eq(received(0)->recipients[0].address.address, "CCMAIL:Brady, Sally at SITE1");
    ck_assert_str_eq((const char *)received(0)->items[0].content.data,
                     "Your message was not delivered to all recipients\r\nThe cause of the "
                     "failure(s) is listed below\r\n\r\n"
                     "A at PO1\r\n***  Not a message  ***\r\nM\xc3\xbcller at PO1\r\n***  Not a "
                     "message  ***\r\n");
    ck_assert_uint_eq(script_service_files(&service, "Import", "*"), 0);
    ck_assert_uint_eq(script_service_delivered(&service, "out 1"), 1);
    script_service_run(&service, 60);
    ck_assert_uint_eq(events(0), 1);
}
END_TEST

START_TEST(a_message_is_not_read_behind_its_report_by_a_newer_import)
{
    bool has_struck = true;
    uint64_t call = 1;
    for (; has_struck && call < 1000; call++) {
        script_service_end(&service); /* the fixture's, and then the last one */
        script_service_begin(&service);
        script_service_start(&service);
        ck_assert(script_service_write(&service, "Submit\\damaged.ccm",
                                       "Mess\r\nFrom: A at SITE1\r\nTo: B at PO1\r\nSubject: x"));
        script_reset_calls(service.machine);
        script_fail_at(service.machine, call, ST_PROCESS_GONE);
        script_service_run(&service, 45);
        has_struck = script_has_struck(service.machine);
        service.reads_rubbish = true;
        if (has_struck) {
            script_revive(service.machine);
            script_service_start(&service);
        }
        script_service_run(&service, 120);
        const uint32_t came_back = script_service_received(&service, "Undeliverable: x");
        const uint32_t arrived = script_service_delivered(&service, "rubbish");
        ck_assert_msg(came_back + arrived == 1, "call %llu: came back %u times, arrived %u times",
                      (unsigned long long)call, (unsigned)came_back, (unsigned)arrived);
        ck_assert(has_struck || came_back == 1);
        ck_assert_uint_eq(script_service_files(&service, "Import", "*"), 0);
        ck_assert_uint_eq(script_service_files(&service, "Bad", "*"), 0);
    }
    ck_assert_uint_gt(call, 50);
    ck_assert_uint_lt(call, 1000);
}
END_TEST

static const struct {
    const char *name;
    const char *notice; /* NULL: it is gone */
    const char *reason;
} withdrawn[] = {
    {"without a notice", NULL, "***  Unreadable message file  ***"},
    {"beside something else", "rubbish", "***  Unreadable message file  ***"},
    {"beside its notice", FRAME "From: \r\n" LAST, "***  Recipient unknown  ***"},
};

START_TEST(a_withdrawn_message_is_reported_whatever_became_of_its_notice)
{
    script_service_start(&service);
    ck_assert(script_service_write(&service, "Import\\x.ndr", "From: A at SITE1\r\nTo: B at PO1"));
    if (withdrawn[_i].notice != NULL) {
        ck_assert(script_service_write(&service, "Import\\x.und", withdrawn[_i].notice));
    }
    script_service_run(&service, 15);
    const struct exchange_message *report = received(0);
    ck_assert_msg(report != NULL, "%s", withdrawn[_i].name);
    ck_assert_ptr_nonnull(
        strstr((const char *)report->items[0].content.data, withdrawn[_i].reason));
    ck_assert_uint_eq(script_service_files(&service, "Import", "*"), 0);
    ck_assert_uint_eq(script_service_files(&service, "Bad", "*"), 0);
}
END_TEST

START_TEST(a_withdrawn_message_that_names_nobody_goes_to_bad)
{
    script_service_start(&service);
    ck_assert(script_service_write(&service, "Import\\x.ndr", "rubbish"));
    script_service_run(&service, 15);
    ck_assert_uint_eq(events(54), 1);
    ck_assert_uint_eq(script_service_files(&service, "Bad", "x.ndr"), 1);
}
END_TEST

START_TEST(a_message_that_cannot_be_withdrawn_is_not_reported)
{
    script_service_start(&service);
    ck_assert(script_service_write(&service, "Submit\\x.ccm", "From: A at SITE1\r\nTo: B at PO1"));
    script_refuse(service.machine, "rename", "x.ndr", ST_ACCESS_DENIED);
    script_service_run(&service, 15);
    ck_assert_uint_eq(memory_exchange_waiting(service.exchange, EXCHANGE_MTS_IN), 0);
    script_refuse(service.machine, NULL, "", ST_OK);
    script_service_run(&service, 60);
    ck_assert_uint_eq(memory_exchange_waiting(service.exchange, EXCHANGE_MTS_IN), 1);
    ck_assert_uint_eq(script_service_files(&service, "Import", "*"), 0);
}
END_TEST

START_TEST(a_message_that_names_no_sender_goes_to_bad)
{
    script_service_start(&service);
    ck_assert(script_service_write(&service, "Submit\\damaged.ccm", "rubbish\r\nFrom:\r\n"));
    script_service_run(&service, 15);
    ck_assert_uint_eq(events(59), 1);
    ck_assert_uint_eq(events(54), 1);
    ck_assert_uint_eq(script_service_files(&service, "Bad", "damaged.ccm"), 1);
    ck_assert_uint_eq(script_service_files(&service, "Import", "*"), 0);
}
END_TEST

START_TEST(a_report_that_import_refuses_causes_none)
{
    const struct exchange_recipient recipient = {
        .kind = EXCHANGE_TO,
        .is_responsible = true,
        .address = {.display = "X", .address = "CCMAIL:X at PO1"}};
    service.writes_notices = true;
    service.import_code = 5;
    memory_exchange_submit(service.exchange,
                           &(struct exchange_message){.sender = {.display = "System Administrator",
                                                                 .address = "EX:System"},
                                                      .recipients = &recipient,
                                                      .recipient_count = 1,
                                                      .subject = "Undeliverable: y",
                                                      .date_ms = 0,
                                                      .date_written = "",
                                                      .kind = EXCHANGE_REPORT});
    script_service_start(&service);
    script_service_run(&service, 15);
    ck_assert_uint_eq(service.import_runs, 1);
    ck_assert_uint_eq(memory_exchange_waiting(service.exchange, EXCHANGE_MTS_IN), 0);
    ck_assert_uint_eq(script_service_files(&service, "Import", "*"), 0);
}
END_TEST

/* A message that cannot go: its only recipient is no cc:Mail user. */
static void send_to_nobody(enum exchange_kind kind)
{
    const struct exchange_recipient recipient = {
        .kind = EXCHANGE_TO,
        .is_responsible = true,
        .address = {.display = "Nobody", .address = "SMTP:nobody@x.example"}};
    memory_exchange_submit(service.exchange,
                           &(struct exchange_message){
                               .sender = {.display = "Brady, Sally", .address = "EX:Brady, Sally"},
                               .recipients = &recipient,
                               .recipient_count = 1,
                               .subject = "lost?",
                               .date_ms = INT64_MIN,
                               .date_written = "",
                               .kind = kind});
}

START_TEST(what_cannot_be_converted_comes_back_before_the_hand_over)
{
    send_to_nobody(EXCHANGE_NOTE);
    script_service_start(&service);
    script_service_run(&service, 15);
    ck_assert_uint_eq(script_service_waiting(&service), 0);
    ck_assert_uint_eq(service.import_runs, 0);
    ck_assert_uint_eq(script_service_received(&service, "Undeliverable: lost?"), 1);
    ck_assert_int_eq(received(0)->kind, EXCHANGE_REPORT);
    ck_assert_str_eq(received(0)->recipients[0].address.address, "EX:Brady, Sally");
    ck_assert_str_eq((const char *)received(0)->items[0].content.data,
                     "Your message was not delivered to all recipients\r\nThe cause of the "
                     "failure(s) is listed below\r\n\r\nSMTP:nobody@x.example\r\n***  The address "
                     "is not a Lotus "
                     "cc:Mail address  ***\r\n");
}
END_TEST

START_TEST(a_report_never_causes_a_report)
{
    send_to_nobody(EXCHANGE_REPORT);
    script_service_start(&service);
    script_service_run(&service, 15);
    ck_assert_uint_eq(script_service_waiting(&service), 0);
    ck_assert_uint_eq(memory_exchange_waiting(service.exchange, EXCHANGE_MTS_IN), 0);
    script_service_stop(&service);
    script_set(service.machine, "Administrator Mailbox", "EX:Admin");
    send_to_nobody(EXCHANGE_REPORT);
    script_service_start(&service);
    script_service_run(&service, 30);
    ck_assert_uint_eq(memory_exchange_waiting(service.exchange, EXCHANGE_MTS_IN), 1);
    ck_assert_str_eq(received(0)->recipients[0].address.address, "EX:Admin");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report");
    TCase *tcase = tcase_create("report");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, undeliverable_mail_comes_back_to_the_sender);
    tcase_add_test(tcase, a_full_batch_of_undeliverable_mail_is_followed_at_once);
    tcase_add_test(tcase, equal_notices_of_two_runs_are_two_reports);
    tcase_add_test(tcase, a_notice_that_exchange_refuses_is_kept_and_stops_import);
    tcase_add_loop_test(tcase, what_is_no_notice_goes_to_bad, 0, (int)ARRAY_COUNT(wrong_notices));
    tcase_add_test(tcase, a_report_names_each_refused_addressee);
    tcase_add_test(tcase, a_date_that_import_does_not_know_changes_the_form_once);
    tcase_add_test(tcase, a_form_that_was_chosen_while_the_service_runs_stays);
    tcase_add_test(tcase, the_locale_of_the_machine_decides_no_date);
    tcase_add_test(tcase, a_notice_beside_its_message_waits_for_the_run_that_finishes);
    tcase_add_test(tcase, a_message_that_import_cannot_read_comes_back_to_its_sender);
    tcase_add_test(tcase, a_message_that_names_no_sender_goes_to_bad);
    tcase_add_test(tcase, a_message_is_not_read_behind_its_report_by_a_newer_import);
    tcase_add_loop_test(tcase, a_withdrawn_message_is_reported_whatever_became_of_its_notice, 0,
                        (int)ARRAY_COUNT(withdrawn));
    tcase_add_test(tcase, a_withdrawn_message_that_names_nobody_goes_to_bad);
    tcase_add_test(tcase, a_message_that_cannot_be_withdrawn_is_not_reported);
    tcase_add_test(tcase, a_report_that_import_refuses_causes_none);
    tcase_add_test(tcase, what_cannot_be_converted_comes_back_before_the_hand_over);
    tcase_add_test(tcase, a_report_never_causes_a_report);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
