#include "cli/record_command.h"

#include <string.h>

#include "base/buffer.h"
#include "record/record.h"
#include "scenario/reporter.h"
#include "scenario/run.h"

struct recorder {
    struct record record;
    struct collection collection;
    struct diagnostic *diagnostic;
    bool is_written;
};

static void at_start(void *observer, struct world *world)
{
    struct recorder *recorder = observer;
    collect_world(&recorder->collection, world);
}

static void observe(void *observer, const struct observation *seen)
{
    struct recorder *recorder = observer;
    collect_observe(&recorder->collection, seen);
}

static void at_end(void *observer, struct world *world)
{
    struct recorder *recorder = observer;
    (void)world; /* the collection has it */
    collect_end(&recorder->collection);
    recorder->is_written =
        record_world(&recorder->record, &recorder->collection, recorder->diagnostic);
}

static bool write_steps(struct recorder *recorder, const struct scenario_case *the_case)
{
    static const char *const verbs[] = {[VERB_DO] = "do",
                                        [VERB_FAULT] = "fault",
                                        [VERB_FIX] = "fix",
                                        [VERB_EXPECT] = "expect",
                                        [VERB_NEVER] = "never"};
    bool is_written = true;
    for (uint32_t i = 0; is_written && i < the_case->step_count; i++) {
        const struct step *step = &the_case->steps[i];
        const char *line = step->fact.source_line;
        const struct record_step row = {.line = step->fact.line,
                                        .phase = step->phase,
                                        .verb = verbs[step->verb],
                                        .from_us = step->from_us,
                                        .until_us = step->until_us,
                                        .text = line != NULL ? line + strspn(line, " ") : NULL};
        is_written = record_step(&recorder->record, &row, recorder->diagnostic);
    }
    return is_written;
}

static bool write_failures(struct recorder *recorder, const struct run_result *result)
{
    bool is_written = true;
    for (uint32_t i = 0; is_written && i < result->failure_count; i++) {
        const struct run_failure *f = &result->failures[i];
        const struct record_failure row = {.line = f->step->fact.line,
                                           .time_us = f->time_us,
                                           .wanted = f->wanted,
                                           .got = f->got,
                                           .because = f->because};
        is_written = record_failure(&recorder->record, &row, recorder->diagnostic);
    }
    return is_written;
}

static bool write_assumptions(struct recorder *recorder, const struct run_result *result)
{
    bool is_written = true;
    for (int i = 0; is_written && i < ASSUMPTION_COUNT; i++) {
        const struct assumption_row *known = assumption_row((enum assumption)i);
        const struct record_assumption row = {.id = known->id,
                                              .value = result->assumptions[i],
                                              .statement = known->statement,
                                              .evidence = known->evidence};
        if (result->assumptions_used[i]) {
            is_written = record_assumption(&recorder->record, &row, recorder->diagnostic);
        }
    }
    return is_written;
}

static const char *articles(struct arena *arena, const struct scenario *scenario)
{
    struct buffer text;
    buffer_init(&text, arena);
    for (uint32_t i = 0; i < scenario->kb_count; i++) {
        buffer_format(&text, "%s%s", i > 0 ? " " : "", scenario->kb[i]);
    }
    return buffer_string(&text);
}

static bool write_verdict(struct recorder *recorder, const struct options *options,
                          const struct scenario *scenario, const struct scenario_case *the_case,
                          const struct run_result *result)
{
    struct arena arena = {0};
    const struct record_case row = {
        .scenario = scenario->title,
        .path = scenario->path,
        .articles = articles(&arena, scenario),
        .name = report_case_name(the_case),
        .seed = the_case->seed,
        .schedule_seed = options->schedule,
        .verdict = report_verdict_word(result->exit),
        .exit = (int)result->exit,
        .expectations = result->expectation_count,
        .error = result->error,
        .ended_us = result->time_us,
        .trace_hash = result->trace_hash,
        .trace_rows = result->trace_rows,
        .port_calls = result->port_calls,
    };
    const bool is_written = record_verdict(&recorder->record, &row, recorder->diagnostic) &&
                            write_steps(recorder, the_case) && write_failures(recorder, result) &&
                            write_assumptions(recorder, result);
    arena_release(&arena);
    return is_written;
}

static bool record_one(struct recorder *recorder, const struct options *options,
                       const struct catalog_entry *entry, const struct scenario_case *the_case)
{
    struct arena arena = {0};
    struct arena collected = {0};
    struct run_result result = {0};
    collect_begin(&recorder->collection, &collected);
    const struct run_options run = {.schedule_seed = options->schedule,
                                    .until_us = options->until,
                                    .letters = &entry->letters,
                                    .sink = &recorder->collection.sink,
                                    .observe = observe,
                                    .observer = recorder,
                                    .tells_mail = true,
                                    .at_start = at_start,
                                    .at_end = at_end,
                                    .is_explaining = true};
    recorder->is_written = false;
    (void)run_case(the_case, &run, &arena, &result);
    const bool is_written = recorder->is_written &&
                            write_verdict(recorder, options, &entry->scenario, the_case, &result);
    arena_release(&arena);
    arena_release(&collected);
    return is_written;
}

static bool record_entry(struct recorder *recorder, const struct options *options,
                         const struct catalog_entry *listed)
{
    struct arena drawn = {0};
    const struct catalog_entry entry = catalog_take(listed, &drawn);
    bool is_written = true;
    for (uint32_t c = 0; c < entry.scenario.case_count && is_written; c++) {
        const struct scenario_case *the_case = &entry.scenario.cases[c];
        is_written = !catalog_wants_case(options, the_case) ||
                     record_one(recorder, options, &entry, the_case);
    }
    arena_release(&drawn);
    return is_written;
}

bool record_command(const struct options *options, const struct catalog *catalog,
                    struct diagnostic *diagnostic_out)
{
    struct recorder recorder = {.diagnostic = diagnostic_out};
    if (!record_open(&recorder.record, options->record, diagnostic_out)) {
        return false;
    }
    for (uint32_t i = 0; i < catalog->count; i++) {
        if (!record_entry(&recorder, options, &catalog->entries[i])) {
            record_give_up(&recorder.record);
            return false;
        }
    }
    return record_close(&recorder.record, diagnostic_out);
}
