/*
 * gateways -- gateway shares of a machine: made when its server service comes up, or a person
 * configures the gateway
 *
 * They are made if the machine's way to NetWare and the NetWare server are there by then, and lost
 * until the next start of the Server otherwise (KB Q123763). Without NWCWorkstation in
 * LanmanServer\DependOnService the Server comes up before the gateway, and makes none. Nor is one
 * made while NTGATEWAY is not there or the gateway's account is not in it (KB Q118469): who is put
 * into it later has the share when it is activated again, or made at a boot.
 *
 * Errors  none: a share that cannot be made is not there.
 * Owns    shares, on the run arena.
 */
#ifndef SIM_WORLD_GATEWAYS_H
#define SIM_WORLD_GATEWAYS_H

#include <stdbool.h>

struct gateway;
struct host;
struct machine;
struct world;

/* Has the machine gateway shares, and does its Server wait for GSNW? */
bool gateways_are_waited_for(const struct host *host);
void gateways_make(struct world *world, struct host *host);
/* A person has configured that gateway. */
void gateways_configured(struct world *world, struct machine *machine,
                         const struct gateway *gateway);
/* All there is has been declared: which of the shares were there to begin with? */
void gateways_begin(struct world *world);
/* Those that could not be made, when somebody has started the Server anew for them. */
void gateways_make_missing(struct world *world, struct host *host);

#endif
