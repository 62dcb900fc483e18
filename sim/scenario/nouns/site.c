#include "scenario/words/services.h"

#include "base/text.h"

static const struct slot slots[] = {{"NAME", VALUE_NAME, NULL, 0}};

static const struct attribute attributes[] = {
    {"address",
     {{"TEXT", VALUE_NAME, NULL, 0}},
     1,
     0,
     "its name",
     "next dirsync",
     "what stands behind `at` in cc:Mail addresses"},
    {"containers",
     {{"NAME", VALUE_NAME, NULL, SLOT_MANY}},
     1,
     0,
     "Recipients Import",
     "at once",
     "containers of its directory"},
    {"version", {{"VERSION", VALUE_NAME, NULL, 0}}, 1, 0, "5.5", "at once", "release of Exchange"},
};

/* Administrator removes no container that somebody is in. */
static const char *still_used(struct run *run, const struct site *site,
                              const struct fact_attribute *containers)
{
    for (const struct site_recipient *r = site->recipients; r != NULL; r = r->next) {
        uint32_t i = 0;
        while (i < containers->value_count &&
               !text_equal(containers->values[i].text, r->container)) {
            i++;
        }
        if (i == containers->value_count) {
            return arena_format(run->arena, "%s is in %s: remove or move who is there first",
                                r->display, r->container);
        }
    }
    return NULL;
}

static const char *apply(struct run *run, const struct fact *fact)
{
    struct site *site = site_need(run->world, fact_name(fact, 0, NULL));
    const char *address = fact_text(fact, "address", NULL);
    if (address != NULL) {
        site->address = arena_text(run->arena, address);
        service_name_site(run);
    }
    const struct fact_attribute *containers = fact_attribute(fact, "containers");
    if (containers != NULL) {
        const char *error = run->is_declaring ? NULL : still_used(run, site, containers);
        if (error != NULL) {
            return error;
        }
        const char **names = arena_array(run->arena, const char *, containers->value_count);
        for (uint32_t i = 0; i < containers->value_count; i++) {
            names[i] = arena_text(run->arena, containers->values[i].text);
        }
        site->containers = names;
        site->container_count = containers->value_count;
    }
    return NULL;
}

const struct noun noun_site = {
    .shape = {.word = "site",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "an Exchange site",
              .example = "site SITE1 address \"SITE1\""},
    .order = 10,
    .apply = apply,
};
