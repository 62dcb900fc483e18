/*
 * po_check -- reads a whole post office and tells wear from errors
 *
 * Wear is what an interrupted write can leave and the programs live with; an error is what none of
 * them leaves. Nothing is trusted: every number is compared with what it says it counts.
 */
#include <string.h>

#include "base/text.h"
#include "po_check.h"
#include "po_places.h"

enum { SCAN = 32 };

enum status check_note(enum status st, uint32_t *counter)
{
    if (st == ST_FILE_CORRUPT) {
        (*counter)++;
        return ST_OK;
    }
    return st;
}

static enum status check_copies(struct check *check)
{
    return check_note(po_copies_count(check->po, &check->report->torn_copies),
                      &check->report->bad_headers);
}

/* Both regions must lie in the file, before memory is asked for. Of the index, CHKSTAT writes anew
 * what is missing. */
static enum status check_regions(struct check *check)
{
    const struct po_region *directory = &check->po->header.directory;
    uint64_t size = 0;
    const enum status st = os_size(check->po->port, check->po->clandata, &size);
    check->report->bad_records = st == ST_OK ? po_index_missing(check->po, size) : 0;
    const uint64_t end = directory->offset + (uint64_t)directory->capacity * PO_ENTRY_SIZE;
    return st == ST_OK && end > size ? ST_FILE_CORRUPT : st;
}

/* ---- directory and mailboxes ---- */

static void check_slot(struct po_report *report, const uint8_t *bytes)
{
    struct po_entry entry;
    if (bytes[0] == PO_ENTRY_EMPTY || bytes[0] == PO_ENTRY_REMOVED) {
        return;
    }
    if (bytes[0] == PO_ENTRY_LIVE && po_entry_decode(bytes, &entry)) {
        report->entries++;
    } else if (po_entry_is_text(bytes)) {
        report->foreign_text++;
    } else if (bytes[0] == PO_ENTRY_LIVE) {
        report->bad_entries++;
    } else {
        report->broken_chains++;
    }
}

static enum status check_slots(struct check *check)
{
    struct postoffice *po = check->po;
    const struct po_region *region = &po->header.directory;
    uint8_t bytes[SCAN * PO_ENTRY_SIZE];
    for (uint32_t slot = 0; slot < region->capacity; slot += SCAN) {
        const uint32_t count = region->capacity - slot < SCAN ? region->capacity - slot : SCAN;
        const enum status st =
            po_read_exactly(po, po->clandata, region->offset + (uint64_t)slot * PO_ENTRY_SIZE,
                            bytes, (size_t)count * PO_ENTRY_SIZE, PO_PART_DIRECTORY);
        if (st != ST_OK) {
            return check_note(st, &check->report->bad_entries);
        }
        for (uint32_t i = 0; i < count; i++) {
            check_slot(check->report, bytes + (size_t)i * PO_ENTRY_SIZE);
        }
    }
    return ST_OK;
}

static enum status check_pointer(struct check *check, uint32_t position, uint64_t *last_id,
                                 uint32_t *live)
{
    struct po_pointer pointer;
    enum status st = po_mailbox_pointer(check->po, position, &pointer);
    if (st != ST_OK) {
        return check_note(st, &check->report->bad_pointers);
    }
    if (pointer.message_id <= *last_id) {
        check->report->bad_pointers++; /* ids rise, so the same message is there once at most */
        return ST_OK;
    }
    *last_id = pointer.message_id;
    check->has_places |= po_pointer_has_place(&pointer);
    if (pointer.state == PO_POINTER_REMOVED) {
        return ST_OK;
    }
    (*live)++;
    check->report->pointers++;
    struct check_record *record =
        pointer.slot < check->po->header.index.capacity ? &check->records[pointer.slot] : NULL;
    if (record != NULL && record->is_live && record->record.message_id == pointer.message_id) {
        record->pointers++;
    } else {
        check->report->dangling_pointers++;
    }
    return ST_OK;
}

/* Both copies of the header of the loaded mailbox. */
static enum status check_usr_copies(struct check *check)
{
    struct postoffice *po = check->po;
    uint8_t bytes[PO_USR_HEADER_SIZE];
    struct po_usr_header copy;
    const enum status st =
        po_read_exactly(po, po->mailbox->file, 0, bytes, sizeof(bytes), PO_PART_MAILBOX);
    for (size_t at = 0; st == ST_OK && at < PO_USR_HEADER_SIZE; at += PO_USR_COPY_SIZE) {
        check->report->torn_copies +=
            po_usr_header_decode(bytes + at, po->mailbox->header.identity, &copy) ? 0 : 1;
    }
    return st;
}

