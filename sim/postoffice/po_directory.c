/*
 * po_directory -- the directory in CLANDATA: a hash table of entries by folded name, with linear
 * probing
 *
 * A look-up reads two slots at a time and mostly once. Removed entries stay as marks until the
 * table grows.
 */
#include <string.h>

#include "base/text.h"
#include "po_internal.h"
#include "po_list.h"
#include "po_note.h"

enum { PROBE_SLOTS = 2, LIST_SLOTS = 32 };

static uint64_t slot_offset(const struct po_region *region, uint32_t slot)
{
    return region->offset + (uint64_t)slot * PO_ENTRY_SIZE;
}

/* The next slots that a look-up may look at. */
static enum status slots_read(struct postoffice *po, uint32_t slot, uint8_t *bytes, uint32_t *count)
{
    const struct po_region *region = &po->header.directory;
    *count = region->capacity - slot < PROBE_SLOTS ? region->capacity - slot : PROBE_SLOTS;
    return po_read_exactly(po, po->clandata, slot_offset(region, slot), bytes,
                           (size_t)*count * PO_ENTRY_SIZE, PO_PART_DIRECTORY);
}

/* Is it the entry of that name, or the mark of its removal? */
static bool is_named(const uint8_t *at, uint64_t hash, const char *name, struct po_entry *entry_out)
{
    if (at[0] == PO_ENTRY_LIVE && po_entry_hash(at) == hash && po_entry_decode(at, entry_out) &&
        text_equal(entry_out->name, name)) {
        return true;
    }
    entry_out->marker = PO_MARKER_NONE;
    return false;
}

/* Where `name` is (ST_OK), or the first slot that could take it (ST_NOT_FOUND): the one with the
 * mark of its removal, if there is one; entry_out->marker says so. */
static enum status probe(struct postoffice *po, const char *name, uint32_t *slot_out,
                         struct po_entry *entry_out)
{
    const struct po_region *region = &po->header.directory;
    const uint64_t hash = text_hash(name);
    const uint32_t mask = region->capacity - 1;
    uint32_t slot = (uint32_t)hash & mask;
    uint8_t bytes[PROBE_SLOTS * PO_ENTRY_SIZE];
    uint32_t in_buffer = 0;
    bool has_place = false;
    entry_out->marker = PO_MARKER_NONE;
    for (uint32_t tried = 0; tried < region->capacity; tried++, slot = (slot + 1) & mask) {
        const enum status st =
            in_buffer == 0 || slot == 0 ? slots_read(po, slot, bytes, &in_buffer) : ST_OK;
        if (st != ST_OK) {
            return st;
        }
        const uint8_t *at = bytes; /* the slots of the buffer move to its front */
        const bool is_free = at[0] == PO_ENTRY_EMPTY || at[0] == PO_ENTRY_REMOVED;
        if (is_free && !has_place) {
            *slot_out = slot;
            has_place = true;
        }
        if (at[0] == PO_ENTRY_EMPTY) {
            return ST_NOT_FOUND;
        }
        if (is_named(at, hash, name, entry_out)) {
            *slot_out = slot;
            return entry_out->marker == PO_MARKER_REMOVED ? ST_NOT_FOUND : ST_OK;
        }
        in_buffer--;
        memmove(bytes, bytes + PO_ENTRY_SIZE, (size_t)in_buffer * PO_ENTRY_SIZE);
    }
    return has_place ? ST_NOT_FOUND : po_corrupt(po, PO_PART_DIRECTORY);
}

/* A slot that does not check may have held the name that was looked for. */
static enum status require_sound(struct postoffice *po, const char *name)
{
    const struct po_region *region = &po->header.directory;
    const uint32_t mask = region->capacity - 1;
    uint32_t slot = (uint32_t)text_hash(name) & mask;
    for (uint32_t tried = 0; tried < region->capacity; tried++, slot = (slot + 1) & mask) {
        uint8_t bytes[PO_ENTRY_SIZE];
        struct po_entry entry;
        const enum status st = po_read_exactly(po, po->clandata, slot_offset(region, slot), bytes,
                                               sizeof(bytes), PO_PART_DIRECTORY);
        if (st != ST_OK || bytes[0] == PO_ENTRY_EMPTY) {
            return st;
        }
        const bool is_live = bytes[0] == PO_ENTRY_LIVE;
        if (is_live ? !po_entry_decode(bytes, &entry) : bytes[0] != PO_ENTRY_REMOVED) {
            po->fault_at = slot_offset(region, slot) + 1;
            return po_corrupt(po, PO_PART_DIRECTORY);
        }
    }
    return ST_OK;
}

