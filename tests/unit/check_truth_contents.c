/* sim/world/truth_contents.c: what arrives is what was sent, in order, at nobody else's. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "exchange/queue.h"
#include "worlds/stuck_world.h"

static struct stuck_world stuck;

static void begin(void)
{
    stuck_begin(&stuck);
}

static void end(void)
{
    stuck_end(&stuck);
}

/* In the n-th file of Import the first `was` becomes `is`, which is as long. */
static void forge(uint32_t n, const char *was, const char *is)
{
    const uint8_t *data = NULL;
    size_t size = 0;
    char path[OS_PATH_SIZE];
    ck_assert(text_copy(path, sizeof(path), stuck_import_file(&stuck, n)));
    ck_assert_int_eq(os_read_file(stuck.console, path, &stuck.small.arena, &data, &size), ST_OK);
    char *text = arena_text_n(&stuck.small.arena, (const char *)data, size);
    char *at = strstr(text, was);
    ck_assert_msg(at != NULL, "%s", text);
    for (size_t i = 0; is[i] != '\0'; i++) {
        at[i] = is[i];
    }
    ck_assert_int_eq(os_write_file(stuck.console, path, text, size), ST_OK);
}

static void must_break(const char *failure)
{
    ck_assert(!world_run_until(stuck.world, 200000000));
    ck_assert_msg(text_starts(stuck.world->failure, failure), "%s", stuck.world->failure);
}

START_TEST(what_was_sent_arrives_in_order)
{
    stuck_grant(&stuck);
    small_world_run(&stuck.small, 120);
    ck_assert_uint_eq(truth_totals(stuck.world).delivered[MAIL_OUT], 3);
    ck_assert_str_eq(stuck.world->failure, "");
}
END_TEST

START_TEST(another_text_is_altered_mail)
{
    forge(1, "This is", "That is");
    stuck_grant(&stuck);
    must_break("altered, its text is not the one that was sent: letter \"Letter");
}
END_TEST

START_TEST(other_bytes_of_a_file_are_altered_mail)
{
    static const struct mail_item plan = {
        .kind = EXCHANGE_FILE, .name = "PLAN.WK4", .content = {(const uint8_t *)"one two", 7}};
    const struct mail late = {.name = "late",
                              .direction = MAIL_OUT,
                              .count = 1,
                              .date_ms = INT64_MIN,
                              .items = &plan,
                              .item_count = 1};
    small_must(mail_submit(stuck.world, mail_declare(stuck.world, &late)));
    small_world_run(&stuck.small, 60);
    forge(3, "one two", "one too");
    stuck_grant(&stuck);
    must_break("altered, its files are not those that were sent: letter \"Letter");
}
END_TEST

START_TEST(line_ends_code_pages_and_blanks_are_no_part_of_a_text)
{
    struct truth_contents sent = {0};
    struct truth_contents came = {0};
    truth_contents_add(&sent, true,
                       bytes_of_text("Gr\xC3\xBC\xC3\x9F"
                                     "e aus\nUlm 7"));
    truth_contents_add(&came, true,
                       bytes_of_text("GR\x81\xE1"
                                     "E  aus \r\n"));
    truth_contents_add(&came, true, bytes_of_text("Ulm 7"));
    ck_assert_uint_eq(sent.text, came.text);
    truth_contents_add(&came, true, bytes_of_text("8"));
    ck_assert_uint_ne(sent.text, came.text);
}
END_TEST

START_TEST(files_count_in_any_order_and_each_once)
{
    struct truth_contents sent = {0};
    struct truth_contents came = {0};
    truth_contents_add(&sent, false, bytes_of_text("a"));
    truth_contents_add(&sent, false, bytes_of_text("b"));
    truth_contents_add(&came, false, bytes_of_text("b"));
    ck_assert_uint_ne(sent.files, came.files);
    truth_contents_add(&came, false, bytes_of_text("a"));
    ck_assert_uint_eq(sent.files, came.files);
    ck_assert_uint_eq(came.file_count, 2);
}
END_TEST

START_TEST(a_letter_in_a_strangers_mailbox_is_seen)
{
    small_must(office_add_user(stuck.world, stuck.small.office, "Jones, K"));
    forge(0, "Smith, J", "Jones, K");
    stuck_grant(&stuck);
    must_break("in the mailbox of somebody whom it was not sent to: letter \"Letter");
    ck_assert_ptr_nonnull(strstr(stuck.world->failure, "Jones, K"));
}
END_TEST

START_TEST(a_letter_that_overtakes_another_is_out_of_order)
{
    char first[OS_PATH_SIZE];
    ck_assert(text_copy(first, sizeof(first), stuck_import_file(&stuck, 0)));
    ck_assert_int_eq(
        os_rename(stuck.console, first, "D:\\exchsrvr\\ccmcdata\\Import\\zzzzzzzz.ccm"), ST_OK);
    stuck_grant(&stuck);
    must_break("out of order, behind \"Letter");
}
END_TEST

START_TEST(a_letter_that_a_person_had_in_hand_may_come_late)
{
    char first[OS_PATH_SIZE];
    ck_assert(text_copy(first, sizeof(first), stuck_import_file(&stuck, 0)));
    ck_assert_int_eq(os_rename(stuck.person, first, "D:\\exchsrvr\\ccmcdata\\Import\\zzzzzzzz.ccm"),
                     ST_OK);
    stuck_grant(&stuck);
    small_world_run(&stuck.small, 120);
    ck_assert_uint_eq(truth_totals(stuck.world).delivered[MAIL_OUT], 3);
    ck_assert_str_eq(stuck.world->failure, "");
}
END_TEST

START_TEST(what_exchange_gets_is_looked_at_too)
{
    small_world_run(&stuck.small, 60);
    ck_assert_uint_eq(truth_totals(stuck.world).delivered[MAIL_IN], 2);
    const struct site_recipient *sally =
        site_recipient_find(stuck.world, stuck.world->sites, "Brady, Sally");
    struct exchange_message other = *sally->mailbox->message;
    const struct exchange_item item = {
        .kind = EXCHANGE_TEXT, .name = "", .content = bytes_of_text("Something else")};
    other.items = &item;
    other.item_count = 1;
    const struct exchange_key key = {{1, 2}};
    ck_assert_int_eq(
        exchange_queue_put(&stuck.small.connector->process->exchange, EXCHANGE_MTS_IN, key, &other),
        ST_OK);
    ck_assert(!world_settle(stuck.world));
    ck_assert_msg(text_starts(stuck.world->failure, "altered, its text"), "%s",
                  stuck.world->failure);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("truth_contents");
    TCase *tcase = tcase_create("truth_contents");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, what_was_sent_arrives_in_order);
    tcase_add_test(tcase, another_text_is_altered_mail);
    tcase_add_test(tcase, other_bytes_of_a_file_are_altered_mail);
    tcase_add_test(tcase, line_ends_code_pages_and_blanks_are_no_part_of_a_text);
    tcase_add_test(tcase, files_count_in_any_order_and_each_once);
    tcase_add_test(tcase, a_letter_in_a_strangers_mailbox_is_seen);
    tcase_add_test(tcase, a_letter_that_overtakes_another_is_out_of_order);
    tcase_add_test(tcase, a_letter_that_a_person_had_in_hand_may_come_late);
    tcase_add_test(tcase, what_exchange_gets_is_looked_at_too);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
