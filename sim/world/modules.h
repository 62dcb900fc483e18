/*
 * modules -- what each part of the world does when a machine goes down or comes up
 *
 * A part that keeps anything which does not survive a boot has a row in modules.def. What is on
 * disk, in the registry and in account databases stays; processes, sessions, locks and handles go.
 *
 * Errors  none.
 * Owns    nothing.
 */
#ifndef SIM_WORLD_MODULES_H
#define SIM_WORLD_MODULES_H

#include "net/network.h"

struct world;

struct world_module {
    const char *name;
    void (*down)(struct world *world, struct machine *machine); /* NULL: nothing is lost */
    void (*up)(struct world *world, struct machine *machine); /* NULL: nothing comes up by itself */
};

#define MODULE(name) extern const struct world_module world_module_##name;
#include "world/modules.def"
#undef MODULE

void world_down(struct world *world, struct machine *machine);
void world_up(struct world *world, struct machine *machine);
/* Down and up in one instant. */
void world_boot(struct world *world, struct machine *machine);

#endif
