/*
 * logon_hours -- "Mon-Fri 08:00-18:00": when an account may log on
 *
 * Days are Sun Mon Tue Wed Thu Fri Sat, one or from-to (to may come before from: Fri-Mon). Times
 * are on the half hour, 00:00 to 24:00; without any the whole day. Several `hours` of a line add
 * up; `hours any` lifts the restriction.
 *
 * Errors  NULL, or a text on the run arena that says what is allowed.
 * Owns    the map, on the run arena.
 */
#ifndef SIM_SCENARIO_WORDS_LOGON_HOURS_H
#define SIM_SCENARIO_WORDS_LOGON_HOURS_H

#include "scenario/run.h"

/* Of the line's attributes `hours`; *hours_out NULL: at any time. */
const char *logon_hours(struct run *run, const struct fact *fact,
                        const struct identity_hours **hours_out);

#endif