/* The pointers of the loaded mailbox. */
static enum status check_pointers(struct check *check)
{
    const struct po_usr_header *header = &check->po->mailbox->header;
    uint64_t last_id = 0;
    uint32_t live = 0;
    enum status st = ST_OK;
    check->has_places = false;
    for (uint32_t position = header->head; st == ST_OK && position < header->tail; position++) {
        st = check_pointer(check, position, &last_id, &live);
    }
    check->report->wrong_counters += header->count == live ? 0 : 1;
    return st;
}

static enum status check_mailbox(struct check *check, const struct po_entry *entry)
{
    struct postoffice *po = check->po;
    enum status st = po_mailbox_load(po, entry->usr);
    const struct po_usr_header *header = &po->mailbox->header;
    if (st == ST_OK) {
        st = check_usr_copies(check);
    }
    if (st != ST_OK) {
        return check_note(st, &check->report->bad_mailboxes);
    }
    check->report->mailboxes++;
    check->report->bad_mailboxes += header->owner_hash == text_hash(entry->name) ? 0 : 1;
    uint64_t size = 0;
    st = os_size(po->port, po->mailbox->file, &size);
    if (st == ST_OK && po_usr_size(header) > size) {
        check->report->bad_mailboxes++;
        return ST_OK;
    }
    st = st == ST_OK ? po_places_left(po, check->report) : st;
    st = st == ST_OK ? check_pointers(check) : st;
    return st == ST_OK && check->has_places
               ? po_places_check(po, entry->usr, check->arena, check->report)
               : st;
}

/* Mail in it is counted as that of any mailbox; and it is stranded, unless an entry that does not
 * check may be its owner's. */
static enum status check_orphan(struct check *check, uint32_t usr)
{
    struct po_report *report = check->report;
    const uint32_t before = report->pointers - report->dangling_pointers;
    bool is_loaded = false;
    enum status st = po_orphan_load(check->po, usr, &is_loaded);
    report->lost_mailboxes++;
    if (st == ST_OK && is_loaded) {
        st = check_usr_copies(check);
        st = st == ST_OK ? check_pointers(check) : st;
    }
    if (report->bad_entries + report->broken_chains + report->foreign_text == 0) {
        report->stranded_messages += report->pointers - report->dangling_pointers - before;
    }
    return check_note(st, &report->bad_mailboxes);
}

static enum status check_orphans(struct check *check, const struct po_entries *list)
{
    struct po_orphans orphans = {0};
    enum status st = po_orphans_list(check->po, list, check->arena, &orphans);
    if (st != ST_OK) {
        return st == ST_PROCESS_GONE ? st : ST_OK; /* a refused search is no finding */
    }
    for (size_t i = 0; st == ST_OK && i < orphans.count; i++) {
        st = check_orphan(check, orphans.items[i].usr);
    }
    return st;
}

static enum status check_directory(struct check *check)
{
    struct po_entries list = {0};
    enum status st = check_slots(check);
    if (st == ST_OK) {
        st = po_entry_list(check->po, check->arena, &list);
    }
    if (st != ST_OK) {
        return check_note(st, &check->report->bad_entries);
    }
    check->report->wrong_counters +=
        check->po->header.directory.count == check->report->entries ? 0 : 1;
    uint32_t usr_last = 0;
    for (size_t i = 0; i < list.count; i++) {
        usr_last = list.entries[i].usr > usr_last ? list.entries[i].usr : usr_last;
    }
    uint8_t *seen = arena_alloc(check->arena, (size_t)usr_last + 1);
    for (size_t i = 0; st == ST_OK && i < list.count; i++) {
        const struct po_entry *entry = &list.entries[i];
        struct po_entry found;
        if (i > 0 && text_equal(entry->name, list.entries[i - 1].name)) {
            check->report->bad_entries++;
        } else if (po_entry_find(check->po, entry->name, &found) != ST_OK) {
            check->report->misplaced_entries++;
        }
        if (entry->usr == 0) {
            continue;
        }
        if (seen[entry->usr] != 0) {
            check->report->bad_entries++;
            continue;
        }
        seen[entry->usr] = 1;
        st = check_mailbox(check, entry);
    }
    return st == ST_OK ? check_orphans(check, &list) : st;
}

/* ---- message index ---- */

