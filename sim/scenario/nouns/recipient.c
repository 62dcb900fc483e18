#include "scenario/run.h"

#include "base/text.h"

static const struct slot slots[] = {{"SITE", VALUE_NAME, NULL, 0}, {"NAME", VALUE_NAME, NULL, 0}};

static const struct attribute attributes[] = {
    {"kind",
     {{"KIND", VALUE_WORD, "mailbox|custom", 0}},
     1,
     0,
     "mailbox",
     "at once",
     "a mailbox here, or a custom recipient"},
    {"proxies",
     {{"TYPE:ADDRESS", VALUE_NAME, NULL, SLOT_MANY}},
     1,
     0,
     "CCMAIL:NAME at SITE",
     "at once",
     "its CCMAIL address is the one that counts here"},
    {"in", {{"CONTAINER", VALUE_NAME, NULL, 0}}, 1, 0, "Recipients", "at once", "container"},
    {"comment", {{"TEXT", VALUE_STRING, NULL, 0}}, 1, 0, NULL, "next dirsync", "notes"},
};

static const char *apply(struct run *run, const struct fact *fact)
{
    struct site *site = site_need(run->world, fact_name(fact, 0, NULL));
    struct site_recipient *recipient =
        site_recipient_need(run->world, site, fact_name(fact, 1, ""));
    const struct fact_attribute *proxies = fact_attribute(fact, "proxies");
    for (uint32_t i = 0; proxies != NULL && i < proxies->value_count; i++) {
        if (text_starts(proxies->values[i].text, "CCMAIL:")) {
            site_recipient_set_proxy(site, recipient,
                                     arena_text(run->arena, proxies->values[i].text));
            break;
        }
    }
    if (fact_has(fact, "kind")) {
        recipient->is_custom = text_equal(fact_text(fact, "kind", ""), "custom");
    }
    if (fact_has(fact, "in")) {
        recipient->container = arena_text(run->arena, fact_text(fact, "in", ""));
    }
    if (fact_has(fact, "comment")) {
        recipient->comment = arena_text(run->arena, fact_text(fact, "comment", ""));
    }
    return NULL;
}

static const char *remove_recipient(struct run *run, const struct fact *fact)
{
    struct site *site = site_find(run->world, fact_name(fact, 0, NULL));
    const char *name = fact_name(fact, 1, "");
    if (site == NULL || site_recipient_find(run->world, site, name) == NULL) {
        return arena_format(run->arena, "there is no recipient %s", name);
    }
    site_recipient_remove(run->world, site, name);
    return NULL;
}

const struct noun noun_recipient = {
    .shape = {.word = "recipient",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "a recipient in the directory of an Exchange site",
              .example = "recipient SITE1 \"Brady, Sally\" kind mailbox proxies \"CCMAIL:Brady, "
                         "Sally at SITE1\""},
    .order = 32,
    .apply = apply,
    .remove = remove_recipient,
};
