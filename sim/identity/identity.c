#include "identity/identity.h"

#include <string.h>

#include "base/text.h"
#include "identity/token.h"

enum { IDS_FIRST = 64 };

static const struct {
    identity_id id;
    enum identity_kind kind;
    const char *authority;
    const char *name;
} well_known[] = {
    {IDENTITY_EVERYONE, IDENTITY_GROUP, "", "Everyone"},
    {IDENTITY_CREATOR_OWNER, IDENTITY_GROUP, "", "CREATOR OWNER"},
    {IDENTITY_CREATOR_GROUP, IDENTITY_GROUP, "", "CREATOR GROUP"},
    {IDENTITY_SYSTEM, IDENTITY_USER, "NT AUTHORITY", "SYSTEM"},
    {IDENTITY_ADMINISTRATORS, IDENTITY_GROUP, "BUILTIN", "Administrators"},
    {IDENTITY_AUTHENTICATED, IDENTITY_GROUP, "NT AUTHORITY", "Authenticated Users"},
    {IDENTITY_NETWORK, IDENTITY_GROUP, "NT AUTHORITY", "NETWORK"},
    {IDENTITY_INTERACTIVE, IDENTITY_GROUP, "NT AUTHORITY", "INTERACTIVE"},
    {IDENTITY_SERVICE, IDENTITY_GROUP, "NT AUTHORITY", "SERVICE"},
    {IDENTITY_USERS, IDENTITY_GROUP, "BUILTIN", "Users"},
    {IDENTITY_BACKUP_OPERATORS, IDENTITY_GROUP, "BUILTIN", "Backup Operators"},
};

static const char nw_everyone[] = "EVERYONE";
static const uint64_t minute_us = 60000000;

struct identities {
    struct arena *arena;
    struct identity **by_id;
    uint32_t id_capacity;
    uint32_t next_id;
    struct keyed_table by_name; /* removed ones are not in it */
    struct identity_member *free_members;
    struct token_sets tokens;
    uint64_t epoch_ms;
};

void identities_set_epoch(struct identities *all, uint64_t epoch_ms)
{
    all->epoch_ms = epoch_ms;
}

uint64_t identities_epoch(const struct identities *all)
{
    return all->epoch_ms;
}

static void id_enter(struct identities *all, struct identity *who)
{
    if (who->id >= all->id_capacity) {
        const uint32_t capacity = all->id_capacity == 0 ? IDS_FIRST : all->id_capacity * 2;
        struct identity **by_id = arena_array(all->arena, struct identity *, capacity);
        if (all->id_capacity != 0) {
            memcpy(by_id, all->by_id, all->id_capacity * sizeof(struct identity *));
        }
        all->by_id = by_id;
        all->id_capacity = capacity;
    }
    all->by_id[who->id] = who;
}

static struct identity *identity_make(struct identities *all, identity_id id, const char *authority,
                                      const char *name)
{
    struct identity *who = arena_new(all->arena, struct identity);
    who->id = id;
    REQUIRE(text_copy(who->authority, sizeof(who->authority), authority));
    REQUIRE(text_copy(who->name, sizeof(who->name), name));
    who->may_logon_service = true;
    who->may_logon_network = true;
    who->expires_us = UINT64_MAX;
    who->password_expires_us = UINT64_MAX;
    who->locked_until_us = UINT64_MAX;
    who->lockout_us = 30 * minute_us;
    who->bad_window_us = 30 * minute_us;
    keyed_add(&all->by_name, &who->by_name, text_hash(name));
    id_enter(all, who);
    return who;
}

static void give_privileges(struct identities *all, identity_id id, uint32_t privileges)
{
    struct identity *who = identity_of(all, id);
    REQUIRE(who != NULL);
    who->privileges = privileges;
}

struct identities *identities_create(struct arena *arena)
{
    struct identities *all = arena_new(arena, struct identities);
    all->arena = arena;
    all->by_name.arena = arena;
    all->next_id = IDENTITY_FIRST_FREE;
    for (size_t i = 0; i < ARRAY_COUNT(well_known); i++) {
        struct identity *who =
            identity_make(all, well_known[i].id, well_known[i].authority, well_known[i].name);
        who->kind = well_known[i].kind;
        who->system = IDENTITY_NT;
    }
    identity_join(all, IDENTITY_ADMINISTRATORS, IDENTITY_SYSTEM);
    give_privileges(all, IDENTITY_ADMINISTRATORS,
                    PRIVILEGE_BACKUP | PRIVILEGE_RESTORE | PRIVILEGE_TAKE_OWNERSHIP |
                        PRIVILEGE_SECURITY);
    give_privileges(all, IDENTITY_BACKUP_OPERATORS, PRIVILEGE_BACKUP | PRIVILEGE_RESTORE);
    return all;
}

struct token_sets *identity_tokens(struct identities *all)
{
    all->tokens.arena = all->arena;
    return &all->tokens;
}

/* The one of that name, made where there is none. */
static struct identity *found_or_made(struct identities *all, enum identity_system system,
                                      enum identity_kind kind, const char *authority,
                                      const char *name)
{
    struct identity *who = identity_find(all, authority, name);
    if (who != NULL) {
        return who;
    }
    who = identity_make(all, all->next_id++, authority, name);
    who->kind = kind;
    who->system = system;
    if (system == IDENTITY_NETWARE) {
        who->lockout_us = 15 * minute_us; /* what Novell's utilities propose; NT 4: 30 minutes */
    }
    return who;
}

