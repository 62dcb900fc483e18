#include "world/sim_linger.h"

#include "base/text.h"
#include "world/world.h"

struct lingering {
    struct sched_task task; /* first */
    struct world *world;
    struct fs_handle *left;
};

static void let_go(struct sched_task *task, uint64_t now_us)
{
    struct lingering *lingering = (struct lingering *)(void *)task;
    (void)now_us;
    fs_close(lingering->world->fs, lingering->left);
    lingering->left = NULL;
}

bool sim_lingers(struct world *world, const struct fs_way *way)
{
    const struct host *host = host_find(world, world_machine_of(world, way->volume_number));
    return way->session != 0 && host != NULL && host_has_quirk(host, PLATFORM_FPNW_KEEPS_LOCKS);
}

enum status sim_linger(struct world *world, struct fs_handle *handle, uint64_t offset,
                       uint64_t size)
{
    struct fs_handle *left = fs_leave_lock(world->fs, handle, offset, size);
    if (left == NULL) {
        return ST_INVALID;
    }
    uint64_t seconds = 0;
    (void)text_to_u64(world_assumption(world, ASSUME_FPNW_LOCK_TIME), &seconds);
    struct lingering *lingering = arena_new(world->arena, struct lingering);
    *lingering = (struct lingering){.world = world, .left = left};
    lingering->task.step = let_go;
    lingering->task.wake_us = SCHED_NEVER;
    sched_wake(&world->sched, &lingering->task, world->sched.now_us + seconds * 1000000);
    return ST_OK;
}
