/*
 * import -- IMPORT: messages of .CCM files into a post office
 *
 * Order of operations (assumptions OPEN_DENIED_RC, IMPORT_FILE_OPS, IMPORT_TEMP): open CLANDATA for
 * reading, check name and password, look for CCPODOWN, open CLANDATA for writing; then per file:
 * read it, resolve, write .UND; per message: create, write and delete a temporary file in the data
 * directory, take the commit lock, commit; then delete the file.
 */
#include <string.h>

#include "base/text.h"
#include "programs/directory_import.h"
#include "programs/import_places.h"
#include "programs/program_kinds.h"
#include "programs/temporary_file.h"

enum import_phase {
    IMPORT_ARGUMENTS,
    IMPORT_OPEN,
    IMPORT_OPEN_WRITE,
    IMPORT_LIST,
    IMPORT_FILE,
    IMPORT_MESSAGE,
    IMPORT_LOCK,
    IMPORT_COMMIT,
    IMPORT_FILE_DONE,
    IMPORT_FORGET_LOCK,
    IMPORT_FORGET,
    IMPORT_DIRECTORY,
    IMPORT_END
};

struct import_state {
    struct session session;
    struct import_batch batch;
    struct directory_import directory; /* /DIRECTORY */
    enum import_phase phase;
    bool has_begun; /* po_import_begin */
    int result;
    size_t file; /* in batch.files */
    uint32_t message;
    uint32_t handled;
    uint64_t next_id; /* of the post office, after this run's last commit */
};

/* What a phase answers. */
enum progress { GO_ON, LET_OTHERS, WAIT };

static void import_begin(void *state, const struct program_start *start)
{
    struct import_state *import = state;
    session_begin(&import->session, start, "IMPORT");
    import->batch.session = &import->session;
    import->batch.remembers = start->traits.import_remembers;
}

/* A code that ends the run; what was committed is settled first. */
static enum progress stop(struct import_state *import, int result)
{
    import->result = result;
    import->phase = import->session.is_gone ? IMPORT_END : IMPORT_FORGET_LOCK;
    return GO_ON;
}

static enum progress stop_by(struct import_state *import, enum status st, int otherwise)
{
    return stop(import, session_failure(&import->session, st, otherwise));
}

static enum progress end_at_once(struct import_state *import, int result)
{
    import->result = result;
    import->phase = IMPORT_END;
    return GO_ON;
}

static enum progress read_arguments(struct import_state *import, struct arena *scratch)
{
    struct session *session = &import->session;
    int result = session_arguments(session, scratch);
    if (result == RC_NONE) {
        return WAIT;
    }
    if (result == RC_HELPED) {
        return end_at_once(import, RC_DONE);
    }
    if (result == RC_DONE && session->arguments.file == NULL) {
        result = session_refuse(session, "no file, /@");
    } else if (result == RC_DONE && session->arguments.delete_number != 0) {
        result = session_refuse(session, "DELETE/n of EXPORT"); /* it would be taken for done */
    } else if (result == RC_DONE && session->arguments.lists_numbers) {
        result = session_refuse(session, "MSG# of EXPORT");
    }
    if (result != RC_DONE) {
        return end_at_once(import, result);
    }
    import->phase = IMPORT_OPEN;
    return GO_ON;
}

static enum progress open_post_office(struct import_state *import, uint64_t now_us)
{
    struct session *session = &import->session;
    const char *name =
        session->arguments.name != NULL ? session->arguments.name : session->arguments.line_name;
    int result = RC_DONE;
    switch (session_open(session, name, now_us, &result)) {
    case SESSION_OPENED:
        import->phase = IMPORT_OPEN_WRITE;
        return GO_ON;
    case SESSION_WAITS:
        return WAIT;
    case SESSION_ENDS:
        break;
    }
    return end_at_once(import, result);
}

