#include "world/connector.h"

#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "ccmc/ccmc.h"
#include "programs/program_version.h"
#include "world/connector_choices.h"
#include "world/defaults.h"
#include "world/install.h"
#include "world/modules.h"
#include "world/odd_builds.h"
#include "world/office.h"
#include "world/process.h"
#include "world/sim_logon.h"
#include "world/truth_pages.h"
#include "world/world.h"

static const char service_section[] = "MSExchangeCCMC";
static const char program_directory[] = "C:\\WINNT\\system32";

struct connector *connector_find(struct world *world, const char *name)
{
    for (struct connector *c = world->connectors; c != NULL; c = c->next) {
        if (name == NULL || name[0] == '\0' || text_equal(c->name, name)) {
            return c;
        }
    }
    return NULL;
}

static struct connector *connector_new(struct world *world, const struct connector_spec *spec)
{
    struct connector *c = arena_new(world->arena, struct connector);
    c->name = arena_text(world->arena, spec->name);
    c->version = "5.5";
    c->host = host_need(world, spec->host);
    (void)text_copy(c->store, sizeof(c->store), "D:\\exchsrvr\\ccmcdata");
    (void)text_copy(c->site, sizeof(c->site), site_need(world, spec->site)->name);
    uint32_t on_host = 0;
    struct connector **end = &world->connectors;
    while (*end != NULL) {
        on_host += (*end)->host == c->host ? 1 : 0;
        end = &(*end)->next;
    }
    *end = c;
    if (on_host == 0) {
        (void)text_copy(c->section, sizeof(c->section), service_section);
    } else {
        (void)text_format(c->section, sizeof(c->section), "%s$%s", service_section, c->name);
    }
    return c;
}

/* The machine itself, when no account is told: nobody knows it elsewhere (Q147555). */
static const char *account_name(struct world *world, const struct connector *c, const char *name)
{
    const bool is_machine = text_equal(name, "system") || text_equal(name, "LocalSystem");
    return is_machine ? arena_format(world->arena, "%s\\SYSTEM", c->host->machine->name) : name;
}

static const char *set_account(struct world *world, struct connector *c, const char *name)
{
    name = account_name(world, c, name);
    struct identity *account = identity_find_full(world->identities, name);
    if (account == NULL) {
        const char *separator = strchr(name, '\\');
        if (separator == NULL) {
            return arena_format(world->arena, "'%s' is no account: DOMAIN\\name, or system", name);
        }
        const char *domain = arena_text_n(world->arena, name, (size_t)(separator - name));
        account =
            identity_add(world->identities, IDENTITY_NT, IDENTITY_USER, domain, separator + 1);
        (void)text_copy(account->password, sizeof(account->password), IDENTITY_PASSWORD);
    }
    c->account = account;
    (void)text_copy(c->password, sizeof(c->password), account->password);
    return NULL;
}

static const char *set_store(struct world *world, struct connector *c, const char *store)
{
    if (!text_copy(c->store, sizeof(c->store), store)) {
        return "the store's path is too long";
    }
    volume_node node = 0;
    const char *why = world_place(world, c->host, store, &c->store_volume, &node, true);
    c->store_rest = arena_text(world->arena, store);
    host_set_setting(world, c->host, c->section, "Connector Store Path", store);
    return why;
}

const char *connector_declare(struct world *world, const struct connector_spec *spec)
{
    struct connector *c = connector_find(world, spec->name);
    const bool is_new = c == NULL;
    if (is_new) {
        c = connector_new(world, spec);
    }
    const char *why = NULL;
    if (spec->version != NULL) {
        c->version = arena_text(world->arena, spec->version);
    }
    if (spec->account != NULL || is_new) {
        why = set_account(world, c, spec->account != NULL ? spec->account : "EXCH\\svc-ccmc");
    }
    if (why == NULL && (spec->store != NULL || is_new)) {
        why = set_store(world, c, spec->store != NULL ? spec->store : c->store);
    }
    if (is_new) {
        host_set_setting(world, c->host, c->section, "Site Name", c->site);
        host_set_setting(world, c->host, c->section, "Server Name", c->host->machine->name);
        host_set_setting(world, c->host, c->section, "Export Containers", "Recipients");
        host_set_setting(world, c->host, c->section, "Import Container", "Import");
    }
    return why;
}

