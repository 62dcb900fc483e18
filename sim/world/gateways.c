/* Gateway shares at a boot: the server service makes them when it comes up, if the way to NetWare
 * is there by then. */
#include "base/text.h"
#include "host/host.h"
#include "net/network.h"
#include "world/modules.h"
#include "world/world.h"

/* KB Q123763: without this entry the server service comes up before the gateway does. */
static bool waits_for_gateway(const struct host *host)
{
    const char *services = host_setting(host, "LanmanServer", "DependOnService");
    return services == NULL || text_match("*NWCWorkstation*", services);
}

static bool is_reachable(const struct world *world, const struct share *share)
{
    struct machine_volume *volume = NULL;
    volume_node root = 0;
    const char *rest = NULL;
    if (network_place(world->network, NULL, share->target, &volume, &root, &rest) != ST_OK) {
        return false;
    }
    return network_machine_of_volume(world->network, volume->number)->is_up;
}

static void gateways_up(struct world *world, struct machine *machine)
{
    const struct host *host = machine->kind == MACHINE_NT ? host_find(world, machine->name) : NULL;
    if (host == NULL) {
        return;
    }
    const bool waits = waits_for_gateway(host);
    for (struct share *share = machine->shares; share != NULL; share = share->next) {
        const bool is_wanted = !share->is_removed || share->was_not_made;
        const struct share *other = machine_find_share(machine, share->name);
        if (share->gateway == NULL || !is_wanted || (other != NULL && other != share)) {
            continue; /* no gateway share, or a person took it away or made it again */
        }
        share->was_not_made = !waits || !is_reachable(world, share);
        share->is_removed = share->was_not_made;
    }
}

const struct world_module world_module_gateways = {.name = "gateways", .up = gateways_up};
