#include "scenario/words/reading_fact.h"

static const struct attribute attributes[] = {
    READING_BY,
    {"all", {{0}}, 0, 0, NULL, NULL, "to its other recipients, too"},
    READING_GIVES,
};

static const char *act(struct run *run, const struct step *step)
{
    const struct reading reading = {.act = READING_REPLY, .to_all = fact_has(&step->fact, "all")};
    return reading_act_on(run, &step->fact, reading);
}

const struct step_kind step_reply = {
    .shape = {.word = "reply",
              .slots = reading_slots,
              .slot_count = READING_SLOTS,
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "somebody at cc:Mail or Exchange answers a letter that he got, to the sender "
                      "whom his program shows",
              .example = "do reply m1 by \"Smith, J\" all gives answer"},
    .act = act,
};