volume_node connector_store_node(const struct world *world, struct connector *connector)
{
    struct machine_volume *volume = NULL;
    volume_node root = 0;
    volume_node node = 0;
    volume_node parent = 0;
    const char *rest = NULL;
    const char *name = NULL;
    if (network_place(world->network, connector->host->machine, connector->store_rest, &volume,
                      &root, &rest) != ST_OK ||
        volume_walk(volume->volume, root, rest, &node, &parent, &name) != ST_OK) {
        node = 0;
    }
    connector->store_node = node;
    return node;
}

const char *connector_set(struct world *world, struct connector *connector, const char *setting,
                          const char *value)
{
    host_set_setting(world, connector->host, connector->section, setting, value);
    if (text_equal(setting, "Connector Store Path")) {
        return set_store(world, connector, value);
    }
    return NULL;
}

const char *connector_setting(struct world *world, struct connector *connector, const char *setting)
{
    (void)world;
    return host_setting(connector->host, connector->section, setting);
}

/* What nobody named on the page is there only if no line of the world brought one. */
static bool keeps(struct world *world, const struct connector *c, const char *program)
{
    struct host_program found;
    return c->has_usual_programs && host_find_program(world, c->host, program, &found) == ST_OK;
}

/* "5.15/5.14": IMPORT of the first, EXPORT of the second version. */
static const char *install_programs(struct world *world, struct connector *c, const char *programs)
{
    const char *slash = strchr(programs, '/');
    if (slash == NULL) {
        return arena_format(world->arena, "'%s': programs are IMPORT/EXPORT versions, 5.15/5.14",
                            programs);
    }
    char import[16];
    (void)text_format(import, sizeof(import), "%.*s", (int)(slash - programs), programs);
    /* from 8.5 on there are programs of 32 bits only (Q248195) */
    struct install_spec spec = {.program = "IMPORT",
                                .version = import,
                                .suffix = program_version_number(import) >= 850 ? "32" : "",
                                .directory = program_directory};
    const char *why = keeps(world, c, "IMPORT") ? NULL : install_program(world, c->host, &spec);
    spec.program = "EXPORT";
    spec.version = slash + 1;
    if (why == NULL && !keeps(world, c, "EXPORT")) {
        why = install_program(world, c->host, &spec);
    }
    host_set_setting(world, c->host, c->section, "Import Export Version",
                     install_selection(import));
    c->has_programs = true;
    return why;
}

/* A value of the page; "ok" stands for `right` where there is one. NULL leaves it as it is. */
static void set_tab_field(struct world *world, const struct connector *c, const char *name,
                          const char *value, const char *right)
{
    if (value == NULL) {
        return;
    }
    host_set_setting(world, c->host, c->section, name,
                     text_equal(value, "ok") && right != NULL ? right : value);
}

const char *connector_set_tab(struct world *world, struct connector *c,
                              const struct connector_tab *tab)
{
    const struct office *before = c->office;
    if (tab->office != NULL) {
        c->office = office_find(world, tab->office);
        if (c->office == NULL) {
            return arena_format(world->arena, "there is no post office '%s'", tab->office);
        }
    }
    const struct office *office = c->office; /* of another one all is typed anew */
    const bool is_first =
        office != NULL &&
        (office != before || connector_setting(world, c, "Post Office Name") == NULL);
    const char *unsaid = is_first ? "ok" : NULL;
    const char *path = tab->path;
    if (path == NULL && is_first && connector_setting(world, c, "Post Office Path") == NULL) {
        path = office->path;
    }
    set_tab_field(world, c, "Post Office Name", tab->name != NULL ? tab->name : unsaid,
                  office != NULL ? office->name : NULL);
    set_tab_field(world, c, "Post Office Password", tab->password != NULL ? tab->password : unsaid,
                  office != NULL ? office->password : NULL);
    set_tab_field(world, c, "Post Office Path", path, NULL);
    return tab->programs != NULL ? install_programs(world, c, tab->programs) : NULL;
}

static void row_of_service(struct world *world, const struct connector *c, enum trace_op op,
                           enum status status)
{
    struct trace_row row = {.time_us = world->sched.now_us,
                            .cause = world->cause,
                            .op = (uint16_t)op,
                            .status = (uint16_t)status,
                            .actor = c->process != NULL ? c->process->slot : 0};
    const uint64_t seq = trace_add(&world->trace, &row, c->section);
    if (c->process != NULL) {
        c->process->cause = seq;
    }
}

static struct sim_logon logon_of(const struct connector *c)
{
    return (struct sim_logon){
        .program = "CCMC", .host = c->host, .account = c->account, .is_service = true};
}

