#include "world/flaps.h"

#include "world/session_times.h"
#include "world/world.h"

struct flap {
    struct sched_task task; /* first */
    struct world *world;
    struct link *link; /* NULL: it is over */
    struct flap_times times;
    uint64_t began_us;
    bool is_slow; /* else down */
    bool is_bad;  /* now */
    struct flap *next;
};

static void set(const struct flap *flap, bool is_bad)
{
    struct world *world = flap->world;
    bool *state = flap->is_slow ? &flap->link->is_slow : &flap->link->is_down;
    *state = is_bad;
    network_link_edited(world->network, flap->link, world->sched.now_us);
    session_times_watch(world);
}

static void turn(struct sched_task *task, uint64_t now_us)
{
    struct flap *flap = (struct flap *)(void *)task;
    struct sched *sched = &flap->world->sched;
    flap->is_bad = !flap->is_bad;
    set(flap, flap->is_bad);
    if (flap->is_bad) {
        flap->began_us = now_us;
        sched_wake(sched, task, now_us + flap->times.for_us);
    } else if (flap->times.every_us != 0) {
        sched_wake(sched, task, flap->began_us + flap->times.every_us);
    } else {
        flap->link = NULL;
    }
}

void flap_end(struct world *world, const struct link *link)
{
    for (struct flap *flap = world->flaps; flap != NULL; flap = flap->next) {
        if (flap->link == link) {
            sched_remove(&world->sched, &flap->task);
            flap->link = NULL;
        }
    }
}

void flap_begin(struct world *world, struct link *link, bool is_slow, struct flap_times times)
{
    flap_end(world, link);
    struct flap *flap = arena_new(world->arena, struct flap);
    *flap = (struct flap){
        .world = world, .link = link, .is_slow = is_slow, .times = times, .next = world->flaps};
    world->flaps = flap;
    flap->task.step = turn;
    flap->task.wake_us = SCHED_NEVER;
    turn(&flap->task, world->sched.now_us);
}
