/*
 * dirsync_worker -- directory synchronization between the post office and Exchange
 *
 * By its schedule, counted from the service start and then from each begin, and whenever somebody
 * asks. One cycle (Q295753): three runs of EXPORT write the whole directory, the mailing lists and
 * the bulletin boards into Export\CCMDIR.EXP, CCMLIST.EXP and CCMBB.EXP; the connector reads them,
 * lists its containers in Exchange and compares (dirsync_compare.h); IMPORT takes what has to go
 * from Import\CCMDEL.IMP, then what has to come from Import\CCMDIR.IMP; then Exchange's import
 * container is changed: who leaves goes before who comes (Q166581, 5.0 SP2), users first, lists and
 * boards after them. A file without a record is not imported.
 *
 * Every cycle begins anew with the whole of both directories and no memory of its own, so one that
 * was cut off anywhere, or failed, is made good by the next; what it has done until then stays: the
 * site's entry is there with the IMPORT of CCMDIR.IMP (assumption SITE_ENTRY_STEP). A file of an
 * earlier cycle is never read: it is removed before the run that writes it.
 *
 * Mail goes on meanwhile (assumption DIRSYNC_AND_MAIL); so the programs get parameter files of
 * their own, DIREXP.INI and DIRIMP.INI.
 *
 * An entry that one side does not take is told in the log and left out; a run that ends with
 * another code than 0 or 5, and a file that cannot be read, end the cycle.
 */
#include <string.h>

#include "base/text.h"
#include "ccmc/dirsync_compare.h"
#include "ccmc/dirsync_rules.h"
#include "ccmc/dirsync_unique.h"
#include "ccmc/program_run.h"
#include "ccmc/worker.h"

enum run_number { RUN_ENTRIES, RUN_LISTS, RUN_BOARDS, RUN_DELETIONS, RUN_ADDITIONS, RUN_COUNT };

static const struct {
    enum event_program program;
    const char *file;     /* as events name it */
    const char *options;  /* assumption DIRECTORY_OPTIONS */
    const char *with_ade; /* of imports: for the post offices behind this one, too */
} kinds[RUN_COUNT] = {
    [RUN_ENTRIES] = {EVENT_PROGRAM_EXPORT, "CCMDIR.EXP", "/DIRECTORY/PROPADD /FORMAT/FAN /BATCH",
                     NULL},
    [RUN_LISTS] = {EVENT_PROGRAM_EXPORT, "CCMLIST.EXP", "/DIRECTORY/LISTS /BATCH", NULL},
    [RUN_BOARDS] = {EVENT_PROGRAM_EXPORT, "CCMBB.EXP", "/DIRECTORY/BOARDS /BATCH", NULL},
    [RUN_DELETIONS] = {EVENT_PROGRAM_IMPORT, "CCMDEL.IMP", "/DIRECTORY/DELETE /BATCH",
                       "/DIRECTORY/PROP/DELETE /BATCH"},
    [RUN_ADDITIONS] = {EVENT_PROGRAM_IMPORT, "CCMDIR.IMP", "/DIRECTORY /BATCH",
                       "/DIRECTORY/PROP /BATCH"},
};

struct dirsync_worker {
    struct connector *connector;
    const char *function;
    bool has_begun;
    uint64_t next_us; /* by the schedule */
    bool is_busy;     /* a cycle runs */
    enum run_number number;
    struct program_run runs[RUN_COUNT]; /* each keeps its arguments */
    bool propagated[RUN_COUNT];         /* so did the arguments of the last run */
    struct arena cycle;                 /* forgotten when the next one begins */
    struct settings settings;           /* as they were when the cycle began */
    struct dirsync_rules rules;
    struct dirsync_input input;
    struct dirsync_plan plan;
};

static void begin(void *state, struct connector *connector, const char *function)
{
    struct dirsync_worker *worker = state;
    worker->connector = connector;
    worker->function = function;
    worker->cycle = arena_within(connector->session);
    worker->next_us = UINT64_MAX;
}

