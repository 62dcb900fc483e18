/*
 * import_worker -- Exchange to cc:Mail
 *
 * At each poll, and between runs that follow at once: convert from MTS-OUT into Submit while that
 * holds fewer than its capacity, move from Submit into Import until that holds a batch, until
 * nothing moves. When Import holds messages, IMPORT runs over IMPORT\*.CCM; only when it has ended
 * with a code its files are judged: .und files become reports, files that are gone were handled. A
 * run that handled exactly the maximum is followed by the next at once (Q168211, assumption
 * FULL_BATCH).
 *
 * Hand-over: the file appears in Submit whole and under the name of its queue id, then the queue
 * forgets the message, and only then may it move to Import. A turn cut off between leaves both; the
 * next one finds the name and only takes. When recipients are refused, that decision lies in Submit
 * before the report goes (refusal_note.h), and a later turn does as it says; it goes when the queue
 * has come to a later message.
 *
 * A directory that cannot be used keeps the mail where it is, silently (Q202178, Q295812).
 */
#include <string.h>

#include "base/ccm.h"
#include "base/text.h"
#include "ccmc/choices.h"
#include "ccmc/decision.h"
#include "ccmc/program_run.h"
#include "ccmc/quirks.h"
#include "ccmc/refusal_note.h"
#include "ccmc/report.h"
#include "ccmc/worker.h"

struct import_worker {
    struct connector *connector;
    const char *function;
    struct program_run run;
    uint64_t next_poll_us;
    uint32_t started_count; /* files given to the run */
    bool has_begun;
    bool is_settled; /* nothing in Submit is in MTS-OUT still */
    bool is_cut;     /* the thread ended in the middle of this turn (oddity.h) */
    bool is_hung;    /* and waits for ever */
};

/* What one turn knows of the directories. */
struct outbound {
    struct store_files submit; /* message files */
    struct store_files notes;  /* refusal_note.h */
    uint32_t import_count;     /* messages in Import */
    bool can_move;             /* Import takes files */
    bool is_queue_open;        /* MTS-OUT may hold more */
};

static const char import_pattern[] = "*.ccm"; /* as the events name it (Q168670) */

static void begin(void *state, struct connector *connector, const char *function)
{
    struct import_worker *worker = state;
    worker->connector = connector;
    worker->function = function;
}

static bool has_extension(const char *name, const char *extension)
{
    const char *dot = strrchr(name, '.');
    return dot != NULL && text_equal(dot, extension);
}

/* The file of that extension beside another; NULL: there is none. */
static const char *file_beside(const struct store_files *files, const char *name,
                               const char *extension)
{
    for (size_t i = 0; i < files->count; i++) {
        if (has_extension(files->names[i], extension) && store_same_stem(files->names[i], name)) {
            return files->names[i];
        }
    }
    return NULL;
}

/* Turns one file of Import into reports, if it is a notice or was withdrawn. A notice beside its
 * message belongs to a run that did not finish with it; only a run that has just ended with a code
 * says that the message is at fault. *is_gone_out: that message is in Import no more. */
static enum status survey_file(struct import_worker *worker, const struct store_files *files,
                               const char *name, bool has_run, bool *is_gone_out)
{
    struct connector *connector = worker->connector;
    if (has_extension(name, ".ndr")) {
        return report_withdrawn(connector, file_beside(files, name, ".und"), name);
    }
    if (!has_extension(name, ".und") || text_starts(name, "CCMD") ||
        file_beside(files, name, ".ndr") != NULL) {
        return ST_OK; /* CCMDIR.UND, CCMDEL.UND: directory synchronization reads them */
    }
    const char *message = file_beside(files, name, ".ccm");
    if (message == NULL) {
        return report_undelivered(connector, name);
    }
    if (has_run && !quirks_have(connector->quirks, QUIRK_IMPORT_LOOP)) {
        return report_unreadable(connector, name, message, is_gone_out);
    }
    return ST_OK;
}

/* Counts the messages in Import and turns notices into reports. */
static enum status survey_import(struct import_worker *worker, bool has_run, uint32_t *count_out)
{
    struct connector *connector = worker->connector;
    struct store_files files;
    *count_out = 0;
    enum status st = store_list(&connector->store, STORE_IMPORT, "*", connector->scratch, &files);
    for (size_t i = 0; i < files.count; i++) {
        *count_out += has_extension(files.names[i], ".ccm");
    }
    for (size_t i = 0; i < files.count && st == ST_OK; i++) {
        bool is_gone = false;
        st = survey_file(worker, &files, files.names[i], has_run, &is_gone);
        *count_out -= is_gone;
    }
    return st;
}

