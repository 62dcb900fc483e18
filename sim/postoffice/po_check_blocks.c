/*
 * po_check_blocks -- every chain and the list of free blocks: each block is somebody's, once
 */
#include "po_check.h"

enum { UNWRITTEN_BLOCKS_MAX = 1 << 20 };
static const uint32_t owner_free = UINT32_MAX;

/* One block of a chain by itself: false when it cannot be used. */
static bool block_is_good(uint32_t block, const uint8_t *bytes, size_t got,
                          struct po_block_header *header_out)
{
    return got >= PO_BLOCK_HEADER_SIZE && po_block_header_decode(bytes, block, header_out) &&
           got - PO_BLOCK_HEADER_SIZE >= header_out->used &&
           po_payload_checksum(bytes + PO_BLOCK_HEADER_SIZE, header_out->used) ==
               header_out->payload_checksum;
}

struct chain_place {
    uint32_t slot;
    uint32_t block;
    uint32_t ordinal;
};

/* The next block of a chain; what is wrong with it is counted, and the chain ends there: false. */
static bool chain_takes(struct check *check, const struct chain_place *at, struct bytes bytes,
                        struct po_block_header *header_out)
{
    struct po_report *report = check->report;
    uint32_t *owner = &check->owners[at->block];
    const bool is_good = block_is_good(at->block, bytes.data, bytes.size, header_out);
    if (*owner != 0 ||
        (is_good && header_out->message_id != check->records[at->slot].record.message_id)) {
        report->crossed_blocks++; /* the chain leads into another one */
        return false;
    }
    *owner = at->slot + 1;
    if (is_good && header_out->ordinal == at->ordinal) {
        return true;
    }
    if (!is_good && bytes.size >= PO_BLOCK_HEADER_SIZE &&
        po_block_header_guess(bytes.data, bytes.size, header_out)) {
        report->crossed_blocks++; /* its link is bad, not what is in it */
    } else {
        report->torn_blocks++;
    }
    return false;
}

static enum status check_chain(struct check *check, uint32_t slot)
{
    const struct po_record *record = &check->records[slot].record;
    uint32_t block = record->first_block;
    uint32_t extents = 0;
    uint32_t before = 0;
    uint64_t size = 0;
    for (uint32_t ordinal = 0; ordinal < record->block_count; ordinal++) {
        const struct chain_place at = {slot, block, ordinal};
        struct po_block_header header;
        const uint8_t *bytes = NULL;
        size_t got = 0;
        if (block == 0 || block >= check->po->store.block_count) {
            check->report->torn_blocks++;
            return ST_OK;
        }
        const enum status st = po_window_view(&check->window, block, &bytes, &got);
        if (st != ST_OK) {
            return st;
        }
        if (!chain_takes(check, &at, (struct bytes){bytes, got}, &header)) {
            return ST_OK;
        }
        extents += block != before + 1 || ordinal == 0 ? 1 : 0;
        before = block;
        size += header.used;
        block = header.next;
    }
    if (before != record->last_block || size != record->size) {
        check->report->torn_blocks++;
    } else if (block != 0) {
        check->report->crossed_blocks++; /* it goes on behind its end */
    }
    check->report->fragmented += extents > PO_EXTENT_TABLE ? 1 : 0;
    if (extents > check->report->extents_max) {
        check->report->extents_max = extents;
    }
    return ST_OK;
}

static enum status check_free_list(struct check *check)
{
    const struct po_store_header *store = &check->po->store;
    uint32_t block = store->free_head;
    while (block != 0) {
        uint8_t bytes[PO_BLOCK_HEADER_SIZE];
        struct po_block_header header;
        size_t got = 0;
        if (check->owners[block] != 0) {
            check->report->crossed_blocks++;
            return ST_OK;
        }
        const enum status st = po_read(check->po, check->po->mlandata,
                                       (uint64_t)block * PO_BLOCK_SIZE, bytes, sizeof(bytes), &got);
        if (st != ST_OK) {
            return st;
        }
        if (got != sizeof(bytes) || !po_block_header_decode(bytes, block, &header) ||
            header.next >= store->block_count) {
            check->report->bad_free_list++;
            return ST_OK;
        }
        check->owners[block] = owner_free;
        check->report->free_blocks++;
        block = header.next;
    }
    check->report->wrong_counters += store->free_count == check->report->free_blocks ? 0 : 1;
    return ST_OK;
}

enum status check_blocks(struct check *check)
{
    const struct po_store_header *store = &check->po->store;
    uint64_t size = 0;
    enum status st = os_size(check->po->port, check->po->mlandata, &size);
    if (st != ST_OK) {
        return st;
    }
    if (store->block_count > size / PO_BLOCK_SIZE + UNWRITTEN_BLOCKS_MAX) {
        check->report->bad_headers++;
        return ST_OK;
    }
    check->owners = arena_array(check->arena, uint32_t, store->block_count);
    po_window_begin(&check->window, check->po, check->arena);
    check->report->blocks = store->block_count - 1;
    for (uint32_t slot = 0; slot < check->po->header.index.capacity; slot++) {
        if (check->records[slot].is_live) {
            st = check_chain(check, slot);
            if (st != ST_OK) {
                return st;
            }
        }
    }
    st = check_free_list(check);
    for (uint32_t block = 1; block < store->block_count; block++) {
        check->report->lost_blocks += check->owners[block] == 0 ? 1 : 0;
    }
    return st;
}
