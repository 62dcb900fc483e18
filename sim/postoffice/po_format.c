#include "po_format.h"

#include <string.h>

#include "base/little_endian.h"
#include "base/text.h"

static const uint32_t clandata_magic = 0x4E414C43; /* "CLAN" */
static const uint32_t mlandata_magic = 0x4E414C4D; /* "MLAN" */
static const uint32_t usr_magic = 0x46525355;      /* "USRF" */
static const uint32_t block_magic = 0x4B434C42;    /* "BLCK" */

/* Where the checksums are; they cover what is before them. */
enum {
    HEADER_CHECKSUM_AT = 168,
    LAYOUT = 4, /* of all files: FORMAT.md */
    STORE_CHECKSUM_AT = 64,
    FLAG_IMPORT_OPEN = 1, /* in CLANDATA's header */
    FLAG_ADE = 2,
    FREE_LIST_SHIFT = 30, /* in the number at 52 */
    FREE_TAIL_MASK = (1 << FREE_LIST_SHIFT) - 1,
    USR_CHECKSUM_AT = PO_USR_COPY_SIZE - 8,
    ENTRY_CHECKSUM_AT = 248,
    RECORD_CHECKSUM_AT = 32, /* of where the message lies */
    IMPORT_AT = 40,
    IMPORT_CHECKSUM_AT = 103, /* of IMPORT_AT..102; all zeros when nothing was imported */
    POINTER_CHECKSUM_AT = 16
};

/* Two numbers that stand side by side are stored as one word: checksums read them as words, and a
 * word that is read while its halves are still being stored has to wait for them. */
static void put_pair(uint8_t *at, uint32_t first, uint32_t second)
{
    put64(at, first | (uint64_t)second << 32);
}

/* A text field is veiled with its padding; what comes back must be terminated. */
static void put_text(uint8_t *at, size_t size, const char *text, uint64_t key)
{
    char padded[PO_NAME_SIZE] = {0};
    REQUIRE(size <= sizeof(padded));
    REQUIRE(text_copy(padded, size, text));
    po_veil(key, (const uint8_t *)padded, at, size);
}

static bool get_text(const uint8_t *at, size_t size, char *text_out, uint64_t key)
{
    po_veil(key, at, (uint8_t *)text_out, size);
    return memchr(text_out, '\0', size) != NULL;
}

static bool region_is_sane(const struct po_region *region)
{
    return region->capacity > 0 && region->capacity <= PO_CAPACITY_MAX &&
           region->offset < (uint64_t)1 << 40;
}

void po_header_encode(const struct po_header *header, uint8_t *bytes)
{
    memset(bytes, 0, PO_HEADER_SIZE);
    put32(bytes, clandata_magic);
    put32(bytes + 4, header->format);
    put64(bytes + 8, header->identity);
    put32(bytes + 16, (uint32_t)header->code_page);
    put32(bytes + 20, header->usr_next);
    put64(bytes + 24, header->directory.offset);
    put32(bytes + 32, header->directory.capacity);
    put32(bytes + 36, header->directory.count);
    put64(bytes + 40, header->index.offset);
    put32(bytes + 48, header->index.capacity);
    put32(bytes + 52, LAYOUT);
    put32(bytes + 56,
          (header->import_open ? FLAG_IMPORT_OPEN : 0) | (header->has_ade ? FLAG_ADE : 0));
    put32(bytes + 60, header->import_run);
    put32(bytes + 64, header->import_open_since);
    put32(bytes + 68, header->generation);
    put_text(bytes + 72, PO_NAME_SIZE, header->name, header->identity);
    put_text(bytes + 136, PO_PASSWORD_SIZE, header->password, ~header->identity);
    put64(bytes + HEADER_CHECKSUM_AT, hash64_seeded(bytes, HEADER_CHECKSUM_AT, clandata_magic));
    memcpy(bytes + PO_COPY_SIZE, bytes, PO_HEADER_USED);
}

