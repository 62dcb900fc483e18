/*
 * po_repair -- the message index, the counters and the pointers agree again: what CHKSTAT does
 *
 * The pointers in the mailboxes say which message a record was of; the blocks in MLANDATA say where
 * its chain is. No file gets shorter.
 */
#include <string.h>

#include "po_chain.h"
#include "po_internal.h"
#include "po_places.h"

/* What pointers and blocks say of one slot. */
struct slot_facts {
    bool is_bad;
    uint64_t id; /* of the message that pointers expect there; 0: none */
    uint32_t pointers;
    struct po_record known; /* block_count 0: its record does not check */
    struct po_chain chain;
};

struct repair {
    struct postoffice *po;
    struct arena *scratch;
    struct slot_facts *slots;
    struct po_blocks blocks;
    uint32_t capacity;
    uint32_t bad;
    uint32_t *by_id; /* slot + 1 of bad slots, hashed by id; a power of two of them */
    uint32_t by_id_size;
    struct po_mended *mended;
};

static enum status repair_begin(struct repair *repair)
{
    struct postoffice *po = repair->po;
    repair->capacity = po->header.index.capacity;
    repair->slots = arena_array(repair->scratch, struct slot_facts, repair->capacity);
    for (uint32_t slot = 0; slot < repair->capacity; slot++) {
        struct po_record record;
        const enum status st = po_index_read(po, slot, &record);
        if (st == ST_FILE_CORRUPT) {
            repair->slots[slot].is_bad = true;
            repair->bad++;
        } else if (st != ST_OK) {
            return st;
        }
    }
    return ST_OK;
}

/* Records whose chain leads astray are to be mended too. */
static enum status chains_judge(struct repair *repair)
{
    struct postoffice *po = repair->po;
    for (uint32_t slot = 0; slot < repair->capacity; slot++) {
        struct slot_facts *facts = &repair->slots[slot];
        struct po_record record;
        const enum status st = facts->is_bad ? ST_NOT_FOUND : po_index_read(po, slot, &record);
        if (st == ST_OK && record.state == PO_RECORD_LIVE &&
            !po_chain_is_sound(&repair->blocks, &record)) {
            facts->is_bad = true;
            facts->id = record.message_id;
            facts->known = record;
            repair->bad++;
        } else if (st != ST_OK && st != ST_NOT_FOUND) {
            return st;
        }
    }
    return ST_OK;
}

/* What is done at each live pointer, and behind those of a mailbox while it is still loaded. */
struct pointer_work {
    enum status (*at)(struct repair *repair, uint32_t position, const struct po_pointer *pointer);
    enum status (*behind)(struct repair *repair); /* NULL: nothing */
};

/* Live pointers of the loaded mailbox, the newest first. */
static enum status mailbox_visit(struct repair *repair, const struct pointer_work *work)
{
    struct postoffice *po = repair->po;
    uint32_t position = po->mailbox->header.tail;
    while (position > po->mailbox->header.head && position <= po->mailbox->header.tail) {
        struct po_pointer pointer;
        position--;
        enum status st = po_mailbox_pointer(po, position, &pointer);
        if (st == ST_OK && pointer.state != PO_POINTER_REMOVED) {
            st = work->at(repair, position, &pointer);
        }
        if (st != ST_OK) {
            return st;
        }
    }
    return work->behind != NULL ? work->behind(repair) : ST_OK;
}

/* Every mailbox and queue. What a bad one points to, nobody knows, so nothing is concluded. */
static enum status pointers_visit(struct repair *repair, const struct pointer_work *work)
{
    struct postoffice *po = repair->po;
    struct po_entries list = {0};
    enum status st = po_directory_is_sound(po);
    if (st == ST_OK) {
        st = po_entry_list(po, repair->scratch, &list);
    }
    for (size_t i = 0; st == ST_OK && i < list.count; i++) {
        if (list.entries[i].usr == 0) {
            continue;
        }
        st = po_mailbox_load(po, list.entries[i].usr);
        if (st == ST_OK) {
            st = mailbox_visit(repair, work);
        }
    }
    return st;
}

/* Of two messages that were given the same record the one with the higher id has it: the other was
 * never committed, or is gone. What a record says that can be read is so. */
static enum status count_pointer(struct repair *repair, uint32_t position,
                                 const struct po_pointer *pointer)
{
    (void)position;
    if (pointer->slot < repair->capacity) {
        struct slot_facts *slot = &repair->slots[pointer->slot];
        const uint64_t id = pointer->message_id;
        if (slot->is_bad && slot->known.block_count == 0 && id > slot->id) {
            slot->id = id;
            slot->pointers = 0;
        }
        slot->pointers += slot->is_bad && slot->id == id ? 1 : 0;
    }
    return ST_OK;
}