/* A turn may have ended between the name in Submit and the take from the queue. */
static enum status settle(struct import_worker *worker, const struct store_files *submit)
{
    for (size_t i = 0; !worker->is_settled && i < submit->count; i++) {
        uint64_t queue_id = 0;
        if (!store_queue_id(submit->names[i], &queue_id)) {
            continue;
        }
        const enum status st =
            exchange_queue_take(worker->connector->exchange, EXCHANGE_MTS_OUT, queue_id);
        if (st != ST_OK && st != ST_NOT_FOUND) {
            return st;
        }
    }
    worker->is_settled = true;
    return ST_OK;
}

/* A copy under a random name, when asked for. */
static enum status save_copy(struct connector *connector, struct bytes content)
{
    if (connector->settings.saves_imported == 0) {
        return ST_OK;
    }
    const char *name = arena_format(connector->scratch, "Msg%04x.ccm",
                                    (unsigned)(os_random(connector->os) & 0xFFFFU));
    const enum status st = store_write_plain(&connector->store, STORE_IMPORT_BAK, name, content);
    return st == ST_PROCESS_GONE ? st : ST_OK;
}

static void report_sent(const struct connector *connector, const struct ccm_message *message)
{
    if (connector->settings.log_outbound < event_row(EVENT_MESSAGE_SENT)->level) {
        return;
    }
    struct buffer names;
    buffer_init(&names, connector->scratch);
    for (uint32_t i = 0; i < message->address_count; i++) {
        if (message->addresses[i].kind != CCM_BCC) {
            buffer_text(&names, names.size > 0 ? ", " : "");
            buffer_text(&names, message->addresses[i].name);
        }
    }
    const char *const inserts[] = {message->from, message->date, buffer_string(&names)};
    connector_report(connector, event_row(EVENT_MESSAGE_SENT), inserts, ARRAY_COUNT(inserts));
}

/* The build ends here for now: the thread waits for ever, or ends by an exception. */
static void end_thread(struct import_worker *worker, enum oddity_action odd)
{
    worker->is_cut = odd == ODDITY_HANG || odd == ODDITY_CRASH;
    worker->is_hung = odd == ODDITY_HANG;
    if (odd == ODDITY_CRASH) {
        connector_exception(worker->connector, worker->function, NULL);
    }
}

/* Does with one queued message what is decided about it; it stays in the queue. */
static enum status submit(struct import_worker *worker, const struct exchange_queued *queued,
                          const char *name, struct outbound *outbound)
{
    struct connector *connector = worker->connector;
    struct decision decision;
    char note_name[STORE_FILE_NAME_SIZE];
    refusal_note_name(name, note_name);
    enum status st = store_files_have(&outbound->notes, note_name)
                         ? decision_recall(connector, note_name, &decision)
                         : ST_NOT_FOUND;
    if (st == ST_NOT_FOUND) {
        st = decision_make(connector, queued, note_name, &outbound->notes, &decision);
        end_thread(worker, decision.odd);
    }
    if (st == ST_OK) {
        st = report_refusals(connector, queued, &decision.refusal);
    }
    if (st != ST_OK || decision.message == NULL) {
        return st;
    }
    st = store_write(&connector->store, STORE_SUBMIT, name, decision.refusal.message);
    if (st != ST_OK) {
        connector_report_failure(connector, st);
        return st;
    }
    store_files_add(&outbound->submit, connector->scratch, name);
    report_sent(connector, decision.message);
    return save_copy(connector, decision.refusal.message);
}

