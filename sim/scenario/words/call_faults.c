#include "scenario/words/call_faults.h"

#include <string.h>

#include "base/text.h"
#include "scenario/watch.h"
#include "scenario/words/places.h"
#include "world/place_pattern.h"
#include "world/sim_logon.h"

/* What is armed strikes from now on. */
static void listen(struct world *world)
{
    world->faults = faults_any_armed(world->all_faults) ? world->all_faults : NULL;
    sim_logon_listen(world);
}

/* "Submit\*.ccm": its first name is no machine's and no pattern. */
static bool is_in_store(const struct run *run, const char *place)
{
    const size_t length = strcspn(place, "\\/:");
    const char *first = arena_text_n(run->scratch, place, length);
    return length > 0 && place[length] != '\0' && strchr(place, ':') == NULL &&
           !place_is_pattern(first) && network_find_machine(run->world->network, first) == NULL;
}

const char *call_fault_place(struct run *run, const char *place, const char **place_out)
{
    char path[OS_PATH_SIZE];
    *place_out = arena_text(run->arena, place);
    if (is_in_store(run, place)) {
        const char *error = place_path(run, place, path);
        *place_out = error == NULL ? arena_text(run->arena, path) : *place_out;
        return error;
    }
    return place_check(run->world, place);
}

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
    listen(world);
    return error;
}

bool call_fault_lift(struct run *run, const char *label)
{
    struct world *world = run->world;
    if (world->all_faults == NULL || !fault_lift(world->all_faults, label)) {
        return false;
    }
    listen(world);
    return true;
}

void call_faults_decide(struct run *run, struct run_result *result)
{
    const struct faults *all = run->world->all_faults;
    for (const struct fault *fault = all != NULL ? all->first : NULL; fault != NULL;
         fault = fault->next) {
        if (fault->strikes == 0 || (fault->rewrite != NULL && fault->rewrite->files == 0)) {
            const char *got = arena_format(run->arena, "struck nothing: %llu calls were meant",
                                           (unsigned long long)fault->matches);
            watch_fail_step(run, result, fault->owner, got);
        }
    }
}
