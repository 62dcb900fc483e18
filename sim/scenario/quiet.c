#include "scenario/quiet.h"

#include "net/network.h"
#include "world/office.h"
#include "world/power.h"
#include "world/process.h"
#include "world/world.h"

/* For so many times the quiet it may be broken again and again. */
enum { QUIETS_MAX = 3 };
static const uint64_t turn_us = 60000000;

static bool is_waiting(const struct world *world, struct buffer *text)
{
    buffer_clear(text);
    return truth_totals(world).in_custody > 0 && truth_waiting(world, text);
}

/* Damage and fragmentation are for the utilities, and a person runs them. */
static bool are_sound(struct world *world)
{
    bool are = true;
    for (struct office *office = world->offices; office != NULL && are; office = office->next) {
        const struct office_health health = office_check(world, office);
        are = health.errors == 0 && !health.is_fragmented;
    }
    return are;
}

/* What servers keep for somebody who is gone. */
static void clear_sessions(struct world *world)
{
    struct machine *machine = NULL;
    while ((machine = network_next_machine(world->network, machine)) != NULL) {
        network_clear_sessions(world->network, machine, NULL);
    }
}

bool quiet_wait(struct run *run, struct run_result *result)
{
    struct world *world = run->world;
    const uint64_t quiet_us = run->options->quiet_us;
    const uint64_t last_us = world->sched.now_us + QUIETS_MAX * quiet_us;
    uint64_t since_us = world->sched.now_us;
    struct buffer text;
    if (quiet_us == 0) {
        return true;
    }
    buffer_init(&text, run->arena);
    if (is_waiting(world, &text)) {
        clear_sessions(world);
    }
    while (is_waiting(world, &text) && world->sched.now_us < since_us + quiet_us &&
           world->sched.now_us < last_us) {
        process_end_hung(world);
        world_attend(world);
        if (!world_run_until(world, world->sched.now_us + turn_us)) {
            return false;
        }
        since_us = world->struck_us > since_us ? world->struck_us : since_us;
    }
    result->waits = buffer_string(&text);
    result->is_stuck = text.size != 0 && world->sched.now_us >= since_us + quiet_us &&
                       world_serves(world) && are_sound(world);
    return true;
}
