#include "scenario/words/kills.h"

#include "base/text.h"
#include "world/power.h"

void kills_arm(struct run *run)
{
    const struct scenario_case *the_case = run->the_case;
    for (uint32_t i = 0; i < the_case->step_count; i++) {
        const struct step *step = &the_case->steps[i];
        if (step->is_edit || !text_equal(step->fact.shape->word, "kill")) {
            continue;
        }
        struct machine *machine =
            network_find_machine(run->world->network, fact_name(&step->fact, 0, ""));
        if (machine != NULL) {
            world_arm_power(run->world, machine);
        }
    }
}
