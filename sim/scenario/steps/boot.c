/* do boot EX1: a machine goes down and comes up; its automatic services start. */
#include "base/require.h"
#include "scenario/run.h"
#include "world/modules.h"

static const struct slot slots[] = {{.name = "MACHINE", .type = VALUE_NAME, .flags = SLOT_SOLE}};

static const char *act(struct run *run, const struct step *step)
{
    const char *name = fact_name(&step->fact, 0, "");
    struct machine *machine = network_find_machine(run->world->network, name);
    if (machine == NULL) {
        return arena_format(run->arena, "there is no machine '%s'", name);
    }
    world_boot(run->world, machine);
    return NULL;
}

const struct step_kind step_boot = {
    .shape = {.word = "boot",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .help = "a machine goes down and comes up: programs and sessions go, services start",
              .example = "do boot EX1"},
    .act = act,
};
