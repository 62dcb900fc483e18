#include "programs/import_batch.h"

#include <string.h>

#include "base/ccm_marks.h"
#include "base/text.h"
#include "programs/directory_token.h"
#include "programs/import_resolve.h"
#include "programs/import_und.h"
#include "programs/program_files.h"

/* Shell sort: lists are short and mostly in order already. */
static void sort_files(struct import_file *files, size_t count)
{
    for (size_t gap = count / 2; gap > 0; gap /= 2) {
        for (size_t i = gap; i < count; i++) {
            const struct import_file file = files[i];
            size_t at = i;
            for (; at >= gap && text_compare(files[at - gap].name, file.name) > 0; at -= gap) {
                files[at] = files[at - gap];
            }
            files[at] = file;
        }
    }
}

static bool split_path(struct import_batch *batch, const char *file)
{
    char path[OS_PATH_SIZE];
    if (files_path(batch->session->start->directory, file, path) != ST_OK) {
        return false;
    }
    const char *base = text_base_name(path);
    batch->pattern = arena_text(batch->session->start->arena, base);
    memcpy(batch->directory, path, (size_t)(base - path));
    batch->directory[base - path] = '\0';
    return true;
}

static const char *path_of(const struct import_batch *batch, const char *name)
{
    char path[OS_PATH_SIZE];
    const bool fits = text_join_path(path, sizeof(path), batch->directory, name);
    return fits ? arena_text(batch->session->start->arena, path) : NULL;
}

/* IMPORT's own report, which a pattern may match: it is written for a message file of that stem,
 * and so would be written, or removed, in its own place. */
static bool is_report(struct session *session, const char *name)
{
    const bool is_one = text_match("*.UND", name);
    if (is_one) {
        session_print(session, name);
        session_line(session, ": a report of IMPORT is no message file");
    }
    return is_one;
}

enum status batch_list(struct import_batch *batch)
{
    const struct program_start *start = batch->session->start;
    struct os_names names = {0};
    if (!split_path(batch, batch->session->arguments.file)) {
        return ST_TOO_LONG;
    }
    const enum status st =
        os_list(start->port, batch->directory, batch->pattern, start->arena, &names);
    if (st != ST_OK) {
        return st;
    }
    batch->files = arena_array(start->arena, struct import_file, names.count);
    for (size_t i = 0; i < names.count; i++) {
        if (!names.entries[i].is_directory && !is_report(batch->session, names.entries[i].name)) {
            struct import_file *file = &batch->files[batch->file_count++];
            file->name = names.entries[i].name;
            file->path = path_of(batch, file->name);
            file->size_bytes = names.entries[i].size_bytes;
        }
    }
    sort_files(batch->files, batch->file_count);
    const bool is_one = strpbrk(batch->pattern, "*?") == NULL;
    return is_one && batch->file_count == 0 ? ST_NOT_FOUND : ST_OK;
}

enum status batch_know_directory(struct import_batch *batch)
{
    const struct program_start *start = batch->session->start;
    uint64_t token = 0;
    const enum status st = directory_token(start->port, batch->directory, start->arena, &token);
    batch->directory_hash = token;
    return st;
}

static bool identity_equal(const struct po_file_identity *a, const struct po_file_identity *b)
{
    return a->directory_hash == b->directory_hash && a->size == b->size &&
           hash128_equal(a->hash, b->hash) && text_equal(a->name, b->name);
}

static bool is_remembered(const struct import_batch *batch, const struct import_file *file,
                          uint32_t ordinal)
{
    for (size_t i = 0; i < batch->memory.count; i++) {
        const struct po_file_identity *item = &batch->memory.items[i].file;
        if (item->ordinal == ordinal && identity_equal(item, &file->identity)) {
            return true;
        }
    }
    return false;
}

/* A file that is no message file, or is one no more from some line on (NULL: it holds nothing). */
static void refuse_file(struct work *work, uint32_t ordinal, const struct diagnostic *diagnostic)
{
    const struct ccm_message nothing = {0};
    struct session *session = work->batch->session;
    const char *reason =
        diagnostic == NULL ? arena_format(work->scratch, "%s: No message in file", work->file->name)
                           : arena_format(work->scratch, "%s: line %u, byte %llu: %s",
                                          work->file->name, (unsigned)diagnostic->line,
                                          (unsigned long long)diagnostic->offset, diagnostic->text);
    work->file->is_unreadable = true;
    session_line(session, reason);
    work_add_report(work, ordinal, &nothing, reason);
}

