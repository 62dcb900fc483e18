/*
 * date_form -- dates in the orders of /DATE/n
 *
 * 1 month/day/year, 2 day/month/year, 3 year/month/day, the numbers of the connector's Locale Date
 * Format. The post office keeps order 1 (assumption DATE_FORM). Parts are numbers parted by / - or
 * .; what stands behind the third, the time, stays. A day may be one that its month does not have:
 * 2/31/99 is passed on (Q233325).
 *
 * Errors  NULL: no date in that order.
 * Owns    nothing; results lie on the arena.
 */
#ifndef TOOLS_PROGRAMS_DATE_FORM_H
#define TOOLS_PROGRAMS_DATE_FORM_H

#include <stdint.h>

#include "base/arena.h"

enum { DATE_FORM_STORED = 1, DATE_FORM_MAX = 3 };

const char *date_form_convert(const char *date, uint32_t from, uint32_t to, struct arena *arena);

#endif
