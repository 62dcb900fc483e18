/*
 * po_index -- the message index in CLANDATA, and the import memory that lives in its records
 */
#include <string.h>

#include "po_internal.h"

static uint64_t record_offset(const struct postoffice *po, uint32_t slot)
{
    return po->header.index.offset + (uint64_t)slot * PO_RECORD_SIZE;
}

/* Twice the size at the end of the file; the header leads there when that is on the disk: of a
 * header that outlives a power cut alone, the whole index would be gone. */
static enum status index_grow(struct postoffice *po, struct arena *scratch)
{
    const struct po_region old = po->header.index;
    const size_t old_size = (size_t)old.capacity * PO_RECORD_SIZE;
    struct po_region grown = {.capacity = old.capacity * 2};
    if (grown.capacity > PO_CAPACITY_MAX) {
        return ST_DISK_FULL;
    }
    enum status st = os_size(po->port, po->clandata, &grown.offset);
    if (st != ST_OK) {
        return st;
    }
    if (grown.offset < old_size || grown.offset - old_size < old.offset) {
        return po_corrupt(po, PO_PART_INDEX); /* before memory is asked for */
    }
    grown.offset = (grown.offset + PO_COPY_SIZE - 1) / PO_COPY_SIZE * PO_COPY_SIZE;
    const struct arena_mark mark = arena_mark(scratch);
    uint8_t *bytes = arena_alloc(scratch, 2 * old_size);
    st = po_read_exactly(po, po->clandata, old.offset, bytes, old_size, PO_PART_INDEX);
    if (st == ST_OK) {
        st = po_write(po, po->clandata, grown.offset, bytes, 2 * old_size);
    }
    arena_rewind(scratch, mark);
    if (st == ST_OK) {
        st = po_flush(po);
    }
    if (st == ST_OK) {
        po->header.index = grown;
        st = po_header_write(po);
    }
    if (st == ST_OK) { /* before MLANDATA says that more records are used than the old one has */
        st = po_index_flush(po);
    }
    return st;
}

/* UNKNOWN bytes in the state, or a live record that does not check, are damage. */
static enum status record_decode(struct postoffice *po, const uint8_t *bytes, uint32_t slot,
                                 struct po_record *record_out)
{
    const bool is_good = po_record_decode(bytes, slot, record_out);
    const uint8_t state = bytes[PO_RECORD_STATE_AT];
    switch (state) {
    case PO_RECORD_EMPTY:
    case PO_RECORD_FREE:
        if (!is_good || state == PO_RECORD_EMPTY) {
            *record_out = (struct po_record){.state = PO_RECORD_TORN};
        }
        return ST_OK;
    case PO_RECORD_HELD: /* its blocks are gone */
        record_out->first_block = 0;
        record_out->last_block = 0;
        record_out->block_count = 0;
        return is_good ? ST_OK : po_corrupt(po, PO_PART_INDEX);
    case PO_RECORD_LIVE:
        if (is_good && record_out->block_count != 0 &&
            record_out->size <= (uint64_t)record_out->block_count * PO_PAYLOAD_SIZE) {
            return ST_OK;
        }
        return po_corrupt(po, PO_PART_INDEX);
    default:
        return po_corrupt(po, PO_PART_INDEX);
    }
}

uint32_t po_index_missing(const struct postoffice *po, uint64_t size)
{
    const struct po_region *index = &po->header.index;
    const uint64_t there = size > index->offset ? (size - index->offset) / PO_RECORD_SIZE : 0;
    return there < index->capacity ? index->capacity - (uint32_t)there : 0;
}

enum status po_index_read(struct postoffice *po, uint32_t slot, struct po_record *record_out)
{
    uint8_t bytes[PO_RECORD_SIZE];
    REQUIRE(slot < po->header.index.capacity);
    const enum status st = po_read_exactly(po, po->clandata, record_offset(po, slot), bytes,
                                           sizeof(bytes), PO_PART_INDEX);
    return st == ST_OK ? record_decode(po, bytes, slot, record_out) : st;
}

