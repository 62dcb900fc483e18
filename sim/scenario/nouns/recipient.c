#include "scenario/run.h"

#include "base/text.h"

static const struct slot slots[] = {{"SITE", VALUE_NAME, NULL, SLOT_SOLE},
                                    {"NAME", VALUE_NAME, NULL, 0}};

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
     "CCMAIL:NAME at SITE; with names CCMAIL:LAST, FIRST at SITE",
     "at once",
     "its addresses: the first CCMAIL one is primary, the other CCMAIL ones find it too; where "
     "none "
     "is of that type cc:Mail does not know it"},
    {"names",
     {{"FIRST", VALUE_NAME, NULL, 0},
      {"INITIALS", VALUE_NAME, NULL, 0},
      {"LAST", VALUE_NAME, NULL, 0},
      {"DISPLAY", VALUE_NAME, NULL, SLOT_OPTIONAL}},
     4,
     0,
     "none",
     "at once; its address stays",
     "first name, initials and last name, \"\" for none, of which its address is generated; "
     "DISPLAY: what it is called from then on"},
    {"in", {{"CONTAINER", VALUE_NAME, NULL, 0}}, 1, 0, "Recipients", "at once", "container"},
    {"notes",
     {{"TEXT", VALUE_STRING, NULL, 0}},
     1,
     0,
     NULL,
     "next dirsync",
     "notes, which cc:Mail has as comment"},
};

static const char *set_names(struct run *run, struct site *site, struct site_recipient *recipient,
                             const struct fact *fact)
{
    const struct fact_attribute *names = fact_attribute(fact, "names");
    if (names == NULL) {
        return NULL;
    }
    recipient->first_name = arena_text(run->arena, names->values[0].text);
    recipient->initials = arena_text(run->arena, names->values[1].text);
    recipient->last_name = arena_text(run->arena, names->values[2].text);
    const char *error =
        names->value_count > 3 && names->values[3].type != VALUE_NONE
            ? site_recipient_rename(run->world, site, recipient, names->values[3].text)
            : NULL;
    if (error == NULL && run->is_declaring && !fact_has(fact, "proxies")) {
        site_recipient_generate_proxy(run->world, site, recipient);
    }
    return error;
}

/* The first of type CCMAIL is the primary one (where there is none, the first), the others of that
 * type are secondary; of those of other types nobody asks. */
static void set_proxies(struct run *run, struct site *site, struct site_recipient *recipient,
                        const struct fact_attribute *proxies)
{
    const char **texts = arena_array(run->arena, const char *, proxies->value_count);
    uint32_t count = 0;
    for (uint32_t i = 0; i < proxies->value_count; i++) {
        if (text_starts(proxies->values[i].text, "CCMAIL:")) {
            texts[count++] = arena_text(run->arena, proxies->values[i].text);
        }
    }
    if (count == 0) {
        texts[count++] = arena_text(run->arena, proxies->values[0].text);
    }
    site_recipient_set_proxy(site, recipient, texts[0]);
    site_recipient_set_others(run->world, site, recipient, texts + 1, count - 1);
}

static const char *apply(struct run *run, const struct fact *fact)
{
    struct site *site = site_need(run->world, fact_name(fact, 0, NULL));
    struct site_recipient *recipient =
        site_recipient_need(run->world, site, fact_name(fact, 1, ""));
    const struct fact_attribute *proxies = fact_attribute(fact, "proxies");
    if (proxies != NULL) {
        set_proxies(run, site, recipient, proxies);
    }
    if (fact_has(fact, "kind")) {
        recipient->is_custom = text_equal(fact_text(fact, "kind", ""), "custom");
    }
    if (fact_has(fact, "in")) {
        recipient->container = arena_text(run->arena, fact_text(fact, "in", ""));
    }
    if (fact_has(fact, "notes")) {
        recipient->comment = arena_text(run->arena, fact_text(fact, "notes", ""));
    }
    return set_names(run, site, recipient, fact);
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
