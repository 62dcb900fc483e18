/*
 * Every change is judged a second time, in another way than the models do it: right by right, from
 * the leaf up, nothing kept, by what each operation needs at the least. A change that a model
 * grants and this does not ends the run.
 */
#include "base/text.h"
#include "fs/node_rights.h"
#include "world/world.h"

/* One right, where it must be held. */
enum held_at { AT_ENTRY, AT_DIRECTORY };

struct need {
    enum held_at at;
    nw_rights netware;       /* 0: nothing is asked of a NetWare volume here */
    nt_mask nt;              /* 0: nothing of NTFS */
    nt_mask nt_or_directory; /* this right on the directory stands in for `nt` */
};
enum { NEEDS_MAX = 3 };

static const struct need needs[FS_OPERATION_COUNT][NEEDS_MAX] = {
    [FS_WRITE_FILE] = {{AT_ENTRY, NW_WRITE, NT_WRITE_DATA, 0}},
    [FS_READ_WRITE_FILE] = {{AT_ENTRY, NW_WRITE, NT_WRITE_DATA, 0},
                            {AT_ENTRY, NW_READ, NT_READ_DATA, 0}},
    [FS_OVERWRITE] = {{AT_ENTRY, NW_WRITE, NT_WRITE_DATA, 0},
                      {AT_ENTRY, NW_ERASE, 0, 0},
                      {AT_DIRECTORY, NW_CREATE, 0, 0}},
    [FS_CREATE_FILE] = {{AT_DIRECTORY, NW_CREATE, NT_WRITE_DATA, 0}},
    [FS_CREATE_DIRECTORY] = {{AT_DIRECTORY, NW_CREATE, NT_APPEND_DATA, 0}},
    [FS_DELETE_FILE] = {{AT_ENTRY, NW_ERASE, NT_DELETE, NT_DELETE_CHILD}},
    [FS_DELETE_DIRECTORY] = {{AT_ENTRY, NW_ERASE, NT_DELETE, NT_DELETE_CHILD}},
    [FS_RENAME_SOURCE] = {{AT_ENTRY, NW_MODIFY, NT_DELETE, NT_DELETE_CHILD}},
    [FS_RENAME_TARGET] = {{AT_DIRECTORY, NW_CREATE, NT_WRITE_DATA, 0}},
};

/* Attributes that forbid the change to everybody; the read-only bit of NetWare sets the inhibits.
 */
static const struct {
    uint32_t netware;
    uint32_t nt; /* which knows read-only alone, and renames what is that */
} forbidden_by[FS_OPERATION_COUNT] = {
    [FS_WRITE_FILE] = {FS_READ_ONLY, FS_READ_ONLY},
    [FS_READ_WRITE_FILE] = {FS_READ_ONLY, FS_READ_ONLY},
    [FS_OVERWRITE] = {FS_READ_ONLY, FS_READ_ONLY},
    [FS_DELETE_FILE] = {FS_DELETE_INHIBIT, FS_READ_ONLY},
    [FS_DELETE_DIRECTORY] = {FS_DELETE_INHIBIT, 0},
    [FS_RENAME_SOURCE] = {FS_RENAME_INHIBIT, 0},
};

static bool is_in(const struct identity_token *token, uint32_t id)
{
    for (uint32_t i = 0; i < token->count; i++) {
        if (token->ids[i] == id) {
            return true;
        }
    }
    return false;
}

/* The nearest assignment of that id decides, if no mask on the way up takes the right away; one
 * with Supervisor decides wherever it is. */
static bool holds_netware_as(const struct volume *volume, volume_node node, uint32_t id,
                             nw_rights right)
{
    bool is_decided = false;
    bool is_held = false;
    for (;; node = volume_parent(volume, node)) {
        const struct node_rights *kept = node_rights_of(volume, node);
        for (uint32_t i = 0; kept != NULL && i < kept->netware.trustee_count; i++) {
            const struct nw_trustee *trustee = &kept->netware.trustees[i];
            if (trustee->id != id) {
                continue;
            }
            if ((trustee->rights & NW_SUPERVISOR) != 0) {
                return true;
            }
            if (!is_decided) {
                is_decided = true;
                is_held = (trustee->rights & right) != 0;
            }
        }
        if (node == VOLUME_ROOT) {
            return is_held;
        }
        if (kept != NULL && kept->netware.has_mask && (kept->netware.mask & right) == 0) {
            is_decided = true;
        }
    }
}

