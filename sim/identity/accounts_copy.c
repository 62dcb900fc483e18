#include "identity/accounts_copy.h"

#include "base/text.h"

struct kept_account {
    struct identity account;
    struct identity_member *members;
    uint32_t member_count;
    struct kept_account *next;
};

struct accounts_copy {
    const char *authority;
    struct kept_account *first;
};

static bool is_of(const struct identity *who, const char *authority)
{
    return who->id >= IDENTITY_FIRST_FREE && text_equal(who->authority, authority);
}

bool accounts_any(const struct identities *all, const char *authority)
{
    for (identity_id id = IDENTITY_FIRST_FREE; id < identity_count(all); id++) {
        const struct identity *who = identity_of(all, id);
        if (is_of(who, authority) && !who->is_removed) {
            return true;
        }
    }
    return false;
}

static struct kept_account *keep(const struct identity *who, struct arena *arena)
{
    struct kept_account *kept = arena_new(arena, struct kept_account);
    kept->account = *who;
    for (const struct identity_member *m = who->members; m != NULL; m = m->next) {
        kept->member_count++;
    }
    kept->members = arena_array(arena, struct identity_member, kept->member_count + 1);
    uint32_t i = 0;
    for (const struct identity_member *m = who->members; m != NULL; m = m->next) {
        kept->members[i++] = *m;
    }
    return kept;
}

const struct accounts_copy *accounts_copy_take(struct identities *all, const char *authority,
                                               struct arena *arena)
{
    struct accounts_copy *copy = arena_new(arena, struct accounts_copy);
    copy->authority = arena_text(arena, authority);
    for (identity_id id = IDENTITY_FIRST_FREE; id < identity_count(all); id++) {
        const struct identity *who = identity_of(all, id);
        if (is_of(who, authority) && !who->is_removed) {
            struct kept_account *kept = keep(who, arena);
            kept->next = copy->first;
            copy->first = kept;
        }
    }
    return copy;
}

static bool is_kept(const struct accounts_copy *copy, identity_id id)
{
    const struct kept_account *kept = copy->first;
    while (kept != NULL && kept->account.id != id) {
        kept = kept->next;
    }
    return kept != NULL;
}

/* What belongs to the world and not to the data base stays. */
static void put_back(struct identity *who, const struct identity *account)
{
    const struct keyed by_name = who->by_name;
    struct identity_member *members = who->members;
    struct identity_member *groups = who->groups;
    const uint32_t connections = who->connections;
    *who = *account;
    who->by_name = by_name;
    who->members = members;
    who->groups = groups;
    who->connections = connections;
}

static void members_restore(struct identities *all, const struct kept_account *kept)
{
    const identity_id group = kept->account.id;
    const struct identity *whole = identity_of(all, group);
    while (whole->members != NULL) {
        identity_part(all, group, whole->members->id);
    }
    for (uint32_t i = kept->member_count; i > 0; i--) {
        const struct identity_member *entry = &kept->members[i - 1];
        const struct identity *member = identity_of(all, entry->id);
        if (member == NULL || member->is_removed) {
            continue;
        }
        if (entry->is_equivalence) {
            identity_equal(all, group, member->id);
        } else {
            identity_join(all, group, member->id);
        }
    }
}

void accounts_copy_restore(struct identities *all, const struct accounts_copy *copy)
{
    for (identity_id id = IDENTITY_FIRST_FREE; id < identity_count(all); id++) {
        const struct identity *who = identity_of(all, id);
        if (is_of(who, copy->authority) && !is_kept(copy, id)) {
            identity_remove(all, id);
        }
    }
    for (const struct kept_account *kept = copy->first; kept != NULL; kept = kept->next) {
        identity_come_back(all, kept->account.id);
        put_back(identity_of(all, kept->account.id), &kept->account);
    }
    for (const struct kept_account *kept = copy->first; kept != NULL; kept = kept->next) {
        members_restore(all, kept);
    }
}
