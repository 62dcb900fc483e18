#include "po_details.h"

#include <string.h>

#include "base/text.h"
#include "po_folder.h"
#include "po_internal.h"
#include "po_map.h"

static const char backup[] = "a restore of a backup";
static const char nft[] = "CHKSTAT NFT/C";
static const char index_tool[] = "CHKSTAT DIAGNOSTICS/M";
static const char counter_tool[] = "CHKSTAT DIAGNOSTICS/R";
static const char directory_tool[] = "RECLAIM DIRECTORY DIAGNOSTICS/A";
static const char compaction[] = "RECLAIM";

struct walk {
    struct postoffice *po;
    const struct po_details *details;
    struct arena *arena;
    struct po_entries list;
    uint32_t *pointers; /* live ones to each slot of the index; NULL: not all mailboxes were read */
};

static void tell(const struct walk *walk, const char *line, const char *run)
{
    const struct po_finding finding = {line, run};
    walk->details->tell(walk->details->context, &finding);
}

/* Damage was told of; anything else ends the walk. */
static enum status told(enum status st)
{
    return st == ST_FILE_CORRUPT ? ST_OK : st;
}

/* ---- CLANDATA ---- */

static enum status tell_copies(const struct walk *walk)
{
    struct postoffice *po = walk->po;
    uint8_t bytes[PO_HEADER_SIZE];
    enum status st = po_read_exactly(po, po->clandata, 0, bytes, sizeof(bytes), PO_PART_HEADER);
    for (size_t copy = 0; st == ST_OK && copy < 2; copy++) {
        struct po_header header;
        if (!po_header_decode(bytes + copy * PO_COPY_SIZE, &header)) {
            tell(walk,
                 arena_format(walk->arena, "CLANDATA, byte %u: header copy %u does not check",
                              (unsigned)(copy * PO_COPY_SIZE), (unsigned)copy + 1),
                 nft);
        }
    }
    return told(st);
}

static void tell_slot(const struct walk *walk, uint32_t slot, const uint8_t *bytes)
{
    struct postoffice *po = walk->po;
    struct po_entry entry;
    struct po_entry found;
    const char *what = NULL;
    const char *run = nft;
    if (bytes[0] == PO_ENTRY_EMPTY || bytes[0] == PO_ENTRY_REMOVED) {
        return;
    }
    if (bytes[0] == PO_ENTRY_LIVE && po_entry_decode(bytes, &entry)) {
        if (entry.marker == PO_MARKER_REMOVED || po_entry_find(po, entry.name, &found) == ST_OK) {
            return;
        }
        what = "stands where no look-up finds it";
        run = directory_tool;
    } else if (po_entry_is_text(bytes)) {
        what = "is readable text";
        run = backup;
    } else if (bytes[0] == PO_ENTRY_LIVE) {
        what = "does not check: NFT error";
    } else {
        what = "is neither live nor removed: broken chain";
        run = backup;
    }
    const unsigned long long at =
        po->header.directory.offset + (unsigned long long)slot * PO_ENTRY_SIZE;
    tell(walk,
         arena_format(walk->arena, "CLANDATA, byte %llu: directory entry %u %s", at, (unsigned)slot,
                      what),
         run);
}

static enum status tell_entries(const struct walk *walk)
{
    struct postoffice *po = walk->po;
    const struct po_region region = po->header.directory;
    enum status st = ST_OK;
    for (uint32_t slot = 0; st == ST_OK && slot < region.capacity; slot++) {
        uint8_t bytes[PO_ENTRY_SIZE];
        st = po_read_exactly(po, po->clandata, region.offset + (uint64_t)slot * PO_ENTRY_SIZE,
                             bytes, sizeof(bytes), PO_PART_DIRECTORY);
        if (st == ST_OK) {
            tell_slot(walk, slot, bytes);
        }
    }
    return told(st);
}

/* Why a live record is not as its pointers say; NULL: it is. */
static const char *counter_fault(const struct walk *walk, uint32_t slot,
                                 const struct po_record *record)
{
    if (walk->pointers == NULL) {
        return record->counter_is_good ? NULL : "its counter does not check";
    }
    if (walk->pointers[slot] == 0) {
        return "no mailbox points to it";
    }
    if (!record->counter_is_good || record->references != walk->pointers[slot]) {
        return arena_format(walk->arena, "its counter is %u, and %u mailboxes point to it",
                            record->counter_is_good ? (unsigned)record->references : 0,
                            (unsigned)walk->pointers[slot]);
    }
    return NULL;
}

