#include "programs/directory_import.h"

#include <string.h>

#include "base/directory_file.h"
#include "base/text.h"
#include "po_list.h"
#include "programs/program_files.h"
#include "programs/temporary_file.h"

enum { USUAL_SIZE = 4095 };

static int failed(struct session *session, enum status st, const char *what)
{
    session->is_gone = st == ST_PROCESS_GONE;
    session_print(session, what);
    session_line(session, session->arguments.file);
    return st == ST_NOT_FOUND || st == ST_PATH_NOT_FOUND ? RC_NOT_ACCESSIBLE : RC_FAILED;
}

/* Reads the file and looks whether all of it can be understood. */
static int read_file(struct directory_import *import, struct session *session,
                     struct arena *scratch)
{
    const struct program_start *start = session->start;
    struct diagnostic diagnostic = {0};
    struct directory_record record;
    size_t offset = 0;
    enum status st = files_path(start->directory, session->arguments.file, import->path);
    if (st == ST_OK) {
        st = files_read(start->port, import->path, USUAL_SIZE, start->arena, &import->content);
    }
    if (st != ST_OK) {
        return failed(session, st, "File not found: ");
    }
    do {
        st = directory_read(import->content, &offset, scratch, &record, &diagnostic);
    } while (st == ST_OK);
    if (st != ST_NO_MORE) {
        buffer_format(&session->console, "%s: line %u, byte %llu: %s\r\n", session->arguments.file,
                      (unsigned)diagnostic.line, (unsigned long long)diagnostic.offset,
                      diagnostic.text);
        return RC_FAILED;
    }
    st = temporary_file_make(session, import->content, scratch);
    if (st != ST_OK) {
        return session_failure(session, st, RC_FAILED);
    }
    session_print(session, session->arguments.deletes_entries ? "Removing entries of file "
                                                              : "Importing entries from file ");
    session_line(session, session->arguments.file);
    return RC_DONE;
}

/* NULL: it fits. */
static const char *make_entry(const struct session *session, const struct directory_record *record,
                              struct po_entry *entry)
{
    *entry = (struct po_entry){.kind = (enum po_kind)record->location};
    const bool is_here =
        record->address[0] == '\0' || text_equal(record->address, po_name(session->po));
    if (record->location == '\0') {
        entry->kind = is_here ? PO_USER : PO_USER_ELSEWHERE;
    }
    const bool has_address = entry->kind != PO_USER && entry->kind != PO_MOBILE &&
                             entry->kind != PO_POSTOFFICE && entry->kind != PO_LIST &&
                             entry->kind != PO_BOARD;
    const bool fits =
        text_copy(entry->name, sizeof(entry->name), record->name) &&
        text_copy(entry->address, sizeof(entry->address), has_address ? record->address : "") &&
        text_copy(entry->fan, sizeof(entry->fan), record->fan) &&
        text_copy(entry->comment, sizeof(entry->comment), record->comment);
    return fits ? NULL : "Field is too long";
}

static bool is_same(const struct po_entry *a, const struct po_entry *b)
{
    return a->kind == b->kind && strcmp(a->name, b->name) == 0 &&
           text_equal(a->address, b->address) && strcmp(a->fan, b->fan) == 0 &&
           strcmp(a->comment, b->comment) == 0;
}

/* A user elsewhere needs the post office that he is at. */
static enum status check_address(struct session *session, const struct po_entry *entry,
                                 const char **reason_out)
{
    struct po_entry office;
    if (entry->kind != PO_USER_ELSEWHERE && entry->kind != PO_MOBILE_ELSEWHERE) {
        return ST_OK;
    }
    const enum status st = po_entry_find(session->po, entry->address, &office);
    const bool is_office =
        st == ST_OK && (office.kind == PO_POSTOFFICE || office.kind == PO_POSTOFFICE_VIA);
    if (st == ST_NOT_FOUND || (st == ST_OK && !is_office)) {
        *reason_out = "Post office is not known";
        return ST_OK;
    }
    return st;
}

/* Who is in a list that is there now; nothing is written when they are already. */
static enum status set_members(struct session *session, const struct po_entry *entry,
                               const struct directory_record *record, const char **reason_out)
{
    struct arena scratch = {0};
    struct po_members there = {0};
    const struct po_members wanted = {record->members, record->member_count};
    enum status st = po_members_read(session->po, entry->usr, &scratch, &there);
    bool is_equal = st == ST_OK && there.count == wanted.count;
    for (size_t i = 0; is_equal && i < wanted.count; i++) {
        is_equal = strcmp(there.names[i], wanted.names[i]) == 0;
    }
    if (st == ST_OK && wanted.count > PO_MEMBERS_MAX) {
        *reason_out = "List has too many members";
    } else if (st == ST_OK && !is_equal) {
        st = po_lock(session->po);
        if (st == ST_OK) {
            st = po_members_write(session->po, entry->usr, &wanted, &scratch);
            po_unlock(session->po);
        }
    }
    arena_release(&scratch);
    return st;
}

