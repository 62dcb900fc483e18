/*
 * po_store -- MLANDATA: chained blocks of 2 KB and the list of free ones
 *
 * Free blocks are used last in, first out, one by one; a chain is freed whole, so that its first
 * block is taken first (assumption FREE_LIST; other orders: po_free.c). Neither taking nor freeing
 * reads or writes more than one header per block.
 */
#include <string.h>

#include "po_internal.h"

static const struct os_open_mode open_read = {OS_READ, OS_DENY_NONE, OS_OPEN_EXISTING};
static const struct os_open_mode open_write = {OS_READ_WRITE, OS_DENY_NONE, OS_OPEN_EXISTING};

enum { READ_BLOCKS_MAX = 64 };

static uint64_t block_offset(uint32_t block)
{
    return (uint64_t)block * PO_BLOCK_SIZE;
}

static uint64_t block_key(const struct postoffice *po, uint32_t block)
{
    return po->header.identity + block;
}

const char po_compact_name[] = "MLANDATA.RCL";

const char *po_store_name(const struct postoffice *po)
{
    return po->is_unnamed ? po_compact_name : "MLANDATA";
}

void po_store_close(struct postoffice *po)
{
    if (po->mlandata.value != 0) {
        DISCARD(os_close(po->port, po->mlandata), "all is written; close reports nothing new");
    }
    po->mlandata = (struct os_file){0};
    po->has_store = false;
    po->owes_store = false;
    po->freed_count = 0;
    po->is_unnamed = false;
    po->free_known = PO_FREE_UNKNOWN;
}

static enum status file_open(struct postoffice *po)
{
    const enum status st = os_open(po->port, po_path(po, po_store_name(po)),
                                   po->is_writable ? open_write : open_read, &po->mlandata);
    if (po_wrote(po, st) != ST_OK) {
        po->mlandata = (struct os_file){0};
        return st;
    }
    return po_store_header_read(po);
}

static bool is_of_index(const struct postoffice *po)
{
    return po->has_store && po->store.generation == po->header.generation;
}

/* MLANDATA is not the one that the index belongs to (`found`: ST_OK), or cannot be read, or is not
 * there: is there one without its name? Without any, MLANDATA is taken for what it is: somebody put
 * an old one back. */
static enum status compact_open(struct postoffice *po, enum status found)
{
    const struct po_store_header store = po->store;
    const struct os_file mlandata = po->mlandata;
    po->is_unnamed = true;
    po->has_store = false;
    po->mlandata = (struct os_file){0};
    enum status st = file_open(po);
    if (st == ST_OK && is_of_index(po)) {
        if (mlandata.value != 0) {
            DISCARD(os_close(po->port, mlandata), "nothing was written to it");
        }
        return ST_OK;
    }
    po_store_close(po);
    po->mlandata = mlandata;
    po->store = store;
    po->has_store = found == ST_OK && (st == ST_OK || st == ST_NOT_FOUND);
    if (found == ST_OK) {
        return st == ST_NOT_FOUND ? ST_OK : st;
    }
    return st == ST_OK || st == ST_NOT_FOUND ? po_corrupt(po, PO_PART_STORE) : st;
}

enum status po_store_open(struct postoffice *po)
{
    if (po->mlandata.value != 0) {
        const enum status st = po->has_store ? ST_OK : po_store_header_read(po);
        if (st != ST_OK || po->store.generation == po->header.generation) {
            return st;
        }
        po_store_close(po); /* RECLAIM has put another one there */
    }
    const enum status st = file_open(po);
    if ((st == ST_OK && !is_of_index(po)) || st == ST_NOT_FOUND || st == ST_FILE_CORRUPT) {
        return compact_open(po, st);
    }
    return st;
}

/* One good copy only: was the other one torn (then nothing was done after it) or damaged later? A
 * block or record that is younger than this copy tells. */
