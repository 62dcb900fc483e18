#include "world/sim_fault.h"

#include <string.h>

#include "base/text.h"
#include "world/denial.h"
#include "world/sim_rewrite.h"

/* "NW1": any call to that server. Without \ and : a name or pattern of the last component. Else a
 * directory or file, or anything below it. */
static bool call_is_within(const struct sim_call *call, const char *place)
{
    struct world *world = call->process->world;
    char path[2 * OS_PATH_SIZE] = "";
    const char *machine = call->process->host->machine->name;
    if (call->way != NULL) {
        machine = world_machine_of(world, call->way->volume_number);
        denial_place(call, path, sizeof(path));
    } else if (call->name != NULL) {
        (void)text_copy(path, sizeof(path), call->name);
    }
    if (strpbrk(place, "\\/:") != NULL) {
        return call->way != NULL && world_path_within(world, machine, path, place);
    }
    return text_equal(place, machine) || text_match(place, text_base_name(path));
}

/* A file that gets a new name is under both. */
static bool is_within(const void *asked, const char *place)
{
    const struct sim_call *call = asked;
    if (call_is_within(call, place)) {
        return true;
    }
    if (call->new_rest == NULL) {
        return false;
    }
    struct sim_call renamed = *call;
    renamed.rest = call->new_rest;
    return call_is_within(&renamed, place);
}

/* What a refusal is about, for those who are told of refusals. */
static enum fs_operation operation_of(uint32_t op)
{
    switch ((enum fault_op)op) {
    case FAULT_OP_WRITE:
    case FAULT_OP_LOCK:
        return FS_WRITE_FILE;
    case FAULT_OP_CREATE:
        return FS_CREATE_FILE;
    case FAULT_OP_DELETE:
        return FS_DELETE_FILE;
    case FAULT_OP_RENAME:
        return FS_RENAME_SOURCE;
    case FAULT_OP_LIST:
        return FS_LIST;
    case FAULT_OP_OPEN:
    case FAULT_OP_READ:
    case FAULT_OP_CONNECT:
    case FAULT_OP_START:
    case FAULT_OP_LOGON:
    case FAULT_OP_LOGOFF:
        return FS_READ_FILE;
    }
    return FS_READ_FILE;
}

static void end_of(struct process *process, const struct fault_strike *strike)
{
    switch (strike->end) {
    case FAULT_END_NONE:
        process_kill(process);
        break;
    case FAULT_END_CRASH:
        process_crash(process);
        break;
    case FAULT_END_HANG:
        process_hang(process);
        break;
    }
}

const struct fault_strike *sim_fault_ask(struct sim_call *call, struct sim_fault_point point)
{
    struct process *process = call->process;
    struct world *world = process->world;
    if (process->logon == NULL && process->kind != PROCESS_PROGRAM) {
        return NULL; /* what people and the world itself do is done */
    }
    char account[2 * IDENTITY_NAME_SIZE] = "";
    char judged[2 * IDENTITY_NAME_SIZE] = "";
    if (faults_ask_for_accounts(world->faults)) {
        if (process->logon != NULL) { /* the administrator of a post office has no name */
            (void)identity_full_name(process->logon->account, account, sizeof(account));
        }
        denial_account(call, judged, sizeof(judged));
    }
    const bool is_open = call->op == TRACE_OPEN; /* sim_port.c: access, then deny, in its detail */
    const struct fault_question question = {
        .op = point.op,
        .access = is_open ? call->detail & OS_READ_WRITE : 0,
        .deny = is_open ? (enum os_deny)(call->detail >> 4 & OS_DENY_ALL) : OS_DENY_NONE,
        .program = process->name,
        .run = process->handle,
        .account = account,
        .judged = judged,
        .bits = process->is_16_bit ? 16 : 32,
        .session = process->connector != NULL ? FAULT_SESSION_SERVICE : FAULT_SESSION_INTERACTIVE,
        .via = call->way != NULL ? call->way->model->id : FS_MODEL_NONE,
        .offset = point.offset,
        .size = point.size,
        .call = call,
        .is_within = is_within,
    };
    const struct fault *fault = faults_ask(world->faults, &question);
    if (fault == NULL) {
        return NULL;
    }
    world->struck_us = world->sched.now_us;
    const struct fault_strike *strike = &world->faults->strike;
    process->cause = fault->cause;
    if (strike->rewrite != NULL) {
        sim_rewrite(call, strike->rewrite);
    }
    world->refusals++; /* what is worn at the end may come from it */
    if (!strike->acts && strike->answer == ST_OK) {
        world->person_changes++; /* nobody wrote what everybody takes for written */
    }
    call->refusal.operation = operation_of(point.op);
    if (strike->late_us > 0) {
        process_delay(process, strike->late_us);
    }
    if (strike->kills || strike->end != FAULT_END_NONE) {
        call->way = NULL; /* that of a handle goes with it */
        end_of(process, strike);
    }
    process->dies_after_call = strike->kills_after;
    return strike;
}
