#include "scenario/words/reading_fact.h"

static const struct attribute attributes[] = {READING_BY, READING_GIVES};

static const char *act(struct run *run, const struct step *step)
{
    return reading_act_on(run, &step->fact, (struct reading){.act = READING_READ});
}

const struct step_kind step_read = {
    .shape = {.word = "read",
              .slots = reading_slots,
              .slot_count = READING_SLOTS,
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "a cc:Mail user reads a letter; a receipt goes to who asked for one",
              .example = "do read m1 by \"Smith, J\" gives receipt"},
    .act = act,
};