static enum status copy_is_current(struct postoffice *po)
{
    const struct po_store_header *store = &po->store;
    const uint32_t probe = store->free_head != 0 ? store->free_head : store->block_count;
    uint8_t bytes[PO_BLOCK_HEADER_SIZE];
    struct po_block_header block;
    size_t got = 0;
    const enum status st =
        po_read(po, po->mlandata, block_offset(probe), bytes, sizeof(bytes), &got);
    if (st != ST_OK || got != sizeof(bytes)) {
        return st;
    }
    if (po_block_header_decode(bytes, probe, &block) && block.message_id >= store->next_id) {
        return po_corrupt(po, PO_PART_STORE);
    }
    return ST_OK;
}

/* Mostly it is what was read, or written, last. */
static bool first_copy_decode(struct postoffice *po, const uint8_t *bytes)
{
    const bool is_known = po->read_store.next_id != 0 &&
                          memcmp(bytes, po->read_store_bytes, sizeof(po->read_store_bytes)) == 0;
    if (!is_known) {
        po->free_known = PO_FREE_UNKNOWN;
        memcpy(po->read_store_bytes, bytes, sizeof(po->read_store_bytes));
        if (!po_store_header_decode(bytes, &po->read_store)) {
            po->read_store.next_id = 0;
            return false;
        }
    }
    po->store = po->read_store;
    return true;
}

enum status po_store_header_read(struct postoffice *po)
{
    uint8_t bytes[PO_STORE_USED];
    if (po->owes_store) {
        return ST_OK; /* what is in the file is older */
    }
    po->has_store = false;
    enum status st = po_read_exactly(po, po->mlandata, 0, bytes, sizeof(bytes), PO_PART_STORE);
    if (st != ST_OK) {
        return st;
    }
    struct po_store_header *store = &po->store;
    if (!first_copy_decode(po, bytes)) {
        st = po_read_exactly(po, po->mlandata, PO_STORE_COPY_SIZE, bytes, sizeof(bytes),
                             PO_PART_STORE);
        if (st == ST_OK && !po_store_header_decode(bytes, store)) {
            return po_corrupt(po, PO_PART_STORE);
        }
        st = st == ST_OK ? copy_is_current(po) : st;
    }
    if (st == ST_OK && store->index_used > po->header.index.capacity) {
        st = po_header_read(po); /* the index has grown since */
    }
    if (st == ST_OK &&
        (store->identity != po->header.identity || store->free_head >= store->block_count ||
         store->index_used > po->header.index.capacity)) {
        return po_corrupt(po, PO_PART_STORE);
    }
    po->has_store = st == ST_OK;
    return st;
}

enum status po_next_id(struct postoffice *po, uint64_t *next_id_out)
{
    const bool was_open = po->mlandata.value != 0;
    enum status st = po_store_open(po);
    if (st == ST_OK && was_open) {
        st = po_store_header_read(po);
    }
    *next_id_out = po->store.next_id;
    return st;
}

enum status po_store_header_write(struct postoffice *po)
{
    uint8_t bytes[PO_STORE_HEADER_SIZE];
    REQUIRE(po->is_locked);
    po->owes_store = false;
    po->read_store = po->store;
    po->read_store.next_id = po->store.next_id > po->taken_id ? po->store.next_id : po->taken_id;
    po_store_header_encode(&po->read_store, bytes);
    memcpy(po->read_store_bytes, bytes, sizeof(po->read_store_bytes));
    return po_write(po, po->mlandata, 0, bytes, sizeof(bytes));
}

static void place_add(struct po_place *place, uint32_t block)
{
    if (place->extent_count != 0) {
        struct po_extent *last = &place->extents[place->extent_count - 1];
        if (last->first + last->count == block) {
            last->count++;
            return;
        }
    }
    place->extents[place->extent_count++] = (struct po_extent){block, 1};
}

static bool place_has(const struct po_place *place, uint32_t block)
{
    for (uint32_t i = 0; i < place->extent_count; i++) {
        if (block - place->extents[i].first < place->extents[i].count) {
            return true;
        }
    }
    return false;
}

