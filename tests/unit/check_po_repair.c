/* Tests of sim/postoffice/po_repair.c and po_chain.c: bad records of the message index that several
 * pointers speak of, and chains whose record is gone. */
#include <check.h>
#include <stdlib.h>

#include "po_chain.h"
#include "po_internal.h"
#include "support/po_fixture.h"

static struct arena arena;
static struct memory_port *memory;
static struct os_port *port;
static struct postoffice *po;

enum { SMITH = 1, DOE = 2 }; /* "Doe, Ann" comes first in the directory */

static void setup(void)
{
    memory = fixture_create(&arena);
    port = memory_port_os(memory);
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
}

static void teardown(void)
{
    po_close(po);
    memory_port_release(memory);
    arena_release(&arena);
}

static uint64_t send(const uint32_t *usrs, size_t count)
{
    const struct po_message_in in = {
        .content = fixture_ccm(&arena, "Brady, Sally at SITE1", "Smith, J", "hello", "text"),
        .usrs = usrs,
        .usr_count = count};
    uint64_t id = 0;
    ck_assert_int_eq(po_send(po, &in, &arena, &id), ST_OK);
    return id;
}

/* A pointer that was written for message `id`, which was never committed. */
static void stale_pointer(uint32_t usr, uint64_t id, uint32_t slot)
{
    const struct po_pointer pointer = {
        .message_id = id, .slot = slot, .state = PO_POINTER_LIVE, .folder = 0};
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_mailbox_append(po, usr, &pointer), ST_OK);
    po_unlock(po);
}

/* The newest record of the index is damaged and made again. */
static struct po_mended mend(void)
{
    struct po_mended mended;
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_damage(po, PO_DAMAGE_MESSAGE_INDEX), ST_OK);
    ck_assert_int_eq(po_repair_index(po, &arena, &mended), ST_OK);
    po_unlock(po);
    return mended;
}

static struct po_report report(void)
{
    struct po_report result;
    ck_assert_int_eq(po_check_opened(po, &arena, &result), ST_OK);
    return result;
}

START_TEST(a_record_that_is_made_again_counts_all_who_have_the_message)
{
    static const uint32_t both[] = {SMITH, DOE};
    const uint64_t id = send(both, 2);
    const struct po_mended mended = mend();
    ck_assert_uint_eq(mended.records, 1);
    ck_assert_uint_eq(mended.lost, 0);
    ck_assert_uint_eq(report().errors + report().wear, 0);
    ck_assert_int_eq(po_delete(po, SMITH, id), ST_OK);
    ck_assert_int_eq(fixture_count(port, &arena, "Doe, Ann", "hello"), 1);
    ck_assert_int_eq(po_delete(po, DOE, id), ST_OK);
    ck_assert_uint_eq(report().messages, 0);
    ck_assert_uint_eq(report().errors + report().wear, 0);
}
END_TEST

/* Ids only rise, so of two that were given the same record the higher one has it. */
START_TEST(a_pointer_to_what_the_record_was_before_takes_no_message_away)
{
    static const uint32_t smith = SMITH;
    static const uint32_t mailboxes[][2] = {{DOE, SMITH}, {SMITH, SMITH}, {4, 4}};
    const uint64_t old = send(&smith, 1);
    ck_assert_int_eq(po_delete(po, SMITH, old), ST_OK);
    stale_pointer(mailboxes[_i][0], old, 0);
    const uint64_t id = send(&smith, 1);
    ck_assert_uint_gt(id, old);
    const struct po_mended mended = mend();
    ck_assert_uint_eq(mended.records, 1);
    ck_assert_uint_eq(mended.lost, 0);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "hello"), 1);
    ck_assert_uint_eq(report().errors, 0);
    ck_assert_uint_eq(report().wrong_counters, 0);
    ck_assert_uint_eq(report().dangling_pointers, 1);
}
END_TEST

/* A sender that was cut off has written pointers, and no record; the record they name is damaged
 * too. */
START_TEST(pointers_to_what_was_never_committed_take_no_message_away)
{
    static const uint32_t smith = SMITH;
    enum { MANY = 40 };
    const uint64_t id = send(&smith, 1);
    for (uint64_t i = 1; i <= MANY; i++) {
        stale_pointer(i % 2 == 0 ? SMITH : DOE, id + i, 0);
    }
    const struct po_mended mended = mend();
    ck_assert_uint_eq(mended.records, 1);
    ck_assert_uint_eq(mended.lost, 0);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "hello"), 1);
    ck_assert_uint_eq(report().dangling_pointers, MANY);
    ck_assert_uint_eq(report().wrong_counters, 0);
}
END_TEST

/* The last block of the newest message leads into the oldest one, and no record says how many
 * blocks it has. */
