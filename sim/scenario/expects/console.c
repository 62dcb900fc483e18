#include "scenario/words/places.h"

#include "base/text.h"

static const struct slot slots[] = {{"PROGRAM", VALUE_NAME, NULL, 0},
                                    {"PATTERN", VALUE_STRING, NULL, 0}};

static const struct attribute attributes[] = {
    {"count",
     {{"COUNT", VALUE_COUNT, NULL, 0}},
     1,
     0,
     ">= 1",
     NULL,
     "how many runs in the window printed that"},
};

static bool matches(struct run *run, const struct fact *fact, const struct observation *seen)
{
    (void)run;
    return seen->kind == OBSERVE_RESULT && seen->console != NULL &&
           text_equal(fact_name(fact, 0, ""), seen->program) &&
           text_match(fact_name(fact, 1, ""), seen->console);
}

const struct expect_kind expect_console = {
    .shape =
        {.word = "console",
         .slots = slots,
         .slot_count = ARRAY_COUNT(slots),
         .attributes = attributes,
         .attribute_count = ARRAY_COUNT(attributes),
         .help = "what a program printed until it ended; * and ? stand for any text, one character",
         .example = "expect console EXPORT \"*Exporting*\""},
    .sort = EXPECT_OCCURRENCE,
    .matches = matches,
    .cannot = place_no_program,
    .count_attribute = "count",
};