/* Headers of free blocks that lie one behind the other, as those of a chain mostly do. */
enum { AHEAD_BLOCKS = 4, AHEAD_SIZE = (AHEAD_BLOCKS - 1) * PO_BLOCK_SIZE + PO_BLOCK_HEADER_SIZE };
struct ahead {
    uint32_t first;
    uint32_t count; /* blocks from `first` on that were asked for */
    size_t got;
    uint8_t bytes[AHEAD_SIZE];
};

/* The header of a free block: one that was read, or it and some behind it, of `wanted` in all. */
static enum status ahead_view(struct postoffice *po, struct ahead *ahead, uint32_t block,
                              uint32_t wanted, struct bytes *bytes_out)
{
    if (block - ahead->first >= ahead->count) {
        const bool goes_on = block == ahead->first + ahead->count;
        uint32_t count = ahead->count == 0 ? 2 : 1;
        count = goes_on ? AHEAD_BLOCKS : count;
        count = count < wanted ? count : wanted;
        const enum status st =
            po_read(po, po->mlandata, block_offset(block), ahead->bytes,
                    (size_t)(count - 1) * PO_BLOCK_SIZE + PO_BLOCK_HEADER_SIZE, &ahead->got);
        if (st != ST_OK) {
            return st;
        }
        ahead->first = block;
        ahead->count = count;
    }
    const size_t at = (size_t)(block - ahead->first) * PO_BLOCK_SIZE;
    const size_t left = ahead->got > at ? ahead->got - at : 0;
    *bytes_out = (struct bytes){ahead->bytes + at, left};
    return ST_OK;
}

/* One block from the free list; a broken list is given up (its blocks are lost until RECLAIM). */
static enum status take_free(struct postoffice *po, struct ahead *ahead, struct po_place *place)
{
    struct po_store_header *store = &po->store;
    const uint32_t block = store->free_head;
    struct bytes bytes;
    struct po_block_header header;
    const enum status st =
        ahead_view(po, ahead, block, place->block_count - place->from_free, &bytes);
    if (st != ST_OK) {
        return st;
    }
    if (bytes.size < PO_BLOCK_HEADER_SIZE || !po_block_header_decode(bytes.data, block, &header) ||
        header.next >= store->block_count || header.message_id >= store->next_id ||
        place_has(place, block)) {
        store->free_head = 0;
        store->free_count = 0;
        return ST_OK;
    }
    store->free_head = header.next;
    store->free_count -= store->free_count != 0 ? 1 : 0;
    if (header.next == 0) {
        store->free_count = 0;
    }
    store->compact_blocks = 0; /* what is left behind the end of a new message is anything */
    place_add(place, block);
    place->from_free++;
    return ST_OK;
}

enum status po_store_take(struct postoffice *po, uint64_t size, struct arena *scratch,
                          struct po_place *place)
{
    struct po_store_header *store = &po->store;
    const enum status settled = po_free_settle(po);
    if (settled != ST_OK) {
        return settled;
    }
    const uint64_t wanted = size == 0 ? 1 : (size + PO_PAYLOAD_SIZE - 1) / PO_PAYLOAD_SIZE;
    if (wanted > UINT32_MAX - 1 - store->block_count) {
        return ST_DISK_FULL;
    }
    place->block_count = (uint32_t)wanted;
    place->extents = arena_array(scratch, struct po_extent, place->block_count);
    place->extent_count = 0;
    place->from_free = 0;
    struct ahead ahead;
    ahead.first = 0;
    ahead.count = 0;
    while (place->from_free < place->block_count && store->free_head != 0) {
        const enum status st = take_free(po, &ahead, place);
        if (st != ST_OK) {
            return st;
        }
    }
    for (uint32_t i = place->from_free; i < place->block_count; i++) {
        place_add(place, store->block_count++);
    }
    return ST_OK;
}

void po_block_encode(const struct postoffice *po, uint32_t block, struct po_block_header header,
                     const uint8_t *payload, uint8_t *bytes)
{
    header.payload_checksum =
        po_seal(block_key(po, block), payload, bytes + PO_BLOCK_HEADER_SIZE, header.used);
    po_block_header_encode(&header, block, bytes);
}

