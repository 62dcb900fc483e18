#include "postoffice.h"
#include "scenario/words/places.h"

static const struct slot slots[] = {{"POSTOFFICE", VALUE_NAME, NULL, SLOT_SOLE}};

static const char *act(struct run *run, const struct step *step)
{
    struct office *office = NULL;
    struct postoffice *po = NULL;
    uint32_t taken = 0;
    const char *error = place_office(run, fact_name(&step->fact, 0, NULL), &office);
    error = error != NULL ? error : office_reader(run->world, office, &po);
    if (error != NULL) {
        return error;
    }
    (void)world_assumption(run->world, ASSUME_ADE_MARKS);
    if (!po_has_ade(po)) {
        return arena_format(run->arena, "post office %s has no automatic directory exchange",
                            office->name);
    }
    const enum status st = po_marks_take(po, &taken);
    world_edit(run->world, st == ST_OK ? arena_format(run->arena, "%u marks taken", taken)
                                       : "the Router cannot read the directory now");
    return NULL;
}

const struct step_kind step_propagate = {
    .shape = {.word = "propagate",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .help = "the Router of a post office's automatic directory exchange tells the others "
                      "what is marked; the marks go",
              .example = "do propagate PO1"},
    .act = act,
};
