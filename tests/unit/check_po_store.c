/* Tests of sim/postoffice/{po_store,po_format}.c. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "po_internal.h"
#include "support/po_fixture.h"

static struct arena arena;
static struct memory_port *memory;
static struct os_port *port;
static struct postoffice *po;

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

static uint64_t send_blocks(size_t blocks)
{
    const uint32_t usr = 1;
    uint64_t id = 0;
    uint8_t *data = arena_alloc(&arena, blocks * PO_PAYLOAD_SIZE);
    for (size_t i = 0; i < blocks * PO_PAYLOAD_SIZE; i++) {
        data[i] = (uint8_t)(i * 31 + blocks);
    }
    const struct po_message_in in = {
        .content = {data, blocks * PO_PAYLOAD_SIZE}, .usrs = &usr, .usr_count = 1};
    ck_assert_int_eq(po_send(po, &in, &arena, &id), ST_OK);
    return id;
}

static struct po_record record_of(uint64_t id)
{
    struct po_message message;
    struct po_record record;
    ck_assert_int_eq(po_queue_next(po, 1, id - 1, &message), ST_OK);
    ck_assert_int_eq(po_index_find(po, id, message.slot, &record), ST_OK);
    return record;
}

START_TEST(content_of_any_size_comes_back)
{
    static const size_t sizes[] = {0,    1,    2015,   2016,   2017,   4031,  4032,
                                   4033, 8064, 127008, 129024, 129025, 300000};
    const uint32_t usr = 2;
    uint8_t *data = arena_alloc(&arena, 300000);
    for (size_t i = 0; i < 300000; i++) {
        data[i] = (uint8_t)(i ^ i >> 8);
    }
    struct po_message message = {0};
    for (size_t i = 0; i < ARRAY_COUNT(sizes); i++) {
        const struct po_message_in in = {.content = {data, sizes[i]}, .usrs = &usr, .usr_count = 1};
        struct bytes content;
        uint32_t extents = 0;
        ck_assert_int_eq(po_send(po, &in, &arena, NULL), ST_OK);
        ck_assert_int_eq(po_queue_next(po, usr, message.id, &message), ST_OK);
        ck_assert_uint_eq(message.size, sizes[i]);
        ck_assert_int_eq(po_message_read(po, &message, &arena, &content, &extents), ST_OK);
        ck_assert_uint_eq(content.size, sizes[i]);
        ck_assert_int_eq(memcmp(content.data, data, sizes[i]), 0);
        ck_assert_uint_eq(extents, 1);
    }
}
END_TEST

START_TEST(free_blocks_are_taken_last_in_first_out_and_a_chain_from_its_first_block)
{
    const uint64_t a = send_blocks(2); /* 1 2 */
    send_blocks(1);                    /* 3 */
    const uint64_t c = send_blocks(3); /* 4 5 6 */
    ck_assert_int_eq(po_delete(po, 1, a), ST_OK);
    ck_assert_int_eq(po_delete(po, 1, c), ST_OK);
    ck_assert_uint_eq(po->store.free_head, 4);
    ck_assert_uint_eq(po->store.free_count, 5);
    const uint64_t d = send_blocks(4); /* 4 5 6 1 */
    const struct po_record record = record_of(d);
    ck_assert_uint_eq(record.first_block, 4);
    ck_assert_uint_eq(record.last_block, 1);
    ck_assert_uint_eq(po->store.free_head, 2);
    const uint64_t e = send_blocks(2); /* 2 7 */
    ck_assert_uint_eq(record_of(e).first_block, 2);
    ck_assert_uint_eq(record_of(e).last_block, 7);
    ck_assert_uint_eq(po->store.free_head, 0);
    ck_assert_uint_eq(po->store.free_count, 0);
    uint32_t extents = 0;
    struct po_message message;
    struct bytes content;
    ck_assert_int_eq(po_queue_next(po, 1, d - 1, &message), ST_OK);
    ck_assert_int_eq(po_message_read(po, &message, &arena, &content, &extents), ST_OK);
    ck_assert_uint_eq(extents, 2);
    ck_assert_int_eq(po_queue_next(po, 1, e - 1, &message), ST_OK);
    ck_assert_int_eq(po_message_read(po, &message, &arena, &content, &extents), ST_OK);
    ck_assert_uint_eq(extents, 2);
}
END_TEST

START_TEST(a_broken_free_list_is_given_up_and_mail_goes_on)
{
    const uint64_t a = send_blocks(3);
    send_blocks(1);
    ck_assert_int_eq(po_delete(po, 1, a), ST_OK);
    fixture_flip(memory, &arena, "MLANDATA", 2 * PO_BLOCK_SIZE + 4, 0x20);
    const uint64_t b = send_blocks(3);
    ck_assert_uint_eq(record_of(b).first_block, 1);
    ck_assert_uint_eq(po->store.free_head, 0);
    struct po_message message;
    struct bytes content;
    ck_assert_int_eq(po_queue_next(po, 1, b - 1, &message), ST_OK);
    ck_assert_int_eq(po_message_read(po, &message, &arena, &content, NULL), ST_OK);
    struct po_report report;
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.errors, 0);
    ck_assert_uint_eq(report.lost_blocks, 2);
}
END_TEST

