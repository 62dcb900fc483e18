/* Tests of sim/postoffice/po_free.c: the orders of the free list (assumption FREE_LIST). */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/ccm.h"
#include "po_internal.h"
#include "po_map.h"
#include "po_wear.h"
#include "support/fault_port.h"
#include "support/po_fixture.h"

static struct arena arena;
static struct memory_port *memory;
static struct postoffice *po;

/* An empty post office of this order. */
static void begin(enum po_free_list order)
{
    const struct po_spec spec = {.format = PO_DB6,
                                 .free_list = order,
                                 .name = "PO1",
                                 .password = "secret",
                                 .code_page = 437};
    struct po_entry user = {.kind = PO_USER, .name = "Doe, Ann"};
    memory = fixture_create(&arena);
    struct os_port *os = memory_port_os(memory);
    ck_assert_int_eq(os_make_dir(os, "V:\\ORDER"), ST_OK);
    ck_assert_int_eq(po_create(os, "V:\\ORDER", &spec), ST_OK);
    ck_assert_int_eq(po_open(os, "V:\\ORDER", true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_entry_add(po, &user), ST_OK);
    ck_assert_uint_eq(user.usr, 1);
}

static void end(void)
{
    po_close(po);
    memory_port_release(memory);
    arena_release(&arena);
}

/* A message of so many blocks. */
static uint64_t send(uint32_t blocks)
{
    static const uint32_t usr = 1;
    const size_t size = (size_t)blocks * PO_PAYLOAD_SIZE;
    const struct po_message_in in = {
        .content = {arena_alloc(&arena, size), size}, .usrs = &usr, .usr_count = 1};
    uint64_t id = 0;
    ck_assert_int_eq(po_send(po, &in, &arena, &id), ST_OK);
    return id;
}

static void drop(uint64_t id)
{
    ck_assert_int_eq(po_delete(po, 1, id), ST_OK);
}

/* "3 5 6": the free list from its front on. */
static const char *free_blocks(void)
{
    struct buffer text;
    uint32_t at = 0;
    buffer_init(&text, &arena);
    ck_assert_int_eq(po_store_open(po), ST_OK);
    ck_assert_int_eq(po_store_header_read(po), ST_OK);
    for (at = po->store.free_head; at != 0;) {
        uint8_t bytes[PO_BLOCK_HEADER_SIZE];
        struct po_block_header header;
        size_t got = 0;
        buffer_format(&text, "%s%u", text.size != 0 ? " " : "", (unsigned)at);
        ck_assert_int_eq(
            po_read(po, po->mlandata, (uint64_t)at * PO_BLOCK_SIZE, bytes, sizeof(bytes), &got),
            ST_OK);
        ck_assert(po_block_header_decode(bytes, at, &header));
        at = header.next;
    }
    return buffer_string(&text);
}

static void is_sound(void)
{
    struct po_report report;
    ck_assert_int_eq(po_check_opened(po, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.errors, 0);
    ck_assert_uint_eq(report.wear, 0);
}

static const struct {
    const char *name;
    enum po_free_list order;
    const char *third;  /* after the message in the middle went, */
    const char *first;  /* then the one in front of it, */
    const char *fourth; /* then the last one */
    const char *taken;  /* then somebody wrote two blocks */
} orders[] = {
    {"lifo", PO_FREE_LIFO, "3 4 5", "1 2 3 4 5", "6 1 2 3 4 5", "2 3 4 5"},
    {"fifo", PO_FREE_FIFO, "3 4 5", "3 4 5 1 2", "3 4 5 1 2 6", "5 1 2 6"},
    {"lowest", PO_FREE_LOWEST, "3 4 5", "1 2 3 4 5", "1 2 3 4 5 6", "3 4 5 6"},
};

START_TEST(freed_blocks_are_used_again_in_the_order_of_the_post_office)
{
    begin(orders[_i].order);
    const uint64_t a = send(2);
    const uint64_t b = send(3);
    const uint64_t c = send(1);
    (void)send(1);
    drop(b);
    ck_assert_str_eq(free_blocks(), orders[_i].third);
    drop(a);
    ck_assert_str_eq(free_blocks(), orders[_i].first);
    drop(c);
    ck_assert_str_eq(free_blocks(), orders[_i].fourth);
    is_sound();
    (void)send(2);
    ck_assert_str_eq(free_blocks(), orders[_i].taken);
    is_sound();
    end();
}
END_TEST

/* A chain that lies on both sides of a free block and between free blocks. */
START_TEST(a_scattered_chain_comes_into_its_places_when_the_lowest_is_used_first)
{
    begin(PO_FREE_LOWEST);
    const uint64_t a = send(1); /* 1 */
    (void)send(1);
    const uint64_t c = send(1); /* 3 */
    (void)send(1);
    const uint64_t e = send(1); /* 5 */
    drop(e);
    drop(a);
    drop(c);
    ck_assert_str_eq(free_blocks(), "1 3 5");
    const uint64_t scattered = send(4); /* 1 3 5 6 */
    const uint64_t g = send(1);         /* 7 */
    ck_assert_str_eq(free_blocks(), "");
    drop(g);
    drop(scattered);
    ck_assert_str_eq(free_blocks(), "1 3 5 6 7");
    is_sound();
    end();
}
END_TEST

static const char *const words[] = {"lifo", "FIFO", "lowest"};

START_TEST(an_order_is_found_by_its_word)
{
    enum po_free_list order = PO_FREE_LIFO;
    ck_assert(po_free_list_find(words[_i], &order));
    ck_assert_int_eq(order, _i);
    ck_assert(!po_free_list_find("best_fit", &order));
}
END_TEST

/* The list that is to be gone through is damaged: the chain comes in front. */
START_TEST(a_list_that_cannot_be_read_costs_no_mail)
{
    begin(orders[_i].order);
    const uint64_t a = send(2);
    const uint64_t b = send(2);
    const uint64_t c = send(2);
    (void)c;
    uint8_t zeros[PO_BLOCK_HEADER_SIZE] = {0};
    drop(a);
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_write(po, po->mlandata, PO_BLOCK_SIZE, zeros, sizeof(zeros)), ST_OK);
    ck_assert_int_eq(po_write(po, po->mlandata, UINT64_C(2) * PO_BLOCK_SIZE, zeros, sizeof(zeros)),
                     ST_OK);
    po_unlock(po);
    drop(b);
    struct po_message message;
    struct bytes content;
    ck_assert_int_eq(po_queue_next(po, 1, 0, &message), ST_OK);
    ck_assert_uint_eq(message.id, c);
    ck_assert_int_eq(po_message_read(po, &message, &arena, &content, NULL), ST_OK);
    end();
}
END_TEST

/* A run that is cut off at any call while it frees leaves wear, and the rest of the mail. */
START_TEST(a_cut_while_a_chain_is_freed_leaves_wear_only)
{
    for (uint64_t call = 1; call < 40; call++) {
        struct arena run = {0};
        struct po_report report;
        begin(orders[_i].order);
        const uint64_t a = send(1);
        (void)send(1);
        const uint64_t c = send(3);
        const uint64_t last = send(2);
        drop(a);
        struct fault_port broken;
        struct os_port *os =
            fault_port_begin(&broken, memory_port_os(memory), FAULT_KILL, call, ST_PROCESS_GONE);
        struct postoffice *cut = NULL;
        if (po_open(os, "V:\\ORDER", true, &run, &cut) == ST_OK) {
            (void)(po_delete(cut, 1, c) == ST_OK);
        }
        (void)fault_port_end(&broken);
        struct po_message message;
        ck_assert_int_eq(po_check(memory_port_os(memory), "V:\\ORDER", &arena, &report), ST_OK);
        ck_assert_uint_eq(report.errors, 0);
        ck_assert_int_eq(po_queue_next(po, 1, last - 1, &message), ST_OK);
        ck_assert_uint_eq(message.id, last);
        arena_release(&run);
        end();
    }
}
END_TEST

/* Calls of the port for one deletion more, when so many messages lie between as many free blocks.
 */
static uint64_t calls_to_free(uint32_t count)
{
    struct arena run = {0};
    begin(PO_FREE_LOWEST);
    uint64_t *ids = arena_array(&run, uint64_t, (size_t)count * 2);
    for (uint32_t i = 0; i < 2 * count; i++) {
        ids[i] = send(1);
    }
    for (uint32_t i = 0; i < count; i++) {
        drop(ids[(size_t)2 * i]);
    }
    const uint64_t before = memory_port_calls(memory);
    drop(ids[1]);
    (void)send(2);
    drop(ids[(size_t)count * 2 - 1]);
    const uint64_t calls = memory_port_calls(memory) - before;
    is_sound();
    end();
    arena_release(&run);
    return calls;
}

START_TEST(freeing_where_the_lowest_is_used_first_costs_no_look_at_the_whole_list)
{
    const uint64_t few = calls_to_free(10);
    const uint64_t many = calls_to_free(600);
    enum { FOR_POINTERS = 6 }; /* of a mailbox that does not stand in its header any more */
    ck_assert_msg(many <= few + FOR_POINTERS, "%llu calls with 10 free blocks, %llu with 600",
                  (unsigned long long)few, (unsigned long long)many);
}
END_TEST

/* Another one frees and takes meanwhile: the list is looked at again. */
START_TEST(what_others_do_to_the_free_list_is_seen)
{
    struct postoffice *mine = NULL;
    struct postoffice *other = NULL;
    uint64_t ids[12];
    begin(PO_FREE_LOWEST);
    for (size_t i = 0; i < ARRAY_COUNT(ids); i++) {
        ids[i] = send(1); /* block i + 1 */
    }
    mine = po;
    ck_assert_int_eq(po_open(memory_port_os(memory), "V:\\ORDER", true, &arena, &other), ST_OK);
    drop(ids[4]);
    drop(ids[8]);
    po = other;
    drop(ids[2]); /* 3 5 9 */
    (void)send(2);
    drop(ids[6]); /* 7 9: as many as mine left, and the same in front of them */
    po = mine;
    drop(ids[7]);
    drop(ids[10]);
    ck_assert_str_eq(free_blocks(), "7 8 9 11");
    is_sound();
    po_close(other);
    end();
}
END_TEST

/* The chain of a message that jumps about comes in order, whatever its own order is. */
START_TEST(blocks_of_a_chain_that_runs_backwards_are_put_in_order)
{
    begin(PO_FREE_LOWEST);
    const uint64_t id = send(3);
    struct po_record record;
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_index_read(po, 0, &record), ST_OK);
    for (uint32_t block = 1; block <= 3; block++) { /* 3 2 1 */
        const struct po_block_header header = {
            .next = block - 1, .message_id = id, .ordinal = 3 - block, .used = 1};
        uint8_t bytes[PO_BLOCK_HEADER_SIZE];
        po_block_header_encode(&header, block, bytes);
        ck_assert_int_eq(
            po_write(po, po->mlandata, (uint64_t)block * PO_BLOCK_SIZE, bytes, sizeof(bytes)),
            ST_OK);
    }
    record.first_block = 3;
    record.last_block = 1;
    ck_assert_int_eq(po_index_write(po, 0, &record), ST_OK);
    po_unlock(po);
    drop(id);
    ck_assert_str_eq(free_blocks(), "1 2 3");
    end();
}
END_TEST

