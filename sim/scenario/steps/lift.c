/* fix lift LABEL: a call fault or a lock ends. */
#include "base/require.h"
#include "scenario/words/call_faults.h"
#include "world/opener.h"

static const struct slot slots[] = {{"LABEL", VALUE_NAME, NULL, 0}};

static const char *act(struct run *run, const struct step *step)
{
    const char *label = fact_name(&step->fact, 0, "");
    return openers_lift(run->world, label) ? NULL : call_fault_lift(run, label);
}

const struct step_kind step_lift = {
    .shape = {.word = "lift",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .help = "the call fault or lock of that label ends",
              .example = "fix lift broken"},
    .act = act,
};
