/* Tests of sim/postoffice/po_check.c: each kind of damage or wear is found, under its own name. */
#include <check.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "po_internal.h"
#include "support/po_fixture.h"

static struct arena arena;
static struct memory_port *memory;
static struct os_port *port;
static struct postoffice *po;

/* Mail 1 and 2 for "Smith, J" (two blocks each), 3 for him and "Doe, Ann", 4 deleted again: blocks
 * 1 2 | 3 4 | 5 | 6. */
static void setup(void)
{
    const uint32_t usrs[] = {1, 2};
    uint8_t *data = arena_alloc(&arena, 3000);
    memory = fixture_create(&arena);
    port = memory_port_os(memory);
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
    for (int i = 0; i < 4; i++) {
        const struct po_message_in in = {
            .content = {data, i < 2 ? 3000 : 100}, .usrs = usrs, .usr_count = i == 2 ? 2 : 1};
        ck_assert_int_eq(po_send(po, &in, &arena, NULL), ST_OK);
    }
    ck_assert_int_eq(po_delete(po, 1, 4), ST_OK);
    ck_assert_int_eq(po_lock(po), ST_OK);
}

static void teardown(void)
{
    po_close(po);
    memory_port_release(memory);
    arena_release(&arena);
}

static void both_header_copies(void)
{
    fixture_flip(memory, &arena, "CLANDATA", 30, 0x04);
    fixture_flip(memory, &arena, "CLANDATA", PO_COPY_SIZE + 30, 0x04);
}

static void one_header_copy(void)
{
    fixture_flip(memory, &arena, "CLANDATA", 30, 0x04);
}

static void both_store_copies(void)
{
    fixture_flip(memory, &arena, "MLANDATA", 30, 0x04);
    fixture_flip(memory, &arena, "MLANDATA", PO_STORE_COPY_SIZE + 30, 0x04);
}

static void short_store(void)
{
    memory_port_put(memory, FIXTURE_DATA "\\MLANDATA", bytes_of_text("short"));
}

static void lost_blocks(void)
{
    po->store.block_count += 3;
    ck_assert_int_eq(po_store_header_write(po), ST_OK);
}

static void lost_free_list(void)
{
    po->store.free_head = 0;
    po->store.free_count = 0;
    ck_assert_int_eq(po_store_header_write(po), ST_OK);
}

static void wrong_free_count(void)
{
    po->store.free_count++;
    ck_assert_int_eq(po_store_header_write(po), ST_OK);
}

static void bad_free_block(void)
{
    fixture_flip(memory, &arena, "MLANDATA", (uint64_t)6 * PO_BLOCK_SIZE + 9, 0x04);
}

static void free_block_in_use(void)
{
    po->store.free_head = 5;
    ck_assert_int_eq(po_store_header_write(po), ST_OK);
}

static void bad_payload(void)
{
    fixture_flip(memory, &arena, "MLANDATA", (uint64_t)2 * PO_BLOCK_SIZE + 100, 0x04);
}

static struct po_record read_record(uint32_t slot)
{
    struct po_record record;
    ck_assert_int_eq(po_index_read(po, slot, &record), ST_OK);
    return record;
}

static void too_many_references(void)
{
    struct po_record record = read_record(0);
    record.references = 2;
    ck_assert_int_eq(po_index_write_end(po, 0, &record), ST_OK);
}

static void too_few_references(void)
{
    struct po_record record = read_record(2);
    record.references = 1;
    ck_assert_int_eq(po_index_write_end(po, 2, &record), ST_OK);
}

static void torn_counter(void)
{
    fixture_flip(memory, &arena, "CLANDATA", po->header.index.offset + PO_RECORD_COUNTER_AT, 0x04);
}

static void bad_record(void)
{
    fixture_flip(memory, &arena, "CLANDATA", po->header.index.offset + 16, 0x04);
}

static void strange_record_state(void)
{
    fixture_flip(memory, &arena, "CLANDATA", po->header.index.offset + PO_RECORD_STATE_AT, 0x04);
}

static void record_behind_the_end(void)
{
    struct po_record record = read_record(0);
    ck_assert_int_eq(po_index_write(po, 20, &record), ST_OK);
}

static void crossed_chains(void)
{
    struct po_record record = read_record(0);
    record.references = 1;
    ck_assert_int_eq(po_index_write(po, 3, &record), ST_OK);
}

static void uncommitted_message(void)
{
    struct po_record record = read_record(2);
    record.state = PO_RECORD_EMPTY;
    ck_assert_int_eq(po_index_write_end(po, 2, &record), ST_OK);
}

static void bad_entry(void)
{
    for (size_t slot = 0; slot < PO_DIRECTORY_CAPACITY_FIRST; slot++) {
        const struct bytes file = memory_port_get(memory, FIXTURE_DATA "\\CLANDATA");
        if (file.data[PO_HEADER_SIZE + slot * PO_ENTRY_SIZE] == PO_ENTRY_LIVE) {
            fixture_flip(memory, &arena, "CLANDATA", PO_HEADER_SIZE + slot * PO_ENTRY_SIZE + 220,
                         0x04); /* a comment */
            return;
        }
    }
}

static void wrong_entry_count(void)
{
    po->header.directory.count++;
    ck_assert_int_eq(po_header_write(po), ST_OK);
}

static void bad_mailbox(void)
{
    fixture_flip(memory, &arena, "USR00002", 22, 0x04);
    fixture_flip(memory, &arena, "USR00002", PO_USR_COPY_SIZE + 22, 0x04);
}

