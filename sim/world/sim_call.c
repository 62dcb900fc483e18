/* A call passes the choke point: what comes before it, and the row behind it. */
#include "world/sim_call.h"
#include "world/denial.h"
#include "world/session_times.h"
#include "world/storm.h"
#include "world/strikes.h"

enum status sim_call_strike(struct sim_call *call)
{
    struct process *process = call->process;
    struct world *world = process->world;
    if (world->spec.storm != NULL) {
        return storm_strike(world->spec.storm, call);
    }
    if (world->spec.strikes != NULL && !strikes_want(world->spec.strikes, call)) {
        world->spec.inject_call++;
        return ST_OK;
    }
    if (world->spec.inject_status == ST_PROCESS_GONE) {
        process_kill(process);
        return ST_PROCESS_GONE;
    }
    return sim_call_end(call, world->spec.inject_status);
}

static bool changes_files(enum trace_op op)
{
    return op == TRACE_WRITE || op == TRACE_CREATE || op == TRACE_REMOVE || op == TRACE_RENAME ||
           op == TRACE_SET_SIZE;
}

/* Answers that say "it is so", not "you may not" or "it failed". */
static bool is_refusal(enum status status)
{
    return status != ST_NOT_FOUND && status != ST_NO_DATA && status != ST_NO_MORE &&
           status != ST_EXISTS && status != ST_PROCESS_GONE;
}

/* A slow link: the caller goes on later, and holds what it holds as long. */
static void link_takes_time(const struct sim_call *call)
{
    const bool has_data = call->op == TRACE_READ || call->op == TRACE_WRITE;
    process_delay(call->process, network_link_time(call->way->link, has_data ? call->amount : 0));
}

/* Of what the world does itself: what utilities that a person runs change, and where they fail; and
 * what a person does with files. */
static bool is_told(const struct sim_call *call, enum status status)
{
    if (call->process->is_shown) {
        return changes_files(call->op);
    }
    return call->process->kind == PROCESS_PROGRAM &&
           (changes_files(call->op) || (status != ST_OK && is_refusal(status)));
}

/* The call has been made, and its caller never hears of it. */
static enum status die_after(struct process *process)
{
    process->dies_after_call = false;
    process_kill(process);
    return ST_PROCESS_GONE;
}

/* What this process does next comes from it. */
static void note_refusal(struct sim_call *call, enum status status, uint64_t seq)
{
    call->process->cause = seq;
    call->process->world->refusals++;
    if (status == ST_ACCESS_DENIED) {
        denial_observe(call);
    }
}

/* The rest of a row, and what else comes of a call, when it is not like most. Apart, so that the
 * others need not save registers for it. */
static __attribute__((noinline)) enum status end_otherwise(struct sim_call *call,
                                                           enum status status)
{
    struct process *process = call->process;
    struct world *world = process->world;
    if (status == ST_ACCESS_DENIED) {
        struct trace_row *row = trace_next(&world->trace);
        row->refusal = call->refusal.ncp;
        row->lacks = call->refusal.lacks;
    }
    const uint64_t seq = trace_push(&world->trace, call->name);
    if (process->is_shown) {
        return status;
    }
    if (call->way != NULL && call->way->link != NULL) {
        link_takes_time(call);
    }
    if (process->kind == PROCESS_PERSON && changes_files(call->op)) {
        world->person_changes++;
    }
    if (status != ST_OK && is_refusal(status)) {
        note_refusal(call, status, seq);
    }
    return process->dies_after_call ? die_after(process) : status;
}

enum status sim_call_end(struct sim_call *call, enum status status)
{
    struct process *process = call->process;
    struct world *world = process->world;
    if (process->logon == NULL && !is_told(call, status)) {
        return status;
    }
    struct trace_row *row = trace_next(&world->trace);
    const struct fs_way *way = call->way;
    row->time_us = world->sched.now_us;
    row->cause = process->cause;
    row->name_hash = call->name_hash;
    row->amount = call->amount;
    row->actor = process->slot;
    row->op = (uint16_t)call->op;
    row->status = (uint16_t)status;
    row->refusal = 0;
    row->lacks = 0;
    row->detail = call->detail;
    row->session = way != NULL ? way->session : 0;
    row->way = (uint16_t)(way != NULL ? way->model->id : 0);
    if (status == ST_OK && (way == NULL || way->link == NULL) && process->kind != PROCESS_PERSON &&
        !process->dies_after_call) {
        (void)trace_push(&world->trace, call->name);
        return ST_OK;
    }
    return end_otherwise(call, status);
}

void sim_connected(struct process *process, const struct network_reach *reach)
{
    if (reach->new_session == NULL) {
        return;
    }
    struct sim_call logon = {.process = process,
                             .op = TRACE_CONNECT,
                             .name = reach->new_session->server->name,
                             .way = reach->way.model != NULL ? &reach->way : NULL};
    session_times_watch(process->world);
    DISCARD(sim_call_end(&logon, ST_OK), "a row only");
}
