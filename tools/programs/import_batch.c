#include "programs/import_batch.h"

#include <string.h>

#include "base/text.h"
#include "programs/import_rules.h"
#include "programs/program_files.h"

static const char unknown_recipient[] = "Recipient unknown";
static const char other_refused[] = "Not sent: another recipient was refused";

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
    batch->directory_hash = text_hash(batch->directory);
    return true;
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
        if (!names.entries[i].is_directory) {
            struct import_file *file = &batch->files[batch->file_count++];
            file->name = names.entries[i].name;
            file->size_bytes = names.entries[i].size_bytes;
        }
    }
    sort_files(batch->files, batch->file_count);
    const bool is_one = strpbrk(batch->pattern, "*?") == NULL;
    return is_one && batch->file_count == 0 ? ST_NOT_FOUND : ST_OK;
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

/* What is being made of one file. */
struct work {
    struct import_batch *batch;
    struct import_file *file;
    struct arena *scratch;
    struct bytes content;
    struct bytes old_und; /* of the run that was cut off; empty = none */
    struct buffer und;
    struct buffer messages;        /* struct import_message */
    struct buffer refusals;        /* struct und_refusal, of one message */
    struct import_verdict verdict; /* on one message */
    enum status st;
    int result;
};

static void fail(struct work *work, enum status st, int otherwise)
{
    work->st = st;
    work->result = session_failure(work->batch->session, st, otherwise);
}

static struct bytes first_text(const struct ccm_message *message)
{
    for (uint32_t i = 0; i < message->item_count; i++) {
        if (message->items[i].kind == CCM_TEXT) {
            return message->items[i].content;
        }
    }
    return (struct bytes){0};
}

static const char *or_empty(const char *text)
{
    return text != NULL ? text : "";
}

static void add_report(struct work *work, uint32_t ordinal, const struct ccm_message *message,
                       const char *reason)
{
    const struct und_refusal *refusals =
        (const struct und_refusal *)(const void *)work->refusals.data;
    const struct und_report report = {.ordinal = ordinal,
                                      .from = or_empty(message->from),
                                      .date = or_empty(message->date),
                                      .subject = or_empty(message->subject),
                                      .reason = reason,
                                      .refusals = refusals,
                                      .refusal_count = work->refusals.size / sizeof(*refusals),
                                      .text = first_text(message)};
    und_write(&work->und, &report);
    work->file->has_refusals = true;
}

static void refuse(struct work *work, const char *recipient, const char *reason)
{
    const struct und_refusal refusal = {recipient, reason};
    buffer_add(&work->refusals, &refusal, sizeof(refusal));
}

/* The report on message `ordinal` in the old .UND. */
static bool old_report(struct work *work, uint32_t ordinal, struct und_report *report_out)
{
    size_t offset = 0;
    while (und_read(work->old_und, &offset, work->scratch, report_out) == ST_OK) {
        if (report_out->ordinal == ordinal) {
            return true;
        }
    }
    return false;
}

static bool is_in(const struct und_report *report, const char *recipient)
{
    for (size_t i = 0; i < report->refusal_count; i++) {
        if (text_equal(report->refusals[i].recipient, recipient)) {
            return true;
        }
    }
    return false;
}

/* Why address `i` does not get the message; NULL: *usr_out gets it. Damage: work->st. */
static const char *refusal_of(struct work *work, const struct ccm_message *ccm, uint32_t i,
                              uint32_t *usr_out)
{
    struct po_entry entry;
    if (work->verdict.refused != NULL) {
        return work->verdict.refused;
    }
    if (i >= work->verdict.address_max) {
        return work->verdict.left_over;
    }
    const enum status st =
        po_resolve(work->batch->session->po, ccm->addresses[i].name, &entry, NULL);
    if (st == ST_NOT_FOUND) {
        return unknown_recipient;
    }
    if (st != ST_OK) {
        fail(work, st, RC_NOT_ACCESSIBLE);
    }
    *usr_out = entry.usr;
    return NULL;
}

/* Without /PARTIAL one bad recipient fails all. */
static void refuse_everybody(struct work *work, const struct ccm_message *ccm)
{
    buffer_clear(&work->refusals);
    for (uint32_t i = 0; i < ccm->address_count && work->st == ST_OK; i++) {
        uint32_t usr = 0;
        const char *reason = refusal_of(work, ccm, i, &usr);
        refuse(work, ccm->addresses[i].name, reason != NULL ? reason : other_refused);
    }
}

