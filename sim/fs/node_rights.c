#include "fs/node_rights.h"

#include <string.h>

#include "base/hash.h"

enum { ACL_BUCKETS = 16, FEW_ENTRIES = 32 };
_Static_assert(2 * FEW_ENTRIES >= ACL_DEFAULT_ENTRIES, "the default list fits");

struct kept_acl {
    struct acl acl;
    uint64_t hash;
    struct kept_acl *next;
};

/* Answers that are kept: sets by entry, so that those of one entry are forgotten at one place. What
 * was kept before the last edit of the volume is no answer any more. */
enum { ANSWER_SETS = 64, ANSWER_WAYS = 4 };
enum answer_kind { ANSWER_NETWARE, ANSWER_NT };

struct kept_answer {
    volume_node node;
    uint32_t key; /* number of the token, kind */
    uint32_t generation;
    uint32_t granted;
};

/* The root's record is the first member, so the volume's root leads to all of it. */
struct volume_rights {
    struct node_rights root;
    struct node_rights *free;
    struct kept_acl *acls[ACL_BUCKETS];
    uint32_t generation; /* of edits; 0 is none's */
    uint32_t next_way;
    struct kept_answer answers[ANSWER_SETS][ANSWER_WAYS];
};

static struct volume_rights *of_volume(struct volume *volume)
{
    struct volume_rights *all = volume_rights(volume, VOLUME_ROOT);
    if (all == NULL) {
        all = arena_new(volume_arena(volume), struct volume_rights);
        volume_set_rights(volume, VOLUME_ROOT, &all->root);
        all->generation = 1;
    }
    return all;
}

/* --- answers that are kept --- */

static uint32_t answer_key(const struct identity_token *token, enum answer_kind kind)
{
    return token->number << 1 | (uint32_t)kind;
}

static bool is_kept(const struct volume_rights *all, volume_node node, uint32_t key,
                    uint32_t *granted_out)
{
    const struct kept_answer *set = all->answers[node % ANSWER_SETS];
    for (size_t i = 0; i < ANSWER_WAYS; i++) {
        if (set[i].node == node && set[i].key == key && set[i].generation == all->generation) {
            *granted_out = set[i].granted;
            return true;
        }
    }
    return false;
}

static void keep(struct volume_rights *all, volume_node node, uint32_t key, uint32_t granted)
{
    struct kept_answer *set = all->answers[node % ANSWER_SETS];
    size_t way = 0;
    while (way < ANSWER_WAYS && set[way].generation == all->generation && set[way].node != 0) {
        way++;
    }
    way = way < ANSWER_WAYS ? way : all->next_way++ % ANSWER_WAYS;
    set[way] = (struct kept_answer){
        .node = node, .key = key, .generation = all->generation, .granted = granted};
}

static void forget_all_answers(struct volume_rights *all)
{
    all->generation++;
}

void node_rights_moved(struct volume *volume, volume_node node)
{
    struct volume_rights *all = volume_rights(volume, VOLUME_ROOT);
    if (all == NULL) {
        return;
    }
    if (volume_is_directory(volume, node)) {
        forget_all_answers(all); /* what is below it went with it */
    } else {
        node_rights_gone(volume, node);
    }
}

void node_rights_gone(struct volume *volume, volume_node node)
{
    struct volume_rights *all = volume_rights(volume, VOLUME_ROOT);
    if (all == NULL) {
        return;
    }
    struct kept_answer *set = all->answers[node % ANSWER_SETS];
    for (size_t i = 0; i < ANSWER_WAYS; i++) {
        set[i].node = set[i].node == node ? 0 : set[i].node;
    }
}

/* --- records --- */

