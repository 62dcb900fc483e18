#include "scenario/words/services.h"

#include "base/text.h"

static const char *act(struct run *run, const struct step *step)
{
    struct connector *connector = NULL;
    const char *name = fact_name(&step->fact, 0, "");
    if (text_equal(name, "connector") || connector_find(run->world, name) != NULL) {
        const char *error = service_find(run, &step->fact, &connector);
        if (error == NULL) {
            connector_kill(run->world, connector);
        }
        return error;
    }
    struct process *process = process_find(run->world, name);
    if (process == NULL) {
        return arena_format(run->arena, "no program %s runs at this instant", name);
    }
    process_kill(process);
    return NULL;
}

const struct step_kind step_kill = {
    .shape = {.word = "kill",
              .slots = service_slots,
              .slot_count = SERVICE_SLOTS,
              .help = "ends a running program or service at once, as the task manager does",
              .example = "fault kill connector"},
    .act = act,
};
