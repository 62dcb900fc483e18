/*
 * po_find -- where in a mailbox the pointer to a message is
 */
#include "po_internal.h"

/* Where an id is looked for: its position is in low..high-1, its value between those at the ends.
 */
struct search {
    uint64_t low_id; /* of the pointer before `low` */
    uint64_t high_id;
    uint32_t low;
    uint32_t high;
    uint32_t probes;
};

/* Ids rise about evenly with positions, so a guess by proportion mostly meets; when it does not,
 * halves. */
static uint32_t search_guess(const struct search *search, uint64_t id)
{
    enum { GUESSES = 4 };
    const uint32_t count = search->high - search->low;
    const uint64_t width = search->high_id - search->low_id; /* > id - low_id > 0 */
    if (search->probes > GUESSES || width > UINT32_MAX) {
        return search->low + count / 2;
    }
    const uint64_t share = (id - search->low_id - 1) * count / (width - 1);
    return search->low + (share < count ? (uint32_t)share : count - 1);
}

/* The id in the pointer at a position that is one of several to be looked at near there; is_sure:
 * it is to check. */
static enum status id_around(struct postoffice *po, uint32_t position, bool is_sure,
                             uint64_t *id_out)
{
    const uint32_t before = position - po->mailbox->header.head;
    const uint32_t back = before < PO_WINDOW / 2 ? before : PO_WINDOW / 2;
    const uint8_t *bytes = NULL;
    struct po_pointer pointer = {0};
    const enum status st = po_pointer_view(po, position, position - back, &bytes);
    if (st != ST_OK) {
        return st;
    }
    if (is_sure && !po_pointer_decode(bytes, po->mailbox->usr, position, &pointer)) {
        return po_corrupt(po, PO_PART_MAILBOX);
    }
    *id_out = po_pointer_id(bytes);
    return ST_OK;
}

static enum status position_find(struct postoffice *po, uint64_t id, bool is_sure,
                                 uint32_t *position_out)
{
    const struct po_usr_header *header = &po->mailbox->header;
    const uint64_t next_id = po->store.next_id;
    struct search search = {
        .high_id = next_id > id ? next_id : id + 1, .low = header->head, .high = header->tail};
    uint32_t at = search.low; /* mostly it is the oldest */
    while (search.low < search.high) {
        uint64_t found = 0;
        const enum status st = id_around(po, at, is_sure, &found);
        if (st != ST_OK) {
            return st;
        }
        if (found == id) {
            *position_out = at;
            return ST_OK;
        }
        if (found < id) {
            search.low = at + 1;
            search.low_id = found;
        } else {
            search.high = at;
            search.high_id = found;
        }
        search.probes++;
        at = search_guess(&search, id);
    }
    return ST_NOT_FOUND;
}

/* Looked for first by what pointers say, and when it is not there, by those that check only. */
enum status po_mailbox_find(struct postoffice *po, uint64_t id, uint32_t *position_out,
                            struct po_pointer *pointer_out)
{
    if (id == 0 || id == UINT64_MAX) {
        return ST_NOT_FOUND; /* nobody has these */
    }
    enum status st = position_find(po, id, false, position_out);
    if (st == ST_NOT_FOUND) {
        st = position_find(po, id, true, position_out);
    }
    if (st == ST_OK) {
        st = po_mailbox_pointer(po, *position_out, pointer_out);
    }
    return st == ST_OK && pointer_out->state == PO_POINTER_REMOVED ? ST_NOT_FOUND : st;
}
