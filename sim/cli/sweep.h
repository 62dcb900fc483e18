/*
 * sweep -- fail port call 1, 2, 3, ... until none is left; mail must survive each
 *
 * Each replay strikes one call of the processes of the world with a status (ST_PROCESS_GONE kills
 * the process). The scenario's own expectations do not count then: what always holds does (nothing
 * lost, nothing doubled). `--kinds` strikes of calls that are alike only some (world/strikes.h):
 * the number of replays grows with what happens in a scenario, not with how long it goes on.
 *
 * Errors  what broke is in the result.
 * Owns    nothing.
 */
#ifndef SIM_CLI_SWEEP_H
#define SIM_CLI_SWEEP_H

#include "cli/catalog.h"
#include "scenario/run.h"

/* The result of the replay that broke, or of the last one; expectation_count is the number of calls
 * struck. */
void sweep_case(const struct options *options, const struct catalog_entry *entry,
                const struct scenario_case *the_case, struct arena *arena,
                struct run_result *result_out);

#endif
