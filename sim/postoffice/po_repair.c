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

/* A message that pointers expect at a bad slot, and what the blocks say of it. */
struct candidate {
    uint64_t id;
    uint32_t slot;
    uint32_t pointers;
    struct po_chain chain;
};

struct slot_facts {
    bool is_bad;
    bool is_expected;       /* there is a candidate */
    uint32_t whole;         /* the candidate with the highest id whose blocks are all there, + 1 */
    uint32_t pointers;      /* counters: to the message that is there */
    struct po_record known; /* block_count 0: its record does not check */
};

struct repair {
    struct postoffice *po;
    struct arena *scratch;
    struct slot_facts *slots;
    struct po_blocks blocks;
    uint32_t capacity;
    uint32_t bad;
    struct candidate *candidates;
    uint32_t candidate_count;
    uint32_t *by_id; /* candidate + 1, hashed by id; a power of two, at least twice as many */
    uint32_t by_id_size;
    struct po_mended *mended;
};

static uint32_t *place_of_id(const struct repair *repair, uint64_t id)
{
    uint32_t at = (uint32_t)(id * 0x9E3779B97F4A7C15U >> 32) & (repair->by_id_size - 1);
    while (repair->by_id[at] != 0 && repair->candidates[repair->by_id[at] - 1].id != id) {
        at = (at + 1) & (repair->by_id_size - 1);
    }
    return &repair->by_id[at];
}

static struct candidate *candidate_find(const struct repair *repair, uint64_t id)
{
    const uint32_t found = repair->by_id_size != 0 ? *place_of_id(repair, id) : 0;
    return found != 0 ? &repair->candidates[found - 1] : NULL;
}

static void candidates_grow(struct repair *repair)
{
    enum { SIZE_FIRST = 16 };
    struct candidate *old = repair->candidates;
    repair->by_id_size = repair->by_id_size == 0 ? SIZE_FIRST : 2 * repair->by_id_size;
    repair->by_id = arena_array(repair->scratch, uint32_t, repair->by_id_size);
    repair->candidates = arena_array(repair->scratch, struct candidate, repair->by_id_size / 2);
    if (old != NULL) {
        memcpy(repair->candidates, old, repair->candidate_count * sizeof(*old));
    }
    for (uint32_t i = 0; i < repair->candidate_count; i++) {
        *place_of_id(repair, repair->candidates[i].id) = i + 1;
    }
}

/* That of message `id`, made when there is none. */
static struct candidate *candidate_of(struct repair *repair, uint64_t id, uint32_t slot)
{
    struct candidate *candidate = candidate_find(repair, id);
    if (candidate != NULL) {
        return candidate;
    }
    if (2 * (repair->candidate_count + 1) > repair->by_id_size) {
        candidates_grow(repair);
    }
    REQUIRE(repair->candidates != NULL);
    candidate = &repair->candidates[repair->candidate_count++];
    *candidate = (struct candidate){.id = id, .slot = slot};
    *place_of_id(repair, id) = repair->candidate_count;
    repair->slots[slot].is_expected = true;
    return candidate;
}

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
            facts->known = record;
            (void)candidate_of(repair, record.message_id, slot);
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

/* Every mailbox and queue, also of nobody: where the directory has lost an entry, its mail is still
 * somebody's. What a bad one points to, nobody knows, so nothing is concluded. */
static enum status pointers_visit(struct repair *repair, const struct pointer_work *work)
{
    struct postoffice *po = repair->po;
    struct po_entries list = {0};
    struct po_orphans orphans = {0};
    enum status st = po_directory_is_sound(po);
    if (st == ST_OK) {
        st = po_entry_list(po, repair->scratch, &list);
    }
    if (st == ST_OK) {
        st = po_orphans_list(po, &list, repair->scratch, &orphans);
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
    for (size_t i = 0; st == ST_OK && i < orphans.count; i++) {
        bool is_loaded = false;
        st = po_orphan_load(po, orphans.items[i].usr, &is_loaded);
        if (st == ST_OK && is_loaded) {
            st = mailbox_visit(repair, work);
        }
    }
    return st;
}

/* What a record says that can be read is so. */
static enum status count_pointer(struct repair *repair, uint32_t position,
                                 const struct po_pointer *pointer)
{
    (void)position;
    const uint32_t slot = pointer->slot;
    const uint64_t id = pointer->message_id;
    if (slot >= repair->capacity || !repair->slots[slot].is_bad) {
        return ST_OK;
    }
    const struct po_record *known = &repair->slots[slot].known;
    if (id != 0 && (known->block_count == 0 || known->message_id == id)) {
        struct candidate *candidate = candidate_of(repair, id, slot);
        candidate->pointers += candidate->slot == slot ? 1 : 0;
    }
    return ST_OK;
}

static enum status chains_find(struct repair *repair)
{
    const struct po_blocks *blocks = &repair->blocks;
    enum status st = ST_OK;
    for (uint32_t block = 1; st == ST_OK && block < blocks->count; block++) {
        const uint64_t id = blocks->items[block].message_id;
        struct candidate *candidate = id != 0 ? candidate_find(repair, id) : NULL;
        if (candidate != NULL) {
            st = po_chain_add(repair->po, blocks, block, &candidate->chain, repair->scratch);
        }
    }
    return st;
}

/* Of messages that were given the same record, and are there as a whole, the one with the highest
 * id has it: the others are gone. One that is not was never committed, or its blocks were used. */
static void candidates_judge(struct repair *repair)
{
    for (uint32_t i = 0; i < repair->candidate_count; i++) {
        const struct candidate *candidate = &repair->candidates[i];
        struct slot_facts *facts = &repair->slots[candidate->slot];
        struct po_record record = facts->known;
        const uint64_t other = facts->whole != 0 ? repair->candidates[facts->whole - 1].id : 0;
        if (candidate->id > other &&
            po_chain_is_whole(&repair->blocks, &candidate->chain, &record)) {
            facts->whole = i + 1;
        }
    }
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
    if (facts->whole == 0) {
        if (facts->known.block_count != 0) {
            return ST_OK; /* its record is good, its blocks are not: that is no matter of the index
                           */
        }
        repair->mended->lost += facts->is_expected ? 1 : 0;
        return record_free(repair, slot);
    }
    const struct candidate *candidate = &repair->candidates[facts->whole - 1];
    REQUIRE(po_chain_is_whole(&repair->blocks, &candidate->chain, &record));
    const enum status st = po_chain_link(po, &repair->blocks, &candidate->chain);
    if (st != ST_OK) {
        return st;
    }
    repair->mended->records++;
    if (facts->known.block_count == 0) {
        record.state = PO_RECORD_LIVE;
        record.message_id = candidate->id;
    }
    if (!record.counter_is_good) {
        record.references = candidate->pointers;
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
        candidates_judge(&repair);
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
    po->mailbox->is_dirty = true; /* who wrote it last may not have flushed any more */
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

/* What is counted then is on the disk. */
static enum status mailboxes_reconcile(struct repair *repair)
{
    const struct pointer_work reconcile = {.at = reconcile_pointer, .behind = reconcile_mailbox};
    const enum status st = pointers_visit(repair, &reconcile);
    return st == ST_OK ? po_mailbox_flush(repair->po) : st;
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
        st = mailboxes_reconcile(&repair);
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
