/* Tests of sim/postoffice/po_map.c: every block is shown as what it is, whatever is damaged. */
#include "po_map.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "po_internal.h"
#include "support/po_fixture.h"

static struct arena arena;
static struct memory_port *memory;
static struct os_port *port;
static struct postoffice *po;

/* Mail 1 and 2 for "Smith, J" (two blocks each), 3 for him and "Doe, Ann", 4 and 5 deleted again:
 * blocks 1 2 | 3 4 | 5 | 7 -> 6 free. */
static void setup(void)
{
    const uint32_t usrs[] = {1, 2};
    uint8_t *data = arena_alloc(&arena, 3000);
    memory = fixture_create(&arena);
    port = memory_port_os(memory);
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
    for (int i = 0; i < 5; i++) {
        const struct po_message_in in = {
            .content = {data, i < 2 ? 3000 : 100}, .usrs = usrs, .usr_count = i == 2 ? 2 : 1};
        ck_assert_int_eq(po_send(po, &in, &arena, NULL), ST_OK);
    }
    ck_assert_int_eq(po_delete(po, 1, 4), ST_OK);
    ck_assert_int_eq(po_delete(po, 1, 5), ST_OK);
    ck_assert_int_eq(po_lock(po), ST_OK);
}

static void teardown(void)
{
    po_close(po);
    memory_port_release(memory);
    arena_release(&arena);
}

static void nothing(void)
{
}

static void text_of_block_1(void)
{
    fixture_flip(memory, &arena, "MLANDATA", 1 * PO_BLOCK_SIZE + 100, 0x04);
}

static void header_of_block_1(void)
{
    fixture_flip(memory, &arena, "MLANDATA", 1 * PO_BLOCK_SIZE + 9, 0x04);
}

static void header_of_a_free_block(void)
{
    fixture_flip(memory, &arena, "MLANDATA", (uint64_t)po->store.free_head * PO_BLOCK_SIZE + 9,
                 0x04);
}

static void record_of_message_1(void)
{
    fixture_flip(memory, &arena, "CLANDATA", po->header.index.offset + 20, 0x04);
}

static void change_first_block(uint32_t slot, uint32_t block)
{
    struct po_record record;
    ck_assert_int_eq(po_index_read(po, slot, &record), ST_OK);
    record.first_block = block;
    ck_assert_int_eq(po_index_write(po, slot, &record), ST_OK);
}

static void chain_2_begins_in_chain_1(void)
{
    change_first_block(1, 1);
}

static void chain_1_begins_behind_the_end(void)
{
    change_first_block(0, 77777);
}

static void chain_1_begins_in_a_free_block(void)
{
    change_first_block(0, po->store.free_head);
}

static void change_store(uint32_t free_head, uint32_t block_count)
{
    po->store.free_head = free_head;
    po->store.block_count = block_count;
    ck_assert_int_eq(po_store_header_write(po), ST_OK);
}

static void no_free_list(void)
{
    change_store(0, po->store.block_count);
}

static void free_list_begins_in_use(void)
{
    change_store(3, po->store.block_count);
}

static void more_blocks_than_the_file_holds(void)
{
    change_store(po->store.free_head, UINT32_MAX);
}

static void free_list_is_a_ring(void)
{
    uint8_t bytes[PO_BLOCK_HEADER_SIZE];
    const struct po_block_header header = {.next = po->store.free_head};
    for (uint32_t block = 6; block <= 7; block++) {
        po_block_header_encode(&header, block, bytes);
        ck_assert_int_eq(
            po_write(po, po->mlandata, (uint64_t)block * PO_BLOCK_SIZE, bytes, sizeof(bytes)),
            ST_OK);
    }
    change_store(po->store.free_head == 6 ? 7 : 6, po->store.block_count);
}

static void file_ends_in_block_5(void)
{
    const struct bytes old = memory_port_get(memory, FIXTURE_DATA "\\MLANDATA");
    const size_t size = (size_t)5 * PO_BLOCK_SIZE + 20;
    memory_port_put(memory, FIXTURE_DATA "\\MLANDATA",
                    (struct bytes){arena_copy(&arena, old.data, size), size});
}

