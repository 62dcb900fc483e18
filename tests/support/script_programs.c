#include "support/script_internal.h"

#include <string.h>

#include "base/text.h"
#include "ccmc/events.h"

void script_add_program(struct script_port *script, const char *name, script_program program,
                        void *context)
{
    for (size_t i = 0; i < PROGRAM_MAX; i++) {
        if (script->programs[i].name == NULL) {
            script->programs[i].name = name;
            script->programs[i].program = program;
            script->programs[i].context = context;
            return;
        }
    }
    REQUIRE(false && "room for a program");
}

void script_remove_program(struct script_port *script, const char *name)
{
    for (size_t i = 0; i < PROGRAM_MAX; i++) {
        if (script->programs[i].name != NULL && text_equal(script->programs[i].name, name)) {
            script->programs[i].name = NULL;
        }
    }
}

static enum status port_process_start(struct os_port *port, const struct os_process_spec *spec,
                                      struct os_process *process_out)
{
    struct script_port *script = script_of(port);
    const enum status st = script_enter(script, "process_start", spec->program);
    if (st != ST_OK) {
        return st;
    }
    size_t found = 0;
    while (found < PROGRAM_MAX && (script->programs[found].name == NULL ||
                                   !text_equal(script->programs[found].name, spec->program))) {
        found++;
    }
    if (found == PROGRAM_MAX) {
        return ST_NOT_FOUND;
    }
    uint32_t child = 0;
    while (script->children[child].is_used) {
        child++;
        REQUIRE(child < CHILD_MAX);
    }
    script->start_count++;
    script->children[child].is_used = true;
    script->children[child].is_killed = false;
    script->children[child].end =
        script->programs[found].program(script, script->programs[found].context, spec);
    script->has_child_ended |= !script->children[child].end.never_ends;
    *process_out = (struct os_process){child + 1};
    return ST_OK;
}

static enum status port_process_poll(struct os_port *port, struct os_process process,
                                     struct arena *arena, struct os_process_state *state_out)
{
    struct script_port *script = script_of(port);
    const enum status st = script_enter(script, "process_poll", "");
    *state_out = (struct os_process_state){0};
    if (st != ST_OK) {
        return st;
    }
    const uint32_t child = process.value - 1;
    if (child >= CHILD_MAX || !script->children[child].is_used) {
        return ST_BAD_HANDLE;
    }
    const struct script_end *end = &script->children[child].end;
    if (end->never_ends && !script->children[child].is_killed) {
        return ST_OK;
    }
    state_out->has_ended = true;
    state_out->result_code = script->children[child].is_killed ? 1 : end->result_code;
    state_out->console = arena_text(arena, end->console != NULL ? end->console : "");
    script->children[child].is_used = false;
    return ST_OK;
}

static enum status port_process_kill(struct os_port *port, struct os_process process)
{
    struct script_port *script = script_of(port);
    const enum status st = script_enter(script, "process_kill", "");
    if (st == ST_OK && process.value >= 1 && process.value <= CHILD_MAX) {
        script->children[process.value - 1].is_killed = true;
        script->has_child_ended = true;
    }
    return st;
}

static enum status port_find_program(struct os_port *port, const char *program, char *path_out,
                                     size_t path_capacity)
{
    const enum status st = script_enter(script_of(port), "find_program", program);
    if (st != ST_OK) {
        return st;
    }
    return text_join_path(path_out, path_capacity, "C:\\WINNT", program) ? ST_OK : ST_TOO_LONG;
}

void script_set(struct script_port *script, const char *name, const char *value)
{
    size_t i = 0;
    while (script->settings[i].name != NULL && !text_equal(script->settings[i].name, name)) {
        i++;
        REQUIRE(i < SETTING_MAX);
    }
    script->settings[i].name = name;
    script->settings[i].value = value;
}

static enum status port_setting_get(struct os_port *port, const char *section, const char *name,
                                    struct arena *arena, const char **value_out)
{
    struct script_port *script = script_of(port);
    const enum status st = script_enter(script, "setting_get", name);
    if (st != ST_OK) {
        return st;
    }
    for (size_t i = 0; i < SETTING_MAX && script->settings[i].name != NULL; i++) {
        if (text_equal(script->settings[i].name, name) && strcmp(section, "MSExchangeCCMC") == 0) {
            *value_out = arena_text(arena, script->settings[i].value);
            return ST_OK;
        }
    }
    return ST_NO_DATA;
}

static enum status port_setting_set(struct os_port *port, const char *section, const char *name,
                                    const char *value)
{
    struct script_port *script = script_of(port);
    const enum status st = script_enter(script, "setting_set", section);
    if (st == ST_OK) {
        script_set(script, arena_text(script->arena, name), arena_text(script->arena, value));
    }
    return st;
}

static enum status port_setting_list(struct os_port *port, const char *section, struct arena *arena,
                                     struct os_names *names_out)
{
    (void)arena;
    *names_out = (struct os_names){0};
    return script_enter(script_of(port), "setting_list", section);
}

void script_set_time(struct script_port *script, uint64_t now_us)
{
    script->now_us = now_us;
}

static uint64_t port_monotonic_us(struct os_port *port)
{
    return script_of(port)->now_us;
}

static uint64_t port_utc_ms(struct os_port *port)
{
    return UINT64_C(896776740000) + script_of(port)->now_us / 1000; /* 1998-06-02 08:39 */
}

void script_set_locale(struct script_port *script, struct os_locale locale)
{
    script->locale = locale;
}

static struct os_locale port_machine_locale(struct os_port *port)
{
    return script_of(port)->locale;
}

static uint64_t port_random(struct os_port *port)
{
    script_of(port)->random += UINT64_C(0x9E3779B97F4A7C15);
    return script_of(port)->random;
}

static void port_report_event(struct os_port *port, uint32_t event_id, const char *const *inserts,
                              size_t insert_count)
{
    struct script_port *script = script_of(port);
    if (script_enter(script, "report_event", "") == ST_OK && script->event_count < EVENT_MAX) {
        script->events[script->event_count].id = event_id;
        script->events[script->event_count].text =
            event_format(script->arena, event_id, inserts, insert_count);
        script->event_count++;
    }
}

size_t script_event_count(const struct script_port *script, uint32_t id)
{
    size_t count = 0;
    for (size_t i = 0; i < script->event_count; i++) {
        count += id == 0 || script->events[i].id == id;
    }
    return count;
}

const char *script_event_text(const struct script_port *script, size_t index)
{
    return index < script->event_count ? script->events[index].text : "";
}

const char *script_last_event(const struct script_port *script)
{
    return script->event_count > 0 ? script->events[script->event_count - 1].text : "";
}

bool script_child_ended(struct script_port *script)
{
    const bool has_ended = script->has_child_ended;
    script->has_child_ended = false;
    return has_ended;
}

size_t script_starts(const struct script_port *script)
{
    return script->start_count;
}

void script_program_ops(struct os_port_ops *ops)
{
    ops->process_start = port_process_start;
    ops->process_poll = port_process_poll;
    ops->process_kill = port_process_kill;
    ops->find_program = port_find_program;
    ops->setting_get = port_setting_get;
    ops->setting_set = port_setting_set;
    ops->setting_list = port_setting_list;
    ops->monotonic_us = port_monotonic_us;
    ops->utc_ms = port_utc_ms;
    ops->machine_locale = port_machine_locale;
    ops->random = port_random;
    ops->report_event = port_report_event;
}
