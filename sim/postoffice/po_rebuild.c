/*
 * po_rebuild -- every entry where a look-up finds it, no mailbox file of nobody: what RECLAIM does
 * to the directory
 *
 * The new table is written behind everything, one header write switches to it; then the same at its
 * old place. So whoever comes after a cut finds the old table or the new one.
 */
#include <string.h>

#include "base/text.h"
#include "po_internal.h"

/* One slot of a table that is read. ST_FILE_CORRUPT: it does not check. */
static enum status slot_judge(struct postoffice *po, const uint8_t *bytes,
                              struct po_entry *entry_out, bool *is_live_out)
{
    *is_live_out = bytes[0] == PO_ENTRY_LIVE;
    if (bytes[0] == PO_ENTRY_EMPTY || bytes[0] == PO_ENTRY_REMOVED ||
        (*is_live_out && po_entry_decode(bytes, entry_out))) {
        return ST_OK;
    }
    return po_corrupt(po, PO_PART_DIRECTORY);
}

/* The table as it is. */
static enum status table_read(struct postoffice *po, struct arena *scratch, uint8_t **bytes_out)
{
    const struct po_region *region = &po->header.directory;
    const size_t size = (size_t)region->capacity * PO_ENTRY_SIZE;
    uint64_t file_size = 0;
    enum status st = os_size(po->port, po->clandata, &file_size);
    if (st == ST_OK && (region->offset > file_size || size > file_size - region->offset)) {
        st = po_corrupt(po, PO_PART_DIRECTORY); /* before memory is asked for */
    }
    if (st == ST_OK) {
        *bytes_out = arena_alloc(scratch, size);
        st = po_read_exactly(po, po->clandata, region->offset, *bytes_out, size, PO_PART_DIRECTORY);
    }
    return st;
}

enum status po_directory_is_sound(struct postoffice *po)
{
    struct arena scratch = {0};
    uint8_t *bytes = NULL;
    enum status st = table_read(po, &scratch, &bytes);
    for (uint32_t slot = 0; st == ST_OK && slot < po->header.directory.capacity; slot++) {
        struct po_entry entry;
        bool is_live = false;
        st = slot_judge(po, bytes + (size_t)slot * PO_ENTRY_SIZE, &entry, &is_live);
    }
    arena_release(&scratch);
    return st;
}

/* Puts a good entry into its place in `table`. ST_EXISTS. */
static enum status entry_place(uint8_t *table, uint32_t capacity, const struct po_entry *entry)
{
    uint32_t slot = (uint32_t)text_hash(entry->name) & (capacity - 1);
    for (; table[(size_t)slot * PO_ENTRY_SIZE] != PO_ENTRY_EMPTY;
         slot = (slot + 1) & (capacity - 1)) {
        struct po_entry other;
        if (po_entry_decode(table + (size_t)slot * PO_ENTRY_SIZE, &other) &&
            text_equal(other.name, entry->name)) {
            return ST_EXISTS;
        }
    }
    po_entry_encode(entry, table + (size_t)slot * PO_ENTRY_SIZE);
    return ST_OK;
}

/* The table at `offset`, and then the header that names it. */
static enum status table_switch(struct postoffice *po, uint64_t offset, const uint8_t *table)
{
    enum status st = po_write(po, po->clandata, offset, table,
                              (size_t)po->header.directory.capacity * PO_ENTRY_SIZE);
    if (st == ST_OK) {
        st = po_flush(po);
    }
    if (st == ST_OK) {
        po->header.directory.offset = offset;
        st = po_header_write(po);
    }
    return st == ST_OK ? po_flush(po) : st;
}