bool po_header_decode(const uint8_t *copy, struct po_header *header_out)
{
    if (get32(copy) != clandata_magic || get32(copy + 52) != LAYOUT ||
        get64(copy + HEADER_CHECKSUM_AT) !=
            hash64_seeded(copy, HEADER_CHECKSUM_AT, clandata_magic)) {
        return false;
    }
    struct po_header *header = header_out;
    header->format = get32(copy + 4);
    header->identity = get64(copy + 8);
    header->code_page = (int)(get32(copy + 16) & 0xFFFF);
    header->usr_next = get32(copy + 20);
    header->directory = (struct po_region){
        .offset = get64(copy + 24), .capacity = get32(copy + 32), .count = get32(copy + 36)};
    header->index = (struct po_region){.offset = get64(copy + 40), .capacity = get32(copy + 48)};
    header->import_open = (get32(copy + 56) & FLAG_IMPORT_OPEN) != 0;
    header->has_ade = (get32(copy + 56) & FLAG_ADE) != 0;
    header->import_run = get32(copy + 60);
    header->import_open_since = get32(copy + 64);
    header->generation = get32(copy + 68);
    const bool named = get_text(copy + 72, PO_NAME_SIZE, header->name, header->identity);
    const bool guarded =
        get_text(copy + 136, PO_PASSWORD_SIZE, header->password, ~header->identity);
    return named && guarded && region_is_sane(&header->directory) &&
           region_is_sane(&header->index) &&
           (header->directory.capacity & (header->directory.capacity - 1)) == 0 &&
           (header->format == PO_DB6 || header->format == PO_DB8 || header->format == PO_DB8_5);
}

void po_store_header_encode(const struct po_store_header *header, uint8_t *bytes)
{
    memset(bytes, 0, PO_STORE_COPY_SIZE);
    put_pair(bytes, mlandata_magic, PO_BLOCK_SIZE);
    put64(bytes + 8, header->identity);
    put_pair(bytes + 16, header->block_count, header->free_head);
    put_pair(bytes + 24, header->free_count, header->index_used);
    put_pair(bytes + 32, header->index_free, header->held);
    put64(bytes + 40, header->next_id);
    put_pair(bytes + 48, header->compact_blocks,
             (uint32_t)header->free_list << FREE_LIST_SHIFT | (header->free_tail & FREE_TAIL_MASK));
    put_pair(bytes + 56, header->generation, 0);
    put64(bytes + STORE_CHECKSUM_AT, hash64_seeded(bytes, STORE_CHECKSUM_AT, mlandata_magic));
    memcpy(bytes + PO_STORE_COPY_SIZE, bytes, PO_STORE_USED);
}

bool po_store_header_decode(const uint8_t *copy, struct po_store_header *header_out)
{
    if (get32(copy) != mlandata_magic || get32(copy + 4) != PO_BLOCK_SIZE ||
        get64(copy + STORE_CHECKSUM_AT) != hash64_seeded(copy, STORE_CHECKSUM_AT, mlandata_magic)) {
        return false;
    }
    *header_out = (struct po_store_header){
        .identity = get64(copy + 8),
        .block_count = get32(copy + 16),
        .free_head = get32(copy + 20),
        .free_count = get32(copy + 24),
        .index_used = get32(copy + 28),
        .index_free = get32(copy + 32),
        .held = get32(copy + 36),
        .next_id = get64(copy + 40),
        .compact_blocks = get32(copy + 48),
        .free_list = (enum po_free_list)(get32(copy + 52) >> FREE_LIST_SHIFT),
        .free_tail = get32(copy + 52) & FREE_TAIL_MASK,
        .generation = get32(copy + 56)};
    return header_out->block_count > 0 && header_out->next_id > 0 &&
           header_out->free_list <= PO_FREE_LOWEST;
}

/* Of another post office, nothing checks. */
static uint64_t usr_checksum(const uint8_t *copy, uint64_t identity)
{
    return identity ^ po_payload_checksum(copy, USR_CHECKSUM_AT) * 0x9E3779B97F4A7C15U;
}

void po_usr_header_encode(struct po_usr_header *header)
{
    uint8_t *copy = header->bytes;
    REQUIRE(header->fresh <= PO_FRESH_MAX);
    put_pair(copy, usr_magic, header->usr);
    put64(copy + 8, header->owner_hash);
    put_pair(copy + 16, header->head, header->tail);
    put_pair(copy + 24, header->count, header->fresh);
    put64(copy + USR_CHECKSUM_AT, usr_checksum(copy, header->identity));
    memcpy(copy + PO_USR_COPY_SIZE, copy, PO_USR_COPY_SIZE);
}

bool po_usr_header_decode(const uint8_t *copy, uint64_t identity, struct po_usr_header *header_out)
{
    if (get32(copy) != usr_magic || get64(copy + USR_CHECKSUM_AT) != usr_checksum(copy, identity)) {
        return false;
    }
    header_out->identity = identity;
    header_out->usr = get32(copy + 4);
    header_out->owner_hash = get64(copy + 8);
    header_out->head = get32(copy + 16);
    header_out->tail = get32(copy + 20);
    header_out->count = get32(copy + 24);
    header_out->fresh = get32(copy + 28);
    memcpy(header_out->bytes, copy, PO_USR_COPY_SIZE);
    return header_out->head <= header_out->tail &&
           header_out->tail < UINT32_MAX / PO_POINTER_SIZE && header_out->fresh <= PO_FRESH_MAX &&
           header_out->fresh <= header_out->tail;
}

