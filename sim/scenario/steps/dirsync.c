#include "scenario/words/places.h"

static const struct slot slots[] = {{"POSTOFFICE", VALUE_NAME, NULL, SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"by",
     {{"CONNECTOR", VALUE_NAME, NULL, 0}},
     1,
     0,
     "the first at that post office",
     NULL,
     "which connector synchronizes, where several are at it"},
};

static const char *act(struct run *run, const struct step *step)
{
    struct office *office = NULL;
    const char *error = place_office(run, fact_name(&step->fact, 0, NULL), &office);
    struct connector *connector = NULL;
    if (error == NULL) {
        error = place_synchronizer(run, &step->fact, office, &connector);
    }
    if (error != NULL) {
        return error;
    }
    connector_synchronize(run->world, connector);
    return NULL;
}

const struct step_kind step_dirsync = {
    .shape = {.word = "dirsync",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "an administrator starts directory synchronization with a post office",
              .example = "do dirsync PO1"},
    .act = act,
};