/* Programs that outlive the service keep its logon; the last one to end closes it. */
static void connector_log_off(struct world *world, struct connector *c)
{
    for (size_t i = 0; i < ARRAY_COUNT(c->logons); i++) {
        struct logon *logon = &c->logons[i];
        if (logon->is_open && logon != c->logon && !process_runs_under(world, logon)) {
            const struct sim_logon who = logon_of(c);
            sim_logoff(world, logon, &who);
            if (host_has_quirk(c->host, PLATFORM_KEEPS_NETWARE_SESSION)) {
                network_logoff_keeping(world->network, logon);
            } else {
                network_logoff(world->network, logon);
            }
        }
    }
}

static void service_ended(struct world *world, struct connector *c)
{
    row_of_service(world, c, TRACE_END, ST_OK);
    struct process *process = c->process;
    c->process = NULL;
    c->ccmc = NULL;
    c->logon = NULL;
    c->state = CONNECTOR_STOPPED;
    process_release(process);
    connector_log_off(world, c);
    if (c->starts_again) {
        c->starts_again = false;
        connector_start(world, c);
    }
}

static void note_dirsync(struct connector *c)
{
    const char *step = "";
    switch (ccmc_dirsync_state(c->ccmc, &step)) {
    case CCMC_DIRSYNC_NEVER:
        return; /* since this start */
    case CCMC_DIRSYNC_RUNS:
        c->dirsync = SYNC_RUNS;
        break;
    case CCMC_DIRSYNC_COMPLETED:
        c->dirsync = SYNC_COMPLETED;
        break;
    case CCMC_DIRSYNC_FAILED:
        c->dirsync = SYNC_FAILED;
        break;
    }
    c->dirsync_step = step;
}

static void service_task(struct sched_task *task, uint64_t now_us)
{
    struct process *process =
        (struct process *)(void *)((char *)task - offsetof(struct process, task));
    struct world *world = process->world;
    struct connector *c = process->connector;
    if (process->waits_for_orphans) {
        if (process_child(world, c) != NULL) {
            return; /* assumption SERVICE_KILLED: woken when the last one ends */
        }
        process->waits_for_orphans = false;
    }
    const struct ccmc_step step = ccmc_step(c->ccmc, now_us);
    if (process->is_gone) {
        return; /* killed in that step; connector_process_died has seen to it */
    }
    note_dirsync(c);
    if (step.state == CCMC_STOPPED) {
        service_ended(world, c);
    } else {
        sched_wake(&world->sched, &process->task,
                   process->late_us > step.wake_us ? process->late_us : step.wake_us);
    }
}

/* Values whose meaning somebody had to fill in. */
static void settings_rest_on(struct world *world, const struct connector *c)
{
    const char *anr = host_setting(c->host, c->section, "Use ANR");
    if (anr != NULL && !text_equal(anr, "0")) {
        (void)world_assumption(world, ASSUME_ANR_LINES);
    }
}

void connector_start(struct world *world, struct connector *c)
{
    if (c->state != CONNECTOR_STOPPED) {
        row_of_service(world, c, TRACE_START, ST_BUSY);
        return;
    }
    struct logon *logon = c->logons[0].is_open ? &c->logons[1] : &c->logons[0];
    uint64_t late_us = 0;
    const struct sim_logon asked = logon_of(c);
    c->start_refused = sim_logon_ask(world, &asked, &late_us);
    if (c->start_refused != ST_OK) {
        return;
    }
    c->start_refused = network_logon(world->network, logon, c->host->machine, c->account,
                                     &(struct identity_attempt){.password = c->password,
                                                                .kind = LOGON_SERVICE,
                                                                .now_us = world->sched.now_us});
    if (c->start_refused != ST_OK) {
        row_of_service(world, c, TRACE_LOGON, c->start_refused);
        return;
    }
    struct process *process = process_new(world, PROCESS_SERVICE, "CCMC", c->host, logon);
    process->connector = c;
    c->logon = logon;
    logon->hides_password = host_has_quirk(c->host, PLATFORM_NO_PASSWORD_OF_SERVICE);
    process->waits_for_orphans = process_child(world, c) != NULL;
    process->task.step = service_task;
    c->process = process;
    c->state = CONNECTOR_RUNNING;
    c->starts++;
    c->page_at_start = truth_pages_of(world, c);
    row_of_service(world, c, TRACE_START, ST_OK);
    settings_rest_on(world, c);
    uint64_t capacity = 0;
    (void)text_to_u64(world_assumption(world, ASSUME_SUBMIT_CAPACITY), &capacity);
    const struct ccmc_config config = {
        .os = &process->port,
        .exchange = &process->exchange,
        .arena = &process->arena,
        .scratch = &process->scratch,
        .submit_capacity = (uint32_t)capacity,
        .build = c->build,
        .version = c->version,
        .touches_post_office = !world_assumes(world, ASSUME_PO_PROBES, "none"),
        .quirks_on = world->quirks.connector_on | connector_assumed_quirks(world),
        .quirks_off = world->quirks.connector_off | c->host->fixes.connector_mended,
        .oddities = odd_builds_of_connector(c),
        .hung_us = connector_hung_us(world),
        .choices = connector_choices(world),
        .low_space = connector_low_space(world, c),
    };
    c->ccmc = ccmc_create(&config);
    ccmc_start(c->ccmc);
    process_delay(process, late_us);
    sched_wake(&world->sched, &process->task, process->late_us);
}

