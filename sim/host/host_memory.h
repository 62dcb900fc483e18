/*
 * host_memory -- has a machine the memory, and its DOS machine the resources, that a program needs?
 *
 * A machine can be low on memory. The DOS machine of old levels of NT loses something with each
 * 16-bit program that ran since the boot, and starts none when Config.nt wants more than 255 files
 * (platform_quirks.def). A program that is not loaded says so and ends.
 *
 * Source  KB Q187769, Q191387; assumption NTVDM_RUNS.
 */
#ifndef SIM_HOST_HOST_MEMORY_H
#define SIM_HOST_HOST_MEMORY_H

#include <stdbool.h>

struct world;
struct host;

/* A program is about to be loaded. */
bool host_has_memory_for(struct world *world, struct host *host, bool is_16_bit);

#endif
