/*
 * export_worker -- cc:Mail to Exchange
 *
 * At each poll: files that a former turn left in Export first, then EXPORT into the next
 * msgXXXX.ccm, then, when it has ended with a code, that file: message by message into MTS-IN, each
 * with a key (file id, time of the file, ordinal, hash), so that a turn cut off anywhere can be
 * done again. Only when all are in, the file goes. A file that held the maximum is followed by the
 * next run at once (Q168211, assumption FULL_BATCH).
 *
 * A file that cannot be read now stays in front: what is behind it waits, no run fetches more, and
 * each turn says which file it is (assumption EXPORT_FILE_UNREAD). What can be read and means
 * nothing goes to Bad instead, and holds up nobody.
 *
 * The time of the file is part of the key because ids start again after a restart and two letters
 * may be the same.
 */
#include <string.h>

#include "base/ccm.h"
#include "base/oddity.h"
#include "base/text.h"
#include "ccmc/choices.h"
#include "ccmc/inbound_quirks.h"
#include "ccmc/program_run.h"
#include "ccmc/worker.h"

struct export_worker {
    struct connector *connector;
    const char *function;
    struct program_run run;
    uint64_t next_poll_us;
    const char *options; /* the same for each run */
    bool has_begun;
    bool has_leftovers;
    bool is_hung;                    /* the thread waits for ever (oddity.h) */
    char file[STORE_FILE_NAME_SIZE]; /* of the last run */
};

/* What became of the files in Export. */
struct collection {
    struct store_files left; /* still there */
    bool is_held_up;         /* by a file whose letters are not in MTS-IN: do not fetch more */
    uint32_t message_count;  /* in the file of the last run */
    enum oddity_action odd;  /* in which a build was stuck */
};

/* One file being read. */
struct inbound_file {
    const char *name;
    struct bytes content;
    uint64_t modified_ms;
    uint32_t message_count;
    bool is_bad; /* at least one message could not be converted */
    enum oddity_action odd;
};

static void begin(void *state, struct connector *connector, const char *function)
{
    struct export_worker *worker = state;
    worker->connector = connector;
    worker->function = function;
}

static struct exchange_key key_of(const struct connector *connector,
                                  const struct inbound_file *file, struct bytes message)
{
    uint32_t id = UINT32_MAX;
    const struct hash128 content = hash128(message.data, message.size);
    struct buffer identity;
    buffer_init(&identity, connector->scratch);
    if (!store_file_id(file->name, &id)) {
        buffer_text(&identity, file->name);
    }
    connector_add_u64(&identity, id);
    connector_add_u64(&identity, file->modified_ms);
    connector_add_u64(&identity, file->message_count);
    connector_add_u64(&identity, content.low);
    connector_add_u64(&identity, content.high);
    return (struct exchange_key){.value = hash128(identity.data, identity.size)};
}

/* What the build does otherwise with this letter; NULL: nothing. */
static const struct oddity *odd_of(const struct connector *connector, struct ccm_message *message)
{
    if (connector->oddities == NULL) {
        return NULL;
    }
    const struct oddity_letter letter = {.message = message};
    return oddity_meet(connector->oddities, &letter, connector->scratch, message);
}

/* One message, which its key and the number of its copy tell from others. */
static enum status put(const struct connector *connector, const struct inbound_file *file,
                       struct bytes slice, const struct exchange_message *message)
{
    const enum status st = exchange_queue_put(connector->exchange, EXCHANGE_MTS_IN,
                                              key_of(connector, file, slice), message);
    return st == ST_EXISTS ? ST_OK : st;
}

/* The build is stuck in the file: true. */
static bool is_stuck(struct inbound_file *file, enum oddity_action action)
{
    const bool is_it = action == ODDITY_KEEP || action == ODDITY_HANG || action == ODDITY_CRASH;
    file->odd = is_it ? action : file->odd;
    return is_it;
}

/* One message that was read. ST_NOT_SUPPORTED: the build is stuck in it; else a failure is
 * Exchange's. */
static enum status put_message(const struct connector *connector, struct inbound_file *file,
                               struct bytes slice, struct ccm_message *message)
{
    const struct convert_rules rules = connector_rules(connector);
    const struct oddity *odd = odd_of(connector, message);
    const enum oddity_action action =
        odd != NULL ? odd->action : inbound_quirk_of(connector, message);
    struct exchange_message converted = {0};
    if (is_stuck(file, action)) {
        return ST_NOT_SUPPORTED;
    }
    if (action == ODDITY_DROP) {
        return ST_OK;
    }
    if (action == ODDITY_REFUSE ||
        convert_from_ccm(&rules, connector->scratch, message, &converted) != ST_OK) {
        file->is_bad = true;
        return ST_OK;
    }
    enum status st = put(connector, file, slice, &converted);
    if (st == ST_OK && action == ODDITY_TWICE) {
        slice.size--; /* a key of its own */
        st = put(connector, file, slice, &converted);
    }
    return st;
}