enum status po_entry_find(struct postoffice *po, const char *name, struct po_entry *entry_out)
{
    uint32_t slot = 0;
    enum status st = probe(po, name, &slot, entry_out);
    if (st == ST_NOT_FOUND && !po->is_locked) { /* somebody may have made the table grow */
        const uint64_t offset = po->header.directory.offset;
        st = po_header_read(po);
        if (st == ST_OK) {
            st = po->header.directory.offset == offset ? ST_NOT_FOUND
                                                       : probe(po, name, &slot, entry_out);
        }
    }
    if (st == ST_NOT_FOUND) {
        st = require_sound(po, name);
        return st == ST_OK ? ST_NOT_FOUND : st;
    }
    return st;
}

bool po_entry_is_marked(struct postoffice *po, const char *name)
{
    uint32_t slot = 0;
    struct po_entry entry;
    const enum status st = probe(po, name, &slot, &entry);
    return (st == ST_OK || st == ST_NOT_FOUND) && entry.marker != PO_MARKER_NONE;
}

struct entry_list {
    struct arena *arena;
    struct po_entry *entries;
    size_t count;
    size_t room;
    size_t bad; /* slots that hold something that does not check */
};

static void take_slot(struct entry_list *list, const uint8_t *at)
{
    if (list->count == list->room) {
        const size_t room = list->room == 0 ? LIST_SLOTS : list->room * 2;
        struct po_entry *larger = arena_array(list->arena, struct po_entry, room);
        if (list->count != 0) {
            memcpy(larger, list->entries, list->count * sizeof(*larger));
        }
        list->entries = larger;
        list->room = room;
    }
    if (at[0] == PO_ENTRY_LIVE && po_entry_decode(at, &list->entries[list->count])) {
        list->count++;
    } else if (at[0] != PO_ENTRY_EMPTY && at[0] != PO_ENTRY_REMOVED) {
        list->bad++;
    }
}

/* All entries, with the marks of removed ones, in no order; how many slots hold something that does
 * not check. */
static enum status read_all(struct postoffice *po, struct arena *arena,
                            struct po_entry **entries_out, size_t *count_out, size_t *bad_out)
{
    const struct po_region *region = &po->header.directory;
    uint8_t bytes[LIST_SLOTS * PO_ENTRY_SIZE];
    struct entry_list list = {.arena = arena};
    for (uint32_t slot = 0; slot < region->capacity; slot += LIST_SLOTS) {
        const uint32_t slots =
            region->capacity - slot < LIST_SLOTS ? region->capacity - slot : LIST_SLOTS;
        const enum status st = po_read_exactly(po, po->clandata, slot_offset(region, slot), bytes,
                                               (size_t)slots * PO_ENTRY_SIZE, PO_PART_DIRECTORY);
        if (st != ST_OK) {
            return st;
        }
        for (uint32_t i = 0; i < slots; i++) {
            take_slot(&list, bytes + (size_t)i * PO_ENTRY_SIZE);
            if (list.bad != 0 && po->fault_at == 0) {
                po->fault_at = slot_offset(region, slot + i) + 1;
            }
        }
    }
    *bad_out = list.bad;
    *entries_out = list.entries;
    *count_out = list.count;
    return ST_OK;
}

static void sort_entries(struct po_entry *entries, struct po_entry *spare, size_t count)
{
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t start = 0; start < count; start += 2 * width) {
            const size_t middle = start + width < count ? start + width : count;
            const size_t end = start + 2 * width < count ? start + 2 * width : count;
            size_t left = start;
            size_t right = middle;
            for (size_t to = start; to < end; to++) {
                const bool take_left =
                    right == end ||
                    (left < middle && text_compare(entries[left].name, entries[right].name) <= 0);
                spare[to] = entries[take_left ? left++ : right++];
            }
        }
        memcpy(entries, spare, count * sizeof(*entries));
    }
}

/* Those that are there, or the marks of those that were removed, remain; in the order they had. */
static size_t keep(struct po_entry *entries, size_t count, bool wants_removed)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if ((entries[i].marker == PO_MARKER_REMOVED) == wants_removed) {
            entries[kept++] = entries[i];
        }
    }
    return kept;
}

static enum status list_entries(struct postoffice *po, struct arena *arena, bool wants_removed,
                                struct po_entries *list_out, size_t *bad_out)
{
    struct po_entry *entries = NULL;
    size_t count = 0;
    enum status st = po_header_read(po);
    if (st == ST_OK) {
        st = read_all(po, arena, &entries, &count, bad_out);
    }
    if (st == ST_OK) {
        count = keep(entries, count, wants_removed);
        sort_entries(entries, arena_array(arena, struct po_entry, count), count);
        *list_out = (struct po_entries){entries, count};
    }
    return st;
}

enum status po_entry_list(struct postoffice *po, struct arena *arena, struct po_entries *list_out)
{
    size_t bad = 0;
    return list_entries(po, arena, false, list_out, &bad);
}

