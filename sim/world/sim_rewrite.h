/*
 * sim_rewrite -- bytes of a file that change between who writes and who reads it
 *
 * All places that hold the text get the other one; a file that was changed is left alone until
 * somebody else has written it. Nobody is told: no rights, no trace row, no time of change.
 *
 * Errors  none: what does not fit on the volume is cut.
 * Owns    nothing.
 */
#ifndef SIM_WORLD_SIM_REWRITE_H
#define SIM_WORLD_SIM_REWRITE_H

#include "fault/inject.h"
#include "world/sim_port.h"

/* The call is one on a path. */
void sim_rewrite(const struct sim_call *call, struct fault_rewrite *rewrite);

#endif