uint64_t po_pointer_offset(const struct po_usr_header *header, uint32_t position)
{
    const uint32_t from = po_usr_fresh_from(header);
    return position < from ? PO_USR_HEADER_SIZE + (uint64_t)position * PO_POINTER_SIZE
                           : PO_FRESH_AT + (uint64_t)(position - from) * PO_POINTER_SIZE;
}

/* Of 8..247; what stands before it, but for the state, is the seed. */
static uint64_t entry_checksum(const uint8_t *bytes)
{
    return hash64_seeded(bytes + 8, ENTRY_CHECKSUM_AT - 8, get64(bytes) >> 8);
}

void po_entry_encode(const struct po_entry *entry, uint8_t *bytes)
{
    const uint64_t hash = text_hash(entry->name);
    memset(bytes, 0, PO_ENTRY_SIZE);
    bytes[0] = PO_ENTRY_LIVE;
    bytes[1] = (uint8_t)entry->kind;
    bytes[2] = (uint8_t)entry->marker;
    put32(bytes + 4, entry->usr);
    put64(bytes + 8, hash);
    put_text(bytes + 16, PO_NAME_SIZE, entry->name, hash);
    put_text(bytes + 80, PO_NAME_SIZE, entry->address, hash + 1);
    put_text(bytes + 144, PO_FAN_SIZE, entry->fan, hash + 2);
    put_text(bytes + 200, PO_COMMENT_SIZE, entry->comment, hash + 3);
    put64(bytes + ENTRY_CHECKSUM_AT, entry_checksum(bytes));
}

static bool kind_decode(uint8_t letter, enum po_kind *kind_out)
{
    static const enum po_kind kinds[] = {
        PO_USER,       PO_USER_ELSEWHERE, PO_MOBILE, PO_MOBILE_ELSEWHERE,
        PO_POSTOFFICE, PO_POSTOFFICE_VIA, PO_ALIAS,  PO_ALIAS_ELSEWHERE,
        PO_LIST,       PO_BOARD};
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
        if (letter == (uint8_t)kinds[i]) {
            *kind_out = kinds[i];
            return true;
        }
    }
    return false;
}

bool po_entry_decode(const uint8_t *bytes, struct po_entry *entry_out)
{
    if (get64(bytes + ENTRY_CHECKSUM_AT) != entry_checksum(bytes) ||
        !kind_decode(bytes[1], &entry_out->kind)) {
        return false;
    }
    const uint64_t hash = get64(bytes + 8);
    entry_out->marker = (enum po_marker)bytes[2];
    entry_out->usr = get32(bytes + 4);
    const bool named = get_text(bytes + 16, PO_NAME_SIZE, entry_out->name, hash);
    const bool addressed = get_text(bytes + 80, PO_NAME_SIZE, entry_out->address, hash + 1);
    const bool foreign = get_text(bytes + 144, PO_FAN_SIZE, entry_out->fan, hash + 2);
    const bool commented = get_text(bytes + 200, PO_COMMENT_SIZE, entry_out->comment, hash + 3);
    return named && addressed && foreign && commented && text_hash(entry_out->name) == hash &&
           entry_out->usr <= PO_USR_MAX && entry_out->marker <= PO_MARKER_REMOVED;
}

uint64_t po_entry_hash(const uint8_t *bytes)
{
    return get64(bytes + 8);
}

void po_entry_link(uint8_t *bytes, uint8_t kind, uint8_t marker, uint32_t usr)
{
    bytes[1] = kind;
    bytes[2] = marker;
    bytes[3] = 0;
    put32(bytes + 4, usr);
}

bool po_entry_is_text(const uint8_t *bytes)
{
    enum { IN_A_ROW = 24 };
    unsigned count = 0;
    for (size_t i = 0; i < PO_ENTRY_SIZE && count < IN_A_ROW; i++) {
        count = bytes[i] >= ' ' && bytes[i] <= '~' ? count + 1 : 0;
    }
    return count == IN_A_ROW;
}

/* So that the end of a free record is never taken for a counter, or the other way round. */
static uint64_t end_seed(uint8_t state, uint64_t message_id, uint32_t slot)
{
    return (state == PO_RECORD_FREE ? UINT64_MAX : message_id) ^ (uint64_t)slot << 32;
}

