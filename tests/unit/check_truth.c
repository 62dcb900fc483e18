/* sim/world/truth*.c: nothing is lost or doubled without the ledger saying so. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "exchange/queue.h"
#include "postoffice.h"
#include "world/truth_inside.h"
#include "worlds/stuck_world.h"

static struct stuck_world stuck;

static const char aside[] = "D:\\aside";

static void begin(void)
{
    stuck_begin(&stuck);
}

static void end(void)
{
    stuck_end(&stuck);
}

static const char *where(void)
{
    static struct buffer buffer;
    buffer_init(&buffer, &stuck.small.arena);
    truth_where(stuck.world, &buffer);
    return buffer_string(&buffer);
}

START_TEST(mail_is_counted_at_its_places)
{
    ck_assert_msg(strstr(where(), "Import 3") != NULL, "%s", where());
    const struct truth_totals totals = truth_totals(stuck.world);
    ck_assert_uint_eq(totals.duties[MAIL_OUT], 3);
    ck_assert_uint_eq(totals.delivered[MAIL_OUT], 0);
    ck_assert_uint_eq(totals.in_custody, 5 - totals.delivered[MAIL_IN]);
    stuck_grant(&stuck);
    small_world_run(&stuck.small, 120);
    ck_assert_uint_eq(truth_totals(stuck.world).delivered[MAIL_OUT], 3);
    ck_assert_uint_eq(truth_totals(stuck.world).delivered[MAIL_IN], 2);
    ck_assert_uint_eq(truth_totals(stuck.world).in_custody, 0);
    ck_assert_str_eq(where(), "delivered out 3 in 2");
}
END_TEST

START_TEST(a_file_that_vanishes_is_lost_mail)
{
    ck_assert_int_eq(os_remove(stuck.console, stuck_import_file(&stuck, 1)), ST_OK);
    ck_assert(!world_settle(stuck.world));
    ck_assert_msg(text_starts(stuck.world->failure, "lost: letter \"Letter"), "%s",
                  stuck.world->failure);
}
END_TEST

START_TEST(a_file_that_is_emptied_behind_its_back_is_lost_mail)
{
    ck_assert_int_eq(os_write_file(stuck.console, stuck_import_file(&stuck, 0), "", 0), ST_OK);
    ck_assert(!world_settle(stuck.world));
    ck_assert_msg(text_starts(stuck.world->failure, "lost: "), "%s", stuck.world->failure);
}
END_TEST

START_TEST(a_file_that_a_person_removes_is_removed_mail)
{
    ck_assert_int_eq(os_remove(stuck.person, stuck_import_file(&stuck, 0)), ST_OK);
    ck_assert(world_settle(stuck.world));
    ck_assert_uint_eq(truth_totals(stuck.world).removed[MAIL_OUT], 1);
    stuck_grant(&stuck);
    small_world_run(&stuck.small, 120);
    ck_assert_uint_eq(truth_totals(stuck.world).delivered[MAIL_OUT], 2);
    ck_assert_uint_eq(truth_totals(stuck.world).in_custody, 0);
}
END_TEST

START_TEST(a_file_that_a_person_moves_away_is_set_aside_and_comes_back)
{
    char path[OS_PATH_SIZE];
    ck_assert(text_copy(path, sizeof(path), stuck_import_file(&stuck, 0)));
    ck_assert_int_eq(os_make_dir(stuck.console, aside), ST_OK);
    ck_assert_int_eq(os_rename(stuck.person, path, "D:\\aside\\kept.ccm"), ST_OK);
    ck_assert(world_settle(stuck.world));
    ck_assert_msg(strstr(where(), "Import 2") != NULL, "%s", where());
    ck_assert_msg(strstr(where(), "set aside 1") != NULL, "%s", where());
    stuck_grant(&stuck);
    small_world_run(&stuck.small, 120);
    ck_assert_uint_eq(truth_totals(stuck.world).delivered[MAIL_OUT], 2);
    ck_assert_uint_eq(truth_totals(stuck.world).in_custody, 1);
    ck_assert_int_eq(os_rename(stuck.person, "D:\\aside\\kept.ccm", path), ST_OK);
    small_world_run(&stuck.small, 240);
    ck_assert_uint_eq(truth_totals(stuck.world).delivered[MAIL_OUT], 3);
    ck_assert_uint_eq(truth_totals(stuck.world).in_custody, 0);
}
END_TEST

START_TEST(a_file_set_aside_and_destroyed_by_the_world_is_lost_mail)
{
    ck_assert_int_eq(os_make_dir(stuck.console, aside), ST_OK);
    ck_assert_int_eq(os_rename(stuck.person, stuck_import_file(&stuck, 0), "D:\\aside\\kept.ccm"),
                     ST_OK);
    ck_assert(world_settle(stuck.world));
    ck_assert_int_eq(os_remove(stuck.console, "D:\\aside\\kept.ccm"), ST_OK);
    ck_assert(!world_settle(stuck.world));
}
END_TEST

START_TEST(a_copy_that_is_imported_too_is_doubled_mail)
{
    const uint8_t *data = NULL;
    size_t size = 0;
    ck_assert_int_eq(
        os_read_file(stuck.console, stuck_import_file(&stuck, 0), &stuck.small.arena, &data, &size),
        ST_OK);
    ck_assert_int_eq(
        os_write_file(stuck.console, "D:\\exchsrvr\\ccmcdata\\Import\\AAAAAAAA.ccm", data, size),
        ST_OK);
    stuck_grant(&stuck);
    ck_assert(!world_run_until(stuck.world, 120000000));
    ck_assert_msg(text_starts(stuck.world->failure, "doubled: letter"), "%s", stuck.world->failure);
    ck_assert_ptr_nonnull(strstr(stuck.world->failure, "delivered 2"));
}
END_TEST

/* Also when the first one has arrived, or is only about to. */
START_TEST(a_copy_that_a_person_brings_comes_once_more)
{
    const uint8_t *data = NULL;
    size_t size = 0;
    ck_assert_int_eq(
        os_read_file(stuck.console, stuck_import_file(&stuck, 0), &stuck.small.arena, &data, &size),
        ST_OK);
    if (_i == 0) {
        stuck_grant(&stuck);
        small_world_run(&stuck.small, 120);
    }
    ck_assert_int_eq(
        os_write_file(stuck.person, "D:\\exchsrvr\\ccmcdata\\Import\\AAAAAAAA.ccm", data, size),
        ST_OK);
    stuck_grant(&stuck);
    small_world_run(&stuck.small, 240);
    ck_assert_uint_eq(truth_totals(stuck.world).duties[MAIL_OUT], 3);
    ck_assert_uint_eq(truth_totals(stuck.world).delivered[MAIL_OUT], 4);
    ck_assert_uint_eq(truth_totals(stuck.world).in_custody, 0);
}
END_TEST