static enum status fail(struct dirsync_worker *worker)
{
    worker->is_busy = false;
    worker->connector->dirsync.state = CCMC_DIRSYNC_FAILED;
    connector_report(worker->connector, event_row(EVENT_DIRSYNC_FAILED), NULL, 0);
    return ST_OK;
}

static enum status fail_by(struct dirsync_worker *worker, enum status cause)
{
    if (cause == ST_PROCESS_GONE) {
        return cause;
    }
    connector_report_failure(worker->connector, cause);
    return fail(worker);
}

static void finish(struct dirsync_worker *worker)
{
    worker->is_busy = false;
    worker->connector->dirsync.state = CCMC_DIRSYNC_COMPLETED;
    worker->connector->dirsync.step = "";
    connector_report(worker->connector, event_row(EVENT_DIRSYNC_FINISHED), NULL, 0);
}

static enum store_place place_of(enum run_number number)
{
    return kinds[number].program == EVENT_PROGRAM_EXPORT ? STORE_EXPORT : STORE_IMPORT;
}

/* Starts the program of the step. A refusal ends the cycle. */
static enum status start(struct dirsync_worker *worker, uint64_t now_us)
{
    struct connector *connector = worker->connector;
    const enum run_number number = worker->number;
    const bool is_export = kinds[number].program == EVENT_PROGRAM_EXPORT;
    char data_file[OS_PATH_SIZE];
    bool is_refused = false;
    if (is_export) {
        const enum status st = store_remove(&connector->store, STORE_EXPORT, kinds[number].file);
        if (st != ST_OK) {
            return fail_by(worker, st);
        }
    }
    const bool propagates = kinds[number].with_ade != NULL && worker->settings.permits_ade != 0;
    if (propagates != worker->propagated[number]) {
        worker->runs[number].arguments = NULL;
        worker->propagated[number] = propagates;
    }
    store_dos_name(&connector->store, place_of(number), kinds[number].file, data_file,
                   sizeof data_file);
    const struct program_run_spec spec = {
        .program =
            is_export ? connector->settings.export_program : connector->settings.import_program,
        .options = propagates ? kinds[number].with_ade : kinds[number].options,
        .ini_name = is_export ? "Direxp.ini" : "Dirimp.ini",
        .data_file = data_file,
    };
    const enum status st =
        program_run_start(connector, &worker->runs[number], &spec, now_us, &is_refused);
    if (st != ST_OK && st != ST_PROCESS_GONE && is_refused) {
        connector_start_failed(connector, st, worker->function);
        return fail(worker);
    }
    return st == ST_OK ? ST_OK : fail_by(worker, st);
}

static enum status begin_cycle(struct dirsync_worker *worker, uint64_t now_us)
{
    struct connector *connector = worker->connector;
    worker->next_us = connector->settings.dirsync_minutes != 0
                          ? now_us + connector->settings.dirsync_minutes * UINT64_C(60000000)
                          : UINT64_MAX;
    connector->dirsync = (struct connector_dirsync){.state = CCMC_DIRSYNC_RUNS, .step = "export"};
    worker->is_busy = true;
    worker->number = RUN_ENTRIES;
    arena_reset(&worker->cycle);
    connector_report(connector, event_row(EVENT_DIRSYNC_STARTED), NULL, 0);
    enum status st = store_prepare(&connector->store, connector->scratch);
    if (st == ST_OK) {
        worker->settings = connector->settings;
        st = settings_read_dirsync(connector->os, &worker->cycle, &worker->settings);
    }
    if (st != ST_OK) {
        return fail_by(worker, st);
    }
    worker->rules = dirsync_rules_of(connector, &worker->settings);
    return start(worker, now_us);
}

