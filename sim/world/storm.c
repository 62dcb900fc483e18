#include "world/storm.h"

#include <string.h>

#include "base/text.h"
#include "core/prng.h"
#include "world/process.h"
#include "world/sim_port.h"
#include "world/world.h"

enum {
    STRIKES_MAX = 24,
    BURST_GAP = 40,     /* calls between two strikes of a burst, at most */
    CALM_GAP_MIN = 50,  /* and between two bursts: of one storm at most so many, ... */
    CALM_GAP_MAX = 2000 /* ... and of another so many */
};
static const uint64_t restart_us = 60000000;

static const char after[] = "AFTER";

/* Both ends included. */
static uint64_t between(struct prng *prng, uint64_t first, uint64_t last)
{
    return first + prng_below(prng, last - first + 1);
}

struct storm storm_draw(struct arena *arena, uint64_t seed, const char *of)
{
    static const struct storm_strike kinds[] = {
        {.answer = ST_PROCESS_GONE},   {.answer = ST_PROCESS_GONE, .is_after = true},
        {.answer = ST_IO_ERROR},       {.answer = ST_DISK_FULL},
        {.answer = ST_ACCESS_DENIED},  {.answer = ST_SHARING_VIOLATION},
        {.answer = ST_LOCK_VIOLATION}, {.answer = ST_CONNECTION_LOST}};
    struct prng prng;
    prng_init(&prng, seed, of);
    struct storm storm = {.count = (size_t)between(&prng, 2, STRIKES_MAX)};
    storm.strikes = arena_array(arena, struct storm_strike, storm.count);
    const uint64_t calm = between(&prng, CALM_GAP_MIN, CALM_GAP_MAX);
    uint64_t call = 0;
    for (size_t i = 0; i < storm.count; i++) {
        const bool is_burst = i != 0 && prng_below(&prng, 3) != 0;
        call += between(&prng, 1, is_burst ? BURST_GAP : calm);
        storm.strikes[i] = kinds[prng_below(&prng, ARRAY_COUNT(kinds))];
        storm.strikes[i].call = call;
    }
    return storm;
}

static bool answer_parse(const char *word, struct storm_strike *strike)
{
    strike->is_after = strcmp(word, after) == 0;
    if (strike->is_after) {
        strike->answer = ST_PROCESS_GONE;
        return true;
    }
    return status_find(word, &strike->answer);
}

/* One strike, "12:IO_ERROR". */
static bool strike_parse(const char *word, uint64_t above, struct storm_strike *strike,
                         struct diagnostic *diagnostic)
{
    char number[24];
    const size_t digits = strcspn(word, ":");
    *strike = (struct storm_strike){0};
    if (digits < sizeof(number) && word[digits] == ':') {
        memcpy(number, word, digits);
        number[digits] = '\0';
        if (text_to_u64(number, &strike->call) && strike->call > above &&
            answer_parse(word + digits + 1, strike)) {
            return true;
        }
    }
    diagnostic_set(diagnostic, 0,
                   "'%s' is no strike: wanted CALL:ANSWER with rising calls, as in 12:IO_ERROR "
                   "40:PROCESS_GONE 41:AFTER (made, and then its process ends)",
                   word);
    return false;
}

bool storm_parse(struct arena *arena, const char *text, struct storm *storm_out,
                 struct diagnostic *diagnostic_out)
{
    const char blanks[] = " ,";
    struct storm storm = {.strikes = arena_array(arena, struct storm_strike, strlen(text) / 2 + 1)};
    uint64_t above = 0;
    for (const char *at = text + strspn(text, blanks); *at != '\0'; at += strspn(at, blanks)) {
        const size_t length = strcspn(at, blanks);
        const char *word = arena_format(arena, "%.*s", (int)length, at);
        struct storm_strike *strike = &storm.strikes[storm.count];
        if (!strike_parse(word, above, strike, diagnostic_out)) {
            return false;
        }
        above = strike->call;
        storm.count++;
        at += length;
    }
    *storm_out = storm;
    if (storm.count == 0) {
        diagnostic_set(diagnostic_out, 0, "no strike is named: wanted CALL:ANSWER ...");
    }
    return storm.count != 0;
}

void storm_write(const struct storm *storm, struct buffer *target)
{
    for (size_t i = 0; i < storm->count; i++) {
        const struct storm_strike *strike = &storm->strikes[i];
        buffer_format(target, "%s%llu:%s", i != 0 ? " " : "", (unsigned long long)strike->call,
                      strike->is_after ? after : status_name(strike->answer));
    }
}

static void start_again(struct sched_task *task, uint64_t now_us)
{
    struct storm *storm = (struct storm *)(void *)((char *)task - offsetof(struct storm, restart));
    (void)now_us;
    for (struct connector *c = storm->world->connectors; c != NULL; c = c->next) {
        if (c->state == CONNECTOR_STOPPED && c->starts != 0) {
            connector_start(storm->world, c);
        }
    }
}

uint64_t storm_begin(struct storm *storm, struct world *world)
{
    storm->next = 0;
    storm->world = world;
    storm->restart = (struct sched_task){.step = start_again, .wake_us = SCHED_NEVER};
    return storm->count != 0 ? storm->strikes[0].call : 0;
}

enum status storm_strike(struct storm *storm, struct sim_call *call)
{
    struct world *world = storm->world;
    struct process *process = call->process;
    const struct storm_strike *strike = &storm->strikes[storm->next++];
    world->spec.inject_call = storm->next < storm->count ? storm->strikes[storm->next].call : 0;
    if (strike->answer != ST_PROCESS_GONE) {
        return sim_call_end(call, strike->answer);
    }
    if (process->kind != PROCESS_PROGRAM) {
        sched_wake(&world->sched, &storm->restart, world->sched.now_us + restart_us);
    }
    if (strike->is_after) {
        process->dies_after_call = true;
        return ST_OK;
    }
    process_kill(process);
    return ST_PROCESS_GONE;
}
