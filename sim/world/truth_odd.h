/*
 * truth_odd -- what the ledger hears of quirks that a scenario declared
 *
 * drop     each recipient of the letter who still is owed one is lost by that cause; one that comes
 *          all the same was not lost
 * twice    he may get one more, once for each submission; two such quirks double each other's
 * rewrite, damage   the letter is known by its new subject, too, and may say what it says now; in a
 *          file whose sizes are wrong, or that is cut, letters are known by their subjects alone
 *
 * Nothing else is excused, and no other letter.
 *
 * Errors  none.
 * Owns    nothing.
 */
#ifndef SIM_WORLD_TRUTH_ODD_H
#define SIM_WORLD_TRUTH_ODD_H

#include "base/oddity.h"

struct world;

void truth_odd(struct world *world, const struct oddity *oddity, const struct oddity_letter *letter,
               const struct ccm_message *now);

#endif
