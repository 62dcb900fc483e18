/*
 * rights_explain -- `ccbench rights explain FILE.scn --account A --path P [--at TIME]`
 *
 * Plays the case to that time (without: to what is so at the start), then lets the account go the
 * way to the path: how it is reached and as whom; assignments, masks, lists and what each of them
 * gives or takes; the effective rights; then the operations themselves, with the answer that a
 * program would get. Nothing is replayed afterwards, so they are performed, not guessed.
 *
 * Errors  exit code 2, with a diagnostic: no such account, path, case or file. An account that is
 *         refused on the way is no error but an answer.
 */
#ifndef SIM_CLI_RIGHTS_EXPLAIN_H
#define SIM_CLI_RIGHTS_EXPLAIN_H

#include "base/buffer.h"
#include "base/diagnostic.h"
#include "cli/options.h"

/* `options->paths` is the scenario alone. `errors`: texts about the scenario. */
int rights_explain(const struct options *options, struct buffer *target, struct buffer *errors,
                   struct diagnostic *diagnostic);

#endif