/* One exported file. ST_FILE_CORRUPT: a line that cannot be understood. */
static enum status read_directory(struct dirsync_worker *worker, enum store_place place,
                                  const char *name, struct dirsync_directory *directory_out)
{
    struct connector *connector = worker->connector;
    struct bytes content = {0};
    size_t offset = 0;
    size_t room = 64;
    *directory_out = (struct dirsync_directory){
        .records = arena_array(&worker->cycle, struct directory_record, room)};
    enum status st = store_read(&connector->store, place, name, &worker->cycle, &content);
    while (st == ST_OK) {
        if (directory_out->count == room) {
            struct directory_record *larger =
                arena_array(&worker->cycle, struct directory_record, room * 2);
            memcpy(larger, directory_out->records, room * sizeof *larger);
            directory_out->records = larger;
            room *= 2;
        }
        st = directory_read(content, &offset, &worker->cycle,
                            &directory_out->records[directory_out->count], NULL);
        if (st == ST_OK) {
            const struct oddity *odd = oddity_meet_entry(
                connector->oddities, &worker->cycle, &directory_out->records[directory_out->count]);
            st = odd != NULL && odd->action == ODDITY_REFUSE ? ST_NOT_SUPPORTED : ST_OK;
            directory_out->count += odd != NULL && odd->action == ODDITY_DROP ? 0 : 1;
        }
    }
    return st == ST_NO_MORE ? ST_OK : st;
}

/* All recipients of the export containers, one container after the other. */
static enum status list_exported(struct dirsync_worker *worker)
{
    struct connector *connector = worker->connector;
    struct exchange_entry *all = NULL;
    size_t count = 0;
    for (const char *at = worker->settings.export_containers; *at != '\0';) {
        const size_t length = strcspn(at, ";");
        struct exchange_entries some = {0};
        const char *container = arena_text_n(&worker->cycle, at, length);
        at += length + (at[length] != '\0' ? 1 : 0);
        if (length == 0) {
            continue;
        }
        const enum status st =
            exchange_directory_list(connector->exchange, container, &worker->cycle, &some);
        if (st != ST_OK) {
            return st;
        }
        struct exchange_entry *larger =
            arena_array(&worker->cycle, struct exchange_entry, count + some.count + 1);
        if (count > 0) {
            memcpy(larger, all, count * sizeof *all);
        }
        if (some.count > 0) {
            memcpy(larger + count, some.entries, some.count * sizeof *all);
        }
        all = larger;
        count += some.count;
    }
    worker->input.exported = (struct exchange_entries){.entries = all, .count = count};
    return ST_OK;
}

static enum status list_exchange(struct dirsync_worker *worker)
{
    enum status st = list_exported(worker);
    worker->input.imported = (struct exchange_entries){0};
    if (st == ST_OK && worker->settings.import_container[0] != '\0') {
        st = exchange_directory_list(worker->connector->exchange, worker->settings.import_container,
                                     &worker->cycle, &worker->input.imported);
    }
    if (st == ST_NOT_FOUND) {
        connector_report(worker->connector, event_row(EVENT_DIRSYNC_CONTAINER), NULL, 0);
    }
    return st;
}

static void report_conflicts(const struct dirsync_worker *worker)
{
    for (size_t i = 0; i < worker->plan.conflicts.count; i++) {
        const struct dirsync_conflict *conflict = &worker->plan.conflicts.items[i];
        const char *const inserts[] = {conflict->user, conflict->site, conflict->entry};
        connector_report(worker->connector, event_row(EVENT_DIRSYNC_NAME_TAKEN), inserts,
                         ARRAY_COUNT(inserts));
    }
}

static void report_doubled(const struct dirsync_worker *worker, const char *user,
                           const char *full_name)
{
    const char *const inserts[] = {user, full_name};
    connector_report(worker->connector, event_row(EVENT_DIRSYNC_ADDRESS_TAKEN), inserts,
                     ARRAY_COUNT(inserts));
}

static enum status compare(struct dirsync_worker *worker)
{
    struct connector *connector = worker->connector;
    connector->dirsync.step = "compare";
    enum status st =
        read_directory(worker, STORE_EXPORT, kinds[RUN_ENTRIES].file, &worker->input.entries);
    if (st == ST_OK) {
        st = read_directory(worker, STORE_EXPORT, kinds[RUN_LISTS].file, &worker->input.lists);
    }
    if (st == ST_OK) {
        st = read_directory(worker, STORE_EXPORT, kinds[RUN_BOARDS].file, &worker->input.boards);
    }
    if (st == ST_OK) {
        st = list_exchange(worker);
    }
    if (st != ST_OK) {
        return st;
    }
    dirsync_compare(&worker->rules, &worker->input, &worker->cycle, &worker->plan);
    report_conflicts(worker);
    for (size_t i = 0; i < worker->plan.duplicates.count; i++) {
        const struct dirsync_conflict *doubled = &worker->plan.duplicates.items[i];
        report_doubled(worker, doubled->user,
                       arena_format(&worker->cycle, "%s at %s", doubled->user, doubled->site));
    }
    return worker->plan.refusal == NULL ? ST_OK : ST_NOT_SUPPORTED;
}

