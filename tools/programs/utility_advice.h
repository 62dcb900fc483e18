/*
 * utility_advice -- what was found in a post office, in the order in which it is to be mended
 *
 * Errors  none.
 * Owns    nothing.
 */
#ifndef TOOLS_PROGRAMS_UTILITY_ADVICE_H
#define TOOLS_PROGRAMS_UTILITY_ADVICE_H

#include "programs/utility.h"

/* Prints the counts of what is not as it should be, their sum, and which programs to run. */
void utility_advise(struct utility *utility, const struct po_report *report);
/* Findings of files that are not in the scope become 0. */
void utility_restrict(struct po_report *report, uint32_t scope);

#endif
