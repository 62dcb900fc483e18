/*
 * truth_subject -- the subjects of the messages in a file, by which the ledger knows letters
 *
 * One message after the other: *offset goes behind each. A message whose sizes are wrong and that
 * is all there has its subject too, though nobody can import it (Q166561). Messages in the form
 * that our programs write are not read any further than their subject: what their items say is
 * asked where they arrive.
 *
 * Errors  NULL: no more, or what is left was cut off.
 * Owns    nothing; the text is on the arena.
 */
#ifndef SIM_WORLD_TRUTH_SUBJECT_H
#define SIM_WORLD_TRUTH_SUBJECT_H

#include "base/arena.h"
#include "base/buffer.h"

const char *truth_subject(struct bytes file, size_t *offset, struct arena *arena);

/* The next line "Subject: " at or behind *offset, whatever is around it; NULL: none. */
const char *truth_next_subject(struct bytes file, size_t *offset, struct arena *arena);

#endif
