#include "support/script_internal.h"

#include <string.h>

#include "base/text.h"

/* ---- the count of calls ---- */

/* Every call begins here; anything but ST_OK is its answer. */
enum status script_enter(struct script_port *script, const char *call_name, const char *path)
{
    script->call++;
    if (script->is_gone) {
        return ST_PROCESS_GONE;
    }
    if (script->call == script->fail_call) {
        script->has_struck = true;
        script->is_gone = script->fail_status == ST_PROCESS_GONE;
        return script->fail_status;
    }
    if (script->refused_call != NULL && strcmp(script->refused_call, call_name) == 0) {
        const size_t length = strlen(path);
        const size_t suffix = strlen(script->refused_suffix);
        if (length >= suffix && text_equal(path + length - suffix, script->refused_suffix)) {
            script->has_struck = true;
            return script->refused_status;
        }
    }
    return ST_OK;
}

uint64_t script_calls(const struct script_port *script)
{
    return script->call;
}

void script_reset_calls(struct script_port *script)
{
    script->call = 0;
}

void script_fail_at(struct script_port *script, uint64_t call, enum status status)
{
    script->fail_call = call;
    script->fail_status = status;
    script->has_struck = false;
}

void script_refuse(struct script_port *script, const char *call_name, const char *suffix,
                   enum status status)
{
    script->refused_call = call_name;
    script->refused_suffix = suffix;
    script->refused_status = status;
    script->has_struck = false;
}

bool script_has_struck(const struct script_port *script)
{
    return script->has_struck;
}

void script_revive(struct script_port *script)
{
    script->is_gone = false;
    script->fail_call = 0;
    memset(script->open, 0, sizeof script->open);
    memset(script->children, 0, sizeof script->children);
}

/* ---- the Exchange side: the same count of calls ---- */

static struct script_port *script_of_exchange(struct exchange_port *port)
{
    return (struct script_port *)(void *)((char *)port - offsetof(struct script_port, exchange));
}

static enum status wrap_peek(struct exchange_port *port, enum exchange_queue queue,
                             uint64_t after_id, struct arena *arena,
                             struct exchange_queued *queued_out)
{
    struct script_port *script = script_of_exchange(port);
    const enum status st = script_enter(script, "queue_peek", "");
    return st != ST_OK ? st
                       : exchange_queue_peek(script->inner, queue, after_id, arena, queued_out);
}

static enum status wrap_take(struct exchange_port *port, enum exchange_queue queue, uint64_t id)
{
    struct script_port *script = script_of_exchange(port);
    const enum status st = script_enter(script, "queue_take", "");
    return st != ST_OK ? st : exchange_queue_take(script->inner, queue, id);
}

static enum status wrap_put(struct exchange_port *port, enum exchange_queue queue,
                            struct exchange_key key, const struct exchange_message *message)
{
    struct script_port *script = script_of_exchange(port);
    const enum status st = script_enter(script, "queue_put", "");
    return st != ST_OK ? st : exchange_queue_put(script->inner, queue, key, message);
}

static enum status wrap_list(struct exchange_port *port, const char *container, struct arena *arena,
                             struct exchange_entries *entries_out)
{
    struct script_port *script = script_of_exchange(port);
    const enum status st = script_enter(script, "directory_list", container);
    return st != ST_OK ? st : exchange_directory_list(script->inner, container, arena, entries_out);
}

static enum status wrap_change(struct exchange_port *port, const struct exchange_change *changes,
                               size_t count)
{
    struct script_port *script = script_of_exchange(port);
    const enum status st = script_enter(script, "directory_change", "");
    return st != ST_OK ? st : exchange_directory_change(script->inner, changes, count);
}

static enum status wrap_resolve(struct exchange_port *port, const char *address,
                                struct arena *arena, struct exchange_address *address_out)
{
    struct script_port *script = script_of_exchange(port);
    const enum status st = script_enter(script, "resolve", address);
    return st != ST_OK ? st : exchange_resolve(script->inner, address, arena, address_out);
}

struct exchange_port *script_exchange(struct script_port *script, struct exchange_port *inner)
{
    static const struct exchange_port_ops ops = {
        .queue_peek = wrap_peek,
        .queue_take = wrap_take,
        .queue_put = wrap_put,
        .directory_list = wrap_list,
        .directory_change = wrap_change,
        .resolve = wrap_resolve,
    };
    script->inner = inner;
    script->exchange.ops = &ops;
    return &script->exchange;
}

/* ---- the machine ---- */

struct script_port *script_create(struct arena *arena)
{
    struct script_port *script = arena_new(arena, struct script_port);
    struct os_port_ops *ops = arena_new(arena, struct os_port_ops);
    script_file_ops(ops);
    script_program_ops(ops);
    script->port.ops = ops;
    script->arena = arena;
    script->locale = (struct os_locale){
        .date_order = 0, .date_separator = '/', .time_separator = ':', .code_page = CODE_PAGE_437};
    return script;
}

struct os_port *script_os(struct script_port *script)
{
    return &script->port;
}
