#include "scenario/words/reading_fact.h"

static const struct attribute attributes[] = {
    READING_BY,
    {"in",
     {{"FOLDER", VALUE_NAME, NULL, 0}},
     1,
     ATTRIBUTE_REQUIRED,
     NULL,
     NULL,
     "Inbox, \"Message Log\", Trash, or one of his own"},
};

static const char *act(struct run *run, const struct step *step)
{
    const struct reading reading = {.act = READING_FILE, .to = fact_text(&step->fact, "in", "")};
    return reading_act_on(run, &step->fact, reading);
}

const struct step_kind step_put = {
    .shape = {.word = "put",
              .slots = reading_slots,
              .slot_count = READING_SLOTS,
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "a cc:Mail user puts a letter into a folder of his mailbox",
              .example = "do put m1 by \"Smith, J\" in \"Message Log\""},
    .act = act,
};
