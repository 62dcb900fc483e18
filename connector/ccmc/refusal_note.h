/*
 * refusal_note -- what was decided about a queued message of which recipients are refused
 *
 * Who decides twice may decide otherwise: between two services people change limits and delivery
 * restrictions. So the decision lies in Submit before anything of it goes into MTS-IN, whole, under
 * the name of the queue id with the extension .ndr; it holds what the sender is told, in the form
 * in which he is told it, and the message for the others, as it will go:
 *
 *     Refused: 97 40 211       bytes of the report's text, of the note's, of the message
 *     ...text of the report...
 *     ...text of the note...
 *     Message:                 as in a .ccm file
 *     ...
 *
 * 0 bytes: nobody is told in that form (somebody is in the other); nobody is left to get it.
 * It counts as long as MTS-OUT holds its message and goes afterwards.
 *
 * Errors  what the store answered; ST_FILE_CORRUPT.
 * Owns    nothing; results lie on the arena.
 */
#ifndef CONNECTOR_CCMC_REFUSAL_NOTE_H
#define CONNECTOR_CCMC_REFUSAL_NOTE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/require.h"
#include "base/status.h"
#include "ccmc/store.h"

struct refusal_note {
    struct bytes report;  /* what a report says; UTF-8; size 0: there is none, as of the next */
    struct bytes note;    /* what a note of text says */
    struct bytes message; /* a .ccm file; size 0: all recipients are refused */
};

/* "000001F0.ndr" beside the message file "000001F0.ccm". */
void refusal_note_name(const char *message_name, char name_out[STORE_FILE_NAME_SIZE]);
/* False for the name of anything else. */
bool refusal_note_queue_id(const char *note_name, uint64_t *queue_id_out);

/* As store_write does. */
enum status MUST_CHECK refusal_note_write(struct store *store, struct arena *scratch,
                                          const char *note_name, const struct refusal_note *note);
enum status MUST_CHECK refusal_note_read(struct store *store, struct arena *arena,
                                         const char *note_name, struct refusal_note *note_out);
/* Removes those whose message is older than `queue_id`, where MTS-OUT has come to; one that cannot
 * go now is left to the next turn. Keeps no order. ST_PROCESS_GONE or ST_OK. */
enum status MUST_CHECK refusal_notes_forget(struct store *store, struct store_files *notes,
                                            uint64_t queue_id);

#endif