/* Made when absent. */
static struct node_rights *rights_edit(struct volume *volume, volume_node node)
{
    struct volume_rights *all = of_volume(volume);
    struct node_rights *rights = volume_rights(volume, node);
    if (rights != NULL) {
        return rights;
    }
    rights = all->free;
    if (rights != NULL) {
        all->free = rights->next_free;
        rights->next_free = NULL;
    } else {
        rights = arena_new(volume_arena(volume), struct node_rights);
    }
    volume_set_rights(volume, node, rights);
    return rights;
}

void node_rights_forget(struct volume *volume, struct node_rights *rights)
{
    if (rights == NULL) {
        return;
    }
    struct volume_rights *all = of_volume(volume);
    *rights = (struct node_rights){.next_free = all->free};
    all->free = rights;
}

static bool is_same(const struct acl *a, const struct acl *b)
{
    return a->is_present == b->is_present && a->count == b->count && a->owner == b->owner &&
           a->group == b->group &&
           (a->count == 0 || memcmp(a->entries, b->entries, a->count * sizeof(*a->entries)) == 0);
}

/* The one copy of this ACL that the volume keeps. */
static const struct acl *acl_intern(struct volume *volume, const struct acl *acl)
{
    _Static_assert(sizeof(struct acl_entry) == 4 * sizeof(uint32_t), "entries have no padding");
    struct volume_rights *all = of_volume(volume);
    const uint64_t hash =
        hash64_seeded(acl->entries, acl->count * sizeof(*acl->entries), acl->owner);
    struct kept_acl **bucket = &all->acls[hash % ACL_BUCKETS];
    for (const struct kept_acl *kept = *bucket; kept != NULL; kept = kept->next) {
        if (kept->hash == hash && is_same(&kept->acl, acl)) {
            return &kept->acl;
        }
    }
    struct arena *arena = volume_arena(volume);
    struct kept_acl *kept = arena_new(arena, struct kept_acl);
    *kept = (struct kept_acl){.acl = *acl, .hash = hash, .next = *bucket};
    kept->acl.entries = arena_copy(arena, acl->entries, acl->count * sizeof(*acl->entries));
    *bucket = kept;
    return &kept->acl;
}

/* What a child of this directory gets: the inheritable entries, or the token's default DACL when
 * there is none. */
static const struct acl *inherited_acl(struct volume *volume, const struct acl *parent,
                                       bool is_directory, identity_id owner)
{
    const struct acl_creator creator = {
        .owner = owner,
        .group = owner, /* primary groups are not modelled */
        .creator_owner_id = IDENTITY_CREATOR_OWNER,
        .creator_group_id = IDENTITY_CREATOR_GROUP,
    };
    struct acl_entry few[2 * FEW_ENTRIES];
    struct acl_entry *entries = few;
    uint32_t count = 0;
    if (parent->count > FEW_ENTRIES) {
        entries = arena_array(volume_arena(volume), struct acl_entry, 2 * (size_t)parent->count);
    }
    if (parent->is_present) {
        count = acl_inherit(parent, is_directory, &creator, entries);
    }
    if (parent->is_present && count == 0) {
        acl_default(owner, IDENTITY_SYSTEM, entries);
        count = ACL_DEFAULT_ENTRIES;
    }
    const struct acl child = {.is_present = parent->is_present,
                              .entries = entries,
                              .count = count,
                              .owner = owner,
                              .group = owner};
    return acl_intern(volume, &child);
}

void node_rights_inherit(struct volume *volume, volume_node node, volume_node parent,
                         identity_id owner)
{
    struct node_rights *from = volume_rights(volume, parent);
    if (from == NULL || from->acl == NULL) {
        return; /* no DACL there: none here */
    }
    const unsigned kind = volume_is_directory(volume, node) ? 1 : 0;
    if (from->inherited[kind] == NULL || from->inherited_owner[kind] != owner) {
        from->inherited[kind] = inherited_acl(volume, from->acl, kind == 1, owner);
        from->inherited_owner[kind] = owner;
    }
    rights_edit(volume, node)->acl = from->inherited[kind];
}

/* --- edits of the world --- */

