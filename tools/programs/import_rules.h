/*
 * import_rules -- what IMPORT makes of a message before it looks for its recipients
 *
 * Limits of every version: 20 items (more: all recipients refused), text items of 20 KB (longer
 * ones become file items, Q156063 2.6.15), a header of 4 KB and 200 recipients, or 160 KB
 * (recipients whose lines do not fit any more are refused, Q166499, Q266711). /DATE/n and /HILITE.
 * And what single versions do wrong (versions.def): LOCALE_DATES, CENTURY_1900, SUBJECT_BRACKETS,
 * SENDER_BRACKETS.
 *
 * Errors  none; the verdict says what is refused and why.
 * Owns    nothing; what is changed in the message lies on the arena.
 */
#ifndef TOOLS_PROGRAMS_IMPORT_RULES_H
#define TOOLS_PROGRAMS_IMPORT_RULES_H

#include "base/ccm.h"
#include "programs/session.h"

struct import_verdict {
    const char *stopped;   /* the run ends at this message, and says so; NULL: it goes on */
    const char *refused;   /* nobody gets it, for this reason; NULL */
    uint32_t address_max;  /* the first ones that fit the header */
    const char *left_over; /* reason for those behind them */
};

struct import_verdict import_rules_apply(struct session *session, struct ccm_message *message,
                                         struct arena *arena);

#endif
