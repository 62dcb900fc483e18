#include "world/modules.h"

#include <stddef.h>

#include "world/sim_handles.h"
#include "world/world.h"

static const struct world_module *const modules[] = {
#define MODULE(name) &world_module_##name,
#include "world/modules.def"
#undef MODULE
};

/* A server that goes down forgets who was connected. */
static void network_down(struct world *world, struct machine *machine)
{
    network_clear_sessions(world->network, machine, NULL);
    network_clear_client(world->network, machine);
    sim_handles_lose(world, machine);
    machine->is_up = false;
}

static void network_up(struct world *world, struct machine *machine)
{
    (void)world;
    machine->is_up = true;
    machine->is_off = false;
}

static void links_up(struct world *world, struct machine *machine)
{
    network_links_boot(world->network, machine, world->sched.now_us);
}

const struct world_module world_module_links = {.name = "links", .up = links_up};

const struct world_module world_module_network = {
    .name = "network", .down = network_down, .up = network_up};

void world_down(struct world *world, struct machine *machine)
{
    for (size_t i = ARRAY_COUNT(modules); i > 0; i--) {
        if (modules[i - 1]->down != NULL) {
            modules[i - 1]->down(world, machine);
        }
    }
}

void world_up(struct world *world, struct machine *machine)
{
    for (size_t i = 0; i < ARRAY_COUNT(modules); i++) {
        if (modules[i]->up != NULL) {
            modules[i]->up(world, machine);
        }
    }
}

void world_boot(struct world *world, struct machine *machine)
{
    world_down(world, machine);
    world_up(world, machine);
}