START_TEST(a_message_whose_last_block_leads_elsewhere_is_found_without_its_record)
{
    static const uint32_t smith = SMITH;
    struct po_mended mended;
    (void)send(&smith, 1);
    (void)send(&smith, 1);
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_damage(po, PO_DAMAGE_CROSS_LINKED), ST_OK);
    ck_assert_int_eq(po_damage(po, PO_DAMAGE_MESSAGE_INDEX), ST_OK);
    ck_assert_int_eq(po_repair_index(po, &arena, &mended), ST_OK);
    po_unlock(po);
    ck_assert_uint_eq(mended.records, 2);
    ck_assert_uint_eq(mended.lost, 0);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "hello"), 2);
    ck_assert_uint_eq(report().errors + report().wear, 0);
}
END_TEST

static const struct {
    const char *name;
    uint32_t used;
    uint32_t next;
    bool is_whole;
} ends[] = {
    {"full, and nothing behind it", PO_PAYLOAD_SIZE, 0, true},
    {"full, and its link is not known", PO_PAYLOAD_SIZE, UINT32_MAX, true},
    {"full, and leads on", PO_PAYLOAD_SIZE, 7, false},
    {"not full, and leads on", PO_PAYLOAD_SIZE - 1, 7, true},
    {"one byte, and leads on", 1, 7, true},
    {"free, and leads on in the list of free blocks", 0, 7, false},
};

START_TEST(without_a_record_a_chain_ends_at_a_block_that_is_not_full)
{
    struct po_block_header items[2] = {{.message_id = 0}};
    uint32_t chain_blocks[1] = {1};
    const struct po_blocks blocks = {.items = items, .count = 2};
    const struct po_chain chain = {.blocks = chain_blocks, .count = 1, .room = 1};
    struct po_record record = {.block_count = 0};
    items[1].message_id = 1;
    items[1].used = ends[_i].used;
    items[1].next = ends[_i].next;
    ck_assert_msg(po_chain_is_whole(&blocks, &chain, &record) == ends[_i].is_whole, "%s",
                  ends[_i].name);
}
END_TEST

/* Whatever the header says of the directory, the file has what it has. */
/* As damage leaves it: of a message that was to come, and never did. */
START_TEST(a_pointer_to_a_message_without_blocks_takes_no_message_away)
{
    static const uint32_t usrs[] = {SMITH};
    const uint64_t id = send(usrs, 1);
    struct po_record record;
    stale_pointer(_i == 0 ? DOE : SMITH, id + 1, 0);
    stale_pointer(_i == 0 ? SMITH : DOE, id + 2, 0);
    ck_assert_int_eq(po_index_find(po, id, 0, &record), ST_OK);
    const struct po_mended mended = mend();
    ck_assert_uint_eq(mended.records, 1);
    ck_assert_uint_eq(mended.lost, 0);
    ck_assert_int_eq(po_index_find(po, id, 0, &record), ST_OK);
    ck_assert_uint_eq(record.references, 1);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "hello"), 1);
}
END_TEST

START_TEST(a_directory_behind_the_end_of_the_file_costs_no_memory)
{
    struct arena scratch = {0};
    ck_assert_int_eq(po_lock(po), ST_OK);
    po->header.directory.capacity = PO_CAPACITY_MAX;
    ck_assert_int_eq(po_rebuild_directory(po, &scratch), ST_FILE_CORRUPT);
    ck_assert_uint_lt(arena_bytes(&scratch), 1 << 20);
    arena_release(&scratch);
}
END_TEST

START_TEST(the_last_number_of_an_import_run_is_no_end_of_importing)
{
    ck_assert_int_eq(po_lock(po), ST_OK);
    po->header.import_run = UINT32_MAX - 1;
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(po_import_begin(po), ST_OK);
        ck_assert_uint_eq(po->run, UINT32_MAX);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("po_repair");
    TCase *tcase = tcase_create("po_repair");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_record_that_is_made_again_counts_all_who_have_the_message);
    tcase_add_loop_test(tcase, a_pointer_to_a_message_without_blocks_takes_no_message_away, 0, 2);
    tcase_add_test(tcase, a_directory_behind_the_end_of_the_file_costs_no_memory);
    tcase_add_test(tcase, the_last_number_of_an_import_run_is_no_end_of_importing);
    tcase_add_loop_test(tcase, a_pointer_to_what_the_record_was_before_takes_no_message_away, 0, 3);
    tcase_add_test(tcase, pointers_to_what_was_never_committed_take_no_message_away);
    tcase_add_test(tcase, a_message_whose_last_block_leads_elsewhere_is_found_without_its_record);
    tcase_add_loop_test(tcase, without_a_record_a_chain_ends_at_a_block_that_is_not_full, 0,
                        ARRAY_COUNT(ends));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
