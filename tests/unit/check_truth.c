/* sim/world/truth*.c: nothing is lost or doubled without the ledger saying so. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "exchange/queue.h"
#include "postoffice.h"
#include "worlds/small_world.h"

static struct small_world small;
static struct world *w;
static struct os_port *console; /* the world: sees and may everything */
static struct os_port *person;
static struct logon logon;

static const char import[] = "D:\\exchsrvr\\ccmcdata\\Import";
static const char aside[] = "D:\\aside";

static void begin(void)
{
    /* Nothing can be created at the post office: outgoing mail stays in Import. */
    const struct small_world_spec spec = {
        .out = 3, .in = 2, .rights = NW_READ | NW_WRITE | NW_FILE_SCAN | NW_MODIFY};
    small_world_declare(&small, &spec);
    small_world_finish(&small);
    w = small.world;
    console = &process_new(w, PROCESS_WORLD, "console", w->hosts, NULL)->port;
    memset(&logon, 0, sizeof(logon));
    ck_assert_int_eq(network_logon(w->network, &logon, w->hosts->machine, small.account, "secret",
                                   LOGON_INTERACTIVE, 0),
                     ST_OK);
    person = &process_new(w, PROCESS_PERSON, "administrator", w->hosts, &logon)->port;
    small_world_run(&small, 20);
}

static void end(void)
{
    small_world_end(&small);
}

static void grant(void)
{
    fs_set_trustee(small.office->volume->volume, small.office->directory, small.twin->id,
                   NW_ALL & ~NW_SUPERVISOR);
}

/* The n-th message file of Import. */
static const char *import_file(uint32_t n)
{
    static char path[OS_PATH_SIZE];
    const struct volume *volume = small.connector->store_volume->volume;
    volume_node f = volume_first(volume, small_world_folder(&small, "Import"));
    for (; f != 0; f = volume_next(volume, f)) {
        const char *name = volume_info(volume, f).name;
        if (text_match("*.ccm", name) && n-- == 0) {
            ck_assert(text_join_path(path, sizeof(path), import, name));
            return path;
        }
    }
    ck_abort_msg("there is no such file in Import");
}

static const char *where(void)
{
    static struct buffer buffer;
    buffer_init(&buffer, &small.arena);
    truth_where(w, &buffer);
    return buffer_string(&buffer);
}

START_TEST(mail_is_counted_at_its_places)
{
    ck_assert_msg(strstr(where(), "Import 3") != NULL, "%s", where());
    const struct truth_totals totals = truth_totals(w);
    ck_assert_uint_eq(totals.duties[MAIL_OUT], 3);
    ck_assert_uint_eq(totals.delivered[MAIL_OUT], 0);
    ck_assert_uint_eq(totals.in_custody, 5 - totals.delivered[MAIL_IN]);
    grant();
    small_world_run(&small, 120);
    ck_assert_uint_eq(truth_totals(w).delivered[MAIL_OUT], 3);
    ck_assert_uint_eq(truth_totals(w).delivered[MAIL_IN], 2);
    ck_assert_uint_eq(truth_totals(w).in_custody, 0);
    ck_assert_str_eq(where(), "delivered out 3 in 2");
}
END_TEST

START_TEST(a_file_that_vanishes_is_lost_mail)
{
    ck_assert_int_eq(os_remove(console, import_file(1)), ST_OK);
    ck_assert(!world_settle(w));
    ck_assert_msg(text_starts(w->failure, "lost: letter \"Letter"), "%s", w->failure);
}
END_TEST

START_TEST(a_file_that_is_emptied_behind_its_back_is_lost_mail)
{
    ck_assert_int_eq(os_write_file(console, import_file(0), "", 0), ST_OK);
    ck_assert(!world_settle(w));
    ck_assert_msg(text_starts(w->failure, "lost: "), "%s", w->failure);
}
END_TEST

START_TEST(a_file_that_a_person_removes_is_removed_mail)
{
    ck_assert_int_eq(os_remove(person, import_file(0)), ST_OK);
    ck_assert(world_settle(w));
    ck_assert_uint_eq(truth_totals(w).removed[MAIL_OUT], 1);
    grant();
    small_world_run(&small, 120);
    ck_assert_uint_eq(truth_totals(w).delivered[MAIL_OUT], 2);
    ck_assert_uint_eq(truth_totals(w).in_custody, 0);
}
END_TEST

