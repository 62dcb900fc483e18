#include "programs/router_way.h"

#include "programs/router_boards.h"
#include "programs/router_hand.h"

enum router_progress router_go_to(struct router_state *router, enum router_phase phase)
{
    router->phase = phase;
    return GO_ON;
}

/* The first thing that goes wrong is what the run ends with. */
void router_note(struct router_state *router, int result)
{
    router->result = router->result == RC_DONE ? result : router->result;
}

/* The code of what has failed at one of the two. */
void router_note_failure(struct router_state *router, unsigned end, enum status st)
{
    struct session *session = &router->session;
    session->po = router->offices[end];
    session->arguments.directory = router->paths[end];
    router_note(router,
                session_failure(session, st, session_is_in_use(st) ? RC_LOCKED : RC_FAILED));
    session->po = NULL;
}

/* This way is at its end; what was committed on it is settled. */
enum router_progress router_stop(struct router_state *router, unsigned end, enum status st)
{
    router_note_failure(router, end, st);
    router->stays = true;
    router->end = 0;
    return router_go_to(router, router->session.is_gone ? ROUTER_END : ROUTER_FORGET_LOCK);
}

static enum status let_go(struct router_state *router, enum router_phase again)
{
    const bool is_untouched =
        again == ROUTER_READ || again == ROUTER_REPORT_LOCK || again == ROUTER_COMMIT_LOCK;
    return is_untouched && router->has_note && router->note.pending != 0
               ? router_hand_let_go(router)
               : ST_OK;
}

enum router_progress router_refused(struct router_state *router, unsigned end, enum status st,
                                    enum router_phase again)
{
    struct session *session = &router->session;
    if (!session_is_in_use(st)) {
        session_waited(session);
        return router_stop(router, end, st);
    }
    if (session_wait(session, router->now_us)) {
        router->phase = again;
        return WAIT;
    }
    session_waited(session);
    return router_stop(router, end,
                       let_go(router, again) == ST_PROCESS_GONE ? ST_PROCESS_GONE : st);
}

static unsigned to_of(const struct router_state *router)
{
    return 1 - router->from;
}

/* Nobody else empties that queue now. */
enum router_progress router_hold(struct router_state *router, uint64_t now_us)
{
    struct session *session = &router->session;
    const enum status st = po_queue_hold(router->way.from, router->way.queue);
    if (session_is_in_use(st)) {
        if (session_wait(session, now_us)) {
            return WAIT;
        }
        router_note(router, RC_LOCKED);
        session_waited(session);
        return router_go_to(router, ROUTER_NEXT_WAY);
    }
    session_waited(session);
    return st == ST_OK ? router_go_to(router, ROUTER_MEMORY)
                       : router_stop(router, router->from, st);
}

/* What has a run before this one left behind? */
enum router_progress router_remember(struct router_state *router)
{
    struct arena *arena = router->session.start->arena;
    enum status st = po_import_memory(router->way.from, arena, &router->memory.reports);
    if (st != ST_OK) {
        return router_refused(router, router->from, st, ROUTER_MEMORY);
    }
    st = po_import_memory(router->way.to, arena, &router->commits);
    if (st != ST_OK) {
        return router_refused(router, to_of(router), st, ROUTER_MEMORY);
    }
    session_waited(&router->session);
    return router_go_to(router, ROUTER_BOARDS);
}

/* It stays in front, and all behind it. */
static enum router_progress stay(struct router_state *router, const char *why, int result)
{
    session_line(&router->session, why);
    router_note(router, result);
    router->stays = true;
    router->end = 0;
    return router_go_to(router, ROUTER_FORGET_LOCK);
}

/* The letter that it has in hand is nothing for it. */
static enum router_progress put_back(struct router_state *router, const char *why)
{
    const enum status st = router_hand_let_go(router);
    return st == ST_OK ? stay(router, why, RC_UNDELIVERABLE)
                       : router_stop(router, router->from, st);
}

/* What senders were told is on the disk before the letter is at the other post office: who finds it
 * there tells nobody. */
static enum status reports_flush(struct router_state *router)
{
    return router->memory.reports.count != 0 ? po_flush(router->way.from) : ST_OK;
}

