#include "po_map.h"

#include "po_internal.h"

struct mapping {
    struct postoffice *po;
    struct po_block *blocks;
    uint32_t count;
};

static enum status read_blocks(struct mapping *map)
{
    uint8_t bytes[PO_BLOCK_SIZE];
    for (uint32_t block = 1; block < map->count; block++) {
        struct po_block_header header = {.used = 0};
        size_t got = 0;
        const enum status st = po_read(map->po, map->po->mlandata, (uint64_t)block * PO_BLOCK_SIZE,
                                       bytes, sizeof(bytes), &got);
        if (st != ST_OK) {
            return st;
        }
        if (got < PO_BLOCK_HEADER_SIZE || !po_block_header_decode(bytes, block, &header)) {
            continue;
        }
        map->blocks[block] = (struct po_block){
            .is_readable = true,
            .is_whole = header.used <= got - PO_BLOCK_HEADER_SIZE && /* the last may be short */
                        po_payload_checksum(bytes + PO_BLOCK_HEADER_SIZE, header.used) ==
                            header.payload_checksum,
            .ordinal = header.ordinal,
            .next = header.next,
            .used = header.used,
            .message_id = header.message_id,
        };
    }
    return ST_OK;
}

/* As far as it leads: a block whose contents are torn still says which is next. */
static void follow_message(struct mapping *map, const struct po_record *record)
{
    uint32_t at = record->first_block;
    for (uint32_t ordinal = 0; ordinal < record->block_count; ordinal++) {
        if (at == 0 || at >= map->count) {
            return;
        }
        struct po_block *block = &map->blocks[at];
        if (block->held_by != 0) {
            block->state = PO_BLOCK_CROSSED;
            return;
        }
        const bool is_ours = block->is_readable && block->message_id == record->message_id &&
                             block->ordinal == ordinal;
        block->held_by = record->message_id;
        block->state = is_ours && block->is_whole ? PO_BLOCK_USED : PO_BLOCK_TORN;
        if (!is_ours) {
            return;
        }
        at = block->next;
    }
}

static enum status follow_messages(struct mapping *map)
{
    const struct po_header *header = &map->po->header;
    for (uint32_t slot = 0; slot < header->index.capacity; slot++) {
        struct po_record record;
        const enum status st = po_index_read(map->po, slot, &record);
        if (st == ST_OK && record.state == PO_RECORD_LIVE) {
            follow_message(map, &record);
        } else if (st != ST_OK && st != ST_FILE_CORRUPT) {
            return st; /* of a damaged record nothing is known: its blocks are lost */
        }
    }
    return ST_OK;
}

static void follow_free(struct mapping *map)
{
    uint32_t at = map->po->store.free_head;
    while (at != 0 && at < map->count) {
        struct po_block *block = &map->blocks[at];
        if (block->held_by != 0) {
            block->state = PO_BLOCK_CROSSED;
            return;
        }
        if (block->state == PO_BLOCK_FREE) {
            return; /* a ring */
        }
        block->state = PO_BLOCK_FREE;
        at = block->next; /* 0 when it cannot be read */
    }
}

/* A damaged header may name any number of blocks and records; the files hold what they hold. */
static enum status measure(struct mapping *map)
{
    const struct po_region *index = &map->po->header.index;
    uint64_t size = 0;
    enum status st = os_size(map->po->port, map->po->clandata, &size);
    if (st == ST_OK && index->offset + (uint64_t)index->capacity * PO_RECORD_SIZE > size) {
        st = po_corrupt(map->po, PO_PART_INDEX);
    }
    if (st == ST_OK) {
        st = os_size(map->po->port, map->po->mlandata, &size);
    }
    const uint64_t there = (size + PO_BLOCK_SIZE - 1) / PO_BLOCK_SIZE;
    const uint32_t named = map->po->store.block_count;
    map->count = named > there ? (uint32_t)there : named;
    return st;
}

enum status po_map(struct postoffice *po, struct arena *arena, struct po_map *map_out)
{
    struct mapping map = {.po = po};
    enum status st = po_store_open(po);
    if (st == ST_OK) {
        st = measure(&map);
    }
    if (st != ST_OK) {
        return st;
    }
    map.blocks = arena_array(arena, struct po_block, (size_t)map.count + 1);
    st = read_blocks(&map);
    if (st == ST_OK) {
        st = follow_messages(&map);
    }
    if (st == ST_OK) {
        follow_free(&map);
    }
    *map_out = (struct po_map){map.blocks, map.count};
    return st;
}

const char *po_block_state_name(enum po_block_state state)
{
    static const char *const names[PO_BLOCK_STATE_COUNT] = {[PO_BLOCK_LOST] = "lost",
                                                            [PO_BLOCK_FREE] = "free",
                                                            [PO_BLOCK_USED] = "used",
                                                            [PO_BLOCK_TORN] = "torn",
                                                            [PO_BLOCK_CROSSED] = "crossed"};
    return names[state];
}
