#include "host/services.h"

#include <stddef.h>

#include "base/text.h"
#include "world/gateways.h"
#include "world/modules.h"
#include "world/world.h"

static const struct {
    const char *name;
    const char *registry_name;
    const char *after;
} rows[] = {
#define HOST_SERVICE(name, registry_name, after) {#name, registry_name, after},
#include "host/host_services.def"
#undef HOST_SERVICE
};

const char *host_service_name(const char *name)
{
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        if (text_equal(rows[i].registry_name, name) || text_equal(rows[i].name, name)) {
            return rows[i].name;
        }
    }
    return name;
}

bool host_service_is_row(const char *name)
{
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        if (text_equal(rows[i].registry_name, name) || text_equal(rows[i].name, name)) {
            return true;
        }
    }
    return false;
}

struct host_service *host_service_find(const struct host *host, const char *name)
{
    const char *own = host_service_name(name);
    struct host_service *service = host->services;
    while (service != NULL && !text_equal(service->name, own)) {
        service = service->next;
    }
    return service;
}

struct host_service *host_service_need(struct world *world, struct host *host, const char *name)
{
    struct host_service *service = host_service_find(host, name);
    if (service != NULL) {
        return service;
    }
    service = arena_new(world->arena, struct host_service);
    (void)text_copy(service->name, sizeof(service->name), host_service_name(name)); /* checked */
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        if (rows[i].after[0] != '\0' && text_equal(rows[i].name, service->name)) {
            (void)text_copy(service->after[service->after_count++], SERVICE_NAME_SIZE,
                            rows[i].after);
        }
    }
    struct host_service **end = &host->services;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = service;
    return service;
}

static bool runs(const struct host *host, const char *name)
{
    const struct host_service *service = host_service_find(host, name);
    return service == NULL || service->state == SERVICE_RUNNING;
}

/* --- what their running means to others --- */

void host_services_edited(struct world *world, struct host *host)
{
    struct machine *machine = host->machine;
    const bool lacks_netware = !runs(host, "GSNW") || !runs(host, "NWLink");
    const bool lacks_server =
        machine->is_fpnw ? !runs(host, "FPNW") || !runs(host, "NWLink") : !runs(host, "Server");
    const bool lacks_workstation = !runs(host, "Workstation");
    if (lacks_netware && !machine->lacks_netware) {
        if (host_has_quirk(host, PLATFORM_GSNW_KEEPS_SESSION)) {
            const struct network_cut cut = {.client = machine, .until_us = UINT64_MAX};
            network_cut_sessions(world->network, &cut);
        } else {
            network_clear_client_kind(world->network, machine, MACHINE_NETWARE);
        }
    }
    if (lacks_server && !machine->lacks_server) {
        network_clear_sessions(world->network, machine, NULL);
    }
    if (lacks_workstation && !machine->lacks_workstation) {
        network_clear_client_kind(world->network, machine, MACHINE_NT);
    }
    machine->lacks_netware = lacks_netware;
    machine->lacks_server = lacks_server;
    machine->lacks_workstation = lacks_workstation;
}

/* --- starting --- */

static bool depends_on(const struct host *host, const struct host_service *service,
                       const char *name)
{
    for (uint32_t i = 0; i < service->after_count; i++) {
        if (text_equal(service->after[i], name)) {
            return true;
        }
    }
    return text_equal(service->name, "Server") && text_equal(name, "GSNW") &&
           gateways_are_waited_for(host);
}

static bool may_log_on(struct world *world, const struct host *host,
                       const struct host_service *service)
{
    if (service->account == NULL) {
        return true;
    }
    struct identity_token token;
    const struct identity_attempt attempt = {.password = service->password,
                                             .kind = LOGON_SERVICE,
                                             .station = host->machine->name,
                                             .now_us = world->sched.now_us};
    return identity_logon(world->identities, service->account, &attempt, &token) == ST_OK;
}

static void refuse(struct host_service *service, uint32_t code)
{
    service->state = SERVICE_STOPPED;
    service->refused = code;
}

/* Asks for the start of a service; it waits until all it depends on run. */
static void ask(struct host_service *service)
{
    if (service->state == SERVICE_RUNNING || service->state == SERVICE_STARTING) {
        return;
    }
    service->refused = 0;
    service->state = SERVICE_WAITING;
    if (service->start == SERVICE_DISABLED) {
        refuse(service, SERVICE_IS_DISABLED);
    }
}

/* What a waiting service still needs. */
struct lack {
    bool any;
    bool is_asked;    /* a service that was stopped is asked for now */
    bool is_hopeless; /* one will never be there */
};

static struct lack lack_of(struct host *host, const struct host_service *service)
{
    struct lack lack = {0};
    for (struct host_service *other = host->services; other != NULL; other = other->next) {
        if (other->state == SERVICE_RUNNING || !depends_on(host, service, other->name)) {
            continue;
        }
        lack.any = true;
        if (other->state == SERVICE_STOPPED && other->refused == 0) {
            ask(other);
            lack.is_asked = true;
        }
        lack.is_hopeless = lack.is_hopeless || other->refused != 0;
    }
    return lack;
}

