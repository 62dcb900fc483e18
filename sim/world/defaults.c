#include "world/defaults.h"

#include "base/text.h"
#include "world/world.h"

const char default_exchange_user[] = "Brady, Sally";
const char default_ccmail_user[] = "Smith, J";
static const char default_programs[] = "5.15/5.14";

static const char *finish_office(struct world *world, struct office *office)
{
    const char *why = NULL;
    if (office->users == NULL) {
        why = office_add_user(world, office, default_ccmail_user);
    }
    if (why == NULL && office->dirsync == NULL) {
        why = office_complete_dirsync(world, office, true);
    }
    return why;
}

/* Those that understand the post office. */
static const char *programs_for(const struct office *office)
{
    if (office == NULL || text_equal(office->format, "DB6")) {
        return default_programs;
    }
    return text_equal(office->format, "DB8") ? "6.0/6.0" : "8.5/8.5";
}

static const char *finish_connector(struct world *world, struct connector *connector)
{
    const struct office *office = connector->office != NULL ? connector->office : world->offices;
    const struct connector_tab tab = {
        .office = connector->office == NULL && office != NULL ? office->name : NULL,
        .programs = connector->has_programs ? NULL : programs_for(office),
    };
    connector->has_usual_programs = !connector->has_programs;
    const char *why = connector_set_tab(world, connector, &tab);
    connector->has_usual_programs = false;
    return why;
}

const char *defaults_apply(struct world *world)
{
    const char *why = NULL;
    (void)host_need(world, NULL);
    struct site *first = site_need(world, NULL);
    for (struct site *site = first; site != NULL; site = site->next) {
        if (site_first_mailbox(site) ==
            NULL) { /* names are unique in a post office (Q156063 2.6.12) */
            (void)site_recipient_need(world, site,
                                      site == first
                                          ? default_exchange_user
                                          : arena_format(world->arena, "User, %s", site->name));
        }
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