/* Lists are copied at each edit; edits are few. */
static struct nw_trustee *trustees_without(struct volume *volume, const struct nw_node *netware,
                                           uint32_t id, uint32_t *count_out)
{
    struct nw_trustee *trustees =
        arena_array(volume_arena(volume), struct nw_trustee, netware->trustee_count + 1u);
    uint32_t count = 0;
    for (uint32_t i = 0; i < netware->trustee_count; i++) {
        if (netware->trustees[i].id != id) {
            trustees[count++] = netware->trustees[i];
        }
    }
    *count_out = count;
    return trustees;
}

/* The record of an entry whose rights are about to change. */
static struct node_rights *change(struct volume *volume, volume_node node)
{
    struct node_rights *rights = rights_edit(volume, node);
    forget_all_answers(of_volume(volume));
    return rights;
}

void fs_set_trustee(struct volume *volume, volume_node node, uint32_t id, nw_rights rights)
{
    struct nw_node *netware = &change(volume, node)->netware;
    uint32_t count = 0;
    struct nw_trustee *trustees = trustees_without(volume, netware, id, &count);
    trustees[count] = (struct nw_trustee){.id = id, .rights = rights};
    netware->trustees = trustees;
    netware->trustee_count = count + 1;
}

void fs_remove_trustee(struct volume *volume, volume_node node, uint32_t id)
{
    if (node_rights_of(volume, node) == NULL) {
        return;
    }
    struct nw_node *netware = &change(volume, node)->netware;
    netware->trustees = trustees_without(volume, netware, id, &netware->trustee_count);
}

void fs_set_mask(struct volume *volume, volume_node node, bool has_mask, nw_rights mask)
{
    struct nw_node *netware = &change(volume, node)->netware;
    netware->has_mask = has_mask;
    netware->mask = mask;
}

void fs_set_attributes(struct volume *volume, volume_node node, uint32_t attributes)
{
    rights_edit(volume, node)->attributes = attributes;
}

uint32_t fs_attributes(const struct volume *volume, volume_node node)
{
    const struct node_rights *rights = node_rights_of(volume, node);
    return rights != NULL ? rights->attributes : 0;
}

static void acl_put(struct volume *volume, volume_node node, const struct acl *kept)
{
    struct node_rights *rights = change(volume, node);
    rights->acl = kept;
    rights->inherited[0] = NULL;
    rights->inherited[1] = NULL;
}

void fs_set_acl(struct volume *volume, volume_node node, const struct acl *acl)
{
    REQUIRE(acl->count <= FS_ACL_ENTRIES_MAX);
    acl_put(volume, node, acl_intern(volume, acl));
}

void fs_lend_acl(struct volume *volume, volume_node node, const struct acl *acl)
{
    acl_put(volume, node, acl);
}

const struct acl *fs_acl(const struct volume *volume, volume_node node)
{
    const struct node_rights *rights = node_rights_of(volume, node);
    return rights != NULL ? rights->acl : NULL;
}

static identity_id owner_of(const struct volume *volume, volume_node node)
{
    const struct acl *acl = fs_acl(volume, node);
    return acl != NULL ? acl->owner : IDENTITY_NONE;
}

/* The next entry of a walk through all below `top`, a directory before what is in it; 0 at the end.
 */
static volume_node next_below(const struct volume *volume, volume_node top, volume_node node)
{
    const volume_node child = volume_first(volume, node);
    if (child != 0) {
        return child;
    }
    while (node != top && volume_next(volume, node) == 0) {
        node = volume_parent(volume, node);
    }
    return node == top ? 0 : volume_next(volume, node);
}

