/*
 * po_damage -- damage as it came about, by changing bytes
 *
 * Nothing is told to anybody: what is found, by whom and what mends it follows from the bytes.
 */
#include <string.h>

#include "base/text.h"
#include "po_internal.h"

static const struct {
    const char *name;
    const char *bytes;
    const char *mended_by;
} rows[PO_DAMAGE_KINDS] = {
#define DAMAGE(id, word, bytes, mended_by) [PO_DAMAGE_##id] = {#word, bytes, mended_by},
#include "po_damage.def"
#undef DAMAGE
};

const char *po_damage_name(enum po_damage_kind kind)
{
    return rows[kind].name;
}

const char *po_damage_bytes(enum po_damage_kind kind)
{
    return rows[kind].bytes;
}

const char *po_damage_mended_by(enum po_damage_kind kind)
{
    return rows[kind].mended_by;
}

bool po_damage_find(const char *name, enum po_damage_kind *kind_out)
{
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        if (text_equal(rows[i].name, name)) {
            *kind_out = (enum po_damage_kind)i;
            return true;
        }
    }
    return false;
}

enum { RECORD_SIZE_AT = 16, PAYLOAD_AT = PO_BLOCK_HEADER_SIZE + 1 };

/* One byte becomes another. */
static enum status flip(struct postoffice *po, struct os_file file, uint64_t offset)
{
    uint8_t byte = 0;
    size_t got = 0;
    const enum status st = po_read(po, file, offset, &byte, 1, &got);
    byte ^= 0x55;
    return st == ST_OK ? po_write(po, file, offset, &byte, 1) : st;
}

/* ---- messages ---- */

/* The live records at both ends. */
struct messages {
    uint32_t count;
    uint32_t oldest_slot;
    uint32_t newest_slot;
    struct po_record oldest;
    struct po_record newest;
};

/* Looks at every live record, and does `at` to it (NULL: nothing). ST_NOT_FOUND: there is none. */
static enum status messages_visit(struct postoffice *po, struct messages *messages_out,
                                  enum status (*at)(struct postoffice *po, uint32_t slot,
                                                    struct po_record *record))
{
    *messages_out = (struct messages){0};
    for (uint32_t slot = 0; slot < po->store.index_used; slot++) {
        struct po_record record;
        enum status st = po_index_read(po, slot, &record);
        if (st == ST_FILE_CORRUPT || (st == ST_OK && record.state != PO_RECORD_LIVE)) {
            continue;
        }
        if (st == ST_OK && at != NULL) {
            st = at(po, slot, &record);
        }
        if (st != ST_OK) {
            return st;
        }
        if (messages_out->count == 0 || record.message_id < messages_out->oldest.message_id) {
            messages_out->oldest = record;
            messages_out->oldest_slot = slot;
        }
        if (messages_out->count == 0 || record.message_id > messages_out->newest.message_id) {
            messages_out->newest = record;
            messages_out->newest_slot = slot;
        }
        messages_out->count++;
    }
    return messages_out->count != 0 ? ST_OK : ST_NOT_FOUND;
}

static enum status flip_record(struct postoffice *po, uint32_t slot, struct po_record *record)
{
    (void)record;
    return flip(po, po->clandata,
                po->header.index.offset + (uint64_t)slot * PO_RECORD_SIZE + RECORD_SIZE_AT);
}

static enum status raise_counter(struct postoffice *po, uint32_t slot, struct po_record *record)
{
    record->references += 2;
    return po_index_write_end(po, slot, record);
}

static enum status damage_message_index(struct postoffice *po)
{
    struct messages messages;
    return messages_visit(po, &messages, flip_record);
}

static enum status damage_counters(struct postoffice *po)
{
    struct messages messages;
    return messages_visit(po, &messages, raise_counter);
}

static enum status tear(struct postoffice *po, const struct po_record *record)
{
    return flip(po, po->mlandata, (uint64_t)record->first_block * PO_BLOCK_SIZE + PAYLOAD_AT);
}

static enum status damage_torn_block(struct postoffice *po)
{
    struct messages messages;
    const enum status st = messages_visit(po, &messages, NULL);
    return st == ST_OK ? tear(po, &messages.newest) : st;
}

static enum status damage_cross_linked(struct postoffice *po)
{
    struct messages messages;
    uint8_t bytes[PO_BLOCK_HEADER_SIZE];
    struct po_block_header header;
    enum status st = messages_visit(po, &messages, NULL);
    if (st != ST_OK || messages.count < 2) {
        return st == ST_OK ? ST_NOT_FOUND : st;
    }
    const uint32_t block = messages.newest.first_block;
    const uint64_t offset = (uint64_t)block * PO_BLOCK_SIZE;
    st = po_read_exactly(po, po->mlandata, offset, bytes, sizeof(bytes), PO_PART_STORE);
    if (st == ST_OK && !po_block_header_decode(bytes, block, &header)) {
        st = po_corrupt(po, PO_PART_STORE);
    }
    if (st == ST_OK) {
        header.next = messages.oldest.first_block;
        po_block_header_encode(&header, block, bytes);
        st = po_write(po, po->mlandata, offset, bytes, sizeof(bytes));
    }
    return st;
}

static enum status damage_lost_chain(struct postoffice *po)
{
    if (po->store.free_head == 0) {
        return ST_NOT_FOUND;
    }
    po->store.free_head = 0;
    po->store.free_count = 0;
    return po_store_header_write(po);
}

/* ---- mailboxes ---- */

