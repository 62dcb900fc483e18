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

static uint32_t mts_in(void)
{
    return (uint32_t)memory_exchange_waiting(service.exchange, EXCHANGE_MTS_IN);
}

static uint32_t events(uint32_t id)
{
    return (uint32_t)script_event_count(service.machine, id);
}

#define LETTER(subject, to)                                                                        \
    "Message:\r\nFrom: A at PO1\r\nDate: 6/2/98 8:39\r\nTo: " to "\r\nSubject: " subject           \
    "\r\nContents:\r\nText item:\r\nx\r\n"

START_TEST(export_is_told_site_limit_and_file)
{
    script_set(service.machine, "Site Name", "SITE 1");
    script_service_start(&service);
    script_service_run(&service, 30);
    ck_assert_str_eq(
        script_service_text(&service, "Export.ini"),
        "/NPO1\r\n/Psecret\r\n/D\\\\NT1\\CCPO\r\n/@EXPORT\\MSG0002.CCM\r\n/FORMAT/DB6\r\n");
    ck_assert_str_eq(service.export_arguments,
                     "/N\"SITE 1\" /ITEMSIZE /FORMAT/FAN /BATCH /FILES/MACBIN2 /MSGS/16 "
                     "C:\\ccmcdata\\Export.ini");
}
END_TEST

START_TEST(forty_messages_are_fetched_in_three_runs_at_once)
{
    script_service_post(&service, "in", 40);
    script_service_start(&service);
    script_service_run(&service, 15);
    ck_assert_uint_eq(service.export_runs, 3);
    ck_assert_uint_eq(mts_in(), 40);
    for (size_t i = 0; i < 40; i++) {
        ck_assert_str_eq(memory_exchange_message(service.exchange, EXCHANGE_MTS_IN, i)->subject,
                         arena_format(&service.arena, "in %u", (unsigned)(i + 1)));
    }
    ck_assert_uint_eq(script_service_files(&service, "Export", "*"), 0);
    script_service_run(&service, 30);
    ck_assert_uint_eq(service.export_runs, 4);
}
END_TEST

static const struct {
    int code;
    uint32_t event;
} codes[] = {{1, 68}, {2, 69}, {3, 70}, {4, 71}, {5, 72}, {6, 73}};

START_TEST(each_result_code_has_its_event_and_each_run_its_file)
{
    service.export_code = codes[_i].code;
    script_service_start(&service);
    script_service_run(&service, 30);
    ck_assert_uint_eq(events(codes[_i].event), 2);
    ck_assert_uint_eq(events(0), 2);
    ck_assert(text_contains_event(script_event_text(service.machine, 0), "msg0001.ccm"));
    ck_assert(text_contains_event(script_event_text(service.machine, 1), "msg0002.ccm"));
}
END_TEST

START_TEST(an_idle_success_is_logged_with_raised_logging)
{
    script_set(service.machine, "Logging General", "Minimum");
    script_service_start(&service);
    script_service_run(&service, 15);
    ck_assert_uint_eq(events(67), 1);
}
END_TEST

START_TEST(files_left_in_export_are_taken_up_at_once_the_oldest_first)
{
    script_service_start(&service);
    script_service_stop(&service);
    ck_assert(
        script_service_write(&service, "Export\\msg0002.ccm", LETTER("second", "B at SITE1")));
    ck_assert(script_service_write(&service, "Export\\msg0001.ccm", LETTER("first", "B at SITE1")));
    script_service_start(&service);
    ck_assert_uint_eq(mts_in(), 2);
    ck_assert_str_eq(memory_exchange_message(service.exchange, EXCHANGE_MTS_IN, 0)->subject,
                     "first");
    ck_assert_uint_eq(script_service_files(&service, "Export", "*"), 0);
    ck_assert_uint_eq(service.export_runs, 0);
}
END_TEST

START_TEST(a_file_that_cannot_be_read_as_messages_goes_to_bad)
{
    script_service_post_bytes(&service, "this is not a message\r\n");
    script_service_start(&service);
    script_service_run(&service, 15);
    ck_assert_uint_eq(events(54), 1);
    ck_assert_uint_eq(mts_in(), 0);
    ck_assert_str_eq(script_service_text(&service, "Bad\\msg0001.ccm"),
                     "this is not a message\r\n");
    ck_assert_uint_eq(script_service_files(&service, "Export", "*"), 0);
}
END_TEST

START_TEST(good_messages_of_a_bad_file_arrive)
{
    script_service_post_bytes(&service, LETTER("first", "B at SITE1"));
    script_service_post_bytes(&service, LETTER("for nobody here", "B at PO9"));
    script_service_post_bytes(&service, LETTER("third", "B at SITE1"));
    script_service_start(&service);
    script_service_run(&service, 15);
    ck_assert_uint_eq(events(54), 1);
    ck_assert_uint_eq(mts_in(), 2);
    ck_assert_uint_eq(script_service_files(&service, "Bad", "msg0001.ccm"), 1);
}
END_TEST

