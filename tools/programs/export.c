/*
 * export -- EXPORT: messages of a mailbox or queue into one .CCM file
 *
 * Order of operations (assumptions EXPORT_LOGON, EXPORT_READ_ONLY, EXPORT_IN_HAND; ARCHITECTURE.md,
 * "Handing over mail"): open CLANDATA for reading, check name and password, look for CCPODOWN, find
 * the mailbox of /N, look whether there is mail; then open for writing (a refusal is no error: the
 * bookmark decides), settle what a run that was cut off left, take messages out that were exported
 * before, read messages, write a .TMP file, bookmark, rename (the commit), bookmark, take them out.
 */
#include <string.h>

#include "base/text.h"
#include "programs/directory_export.h"
#include "programs/export_marks.h"
#include "programs/export_message.h"
#include "programs/export_settle.h"
#include "programs/program_files.h"
#include "programs/program_kinds.h"

static void export_begin(void *state, const struct program_start *start)
{
    struct export_state *export = state;
    session_begin(&export->session, start, "EXPORT");
    buffer_init(&export->output, start->arena);
}

enum export_progress export_go_to(struct export_state *export, enum export_phase phase)
{
    export->phase = phase;
    return GO_ON;
}

enum export_progress export_end_with(struct export_state *export, int result)
{
    export->result = result;
    return export_go_to(export, EXPORT_END);
}

bool export_reads_on(struct export_state *export, enum status st)
{
    const struct session *session = &export->session;
    const enum program_export_read_only side = session->start->traits.export_read_only;
    if (!status_is_denied(st) || session->po == NULL || !po_is_refused_writing(session->po) ||
        session->arguments.delete_number != 0 || side == EXPORT_RO_FAIL3) {
        return false;
    }
    po_read_only(session->po);
    export->is_read_only = true;
    export->has_bookmark = export->has_bookmark && side != EXPORT_RO_REPEAT;
    return true;
}

enum export_progress export_end_by(struct export_state *export, enum status st, int otherwise)
{
    if (export_reads_on(export, st)) {
        return GO_ON;
    }
    return export_end_with(export, session_failure(&export->session, st, otherwise));
}

static enum export_progress read_arguments(struct export_state *export, struct arena *scratch)
{
    struct session *session = &export->session;
    const struct program_arguments *arguments = &session->arguments;
    int result = session_arguments(session, scratch);
    if (result == RC_NONE) {
        return WAIT;
    }
    if (result == RC_HELPED) {
        return export_end_with(export, RC_DONE);
    }
    if (result == RC_DONE && arguments->file == NULL && arguments->delete_number == 0) {
        result = session_refuse(session, "no file, /@");
    } else if (result == RC_DONE && arguments->deletes_entries && !arguments->propagates) {
        result = session_refuse(session, "DIRECTORY/DELETE of IMPORT");
    }
    if (result == RC_DONE && arguments->file != NULL &&
        files_path(session->start->directory, arguments->file, export->target) != ST_OK) {
        result = RC_NOT_ACCESSIBLE;
    }
    return result == RC_DONE ? export_go_to(export, EXPORT_OPEN) : export_end_with(export, result);
}

static enum export_progress open_post_office(struct export_state *export, uint64_t now_us)
{
    struct session *session = &export->session;
    const struct program_arguments *arguments = &session->arguments;
    const char *name = arguments->line_name != NULL ? arguments->name : NULL;
    int result = RC_DONE;
    if (arguments->is_directory && name == NULL) { /* nobody's mailbox: /N is the post office */
        name = arguments->line_name != NULL ? arguments->line_name : arguments->name;
    }
    switch (session_open(session, name, now_us, &result)) {
    case SESSION_OPENED:
        return export_go_to(export, arguments->is_directory ? EXPORT_DIRECTORY : EXPORT_MAILBOX);
    case SESSION_WAITS:
        return WAIT;
    case SESSION_ENDS:
        break;
    }
    return export_end_with(export, result);
}

/* Somebody has a file of the post office to himself: it is tried again until the time is over. */
static enum export_progress in_use(struct export_state *export, uint64_t now_us)
{
    return session_wait(&export->session, now_us) ? WAIT : export_end_with(export, RC_LOCKED);
}

