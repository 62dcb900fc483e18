#include "scenario/words/services.h"

#include "world/world.h"

/* What refuses is recorded, and is no error. */
static const char *act(struct run *run, const struct step *step)
{
    struct connector *connector = NULL;
    struct host *host = NULL;
    struct host_service *service = NULL;
    const char *error = service_of_host(run, &step->fact, &host, &service)
                            ? NULL
                            : service_find(run, &step->fact, &connector);
    if (error == NULL) {
        (void)world_assumption(run->world, ASSUME_SERVICE_PAUSE);
        world_refuse(run->world, "the service takes no pause: refused");
    }
    return error;
}

const struct step_kind step_pause = {
    .shape = {.word = "pause",
              .slots = service_slots,
              .slot_count = SERVICE_SLOTS,
              .help = "asks a service to pause; it refuses, and goes on (SERVICE_PAUSE)",
              .example = "do pause connector"},
    .act = act,
};