START_TEST(a_letter_put_into_mts_in_twice_is_doubled_mail)
{
    small_world_run(&stuck.small, 60);
    ck_assert_uint_eq(truth_totals(stuck.world).delivered[MAIL_IN], 2);
    const struct site_recipient *sally =
        site_recipient_find(stuck.world, stuck.world->sites, "Brady, Sally");
    ck_assert_ptr_nonnull(sally);
    ck_assert_ptr_nonnull(sally->mailbox);
    const struct exchange_key key = {{1, 2}};
    ck_assert_int_eq(exchange_queue_put(&stuck.small.connector->process->exchange, EXCHANGE_MTS_IN,
                                        key, sally->mailbox->message),
                     ST_OK);
    ck_assert(!world_settle(stuck.world));
    ck_assert_msg(text_starts(stuck.world->failure, "doubled: letter"), "%s", stuck.world->failure);
}
END_TEST

START_TEST(a_message_taken_from_the_queue_with_nothing_in_its_place_is_lost_mail)
{
    const struct mail late = {
        .name = "late", .direction = MAIL_OUT, .count = 1, .date_ms = INT64_MIN};
    connector_stop(stuck.world, stuck.small.connector);
    small_world_run(&stuck.small, 30);
    small_must(mail_submit(stuck.world, mail_declare(stuck.world, &late)));
    ck_assert(world_settle(stuck.world));
    ck_assert_msg(strstr(where(), "MTS-OUT 1") != NULL, "%s", where());
    connector_start(stuck.world, stuck.small.connector);
    struct site_queue *queue = site_queue_of(stuck.world, stuck.small.connector, EXCHANGE_MTS_OUT);
    ck_assert_int_eq(exchange_queue_take(&stuck.small.connector->process->exchange,
                                         EXCHANGE_MTS_OUT, queue->first->id),
                     ST_OK);
    ck_assert(!world_settle(stuck.world));
    ck_assert_msg(text_starts(stuck.world->failure, "lost: "), "%s", stuck.world->failure);
}
END_TEST