static enum router_progress resolve(struct router_state *router)
{
    struct router_letter *letter = &router->letter;
    enum status st =
        router_letter_resolve(&router->way, &router->memory, &router->letter_arena, letter);
    if (st != ST_OK) {
        return router_refused(router, to_of(router), st, ROUTER_READ);
    }
    session_waited(&router->session);
    if (letter->refusal_count != 0) {
        return router_go_to(router, ROUTER_REPORT_LOCK);
    }
    const bool is_told =
        router_letter_is_reported(&router->memory.reports, &router->letter.identity);
    if (letter->usr_count == 0 && !is_told) {
        return put_back(router, "A message has no recipient on this way.");
    }
    st = reports_flush(router);
    if (st != ST_OK) {
        return router_stop(router, router->from, st);
    }
    return router_go_to(router, letter->usr_count != 0 ? ROUTER_COMMIT_LOCK : ROUTER_FLUSH);
}

/* Somebody else was cut off with letters of this queue in hand, or nobody can say. */
static enum router_progress cannot_take(struct router_state *router, enum status st)
{
    struct session *session = &router->session;
    if (st != ST_LOCK_VIOLATION || router->note.pending == 0) {
        return router_refused(router, router->from, st, ROUTER_READ);
    }
    bookmark_tell(&router->note, &session->console);
    return stay(router, "They are left alone.", RC_LOCKED);
}

/* The letter in front is ROUTER's now. */
static enum router_progress take(struct router_state *router, struct arena *scratch)
{
    const struct router_letter *letter = &router->letter;
    enum status st = router->has_note ? ST_OK : router_hand_read(router, scratch);
    router->has_note = st == ST_OK;
    if (st != ST_OK) {
        return cannot_take(router, st);
    }
    if (letter->message.id <= router->note.counts) {
        return router_go_to(router, ROUTER_DEQUEUE_LOCK); /* an EXPORT that was cut off */
    }
    if (router_letter_is_in(&router->commits, &letter->identity)) {
        return router_go_to(router, ROUTER_FLUSH); /* a run that was cut off has brought it */
    }
    st = router_hand_take(router);
    return st == ST_OK ? resolve(router) : router_refused(router, router->from, st, ROUTER_READ);
}

enum router_progress router_read(struct router_state *router, struct arena *scratch)
{
    struct router_letter *letter = &router->letter;
    arena_reset(&router->letter_arena);
    router->memory.full_count = 0;
    const enum status st = router_letter_read(&router->way, 0, &router->letter_arena, letter);
    if (st == ST_NO_MORE) {
        router->end = 0;
        return router_go_to(router, ROUTER_FORGET_LOCK);
    }
    if (st == ST_NOT_FOUND) {
        return LET_OTHERS; /* somebody deleted it */
    }
    if (st == ST_FILE_CORRUPT) {
        return stay(router, "Message cannot be read.", RC_NOT_ACCESSIBLE);
    }
    if (st != ST_OK) {
        return router_refused(router, router->from, st, ROUTER_READ);
    }
    return take(router, scratch);
}

/* The commit lock of one of the two. */
enum router_progress router_lock(struct router_state *router, unsigned end, enum router_phase next,
                                 uint64_t now_us)
{
    struct session *session = &router->session;
    const enum status st = po_lock(router->offices[end]);
    if (st == ST_OK) { /* what is done under it may be refused, too: the time goes on */
        router->phase = next;
        return LET_OTHERS;
    }
    if (next != ROUTER_FORGET) {
        return router_refused(router, end, st, router->phase);
    }
    if (session_is_in_use(st) && session_wait(session, now_us)) {
        return WAIT;
    }
    session_waited(session); /* the next run forgets */
    router->stays = true;
    router_note_failure(router, end, st);
    return router_go_to(router, session->is_gone ? ROUTER_END : ROUTER_NEXT_WAY);
}

/* A record that says what it came from. */
static enum status commit_locked(struct router_state *router, unsigned end,
                                 const struct po_message_in *in, struct arena *scratch)
{
    struct postoffice *po = router->offices[end];
    enum status st = ST_OK;
    if (!router->has_begun[end] || !po_import_is_begun(po)) {
        st = po_import_begin(po);
        router->has_begun[end] = router->has_begun[end] || st == ST_OK;
    }
    return st == ST_OK ? po_import_message(po, in, scratch, NULL) : st;
}