/* Why it is not what is asked for; NULL: it is. Lists and boards are the Router's (Q156063 2.6.7).
 * Foreign alias names are for what leaves for another post office: a person's mailbox that has the
 * site's name (Q156063 2.6.10) stays as it is, and would be exported again and again. */
static const char *why_unfit(const struct export_state *export, enum status found)
{
    const enum po_kind kind = export->mailbox.kind;
    if (found == ST_NOT_FOUND ||
        (found == ST_OK && (export->mailbox.usr == 0 || kind == PO_LIST || kind == PO_BOARD))) {
        return "Mailbox not found: ";
    }
    return found == ST_OK && export->is_mailbox && export->session.arguments.has_fan
               ? "Not a post office: "
               : NULL;
}

static enum export_progress find_mailbox(struct export_state *export, uint64_t now_us)
{
    struct session *session = &export->session;
    const struct program_arguments *arguments = &session->arguments;
    const char *name = arguments->line_name != NULL ? arguments->line_name : arguments->name;
    struct po_message message = {0};
    enum status st = po_entry_find(session->po, name, &export->mailbox);
    const enum po_kind kind = export->mailbox.kind;
    export->is_mailbox = kind == PO_USER || kind == PO_MOBILE;
    const char *unfit = why_unfit(export, st);
    if (unfit != NULL) {
        session_print(session, unfit);
        session_line(session, name);
        return export_end_with(export, RC_NOT_ACCESSIBLE);
    }
    if (st != ST_OK) {
        return export_end_by(export, st, RC_NOT_ACCESSIBLE);
    }
    if (arguments->delete_number != 0) {
        return export_go_to(export, EXPORT_OPEN_WRITE);
    }
    st = arguments->lists_numbers ? ST_OK
                                  : po_queue_next(session->po, export->mailbox.usr, 0, &message);
    if (session_is_in_use(st)) {
        return in_use(export, now_us);
    }
    session_waited(session);
    session_print(session, "Exporting messages in mailbox \"");
    session_print(session, export->mailbox.name);
    session_print(session, "\" to file ");
    session_line(session, arguments->file);
    if (arguments->lists_numbers) {
        return export_go_to(export, EXPORT_LIST);
    }
    if (st == ST_NO_MORE) {
        return export_end_with(export, RC_DONE);
    }
    export->front_id = st == ST_OK ? message.id : 0;
    if (st == ST_PROCESS_GONE || (st != ST_OK && st != ST_FILE_CORRUPT)) {
        return export_end_by(export, st, RC_NOT_ACCESSIBLE);
    }
    if (export->is_mailbox) {
        export->is_read_only = true;
        return export_go_to(export, EXPORT_READ);
    }
    return export_go_to(export,
                        EXPORT_OPEN_WRITE); /* damage: settle first, then read as far as it goes */
}

static enum export_progress open_for_writing(struct export_state *export, uint64_t now_us)
{
    struct session *session = &export->session;
    const bool deletes = session->arguments.delete_number != 0;
    enum status st = po_open_write(session->po);
    const bool is_writable = st == ST_OK;
    if (is_writable) { /* another EXPORT may be at the same queue */
        st = po_queue_hold(session->po, export->mailbox.usr);
    }
    if (session_is_in_use(st) || (is_writable && session_is_locked_out(st))) {
        return in_use(export, now_us);
    }
    session_waited(session);
    if (st != ST_OK && is_writable) { /* who does not hold it might take what another one takes */
        return export_end_with(export, session_failure(session, st, RC_FAILED));
    }
    if (st != ST_OK && (!status_is_denied(st) || deletes)) {
        return export_end_by(export, st, RC_FAILED);
    }
    export->is_read_only = st != ST_OK;
    if (export->is_read_only && session->start->traits.export_read_only == EXPORT_RO_FAIL3) {
        return export_end_by(export, st, RC_NOT_ACCESSIBLE);
    }
    return export_go_to(export, EXPORT_SETTLE);
}

/* What could be read is written. */
static enum export_progress read_failed(struct export_state *export, enum status st)
{
    struct session *session = &export->session;
    if (export_reads_on(export, st)) {
        return GO_ON;
    }
    if (st == ST_FILE_CORRUPT) {
        export->result = RC_NOT_ACCESSIBLE;
        session_line(session, "Message cannot be read.");
    } else if (session_is_in_use(st)) {
        export->result = RC_LOCKED;
    } else {
        export->result = session_failure(session, st, RC_NOT_ACCESSIBLE);
    }
    return export_go_to(export,
                        export->count != 0 && !session->is_gone ? EXPORT_WRITE : EXPORT_END);
}

