#include "world/route.h"

#include "base/text.h"
#include "world/process.h"
#include "world/world.h"

static const char directory[] = "C:\\CCADMIN";

static const char *arguments_of(const struct mail_route *route)
{
    struct world *world = route->world;
    const char *known = text_equal(route->known, route->to->name)
                            ? ""
                            : arena_format(&world->scratch, " /AS\"%s\"", route->known);
    return arena_format(
        &world->scratch, "/N\"%s\" /P\"%s\" /D\"%s\" /RN\"%s\" /RP\"%s\" /RD\"%s\"%s%s",
        route->from->name, route->from->password, route->from->path, route->to->name,
        route->to->password, route->to->path, known, route->habit.passes_marks ? " /ADE" : "");
}

/* The Router's own disk has it. */
static enum status start_program(struct mail_route *route, struct logon *logon)
{
    struct world *world = route->world;
    struct host *host = route->habit.host;
    struct host_program found;
    const char *program = arena_format(&world->scratch, "%s\\ROUTER.EXE", directory);
    if (host_find_program(world, host, program, &found) == ST_NOT_FOUND &&
        host_install_program(world, host, "ROUTER", "5.15", directory) != NULL) {
        return ST_NOT_FOUND;
    }
    if (route->machine == NULL) {
        route->machine = process_new(world, PROCESS_WORLD, "mail room", host, NULL);
    }
    const struct process_request request = {
        .host = host,
        .logon = logon,
        .program = program,
        .arguments = arguments_of(route),
        .directory = "C:\\",
        .parent = route->machine,
    };
    const struct trace_row row = {.time_us = world->sched.now_us,
                                  .cause = world->cause,
                                  .actor = route->machine->slot,
                                  .op = TRACE_START};
    if (route->habit.passes_marks) {
        (void)world_assumption(world, ASSUME_ADE_MARKS);
        (void)world_assumption(world, ASSUME_ADE_PASSES);
    }
    const enum status st = process_run(world, &request, &route->program);
    (void)trace_add(&world->trace, &row, "ROUTER");
    return st;
}

static void log_off(struct mail_route *route)
{
    if (route->logon.is_open) {
        network_logoff(route->world->network, &route->logon);
    }
}

static void run_now(struct mail_route *route)
{
    struct world *world = route->world;
    struct logon *logon = NULL;
    if (route->habit.account != NULL) {
        const struct identity_attempt attempt = {.password = route->habit.account->password,
                                                 .kind = LOGON_INTERACTIVE,
                                                 .now_us = world->sched.now_us};
        if (network_logon(world->network, &route->logon, route->habit.host->machine,
                          route->habit.account, &attempt) != ST_OK) {
            return;
        }
        logon = &route->logon;
    }
    if (start_program(route, logon) != ST_OK) {
        route->program = NULL;
        log_off(route);
        world_refuse(world, "the Router cannot be started");
    }
}

static void collect(struct mail_route *route)
{
    if (route->program == NULL || !route->program->has_ended) {
        return;
    }
    process_release(route->program);
    route->program = NULL;
    log_off(route);
}

static void route_task(struct sched_task *task, uint64_t now_us)
{
    struct mail_route *route = (struct mail_route *)(void *)task;
    collect(route);
    if (route->program == NULL && !route->habit.is_off && route->habit.host->machine->is_up) {
        run_now(route);
    }
    sched_wake(&route->world->sched, task, now_us + route->habit.every_us);
}

struct mail_route *route_begin(struct world *world, const struct mail_route *spec,
                               uint64_t first_us)
{
    struct mail_route *route = arena_new(world->arena, struct mail_route);
    *route = (struct mail_route){.world = world,
                                 .from = spec->from,
                                 .to = spec->to,
                                 .known = arena_text(world->arena, spec->known),
                                 .habit = spec->habit};
    route->task.step = route_task;
    route->task.wake_us = SCHED_NEVER;
    struct mail_route **end = &world->routes;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = route;
    sched_wake(&world->sched, &route->task, world->sched.now_us + first_us);
    return route;
}

struct mail_route *route_find(const struct world *world, const struct office *from,
                              const struct office *to)
{
    struct mail_route *route = world->routes;
    while (route != NULL && (route->from != from || route->to != to)) {
        route = route->next;
    }
    return route;
}

bool route_serves(const struct world *world, const struct office *office, const char *queue)
{
    for (const struct mail_route *route = world->routes; route != NULL; route = route->next) {
        if ((route->from == office && text_equal(route->known, queue)) ||
            (route->to == office && text_equal(route->from->name, queue))) {
            return true;
        }
    }
    return false;
}
