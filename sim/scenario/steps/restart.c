#include "scenario/words/services.h"

static const char *act(struct run *run, const struct step *step)
{
    struct connector *connector = NULL;
    struct host *host = NULL;
    struct host_service *service = NULL;
    if (service_of_host(run, &step->fact, &host, &service)) {
        host_service_stop(run->world, host, service);
        host_service_start(run->world, host, service);
        return NULL;
    }
    const char *error = service_find(run, &step->fact, &connector);
    if (error == NULL) {
        connector_restart(run->world, connector);
    }
    return error;
}

const struct step_kind step_restart = {
    .shape = {.word = "restart",
              .slots = service_slots,
              .slot_count = SERVICE_SLOTS,
              .help = "stops a service and starts it when it has stopped",
              .example = "do restart connector"},
    .act = act,
};
