/*
 * letter_age -- the day on which a letter was written, from its Date line
 *
 * Month, day, year as the US write them, which is what the store of a post office holds here; years
 * of two digits are 1980 to 2079. A date that no calendar has ("2/31/99", Q233325) has no day.
 *
 * Units   days.
 * Errors  false: no date can be read, or no calendar has it.
 * Owns    nothing.
 */
#ifndef TOOLS_PROGRAMS_LETTER_AGE_H
#define TOOLS_PROGRAMS_LETTER_AGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"

/* Days since 1 January 1970; false: it has none that can be read. */
bool letter_day(struct bytes content, struct arena *scratch, int64_t *day_out);
bool letter_date_day(const char *date, int64_t *day_out);

#endif