void po_record_end_encode(const struct po_record *record, uint32_t slot, uint8_t *bytes)
{
    uint8_t *counter = bytes + 1;
    const bool is_free = record->state == PO_RECORD_FREE;
    bytes[0] = record->state;
    put32(counter, is_free ? record->next_free : record->references);
    put32(counter + 4, is_free ? 0 : record->flags);
    put64(counter + 8,
          hash64_seeded(counter, 8, end_seed(record->state, record->message_id, slot)));
}

static void put_import(uint8_t *bytes, const struct po_record *record)
{
    put64(bytes + 40, record->file.size);
    put64(bytes + 48, record->file.hash.low);
    put64(bytes + 56, record->file.hash.high);
    put64(bytes + 64, record->file.directory_hash);
    put_pair(bytes + 72, record->file.ordinal, record->file.has_report);
    put_text(bytes + 80, PO_FILE_NAME_SIZE, record->file.name, record->message_id);
    put64(bytes + IMPORT_CHECKSUM_AT,
          hash64_seeded(bytes + IMPORT_AT, IMPORT_CHECKSUM_AT - IMPORT_AT, record->message_id));
}

void po_record_encode(const struct po_record *record, uint32_t slot, uint8_t *bytes)
{
    memset(bytes, 0, PO_RECORD_SIZE);
    if (record->state != PO_RECORD_FREE) {
        put_pair(bytes, record->first_block, record->last_block);
        put64(bytes + 8, record->message_id);
        put64(bytes + 16, record->size);
        put_pair(bytes + 24, record->block_count, record->run);
        put64(bytes + RECORD_CHECKSUM_AT, hash64_seeded(bytes, RECORD_CHECKSUM_AT, slot));
        if (record->run != 0) {
            put_import(bytes, record);
        }
    }
    po_record_end_encode(record, slot, bytes + PO_RECORD_STATE_AT);
}

static const uint8_t zeros[PO_RECORD_STATE_AT] = {0};

/* All in front of the end. */
static bool record_checks(const uint8_t *bytes, uint32_t slot)
{
    if (get64(bytes + RECORD_CHECKSUM_AT) != hash64_seeded(bytes, RECORD_CHECKSUM_AT, slot)) {
        return false;
    }
    return get32(bytes + 28) == 0
               ? memcmp(bytes + IMPORT_AT, zeros, PO_RECORD_STATE_AT - IMPORT_AT) == 0
               : get64(bytes + IMPORT_CHECKSUM_AT) == hash64_seeded(bytes + IMPORT_AT,
                                                                    IMPORT_CHECKSUM_AT - IMPORT_AT,
                                                                    get64(bytes + 8));
}

bool po_record_free_decode(const uint8_t *bytes, uint32_t slot, uint32_t *next_free_out)
{
    const uint8_t *counter = bytes + 1;
    *next_free_out = get32(counter);
    return bytes[0] == PO_RECORD_FREE &&
           get64(counter + 8) == hash64_seeded(counter, 8, end_seed(PO_RECORD_FREE, 0, slot));
}

bool po_record_is_tidy(const uint8_t *bytes, uint32_t slot)
{
    return memcmp(bytes, zeros, sizeof(zeros)) == 0 || record_checks(bytes, slot);
}

bool po_record_decode(const uint8_t *bytes, uint32_t slot, struct po_record *record_out)
{
    const uint8_t *end = bytes + PO_RECORD_STATE_AT;
    const uint8_t *counter = bytes + PO_RECORD_COUNTER_AT;
    *record_out = (struct po_record){.state = end[0]};
    if (end[0] == PO_RECORD_FREE) {
        return po_record_free_decode(end, slot, &record_out->next_free);
    }
    if (!record_checks(bytes, slot)) {
        return false;
    }
    record_out->first_block = get32(bytes);
    record_out->last_block = get32(bytes + 4);
    record_out->message_id = get64(bytes + 8);
    record_out->size = get64(bytes + 16);
    record_out->block_count = get32(bytes + 24);
    record_out->references = get32(counter);
    record_out->flags = get32(counter + 4);
    record_out->counter_is_good =
        get64(counter + 8) ==
        hash64_seeded(counter, 8, end_seed(end[0], record_out->message_id, slot));
    record_out->run = get32(bytes + 28);
    if (record_out->run == 0) {
        return true;
    }
    record_out->file =
        (struct po_file_identity){.size = get64(bytes + 40),
                                  .hash = {.low = get64(bytes + 48), .high = get64(bytes + 56)},
                                  .directory_hash = get64(bytes + 64),
                                  .ordinal = get32(bytes + 72),
                                  .has_report = get32(bytes + 76) != 0};
    return get_text(bytes + 80, PO_FILE_NAME_SIZE, record_out->file.name, record_out->message_id);
}

