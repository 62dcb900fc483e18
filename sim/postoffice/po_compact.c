/*
 * po_compact -- every message in one extent, no free block: what RECLAIM does
 *
 * Every message is copied once, into a file beside MLANDATA; a message index for it is written
 * where nobody looks; then one header write switches to both. So whoever comes after a cut finds
 * the old state or the new one, and a file too many. The compact file gets its name afterwards;
 * until then it is found by its generation (po_store_open).
 */
#include <string.h>

#include "po_internal.h"

enum { BUFFER_BLOCKS = 256 };

static const struct os_open_mode create_new = {OS_READ_WRITE, OS_DENY_NONE, OS_CREATE_NEW};

struct compact {
    struct postoffice *po;
    struct arena *scratch;
    struct po_store_header store; /* of the compact file */
    struct os_file file;
    uint8_t *buffer;   /* BUFFER_BLOCKS blocks */
    uint32_t buffered; /* of them in use */
    uint32_t written;  /* blocks in the file */
    uint8_t *index;    /* bytes of the whole index, as it is to be written */
    size_t index_size;
    uint64_t live_blocks; /* damaged records may name any number */
    uint32_t messages;
};

/* What holds no message holds nothing else. */
static void record_tidy(uint8_t *bytes, uint32_t slot, const struct po_record *record)
{
    if (bytes[PO_RECORD_STATE_AT] == PO_RECORD_EMPTY) {
        memset(bytes, 0, PO_RECORD_SIZE);
    } else if (record->state == PO_RECORD_FREE) {
        po_record_encode(record, slot, bytes);
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

/* What was put into the buffer goes behind what is in the file. */
static enum status blocks_write(struct compact *compact)
{
    struct postoffice *po = compact->po;
    const uint32_t count = compact->buffered;
    const uint64_t offset = (uint64_t)compact->written * PO_BLOCK_SIZE;
    compact->buffered = 0;
    compact->written += count;
    return count == 0 ? ST_OK
                      : po_write(po, compact->file, offset, compact->buffer,
                                 (size_t)count * PO_BLOCK_SIZE);
}

static enum status content_copy(struct compact *compact, uint64_t id, struct bytes content,
                                uint32_t block_count)
{
    struct postoffice *po = compact->po;
    for (uint32_t ordinal = 0; ordinal < block_count; ordinal++) {
        const size_t done = (size_t)ordinal * PO_PAYLOAD_SIZE;
        const size_t left = content.size > done ? content.size - done : 0;
        const size_t used = left < PO_PAYLOAD_SIZE ? left : PO_PAYLOAD_SIZE;
        const uint32_t block = compact->written + compact->buffered;
        const struct po_block_header header = {.next = ordinal + 1 < block_count ? block + 1 : 0,
                                               .message_id = id,
                                               .ordinal = ordinal,
                                               .used = (uint32_t)used};
        uint8_t *bytes = compact->buffer + (size_t)compact->buffered * PO_BLOCK_SIZE;
        po_block_encode(po, block, header, used != 0 ? content.data + done : NULL, bytes);
        memset(bytes + PO_BLOCK_HEADER_SIZE + used, 0, PO_PAYLOAD_SIZE - used);
        if (++compact->buffered == BUFFER_BLOCKS) {
            const enum status st = blocks_write(compact);
            if (st != ST_OK) {
                return st;
            }
        }
    }
    return ST_OK;
}

/* One message behind those that were copied; its record is changed in the loaded index. */
static enum status message_copy(struct compact *compact, uint32_t slot)
{
    struct postoffice *po = compact->po;
    uint8_t *bytes = compact->index + (size_t)slot * PO_RECORD_SIZE;
    uint8_t end[PO_RECORD_END_SIZE];
    struct po_record record;
    struct bytes content = {0};
    if (!po_record_decode(bytes, slot, &record)) {
        return po_corrupt(po, PO_PART_INDEX);
    }
    const uint32_t first = compact->written + compact->buffered;
    const struct arena_mark mark = arena_mark(compact->scratch);
    enum status st = po_content_read(po, &record, compact->scratch, &content, NULL);
    if (st == ST_OK) {
        st = content_copy(compact, record.message_id, content, record.block_count);
    }
    arena_rewind(compact->scratch, mark);
    record.first_block = first;
    record.last_block = first + record.block_count - 1;
    memcpy(end, bytes + PO_RECORD_STATE_AT, sizeof(end)); /* good or not: CHKSTAT's */
    po_record_encode(&record, slot, bytes);
    memcpy(bytes + PO_RECORD_STATE_AT, end, sizeof(end));
    return st;
}

/* The header block, then message after message. */
static enum status messages_copy(struct compact *compact)
{
    struct postoffice *po = compact->po;
    compact->buffer = arena_room(compact->scratch, (size_t)BUFFER_BLOCKS * PO_BLOCK_SIZE);
    memset(compact->buffer, 0, PO_BLOCK_SIZE);
    po_store_header_encode(&compact->store, compact->buffer);
    compact->buffered = 1;
    enum status st = ST_OK;
    for (uint32_t slot = 0; st == ST_OK && slot < po->header.index.capacity; slot++) {
        const uint8_t *bytes = compact->index + (size_t)slot * PO_RECORD_SIZE;
        struct po_record record;
        if (bytes[PO_RECORD_STATE_AT] == PO_RECORD_LIVE && po_record_decode(bytes, slot, &record)) {
            st = message_copy(compact, slot);
        }
    }
    if (st == ST_OK) {
        st = blocks_write(compact);
    }
    return st == ST_OK ? os_flush(po->port, compact->file) : st;
}

/* The loaded index at `offset`, where nobody looks yet. */
static enum status index_write(struct compact *compact, uint64_t offset)
{
    struct postoffice *po = compact->po;
    const enum status st = po_write(po, po->clandata, offset, compact->index, compact->index_size);
    return st == ST_OK ? po_flush(po) : st;
}

/* The commit: index, and with a new generation, blocks. After an error nobody knows which ones are
 * looked at: nothing may be taken back. */
static enum status index_switch(struct compact *compact, uint64_t offset)
{
    struct postoffice *po = compact->po;
    po->header.index.offset = offset;
    po->header.generation = compact->store.generation;
    const enum status st = po_header_write(po);
    return st == ST_OK ? po_flush(po) : st;
}

/* Makes the compact file, and an index for it where nobody looks. After an error all is as it was.
 */
static enum status copy_beside(struct compact *compact, uint64_t index_offset)
{
    struct postoffice *po = compact->po;
    enum status st =
        os_remove(po->port, po_path(po, po_compact_name)); /* of one that was cut off */
    st = st == ST_NOT_FOUND ? ST_OK : st;
    if (st == ST_OK) {
        st = os_open(po->port, po_path(po, po_compact_name), create_new, &compact->file);
    }
    if (st != ST_OK) {
        return st;
    }
    st = messages_copy(compact);
    const enum status closed = os_close(po->port, compact->file);
    st = st != ST_OK ? st : closed;
    if (st == ST_OK) {
        st = index_write(compact, index_offset);
    }
    if (st != ST_OK && st != ST_PROCESS_GONE) {
        DISCARD(os_remove(po->port, po_path(po, po_compact_name)), "the next RECLAIM does");
    }
    return st;
}

/* The compact file is what the index belongs to; it gets its name. */
static enum status give_name(struct postoffice *po)
{
    po_store_close(po);
    enum status st = os_remove(po->port, po_path(po, "MLANDATA"));
    if (st == ST_OK || st == ST_NOT_FOUND) {
        char compact[OS_PATH_SIZE];
        memcpy(compact, po_path(po, po_compact_name), sizeof(compact));
        st = os_rename(po->port, compact, po_path(po, "MLANDATA"));
    }
    const enum status opened = st != ST_PROCESS_GONE ? po_store_open(po) : st;
    return st != ST_OK ? st : opened;
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

/* The index again where it is to stay; what is behind it goes. */
static enum status index_to_front(struct compact *compact, uint64_t offset)
{
    struct postoffice *po = compact->po;
    const struct po_region *directory = &po->header.directory;
    const uint64_t directory_end =
        directory->offset + (uint64_t)directory->capacity * PO_ENTRY_SIZE;
    const uint64_t index_end = offset + compact->index_size;
    enum status st = index_write(compact, offset);
    if (st == ST_OK) {
        st = index_switch(compact, offset);
    }
    return st == ST_OK ? os_set_size(po->port, po->clandata,
                                     directory_end > index_end ? directory_end : index_end)
                       : st;
}

/* The header of the compact file. */
static void store_of(struct compact *compact)
{
    const struct postoffice *po = compact->po;
    struct po_store_header *store = &compact->store;
    const uint32_t known = po->header.generation;
    *store = po->store;
    store->generation = 1 + (known > store->generation ? known : store->generation);
    store->block_count = 1 + (uint32_t)compact->live_blocks; /* fewer than there were */
    store->compact_blocks = store->block_count;
    store->free_head = 0;
    store->free_count = 0;
    store->free_tail = 0;
}

enum status po_compact(struct postoffice *po, struct arena *scratch,
                       struct po_compacted *compacted_out)
{
    REQUIRE(po->is_locked);
    struct compact compact = {.po = po, .scratch = scratch};
    const uint64_t index_offset = index_place(po);
    const uint32_t before = po->store.block_count - 1;
    uint64_t size = 0;
    enum status st = po->is_unnamed ? give_name(po) : ST_OK; /* where one was cut off, go on */
    if (st == ST_OK) {
        st = index_load(&compact);
    }
    if (st == ST_OK) {
        st = os_size(po->port, po->clandata, &size);
    }
    if (st == ST_OK) {
        size = (size + PO_COPY_SIZE - 1) / PO_COPY_SIZE * PO_COPY_SIZE;
        store_of(&compact);
        st = copy_beside(&compact, size);
    }
    if (st == ST_OK) {
        st = index_switch(&compact, size);
    }
    if (st == ST_OK) {
        st = give_name(po);
    }
    if (st == ST_OK) {
        st = index_to_front(&compact, index_offset);
    }
    *compacted_out = (struct po_compacted){
        .messages = compact.messages,
        .blocks_before = before,
        .blocks_after = po->store.block_count - 1,
    };
    return st;
}
