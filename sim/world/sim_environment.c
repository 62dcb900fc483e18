#include "world/sim_environment.h"

#include <string.h>

#include "base/text.h"
#include "ccmc/events.h"
#include "world/execute.h"
#include "world/sim_call.h"
#include "world/sim_fault.h"
#include "world/world.h"

static struct process *of(struct os_port *port)
{
    return (struct process *)(void *)port;
}

enum status sim_process_start(struct os_port *port, const struct os_process_spec *spec,
                              struct os_process *process_out)
{
    struct process *process = of(port);
    struct sim_call call = {.process = process, .op = TRACE_START, .name = spec->program};
    enum status st = sim_call_begin(&call);
    if (st != ST_OK) {
        return st;
    }
    if (sim_fault_stops(&call, FAULT_OP_START, &st)) {
        return sim_call_end(&call, st);
    }
    struct execute_refusal refusal = {0};
    const struct process_request request = {
        .refusal_out = &refusal,
        .parent = process,
        .host = process->host,
        .logon = process->logon,
        .program = spec->program,
        .arguments = spec->arguments,
        .directory = spec->directory,
    };
    struct process *child = NULL;
    st = process_run(process->world, &request, &child);
    if (st == ST_OK) {
        process_out->value = child->handle;
        call.amount = child->slot;
    } else if (refusal.way.model != NULL) {
        call.way = &refusal.way;
        call.rest = refusal.rest;
        call.refusal = refusal.refusal;
    }
    return sim_call_end(&call, st);
}

/* The child behind a handle, if it is ours and was not reported yet. */
static struct process *child_of(struct process *parent, struct os_process handle)
{
    struct process *child = process_by_handle(parent->world, handle.value);
    return child != NULL && child->parent == parent ? child : NULL;
}

enum status sim_process_poll(struct os_port *port, struct os_process handle, struct arena *arena,
                             struct os_process_state *state_out)
{
    struct process *process = of(port);
    struct sim_call call = {.process = process, .op = TRACE_POLL};
    const enum status st = sim_call_begin(&call);
    if (st != ST_OK) {
        return st;
    }
    struct process *child = child_of(process, handle);
    if (child == NULL) {
        return sim_call_end(&call, ST_BAD_HANDLE);
    }
    *state_out = (struct os_process_state){.has_ended = child->has_ended, .console = ""};
    if (!child->has_ended) {
        return sim_call_end(&call, ST_OK);
    }
    state_out->result_code = child->result_code;
    state_out->console = arena_text(arena, process_console(child));
    call.amount = (uint64_t)(uint32_t)child->result_code;
    call.detail = 1;
    process->cause = child->end_seq;
    process_release(child);
    return sim_call_end(&call, ST_OK);
}

enum status sim_process_kill(struct os_port *port, struct os_process handle)
{
    struct process *process = of(port);
    struct sim_call call = {.process = process, .op = TRACE_KILL};
    const enum status st = sim_call_begin(&call);
    if (st != ST_OK) {
        return st;
    }
    struct process *child = child_of(process, handle);
    if (child == NULL) {
        return sim_call_end(&call, ST_BAD_HANDLE);
    }
    process_kill(child);
    return sim_call_end(&call, ST_OK);
}

enum status sim_find_program(struct os_port *port, const char *program, char *path_out,
                             size_t path_capacity)
{
    struct process *process = of(port);
    struct sim_call call = {.process = process, .op = TRACE_FIND, .name = program};
    const enum status st = sim_call_begin(&call);
    if (st != ST_OK) {
        return st;
    }
    struct host_program found;
    const enum status answer = host_find_program(process->world, process->host, program, &found);
    if (answer == ST_OK && !text_copy(path_out, path_capacity, found.path)) {
        return sim_call_end(&call, ST_TOO_LONG);
    }
    return sim_call_end(&call, answer);
}

/* A service names its own section; the world keeps one per instance. */
static const char *section_of(const struct process *process, const char *section)
{
    return process->connector != NULL && text_equal(section, "MSExchangeCCMC")
               ? process->connector->section
               : section;
}

enum status sim_setting_get(struct os_port *port, const char *section, const char *name,
                            struct arena *arena, const char **value_out)
{
    struct process *process = of(port);
    struct sim_call call = {.process = process, .op = TRACE_SETTING_GET, .name = name};
    const enum status st = sim_call_begin(&call);
    if (st != ST_OK) {
        return st;
    }
    const char *value = host_setting(process->host, section_of(process, section), name);
    if (value == NULL) {
        return sim_call_end(&call, ST_NO_DATA);
    }
    *value_out = arena_text(arena, value);
    return sim_call_end(&call, ST_OK);
}

enum status sim_setting_set(struct os_port *port, const char *section, const char *name,
                            const char *value)
{
    struct process *process = of(port);
    struct sim_call call = {.process = process, .op = TRACE_SETTING_SET, .name = name};
    const enum status st = sim_call_begin(&call);
    if (st != ST_OK) {
        return st;
    }
    host_set_setting(process->world, process->host, section_of(process, section), name, value);
    return sim_call_end(&call, ST_OK);
}

enum status sim_setting_list(struct os_port *port, const char *section, struct arena *arena,
                             struct os_names *names_out)
{
    struct process *process = of(port);
    struct sim_call call = {.process = process, .op = TRACE_SETTING_LIST, .name = section};
    const enum status st = sim_call_begin(&call);
    if (st != ST_OK) {
        return st;
    }
    const char *wanted = section_of(process, section);
    size_t count = 0;
    for (const struct registry_value *v = process->host->registry; v != NULL; v = v->next) {
        count += text_equal(v->section, wanted) ? 1 : 0;
    }
    struct os_entry *entries = arena_array(arena, struct os_entry, count + 1);
    size_t used = 0;
    for (const struct registry_value *v = process->host->registry; v != NULL; v = v->next) {
        if (text_equal(v->section, wanted)) {
            entries[used].name = arena_text(arena, v->name);
            entries[used].size_bytes = strlen(v->value);
            used++;
        }
    }
    *names_out = (struct os_names){.entries = entries, .count = used};
    return sim_call_end(&call, ST_OK);
}

void sim_report_event(struct os_port *port, uint32_t event_id, const char *const *inserts,
                      size_t insert_count)
{
    struct process *process = of(port);
    struct world *world = process->world;
    struct sim_call call = {.process = process, .op = TRACE_EVENT, .detail = event_id};
    if (sim_call_begin(&call) != ST_OK) {
        return;
    }
    world->event_us = world->sched.now_us;
    const bool is_listed = world->spec.observe != NULL || world->spec.sink != NULL;
    const char *text =
        is_listed ? event_format(&world->scratch, event_id, inserts, insert_count) : NULL;
    call.name = text;
    call.name_hash = 1; /* the same with and without a listener */
    for (size_t i = 0; i < insert_count; i++) {
        call.name_hash = hash64_seeded(inserts[i], strlen(inserts[i]), call.name_hash);
    }
    DISCARD(sim_call_end(&call, ST_OK), "an event has no answer");
    if (world->spec.observe != NULL) {
        const struct observation seen = {
            .kind = OBSERVE_EVENT,
            .time_us = world->sched.now_us,
            .event_id = event_id,
            .source = "MSExchangeCCMC",
            .text = text,
            .program = process->name,
            .account = "",
            .machine = process->host->machine->name,
            .clock_ms = process->host->machine->clock_ms,
        };
        world->spec.observe(world->spec.observer, &seen);
    }
}