START_TEST(a_file_whose_second_message_is_damaged_is_put_once_and_goes_to_bad)
{
    script_service_post(&service, "in", 1);
    script_service_post_bytes(&service, "this is not a message\r\n");
    script_service_start(&service);
    script_refuse(service.machine, "rename", "msg0001.ccm", ST_ACCESS_DENIED);
    script_service_run(&service, 30);
    ck_assert_uint_eq(events(54), 0);
    ck_assert_uint_eq(script_service_files(&service, "Export", "msg0001.ccm"), 1);
    script_refuse(service.machine, NULL, "", ST_OK);
    script_service_run(&service, 45);
    ck_assert_uint_eq(events(54), 1);
    ck_assert_uint_eq(mts_in(), 1);
    ck_assert_uint_eq(script_service_files(&service, "Bad", "msg0001.ccm"), 1);
}
END_TEST

START_TEST(an_empty_file_is_only_removed)
{
    script_service_post_bytes(&service, "");
    script_service_start(&service);
    script_service_run(&service, 15);
    ck_assert_uint_eq(events(0), 0);
    ck_assert_uint_eq(script_service_files(&service, "Export", "*"), 0);
    ck_assert_uint_eq(script_service_files(&service, "Bad", "*"), 0);
}
END_TEST

START_TEST(what_exchange_refuses_is_kept_and_nothing_more_is_fetched)
{
    script_service_start(&service);
    script_service_post(&service, "in", 20);
    script_refuse(service.machine, "queue_put", "", ST_BUSY);
    script_service_run(&service, 60);
    ck_assert_uint_eq(service.export_runs, 1);
    ck_assert_uint_eq(script_service_files(&service, "Export", "*.ccm"), 1);
    script_refuse(service.machine, NULL, "", ST_OK);
    script_service_run(&service, 75);
    ck_assert_uint_eq(mts_in(), 20);
    ck_assert_uint_eq(memory_exchange_repeated(service.exchange), 0);
}
END_TEST

START_TEST(a_file_that_cannot_be_removed_is_put_once)
{
    script_service_start(&service);
    script_service_post(&service, "in", 2);
    script_refuse(service.machine, "remove", ".ccm", ST_SHARING_VIOLATION);
    script_service_run(&service, 45);
    ck_assert_uint_eq(mts_in(), 2);
    ck_assert_uint_eq(script_service_files(&service, "Export", "*.ccm"), 1);
    ck_assert_uint_eq(service.export_runs, 3);
    script_refuse(service.machine, NULL, "", ST_OK);
    script_service_run(&service, 60);
    ck_assert_uint_eq(mts_in(), 2);
    ck_assert_uint_eq(script_service_files(&service, "Export", "*.ccm"), 0);
}
END_TEST

static const struct {
    const char *call;
    enum status answer;
} unread[] = {{"open", ST_ACCESS_DENIED},
              {"open", ST_SHARING_VIOLATION},
              {"read", ST_IO_ERROR},
              {"read", ST_CONNECTION_LOST},
              {"stat", ST_SHARING_VIOLATION}};

START_TEST(no_letter_passes_one_whose_file_cannot_be_read_now)
{
    script_service_start(&service);
    script_service_stop(&service);
    ck_assert(script_service_write(&service, "Export\\msg0001.ccm", LETTER("old", "B at SITE1")));
    ck_assert(script_service_write(&service, "Export\\msg0002.ccm", LETTER("new", "B at SITE1")));
    script_service_post(&service, "in", 1);
    script_refuse(service.machine, unread[_i].call, "msg0001.ccm", unread[_i].answer);
    script_service_start(&service);
    script_service_run(&service, 30);
    ck_assert_uint_eq(mts_in(), 0);
    ck_assert_uint_eq(service.export_runs, 0); /* nor is more fetched */
    ck_assert_uint_eq(events(87), 3);          /* and each turn says so */
    ck_assert(text_contains_event(script_event_text(service.machine, 0), "EXPORT\\msg0001.ccm"));
    script_refuse(service.machine, NULL, "", ST_OK);
    script_service_run(&service, 45);
    static const char *const order[] = {"old", "new", "in 1"};
    ck_assert_uint_eq(mts_in(), ARRAY_COUNT(order));
    for (size_t i = 0; i < ARRAY_COUNT(order); i++) {
        ck_assert_str_eq(memory_exchange_message(service.exchange, EXCHANGE_MTS_IN, i)->subject,
                         order[i]);
    }
    ck_assert_uint_eq(events(87), 3);
}
END_TEST

START_TEST(a_file_that_means_nothing_holds_up_nobody_though_it_cannot_go)
{
    script_service_start(&service);
    ck_assert(script_service_write(&service, "Export\\msg0000.ccm", "this is not a message\r\n"));
    script_service_post(&service, "in", 1);
    script_refuse(service.machine, "rename", "msg0000.ccm", ST_ACCESS_DENIED);
    script_service_run(&service, 30);
    ck_assert_uint_eq(mts_in(), 1);
    ck_assert_uint_eq(service.export_runs, 2);
    ck_assert_uint_eq(script_service_files(&service, "Export", "msg0000.ccm"), 1);
}
END_TEST

