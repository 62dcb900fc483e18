#include "scenario/words/places.h"

#include "base/text.h"

static const struct slot slots[] = {{"PROGRAM", VALUE_NAME, NULL, 0},
                                    {"CODE", VALUE_COUNT, NULL, 0}};

static const struct attribute attributes[] = {
    {"count",
     {{"COUNT", VALUE_COUNT, NULL, 0}},
     1,
     0,
     ">= 1",
     NULL,
     "how many runs in the window ended so"},
};

static bool matches(struct run *run, const struct fact *fact, const struct observation *seen)
{
    (void)run;
    return seen->kind == OBSERVE_RESULT && text_equal(fact_name(fact, 0, ""), seen->program) &&
           seen->result_code >= 0 &&
           value_matches_count(&fact->values[1], (uint64_t)seen->result_code);
}

const struct expect_kind expect_result = {
    .shape = {.word = "result",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "a program ended with this result code",
              .example = "expect result EXPORT 3"},
    .sort = EXPECT_OCCURRENCE,
    .matches = matches,
    .cannot = place_no_program,
    .count_attribute = "count",
};
