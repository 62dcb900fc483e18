#include "core/sched.h"

#include <string.h>

#include "base/require.h"

enum { HEAP_FIRST_CAPACITY = 16 };

static const uint64_t steps_max_default = 1000000;

void sched_init(struct sched *sched, struct arena *arena)
{
    *sched = (struct sched){.arena = arena};
}

void sched_shuffle(struct sched *sched, uint64_t seed)
{
    sched->shuffle_seed = seed;
}

static bool is_before(const struct sched_task *a, const struct sched_task *b)
{
    return a->wake_us < b->wake_us || (a->wake_us == b->wake_us && a->order < b->order);
}

static void put(struct sched *sched, uint32_t slot, struct sched_task *task)
{
    sched->heap[slot] = task;
    task->heap_slot = slot;
}

static void sift_up(struct sched *sched, uint32_t slot, struct sched_task *task)
{
    while (slot > 1 && is_before(task, sched->heap[slot / 2])) {
        put(sched, slot, sched->heap[slot / 2]);
        slot /= 2;
    }
    put(sched, slot, task);
}

static void sift_down(struct sched *sched, uint32_t slot, struct sched_task *task)
{
    while (slot * 2 <= sched->count) {
        uint32_t child = slot * 2;
        if (child < sched->count && is_before(sched->heap[child + 1], sched->heap[child])) {
            child++;
        }
        if (!is_before(sched->heap[child], task)) {
            break;
        }
        put(sched, slot, sched->heap[child]);
        slot = child;
    }
    put(sched, slot, task);
}

/* Doubles the heap; the old array stays on the arena, all of them together no larger than the new
 * one. */
static void grow(struct sched *sched)
{
    const uint32_t capacity = sched->capacity == 0 ? HEAP_FIRST_CAPACITY : sched->capacity * 2;
    struct sched_task **heap = arena_array(sched->arena, struct sched_task *, capacity + 1u);
    if (sched->count != 0) {
        memcpy(heap + 1, sched->heap + 1, sched->count * sizeof(struct sched_task *));
    }
    sched->heap = heap;
    sched->capacity = capacity;
}

/* splitmix64: equal counters and seeds give equal orders, so a schedule is replayed by its seed. */
static uint64_t mixed(uint64_t value)
{
    value += 0x9E3779B97F4A7C15u;
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9u;
    value = (value ^ value >> 27) * 0x94D049BB133111EBu;
    return value ^ value >> 31;
}

void sched_remove(struct sched *sched, struct sched_task *task)
{
    const uint32_t slot = task->heap_slot;
    task->wake_us = SCHED_NEVER;
    if (slot == 0) {
        return;
    }
    REQUIRE(slot <= sched->count);
    REQUIRE(sched->heap[slot] == task);
    task->heap_slot = 0;
    struct sched_task *last = sched->heap[sched->count];
    sched->count--;
    if (last == task) {
        return;
    }
    if (slot > 1 && is_before(last, sched->heap[slot / 2])) {
        sift_up(sched, slot, last);
    } else {
        sift_down(sched, slot, last);
    }
}

void sched_wake(struct sched *sched, struct sched_task *task, uint64_t wake_us)
{
    REQUIRE(task->step != NULL);
    sched_remove(sched, task);
    if (wake_us == SCHED_NEVER) {
        return;
    }
    if (sched->count == sched->capacity) {
        grow(sched);
    }
    const uint64_t order = sched->next_order++;
    task->wake_us = wake_us < sched->now_us ? sched->now_us : wake_us;
    task->order = sched->shuffle_seed == 0 ? order : mixed(sched->shuffle_seed ^ mixed(order));
    sched->count++;
    sift_up(sched, sched->count, task);
}

void sched_wake_by(struct sched *sched, struct sched_task *task, uint64_t wake_us)
{
    if (task->heap_slot == 0 || wake_us < task->wake_us) {
        sched_wake(sched, task, wake_us);
    }
}

uint64_t sched_next(const struct sched *sched)
{
    return sched->count == 0 ? SCHED_NEVER : sched->heap[1]->wake_us;
}

bool sched_step(struct sched *sched, uint64_t until_us)
{
    if (sched->count == 0 || sched->heap[1]->wake_us > until_us) {
        return false;
    }
    struct sched_task *task = sched->heap[1];
    sched->now_us = task->wake_us;
    sched_remove(sched, task);
    sched->steps++;
    task->step(task, sched->now_us);
    return true;
}

bool sched_run_until(struct sched *sched, uint64_t until_us)
{
    const uint64_t steps_max = sched->steps_max == 0 ? steps_max_default : sched->steps_max;
    uint64_t instant_us = sched->now_us;
    uint64_t steps = 0;
    while (sched_step(sched, until_us)) {
        if (sched->now_us != instant_us) {
            instant_us = sched->now_us;
            steps = 0;
        }
        steps++;
        if (steps > steps_max) {
            return false;
        }
    }
    if (until_us > sched->now_us) {
        sched->now_us = until_us;
    }
    return true;
}

bool sched_settle(struct sched *sched)
{
    return sched_run_until(sched, sched->now_us);
}