START_TEST(a_file_that_a_person_moves_away_is_set_aside_and_comes_back)
{
    char path[OS_PATH_SIZE];
    ck_assert(text_copy(path, sizeof(path), import_file(0)));
    ck_assert_int_eq(os_make_dir(console, aside), ST_OK);
    ck_assert_int_eq(os_rename(person, path, "D:\\aside\\kept.ccm"), ST_OK);
    ck_assert(world_settle(w));
    ck_assert_msg(strstr(where(), "Import 2") != NULL, "%s", where());
    ck_assert_msg(strstr(where(), "set aside 1") != NULL, "%s", where());
    grant();
    small_world_run(&small, 120);
    ck_assert_uint_eq(truth_totals(w).delivered[MAIL_OUT], 2);
    ck_assert_uint_eq(truth_totals(w).in_custody, 1);
    ck_assert_int_eq(os_rename(person, "D:\\aside\\kept.ccm", path), ST_OK);
    small_world_run(&small, 240);
    ck_assert_uint_eq(truth_totals(w).delivered[MAIL_OUT], 3);
    ck_assert_uint_eq(truth_totals(w).in_custody, 0);
}
END_TEST

START_TEST(a_file_set_aside_and_destroyed_by_the_world_is_lost_mail)
{
    ck_assert_int_eq(os_make_dir(console, aside), ST_OK);
    ck_assert_int_eq(os_rename(person, import_file(0), "D:\\aside\\kept.ccm"), ST_OK);
    ck_assert(world_settle(w));
    ck_assert_int_eq(os_remove(console, "D:\\aside\\kept.ccm"), ST_OK);
    ck_assert(!world_settle(w));
}
END_TEST

START_TEST(a_copy_that_is_imported_too_is_doubled_mail)
{
    const uint8_t *data = NULL;
    size_t size = 0;
    ck_assert_int_eq(os_read_file(console, import_file(0), &small.arena, &data, &size), ST_OK);
    ck_assert_int_eq(
        os_write_file(console, "D:\\exchsrvr\\ccmcdata\\Import\\AAAAAAAA.ccm", data, size), ST_OK);
    grant();
    ck_assert(!world_run_until(w, 120000000));
    ck_assert_msg(text_starts(w->failure, "doubled: letter"), "%s", w->failure);
    ck_assert_ptr_nonnull(strstr(w->failure, "delivered 2"));
}
END_TEST

START_TEST(a_letter_put_into_mts_in_twice_is_doubled_mail)
{
    small_world_run(&small, 60);
    ck_assert_uint_eq(truth_totals(w).delivered[MAIL_IN], 2);
    const struct site_recipient *sally = site_recipient_find(w, w->sites, "Brady, Sally");
    ck_assert_ptr_nonnull(sally);
    ck_assert_ptr_nonnull(sally->mailbox);
    const struct exchange_key key = {{1, 2}};
    ck_assert_int_eq(exchange_queue_put(&small.connector->process->exchange, EXCHANGE_MTS_IN, key,
                                        sally->mailbox->message),
                     ST_OK);
    ck_assert(!world_settle(w));
    ck_assert_msg(text_starts(w->failure, "doubled: letter"), "%s", w->failure);
}
END_TEST

START_TEST(a_message_taken_from_the_queue_with_nothing_in_its_place_is_lost_mail)
{
    const struct mail late = {
        .name = "late", .direction = MAIL_OUT, .count = 1, .date_ms = INT64_MIN};
    connector_stop(w, small.connector);
    small_world_run(&small, 30);
    small_must(mail_submit(w, mail_declare(w, &late)));
    ck_assert(world_settle(w));
    ck_assert_msg(strstr(where(), "MTS-OUT 1") != NULL, "%s", where());
    connector_start(w, small.connector);
    struct site_queue *queue = site_queue_of(w, small.connector, EXCHANGE_MTS_OUT);
    ck_assert_int_eq(exchange_queue_take(&small.connector->process->exchange, EXCHANGE_MTS_OUT,
                                         queue->first->id),
                     ST_OK);
    ck_assert(!world_settle(w));
    ck_assert_msg(text_starts(w->failure, "lost: "), "%s", w->failure);
}
END_TEST

START_TEST(a_queue_cleared_by_a_person_is_removed_mail)
{
    const struct mail late = {
        .name = "late", .direction = MAIL_OUT, .count = 3, .subject = "Late", .date_ms = INT64_MIN};
    connector_stop(w, small.connector);
    small_world_run(&small, 30);
    small_must(mail_submit(w, mail_declare(w, &late)));
    const char *subject = site_queue_message(w, small.connector, EXCHANGE_MTS_OUT, 1)->subject;
    ck_assert_uint_eq(site_queue_delete(w, small.connector, EXCHANGE_MTS_OUT, subject), 1);
    ck_assert_uint_eq(site_queue_delete(w, small.connector, EXCHANGE_MTS_OUT, "none"), 0);
    ck_assert(world_settle(w));
    ck_assert_uint_eq(truth_totals(w).removed[MAIL_OUT], 1);
    ck_assert_uint_eq(site_queue_delete(w, small.connector, EXCHANGE_MTS_OUT, NULL), 2);
    ck_assert(world_settle(w));
    ck_assert_uint_eq(truth_totals(w).removed[MAIL_OUT], 3);
    ck_assert_uint_eq(site_queue_count(w, small.connector, EXCHANGE_MTS_OUT), 0);
}
END_TEST