/* The same, and unlocks. */
static enum status commit_at(struct router_state *router, unsigned end,
                             const struct po_message_in *in, struct arena *scratch)
{
    const enum status st = commit_locked(router, end, in, scratch);
    if (st != ST_PROCESS_GONE) {
        po_unlock(router->offices[end]);
    }
    return st;
}

/* A record of this run counts like one of a run before it. */
static void remember(struct router_state *router, struct po_memory *memory,
                     const struct po_file_identity *identity)
{
    struct arena *arena = router->session.start->arena;
    struct po_remembered *items = arena_array(arena, struct po_remembered, memory->count + 1);
    for (size_t i = 0; i < memory->count; i++) {
        items[i] = memory->items[i];
    }
    items[memory->count].file = *identity;
    *memory = (struct po_memory){items, memory->count + 1};
}

/* Is there anything to be passed on? What cannot be read is left, and mail goes on. */
enum router_progress router_boards(struct router_state *router, struct arena *scratch)
{
    struct router_post post = {0};
    const enum status st = router_boards_next(&router->way, scratch, &post);
    if (st == ST_FILE_CORRUPT) {
        session_line(&router->session, "A bulletin board cannot be read.");
        router_note(router, RC_NOT_ACCESSIBLE);
    }
    if (st == ST_NO_MORE || st == ST_FILE_CORRUPT) {
        session_waited(&router->session);
        return router_go_to(router, ROUTER_READ);
    }
    if (st != ST_OK) {
        return router_refused(router, router->from, st, ROUTER_BOARDS);
    }
    session_waited(&router->session);
    return router_go_to(router, ROUTER_POST_LOCK);
}

/* One post, read anew under the lock; ends unlocked. */
enum router_progress router_post(struct router_state *router, struct arena *scratch)
{
    struct postoffice *po = router->way.from;
    struct router_post post = {0};
    enum status st = router_boards_next(&router->way, scratch, &post);
    if (st == ST_OK && !router_letter_is_in(&router->memory.reports, &post.identity)) {
        const struct po_message_in in = {.content = post.content,
                                         .usrs = &router->way.queue,
                                         .usr_count = 1,
                                         .file = &post.identity};
        st = commit_locked(router, router->from, &in, scratch);
        if (st == ST_OK) {
            remember(router, &router->memory.reports, &post.identity);
        }
    }
    if (st == ST_OK) {
        st = router_boards_count(&router->way, &post, scratch);
    }
    if (st != ST_PROCESS_GONE) {
        po_unlock(po);
    }
    if (st != ST_OK && st != ST_NO_MORE) {
        return router_refused(router, router->from, st, ROUTER_POST_LOCK);
    }
    session_waited(&router->session);
    router->phase = ROUTER_BOARDS;
    return LET_OTHERS;
}

enum router_progress router_report(struct router_state *router, struct arena *scratch)
{
    struct session *session = &router->session;
    const struct router_refusal *refusal = &router->letter.refusals[0];
    struct router_report made = {0};
    enum status st =
        router_report_make(&router->way, &router->letter, refusal, &router->letter_arena, &made);
    if (st == ST_NOT_FOUND) {
        po_unlock(router->way.from);
        return put_back(router, "Nobody is known who could be told that a message was refused.");
    }
    struct po_message_in in = {
        .content = made.content, .usrs = &made.usr, .usr_count = 1, .file = &made.identity};
    if (st == ST_OK) {
        st = commit_at(router, router->from, &in, scratch);
    } else if (st != ST_PROCESS_GONE) {
        po_unlock(router->way.from);
    }
    if (st != ST_OK) {
        return router_refused(router, router->from, st, ROUTER_REPORT_LOCK);
    }
    session_waited(session);
    session_print(session, refusal->reason);
    session_print(session, ": ");
    session_line(session, refusal->recipient);
    router_note(router, RC_UNDELIVERABLE);
    remember(router, &router->memory.reports, &made.identity);
    return resolve(router) == WAIT ? WAIT : LET_OTHERS; /* who is left? */
}

