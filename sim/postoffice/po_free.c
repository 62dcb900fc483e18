/*
 * po_free -- the orders of the free list that are not the usual one (assumption FREE_LIST)
 *
 * First in, first out: a chain goes behind the last free block, whose number the header of MLANDATA
 * holds. Lowest first: the list is kept in ascending order, so that whoever takes from its front
 * takes the lowest. Both write the blocks that come in before the one link that makes them part of
 * the list, so a cut leaves lost blocks, never a list that leads astray. Freeing costs a look at
 * the list; taking costs what it always does. A list that cannot be read is not gone through: the
 * chain comes in front, as in the usual order.
 */
#include "po_internal.h"

static uint64_t block_offset(uint32_t block)
{
    return (uint64_t)block * PO_BLOCK_SIZE;
}

static enum status header_write(struct postoffice *po, uint32_t block,
                                const struct po_block_header *header)
{
    uint8_t bytes[PO_BLOCK_HEADER_SIZE];
    po_block_header_encode(header, block, bytes);
    return po_write(po, po->mlandata, block_offset(block), bytes, sizeof(bytes));
}

/* ST_FILE_CORRUPT: it does not check, or leads nowhere. */
static enum status header_read(struct postoffice *po, uint32_t block,
                               struct po_block_header *header_out)
{
    uint8_t bytes[PO_BLOCK_HEADER_SIZE];
    const uint32_t count = po->store.block_count;
    enum status st = block == 0 || block >= count ? ST_FILE_CORRUPT : ST_OK;
    if (st == ST_OK) {
        st = po_read_exactly(po, po->mlandata, block_offset(block), bytes, sizeof(bytes),
                             PO_PART_STORE);
    }
    if (st == ST_OK &&
        (!po_block_header_decode(bytes, block, header_out) || header_out->next >= count)) {
        st = ST_FILE_CORRUPT;
    }
    return st;
}

/* ---- first in, first out ---- */

/* The last block of the list: the one that the header names, unless a free was cut off behind it.
 */
static enum status tail_find(struct postoffice *po, uint32_t *tail_out,
                             struct po_block_header *header_out)
{
    uint32_t at = po->store.free_tail;
    enum status st = header_read(po, at, header_out);
    for (uint32_t steps = 0; st == ST_OK && header_out->next != 0; steps++) {
        at = header_out->next;
        st = steps < po->store.block_count ? header_read(po, at, header_out) : ST_FILE_CORRUPT;
    }
    *tail_out = at;
    return st;
}

static enum status free_behind(struct postoffice *po, const struct po_record *record)
{
    struct po_store_header *store = &po->store;
    struct po_block_header tail_header = {0};
    uint32_t tail = 0;
    const struct po_block_header last = {.message_id = record->message_id,
                                         .ordinal = record->block_count - 1};
    enum status st = ST_OK;
    if (store->free_head != 0) {
        st = tail_find(po, &tail, &tail_header);
    }
    if (st == ST_OK) {
        st = header_write(po, record->last_block, &last);
    }
    if (st == ST_OK && tail != 0) {
        tail_header.next = record->first_block;
        st = header_write(po, tail, &tail_header);
    }
    if (st == ST_OK) {
        store->free_head = tail != 0 ? store->free_head : record->first_block;
        store->free_tail = record->last_block;
    }
    return st;
}

/* ---- lowest first ---- */

struct link {
    uint32_t block;
    struct po_block_header header;
};

struct links {
    struct link *items;
    uint32_t count;
};

/* Insertion sort: a chain is mostly in ascending order already. */
static void links_sort(struct links *links)
{
    for (uint32_t i = 1; i < links->count; i++) {
        const struct link link = links->items[i];
        uint32_t at = i;
        for (; at > 0 && links->items[at - 1].block > link.block; at--) {
            links->items[at] = links->items[at - 1];
        }
        links->items[at] = link;
    }
}