/* Every message of the file into MTS-IN. */
static enum status put_messages(const struct connector *connector, struct inbound_file *file)
{
    for (size_t offset = 0;;) {
        const size_t start = offset;
        struct ccm_message message = {0};
        struct diagnostic diagnostic = {0};
        enum status st =
            ccm_read(file->content, &offset, connector->scratch, &message, &diagnostic);
        if (st == ST_NO_MORE) {
            return ST_OK;
        }
        if (st != ST_OK) { /* nobody knows where the next one begins */
            file->is_bad = true;
            return is_stuck(file, inbound_quirk_of_damage(connector, file->content, &diagnostic))
                       ? ST_NOT_SUPPORTED
                       : ST_OK;
        }
        if (inbound_quirk_ends_file(connector, file->content, start)) {
            file->is_bad = true;
            return ST_OK;
        }
        st = put_message(connector, file,
                         (struct bytes){file->content.data + start, offset - start}, &message);
        if (st != ST_OK) {
            return st;
        }
        file->message_count++;
    }
}

/* "EXPORT\msg0001.ccm": events have it in small letters, consoles in capitals (Q168556, Q179072).
 */
static const char *shown_file(const struct connector *connector, const char *name)
{
    char *file = arena_format(connector->scratch, "EXPORT\\%s", name);
    for (char *c = file + strlen("EXPORT\\"); *c != '\0'; c++) {
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
    }
    return file;
}

/* What cannot be read now is told as what the connector could not take; an administrator is asked
 * to move it away if that goes on (Q168556). */
static void hold_up(const struct connector *connector, const char *name,
                    struct collection *collection)
{
    const char *file = shown_file(connector, name);
    collection->is_held_up = true;
    connector_report(connector, event_row(EVENT_CONVERSION_EXCEPTION), &file, 1);
}

/* The file's bytes and its time, for the key. */
static enum status read_file(struct connector *connector, struct inbound_file *file)
{
    const enum status st =
        store_read(&connector->store, STORE_EXPORT, file->name, connector->scratch, &file->content);
    return st == ST_OK
               ? store_modified(&connector->store, STORE_EXPORT, file->name, &file->modified_ms)
               : st;
}

/* One file of Export. ST_OK: it is gone from there. */
static enum status collect_file(struct connector *connector, const char *name,
                                struct collection *collection, uint32_t *message_count_out)
{
    struct store *store = &connector->store;
    struct inbound_file file = {.name = name};
    enum status st = read_file(connector, &file);
    if (st == ST_PROCESS_GONE) {
        return st;
    }
    if (st == ST_NOT_FOUND) { /* it was listed: the next look tells whether it is gone */
        collection->is_held_up = true;
        return st;
    }
    if (st != ST_OK) {
        hold_up(connector, name, collection);
        return st;
    }
    if (connector->settings.saves_exported != 0 &&
        store_write_plain(store, STORE_EXPORT_BAK, name, file.content) == ST_PROCESS_GONE) {
        return ST_PROCESS_GONE; /* any other failure costs the copy only */
    }
    st = put_messages(connector, &file);
    if (st != ST_OK) {
        collection->is_held_up = true;
        collection->odd = file.odd;
        return st;
    }
    *message_count_out = file.message_count;
    if (!file.is_bad) {
        return store_remove(store, STORE_EXPORT, name);
    }
    st = store_quarantine(store, STORE_EXPORT, name);
    if (st == ST_OK) {
        connector_report(connector, event_row(EVENT_CONVERSION_FAILED), NULL, 0);
    }
    return st;
}

/* The build ends here for now: the thread waits for ever, or ends by an exception. */
static void end_thread(struct export_worker *worker, enum oddity_action odd, const char *name)
{
    worker->is_hung = odd == ODDITY_HANG;
    if (odd == ODDITY_CRASH) {
        connector_exception(worker->connector, worker->function,
                            shown_file(worker->connector, name));
    }
}

/* All files of Export, the oldest first. A failure: Export cannot be listed. */
static enum status collect(struct export_worker *worker, struct collection *collection_out)
{
    struct connector *connector = worker->connector;
    struct store_files files;
    *collection_out = (struct collection){0};
    enum status st =
        store_list(&connector->store, STORE_EXPORT, "*.ccm", connector->scratch, &files);
    if (st != ST_OK && st != ST_PATH_NOT_FOUND) {
        worker->has_leftovers = true; /* nobody knows: EXPORT might write over one */
        if (st != ST_PROCESS_GONE) {
            hold_up(connector, "*.ccm", collection_out);
        }
        return st;
    }
    while (files.count > 0) {
        const size_t oldest = store_files_oldest(&files);
        const char *name = files.names[oldest];
        uint32_t message_count = 0;
        const struct arena_mark mark = arena_mark(connector->scratch);
        st = collection_out->is_held_up
                 ? ST_BUSY
                 : collect_file(connector, name, collection_out, &message_count);
        arena_rewind(connector->scratch, mark);
        if (st == ST_PROCESS_GONE) {
            return st;
        }
        end_thread(worker, collection_out->odd, name);
        collection_out->odd = ODDITY_NONE;
        if (st != ST_OK) {
            store_files_add(&collection_out->left, connector->scratch, name);
        }
        if (text_equal(name, worker->file)) {
            collection_out->message_count = message_count;
        }
        store_files_remove(&files, oldest);
    }
    worker->has_leftovers = collection_out->left.count > 0;
    return ST_OK;
}

