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

START_TEST(import_is_told_post_office_password_path_and_file)
{
    script_service_send(&service, "out", 1);
    script_service_start(&service);
    script_service_run(&service, 15);
    ck_assert_str_eq(script_service_text(&service, "Import.ini"),
                     "/NPO1\r\n/Psecret\r\n/D\\\\NT1\\CCPO\r\n/@IMPORT\\*.CCM\r\n/FORMAT/DB6\r\n");
    ck_assert_str_eq(service.import_arguments,
                     "/ITEMSIZE /PARTIAL /BATCH /FILES/MACBIN2 C:\\ccmcdata\\Import.ini");
}
END_TEST

START_TEST(a_changed_post_office_page_counts_at_the_next_run)
{
    script_service_send(&service, "out", 1);
    script_service_start(&service);
    script_service_run(&service, 15);
    script_set(service.machine, "Post Office Path", "\\\\EX1\\CCPO");
    script_service_send(&service, "out", 1);
    script_service_run(&service, 30);
    ck_assert_str_eq(script_service_text(&service, "Import.ini"),
                     "/NPO1\r\n/Psecret\r\n/D\\\\EX1\\CCPO\r\n/@IMPORT\\*.CCM\r\n/FORMAT/DB6\r\n");
}
END_TEST

START_TEST(an_idle_connector_does_not_run_import)
{
    script_service_start(&service);
    script_service_run(&service, 300);
    ck_assert_uint_eq(service.import_runs, 0);
    ck_assert_uint_eq(service.export_runs, 20);
}
END_TEST

START_TEST(success_is_logged_with_raised_logging_only)
{
    script_set(service.machine, "Logging General", "Minimum");
    script_set(service.machine, "Logging Outbound", "Maximum");
    script_service_send(&service, "out", 1);
    script_service_start(&service);
    script_service_run(&service, 15);
    ck_assert_uint_eq(events(58), 1);
    ck_assert_uint_eq(events(67), 1);
    ck_assert_uint_eq(events(11001), 1);
    ck_assert_str_eq(script_event_text(service.machine, 0),
                     "The following message was sent from Microsoft Exchange to Lotus cc:Mail, "
                     "From: Brady, Sally at SITE1 Date: 6/2/98 8:39 To: Smith, J at PO1");
    ck_assert_str_eq(script_event_text(service.machine, 1),
                     "Lotus cc:Mail IMPORT from file *.ccm completed successfully.");
}
END_TEST

START_TEST(a_full_batch_that_did_not_end_well_does_not_run_again_at_once)
{
    service.import_code = 1; /* and yet all files are gone */
    script_service_send(&service, "out", 12);
    script_service_start(&service);
    script_service_run(&service, 15);
    ck_assert_uint_eq(service.import_runs, 1);
    script_service_run(&service, 30);
    ck_assert_uint_eq(service.import_runs, 2);
    service.import_code = 0;
    script_service_run(&service, 45);
    ck_assert_uint_eq(service.delivered_count, 12);
}
END_TEST

START_TEST(the_event_of_a_message_names_no_blind_copy)
{
    static const struct exchange_recipient recipients[] = {
        {.kind = EXCHANGE_TO,
         .is_responsible = true,
         .address = {.display = "Smith, J", .address = "CCMAIL:Smith, J at PO1"}},
        {.kind = EXCHANGE_CC,
         .is_responsible = true,
         .address = {.display = "Doe, A", .address = "CCMAIL:Doe, A at PO1"}},
        {.kind = EXCHANGE_BCC,
         .is_responsible = true,
         .address = {.display = "Roe, M", .address = "CCMAIL:Roe, M at PO1"}}};
    static const struct exchange_message message = {
        .sender = {.display = "Brady, Sally", .address = "CCMAIL:Brady, Sally at SITE1"},
        .recipients = recipients,
        .recipient_count = ARRAY_COUNT(recipients),
        .subject = "for three",
        .date_ms = INT64_C(896776740000),
        .date_written = ""};
    script_set(service.machine, "Logging Outbound", "Maximum");
    memory_exchange_submit(service.exchange, &message);
    script_service_start(&service);
    script_service_run(&service, 15);
    ck_assert_uint_eq(events(11001), 1);
    const char *text = script_event_text(service.machine, 0);
    ck_assert_msg(strstr(text, "To: Smith, J at PO1, Doe, A at PO1") != NULL, "%s", text);
    ck_assert_msg(strstr(text, "Roe") == NULL, "%s", text);
}
END_TEST

