#include "scenario/words/services.h"

static const char *act(struct run *run, const struct step *step)
{
    struct connector *connector = NULL;
    struct host *host = NULL;
    struct host_service *service = NULL;
    if (service_of_host(run, &step->fact, &host, &service)) {
        host_service_stop(run->world, host, service);
        return NULL;
    }
    const char *error = service_find(run, &step->fact, &connector);
    if (error == NULL) {
        connector_stop(run->world, connector);
    }
    return error;
}

const struct step_kind step_stop = {
    .shape = {.word = "stop",
              .slots = service_slots,
              .slot_count = SERVICE_SLOTS,
              .help = "stops a service; its programs end first",
              .example = "do stop connector"},
    .act = act,
};
