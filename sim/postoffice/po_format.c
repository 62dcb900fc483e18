#include "po_format.h"

#include <string.h>

#include "base/text.h"

static const uint32_t clandata_magic = 0x4E414C43; /* "CLAN" */
static const uint32_t mlandata_magic = 0x4E414C4D; /* "MLAN" */
static const uint32_t usr_magic = 0x46525355;      /* "USRF" */
static const uint32_t block_magic = 0x4B434C42;    /* "BLCK" */

/* Where the checksums are; they cover what is before them. */
enum {
    HEADER_CHECKSUM_AT = 168,
    STORE_CHECKSUM_AT = 64,
    FLAG_IMPORT_OPEN = 1, /* in CLANDATA's header */
    FLAG_ADE = 2,
    FREE_LIST_SHIFT = 30, /* in the number at 52 */
    FREE_TAIL_MASK = (1 << FREE_LIST_SHIFT) - 1,
    USR_CHECKSUM_AT = 40,
    ENTRY_CHECKSUM_AT = 248,
    RECORD_CHECKSUM_AT = 104,
    POINTER_CHECKSUM_AT = 16,
    BLOCK_CHECKSUM_AT = 28
};

/* Written out, so that compilers make one load or store of each. */
static inline void put32(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)value;
    at[1] = (uint8_t)(value >> 8);
    at[2] = (uint8_t)(value >> 16);
    at[3] = (uint8_t)(value >> 24);
}

static inline void put64(uint8_t *at, uint64_t value)
{
    at[0] = (uint8_t)value;
    at[1] = (uint8_t)(value >> 8);
    at[2] = (uint8_t)(value >> 16);
    at[3] = (uint8_t)(value >> 24);
    at[4] = (uint8_t)(value >> 32);
    at[5] = (uint8_t)(value >> 40);
    at[6] = (uint8_t)(value >> 48);
    at[7] = (uint8_t)(value >> 56);
}

