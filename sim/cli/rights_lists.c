/* Assignments, masks and lists on the way to a path, and what each gives or takes. */
#include "base/text.h"
#include "cli/rights_inside.h"
#include "fs/node_rights.h"
#include "fs/nt_file.h"

enum { WORDS_SIZE = 200 };

static bool holds(const struct identity_token *token, identity_id id)
{
    uint32_t i = 0;
    while (i < token->count && token->ids[i] != id) {
        i++;
    }
    return i < token->count;
}

/* --- NT --- */

static const char *mask_words(struct explaining *x, nt_mask mask)
{
    char words[WORDS_SIZE];
    mask &= NT_FULL;
    if (mask == NT_FULL || mask == NT_CHANGE) {
        return mask == NT_FULL ? "everything" : "change";
    }
    nt_file_lacks_text(mask, words, sizeof(words));
    return mask == 0 ? "nothing" : arena_text(x->arena, words);
}

static struct nt_token nt_token_of(const struct identity_token *token)
{
    return (struct nt_token){.ids = token->ids,
                             .id_count = token->count,
                             .may_take_ownership =
                                 (token->privileges & PRIVILEGE_TAKE_OWNERSHIP) != 0};
}

/* What the first `count` entries leave. */
static nt_mask granted_by(const struct acl *acl, uint32_t count, const struct identity_token *token)
{
    struct acl first = *acl;
    const struct nt_token nt = nt_token_of(token);
    nt_mask granted = 0;
    first.count = count;
    (void)acl_check(&first, &nt, NT_MAXIMUM_ALLOWED, &granted, NULL); /* the mask is the answer */
    return granted & NT_FULL;
}

/* Bits that an entry before this one has denied to the token. */
static nt_mask denied_before(const struct acl *acl, uint32_t at, const struct identity_token *token)
{
    nt_mask denied = 0;
    for (uint32_t i = 0; i < at; i++) {
        const struct acl_entry *entry = &acl->entries[i];
        if (entry->kind == ACL_DENY && (entry->flags & ACL_INHERIT_ONLY) == 0 &&
            holds(token, entry->id)) {
            denied |= entry->mask & ~granted_by(acl, i, token);
        }
    }
    return denied;
}

static void put_entry(struct explaining *x, const struct acl *acl, uint32_t at,
                      const struct identity_token *token)
{
    const struct acl_entry *entry = &acl->entries[at];
    buffer_format(x->target, "  %-5s %-24s %s: ", entry->kind == ACL_DENY ? "deny" : "allow",
                  rights_name(x, entry->id), mask_words(x, entry->mask));
    if ((entry->flags & ACL_INHERIT_ONLY) != 0) {
        buffer_text(x->target, "only for what is made below\n");
    } else if (!holds(token, entry->id)) {
        buffer_text(x->target, "not in the token\n");
    } else if (entry->kind == ACL_DENY) {
        const nt_mask taken =
            entry->mask & ~granted_by(acl, at, token) & ~denied_before(acl, at, token);
        buffer_format(x->target, "denies %s\n", mask_words(x, taken));
    } else {
        const nt_mask given = granted_by(acl, at + 1, token) & ~granted_by(acl, at, token);
        buffer_format(x->target, "grants %s\n", mask_words(x, given));
    }
}

static void put_list(struct explaining *x, const struct acl *acl,
                     const struct identity_token *token)
{
    if (acl == NULL || !acl->is_present) {
        buffer_text(x->target, "  no list: everything is granted\n");
        return;
    }
    if (acl->owner != IDENTITY_NONE) {
        buffer_format(x->target, "  owner %-24s %s\n", rights_name(x, acl->owner),
                      holds(token, acl->owner) ? "grants read permissions, change permissions"
                                               : "not in the token");
    }
    for (uint32_t i = 0; i < acl->count; i++) {
        put_entry(x, acl, i, token);
    }
    buffer_format(x->target, "  leaves %s\n", mask_words(x, granted_by(acl, acl->count, token)));
}

void rights_explain_share(struct explaining *x, const struct share *share,
                          const struct identity_token *token)
{
    struct acl acl = share->acl;
    acl.owner = IDENTITY_NONE; /* a share has none */
    buffer_format(x->target, "share %s\n", share->name);
    put_list(x, &acl, token);
}

void rights_explain_lists(struct explaining *x)
{
    const struct fs_way *way = &x->reach.way;
    const struct acl *acl = fs_acl(way->volume, x->node);
    nt_mask granted = acl != NULL ? granted_by(acl, acl->count, way->token) : NT_FULL;
    if (x->node != VOLUME_ROOT) {
        buffer_format(x->target, "list of %s, its directory\n", rights_place(x, x->parent));
        put_list(x, fs_acl(way->volume, x->parent), way->token);
    }
    buffer_format(x->target, "list of %s\n", rights_place(x, x->node));
    put_list(x, acl, way->token);
    granted &= way->share_mask;
    buffer_format(x->target, "effective  %s\n", mask_words(x, granted));
}

