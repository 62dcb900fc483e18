/*
 * export_items -- a message in the form that EXPORT was asked for
 *
 * With /ITEMSIZE counts are written (ccm_write). Without, keywords alone part the items: a line of
 * text that begins like one gets a blank in front, and file items are hexadecimal whether or not
 * /FILES/HEX says so, because it is mandatory then (PMDF; NO_COUNTS). Without /FILES/MACBIN2 a
 * Macintosh file is written as its data fork alone.
 *
 * What versions do wrong here (versions.def): MAC_SIZES, PCX_UNFINISHED.
 *
 * Errors  none.
 * Owns    nothing; what is changed lies on the arena of the run.
 */
#ifndef TOOLS_PROGRAMS_EXPORT_ITEMS_H
#define TOOLS_PROGRAMS_EXPORT_ITEMS_H

#include "base/ccm.h"
#include "programs/session.h"

/* Would it come out otherwise than it is stored? */
bool export_items_change(const struct session *session, const struct ccm_message *message);
/* Appends the message. false: it stopped half-way and will never be finished. */
bool export_items_write(struct session *session, const struct ccm_message *message,
                        struct buffer *output, struct arena *scratch);

#endif