/* As many as are wanted, or all that were there when it looked: what came since is for the next
 * run. */
static bool has_enough(const struct export_state *export)
{
    const struct session *session = &export->session;
    const uint32_t max = session->arguments.messages_max != 0 ? session->arguments.messages_max
                                                              : session->start->traits.export_max;
    return (max != 0 && export->count == max) ||
           (export->count != 0 &&
            po_queue_ends_with(session->po, export->mailbox.usr, export->last_id));
}

static enum export_progress read_message(struct export_state *export, struct arena *scratch,
                                         uint64_t now_us)
{
    struct session *session = &export->session;
    struct export_sink sink = {.output = &export->output, .scratch = scratch};
    struct po_message message;
    if (has_enough(export)) {
        return export_go_to(export, EXPORT_WRITE);
    }
    enum status st = po_queue_follow(session->po, export->mailbox.usr, export->last_id, &message);
    if (st == ST_NO_MORE) {
        return export_go_to(export, export->count != 0 ? EXPORT_WRITE : EXPORT_END);
    }
    if (st == ST_OK && export->is_mailbox && !export_wants(session, &message)) {
        export->last_id = message.id;
        return GO_ON;
    }
    if (st == ST_OK) {
        st = export_message_add(session, export->mailbox.usr, &message, &sink);
    }
    if (export->session.struck != ODDITY_NONE) {
        return WAIT;
    }
    if (session_is_in_use(st) && session_wait(session, now_us)) {
        return WAIT;
    }
    if (st == ST_OK && sink.is_kept && export->count == 0) {
        return export_go_to(export, EXPORT_END);
    }
    if (st == ST_OK && (sink.is_unfinished || sink.is_kept)) {
        return export_go_to(export, EXPORT_WRITE); /* it stays in front */
    }
    if (st == ST_OK) {
        session_waited(session);
        export->last_id = message.id;
        export->last_mark = sink.mark;
        export->count++;
    }
    if (sink.is_unreadable && !export->is_mailbox) { /* it stays in front, and all behind it wait */
        session_line(session, "Message cannot be read.");
        export_message_begin(&sink);
        return export_go_to(export, EXPORT_WRITE);
    }
    return st == ST_OK || st == ST_NOT_FOUND ? LET_OTHERS /* somebody deleted it */
                                             : read_failed(export, st);
}

static enum export_progress cannot_write(struct export_state *export, const char *what,
                                         enum status st)
{
    export->session.is_gone = st == ST_PROCESS_GONE;
    session_print(&export->session, what);
    session_print(&export->session, " cannot be written: ");
    session_line(&export->session, status_text(st));
    return export_end_with(export, RC_FAILED);
}

static enum export_progress write_failed(struct export_state *export, enum status st)
{
    return cannot_write(export, "Export file", st);
}

/* Nothing is exported. A .TMP file that the note may name stays: while it is there, nothing was. */
static enum export_progress not_noted(struct export_state *export, const char *temporary,
                                      enum status st)
{
    const bool stays = st == ST_PROCESS_GONE || export_bookmark(export)->was_written;
    if (!stays && os_remove(export->session.start->port, temporary) == ST_PROCESS_GONE) {
        st = ST_PROCESS_GONE; /* else it is written over or stays */
    }
    return cannot_write(export, "The bookmark file", st);
}

/* The file has its name. Who takes out what is in it notes only then that it is done, and what is
 * written here is lost with the system's memory alone: then the .TMP file that is gone says it. */
static enum export_progress file_is_there(struct export_state *export)
{
    struct bookmark *bookmark = export_bookmark(export);
    buffer_format(&export->session.console, "%u messages exported.\r\n", (unsigned)export->count);
    export->next = EXPORT_END;
    if (!export->has_bookmark) {
        return export_go_to(export, EXPORT_TAKE_OUT);
    }
    bookmark->exported = export->last_id;
    bookmark->exported_mark = export->last_mark;
    bookmark->pending = 0;
    const enum status st =
        export->is_read_only ? bookmark_note(bookmark) : bookmark_write(bookmark);
    if (st != ST_OK) {
        return write_failed(export, st); /* the next run settles it */
    }
    return export_go_to(export, export->is_read_only ? EXPORT_END : EXPORT_LOCK);
}