static bool holds_netware(const struct fs_way *way, volume_node node, nw_rights right)
{
    const struct identity_token *token = way->token;
    if (token->is_supervisor) {
        return true;
    }
    for (uint32_t i = 0; i < token->count; i++) {
        if (holds_netware_as(way->volume, node, token->ids[i], right)) {
            return true;
        }
    }
    return false;
}

/* The first entry that speaks of this right to one of these ids. */
static bool holds_nt(const struct fs_way *way, volume_node node, nt_mask right)
{
    const struct node_rights *kept = node_rights_of(way->volume, node);
    if (kept == NULL || kept->acl == NULL || !kept->acl->is_present) {
        return true;
    }
    for (uint32_t i = 0; i < kept->acl->count; i++) {
        const struct acl_entry *entry = &kept->acl->entries[i];
        if ((entry->flags & ACL_INHERIT_ONLY) == 0 && (acl_map_generic(entry->mask) & right) != 0 &&
            is_in(way->token, entry->id)) {
            return entry->kind == ACL_ALLOW;
        }
    }
    return false;
}

static bool is_met(const struct fs_question *question, const struct need *need)
{
    const struct fs_way *way = question->way;
    const bool is_netware =
        way->model->id == FS_MODEL_netware_volume || way->model->id == FS_MODEL_gsnw_gateway;
    const volume_node node = need->at == AT_ENTRY ? question->node : question->parent;
    nt_mask nt = need->nt;
    if (question->operation == FS_RENAME_TARGET && question->node != 0 &&
        volume_is_directory(way->volume, question->node)) {
        nt = NT_APPEND_DATA;
    }
    if (way->model->id != FS_MODEL_netware_volume && nt != 0 && (way->share_mask & nt) == 0) {
        return false;
    }
    if (is_netware) {
        return need->netware == 0 || holds_netware(way, node, need->netware);
    }
    return nt == 0 || holds_nt(way, node, nt) ||
           (need->nt_or_directory != 0 && holds_nt(way, question->parent, need->nt_or_directory));
}

/* In the same directory NetWare asks for nothing at the new name. */
static bool stays(const struct fs_question *question)
{
    return question->operation == FS_RENAME_TARGET &&
           volume_parent(question->way->volume, question->node) == question->parent;
}

static void fail(struct world *world, const struct fs_question *question, const char *what)
{
    const struct volume *volume = question->way->volume;
    const volume_node node = question->node != 0 ? question->node : question->parent;
    const struct identity *who = identity_of(world->identities, question->way->token->ids[0]);
    if (world->failure[0] == '\0') {
        (void)text_format(world->failure, sizeof(world->failure),
                          "rights: %s was let change '%s' (%s), and %s",
                          who != NULL ? who->name : "?", volume_info(volume, node).name,
                          question->way->model->name, what);
    }
}

void truth_granted(void *context, const struct fs_question *question)
{
    struct world *world = context;
    const struct need *need = needs[question->operation];
    const bool is_nt = question->way->model->id == FS_MODEL_nt_share ||
                       question->way->model->id == FS_MODEL_nt_local;
    const uint32_t forbids =
        is_nt ? forbidden_by[question->operation].nt : forbidden_by[question->operation].netware;
    if (question->node != 0 && question->operation != FS_RENAME_TARGET &&
        (fs_attributes(question->way->volume, question->node) & forbids) != 0) {
        fail(world, question, "an attribute forbids that");
    }
    const bool is_free = stays(question) && !is_nt;
    for (size_t i = 0; i < NEEDS_MAX && !is_free; i++) {
        if ((need[i].netware | need[i].nt) != 0 && !is_met(question, &need[i])) {
            fail(world, question, "lacks a right for that");
        }
    }
}
