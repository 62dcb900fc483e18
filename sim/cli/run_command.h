/*
 * run_command -- `ccbench run`: replays what the catalog holds and writes the report
 *
 * With -j the files are shared among forked processes; reports are merged by index, so the text is
 * the same for every N. Answers the exit code (house rule: 0, 1, 2, 3, 4).
 *
 * Errors  the exit code.
 * Owns    nothing; reports lie on the arenas of the output.
 */
#ifndef SIM_CLI_RUN_COMMAND_H
#define SIM_CLI_RUN_COMMAND_H

#include "cli/catalog.h"
#include "cli/options.h"
#include "scenario/reporter.h"

struct run_summary {
    struct report_totals totals;
    int exit; /* the worst one */
};

enum { RUN_JOBS_MAX = 64 }; /* more processes than that are not made */

/* What is written of a run; each file's is appended in order. */
struct run_output {
    const struct reporter *reporter;
    struct buffer report;
    struct buffer hashes; /* of the same replays, as `--format hashes` writes them */
};

/* Replays all. The buffers of *output are begun by the caller. */
struct run_summary run_all(const struct options *options, const struct catalog *catalog,
                           struct run_output *output);

#endif
