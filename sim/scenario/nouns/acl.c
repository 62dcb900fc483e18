#include "scenario/words/access.h"
#include "scenario/words/places.h"

#include "base/text.h"

static const struct slot slots[] = {{"MACHINE", VALUE_NAME, NULL, SLOT_SOLE},
                                    {"SHARE|PATH", VALUE_NAME, NULL, 0}};

#define ENTRY_SLOTS                                                                                \
    {{"WHO", VALUE_NAME, NULL, 0},                                                                 \
     {"LEVEL", VALUE_WORD, "read|change|full|write|add|list|delete|none", SLOT_OPTIONAL}},         \
        2

static const struct attribute attributes[] = {
    {"allow", ENTRY_SLOTS, ATTRIBUTE_REPEATS, "Everyone full",
     "at once (a directory: with all below it)",
     "an entry that grants: levels as `help rights` says; an edit leaves an account the entries it "
     "names"},
    {"deny", ENTRY_SLOTS, ATTRIBUTE_REPEATS, NULL, "at once (a directory: with all below it)",
     "an entry that denies; order counts in the world and between entries of one account; an edit "
     "puts it first, in the place of any other of that account"},
};

/* A second entry of an account in one edit stands behind its first. */
static bool is_second(const struct fact *fact, uint32_t index)
{
    const char *who = fact->attributes[index].values[0].text;
    bool is_one = false;
    for (uint32_t i = 0; i < index; i++) {
        is_one = is_one || text_equal(fact->attributes[i].values[0].text, who);
    }
    return is_one;
}

static const char *edit(struct run *run, const struct fact *fact, bool is_remove)
{
    struct machine *machine = NULL;
    const char *error = place_machine(run, fact_name(fact, 0, ""), &machine);
    const char *place = fact_name(fact, 1, "");
    if (error == NULL && is_remove && fact->attribute_count == 0) {
        return access_remove_list(run, machine, place);
    }
    for (uint32_t i = 0; error == NULL && i < fact->attribute_count; i++) {
        const struct fact_attribute *attribute = &fact->attributes[i];
        const struct access_entry entry = {.kind = attribute->row == &attributes[0] ? ACL_ALLOW
                                                                                    : ACL_DENY,
                                           .who = attribute->values[0].text,
                                           .level = attribute->values[1].text,
                                           .is_second = is_second(fact, i)};
        if (is_remove) {
            error = access_remove(run, machine, place, entry.who);
        } else {
            error = entry.level != NULL ? access_edit(run, machine, place, &entry)
                                        : "an entry has a level: allow WHO read";
        }
    }
    return error;
}

static const char *apply(struct run *run, const struct fact *fact)
{
    return edit(run, fact, false);
}

static const char *remove_entries(struct run *run, const struct fact *fact)
{
    return edit(run, fact, true);
}

const struct noun noun_acl = {
    .shape = {.word = "acl",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "permissions of a share, or of a directory or file (\"D:\\path\") on an NT "
                      "machine; `remove` "
                      "takes away the entries it names, or else the list: Everyone full",
              .example = "acl NT1 \"D:\\ccdata\" allow EXCH\\svc-ccmc read"},
    .order = 45,
    .apply = apply,
    .remove = remove_entries,
};