/* Does `at` to each mailbox and queue until one answers something else than ST_NOT_FOUND. */
static enum status mailboxes_visit(struct postoffice *po,
                                   enum status (*at)(struct postoffice *po,
                                                     const struct po_entry *entry))
{
    struct arena scratch = {0};
    struct po_entries list = {0};
    enum status st = po_entry_list(po, &scratch, &list);
    bool was_found = false;
    for (size_t i = 0; st == ST_OK && i < list.count; i++) {
        st = list.entries[i].usr != 0 ? at(po, &list.entries[i]) : ST_NOT_FOUND;
        was_found = was_found || st == ST_OK;
        st = st == ST_NOT_FOUND ? ST_OK : st;
    }
    arena_release(&scratch);
    st = st == ST_EXISTS ? ST_OK : st; /* one was enough */
    return st == ST_OK && !was_found ? ST_NOT_FOUND : st;
}

/* As a sender leaves it that is cut off before its commit. */
static enum status point_to_nothing(struct postoffice *po, const struct po_entry *entry)
{
    enum status st = po_mailbox_append(
        po, entry->usr,
        &(struct po_pointer){.message_id = po->store.next_id, .slot = 0, .state = PO_POINTER_LIVE});
    po->store.next_id++;
    return st == ST_OK ? po_store_header_write(po) : st;
}

static enum status damage_pointers(struct postoffice *po)
{
    return mailboxes_visit(po, point_to_nothing);
}

static enum status tear_oldest(struct postoffice *po, const struct po_entry *entry)
{
    struct po_message message;
    struct po_record record;
    if (entry->kind != PO_POSTOFFICE) {
        return ST_NOT_FOUND;
    }
    enum status st = po_queue_next(po, entry->usr, 0, &message);
    if (st == ST_OK) {
        st = po_index_find(po, message.id, message.slot, &record);
    }
    if (st == ST_OK) {
        st = tear(po, &record);
    }
    return st == ST_NO_MORE ? ST_NOT_FOUND : st;
}

static enum status damage_unreadable_message(struct postoffice *po)
{
    return mailboxes_visit(po, tear_oldest);
}

/* ---- directory ---- */

/* Changes the loaded directory and writes it back. */
static enum status directory_change(struct postoffice *po,
                                    bool (*change)(uint8_t *bytes, uint32_t capacity))
{
    const struct po_region *region = &po->header.directory;
    struct arena scratch = {0};
    const size_t size = (size_t)region->capacity * PO_ENTRY_SIZE;
    uint8_t *bytes = arena_alloc(&scratch, size);
    enum status st =
        po_read_exactly(po, po->clandata, region->offset, bytes, size, PO_PART_DIRECTORY);
    if (st == ST_OK) {
        st = change(bytes, region->capacity) ? ST_OK : ST_NOT_FOUND;
    }
    if (st == ST_OK) {
        st = po_write(po, po->clandata, region->offset, bytes, size);
    }
    arena_release(&scratch);
    return st;
}

static bool garble_links(uint8_t *bytes, uint32_t capacity)
{
    bool was_found = false;
    for (uint32_t slot = 0; slot < capacity; slot++) {
        uint8_t *at = bytes + (size_t)slot * PO_ENTRY_SIZE;
        if (at[0] == PO_ENTRY_LIVE) {
            memset(at + 1, 0xF6, 7); /* what FORMAT leaves */
            was_found = true;
        }
    }
    return was_found;
}

static enum status damage_nft(struct postoffice *po)
{
    return directory_change(po, garble_links);
}

/* The whole table one half further on. */
static bool rotate(uint8_t *bytes, uint32_t capacity)
{
    bool was_found = false;
    for (uint32_t slot = 0; slot < capacity; slot++) {
        was_found = was_found || bytes[(size_t)slot * PO_ENTRY_SIZE] == PO_ENTRY_LIVE;
    }
    const size_t half = (size_t)capacity / 2 * PO_ENTRY_SIZE;
    for (size_t i = 0; i < half; i++) {
        const uint8_t byte = bytes[i];
        bytes[i] = bytes[half + i];
        bytes[half + i] = byte;
    }
    return was_found;
}

static enum status damage_directory_index(struct postoffice *po)
{
    return directory_change(po, rotate);
}

static bool garble_states(uint8_t *bytes, uint32_t capacity)
{
    bool was_found = false;
    for (uint32_t slot = 0; slot < capacity; slot++) {
        uint8_t *at = bytes + (size_t)slot * PO_ENTRY_SIZE;
        if (at[0] != PO_ENTRY_EMPTY) {
            at[0] = 0xF6;
            was_found = true;
        }
    }
    return was_found;
}

static enum status damage_directory_chain(struct postoffice *po)
{
    return directory_change(po, garble_states);
}

/* A handle of the console that has become one of CLANDATA (Q179072): from the front on. */
static enum status damage_foreign_text(struct postoffice *po)
{
    enum { LINES = 32 };
    static const char line[] =
        "Exporting messages in mailbox \"exchange\" to file EXPORT\\MSG4A27.CCM\r\n";
    enum status st = ST_OK;
    for (uint64_t i = 0; st == ST_OK && i < LINES; i++) {
        st = po_write(po, po->clandata, i * (sizeof(line) - 1), line, sizeof(line) - 1);
    }
    return st;
}

enum status po_damage(struct postoffice *po, enum po_damage_kind kind)
{
    static enum status (*const kinds[PO_DAMAGE_KINDS])(struct postoffice *) = {
#define DAMAGE(id, word, bytes, mended_by) [PO_DAMAGE_##id] = damage_##word,
#include "po_damage.def"
#undef DAMAGE
    };
    REQUIRE(po->is_locked);
    return kinds[kind](po);
}