/* Writes what IMPORT is to read and starts it. */
static enum status import(struct dirsync_worker *worker, enum run_number number,
                          const struct dirsync_directory *directory, uint64_t now_us)
{
    struct connector *connector = worker->connector;
    struct buffer content;
    buffer_init(&content, connector->scratch);
    for (size_t i = 0; i < directory->count; i++) {
        directory_write(&content, &directory->records[i]);
    }
    worker->number = number;
    const enum status st = store_write_plain(&connector->store, STORE_IMPORT, kinds[number].file,
                                             buffer_bytes(&content));
    return st == ST_OK ? start(worker, now_us) : fail_by(worker, st);
}

/* Is an address, or its display name, somebody's already? */
static enum status settle_addition(struct dirsync_worker *worker, struct dirsync_addition *addition,
                                   bool *is_taken_out)
{
    struct dirsync_settled settled;
    const enum status st = dirsync_settle(worker->connector->exchange, &worker->cycle,
                                          &worker->plan.leaving, addition, &settled);
    for (size_t i = 0; st == ST_OK && i < settled.doubled_count; i++) {
        report_doubled(worker, addition->entry.display, settled.doubled[i]);
    }
    *is_taken_out = settled.is_taken_out;
    return st;
}

/* Some of the leavers. */
struct leavers {
    const struct exchange_entry *const *items;
    size_t count;
};

/* One batch, all or nothing: leavers first. */
static enum status change(struct dirsync_worker *worker, struct leavers leavers,
                          const struct dirsync_additions *additions)
{
    const size_t room = leavers.count + additions->count;
    struct exchange_change *changes = arena_array(&worker->cycle, struct exchange_change, room + 1);
    size_t count = 0;
    for (size_t i = 0; i < leavers.count; i++) {
        changes[count++] =
            (struct exchange_change){.kind = EXCHANGE_DELETE, .entry = *leavers.items[i]};
    }
    for (size_t i = 0; i < additions->count; i++) {
        bool is_taken = false;
        const enum status st = settle_addition(worker, &additions->items[i], &is_taken);
        if (st != ST_OK) {
            return st;
        }
        if (!is_taken) {
            changes[count++] =
                (struct exchange_change){.kind = EXCHANGE_ADD, .entry = additions->items[i].entry};
        }
    }
    return count > 0 ? exchange_directory_change(worker->connector->exchange, changes, count)
                     : ST_OK;
}

static enum status update_exchange(struct dirsync_worker *worker)
{
    static const struct leavers nobody = {0};
    static const struct dirsync_additions nothing = {0};
    const struct dirsync_plan *plan = &worker->plan;
    const size_t first = worker->rules.adds_first ? plan->replaced_count : plan->leaver_count;
    const struct leavers late = {plan->leavers + first, plan->leaver_count - first};
    worker->connector->dirsync.step = "exchange";
    enum status st = change(worker, (struct leavers){plan->leavers, first}, &plan->users);
    if (st == ST_OK) {
        st = change(worker, nobody, &plan->groups);
    }
    if (st == ST_OK) {
        st = change(worker, late, &nothing);
    }
    if (st != ST_OK) {
        return fail_by(worker, st);
    }
    finish(worker);
    return ST_OK;
}