/* Of message id and slot, as two words. */
static uint64_t pointer_checksum(uint64_t message_id, uint32_t slot, uint32_t usr,
                                 uint32_t position)
{
    uint8_t words[16];
    put64(words, message_id);
    put_pair(words + 8, slot, 0);
    return hash64_seeded(words, sizeof(words), (uint64_t)usr << 32 | position);
}

/* Any other value of one of the two gives another one; 0 for 0 and 0. */
static uint8_t place_check(uint8_t folder, uint8_t marks)
{
    return (uint8_t)(folder * 31U + marks * 101U);
}

void po_pointer_encode(const struct po_pointer *pointer, uint32_t usr, uint32_t position,
                       uint8_t *bytes)
{
    memset(bytes, 0, PO_POINTER_SIZE);
    put64(bytes, pointer->message_id);
    put32(bytes + 8, pointer->slot);
    bytes[PO_POINTER_STATE_AT] = pointer->state;
    bytes[PO_POINTER_PLACE_AT] = pointer->folder;
    bytes[PO_POINTER_PLACE_AT + 1] = pointer->marks;
    bytes[PO_POINTER_PLACE_AT + 2] = place_check(pointer->folder, pointer->marks);
    put64(bytes + POINTER_CHECKSUM_AT,
          pointer_checksum(pointer->message_id, pointer->slot, usr, position));
}

bool po_pointer_decode(const uint8_t *bytes, uint32_t usr, uint32_t position,
                       struct po_pointer *pointer_out)
{
    *pointer_out = (struct po_pointer){
        .message_id = get64(bytes), .slot = get32(bytes + 8), .state = bytes[PO_POINTER_STATE_AT]};
    if (get32(bytes + PO_POINTER_STATE_AT) != pointer_out->state) { /* mostly zeros behind it */
        const uint8_t *place = bytes + PO_POINTER_PLACE_AT;
        pointer_out->place_is_bad = place[2] != place_check(place[0], place[1]);
        pointer_out->folder = pointer_out->place_is_bad ? 0 : place[0];
        pointer_out->marks = pointer_out->place_is_bad ? 0 : place[1];
    }
    return get64(bytes + POINTER_CHECKSUM_AT) ==
               pointer_checksum(pointer_out->message_id, pointer_out->slot, usr, position) &&
           (pointer_out->state == PO_POINTER_LIVE || pointer_out->state == PO_POINTER_NOTE ||
            pointer_out->state == PO_POINTER_REMOVED);
}

uint64_t po_pointer_id(const uint8_t *bytes)
{
    return get64(bytes);
}

/* Of 0..23; what stands behind that is in the seed. */
static uint32_t block_checksum(const uint8_t *bytes, uint32_t payload_checksum, uint32_t block)
{
    return (uint32_t)hash64_seeded(bytes, 24, block | (uint64_t)payload_checksum << 32);
}

void po_block_header_encode(const struct po_block_header *header, uint32_t block, uint8_t *bytes)
{
    put_pair(bytes, block_magic, header->next);
    put64(bytes + 8, header->message_id);
    put_pair(bytes + 16, header->ordinal, header->used);
    put_pair(bytes + 24, header->payload_checksum,
             block_checksum(bytes, header->payload_checksum, block));
}

bool po_block_header_decode(const uint8_t *bytes, uint32_t block,
                            struct po_block_header *header_out)
{
    *header_out = (struct po_block_header){.next = get32(bytes + 4),
                                           .message_id = get64(bytes + 8),
                                           .ordinal = get32(bytes + 16),
                                           .used = get32(bytes + 20),
                                           .payload_checksum = get32(bytes + 24)};
    return get32(bytes) == block_magic && header_out->used <= PO_PAYLOAD_SIZE &&
           get32(bytes + 28) == block_checksum(bytes, header_out->payload_checksum, block);
}

bool po_block_header_guess(const uint8_t *bytes, size_t size, struct po_block_header *header_out)
{
    (void)po_block_header_decode(bytes, 0, header_out); /* for its fields */
    header_out->next = UINT32_MAX;
    return get32(bytes) == block_magic && header_out->message_id != 0 && header_out->used != 0 &&
           header_out->used <= size - PO_BLOCK_HEADER_SIZE &&
           po_payload_checksum(bytes + PO_BLOCK_HEADER_SIZE, header_out->used) ==
               header_out->payload_checksum;
}
