/*
 * denial -- a refused access as observers see it: who, what, where, and which right lacked
 *
 * Errors  none; a name that does not fit is cut.
 * Owns    nothing.
 */
#ifndef SIM_WORLD_DENIAL_H
#define SIM_WORLD_DENIAL_H

#include "world/sim_port.h"

/* The identity that the server judged, as its owner writes it; the caller's own where none did. */
void denial_account(const struct sim_call *call, char *target, size_t capacity);
/* Where a call went, as the machine names it: "SYS:CCDATA\CLANDATA", "D:\ccdata". It has a way. */
void denial_place(const struct sim_call *call, char *target, size_t capacity);
/* Tells the observer of the world, if there is one. */
void denial_observe(const struct sim_call *call);

#endif
