#include "scenario/words/places.h"

static const struct slot slots[] = {{"POSTOFFICE", VALUE_NAME, NULL, SLOT_OPTIONAL}};

static const char *act(struct run *run, const struct step *step)
{
    struct office *office = NULL;
    const char *error = place_office(run, fact_name(&step->fact, 0, NULL), &office);
    return error != NULL ? error : office_shut(run->world, office);
}

const struct step_kind step_shut = {
    .shape = {.word = "shut",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .help = "all but the utilities leave the post office (CCPODOWN)",
              .example = "do shut PO1"},
    .act = act,
};