static const char *first_reason(const struct work *work)
{
    const struct und_refusal *refusals =
        (const struct und_refusal *)(const void *)work->refusals.data;
    for (size_t i = 0; i < work->refusals.size / sizeof(*refusals); i++) {
        if (refusals[i].reason != other_refused) {
            return refusals[i].reason;
        }
    }
    return unknown_recipient;
}

/* Who gets the message: fills message->usrs and work->refusals. */
static void resolve(struct work *work, uint32_t ordinal, const struct ccm_message *ccm,
                    struct import_message *message)
{
    struct session *session = work->batch->session;
    struct und_report old = {0};
    (void)(work->old_und.size != 0 && old_report(work, ordinal, &old));
    message->usrs = arena_array(session->start->arena, uint32_t, ccm->address_count);
    for (uint32_t i = 0; i < ccm->address_count; i++) {
        const char *address = ccm->addresses[i].name;
        uint32_t usr = 0;
        const char *reason =
            is_in(&old, address) ? unknown_recipient : refusal_of(work, ccm, i, &usr);
        if (work->st != ST_OK) {
            return;
        }
        if (reason != NULL) {
            refuse(work, address, reason);
        } else {
            message->usrs[message->usr_count++] = usr;
        }
    }
    if (ccm->address_count == 0) {
        add_report(work, ordinal, ccm, "No recipient in message");
    } else if (work->refusals.size != 0) {
        if (!session->arguments.is_partial && message->usr_count != 0) {
            message->usr_count = 0;
            refuse_everybody(work, ccm);
        }
        add_report(work, ordinal, ccm, first_reason(work));
    }
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
    add_report(work, ordinal, &nothing, reason);
}

