#include "exchange/lists.h"

#include <string.h>

#include "base/text.h"
#include "scenario/run.h"
#include "world/defaults.h"

static const struct slot slots[] = {{"SITE", VALUE_NAME, NULL, 0}, {"NAME", VALUE_NAME, NULL, 0}};

static const struct attribute attributes[] = {
    {"members",
     {{"NAME", VALUE_NAME, NULL, SLOT_MANY}},
     1,
     ATTRIBUTE_REQUIRED,
     NULL,
     "at once",
     "recipients of the site, lists, \"Smith, J at PO1\"; who was in it before is out"},
};

/* A line that speaks of a recipient or list further down is put off. */
static bool is_somebody(struct run *run, const char *name)
{
    return text_equal(name, default_exchange_user) || strstr(name, " at ") != NULL ||
           list_find(run->world, name) != NULL || site_resolve(run->world, name) != NULL;
}

static const char *apply(struct run *run, const struct fact *fact)
{
    struct site *site = site_need(run->world, fact_name(fact, 0, NULL));
    const struct fact_attribute *members = fact_attribute(fact, "members");
    const char **names = arena_array(run->arena, const char *, members->value_count);
    for (uint32_t i = 0; i < members->value_count; i++) {
        names[i] = members->values[i].text;
        if (!text_equal(names[i], fact_name(fact, 1, "")) && !is_somebody(run, names[i])) {
            return arena_format(run->arena,
                                "nobody is called '%s': a recipient of the site, a list, or "
                                "\"Last, First at PO1\"",
                                names[i]);
        }
    }
    list_set(run->world, site, fact_name(fact, 1, ""), names, members->value_count);
    return NULL;
}

static const char *remove_list(struct run *run, const struct fact *fact)
{
    const struct site *site = site_need(run->world, fact_name(fact, 0, NULL));
    const char *name = fact_name(fact, 1, "");
    return list_remove(run->world, site, name)
               ? NULL
               : arena_format(run->arena, "there is no list %s", name);
}

const struct noun noun_list = {
    .shape = {.word = "list",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "a distribution list of an Exchange site; one of a post office is an `entry` "
                      "of kind list",
              .example = "list SITE1 \"All\" members \"Brady, Sally\" \"Smith, J at PO1\" \"Sub\""},
    .order = 31,
    .apply = apply,
    .remove = remove_list,
};
