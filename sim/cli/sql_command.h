/*
 * sql_command -- `ccbench sql FILE.scn [--at TIME] [--case NAME] QUERY`, `ccbench sql DIR QUERY`,
 * `ccbench sql FILE.db QUERY`
 *
 * Replays one case up to TIME (to its end without) and answers a query over the world as it then
 * stands and over what happened until then; or answers one over a post office of real files, or
 * over a run record. Which it is shows in the path: a directory, a SQLite file, a text.
 *
 * Exit codes  0 answered; 2 usage, scenario or query wrong; 3 an invariant broke and 4 no progress
 *             before that time (the query is answered all the same).
 */
#ifndef SIM_CLI_SQL_COMMAND_H
#define SIM_CLI_SQL_COMMAND_H

#include "base/diagnostic.h"
#include "cli/options.h"

/* The answer goes to `target`; what is wrong with the scenario to `errors`, as `ccbench check`
 * prints it, and what is wrong else to `diagnostic_out`, "" nothing. */
int sql_command(const struct options *options, struct buffer *target, struct buffer *errors,
                struct diagnostic *diagnostic_out);

#endif
