#include "world/defaults.h"

#include "world/world.h"

const char default_exchange_user[] = "Brady, Sally";
const char default_ccmail_user[] = "Smith, J";
const char default_programs[] = "5.15/5.14";

static const char *finish_office(struct world *world, struct office *office)
{
    const char *why = NULL;
    if (office->users == NULL) {
        why = office_add_user(world, office, default_ccmail_user);
    }
    if (why == NULL && office->dirsync == NULL) {
        why = office_complete_dirsync(world, office);
    }
    return why;
}

static const char *finish_connector(struct world *world, struct connector *connector)
{
    const struct connector_tab tab = {
        .office = connector->office == NULL && world->offices != NULL ? world->offices->name : NULL,
        .programs = connector->has_programs ? NULL : default_programs,
    };
    return connector_set_tab(world, connector, &tab);
}

const char *defaults_apply(struct world *world)
{
    const char *why = NULL;
    (void)host_need(world, NULL);
    struct site *site = site_need(world, NULL);
    if (site->recipients == NULL) {
        (void)site_recipient_need(world, site, default_exchange_user);
    }
    for (struct office *o = world->offices; o != NULL && why == NULL; o = o->next) {
        why = finish_office(world, o);
    }
    for (struct connector *c = world->connectors; c != NULL && why == NULL; c = c->next) {
        why = finish_connector(world, c);
    }
    for (struct mail *m = world->mails; m != NULL && why == NULL; m = m->next) {
        why = m->is_at_start ? mail_submit(world, m) : NULL;
    }
    return why;
}
