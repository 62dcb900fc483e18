/* EXPORT: what was exported leaves the queue. */
#include "programs/export_take_out.h"

/* Nothing that was exported waits any more, and the server's disk knows it: the bookmark in the
 * working directory is closed. What waits later under such a number is another message, or a
 * restored one. */
static enum status close_bookmark(struct export_state *export)
{
    struct session *session = &export->session;
    const bool is_own = export->has_bookmark && export->bookmark.exported != 0;
    if (!is_own && !export->is_shared) {
        return ST_OK;
    }
    enum status st = po_flush(session->po);
    if (st == ST_OK && is_own) {
        export->bookmark.exported = 0;
        st = bookmark_note(&export->bookmark);
    }
    return st == ST_PROCESS_GONE ? st : ST_OK; /* any other failure: the next run does it */
}

static enum export_progress all_is_out(struct export_state *export)
{
    const enum status st = close_bookmark(export);
    return st == ST_OK ? export_go_to(export, export->next) : export_end_by(export, st, RC_FAILED);
}

/* What is damaged is in front: it stays, and what is behind it. */
static enum export_progress cannot_take_out(struct export_state *export)
{
    export->result = RC_NOT_ACCESSIBLE;
    return export_go_to(export, export->next);
}

enum export_progress export_take_out(struct export_state *export)
{
    struct session *session = &export->session;
    struct po_message message = {0};
    if (export->is_read_only) {
        return export_go_to(export, export->next);
    }
    const enum status st = po_queue_next(session->po, export->mailbox.usr, 0, &message);
    if (st == ST_NO_MORE ||
        ((st == ST_OK || st == ST_FILE_CORRUPT) && message.id > export->last_id)) {
        return all_is_out(export);
    }
    if (st == ST_FILE_CORRUPT) {
        return cannot_take_out(export);
    }
    return st == ST_OK ? export_go_to(export, EXPORT_LOCK) : export_end_by(export, st, RC_FAILED);
}

enum export_progress export_take_lock(struct export_state *export, uint64_t now_us)
{
    struct session *session = &export->session;
    const enum status st = po_lock(session->po);
    if (session_is_locked_out(st)) {
        return session_wait(session, now_us) ? WAIT : export_end_with(export, RC_LOCKED);
    }
    if (export_reads_on(export, st)) {
        return export_go_to(export, export->next);
    }
    if (st != ST_OK) {
        return export_end_by(export, st, RC_FAILED);
    }
    session_waited(session);
    export->phase = EXPORT_DEQUEUE;
    return LET_OTHERS;
}

/* /DELETE/n */
static enum export_progress delete_one(struct export_state *export)
{
    struct session *session = &export->session;
    const enum status st = po_dequeue(session->po, export->mailbox.usr, export->remove_id);
    if (st == ST_NOT_FOUND) {
        po_unlock(session->po);
        session_line(session, "No such message.");
        return export_end_with(export, RC_UNDELIVERABLE);
    }
    if (st != ST_PROCESS_GONE) {
        po_unlock(session->po);
    }
    if (st == ST_OK) {
        buffer_format(&session->console, "Message %llu deleted.\r\n",
                      (unsigned long long)export->remove_id);
    }
    return st == ST_OK ? export_end_with(export, RC_DONE) : export_end_by(export, st, RC_FAILED);
}

enum export_progress export_dequeue(struct export_state *export)
{
    struct session *session = &export->session;
    bool is_left = false;
    if (session->arguments.delete_number != 0 && export->last_id == 0) {
        return delete_one(export);
    }
    const enum status st =
        po_dequeue_first(session->po, export->mailbox.usr, export->last_id, &is_left);
    if (st == ST_PROCESS_GONE) {
        return export_end_by(export, st, RC_FAILED);
    }
    po_unlock(session->po);
    if (export_reads_on(export, st)) {
        return export_go_to(export, export->next);
    }
    if (st == ST_FILE_CORRUPT) {
        return cannot_take_out(export);
    }
    if (st != ST_OK) {
        return export_end_by(export, st, RC_FAILED);
    }
    if (!is_left) {
        return all_is_out(export);
    }
    export->phase = EXPORT_LOCK;
    return LET_OTHERS;
}
