#include "ccmc/ccmc.h"

#include "base/text.h"
#include "ccmc/connector.h"
#include "ccmc/po_probe.h"
#include "ccmc/program_run.h"
#include "ccmc/quirks.h"
#include "ccmc/worker.h"

enum { DEFAULT_SUBMIT_CAPACITY = 5, DEFAULT_RESTART_MAX = 25, DEFAULT_HEADER_MAX = 4096 };
enum { DEFAULT_HUNG_MINUTES = 30, DEFAULT_LOW_SPACE = 10 << 20 };

enum worker_number {
#define WORKER(name, function) WORKER_##name,
#include "ccmc/workers.def"
#undef WORKER
    WORKER_COUNT
};

static const struct {
    const struct worker_kind *kind;
    const char *function; /* of its thread, as events name it */
} workers[WORKER_COUNT] = {
#define WORKER(name, function) {&worker_##name, function},
#include "ccmc/workers.def"
#undef WORKER
};

enum phase { PHASE_NEW, PHASE_STARTING, PHASE_RUNNING, PHASE_ENDED };

struct ccmc {
    struct connector connector;
    enum phase phase;
    bool is_asked_to_stop;
    void *states[WORKER_COUNT];
    uint64_t wakes_us[WORKER_COUNT]; /* when each wants its next turn */
    bool lacks_turn[WORKER_COUNT];   /* it had none in this step: there was no thread left */
};

struct ccmc *ccmc_create(const struct ccmc_config *config)
{
    REQUIRE(config->os != NULL);
    REQUIRE(config->exchange != NULL);
    REQUIRE(config->arena != NULL);
    REQUIRE(config->scratch != NULL && config->scratch != config->arena);
    struct ccmc *ccmc = arena_new(config->arena, struct ccmc);
    ccmc->connector = (struct connector){
        .os = config->os,
        .exchange = config->exchange,
        .session = config->arena,
        .scratch = config->scratch,
        .submit_capacity =
            config->submit_capacity != 0 ? config->submit_capacity : DEFAULT_SUBMIT_CAPACITY,
        .touches_post_office = config->touches_post_office,
        .quirks =
            (quirks_of(config->version, config->build) | config->quirks_on) & ~config->quirks_off,
        .oddities = config->oddities,
        .restarts_silently = config->version != NULL && text_equal(config->version, "5.0"),
        .low_space = config->low_space != 0 ? config->low_space : DEFAULT_LOW_SPACE,
        .restart_max = config->restart_max != 0 ? config->restart_max : DEFAULT_RESTART_MAX,
        .hung_us =
            config->hung_us != 0 ? config->hung_us : DEFAULT_HUNG_MINUTES * UINT64_C(60000000),
        .choices = config->choices,
    };
    for (size_t i = 0; i < WORKER_COUNT; i++) {
        ccmc->states[i] = arena_alloc(config->arena, workers[i].kind->state_size);
        workers[i].kind->begin(ccmc->states[i], &ccmc->connector, workers[i].function);
    }
    return ccmc;
}

void ccmc_start(struct ccmc *ccmc)
{
    REQUIRE(ccmc->phase == PHASE_NEW);
    ccmc->phase = PHASE_STARTING;
}

void ccmc_stop(struct ccmc *ccmc)
{
    ccmc->is_asked_to_stop = true;
    ccmc->connector.is_stopping = true;
}

/* A poll every instant would never let the clock go on. */
static uint64_t interval_us(uint32_t seconds)
{
    return (seconds != 0 ? seconds : 1) * UINT64_C(1000000);
}

