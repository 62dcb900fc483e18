/*
 * power -- machines that lose power
 *
 * A machine whose power can fail remembers, from then on, what was not flushed to its disks
 * (fs/volume_power.h). When it fails, processes and sessions go as at any other end of a machine,
 * and of what was not flushed a part is lost: which, the seed of the world decides. It stays down
 * until world_up.
 *
 * A flush through the port is one on the machine's disk, whichever way leads there (assumption
 * POWER_CUT_FLUSH).
 *
 * Errors  none.
 * Owns    nothing.
 */
#ifndef SIM_WORLD_POWER_H
#define SIM_WORLD_POWER_H

#include <stdint.h>

struct world;
struct machine;

void world_arm_power(struct world *world, struct machine *machine);
/* Answers how many files lost something. A machine that was not armed loses no byte. */
uint32_t world_cut_power(struct world *world, struct machine *machine);

/* The machine does nothing any more and answers nobody; nothing that it holds is lost before it
 * boots. */
void world_hang(struct world *world, struct machine *machine);
/* An administrator comes by: where machines are up, he starts the Server anew for gateway shares
 * that could not be made, and connectors that ran and do not. */
void world_attend(struct world *world);

#endif
