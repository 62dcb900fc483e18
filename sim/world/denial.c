#include "world/denial.h"

#include <string.h>

#include "base/text.h"
#include "world/world.h"

static const char *operation_word(const struct sim_call *call)
{
    switch (call->refusal.operation) {
    case FS_READ_FILE:
    case FS_EXECUTE:
    case FS_BACKUP_FILE:
        return "read";
    case FS_WRITE_FILE:
    case FS_READ_WRITE_FILE:
    case FS_OVERWRITE:
    case FS_APPEND_FILE:
    case FS_RESTORE_FILE:
        return "write";
    case FS_CREATE_FILE:
    case FS_CREATE_READ_FILE:
    case FS_CREATE_DIRECTORY:
        return "create";
    case FS_DELETE_FILE:
    case FS_DELETE_DIRECTORY:
    case FS_OPEN_DELETE:
        return "delete";
    case FS_RENAME_SOURCE:
    case FS_RENAME_TARGET:
        return "rename";
    case FS_LIST:
    case FS_SEARCH_ENTRY:
        return "list";
    case FS_SET_ATTRIBUTES:
    case FS_READ_PERMISSIONS:
    case FS_CHANGE_PERMISSIONS:
    case FS_TAKE_OWNERSHIP:
    case FS_OPERATION_COUNT:
        break;
    }
    return "open";
}

/* The identity that the server judged, as its owner writes it. */
void denial_account(const struct sim_call *call, char *target, size_t capacity)
{
    const struct world *world = call->process->world;
    const struct identity_token *token = call->way != NULL ? call->way->token : NULL;
    const struct identity *who =
        token != NULL && token->count > 0 ? identity_of(world->identities, token->ids[0]) : NULL;
    if (who == NULL) {
        who = call->process->logon != NULL ? call->process->logon->account : NULL;
    }
    if (who == NULL || !identity_full_name(who, target, capacity)) {
        (void)text_copy(target, capacity, "");
    }
}

/* "SYS:CCDATA\CLANDATA" as the machine names it. */
void denial_place(const struct sim_call *call, char *target, size_t capacity)
{
    char root[OS_PATH_SIZE];
    const volume_node from = call->node != 0 ? call->node : call->way->root;
    if (!volume_path(call->way->volume, from, root, sizeof(root))) {
        root[0] = '\0';
    }
    const char *rest = call->rest != NULL ? call->rest : "";
    const char *between = root[0] != '\0' && rest[0] != '\0' ? "\\" : "";
    const char *label = volume_label(call->way->volume);
    /* SYS:CCDATA on NetWare, D:\ccdata on NT */
    const enum fs_model_id model = call->way->model->id;
    const char *after = model == FS_MODEL_nt_local || model == FS_MODEL_nt_share ? "\\" : "";
    (void)text_format(target, capacity, "%.*s:%s%s%s%s", (int)strcspn(label, ":"), label, after,
                      root, between, rest);
}

void denial_observe(const struct sim_call *call)
{
    struct process *process = call->process;
    struct world *world = process->world;
    const char *operation = operation_word(call);
    if (world->spec.observe == NULL) {
        return;
    }
    char account[2 * IDENTITY_NAME_SIZE] = "";
    char path[2 * OS_PATH_SIZE] = "";
    char lacks[64] = "";
    struct observation seen = {
        .kind = OBSERVE_DENIED,
        .time_us = world->sched.now_us,
        .program = process->kind == PROCESS_PROGRAM ? process->name : "",
        .account = account,
        .operation = operation,
        .path = call->name != NULL ? call->name : "",
        .machine = "",
        .lacks = lacks,
    };
    denial_account(call, account, sizeof(account));
    if (call->way != NULL) {
        denial_place(call, path, sizeof(path));
        seen.path = path;
        seen.machine = world_machine_of(world, call->way->volume_number);
        call->way->model->lacks_text(call->refusal.lacks, lacks, sizeof(lacks));
    }
    world->spec.observe(world->spec.observer, &seen);
}
