/* fix lift LABEL: a call fault or a lock ends. One that is over, or that a variant has dropped, is
 * no mistake of the file; a label that is nowhere is refused when the file is read. */
#include "base/require.h"
#include "scenario/words/call_faults.h"
#include "world/opener.h"

static const struct slot slots[] = {{"LABEL", VALUE_NAME, NULL, 0}};

static const char *act(struct run *run, const struct step *step)
{
    const char *label = fact_name(&step->fact, 0, "");
    if (!openers_lift(run->world, label) && !call_fault_lift(run, label)) {
        world_refuse(run->world, "nothing of that label is there any more");
    }
    return NULL;
}

const struct step_kind step_lift = {
    .shape = {.word = "lift",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .help = "the call fault or lock of that label ends",
              .example = "fix lift broken"},
    .act = act,
};