static const struct {
    const char *name;
    void (*damage)(void);
    const char *map; /* state and holder of blocks 1, 2, ... */
} cases[] = {
    {"a sound post office", nothing, "used1 used1 used2 used2 used3 free0 free0"},
    {"torn text: the chain still leads on", text_of_block_1,
     "torn1 used1 used2 used2 used3 free0 free0"},
    {"a torn header ends the chain", header_of_block_1,
     "torn1 lost0 used2 used2 used3 free0 free0"},
    {"a torn free block ends the list", header_of_a_free_block,
     "used1 used1 used2 used2 used3 lost0 free0"},
    {"of a damaged record nothing is known", record_of_message_1,
     "lost0 lost0 used2 used2 used3 free0 free0"},
    {"a chain that begins in another's", chain_2_begins_in_chain_1,
     "crossed1 used1 lost0 lost0 used3 free0 free0"},
    {"a chain that begins behind the end", chain_1_begins_behind_the_end,
     "lost0 lost0 used2 used2 used3 free0 free0"},
    {"a chain that begins in a free block", chain_1_begins_in_a_free_block,
     "lost0 lost0 used2 used2 used3 lost0 crossed1"},
    {"no free list", no_free_list, "used1 used1 used2 used2 used3 lost0 lost0"},
    {"a free list that begins in use", free_list_begins_in_use,
     "used1 used1 crossed2 used2 used3 lost0 lost0"},
    {"a free list that is a ring", free_list_is_a_ring,
     "used1 used1 used2 used2 used3 free0 free0"},
    {"a header that names more blocks than there are", more_blocks_than_the_file_holds,
     "used1 used1 used2 used2 used3 free0 free0"},
    {"a file that ends within a block", file_ends_in_block_5, "used1 used1 used2 used2 torn3"},
};

START_TEST(every_block_is_shown_as_what_it_is)
{
    struct po_map map;
    struct postoffice *reader = NULL;
    struct buffer text;
    buffer_init(&text, &arena);
    cases[_i].damage();
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, false, &arena, &reader), ST_OK);
    const enum status st = po_map(reader, &arena, &map);
    ck_assert_msg(st == ST_OK, "%s: %s", cases[_i].name, status_text(st));
    for (uint32_t block = 1; block < map.count; block++) {
        buffer_format(&text, "%s%s%u", block > 1 ? " " : "",
                      po_block_state_name(map.blocks[block].state),
                      (unsigned)map.blocks[block].held_by);
    }
    ck_assert_msg(strcmp(buffer_string(&text), cases[_i].map) == 0, "%s: %s", cases[_i].name,
                  buffer_string(&text));
    po_close(reader);
}
END_TEST

START_TEST(a_block_says_of_itself_what_was_written)
{
    struct po_map map;
    ck_assert_int_eq(po_map(po, &arena, &map), ST_OK);
    const struct po_block *second = &map.blocks[4];
    ck_assert(second->is_readable);
    ck_assert(second->is_whole);
    ck_assert_uint_eq(second->message_id, 2);
    ck_assert_uint_eq(second->ordinal, 1);
    ck_assert_uint_eq(second->next, 0);
    ck_assert_uint_eq(second->used, 3000 - PO_PAYLOAD_SIZE);
    ck_assert_uint_eq(map.blocks[3].next, 4);
    header_of_block_1();
    ck_assert_int_eq(po_map(po, &arena, &map), ST_OK);
    ck_assert(!map.blocks[1].is_readable);
    ck_assert_uint_eq(map.blocks[1].used, 0);
}
END_TEST

START_TEST(headers_that_cannot_be_trusted_are_refused)
{
    struct po_map map;
    struct postoffice *reader = NULL;
    po->header.index.capacity = PO_CAPACITY_MAX;
    ck_assert_int_eq(po_header_write(po), ST_OK);
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, false, &arena, &reader), ST_OK);
    ck_assert_int_eq(po_map(reader, &arena, &map), ST_FILE_CORRUPT);
    po_close(reader);
    fixture_flip(memory, &arena, "MLANDATA", 30, 0x04);
    fixture_flip(memory, &arena, "MLANDATA", PO_STORE_COPY_SIZE + 30, 0x04);
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, false, &arena, &reader), ST_OK);
    ck_assert_int_eq(po_map(reader, &arena, &map), ST_FILE_CORRUPT);
    po_close(reader);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("po_map");
    TCase *tcase = tcase_create("po_map");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, every_block_is_shown_as_what_it_is, 0, ARRAY_COUNT(cases));
    tcase_add_test(tcase, a_block_says_of_itself_what_was_written);
    tcase_add_test(tcase, headers_that_cannot_be_trusted_are_refused);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
