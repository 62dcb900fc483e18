#include "scenario/words/reading_fact.h"

static const struct attribute attributes[] = {
    READING_BY,
    {"to",
     {{"ADDRESS", VALUE_NAME, NULL, 0}},
     1,
     ATTRIBUTE_REQUIRED,
     NULL,
     NULL,
     "to whom: \"Brady, Sally at SITE1\", or somebody at the post office"},
    READING_GIVES,
};

static const char *act(struct run *run, const struct step *step)
{
    const struct reading reading = {.act = READING_FORWARD, .to = fact_text(&step->fact, "to", "")};
    return reading_act_on(run, &step->fact, reading);
}

const struct step_kind step_forward = {
    .shape = {.word = "forward",
              .slots = reading_slots,
              .slot_count = READING_SLOTS,
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "a cc:Mail user passes a letter on; its header then says who had it before",
              .example = "do forward m1 by \"Smith, J\" to \"Lee, Bo at SITE1\" gives m2"},
    .act = act,
};
