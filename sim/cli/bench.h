/*
 * bench -- `ccbench bench`: figures of this machine, measured side by side in one run
 *
 * Each figure is the median of several rounds. Scenario replays: file (i), its base case, parsed
 * once, in memory. Shares: replays without trace rows, without the ledger, and with both, round by
 * round in turn.
 *
 * Units   as bench.def says of each figure.
 * Errors  an exit code other than 0: something could not be measured.
 * Owns    nothing; the report goes to the buffer.
 */
#ifndef SIM_CLI_BENCH_H
#define SIM_CLI_BENCH_H

#include "base/buffer.h"
#include "cli/options.h"

/* Exit code. */
int bench_run(const struct options *options, struct buffer *target);

#endif
