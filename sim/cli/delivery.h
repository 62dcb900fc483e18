/*
 * delivery -- where a report or an answer goes: standard output, or the file that --output names
 *
 * A file is tried before the work begins and written when it ends, so what stood there stays until
 * there is a report.
 *
 * Errors  false; delivery_refusal says why, right behind it.
 * Owns    nothing.
 */
#ifndef SIM_CLI_DELIVERY_H
#define SIM_CLI_DELIVERY_H

#include "base/arena.h"
#include "base/buffer.h"
#include "cli/options.h"

/* Whether the file can be written; an empty one may then be there. */
bool delivery_is_possible(const struct options *options);
/* All of it, or false. */
bool delivery_write(const struct options *options, const struct buffer *report);
/* "x/report.json: cannot be written: No such file or directory", on `arena`. */
const char *delivery_refusal(const struct options *options, struct arena *arena);

#endif
