#include "scenario/words/places.h"

static const struct slot slots[] = {{"PATTERN", VALUE_STRING, NULL, 0}};

static const struct attribute attributes[] = {
    {"count", {{"COUNT", VALUE_COUNT, NULL, 0}}, 1, 0, ">= 1", NULL, "how many there are"},
    {"of",
     {{"CONNECTOR", VALUE_NAME, NULL, 0}},
     1,
     0,
     "the only one",
     NULL,
     "whose store relative names are in"},
};

static void check(struct run *run, const struct fact *fact, struct verdict *verdict_out)
{
    struct connector *connector = NULL;
    struct place_directory directory;
    const char *of = fact_text(fact, "of", NULL);
    const char *error = of != NULL ? place_connector(run, of, &connector) : NULL;
    error = error != NULL
                ? error
                : place_directory(run, connector, fact_name(fact, 0, ""), false, &directory);
    if (error != NULL) {
        verdict_out->is_unknown = of != NULL && connector == NULL;
        verdict_out->got = error;
        return;
    }
    uint64_t count = 0;
    for (volume_node node = place_next(&directory, 0); node != 0;
         node = place_next(&directory, node)) {
        count++;
    }
    const struct fact_attribute *bound = fact_attribute(fact, "count");
    verdict_out->holds = bound != NULL ? value_matches_count(&bound->values[0], count) : count > 0;
    if (!verdict_out->holds) {
        verdict_out->got = arena_format(run->arena, "files \"%s\" count %llu",
                                        fact_name(fact, 0, ""), (unsigned long long)count);
    }
}

const struct expect_kind expect_files = {
    .shape = {.word = "files",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "files in a directory; relative names are under the connector's store",
              .example = "expect files \"Submit\\*.ccm\" count >= 1"},
    .sort = EXPECT_STATE,
    .check = check,
};
