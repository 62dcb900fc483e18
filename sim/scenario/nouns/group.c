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

static bool is_group(const struct run *run, identity_id id)
{
    const struct identity *who = identity_of(run->world->identities, id);
    return who != NULL && who->kind == IDENTITY_GROUP; /* some numbers are nobody's */
}

/* A group of it; NULL: it holds users only. */
static const struct identity *group_in(const struct run *run, const struct identity *group)
{
    const struct identity_member *member = group->members;
    while (member != NULL && !is_group(run, member->id)) {
        member = member->next;
    }
    return member != NULL ? identity_of(run->world->identities, member->id) : NULL;
}

/* A group that holds it; NULL: none does. */
static const struct identity *group_around(const struct run *run, const struct identity *group)
{
    const struct identities *all = run->world->identities;
    identity_id id = 1;
    while (id < identity_count(all) &&
           !(is_group(run, id) && identity_is_member(all, id, group->id))) {
        id++;
    }
    return id < identity_count(all) ? identity_of(all, id) : NULL;
}

/* NT 4 nests once, global groups in local ones; NetWare does not at all. */
static const char *check_nesting(struct run *run, const struct identity *group,
                                 const struct identity *member)
{
    if (member->kind != IDENTITY_GROUP) {
        return NULL;
    }
    if (group->system == IDENTITY_NETWARE) {
        return arena_format(run->arena, "%s is a group: groups of NetWare hold users only",
                            member->name);
    }
    if (member == group || identity_is_member(run->world->identities, member->id, group->id)) {
        return arena_format(run->arena, "%s would be within itself", group->name);
    }
    const struct identity *deeper = group_in(run, member);
    if (deeper != NULL) {
        return arena_format(run->arena,
                            "%s holds the group %s: NT 4 nests global groups in local ones, no "
                            "deeper",
                            member->name, deeper->name);
    }
    const struct identity *outer = group_around(run, group);
    if (outer != NULL) {
        return arena_format(run->arena,
                            "%s is in the group %s: NT 4 nests global groups in local ones, no "
                            "deeper",
                            group->name, outer->name);
    }
    return NULL;
}

static const char *join(struct run *run, struct identity *group, const char *member)
{
    struct identity *who = NULL;
    const char *full = strchr(member, '\\') != NULL
                           ? member
                           : arena_format(run->arena, "%s\\%s", group->authority, member);
    const char *error = account_get(run, full, &who);
    if (error == NULL) {
        error = check_nesting(run, group, who);
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
