#include "scenario/words/places.h"

#include "base/text.h"

static const struct slot slots[] = {{"POSTOFFICE", VALUE_NAME, NULL, 0},
                                    {"STATE", VALUE_WORD, "completed|never", SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"import",
     {{"CONTAINER", VALUE_NAME, NULL, 0}},
     1,
     0,
     "Import",
     "next dirsync",
     "container for cc:Mail users"},
    {"export",
     {{"CONTAINER", VALUE_NAME, NULL, SLOT_MANY}},
     1,
     0,
     "Recipients",
     "next dirsync",
     "containers whose recipients cc:Mail gets"},
};

static const char never[] = "never";

/* While the world is made, the last touches complete it: all recipients are known then. */
static const char *complete(struct run *run, struct office *office)
{
    if (run->step == NULL) {
        office->dirsync = NULL;
        return NULL;
    }
    return office_complete_dirsync(run->world, office);
}

static const char *undo(struct run *run, struct office *office)
{
    office->dirsync = never;
    if (!office->has_site_entry) {
        return NULL;
    }
    office->has_site_entry = false;
    const struct site *site = site_need(run->world, NULL);
    return office_remove_entry(run->world, office, site->address);
}

static const char *apply(struct run *run, const struct fact *fact)
{
    struct office *office = NULL;
    const char *error = place_office(run, fact_name(fact, 0, NULL), &office);
    const char *state = fact_name(fact, 1, NULL);
    if (error != NULL || state == NULL) {
        return error;
    }
    return text_equal(state, never) ? undo(run, office) : complete(run, office);
}

const struct noun noun_dirsync = {
    .shape = {.word = "dirsync",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "whether directory synchronization with the post office has completed",
              .example = "dirsync PO1 completed"},
    .order = 55,
    .apply = apply,
};
