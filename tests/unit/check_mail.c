/* sim/world/mail.c: what people send. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/ccm.h"
#include "base/text.h"
#include "worlds/small_world.h"

static struct small_world small;
static struct world *w;

static void begin(void)
{
    const struct small_world_spec spec = {0};
    small_world_declare(&small, &spec);
    w = small.world;
    small_must(world_finish_declarations(w));
}

static void end(void)
{
    small_world_end(&small);
}

static const struct exchange_message *queued(uint32_t n)
{
    return site_queue_message(w, small.connector, EXCHANGE_MTS_OUT, n);
}

START_TEST(a_letter_out_has_defaults_for_all_that_is_not_said)
{
    const struct mail mail = {.name = "m1", .direction = MAIL_OUT, .date_ms = INT64_MIN};
    struct mail *kept = mail_declare(w, &mail);
    ck_assert_ptr_eq(mail_find(w, "M1"), kept);
    ck_assert_ptr_null(mail_find(w, "m2"));
    small_must(mail_submit(w, kept));
    ck_assert(kept->is_submitted);
    const struct exchange_message *message = queued(0);
    ck_assert_ptr_nonnull(message);
    ck_assert_ptr_null(queued(1));
    ck_assert_str_eq(message->subject, "Letter 1");
    ck_assert_str_eq(message->sender.display, "Brady, Sally");
    ck_assert_uint_eq(message->recipient_count, 1);
    ck_assert_str_eq(message->recipients[0].address.address, "CCMAIL:Smith, J at PO1");
    ck_assert_int_eq(message->date_ms, (int64_t)world_epoch_ms());
    ck_assert_uint_eq(message->item_count, 1);
    ck_assert_uint_gt(message->items[0].content.size, 0);
}
END_TEST

START_TEST(a_letter_out_is_sent_as_it_was_written)
{
    static const uint8_t bytes[] = {0, 1, 255};
    static const struct mail_recipient to[] = {{EXCHANGE_TO, "Smith, J at PO1"},
                                               {EXCHANGE_CC, "Jones, K at PO1"},
                                               {EXCHANGE_BCC, "Hidden at PO1"}};
    static const struct mail_item items[] = {{EXCHANGE_TEXT, "", {(const uint8_t *)"text", 4}},
                                             {EXCHANGE_FILE, "A.BIN", {bytes, sizeof(bytes)}}};
    const struct mail mail = {.name = "m1",
                              .direction = MAIL_OUT,
                              .count = 1,
                              .date_ms = 12345,
                              .from = "Somebody",
                              .subject = "A subject",
                              .recipients = to,
                              .recipient_count = ARRAY_COUNT(to),
                              .items = items,
                              .item_count = ARRAY_COUNT(items)};
    small_must(mail_submit(w, mail_declare(w, &mail)));
    const struct exchange_message *message = queued(0);
    ck_assert_str_eq(message->subject, "A subject");
    ck_assert_str_eq(message->sender.display, "Somebody");
    ck_assert_int_eq(message->date_ms, 12345);
    ck_assert_uint_eq(message->recipient_count, 3);
    ck_assert_int_eq((int)message->recipients[2].kind, EXCHANGE_BCC);
    ck_assert_uint_eq(message->item_count, 2);
    ck_assert_str_eq(message->items[1].name, "A.BIN");
    ck_assert_uint_eq(message->items[1].content.size, 3);
    ck_assert_uint_eq(truth_totals(w).duties[MAIL_OUT], 3);
}
END_TEST

START_TEST(several_letters_are_numbered_in_their_subject)
{
    const struct mail mail = {
        .name = "many", .direction = MAIL_OUT, .count = 3, .subject = "Bulk", .date_ms = INT64_MIN};
    small_must(mail_submit(w, mail_declare(w, &mail)));
    ck_assert_str_eq(queued(0)->subject, "Bulk 1");
    ck_assert_str_eq(queued(2)->subject, "Bulk 3");
    ck_assert_uint_eq(site_queue_count(w, small.connector, EXCHANGE_MTS_OUT), 3);
}
END_TEST

START_TEST(a_letter_in_waits_in_the_queue_of_the_site_as_the_client_writes_it)
{
    const struct mail mail = {.name = "in", .direction = MAIL_IN, .count = 2, .date_ms = INT64_MIN};
    struct ccm_message message;
    struct office_mailbox queue;
    struct arena arena = {0};
    small_must(mail_submit(w, mail_declare(w, &mail)));
    ck_assert_uint_eq(office_queue_count(w, small.office, "SITE1"), 2);
    ck_assert(office_mailbox_open(w, small.office, "SITE1", &queue));
    ck_assert(office_mailbox_next(&queue, &arena, &message));
    ck_assert_str_eq(message.from, "Smith, J at PO1");
    ck_assert_str_eq(message.subject, "Letter 1");
    ck_assert_uint_eq(message.address_count, 1);
    ck_assert_str_eq(message.addresses[0].name, "Brady, Sally at SITE1");
    ck_assert_uint_eq(truth_totals(w).duties[MAIL_IN], 2);
    arena_release(&arena);
}
END_TEST

START_TEST(mail_between_local_users_is_none_of_the_connectors)
{
    static const struct mail_recipient to[] = {{EXCHANGE_TO, "Smith, J"}, {EXCHANGE_TO, "Nobody"}};
    const struct mail mail = {.name = "local",
                              .direction = MAIL_IN,
                              .count = 1,
                              .recipients = to,
                              .recipient_count = ARRAY_COUNT(to),
                              .date_ms = INT64_MIN};
    small_must(mail_submit(w, mail_declare(w, &mail)));
    ck_assert_uint_eq(office_queue_count(w, small.office, "Smith, J"), 1);
    ck_assert_uint_eq(truth_totals(w).duties[MAIL_IN], 0);
}
END_TEST

START_TEST(a_user_who_finds_no_address_does_not_send)
{
    static const struct mail_recipient to[] = {{EXCHANGE_TO, "Nobody"}};
    static const struct mail_item items[] = {{EXCHANGE_FILE, "A.BIN", {NULL, 0}}};
    const struct mail mail = {.name = "none",
                              .direction = MAIL_IN,
                              .count = 1,
                              .recipients = to,
                              .recipient_count = 1,
                              .items = items,
                              .item_count = 1,
                              .date_ms = INT64_MIN};
    const uint64_t rows = w->trace.next_seq;
    small_must(mail_submit(w, mail_declare(w, &mail)));
    ck_assert_uint_eq(truth_totals(w).duties[MAIL_IN], 0);
    ck_assert_uint_eq(w->trace.next_seq, rows + 1);
}
END_TEST

START_TEST(a_letter_that_does_not_fit_into_the_post_office_is_never_sent)
{
    const struct mail mail = {.name = "in", .direction = MAIL_IN, .count = 1, .date_ms = INT64_MIN};
    volume_set_free(small.office->volume->volume, 0);
    small_must(mail_submit(w, mail_declare(w, &mail)));
    ck_assert_uint_eq(truth_totals(w).duties[MAIL_IN], 0);
}
END_TEST

START_TEST(without_a_post_office_or_connector_there_is_no_mail)
{
    struct arena arena = {0};
    const struct world_spec spec = {.seed = 1};
    struct world *bare = world_create(&arena, &spec);
    const struct mail mail = {.name = "m", .direction = MAIL_OUT, .date_ms = INT64_MIN};
    struct mail *kept = mail_declare(bare, &mail);
    small_must(world_finish_declarations(bare));
    ck_assert_ptr_nonnull(mail_submit(bare, kept));
    (void)network_add_machine(bare->network, MACHINE_NETWARE, "NW1");
    const struct volume_spec sys = {.label = "SYS:", .capacity_bytes = 1U << 26};
    (void)machine_add_volume(bare->network, network_find_machine(bare->network, "NW1"), "SYS",
                             &sys);
    const struct office_spec office = {.name = "PO1", .machine = "NW1", .place = "SYS:CCDATA"};
    small_must(office_create(bare, &office));
    ck_assert_ptr_nonnull(mail_submit(bare, kept));
    world_destroy(bare);
    arena_release(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("mail");
    TCase *tcase = tcase_create("mail");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, a_letter_out_has_defaults_for_all_that_is_not_said);
    tcase_add_test(tcase, a_letter_out_is_sent_as_it_was_written);
    tcase_add_test(tcase, several_letters_are_numbered_in_their_subject);
    tcase_add_test(tcase, a_letter_in_waits_in_the_queue_of_the_site_as_the_client_writes_it);
    tcase_add_test(tcase, mail_between_local_users_is_none_of_the_connectors);
    tcase_add_test(tcase, a_user_who_finds_no_address_does_not_send);
    tcase_add_test(tcase, a_letter_that_does_not_fit_into_the_post_office_is_never_sent);
    tcase_add_test(tcase, without_a_post_office_or_connector_there_is_no_mail);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