static enum progress open_for_writing(struct import_state *import, uint64_t now_us)
{
    struct session *session = &import->session;
    const enum status st = po_open_write(session->po);
    if (session_is_in_use(st)) {
        return session_wait(session, now_us) ? WAIT : end_at_once(import, RC_LOCKED);
    }
    if (st != ST_OK) {
        return end_at_once(import, session_failure(session, st, RC_FAILED));
    }
    session_waited(session);
    import->phase = session->arguments.is_directory ? IMPORT_DIRECTORY : IMPORT_LIST;
    return GO_ON;
}

static enum progress list_files(struct import_state *import)
{
    struct import_batch *batch = &import->batch;
    struct session *session = &import->session;
    enum status st = batch_list(batch);
    if (st != ST_OK) {
        session->is_gone = st == ST_PROCESS_GONE;
        session_print(session, "File not found: ");
        session_line(session, session->arguments.file);
        return end_at_once(import, st == ST_NOT_FOUND ? RC_NOT_ACCESSIBLE : RC_FAILED);
    }
    if (batch->remembers) {
        st = po_import_memory(session->po, session->start->arena, &batch->memory);
        if (st != ST_OK) {
            return end_at_once(import, session_failure(session, st, RC_NOT_ACCESSIBLE));
        }
    }
    if (batch->remembers && (batch->file_count != 0 || batch->memory.count != 0)) {
        st = batch_know_directory(batch);
        if (st != ST_OK) {
            session_line(session, "IMPORT.ID cannot be used.");
            session->is_gone = st == ST_PROCESS_GONE;
            return end_at_once(import, RC_FAILED);
        }
    }
    session_print(session, "Importing messages from file ");
    session_line(session, session->arguments.file);
    import->phase = IMPORT_FILE;
    return GO_ON;
}

static enum progress next_file(struct import_state *import, struct arena *scratch, uint64_t now_us)
{
    struct import_batch *batch = &import->batch;
    const uint32_t max = import->session.start->traits.import_max;
    if (import->file == batch->file_count || (max != 0 && import->handled >= max)) {
        import->phase = IMPORT_FORGET_LOCK;
        return GO_ON;
    }
    int result = RC_DONE;
    const enum status st = batch_prepare(batch, &batch->files[import->file], scratch, &result);
    if (st == ST_NOT_FOUND) { /* somebody took it */
        import->file++;
        return GO_ON;
    }
    if (session_is_in_use(st) && result == RC_NOT_ACCESSIBLE) { /* a list: who is on it? */
        return session_wait(&import->session, now_us) ? WAIT : stop(import, RC_LOCKED);
    }
    if (st != ST_OK) {
        return stop(import, result);
    }
    session_waited(&import->session);
    if (import->batch.files[import->file].full_count == 0) {
        import->message = 0;
    } /* else it was prepared before, and those before this one are there */
    import->phase = IMPORT_MESSAGE;
    return GO_ON;
}

static enum progress begin_message(struct import_state *import, struct arena *scratch)
{
    const struct import_file *file = &import->batch.files[import->file];
    while (import->message < file->message_count &&
           file->messages[import->message].usr_count == 0) {
        import->message++;
    }
    if (import->message == file->message_count) {
        import->phase = IMPORT_FILE_DONE;
        return GO_ON;
    }
    const enum status st =
        temporary_file_make(&import->session, file->messages[import->message].content, scratch);
    if (st != ST_OK) {
        return stop_by(import, st, RC_FAILED);
    }
    import->phase = IMPORT_LOCK;
    return GO_ON;
}

static enum progress take_lock(struct import_state *import, uint64_t now_us)
{
    struct session *session = &import->session;
    const enum status st = po_lock(session->po);
    if (session_is_locked_out(st)) {
        return session_wait(session, now_us) ? WAIT : stop(import, RC_LOCKED);
    }
    if (st != ST_OK) {
        return stop_by(import, st, RC_FAILED);
    }
    import->phase = IMPORT_COMMIT; /* which may be refused, too: the time goes on */
    return LET_OTHERS;
}

