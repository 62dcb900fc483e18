/* fault kill: programs, services and machines end at once; or they hang. */
#include "scenario/words/call_faults.h"
#include "scenario/words/kills.h"
#include "scenario/words/services.h"

#include "base/text.h"
#include "world/power.h"

static const struct slot slots[] = {{"SERVICE|PROGRAM|MACHINE", VALUE_NAME, "connector", 0},
                                    {"NAME", VALUE_NAME, NULL, SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"on",
     {{"FILE", VALUE_NAME, NULL, 0}},
     1,
     0,
     NULL,
     NULL,
     "when it opens, makes, replaces or deletes that file or pattern next, instead of now"},
    {"nth", {{"N", VALUE_INT, NULL, 0}}, 1, 0, "1", NULL, "the N-th time that it does"},
    {"run",
     {{"N", VALUE_INT, NULL, 0}},
     1,
     0,
     "any",
     NULL,
     "program: only its N-th run from now; without `on`, at the first file that it touches"},
    {"after", {{0}}, 0, 0, NULL, NULL, "when that call has been made, not before"},
    {"crash", {{0}}, 0, 0, NULL, NULL, "it ends by a fault of its own (CRASHED_RC)"},
    {"hang",
     {{0}},
     0,
     0,
     NULL,
     NULL,
     "it does not end: it waits for a person, and holds what it has, until it is killed or its "
     "machine boots"},
};

static const char *kind_of(const struct fact *fact, const struct fault_kind **kind_out)
{
    const bool is_after = fact_has(fact, "after");
    const bool is_crash = fact_has(fact, "crash");
    const bool is_hang = fact_has(fact, "hang");
    if ((is_after ? 1 : 0) + (is_crash ? 1 : 0) + (is_hang ? 1 : 0) > 1) {
        return "one of `after`, `crash` and `hang`";
    }
    *kind_out = is_after   ? &fault_kind_dies
                : is_crash ? &fault_kind_crash
                : is_hang  ? &fault_kind_hang
                           : &fault_kind_kill;
    return NULL;
}

/* Machines, and services that are no program of ours, open no files. */
static const char *opens_nothing(struct run *run, const struct fact *fact)
{
    const char *name = fact_name(fact, 0, "");
    struct host_service *service = NULL;
    struct host *host = NULL;
    if (network_find_machine(run->world->network, name) == NULL &&
        !service_of_host(run, fact, &host, &service)) {
        return NULL;
    }
    return arena_format(run->arena,
                        "%s opens no files: kill it at an instant, or a program on a file", name);
}

/* Whose calls: the service's own go by the name of its program. */
static const char *kill_later(struct run *run, const struct step *step, bool is_service)
{
    const struct fact *fact = &step->fact;
    const char *place = NULL;
    const char *error = is_service ? NULL : opens_nothing(run, fact);
    if (error == NULL) {
        error = call_fault_place(run, fact_text(fact, "on", "*"), &place);
    }
    struct fault fault = {
        .which = {.op = FAULT_OP_OPEN | FAULT_OP_CREATE | FAULT_OP_DELETE | FAULT_OP_RENAME,
                  .program = is_service ? "CCMC" : arena_text(run->arena, fact_name(fact, 0, "")),
                  .run = fact_number(fact, "run", 0),
                  .place = place},
        .turn = {.from = fact_number(fact, "nth", 1), .every = 1, .is_once = true},
    };
    if (error == NULL) {
        error = kind_of(fact, &fault.kind);
    }
    if (error == NULL &&
        (fault.turn.from == 0 || (fact_has(fact, "run") && fault.which.run == 0))) {
        error = "it is counted from 1";
    }
    return error != NULL ? error : call_fault_arm(run, step, &fault);
}

static const char *kill_process(const struct fact *fact, struct process *process)
{
    if (fact_has(fact, "hang")) {
        process_hang(process);
    } else if (fact_has(fact, "crash")) {
        process_crash(process);
    } else {
        process_kill(process);
    }
    return NULL;
}

static const char *kill_machine(struct run *run, const struct fact *fact, struct machine *machine)
{
    if (machine->is_off) {
        return arena_format(run->arena, "%s is off", machine->name);
    }
    if (fact_has(fact, "hang")) {
        world_hang(run->world, machine);
    } else {
        (void)world_cut_power(run->world, machine);
    }
    return NULL;
}

static const char *kill_now(struct run *run, const struct fact *fact)
{
    const char *name = fact_name(fact, 0, "");
    struct machine *machine = network_find_machine(run->world->network, name);
    struct process *process = process_find(run->world, name);
    struct host_service *service = NULL;
    struct host *host = NULL;
    if (fact_has(fact, "after") || fact_has(fact, "nth")) {
        return "which call? on FILE";
    }
    if (machine != NULL) {
        return kill_machine(run, fact, machine);
    }
    if (process != NULL) {
        return kill_process(fact, process);
    }
    if (!service_of_host(run, fact, &host, &service)) {
        return arena_format(run->arena, "no program %s runs at this instant", name);
    }
    if (fact_has(fact, "hang")) {
        return arena_format(run->arena, "%s does nothing of its own that could hang", name);
    }
    host_service_kill(run->world, host, service);
    return NULL;
}

static const char *act(struct run *run, const struct step *step)
{
    const struct fact *fact = &step->fact;
    struct connector *connector = NULL;
    const char *name = fact_name(fact, 0, "");
    const bool is_service =
        text_equal(name, "connector") || connector_find(run->world, name) != NULL;
    if (fact_has(fact, "on") || fact_has(fact, "run")) {
        return kill_later(run, step, is_service);
    }
    if (!is_service) {
        return kill_now(run, fact);
    }
    const char *error = service_find(run, fact, &connector);
    if (error == NULL && connector->process != NULL) {
        return kill_process(fact, connector->process);
    }
    return error;
}

const struct step_kind step_kill = {
    .shape = {.word = "kill",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help =
                  "ends a running program or service at once, as the task manager does; a machine "
                  "as a power cut does: what was not flushed may be lost, and it is off until it "
                  "boots or is `up`",
              .example = "fault kill EXPORT on CCMDIR.EXP"},
    .act = act,
};
