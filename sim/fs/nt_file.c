#include "fs/nt_file.h"

#include "base/text.h"
#include "fs/node_rights.h"

/* What is asked of the entry, of its directory, and of the share. */
static const struct {
    nt_mask entry;
    nt_mask directory;
    nt_mask share;
} needs[] = {
    [FS_READ_FILE] = {NT_GENERIC_READ, 0, NT_GENERIC_READ},
    [FS_WRITE_FILE] = {NT_GENERIC_WRITE, 0, NT_GENERIC_WRITE},
    [FS_READ_WRITE_FILE] = {NT_GENERIC_READ | NT_GENERIC_WRITE, 0,
                            NT_GENERIC_READ | NT_GENERIC_WRITE},
    [FS_OVERWRITE] = {NT_GENERIC_WRITE, 0, NT_GENERIC_WRITE},
    [FS_CREATE_FILE] = {0, NT_WRITE_DATA, NT_GENERIC_WRITE},
    [FS_CREATE_READ_FILE] = {0, NT_WRITE_DATA, NT_GENERIC_READ},
    [FS_CREATE_DIRECTORY] = {0, NT_APPEND_DATA, NT_APPEND_DATA},
    [FS_DELETE_FILE] = {NT_DELETE, 0, NT_DELETE},
    [FS_DELETE_DIRECTORY] = {NT_DELETE, 0, NT_DELETE},
    [FS_RENAME_SOURCE] = {NT_DELETE | NT_READ_ATTRIBUTES | NT_SYNCHRONIZE, 0, NT_DELETE},
    [FS_RENAME_TARGET] = {0, NT_WRITE_DATA, NT_WRITE_DATA},
    [FS_LIST] = {NT_READ_DATA, 0, NT_READ_DATA},
    [FS_SEARCH_ENTRY] = {NT_READ_ATTRIBUTES, 0, NT_READ_ATTRIBUTES},
    [FS_APPEND_FILE] = {NT_APPEND_DATA | NT_SYNCHRONIZE, 0, NT_APPEND_DATA},
    [FS_EXECUTE] = {NT_GENERIC_EXECUTE, 0, NT_GENERIC_EXECUTE},
    [FS_SET_ATTRIBUTES] = {NT_WRITE_ATTRIBUTES, 0, NT_WRITE_ATTRIBUTES},
    [FS_READ_PERMISSIONS] = {NT_READ_CONTROL, 0, NT_READ_CONTROL},
    [FS_CHANGE_PERMISSIONS] = {NT_WRITE_DAC, 0, NT_WRITE_DAC},
    [FS_TAKE_OWNERSHIP] = {NT_WRITE_OWNER, 0, NT_WRITE_OWNER},
    [FS_OPEN_DELETE] = {NT_DELETE, 0, NT_DELETE},
    [FS_BACKUP_FILE] = {NT_GENERIC_READ, 0, NT_GENERIC_READ},
    [FS_RESTORE_FILE] = {NT_GENERIC_WRITE, 0, NT_GENERIC_WRITE},
};
_Static_assert(ARRAY_COUNT(needs) == FS_OPERATION_COUNT, "a row for each operation");

/* Backup and restore look past the lists, and only where an open says what it is for. */
static bool is_privileged(const struct fs_question *question)
{
    const uint32_t privileges = question->way->token->privileges;
    return (question->operation == FS_BACKUP_FILE && (privileges & PRIVILEGE_BACKUP) != 0) ||
           (question->operation == FS_RESTORE_FILE && (privileges & PRIVILEGE_RESTORE) != 0);
}

/* Bits of `want` that the entry's DACL does not grant. */
static nt_mask dacl_lacks(const struct fs_way *way, volume_node node, nt_mask want)
{
    return want != 0 ? want & ~fs_nt_rights(way->volume, node, way->token) : 0;
}

/* NTFS: a right on the directory stands in for one on the entry. */
static nt_mask lacks_beside_directory(const struct fs_way *way, volume_node parent, nt_mask lacks)
{
    if ((lacks & NT_DELETE) != 0 && dacl_lacks(way, parent, NT_DELETE_CHILD) == 0) {
        lacks &= ~NT_DELETE;
    }
    if ((lacks & NT_READ_ATTRIBUTES) != 0 && dacl_lacks(way, parent, NT_READ_DATA) == 0) {
        lacks &= ~NT_READ_ATTRIBUTES;
    }
    return lacks;
}