/* The line of the folder is for this mailbox only: it is not stored with the message. */
static void take_folder(struct work *work, struct ccm_message *ccm, struct import_message *message)
{
    const struct session *session = work->batch->session;
    struct ccm_marks marks;
    if (ccm->extra[0] == '\0') {
        return;
    }
    ccm_marks_read(ccm->extra, session->start->arena, &marks);
    if (session->arguments.uses_folders && marks.folder[0] != '\0') {
        message->folder = marks.folder;
    }
    ccm->extra = ccm_marks_drop(work->scratch, ccm->extra, CCM_MARK_FOLDER);
}

/* One message as number `ordinal` of the file. */
static void take_copy(struct work *work, uint32_t ordinal, const struct ccm_message *ccm,
                      struct import_message message)
{
    message.is_remembered = is_remembered(work->batch, work->file, ordinal);
    if (message.is_remembered) {
        struct und_report old;
        if (und_old_report(work, ordinal, &old)) {
            und_write(&work->und, &old);
            work->file->has_refusals = true;
        }
    } else {
        buffer_clear(&work->refusals);
        work_resolve(work, ordinal, ccm, &message);
        struct buffer stored;
        buffer_init(&stored, work->batch->session->start->arena);
        if (message.usr_count != 0) {
            const struct ccm_message as_stored = work_stored(work, ccm, &message);
            ccm_write(&stored, &as_stored);
        }
        message.content = buffer_bytes(&stored);
    }
    buffer_add(&work->messages, &message, sizeof(message));
}

/* What this version was declared to do with such a letter. */
static void judge_otherwise(struct work *work, const struct oddity *odd)
{
    if (odd->action == ODDITY_REFUSE) {
        work->verdict.refused = odd->text != NULL ? odd->text : "Message cannot be imported";
    } else if (odd->action == ODDITY_KEEP) {
        work->verdict.stopped = "Message cannot be read";
    } else if (work->batch->session->struck != ODDITY_NONE) {
        work->verdict.stopped = "";
    }
}

static uint32_t messages_taken(const struct work *work)
{
    return (uint32_t)(work->messages.size / sizeof(struct import_message));
}

/* One message of the file, or as many as this version makes of it; false at the end. */
static bool take_message(struct work *work, size_t *offset, uint32_t ordinal)
{
    struct ccm_message ccm = {0};
    struct diagnostic diagnostic = {0};
    struct import_message message = {0};
    buffer_clear(&work->refusals);
    const struct program_arguments *arguments = &work->batch->session->arguments;
    const enum status st =
        arguments->zero_is_unknown
            ? ccm_read_sizeless(work->content, offset, work->scratch, &ccm, &diagnostic)
            : ccm_read(work->content, offset, work->scratch, &ccm, &diagnostic);
    if (st == ST_NO_MORE && ordinal != 0) {
        return false;
    }
    if (st != ST_OK) {
        refuse_file(work, ordinal, st == ST_NO_MORE ? NULL : &diagnostic);
        return false;
    }
    const struct oddity *odd = session_oddity(work->batch->session, true, &ccm, work->scratch);
    work->verdict = import_rules_apply(work->batch->session, &ccm, work->scratch);
    if (odd != NULL) {
        judge_otherwise(work, odd);
    }
    if (work->verdict.stopped != NULL) {
        session_line(work->batch->session, work->verdict.stopped);
        work->st = ST_NOT_SUPPORTED; /* the file stays as it is, and so do those behind it */
        work->result = RC_FAILED;
        return false;
    }
    take_folder(work, &ccm, &message);
    if (odd != NULL && odd->action == ODDITY_DROP) {
        buffer_add(&work->messages, &message, sizeof(message)); /* for nobody */
        return true;
    }
    take_copy(work, ordinal, &ccm, message);
    if (odd != NULL && odd->action == ODDITY_TWICE && work->st == ST_OK) {
        take_copy(work, ordinal + 1, &ccm, message);
    }
    return work->st == ST_OK;
}

/* Nothing of a file that cannot be read to its end is delivered; its report is about the file only.
 */
static void drop_all(struct work *work)
{
    struct import_message *messages = (struct import_message *)(void *)work->messages.data;
    const size_t count = work->messages.size / sizeof(*messages);
    for (size_t i = 0; i < count; i++) {
        messages[i].usr_count = 0;
    }
}

