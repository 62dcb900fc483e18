/* Tests of sim/postoffice/po_board.c and tools/programs/router_boards.c: who has copies of a board,
 * and how what is posted gets there. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "po_board.h"
#include "po_note.h"
#include "support/fault_port.h"
#include "support/two_offices.h"

static struct arena arena;
static struct memory_port *memory;
static struct os_port *port;

static void setup(void)
{
    memory = two_create(&arena);
    port = memory_port_os(memory);
    two_add(port, &arena, TWO_FAR, &(struct po_entry){.kind = PO_BOARD, .name = "Social"});
}

static void teardown(void)
{
    memory_port_release(memory);
    arena_release(&arena);
}

static struct postoffice *open_far(uint32_t *board_out)
{
    struct postoffice *po = NULL;
    struct po_entry board;
    ck_assert_int_eq(po_open(port, TWO_FAR, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_entry_find(po, "Social", &board), ST_OK);
    *board_out = board.usr;
    return po;
}

static enum status write_copies(const char *const *addresses, size_t count, uint64_t last_id)
{
    struct po_copy items[PO_COPIES_MAX + 1] = {{0}};
    uint32_t board = 0;
    struct postoffice *po = open_far(&board);
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct po_copy){addresses[i], last_id};
    }
    ck_assert_int_eq(po_lock(po), ST_OK);
    const enum status st = po_copies_write(po, board, &(struct po_copies){items, count}, &arena);
    po_unlock(po);
    po_close(po);
    return st;
}

static struct po_copies read_copies(void)
{
    struct po_copies copies = {0};
    uint32_t board = 0;
    struct postoffice *po = open_far(&board);
    ck_assert_int_eq(po_copies_read(po, board, &arena, &copies), ST_OK);
    po_close(po);
    return copies;
}

static const char *const site[] = {"#Social at SITE1"};

START_TEST(copies_are_read_back_as_they_were_written)
{
    static const char *const two[] = {"#Social at SITE1", "#Other Board at PO1"};
    ck_assert_uint_eq(read_copies().count, 0);
    ck_assert_int_eq(write_copies(two, 2, 17), ST_OK);
    const struct po_copies copies = read_copies();
    ck_assert_uint_eq(copies.count, 2);
    ck_assert_str_eq(copies.items[1].address, "#Other Board at PO1");
    ck_assert_uint_eq(copies.items[1].last_id, 17);
    ck_assert_int_eq(write_copies(site, 1, 18), ST_OK);
    ck_assert_uint_eq(read_copies().count, 1);
    ck_assert_uint_eq(read_copies().items[0].last_id, 18);
    ck_assert(two_is_sound(port, &arena, TWO_FAR));
    ck_assert_int_eq(write_copies(NULL, 0, 0), ST_OK);
    ck_assert_int_eq(write_copies(NULL, 0, 0), ST_OK);
    ck_assert_uint_eq(read_copies().count, 0);
    ck_assert(two_is_sound(port, &arena, TWO_FAR));
}
END_TEST

START_TEST(who_has_it_open_may_change_them_again_and_again)
{
    uint32_t board = 0;
    struct po_copy items[PO_COPIES_MAX] = {{site[0], 0}};
    struct postoffice *po = open_far(&board);
    for (size_t i = 0; i < 6; i++) {
        struct po_copies copies = {items, i % 3 == 2 ? 0 : 1};
        ck_assert_int_eq(po_lock(po), ST_OK);
        ck_assert_int_eq(po_copies_write(po, board, &copies, &arena), ST_OK);
        ck_assert_int_eq(po_copies_read(po, board, &arena, &copies), ST_OK);
        po_unlock(po);
        ck_assert_uint_eq(copies.count, i % 3 == 2 ? 0 : 1);
        ck_assert(two_is_sound(port, &arena, TWO_FAR));
    }
    po_close(po);
}
END_TEST

START_TEST(other_lines_of_the_note_stay)
{
    uint32_t board = 0;
    struct bytes note = {0};
    struct postoffice *po = open_far(&board);
    ck_assert_int_eq(po_lock(po), ST_OK);
    const struct bytes before =
        bytes_of_text("Copy: x y\r\nCopy: 5\r\nCopy: 5 \r\nKept: by others\r\nCopy: 7 #A at B\r\n");
    ck_assert_int_eq(po_note_write(po, board, before, &arena), ST_OK);
    po_unlock(po);
    po_close(po);
    ck_assert_uint_eq(read_copies().count, 1); /* what is no such line is passed over */
    ck_assert_str_eq(read_copies().items[0].address, "#A at B");
    ck_assert_int_eq(write_copies(site, 1, 1), ST_OK);
    po = open_far(&board);
    ck_assert_int_eq(po_note_read(po, board, &arena, &note), ST_OK);
    const char *text = arena_text_n(&arena, (const char *)note.data, note.size);
    ck_assert_str_eq(text, "Copy: 1 #Social at SITE1\r\nKept: by others\r\n");
    po_close(po);
}
END_TEST