static inline uint32_t get32(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static inline uint64_t get64(const uint8_t *at)
{
    return (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 | (uint64_t)at[3] << 24 |
           (uint64_t)at[4] << 32 | (uint64_t)at[5] << 40 | (uint64_t)at[6] << 48 |
           (uint64_t)at[7] << 56;
}

/* A text field is veiled with its padding; what comes back must be terminated and padded with
 * zeros. */
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
    if (get32(copy) != clandata_magic ||
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
    memset(bytes, 0, PO_HEADER_SIZE);
    put32(bytes, mlandata_magic);
    put32(bytes + 4, PO_BLOCK_SIZE);
    put64(bytes + 8, header->identity);
    put32(bytes + 16, header->block_count);
    put32(bytes + 20, header->free_head);
    put32(bytes + 24, header->free_count);
    put32(bytes + 28, header->index_used);
    put32(bytes + 32, header->index_free);
    put32(bytes + 36, header->held);
    put64(bytes + 40, header->next_id);
    put32(bytes + 48, header->compact_blocks);
    put32(bytes + 52,
          (uint32_t)header->free_list << FREE_LIST_SHIFT | (header->free_tail & FREE_TAIL_MASK));
    put32(bytes + 56, header->generation);
    put64(bytes + STORE_CHECKSUM_AT, hash64_seeded(bytes, STORE_CHECKSUM_AT, mlandata_magic));
    memcpy(bytes + PO_COPY_SIZE, bytes, PO_STORE_USED);
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

void po_usr_header_encode(const struct po_usr_header *header, uint8_t *bytes)
{
    memset(bytes, 0, PO_USR_HEADER_SIZE);
    put32(bytes, usr_magic);
    put32(bytes + 4, header->usr);
    put64(bytes + 8, header->owner_hash);
    put32(bytes + 16, header->head);
    put32(bytes + 20, header->tail);
    put32(bytes + 24, header->count);
    put64(bytes + 32, header->identity);
    put64(bytes + USR_CHECKSUM_AT, hash64_seeded(bytes, USR_CHECKSUM_AT, usr_magic));
    memcpy(bytes + PO_USR_COPY_SIZE, bytes, PO_USR_COPY_SIZE);
}

bool po_usr_header_decode(const uint8_t *copy, struct po_usr_header *header_out)
{
    if (get32(copy) != usr_magic ||
        get64(copy + USR_CHECKSUM_AT) != hash64_seeded(copy, USR_CHECKSUM_AT, usr_magic)) {
        return false;
    }
    *header_out = (struct po_usr_header){.usr = get32(copy + 4),
                                         .owner_hash = get64(copy + 8),
                                         .head = get32(copy + 16),
                                         .tail = get32(copy + 20),
                                         .count = get32(copy + 24),
                                         .identity = get64(copy + 32)};
    return header_out->head <= header_out->tail && header_out->tail < UINT32_MAX / PO_POINTER_SIZE;
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

void po_record_counter_encode(const struct po_record *record, uint32_t slot, uint8_t *bytes)
{
    put32(bytes, record->references);
    put32(bytes + 4, record->flags);
    put64(bytes + 8, hash64_seeded(bytes, 8, record->message_id ^ (uint64_t)slot << 32));
}

void po_record_encode(const struct po_record *record, uint32_t slot, uint8_t *bytes)
{
    memset(bytes, 0, PO_RECORD_SIZE);
    bytes[0] = record->state;
    put32(bytes + 4, record->first_block);
    put64(bytes + 8, record->message_id);
    put32(bytes + 16, record->last_block);
    put32(bytes + 20, record->block_count);
    put64(bytes + 24, record->size);
    put64(bytes + 32, record->file.size);
    put64(bytes + 40, record->file.hash.low);
    put64(bytes + 48, record->file.hash.high);
    put64(bytes + 56, record->file.directory_hash);
    put32(bytes + 64, record->file.ordinal);
    put32(bytes + 68, record->run);
    if (record->run != 0) {
        put_text(bytes + 72, PO_FILE_NAME_SIZE, record->file.name, record->message_id);
    }
    put32(bytes + 88, record->next_free);
    put64(bytes + RECORD_CHECKSUM_AT, hash64_seeded(bytes + 1, RECORD_CHECKSUM_AT - 1, slot));
    po_record_counter_encode(record, slot, bytes + PO_RECORD_COUNTER_AT);
}

bool po_record_decode(const uint8_t *bytes, uint32_t slot, struct po_record *record_out)
{
    if (get64(bytes + RECORD_CHECKSUM_AT) !=
        hash64_seeded(bytes + 1, RECORD_CHECKSUM_AT - 1, slot)) {
        return false;
    }
    const uint8_t *counter = bytes + PO_RECORD_COUNTER_AT;
    *record_out =
        (struct po_record){.state = bytes[0],
                           .first_block = get32(bytes + 4),
                           .message_id = get64(bytes + 8),
                           .last_block = get32(bytes + 16),
                           .block_count = get32(bytes + 20),
                           .size = get64(bytes + 24),
                           .file = {.size = get64(bytes + 32),
                                    .hash = {.low = get64(bytes + 40), .high = get64(bytes + 48)},
                                    .directory_hash = get64(bytes + 56),
                                    .ordinal = get32(bytes + 64)},
                           .run = get32(bytes + 68),
                           .next_free = get32(bytes + 88),
                           .references = get32(counter),
                           .flags = get32(counter + 4)};
    record_out->counter_is_good =
        get64(counter + 8) ==
        hash64_seeded(counter, 8, record_out->message_id ^ (uint64_t)slot << 32);
    return record_out->run == 0 ||
           get_text(bytes + 72, PO_FILE_NAME_SIZE, record_out->file.name, record_out->message_id);
}

static uint64_t pointer_checksum(const uint8_t *bytes, uint32_t usr, uint32_t position)
{
    return hash64_seeded(bytes, PO_POINTER_STATE_AT, (uint64_t)usr << 32 | position);
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
    put64(bytes + POINTER_CHECKSUM_AT, pointer_checksum(bytes, usr, position));
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
    return get64(bytes + POINTER_CHECKSUM_AT) == pointer_checksum(bytes, usr, position) &&
           (pointer_out->state == PO_POINTER_LIVE || pointer_out->state == PO_POINTER_NOTE ||
            pointer_out->state == PO_POINTER_REMOVED);
}

void po_block_header_encode(const struct po_block_header *header, uint32_t block, uint8_t *bytes)
{
    put32(bytes, block_magic);
    put32(bytes + 4, header->next);
    put64(bytes + 8, header->message_id);
    put32(bytes + 16, header->ordinal);
    put32(bytes + 20, header->used);
    put32(bytes + 24, header->payload_checksum);
    put32(bytes + BLOCK_CHECKSUM_AT, (uint32_t)hash64_seeded(bytes, BLOCK_CHECKSUM_AT, block));
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
           get32(bytes + BLOCK_CHECKSUM_AT) ==
               (uint32_t)hash64_seeded(bytes, BLOCK_CHECKSUM_AT, block);
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