static const struct {
    int code;
    uint32_t event;
} codes[] = {{1, 59}, {2, 60}, {3, 61}, {4, 62}, {5, 63}, {6, 64}, {200, 64}};

START_TEST(each_result_code_has_its_event_at_each_poll)
{
    service.import_refuses = true;
    service.import_code = codes[_i].code;
    script_service_send(&service, "out", 5);
    script_service_start(&service);
    script_service_run(&service, 60);
    ck_assert_uint_eq(events(codes[_i].event), 4);
    ck_assert_uint_eq(events(0), 4);
    ck_assert_uint_eq(script_service_files(&service, "Import", "*.ccm"), 5);
}
END_TEST

START_TEST(a_message_of_the_loader_is_a_program_that_failed_to_run)
{
    service.import_refuses = true;
    service.import_code = 1;
    service.console = "R0002 Resource file not found: C:\\WINNT\\IE.RI.\r\n";
    service.export_code = 1;
    script_service_send(&service, "out", 1);
    script_service_start(&service);
    script_service_run(&service, 15);
    ck_assert_uint_eq(events(56), 1);
    ck_assert_uint_eq(events(65), 1);
    ck_assert_uint_eq(events(0), 2);
    ck_assert_str_eq(script_last_event(service.machine),
                     "Lotus cc:Mail EXPORT to file msg0001.ccm failed to run. R0002 Resource file "
                     "not found: C:\\WINNT\\IE.RI.");
}
END_TEST

START_TEST(a_locked_post_office_is_told_with_the_console)
{
    service.import_refuses = true;
    service.import_code = 4;
    service.console = "Post office is temporarily shut down.\r\n";
    script_service_send(&service, "out", 1);
    script_service_start(&service);
    script_service_run(&service, 15);
    ck_assert_str_eq(script_event_text(service.machine, 0),
                     "Lotus cc:Mail IMPORT from file *.ccm returned result code 4. The Lotus "
                     "cc:Mail post office is locked by another process.  Post office is "
                     "temporarily shut down.");
}
END_TEST

START_TEST(files_left_by_a_former_service_are_taken_up_at_once)
{
    script_service_start(&service);
    script_service_stop(&service);
    ck_assert(script_service_write(&service, "Submit\\saved.ccm",
                                   "Message:\r\nFrom: A at SITE1\r\nDate: 6/2/98 8:39\r\nTo: B at "
                                   "PO1\r\nSubject: saved\r\nContents:\r\nText item:\r\nx\r\n"));
    script_service_send(&service, "out", 1);
    script_service_start(&service);
    ck_assert_uint_eq(script_service_delivered(&service, "saved"), 1);
    ck_assert_uint_eq(script_service_waiting(&service), 1);
    script_service_run(&service, 15);
    ck_assert_uint_eq(script_service_delivered(&service, "out 1"), 1);
}
END_TEST

START_TEST(the_next_poll_counts_from_the_start_of_the_last_run)
{
    script_service_send(&service, "out", 1);
    script_service_start(&service);
    script_service_run(&service, 15);
    script_service_send(&service, "later", 1);
    script_service_run(&service, 29);
    ck_assert_uint_eq(service.import_runs, 1);
    script_service_run(&service, 30);
    ck_assert_uint_eq(service.import_runs, 2);
}
END_TEST

