/*
 * po_compact -- every message in one extent, no free block: what RECLAIM does
 *
 * Copies are written first behind everything, then from the first block on. After each copying a
 * new message index is written where nobody looks, and one header write switches to it; so whoever
 * comes after a cut finds the old state or the new one, and lost blocks at most.
 */
#include <string.h>

#include "po_internal.h"

struct compact {
    struct postoffice *po;
    struct arena *scratch;
    uint8_t *index; /* bytes of the whole index, as it is to be written */
    size_t index_size;
    uint32_t live_blocks;
    uint32_t messages;
};

/* What holds no message holds nothing else. */
static void record_tidy(uint8_t *bytes, uint32_t slot, const struct po_record *record)
{
    if (bytes[0] == PO_RECORD_EMPTY) {
        memset(bytes, 0, PO_RECORD_SIZE);
    } else if (bytes[0] == PO_RECORD_FREE && record->state == PO_RECORD_FREE) {
        const struct po_record again = {.state = PO_RECORD_FREE, .next_free = record->next_free};
        po_record_encode(&again, slot, bytes);
    }
}

static enum status index_load(struct compact *compact)
{
    struct postoffice *po = compact->po;
    compact->index_size = (size_t)po->header.index.capacity * PO_RECORD_SIZE;
    compact->index = arena_alloc(compact->scratch, compact->index_size);
    enum status st = po_read_exactly(po, po->clandata, po->header.index.offset, compact->index,
                                     compact->index_size, PO_PART_INDEX);
    struct po_records records = {0};
    for (uint32_t slot = 0; st == ST_OK && slot < po->header.index.capacity; slot++) {
        struct po_record record;
        st = po_index_scan(po, &records, slot, &record);
        if (st == ST_OK) {
            record_tidy(compact->index + (size_t)slot * PO_RECORD_SIZE, slot, &record);
        }
        if (st == ST_OK && record.state == PO_RECORD_LIVE) {
            compact->live_blocks += record.block_count;
            compact->messages++;
        }
    }
    return st == ST_OK && compact->live_blocks >= po->store.block_count
               ? po_corrupt(po, PO_PART_STORE)
               : st;
}

/* One message into `first` and the blocks behind it; its record is changed in the loaded index. */
static enum status message_copy(struct compact *compact, uint32_t slot, uint32_t first)
{
    struct postoffice *po = compact->po;
    uint8_t *bytes = compact->index + (size_t)slot * PO_RECORD_SIZE;
    uint8_t counter[PO_RECORD_COUNTER_SIZE];
    struct po_record record;
    uint32_t extents = 0;
    if (!po_record_decode(bytes, slot, &record)) {
        return po_corrupt(po, PO_PART_INDEX);
    }
    record.state = bytes[0];
    const struct arena_mark mark = arena_mark(compact->scratch);
    uint8_t *content = arena_room(compact->scratch, (size_t)record.size + 1);
    enum status st = po_store_read(po, &record, content, &extents);
    if (st == ST_OK) {
        struct po_extent extent = {first, record.block_count};
        const struct po_place place = {.slot = slot,
                                       .extents = &extent,
                                       .extent_count = 1,
                                       .block_count = extent.count,
                                       .whole_blocks = true};
        st = po_store_write(po, &place, record.message_id,
                            (struct bytes){content, (size_t)record.size}, compact->scratch);
    }
    arena_rewind(compact->scratch, mark);
    record.first_block = first;
    record.last_block = first + record.block_count - 1;
    memcpy(counter, bytes + PO_RECORD_COUNTER_AT, sizeof(counter)); /* good or not: CHKSTAT's */
    po_record_encode(&record, slot, bytes);
    memcpy(bytes + PO_RECORD_COUNTER_AT, counter, sizeof(counter));
    return st;
}

static enum status messages_copy(struct compact *compact, uint32_t first)
{
    struct postoffice *po = compact->po;
    enum status st = ST_OK;
    for (uint32_t slot = 0; st == ST_OK && slot < po->header.index.capacity; slot++) {
        const uint8_t *bytes = compact->index + (size_t)slot * PO_RECORD_SIZE;
        struct po_record record;
        if (bytes[0] == PO_RECORD_LIVE && po_record_decode(bytes, slot, &record)) {
            st = message_copy(compact, slot, first);
            first += record.block_count;
        }
    }
    return st == ST_OK ? po_flush(po) : st;
}

/* The loaded index at `offset`, where nobody looks yet. */
static enum status index_write(struct compact *compact, uint64_t offset)
{
    struct postoffice *po = compact->po;
    po->is_dirty = true;
    const enum status st = po_write(po, po->clandata, offset, compact->index, compact->index_size);
    return st == ST_OK ? po_flush(po) : st;
}

