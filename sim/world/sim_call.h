/*
 * sim_call -- a call enters the choke point (sim_port.h)
 *
 * Written where it is called, because every call comes by here and all but one go on.
 */
#ifndef SIM_WORLD_SIM_CALL_H
#define SIM_WORLD_SIM_CALL_H

#include "world/sim_port.h"
#include "world/world.h"

/* The call that was chosen to be struck: as the spec of the world says. */
enum status MUST_CHECK sim_call_strike(struct sim_call *call);

/* ST_OK: go on. Anything else is the answer (an injected fault, a dead process) and has left its
 * row. */
static inline enum status MUST_CHECK sim_call_begin(struct sim_call *call)
{
    const struct process *process = call->process;
    if (process->is_gone) {
        return ST_PROCESS_GONE;
    }
    if (process->logon == NULL) {
        return ST_OK; /* the world itself is no part of the system under test */
    }
    struct world *world = process->world;
    world->port_calls++;
    return world->port_calls != world->spec.inject_call ? ST_OK : sim_call_strike(call);
}

#endif
