#include "po_remake.h"

#include <string.h>

#include "base/text.h"
#include "po_internal.h"

enum status po_rename(struct postoffice *po, const char *name)
{
    if (name[0] == '\0' || strpbrk(name, "\r\n") != NULL) {
        return ST_BAD_NAME;
    }
    if (strlen(name) >= sizeof(po->header.name)) {
        return ST_TOO_LONG;
    }
    enum status st = po_lock(po);
    if (st != ST_OK) {
        return st;
    }
    memset(po->header.name, 0, sizeof(po->header.name));
    REQUIRE(text_copy(po->header.name, sizeof(po->header.name), name));
    st = po_header_write(po);
    po_unlock(po);
    return st;
}

/* Blocks are taken as for a message of so many bytes, written, and given back. */
static enum status take_and_free(struct postoffice *po, uint64_t size, struct arena *scratch)
{
    struct po_place place = {0};
    const uint8_t *nothing = arena_alloc(scratch, size);
    enum status st = po_store_take(po, size, scratch, &place);
    if (st != ST_OK) {
        return st;
    }
    const uint64_t id = po->store.next_id++;
    st = po_store_header_write(po);
    if (st == ST_OK) {
        st = po_store_write(po, &place, id, (struct bytes){nothing, size}, scratch);
    }
    if (st == ST_OK) {
        const struct po_extent *last = &place.extents[place.extent_count - 1];
        const struct po_record record = {.message_id = id,
                                         .size = size,
                                         .first_block = place.extents[0].first,
                                         .last_block = last->first + last->count - 1,
                                         .block_count = place.block_count};
        st = po_store_free(po, &record);
    }
    return st == ST_OK ? po_store_header_write(po) : st;
}

enum status po_grow(struct postoffice *po, uint64_t size_bytes, struct arena *scratch)
{
    enum status st = po_lock(po);
    if (st != ST_OK) {
        return st;
    }
    const uint64_t wanted = size_bytes / PO_BLOCK_SIZE;
    const uint64_t there = po->store.block_count;
    if (wanted > there) { /* what is free goes into that message, too */
        const uint64_t blocks = wanted - there + po->store.free_count;
        st = take_and_free(po, blocks * PO_PAYLOAD_SIZE, scratch);
    }
    po_unlock(po);
    return st;
}
