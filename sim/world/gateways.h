/*
 * gateways -- gateway shares of a machine: made when its server service comes up
 *
 * They are made if the machine's way to NetWare and the NetWare server are there by then, and lost
 * until the next start of the Server otherwise (KB Q123763). Without NWCWorkstation in
 * LanmanServer\DependOnService the Server comes up before the gateway, and makes none.
 *
 * Errors  none: a share that cannot be made is not there.
 * Owns    shares, on the run arena.
 */
#ifndef SIM_WORLD_GATEWAYS_H
#define SIM_WORLD_GATEWAYS_H

#include <stdbool.h>

struct host;
struct world;

/* Has the machine gateway shares, and does its Server wait for GSNW? */
bool gateways_are_waited_for(const struct host *host);
void gateways_make(struct world *world, struct host *host);

#endif