enum status po_entry_list_whole(struct postoffice *po, struct arena *arena,
                                struct po_entries *list_out)
{
    size_t bad = 0;
    const enum status st = list_entries(po, arena, false, list_out, &bad);
    return st == ST_OK && bad != 0 ? po_corrupt(po, PO_PART_DIRECTORY) : st;
}

enum status po_entry_list_removed(struct postoffice *po, struct arena *arena,
                                  struct po_entries *list_out)
{
    size_t bad = 0;
    const enum status st = list_entries(po, arena, true, list_out, &bad);
    return st == ST_OK && bad != 0 ? po_corrupt(po, PO_PART_DIRECTORY) : st;
}

/* A table of twice the size at the end of the file; when that is on the disk, one header write
 * switches. */
static enum status directory_grow(struct postoffice *po)
{
    struct arena scratch = {0};
    struct po_entry *entries = NULL;
    size_t count = 0;
    struct po_region grown = {.capacity = po->header.directory.capacity * 2};
    if (grown.capacity > PO_CAPACITY_MAX) {
        return ST_DISK_FULL;
    }
    size_t bad = 0;
    enum status st = read_all(po, &scratch, &entries, &count, &bad);
    if (st == ST_OK) {
        st = os_size(po->port, po->clandata, &grown.offset);
    }
    if (st == ST_OK) {
        const size_t size = (size_t)grown.capacity * PO_ENTRY_SIZE;
        uint8_t *bytes = arena_alloc(&scratch, size);
        grown.offset = (grown.offset + PO_COPY_SIZE - 1) / PO_COPY_SIZE * PO_COPY_SIZE;
        for (size_t i = 0; i < count; i++) {
            uint32_t slot = (uint32_t)text_hash(entries[i].name) & (grown.capacity - 1);
            while (bytes[(size_t)slot * PO_ENTRY_SIZE] != PO_ENTRY_EMPTY) {
                slot = (slot + 1) & (grown.capacity - 1);
            }
            po_entry_encode(&entries[i], bytes + (size_t)slot * PO_ENTRY_SIZE);
        }
        st = po_write(po, po->clandata, grown.offset, bytes, size);
    }
    arena_release(&scratch);
    if (st == ST_OK) {
        st = po_flush(po);
    }
    if (st == ST_OK) {
        grown.count = (uint32_t)count;
        po->header.directory = grown;
        st = po_header_write(po);
    }
    return st;
}

static bool has_file(enum po_kind kind)
{
    return kind == PO_USER || kind == PO_MOBILE || kind == PO_POSTOFFICE || kind == PO_LIST ||
           kind == PO_BOARD;
}

/* A slot that is free gets an entry. A torn write leaves no half one: its state is written last. */
static enum status slot_fill(struct postoffice *po, uint32_t slot, const struct po_entry *entry)
{
    const uint64_t offset = slot_offset(&po->header.directory, slot);
    uint8_t bytes[PO_ENTRY_SIZE];
    po_entry_encode(entry, bytes);
    const uint8_t state = bytes[0];
    bytes[0] = PO_ENTRY_REMOVED;
    const enum status st = po_write(po, po->clandata, offset, bytes, sizeof(bytes));
    return st == ST_OK ? po_write(po, po->clandata, offset, &state, 1) : st;
}

static enum status entry_add(struct postoffice *po, struct po_entry *entry)
{
    uint32_t slot = 0;
    struct po_entry other;
    enum status st = po_entry_find(po, entry->name, &other);
    if (st != ST_NOT_FOUND) {
        return st == ST_OK ? ST_EXISTS : st;
    }
    st = po_public_has_room(po, entry->kind);
    if (st == ST_OK && po->header.directory.count + 1 > po->header.directory.capacity / 4 * 3) {
        st = directory_grow(po);
    }
    if (st != ST_OK) {
        return st;
    }
    st = probe(po, entry->name, &slot, &other);
    if (st != ST_NOT_FOUND) {
        return st == ST_OK ? ST_EXISTS : st;
    }
    entry->usr = 0;
    if (has_file(entry->kind)) {
        st = po_mailbox_create(po, entry->name, &entry->usr);
        if (st != ST_OK) {
            return st;
        }
    }
    if (entry->kind == PO_POSTOFFICE && po_mailbox_note_room(po, entry->usr) == ST_PROCESS_GONE) {
        return ST_PROCESS_GONE; /* without room it is asked for when there is something to note */
    }
    st = slot_fill(po, slot, entry);
    if (st == ST_OK) {
        po->header.directory.count += other.marker == PO_MARKER_REMOVED ? 0 : 1; /* its mark */
        st = po_header_write(po);
    }
    return st;
}

enum status po_entry_add(struct postoffice *po, struct po_entry *entry)
{
    enum status st = po_entry_check(entry);
    if (st == ST_OK) {
        st = po_lock(po);
    }
    if (st == ST_OK) {
        st = entry_add(po, entry);
        po_unlock(po);
    }
    return st;
}