/* One message of the file; false at the end. */
static bool take_message(struct work *work, size_t *offset, uint32_t ordinal)
{
    struct arena *arena = work->batch->session->start->arena;
    struct ccm_message ccm = {0};
    struct diagnostic diagnostic = {0};
    struct import_message message = {0};
    buffer_clear(&work->refusals);
    const enum status st = ccm_read(work->content, offset, work->scratch, &ccm, &diagnostic);
    if (st == ST_NO_MORE && ordinal != 0) {
        return false;
    }
    if (st != ST_OK) {
        refuse_file(work, ordinal, st == ST_NO_MORE ? NULL : &diagnostic);
        return false;
    }
    work->verdict = import_rules_apply(work->batch->session, &ccm, work->scratch);
    if (work->verdict.stopped != NULL) {
        session_line(work->batch->session, work->verdict.stopped);
        work->st = ST_NOT_SUPPORTED; /* the file stays as it is, and so do those behind it */
        work->result = RC_FAILED;
        return false;
    }
    message.is_remembered = is_remembered(work->batch, work->file, ordinal);
    if (message.is_remembered) {
        struct und_report old;
        if (work->old_und.size != 0 && old_report(work, ordinal, &old)) {
            und_write(&work->und, &old);
            work->file->has_refusals = true;
        }
    } else {
        resolve(work, ordinal, &ccm, &message);
        struct buffer stored;
        buffer_init(&stored, arena);
        if (message.usr_count != 0) {
            ccm_write(&stored, &ccm);
        }
        message.content = buffer_bytes(&stored);
    }
    buffer_add(&work->messages, &message, sizeof(message));
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

/* A file that cannot be read stays, and so do the notices of every try (Q223772). */
static enum status keep_old_notices(struct work *work, const char *und_path)
{
    enum { USUAL_SIZE = 1023 };
    struct bytes old = {0};
    const enum status st =
        files_read(work->batch->session->start->port, und_path, USUAL_SIZE, work->scratch, &old);
    if (st != ST_OK) {
        return st == ST_NOT_FOUND ? ST_OK : st;
    }
    struct buffer all;
    buffer_init(&all, work->scratch);
    buffer_add(&all, old.data, old.size);
    buffer_add(&all, work->und.data, work->und.size);
    work->und = all;
    return ST_OK;
}

/* The .UND that belongs to this file's refusals, before any of its messages is committed. */
static void settle_und(struct work *work)
{
    struct os_port *port = work->batch->session->start->port;
    char path[OS_PATH_SIZE];
    char und_path[OS_PATH_SIZE];
    enum status st = ST_OK;
    if (!text_join_path(path, sizeof(path), work->batch->directory, work->file->name)) {
        st = ST_TOO_LONG;
    }
    if (st == ST_OK) {
        st = files_with_extension(path, ".UND", und_path);
    }
    if (st == ST_OK && work->file->is_unreadable) {
        st = keep_old_notices(work, und_path);
    }
    if (st == ST_OK && work->und.size == 0) {
        st = os_remove(port, und_path);
        st = st == ST_NOT_FOUND ? ST_OK : st;
    } else if (st == ST_OK) {
        st = files_replace(port, und_path, buffer_bytes(&work->und));
    }
    if (st != ST_OK) {
        fail(work, st, RC_FAILED);
    }
}

static bool any_remembered(const struct import_batch *batch, const struct import_file *file)
{
    for (size_t i = 0; i < batch->memory.count; i++) {
        if (identity_equal(&batch->memory.items[i].file, &file->identity)) {
            return true;
        }
    }
    return false;
}

static void read_file(struct work *work)
{
    struct import_batch *batch = work->batch;
    struct import_file *file = work->file;
    const struct program_start *start = batch->session->start;
    char path[OS_PATH_SIZE];
    char und_path[OS_PATH_SIZE];
    enum status st = ST_TOO_LONG;
    if (text_join_path(path, sizeof(path), batch->directory, file->name)) {
        st = files_read(start->port, path, file->size_bytes, start->arena, &work->content);
    }
    if (st != ST_OK) {
        fail(work, st, RC_FAILED);
        return;
    }
    file->is_read = true;
    file->identity =
        (struct po_file_identity){.directory_hash = batch->directory_hash,
                                  .size = work->content.size,
                                  .hash = hash128(work->content.data, work->content.size)};
    (void)text_copy(file->identity.name, sizeof(file->identity.name),
                    file->name); /* the hash tells the rest */
    if (any_remembered(batch, file)) {
        st = files_with_extension(path, ".UND", und_path);
        if (st == ST_OK) {
            enum { USUAL_SIZE = 1023 };
            st = files_read(start->port, und_path, USUAL_SIZE, work->scratch, &work->old_und);
        }
        if (st != ST_OK && st != ST_NOT_FOUND) {
            fail(work, st, RC_FAILED);
        }
    }
}

enum status batch_prepare(struct import_batch *batch, struct import_file *file,
                          struct arena *scratch, int *result_out)
{
    struct work work = {.batch = batch, .file = file, .scratch = scratch};
    struct arena *arena = batch->session->start->arena;
    buffer_init(&work.und, scratch);
    buffer_init(&work.messages, arena);
    buffer_init(&work.refusals, scratch);
    read_file(&work);
    size_t offset = 0;
    uint32_t ordinal = 0;
    if (work.st == ST_OK) {
        while (take_message(&work, &offset, ordinal)) {
            ordinal++;
        }
    }
    if (work.st == ST_OK && file->is_unreadable) {
        drop_all(&work);
    }
    if (work.st == ST_OK) {
        settle_und(
            &work); /* also when nobody is refused: a run that was cut off may have left one */
    }
    file->messages = (struct import_message *)(void *)work.messages.data;
    file->message_count = (uint32_t)(work.messages.size / sizeof(struct import_message));
    *result_out = work.result;
    return work.st;
}

enum status batch_look_again(struct import_batch *batch, const struct import_file *file,
                             uint32_t ordinal, bool *is_done_out)
{
    const struct program_start *start = batch->session->start;
    char path[OS_PATH_SIZE];
    struct os_info info;
    enum status st = ST_TOO_LONG;
    if (text_join_path(path, sizeof(path), batch->directory, file->name)) {
        st = os_stat(start->port, path, &info);
    }
    *is_done_out = st == ST_NOT_FOUND;
    if (st == ST_OK) {
        st = po_import_memory(batch->session->po, start->arena, &batch->memory);
        *is_done_out = st == ST_OK && is_remembered(batch, file, ordinal);
    }
    return *is_done_out ? ST_OK : st;
}

enum status batch_delete(struct import_batch *batch, struct import_file *file)
{
    char path[OS_PATH_SIZE];
    enum status st = ST_TOO_LONG;
    if (text_join_path(path, sizeof(path), batch->directory, file->name)) {
        st = os_remove(batch->session->start->port, path);
    }
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