static enum status start(struct export_worker *worker, const struct store_files *left,
                         uint64_t now_us)
{
    struct connector *connector = worker->connector;
    const struct settings *settings = &connector->settings;
    char data_file[OS_PATH_SIZE];
    do {
        store_new_file_name(&connector->store, worker->file);
    } while (store_files_have(left, worker->file));
    store_dos_name(&connector->store, STORE_EXPORT, worker->file, data_file, sizeof data_file);
    const struct program_run_spec spec = {
        .program = settings->export_program,
        .options = worker->options,
        .ini_name = "Export.ini",
        .data_file = data_file,
    };
    bool is_refused = false;
    const enum status st = program_run_start(connector, &worker->run, &spec, now_us, &is_refused);
    worker->next_poll_us = now_us + connector->export_wait_us;
    if (is_refused && st != ST_PROCESS_GONE) {
        connector_start_failed(connector, st, worker->function);
    } else {
        connector_report_failure(connector, st);
    }
    return st;
}

static enum status poll(struct export_worker *worker, uint64_t now_us)
{
    struct collection collection = {0};
    worker->next_poll_us = now_us + worker->connector->export_wait_us;
    enum status st = store_prepare(&worker->connector->store, worker->connector->scratch);
    if (st != ST_OK) {
        return st;
    }
    if (worker->has_leftovers) {
        st = collect(worker, &collection);
        if (st != ST_OK || collection.is_held_up) {
            return st;
        }
    }
    return start(worker, &collection.left, now_us);
}

/* The program has ended: its file, and perhaps the next run at once. */
static enum status judge(struct export_worker *worker, const struct program_run_end *end,
                         uint64_t now_us)
{
    struct connector *connector = worker->connector;
    const struct event *event = event_of_result(EVENT_PROGRAM_EXPORT, end->result_code);
    const bool waits = event == event_row(EVENT_EXPORT_RESULT_0) &&
                       choices_have(connector->choices, CHOICE_IDLE_IS_SILENT);
    if (!end->is_lost && !waits) {
        program_run_report(connector, EVENT_PROGRAM_EXPORT, worker->file, end);
    }
    if (choices_have(connector->choices, CHOICE_POLLS_FROM_END)) {
        worker->next_poll_us = now_us + connector->export_wait_us;
    }
    struct collection collection = {0};
    const enum status st = collect(worker, &collection);
    if (!end->is_lost && waits && st != ST_PROCESS_GONE &&
        (st != ST_OK || collection.message_count > 0)) {
        program_run_report(connector, EVENT_PROGRAM_EXPORT, worker->file, end);
    }
    if (st != ST_OK) {
        return st;
    }
    const bool is_good = event == event_row(EVENT_EXPORT_RESULT_0) ||
                         event == event_row(EVENT_EXPORT_RESULT_5) ||
                         choices_have(connector->choices, CHOICE_FULL_GOES_ON);
    if (is_good && collection.message_count > 0 && !collection.is_held_up &&
        collection.message_count >= connector->settings.export_count_max &&
        !connector->is_stopping) {
        return start(worker, &collection.left, now_us);
    }
    return ST_OK;
}

static enum status turn(struct export_worker *worker, uint64_t now_us)
{
    struct connector *connector = worker->connector;
    if (worker->is_hung) {
        return ST_OK;
    }
    if (!worker->has_begun) {
        struct collection collection = {0};
        const struct settings *settings = &connector->settings;
        worker->has_begun = true;
        worker->options =
            arena_format(connector->session, "/N\"%s\" %s /MSGS/%u", settings->site_name,
                         settings->export_options, (unsigned)settings->export_count_max);
        worker->next_poll_us =
            connector_first_poll_us(connector, now_us, connector->export_wait_us);
        return collect(worker, &collection);
    }
    if (worker->run.is_running) {
        struct program_run_end end = {0};
        const enum status st = program_run_poll(connector, &worker->run, now_us, &end);
        if (st != ST_OK || !end.has_ended) {
            return st;
        }
        return judge(worker, &end, now_us);
    }
    if (connector->is_stopping || now_us < worker->next_poll_us) {
        return ST_OK;
    }
    return poll(worker, now_us);
}

static enum status step(void *state, uint64_t now_us, uint64_t *wake_us_out)
{
    struct export_worker *worker = state;
    const enum status st = turn(worker, now_us);
    *wake_us_out = worker->is_hung          ? UINT64_MAX
                   : worker->run.is_running ? worker->run.wake_us
                                            : worker->next_poll_us;
    return st == ST_PROCESS_GONE ? st : ST_OK;
}

static bool is_running(const void *state)
{
    const struct export_worker *worker = state;
    return worker->run.is_running || worker->is_hung;
}

const struct worker_kind worker_export = {
    .state_size = sizeof(struct export_worker),
    .begin = begin,
    .step = step,
    .is_running = is_running,
};
