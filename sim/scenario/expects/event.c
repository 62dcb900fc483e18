#include "scenario/run.h"

#include "base/text.h"

static const struct slot slots[] = {{"ID", VALUE_INT, "any", 0},
                                    {"TEXT", VALUE_STRING, NULL, SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"source", {{"NAME", VALUE_NAME, NULL, 0}}, 1, 0, "any", NULL, "who logged it"},
    {"count", {{"COUNT", VALUE_COUNT, NULL, 0}}, 1, 0, ">= 1", NULL, "how many in the window"},
};

static bool matches(struct run *run, const struct fact *fact, const struct observation *seen)
{
    (void)run;
    if (seen->kind != OBSERVE_EVENT ||
        (fact->values[0].type == VALUE_INT && fact->values[0].number != seen->event_id)) {
        return false;
    }
    const char *part = fact_name(fact, 1, NULL);
    const char *source = fact_text(fact, "source", NULL);
    return (part == NULL || text_contains_event(seen->text, part)) &&
           (source == NULL || text_equal(source, seen->source));
}

const struct expect_kind expect_event = {
    .shape = {.word = "event",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "an event in the log; the text is a part of it (? is one character)",
              .example = "expect event 142 source MSExchangeMTA \"unable to route\" count 1"},
    .sort = EXPECT_OCCURRENCE,
    .matches = matches,
    .count_attribute = "count",
};
