#include "scenario/words/places.h"

#include "base/text.h"
#include "scenario/call_watch.h"

static const struct slot slots[] = {{"FILE", VALUE_STRING, NULL, SLOT_MANY}};

static const struct attribute attributes[] = {
    {"in",
     {{"ORDER", VALUE_WORD, "order", 0}},
     1,
     0,
     "in any order",
     NULL,
     "one after another; others may be called between them"},
    {"by",
     {{"PROGRAM", VALUE_NAME, NULL, 0}},
     1,
     0,
     "anybody",
     NULL,
     "who called them: IMPORT; the service: CCMC"},
    {"count",
     {{"COUNT", VALUE_COUNT, NULL, 0}},
     1,
     0,
     ">= 1",
     NULL,
     "how often all of them were, in the window"},
};

static bool matches(struct run *run, const struct fact *fact, const struct observation *seen)
{
    return seen->kind == OBSERVE_CALL &&
           text_equal(fact_text(fact, "by", seen->program), seen->program) &&
           call_watch_meet(run, fact, seen->path);
}

static const char *cannot(struct run *run, const struct fact *fact)
{
    const char *by = fact_text(fact, "by", NULL);
    const char *error = by != NULL ? place_no_caller(run, by) : NULL;
    return fact->value_count > CALL_PATTERNS_MAX ? "more than 64 files" : error;
}

const struct expect_kind expect_calls = {
    .shape = {.word = "calls",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "files that were opened, looked at, listed, made, renamed or deleted, by the "
                      "last part of their names, or with \\ by the whole path as it was named",
              .example = "expect calls \"Ccver.tb\" \"Nftcheck\" \"Ccpodd.*\" in order"},
    .sort = EXPECT_OCCURRENCE,
    .matches = matches,
    .cannot = cannot,
    .count_attribute = "count",
};
