#include "scenario/call_watch.h"

#include <string.h>

#include "base/text.h"
#include "scenario/plugin.h"
#include "scenario/watch.h"
#include "world/process.h"
#include "world/world.h"

struct progress {
    const struct fact *fact;
    uint32_t next; /* in order: of the patterns */
    uint64_t met;  /* in any order: bits of them */
    struct progress *other;
};

struct call_watch {
    struct trace_sink sink;
    struct trace_sink *also; /* whose listing or record it is; NULL */
    struct run *run;
    struct progress *first;
};

/* NULL: the row does not speak of a file by its name. */
static const char *operation_of(const struct trace_row *row)
{
    static const enum trace_op ops[] = {TRACE_OPEN,   TRACE_STAT,   TRACE_LIST,
                                        TRACE_CREATE, TRACE_REMOVE, TRACE_RENAME};
    for (size_t i = 0; i < ARRAY_COUNT(ops); i++) {
        if (row->op == ops[i]) {
            return trace_op_text(ops[i]);
        }
    }
    return NULL;
}

static void see(struct trace_sink *sink, const struct trace_row *row, const char *name)
{
    struct call_watch *watch = (struct call_watch *)(void *)sink;
    struct world *world = watch->run->world;
    const char *operation = name != NULL ? operation_of(row) : NULL;
    const struct process *process = operation != NULL ? process_by_slot(world, row->actor) : NULL;
    if (process != NULL) {
        const struct observation seen = {.kind = OBSERVE_CALL,
                                         .time_us = row->time_us,
                                         .program = process->name,
                                         .operation = operation,
                                         .path = name};
        watch_observe(watch->run, &seen);
    }
    if (watch->also != NULL) {
        watch->also->new_name = sink->new_name;
        watch->also->row(watch->also, row, name);
    }
}

void call_watch_begin(struct run *run)
{
    if (!watch_asks_for(run, expect_find("calls"))) {
        return;
    }
    run->call_watch = arena_new(run->arena, struct call_watch);
    *run->call_watch =
        (struct call_watch){.sink = {.row = see}, .also = run->world->trace.sink, .run = run};
    run->world->trace.sink = &run->call_watch->sink;
}

static struct progress *progress_of(struct run *run, const struct fact *fact)
{
    struct progress **link = &run->call_watch->first;
    while (*link != NULL && (*link)->fact != fact) {
        link = &(*link)->other;
    }
    if (*link == NULL) {
        *link = arena_new(run->arena, struct progress);
        (*link)->fact = fact;
    }
    return *link;
}

/* "Ccpodd.*": of the last component; with \\ in it, of the whole path. */
static bool is_meant(const char *pattern, const char *path)
{
    return text_match(pattern, strchr(pattern, '\\') != NULL ? path : text_base_name(path));
}

bool call_watch_meet(struct run *run, const struct fact *fact, const char *path)
{
    struct progress *progress = progress_of(run, fact);
    const bool is_ordered = fact_has(fact, "in");
    bool is_all = false;
    if (fact->value_count > CALL_PATTERNS_MAX) {
        return false;
    }
    if (is_ordered) {
        progress->next += is_meant(fact->values[progress->next].text, path) ? 1 : 0;
        is_all = progress->next == fact->value_count;
    } else {
        const uint64_t all = UINT64_MAX >> (CALL_PATTERNS_MAX - fact->value_count);
        for (uint32_t i = 0; i < fact->value_count; i++) {
            progress->met |= is_meant(fact->values[i].text, path) ? UINT64_C(1) << i : 0;
        }
        is_all = progress->met == all;
    }
    if (is_all) {
        progress->next = 0;
        progress->met = 0;
    }
    return is_all;
}
