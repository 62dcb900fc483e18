/* A post office whose directory synchronization was completed before the scenario begins. */
#include "base/text.h"
#include "ccmc/address.h"
#include "world/office.h"
#include "world/world.h"

static const char *add_site(struct world *world, struct office *office, const char *site_name,
                            const char *server, bool keeps)
{
    const struct site *site = site_need(world, site_name);
    const char *comment = arena_format(world->arena, "MSExchangeCCMC %s", server);
    const struct office_entry own = {site->address, .kind = "postoffice", .comment = comment,
                                     .is_new_only = keeps};
    const char *why = office_add_entry(world, office, &own);
    for (const struct site_recipient *r = site->recipients; r != NULL && why == NULL; r = r->next) {
        const struct exchange_address address = {.display = r->display, .address = r->proxy};
        const char *full = address_of_recipient(world->arena, &address);
        if (r->is_folder || full == NULL || !address_is_at(full, site->address)) {
            continue; /* nobody whom cc:Mail writes to at the site (Q182519) */
        }
        const struct office_entry entry = {.name = address_user(world->arena, full),
                                           .kind = "remote",
                                           .is_new_only = keeps,
                                           .at = site->address,
                                           .fan = full};
        why = office_add_entry(world, office, &entry);
    }
    return why;
}

const char *office_complete_dirsync(struct world *world, struct office *office, bool keeps)
{
    const struct connector *first = connector_of_office(world, office);
    const char *host = host_need(world, NULL)->machine->name;
    const char *why = first != NULL ? NULL : add_site(world, office, NULL, host, keeps);
    for (const struct connector *c = world->connectors; c != NULL && why == NULL; c = c->next) {
        if (c == first || c->office == office) {
            why = add_site(world, office, c->site, c->host->machine->name, keeps);
        }
    }
    office->has_site_entry = why == NULL;
    office->dirsync = "completed";
    return why;
}