START_TEST(the_next_poll_counts_from_a_run_that_followed_a_full_one_at_once)
{
    script_service_send(&service, "out", 6);
    script_service_start(&service);
    script_refuse(service.machine, "process_poll", "", ST_BUSY); /* asked again each 15 s */
    script_service_run(&service, 31);
    script_refuse(service.machine, NULL, "", ST_OK);
    service.import_refuses = true;
    service.import_code = 1;
    script_service_run(&service, 45);
    ck_assert_uint_eq(service.import_runs, 2);
    script_service_run(&service, 59);
    ck_assert_uint_eq(events(59), 1);
    script_service_run(&service, 60);
    ck_assert_uint_eq(events(59), 2);
}
END_TEST

START_TEST(a_run_longer_than_the_interval_is_followed_by_a_poll_at_once)
{
    service.import_never_ends = true;
    script_service_send(&service, "out", 1);
    script_service_start(&service);
    script_service_run(&service, 15 + 1799);
    ck_assert_uint_eq(service.import_runs, 1);
    service.import_never_ends = false;
    service.import_runs = 0;
    script_service_run(&service, 15 + 1800);
    ck_assert_uint_eq(events(59), 1); /* killed: result code 1 */
    ck_assert_uint_eq(service.import_runs, 1);
    ck_assert_uint_eq(script_service_delivered(&service, "out 1"), 1);
}
END_TEST

START_TEST(a_program_that_cannot_be_asked_is_asked_again_before_long)
{
    script_service_send(&service, "out", 5);
    script_service_send(&service, "more", 1);
    script_service_start(&service);
    script_refuse(service.machine, "process_poll", "", ST_BUSY);
    script_service_run(&service, 15);
    script_refuse(service.machine, NULL, "", ST_OK);
    script_service_run(&service, 45);
    ck_assert_uint_eq(service.delivered_count, 6);
}
END_TEST

START_TEST(a_program_that_cannot_even_be_killed_is_given_up)
{
    service.import_never_ends = true;
    script_service_send(&service, "out", 1);
    script_service_start(&service);
    script_refuse(service.machine, "process_kill", "", ST_ACCESS_DENIED);
    script_service_run(&service, 15 + 3599);
    ck_assert_uint_eq(service.import_runs, 1);
    service.import_never_ends = false;
    script_service_run(&service, 15 + 3600 + 15);
    ck_assert_uint_eq(events(0), 0);
    ck_assert_uint_eq(script_service_delivered(&service, "out 1"), 1);
}
END_TEST

START_TEST(a_program_whose_kill_was_refused_is_killed_with_the_next_interval)
{
    service.import_never_ends = true;
    script_service_send(&service, "out", 1);
    script_service_start(&service);
    script_refuse(service.machine, "process_kill", "", ST_ACCESS_DENIED);
    script_service_run(&service, 15 + 1800);
    script_refuse(service.machine, NULL, "", ST_OK);
    service.import_never_ends = false;
    script_service_run(&service, 15 + 1800 + 14);
    ck_assert_uint_eq(events(59), 0);
    script_service_run(&service, 15 + 1800 + 15);
    ck_assert_uint_eq(events(59), 1);
    script_service_run(&service, 15 + 1800 + 30);
    ck_assert_uint_eq(script_service_delivered(&service, "out 1"), 1);
}
END_TEST

START_TEST(an_unusable_import_directory_keeps_files_in_submit_silently)
{
    script_service_start(&service);
    ck_assert(script_remove(service.machine, SCRIPT_STORE "\\Import"));
    script_service_send(&service, "out", 7);
    script_service_run(&service, 120);
    ck_assert_uint_eq(script_service_files(&service, "Submit", "*.ccm"), 5);
    ck_assert_uint_eq(script_service_waiting(&service), 2);
    ck_assert_uint_eq(events(0), 0);
    ck_assert_uint_eq(service.import_runs, 0);
    script_service_stop(&service);
    script_service_start(&service); /* makes the directory again */
    script_service_run(&service, 180);
    ck_assert_uint_eq(service.delivered_count, 7);
}
END_TEST