enum status po_index_scan(struct postoffice *po, struct po_records *records, uint32_t slot,
                          struct po_record *record_out)
{
    REQUIRE(slot < po->header.index.capacity);
    if (slot - records->first >= records->count) {
        const uint32_t left = po->header.index.capacity - slot;
        const uint32_t count = left < PO_SCAN_RECORDS ? left : PO_SCAN_RECORDS;
        records->count = 0; /* nothing is in it when the reading fails */
        const enum status st =
            po_read_exactly(po, po->clandata, record_offset(po, slot), records->bytes,
                            (size_t)count * PO_RECORD_SIZE, PO_PART_INDEX);
        if (st != ST_OK) {
            return st;
        }
        records->first = slot;
        records->count = count;
    }
    return record_decode(po, records->bytes + (size_t)(slot - records->first) * PO_RECORD_SIZE,
                         slot, record_out);
}

enum status po_index_write(struct postoffice *po, uint32_t slot, const struct po_record *record)
{
    uint8_t bytes[PO_RECORD_SIZE];
    REQUIRE(po->is_locked);
    po_record_encode(record, slot, bytes);
    return po_write(po, po->clandata, record_offset(po, slot), bytes, sizeof(bytes));
}

enum status po_index_write_end(struct postoffice *po, uint32_t slot, const struct po_record *record)
{
    uint8_t bytes[PO_RECORD_END_SIZE];
    REQUIRE(po->is_locked);
    po_record_end_encode(record, slot, bytes);
    return po_write(po, po->clandata, record_offset(po, slot) + PO_RECORD_STATE_AT, bytes,
                    sizeof(bytes));
}

static enum status find_once(struct postoffice *po, uint64_t id, uint32_t slot,
                             struct po_record *record_out)
{
    if (slot >= po->header.index.capacity) {
        return ST_NOT_FOUND;
    }
    const enum status st = po_index_read(po, slot, record_out);
    if (st != ST_OK) {
        return st;
    }
    return record_out->state == PO_RECORD_LIVE && record_out->message_id == id ? ST_OK
                                                                               : ST_NOT_FOUND;
}

enum status po_index_find(struct postoffice *po, uint64_t id, uint32_t slot,
                          struct po_record *record_out)
{
    enum status st = find_once(po, id, slot, record_out);
    if (st != ST_NOT_FOUND || po->is_locked) {
        return st;
    }
    const uint64_t offset = po->header.index.offset;
    st = po_header_read(po);
    if (st != ST_OK) {
        return st;
    }
    return po->header.index.offset == offset ? ST_NOT_FOUND : find_once(po, id, slot, record_out);
}

enum status po_index_take(struct postoffice *po, struct arena *scratch, uint32_t *slot_out)
{
    struct po_store_header *store = &po->store;
    if (store->index_free != 0 && store->index_free <= store->index_used) {
        uint8_t bytes[PO_RECORD_END_SIZE];
        uint32_t next_free = 0;
        const uint32_t slot = store->index_free - 1;
        const enum status st =
            po_read_exactly(po, po->clandata, record_offset(po, slot) + PO_RECORD_STATE_AT, bytes,
                            sizeof(bytes), PO_PART_INDEX);
        if (st != ST_OK) {
            return st;
        }
        if (po_record_free_decode(bytes, slot, &next_free) && next_free <= store->index_used) {
            store->index_free = next_free;
            *slot_out = slot;
            return ST_OK;
        }
    }
    store->index_free = 0; /* none, or a broken list, given up */
    if (store->index_used == po->header.index.capacity) {
        const enum status st = index_grow(po, scratch);
        if (st != ST_OK) {
            return st;
        }
    }
    *slot_out = store->index_used++;
    return ST_OK;
}

bool po_record_is_remembered(const struct postoffice *po, const struct po_record *record)
{
    return po->header.import_open && record->run != 0 &&
           record->run >= po->header.import_open_since &&
           !(record->counter_is_good && (record->flags & PO_FLAG_FORGOTTEN) != 0);
}

