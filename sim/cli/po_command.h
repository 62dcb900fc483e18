/*
 * po_command -- `ccbench po VERB DIR ...`: post offices of real files
 *
 *     create DIR NAME         a new post office; --users, --queue, --password, --db8, --page
 *     stat DIR                what is in it, how worn it is, extents of messages
 *     dump DIR                entries, messages, whose each block is
 *     churn DIR               people send and delete; prints the curve of fragmentation
 *     damage DIR KIND         a row of po_damage.def; without KIND: lists them
 *     export-mbox DIR [NAME]  letters of all mailboxes or one, as an mbox in UTF-8
 *     flip-trials DIR         flips single bytes of a copy: who notices, is mail ever altered
 *
 * Exit codes: 0 done, 1 refused, 2 usage; the diagnostic says why.
 */
#ifndef SIM_CLI_PO_COMMAND_H
#define SIM_CLI_PO_COMMAND_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/diagnostic.h"
#include "cli/options.h"

int po_command(const struct options *options, struct arena *arena, struct buffer *target,
               struct diagnostic *diagnostic_out);

#endif