enum status po_rebuild_directory(struct postoffice *po, struct arena *scratch)
{
    REQUIRE(po->is_locked);
    struct po_region *region = &po->header.directory;
    const uint64_t old_offset = region->offset;
    uint8_t *table = NULL;
    uint8_t *bytes = NULL;
    uint64_t size = 0;
    uint32_t count = 0;
    enum status st = table_read(po, scratch, &bytes);
    if (st == ST_OK) {
        table = arena_alloc(scratch, (size_t)region->capacity * PO_ENTRY_SIZE);
    }
    for (uint32_t slot = 0; st == ST_OK && slot < region->capacity; slot++) {
        struct po_entry entry;
        bool is_live = false;
        st = slot_judge(po, bytes + (size_t)slot * PO_ENTRY_SIZE, &entry, &is_live);
        if (st == ST_OK && is_live) {
            st = entry_place(table, region->capacity, &entry);
            count++;
        }
    }
    if (st == ST_OK) {
        st = os_size(po->port, po->clandata, &size);
    }
    if (st != ST_OK) {
        return st;
    }
    region->count = count;
    st = table_switch(po, (size + PO_COPY_SIZE - 1) / PO_COPY_SIZE * PO_COPY_SIZE, table);
    if (st == ST_OK) {
        st = table_switch(po, old_offset, table);
    }
    return st == ST_OK ? os_set_size(po->port, po->clandata, size) : st;
}

/* Is there nothing in it? */
static enum status orphan_is_empty(struct postoffice *po, uint32_t usr, bool *is_empty_out)
{
    bool is_loaded = false;
    uint64_t size = 0;
    enum status st = po_orphan_load(po, usr, &is_loaded);
    *is_empty_out = st == ST_OK && is_loaded && po->mailbox->header.count == 0 &&
                    po->mailbox->header.head == po->mailbox->header.tail;
    if (st == ST_OK && !is_loaded && po->mailbox->usr == usr) {
        st = os_size(po->port, po->mailbox->file, &size);
        *is_empty_out = st == ST_OK && size <= PO_USR_HEADER_SIZE;
    }
    po_mailbox_close(po);
    return st == ST_FILE_CORRUPT ? ST_OK : st;
}

enum status po_drop_mailboxes(struct postoffice *po, struct arena *scratch, uint32_t *dropped_out)
{
    REQUIRE(po->is_locked);
    struct po_entries list = {0};
    struct po_orphans orphans = {0};
    *dropped_out = 0;
    enum status st = po_directory_is_sound(po);
    if (st == ST_OK) {
        st = po_entry_list(po, scratch, &list);
    }
    if (st == ST_OK) {
        st = po_orphans_list(po, &list, scratch, &orphans);
    }
    for (size_t i = 0; st == ST_OK && i < orphans.count; i++) {
        bool is_empty = false;
        st = orphan_is_empty(po, orphans.items[i].usr, &is_empty);
        if (st == ST_OK && is_empty) {
            st = os_remove(po->port, po_path(po, orphans.items[i].name));
            *dropped_out += st == ST_OK ? 1 : 0;
        }
    }
    return st;
}

/* Of the loaded mailbox. */
static enum status mailbox_shorten(struct postoffice *po)
{
    const struct po_usr_header *header = &po->mailbox->header;
    const uint64_t end = po_usr_size(header);
    uint64_t size = 0;
    enum status st = ST_OK;
    for (uint32_t position = 0; st == ST_OK && position < header->head; position++) {
        struct po_pointer pointer = {0};
        st = po_mailbox_pointer(po, position, &pointer);
        if (st == ST_FILE_CORRUPT || (st == ST_OK && pointer.place_is_bad)) {
            const struct po_pointer gone = {.state = PO_POINTER_REMOVED};
            uint8_t bytes[PO_POINTER_SIZE];
            po_pointer_encode(&gone, po->mailbox->usr, position, bytes);
            st = po_mailbox_write(po, position, 0, (struct bytes){bytes, sizeof(bytes)});
        }
    }
    if (st == ST_OK) {
        st = os_size(po->port, po->mailbox->file, &size);
    }
    return st == ST_OK && size > end ? os_set_size(po->port, po->mailbox->file, end) : st;
}

enum status po_shorten_mailboxes(struct postoffice *po, struct arena *scratch)
{
    REQUIRE(po->is_locked);
    struct po_entries list = {0};
    enum status st = po_entry_list(po, scratch, &list);
    for (size_t i = 0; st == ST_OK && i < list.count; i++) {
        if (list.entries[i].usr == 0) {
            continue;
        }
        st = po_mailbox_load(po, list.entries[i].usr);
        if (st == ST_OK) {
            st = mailbox_shorten(po);
        } else if (st == ST_FILE_CORRUPT) {
            st = ST_OK;
        }
    }
    return st;
}