/* --- NetWare --- */

static const char *letters(struct explaining *x, nw_rights rights)
{
    char text[NW_RIGHTS_TEXT_SIZE];
    nw_rights_text(rights, text);
    return arena_format(x->arena, "[%s]", text);
}

/* From the root of the volume to the entry. */
struct chain {
    const struct nw_node **nodes;
    volume_node *places;
    uint32_t depth;
};

static struct chain chain_of(struct explaining *x)
{
    const struct volume *volume = x->reach.way.volume;
    struct chain chain = {.depth = 1};
    for (volume_node node = x->node; node != VOLUME_ROOT; node = volume_parent(volume, node)) {
        chain.depth++;
    }
    chain.nodes = arena_array(x->arena, const struct nw_node *, chain.depth);
    chain.places = arena_array(x->arena, volume_node, chain.depth);
    volume_node node = x->node;
    for (uint32_t i = chain.depth; i > 0; i--, node = volume_parent(volume, node)) {
        const struct node_rights *rights = node_rights_of(volume, node);
        chain.places[i - 1] = node;
        chain.nodes[i - 1] = rights != NULL ? &rights->netware : NULL;
    }
    return chain;
}

/* What one id has after so many nodes. */
static nw_rights rights_at(const struct chain *chain, uint32_t depth, identity_id id)
{
    const struct nw_who who = {.ids = &id, .id_count = 1};
    return depth == 0 ? 0 : nw_effective_rights(chain->nodes, depth, &who);
}

static const struct nw_trustee *assignment(const struct nw_node *node, identity_id id)
{
    for (uint32_t i = 0; i < node->trustee_count; i++) {
        if (node->trustees[i].id == id) {
            return &node->trustees[i];
        }
    }
    return NULL;
}

/* What the node at `at` changes for one id. */
static void put_change(struct explaining *x, const struct chain *chain, uint32_t at, identity_id id)
{
    const struct nw_node *node = chain->nodes[at];
    const struct nw_trustee *assigned = assignment(node, id);
    const nw_rights before = rights_at(chain, at, id);
    const nw_rights after = rights_at(chain, at + 1, id);
    const char *name = rights_name(x, id);
    if (assigned != NULL) {
        buffer_format(x->target, "    %-24s assigned %s", name, letters(x, assigned->rights));
        if (before == NW_ALL) {
            buffer_text(x->target, ": Supervisor from above stays\n");
        } else if (before != 0) {
            buffer_format(x->target, ", in the place of %s\n", letters(x, before));
        } else {
            buffer_text(x->target, "\n");
        }
    } else if (before != 0 && node->has_mask && at > 0) {
        buffer_format(x->target, "    %-24s the mask leaves %s of %s\n", name, letters(x, after),
                      letters(x, before));
    }
}

static void put_node(struct explaining *x, const struct chain *chain, uint32_t at)
{
    const struct identity_token *token = x->reach.way.token;
    const struct nw_node *node = chain->nodes[at];
    buffer_format(x->target, "  %s", rights_place(x, chain->places[at]));
    if (node != NULL && node->has_mask && at > 0) {
        buffer_format(x->target, "  mask %s", letters(x, node->mask));
    }
    if (node == NULL || node->trustee_count == 0) {
        buffer_text(x->target, "  no assignment");
    }
    buffer_text(x->target, "\n");
    for (uint32_t i = 0; node != NULL && i < token->count; i++) {
        put_change(x, chain, at, token->ids[i]);
    }
    for (uint32_t i = 0; node != NULL && i < node->trustee_count; i++) {
        if (!holds(token, node->trustees[i].id)) {
            buffer_format(x->target, "    %-24s assigned %s: not in the token\n",
                          rights_name(x, node->trustees[i].id),
                          letters(x, node->trustees[i].rights));
        }
    }
}

void rights_explain_trustees(struct explaining *x)
{
    const struct fs_way *way = &x->reach.way;
    const struct chain chain = chain_of(x);
    buffer_text(x->target, "trustees\n");
    if (way->token->is_supervisor) {
        buffer_text(x->target,
                    "  supervisor or equivalent: all rights, no assignment is looked at\n");
    } else {
        for (uint32_t i = 0; i < chain.depth; i++) {
            put_node(x, &chain, i);
        }
        for (uint32_t i = 0; i < way->token->count; i++) {
            const nw_rights rights = rights_at(&chain, chain.depth, way->token->ids[i]);
            if (rights != 0) {
                buffer_format(x->target, "  comes down to it: %s %s\n",
                              rights_name(x, way->token->ids[i]), letters(x, rights));
            }
        }
    }
    buffer_format(x->target, "effective  %s\n",
                  letters(x, fs_nw_rights(way->volume, x->node, way->token)));
}
