/*
 * twice -- every replay again, in a second process under other conditions
 *
 * The second process has another address layout, locale, time zone, working directory, environment
 * size and number of jobs. Trace hashes are compared case by case; where they differ both sides are
 * replayed with a listing and the first differing row is named.
 */
#ifndef SIM_CLI_TWICE_H
#define SIM_CLI_TWICE_H

#include "cli/catalog.h"

/* Appends the verdict to `target`; answers how many cases differ, or a negative number when the
 * second process failed. */
int twice_compare(const struct options *options, const struct catalog *catalog,
                  struct buffer *target);

#endif
