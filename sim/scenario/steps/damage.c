#include "base/text.h"
#include "postoffice.h"
#include "scenario/words/places.h"

static const struct slot slots[] = {{"POSTOFFICE", VALUE_NAME, NULL, 0}};

/* Each with a bar before it. */
#define DAMAGE(id, word, bytes, mended_by) "|" #word
static const char kinds[] =
#include "po_damage.def"
    ;
#undef DAMAGE

static const struct attribute attributes[] = {
    {"kind",
     {{"KIND", VALUE_WORD, &kinds[1], 0}},
     1,
     ATTRIBUTE_REQUIRED,
     NULL,
     NULL,
     "which bytes: rows of po_damage.def, each with what it strikes"},
};

static const char *act(struct run *run, const struct step *step)
{
    struct office *office = NULL;
    struct postoffice *po = NULL;
    const char *word = fact_text(&step->fact, "kind", "");
    const char *error = place_office(run, fact_name(&step->fact, 0, NULL), &office);
    if (error == NULL) {
        error = office_reader(run->world, office, &po);
    }
    if (error != NULL) {
        return error;
    }
    enum po_damage_kind kind = 0;
    if (!po_damage_find(word, &kind)) {
        return arena_format(run->arena, "there is no damage %s", word);
    }
    enum status st = po_lock(po);
    if (st == ST_OK) {
        st = po_damage(po, kind);
        po_unlock(po);
    }
    if (st == ST_OK && kind == PO_DAMAGE_MESSAGE_INDEX) {
        truth_index_damaged(run->world);
    }
    run->world->person_changes++; /* what stands there at the end is nobody's fault of ours */
    return st == ST_OK
               ? NULL
               : arena_format(run->arena, "%s of %s cannot be damaged: %s", word, office->name,
                              st == ST_NOT_FOUND ? "there is none" : status_text(st));
}

const struct step_kind step_damage = {
    .shape = {.word = "damage",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "bytes of a post office change behind everybody's back",
              .example = "fault damage PO1 kind message_index"},
    .act = act,
};