START_TEST(what_is_no_address_is_refused)
{
    static const char *const empty[] = {""};
    static const char *const lines[] = {"#A at\r\nB"};
    const char *many[PO_COPIES_MAX + 1];
    for (size_t i = 0; i < ARRAY_COUNT(many); i++) {
        many[i] = site[0];
    }
    ck_assert_int_eq(write_copies(empty, 1, 0), ST_BAD_NAME);
    ck_assert_int_eq(write_copies(lines, 1, 0), ST_BAD_NAME);
    ck_assert_int_eq(write_copies(many, ARRAY_COUNT(many), 0), ST_DISK_FULL);
    ck_assert_int_eq(write_copies(many, PO_COPIES_MAX, 0), ST_OK);
    ck_assert_uint_eq(read_copies().count, PO_COPIES_MAX);
}
END_TEST

/* ---- posts ---- */

static struct fixture_run route(void)
{
    return fixture_run(port, &arena, "ROUTER", TWO_ROUTER, NULL);
}

static void post(const char *subject)
{
    ck_assert_int_eq(two_send(port, &arena, TWO_FAR, "Gray, Tom at PO2", "#Social", subject),
                     ST_OK);
}

START_TEST(a_post_goes_to_the_copy_once)
{
    post("one");
    ck_assert_int_eq(route().result, 0);
    ck_assert_int_eq(two_count(port, &arena, FIXTURE_DATA, "SITE1", "one"), 0); /* no copy */
    ck_assert_int_eq(write_copies(site, 1, 0), ST_OK);
    post("two");
    ck_assert_int_eq(route().result, 0);
    ck_assert_int_eq(route().result, 0);
    ck_assert_int_eq(two_count(port, &arena, FIXTURE_DATA, "SITE1", "one"), 1);
    ck_assert_int_eq(two_count(port, &arena, FIXTURE_DATA, "SITE1", "two"), 1);
    ck_assert_int_eq(two_count(port, &arena, TWO_FAR, "Social", "two"), 1);
    const struct bytes letter = two_letter(port, &arena, FIXTURE_DATA, "SITE1", "two");
    const char *text = arena_text_n(&arena, (const char *)letter.data, letter.size);
    ck_assert_ptr_nonnull(strstr(text, "To: #Social at SITE1\r\n"));
    ck_assert_ptr_nonnull(strstr(text, "From: Gray, Tom at PO2\r\n"));
    ck_assert(two_is_sound(port, &arena, TWO_FAR));
    ck_assert(two_is_sound(port, &arena, FIXTURE_DATA));
    ck_assert(!two_remembers(port, &arena, TWO_FAR));
}
END_TEST