/* The one optional value whose index is known (Q167807); that it is this one is assumed. */
static enum status report_missing_value(struct connector *connector)
{
    static const char *const inserts[] = {"2a"};
    const struct event *event = event_row(EVENT_VALUE_MISSING);
    const char *text = NULL;
    if (settings_level(&connector->settings, event->category) < event->level) {
        return ST_OK;
    }
    const enum status st = os_setting_get(connector->os, settings_section(),
                                          "Max Address Buffer Size", connector->scratch, &text);
    if (st == ST_NO_DATA) {
        connector_report(connector, event, inserts, ARRAY_COUNT(inserts));
    }
    return st == ST_PROCESS_GONE ? st : ST_OK;
}

static enum status start(struct connector *connector)
{
    struct settings *settings = &connector->settings;
    enum status st = settings_read(connector->os, connector->session, settings);
    if (st != ST_OK) {
        return st;
    }
    if (settings->address_buffer_size == 0 ||
        quirks_have(connector->quirks, QUIRK_NO_LARGE_HEADERS)) {
        settings->address_buffer_size = DEFAULT_HEADER_MAX;
    }
    connector->import_wait_us = interval_us(settings->import_wait_s);
    connector->export_wait_us = interval_us(settings->export_wait_s);
    connector->locale = os_machine_locale(connector->os);
    st = report_missing_value(connector);
    if (st != ST_OK) {
        return st;
    }
    st = store_open(&connector->store, connector->os, settings->store_path);
    if (st == ST_OK) {
        st = store_prepare(&connector->store, connector->scratch);
    }
    if (st == ST_OK) {
        st = program_run_make_files(connector);
    }
    return st == ST_OK && connector->touches_post_office
               ? po_probe_start(connector->os, settings->post_office_path)
               : st;
}

static struct ccmc_step ended(struct ccmc *ccmc)
{
    ccmc->phase = PHASE_ENDED;
    return (struct ccmc_step){.state = CCMC_STOPPED, .wake_us = UINT64_MAX};
}

/* One worker has its turn. */
static enum status turn(struct ccmc *ccmc, size_t worker, uint64_t now_us)
{
    return workers[worker].kind->step(ccmc->states[worker], now_us, &ccmc->wakes_us[worker]);
}

static bool has_program(const struct ccmc *ccmc, size_t worker)
{
    return workers[worker].kind->is_running(ccmc->states[worker]);
}

/* Of those without their turn the one that was due first; WORKER_COUNT: all had it. */
static size_t first_due(const struct ccmc *ccmc)
{
    size_t first = WORKER_COUNT;
    for (size_t i = 0; i < WORKER_COUNT; i++) {
        if (ccmc->lacks_turn[i] &&
            (first == WORKER_COUNT || ccmc->wakes_us[i] < ccmc->wakes_us[first])) {
            first = i;
        }
    }
    return first;
}

/* Fewer threads than workers: who has a program keeps his thread, the others get what is left in
 * the order in which they came due. Who gets none stays due (assumption WORKER_THREADS). */
static enum status take_turns(struct ccmc *ccmc, uint32_t thread_count, uint64_t now_us)
{
    uint32_t busy = 0;
    enum status st = ST_OK;
    for (size_t i = 0; i < WORKER_COUNT && st != ST_PROCESS_GONE; i++) {
        ccmc->lacks_turn[i] = !has_program(ccmc, i);
        st = ccmc->lacks_turn[i] ? ST_OK : turn(ccmc, i, now_us);
        busy += has_program(ccmc, i) ? 1 : 0;
    }
    for (size_t i = first_due(ccmc);
         i < WORKER_COUNT && busy < thread_count && st != ST_PROCESS_GONE; i = first_due(ccmc)) {
        ccmc->lacks_turn[i] = false;
        st = turn(ccmc, i, now_us);
        busy += has_program(ccmc, i) ? 1 : 0;
    }
    return st;
}

static enum status all_turns(struct ccmc *ccmc, uint64_t now_us)
{
    enum status st = ST_OK;
    for (size_t i = 0; i < WORKER_COUNT && st != ST_PROCESS_GONE; i++) {
        st = turn(ccmc, i, now_us);
    }
    return st;
}