static void look_back(struct work *work)
{
    const struct po_memory *memory = &work->batch->memory;
    for (size_t i = 0; i < memory->count; i++) {
        const struct po_file_identity *item = &memory->items[i].file;
        if (identity_equal(item, &work->file->identity)) {
            work->is_begun = true;
            work->is_reported = work->is_reported || item->has_report;
        }
    }
}

static void read_file(struct work *work)
{
    struct import_batch *batch = work->batch;
    struct import_file *file = work->file;
    const struct program_start *start = batch->session->start;
    enum status st = file->path != NULL ? ST_OK : ST_TOO_LONG;
    if (st == ST_OK && file->full_count == 0) { /* else it has been read before */
        st = files_read(start->port, file->path, file->size_bytes, start->arena, &file->content);
    }
    work->content = file->content;
    if (st != ST_OK) {
        work_fail(work, st, RC_FAILED);
        return;
    }
    file->is_read = true;
    file->identity =
        (struct po_file_identity){.directory_hash = batch->directory_hash,
                                  .size = work->content.size,
                                  .hash = hash128(work->content.data, work->content.size)};
    (void)text_copy(file->identity.name, sizeof(file->identity.name),
                    file->name); /* the hash tells the rest */
    look_back(work);
    und_old_read(work);
}

enum status batch_prepare(struct import_batch *batch, struct import_file *file,
                          struct arena *scratch, int *result_out)
{
    struct work work = {.batch = batch, .file = file, .scratch = scratch};
    struct arena *arena = batch->session->start->arena;
    buffer_init(&work.und, scratch);
    buffer_init(&work.messages, arena);
    buffer_init(&work.refusals, scratch);
    buffer_init(&work.addresses, scratch);
    read_file(&work);
    size_t offset = 0;
    if (work.st == ST_OK) {
        while (take_message(&work, &offset, messages_taken(&work))) {
        }
    }
    if (work.st == ST_OK && file->is_unreadable) {
        drop_all(&work);
    }
    if (work.st == ST_OK) {
        und_settle(&work); /* also when nobody is refused: one that was cut off may have left one */
    }
    file->identity.has_report = work.und.size != 0;
    file->messages = (struct import_message *)(void *)work.messages.data;
    file->message_count = messages_taken(&work);
    *result_out = work.result;
    return work.st;
}

void batch_note_full(struct import_batch *batch, struct import_file *file,
                     const struct import_full *full)
{
    const uint32_t count = file->full_count;
    struct import_full *all =
        arena_array(batch->session->start->arena, struct import_full, (size_t)count + 1);
    if (count != 0) {
        memcpy(all, file->full, count * sizeof(*all));
    }
    all[count] = *full;
    file->full = all;
    file->full_count = count + 1;
}

enum status batch_look_again(struct import_batch *batch, const struct import_file *file,
                             uint32_t ordinal, bool *is_done_out)
{
    const struct program_start *start = batch->session->start;
    struct os_info info;
    enum status st = os_stat(start->port, file->path, &info);
    *is_done_out = st == ST_NOT_FOUND;
    if (st == ST_OK) {
        st = po_import_memory(batch->session->po, start->arena, &batch->memory);
        *is_done_out = st == ST_OK && is_remembered(batch, file, ordinal);
    }
    return *is_done_out ? ST_OK : st;
}

enum status batch_delete(struct import_batch *batch, struct import_file *file)
{
    const enum status st = os_remove(batch->session->start->port, file->path);
    file->is_deleted = st == ST_OK || st == ST_NOT_FOUND;
    return file->is_deleted ? ST_OK : st;
}

bool batch_is_gone(void *context, const struct po_file_identity *identity)
{
    const struct import_batch *batch = context;
    if (identity->directory_hash != batch->directory_hash) {
        return false; /* of another store */
    }
    for (size_t i = 0; i < batch->file_count; i++) {
        const struct import_file *file = &batch->files[i];
        if (!file->is_deleted && text_equal_n(file->name, identity->name, PO_FILE_NAME_SIZE - 1)) {
            return file->is_read && !identity_equal(&file->identity, identity);
        }
    }
    /* A long name was cut when it was remembered, so the pattern says nothing about it. */
    return text_match(batch->pattern, identity->name) || !text_is_short_name(identity->name);
}
