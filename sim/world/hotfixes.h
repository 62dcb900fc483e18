/*
 * hotfixes -- those that a machine has, and what they mend there: of the machine, and of connectors
 *
 * Named by article. What one mends is gone on that machine only, whatever its level or the
 * connector's build (host_fixes.h, connector/ccmc/quirks.def).
 *
 * Errors  a name that no row has: false.
 * Source  assumption HOTFIXES.
 */
#ifndef SIM_WORLD_HOTFIXES_H
#define SIM_WORLD_HOTFIXES_H

#include "base/arena.h"
#include "host/host.h"

bool hotfixes_add(struct host_fixes *fixes, const char *name);
/* "Q174676 Q122043 ...": all that there are. */
const char *hotfixes_names(struct arena *arena);

#endif
