#include "world/sim_elsewhere.h"

#include "world/world.h"

static struct machine *machine_of(const struct world *world, const char *server)
{
    struct machine *machine = network_find_machine(world->network, server);
    REQUIRE(machine != NULL); /* looked at when the fault was armed */
    return machine;
}

enum status sim_reach_elsewhere(struct sim_call *call, const char *path, const char *server,
                                struct network_reach *reach_out)
{
    const struct process *process = call->process;
    struct world *world = process->world;
    char *there = arena_room(&world->scratch, OS_PATH_SIZE); /* reach_out->rest points into it */
    if (!network_path_at(world->network, process->logon, path, machine_of(world, server), there)) {
        return ST_TOO_LONG;
    }
    call->way = NULL; /* of the server that was named, and reach_out may be where it stood */
    call->rest = NULL;
    return sim_reach(call, there, reach_out);
}

enum status sim_lock_elsewhere(const struct sim_call *call, const char *server)
{
    struct process *process = call->process;
    struct world *world = process->world;
    struct network_reach reach = {0};
    world->caller = process;
    const enum status st = network_reach_server(
        world->network, process->logon, machine_of(world, server), world->sched.now_us, &reach);
    world->caller = NULL;
    if (st == ST_OK) {
        sim_connected(process, &reach);
        world->person_changes++; /* nobody has locked what everybody takes for locked */
    }
    return st;
}
