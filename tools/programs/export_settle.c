#include "programs/export_settle.h"

#include "programs/export_message.h"

struct bookmark *export_bookmark(struct export_state *export)
{
    return export->is_shared ? &export->shared : &export->bookmark;
}

/* Is the message of that number there, and the one that the mark is of? */
static enum status is_there(struct export_state *export, uint64_t id, uint64_t mark,
                            struct arena *scratch)
{
    uint64_t found = 0;
    if (export->front_id > id) {
        return ST_NOT_FOUND;
    }
    const enum status st =
        export_message_mark(export->session.po, export->mailbox.usr, id, scratch, &found);
    export->is_refused_there = st != ST_OK && st != ST_NOT_FOUND;
    return st == ST_OK && found != mark ? ST_NOT_FOUND : st;
}

/* What was exported last is still there, and the same: the bookmark counts. Another message of its
 * number: a backup was restored, and the numbers began again. None: it would have gone last, so
 * nothing is left of what was exported, or the post office is not what it was. */
static enum status check(struct export_state *export, struct bookmark *bookmark,
                         struct arena *scratch)
{
    if (bookmark->exported == 0) {
        return ST_OK;
    }
    const enum status st = is_there(export, bookmark->exported, bookmark->exported_mark, scratch);
    bookmark->counts = st == ST_NOT_FOUND ? 0 : bookmark->exported;
    return st == ST_NOT_FOUND || st == ST_FILE_CORRUPT ? ST_OK : st; /* damage says nothing */
}

/* Another run, which may have been on another machine, had letters in hand when it was cut off.
 * ST_LOCK_VIOLATION: they may be in its file, and it cannot be seen from here. */
static enum status settle_shared(struct export_state *export, struct arena *scratch)
{
    struct bookmark *shared = &export->shared;
    const char *directory = export->session.start->directory;
    enum status st = is_there(export, shared->pending, shared->pending_mark, scratch);
    if (st == ST_NOT_FOUND) { /* somebody else has settled it, or it is as if nothing was */
        shared->pending = 0;
        return ST_OK;
    }
    if (st != ST_OK && st != ST_FILE_CORRUPT) {
        return st;
    }
    export->is_refused_there = false;
    st = bookmark_is_in_sight(shared);
    if (st == ST_OK) {
        st = export->is_read_only ? bookmark_conclude(shared, directory)
                                  : bookmark_settle(shared, directory);
    }
    return status_is_denied(st) && shared->pending == 0 ? ST_OK : st;
}

/* The bookmark at the post office. Without the file nobody has noted anything. */
static enum status read_shared(struct export_state *export, struct arena *scratch)
{
    const struct session *session = &export->session;
    const struct bookmark_of of = {.identity = po_identity(session->po),
                                   .entry = export->mailbox.name,
                                   .directory = session->arguments.directory,
                                   .usr = export->mailbox.usr};
    enum status st = bookmark_read(&export->shared, session->start->port, &of);
    if (st == ST_OK && export->shared.pending != 0) {
        st = settle_shared(export, scratch);
    }
    return st == ST_OK ? check(export, &export->shared, scratch) : st;
}

/* It is written, if the directory of the target can be told from others. */
static enum status choose(struct export_state *export, struct arena *scratch, bool *has_pointer_out)
{
    struct bookmark_beside beside;
    *has_pointer_out = true; /* for all that is known */
    export->is_shared = false;
    if (export->is_read_only) {
        return ST_OK;
    }
    const enum status st = bookmark_look_beside(&export->shared, export->target, scratch, &beside);
    if (st == ST_OK) {
        export->is_shared = true;
        export->beside_token = beside.token;
        *has_pointer_out = beside.has_pointer;
    }
    return st == ST_PATH_NOT_FOUND ? ST_OK : st; /* no file gets there */
}

