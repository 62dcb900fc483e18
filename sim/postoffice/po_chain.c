#include "po_chain.h"

#include <string.h>

#include "po_internal.h"

enum { READ_BLOCKS = 32, ROOM_FIRST = 4 };

static void blocks_take(struct po_blocks *blocks, uint32_t first, const uint8_t *bytes, size_t size)
{
    for (size_t at = 0; at + PO_BLOCK_HEADER_SIZE <= size; at += PO_BLOCK_SIZE) {
        const uint32_t block = first + (uint32_t)(at / PO_BLOCK_SIZE);
        struct po_block_header *header = &blocks->items[block];
        const size_t left = size - at < PO_BLOCK_SIZE ? size - at : PO_BLOCK_SIZE;
        if (!po_block_header_decode(bytes + at, block, header) &&
            !po_block_header_guess(bytes + at, left, header)) {
            *header = (struct po_block_header){0};
        }
    }
}

enum status po_blocks_load(struct postoffice *po, struct arena *scratch,
                           struct po_blocks *blocks_out)
{
    uint64_t size = 0;
    enum status st = os_size(po->port, po->mlandata, &size);
    const uint64_t there = (size + PO_BLOCK_SIZE - 1) / PO_BLOCK_SIZE; /* the last may be cut off */
    const uint32_t count = there < po->store.block_count ? (uint32_t)there : po->store.block_count;
    *blocks_out = (struct po_blocks){
        .items = arena_array(scratch, struct po_block_header, (size_t)count + 1), .count = count};
    uint8_t *bytes = arena_alloc(scratch, (size_t)READ_BLOCKS * PO_BLOCK_SIZE);
    for (uint32_t block = 1; st == ST_OK && block < count; block += READ_BLOCKS) {
        const uint32_t some = count - block < READ_BLOCKS ? count - block : READ_BLOCKS;
        size_t got = 0;
        st = po_read(po, po->mlandata, (uint64_t)block * PO_BLOCK_SIZE, bytes,
                     (size_t)some * PO_BLOCK_SIZE, &got);
        if (st == ST_OK) {
            blocks_take(blocks_out, block, bytes, got);
        }
    }
    return st;
}

bool po_chain_is_sound(const struct po_blocks *blocks, const struct po_record *record)
{
    uint32_t block = record->first_block;
    for (uint32_t ordinal = 0; ordinal < record->block_count; ordinal++) {
        if (block == 0 || block >= blocks->count) {
            return false;
        }
        const struct po_block_header *header = &blocks->items[block];
        if (header->message_id == 0) {
            return true; /* torn: where it leads to, nobody knows */
        }
        if (header->message_id != record->message_id || header->ordinal != ordinal) {
            return false;
        }
        block = header->next;
    }
    return block == 0;
}

static enum status payload_is_good(struct postoffice *po, const struct po_blocks *blocks,
                                   uint32_t block, bool *is_good_out)
{
    uint8_t payload[PO_PAYLOAD_SIZE];
    const struct po_block_header *header = &blocks->items[block];
    size_t got = 0;
    const enum status st =
        po_read(po, po->mlandata, (uint64_t)block * PO_BLOCK_SIZE + PO_BLOCK_HEADER_SIZE, payload,
                header->used, &got);
    *is_good_out = st == ST_OK && got == header->used &&
                   po_payload_checksum(payload, got) == header->payload_checksum;
    return st;
}

enum status po_chain_add(struct postoffice *po, const struct po_blocks *blocks, uint32_t block,
                         struct po_chain *chain, struct arena *scratch)
{
    const uint32_t ordinal = blocks->items[block].ordinal;
    if (ordinal >= blocks->count) {
        return ST_OK; /* no chain is as long */
    }
    if (ordinal >= chain->room) {
        uint32_t room = chain->room == 0 ? ROOM_FIRST : chain->room;
        while (room <= ordinal) {
            room *= 2;
        }
        uint32_t *larger = arena_array(scratch, uint32_t, room);
        if (chain->count != 0) {
            memcpy(larger, chain->blocks, chain->count * sizeof(*larger));
        }
        chain->blocks = larger;
        chain->room = room;
    }
    const uint32_t there = chain->blocks[ordinal];
    bool is_good = blocks->items[block].next != UINT32_MAX || there == 0;
    enum status st = ST_OK;
    if (is_good && there != 0 && blocks->items[there].next != UINT32_MAX) {
        st = payload_is_good(po, blocks, block, &is_good);
    }
    if (st == ST_OK && is_good) {
        chain->blocks[ordinal] = block;
    }
    chain->count = ordinal >= chain->count ? ordinal + 1 : chain->count;
    return st;
}

/* Nothing can be behind it, whatever its link says: it is not full. A free block has 0 in use. */
static bool is_end(const struct po_block_header *header)
{
    return header->next == 0 || header->next == UINT32_MAX ||
           (header->used != 0 && header->used < PO_PAYLOAD_SIZE);
}

bool po_chain_is_whole(const struct po_blocks *blocks, const struct po_chain *chain,
                       struct po_record *record)
{
    uint64_t size = 0;
    for (uint32_t ordinal = 0; ordinal < chain->count; ordinal++) {
        const uint32_t block = chain->blocks[ordinal];
        const bool is_last = ordinal + 1 == chain->count;
        if (block == 0 || (!is_last && blocks->items[block].used != PO_PAYLOAD_SIZE)) {
            return false;
        }
        size += blocks->items[block].used;
    }
    if (chain->count == 0) {
        return false;
    }
    const uint32_t last = chain->blocks[chain->count - 1];
    if (record->block_count != 0 ? record->block_count != chain->count || record->size != size
                                 : !is_end(&blocks->items[last])) {
        return false;
    }
    record->first_block = chain->blocks[0];
    record->last_block = last;
    record->block_count = chain->count;
    record->size = size;
    return true;
}

enum status po_chain_link(struct postoffice *po, const struct po_blocks *blocks,
                          const struct po_chain *chain)
{
    REQUIRE(po->is_locked);
    enum status st = ST_OK;
    for (uint32_t ordinal = 0; st == ST_OK && ordinal < chain->count; ordinal++) {
        const uint32_t block = chain->blocks[ordinal];
        struct po_block_header header = blocks->items[block];
        const uint32_t next = ordinal + 1 < chain->count ? chain->blocks[ordinal + 1] : 0;
        if (header.next == next) {
            continue;
        }
        uint8_t bytes[PO_BLOCK_HEADER_SIZE];
        header.next = next;
        po_block_header_encode(&header, block, bytes);
        st = po_write(po, po->mlandata, (uint64_t)block * PO_BLOCK_SIZE, bytes, sizeof(bytes));
    }
    return st;
}