/* The oldest message of MTS-OUT goes to Submit. ST_NO_MORE: there is none. */
static enum status take_one(struct import_worker *worker, struct outbound *outbound)
{
    struct connector *connector = worker->connector;
    struct exchange_queued queued = {0};
    char name[STORE_FILE_NAME_SIZE];
    enum status st =
        exchange_queue_peek(connector->exchange, EXCHANGE_MTS_OUT, 0, connector->scratch, &queued);
    if (st == ST_OK || st == ST_NO_MORE) {
        const uint64_t oldest = st == ST_OK ? queued.id : UINT64_MAX;
        const enum status forgot =
            refusal_notes_forget(&connector->store, &outbound->notes, oldest);
        st = forgot == ST_PROCESS_GONE ? forgot : st;
    }
    if (st != ST_OK) {
        return st;
    }
    if (!store_queue_name(queued.id, exchange_is_report(queued.message), name)) {
        return ST_NOT_SUPPORTED;
    }
    if (!store_files_have(&outbound->submit, name)) {
        st = submit(worker, &queued, name, outbound);
        if (st != ST_OK) {
            return st;
        }
    }
    st = exchange_queue_take(connector->exchange, EXCHANGE_MTS_OUT, queued.id);
    if (st != ST_OK && st != ST_NOT_FOUND) {
        worker->is_settled = false;
        return st;
    }
    return ST_OK;
}

/* Moves one file from Submit to Import; a file that cannot go stays behind for this turn. */
static enum status move_one(struct import_worker *worker, struct outbound *outbound)
{
    struct store *store = &worker->connector->store;
    const size_t first = store_files_first(&outbound->submit);
    const enum status st =
        store_move(store, STORE_SUBMIT, STORE_IMPORT, outbound->submit.names[first]);
    if (st == ST_OK) {
        outbound->import_count++;
    } else if (st != ST_EXISTS && st != ST_NOT_FOUND) {
        outbound->can_move = false;
        return st;
    }
    store_files_remove(&outbound->submit, first);
    return ST_OK;
}

/* What Submit holds: message files and notes. */
static enum status list_submit(const struct import_worker *worker, struct outbound *outbound)
{
    struct connector *connector = worker->connector;
    struct store_files files;
    const enum status st =
        store_list(&connector->store, STORE_SUBMIT, "*", connector->scratch, &files);
    for (size_t i = 0; i < files.count; i++) {
        uint64_t queue_id = 0;
        if (has_extension(files.names[i], ".ccm")) {
            store_files_add(&outbound->submit, connector->scratch, files.names[i]);
        } else if (refusal_note_queue_id(files.names[i], &queue_id)) {
            store_files_add(&outbound->notes, connector->scratch, files.names[i]);
        }
    }
    return st;
}

/* MTS-OUT to Submit to Import until nothing moves. ST_PROCESS_GONE or ST_OK. */
static enum status fill(struct import_worker *worker, struct outbound *outbound)
{
    struct connector *connector = worker->connector;
    enum status st = list_submit(worker, outbound);
    if (st == ST_OK) {
        st = settle(worker, &outbound->submit);
    }
    if (st != ST_OK) {
        return st == ST_PROCESS_GONE ? st : ST_OK;
    }
    for (bool has_moved = true; has_moved;) {
        has_moved = false;
        while (outbound->is_queue_open && outbound->submit.count < connector->submit_capacity) {
            st = take_one(worker, outbound);
            outbound->is_queue_open = st == ST_OK;
            has_moved |= st == ST_OK;
            if (st == ST_PROCESS_GONE || worker->is_cut) {
                return st;
            }
        }
        while (outbound->can_move && worker->is_settled && outbound->submit.count > 0 &&
               outbound->import_count < connector->settings.import_count_max) {
            st = move_one(worker, outbound);
            has_moved |= st == ST_OK;
            if (st == ST_PROCESS_GONE) {
                return st;
            }
        }
    }
    return ST_OK;
}

static enum status start(struct import_worker *worker, uint32_t count, uint64_t now_us)
{
    struct connector *connector = worker->connector;
    char data_file[OS_PATH_SIZE];
    store_dos_name(&connector->store, STORE_IMPORT, import_pattern, data_file, sizeof data_file);
    const struct program_run_spec spec = {
        .program = connector->settings.import_program,
        .options = connector->settings.import_options,
        .ini_name = "Import.ini",
        .data_file = data_file,
    };
    bool is_refused = false;
    const enum status st = program_run_start(connector, &worker->run, &spec, now_us, &is_refused);
    worker->next_poll_us = now_us + connector->import_wait_us;
    if (st == ST_OK) {
        worker->started_count = count;
    } else if (st != ST_PROCESS_GONE && is_refused) {
        connector_start_failed(connector, st, worker->function);
    } else {
        connector_report_failure(connector, st);
    }
    return st;
}

