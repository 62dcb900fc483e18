#include "scenario/run.h"

static const struct slot slots[] = {{"MAIL", VALUE_NAME, NULL, 0}};

static const struct attribute attributes[] = {
    {"count",
     {{"COUNT", VALUE_COUNT, NULL, 0}},
     1,
     0,
     ">= 1",
     NULL,
     "how many of its duties came back"},
};

static void check(struct run *run, const struct fact *fact, struct verdict *verdict_out)
{
    const char *name = fact_name(fact, 0, "");
    const struct mail *mail = mail_find(run->world, name);
    if (mail == NULL) {
        verdict_out->got = arena_format(run->arena, "there is no mail %s", name);
        return;
    }
    const uint64_t count = truth_returned(run->world, mail);
    const struct fact_attribute *bound = fact_attribute(fact, "count");
    verdict_out->holds = bound != NULL ? value_matches_count(&bound->values[0], count) : count > 0;
    if (!verdict_out->holds) {
        verdict_out->got =
            arena_format(run->arena, "returned %s count %llu", name, (unsigned long long)count);
    }
}

const struct expect_kind expect_returned = {
    .shape = {.word = "returned",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "mail that came back to its sender with a report",
              .example = "expect returned m1 count 1"},
    .sort = EXPECT_STATE,
    .check = check,
};