START_TEST(a_name_that_is_still_in_export_is_not_given_again)
{
    script_service_start(&service);
    script_refuse(service.machine, "remove", "msg0001.ccm", ST_ACCESS_DENIED);
    ck_assert(script_service_write(&service, "Export\\msg0001.ccm", LETTER("old", "B at SITE1")));
    script_service_run(&service, 15);
    script_service_stop(&service);
    script_service_start(&service);
    script_service_run(&service, 30);
    ck_assert(text_contains_event(script_service_text(&service, "Export.ini"), "MSG0002.CCM"));
}
END_TEST

START_TEST(an_export_directory_that_cannot_be_listed_gets_no_new_file)
{
    script_service_start(&service);
    script_service_run(&service, 14);
    script_refuse(service.machine, "list", "Export", ST_ACCESS_DENIED);
    script_service_post(&service, "in", 1);
    script_service_run(&service, 60);
    ck_assert_uint_eq(service.export_runs, 1);
    ck_assert_uint_eq(mts_in(), 0);
    ck_assert_uint_ge(events(87), 3);
    script_refuse(service.machine, NULL, "", ST_OK);
    script_service_run(&service, 75);
    ck_assert_uint_eq(mts_in(), 1);
}
END_TEST

START_TEST(equal_letters_in_files_of_the_same_name_are_two_mails)
{
    script_service_post(&service, "in", 1);
    script_service_start(&service);
    script_service_run(&service, 15);
    script_service_stop(&service);
    script_service_post(&service, "in", 1);
    script_service_start(&service); /* file ids start again */
    script_service_run(&service, 30);
    ck_assert_uint_eq(script_service_received(&service, "in 1"), 2);
}
END_TEST

START_TEST(copies_are_saved_before_the_conversion)
{
    script_set(service.machine, "Save a copy of the Exported files", "1");
    script_service_post_bytes(&service, "this is not a message\r\n");
    script_service_start(&service);
    script_service_run(&service, 15);
    ck_assert_str_eq(script_service_text(&service, "Export.bak\\msg0001.ccm"),
                     "this is not a message\r\n");
    script_remove(service.machine, SCRIPT_STORE "\\Export.bak\\msg0001.ccm");
    script_remove(service.machine, SCRIPT_STORE "\\Export.bak");
    script_service_post(&service, "in", 1);
    script_service_run(&service, 30);
    ck_assert_uint_eq(mts_in(), 1);
}
END_TEST

START_TEST(a_full_disk_is_told_when_the_parameter_file_cannot_be_written)
{
    script_refuse(service.machine, "write", "Export.ini", ST_DISK_FULL);
    script_service_start(&service);
    script_service_run(&service, 30);
    ck_assert_uint_eq(events(98), 2);
    ck_assert_uint_eq(events(0), 2);
    ck_assert_uint_eq(service.export_runs, 0);
}
END_TEST

START_TEST(two_letters_that_are_alike_are_two)
{
    script_service_start(&service);
    script_service_post_bytes(&service, LETTER("same", "B at SITE1"));
    script_service_post_bytes(&service, LETTER("same", "B at SITE1"));
    script_service_run(&service, 15);
    ck_assert_uint_eq(mts_in(), 2);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("export_worker");
    TCase *tcase = tcase_create("export_worker");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, export_is_told_site_limit_and_file);
    tcase_add_test(tcase, forty_messages_are_fetched_in_three_runs_at_once);
    tcase_add_loop_test(tcase, each_result_code_has_its_event_and_each_run_its_file, 0,
                        (int)ARRAY_COUNT(codes));
    tcase_add_test(tcase, an_idle_success_is_logged_with_raised_logging);
    tcase_add_test(tcase, files_left_in_export_are_taken_up_at_once_the_oldest_first);
    tcase_add_test(tcase, a_file_that_cannot_be_read_as_messages_goes_to_bad);
    tcase_add_test(tcase, good_messages_of_a_bad_file_arrive);
    tcase_add_test(tcase, a_file_whose_second_message_is_damaged_is_put_once_and_goes_to_bad);
    tcase_add_test(tcase, an_empty_file_is_only_removed);
    tcase_add_test(tcase, what_exchange_refuses_is_kept_and_nothing_more_is_fetched);
    tcase_add_test(tcase, a_file_that_cannot_be_removed_is_put_once);
    tcase_add_loop_test(tcase, no_letter_passes_one_whose_file_cannot_be_read_now, 0,
                        (int)ARRAY_COUNT(unread));
    tcase_add_test(tcase, a_file_that_means_nothing_holds_up_nobody_though_it_cannot_go);
    tcase_add_test(tcase, a_name_that_is_still_in_export_is_not_given_again);
    tcase_add_test(tcase, an_export_directory_that_cannot_be_listed_gets_no_new_file);
    tcase_add_test(tcase, equal_letters_in_files_of_the_same_name_are_two_mails);
    tcase_add_test(tcase, copies_are_saved_before_the_conversion);
    tcase_add_test(tcase, a_full_disk_is_told_when_the_parameter_file_cannot_be_written);
    tcase_add_test(tcase, two_letters_that_are_alike_are_two);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
