/* sim/world/reading.c: what a cc:Mail user does with a letter that has come. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "postoffice.h"
#include "world/reading.h"
#include "worlds/small_world.h"

static struct small_world small;
static struct world *w;
static struct mail *letter;

static void begin(void)
{
    static const struct mail_recipient to = {EXCHANGE_TO, "Smith, J at PO1"};
    const struct small_world_spec spec = {.is_on_nt = true};
    small_world_declare(&small, &spec);
    w = small.world;
    small_must(office_add_user(w, small.office, "Smith, J"));
    small_must(office_add_user(w, small.office, "Doe, Ann"));
    const struct mail mail = {.name = "m1",
                              .direction = MAIL_OUT,
                              .count = 1,
                              .subject = "Plans",
                              .date_ms = INT64_MIN,
                              .recipients = &to,
                              .recipient_count = 1,
                              .wants_receipt = true};
    letter = mail_declare(w, &mail);
    small_world_finish(&small);
    small_must(mail_submit(w, letter));
    small_world_run(&small, 60);
    ck_assert_uint_eq(truth_delivered(w, MAIL_OUT, letter, NULL), 1);
}

static void end(void)
{
    small_world_end(&small);
}

static const char *act(enum reading_act what, const char *by, const char *to, const char *gives)
{
    const struct reading reading = {
        .act = what, .mail = letter, .by = by, .to = to, .gives = gives};
    return reading_do(w, &reading);
}

static uint64_t delivered(const char *name)
{
    const struct mail *mail = mail_find(w, name);
    return mail != NULL ? truth_delivered(w, MAIL_IN, mail, NULL) : 0;
}

START_TEST(who_reads_a_letter_sends_the_receipt_that_was_asked_for_once)
{
    small_must(act(READING_READ, NULL, NULL, "r1"));
    small_must(act(READING_READ, NULL, NULL, "r2"));
    small_world_run(&small, 90);
    ck_assert_uint_eq(delivered("r1"), 1);
    ck_assert_str_eq(mail_find(w, "r1")->subject, "Receipt: Plans");
    ck_assert_ptr_null(mail_find(w, "r2"));
}
END_TEST

START_TEST(who_passes_a_letter_on_sends_a_new_one)
{
    small_must(act(READING_FORWARD, "Smith, J", "Brady, Sally at SITE1", "m2"));
    small_must(act(READING_FORWARD, "Smith, J", "Doe, Ann", "m3")); /* not the ledger's */
    small_world_run(&small, 90);
    ck_assert_uint_eq(delivered("m2"), 1);
    ck_assert_ptr_null(mail_find(w, "m3"));
    small_must(act(READING_FORWARD, "Doe, Ann", "Brady, Sally at SITE1", "m4"));
    small_world_run(&small, 120);
    ck_assert_uint_eq(truth_delivered(w, MAIL_IN, NULL, NULL), 2);
}
END_TEST

START_TEST(who_answers_writes_to_the_sender_that_is_shown)
{
    small_must(act(READING_REPLY, NULL, NULL, "answer"));
    small_world_run(&small, 90);
    ck_assert_uint_eq(delivered("answer"), 1);
    ck_assert_str_eq(mail_find(w, "answer")->recipients[0].name, "Brady, Sally at SITE1");
    ck_assert_str_eq(mail_find(w, "answer")->subject, "Re: Plans");
}
END_TEST

static const struct {
    const char *name;
    enum reading_act act;
    const char *by, *to;
    const char *error; /* NULL: it is recorded and changes nothing */
} vain[] = {
    {"no such person", READING_READ, "Nobody", NULL, "\"Nobody\" has no mailbox at PO1"},
    {"who has no such letter", READING_READ, "Doe, Ann", NULL, NULL},
    {"who has nothing to pass on", READING_FORWARD, "Doe, Ann", "Smith, J", NULL},
    {"into a folder without a name", READING_FILE, "Smith, J", "", NULL},
    {"to nobody", READING_FORWARD, "Smith, J", "Nobody at all", NULL},
};

START_TEST(what_cannot_be_done_sends_nothing)
{
    const char *error = act(vain[_i].act, vain[_i].by, vain[_i].to, "m2");
    ck_assert_msg((error == NULL) == (vain[_i].error == NULL), "%s: %s", vain[_i].name,
                  error != NULL ? error : "no error");
    ck_assert(error == NULL || strcmp(error, vain[_i].error) == 0);
    small_world_run(&small, 90);
    ck_assert_ptr_null(mail_find(w, "m2"));
    ck_assert_uint_eq(truth_totals(w).in_custody, 0);
}
END_TEST

START_TEST(who_files_a_letter_has_it_in_a_folder)
{
    struct postoffice *po = NULL;
    struct po_entry smith;
    struct po_message message = {0};
    small_must(act(READING_FILE, NULL, "Message Log", ""));
    small_must(office_reader(w, small.office, &po));
    ck_assert_int_eq(po_entry_find(po, "Smith, J", &smith), ST_OK);
    ck_assert_int_eq(po_queue_next(po, smith.usr, 0, &message), ST_OK);
    ck_assert_uint_eq(message.folder, 1);
}
END_TEST

START_TEST(a_letter_that_nobody_has_sent_is_in_no_mailbox)
{
    const struct mail mail = {.name = "m9", .direction = MAIL_OUT, .date_ms = INT64_MIN};
    const struct reading reading = {.act = READING_READ, .mail = mail_declare(w, &mail)};
    ck_assert_str_eq(reading_do(w, &reading), "the mail has not been sent yet");
}
END_TEST

START_TEST(who_finds_the_post_office_locked_tries_again)
{
    static const enum reading_act acts[] = {READING_READ, READING_FORWARD};
    struct postoffice *other = NULL;
    struct process *person = process_new(w, PROCESS_PERSON, "router", w->hosts, NULL);
    ck_assert_int_eq(po_open(&person->port, small.office->path, true, w->arena, &other), ST_OK);
    ck_assert_int_eq(po_lock(other), ST_OK);
    small_must(act(acts[_i], NULL, "Brady, Sally at SITE1", "m2"));
    small_world_run(&small, 64);
    ck_assert_ptr_null(mail_find(w, "m2"));
    po_close(other);
    process_release(person);
    small_world_run(&small, 120);
    ck_assert_uint_eq(delivered("m2"), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reading");
    TCase *tcase = tcase_create("reading");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, who_reads_a_letter_sends_the_receipt_that_was_asked_for_once);
    tcase_add_test(tcase, who_passes_a_letter_on_sends_a_new_one);
    tcase_add_test(tcase, who_answers_writes_to_the_sender_that_is_shown);
    tcase_add_loop_test(tcase, what_cannot_be_done_sends_nothing, 0, ARRAY_COUNT(vain));
    tcase_add_test(tcase, who_files_a_letter_has_it_in_a_folder);
    tcase_add_test(tcase, a_letter_that_nobody_has_sent_is_in_no_mailbox);
    tcase_add_loop_test(tcase, who_finds_the_post_office_locked_tries_again, 0, 2);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
