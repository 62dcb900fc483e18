#include "world/power.h"

#include "fs/volume_power.h"
#include "world/gateways.h"
#include "world/modules.h"
#include "world/sim_handles.h"
#include "world/world.h"

void world_arm_power(struct world *world, struct machine *machine)
{
    (void)world_assumption(world, ASSUME_POWER_CUT_NAMES); /* the verdict names both */
    (void)world_assumption(world, ASSUME_POWER_CUT_FLUSH);
    for (struct machine_volume *v = machine->volumes; v != NULL; v = v->next) {
        volume_power_arm(v->volume);
    }
}

struct cut {
    struct world *world;
    struct fs_way way;
    uint32_t changed;
};

/* The ledger of mail looks again at what is left. */
static void file_changed(void *context, struct volume *volume, volume_node file)
{
    struct cut *cut = context;
    REQUIRE(volume == cut->way.volume);
    cut->changed++;
    truth_closed(cut->world, &cut->way, file);
}

uint32_t world_cut_power(struct world *world, struct machine *machine)
{
    struct prng chance;
    struct cut cut = {.world = world};
    struct truth_cut before;
    world_down(world, machine);
    truth_cut_begin(world, machine, &before);
    for (struct office *o = world->offices; o != NULL; o = o->next) {
        if (o->machine == machine) {
            office_reopen(world, o); /* what its people had in memory is not what is on disk now */
        }
    }
    world->cuts++;
    prng_init(&chance, world->spec.seed,
              arena_format(world->arena, "power of %s %llu", machine->name,
                           (unsigned long long)world->cuts));
    for (struct machine_volume *v = machine->volumes; v != NULL; v = v->next) {
        const struct volume_cut of_volume = {
            .chance = &chance, .context = &cut, .changed = file_changed};
        cut.way = (struct fs_way){.volume = v->volume, .volume_number = v->number};
        volume_power_cut(v->volume, &of_volume);
    }
    truth_cut_end(world, machine, &before);
    machine->is_off = true;
    if (cut.changed > 0) {
        world->cuts++; /* what was being written may be wear */
    }
    return cut.changed;
}

void world_hang(struct world *world, struct machine *machine)
{
    for (struct process *p = process_first(world); p != NULL; p = p->next) {
        if (p->kind != PROCESS_WORLD && p->host->machine == machine) {
            process_hang(p);
        }
    }
    network_clear_sessions(world->network, machine, NULL);
    sim_handles_lose(world, machine);
    openers_cut(world, machine);
    machine->is_up = false;
    machine->is_off = true;
}

void world_attend(struct world *world)
{
    for (struct host *host = world->hosts; host != NULL; host = host->next) {
        if (host->machine->is_up) {
            gateways_make_missing(world, host);
        }
    }
    for (struct connector *c = world->connectors; c != NULL; c = c->next) {
        if (c->state == CONNECTOR_STOPPED && c->starts != 0 && c->host->machine->is_up) {
            connector_start(world, c);
        }
    }
}