static enum status tell_records(const struct walk *walk)
{
    struct postoffice *po = walk->po;
    uint64_t size = 0;
    const enum status sized = os_size(po->port, po->clandata, &size);
    const uint32_t missing = sized == ST_OK ? po_index_missing(po, size) : 0;
    const uint32_t count = po->header.index.capacity - missing;
    if (sized != ST_OK) {
        return sized;
    }
    if (missing != 0) {
        tell(walk,
             arena_format(walk->arena,
                          "CLANDATA: it ends at byte %llu, and index records are missing: %u",
                          (unsigned long long)size, (unsigned)missing),
             index_tool);
    }
    for (uint32_t slot = 0; slot < count; slot++) {
        struct po_record record;
        const unsigned long long at =
            po->header.index.offset + (unsigned long long)slot * PO_RECORD_SIZE;
        const enum status st = po_index_read(po, slot, &record);
        if (st == ST_FILE_CORRUPT) {
            tell(walk,
                 arena_format(walk->arena, "CLANDATA, byte %llu: index record %u does not check",
                              at, (unsigned)slot),
                 index_tool);
            continue;
        }
        if (st != ST_OK) {
            return st;
        }
        const char *why =
            record.state == PO_RECORD_LIVE ? counter_fault(walk, slot, &record) : NULL;
        if (why != NULL) {
            tell(walk,
                 arena_format(walk->arena, "CLANDATA, byte %llu: index record %u, message %llu: %s",
                              at, (unsigned)slot, (unsigned long long)record.message_id, why),
                 counter_tool);
        }
    }
    return ST_OK;
}

/* ---- USR files ---- */

struct mailbox {
    char file[PO_FILE_NAME_SIZE];
    struct po_folders folders;
    uint64_t last_id;
    uint32_t live;
};

static const char *pointer_fault(const struct walk *walk, struct mailbox *mailbox,
                                 const struct po_pointer *pointer)
{
    struct po_record record;
    if (pointer->message_id <= mailbox->last_id) {
        return "is out of order";
    }
    mailbox->last_id = pointer->message_id;
    if (pointer->state == PO_POINTER_REMOVED) {
        return pointer->place_is_bad ? "its folder does not check" : NULL;
    }
    mailbox->live++;
    const enum status st = po_index_find(walk->po, pointer->message_id, pointer->slot, &record);
    if (st == ST_NOT_FOUND) {
        return "there is no such message";
    }
    if (st == ST_OK && walk->pointers != NULL) {
        walk->pointers[pointer->slot]++;
    }
    if (pointer->place_is_bad) {
        return "its folder does not check";
    }
    return po_folder_name(&mailbox->folders, pointer->folder)[0] == '\0' ? "its folder has no name"
                                                                         : NULL;
}

static enum status tell_pointers(const struct walk *walk, struct mailbox *mailbox)
{
    struct postoffice *po = walk->po;
    for (uint32_t position = po->mailbox->header.head; position < po->mailbox->header.tail;
         position++) {
        struct po_pointer pointer = {0};
        const enum status st = po_mailbox_pointer(po, position, &pointer);
        const char *why = st == ST_FILE_CORRUPT ? "does not check"
                          : st == ST_OK         ? pointer_fault(walk, mailbox, &pointer)
                                                : NULL;
        if (why != NULL) {
            tell(walk,
                 arena_format(walk->arena, "%s, byte %u: pointer %u to message %llu: %s",
                              mailbox->file,
                              (unsigned)po_pointer_offset(&po->mailbox->header, position),
                              (unsigned)position, (unsigned long long)pointer.message_id, why),
                 st == ST_OK ? counter_tool : backup);
        }
        if (told(st) != ST_OK) {
            return st;
        }
    }
    return ST_OK;
}

/* The pointers of the loaded mailbox, and its counter. */
static enum status tell_contents(const struct walk *walk, struct mailbox *mailbox)
{
    const enum status st = tell_pointers(walk, mailbox);
    const uint32_t count = walk->po->mailbox->header.count;
    if (st == ST_OK && count != mailbox->live) {
        tell(walk,
             arena_format(walk->arena, "%s: its counter is %u, and it holds %u", mailbox->file,
                          (unsigned)count, (unsigned)mailbox->live),
             counter_tool);
    }
    return st;
}

/* What is behind the end of the file is no pointer, however many the header says there are. */
static enum status tell_size(const struct walk *walk, const struct mailbox *mailbox,
                             bool *is_whole_out)
{
    struct postoffice *po = walk->po;
    const uint64_t wanted = po_usr_size(&po->mailbox->header);
    uint64_t size = 0;
    const enum status st = os_size(po->port, po->mailbox->file, &size);
    *is_whole_out = st == ST_OK && size >= wanted;
    if (st == ST_OK && size < wanted) {
        tell(walk,
             arena_format(walk->arena, "%s: it ends at byte %llu, and its pointers at %llu",
                          mailbox->file, (unsigned long long)size, (unsigned long long)wanted),
             backup);
    }
    return st;
}

static enum status tell_mailbox(const struct walk *walk, const struct po_entry *entry)
{
    struct postoffice *po = walk->po;
    struct mailbox mailbox = {.last_id = 0};
    po_usr_file_name(entry->usr, mailbox.file);
    if (told(po_folder_list(po, entry->usr, walk->arena, &mailbox.folders)) == ST_PROCESS_GONE) {
        return ST_PROCESS_GONE;
    }
    bool is_whole = false;
    enum status st = po_mailbox_load(po, entry->usr);
    if (st == ST_FILE_CORRUPT && po->mailbox->header.usr == entry->usr) {
        return tell_size(walk, &mailbox, &is_whole); /* it says more than the file can hold */
    }
    if (st == ST_FILE_CORRUPT ||
        (st == ST_OK && po->mailbox->header.owner_hash != text_hash(entry->name))) {
        tell(walk, arena_format(walk->arena, "%s: its header does not check", mailbox.file),
             backup);
        return ST_OK;
    }
    if (st == ST_OK) {
        st = tell_size(walk, &mailbox, &is_whole);
    }
    if (st != ST_OK || !is_whole) {
        return st;
    }
    return tell_contents(walk, &mailbox);
}

