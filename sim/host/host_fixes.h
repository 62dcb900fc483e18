/*
 * host_fixes -- what the level of a machine has wrong, and what its hotfixes change about that
 *
 * A hotfix goes by the number of its article, or by its own name. It mends rows of
 * platform_quirks.def whatever service pack would, or it brings one along. Those of the connector:
 * world/hotfixes.h.
 *
 * Errors  a name that no row has: host_fixes_add answers false.
 * Source  the articles at the rows; assumption HOTFIXES.
 */
#ifndef SIM_HOST_HOST_FIXES_H
#define SIM_HOST_HOST_FIXES_H

#include "base/buffer.h"
#include "host/host.h"

/* "Q187769", "LSA2-FIX", of the machine's own rows; case folds. */
bool host_fixes_add(struct host_fixes *fixes, const char *name);
/* All names, parted by blanks. */
void host_fixes_names(struct buffer *target);
/* Is `name` one of those in a text that blanks part? */
bool host_fixes_are(const char *names, const char *name);

#endif