START_TEST(a_queue_cleared_by_a_person_is_removed_mail)
{
    const struct mail odd = {
        .name = "odd", .direction = MAIL_OUT, .count = 1, .date_ms = INT64_MIN};
    const struct mail late = {
        .name = "late", .direction = MAIL_OUT, .count = 2, .subject = "Late", .date_ms = INT64_MIN};
    connector_stop(stuck.world, stuck.small.connector);
    small_world_run(&stuck.small, 30);
    small_must(mail_submit(stuck.world, mail_declare(stuck.world, &late)));
    struct mail *one = mail_declare(stuck.world, &odd);
    small_must(mail_submit(stuck.world, one));
    ck_assert_uint_eq(site_queue_delete(stuck.world, stuck.small.connector, EXCHANGE_MTS_OUT, one),
                      1);
    ck_assert_uint_eq(site_queue_delete(stuck.world, stuck.small.connector, EXCHANGE_MTS_OUT, one),
                      0);
    ck_assert(world_settle(stuck.world));
    ck_assert_uint_eq(truth_totals(stuck.world).removed[MAIL_OUT], 1);
    ck_assert_uint_eq(site_queue_delete(stuck.world, stuck.small.connector, EXCHANGE_MTS_OUT, NULL),
                      2);
    ck_assert(world_settle(stuck.world));
    ck_assert_uint_eq(truth_totals(stuck.world).removed[MAIL_OUT], 3);
    ck_assert_uint_eq(site_queue_count(stuck.world, stuck.small.connector, EXCHANGE_MTS_OUT), 0);
}
END_TEST

START_TEST(an_inbound_letter_taken_from_the_post_office_with_nothing_in_its_place_is_lost)
{
    connector_stop(stuck.world, stuck.small.connector);
    small_world_run(&stuck.small, 60);
    const struct mail late = {
        .name = "late", .direction = MAIL_IN, .count = 1, .date_ms = INT64_MIN};
    small_must(mail_submit(stuck.world, mail_declare(stuck.world, &late)));
    ck_assert(world_settle(stuck.world));
    ck_assert_msg(strstr(where(), "post-office queue 1") != NULL, "%s", where());
    struct postoffice *po = NULL;
    struct po_entry entry;
    struct po_message message;
    small_must(office_reader(stuck.world, stuck.small.office, &po));
    ck_assert_int_eq(po_entry_find(po, "SITE1", &entry), ST_OK);
    ck_assert_int_eq(po_queue_next(po, entry.usr, 0, &message), ST_OK);
    ck_assert_int_eq(po_delete(po, entry.usr, message.id), ST_OK);
    ck_assert(!world_settle(stuck.world));
    ck_assert_msg(text_starts(stuck.world->failure, "lost: "), "%s", stuck.world->failure);
}
END_TEST