static enum status add(struct session *session, const struct directory_record *record,
                       const char **reason_out)
{
    struct po_entry entry;
    struct po_entry other;
    *reason_out = make_entry(session, record, &entry);
    if (*reason_out != NULL) {
        return ST_OK;
    }
    enum status st = check_address(session, &entry, reason_out);
    if (st != ST_OK || *reason_out != NULL) {
        return st;
    }
    entry.marker = session->arguments.propagates ? PO_MARKER_ADDED : PO_MARKER_NONE;
    st = po_entry_add(session->po, &entry);
    if (st == ST_EXISTS) {
        st = po_entry_find(session->po, entry.name, &other);
        if (st != ST_OK) {
            return st == ST_NOT_FOUND ? ST_BUSY : st; /* gone in between: the next run will see */
        }
        if (!is_same(&entry, &other)) {
            *reason_out = "Name is in the directory already";
            return ST_OK;
        }
        entry.usr = other.usr;
    }
    if (st == ST_BAD_NAME) { /* it holds a stray CR */
        *reason_out = "Field is not valid";
        return ST_OK;
    }
    if (st == ST_DISK_FULL && (entry.kind == PO_LIST || entry.kind == PO_BOARD)) {
        *reason_out = "Post office has no room for more lists or boards";
        return ST_OK;
    }
    return st == ST_OK && entry.kind == PO_LIST && entry.usr != 0
               ? set_members(session, &entry, record, reason_out)
               : st;
}

static enum status drop(struct session *session, const struct directory_record *record,
                        const char **reason_out)
{
    const enum status st = session->arguments.propagates
                               ? po_entry_remove_marked(session->po, record->name)
                               : po_entry_remove(session->po, record->name);
    if (st == ST_NOT_EMPTY) {
        *reason_out = "Queue is not empty";
        return ST_OK;
    }
    return st == ST_NOT_FOUND ? ST_OK : st;
}

static enum directory_import_state end(int result, int *result_out)
{
    *result_out = result;
    return DIRECTORY_IMPORT_ENDS;
}

static int finish(struct directory_import *import, struct session *session)
{
    struct os_port *port = session->start->port;
    char path[OS_PATH_SIZE];
    const bool has_refusals = import->refused.size != 0;
    enum status st = po_flush(session->po);
    if (st != ST_OK) {
        return session_failure(session, st, RC_FAILED);
    }
    st = files_with_extension(import->path, ".UND", path);
    if (st == ST_OK) {
        st = has_refusals ? files_replace(port, path, buffer_bytes(&import->refused))
                          : os_remove(port, path);
    }
    if (st != ST_OK && (has_refusals || st != ST_NOT_FOUND)) {
        return failed(session, st, "Undeliverable updates cannot be written: ");
    }
    buffer_format(&session->console, "%u entries processed.\r\n", (unsigned)import->done);
    return has_refusals ? RC_UNDELIVERABLE : RC_DONE;
}

enum directory_import_state directory_import_step(struct directory_import *import,
                                                  struct session *session, struct arena *scratch,
                                                  uint64_t now_us, int *result_out)
{
    struct directory_record record;
    const char *reason = NULL;
    if (!import->has_begun) {
        const int result = read_file(import, session, scratch);
        buffer_init(&import->refused, session->start->arena);
        import->has_begun = true;
        return result == RC_DONE ? DIRECTORY_IMPORT_GOES_ON : end(result, result_out);
    }
    size_t offset = import->offset;
    enum status st = directory_read(import->content, &offset, scratch, &record, NULL);
    if (st != ST_OK) {
        return end(finish(import, session), result_out); /* all of it was read before */
    }
    if (session->arguments.propagates && !po_has_ade(session->po)) {
        reason = "Post office has no automatic directory exchange";
    } else {
        st = session->arguments.deletes_entries ? drop(session, &record, &reason)
                                                : add(session, &record, &reason);
    }
    if (session_is_in_use(st)) {
        return session_wait(session, now_us) ? DIRECTORY_IMPORT_WAITS : end(RC_LOCKED, result_out);
    }
    session_waited(session);
    if (st != ST_OK) {
        return end(session_failure(session, st, RC_FAILED), result_out);
    }
    if (reason != NULL) {
        record.note = reason;
        directory_write(&import->refused, &record);
    }
    import->offset = offset;
    import->done++;
    return DIRECTORY_IMPORT_GOES_ON;
}
