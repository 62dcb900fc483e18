/*
 * export_take_out -- a run of EXPORT, for its parts: up to the file that has its name (export.c),
 * what is known of runs before it (export_settle.c), and what is taken out of the queue
 * (export_take_out.c)
 */
#ifndef TOOLS_PROGRAMS_EXPORT_TAKE_OUT_H
#define TOOLS_PROGRAMS_EXPORT_TAKE_OUT_H

#include "programs/bookmark.h"
#include "programs/session.h"

enum export_phase {
    EXPORT_ARGUMENTS,
    EXPORT_OPEN,
    EXPORT_MAILBOX,
    EXPORT_OPEN_WRITE,
    EXPORT_SETTLE,
    EXPORT_READ,
    EXPORT_WRITE,
    EXPORT_TAKE_OUT,
    EXPORT_LOCK,
    EXPORT_DEQUEUE,
    EXPORT_LIST,
    EXPORT_DIRECTORY,
    EXPORT_END
};

struct export_state {
    struct session session;
    struct po_entry mailbox;
    enum export_phase phase;
    enum export_phase next; /* behind EXPORT_TAKE_OUT */
    int result;
    bool is_read_only;
    bool is_mailbox; /* of a person: it stays as it is (assumption EXPORT_OF_MAILBOX) */
    bool has_bookmark;
    struct bookmark bookmark; /* in the working directory */
    struct bookmark shared;   /* at the post office */
    bool is_refused_there;    /* it was the post office that could not be read */
    bool is_shared;           /* that one is written */
    uint64_t beside_token;    /* of the directory of the target; 0: none yet */
    uint64_t front_id;        /* of the message in front when the queue was looked at; 0: damaged */
    struct buffer output;
    uint64_t last_id;   /* of what is in output, or exported */
    uint64_t last_mark; /* of that message */
    uint32_t count;     /* messages in output */
    uint64_t remove_id; /* /DELETE; with last_id: the one that was exported last */
    char target[OS_PATH_SIZE];
};

/* GO_ON: with the next phase at once. LET_OTHERS: it yields. WAIT: until session.wake_us. */
enum export_progress { GO_ON, LET_OTHERS, WAIT };

enum export_progress export_go_to(struct export_state *export, enum export_phase phase);
enum export_progress export_end_with(struct export_state *export, int result);
/* MLANDATA or the queue's file may not be written and CLANDATA may: as if that had been refused.
 * The phase begins anew, and all is opened for reading. */
bool export_reads_on(struct export_state *export, enum status st);
/* By a failed operation on the post office (session_failure), unless it reads on. */
enum export_progress export_end_by(struct export_state *export, enum status st, int otherwise);

/* EXPORT_TAKE_OUT: is there anything in front that was exported already? */
enum export_progress export_take_out(struct export_state *export);
/* EXPORT_LOCK and EXPORT_DEQUEUE: one message, under a lock. */
enum export_progress export_take_lock(struct export_state *export, uint64_t now_us);
enum export_progress export_dequeue(struct export_state *export);

#endif
