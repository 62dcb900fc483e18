/*
 * po_mbox -- letters of a post office as an mbox, which every mail program reads
 *
 * mboxrd: a line of dashes is not needed, lines that begin with "From " get a ">" before them.
 * Names and texts come out in UTF-8; files are parts in Base64. A name has no Internet address, so
 * one in the domain .invalid is made of it. A date that no calendar has is kept in X-Ccmail-Date
 * only.
 *
 * Errors  those of the post office; what cannot be read of it is said in the mbox.
 * Owns    nothing; texts lie on the arena.
 */
#ifndef SIM_CLI_PO_MBOX_H
#define SIM_CLI_PO_MBOX_H

#include "base/buffer.h"
#include "postoffice.h"

/* `name`: an entry with a mailbox or queue, in UTF-8; NULL: all of them. ST_NOT_FOUND. A letter
 * that cannot be read is left out, and said so in a letter of its own. */
enum status MUST_CHECK po_mbox(struct postoffice *po, const char *name, struct arena *arena,
                               struct buffer *target);

#endif
