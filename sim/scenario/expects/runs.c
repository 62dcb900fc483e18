#include "scenario/words/places.h"

#include "base/text.h"

static const struct slot slots[] = {{"PROGRAM", VALUE_NAME, NULL, 0}};

static const struct attribute attributes[] = {
    {"count",
     {{"COUNT", VALUE_COUNT, NULL, 0}},
     1,
     0,
     ">= 1",
     NULL,
     "how many runs ended in the window"},
};

static bool matches(struct run *run, const struct fact *fact, const struct observation *seen)
{
    (void)run;
    return seen->kind == OBSERVE_RESULT && text_equal(fact_name(fact, 0, ""), seen->program);
}

const struct expect_kind expect_runs = {
    .shape = {.word = "runs",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "runs of a program, whatever their result",
              .example = "expect runs IMPORT count 3"},
    .sort = EXPECT_OCCURRENCE,
    .matches = matches,
    .cannot = place_no_program,
    .count_attribute = "count",
};
