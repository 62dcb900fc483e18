#include "fs/rights/acl.h"

#include "base/require.h"
#include "base/text.h"

nt_mask acl_map_generic(nt_mask mask)
{
    static const struct {
        nt_mask any;
        nt_mask file;
    } rows[] = {{NT_ANY_READ, NT_GENERIC_READ},
                {NT_ANY_WRITE, NT_GENERIC_WRITE},
                {NT_ANY_EXECUTE, NT_GENERIC_EXECUTE},
                {NT_ANY_ALL, NT_FULL}};
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        if ((mask & rows[i].any) != 0) {
            mask = (mask & ~rows[i].any) | rows[i].file;
        }
    }
    return mask;
}

static bool holds(const struct nt_token *token, uint32_t id)
{
    for (uint32_t i = 0; i < token->id_count; i++) {
        if (token->ids[i] == id) {
            return true;
        }
    }
    return false;
}

/* What the entries leave, in their order: the first one that speaks about a bit decides it. */
static nt_mask allowed_by_entries(const struct acl *acl, const struct nt_token *token)
{
    nt_mask allow = holds(token, acl->owner) ? NT_READ_CONTROL | NT_WRITE_DAC : 0;
    nt_mask deny = 0;
    for (uint32_t i = 0; i < acl->count; i++) {
        const struct acl_entry *entry = &acl->entries[i];
        if ((entry->flags & ACL_INHERIT_ONLY) != 0 || !holds(token, entry->id)) {
            continue;
        }
        if (entry->kind == ACL_ALLOW) {
            allow |= entry->mask & ~deny;
        } else {
            deny |= entry->mask & ~allow;
        }
    }
    return allow;
}

enum acl_verdict acl_check(const struct acl *acl, const struct nt_token *token, nt_mask want,
                           nt_mask *granted_out, nt_mask *missing_out)
{
    const bool wants_all = (want & NT_MAXIMUM_ALLOWED) != 0;
    const nt_mask named = want & ~NT_MAXIMUM_ALLOWED;
    nt_mask granted = 0;
    nt_mask missing = 0;
    enum acl_verdict verdict = ACL_GRANTED;
    if ((named & NT_ACCESS_SYSTEM_SECURITY) != 0 && !token->may_security) {
        missing = NT_ACCESS_SYSTEM_SECURITY;
        verdict = ACL_NO_PRIVILEGE;
    } else {
        nt_mask allow = acl->is_present ? allowed_by_entries(acl, token) : NT_FULL | named;
        if (token->may_take_ownership) {
            allow |= NT_WRITE_OWNER;
        }
        allow |= named & NT_ACCESS_SYSTEM_SECURITY;
        granted = wants_all ? allow : allow & named;
        missing = named & ~allow;
        if (missing != 0 || (wants_all && granted == 0)) {
            verdict = ACL_DENIED;
        }
    }
    if (granted_out != NULL) {
        *granted_out = granted;
    }
    if (missing_out != NULL) {
        *missing_out = missing;
    }
    return verdict;
}

/* The entry that works on the child; false: none does. */
static bool effective_entry(const struct acl_entry *entry, bool child_is_directory,
                            const struct acl_creator *creator, struct acl_entry *entry_out)
{
    const uint32_t needs = child_is_directory ? ACL_CONTAINER_INHERIT : ACL_OBJECT_INHERIT;
    if ((entry->flags & needs) == 0) {
        return false;
    }
    *entry_out = *entry;
    entry_out->mask = acl_map_generic(entry->mask);
    entry_out->flags = 0;
    if (child_is_directory && (entry->flags & ACL_NO_PROPAGATE) == 0) {
        entry_out->flags = entry->flags & (ACL_OBJECT_INHERIT | ACL_CONTAINER_INHERIT);
    }
    if (entry->id == creator->creator_owner_id) {
        entry_out->id = creator->owner;
        entry_out->flags = 0;
    } else if (entry->id == creator->creator_group_id) {
        entry_out->id = creator->group;
        entry_out->flags = 0;
    }
    return true;
}

/* What a directory only hands on: entries for files, and the originals of CREATOR OWNER and GROUP.
 */
static bool handed_on_entry(const struct acl_entry *entry, const struct acl_creator *creator,
                            struct acl_entry *entry_out)
{
    const uint32_t inherits = entry->flags & (ACL_OBJECT_INHERIT | ACL_CONTAINER_INHERIT);
    const bool is_creator =
        entry->id == creator->creator_owner_id || entry->id == creator->creator_group_id;
    if (inherits == 0 || (entry->flags & ACL_NO_PROPAGATE) != 0 ||
        ((inherits & ACL_CONTAINER_INHERIT) != 0 && !is_creator)) {
        return false;
    }
    *entry_out = *entry;
    entry_out->flags = inherits | ACL_INHERIT_ONLY;
    return true;
}

uint32_t acl_inherit(const struct acl *parent, bool child_is_directory,
                     const struct acl_creator *creator, struct acl_entry *entries_out)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < parent->count; i++) {
        const struct acl_entry *entry = &parent->entries[i];
        if (effective_entry(entry, child_is_directory, creator, &entries_out[count])) {
            count++;
        }
        if (child_is_directory && handed_on_entry(entry, creator, &entries_out[count])) {
            count++;
        }
    }
    return count;
}

void acl_default(uint32_t owner, uint32_t system, struct acl_entry entries_out[ACL_DEFAULT_ENTRIES])
{
    entries_out[0] = (struct acl_entry){.kind = ACL_ALLOW, .mask = NT_FULL, .id = owner};
    entries_out[1] = (struct acl_entry){.kind = ACL_ALLOW, .mask = NT_FULL, .id = system};
}

bool acl_level_parse(const char *word, nt_mask *mask_out)
{
    static const struct {
        const char *word;
        nt_mask mask;
    } levels[] = {
        {"read", NT_READ},
        {"change", NT_CHANGE},
        {"full", NT_FULL},
        {"none", 0},
        {"write", NT_GENERIC_WRITE},
        {"add", NT_WRITE_DATA | NT_EXECUTE | NT_SYNCHRONIZE},
        {"list", NT_READ_DATA | NT_READ_ATTRIBUTES | NT_EXECUTE | NT_SYNCHRONIZE},
        {"delete", NT_DELETE},
    };
    for (size_t i = 0; i < ARRAY_COUNT(levels); i++) {
        if (text_equal(word, levels[i].word)) {
            *mask_out = levels[i].mask;
            return true;
        }
    }
    return false;
}