/* All remembered records. The caller has read the MLANDATA header. */
static enum status memory_scan(struct postoffice *po, struct arena *arena,
                               struct po_memory *memory_out)
{
    struct po_records records = {0};
    struct buffer found;
    buffer_init(&found, arena);
    for (uint32_t slot = 0; slot < po->store.index_used; slot++) {
        struct po_record record;
        const enum status st = po_index_scan(po, &records, slot, &record);
        if (st != ST_OK) {
            return st;
        }
        if ((record.state == PO_RECORD_LIVE || record.state == PO_RECORD_HELD) &&
            po_record_is_remembered(po, &record)) {
            const struct po_remembered item = {slot, record.file};
            buffer_add(&found, &item, sizeof(item));
        }
    }
    memory_out->count = found.size / sizeof(struct po_remembered);
    memory_out->items = arena_copy(arena, found.data, found.size);
    return ST_OK;
}

enum status po_import_memory(struct postoffice *po, struct arena *arena,
                             struct po_memory *memory_out)
{
    *memory_out = (struct po_memory){0};
    po->seen_run = po->header.import_run;
    po->seen_open = po->header.import_open;
    if (!po->header.import_open) {
        return ST_OK;
    }
    enum status st = po_store_open(po);
    if (st == ST_OK) {
        st = memory_scan(po, arena, memory_out);
    }
    if (memory_out->count != 0) { /* who committed them may not have flushed any more */
        po->owes_flush |= PO_OWES_CLANDATA;
    }
    return st;
}

bool po_import_is_alone(const struct postoffice *po)
{
    REQUIRE(po->is_locked);
    const struct po_header *header = &po->header;
    return po->run != 0
               ? po->run_was_first && header->import_run == po->run
               : !po->seen_open && !header->import_open && header->import_run == po->seen_run;
}

bool po_import_is_begun(const struct postoffice *po)
{
    REQUIRE(po->is_locked);
    return po->run != 0 && po->header.import_open && po->run >= po->header.import_open_since;
}

uint64_t po_import_next_id(const struct postoffice *po)
{
    REQUIRE(po->is_locked);
    return po->store.next_id;
}

enum status po_import_begin(struct postoffice *po)
{
    REQUIRE(po->is_locked);
    struct po_header *header = &po->header;
    po->run_was_first = !header->import_open;
    header->import_run += header->import_run != UINT32_MAX ? 1 : 0; /* 0 is no run */
    if (po->run_was_first) {
        header->import_open = true;
        header->import_open_since = header->import_run;
    }
    po->run = header->import_run;
    return po_header_write(po);
}

/* A held record is free now; a live one is marked. */
static enum status forget(struct postoffice *po, uint32_t slot)
{
    struct po_record record;
    enum status st = po_index_read(po, slot, &record);
    if (st != ST_OK) {
        return st;
    }
    if (record.state == PO_RECORD_HELD) {
        const struct po_record freed = {.state = PO_RECORD_FREE, .next_free = po->store.index_free};
        st = po_index_write_end(po, slot, &freed);
        if (st == ST_OK) {
            po->store.index_free = slot + 1;
            po->store.held -= po->store.held != 0 ? 1 : 0;
            st = po_store_header_write(po);
        }
        return st;
    }
    if (record.state != PO_RECORD_LIVE || !record.counter_is_good) {
        return ST_OK;
    }
    record.flags |= PO_FLAG_FORGOTTEN;
    return po_index_write_end(po, slot, &record);
}

enum status po_import_end(struct postoffice *po, const struct po_import_end *end,
                          struct arena *scratch)
{
    REQUIRE(po->is_locked);
    struct po_header *header = &po->header;
    if (!header->import_open) {
        return ST_OK;
    }
    const bool alone = po->run != 0 && po->run_was_first && header->import_run == po->run;
    if (!(end->all_gone && alone && po->store.held == 0)) {
        struct po_memory memory;
        enum status st = memory_scan(po, scratch, &memory);
        if (st != ST_OK) {
            return st;
        }
        size_t kept = 0;
        for (size_t i = 0; i < memory.count; i++) {
            if (!end->is_gone(end->context, &memory.items[i].file)) {
                kept++;
                continue;
            }
            st = forget(po, memory.items[i].slot);
            if (st != ST_OK) {
                return st;
            }
        }
        if (kept != 0) {
            return ST_OK;
        }
    }
    header->import_open = false;
    return po_header_write(po);
}
