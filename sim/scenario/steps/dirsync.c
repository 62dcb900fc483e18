#include "scenario/words/places.h"

static const struct slot slots[] = {{"POSTOFFICE", VALUE_NAME, NULL, 0}};

static const char *act(struct run *run, const struct step *step)
{
    struct office *office = NULL;
    const char *error = place_office(run, fact_name(&step->fact, 0, NULL), &office);
    if (error != NULL) {
        return error;
    }
    struct connector *connector = connector_of_office(run->world, office);
    if (connector == NULL) {
        return "there is no connector that could synchronize";
    }
    connector_synchronize(run->world, connector);
    return NULL;
}

const struct step_kind step_dirsync = {
    .shape = {.word = "dirsync",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .help = "an administrator starts directory synchronization with a post office",
              .example = "do dirsync PO1"},
    .act = act,
};