/* What IMPORT did not take. ST_NOT_SUPPORTED: the site's own entry is among it. */
static enum status report_refused(struct dirsync_worker *worker)
{
    const char *name = worker->number == RUN_DELETIONS ? "CCMDEL.UND" : "CCMDIR.UND";
    struct dirsync_directory refused;
    bool is_site = false;
    const enum status st = read_directory(worker, STORE_IMPORT, name, &refused);
    if (st != ST_OK) {
        return st;
    }
    for (size_t i = 0; i < refused.count; i++) {
        const struct directory_record *record = &refused.records[i];
        const char *user = text_to_utf8(&worker->cycle, worker->rules.code_page, record->name);
        const char *const inserts[] = {user, worker->rules.site, user};
        connector_report(worker->connector, event_row(EVENT_DIRSYNC_NAME_TAKEN), inserts,
                         ARRAY_COUNT(inserts));
        is_site = is_site || record->location == 'P';
    }
    const enum status removed = store_remove(&worker->connector->store, STORE_IMPORT, name);
    return removed == ST_OK && is_site ? ST_NOT_SUPPORTED : removed;
}

/* What comes behind the step that has ended well. */
static enum status go_on(struct dirsync_worker *worker, uint64_t now_us)
{
    struct dirsync_plan *plan = &worker->plan;
    enum status st = ST_OK;
    switch (worker->number) {
    case RUN_ENTRIES:
    case RUN_LISTS:
        worker->number++;
        return start(worker, now_us);
    case RUN_BOARDS:
        st = compare(worker);
        if (st != ST_OK) {
            return fail_by(worker, st);
        }
        worker->connector->dirsync.step = "import";
        if (plan->deletions.count > 0) {
            return import(worker, RUN_DELETIONS, &plan->deletions, now_us);
        }
        break;
    case RUN_DELETIONS:
        break;
    case RUN_ADDITIONS:
    case RUN_COUNT:
        return update_exchange(worker);
    }
    return plan->additions.count > 0 ? import(worker, RUN_ADDITIONS, &plan->additions, now_us)
                                     : update_exchange(worker);
}

static enum status judge(struct dirsync_worker *worker, const struct program_run_end *end,
                         uint64_t now_us)
{
    const enum event_program program = kinds[worker->number].program;
    if (!end->is_lost) {
        program_run_report(worker->connector, program, kinds[worker->number].file, end);
    }
    const struct event *event = event_of_result(program, end->result_code);
    const bool has_refusals = event == event_row(EVENT_IMPORT_RESULT_5);
    const bool is_good = event == event_row(EVENT_IMPORT_RESULT_0) ||
                         event == event_row(EVENT_EXPORT_RESULT_0) || has_refusals;
    if (end->is_lost || !is_good) {
        return fail(worker);
    }
    const enum status st = has_refusals ? report_refused(worker) : ST_OK;
    return st == ST_OK ? go_on(worker, now_us) : fail_by(worker, st);
}

static enum status turn(struct dirsync_worker *worker, uint64_t now_us)
{
    struct connector *connector = worker->connector;
    if (!worker->has_begun) {
        worker->has_begun = true;
        if (connector->settings.dirsync_minutes != 0) {
            worker->next_us = now_us + connector->settings.dirsync_minutes * UINT64_C(60000000);
        }
    }
    if (!worker->is_busy) {
        const bool is_due = now_us >= worker->next_us || connector->dirsync.is_requested;
        return is_due && !connector->is_stopping ? begin_cycle(worker, now_us) : ST_OK;
    }
    struct program_run_end end = {0};
    const enum status st = program_run_poll(connector, &worker->runs[worker->number], now_us, &end);
    return st == ST_OK && end.has_ended ? judge(worker, &end, now_us) : st;
}

static enum status step(void *state, uint64_t now_us, uint64_t *wake_us_out)
{
    struct dirsync_worker *worker = state;
    const enum status st = turn(worker, now_us);
    *wake_us_out = worker->is_busy ? worker->runs[worker->number].wake_us : worker->next_us;
    return st == ST_PROCESS_GONE ? st : ST_OK;
}

static bool is_running(const void *state)
{
    const struct dirsync_worker *worker = state;
    return worker->is_busy;
}

const struct worker_kind worker_dirsync = {
    .state_size = sizeof(struct dirsync_worker),
    .begin = begin,
    .step = step,
    .is_running = is_running,
};
