#include "scenario/words/services.h"

static const char *act(struct run *run, const struct step *step)
{
    struct connector *connector = NULL;
    struct host *host = NULL;
    struct host_service *service = NULL;
    if (service_of_host(run, &step->fact, &host, &service)) {
        host_service_start(run->world, host, service);
        return NULL;
    }
    const char *error = service_find(run, &step->fact, &connector);
    if (error == NULL) {
        connector_start(run->world, connector);
    }
    return error;
}

const struct step_kind step_start = {
    .shape = {.word = "start",
              .slots = service_slots,
              .slot_count = SERVICE_SLOTS,
              .help = "starts a service; what may refuse refuses",
              .example = "do start connector"},
    .act = act,
};
