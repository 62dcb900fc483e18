#include "scenario/words/services.h"

#include "base/text.h"
#include "scenario/words/places.h"

const struct slot service_slots[SERVICE_SLOTS] = {{"SERVICE", VALUE_NAME, "connector", 0},
                                                  {"NAME", VALUE_NAME, NULL, SLOT_OPTIONAL}};

bool service_is_connector(const char *service)
{
    return text_equal(service, "connector") || text_equal(service, "MSExchangeCCMC");
}

const char *service_find(struct run *run, const struct fact *fact, struct connector **connector_out)
{
    const char *service = fact_name(fact, 0, "");
    const char *name = fact_name(fact, 1, NULL);
    if (service_is_connector(service)) {
        return place_connector(run, name, connector_out);
    }
    *connector_out = connector_find(run->world, service);
    return *connector_out != NULL ? NULL
                                  : arena_format(run->arena, "there is no service %s", service);
}

bool service_of_host(struct run *run, const struct fact *fact, struct host **host_out,
                     struct host_service **service_out)
{
    const char *name = fact_name(fact, 0, "");
    const char *machine = fact_name(fact, 1, NULL);
    if (service_is_connector(name) || connector_find(run->world, name) != NULL) {
        return false;
    }
    *host_out = host_find(run->world, machine);
    if (*host_out == NULL) {
        return false;
    }
    *service_out = host_service_find(*host_out, name);
    if (*service_out == NULL && host_service_is_row(name)) {
        *service_out = host_service_need(run->world, *host_out, name);
    }
    return *service_out != NULL;
}

void service_name_site(struct run *run)
{
    for (struct connector *connector = run->world->connectors; connector != NULL;
         connector = connector->next) {
        const struct site *site = site_find(run->world, connector->site);
        if (site != NULL) {
            host_set_setting(run->world, connector->host, connector->section, "Site Name",
                             site->address);
        }
    }
}