enum status po_store_write(struct postoffice *po, const struct po_place *place, uint64_t id,
                           struct bytes content, struct arena *scratch)
{
    uint32_t ordinal = 0;
    size_t done = 0;
    for (uint32_t e = 0; e < place->extent_count; e++) {
        const struct po_extent extent = place->extents[e];
        const struct arena_mark mark = arena_mark(scratch);
        uint8_t *buffer = arena_room(scratch, (size_t)extent.count * PO_BLOCK_SIZE);
        size_t length = 0;
        for (uint32_t i = 0; i < extent.count; i++, ordinal++) {
            const size_t left = content.size - done;
            const size_t used = left < PO_PAYLOAD_SIZE ? left : PO_PAYLOAD_SIZE;
            const uint32_t block = extent.first + i;
            struct po_block_header header = {
                .next = block + 1, .message_id = id, .ordinal = ordinal, .used = (uint32_t)used};
            if (i + 1 == extent.count) {
                header.next = e + 1 < place->extent_count ? place->extents[e + 1].first : 0;
            }
            po_block_encode(po, block, header, used != 0 ? content.data + done : NULL,
                            buffer + (size_t)i * PO_BLOCK_SIZE);
            done += used;
            length = (size_t)i * PO_BLOCK_SIZE + PO_BLOCK_HEADER_SIZE + used;
        }
        const enum status st =
            po_write(po, po->mlandata, block_offset(extent.first), buffer, length);
        arena_rewind(scratch, mark);
        if (st != ST_OK) {
            return st;
        }
    }
    return ST_OK;
}

/* Walks a chain: where it is and what of it is in the buffer. */
struct reader {
    struct postoffice *po;
    const struct po_record *record;
    uint8_t *content;
    uint64_t done;
    uint32_t block;   /* the next one */
    uint32_t ordinal; /* of it */
};

/* Takes blocks from `buffer` (bytes from block reader->block on) as long as the chain goes straight
 * on. */
static enum status reader_take(struct reader *reader, const uint8_t *buffer, size_t size)
{
    struct postoffice *po = reader->po;
    const struct po_record *record = reader->record;
    for (size_t at = 0;; at += PO_BLOCK_SIZE) {
        const uint32_t block = reader->block;
        struct po_block_header header;
        if (size - at < PO_BLOCK_HEADER_SIZE ||
            !po_block_header_decode(buffer + at, block, &header) ||
            header.message_id != record->message_id || header.ordinal != reader->ordinal ||
            size - at - PO_BLOCK_HEADER_SIZE < header.used ||
            header.used > record->size - reader->done) {
            return po_corrupt(po, PO_PART_STORE);
        }
        const uint8_t *payload = buffer + at + PO_BLOCK_HEADER_SIZE;
        if (po_unseal(block_key(po, block), payload, reader->content + reader->done, header.used) !=
            header.payload_checksum) {
            return po_corrupt(po, PO_PART_LETTER);
        }
        reader->done += header.used;
        reader->ordinal++;
        reader->block = header.next;
        const bool is_last = reader->ordinal == record->block_count;
        if (is_last != (header.next == 0) || (!is_last && header.used != PO_PAYLOAD_SIZE)) {
            return po_corrupt(po, PO_PART_STORE);
        }
        if (is_last || header.next != block + 1 || at + PO_BLOCK_SIZE >= size) {
            return ST_OK;
        }
    }
}

