#include "exchange/lists.h"

#include <string.h>

#include "base/text.h"
#include "scenario/run.h"
#include "world/defaults.h"

static const struct slot slots[] = {{"SITE|POSTOFFICE", VALUE_NAME, NULL, SLOT_SOLE},
                                    {"NAME", VALUE_NAME, NULL, 0}};

static const struct attribute attributes[] = {
    {"members",
     {{"NAME", VALUE_NAME, NULL, SLOT_MANY}},
     1,
     ATTRIBUTE_REQUIRED,
     NULL,
     "at once",
     "recipients of the site, lists, \"Smith, J at PO1\"; at a post office, names of its "
     "directory. Who was in it before is out"},
};

/* A line that speaks of a recipient or list further down is put off. */
static bool is_somebody(struct run *run, const char *name)
{
    return text_equal(name, default_exchange_user) || strstr(name, " at ") != NULL ||
           list_find(run->world, name) != NULL || site_resolve(run->world, name) != NULL;
}

/* A post office further down, or a site that nobody has declared: the one of every world. */
static bool is_site(struct run *run, const char *name)
{
    return site_find(run->world, name) != NULL || text_equal(name, "SITE1");
}

static const char *at_office(struct run *run, struct office *office, const char *name,
                             const struct fact_attribute *members)
{
    const char **names = arena_array(run->arena, const char *, members->value_count);
    for (uint32_t i = 0; i < members->value_count; i++) {
        names[i] = members->values[i].text;
    }
    const struct office_entry entry = {
        .name = name, .kind = "list", .members = names, .member_count = members->value_count};
    return office_add_entry(run->world, office, &entry);
}

static const char *apply(struct run *run, const struct fact *fact)
{
    const char *where = fact_name(fact, 0, "");
    const struct fact_attribute *members = fact_attribute(fact, "members");
    struct office *office = office_find(run->world, where);
    if (members ==
        NULL) { /* only of a line that declares one the parser knows that it is missing */
        return "a list needs `members`: all who are in it from now on";
    }
    if (office != NULL) {
        return at_office(run, office, fact_name(fact, 1, ""), members);
    }
    if (!is_site(run, where)) {
        return arena_format(run->arena, "there is no site or post office %s", where);
    }
    struct site *site = site_need(run->world, where);
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
    const char *where = fact_name(fact, 0, "");
    const char *name = fact_name(fact, 1, "");
    struct office *office = office_find(run->world, where);
    if (office != NULL) {
        return office_remove_entry(run->world, office, name);
    }
    const struct site *site = site_find(run->world, where);
    return site != NULL && list_remove(run->world, site, name)
               ? NULL
               : arena_format(run->arena, "there is no list %s", name);
}

const struct noun noun_list = {
    .shape = {.word = "list",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "a distribution list of an Exchange site, or a mailing list of a post office",
              .example = "list SITE1 \"All\" members \"Brady, Sally\" \"Smith, J at PO1\" \"Sub\""},
    .order = 31,
    .apply = apply,
    .remove = remove_list,
};