START_TEST(what_is_in_import_goes_on_while_submit_cannot_be_listed)
{
    service.import_code = 1;
    service.import_refuses = true;
    script_service_send(&service, "out", 1);
    script_service_start(&service);
    script_service_run(&service, 15);
    script_refuse(service.machine, "list", "Submit", ST_ACCESS_DENIED);
    service.import_code = 0;
    service.import_refuses = false;
    script_service_send(&service, "later", 1);
    script_service_run(&service, 30);
    ck_assert_uint_eq(script_service_delivered(&service, "out 1"), 1);
    ck_assert_uint_eq(script_service_waiting(&service), 1);
}
END_TEST

START_TEST(a_file_that_may_not_move_stays_in_submit)
{
    script_service_start(&service);
    script_refuse(service.machine, "rename", "00000010.ccm", ST_ACCESS_DENIED);
    script_service_send(&service, "out", 1);
    script_service_run(&service, 60);
    ck_assert(script_has_struck(service.machine));
    ck_assert_uint_eq(script_service_waiting(&service), 1);
    ck_assert_uint_eq(events(0), 0);
}
END_TEST

START_TEST(a_full_disk_is_told_and_keeps_the_mail_in_the_queue)
{
    script_service_start(&service);
    script_refuse(service.machine, "write", ".tmp", ST_DISK_FULL);
    script_service_send(&service, "out", 2);
    script_service_run(&service, 30);
    ck_assert_uint_eq(events(98), 2);
    ck_assert_uint_eq(script_service_waiting(&service), 2);
    script_refuse(service.machine, "write", "Import.ini", ST_DISK_FULL);
    script_service_run(&service, 45);
    ck_assert_uint_eq(events(98), 3);
    ck_assert_uint_eq(script_service_files(&service, "Import", "*.ccm"), 2);
    script_refuse(service.machine, NULL, "", ST_OK);
    script_service_run(&service, 60);
    ck_assert_uint_eq(service.delivered_count, 2);
}
END_TEST

START_TEST(a_message_whose_name_is_in_submit_was_converted_before)
{
    script_set(service.machine, "Logging Outbound", "Maximum");
    script_service_start(&service);
    script_service_send(&service, "out", 2);
    script_refuse(service.machine, "queue_take", "", ST_BUSY);
    script_service_run(&service, 30);
    ck_assert_uint_eq(script_service_files(&service, "Submit", "*.ccm"), 1);
    ck_assert_uint_eq(script_service_waiting(&service), 2);
    ck_assert_uint_eq(service.import_runs, 0);
    script_refuse(service.machine, NULL, "", ST_OK);
    script_service_run(&service, 45);
    ck_assert_uint_eq(service.delivered_count, 2);
    ck_assert_uint_eq(events(11001), 2);
}
END_TEST

START_TEST(a_name_that_is_taken_in_import_waits_in_submit)
{
    service.import_refuses = true;
    service.import_code = 3;
    script_service_start(&service);
    ck_assert(script_service_write(&service, "Import\\same.ccm", "x"));
    ck_assert(script_service_write(&service, "Submit\\same.ccm", "y"));
    script_service_send(&service, "out", 1);
    script_service_run(&service, 15);
    ck_assert_str_eq(script_service_text(&service, "Import\\same.ccm"), "x");
    ck_assert_str_eq(script_service_text(&service, "Submit\\same.ccm"), "y");
    ck_assert_uint_eq(script_service_files(&service, "Import", "00000010.ccm"), 1);
}
END_TEST

START_TEST(copies_are_saved_when_asked_for)
{
    script_set(service.machine, "Save a copy of the Imported files", "1");
    script_service_send(&service, "out", 3);
    script_service_start(&service);
    script_service_run(&service, 15);
    ck_assert_uint_eq(script_service_files(&service, "Import.bak", "Msg????.ccm"), 3);
    ck_assert_uint_eq(service.delivered_count, 3);
}
END_TEST

START_TEST(a_copy_that_cannot_be_saved_hinders_nothing)
{
    script_set(service.machine, "Save a copy of the Imported files", "1");
    script_service_start(&service);
    script_remove(service.machine, SCRIPT_STORE "\\Import.bak");
    script_service_send(&service, "out", 3);
    script_service_run(&service, 15);
    ck_assert_uint_eq(service.delivered_count, 3);
}
END_TEST