/* Extents for each hundred messages after the same years of use. */
static uint32_t wear_down(enum po_free_list order)
{
    static const uint32_t usr = 1;
    uint64_t state = 7;
    struct po_map map;
    uint32_t messages = 0;
    uint32_t extents = 0;
    begin(order);
    const struct po_wear wear = {.turnovers = 12,
                                 .messages = 80,
                                 .keep = 40,
                                 .size_first = 0,
                                 .size_last = 40000,
                                 .usrs = &usr,
                                 .usr_count = 1,
                                 .below = fixture_below,
                                 .context = &state};
    ck_assert_int_eq(po_wear(po, &wear, &arena), ST_OK);
    is_sound();
    ck_assert_int_eq(po_map(po, &arena, &map), ST_OK);
    for (uint32_t block = 1; block < map.count; block++) {
        const struct po_block *at = &map.blocks[block];
        if (at->held_by != 0) {
            messages += at->ordinal == 0 ? 1 : 0;
            extents += at->ordinal == 0 ? 1 : 0;
            extents += at->next != 0 && at->next != block + 1 ? 1 : 0;
        }
    }
    end();
    ck_assert_uint_eq(messages, 40);
    return extents * 100 / messages;
}

START_TEST(the_order_of_the_free_list_decides_how_fast_chains_scatter)
{
    const uint32_t lifo = wear_down(PO_FREE_LIFO);
    const uint32_t fifo = wear_down(PO_FREE_FIFO);
    const uint32_t lowest = wear_down(PO_FREE_LOWEST);
    ck_assert_msg(lowest * 2 < lifo, "lowest %u, lifo %u, fifo %u", lowest, lifo, fifo);
    ck_assert_msg(fifo * 10 > lifo * 7 && fifo != lifo, "lowest %u, lifo %u, fifo %u", lowest, lifo,
                  fifo);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("po_free");
    TCase *tcase = tcase_create("po_free");
    tcase_add_loop_test(tcase, freed_blocks_are_used_again_in_the_order_of_the_post_office, 0,
                        ARRAY_COUNT(orders));
    tcase_add_test(tcase, a_scattered_chain_comes_into_its_places_when_the_lowest_is_used_first);
    tcase_add_loop_test(tcase, an_order_is_found_by_its_word, 0, ARRAY_COUNT(words));
    tcase_add_loop_test(tcase, a_list_that_cannot_be_read_costs_no_mail, 0, ARRAY_COUNT(orders));
    tcase_add_loop_test(tcase, a_cut_while_a_chain_is_freed_leaves_wear_only, 0,
                        ARRAY_COUNT(orders));
    tcase_add_test(tcase, freeing_where_the_lowest_is_used_first_costs_no_look_at_the_whole_list);
    tcase_add_test(tcase, what_others_do_to_the_free_list_is_seen);
    tcase_add_test(tcase, blocks_of_a_chain_that_runs_backwards_are_put_in_order);
    tcase_add_test(tcase, the_order_of_the_free_list_decides_how_fast_chains_scatter);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
