/*
 * run_command -- `ccbench run`: replays what the catalog holds and writes the report
 *
 * With -j the files are shared among forked processes; reports are merged by index, so the text is
 * the same for every N. Answers the exit code (house rule: 0, 1, 2, 3, 4).
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

/* Replays all; the report of each file is appended in order. */
struct run_summary run_all(const struct options *options, const struct catalog *catalog,
                           const struct reporter *reporter, struct buffer *target);

#endif
