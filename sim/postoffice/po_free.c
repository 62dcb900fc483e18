/*
 * po_free -- the orders of the free list that are not the usual one (assumption FREE_LIST)
 *
 * First in, first out: a chain goes behind the last free block, whose number the header of MLANDATA
 * holds. Lowest first: the list is kept in ascending order, so that whoever takes from its front
 * takes the lowest. Both write the blocks that come in before the one link that makes them part of
 * the list, so a cut leaves lost blocks, never a list that leads astray. Where the lowest is used
 * first the list is gone through once and then known, block by block (po_free_set.h), until
 * somebody else writes MLANDATA's header; so freeing costs what its chain costs, and so does
 * taking. A list that cannot be read is not gone through: the chain comes in front, as in the usual
 * order.
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

/* Goes through the whole list. ST_FILE_CORRUPT: it cannot be read, or has another order. */
static enum status list_load(struct postoffice *po)
{
    uint32_t at = po->store.free_head;
    po_free_set_clear(&po->free_set);
    po->free_known = PO_FREE_UNSORTED;
    for (uint32_t before = 0; at != 0;) {
        struct po_block_header header;
        const enum status st = header_read(po, at, &header);
        if (st != ST_OK) {
            return st;
        }
        if (at <= before) {
            return ST_FILE_CORRUPT; /* a list of another order, or a ring */
        }
        po_free_set_add(&po->free_set, at, po->arena);
        before = at;
        at = header.next;
    }
    po->free_known = PO_FREE_KNOWN;
    return ST_OK;
}

/* The free list as it is now, in po->free_set. */
static enum status list_know(struct postoffice *po)
{
    switch (po->free_known) {
    case PO_FREE_UNKNOWN:
        return list_load(po);
    case PO_FREE_UNSORTED:
        return ST_FILE_CORRUPT;
    case PO_FREE_KNOWN:
        break;
    }
    if (po->store.free_head == 0) { /* all of it was taken */
        po_free_set_clear(&po->free_set);
    } else { /* what was taken came from its front */
        po_free_set_drop_below(&po->free_set, po->store.free_head);
    }
    return ST_OK;
}

/* Blocks of the chain that come between the same two of the list. */
struct group {
    struct links links;
    struct link before; /* block 0: they come to its front */
    uint32_t next;      /* 0: to its end */
};

static enum status group_insert(struct postoffice *po, struct group *group)
{
    const struct links *links = &group->links;
    enum status st = ST_OK;
    for (uint32_t i = 0; st == ST_OK && i < links->count; i++) {
        const struct link *link = &links->items[i];
        const struct po_block_header header = {
            .next = i + 1 < links->count ? links->items[i + 1].block : group->next,
            .message_id = link->header.message_id,
            .ordinal = link->header.ordinal};
        st = header_write(po, link->block, &header);
    }
    if (st == ST_OK && group->before.block != 0) {
        group->before.header.next = links->items[0].block;
        st = header_write(po, group->before.block, &group->before.header);
    } else if (st == ST_OK) {
        po->store.free_head = links->items[0].block;
    }
    for (uint32_t i = 0; st == ST_OK && i < links->count; i++) {
        po_free_set_add(&po->free_set, links->items[i].block, po->arena);
    }
    return st;
}

/* Those from `first` on. */
static enum status group_find(struct postoffice *po, const struct links *chain, uint32_t first,
                              struct group *group_out)
{
    const uint32_t lowest = chain->items[first].block;
    struct group group = {.before.block = po_free_set_before(&po->free_set, lowest),
                          .next = po->store.free_head};
    enum status st = ST_OK;
    if (group.before.block != 0) {
        st = header_read(po, group.before.block, &group.before.header);
        group.next = group.before.header.next;
    }
    if (st != ST_OK || (group.next != 0 && group.next <= lowest)) {
        return st == ST_OK ? ST_FILE_CORRUPT : st; /* not the list that we know */
    }
    uint32_t end = first + 1;
    while (end < chain->count && (group.next == 0 || chain->items[end].block < group.next)) {
        end++;
    }
    group.links = (struct links){.items = chain->items + first, .count = end - first};
    *group_out = group;
    return ST_OK;
}

static enum status free_sorted(struct postoffice *po, const struct po_record *record)
{
    struct arena scratch = {0};
    struct links chain;
    struct group *groups = arena_array(&scratch, struct group, record->block_count);
    uint32_t count = 0;
    enum status st = chain_load(po, record, &scratch, &chain);
    if (st == ST_OK) {
        st = list_know(po);
    }
    for (uint32_t first = 0; st == ST_OK && first < chain.count; count++) {
        st = group_find(po, &chain, first, &groups[count]);
        first += st == ST_OK ? groups[count].links.count : 0;
    }
    for (uint32_t i = 0; st == ST_OK && i < count; i++) {
        st = group_insert(po, &groups[i]);
    }
    arena_release(&scratch);
    if (st != ST_OK && po->free_known == PO_FREE_KNOWN) {
        po->free_known = PO_FREE_UNKNOWN;
    }
    return st;
}

enum status po_free_ordered(struct postoffice *po, const struct po_record *record)
{
    REQUIRE(po->store.free_list != PO_FREE_LIFO);
    const enum status st =
        po->store.free_list == PO_FREE_FIFO ? free_behind(po, record) : free_sorted(po, record);
    po->store.free_count += st == ST_OK ? record->block_count : 0;
    return st;
}
