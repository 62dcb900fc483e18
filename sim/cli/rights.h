/*
 * rights -- `ccbench rights`: what the rights engine answers, to people and to tests
 *
 * explain FILE.scn: why an account may do at a path what it may (rights_explain.h). judge MODEL:
 * answers the rows on standard input (judge.h).
 *
 * Errors  exit code 2, with a diagnostic for what is wrong on the command line.
 */
#ifndef SIM_CLI_RIGHTS_H
#define SIM_CLI_RIGHTS_H

#include "base/buffer.h"
#include "base/diagnostic.h"
#include "cli/options.h"

/* Exit code; `target` gets what is to be shown and is not written already, `errors` what is wrong
 * with a scenario. */
int rights_run(const struct options *options, struct buffer *target, struct buffer *errors,
               struct diagnostic *diagnostic);

#endif
