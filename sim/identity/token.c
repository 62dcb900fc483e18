#include "identity/token.h"

#include <string.h>

#include "base/hash.h"
#include "identity/context.h"

struct token_set {
    struct token_set *next;
    uint64_t hash;
    struct identity_token token;
};

/* A token while its ids are gathered. */
struct gathering {
    identity_id ids[IDENTITY_TOKEN_MAX];
    uint32_t count;
    uint32_t privileges;
    bool is_supervisor;
    bool is_too_long;
};

static void gather(struct gathering *gathering, const struct identity *who)
{
    for (uint32_t i = 0; i < gathering->count; i++) {
        if (gathering->ids[i] == who->id) {
            return;
        }
    }
    if (gathering->count == IDENTITY_TOKEN_MAX) {
        gathering->is_too_long = true;
        return;
    }
    gathering->ids[gathering->count++] = who->id;
    gathering->privileges |= who->privileges;
    gathering->is_supervisor = gathering->is_supervisor || who->is_supervisor;
}

/* Adds all that has one of ids[first, end) as a member: groups, and on NetWare users it is
 * equivalent to. */
static void follow(const struct identities *all, struct gathering *gathering, uint32_t first)
{
    const uint32_t end = gathering->count;
    const uint32_t count = identity_count(all);
    for (identity_id id = 1; id < count; id++) {
        const struct identity *whole = identity_of(all, id);
        if (whole == NULL || whole->members == NULL || whole->is_removed) {
            continue;
        }
        for (uint32_t i = first; i < end; i++) {
            if (identity_is_member(all, id, gathering->ids[i])) {
                gather(gathering, whole);
                break;
            }
        }
    }
}

static void gather_named(const struct identities *all, struct gathering *gathering,
                         const char *authority, const char *name)
{
    const struct identity *found = identity_find(all, authority, name);
    if (found != NULL && found->kind == IDENTITY_GROUP) {
        gather(gathering, found);
    }
}

/* NetWare 4.x: what a user is security equivalent to without being told: every container in his
 * full name, [Root] and [Public]. Servers without a tree have none of these. */
static void gather_containers(const struct identities *all, struct gathering *gathering,
                              const struct identity *who)
{
    char plain[IDENTITY_NAME_SIZE];
    if (context_plain(who->context, plain, sizeof(plain))) {
        for (const char *at = plain; at != NULL && at[0] != '\0'; at = context_above(at)) {
            gather_named(all, gathering, who->authority, at);
        }
    }
    gather_named(all, gathering, who->authority, IDENTITY_NDS_ROOT);
    gather_named(all, gathering, who->authority, IDENTITY_NDS_PUBLIC);
}

static struct identity_token interned(struct token_sets *sets, const struct gathering *gathering)
{
    const size_t size = gathering->count * sizeof(*gathering->ids);
    const uint64_t seed = (uint64_t)gathering->privileges << 1 | (gathering->is_supervisor ? 1 : 0);
    const uint64_t hash = hash64_seeded(gathering->ids, size, seed);
    struct token_set **bucket = &sets->buckets[hash % TOKEN_BUCKETS];
    for (const struct token_set *set = *bucket; set != NULL; set = set->next) {
        const struct identity_token *token = &set->token;
        if (set->hash == hash && token->count == gathering->count &&
            token->is_supervisor == gathering->is_supervisor &&
            token->privileges == gathering->privileges &&
            memcmp(token->ids, gathering->ids, size) == 0) {
            return *token;
        }
    }
    struct token_set *set = arena_new(sets->arena, struct token_set);
    *set = (struct token_set){.next = *bucket,
                              .hash = hash,
                              .token = {.ids = arena_copy(sets->arena, gathering->ids, size),
                                        .count = gathering->count,
                                        .number = ++sets->count,
                                        .privileges = gathering->privileges,
                                        .is_supervisor = gathering->is_supervisor}};
    *bucket = set;
    return set->token;
}

enum status token_take(struct identities *all, const struct identity *who,
                       enum identity_logon_kind kind, struct identity_token *token_out)
{
    static const identity_id by_kind[] = {[LOGON_SERVICE] = IDENTITY_SERVICE,
                                          [LOGON_INTERACTIVE] = IDENTITY_INTERACTIVE,
                                          [LOGON_NETWORK] = IDENTITY_NETWORK};
    struct gathering gathering;
    gathering.count = 0;
    gathering.privileges = 0;
    gathering.is_supervisor = false;
    gathering.is_too_long = false;
    gather(&gathering, who);
    follow(all, &gathering, 0);
    if (who->system == IDENTITY_NETWARE) {
        gather_containers(all, &gathering, who);
    }
    if (who->system == IDENTITY_NT) {
        gather(&gathering, identity_of(all, IDENTITY_EVERYONE));
        gather(&gathering, identity_of(all, IDENTITY_AUTHENTICATED));
        gather(&gathering, identity_of(all, by_kind[kind]));
        if (who->id >= IDENTITY_FIRST_FREE) {
            gather(&gathering, identity_of(all, IDENTITY_USERS)); /* Domain Users are in it */
        }
        follow(all, &gathering, 1); /* a global group in a local one */
    }
    if (gathering.is_too_long) {
        return ST_TOO_MANY_IDS;
    }
    *token_out = interned(identity_tokens(all), &gathering);
    return ST_OK;
}
