/*
 * router_way -- ROUTER on one way: the letters of one queue into the other post office
 *
 * Order of operations (ARCHITECTURE.md, handing over mail): the letter in front of the queue is
 * read, and noted as in hand; who cannot get it is reported to its sender; it is committed at the
 * other post office, in one record that also says where it came from; that is flushed; then it is
 * taken out of the queue. When the queue has been gone through, what was remembered is forgotten.
 * Who comes after one that was cut off finds the record and only takes out. A letter that cannot be
 * read, or whose sender nobody knows, stays in front and holds up those behind it.
 *
 * Each function is what one phase does. A phase that ends LET_OTHERS holds what it holds.
 *
 * Errors  a phase notes why the run will not end with 0 (router_note, router_note_failure).
 * Owns    the two post offices of the way, while it is at work.
 */
#ifndef TOOLS_PROGRAMS_ROUTER_WAY_H
#define TOOLS_PROGRAMS_ROUTER_WAY_H

#include "programs/bookmark.h"
#include "programs/router_arguments.h"
#include "programs/router_letter.h"
#include "programs/session.h"

enum router_phase {
    ROUTER_ARGUMENTS,
    ROUTER_OPEN,
    ROUTER_BEGIN,
    ROUTER_HOLD,
    ROUTER_MEMORY,
    ROUTER_BOARDS,
    ROUTER_POST_LOCK,
    ROUTER_POST,
    ROUTER_READ,
    ROUTER_REPORT_LOCK,
    ROUTER_REPORT,
    ROUTER_COMMIT_LOCK,
    ROUTER_COMMIT,
    ROUTER_FLUSH,
    ROUTER_DEQUEUE_LOCK,
    ROUTER_DEQUEUE,
    ROUTER_FORGET_LOCK,
    ROUTER_FORGET,
    ROUTER_NEXT_WAY,
    ROUTER_MARKS,
    ROUTER_END
};

struct router_state {
    struct session session; /* its post office is NULL, but where one has failed */
    struct router_arguments arguments;
    enum router_phase phase;
    int result;
    struct postoffice *offices[ROUTER_ENDS];
    const char *paths[ROUTER_ENDS];
    bool has_begun[ROUTER_ENDS]; /* po_import_begin */
    unsigned end;                /* opened, or forgotten, next */
    /* the way that is gone now */
    unsigned from;
    struct router_way way;
    struct bookmark note;     /* router_hand.h */
    bool has_note;            /* it was read */
    struct po_memory commits; /* of `to`: by runs that were cut off */
    struct router_memory memory;
    struct router_letter letter;
    struct arena letter_arena;
    uint32_t moved;
    uint64_t now_us;
    bool stays; /* something that this run has committed is still in a queue */
};

enum router_progress { GO_ON, LET_OTHERS, WAIT };

enum router_progress router_go_to(struct router_state *router, enum router_phase phase);
/* The first thing that goes wrong is what the run ends with. */
void router_note(struct router_state *router, int result);
/* The code of what has failed at one of the two. */
void router_note_failure(struct router_state *router, unsigned end, enum status st);
/* This way is at its end; what was committed on it is settled. */
enum router_progress router_stop(struct router_state *router, unsigned end, enum status st);

/* The same for one that somebody may have refused because he has a file to himself: then it is
 * tried again, from phase `again` on, until the time is over. What is in hand is let go, where
 * nothing has been done with it. */
enum router_progress router_refused(struct router_state *router, unsigned end, enum status st,
                                    enum router_phase again);

enum router_progress router_hold(struct router_state *router, uint64_t now_us);
enum router_progress router_remember(struct router_state *router);
/* Boards: what is posted goes into the queue. */
enum router_progress router_boards(struct router_state *router, struct arena *scratch);
enum router_progress router_post(struct router_state *router, struct arena *scratch);
enum router_progress router_read(struct router_state *router, struct arena *scratch);
/* The commit lock of one of the two; `next` has it. */
enum router_progress router_lock(struct router_state *router, unsigned end, enum router_phase next,
                                 uint64_t now_us);
enum router_progress router_report(struct router_state *router, struct arena *scratch);
enum router_progress router_commit(struct router_state *router, struct arena *scratch);
enum router_progress router_flush(struct router_state *router);
enum router_progress router_take_out(struct router_state *router);
enum router_progress router_lock_to_forget(struct router_state *router, uint64_t now_us);
enum router_progress router_forget(struct router_state *router, struct arena *scratch);

#endif