START_TEST(mail_to_nobody_at_the_post_office_is_returned_with_a_report)
{
    static const struct mail_recipient nobody[] = {{EXCHANGE_TO, "Nobody, N at PO1"}};
    struct mail wrong = {.name = "wrong",
                         .direction = MAIL_OUT,
                         .count = 1,
                         .date_ms = INT64_MIN,
                         .recipients = nobody,
                         .recipient_count = 1};
    stuck_grant(&stuck);
    struct mail *sent = mail_declare(stuck.world, &wrong);
    small_must(mail_submit(stuck.world, sent));
    small_world_run(&stuck.small, 200);
    ck_assert_uint_eq(truth_returned(stuck.world, sent), 1);
    ck_assert_uint_eq(truth_returned(stuck.world, NULL), 1);
    ck_assert_uint_eq(truth_totals(stuck.world).returned[MAIL_OUT], 1);
    ck_assert_uint_eq(truth_totals(stuck.world).delivered[MAIL_OUT], 3);
    ck_assert_uint_eq(truth_totals(stuck.world).in_custody, 0);
}
END_TEST

START_TEST(mail_to_nobody_at_the_site_is_returned_by_a_report_to_its_cc_mail_sender)
{
    static const struct mail_recipient nobody[] = {{EXCHANGE_TO, "Nobody, N at SITE1"}};
    struct mail wrong = {.name = "wrong",
                         .direction = MAIL_IN,
                         .count = 1,
                         .date_ms = INT64_MIN,
                         .recipients = nobody,
                         .recipient_count = 1};
    stuck_grant(&stuck);
    struct mail *sent = mail_declare(stuck.world, &wrong);
    small_must(mail_submit(stuck.world, sent));
    small_world_run(&stuck.small, 200);
    ck_assert_uint_eq(truth_returned(stuck.world, sent), 1);
    ck_assert_uint_eq(truth_totals(stuck.world).returned[MAIL_IN], 1);
    ck_assert_uint_eq(truth_totals(stuck.world).duties[MAIL_OUT], 4);
    ck_assert_uint_eq(truth_delivered(stuck.world, MAIL_OUT, NULL, "Smith, J at PO1"), 4);
    ck_assert_uint_eq(truth_totals(stuck.world).in_custody, 0);
}
END_TEST

START_TEST(letters_that_are_alike_are_counted_together)
{
    static const struct mail_recipient twice[] = {{EXCHANGE_TO, "Smith, J at PO1"},
                                                  {EXCHANGE_CC, "Jones, K at PO1"}};
    small_must(office_add_user(stuck.world, stuck.small.office, "Jones, K"));
    stuck_grant(&stuck);
    struct mail alike = {.name = "alike",
                         .direction = MAIL_OUT,
                         .count = 1,
                         .date_ms = INT64_MIN,
                         .subject = "Re: The same, again!",
                         .recipients = twice,
                         .recipient_count = 2};
    struct mail *sent = mail_declare(stuck.world, &alike);
    small_must(mail_submit(stuck.world, sent));
    small_must(mail_submit(stuck.world, sent));
    small_world_run(&stuck.small, 200);
    ck_assert_uint_eq(truth_delivered(stuck.world, MAIL_OUT, sent, NULL), 4);
    ck_assert_uint_eq(truth_delivered(stuck.world, MAIL_OUT, sent, "Jones, K"), 2);
    ck_assert_uint_eq(truth_delivered(stuck.world, MAIL_IN, sent, NULL), 0);
    ck_assert_uint_eq(truth_totals(stuck.world).in_custody, 0);
}
END_TEST

