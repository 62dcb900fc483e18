#include "scenario/words/call_faults.h"
#include "scenario/words/services.h"

#include "base/text.h"

static const struct attribute attributes[] = {
    {"on",
     {{"FILE", VALUE_NAME, NULL, 0}},
     1,
     0,
     NULL,
     NULL,
     "when it opens or replaces that file or pattern of names next, instead of now"},
    {"nth", {{"N", VALUE_INT, NULL, 0}}, 1, 0, "1", NULL, "the N-th time that it does"},
};

/* Whose calls: the service's own go by the name of its program. */
static const char *kill_later(struct run *run, const struct step *step, bool is_service)
{
    const struct fact *fact = &step->fact;
    const char *place = NULL;
    const char *error = call_fault_place(run, fact_text(fact, "on", "*"), &place);
    struct fault fault = {
        .which = {.op = FAULT_OP_OPEN | FAULT_OP_CREATE | FAULT_OP_DELETE,
                  .program = is_service ? "CCMC" : arena_text(run->arena, fact_name(fact, 0, "")),
                  .place = place},
        .turn = {.from = fact_number(fact, "nth", 1), .every = 1, .is_once = true},
        .kind = &fault_kind_kill,
    };
    if (error != NULL) {
        return error;
    }
    return fault.turn.from > 0 ? call_fault_arm(run, step, &fault) : "it is counted from 1";
}

static const char *act(struct run *run, const struct step *step)
{
    struct connector *connector = NULL;
    const char *name = fact_name(&step->fact, 0, "");
    const bool is_service =
        text_equal(name, "connector") || connector_find(run->world, name) != NULL;
    if (fact_has(&step->fact, "on")) {
        return kill_later(run, step, is_service);
    }
    if (is_service) {
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
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "ends a running program or service at once, as the task manager does",
              .example = "fault kill EXPORT on CCMDIR.EXP"},
    .act = act,
};
