/*
 * twice -- every replay again, in a second process under other conditions
 *
 * The second process has another address layout, locale, time zone, working directory, environment
 * size and number of jobs, and runs at the same time. Trace hashes are compared case by case; where
 * they differ both sides are replayed with a listing and the first differing row is named.
 */
#ifndef SIM_CLI_TWICE_H
#define SIM_CLI_TWICE_H

#include <sys/types.h>

#include "cli/catalog.h"

/* The second process, from begin to end. */
struct twice {
    pid_t child;
    int output; /* where its hashes come from */
};

/* Starts it; it works while the caller replays the same. */
void twice_begin(const struct options *options, const struct catalog *catalog,
                 struct twice *twice_out);
/* Waits for it and compares with `mine`, the hashes of the caller's replays. Appends the verdict to
 * `target`; answers how many cases differ, or a negative number when the second process failed. */
int twice_end(const struct twice *twice, const struct options *options,
              const struct catalog *catalog, const char *mine, struct buffer *target);

#endif
