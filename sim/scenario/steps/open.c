#include "scenario/words/places.h"

static const struct slot slots[] = {{"POSTOFFICE", VALUE_NAME, NULL, SLOT_OPTIONAL}};

static const char *act(struct run *run, const struct step *step)
{
    struct office *office = NULL;
    const char *error = place_office(run, fact_name(&step->fact, 0, NULL), &office);
    return error != NULL ? error : office_open(run->world, office);
}

const struct step_kind step_open = {
    .shape = {.word = "open",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .help = "users and programs may come back to the post office",
              .example = "do open PO1"},
    .act = act,
};
