/*
 * ccm_marks -- what else the header of a message says: priority, receipts, forwarding history,
 * folder
 *
 *     Priority: Urgent           or Low; Normal has no line
 *     Receipt: Brady, Sally at SITE1     who reads it sends a receipt there
 *     RRT: 6/2/98 8:45AM         this is such a receipt: when it was read
 *     Forward: 6/2/98 8:40AM Smith, J at PO1     one line for each who passed it on, oldest first
 *     Folder: Old projects       with /FOLDER: where it lies in the mailbox
 *     Hilite: kept               stored only: its texts hold highlight codes (/HILITE)
 *
 * They stand in `extra` of a message (ccm.h), in any order; the first Priority, Receipt, RRT and
 * Folder count. Only RRT was ever seen (Q262989); the other keywords and all values are ours
 * (assumption CCM_MARKS). What is none of them stays as it is.
 *
 * Units   text in the post office's code page.
 * Owns    nothing; texts are copied to the arena.
 */
#ifndef CONNECTOR_BASE_CCM_MARKS_H
#define CONNECTOR_BASE_CCM_MARKS_H

#include <stdbool.h>

#include "base/ccm.h"

enum ccm_priority { CCM_NORMAL, CCM_LOW, CCM_URGENT };

/* Texts are never NULL: "" is none. */
struct ccm_marks {
    enum ccm_priority priority;
    const char *receipt_to;
    const char *read_at; /* of a receipt */
    const char *folder;
    const char *const *forwards;
    uint32_t forward_count;
    bool has_hilite;
};

/* `extra` may be NULL or empty, as it mostly is. */
void ccm_marks_read(const char *extra, struct arena *arena, struct ccm_marks *marks_out);

const char *ccm_priority_word(enum ccm_priority priority); /* "Normal" */
/* False: no such word. */
bool ccm_priority_find(const char *word, enum ccm_priority *priority_out);

enum ccm_mark {
    CCM_MARK_PRIORITY,
    CCM_MARK_RECEIPT,
    CCM_MARK_READ_AT,
    CCM_MARK_FORWARD,
    CCM_MARK_FOLDER,
    CCM_MARK_HILITE
};
/* `extra` with a line of this keyword behind it; line ends in the value become blanks. */
const char *ccm_marks_add(struct arena *arena, const char *extra, enum ccm_mark mark,
                          const char *value);
/* `extra` without the lines of this keyword; itself when there is none. */
const char *ccm_marks_drop(struct arena *arena, const char *extra, enum ccm_mark mark);

#endif