enum status po_store_read(struct postoffice *po, const struct po_record *record,
                          uint8_t *content_out, /* NOLINT(*-non-const-parameter): it is written */
                          uint32_t *extents_out)
{
    enum { SMALL_BLOCKS = 2 };
    uint8_t small[SMALL_BLOCKS * PO_BLOCK_SIZE];
    struct arena scratch = {0};
    struct reader reader = {
        .po = po, .record = record, .content = content_out, .block = record->first_block};
    uint8_t *buffer = small;
    uint32_t guess =
        record->block_count; /* no jump at first; later, runs are as short as the last one */
    uint32_t behind = 0;     /* block behind the last one */
    *extents_out = 0;
    enum status st = ST_OK;
    while (st == ST_OK && reader.ordinal < record->block_count) {
        const uint32_t left = record->block_count - reader.ordinal;
        uint32_t count = guess < left ? guess : left;
        count = count < READ_BLOCKS_MAX ? count : READ_BLOCKS_MAX;
        if (count > SMALL_BLOCKS && buffer == small) {
            buffer = arena_room(&scratch, (size_t)READ_BLOCKS_MAX * PO_BLOCK_SIZE);
        }
        const uint64_t needed = record->size - reader.done + (uint64_t)left * PO_BLOCK_HEADER_SIZE;
        uint64_t size = (uint64_t)count * PO_BLOCK_SIZE;
        size = size < needed ? size : needed;
        const uint32_t first_ordinal = reader.ordinal;
        *extents_out += reader.block != behind ? 1 : 0;
        const uint32_t first = reader.block;
        size_t got = 0;
        st = po_read(po, po->mlandata, block_offset(first), buffer, (size_t)size, &got);
        if (st == ST_OK) {
            st = reader_take(&reader, buffer, got);
        }
        const uint32_t taken = reader.ordinal - first_ordinal;
        behind = first + taken;
        guess = taken < count ? 1 + taken / 2 : 2 * count;
    }
    arena_release(&scratch);
    if (st == ST_OK && reader.done != record->size) {
        return po_corrupt(po, PO_PART_STORE);
    }
    return st;
}

/* Does this block hold that part of the message? One that was freed and not used again says so too,
 * but for the last one of its chain. */
static enum status block_is_of(struct postoffice *po, const struct po_record *record,
                               uint32_t block, uint32_t ordinal, bool *is_out)
{
    uint8_t bytes[PO_BLOCK_HEADER_SIZE];
    struct po_block_header header;
    size_t got = 0;
    const enum status st =
        po_read(po, po->mlandata, block_offset(block), bytes, sizeof(bytes), &got);
    const bool is_last = ordinal + 1 == record->block_count;
    *is_out = st == ST_OK && got == sizeof(bytes) &&
              po_block_header_decode(bytes, block, &header) &&
              header.message_id == record->message_id && header.ordinal == ordinal &&
              is_last == (header.next == 0) && (header.used != 0 || record->size == 0);
    return st;
}

/* Of a chain that was freed the first block is used again first, and the last one is a link. */
static enum status chain_is_there(struct postoffice *po, const struct po_record *record,
                                  bool *is_out)
{
    const uint32_t last = record->block_count - 1;
    enum status st = block_is_of(po, record, record->first_block, 0, is_out);
    if (st == ST_OK && *is_out && last != 0) {
        st = block_is_of(po, record, record->last_block, last, is_out);
    }
    return st;
}

enum status po_store_free(struct postoffice *po, const struct po_record *record)
{
    struct po_store_header *store = &po->store;
    uint8_t bytes[PO_BLOCK_HEADER_SIZE];
    const struct po_block_header last = {.next = store->free_head,
                                         .message_id = record->message_id,
                                         .ordinal = record->block_count - 1};
    bool is_there = false;
    const enum status asked = chain_is_there(po, record, &is_there);
    if (asked != ST_OK || !is_there) {
        return asked;
    }
    if (store->free_list != PO_FREE_LIFO) {
        const enum status ordered = po_free_ordered(po, record);
        if (ordered != ST_FILE_CORRUPT) {
            return ordered;
        }
    }
    po_block_header_encode(&last, record->last_block, bytes);
    const enum status st =
        po_write(po, po->mlandata, block_offset(record->last_block), bytes, sizeof(bytes));
    if (st == ST_OK) {
        store->free_head = record->first_block;
        store->free_count += record->block_count;
    }
    return st;
}