START_TEST(an_inbound_letter_taken_from_the_post_office_with_nothing_in_its_place_is_lost)
{
    connector_stop(w, small.connector);
    small_world_run(&small, 60);
    const struct mail late = {
        .name = "late", .direction = MAIL_IN, .count = 1, .date_ms = INT64_MIN};
    small_must(mail_submit(w, mail_declare(w, &late)));
    ck_assert(world_settle(w));
    ck_assert_msg(strstr(where(), "post-office queue 1") != NULL, "%s", where());
    struct postoffice *po = NULL;
    struct po_entry entry;
    struct po_message message;
    small_must(office_reader(w, small.office, &po));
    ck_assert_int_eq(po_entry_find(po, "SITE1", &entry), ST_OK);
    ck_assert_int_eq(po_queue_next(po, entry.usr, 0, &message), ST_OK);
    ck_assert_int_eq(po_delete(po, entry.usr, message.id), ST_OK);
    ck_assert(!world_settle(w));
    ck_assert_msg(text_starts(w->failure, "lost: "), "%s", w->failure);
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
    grant();
    struct mail *sent = mail_declare(w, &wrong);
    small_must(mail_submit(w, sent));
    small_world_run(&small, 200);
    ck_assert_uint_eq(truth_returned(w, sent), 1);
    ck_assert_uint_eq(truth_returned(w, NULL), 1);
    ck_assert_uint_eq(truth_totals(w).returned[MAIL_OUT], 1);
    ck_assert_uint_eq(truth_totals(w).delivered[MAIL_OUT], 3);
    ck_assert_uint_eq(truth_totals(w).in_custody, 0);
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
    grant();
    struct mail *sent = mail_declare(w, &wrong);
    small_must(mail_submit(w, sent));
    small_world_run(&small, 200);
    ck_assert_uint_eq(truth_returned(w, sent), 1);
    ck_assert_uint_eq(truth_totals(w).returned[MAIL_IN], 1);
    ck_assert_uint_eq(truth_totals(w).duties[MAIL_OUT], 4);
    ck_assert_uint_eq(truth_delivered(w, MAIL_OUT, NULL, "Smith, J at PO1"), 4);
    ck_assert_uint_eq(truth_totals(w).in_custody, 0);
}
END_TEST

START_TEST(letters_that_are_alike_are_counted_together)
{
    static const struct mail_recipient twice[] = {{EXCHANGE_TO, "Smith, J at PO1"},
                                                  {EXCHANGE_CC, "Jones, K at PO1"}};
    small_must(office_add_user(w, small.office, "Jones, K"));
    grant();
    struct mail alike = {.name = "alike",
                         .direction = MAIL_OUT,
                         .count = 1,
                         .date_ms = INT64_MIN,
                         .subject = "Re: The same, again!",
                         .recipients = twice,
                         .recipient_count = 2};
    struct mail *sent = mail_declare(w, &alike);
    small_must(mail_submit(w, sent));
    small_must(mail_submit(w, sent));
    small_world_run(&small, 200);
    ck_assert_uint_eq(truth_delivered(w, MAIL_OUT, sent, NULL), 4);
    ck_assert_uint_eq(truth_delivered(w, MAIL_OUT, sent, "Jones, K"), 2);
    ck_assert_uint_eq(truth_delivered(w, MAIL_IN, sent, NULL), 0);
    ck_assert_uint_eq(truth_totals(w).in_custody, 0);
}
END_TEST

START_TEST(names_and_subjects_beyond_ascii_are_known_again)
{
    static const struct mail_recipient to[] = {{EXCHANGE_TO, "M\xC3\xBCller, J\xC3\xB6rg at PO1"}};
    static const struct mail_recipient from[] = {{EXCHANGE_TO, "Brady, Sally at SITE1"}};
    small_must(office_add_user(w, small.office, "M\xC3\xBCller, J\xC3\xB6rg"));
    grant();
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
    struct mail *sent = mail_declare(w, &out);
    struct mail *back = mail_declare(w, &in);
    small_must(mail_submit(w, sent));
    small_must(mail_submit(w, back));
    small_world_run(&small, 200);
    ck_assert_uint_eq(truth_delivered(w, MAIL_OUT, sent, NULL), 1);
    ck_assert_uint_eq(truth_delivered(w, MAIL_IN, back, NULL), 1);
    ck_assert_uint_eq(truth_totals(w).returned[MAIL_OUT], 0);
    ck_assert_uint_eq(truth_totals(w).in_custody, 0);
}
END_TEST

START_TEST(every_place_has_a_name)
{
    for (int place = PLACE_NONE; place < PLACE_COUNT; place++) {
        ck_assert_str_ne(truth_place_name((enum truth_place)place), "");
    }
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
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