START_TEST(one_torn_copy_of_the_header_does_no_harm)
{
    send_blocks(1);
    fixture_flip(memory, &arena, "MLANDATA", 45, 1);
    send_blocks(1);
    fixture_flip(memory, &arena, "MLANDATA", PO_STORE_COPY_SIZE + 45, 1);
    send_blocks(1);
    struct po_report report;
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.errors + report.wear, 0);
}
END_TEST

START_TEST(an_old_copy_of_the_header_is_not_taken_for_the_present)
{
    const struct bytes file = memory_port_get(memory, FIXTURE_DATA "\\MLANDATA");
    uint8_t *old = arena_copy(&arena, file.data, PO_STORE_COPY_SIZE);
    send_blocks(1);
    const struct bytes now = memory_port_get(memory, FIXTURE_DATA "\\MLANDATA");
    uint8_t *mixed = arena_copy(&arena, now.data, now.size);
    memcpy(mixed + PO_STORE_COPY_SIZE, old, PO_STORE_COPY_SIZE);
    mixed[20] ^= 1;
    memory_port_put(memory, FIXTURE_DATA "\\MLANDATA", (struct bytes){mixed, now.size});
    const uint32_t usr = 1;
    const struct po_message_in in = {.content = bytes_of_text("x"), .usrs = &usr, .usr_count = 1};
    ck_assert_int_eq(po_send(po, &in, &arena, NULL), ST_FILE_CORRUPT);
    ck_assert_int_eq(po_fault_of(po), PO_PART_STORE);
}
END_TEST

START_TEST(every_flipped_bit_of_a_message_is_noticed)
{
    const uint64_t id = send_blocks(2);
    struct po_message message;
    ck_assert_int_eq(po_queue_next(po, 1, id - 1, &message), ST_OK);
    for (size_t at = PO_BLOCK_SIZE; at < (size_t)3 * PO_BLOCK_SIZE; at += 7) {
        struct bytes content;
        fixture_flip(memory, &arena, "MLANDATA", at, 0x08);
        ck_assert_int_eq(po_message_read(po, &message, &arena, &content, NULL), ST_FILE_CORRUPT);
        fixture_flip(memory, &arena, "MLANDATA", at, 0x08);
    }
}
END_TEST

START_TEST(a_veil_is_lifted_by_itself)
{
    uint8_t plain[37];
    uint8_t veiled[37];
    for (size_t size = 0; size <= sizeof(plain); size++) {
        memset(plain, 'a', sizeof(plain));
        po_veil(size, plain, veiled, size);
        if (size > 4) {
            ck_assert_int_ne(memcmp(plain, veiled, size), 0);
        }
        po_veil(size, veiled, veiled, size);
        ck_assert_int_eq(memcmp(plain, veiled, size), 0);
    }
}
END_TEST

