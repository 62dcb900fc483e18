#include "scenario/words/places.h"

#include "base/text.h"

static const struct slot slots[] = {{"QUEUE|POSTOFFICE", VALUE_NAME, "mts-out|mts-in", 0}};

static const struct attribute attributes[] = {
    {"count", {{"COUNT", VALUE_COUNT, NULL, 0}}, 1, 0, ">= 1", NULL, "how many messages wait"},
    {"of",
     {{"CONNECTOR", VALUE_NAME, NULL, 0}},
     1,
     0,
     "the only one",
     NULL,
     "whose mts-out or mts-in"},
    {"entry",
     {{"NAME", VALUE_NAME, NULL, 0}},
     1,
     0,
     "the site's",
     NULL,
     "post office: the entry whose queue it is"},
};

static const char *count_queue(struct run *run, const struct fact *fact, uint64_t *count_out)
{
    const char *name = fact_name(fact, 0, "");
    const bool is_out = text_equal(name, "mts-out");
    if (is_out || text_equal(name, "mts-in")) {
        struct connector *connector = NULL;
        const char *error = place_connector(run, fact_text(fact, "of", NULL), &connector);
        if (error == NULL) {
            *count_out = site_queue_count(run->world, connector,
                                          is_out ? EXCHANGE_MTS_OUT : EXCHANGE_MTS_IN);
        }
        return error;
    }
    struct office *office = NULL;
    const char *error = place_office(run, name, &office);
    if (error == NULL) {
        const struct site *site = connector_office_site(run->world, office);
        const char *entry = fact_text(fact, "entry", site->address);
        if (!text_equal(entry, site->address) &&
            !office_has_entry(run->world, office, entry, run->arena, NULL)) {
            return arena_format(run->arena, "%s has no entry %s", name, entry);
        }
        *count_out = office_queue_count(run->world, office, entry);
    }
    return error;
}

static void check(struct run *run, const struct fact *fact, struct verdict *verdict_out)
{
    uint64_t count = 0;
    const char *error = count_queue(run, fact, &count);
    if (error != NULL) {
        verdict_out->is_unknown = true;
        verdict_out->got = error;
        return;
    }
    const struct fact_attribute *bound = fact_attribute(fact, "count");
    verdict_out->holds = bound != NULL ? value_matches_count(&bound->values[0], count) : count > 0;
    if (!verdict_out->holds) {
        verdict_out->got = arena_format(run->arena, "queue %s count %llu", fact_name(fact, 0, ""),
                                        (unsigned long long)count);
    }
}

const struct expect_kind expect_queue = {
    .shape = {.word = "queue",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "messages that wait in MTS-OUT, MTS-IN, or at a post office for the site",
              .example = "expect queue mts-out count 2"},
    .sort = EXPECT_STATE,
    .check = check,
};