enum router_progress router_commit(struct router_state *router, struct arena *scratch)
{
    struct router_letter *letter = &router->letter;
    struct router_memory *memory = &router->memory;
    struct po_message_in in = {.content = letter->onward,
                               .usrs = letter->usrs,
                               .usr_count = letter->usr_count,
                               .file = &letter->identity};
    const enum status st = commit_at(router, to_of(router), &in, scratch);
    const uint32_t full = st == ST_DISK_FULL ? po_full_mailbox(router->way.to) : 0;
    if (full != 0 && memory->full_count < ROUTER_FULL_MAX) {
        memory->full[memory->full_count++] = full;
        return resolve(router) == WAIT ? WAIT : LET_OTHERS;
    }
    if (st != ST_OK) {
        return router_refused(router, to_of(router), st, ROUTER_COMMIT_LOCK);
    }
    session_waited(&router->session);
    router->moved++;
    router->phase = ROUTER_FLUSH;
    return LET_OTHERS;
}

enum router_progress router_flush(struct router_state *router)
{
    enum status st = po_flush(router->way.to);
    if (st != ST_OK) {
        return router_stop(router, to_of(router), st);
    }
    st = reports_flush(router);
    return st == ST_OK ? router_go_to(router, ROUTER_DEQUEUE_LOCK)
                       : router_stop(router, router->from, st);
}

enum router_progress router_take_out(struct router_state *router)
{
    struct postoffice *po = router->way.from;
    const enum status st = po_dequeue(po, router->way.queue, router->letter.message.id);
    if (st != ST_PROCESS_GONE) {
        po_unlock(po);
    }
    if (st != ST_OK && st != ST_NOT_FOUND) {
        return router_refused(router, router->from, st, ROUTER_DEQUEUE_LOCK);
    }
    session_waited(&router->session);
    router->phase = ROUTER_READ;
    return LET_OTHERS;
}

/* ---- what was remembered ---- */

static bool is_gone(void *context, const struct po_file_identity *identity)
{
    const struct router_state *router = context;
    return router_letter_is_gone(&router->way, identity) ||
           router_boards_has_counted(&router->way, identity);
}

static bool has_to_forget(const struct router_state *router, unsigned end)
{
    const struct po_memory *memory =
        end == router->from ? &router->memory.reports : &router->commits;
    return router->has_begun[end] || memory->count != 0;
}

/* What is taken out, also by a run that was cut off, must be on the disk before the other post
 * office forgets it. */
enum router_progress router_lock_to_forget(struct router_state *router, uint64_t now_us)
{
    while (router->end < ROUTER_ENDS && !has_to_forget(router, router->end)) {
        router->end++;
    }
    if (router->end == ROUTER_ENDS) {
        return router_go_to(router, ROUTER_NEXT_WAY);
    }
    const size_t remembered = router->commits.count + router->memory.reports.count;
    enum status st = remembered != 0 ? po_queue_owes(router->way.from, router->way.queue) : ST_OK;
    if (st == ST_OK) {
        st = po_flush(router->way.from);
    }
    if (st != ST_OK) {
        router->stays = true; /* for all that is known, so the other way forgets none of it */
        router_note_failure(router, router->from, st); /* the next run forgets */
        return router_go_to(router, router->session.is_gone ? ROUTER_END : ROUTER_NEXT_WAY);
    }
    return router_lock(router, router->end, ROUTER_FORGET, now_us);
}

enum router_progress router_forget(struct router_state *router, struct arena *scratch)
{
    const unsigned end = router->end;
    const struct po_import_end settled = {
        .all_gone = !router->stays, .is_gone = is_gone, .context = router};
    const enum status st = po_import_end(router->offices[end], &settled, scratch);
    router->session.is_gone = st == ST_PROCESS_GONE; /* any other failure: the next run forgets */
    if (router->session.is_gone) {
        return router_go_to(router, ROUTER_END);
    }
    po_unlock(router->offices[end]);
    router->has_begun[end] = false;
    router->end++;
    return router_go_to(router, ROUTER_FORGET_LOCK);
}
