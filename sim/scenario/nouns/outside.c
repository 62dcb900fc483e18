/* The world beyond Exchange. */
#include "exchange/outside.h"
#include "scenario/run.h"

#include "base/text.h"

static const struct slot slots[] = {{"NAME", VALUE_NAME, NULL, 0}};

static const struct attribute attributes[] = {
    {"via",
     {{"WAY", VALUE_WORD, "IMS|none", 0}},
     1,
     0,
     "IMS",
     "at once",
     "the Internet Mail Service; none: what is addressed to SMTP has no route"},
    {"does",
     {{"WHAT", VALUE_WORD, "accept|answer|return", 0}},
     1,
     0,
     "accept",
     "at once",
     "what becomes of a letter there"},
};

static const char *apply(struct run *run, const struct fact *fact)
{
    const char *name = fact_name(fact, 0, "");
    const char *via = fact_text(fact, "via", NULL);
    const char *does = fact_text(fact, "does", NULL);
    const bool is_new = outside_find(run->world, name) == NULL;
    if (name[0] == '\0') {
        return "the world outside has a name: outside INTERNET";
    }
    struct outside *outside = outside_need(run->world, name);
    if (via != NULL || is_new) {
        outside->has_way = via == NULL || text_equal(via, "IMS");
    }
    if (does != NULL) {
        outside->does = text_equal(does, "answer")   ? OUTSIDE_ANSWERS
                        : text_equal(does, "return") ? OUTSIDE_RETURNS
                                                     : OUTSIDE_ACCEPTS;
    }
    return NULL;
}

static const char *remove_outside(struct run *run, const struct fact *fact)
{
    const char *name = fact_name(fact, 0, "");
    if (outside_find(run->world, name) == NULL) {
        return arena_format(run->arena, "there is nothing outside called %s", name);
    }
    outside_forget(run->world, name);
    return NULL;
}

const struct noun noun_outside = {
    .shape = {.word = "outside",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "the world beyond Exchange, where letters of cc:Mail users to SMTP go",
              .example = "outside INTERNET via IMS"},
    .order = 33,
    .apply = apply,
    .remove = remove_outside,
};
