/*
 * A post office whose numbers were changed by somebody who knows the format: every checksum is
 * good, and what it covers is not. Then everything that can be asked is asked, and the utilities do
 * what they can; whatever links and counts say, all of it ends.
 *
 * Input: edits of EDIT_SIZE bytes: which structure, which one of them, which field, and its value.
 */
#include <string.h>

#include "po_format.h"
#include "po_wear.h"
#include "support/po_fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { EDIT_SIZE = 8, EDITS_MAX = 12, DISK_FREE = 8 << 20 };
enum { COUNT_MAX = 0xFFFF }; /* of what is gone through one by one: more takes long, and ends */

struct edit {
    uint8_t structure;
    uint8_t which;
    uint8_t field;
    uint64_t value;
};

/* Made once; every input gets a copy. Letters of several blocks, scattered, and free blocks. */
static struct memory_port *good_world(struct arena *arena)
{
    static struct arena kept;
    static struct memory_port *world;
    static const char *const recipients[] = {"Smith, J", "Brady, Sally", "Doe, Ann", "x at FAR"};
    if (world == NULL) {
        uint64_t seed = 1;
        world = fixture_create(&kept);
        struct os_port *port = memory_port_os(world);
        const struct po_wear wear = {.turnovers = 3,
                                     .messages = 8,
                                     .keep = 4,
                                     .size_first = 0,
                                     .size_last = 9000,
                                     .below = fixture_below,
                                     .context = &seed};
        fixture_wear(port, &kept, &wear);
        for (size_t i = 0; i < ARRAY_COUNT(recipients); i++) {
            REQUIRE(fixture_send(port, &kept, "Smith, J", recipients[i], "s") == ST_OK);
        }
    }
    struct memory_port *copy = memory_port_copy(world, arena);
    memory_port_set_free(copy, DISK_FREE); /* numbers may ask for terabytes */
    return copy;
}

/* A number that means something more often than one of all bits does. */
static uint64_t value_of(const uint8_t *bytes)
{
    const uint64_t value = bytes[0] | (uint64_t)bytes[1] << 8 | (uint64_t)bytes[2] << 16;
    switch (bytes[3] & 7) {
    case 0:
        return value & 0xFF;
    case 1:
        return value;
    case 2:
        return value << 8;
    case 3:
        return value << 40;
    case 4:
        return UINT64_MAX - (value & 0xFF);
    case 5:
        return UINT32_MAX - (value & 0xFF);
    case 6:
        return (UINT64_C(1) << 31) - 128 + (value & 0xFF);
    default:
        return UINT64_C(1) << (value & 63);
    }
}

/* The bytes of a file of the post office, to be changed; `need` from `at` on are there. */
static uint8_t *open_file(struct memory_port *memory, struct arena *arena, const char *path,
                          uint64_t need, struct bytes *file_out)
{
    const struct bytes old = memory_port_get(memory, path);
    uint8_t *bytes = arena_copy(arena, old.data, old.size);
    *file_out = (struct bytes){bytes, old.size};
    return old.data != NULL && old.size >= need ? bytes : NULL;
}

static bool read_header(struct memory_port *memory, struct arena *arena, struct po_header *header)
{
    struct bytes file;
    const uint8_t *bytes =
        open_file(memory, arena, FIXTURE_DATA "\\CLANDATA", PO_HEADER_SIZE, &file);
    return bytes != NULL &&
           (po_header_decode(bytes, header) || po_header_decode(bytes + PO_COPY_SIZE, header));
}

static void forge_header(struct memory_port *memory, struct arena *arena, const struct edit *edit)
{
    static const char path[] = FIXTURE_DATA "\\CLANDATA";
    struct po_header header;
    struct bytes file;
    uint8_t *bytes = open_file(memory, arena, path, PO_HEADER_SIZE, &file);
    if (bytes == NULL || !read_header(memory, arena, &header)) {
        return;
    }
    uint32_t *const numbers[] = {&header.usr_next,        &header.directory.capacity,
                                 &header.directory.count, &header.index.capacity,
                                 &header.import_run,      &header.import_open_since,
                                 &header.generation,      &header.format};
    uint64_t *const offsets[] = {&header.directory.offset, &header.index.offset};
    const size_t field = edit->field % (ARRAY_COUNT(numbers) + ARRAY_COUNT(offsets) + 1);
    if (field < ARRAY_COUNT(numbers)) {
        *numbers[field] = (uint32_t)edit->value;
    } else if (field < ARRAY_COUNT(numbers) + ARRAY_COUNT(offsets)) {
        *offsets[field - ARRAY_COUNT(numbers)] = edit->value;
    } else {
        header.import_open = !header.import_open;
    }
    header.directory.capacity &= COUNT_MAX;
    header.index.capacity &= COUNT_MAX;
    po_header_encode(&header, bytes);
    memory_port_put(memory, path, file);
}

