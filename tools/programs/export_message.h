/*
 * export_message -- one message of a queue as EXPORT writes it
 *
 * Errors  what the port and the post office answered.
 * Owns    nothing.
 */
#ifndef TOOLS_PROGRAMS_EXPORT_MESSAGE_H
#define TOOLS_PROGRAMS_EXPORT_MESSAGE_H

#include "programs/session.h"

struct export_sink {
    struct buffer *output;
    struct arena *scratch;
    uint64_t mark;      /* of the message that was added last */
    const char *folder; /* of that message, with /FOLDER; NULL */
    bool is_unfinished; /* the message that was added last stopped half-way (PCX_UNFINISHED) */
    bool is_kept;       /* the message was not added, and stays in front (oddity.h) */
    bool is_unreadable; /* it was not added: what is stored of it is damaged (Q212759) */
};

/* Adds the message to the output as it was stored and asked for (export_items.h), but names get
 * their post office, and a blind copy is shown only to those of this queue (`usr`). Nothing is
 * added on failure: ST_NOT_FOUND when it is gone, ST_FILE_CORRUPT when it is damaged, cannot be
 * parsed or lies in more extents than the program can map (EXTENT_TABLE). */
enum status MUST_CHECK export_message_add(struct session *session, uint32_t usr,
                                          const struct po_message *message,
                                          struct export_sink *sink);

/* What there is of a message that is damaged: its beginning. Who reads the file finds no more. */
void export_message_begin(struct export_sink *sink);

/* A hash of what the message `id` of that queue says, as in sink->mark; ST_NOT_FOUND. */
enum status MUST_CHECK export_message_mark(struct postoffice *po, uint32_t usr, uint64_t id,
                                           struct arena *scratch, uint64_t *mark_out);
/* The same of its bytes as they are stored. */
uint64_t export_mark_of(struct bytes stored);

/* Number, sender, date and subject of all that wait there (/MSG#); a message that is not good is
 * told as such. */
enum status MUST_CHECK export_message_list(struct session *session, uint32_t usr,
                                           struct buffer *output, struct arena *scratch);

#endif