struct identity *identity_add(struct identities *all, enum identity_system system,
                              enum identity_kind kind, const char *authority, const char *name)
{
    const identity_id next_id = all->next_id;
    struct identity *who = found_or_made(all, system, kind, authority, name);
    if (who->id == next_id && system == IDENTITY_NETWARE && kind == IDENTITY_USER) {
        const struct identity *everyone =
            found_or_made(all, system, IDENTITY_GROUP, authority, nw_everyone);
        identity_join(all, everyone->id, who->id);
        who->is_supervisor = text_equal(name, IDENTITY_SUPERVISOR);
    }
    return who;
}

void identity_remove(struct identities *all, identity_id id)
{
    struct identity *who = identity_of(all, id);
    REQUIRE(who != NULL);
    if (who->is_removed) {
        return;
    }
    who->is_removed = true;
    keyed_remove(&all->by_name, &who->by_name);
    while (who->groups != NULL) {
        identity_part(all, who->groups->id, id);
    }
}

void identity_come_back(struct identities *all, identity_id id)
{
    struct identity *who = identity_of(all, id);
    REQUIRE(who != NULL);
    if (who->is_removed) {
        who->is_removed = false;
        keyed_add(&all->by_name, &who->by_name, text_hash(who->name));
    }
}

struct identity *identity_find(const struct identities *all, const char *authority,
                               const char *name)
{
    struct identity *who = identity_named(all, name, NULL);
    while (who != NULL && !text_equal(who->authority, authority) &&
           (authority[0] != '\0' || who->id >= IDENTITY_FIRST_FREE)) {
        who = identity_named(all, name, who);
    }
    return who;
}

static struct identity *of_name(struct keyed *by_name)
{
    return (void *)by_name;
}

struct identity *identity_named(const struct identities *all, const char *name,
                                const struct identity *last)
{
    struct keyed *at =
        last != NULL ? keyed_next(&last->by_name) : keyed_find(&all->by_name, text_hash(name));
    while (at != NULL && !text_equal(of_name(at)->name, name)) {
        at = keyed_next(at);
    }
    return of_name(at);
}

struct identity *identity_find_full(const struct identities *all, const char *full_name)
{
    char authority[IDENTITY_NAME_SIZE];
    const char *slash = strchr(full_name, '\\');
    if (slash == NULL) {
        return identity_find(all, "", full_name);
    }
    const size_t length = (size_t)(slash - full_name);
    if (length >= sizeof(authority)) {
        return NULL;
    }
    memcpy(authority, full_name, length);
    authority[length] = '\0';
    return identity_find(all, authority, slash + 1);
}

struct identity *identity_of(const struct identities *all, identity_id id)
{
    return id < all->id_capacity ? all->by_id[id] : NULL;
}

static void list_add(struct identities *all, struct identity_member **list, identity_id id,
                     bool is_equivalence)
{
    struct identity_member *entry = all->free_members;
    if (entry != NULL) {
        all->free_members = entry->next;
    } else {
        entry = arena_new(all->arena, struct identity_member);
    }
    *entry = (struct identity_member){.id = id, .is_equivalence = is_equivalence, .next = *list};
    *list = entry;
}

static void list_remove(struct identities *all, struct identity_member **list, identity_id id)
{
    while (*list != NULL && (*list)->id != id) {
        list = &(*list)->next;
    }
    struct identity_member *entry = *list;
    if (entry != NULL) {
        *list = entry->next;
        entry->next = all->free_members;
        all->free_members = entry;
    }
}

static const struct identity_member *list_find(const struct identity_member *list, identity_id id)
{
    while (list != NULL && list->id != id) {
        list = list->next;
    }
    return list;
}

static void put_in(struct identities *all, identity_id group, identity_id member,
                   bool is_equivalence)
{
    struct identity *whole = identity_of(all, group);
    struct identity *who = identity_of(all, member);
    REQUIRE(whole != NULL && who != NULL);
    const struct identity_member *entry = list_find(who->groups, group);
    if (entry != NULL && (is_equivalence || !entry->is_equivalence)) {
        return;
    }
    if (entry != NULL) {
        identity_part(all, group, member);
    }
    list_add(all, &whole->members, member, is_equivalence);
    list_add(all, &who->groups, group, is_equivalence);
}

void identity_join(struct identities *all, identity_id group, identity_id member)
{
    put_in(all, group, member, false);
}

void identity_equal(struct identities *all, identity_id other, identity_id who)
{
    put_in(all, other, who, true);
}

void identity_equal_none(struct identities *all, identity_id who)
{
    const struct identity *account = identity_of(all, who);
    const struct identity_member *entry = account != NULL ? account->groups : NULL;
    while (entry != NULL) {
        const struct identity_member *next = entry->next;
        if (entry->is_equivalence) {
            identity_part(all, entry->id, who);
        }
        entry = next;
    }
}

void identity_part(struct identities *all, identity_id group, identity_id member)
{
    struct identity *whole = identity_of(all, group);
    struct identity *who = identity_of(all, member);
    if (whole != NULL && who != NULL) {
        list_remove(all, &whole->members, member);
        list_remove(all, &who->groups, group);
    }
}

/* Groups may have many members, accounts are in few groups. */
bool identity_is_member(const struct identities *all, identity_id group, identity_id member)
{
    const struct identity *who = identity_of(all, member);
    return who != NULL && list_find(who->groups, group) != NULL;
}

bool identity_full_name(const struct identity *who, char *target, size_t capacity)
{
    if (who->authority[0] == '\0') {
        return text_copy(target, capacity, who->name);
    }
    const size_t length = strlen(who->authority);
    if (!text_copy(target, capacity, who->authority) || length + 1 >= capacity) {
        return false;
    }
    target[length] = '\\';
    return text_copy(target + length + 1, capacity - length - 1, who->name);
}

uint32_t identity_count(const struct identities *all)
{
    return all->next_id;
}
