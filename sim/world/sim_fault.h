/*
 * sim_fault -- where call faults strike: asked by the choke point when a call is about to act
 *
 * Costs one branch that always goes the same way as long as no fault is armed. The call of the
 * world itself (no logon) is never struck. A strike's trace row has the fault's arming as its
 * cause.
 *
 * Errors  none: NULL where nothing strikes.
 * Owns    nothing.
 */
#ifndef SIM_WORLD_SIM_FAULT_H
#define SIM_WORLD_SIM_FAULT_H

#include "fault/inject.h"
#include "world/sim_port.h"
#include "world/world.h"

/* What is asked of a call. */
struct sim_fault_point {
    uint32_t op; /* enum fault_op */
    uint64_t offset;
    uint64_t size; /* bytes, or UINT64_MAX names */
};
/* The strike, good until the next one; NULL none. */
const struct fault_strike *sim_fault_ask(struct sim_call *call, struct sim_fault_point point);

static inline const struct fault_strike *sim_fault(struct sim_call *call, uint32_t op,
                                                   uint64_t offset, uint64_t size)
{
    return call->process->world->faults == NULL
               ? NULL
               : sim_fault_ask(call, (struct sim_fault_point){op, offset, size});
}

/* For calls that act or do not: true when it is not made, *answer_out then is its answer. */
static inline bool sim_fault_stops(struct sim_call *call, uint32_t op, enum status *answer_out)
{
    const struct fault_strike *strike = sim_fault(call, op, 0, 0);
    if (strike == NULL || strike->acts) {
        return false;
    }
    *answer_out = strike->answer;
    return true;
}

#endif
