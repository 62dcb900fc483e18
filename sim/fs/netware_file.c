#include "fs/netware_file.h"

#include "base/text.h"
#include "fs/node_rights.h"

/* What is asked of the entry and of its directory, and the completion code without it. */
static const struct {
    nw_rights entry;
    nw_rights directory;
    uint16_t ncp;
} needs[] = {
    [FS_READ_FILE] = {NW_READ, 0, 0x93},
    [FS_WRITE_FILE] = {NW_WRITE, 0, 0x94},
    [FS_READ_WRITE_FILE] = {NW_READ | NW_WRITE, 0, 0x82},
    [FS_OVERWRITE] = {NW_WRITE | NW_ERASE, NW_CREATE, 0x85},
    [FS_CREATE_FILE] = {0, NW_CREATE, 0x84},
    [FS_CREATE_READ_FILE] = {0, NW_READ, 0x93},
    [FS_CREATE_DIRECTORY] = {0, NW_CREATE, 0x84},
    [FS_DELETE_FILE] = {NW_ERASE, 0, 0x8A},
    [FS_DELETE_DIRECTORY] = {NW_ERASE, 0, 0x8A},
    [FS_RENAME_SOURCE] = {NW_MODIFY, 0, 0x8B},
    [FS_RENAME_TARGET] = {0, NW_CREATE, 0x84}, /* a move; in the same directory nothing is asked */
    [FS_LIST] = {0, 0, 0},                     /* each entry is judged by FS_SEARCH_ENTRY */
    [FS_SEARCH_ENTRY] = {NW_FILE_SCAN, 0, 0x89},
    [FS_APPEND_FILE] = {NW_WRITE, 0, 0x94},
    [FS_EXECUTE] = {NW_READ, 0, 0x93},
    [FS_SET_ATTRIBUTES] = {NW_MODIFY, 0, 0x8C},
    [FS_READ_PERMISSIONS] = {0, 0, 0},
    [FS_CHANGE_PERMISSIONS] = {NW_ACCESS_CONTROL, 0, 0x8C},
    [FS_TAKE_OWNERSHIP] = {NW_SUPERVISOR, 0, 0x8C},
    [FS_OPEN_DELETE] = {NW_ERASE, 0, 0x8A},
    [FS_BACKUP_FILE] = {NW_READ, 0, 0x93},
    [FS_RESTORE_FILE] = {NW_WRITE, 0, 0x94},
};
_Static_assert(ARRAY_COUNT(needs) == FS_OPERATION_COUNT, "a row for each operation");

/* Attributes that forbid the operation to everybody, supervisors too. */
static const struct {
    uint32_t attributes;
    uint16_t ncp;
} kept_by[] = {
    [FS_READ_FILE] = {FS_EXECUTE_ONLY, 0x93},
    [FS_WRITE_FILE] = {FS_READ_ONLY | FS_EXECUTE_ONLY, 0x94},
    [FS_READ_WRITE_FILE] = {FS_READ_ONLY | FS_EXECUTE_ONLY, 0x94},
    [FS_OVERWRITE] = {FS_READ_ONLY | FS_EXECUTE_ONLY, 0x86},
    [FS_DELETE_FILE] = {FS_DELETE_INHIBIT | FS_TRANSACTIONAL, 0x90},
    [FS_DELETE_DIRECTORY] = {FS_DELETE_INHIBIT, 0x8A},
    [FS_RENAME_SOURCE] = {FS_RENAME_INHIBIT | FS_EXECUTE_ONLY | FS_TRANSACTIONAL, 0x8B},
    [FS_APPEND_FILE] = {FS_READ_ONLY | FS_EXECUTE_ONLY, 0x94},
    [FS_OPEN_DELETE] = {FS_DELETE_INHIBIT | FS_TRANSACTIONAL, 0x90},
    [FS_BACKUP_FILE] = {FS_EXECUTE_ONLY, 0x93},
    [FS_RESTORE_FILE] = {FS_READ_ONLY | FS_EXECUTE_ONLY, 0x94},
};
_Static_assert(ARRAY_COUNT(kept_by) == FS_OPERATION_COUNT, "a row for each operation");

/* The way down to an assignment is visible without File Scan; the volume root always is. */
static bool is_visible_path(const struct fs_question *question)
{
    const struct fs_way *way = question->way;
    return question->operation == FS_SEARCH_ENTRY &&
           (question->node == VOLUME_ROOT ||
            (volume_is_directory(way->volume, question->node) &&
             node_rights_leads_to(way->volume, question->node, way->token)));
}

bool netware_file_judge(const struct fs_question *question, struct fs_refusal *refusal_out)
{
    const struct fs_way *way = question->way;
    const enum fs_operation operation = question->operation;
    if (question->node != 0 &&
        (fs_attributes(way->volume, question->node) & kept_by[operation].attributes) != 0) {
        refusal_out->ncp = kept_by[operation].ncp;
        refusal_out->hides = (fs_attributes(way->volume, question->node) & FS_EXECUTE_ONLY) != 0;
        return false;
    }
    const bool stays = operation == FS_RENAME_TARGET &&
                       volume_parent(way->volume, question->node) == question->parent;
    nw_rights lacks = 0;
    if (needs[operation].entry != 0) {
        lacks = needs[operation].entry & ~fs_nw_rights(way->volume, question->node, way->token);
    }
    if (needs[operation].directory != 0 && !stays) {
        lacks |=
            needs[operation].directory & ~fs_nw_rights(way->volume, question->parent, way->token);
    }
    if (lacks == 0 || is_visible_path(question)) {
        return true;
    }
    refusal_out->lacks = lacks;
    refusal_out->ncp = needs[operation].ncp;
    return false;
}

void netware_file_created(const struct fs_way *way, volume_node node, volume_node parent)
{
    (void)parent;
    if (way->token != NULL) {
        volume_set_owner(way->volume, node, way->token->ids[0]);
    }
}

void netware_file_lacks_text(uint32_t lacks, char *target, size_t capacity)
{
    char letters[NW_RIGHTS_TEXT_SIZE];
    nw_rights_text(lacks, letters);
    (void)text_copy(target, capacity, letters); /* cut when the target is short */
}
