#include "scenario/words/call_faults.h"

#include "scenario/watch.h"

const char *call_fault_arm(struct run *run, const struct step *step, struct fault *fault)
{
    struct world *world = run->world;
    if (world->all_faults == NULL) {
        world->all_faults = faults_create(run->arena);
    }
    fault->label = step->fact.label;
    fault->owner = step;
    fault->cause = world->cause;
    const char *error = fault_arm(world->all_faults, fault);
    world->faults = faults_any_armed(world->all_faults) ? world->all_faults : NULL;
    return error;
}

const char *call_fault_lift(struct run *run, const char *label)
{
    struct world *world = run->world;
    if (world->all_faults == NULL || !fault_lift(world->all_faults, label)) {
        return arena_format(run->arena, "no call fault of that label is armed: %s", label);
    }
    world->faults = faults_any_armed(world->all_faults) ? world->all_faults : NULL;
    return NULL;
}

void call_faults_decide(struct run *run, struct run_result *result)
{
    const struct faults *all = run->world->all_faults;
    for (const struct fault *fault = all != NULL ? all->first : NULL; fault != NULL;
         fault = fault->next) {
        if (fault->strikes == 0) {
            const char *got = arena_format(run->arena, "struck nothing: %llu calls were meant",
                                           (unsigned long long)fault->matches);
            watch_fail_step(run, result, fault->owner, got);
        }
    }
}
