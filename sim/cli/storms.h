/*
 * storms -- strike several calls of each replay; what breaks is made small
 *
 * As with a sweep, the scenario's own expectations do not count while calls are struck: what always
 * holds does (nothing lost, nothing doubled). In a drawn world all that breaks is mended again, so
 * there mail that arrives without strikes must not wait for ever because of them
 * (scenario/quiet.h). When that breaks, strikes are left out as long as it still breaks; the report
 * names those that are left, and the line that replays them.
 *
 * Errors  what broke is in the result.
 * Owns    nothing.
 */
#ifndef SIM_CLI_STORMS_H
#define SIM_CLI_STORMS_H

#include "cli/catalog.h"
#include "scenario/run.h"
#include "world/storm.h"

/* options->storms seeds from options->storm on. The result of the replay that broke, or of the last
 * one; expectation_count is the number of storms. */
void storms_case(const struct options *options, const struct catalog_entry *entry,
                 const struct scenario_case *the_case, struct arena *arena,
                 struct run_result *result_out);

/* How long mail of a drawn world may wait behind its end; 0: of another scenario nobody asks. */
uint64_t storms_quiet_us(const struct catalog_entry *entry);
/* A replay with strikes that left mail waiting for ever made no progress. */
void storms_judge(struct run_result *result, struct arena *arena);

/* Does the story with these strikes break what always holds? */
struct storm_trial {
    bool (*breaks)(struct storm_trial *trial, struct storm *storm);
};
/* Leaves out strikes as long as it breaks, which it must with all: each that is left is needed.
 * The list is changed in place. */
void storm_shrink(struct storm *storm, struct storm_trial *trial);

#endif
