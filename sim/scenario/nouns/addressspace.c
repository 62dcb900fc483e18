#include "exchange/routing.h"

#include <string.h>

#include "base/text.h"
#include "scenario/words/places.h"

static const struct slot slots[] = {{"CONNECTOR", VALUE_NAME, NULL, SLOT_SOLE},
                                    {"SPACE", VALUE_NAME, "none", 0}};

static const struct attribute attributes[] = {
    {"cost",
     {{"N", VALUE_INT, NULL, 0}},
     1,
     0,
     "1",
     "recalculation of routing",
     "among spaces that say as much, the lowest is taken"},
};

enum { COST_MOST = 100 };

static const char *named(struct run *run, const struct fact *fact, struct connector **connector_out)
{
    const char *space = fact_name(fact, 1, "");
    const char *error = place_connector(run, fact_name(fact, 0, NULL), connector_out);
    if (error == NULL && !text_equal(space, "none") && strchr(space, ':') == NULL) {
        return arena_format(run->arena, "'%s' is no address space: \"CCMAIL:*\"", space);
    }
    return error;
}

/* As the world is made, also as a variant has it, the table is made from its spaces. */
static void take_up(struct run *run)
{
    if (run->step == NULL) {
        routing_recalculate(run->world);
    }
}

static const char *apply(struct run *run, const struct fact *fact)
{
    struct connector *connector = NULL;
    const char *space = fact_name(fact, 1, "");
    const char *error = named(run, fact, &connector);
    const uint64_t cost = fact_number(fact, "cost", 1);
    if (error == NULL && (cost == 0 || cost > COST_MOST)) {
        error = arena_format(run->arena, "costs are 1 to %d", COST_MOST);
    }
    if (error != NULL) {
        return error;
    }
    if (text_equal(space, "none")) {
        routing_clear(run->world, connector);
    } else {
        routing_add(run->world, connector, space, (uint32_t)cost);
    }
    take_up(run);
    return NULL;
}

static const char *remove_space(struct run *run, const struct fact *fact)
{
    struct connector *connector = NULL;
    const char *space = fact_name(fact, 1, "");
    const char *error = named(run, fact, &connector);
    if (error != NULL) {
        return error;
    }
    if (!routing_remove(run->world, connector, space)) {
        return arena_format(run->arena, "%s has no address space %s", connector->name, space);
    }
    take_up(run);
    return NULL;
}

const struct noun noun_addressspace = {
    .shape = {.word = "addressspace",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help =
                  "addresses whose mail Exchange gives to a connector; none: its page is empty. "
                  "Later edits count when routing is recalculated",
              .example = "addressspace C1 \"CCMAIL:*\" cost 1"},
    .order = 60,
    .apply = apply,
    .remove = remove_space,
};