/* Writes the file under another name, makes a note of it, and gives it its name: the commit. */
static enum export_progress write_file(struct export_state *export)
{
    struct os_port *port = export->session.start->port;
    char temporary[OS_PATH_SIZE];
    enum status st = bookmark_temporary(po_identity(export->session.po), export->mailbox.name,
                                        export->target, temporary);
    if (st == ST_OK && export->has_bookmark) {
        st = bookmark_spare(&export->shared, export->target);
    }
    if (st == ST_OK) {
        st = files_write(port, temporary, buffer_bytes(&export->output));
    }
    if (st != ST_OK) { /* one that no bookmark names is written over or stays */
        return write_failed(export, st);
    }
    st = export->has_bookmark ? export_pend(export) : ST_OK;
    if (st != ST_OK) {
        return not_noted(export, temporary, st);
    }
    st = os_rename(port, temporary, export->target);
    if (st == ST_OK) {
        return file_is_there(export);
    }
    if (export->has_bookmark && st != ST_PROCESS_GONE &&
        bookmark_settle(export_bookmark(export), export->session.start->directory) ==
            ST_PROCESS_GONE) {
        st = ST_PROCESS_GONE;
    }
    return write_failed(export, st);
}

/* /MSG#: what is in the queue, by number; nothing is taken out. */
static enum export_progress list_numbers(struct export_state *export, struct arena *scratch,
                                         uint64_t now_us)
{
    struct session *session = &export->session;
    buffer_clear(&export->output);
    enum status st = export_message_list(session, export->mailbox.usr, &export->output, scratch);
    if (session_is_in_use(st)) {
        return in_use(export, now_us);
    }
    if (st != ST_OK) {
        return export_end_by(export, st, RC_NOT_ACCESSIBLE);
    }
    st = files_write(session->start->port, export->target, buffer_bytes(&export->output));
    return st == ST_OK ? export_end_with(export, RC_DONE) : write_failed(export, st);
}

static enum export_progress advance(struct export_state *export, struct arena *scratch,
                                    uint64_t now_us)
{
    switch (export->phase) {
    case EXPORT_ARGUMENTS:
        return read_arguments(export, scratch);
    case EXPORT_OPEN:
        return open_post_office(export, now_us);
    case EXPORT_MAILBOX:
        return find_mailbox(export, now_us);
    case EXPORT_OPEN_WRITE:
        return open_for_writing(export, now_us);
    case EXPORT_SETTLE:
        return export_settle(export, scratch);
    case EXPORT_READ:
        return read_message(export, scratch, now_us);
    case EXPORT_WRITE:
        return write_file(export);
    case EXPORT_TAKE_OUT:
        return export_take_out(export);
    case EXPORT_LOCK:
        return export_take_lock(export, now_us);
    case EXPORT_DEQUEUE:
        return export_dequeue(export);
    case EXPORT_LIST:
        return list_numbers(export, scratch, now_us);
    case EXPORT_DIRECTORY:
        return export_end_with(export, directory_export(&export->session, export->target, scratch));
    case EXPORT_END:
        break;
    }
    return LET_OTHERS;
}

static struct program_step export_step(void *state, struct arena *scratch, uint64_t now_us)
{
    struct export_state *export = state;
    enum export_progress progress = GO_ON;
    struct program_step struck;
    while (progress == GO_ON && export->phase != EXPORT_END) {
        progress = advance(export, scratch, now_us);
    }
    if (session_is_struck(&export->session, &struck)) {
        return struck;
    }
    if (export->phase == EXPORT_END) {
        if (!export->session.is_gone) {
            bookmark_close(&export->bookmark);
            bookmark_close(&export->shared);
        }
        return session_end(&export->session, export->result);
    }
    const uint64_t wake_us = progress == WAIT ? export->session.wake_us : now_us;
    return (struct program_step){.state = PROGRAM_AGAIN, .wake_us = wake_us};
}

static const char *export_console(void *state)
{
    struct export_state *export = state;
    return session_console(&export->session);
}

const struct program_kind program_export = {.name = "EXPORT",
                                            .state_size = sizeof(struct export_state),
                                            .begin = export_begin,
                                            .step = export_step,
                                            .console = export_console};