static enum status chain_load(struct postoffice *po, const struct po_record *record,
                              struct arena *scratch, struct links *chain_out)
{
    uint32_t block = record->first_block;
    *chain_out = (struct links){.items = arena_array(scratch, struct link, record->block_count)};
    for (uint32_t i = 0; i < record->block_count; i++) {
        struct link *link = &chain_out->items[chain_out->count++];
        const enum status st = header_read(po, block, &link->header);
        if (st != ST_OK) {
            return st;
        }
        if (link->header.message_id != record->message_id || link->header.ordinal != i) {
            return ST_FILE_CORRUPT;
        }
        link->block = block;
        block = link->header.next;
    }
    links_sort(chain_out);
    return ST_OK;
}

/* Blocks of the list, in its order, up to the first above `last`, which is not among them. */
static enum status list_load(struct postoffice *po, uint32_t last, struct arena *scratch,
                             struct links *list_out)
{
    struct buffer items;
    uint32_t at = po->store.free_head;
    buffer_init(&items, scratch);
    *list_out = (struct links){0};
    for (uint32_t before = 0; at != 0 && at < last; list_out->count++) {
        struct link link = {.block = at};
        const enum status st = header_read(po, at, &link.header);
        if (st != ST_OK) {
            return st;
        }
        if (at <= before) {
            return ST_FILE_CORRUPT; /* a list of another order, or a ring */
        }
        buffer_add(&items, &link, sizeof(link));
        before = at;
        at = link.header.next;
    }
    list_out->items = (struct link *)(void *)items.data;
    return ST_OK;
}

/* Blocks first..end-1 of the chain become the list between `before` (NULL: its front) and `next`.
 */
static enum status group_insert(struct postoffice *po, const struct links *group,
                                struct link *before, uint32_t next)
{
    enum status st = ST_OK;
    for (uint32_t i = 0; st == ST_OK && i < group->count; i++) {
        struct link *link = &group->items[i];
        const struct po_block_header header = {
            .next = i + 1 < group->count ? group->items[i + 1].block : next,
            .message_id = link->header.message_id,
            .ordinal = link->header.ordinal};
        st = header_write(po, link->block, &header);
    }
    if (st == ST_OK && before != NULL) {
        before->header.next = group->items[0].block;
        st = header_write(po, before->block, &before->header);
    } else if (st == ST_OK) {
        po->store.free_head = group->items[0].block;
    }
    return st;
}

static enum status free_sorted(struct postoffice *po, const struct po_record *record)
{
    struct arena scratch = {0};
    struct links chain;
    struct links list = {0};
    uint32_t at = 0; /* in the list: the first that is above what is put in next */
    enum status st = chain_load(po, record, &scratch, &chain);
    if (st == ST_OK) {
        st = list_load(po, chain.items[chain.count - 1].block, &scratch, &list);
    }
    for (uint32_t first = 0; st == ST_OK && first < chain.count;) {
        while (at < list.count && list.items[at].block < chain.items[first].block) {
            at++;
        }
        struct link *before = at != 0 ? &list.items[at - 1] : NULL;
        const uint32_t next = before != NULL ? before->header.next : po->store.free_head;
        uint32_t end = first + 1;
        while (end < chain.count && (next == 0 || chain.items[end].block < next)) {
            end++;
        }
        const struct links group = {.items = chain.items + first, .count = end - first};
        st = group_insert(po, &group, before, next);
        first = end;
    }
    arena_release(&scratch);
    return st;
}

enum status po_free_ordered(struct postoffice *po, const struct po_record *record)
{
    REQUIRE(po->store.free_list != PO_FREE_LIFO);
    po->is_dirty = true;
    const enum status st =
        po->store.free_list == PO_FREE_FIFO ? free_behind(po, record) : free_sorted(po, record);
    po->store.free_count += st == ST_OK ? record->block_count : 0;
    return st;
}