/* The commit. After an error nobody knows which index is looked at: nothing may be taken back. */
static enum status index_switch(struct compact *compact, uint64_t offset)
{
    struct postoffice *po = compact->po;
    po->header.index.offset = offset;
    const enum status st = po_header_write(po);
    return st == ST_OK ? po_flush(po) : st;
}

/* Copies behind everything. After an error before the switch all is as it was. */
static enum status copy_behind(struct compact *compact, uint64_t index_offset)
{
    struct postoffice *po = compact->po;
    struct po_store_header *store = &po->store;
    const uint32_t old_count = store->block_count;
    if (compact->live_blocks > UINT32_MAX - 1 - old_count) {
        return ST_DISK_FULL;
    }
    uint64_t old_size = 0;
    enum status st = os_size(po->port, po->mlandata, &old_size);
    if (st != ST_OK) {
        return st;
    }
    store->block_count = old_count + compact->live_blocks;
    st = po_store_header_write(po);
    if (st == ST_OK) {
        st = messages_copy(compact, old_count);
    }
    if (st == ST_OK) {
        st = index_write(compact, index_offset);
    }
    if (st == ST_OK) {
        return index_switch(compact, index_offset);
    }
    if (st != ST_PROCESS_GONE) {
        store->block_count = old_count;
        DISCARD(po_store_header_write(po), "else the new blocks are lost until the next RECLAIM");
        DISCARD(os_set_size(po->port, po->mlandata, old_size), "as above");
    }
    return st;
}

/* Copies to the front, where nothing is in use any more, and cuts off the rest. */
static enum status copy_to_front(struct compact *compact, uint64_t index_offset)
{
    struct postoffice *po = compact->po;
    struct po_store_header *store = &po->store;
    store->free_head = 0;
    store->free_count = 0;
    enum status st = po_store_header_write(po);
    if (st == ST_OK) {
        st = messages_copy(compact, 1);
    }
    if (st == ST_OK) {
        st = index_write(compact, index_offset);
    }
    if (st == ST_OK) {
        st = index_switch(compact, index_offset);
    }
    if (st != ST_OK) {
        return st;
    }
    store->block_count = 1 + compact->live_blocks;
    store->compact_blocks = store->block_count;
    st = po_store_header_write(po);
    if (st == ST_OK) {
        st = os_set_size(po->port, po->mlandata, (uint64_t)store->block_count * PO_BLOCK_SIZE);
    }
    return st == ST_OK ? po_flush(po) : st;
}

/* As far in front as the directory allows: old tables, which have grown since, lie there. */
static uint64_t index_place(const struct postoffice *po)
{
    const struct po_region *directory = &po->header.directory;
    const uint64_t size = (uint64_t)po->header.index.capacity * PO_RECORD_SIZE;
    const uint64_t directory_end =
        directory->offset + (uint64_t)directory->capacity * PO_ENTRY_SIZE;
    uint64_t place = PO_HEADER_SIZE;
    if (place + size > directory->offset) {
        place = (directory_end + PO_COPY_SIZE - 1) / PO_COPY_SIZE * PO_COPY_SIZE;
    }
    return place < po->header.index.offset ? place : po->header.index.offset;
}

enum status po_compact(struct postoffice *po, struct arena *scratch,
                       struct po_compacted *compacted_out)
{
    REQUIRE(po->is_locked);
    struct compact compact = {.po = po, .scratch = scratch};
    const uint64_t index_offset = index_place(po);
    const uint32_t before = po->store.block_count - 1;
    uint64_t size = 0;
    enum status st = index_load(&compact);
    if (st == ST_OK) {
        st = os_size(po->port, po->clandata, &size);
    }
    if (st == ST_OK) {
        size = (size + PO_COPY_SIZE - 1) / PO_COPY_SIZE * PO_COPY_SIZE;
        st = copy_behind(&compact, size);
    }
    if (st == ST_OK) {
        st = copy_to_front(&compact, index_offset);
    }
    if (st == ST_OK) {
        const struct po_region *directory = &po->header.directory;
        const uint64_t directory_end =
            directory->offset + (uint64_t)directory->capacity * PO_ENTRY_SIZE;
        const uint64_t index_end = index_offset + compact.index_size;
        st = os_set_size(po->port, po->clandata,
                         directory_end > index_end ? directory_end : index_end);
    }
    *compacted_out = (struct po_compacted){
        .messages = compact.messages,
        .blocks_before = before,
        .blocks_after = po->store.block_count - 1,
    };
    return st;
}
