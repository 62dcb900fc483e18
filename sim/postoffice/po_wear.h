/*
 * po_wear -- what years of use do to a post office: people write, and delete at random
 *
 * Every message goes the way of all messages, in and out, so it is the list of free blocks itself
 * (assumption FREE_LIST) that scatters chains; nothing is made up. The lock is taken for sixteen
 * changes at a time; then others may have it.
 *
 * Errors  those of po_send and po_delete; ST_DISK_FULL: what was sent so far stays.
 * Owns    nothing; its notes lie on `scratch` and are given back.
 */
#ifndef SIM_POSTOFFICE_PO_WEAR_H
#define SIM_POSTOFFICE_PO_WEAR_H

#include "postoffice.h"

struct po_wear {
    uint32_t turnovers;
    uint32_t messages;    /* each turnover: send until there are so many ... */
    uint32_t keep;        /* ... then delete at random until so many are left */
    uint32_t size_first;  /* bytes of the file in a message: from */
    uint32_t size_last;   /* to, both included */
    const uint32_t *usrs; /* whose mailboxes */
    size_t usr_count;     /* at least 1 */
    /* 0 .. bound-1, bound > 0 */
    uint64_t (*below)(void *context, uint64_t bound);
    void *context;
    /* Somebody else has the lock: true = it was waited for, try again; NULL: never. */
    bool (*waited)(void *context);
    /* After each turnover, from 1 on; NULL: nobody wants to know. Its answer goes on or ends it. */
    enum status (*turned)(void *context, struct postoffice *po, uint32_t turnover);
};

/* Only messages that it sent itself are deleted; `keep` of them are left. */
enum status MUST_CHECK po_wear(struct postoffice *po, const struct po_wear *wear,
                               struct arena *scratch);

#endif