static void forge_store(struct memory_port *memory, struct arena *arena, const struct edit *edit)
{
    static const char path[] = FIXTURE_DATA "\\MLANDATA";
    struct po_store_header header;
    struct bytes file;
    uint8_t *bytes = open_file(memory, arena, path, PO_STORE_HEADER_SIZE, &file);
    if (bytes == NULL || !po_store_header_decode(bytes, &header)) {
        return;
    }
    uint32_t *const numbers[] = {&header.block_count, &header.free_head,      &header.free_count,
                                 &header.index_used,  &header.index_free,     &header.held,
                                 &header.free_tail,   &header.compact_blocks, &header.generation};
    const size_t field = edit->field % (ARRAY_COUNT(numbers) + 2);
    if (field < ARRAY_COUNT(numbers)) {
        *numbers[field] = (uint32_t)edit->value;
    } else if (field == ARRAY_COUNT(numbers)) {
        header.next_id = edit->value;
    } else {
        header.free_list = (enum po_free_list)(edit->value % 3);
    }
    po_store_header_encode(&header, bytes);
    memory_port_put(memory, path, file);
}

static void forge_record(struct memory_port *memory, struct arena *arena, const struct edit *edit)
{
    static const char path[] = FIXTURE_DATA "\\CLANDATA";
    static const uint8_t states[] = {PO_RECORD_FREE, PO_RECORD_LIVE, PO_RECORD_HELD};
    const uint32_t slot = edit->which % PO_INDEX_CAPACITY_FIRST;
    struct po_header header;
    struct po_record record;
    struct bytes file;
    if (!read_header(memory, arena, &header) || header.index.offset > UINT32_MAX) {
        return;
    }
    const uint64_t at = header.index.offset + (uint64_t)slot * PO_RECORD_SIZE;
    uint8_t *bytes = open_file(memory, arena, path, at + PO_RECORD_SIZE, &file);
    if (bytes == NULL || !po_record_decode(bytes + at, slot, &record)) {
        return;
    }
    uint32_t *const numbers[] = {&record.first_block, &record.last_block, &record.block_count,
                                 &record.next_free,   &record.references, &record.flags,
                                 &record.run};
    uint64_t *const large[] = {&record.message_id, &record.size};
    const size_t field = edit->field % (ARRAY_COUNT(numbers) + ARRAY_COUNT(large) + 1);
    if (field < ARRAY_COUNT(numbers)) {
        *numbers[field] = (uint32_t)edit->value;
    } else if (field < ARRAY_COUNT(numbers) + ARRAY_COUNT(large)) {
        *large[field - ARRAY_COUNT(numbers)] = edit->value;
    } else {
        record.state = states[edit->value % ARRAY_COUNT(states)];
    }
    po_record_encode(&record, slot, bytes + at);
    memory_port_put(memory, path, file);
}

static void forge_block(struct memory_port *memory, struct arena *arena, const struct edit *edit)
{
    static const char path[] = FIXTURE_DATA "\\MLANDATA";
    struct po_block_header header;
    struct bytes file;
    const uint64_t at = (1 + (uint64_t)edit->which) * PO_BLOCK_SIZE;
    uint8_t *bytes = open_file(memory, arena, path, at + PO_BLOCK_HEADER_SIZE, &file);
    if (bytes == NULL || !po_block_header_decode(bytes + at, 1 + (uint32_t)edit->which, &header)) {
        return;
    }
    switch (edit->field % 4) {
    case 0:
        header.next = (uint32_t)edit->value;
        break;
    case 1:
        header.message_id = edit->value;
        break;
    case 2:
        header.ordinal = (uint32_t)edit->value;
        break;
    default:
        header.used = (uint32_t)edit->value;
        break;
    }
    po_block_header_encode(&header, 1 + (uint32_t)edit->which, bytes + at);
    memory_port_put(memory, path, file);
}