/* The read-only attribute beats rights. */
static bool is_kept(const struct fs_question *question)
{
    const nt_mask changing = NT_WRITE_DATA | NT_APPEND_DATA;
    const bool changes =
        (needs[question->operation].entry & changing) != 0 || question->operation == FS_DELETE_FILE;
    return changes && question->node != 0 &&
           (fs_attributes(question->way->volume, question->node) & FS_READ_ONLY) != 0;
}

nt_mask nt_file_share_lacks(const struct fs_question *question)
{
    return needs[question->operation].share & ~question->way->share_mask;
}

bool nt_file_judge(const struct fs_question *question, struct fs_refusal *refusal_out)
{
    const struct fs_way *way = question->way;
    nt_mask lacks = nt_file_share_lacks(question);
    if (lacks == 0 && !is_privileged(question)) {
        lacks = dacl_lacks(way, question->node, needs[question->operation].entry);
        if (lacks != 0 && question->parent != 0) {
            lacks = lacks_beside_directory(way, question->parent, lacks);
        }
    }
    if (lacks == 0 && needs[question->operation].directory != 0) {
        const bool moves_directory =
            question->node != 0 && volume_is_directory(way->volume, question->node);
        lacks = dacl_lacks(way, question->parent,
                           moves_directory ? NT_APPEND_DATA : needs[question->operation].directory);
    }
    refusal_out->lacks = lacks;
    return lacks == 0 && !is_kept(question);
}

/* What a member of Administrators makes belongs to Administrators. */
static identity_id owner_for(const struct identity_token *token)
{
    if (token == NULL) {
        return IDENTITY_ADMINISTRATORS; /* the world itself */
    }
    for (uint32_t i = 0; i < token->count; i++) {
        if (token->ids[i] == IDENTITY_ADMINISTRATORS) {
            return IDENTITY_ADMINISTRATORS;
        }
    }
    return token->count != 0 ? token->ids[0] : IDENTITY_NONE;
}

void nt_file_created(const struct fs_way *way, volume_node node, volume_node parent)
{
    node_rights_inherit(way->volume, node, parent, owner_for(way->token));
}

uint32_t nt_file_sharing_access(nt_mask access)
{
    const nt_mask mapped = acl_map_generic(access);
    return ((mapped & (NT_READ_DATA | NT_EXECUTE)) != 0 ? SHARING_READ : 0u) |
           ((mapped & (NT_WRITE_DATA | NT_APPEND_DATA)) != 0 ? SHARING_WRITE : 0u) |
           ((mapped & NT_DELETE) != 0 ? SHARING_DELETE : 0u);
}

void nt_file_lacks_text(uint32_t lacks, char *target, size_t capacity)
{
    static const struct {
        nt_mask any; /* one of these is missing ... */
        nt_mask all; /* ... and these are said with it */
        const char *word;
    } words[] = {
        {NT_READ_DATA, NT_GENERIC_READ, "read"},
        {NT_WRITE_DATA, NT_GENERIC_WRITE, "write"},
        {NT_APPEND_DATA, NT_APPEND_DATA, "append"},
        {NT_EXECUTE, NT_EXECUTE, "execute"},
        {NT_DELETE, NT_DELETE, "delete"},
        {NT_DELETE_CHILD, NT_DELETE_CHILD, "delete child"},
        {NT_READ_ATTRIBUTES | NT_READ_EA, NT_READ_ATTRIBUTES | NT_READ_EA, "read attributes"},
        {NT_WRITE_ATTRIBUTES | NT_WRITE_EA, NT_WRITE_ATTRIBUTES | NT_WRITE_EA, "write attributes"},
        {NT_READ_CONTROL, NT_READ_CONTROL, "read permissions"},
        {NT_WRITE_DAC, NT_WRITE_DAC, "change permissions"},
        {NT_WRITE_OWNER, NT_WRITE_OWNER, "take ownership"},
        {NT_SYNCHRONIZE, NT_SYNCHRONIZE, "synchronize"},
    };
    (void)text_copy(target, capacity, ""); /* fits */
    for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
        if ((lacks & words[i].any) != 0) {
            lacks &= ~words[i].all;
            (void)text_append(target, capacity, target[0] != '\0' ? ", " : ""); /* cut when long */
            (void)text_append(target, capacity, words[i].word);
        }
    }
}
