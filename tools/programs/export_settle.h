/*
 * export_settle -- a run of EXPORT: what is known of runs before it, and its own note before the
 * file gets its name
 *
 * Errors  what the port answered; ST_LOCK_VIOLATION: somebody else has letters in hand.
 * Owns    nothing; the bookmark is the run's.
 */
#ifndef TOOLS_PROGRAMS_EXPORT_SETTLE_H
#define TOOLS_PROGRAMS_EXPORT_SETTLE_H

#include "programs/export_take_out.h"

/* EXPORT_SETTLE. Ends the run with RC_LOCKED when letters are in the hand of one that was cut off,
 * and nobody can say from here whether its file got its name. */
enum export_progress export_settle(struct export_state *export, struct arena *scratch);
/* The file is about to get its name. */
enum status MUST_CHECK export_pend(struct export_state *export);
/* The bookmark that this run writes. */
struct bookmark *export_bookmark(struct export_state *export);

#endif