START_TEST(names_and_subjects_beyond_ascii_are_known_again)
{
    static const struct mail_recipient to[] = {{EXCHANGE_TO, "M\xC3\xBCller, J\xC3\xB6rg at PO1"}};
    static const struct mail_recipient from[] = {{EXCHANGE_TO, "Brady, Sally at SITE1"}};
    small_must(office_add_user(stuck.world, stuck.small.office, "M\xC3\xBCller, J\xC3\xB6rg"));
    stuck_grant(&stuck);
    const struct mail out = {.name = "umlaut",
                             .direction = MAIL_OUT,
                             .count = 1,
                             .date_ms = INT64_MIN,
                             .subject = "Gr\xC3\xBC\xC3\x9F"
                                        "e",
                             .recipients = to,
                             .recipient_count = 1};
    const struct mail in = {.name = "back",
                            .direction = MAIL_IN,
                            .count = 1,
                            .date_ms = INT64_MIN,
                            .from = "M\xC3\xBCller, J\xC3\xB6rg",
                            .subject = "\xC3\x9C"
                                       "ber",
                            .recipients = from,
                            .recipient_count = 1};
    struct mail *sent = mail_declare(stuck.world, &out);
    struct mail *back = mail_declare(stuck.world, &in);
    small_must(mail_submit(stuck.world, sent));
    small_must(mail_submit(stuck.world, back));
    small_world_run(&stuck.small, 200);
    ck_assert_uint_eq(truth_delivered(stuck.world, MAIL_OUT, sent, NULL), 1);
    ck_assert_uint_eq(truth_delivered(stuck.world, MAIL_IN, back, NULL), 1);
    ck_assert_uint_eq(truth_totals(stuck.world).returned[MAIL_OUT], 0);
    ck_assert_uint_eq(truth_totals(stuck.world).in_custody, 0);
}
END_TEST

START_TEST(every_place_has_a_name)
{
    for (int place = PLACE_NONE; place < PLACE_COUNT; place++) {
        ck_assert_str_ne(truth_place_name((enum truth_place)place), "");
    }
}
END_TEST

static const struct {
    const char *name;
    uint64_t exported_by;
    uint64_t left_by;
    uint32_t count;
} left[] = {
    {"nobody wrote it down", 0, 0, 0},
    {"one that took it out", 1, 0, 0},
    {"one that left it, and nobody else", 2, 2, 0},
    {"one left it, one took it out", 3, 2, 1},
    {"two took it out", 3, 0, 0},
    {"both left it", 3, 3, 1},
    {"one of three left it", 7, 4, 1},
    {"two of three left it", 7, 6, 2},
};

START_TEST(only_a_letter_left_to_another_connector_may_come_twice)
{
    const struct truth_letter letter = {.exported_by = left[_i].exported_by,
                                        .left_by = left[_i].left_by};
    ck_assert_msg(truth_left_count(&letter) == left[_i].count, "%s", left[_i].name);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("truth");
    TCase *tcase = tcase_create("truth");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, mail_is_counted_at_its_places);
    tcase_add_test(tcase, a_file_that_vanishes_is_lost_mail);
    tcase_add_test(tcase, a_file_that_is_emptied_behind_its_back_is_lost_mail);
    tcase_add_test(tcase, a_file_that_a_person_removes_is_removed_mail);
    tcase_add_test(tcase, a_file_that_a_person_moves_away_is_set_aside_and_comes_back);
    tcase_add_test(tcase, a_file_set_aside_and_destroyed_by_the_world_is_lost_mail);
    tcase_add_test(tcase, a_copy_that_is_imported_too_is_doubled_mail);
    tcase_add_loop_test(tcase, a_copy_that_a_person_brings_comes_once_more, 0, 2);
    tcase_add_test(tcase, a_letter_put_into_mts_in_twice_is_doubled_mail);
    tcase_add_test(tcase, a_message_taken_from_the_queue_with_nothing_in_its_place_is_lost_mail);
    tcase_add_test(tcase, a_queue_cleared_by_a_person_is_removed_mail);
    tcase_add_test(tcase,
                   an_inbound_letter_taken_from_the_post_office_with_nothing_in_its_place_is_lost);
    tcase_add_test(tcase, mail_to_nobody_at_the_post_office_is_returned_with_a_report);
    tcase_add_test(tcase, mail_to_nobody_at_the_site_is_returned_by_a_report_to_its_cc_mail_sender);
    tcase_add_test(tcase, letters_that_are_alike_are_counted_together);
    tcase_add_test(tcase, names_and_subjects_beyond_ascii_are_known_again);
    tcase_add_test(tcase, every_place_has_a_name);
    tcase_add_loop_test(tcase, only_a_letter_left_to_another_connector_may_come_twice, 0,
                        (int)ARRAY_COUNT(left));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
