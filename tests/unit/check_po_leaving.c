/* Tests of sim/postoffice/po_leaving.c, and of queues that are followed (po_message.c) and
 * shortened (po_mailbox.c). */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "po_internal.h"
#include "support/po_fixture.h"

enum { MANY = 150 };

static struct arena arena;
static struct memory_port *memory;
static struct os_port *port;
static struct postoffice *po;
static uint32_t site;
static uint32_t smith;

static uint32_t usr_of(const char *name)
{
    struct po_entry entry;
    ck_assert_int_eq(po_entry_find(po, name, &entry), ST_OK);
    return entry.usr;
}

static void setup(void)
{
    memory = fixture_create(&arena);
    port = memory_port_os(memory);
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
    site = usr_of("SITE1");
    smith = usr_of("Smith, J");
}

static void teardown(void)
{
    po_close(po);
    memory_port_release(memory);
    arena_release(&arena);
}

static uint64_t send(const char *text)
{
    uint64_t id = 0;
    const struct po_message_in in = {.content = bytes_of_text(text), .usrs = &site, .usr_count = 1};
    ck_assert_int_eq(po_send(po, &in, &arena, &id), ST_OK);
    return id;
}

static void send_many(uint64_t ids[MANY])
{
    for (size_t i = 0; i < MANY; i++) {
        ids[i] = send("letter");
    }
}

static const char *text_of(const struct po_message *message)
{
    struct bytes content = {0};
    ck_assert_int_eq(po_message_read(po, message, &arena, &content, NULL), ST_OK);
    return arena_text_n(&arena, (const char *)content.data, content.size);
}

static struct po_report checked(void)
{
    struct po_report report;
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.errors, 0);
    return report;
}

static void expect_clean(void)
{
    ck_assert_uint_eq(checked().wear, 0);
}

static uint64_t first_id(void)
{
    struct po_message message = {0};
    const enum status st = po_queue_next(po, site, 0, &message);
    ck_assert(st == ST_OK || st == ST_NO_MORE);
    return st == ST_OK ? message.id : 0;
}

/* Another program, as long as it is open. */
static struct postoffice *other_open(void)
{
    struct postoffice *other = NULL;
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &other), ST_OK);
    return other;
}

START_TEST(who_follows_a_queue_looks_at_it_once_and_again_at_its_end)
{
    static const char *const texts[] = {"a", "b", "c", "late"};
    struct po_message message = {0};
    (void)send("a");
    (void)send("b");
    (void)send("c");
    ck_assert_int_eq(po_queue_next(po, site, 0, &message), ST_OK); /* opens all that it needs */
    ck_assert_str_eq(text_of(&message), "a");
    const uint64_t before = memory_port_calls(memory);
    message.id = 0;
    for (size_t i = 0; i < 3; i++) {
        ck_assert_int_eq(po_queue_follow(po, site, message.id, &message), ST_OK);
        ck_assert_str_eq(text_of(&message), texts[i]);
    }
    ck_assert_uint_eq(memory_port_calls(memory) - before, 6); /* record and blocks of each */
    struct postoffice *other = other_open();
    const struct po_message_in in = {
        .content = bytes_of_text("late"), .usrs = &site, .usr_count = 1};
    ck_assert_int_eq(po_send(other, &in, &arena, NULL), ST_OK);
    po_close(other);
    ck_assert_int_eq(po_queue_follow(po, site, message.id, &message), ST_OK);
    ck_assert_str_eq(text_of(&message), "late");
    ck_assert_int_eq(po_queue_follow(po, site, message.id, &message), ST_NO_MORE);
    message.id = 0;
    ck_assert_int_eq(po_queue_follow(po, smith, 0, &message), ST_NO_MORE); /* another's window */
}
END_TEST

START_TEST(who_follows_a_queue_from_its_front_gets_the_first_letter_after_a_look_at_any)
{
    enum { LETTERS = 100 };
    uint64_t ids[LETTERS];
    for (size_t i = 0; i < LETTERS; i++) {
        ids[i] = send("one of many");
    }
    for (size_t looked_at = 0; looked_at < LETTERS; looked_at++) {
        struct po_message message = {0};
        ck_assert_int_eq(po_queue_next(po, site, ids[looked_at] - 1, &message), ST_OK);
        ck_assert_uint_eq(message.id, ids[looked_at]);
        ck_assert_int_eq(po_queue_follow(po, site, 0, &message), ST_OK);
        ck_assert_msg(message.id == ids[0], "after a look at %zu", looked_at);
    }
}
END_TEST