void connector_stop(struct world *world, struct connector *c)
{
    if (c->state != CONNECTOR_RUNNING) {
        return;
    }
    c->state = CONNECTOR_STOPPING;
    ccmc_stop(c->ccmc);
    sched_wake(&world->sched, &c->process->task, world->sched.now_us);
}

void connector_restart(struct world *world, struct connector *c)
{
    if (c->state == CONNECTOR_STOPPED) {
        connector_start(world, c);
        return;
    }
    c->starts_again = true;
    connector_stop(world, c);
}

struct connector *connector_of_office(struct world *world, const struct office *office)
{
    struct connector *c = world->connectors;
    while (c != NULL && c->office != office) {
        c = c->next;
    }
    return c != NULL ? c : world->connectors;
}

struct connector *connector_for_sender(struct world *world, const struct office *office,
                                       const char *sender)
{
    for (struct connector *c = world->connectors; c != NULL; c = c->next) {
        const struct site *site = c->office == office ? site_find(world, c->site) : NULL;
        if (site != NULL && site_recipient_find(world, site, sender) != NULL) {
            return c;
        }
    }
    return connector_of_office(world, office);
}

struct site *connector_office_site(struct world *world, const struct office *office)
{
    const struct connector *c = connector_of_office(world, office);
    return site_need(world, c != NULL ? c->site : NULL);
}

void connector_synchronize(struct world *world, struct connector *c)
{
    if (c->state != CONNECTOR_RUNNING) {
        row_of_service(world, c, TRACE_START, ST_NOT_SUPPORTED);
        return;
    }
    static const enum assumption rests_on[] = {ASSUME_DIRSYNC_59, ASSUME_SITE_ENTRY_STEP,
                                               ASSUME_DIRSYNC_AND_MAIL, ASSUME_DIRECTORY_OPTIONS,
                                               ASSUME_DIRECTORY_KEYWORDS};
    for (size_t i = 0; i < ARRAY_COUNT(rests_on); i++) {
        (void)world_assumption(world, rests_on[i]);
    }
    ccmc_dirsync(c->ccmc);
    sched_wake_by(&world->sched, &c->process->task, world->sched.now_us);
}

void connector_process_died(struct world *world, struct connector *c)
{
    row_of_service(world, c, TRACE_KILL, ST_OK);
    note_dirsync(c);
    c->dirsync = c->dirsync == SYNC_RUNS ? SYNC_FAILED : c->dirsync;
    process_abandon(c->process); /* its memory goes after the step it died in */
    c->process->connector = NULL;
    c->process = NULL;
    c->ccmc = NULL;
    c->logon = NULL;
    c->state = CONNECTOR_STOPPED;
    c->starts_again = false;
    connector_log_off(world, c);
    if (world_assumes(world, ASSUME_SERVICE_KILLED, "programs_die")) {
        for (struct process *p = process_child(world, c); p != NULL; p = process_child(world, c)) {
            process_kill(p);
        }
    }
}

void connector_program_ended(struct world *world, struct process *program)
{
    struct connector *c = program->connector;
    if (c == NULL) {
        return;
    }
    if (c->process != NULL && c->process->waits_for_orphans) {
        sched_wake_by(&world->sched, &c->process->task, world->sched.now_us);
    }
    connector_log_off(world, c);
}

/* Start=3 in its key of the registry: it does not start with its machine (Q176566). */
static bool is_manual(const struct connector *c)
{
    const char *start = host_setting(c->host, c->section, "Start");
    return start != NULL && text_equal(start, "3");
}

/* Services that start by themselves do so. */
static void connectors_up(struct world *world, struct machine *machine)
{
    for (struct connector *c = world->connectors; c != NULL; c = c->next) {
        if (c->host->machine == machine && !is_manual(c)) {
            connector_start(world, c);
        }
    }
}

const struct world_module world_module_connectors = {.name = "connectors", .up = connectors_up};
