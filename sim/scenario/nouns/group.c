#include "scenario/words/accounts.h"

#include <string.h>

#include "base/text.h"

static const struct slot slots[] = {{"AUTHORITY\\NAME", VALUE_NAME, NULL, 0}};

static const struct attribute attributes[] = {
    {"members",
     {{"NAME", VALUE_NAME, "none", SLOT_MANY}},
     1,
     0,
     NULL,
     "next logon",
     "all its members; names without an authority are of the group's own"},
    {"context",
     {{"CONTEXT", VALUE_NAME, NULL, 0}},
     1,
     0,
     NULL,
     "next logon",
     "where it is in the tree of a 4.x server (assumption NTGATEWAY_CONTEXT)"},
};

static void part_all(struct run *run, struct identity *group)
{
    while (group->members != NULL) {
        identity_part(run->world->identities, group->id, group->members->id);
    }
}

static const char *join(struct run *run, struct identity *group, const char *member)
{
    struct identity *who = NULL;
    const char *full = strchr(member, '\\') != NULL
                           ? member
                           : arena_format(run->arena, "%s\\%s", group->authority, member);
    struct account_parts parts;
    const char *error = account_split(run, full, &parts);
    if (error == NULL) {
        who = identity_find(run->world->identities, parts.authority, parts.name);
        error = who != NULL ? NULL : account_need(run, full, IDENTITY_USER, &who);
    }
    if (error == NULL) {
        identity_join(run->world->identities, group->id, who->id);
    }
    return error;
}

static const char *apply(struct run *run, const struct fact *fact)
{
    struct identity *group = NULL;
    const char *error = account_need(run, fact_name(fact, 0, ""), IDENTITY_GROUP, &group);
    const char *context = fact_text(fact, "context", NULL);
    if (error == NULL && context != NULL) {
        error = account_place(run, group, context);
        if (error != NULL) {
            return error;
        }
        const char *rule = world_assumption(run->world, ASSUME_NTGATEWAY_CONTEXT);
        network_set_gateway_rule(run->world->network, text_equal(rule, "same_ou"));
    }
    const struct fact_attribute *members = fact_attribute(fact, "members");
    if (error != NULL || members == NULL) {
        return error;
    }
    part_all(run, group);
    for (uint32_t i = 0; i < members->value_count && error == NULL; i++) {
        const struct value *member = &members->values[i];
        if (member->type != VALUE_NONE && (member->quoted || !text_equal(member->text, "none"))) {
            error = join(run, group, member->text);
        }
    }
    return error;
}

static const char *remove_group(struct run *run, const struct fact *fact)
{
    struct identity *group = NULL;
    const char *error = account_get(run, fact_name(fact, 0, ""), &group);
    if (error == NULL) {
        identity_remove(run->world->identities, group->id);
    }
    return error;
}

const struct noun noun_group = {
    .shape = {.word = "group",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "a group; who is in it counts from the next logon",
              .example = "group NW1\\NTGATEWAY members nwgate"},
    .order = 30,
    .apply = apply,
    .remove = remove_group,
};
