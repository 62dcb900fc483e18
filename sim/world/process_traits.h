/*
 * process_traits -- what a program of this world is like: its version's faults, and the assumptions
 * of the run
 *
 * Errors  none.
 * Owns    nothing; texts lie on the arena given.
 */
#ifndef SIM_WORLD_PROCESS_TRAITS_H
#define SIM_WORLD_PROCESS_TRAITS_H

#include "host/host.h"
#include "programs/program.h"

struct connector;

/* The same for every run of it while the assumptions stay. */
struct program_traits process_traits(struct world *world, const struct program_kind *kind,
                                     const struct host_program *found, struct arena *arena);
/* What it does when its parameter file is out of reach; asked only where the names of the
 * connector's store do not fit. connector NULL: it was started by somebody else. */
void process_traits_of_store(struct world *world, const struct connector *connector,
                             struct program_traits *traits);

#endif