START_TEST(a_followed_letter_that_somebody_deletes_is_not_read)
{
    struct po_message message = {0};
    struct bytes content;
    const uint64_t a = send("a");
    const uint64_t b = send("b");
    (void)send("c");
    ck_assert_int_eq(po_queue_follow(po, site, 0, &message), ST_OK);
    struct postoffice *other = other_open();
    ck_assert_int_eq(po_delete(other, site, a), ST_OK);
    ck_assert_int_eq(po_message_read(po, &message, &arena, &content, NULL), ST_NOT_FOUND);
    ck_assert_int_eq(po_delete(other, site, b), ST_OK);
    po_close(other);
    ck_assert_int_eq(po_queue_follow(po, site, 0, &message), ST_OK);
    ck_assert_str_eq(text_of(&message), "c");
}
END_TEST

START_TEST(letters_up_to_an_id_leave_one_after_another)
{
    uint64_t ids[MANY];
    bool is_left = true;
    uint32_t times = 0;
    send_many(ids);
    for (; is_left; times++) {
        ck_assert_int_eq(po_lock(po), ST_OK);
        ck_assert_int_eq(po_dequeue_first(po, site, ids[99], &is_left), ST_OK);
        po_unlock(po);
    }
    ck_assert_uint_eq(times, 100);
    ck_assert_uint_eq(first_id(), ids[100]);
    expect_clean();
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_dequeue_first(po, site, ids[99], &is_left), ST_OK);
    ck_assert(!is_left);
    for (is_left = true; is_left; times++) {
        ck_assert_int_eq(po_dequeue_first(po, site, UINT64_MAX, &is_left), ST_OK);
    }
    ck_assert_uint_eq(times, MANY);
    ck_assert_int_eq(po_dequeue_first(po, site, UINT64_MAX, &is_left), ST_OK);
    ck_assert(!is_left);
    ck_assert_uint_eq(po->mailbox->header.tail, 0);
    po_unlock(po);
    const struct po_report report = checked();
    ck_assert_uint_eq(report.wear, 0);
    ck_assert_uint_eq(report.free_blocks, report.blocks);
}
END_TEST

START_TEST(letters_leave_in_any_order_and_their_places_are_used_again)
{
    uint64_t ids[MANY];
    send_many(ids);
    for (size_t i = 0; i < MANY; i++) {
        const size_t at = i * 37 % MANY; /* 37 and MANY have no common divisor */
        ck_assert_int_eq(po_delete(po, site, ids[at]), ST_OK);
        ck_assert_int_eq(po_delete(po, site, ids[at]), ST_NOT_FOUND);
        if (i % 16 == 0) {
            expect_clean();
        }
    }
    expect_clean();
    ck_assert_int_eq(po_mailbox_load(po, site), ST_OK);
    ck_assert_uint_eq(po->mailbox->header.head, 0);
    ck_assert_uint_eq(po->mailbox->header.tail, 0);
    (void)send("again");
    expect_clean();
}
END_TEST

START_TEST(a_letter_of_several_leaves_one_queue_only)
{
    const uint32_t usrs[] = {site, smith};
    const struct po_message_in in = {.content = bytes_of_text("b"), .usrs = usrs, .usr_count = 2};
    struct po_message message;
    bool is_left = true;
    ck_assert_int_eq(po_send(po, &in, &arena, NULL), ST_OK);
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_dequeue_first(po, site, UINT64_MAX, &is_left), ST_OK);
    po_unlock(po);
    ck_assert(!is_left);
    ck_assert_uint_eq(first_id(), 0);
    ck_assert_int_eq(po_queue_next(po, smith, 0, &message), ST_OK);
    ck_assert_str_eq(text_of(&message), "b");
    expect_clean();
}
END_TEST

static void record_flip(uint32_t slot)
{
    fixture_flip(memory, &arena, "CLANDATA",
                 (size_t)po->header.index.offset + (size_t)slot * PO_RECORD_SIZE + 16, 0x40);
}