/* The slot of an entry that goes: free, or then with the mark of its removal. */
static enum status slot_clear(struct postoffice *po, uint32_t slot, const struct po_entry *entry,
                              bool leaves_mark)
{
    const uint64_t offset = slot_offset(&po->header.directory, slot);
    const uint8_t state = PO_ENTRY_REMOVED;
    const enum status st = po_write(po, po->clandata, offset, &state, 1);
    if (st != ST_OK) {
        return st;
    }
    if (leaves_mark) {
        struct po_entry mark = *entry;
        mark.marker = PO_MARKER_REMOVED;
        mark.usr = 0;
        return slot_fill(po, slot, &mark);
    }
    po->header.directory.count -= po->header.directory.count != 0 ? 1 : 0;
    return po_header_write(po);
}

static enum status entry_remove(struct postoffice *po, const char *name, bool leaves_mark)
{
    uint32_t slot = 0;
    struct po_entry entry;
    enum status st = probe(po, name, &slot, &entry);
    if (st != ST_OK) {
        return st;
    }
    if (entry.usr != 0) {
        st = po_note_leave(po, entry.usr);
        po_mailbox_close(po);
        if (st != ST_OK) {
            return st;
        }
    }
    st = slot_clear(po, slot, &entry, leaves_mark);
    if (st == ST_OK && entry.usr != 0) {
        char file_name[PO_FILE_NAME_SIZE];
        po_usr_file_name(entry.usr, file_name);
        st = po_index_flush(po); /* an entry that a power cut brings back has its mailbox */
        st = st == ST_OK ? os_remove(po->port, po_path(po, file_name)) : st;
        st = st == ST_PROCESS_GONE ? st : ST_OK; /* a mailbox file without an entry is wear */
    }
    return st;
}

static enum status remove_locked(struct postoffice *po, const char *name, bool leaves_mark)
{
    enum status st = po_lock(po);
    if (st == ST_OK) {
        st = entry_remove(po, name, leaves_mark);
        po_unlock(po);
    }
    return st;
}

enum status po_entry_remove(struct postoffice *po, const char *name)
{
    return remove_locked(po, name, false);
}

enum status po_entry_remove_marked(struct postoffice *po, const char *name)
{
    return remove_locked(po, name, true);
}

static enum status entry_change(struct postoffice *po, const struct po_entry *entry)
{
    uint32_t slot = 0;
    struct po_entry there = {.usr = 0};
    enum status st = probe(po, entry->name, &slot, &there);
    if (st != ST_OK) {
        return st;
    }
    struct po_entry changed = *entry;
    changed.kind = there.kind;
    changed.usr = there.usr;
    changed.marker = entry->marker != PO_MARKER_NONE ? entry->marker : there.marker;
    uint8_t bytes[PO_ENTRY_SIZE];
    po_entry_encode(&changed, bytes);
    return po_write(po, po->clandata, slot_offset(&po->header.directory, slot), bytes,
                    sizeof(bytes));
}

enum status po_entry_change(struct postoffice *po, const struct po_entry *entry)
{
    enum status st = po_entry_check(entry);
    if (st == ST_OK) {
        st = po_lock(po);
    }
    if (st == ST_OK) {
        st = entry_change(po, entry);
        po_unlock(po);
    }
    return st;
}

/* One slot of the table: the mark goes, and with that of a removal the slot. */
static enum status mark_take(struct postoffice *po, uint32_t slot, uint32_t *taken)
{
    const uint64_t offset = slot_offset(&po->header.directory, slot);
    uint8_t bytes[PO_ENTRY_SIZE];
    struct po_entry entry;
    enum status st =
        po_read_exactly(po, po->clandata, offset, bytes, sizeof(bytes), PO_PART_DIRECTORY);
    if (st != ST_OK || bytes[0] != PO_ENTRY_LIVE || !po_entry_decode(bytes, &entry) ||
        entry.marker == PO_MARKER_NONE) {
        return st; /* an entry that does not check is not its business */
    }
    if (entry.marker == PO_MARKER_REMOVED) {
        st = slot_clear(po, slot, &entry, false);
    } else {
        entry.marker = PO_MARKER_NONE;
        po_entry_encode(&entry, bytes);
        st = po_write(po, po->clandata, offset, bytes, sizeof(bytes));
    }
    *taken += st == ST_OK ? 1 : 0;
    return st;
}

enum status po_marks_take(struct postoffice *po, uint32_t *taken_out)
{
    *taken_out = 0;
    enum status st = po_lock(po);
    if (st == ST_OK) {
        for (uint32_t slot = 0; st == ST_OK && slot < po->header.directory.capacity; slot++) {
            st = mark_take(po, slot, taken_out);
        }
        po_unlock(po);
    }
    return st;
}
