#include "world/gateways.h"

#include "base/text.h"
#include "host/host.h"
#include "net/network.h"
#include "world/world.h"

/* KB Q123763: without this entry the server service comes up before the gateway does. */
static bool has_dependency(const struct host *host)
{
    const char *services = host_setting(host, "LanmanServer", "DependOnService");
    return services == NULL || text_match("*NWCWorkstation*", services);
}

bool gateways_are_waited_for(const struct host *host)
{
    const struct share *share = host->machine->shares;
    while (share != NULL && share->gateway == NULL) {
        share = share->next;
    }
    return share != NULL && has_dependency(host);
}

static bool is_reachable(const struct world *world, const struct machine *machine,
                         const struct share *share)
{
    struct machine_volume *volume = NULL;
    volume_node root = 0;
    const char *rest = NULL;
    if (network_place(world->network, NULL, share->target, &volume, &root, &rest) != ST_OK) {
        return false;
    }
    const struct machine *server = network_machine_of_volume(world->network, volume->number);
    const struct link *link = network_link(world->network, machine, server);
    return server->is_up && (link == NULL || network_link_is_up(link, world->sched.now_us));
}

static void set_made(struct share *share, bool is_made)
{
    share->was_not_made = !is_made;
    share->is_removed = !is_made;
}

void gateways_make(struct world *world, struct host *host)
{
    struct machine *machine = host->machine;
    const bool is_in_time = has_dependency(host) && !machine->lacks_netware;
    for (struct share *share = machine->shares; share != NULL; share = share->next) {
        const bool is_wanted = !share->is_removed || share->was_not_made;
        const struct share *other = machine_find_share(machine, share->name);
        if (share->gateway == NULL || !is_wanted || (other != NULL && other != share)) {
            continue; /* no gateway share, or a person took it away or made it again */
        }
        set_made(share, is_in_time && is_reachable(world, machine, share) &&
                            network_gateway_is_admitted(world->network, share));
    }
}

void gateways_configured(struct world *world, struct machine *machine,
                         const struct gateway *gateway)
{
    for (struct share *share = machine->shares; share != NULL; share = share->next) {
        const struct share *other = machine_find_share(machine, share->name);
        if (share->gateway != gateway || (share->is_removed && !share->was_not_made) ||
            (other != NULL && other != share)) {
            continue;
        }
        const bool was_there = !share->is_removed;
        set_made(share, network_gateway_is_admitted(world->network, share) &&
                            (was_there ||
                             (!machine->lacks_netware && is_reachable(world, machine, share))));
    }
}

void gateways_begin(struct world *world)
{
    for (struct machine *machine = network_next_machine(world->network, NULL); machine != NULL;
         machine = network_next_machine(world->network, machine)) {
        for (struct share *share = machine->shares; share != NULL; share = share->next) {
            if (share->gateway != NULL && !share->is_removed) {
                set_made(share, network_gateway_is_admitted(world->network, share));
            }
        }
    }
}

void gateways_make_missing(struct world *world, struct host *host)
{
    struct machine *machine = host->machine;
    const bool is_in_time = has_dependency(host) && !machine->lacks_netware;
    for (struct share *share = machine->shares; share != NULL; share = share->next) {
        if (share->was_not_made && is_in_time && is_reachable(world, machine, share)) {
            set_made(share, network_gateway_is_admitted(world->network, share));
        }
    }
}