START_TEST(a_damaged_letter_stays_and_keeps_those_behind_it)
{
    struct po_message message;
    bool is_left = false;
    const uint64_t a = send("a");
    const uint64_t b = send("b");
    (void)send("c");
    ck_assert_int_eq(po_queue_next(po, site, a, &message), ST_OK);
    record_flip(message.slot);
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_dequeue_first(po, site, UINT64_MAX, &is_left), ST_OK);
    ck_assert(is_left);
    ck_assert_int_eq(po_dequeue_first(po, site, UINT64_MAX, &is_left), ST_FILE_CORRUPT);
    ck_assert_int_eq(po_fault_of(po), PO_PART_INDEX);
    ck_assert_int_eq(po_dequeue_first(po, site, a, &is_left), ST_OK); /* it is not asked for */
    po_unlock(po);
    record_flip(message.slot);
    ck_assert_uint_eq(first_id(), b);
    expect_clean();
}
END_TEST

START_TEST(a_queue_is_empty_when_not_even_a_letter_on_its_way_is_in_it)
{
    const struct po_pointer early = {.message_id = 1000, .slot = 20, .state = PO_POINTER_LIVE};
    ck_assert_uint_eq(first_id(), 0);
    ck_assert(po_queue_is_empty(po));
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_mailbox_append(po, site, &early), ST_OK);
    po_unlock(po);
    ck_assert_uint_eq(first_id(), 0);
    ck_assert(!po_queue_is_empty(po));
    fixture_flip(memory, &arena, "USR00004", 9, 0x40);
    fixture_flip(memory, &arena, "USR00004", PO_USR_COPY_SIZE + 9, 0x40);
    struct po_message message;
    ck_assert_int_eq(po_queue_next(po, site, 0, &message), ST_FILE_CORRUPT);
    ck_assert(!po_queue_is_empty(po));
}
END_TEST

START_TEST(a_letter_that_was_never_committed_is_passed_over)
{
    bool is_left = true;
    const struct po_pointer dangling = {.message_id = 1000, .slot = 20, .state = PO_POINTER_LIVE};
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_mailbox_append(po, site, &dangling), ST_OK);
    ck_assert_int_eq(po_dequeue_first(po, site, UINT64_MAX, &is_left), ST_OK);
    ck_assert(!is_left);
    ck_assert_int_eq(po_mailbox_load(po, site), ST_OK);
    ck_assert_uint_eq(po->mailbox->header.count, 1);
    po_unlock(po);
    ck_assert_uint_eq(first_id(), 0);
}
END_TEST

START_TEST(before_the_last_one_leaves_it_is_on_the_disk_that_the_others_have_left)
{
    const uint64_t a = send("a");
    const uint64_t b = send("b");
    const uint64_t c = send("c");
    bool is_left = true;
    struct po_message message = {0};
    po_close(po);
    memory_port_arm(memory);
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_lock(po), ST_OK);
    for (uint64_t left = _i == 0 ? c : b;
         is_left;) { /* up to c: what is behind it does not count */
        ck_assert_int_eq(po_dequeue_first(po, site, left, &is_left), ST_OK);
    }
    memory_port_cut(memory, FIXTURE_DATA, 0);
    memory_port_close_all(memory);
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_queue_next(po, site, a - 1, &message), ST_OK);
    ck_assert_msg(message.id == (_i == 0 ? c : b), "letter %u comes back first",
                  (unsigned)(message.id - a));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("po_leaving");
    TCase *tcase = tcase_create("po_leaving");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, who_follows_a_queue_looks_at_it_once_and_again_at_its_end);
    tcase_add_test(tcase,
                   who_follows_a_queue_from_its_front_gets_the_first_letter_after_a_look_at_any);
    tcase_add_test(tcase, a_followed_letter_that_somebody_deletes_is_not_read);
    tcase_add_test(tcase, letters_up_to_an_id_leave_one_after_another);
    tcase_add_test(tcase, letters_leave_in_any_order_and_their_places_are_used_again);
    tcase_add_test(tcase, a_letter_of_several_leaves_one_queue_only);
    tcase_add_test(tcase, a_damaged_letter_stays_and_keeps_those_behind_it);
    tcase_add_test(tcase, a_letter_that_was_never_committed_is_passed_over);
    tcase_add_test(tcase, a_queue_is_empty_when_not_even_a_letter_on_its_way_is_in_it);
    tcase_add_loop_test(
        tcase, before_the_last_one_leaves_it_is_on_the_disk_that_the_others_have_left, 0, 2);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