/* The bookmark in the working directory. */
static enum status read_own(struct export_state *export, bool has_pointer, struct arena *scratch)
{
    const struct session *session = &export->session;
    const struct program_start *start = session->start;
    const struct bookmark_of of = {.identity = po_identity(session->po),
                                   .entry = export->mailbox.name,
                                   .directory = start->directory,
                                   .machine = start->system_directory,
                                   .target = has_pointer ? export->target : NULL};
    enum status st = bookmark_read(&export->bookmark, start->port, &of);
    if (st == ST_OK && export->bookmark.pending != 0) {
        st = bookmark_settle(&export->bookmark, start->directory);
    }
    return st == ST_OK ? check(export, &export->bookmark, scratch) : st;
}

static enum export_progress cannot_settle(struct export_state *export, enum status st)
{
    struct session *session = &export->session;
    const struct bookmark *shared = &export->shared;
    if (export->is_refused_there) {
        return export_end_by(export, st, RC_NOT_ACCESSIBLE);
    }
    session->is_gone = st == ST_PROCESS_GONE;
    if (st != ST_LOCK_VIOLATION || shared->pending == 0) {
        session_line(session, "The bookmark file cannot be used.");
        return export_end_with(export, session_is_in_use(st) ? RC_LOCKED : RC_FAILED);
    }
    bookmark_tell(shared, &session->console);
    return export_end_with(export, RC_LOCKED);
}

/* /DELETE/n. Of letters that were exported and are not out, the last one says it of all: who
 * deletes that one takes out those before it, too. One that is in somebody else's hand stays. */
static enum export_progress settle_deletion(struct export_state *export, struct arena *scratch)
{
    export->remove_id = export->session.arguments.delete_number;
    export->next = EXPORT_END;
    export->is_refused_there = false;
    enum status st = read_shared(export, scratch);
    if (st == ST_PROCESS_GONE || (st != ST_OK && export->shared.pending == export->remove_id)) {
        return cannot_settle(export, st);
    }
    if (st == ST_OK && export->shared.counts == export->remove_id) {
        export->last_id = export->remove_id;
        export->is_shared = true;
        st = po_queue_owes(export->session.po, export->mailbox.usr);
        return st == ST_OK ? export_go_to(export, EXPORT_TAKE_OUT)
                           : export_end_by(export, st, RC_FAILED);
    }
    return export_go_to(export, EXPORT_LOCK);
}

enum export_progress export_settle(struct export_state *export, struct arena *scratch)
{
    const struct program_start *start = export->session.start;
    bool has_pointer = true;
    if (export->session.arguments.delete_number != 0) {
        return settle_deletion(export, scratch);
    }
    if (export->is_read_only && start->traits.export_read_only == EXPORT_RO_REPEAT) {
        return export_go_to(export, EXPORT_READ);
    }
    export->has_bookmark = true;
    export->is_refused_there = false;
    enum status st = read_shared(export, scratch);
    if (st == ST_OK) {
        st = choose(export, scratch, &has_pointer);
    }
    if (st == ST_OK) {
        st = read_own(export, has_pointer, scratch);
    }
    if (st != ST_OK) {
        return cannot_settle(export, st);
    }
    const struct bookmark *last =
        export->shared.counts > export->bookmark.counts ? &export->shared : &export->bookmark;
    export->last_id = last->counts;
    export->last_mark = last->counts != 0 ? last->exported_mark : 0;
    export->next = EXPORT_READ;
    if (export->last_id == 0) {
        return export_go_to(export, EXPORT_READ);
    }
    if (!export->is_read_only) { /* the run that was cut off may have taken out the first ones */
        st = po_queue_owes(export->session.po, export->mailbox.usr);
    }
    return st == ST_OK ? export_go_to(export, EXPORT_TAKE_OUT)
                       : export_end_by(export, st, RC_FAILED);
}

/* Who may take letters out notes it at the post office, for the others; who cannot does not take
 * any: beside a note elsewhere, nobody would know after a kill that they are in its file. */
enum status export_pend(struct export_state *export)
{
    struct bookmark *bookmark = export_bookmark(export);
    bookmark->was_written = false;
    return export->is_shared
               ? bookmark_claim(bookmark, export->target, export->beside_token, export->last_id,
                                export->last_mark)
               : bookmark_pend(bookmark, export->target, export->last_id, export->last_mark);
}