/* Mail in it is somebody's whose entry is gone. */
static enum status tell_orphan(const struct walk *walk, const struct po_orphan *orphan)
{
    struct postoffice *po = walk->po;
    struct mailbox mailbox = {.last_id = 0};
    struct po_message message;
    bool is_loaded = false;
    bool has_mail = false;
    enum status st = po_orphan_load(po, orphan->usr, &is_loaded);
    if (st == ST_OK && is_loaded) {
        po_usr_file_name(orphan->usr, mailbox.file);
        has_mail = po_queue_next(po, orphan->usr, 0, &message) == ST_OK;
        st = told(po_folder_list(po, orphan->usr, walk->arena, &mailbox.folders));
        st = st == ST_OK ? po_mailbox_load(po, orphan->usr) : st;
        st = st == ST_OK ? tell_contents(walk, &mailbox) : st;
    }
    const bool is_bad = st == ST_FILE_CORRUPT;
    tell(walk,
         arena_format(walk->arena, "%s: nobody's%s", orphan->name,
                      is_bad     ? ", and its header does not check"
                      : has_mail ? ", and there is mail in it"
                                 : ""),
         is_bad || has_mail ? backup : compaction);
    return told(st);
}

/* Which files no entry names. */
static enum status tell_orphans(const struct walk *walk)
{
    struct po_orphans orphans = {0};
    enum status st = po_orphans_list(walk->po, &walk->list, walk->arena, &orphans);
    if (st != ST_OK) {
        return st == ST_PROCESS_GONE ? st : ST_OK; /* a refused search is no finding */
    }
    for (size_t i = 0; st == ST_OK && i < orphans.count; i++) {
        st = tell_orphan(walk, &orphans.items[i]);
    }
    return st;
}

static enum status tell_mailboxes(const struct walk *walk)
{
    const uint32_t only = walk->details->usr;
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < walk->list.count; i++) {
        const struct po_entry *entry = &walk->list.entries[i];
        if (entry->usr != 0 && (only == 0 || entry->usr == only)) {
            st = tell_mailbox(walk, entry);
        }
    }
    return st == ST_OK && only == 0 ? tell_orphans(walk) : st;
}

/* ---- MLANDATA ---- */

static enum status tell_blocks(const struct walk *walk)
{
    static const char *const faults[PO_BLOCK_STATE_COUNT] = {[PO_BLOCK_LOST] = "is lost",
                                                             [PO_BLOCK_TORN] = "is torn",
                                                             [PO_BLOCK_CROSSED] =
                                                                 "is in two chains"};
    static const char *const runs[PO_BLOCK_STATE_COUNT] = {
        [PO_BLOCK_LOST] = compaction, [PO_BLOCK_TORN] = backup, [PO_BLOCK_CROSSED] = index_tool};
    struct po_map map = {NULL, 0};
    const enum status st = po_map(walk->po, walk->arena, &map);
    for (uint32_t block = 1; st == ST_OK && block < map.count; block++) {
        const struct po_block *at = &map.blocks[block];
        if (faults[at->state] == NULL) {
            continue;
        }
        const char *of = at->held_by != 0
                             ? arena_format(walk->arena, ", message %llu, part %u",
                                            (unsigned long long)at->held_by, (unsigned)at->ordinal)
                             : "";
        tell(walk,
             arena_format(walk->arena, "MLANDATA, byte %llu: block %u%s %s",
                          (unsigned long long)block * PO_BLOCK_SIZE, (unsigned)block, of,
                          faults[at->state]),
             runs[at->state]);
    }
    return told(st);
}

enum status po_details(struct postoffice *po, const struct po_details *details, struct arena *arena)
{
    struct walk walk = {.po = po, .details = details, .arena = arena};
    const bool is_one = details->usr != 0;
    const bool directory = !is_one && (details->scope & PO_SCOPE_DIRECTORY) != 0;
    const bool users = is_one || (details->scope & PO_SCOPE_USERS) != 0;
    enum status st = po_store_open(po);
    if (st == ST_OK && directory) {
        st = tell_copies(&walk);
    }
    if (st == ST_OK && directory) {
        st = tell_entries(&walk);
    }
    if (st == ST_OK) {
        st = po_entry_list(po, arena, &walk.list);
    }
    if (st == ST_OK && users) {
        walk.pointers = is_one ? NULL : arena_array(arena, uint32_t, po->header.index.capacity);
        st = tell_mailboxes(&walk);
    }
    if (st == ST_OK && directory) {
        st = tell_records(&walk);
    }
    if (st == ST_OK && !is_one && (details->scope & PO_SCOPE_MESSAGES) != 0) {
        st = tell_blocks(&walk);
    }
    return st;
}
