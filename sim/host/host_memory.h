/*
 * host_memory -- has a machine the memory, and its DOS machine the resources, that a program needs?
 *
 * A machine can be low on memory. The DOS machine of old levels of NT loses something with each
 * 16-bit program that ran since the boot, and starts none when Config.nt wants more than 255 files
 * (platform_quirks.def). A program that is not loaded says so and ends. FILES= of Config.nt is also
 * what a 16-bit program may have open.
 *
 * Source  KB Q187769, Q191387; assumptions NTVDM_RUNS, DOS_FILES.
 */
#ifndef SIM_HOST_HOST_MEMORY_H
#define SIM_HOST_HOST_MEMORY_H

#include <stdbool.h>

struct world;
struct host;
struct process;

/* Of Config.nt, as NT 4.0 brings it; the least DOS takes; devices that have a place each. */
enum { HOST_FILES_USUAL = 40, HOST_FILES_LEAST = 8, HOST_FILES_OF_DEVICES = 5 };

/* A program is about to be loaded. */
bool host_has_memory_for(struct world *world, struct host *host, bool is_16_bit);
/* What a program that has just been made, of 16 bits, may do with files on its machine. */
void host_limit_dos(struct process *process);

#endif
