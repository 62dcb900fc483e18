/*
 * po_damage -- damage as it came about, by changing bytes
 *
 * Nothing is told to anybody: what is found, by whom and what mends it follows from the bytes.
 */
#include "po_internal.h"

static const char *const names[PO_DAMAGE_KINDS] = {
    [PO_DAMAGE_MESSAGE_INDEX] = "message_index",
    [PO_DAMAGE_COUNTERS] = "counters",
    [PO_DAMAGE_LOST_CHAIN] = "lost_chain",
    [PO_DAMAGE_TORN_BLOCK] = "torn_block",
};

const char *po_damage_name(enum po_damage_kind kind)
{
    return names[kind];
}

enum { RECORD_SIZE_AT = 24, PAYLOAD_AT = PO_BLOCK_HEADER_SIZE + 1 };

/* One byte becomes another. */
static enum status flip(struct postoffice *po, struct os_file file, uint64_t offset)
{
    uint8_t byte = 0;
    size_t got = 0;
    const enum status st = po_read(po, file, offset, &byte, 1, &got);
    byte ^= 0x55;
    return st == ST_OK ? po_write(po, file, offset, &byte, 1) : st;
}

static uint64_t record_at(const struct postoffice *po, uint32_t slot)
{
    return po->header.index.offset + (uint64_t)slot * PO_RECORD_SIZE;
}

/* What is done to one live message. */
static enum status damage_record(struct postoffice *po, enum po_damage_kind kind, uint32_t slot,
                                 struct po_record *record)
{
    if (kind == PO_DAMAGE_MESSAGE_INDEX) {
        return flip(po, po->clandata, record_at(po, slot) + RECORD_SIZE_AT);
    }
    record->references += 2;
    return po_index_write_counter(po, slot, record);
}

static enum status damage_records(struct postoffice *po, enum po_damage_kind kind)
{
    uint32_t live = 0;
    uint32_t newest = 0; /* first block of the newest message */
    uint64_t newest_id = 0;
    for (uint32_t slot = 0; slot < po->store.index_used; slot++) {
        struct po_record record;
        enum status st = po_index_read(po, slot, &record);
        if (st == ST_FILE_CORRUPT || (st == ST_OK && record.state != PO_RECORD_LIVE)) {
            continue;
        }
        live++;
        if (st == ST_OK && record.message_id > newest_id) {
            newest_id = record.message_id;
            newest = record.first_block;
        }
        if (st == ST_OK && kind != PO_DAMAGE_TORN_BLOCK) {
            st = damage_record(po, kind, slot, &record);
        }
        if (st != ST_OK) {
            return st;
        }
    }
    if (live == 0) {
        return ST_NOT_FOUND;
    }
    return kind == PO_DAMAGE_TORN_BLOCK
               ? flip(po, po->mlandata, (uint64_t)newest * PO_BLOCK_SIZE + PAYLOAD_AT)
               : ST_OK;
}

enum status po_damage(struct postoffice *po, enum po_damage_kind kind)
{
    REQUIRE(po->is_locked);
    if (kind != PO_DAMAGE_LOST_CHAIN) {
        return damage_records(po, kind);
    }
    if (po->store.free_head == 0) {
        return ST_NOT_FOUND;
    }
    po->store.free_head = 0;
    po->store.free_count = 0;
    return po_store_header_write(po);
}
