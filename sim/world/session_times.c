#include "world/session_times.h"

#include <stddef.h>

#include "world/world.h"

static void end_sessions(struct sched_task *task, uint64_t now_us)
{
    struct world *world =
        (struct world *)(void *)((char *)task - offsetof(struct world, session_times));
    network_end_due(world->network, now_us);
    session_times_watch(world);
}

void session_times_begin(struct world *world)
{
    world->session_times.wake_us = SCHED_NEVER;
    world->session_times.step = end_sessions;
}

void session_times_watch(struct world *world)
{
    const uint64_t next_us = network_next_end(world->network);
    if (next_us != SCHED_NEVER) {
        sched_wake(&world->sched, &world->session_times, next_us);
    }
}