START_TEST(a_copy_that_leads_elsewhere_or_to_nobody_waits)
{
    static const char *const elsewhere[] = {"#Social at NOWHERE", "Gray, Tom", "#Social at SITE1"};
    ck_assert_int_eq(write_copies(elsewhere, ARRAY_COUNT(elsewhere), 0), ST_OK);
    post("one");
    ck_assert_int_eq(route().result, 0);
    ck_assert_uint_eq(read_copies().items[0].last_id, 0);
    ck_assert_uint_eq(read_copies().items[1].last_id, 0);
    ck_assert_uint_ne(read_copies().items[2].last_id, 0);
    ck_assert_int_eq(two_count(port, &arena, FIXTURE_DATA, "SITE1", "one"), 1);
}
END_TEST

START_TEST(a_post_that_cannot_be_read_does_not_hold_up_letters)
{
    struct postoffice *po = NULL;
    uint32_t board = 0;
    ck_assert_int_eq(write_copies(site, 1, 0), ST_OK);
    ck_assert_int_eq(two_send(port, &arena, TWO_FAR, "Hill, Eve at PO2", "Smith, J at PO1", "mail"),
                     ST_OK);
    post("damaged");
    po = open_far(&board);
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_damage(po, PO_DAMAGE_TORN_BLOCK), ST_OK); /* of the newest one */
    po_close(po);
    const struct fixture_run run = route();
    ck_assert_int_eq(run.result, 3);
    ck_assert_ptr_nonnull(strstr(run.console, "A bulletin board cannot be read."));
    ck_assert_int_eq(two_count(port, &arena, FIXTURE_DATA, "Smith, J", "mail"), 1);
}
END_TEST

START_TEST(whatever_call_fails_a_post_comes_once)
{
    static const enum fault_port_kind ways[] = {FAULT_KILL, FAULT_STICKY, FAULT_FAIL, FAULT_AFTER,
                                                FAULT_KILL_TORN};
    bool is_over = false;
    ck_assert_int_eq(write_copies(site, 1, 0), ST_OK);
    post("one");
    post("two");
    for (uint64_t n = 1; !is_over; n++) {
        struct fault_port fault;
        struct arena local = {0};
        struct memory_port *copy = memory_port_copy(memory, &local);
        struct os_port *on = memory_port_os(copy);
        struct os_port *broken = fault_port_begin(&fault, on, ways[_i], n, ST_IO_ERROR);
        (void)fixture_run(broken, &local, "ROUTER", TWO_ROUTER, NULL);
        (void)fault_port_end(&fault);
        is_over = !fault.has_struck;
        const struct fixture_run again = fixture_run(on, &local, "ROUTER", TWO_ROUTER, NULL);
        ck_assert_msg(again.result == 0, "call %u: %s", (unsigned)n, again.console);
        const int one = two_count(on, &local, FIXTURE_DATA, "SITE1", "one");
        const int two = two_count(on, &local, FIXTURE_DATA, "SITE1", "two");
        ck_assert_msg(one == 1 && two == 1, "call %u: %d and %d", (unsigned)n, one, two);
        ck_assert_msg(!two_remembers(on, &local, TWO_FAR), "call %u", (unsigned)n);
        ck_assert_msg(!two_remembers(on, &local, FIXTURE_DATA), "call %u", (unsigned)n);
        memory_port_release(copy);
        arena_release(&local);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("po_board");
    TCase *tcase = tcase_create("boards");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, copies_are_read_back_as_they_were_written);
    tcase_add_test(tcase, who_has_it_open_may_change_them_again_and_again);
    tcase_add_test(tcase, other_lines_of_the_note_stay);
    tcase_add_test(tcase, what_is_no_address_is_refused);
    tcase_add_test(tcase, a_post_goes_to_the_copy_once);
    tcase_add_test(tcase, a_copy_that_leads_elsewhere_or_to_nobody_waits);
    tcase_add_test(tcase, a_post_that_cannot_be_read_does_not_hold_up_letters);
    tcase_add_loop_test(tcase, whatever_call_fails_a_post_comes_once, 0, 5);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
