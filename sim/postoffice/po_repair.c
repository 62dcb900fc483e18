/*
 * po_repair -- the message index, the counters and the pointers agree again: what CHKSTAT does
 *
 * The pointers in the mailboxes say which message a record was of; the blocks in MLANDATA say where
 * its chain is. No file gets shorter.
 */
#include <string.h>

#include "po_internal.h"

/* What pointers and blocks say of one slot. */
struct slot_facts {
    bool is_bad;
    uint64_t id; /* of the message that pointers expect there; 0: none */
    uint32_t pointers;
    struct po_record found; /* block_count 0: no chain */
};

struct repair {
    struct postoffice *po;
    struct arena *scratch;
    struct slot_facts *slots;
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

/* What is done at each live pointer, and behind those of a mailbox while it is still loaded. */
struct pointer_work {
    enum status (*at)(struct repair *repair, uint32_t position, const struct po_pointer *pointer);
    enum status (*behind)(struct repair *repair); /* NULL: nothing */
};

/* Live pointers of the loaded mailbox, the newest first; bad ones are passed over. */
static enum status mailbox_visit(struct repair *repair, const struct pointer_work *work)
{
    struct postoffice *po = repair->po;
    uint32_t position = po->mailbox.header.tail;
    while (position > po->mailbox.header.head) {
        struct po_pointer pointer;
        position--;
        enum status st = po_mailbox_pointer(po, position, &pointer);
        if (st == ST_OK && pointer.state == PO_POINTER_LIVE) {
            st = work->at(repair, position, &pointer);
        }
        if (st != ST_OK && st != ST_FILE_CORRUPT) {
            return st;
        }
    }
    return work->behind != NULL ? work->behind(repair) : ST_OK;
}

/* Every mailbox and queue; one that is itself bad is passed over. */
static enum status pointers_visit(struct repair *repair, const struct pointer_work *work)
{
    struct postoffice *po = repair->po;
    struct po_entries list = {0};
    enum status st = po_entry_list(po, repair->scratch, &list);
    for (size_t i = 0; st == ST_OK && i < list.count; i++) {
        if (list.entries[i].usr == 0) {
            continue;
        }
        st = po_mailbox_load(po, list.entries[i].usr);
        if (st == ST_OK) {
            st = mailbox_visit(repair, work);
        } else if (st == ST_FILE_CORRUPT) {
            st = ST_OK;
        }
    }
    return st;
}

static enum status count_pointer(struct repair *repair, uint32_t position,
                                 const struct po_pointer *pointer)
{
    (void)position;
    if (pointer->slot < repair->capacity) {
        struct slot_facts *slot = &repair->slots[pointer->slot];
        if (slot->is_bad && (slot->id == 0 || slot->id == pointer->message_id)) {
            slot->id = pointer->message_id;
            slot->pointers++;
        }
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

static enum status block_header(struct postoffice *po, uint32_t block,
                                struct po_block_header *header_out)
{
    uint8_t bytes[PO_BLOCK_HEADER_SIZE];
    size_t got = 0;
    const enum status st =
        po_read(po, po->mlandata, (uint64_t)block * PO_BLOCK_SIZE, bytes, sizeof(bytes), &got);
    if (st != ST_OK) {
        return st;
    }
    return got == sizeof(bytes) && po_block_header_decode(bytes, block, header_out)
               ? ST_OK
               : po_corrupt(po, PO_PART_STORE);
}

/* A whole chain that begins at `first`, or ST_FILE_CORRUPT. */
static enum status chain_follow(struct postoffice *po, uint32_t first, uint64_t id,
                                struct po_record *record_out)
{
    struct po_record record = {.state = PO_RECORD_LIVE, .first_block = first, .message_id = id};
    for (uint32_t block = first; block != 0;) {
        struct po_block_header header = {0};
        const enum status st = block_header(po, block, &header);
        if (st != ST_OK) {
            return st;
        }
        if (header.message_id != id || header.ordinal != record.block_count ||
            header.next >= po->store.block_count ||
            (header.next != 0 && header.used != PO_PAYLOAD_SIZE)) {
            return po_corrupt(po, PO_PART_STORE);
        }
        record.size += header.used;
        record.block_count++;
        record.last_block = block;
        block = header.next;
    }
    *record_out = record;
    return ST_OK;
}

static enum status chains_find(struct repair *repair)
{
    struct postoffice *po = repair->po;
    hash_bad_slots(repair);
    for (uint32_t block = 1; block < po->store.block_count; block++) {
        struct po_block_header header = {0};
        enum status st = block_header(po, block, &header);
        const uint32_t *place = st == ST_OK && header.ordinal == 0 && header.message_id != 0
                                    ? place_of_id(repair, header.message_id)
                                    : NULL;
        if (place != NULL && *place != 0) {
            struct slot_facts *slot = &repair->slots[*place - 1];
            st = slot->found.block_count == 0
                     ? chain_follow(po, block, header.message_id, &slot->found)
                     : ST_OK;
        }
        if (st != ST_OK && st != ST_FILE_CORRUPT) {
            return st;
        }
    }
    return ST_OK;
}

/* The record that is to stand there. */
static enum status record_mend(struct repair *repair, uint32_t slot)
{
    struct postoffice *po = repair->po;
    const struct slot_facts *facts = &repair->slots[slot];
    struct po_record record = facts->found;
    if (record.block_count != 0) {
        record.references = facts->pointers;
        repair->mended->records++;
        return po_index_write(po, slot, &record);
    }
    repair->mended->lost += facts->id != 0 ? 1 : 0;
    const bool was_used = slot < po->store.index_used;
    record = (struct po_record){.state = was_used ? PO_RECORD_FREE : PO_RECORD_EMPTY,
                                .next_free = was_used ? po->store.index_free : 0};
    const enum status st = po_index_write(po, slot, &record);
    if (st != ST_OK || !was_used) {
        return st;
    }
    po->store.index_free = slot + 1;
    return po_store_header_write(po);
}

enum status po_repair_index(struct postoffice *po, struct arena *scratch,
                            struct po_mended *mended_out)
{
    REQUIRE(po->is_locked);
    struct repair repair = {.po = po, .scratch = scratch, .mended = mended_out};
    *mended_out = (struct po_mended){0};
    enum status st = repair_begin(&repair);
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
    for (uint32_t at = po->mailbox.header.head; at < po->mailbox.header.tail; at++) {
        struct po_pointer pointer;
        const enum status st = po_mailbox_pointer(po, at, &pointer);
        if (st != ST_OK && st != ST_FILE_CORRUPT) {
            return st;
        }
        count += st == ST_OK && pointer.state == PO_POINTER_LIVE ? 1 : 0;
    }
    if (count == po->mailbox.header.count) {
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
        return po_message_release(po, slot, &record);
    }
    if (record.counter_is_good && record.references == pointers) {
        return ST_OK;
    }
    repair->mended->counters++;
    record.references = pointers;
    return po_index_write_counter(po, slot, &record);
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
    if (st == ST_OK && repair.bad != 0) {
        return po_corrupt(po, PO_PART_INDEX);
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
