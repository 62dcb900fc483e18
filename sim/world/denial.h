/*
 * denial -- a refused access as observers see it: who, what, where, and which right lacked
 */
#ifndef SIM_WORLD_DENIAL_H
#define SIM_WORLD_DENIAL_H

#include "world/sim_port.h"

/* Tells the observer of the world, if there is one. */
void denial_observe(const struct sim_call *call);
#endif
