/*
 * truth_odd -- what the ledger hears of quirks that a scenario declared
 *
 * drop     each recipient of the letter who still is owed one is lost by that cause; one that comes
 *          all the same was not lost
 * twice    he may get one more, once for each submission; two such quirks double each other's
 * rewrite, damage   the letter is known by its new subject, too, and may say what it says now; one
 *          whose subject is gone is lost by that cause, for nobody can tell it from others, and two
 *          that get one subject are an error of the scenario; in a file whose sizes are wrong, or
 * that is cut, letters are known by their subjects alone
 *
 * Nothing else is excused, and no other letter.
 *
 * Errors  none.
 * Owns    nothing.
 */
#ifndef SIM_WORLD_TRUTH_ODD_H
#define SIM_WORLD_TRUTH_ODD_H

#include "base/oddity.h"
#include "fs/volume.h"
#include "port/exchange_message.h"

struct world;

struct truth_oddity {
    const struct oddity *oddity;
    const struct oddity_letter *letter;
    const struct ccm_message *now; /* as it goes on, where a field or item changes; else NULL */
    const void *line;              /* the fact of the scenario that declared it */
};
void truth_odd(struct world *world, const struct truth_oddity *odd);

/* What Exchange was to put into MTS-OUT is gone, by a fault of its build (quirk STORE_LOSES). */
void truth_lost(struct world *world, const struct exchange_message *message);

/* Bytes of a file have changed on their way to who opens it: its letters are known by their new
 * subjects, too, and may say what they say now. */
struct truth_rewrite {
    uint16_t volume_number;
    volume_node node;
    struct bytes before;
    struct bytes after;
    const void *line; /* the fact of the scenario that asked for it */
};
void truth_rewritten(struct world *world, const struct truth_rewrite *rewrite);

#endif
