/*
 * po_trials -- single flipped bytes: does Analyze notice, and is mail ever silently altered?
 *
 * Works on a copy of a post office that nobody writes to meanwhile: whoever is killed between a
 * flip and its undoing must not leave the damage behind. Each trial flips a byte of CLANDATA,
 * MLANDATA or a USR file, chosen evenly among all their bytes, looks, and puts it back. Noticed:
 * po_check finds more than before, or it cannot be opened. Altered: a message reads without an
 * error and is not what it was, or is gone while nothing was noticed.
 *
 * Errors  those of the port; ST_FILE_CORRUPT when there is wear or damage already, ST_NOT_FOUND
 * when there is nothing to flip.
 */
#ifndef SIM_CLI_PO_TRIALS_H
#define SIM_CLI_PO_TRIALS_H

#include "base/buffer.h"
#include "postoffice.h"

enum { PO_TRIALS_DEFAULT = 4000 };

struct po_trials {
    struct os_port *port;
    const char *directory; /* only read */
    const char *copy;      /* an empty directory; is empty again in the end */
    uint64_t seed;
    uint64_t count;
};

struct po_trials_result {
    uint64_t bytes; /* of all files */
    uint64_t trials;
    uint64_t noticed;
    uint64_t altered;
    uint64_t unreadable; /* trials in which some mail could not be read, and said so */
};

enum status MUST_CHECK po_trials_run(const struct po_trials *trials, struct arena *arena,
                                     struct po_trials_result *result_out);
void po_trials_print(const struct po_trials_result *result, struct buffer *target);

#endif
