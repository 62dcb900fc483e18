/*
 * rights -- `ccbench rights`: what the rights engine answers, to people and to tests
 *
 * judge MODEL: answers the rows on standard input (judge.h).
 *
 * Errors  exit code 2, with a diagnostic for what is wrong on the command line.
 */
#ifndef SIM_CLI_RIGHTS_H
#define SIM_CLI_RIGHTS_H

#include "base/buffer.h"
#include "base/diagnostic.h"
#include "cli/options.h"

/* Exit code; `target` gets what is to be shown and is not written already. */
int rights_run(const struct options *options, struct arena *arena, struct buffer *target,
               struct diagnostic *diagnostic);

#endif
