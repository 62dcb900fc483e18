/*
 * order -- things sorted by a number
 *
 * Stable: things of one number keep the order in which they stood, on every machine. n log n steps,
 * n when they are in order already.
 *
 * Owns    nothing; what it needs for a while lies on the arena.
 */
#ifndef SIM_CORE_ORDER_H
#define SIM_CORE_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct ordered {
    uint64_t by;
    void *thing;
};

void order_sort(struct arena *arena, struct ordered *things, size_t count);

#endif
