#include "scenario/words/places.h"

#include "base/text.h"

static const struct slot slots[] = {{"POSTOFFICE", VALUE_NAME, NULL, SLOT_SOLE},
                                    {"NAME", VALUE_NAME, NULL, 0}};

static const struct attribute attributes[] = {
    {"kind",
     {{"KIND", VALUE_WORD, "local|remote|mobile|alias|postoffice|indirect|list|board", 0}},
     1,
     0,
     "local, or remote with `at`",
     "at once",
     "what it stands for; local and mobile have a mailbox here, a board has one for all"},
    {"at",
     {{"POSTOFFICE|NAME", VALUE_NAME, NULL, 0}},
     1,
     0,
     NULL,
     "at once",
     "post office of a remote name; who or what an alias stands for"},
    {"fan", {{"ADDRESS", VALUE_NAME, NULL, 0}}, 1, 0, NULL, "at once", "foreign address name"},
    {"comment", {{"TEXT", VALUE_STRING, NULL, 0}}, 1, 0, NULL, "at once", "comment"},
    {"members",
     {{"NAME", VALUE_NAME, NULL, SLOT_MANY}},
     1,
     0,
     NULL,
     "at once",
     "who is in a list; others that were in it are out"},
};

/* Of kinds that are nothing by themselves. */
static bool leads_elsewhere(const char *kind)
{
    return text_equal(kind, "alias") || text_equal(kind, "remote") || text_equal(kind, "indirect");
}

static const char *apply(struct run *run, const struct fact *fact)
{
    struct office *office = NULL;
    const char *error = place_office(run, fact_name(fact, 0, NULL), &office);
    const char *name = fact_name(fact, 1, "");
    const char *kind = fact_text(fact, "kind", fact_has(fact, "at") ? "remote" : "local");
    if (error != NULL) {
        return error;
    }
    struct office_entry there = {.kind = ""};
    const bool is_there = office_has_entry(run->world, office, name, run->arena, &there);
    if (!is_there && leads_elsewhere(kind) && !fact_has(fact, "at")) {
        return arena_format(run->arena, "'%s' leads nowhere: at POSTOFFICE, or at whom an alias is",
                            kind);
    }
    const bool is_local = text_equal(is_there ? there.kind : kind, "local");
    const struct fact_attribute *members_attribute = fact_attribute(fact, "members");
    const char **members = NULL;
    if (members_attribute != NULL) {
        members = arena_array(run->arena, const char *, members_attribute->value_count);
        for (uint32_t i = 0; i < members_attribute->value_count; i++) {
            members[i] = members_attribute->values[i].text;
        }
    }
    const struct office_entry entry = {
        .name = name,
        .kind = kind,
        .at = fact_text(fact, "at", NULL),
        .fan = fact_text(fact, "fan", NULL),
        .comment = fact_text(fact, "comment", NULL),
        .members = members,
        .member_count = members_attribute != NULL ? members_attribute->value_count : 0,
    };
    error = office_add_entry(run->world, office, &entry);
    return error == NULL && is_local && !office_has_user(office, name)
               ? office_add_user(run->world, office, name)
               : error;
}

static const char *remove_entry(struct run *run, const struct fact *fact)
{
    struct office *office = NULL;
    const char *error = place_office(run, fact_name(fact, 0, NULL), &office);
    return error != NULL ? error : office_remove_entry(run->world, office, fact_name(fact, 1, ""));
}

const struct noun noun_entry = {
    .shape = {.word = "entry",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "an entry of a post office's directory",
              .example = "entry PO1 \"Brady, Sally\" kind remote at SITE1 fan \"Brady, Sally\""},
    .order = 42,
    .apply = apply,
    .remove = remove_entry,
};