static void is_up(struct world *world, struct host *host, struct host_service *service)
{
    service->state = SERVICE_RUNNING;
    host_services_edited(world, host);
    if (text_equal(service->name, "Server")) {
        gateways_make(world, host);
    }
}

/* One transition of a service; false: it has none to make now. */
static bool step(struct world *world, struct host *host, struct host_service *service)
{
    const uint64_t now_us = world->sched.now_us;
    if (service->state == SERVICE_STARTING && now_us >= service->ready_us) {
        is_up(world, host, service);
        return true;
    }
    if (service->state != SERVICE_WAITING) {
        return false;
    }
    const struct lack lack = lack_of(host, service);
    if (lack.is_hopeless) {
        refuse(service, SERVICE_NEEDS_ANOTHER);
        return true;
    }
    if (lack.any) {
        return lack.is_asked;
    }
    if (!may_log_on(world, host, service)) {
        refuse(service, SERVICE_LOGON_FAILED);
    } else {
        service->state = SERVICE_STARTING;
        service->ready_us = now_us + service->takes_us;
    }
    return true;
}

/* Until nobody has a step to make; then wakes when the next one is up. */
static void advance(struct world *world, struct host *host)
{
    bool moves = true;
    while (moves) {
        moves = false;
        for (struct host_service *s = host->services; s != NULL; s = s->next) {
            moves = step(world, host, s) || moves;
        }
    }
    uint64_t next_us = SCHED_NEVER;
    for (const struct host_service *s = host->services; s != NULL; s = s->next) {
        if (s->state == SERVICE_STARTING && s->ready_us < next_us) {
            next_us = s->ready_us;
        }
    }
    for (struct host_service *s = host->services; s != NULL; s = s->next) {
        if (s->state == SERVICE_WAITING && next_us == SCHED_NEVER) {
            refuse(s, SERVICE_IN_A_CIRCLE);
        }
    }
    sched_wake(&world->sched, &host->services_task, next_us);
    host_services_edited(world, host);
}

static void services_task(struct sched_task *task, uint64_t now_us)
{
    struct host *host =
        (struct host *)(void *)((char *)task - offsetof(struct host, services_task));
    (void)now_us;
    advance(host->world, host);
}

void host_service_start(struct world *world, struct host *host, struct host_service *service)
{
    host->world = world;
    host->services_task.step = services_task;
    ask(service);
    for (struct host_service *other = host->services; other != NULL; other = other->next) {
        other->refused = other != service && other->state == SERVICE_STOPPED ? 0 : other->refused;
    }
    advance(world, host);
}

/* Stops what depends on a service that is stopping; false: nobody is left who does. */
static bool stop_next(struct host *host)
{
    for (const struct host_service *base = host->services; base != NULL; base = base->next) {
        for (struct host_service *other = host->services; other != NULL && base->is_stopping;
             other = other->next) {
            if (other->state != SERVICE_STOPPED && depends_on(host, other, base->name)) {
                other->state = SERVICE_STOPPED;
                other->is_stopping = true;
                return true;
            }
        }
    }
    return false;
}

void host_service_stop(struct world *world, struct host *host, struct host_service *service)
{
    if (service->state == SERVICE_STOPPED) {
        return;
    }
    service->state = SERVICE_STOPPED;
    service->is_stopping = true;
    while (stop_next(host)) {
    }
    for (struct host_service *other = host->services; other != NULL; other = other->next) {
        other->is_stopping = false;
    }
    host_services_edited(world, host);
}

void host_service_kill(struct world *world, struct host *host, struct host_service *service)
{
    service->state = SERVICE_STOPPED;
    host_services_edited(world, host);
}

/* --- boot --- */

static void services_down(struct world *world, struct machine *machine)
{
    struct host *host = machine->kind == MACHINE_NT ? host_find(world, machine->name) : NULL;
    if (host == NULL) {
        return;
    }
    for (struct host_service *service = host->services; service != NULL; service = service->next) {
        service->state = SERVICE_STOPPED;
        service->refused = 0;
    }
    sched_remove(&world->sched, &host->services_task);
}

static void services_up(struct world *world, struct machine *machine)
{
    struct host *host = machine->kind == MACHINE_NT ? host_find(world, machine->name) : NULL;
    if (host == NULL) {
        return;
    }
    if (host->services == NULL) {
        gateways_make(world, host);
        return;
    }
    (void)host_service_need(world, host, "Server");
    host->world = world;
    host->services_task.step = services_task;
    for (struct host_service *service = host->services; service != NULL; service = service->next) {
        service->state = SERVICE_STOPPED;
        if (service->start == SERVICE_AUTO) {
            ask(service);
        }
    }
    advance(world, host);
}

const struct world_module world_module_services = {
    .name = "services", .down = services_down, .up = services_up};