/* Directories get the list itself, files what they would inherit from it; owners stay. */
void fs_set_acl_below(struct volume *volume, volume_node node, const struct acl *acl)
{
    fs_set_acl(volume, node, acl);
    volume_node below = next_below(volume, node, node);
    while (below != 0) {
        struct acl own = *acl;
        own.owner = owner_of(volume, below);
        if (volume_is_directory(volume, below)) {
            fs_set_acl(volume, below, &own);
        } else {
            acl_put(volume, below, inherited_acl(volume, acl, false, own.owner));
        }
        below = next_below(volume, node, below);
    }
}

/* --- NetWare rights of an entry --- */

bool node_rights_leads_to(const struct volume *volume, volume_node directory,
                          const struct identity_token *token)
{
    volume_node node = next_below(volume, directory, directory);
    for (; node != 0; node = next_below(volume, directory, node)) {
        const struct node_rights *rights = node_rights_of(volume, node);
        const uint32_t count = rights != NULL ? rights->netware.trustee_count : 0;
        for (uint32_t i = 0; i < count; i++) {
            const struct nw_trustee *trustee = &rights->netware.trustees[i];
            for (uint32_t k = 0; k < token->count && trustee->rights != 0; k++) {
                if (token->ids[k] == trustee->id) {
                    return true;
                }
            }
        }
    }
    return false;
}

static nw_rights effective_rights(const struct volume *volume, volume_node node,
                                  const struct identity_token *token)
{
    enum { RECORDS_MAX = 256 };
    const struct nw_node *chain[RECORDS_MAX];
    size_t start = RECORDS_MAX;
    for (; node != VOLUME_ROOT; node = volume_parent(volume, node)) {
        const struct node_rights *rights = node_rights_of(volume, node);
        if (rights != NULL) { /* an entry without a record changes nothing on the way down */
            REQUIRE(start > 1);
            chain[--start] = &rights->netware;
        }
    }
    const struct node_rights *root = node_rights_of(volume, VOLUME_ROOT);
    chain[--start] = root != NULL ? &root->netware : NULL;
    const struct nw_who who = {
        .ids = token->ids, .id_count = token->count, .is_supervisor = token->is_supervisor};
    return nw_effective_rights(chain + start, RECORDS_MAX - start, &who);
}

nw_rights fs_nw_rights(const struct volume *volume, volume_node node,
                       const struct identity_token *token)
{
    struct volume_rights *all = volume_rights(volume, VOLUME_ROOT);
    const uint32_t key = answer_key(token, ANSWER_NETWARE);
    uint32_t granted = 0;
    if (all == NULL || token->number == 0) {
        return effective_rights(volume, node, token);
    }
    if (!is_kept(all, node, key, &granted)) {
        granted = effective_rights(volume, node, token);
        keep(all, node, key, granted);
    }
    return granted;
}

/* --- NT rights of an entry --- */

static nt_mask granted_by_list(const struct acl *acl, const struct identity_token *token)
{
    const struct nt_token nt = {.ids = token->ids,
                                .id_count = token->count,
                                .may_security = (token->privileges & PRIVILEGE_SECURITY) != 0,
                                .may_take_ownership =
                                    (token->privileges & PRIVILEGE_TAKE_OWNERSHIP) != 0};
    nt_mask granted = 0;
    (void)acl_check(acl, &nt, NT_MAXIMUM_ALLOWED, &granted, NULL); /* the mask is the answer */
    return granted;
}

nt_mask fs_nt_rights(const struct volume *volume, volume_node node,
                     const struct identity_token *token)
{
    const struct node_rights *rights = node_rights_of(volume, node);
    const uint32_t key = answer_key(token, ANSWER_NT);
    uint32_t granted = NT_FULL;
    if (rights == NULL || rights->acl == NULL) {
        return granted;
    }
    if (token->number == 0) {
        return granted_by_list(rights->acl, token);
    }
    struct volume_rights *all = volume_rights(volume, VOLUME_ROOT);
    if (!is_kept(all, node, key, &granted)) {
        granted = granted_by_list(rights->acl, token);
        keep(all, node, key, granted);
    }
    return granted;
}