/* Two runs may have the same files: the one that comes later finds what the other has committed. */
static enum status look_for_others(struct import_state *import, bool *is_done_out)
{
    const struct postoffice *po = import->session.po;
    *is_done_out = false;
    if (!import->batch.remembers || po_import_is_alone(po) ||
        po_import_next_id(po) == import->next_id) {
        return ST_OK;
    }
    return batch_look_again(&import->batch, &import->batch.files[import->file], import->message,
                            is_done_out);
}

static enum progress next_message(struct import_state *import)
{
    po_unlock(import->session.po);
    import->message++;
    import->phase = IMPORT_MESSAGE;
    return LET_OTHERS;
}

/* A folder of somebody took no more: nothing was written, and the report has to say so first. */
static enum progress prepare_again(struct import_state *import)
{
    struct postoffice *po = import->session.po;
    const struct import_full full = {.usr = po_full_mailbox(po), .from = import->message};
    batch_note_full(&import->batch, &import->batch.files[import->file], &full);
    po_unlock(po);
    import->phase = IMPORT_FILE;
    return LET_OTHERS;
}

/* Somebody has a mailbox to himself: it is tried again, until the time is over. */
static enum progress commit_later(struct import_state *import, uint64_t now_us)
{
    po_unlock(import->session.po);
    import->phase = IMPORT_LOCK;
    return session_wait(&import->session, now_us) ? WAIT : stop(import, RC_LOCKED);
}

static enum progress commit(struct import_state *import, struct arena *scratch, uint64_t now_us)
{
    struct session *session = &import->session;
    struct import_file *file = &import->batch.files[import->file];
    const struct import_message *message = &file->messages[import->message];
    bool is_done = false;
    struct po_file_identity identity = file->identity;
    struct po_message_in in = {
        .content = message->content, .usrs = message->usrs, .usr_count = message->usr_count};
    enum status st = look_for_others(import, &is_done);
    if (is_done) {
        session_waited(session);
        return next_message(import);
    }
    if (st == ST_OK && import->batch.remembers) {
        identity.ordinal = import->message;
        in.file = &identity;
        if (!import->has_begun || !po_import_is_begun(session->po)) {
            st = po_import_begin(session->po);
            import->has_begun = import->has_begun || st == ST_OK;
        }
    }
    if (st == ST_OK) {
        st = import_folders(session->po, message, scratch, &in.folders);
    }
    if (st == ST_OK) {
        file->has_commits = true; /* also when the commit fails: then nobody knows */
        st = po_import_message(session->po, &in, scratch, NULL);
    }
    if (session_is_in_use(st)) {
        return commit_later(import, now_us);
    }
    session_waited(session);
    if (st == ST_DISK_FULL && po_full_mailbox(session->po) != 0) {
        return prepare_again(import);
    }
    if (st != ST_OK) {
        const int result = session_failure(session, st, RC_FAILED);
        if (!session->is_gone) {
            po_unlock(session->po);
        }
        return stop(import, result);
    }
    import->next_id = po_import_next_id(session->po);
    return next_message(import);
}

static enum progress finish_file(struct import_state *import)
{
    struct session *session = &import->session;
    struct import_file *file = &import->batch.files[import->file];
    if (file->is_unreadable) {
        import->result = RC_FAILED;
    } else {
        if (file->has_refusals && import->result == RC_DONE) {
            import->result = RC_UNDELIVERABLE;
        }
        enum status st = po_flush(session->po);
        if (st == ST_OK) {
            st = batch_delete(&import->batch, file);
            if (st != ST_OK && st != ST_PROCESS_GONE) {
                session_print(session, "Imported, but it cannot be deleted: ");
                session_line(session, file->name);
                return stop(import, RC_FAILED);
            }
        }
        if (st != ST_OK) {
            return stop_by(import, st, RC_FAILED);
        }
    }
    import->handled++;
    import->file++;
    import->phase = IMPORT_FILE;
    return LET_OTHERS;
}