START_TEST(a_program_folder_can_be_set)
{
    script_set(service.machine, "cc:Mail Admin file path", "C:\\ccadmin");
    script_service_send(&service, "out", 1);
    script_service_start(&service);
    script_service_run(&service, 15);
    ck_assert_uint_eq(events(43), 2); /* both are looked for there */
    ck_assert_str_eq(script_event_text(service.machine, 1),
                     "Microsoft Exchange Connector for Lotus cc:Mail restarted thread after taking "
                     "exception. The number of threads started so far is 1. The thread function is "
                     "dwCCImport.");
    ck_assert_uint_eq(script_service_files(&service, "Import", "*.ccm"), 1);
}
END_TEST

static const struct {
    enum status cause;
    const char *part;
} causes[] = {
    {ST_PATH_NOT_FOUND, "The system error code is 3. The system cannot find the path specified."},
    {ST_ACCESS_DENIED, "The system error code is 5. Access is denied."},
    {ST_SHARING_VIOLATION, "The system error code is 32. in use by another process"},
};

START_TEST(a_refused_start_names_the_cause)
{
    script_refuse(service.machine, "process_start", "Export.exe", causes[_i].cause);
    script_service_start(&service);
    script_service_run(&service, 15);
    ck_assert_msg(text_contains_event(script_event_text(service.machine, 0), causes[_i].part), "%s",
                  script_event_text(service.machine, 0));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("import_worker");
    TCase *tcase = tcase_create("import_worker");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, import_is_told_post_office_password_path_and_file);
    tcase_add_test(tcase, a_changed_post_office_page_counts_at_the_next_run);
    tcase_add_test(tcase, an_idle_connector_does_not_run_import);
    tcase_add_test(tcase, success_is_logged_with_raised_logging_only);
    tcase_add_loop_test(tcase, each_result_code_has_its_event_at_each_poll, 0,
                        (int)ARRAY_COUNT(codes));
    tcase_add_test(tcase, a_message_of_the_loader_is_a_program_that_failed_to_run);
    tcase_add_test(tcase, a_locked_post_office_is_told_with_the_console);
    tcase_add_test(tcase, files_left_by_a_former_service_are_taken_up_at_once);
    tcase_add_test(tcase, the_next_poll_counts_from_the_start_of_the_last_run);
    tcase_add_test(tcase, the_next_poll_counts_from_a_run_that_followed_a_full_one_at_once);
    tcase_add_test(tcase, a_run_longer_than_the_interval_is_followed_by_a_poll_at_once);
    tcase_add_test(tcase, a_program_that_cannot_be_asked_is_asked_again_before_long);
    tcase_add_test(tcase, a_program_that_cannot_even_be_killed_is_given_up);
    tcase_add_test(tcase, a_program_whose_kill_was_refused_is_killed_with_the_next_interval);
    tcase_add_test(tcase, an_unusable_import_directory_keeps_files_in_submit_silently);
    tcase_add_test(tcase, what_is_in_import_goes_on_while_submit_cannot_be_listed);
    tcase_add_test(tcase, a_file_that_may_not_move_stays_in_submit);
    tcase_add_test(tcase, a_full_disk_is_told_and_keeps_the_mail_in_the_queue);
    tcase_add_test(tcase, a_message_whose_name_is_in_submit_was_converted_before);
    tcase_add_test(tcase, a_name_that_is_taken_in_import_waits_in_submit);
    tcase_add_test(tcase, copies_are_saved_when_asked_for);
    tcase_add_test(tcase, a_copy_that_cannot_be_saved_hinders_nothing);
    tcase_add_test(tcase, a_program_folder_can_be_set);
    tcase_add_loop_test(tcase, a_refused_start_names_the_cause, 0, (int)ARRAY_COUNT(causes));
    tcase_add_test(tcase, a_full_batch_that_did_not_end_well_does_not_run_again_at_once);
    tcase_add_test(tcase, the_event_of_a_message_names_no_blind_copy);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
