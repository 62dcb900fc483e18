#include "exchange/routing.h"
#include "scenario/words/places.h"

static const struct slot slots[] = {{"WHAT", VALUE_WORD, "routing", 0},
                                    {"SITE", VALUE_NAME, NULL, SLOT_OPTIONAL}};

static const char *act(struct run *run, const struct step *step)
{
    const char *site = fact_name(&step->fact, 1, NULL);
    if (site != NULL && site_find(run->world, site) == NULL) {
        return arena_format(run->arena, "there is no site %s", site);
    }
    routing_recalculate(run->world);
    return NULL;
}

const struct step_kind step_recalculate = {
    .shape = {.word = "recalculate",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .help = "an administrator has the routing table of the site made anew from the "
                      "address spaces",
              .example = "do recalculate routing SITE1"},
    .act = act,
};