/* One poll: reports, hand-over, and IMPORT when there is something for it. */
static enum status poll(struct import_worker *worker, uint32_t import_count, bool can_move,
                        uint64_t now_us)
{
    struct outbound outbound = {
        .import_count = import_count, .can_move = can_move, .is_queue_open = true};
    const enum status st = fill(worker, &outbound);
    const bool has_work =
        outbound.import_count != 0 || choices_have(worker->connector->choices, CHOICE_RUNS_EMPTY);
    if (st != ST_OK || !has_work || !can_move) {
        return st;
    }
    return start(worker, outbound.import_count, now_us);
}

static enum status survey_and_poll(struct import_worker *worker, uint64_t now_us)
{
    uint32_t import_count = 0;
    worker->next_poll_us = now_us + worker->connector->import_wait_us;
    struct connector *connector = worker->connector;
    enum status st = store_prepare(&connector->store, connector->scratch);
    if (st != ST_OK) {
        return st;
    }
    st = survey_import(worker, false, &import_count);
    if (st == ST_PROCESS_GONE) {
        return st;
    }
    return poll(worker, import_count, st == ST_OK, now_us);
}

/* The program has ended: what it left, and perhaps the next run at once. */
static enum status judge(struct import_worker *worker, const struct program_run_end *end,
                         uint64_t now_us)
{
    struct connector *connector = worker->connector;
    if (!end->is_lost) {
        program_run_report(connector, EVENT_PROGRAM_IMPORT, import_pattern, end);
    }
    uint32_t left = 0;
    const enum status st = survey_import(worker, !end->is_lost, &left);
    if (choices_have(connector->choices, CHOICE_POLLS_FROM_END)) {
        worker->next_poll_us = now_us + connector->import_wait_us;
    }
    if (st != ST_OK || end->is_lost || connector->is_stopping) {
        return st;
    }
    const struct event *event = event_of_result(EVENT_PROGRAM_IMPORT, end->result_code);
    const bool is_good = event == event_row(EVENT_IMPORT_RESULT_0) ||
                         event == event_row(EVENT_IMPORT_RESULT_5) ||
                         choices_have(connector->choices, CHOICE_FULL_GOES_ON);
    const bool is_full = worker->started_count >= left + connector->settings.import_count_max;
    return is_good && is_full ? poll(worker, left, true, now_us) : ST_OK;
}

/* Files that a former service left are taken up at once; the queue waits for the first poll. */
static enum status take_up_leftovers(struct import_worker *worker, uint64_t now_us)
{
    struct outbound outbound = {.can_move = true};
    enum status st = survey_import(worker, false, &outbound.import_count);
    if (st == ST_OK) {
        st = fill(worker, &outbound);
    }
    if (st != ST_OK || outbound.import_count == 0) {
        return st;
    }
    return start(worker, outbound.import_count, now_us);
}

static enum status turn(struct import_worker *worker, uint64_t now_us)
{
    worker->is_cut = worker->is_hung;
    if (worker->is_hung) {
        return ST_OK;
    }
    if (!worker->has_begun) {
        worker->has_begun = true;
        worker->next_poll_us =
            connector_first_poll_us(worker->connector, now_us, worker->connector->import_wait_us);
        return take_up_leftovers(worker, now_us);
    }
    if (worker->run.is_running) {
        struct program_run_end end = {0};
        const enum status st = program_run_poll(worker->connector, &worker->run, now_us, &end);
        if (st != ST_OK || !end.has_ended) {
            return st;
        }
        return judge(worker, &end, now_us);
    }
    if (worker->connector->is_stopping || now_us < worker->next_poll_us) {
        return ST_OK;
    }
    return survey_and_poll(worker, now_us);
}

static enum status step(void *state, uint64_t now_us, uint64_t *wake_us_out)
{
    struct import_worker *worker = state;
    const enum status st = turn(worker, now_us);
    *wake_us_out = worker->is_hung          ? UINT64_MAX
                   : worker->run.is_running ? worker->run.wake_us
                                            : worker->next_poll_us;
    return st == ST_PROCESS_GONE ? st : ST_OK;
}

static bool is_running(const void *state)
{
    const struct import_worker *worker = state;
    return worker->run.is_running || worker->is_hung;
}

const struct worker_kind worker_import = {
    .state_size = sizeof(struct import_worker),
    .begin = begin,
    .step = step,
    .is_running = is_running,
};
