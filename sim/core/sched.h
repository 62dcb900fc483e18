/*
 * sched -- the virtual clock and the tasks that are due
 *
 * A task is embedded in its owner. Its step makes one transition and may set the next wake; nothing
 * waits. Tasks due at the same instant run first woken, first run; with sched_shuffle(seed) ties
 * are permuted, so races are found by seeds.
 *
 * Units   microseconds of virtual time since the start of the run.
 * Errors  sched_run_until answers false when more than `steps_max` steps ran within one instant (a
 *         livelock).
 * Owns    the heap array, on the run arena; never the tasks.
 */
#ifndef SIM_CORE_SCHED_H
#define SIM_CORE_SCHED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

#define SCHED_NEVER UINT64_MAX

struct sched_task {
    void (*step)(struct sched_task *task, uint64_t now_us);
    uint64_t wake_us;   /* SCHED_NEVER when asleep */
    uint64_t order;     /* tie-break among equal wake_us */
    uint32_t heap_slot; /* 1-based; 0 when asleep */
};

struct sched {
    struct arena *arena;
    struct sched_task **heap; /* 1-based */
    uint32_t count;
    uint32_t capacity;
    uint64_t now_us;
    uint64_t next_order;
    uint64_t shuffle_seed; /* 0: first in, first out */
    uint64_t steps;        /* made so far */
    uint64_t steps_max;    /* within one instant; 0: 1,000,000 */
};

void sched_init(struct sched *sched, struct arena *arena);
void sched_shuffle(struct sched *sched, uint64_t seed);
/* Sets the wake of a task; SCHED_NEVER puts it to sleep. A wake in the past means now. */
void sched_wake(struct sched *sched, struct sched_task *task, uint64_t wake_us);
/* Like sched_wake, but never later than what is set already. */
void sched_wake_by(struct sched *sched, struct sched_task *task, uint64_t wake_us);
void sched_remove(struct sched *sched, struct sched_task *task);
uint64_t sched_next(const struct sched *sched); /* SCHED_NEVER when nobody is to be woken */
/* Runs all tasks due up to and including `until_us`, then sets the clock to it. */
bool sched_run_until(struct sched *sched, uint64_t until_us);
/* Runs the tasks due now until none is left in this instant. */
bool sched_settle(struct sched *sched);
/* Makes one step of the earliest task due up to `until_us`; false when there was none. The clock
 * moves to its wake. */
bool sched_step(struct sched *sched, uint64_t until_us);

#endif
