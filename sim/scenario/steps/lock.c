#include "scenario/words/openers.h"

static const struct slot slots[] = {{"POSTOFFICE", VALUE_NAME, NULL, 0},
                                    {"FILE", VALUE_NAME, NULL, SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"by", {{"NAME", VALUE_NAME, NULL, 0}}, 1, 0, "router", NULL, "who holds it"},
    {"for",
     {{"TIME", VALUE_TIME, NULL, 0}},
     1,
     0,
     "until the fault is lifted",
     NULL,
     "how long, from when it got hold of it"},
    OPENER_ATTRIBUTES,
};

static const char *act(struct run *run, const struct step *step)
{
    const struct fact *fact = &step->fact;
    struct opener opener = {
        .habit = {.file = fact_name(fact, 1, "CLANDATA"),
                  .holds_us = fact_number(fact, "for", UINT64_MAX)},
        .label = fact->label,
        .owner = step,
    };
    const char *error = opener_read(run, fact, fact_text(fact, "by", "router"), &opener);
    if (error == NULL && opener.habit.holds_us == 0) {
        error = "held for no time";
    }
    if (error == NULL && fact->label == NULL && opener.habit.holds_us == UINT64_MAX) {
        error = "for how long? for TIME, or a label that a `fix lift` names";
    }
    if (error == NULL) {
        error = opener_file(run, opener.office, opener.habit.file);
    }
    if (error == NULL) {
        (void)opener_begin(run->world, &opener, 0);
    }
    return error;
}

const struct step_kind step_lock = {
    .shape = {.word = "lock",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .survives =
                  "a boot of his machine or of the server ends what he holds; he comes again",
              .help =
                  "somebody else holds a file of the post office: CLANDATA by the lock of those "
                  "who change something, another one (or `alone`) to the exclusion of all",
              .example = "fault lock PO1 CLANDATA by router for 20s"},
    .act = act,
};
