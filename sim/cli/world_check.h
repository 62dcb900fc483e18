/*
 * world_check -- can the worlds of these scenarios be made?
 *
 * `ccbench check` has the worlds made, and nothing happen in them: names that lead to nothing
 * (accounts, servers, paths, groups within themselves) are told at their line, once for all cases
 * of a file. What steps name later is looked at when they happen.
 *
 * Owns    nothing.
 */
#ifndef SIM_CLI_WORLD_CHECK_H
#define SIM_CLI_WORLD_CHECK_H

#include "base/buffer.h"
#include "cli/catalog.h"

/* How many errors; `errors` gets their text. */
uint32_t world_check(const struct catalog *catalog, struct buffer *errors);

#endif
