#include "cli/storms.h"

#include <string.h>

#include "base/text.h"
#include "scenario/reporter.h"
#include "scenario/words/wear_memory.h"

/* The same strikes without `size` of them from `from` on. */
static struct storm without(const struct storm *storm, size_t from, size_t size,
                            struct storm_strike *room)
{
    const size_t rest = storm->count - from - size;
    memcpy(room, storm->strikes, from * sizeof(*room));
    memcpy(room + from, storm->strikes + from + size, rest * sizeof(*room));
    return (struct storm){.strikes = room, .count = from + rest};
}

/* Every stretch of `size` strikes is left out that is not needed; true: one was. */
static bool shrink_by(struct storm *storm, size_t size, struct storm_trial *trial,
                      struct storm_strike *room)
{
    bool is_smaller = false;
    for (size_t from = 0; from + size <= storm->count && storm->count > size;) {
        struct storm less = without(storm, from, size, room);
        if (trial->breaks(trial, &less)) {
            memcpy(storm->strikes, room, less.count * sizeof(*room));
            storm->count = less.count;
            is_smaller = true;
        } else {
            from += size;
        }
    }
    return is_smaller;
}

void storm_shrink(struct storm *storm, struct storm_trial *trial)
{
    struct arena arena = {0};
    struct storm_strike *room = arena_array(&arena, struct storm_strike, storm->count + 1);
    for (size_t size = storm->count / 2; size > 1; size /= 2) {
        (void)shrink_by(storm, size, trial, room);
    }
    while (shrink_by(storm, 1, trial, room)) {
        /* what was needed beside a strike that is gone may not be any more */
    }
    arena_release(&arena);
}

/* Replays of one case. */
struct trial {
    struct storm_trial shape; /* first */
    const struct options *options;
    const struct catalog_entry *entry;
    const struct scenario_case *the_case;
    struct arena *arena;
    struct run_result *result;
    struct wear_memory wear;
    bool is_judged; /* without strikes no mail waits at the end */
};

/* Longer than anything that comes round again in a world: an hour of directory synchronization. */
static const uint64_t minute_us = 60000000;
static const uint64_t quiet_us = UINT64_C(4200000000);

uint64_t storms_quiet_us(const struct catalog_entry *entry)
{
    return entry->world != 0 ? quiet_us : 0;
}

void storms_judge(struct run_result *result, struct arena *arena)
{
    if (result->is_stuck && result->exit != RUN_INVARIANT) {
        result->exit = RUN_NO_PROGRESS;
        result->error = arena_format(arena, "stuck: %s, and nothing was struck for %llu minutes",
                                     result->waits, (unsigned long long)(quiet_us / minute_us));
    }
}

/* The story is another one when calls fail: what a person wanted to do may not be there to be done,
 * what was expected need not come, and what is to end a silence may have come too early. */
static bool is_broken(const struct trial *trial, const struct storm *storm)
{
    const struct run_result *result = trial->result;
    return result->exit == RUN_INVARIANT || (result->exit == RUN_ERROR && storm->next == 0) ||
           (trial->is_judged && result->is_stuck);
}

static bool replay_breaks(struct storm_trial *shape, struct storm *storm)
{
    struct trial *trial = (struct trial *)(void *)shape;
    const struct run_options run = {.schedule_seed = trial->options->schedule,
                                    .until_us = trial->options->until,
                                    .letters = &trial->entry->letters,
                                    .storm = storm,
                                    .quiet_us = storms_quiet_us(trial->entry),
                                    .is_drawn = trial->entry->world != 0,
                                    .wear = &trial->wear};
    (void)run_case(trial->the_case, &run, trial->arena, trial->result);
    return is_broken(trial, storm);
}

/* Does all mail arrive as long as nothing is struck? */
static bool waits_for_nothing(struct trial *trial)
{
    struct storm calm = {0};
    return !replay_breaks(&trial->shape, &calm) && trial->result->waits[0] == '\0';
}

/* The replay of what is left says what broke, and how to see it. */
static void tell(struct trial *trial, uint64_t seed, size_t drawn, struct storm *storm)
{
    struct buffer text;
    (void)replay_breaks(&trial->shape, storm);
    storms_judge(trial->result, trial->arena);
    buffer_init(&text, trial->arena);
    buffer_format(&text, "storm %llu, %zu of its %zu calls: %s\n        ", (unsigned long long)seed,
                  storm->count, drawn, trial->result->error);
    report_replay(&text, trial->entry->scenario.path, trial->the_case);
    buffer_text(&text, " --strikes \"");
    storm_write(storm, &text);
    buffer_text(&text, "\" --trace");
    trial->result->error = buffer_string(&text);
}

void storms_case(const struct options *options, const struct catalog_entry *entry,
                 const struct scenario_case *the_case, struct arena *arena,
                 struct run_result *result_out)
{
    struct arena drawn = {0};
    struct trial trial = {.shape.breaks = replay_breaks,
                          .options = options,
                          .entry = entry,
                          .the_case = the_case,
                          .arena = arena,
                          .result = result_out};
    const char *of = arena_format(&drawn, "%s\n%s", entry->scenario.title, the_case->name);
    const struct arena_mark mark = arena_mark(&drawn);
    const uint64_t storms = options->storms != 0 ? options->storms : 1;
    uint32_t played = 0;
    trial.is_judged = entry->world != 0 && waits_for_nothing(&trial);
    for (uint64_t i = 0; i < storms; i++) {
        const uint64_t seed = options->storm + i;
        struct storm storm = storm_draw(&drawn, seed, of);
        const size_t count = storm.count;
        const bool breaks = replay_breaks(&trial.shape, &storm);
        played++;
        if (breaks) {
            storm_shrink(&storm, &trial.shape);
            tell(&trial, seed, count, &storm);
            break;
        }
        result_out->exit = RUN_OK;
        result_out->failure_count = 0;
        arena_rewind(&drawn, mark);
    }
    wear_memory_release(&trial.wear);
    arena_release(&drawn);
    result_out->expectation_count = played;
}