START_TEST(every_flipped_bit_of_a_record_is_noticed)
{
    const struct po_record record = {.state = PO_RECORD_LIVE,
                                     .first_block = 3,
                                     .last_block = 9,
                                     .block_count = 2,
                                     .message_id = 77,
                                     .size = 2100,
                                     .file = {.name = "MSG0001.CCM",
                                              .directory_hash = 1,
                                              .size = 2,
                                              .hash = {3, 4},
                                              .ordinal = 5},
                                     .run = 6,
                                     .references = 2,
                                     .flags = 1};
    uint8_t bytes[PO_RECORD_SIZE];
    struct po_record got;
    po_record_encode(&record, 12, bytes);
    ck_assert(po_record_decode(bytes, 12, &got));
    ck_assert(got.counter_is_good);
    ck_assert_str_eq(got.file.name, record.file.name);
    ck_assert_uint_eq(got.file.hash.high, 4);
    ck_assert_uint_eq(got.references, 2);
    ck_assert(!po_record_decode(bytes, 13, &got));
    for (size_t bit = 0; bit < (size_t)8 * PO_RECORD_SIZE; bit++) {
        if (bit / 8 == PO_RECORD_STATE_AT) {
            continue;
        }
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        const bool is_good = po_record_decode(bytes, 12, &got);
        ck_assert(!is_good || !got.counter_is_good);
        ck_assert(is_good == (bit / 8 >= PO_RECORD_COUNTER_AT));
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}
END_TEST

static void write_at(const char *name, size_t offset, const uint8_t *bytes, size_t size)
{
    const char *path = arena_format(&arena, FIXTURE_DATA "\\%s", name);
    const struct bytes old = memory_port_get(memory, path);
    uint8_t *data = arena_copy(&arena, old.data, old.size);
    ck_assert_uint_le(offset + size, old.size);
    memcpy(data + offset, bytes, size);
    memory_port_put(memory, path, (struct bytes){data, old.size});
}

/* Bytes that check and say what cannot be. */
static void plant_header(int which)
{
    uint8_t bytes[PO_HEADER_SIZE];
    uint8_t store_bytes[PO_STORE_HEADER_SIZE] = {0};
    struct po_header header = po->header;
    struct po_store_header store = po->store;
    switch (which) {
    case 0:
        header.index.capacity = PO_CAPACITY_MAX;
        break;
    case 1:
        header.directory.capacity = PO_CAPACITY_MAX;
        break;
    case 2:
        header.index.offset = (uint64_t)1 << 39;
        break;
    case 3:
        header.directory.offset = (uint64_t)1 << 39;
        break;
    case 4:
        store.block_count = UINT32_MAX;
        break;
    case 5:
        store.free_head = 1;
        break;
    case 6:
        store.index_used = header.index.capacity;
        store.index_free = 0;
        break;
    case 7:
        store.index_free = UINT32_MAX;
        break;
    case 8:
        header.usr_next = UINT32_MAX;
        break;
    default:
        break;
    }
    po_header_encode(&header, bytes);
    write_at("CLANDATA", 0, bytes, sizeof(bytes));
    po_store_header_encode(&store, store_bytes);
    write_at("MLANDATA", 0, store_bytes, sizeof(store_bytes));
}

static void plant_record(int which)
{
    uint8_t bytes[PO_RECORD_SIZE];
    struct po_record record = record_of(1);
    switch (which) {
    case 9:
        record.block_count = UINT32_MAX;
        record.size = (uint64_t)UINT32_MAX * PO_PAYLOAD_SIZE;
        break;
    case 10:
        record.first_block = UINT32_MAX;
        break;
    case 11:
        record.last_block = 0;
        break;
    case 12:
        record.block_count = 0;
        break;
    case 13:
        record.size = 0;
        break;
    default:
        break;
    }
    po_record_encode(&record, 0, bytes);
    write_at("CLANDATA", po->header.index.offset, bytes, sizeof(bytes));
}

static void plant_mailbox(int which)
{
    struct po_usr_header header = po->mailbox->header;
    header.head = which == 15 ? 100000000 : 0;
    header.tail = 100000001;
    po_usr_header_encode(&header);
    write_at("USR00001", 0, header.bytes, sizeof(header.bytes));
}

START_TEST(what_checks_and_cannot_be_is_survived)
{
    send_blocks(2);
    send_blocks(1);
    ck_assert_int_eq(po_delete(po, 1, 2), ST_OK);
    if (_i < 9) {
        plant_header(_i);
    } else if (_i < 14) {
        plant_record(_i);
    } else {
        plant_mailbox(_i);
    }
    struct po_report report;
    struct po_message message;
    struct bytes content;
    struct postoffice *other = NULL;
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert(report.errors + report.wear > 0 || _i == 8);
    const enum status st = po_open(port, FIXTURE_DATA, true, &arena, &other);
    if (st == ST_OK) {
        const uint32_t usrs[] = {1, 2};
        const struct po_message_in in = {
            .content = bytes_of_text("x"), .usrs = usrs, .usr_count = 2};
        struct po_entry entry = {.kind = PO_USER, .name = "Late"};
        struct po_entries list;
        DISCARD(po_send(other, &in, &arena, NULL), "any answer will do");
        DISCARD(po_entry_add(other, &entry), "any answer will do");
        DISCARD(po_entry_list(other, &arena, &list), "any answer will do");
        if (po_queue_next(other, 1, 0, &message) == ST_OK) {
            DISCARD(po_message_read(other, &message, &arena, &content, NULL), "any answer will do");
        }
        DISCARD(po_delete(other, 1, 1), "any answer will do");
    }
    po_close(other);
}
END_TEST

static Suite *store_suite(void)
{
    Suite *suite = suite_create("po_store");
    TCase *tcase = tcase_create("po_store");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, content_of_any_size_comes_back);
    tcase_add_test(tcase, free_blocks_are_taken_last_in_first_out_and_a_chain_from_its_first_block);
    tcase_add_test(tcase, a_broken_free_list_is_given_up_and_mail_goes_on);
    tcase_add_test(tcase, one_torn_copy_of_the_header_does_no_harm);
    tcase_add_test(tcase, an_old_copy_of_the_header_is_not_taken_for_the_present);
    tcase_add_test(tcase, every_flipped_bit_of_a_message_is_noticed);
    tcase_add_test(tcase, a_veil_is_lifted_by_itself);
    tcase_add_test(tcase, every_flipped_bit_of_a_record_is_noticed);
    tcase_add_loop_test(tcase, what_checks_and_cannot_be_is_survived, 0, 16);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(store_suite());
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