static void check_free_records(struct check *check)
{
    const struct po_store_header *store = &check->po->store;
    uint32_t at = store->index_free;
    for (uint32_t steps = 0; at != 0 && at <= store->index_used && steps < store->index_used;
         steps++) {
        struct check_record *record = &check->records[at - 1];
        if (record->is_live || record->is_held || record->is_listed ||
            record->record.state != PO_RECORD_FREE) {
            return; /* the writer gives the list up here, so the rest is lost */
        }
        record->is_listed = true;
        at = record->record.next_free;
    }
}

static enum status check_index(struct check *check)
{
    struct postoffice *po = check->po;
    const uint32_t used = po->store.index_used;
    struct po_records records = {0};
    for (uint32_t slot = 0; slot < po->header.index.capacity; slot++) {
        struct check_record *record = &check->records[slot];
        enum status st = po_index_scan(po, &records, slot, &record->record);
        if (st == ST_FILE_CORRUPT) {
            check->report->bad_records++;
            record->is_listed = true; /* counted once */
            continue;
        }
        if (st != ST_OK) {
            return st;
        }
        record->is_live = record->record.state == PO_RECORD_LIVE;
        record->is_held = record->record.state == PO_RECORD_HELD && po->header.import_open;
        check->report->messages += record->is_live ? 1 : 0;
        if (record->is_live && (slot >= used || record->record.message_id >= po->store.next_id)) {
            check->report->bad_records++;
        }
    }
    check_free_records(check);
    for (uint32_t slot = 0; slot < used; slot++) {
        const struct check_record *record = &check->records[slot];
        check->report->lost_slots +=
            record->is_live || record->is_held || record->is_listed ? 0 : 1;
    }
    return ST_OK;
}

/* After the pointers are known. */
static void check_counters(struct check *check)
{
    for (uint32_t slot = 0; slot < check->po->header.index.capacity; slot++) {
        const struct check_record *record = &check->records[slot];
        if (!record->is_live) {
            continue;
        }
        check->report->unreachable_messages += record->pointers == 0 ? 1 : 0;
        if (!record->record.counter_is_good || record->record.references > record->pointers) {
            check->report->wrong_counters++;
        } else if (record->record.references < record->pointers) {
            check->report->bad_records++; /* it would be freed too early */
        }
    }
}

static void sum(struct po_report *report)
{
    report->wear = report->lost_blocks + report->wrong_counters + report->dangling_pointers +
                   report->unreachable_messages + report->lost_slots + report->torn_copies +
                   report->lost_mailboxes + report->stray_bytes + report->left_files +
                   report->torn_places + report->old_notes + report->nameless_folders;
    report->errors = report->bad_headers + report->bad_entries + report->bad_records +
                     report->bad_mailboxes + report->bad_pointers + report->torn_blocks +
                     report->crossed_blocks + report->bad_free_list + report->misplaced_entries +
                     report->broken_chains + report->foreign_text + report->stranded_messages;
}

static enum status check_all(struct check *check)
{
    enum status st = check_copies(check);
    if (st == ST_OK) {
        st = po_left_files_count(check->po, &check->report->left_files);
    }
    if (st == ST_OK) {
        st = check_index(check);
    }
    if (st == ST_OK) {
        st = check_directory(check);
    }
    if (st == ST_OK) {
        check_counters(check);
        st = check_blocks(check);
    }
    uint32_t stray = 0;
    if (st == ST_OK) {
        st = po_stray_count(check->po, &stray);
        check->report->stray_bytes += stray;
    }
    return st;
}

enum status po_check_opened(struct postoffice *po, struct arena *arena,
                            struct po_report *report_out)
{
    struct check check = {.po = po, .arena = arena, .report = report_out};
    *report_out = (struct po_report){0};
    enum status st = po_store_open(po);
    st = st == ST_OK ? po_free_settle(po) : st;
    if (st == ST_OK) {
        st = check_regions(&check);
    }
    if (st == ST_OK && report_out->bad_records == 0) {
        check.records = arena_array(arena, struct check_record, po->header.index.capacity);
        st = check_all(&check);
    }
    st = check_note(st, &report_out->bad_headers);
    sum(report_out);
    return st;
}

enum status po_check(struct os_port *port, const char *directory, struct arena *arena,
                     struct po_report *report_out)
{
    struct postoffice *po = NULL;
    *report_out = (struct po_report){0};
    enum status st = po_open(port, directory, false, arena, &po);
    if (st == ST_OK) {
        st = po_check_opened(po, arena, report_out);
        po_close(po);
        return st;
    }
    st = check_note(st, &report_out->bad_headers);
    sum(report_out);
    return st;
}
