/*
 * router_marks -- what automatic directory exchange passes on to the other post office
 *
 * Entries that are marked at one post office are made, changed or removed at the other one; when
 * that is on its disk, the marks go (assumptions ADE_MARKS, ADE_PASSES). A run that is cut off in
 * between passes the same on again. At the other post office a user of this one is a remote name at
 * it, and a post office that this one has a queue for is reached through it. Names that mean
 * something of the other post office's own stay as they are: its mailboxes, lists, boards and
 * queues. Where it has automatic directory exchange too, what was changed is marked there.
 *
 * Errors  the statuses of po_entry_*; ST_FILE_CORRUPT: a directory cannot be read.
 * Owns    nothing.
 */
#ifndef TOOLS_PROGRAMS_ROUTER_MARKS_H
#define TOOLS_PROGRAMS_ROUTER_MARKS_H

#include "postoffice.h"

struct router_marks {
    uint32_t passed;  /* changes at the other post office */
    uint32_t refused; /* names that mean something else there */
    uint32_t taken;   /* marks that went */
};
enum status MUST_CHECK router_marks_pass(struct postoffice *from, struct postoffice *to,
                                         struct arena *scratch, struct router_marks *marks_out);

#endif
