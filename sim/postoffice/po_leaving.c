/*
 * po_leaving -- the letter in front leaves a queue
 *
 * Its record is read first, so that what cannot be read leaves all as it is.
 */
#include "po_internal.h"

/* The first position from `position` on of a pointer that is not removed and not above `last_id`;
 * the tail: there is none. */
static enum status find_live(struct postoffice *po, uint64_t last_id, uint32_t *position,
                             struct po_pointer *pointer_out)
{
    const uint32_t tail = po->mailbox->header.tail;
    for (; *position < tail; (*position)++) {
        const enum status st = po_mailbox_pointer(po, *position, pointer_out);
        if (st != ST_OK) {
            return st;
        }
        if (pointer_out->state == PO_POINTER_LIVE) {
            *position = pointer_out->message_id <= last_id ? *position : tail;
            return ST_OK;
        }
    }
    return ST_OK;
}

/* Is there another one behind `position`, as far as that is known without reading? */
static bool is_left_behind(struct postoffice *po, uint64_t last_id, uint32_t position)
{
    const uint32_t tail = po->mailbox->header.tail;
    uint32_t first = 0;
    uint32_t end = 0;
    const bool is_seen = po_mailbox_seen(po, &first, &end);
    for (position++; position < tail; position++) {
        struct po_pointer pointer = {0};
        if (!is_seen || position < first || position >= end ||
            po_mailbox_pointer(po, position, &pointer) != ST_OK) {
            return true;
        }
        if (pointer.state == PO_POINTER_LIVE) {
            return pointer.message_id <= last_id;
        }
    }
    return false;
}

enum status po_dequeue_first(struct postoffice *po, uint32_t usr, uint64_t last_id,
                             bool *is_left_out)
{
    REQUIRE(po->is_locked);
    struct po_pointer pointer = {0};
    struct po_record record;
    po->found.id = 0;
    *is_left_out = false;
    enum status st = po_mailbox_load(po, usr);
    uint32_t position = po->mailbox->header.head;
    for (; st == ST_OK; position++) {
        st = find_live(po, last_id, &position, &pointer);
        if (st != ST_OK || position == po->mailbox->header.tail) {
            return st;
        }
        st = po_index_find(po, pointer.message_id, pointer.slot, &record);
        if (st != ST_NOT_FOUND) {
            break;
        }
        st = ST_OK; /* never committed, or gone */
    }
    if (st != ST_OK) {
        return st;
    }
    *is_left_out = is_left_behind(po, last_id, position);
    if (pointer.message_id ==
        last_id) { /* while it is there, it says of the others what they are */
        st = po_mailbox_flush(po);
    }
    st = st == ST_OK ? po_mailbox_remove(po, position) : st;
    return st == ST_OK ? po_message_drop(po, pointer.slot, &record) : st;
}
