/*
 * po_check -- what the parts of the check of a whole post office share; nobody else includes it
 */
#ifndef SIM_POSTOFFICE_PO_CHECK_H
#define SIM_POSTOFFICE_PO_CHECK_H

#include "po_internal.h"
#include "po_window.h"

/* What is known of one index record. */
struct check_record {
    bool is_live;
    bool is_listed; /* in the list of free records */
    bool is_held;
    struct po_record record;
    uint32_t pointers; /* live ones that were found */
};

struct check {
    struct postoffice *po;
    struct po_window window;
    struct arena *arena;
    struct po_report *report;
    struct check_record *records; /* by slot; header.index.capacity of them */
    uint32_t *owners;             /* by block: 0 nobody, slot + 1, owner_free */
    bool has_places;              /* the mailbox holds more than letters in its Inbox */
};

/* Damage is noted and the check goes on; anything else ends it. */
enum status MUST_CHECK check_note(enum status st, uint32_t *counter);
/* Chains and the list of free blocks, when the records are known. */
enum status MUST_CHECK check_blocks(struct check *check);

#endif