/* What 5.0 counted in 32 bits: a little more than 4 GB free looked like a little, and the service
 * ended, however often it was started (Q178758). */
static enum status look_at_disk(struct connector *connector)
{
    uint64_t free_bytes = 0;
    if (connector->is_stopping || !quirks_have(connector->quirks, QUIRK_FREE_SPACE_32)) {
        return ST_OK;
    }
    const enum status st =
        os_free_space(connector->os, connector->settings.store_path, &free_bytes);
    if (st == ST_OK && (uint32_t)free_bytes < connector->low_space) {
        connector_report(connector, event_row(EVENT_DISK_SPACE), NULL, 0);
        connector->is_stopping = true;
    }
    return st == ST_PROCESS_GONE ? st : ST_OK;
}

static struct ccmc_step run_workers(struct ccmc *ccmc, uint64_t now_us)
{
    bool is_running = false;
    uint64_t wake_us = UINT64_MAX;
    const uint32_t thread_count = ccmc->connector.settings.thread_count;
    const enum status st = thread_count == 0 || thread_count >= WORKER_COUNT
                               ? all_turns(ccmc, now_us)
                               : take_turns(ccmc, thread_count, now_us);
    if (st == ST_PROCESS_GONE) {
        return ended(ccmc);
    }
    for (size_t i = 0; i < WORKER_COUNT; i++) {
        const bool has_thread = has_program(ccmc, i);
        /* who waits for a thread is woken by the end of the program of him who has it */
        const bool waits = ccmc->lacks_turn[i] && ccmc->wakes_us[i] <= now_us;
        is_running |= has_thread;
        if ((has_thread || !ccmc->connector.is_stopping) && !waits) {
            wake_us = ccmc->wakes_us[i] < wake_us ? ccmc->wakes_us[i] : wake_us;
        }
    }
    if (ccmc->connector.is_stopping && !is_running) {
        if (ccmc->connector.touches_post_office) {
            DISCARD(po_probe_stop(ccmc->connector.os, ccmc->connector.settings.post_office_path),
                    "it ends all the same");
        }
        return ended(ccmc);
    }
    return (struct ccmc_step){.state = CCMC_RUNNING, .wake_us = wake_us};
}

struct ccmc_step ccmc_step(struct ccmc *ccmc, uint64_t now_us)
{
    if (ccmc->phase == PHASE_NEW || ccmc->phase == PHASE_ENDED) {
        return (struct ccmc_step){.state = CCMC_STOPPED, .wake_us = UINT64_MAX};
    }
    if (ccmc->phase == PHASE_STARTING && ccmc->is_asked_to_stop) {
        return ended(ccmc);
    }
    const struct arena_mark mark = arena_mark(ccmc->connector.scratch);
    struct ccmc_step step;
    if ((ccmc->phase == PHASE_STARTING && start(&ccmc->connector) != ST_OK) ||
        look_at_disk(&ccmc->connector) != ST_OK) {
        step = ended(ccmc);
    } else {
        ccmc->phase = PHASE_RUNNING;
        step = run_workers(ccmc, now_us);
    }
    arena_rewind(ccmc->connector.scratch, mark);
    return step;
}

void ccmc_dirsync(struct ccmc *ccmc)
{
    ccmc->connector.dirsync.is_requested = true;
    ccmc->wakes_us[WORKER_dirsync] = 0; /* who asks goes in front of what is due by the clock */
}

enum ccmc_dirsync_state ccmc_dirsync_state(const struct ccmc *ccmc, const char **step_out)
{
    const struct connector_dirsync *dirsync = &ccmc->connector.dirsync;
    *step_out = dirsync->step != NULL ? dirsync->step : "";
    return dirsync->state;
}

bool ccmc_has_failed(const struct ccmc *ccmc)
{
    return ccmc->phase == PHASE_ENDED && !ccmc->is_asked_to_stop;
}
