/* fix lift LABEL: a call fault ends. */
#include "base/require.h"
#include "scenario/words/call_faults.h"

static const struct slot slots[] = {{"LABEL", VALUE_NAME, NULL, 0}};

static const char *act(struct run *run, const struct step *step)
{
    return call_fault_lift(run, fact_name(&step->fact, 0, ""));
}

const struct step_kind step_lift = {
    .shape = {.word = "lift",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .help = "the call fault of that label ends",
              .example = "fix lift broken"},
    .act = act,
};