/* Forgetting is needed when this run committed something, or found what others had committed. */
static enum progress lock_to_forget(struct import_state *import, uint64_t now_us)
{
    struct session *session = &import->session;
    if (!import->has_begun && import->batch.memory.count == 0) {
        import->phase = IMPORT_END;
        return GO_ON;
    }
    const enum status st = po_lock(session->po);
    if (session_is_locked_out(st) && session_wait(session, now_us)) {
        return WAIT;
    }
    session->is_gone = st == ST_PROCESS_GONE;
    import->phase = st == ST_OK ? IMPORT_FORGET : IMPORT_END; /* else the next run forgets */
    return st == ST_OK ? LET_OTHERS : GO_ON;
}

static enum progress forget(struct import_state *import, struct arena *scratch)
{
    struct import_batch *batch = &import->batch;
    struct po_import_end end = {.all_gone = true, .is_gone = batch_is_gone, .context = batch};
    for (size_t i = 0; i < batch->file_count; i++) {
        if (batch->files[i].has_commits && !batch->files[i].is_deleted) {
            end.all_gone = false;
        }
    }
    const enum status st = po_import_end(import->session.po, &end, scratch);
    import->session.is_gone = st == ST_PROCESS_GONE; /* any other failure: the next run forgets */
    if (!import->session.is_gone) {
        po_unlock(import->session.po);
    }
    import->phase = IMPORT_END;
    return GO_ON;
}

static enum progress import_entries(struct import_state *import, struct arena *scratch,
                                    uint64_t now_us)
{
    int result = RC_DONE;
    switch (directory_import_step(&import->directory, &import->session, scratch, now_us, &result)) {
    case DIRECTORY_IMPORT_GOES_ON:
        return LET_OTHERS;
    case DIRECTORY_IMPORT_WAITS:
        return WAIT;
    case DIRECTORY_IMPORT_ENDS:
        break;
    }
    return end_at_once(import, result);
}

static struct program_step import_step(void *state, struct arena *scratch, uint64_t now_us)
{
    struct import_state *import = state;
    enum progress progress = GO_ON;
    struct program_step struck;
    while (progress == GO_ON) {
        if (session_is_struck(&import->session, &struck)) {
            return struck;
        }
        switch (import->phase) {
        case IMPORT_ARGUMENTS:
            progress = read_arguments(import, scratch);
            break;
        case IMPORT_OPEN:
            progress = open_post_office(import, now_us);
            break;
        case IMPORT_OPEN_WRITE:
            progress = open_for_writing(import, now_us);
            break;
        case IMPORT_LIST:
            progress = list_files(import);
            break;
        case IMPORT_FILE:
            progress = next_file(import, scratch, now_us);
            break;
        case IMPORT_MESSAGE:
            progress = begin_message(import, scratch);
            break;
        case IMPORT_LOCK:
            progress = take_lock(import, now_us);
            break;
        case IMPORT_COMMIT:
            progress = commit(import, scratch, now_us);
            break;
        case IMPORT_FILE_DONE:
            progress = finish_file(import);
            break;
        case IMPORT_FORGET_LOCK:
            progress = lock_to_forget(import, now_us);
            break;
        case IMPORT_FORGET:
            progress = forget(import, scratch);
            break;
        case IMPORT_DIRECTORY:
            progress = import_entries(import, scratch, now_us);
            break;
        case IMPORT_END:
            return session_end(&import->session, import->result);
        }
    }
    const uint64_t wake_us = progress == WAIT ? import->session.wake_us : now_us;
    return (struct program_step){.state = PROGRAM_AGAIN, .wake_us = wake_us};
}

static const char *import_console(void *state)
{
    struct import_state *import = state;
    return session_console(&import->session);
}

const struct program_kind program_import = {.name = "IMPORT",
                                            .state_size = sizeof(struct import_state),
                                            .begin = import_begin,
                                            .step = import_step,
                                            .console = import_console};