static uint32_t *place_of_id(const struct repair *repair, uint64_t id)
{
    uint32_t at = (uint32_t)(id * 0x9E3779B97F4A7C15U >> 32) & (repair->by_id_size - 1);
    while (repair->by_id[at] != 0 && repair->slots[repair->by_id[at] - 1].id != id) {
        at = (at + 1) & (repair->by_id_size - 1);
    }
    return &repair->by_id[at];
}

static void hash_bad_slots(struct repair *repair)
{
    repair->by_id_size = 16;
    while (repair->by_id_size < 2 * repair->bad) {
        repair->by_id_size *= 2;
    }
    repair->by_id = arena_array(repair->scratch, uint32_t, repair->by_id_size);
    for (uint32_t slot = 0; slot < repair->capacity; slot++) {
        if (repair->slots[slot].id != 0) {
            *place_of_id(repair, repair->slots[slot].id) = slot + 1;
        }
    }
}

static enum status chains_find(struct repair *repair)
{
    const struct po_blocks *blocks = &repair->blocks;
    enum status st = ST_OK;
    hash_bad_slots(repair);
    for (uint32_t block = 1; st == ST_OK && block < blocks->count; block++) {
        const uint64_t id = blocks->items[block].message_id;
        const uint32_t slot = id != 0 ? *place_of_id(repair, id) : 0;
        if (slot != 0) {
            st = po_chain_add(repair->po, blocks, block, &repair->slots[slot - 1].chain,
                              repair->scratch);
        }
    }
    return st;
}

/* Nothing is found of it: the slot is free. */
static enum status record_free(struct repair *repair, uint32_t slot)
{
    struct postoffice *po = repair->po;
    const bool was_used = slot < po->store.index_used;
    const struct po_record record = {.state = was_used ? PO_RECORD_FREE : PO_RECORD_EMPTY,
                                     .next_free = was_used ? po->store.index_free : 0};
    const enum status st = po_index_write(po, slot, &record);
    if (st != ST_OK || !was_used) {
        return st;
    }
    po->store.index_free = slot + 1;
    return po_store_header_write(po);
}

/* The record that is to stand there. */
static enum status record_mend(struct repair *repair, uint32_t slot)
{
    struct postoffice *po = repair->po;
    const struct slot_facts *facts = &repair->slots[slot];
    struct po_record record = facts->known;
    if (facts->id == 0 || !po_chain_is_whole(&repair->blocks, &facts->chain, &record)) {
        if (facts->known.block_count != 0) {
            return ST_OK; /* its record is good, its blocks are not: that is no matter of the index
                           */
        }
        repair->mended->lost += facts->id != 0 ? 1 : 0;
        return record_free(repair, slot);
    }
    const enum status st = po_chain_link(po, &repair->blocks, &facts->chain);
    if (st != ST_OK) {
        return st;
    }
    repair->mended->records++;
    if (facts->known.block_count == 0) {
        record.state = PO_RECORD_LIVE;
        record.message_id = facts->id;
    }
    if (!record.counter_is_good) {
        record.references = facts->pointers;
        record.flags = 0;
    }
    return po_index_write(po, slot, &record);
}

enum status po_repair_index(struct postoffice *po, struct arena *scratch,
                            struct po_mended *mended_out)
{
    REQUIRE(po->is_locked);
    struct repair repair = {.po = po, .scratch = scratch, .mended = mended_out};
    *mended_out = (struct po_mended){0};
    enum status st = repair_begin(&repair);
    if (st == ST_OK) {
        st = po_blocks_load(po, scratch, &repair.blocks);
    }
    if (st == ST_OK) {
        st = chains_judge(&repair);
    }
    if (st == ST_OK && repair.bad != 0) {
        const struct pointer_work count = {.at = count_pointer};
        st = pointers_visit(&repair, &count);
        if (st == ST_OK) {
            st = chains_find(&repair);
        }
    }
    for (uint32_t slot = 0; st == ST_OK && slot < repair.capacity; slot++) {
        st = repair.slots[slot].is_bad ? record_mend(&repair, slot) : ST_OK;
    }
    return st == ST_OK ? po_flush(po) : st;
}

/* ---- counters and pointers ---- */