static void mailbox_absent(void)
{
    memory_port_put(memory, FIXTURE_DATA "\\USR00003", (struct bytes){0});
}

static void mailbox_of_nobody(void)
{
    memory_port_put(memory, FIXTURE_DATA "\\USR00077", bytes_of_text("x"));
}

static void bad_pointer(void)
{
    fixture_move_pointers(po, 1);
    fixture_flip(memory, &arena, "USR00001", PO_USR_HEADER_SIZE + 2, 0x04);
}

static void removed_pointer(void)
{
    ck_assert_int_eq(po_mailbox_load(po, 1), ST_OK);
    ck_assert_int_eq(po_mailbox_remove(po, 1), ST_OK);
}

static const struct {
    const char *name;
    void (*damage)(void);
    size_t counter; /* offset in struct po_report: it must be above 0 */
    bool is_error;
} cases[] = {
    {"both copies of CLANDATA's header", both_header_copies,
     offsetof(struct po_report, bad_headers), true},
    {"one copy of CLANDATA's header", one_header_copy, offsetof(struct po_report, torn_copies),
     false},
    {"both copies of MLANDATA's header", both_store_copies, offsetof(struct po_report, bad_headers),
     true},
    {"MLANDATA cut off", short_store, offsetof(struct po_report, bad_headers), true},
    {"lost blocks", lost_blocks, offsetof(struct po_report, lost_blocks), false},
    {"a lost free list", lost_free_list, offsetof(struct po_report, lost_blocks), false},
    {"a wrong count of free blocks", wrong_free_count, offsetof(struct po_report, wrong_counters),
     false},
    {"a bad free block", bad_free_block, offsetof(struct po_report, bad_free_list), true},
    {"a block both free and used", free_block_in_use, offsetof(struct po_report, crossed_blocks),
     true},
    {"bad text", bad_payload, offsetof(struct po_report, torn_blocks), true},
    {"a counter too high", too_many_references, offsetof(struct po_report, wrong_counters), false},
    {"a counter too low", too_few_references, offsetof(struct po_report, bad_records), true},
    {"a torn counter", torn_counter, offsetof(struct po_report, wrong_counters), false},
    {"a bad record", bad_record, offsetof(struct po_report, bad_records), true},
    {"a record in a strange state", strange_record_state, offsetof(struct po_report, bad_records),
     true},
    {"a record behind the end", record_behind_the_end, offsetof(struct po_report, bad_records),
     true},
    {"two chains through one block", crossed_chains, offsetof(struct po_report, crossed_blocks),
     true},
    {"a message that was not committed", uncommitted_message,
     offsetof(struct po_report, dangling_pointers), false},
    {"the slot of such a message", uncommitted_message, offsetof(struct po_report, lost_slots),
     false},
    {"a bad entry", bad_entry, offsetof(struct po_report, bad_entries), true},
    {"a wrong count of entries", wrong_entry_count, offsetof(struct po_report, wrong_counters),
     false},
    {"both copies of a mailbox header", bad_mailbox, offsetof(struct po_report, bad_mailboxes),
     true},
    {"an absent mailbox", mailbox_absent, offsetof(struct po_report, bad_mailboxes), true},
    {"a mailbox of nobody", mailbox_of_nobody, offsetof(struct po_report, lost_mailboxes), false},
    {"a bad pointer", bad_pointer, offsetof(struct po_report, bad_pointers), true},
    {"a message without pointers", removed_pointer,
     offsetof(struct po_report, unreachable_messages), false},
};
START_TEST(damage_and_wear_are_found_under_their_own_names)
{
    struct po_report report;
    uint32_t counter = 0;
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.errors + report.wear, 0);
    cases[_i].damage();
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &report), ST_OK);
    memcpy(&counter, (const char *)&report + cases[_i].counter, sizeof(counter));
    ck_assert_msg(counter > 0, "%s: not found", cases[_i].name);
    ck_assert_msg((report.errors > 0) == cases[_i].is_error, "%s: %u errors, %u wear",
                  cases[_i].name, report.errors, report.wear);
    ck_assert_msg(cases[_i].is_error || report.wear > 0, "%s: not in the sum", cases[_i].name);
}
END_TEST

START_TEST(what_is_there_is_counted)
{
    struct po_report report;
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.entries, 8);
    ck_assert_uint_eq(report.mailboxes, 4);
    ck_assert_uint_eq(report.messages, 3);
    ck_assert_uint_eq(report.pointers, 4);
    ck_assert_uint_eq(report.blocks, 6);
    ck_assert_uint_eq(report.free_blocks, 1);
    ck_assert_uint_eq(report.extents_max, 1);
    ck_assert_uint_eq(report.fragmented, 0);
}
END_TEST

START_TEST(an_absent_post_office_is_told_by_the_status)
{
    struct po_report report;
    ck_assert_int_eq(po_check(port, FIXTURE_STORE, &arena, &report), ST_NOT_FOUND);
    ck_assert_uint_eq(report.errors, 0);
}
END_TEST

static Suite *check_suite(void)
{
    Suite *suite = suite_create("po_check");
    TCase *tcase = tcase_create("po_check");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, damage_and_wear_are_found_under_their_own_names, 0,
                        ARRAY_COUNT(cases));
    tcase_add_test(tcase, what_is_there_is_counted);
    tcase_add_test(tcase, an_absent_post_office_is_told_by_the_status);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(check_suite());
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