static void forge_pointer(const struct po_usr_header *header, uint8_t *bytes,
                          const struct edit *edit)
{
    static const uint8_t states[] = {PO_POINTER_LIVE, PO_POINTER_NOTE, PO_POINTER_REMOVED};
    struct po_pointer pointer;
    const uint32_t position = header->tail - 1 - edit->which % 8;
    if (!po_pointer_decode(bytes, header->usr, position, &pointer)) {
        return;
    }
    switch (edit->field % 4) {
    case 0:
        pointer.message_id = edit->value;
        break;
    case 1:
        pointer.slot = (uint32_t)edit->value;
        break;
    case 2:
        pointer.folder = (uint8_t)edit->value;
        break;
    default:
        pointer.state = states[edit->value % ARRAY_COUNT(states)];
        break;
    }
    po_pointer_encode(&pointer, header->usr, position, bytes);
}

static void forge_usr(struct memory_port *memory, struct arena *arena, const struct edit *edit)
{
    const char *path = arena_format(arena, FIXTURE_DATA "\\USR%05u", 1U + edit->which / 32U);
    struct po_header clan;
    struct po_usr_header header;
    struct bytes file;
    uint8_t *bytes = open_file(memory, arena, path, PO_USR_HEADER_SIZE, &file);
    if (bytes == NULL || !read_header(memory, arena, &clan) ||
        !po_usr_header_decode(bytes, clan.identity, &header)) {
        return;
    }
    uint32_t *const numbers[] = {&header.head, &header.tail, &header.count, &header.fresh,
                                 &header.usr};
    const size_t field = edit->field % (2 * ARRAY_COUNT(numbers));
    if (field < ARRAY_COUNT(numbers)) {
        *numbers[field] = (uint32_t)edit->value;
        header.fresh = header.fresh <= PO_FRESH_MAX ? header.fresh : PO_FRESH_MAX;
        header.tail &= COUNT_MAX;
    } else if (header.tail > edit->which % 8) {
        const uint64_t at = po_pointer_offset(&header, header.tail - 1 - edit->which % 8);
        if (at < PO_USR_COPY_SIZE) {
            forge_pointer(&header, header.bytes + at, edit);
        } else if (at + PO_POINTER_SIZE <= file.size) {
            forge_pointer(&header, bytes + at, edit);
        }
    }
    po_usr_header_encode(&header);
    memcpy(bytes, header.bytes, PO_USR_HEADER_SIZE);
    memory_port_put(memory, path, file);
}

static void forge(struct memory_port *memory, struct arena *arena, const uint8_t *bytes)
{
    static void (*const forgers[])(struct memory_port *, struct arena *, const struct edit *) = {
        forge_header, forge_store, forge_record, forge_block, forge_usr};
    const struct edit edit = {
        .structure = bytes[0], .which = bytes[1], .field = bytes[2], .value = value_of(bytes + 3)};
    forgers[edit.structure % ARRAY_COUNT(forgers)](memory, arena, &edit);
}

static void run_all(struct os_port *port, struct arena *arena)
{
    static const char *const tools[][2] = {
        {"IMPORT", FIXTURE_IMPORT},
        {"EXPORT", FIXTURE_EXPORT},
        {"ANALYZE", FIXTURE_DATA " DIAGNOSTICS"},
        {"CHKSTAT", "PO1 secret " FIXTURE_DATA " NFT/C"},
        {"CHKSTAT", "PO1 secret " FIXTURE_DATA " DIAGNOSTICS/M"},
        {"CHKSTAT", "PO1 secret " FIXTURE_DATA " DIAGNOSTICS/R STATUSERS/N"},
        {"RECLAIM", "PO1 secret " FIXTURE_DATA " DIRECTORY DIAGNOSTICS/A"},
        {"RECLAIM", "PO1 secret " FIXTURE_DATA},
        {"ANALYZE", FIXTURE_DATA},
    };
    fixture_run_each(port, arena, tools, ARRAY_COUNT(tools));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct memory_port *memory = good_world(&arena);
    struct os_port *port = memory_port_os(memory);
    for (size_t i = 0; i < EDITS_MAX && (i + 1) * EDIT_SIZE <= size; i++) {
        forge(memory, &arena, data + i * EDIT_SIZE);
    }
    fixture_ask(port, &arena);
    fixture_put_import(memory, &arena, "B.CCM",
                       fixture_ccm(&arena, "x at FAR", "Smith, J|Lee, Bo", "s", "t"));
    run_all(port, &arena);
    REQUIRE(memory_port_open_count(memory) == 0);
    fixture_ask(port, &arena);
    memory_port_release(memory);
    arena_release(&arena);
    return 0;
}