static enum status reconcile_pointer(struct repair *repair, uint32_t position,
                                     const struct po_pointer *pointer)
{
    struct postoffice *po = repair->po;
    struct po_record record;
    const enum status st = po_index_find(po, pointer->message_id, pointer->slot, &record);
    if (st == ST_NOT_FOUND) {
        repair->mended->pointers++;
        return po_mailbox_remove(po, position);
    }
    if (st == ST_OK) {
        repair->slots[pointer->slot].pointers++;
    }
    return st;
}

static enum status reconcile_mailbox(struct repair *repair)
{
    struct postoffice *po = repair->po;
    uint32_t count = 0;
    for (uint32_t at = po->mailbox->header.head; at < po->mailbox->header.tail; at++) {
        struct po_pointer pointer;
        const enum status st = po_mailbox_pointer(po, at, &pointer);
        if (st != ST_OK && st != ST_FILE_CORRUPT) {
            return st;
        }
        count += st == ST_OK && pointer.state != PO_POINTER_REMOVED ? 1 : 0;
    }
    if (count == po->mailbox->header.count) {
        return ST_OK;
    }
    repair->mended->counters++;
    return po_mailbox_set_count(po, count);
}

static enum status reconcile_record(struct repair *repair, uint32_t slot)
{
    struct postoffice *po = repair->po;
    struct po_record record;
    const enum status st = po_index_read(po, slot, &record);
    if (st != ST_OK || record.state != PO_RECORD_LIVE) {
        return st;
    }
    const uint32_t pointers = repair->slots[slot].pointers;
    if (pointers == 0) {
        repair->mended->freed++;
        const enum status released = po_message_release(po, slot, &record);
        return released == ST_OK ? po_store_header_write(po) : released;
    }
    if (record.counter_is_good && record.references == pointers) {
        return ST_OK;
    }
    repair->mended->counters++;
    record.references = pointers;
    return po_index_write_end(po, slot, &record);
}

/* All records that hold nothing, in one list again. */
static enum status free_records_relist(struct repair *repair)
{
    struct postoffice *po = repair->po;
    uint32_t head = 0;
    for (uint32_t slot = po->store.index_used; slot-- > 0;) {
        struct po_record record;
        enum status st = po_index_read(po, slot, &record);
        if (st == ST_OK && record.state != PO_RECORD_LIVE &&
            !(record.state == PO_RECORD_HELD && po->header.import_open)) {
            record = (struct po_record){.state = PO_RECORD_FREE, .next_free = head};
            st = po_index_write(po, slot, &record);
            head = slot + 1;
        }
        if (st != ST_OK) {
            return st;
        }
    }
    po->store.index_free = head;
    repair->mended->freed++;
    return ST_OK;
}

enum status po_repair_counters(struct postoffice *po, struct arena *scratch,
                               struct po_mended *mended_out)
{
    REQUIRE(po->is_locked);
    struct repair repair = {.po = po, .scratch = scratch, .mended = mended_out};
    struct po_report report;
    *mended_out = (struct po_mended){0};
    enum status st = po_check_opened(po, scratch, &report);
    if (st == ST_OK) {
        st = repair_begin(&repair);
    }
    if (st == ST_OK && (repair.bad != 0 || report.crossed_blocks != 0)) {
        return po_corrupt(po, PO_PART_INDEX);
    }
    if (st == ST_OK && report.torn_places + report.old_notes + report.nameless_folders != 0) {
        st = po_places_mend(po, scratch, &mended_out->places);
    }
    if (st == ST_OK) {
        const struct pointer_work reconcile = {.at = reconcile_pointer,
                                               .behind = reconcile_mailbox};
        st = pointers_visit(&repair, &reconcile);
    }
    for (uint32_t slot = 0; st == ST_OK && slot < po->store.index_used; slot++) {
        st = reconcile_record(&repair, slot);
    }
    if (st == ST_OK && report.lost_slots != 0) {
        st = free_records_relist(&repair);
    }
    if (st == ST_OK) { /* both copies of each header are written; free blocks are counted anew */
        struct po_report after;
        st = po_check_opened(po, scratch, &after);
        repair.mended->counters += po->store.free_count == after.free_blocks ? 0 : 1;
        po->store.free_count = after.free_blocks;
    }
    if (st == ST_OK) {
        po->header.directory.count =
            report.bad_entries == 0 ? report.entries : po->header.directory.count;
        st = po_header_write(po);
    }
    if (st == ST_OK) {
        st = po_store_header_write(po);
    }
    return st == ST_OK ? po_flush(po) : st;
}
