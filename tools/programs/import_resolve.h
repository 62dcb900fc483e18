/*
 * import_resolve -- what is being made of one file of a batch, and who gets a message of it
 *
 * For import_batch.c and import_resolve.c only.
 */
#ifndef TOOLS_PROGRAMS_IMPORT_RESOLVE_H
#define TOOLS_PROGRAMS_IMPORT_RESOLVE_H

#include "base/ccm.h"
#include "programs/import_batch.h"
#include "programs/import_rules.h"
#include "programs/und.h"

/* What is being made of one file. */
struct work {
    struct import_batch *batch;
    struct import_file *file;
    struct arena *scratch;
    struct bytes content;
    struct bytes old_und; /* what the .UND has; see import_und.h */
    bool has_old_und;
    bool is_begun;    /* messages of the file are remembered: a run was cut off */
    bool is_reported; /* and when they were committed, its refusals were in a .UND */
    struct buffer und;
    struct buffer messages;        /* struct import_message */
    struct buffer refusals;        /* struct und_refusal, of one message */
    struct buffer addresses;       /* struct ccm_address: of those who get it */
    struct import_verdict verdict; /* on one message */
    uint32_t ordinal;              /* of that message */
    size_t usr_room;               /* in its message->usrs */
    enum status st;
    int result;
};

/* Ends the work on this file with this status; the result code follows from it. */
void work_fail(struct work *work, enum status st, int otherwise);
/* Adds a report on one message, with work->refusals, to the .UND. */
void work_add_report(struct work *work, uint32_t ordinal, const struct ccm_message *message,
                     const char *reason);
/* Who gets the message: fills message->usrs, work->refusals and work->addresses. */
void work_resolve(struct work *work, uint32_t ordinal, const struct ccm_message *ccm,
                  struct import_message *message);
/* The message as it is stored. Where it goes on to another post office its sender must not be told
 * of anybody who gets it after all, because he is known when it does: it names those who get it. */
struct ccm_message work_stored(struct work *work, const struct ccm_message *ccm,
                               const struct import_message *message);

#endif
