/* What a strike of a storm does to the world, and what is repaired a minute later. */
#include "net/network.h"
#include "world/modules.h"
#include "world/power.h"
#include "world/process.h"
#include "world/session_times.h"
#include "world/sim_port.h"
#include "world/storm.h"
#include "world/world.h"

static const uint64_t repair_us = 60000000;

static void set_line(const struct storm *storm, struct link *line, bool is_down)
{
    struct world *world = storm->world;
    line->is_down = is_down;
    network_link_edited(world->network, line, world->sched.now_us);
    session_times_watch(world);
}

static void repair(struct sched_task *task, uint64_t now_us)
{
    struct storm *storm = (struct storm *)(void *)((char *)task - offsetof(struct storm, repair));
    struct world *world = storm->world;
    (void)now_us;
    while (storm->line_count > 0) {
        set_line(storm, storm->lines[--storm->line_count], false);
    }
    while (storm->dark_count > 0) {
        struct machine *machine = storm->dark[--storm->dark_count];
        if (machine->is_off) {
            world_boot(world, machine);
        }
    }
    world_attend(world);
}

static void cut_power(struct sched_task *task, uint64_t now_us)
{
    struct storm *storm = (struct storm *)(void *)((char *)task - offsetof(struct storm, cut));
    struct machine *machine = storm->to_cut;
    (void)now_us;
    storm->to_cut = NULL;
    if (machine != NULL && !machine->is_off && storm->dark_count < STORM_LINKS_MAX) {
        storm->dark[storm->dark_count++] = machine;
        (void)world_cut_power(storm->world, machine);
    }
}

uint64_t storm_begin(struct storm *storm, struct world *world)
{
    const struct sched_task asleep = {.wake_us = SCHED_NEVER};
    *storm = (struct storm){.strikes = storm->strikes,
                            .count = storm->count,
                            .world = world,
                            .repair = asleep,
                            .cut = asleep};
    storm->repair.step = repair;
    storm->cut.step = cut_power;
    return storm->count != 0 ? storm->strikes[0].call : 0;
}

void storm_arm(const struct storm *storm)
{
    bool cuts = false;
    for (size_t i = 0; i < storm->count; i++) {
        const enum storm_how how = storm->strikes[i].how;
        cuts = cuts || how == STORM_POWER || how == STORM_SERVER;
    }
    struct machine *machine = NULL;
    while (cuts && (machine = network_next_machine(storm->world->network, machine)) != NULL) {
        world_arm_power(storm->world, machine);
    }
}

static void repair_soon(struct storm *storm)
{
    struct sched *sched = &storm->world->sched;
    sched_wake(sched, &storm->repair, sched->now_us + repair_us);
}

/* The lines from this machine to all that it is connected to. */
static void drop_lines(struct storm *storm, struct machine *machine)
{
    struct network *network = storm->world->network;
    struct machine *other = NULL;
    while ((other = network_next_machine(network, other)) != NULL) {
        if (other == machine || storm->line_count == STORM_LINKS_MAX ||
            !network_is_connected(network, machine, other)) {
            continue;
        }
        struct link *line = network_link_need(network, machine, other);
        if (!line->is_down) {
            storm->lines[storm->line_count++] = line;
            set_line(storm, line, true);
        }
    }
    repair_soon(storm);
}

/* The machine that has the file of the call; else that of the post office; else its own. */
static struct machine *server_of(const struct storm *storm, const struct sim_call *call)
{
    const struct process *process = call->process;
    struct machine *machine = NULL;
    while (call->way != NULL &&
           (machine = network_next_machine(storm->world->network, machine)) != NULL) {
        if (machine == network_machine_of_volume(storm->world->network, call->way->volume_number)) {
            return machine;
        }
    }
    const struct connector *connector = process->connector;
    return connector != NULL && connector->office != NULL ? connector->office->machine
                                                          : process->host->machine;
}

static enum status lose_power(struct storm *storm, struct sim_call *call, struct machine *machine)
{
    struct sched *sched = &storm->world->sched;
    storm->to_cut = machine;
    sched_wake(sched, &storm->cut, sched->now_us);
    repair_soon(storm);
    if (machine != call->process->host->machine) {
        return sim_call_end(call, ST_CONNECTION_LOST);
    }
    process_kill(call->process);
    return ST_PROCESS_GONE;
}

/* A write somewhere else stops in the middle; then the line is gone, for any other call at once. */
static enum status tear(struct storm *storm, struct sim_call *call)
{
    struct world *world = storm->world;
    struct machine *machine = call->process->host->machine;
    if (call->op != TRACE_WRITE || call->way == NULL || call->way->session == 0) {
        drop_lines(storm, machine);
        return ST_OK;
    }
    storm->torn = machine;
    storm->tears_now = true;
    world->spec.inject_call = world->port_calls + 1;
    return ST_OK;
}

bool storm_tears(struct storm *storm, size_t *size)
{
    enum { SECTOR = 512 };
    const bool tears = storm->tears_now;
    storm->tears_now = false;
    *size = tears ? *size / 2 / SECTOR * SECTOR : *size;
    return tears;
}

static enum status answer(struct storm *storm, struct sim_call *call,
                          const struct storm_strike *strike)
{
    struct process *process = call->process;
    if (strike->how == STORM_ANSWERS && strike->answer != ST_PROCESS_GONE) {
        return sim_call_end(call, strike->answer);
    }
    if (process->kind != PROCESS_PROGRAM) {
        repair_soon(storm);
    }
    if (strike->how == STORM_AFTER) {
        process->dies_after_call = true;
        return ST_OK;
    }
    process_kill(process);
    return ST_PROCESS_GONE;
}

enum status storm_strike(struct storm *storm, struct sim_call *call)
{
    struct world *world = storm->world;
    if (storm->torn != NULL) {
        drop_lines(storm, storm->torn);
        storm->torn = NULL;
        storm->tears_now = false;
    }
    const uint64_t next = storm->next < storm->count ? storm->strikes[storm->next].call : 0;
    if (next != world->port_calls) { /* the line was all */
        world->spec.inject_call = next;
        return ST_OK;
    }
    const struct storm_strike *strike = &storm->strikes[storm->next++];
    world->struck_us = world->sched.now_us;
    world->spec.inject_call = storm->next < storm->count ? storm->strikes[storm->next].call : 0;
    switch (strike->how) {
    case STORM_ANSWERS:
    case STORM_AFTER:
        break;
    case STORM_LINK:
        drop_lines(storm, call->process->host->machine);
        return ST_OK;
    case STORM_TORN:
        return tear(storm, call);
    case STORM_POWER:
        return lose_power(storm, call, call->process->host->machine);
    case STORM_SERVER:
        return lose_power(storm, call, server_of(storm, call));
    }
    return answer(storm, call, strike);
}
