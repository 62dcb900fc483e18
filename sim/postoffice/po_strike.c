#include "po_strike.h"

#include "po_internal.h"

enum { IN_ENTRY = 16, IN_PAYLOAD = PO_BLOCK_HEADER_SIZE + 1 };

/* One byte becomes another. */
static enum status flip(struct postoffice *po, struct os_file file, uint64_t offset)
{
    uint8_t byte = 0;
    size_t got = 0;
    const enum status st = po_read(po, file, offset, &byte, 1, &got);
    byte ^= 0x55;
    return st == ST_OK ? po_write(po, file, offset, &byte, 1) : st;
}

enum status po_strike_message(struct postoffice *po, const struct po_message *message,
                              struct bytes foreign)
{
    struct po_record record;
    REQUIRE(po->is_locked);
    const enum status st = po_index_find(po, message->id, message->slot, &record);
    if (st != ST_OK) {
        return st;
    }
    const uint64_t offset = (uint64_t)record.first_block * PO_BLOCK_SIZE;
    if (foreign.size == 0) {
        return flip(po, po->mlandata, offset + IN_PAYLOAD);
    }
    return foreign.size <= PO_BLOCK_SIZE
               ? po_write(po, po->mlandata, offset, foreign.data, foreign.size)
               : ST_TOO_LONG;
}

enum status po_strike_directory(struct postoffice *po, struct bytes foreign)
{
    const struct po_region *region = &po->header.directory;
    const uint64_t size = (uint64_t)region->capacity * PO_ENTRY_SIZE;
    enum status st = ST_OK;
    bool was_found = false;
    REQUIRE(po->is_locked);
    if (foreign.size != 0) {
        return foreign.size <= size
                   ? po_write(po, po->clandata, region->offset, foreign.data, foreign.size)
                   : ST_TOO_LONG;
    }
    for (uint64_t at = 0; st == ST_OK && at < size; at += PO_ENTRY_SIZE) {
        uint8_t state = 0;
        size_t got = 0;
        st = po_read(po, po->clandata, region->offset + at, &state, 1, &got);
        if (st == ST_OK && got == 1 && state == PO_ENTRY_LIVE) {
            st = flip(po, po->clandata, region->offset + at + IN_ENTRY);
            was_found = true;
        }
    }
    return st == ST_OK && !was_found ? ST_NOT_FOUND : st;
}
