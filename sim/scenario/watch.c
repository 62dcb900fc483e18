#include "scenario/watch.h"

#include <string.h>

#include "base/buffer.h"
#include "base/require.h"

static bool is_expectation(const struct step *step)
{
    return step->verb == VERB_EXPECT || step->verb == VERB_NEVER;
}

/* Shapes of expectations are the first member of their kind. */
static const struct expect_kind *kind_of(const struct step *step)
{
    return (const struct expect_kind *)(const void *)step->fact.shape;
}

static uint32_t take_up_sort(struct run *run, enum expect_sort sort, uint64_t until_us)
{
    uint32_t added = 0;
    for (uint32_t i = 0; i < run->the_case->step_count; i++) {
        const struct step *step = &run->the_case->steps[i];
        if (is_expectation(step) && step->until_us <= until_us && kind_of(step)->sort == sort) {
            run->watches[run->watch_count++] =
                (struct run_watch){.step = step, .kind = kind_of(step)};
            added++;
        }
    }
    return added;
}

static const struct watch_moment *moment_at(const struct watch_agenda *agenda, uint32_t n)
{
    return agenda->moments[n].thing;
}

void watch_take_up(struct run *run, uint64_t until_us)
{
    struct watch_agenda *agenda = &run->agenda;
    run->watches = arena_array(run->arena, struct run_watch, run->the_case->step_count + 1);
    run->watch_count = 0;
    run->occurrence_count = take_up_sort(run, EXPECT_OCCURRENCE, until_us);
    (void)take_up_sort(run, EXPECT_STATE, until_us);
    struct watch_moment *moments =
        arena_array(run->arena, struct watch_moment, 2 * (size_t)run->watch_count + 1);
    agenda->moments = arena_array(run->arena, struct ordered, 2 * (size_t)run->watch_count + 1);
    agenda->open = arena_array(run->arena, struct run_watch *, run->watch_count + 1);
    for (uint32_t i = 0; i < run->watch_count; i++) {
        struct run_watch *watch = &run->watches[i];
        const struct watch_moment both[] = {{watch, false}, {watch, true}};
        for (size_t k = 0; k < ARRAY_COUNT(both); k++) {
            struct watch_moment *moment = &moments[agenda->count];
            *moment = both[k];
            agenda->moments[agenda->count++] = (struct ordered){watch->step->order, moment};
        }
    }
    order_sort(run->arena, agenda->moments, agenda->count);
    for (uint32_t i = 0; i < agenda->count; i++) {
        const struct watch_moment *moment = agenda->moments[i].thing;
        const struct step *step = moment->watch->step;
        agenda->moments[i].by = moment->is_end ? step->until_us : step->from_us;
    }
    order_sort(run->arena, agenda->moments, agenda->count);
}

bool watch_asks_for(const struct run *run, const struct expect_kind *kind)
{
    uint32_t i = 0;
    while (i < run->watch_count && run->watches[i].kind != kind) {
        i++;
    }
    return i < run->watch_count;
}

void watch_observe(struct run *run, const struct observation *seen)
{
    for (uint32_t i = 0; i < run->occurrence_count; i++) {
        struct run_watch *watch = &run->watches[i];
        if (seen->time_us >= watch->step->from_us && seen->time_us <= watch->step->until_us &&
            watch->kind->matches(run, &watch->step->fact, seen)) {
            watch->count++;
        }
    }
}

static bool is_open(const struct run_watch *watch, uint64_t now_us)
{
    return !watch->is_decided && !watch->has_held && watch->step->when != WHEN_AT &&
           watch->step->from_us <= now_us && watch->step->until_us >= now_us;
}

bool watch_is_looking(const struct run *run, uint64_t now_us)
{
    for (uint32_t i = 0; i < run->agenda.open_count; i++) {
        if (is_open(run->agenda.open[i], now_us)) {
            return true;
        }
    }
    return false;
}

static const char *wanted_text(struct arena *arena, const struct step *step)
{
    const char *text = fact_as_written(&step->fact, arena);
    return step->verb == VERB_NEVER ? arena_format(arena, "never %s", text) : text;
}

static void fail(struct run *run, struct run_result *result, const struct run_watch *watch,
                 struct run_failure failure)
{
    struct run_failure *all =
        arena_array(run->arena, struct run_failure, result->failure_count + 1);
    if (result->failure_count > 0) {
        memcpy(all, result->failures, result->failure_count * sizeof(*all));
    }
    failure.step = watch->step;
    failure.wanted = wanted_text(run->arena, watch->step);
    failure.got = failure.got != NULL ? failure.got : "not so";
    failure.because = failure.because != NULL ? failure.because : "";
    all[result->failure_count++] = failure;
    result->failures = all;
    result->exit = RUN_FAILED;
}

void watch_fail_step(struct run *run, struct run_result *result, const struct step *step,
                     const char *got)
{
    const struct run_watch watch = {.step = step};
    fail(run, result, &watch,
         (struct run_failure){.time_us = run->world->sched.now_us, .got = got});
}

/* Where the mail is says more about a state than the state itself. */
static const char *where_text(struct run *run)
{
    struct buffer where;
    buffer_init(&where, run->arena);
    truth_where(run->world, &where);
    return where.size > 0 ? arena_format(run->arena, "mail: %s", buffer_string(&where)) : "";
}

static struct verdict state_of(struct run *run, const struct run_watch *watch)
{
    struct verdict verdict = {.holds = false, .got = NULL, .because = NULL};
    watch->kind->check(run, &watch->step->fact, &verdict);
    arena_reset(run->scratch);
    return verdict;
}

static void fail_state(struct run *run, struct run_result *result, struct run_watch *watch,
                       const struct verdict *verdict)
{
    const bool has_because = verdict->because != NULL && verdict->because[0] != '\0';
    const struct run_failure failure = {
        .time_us = run->world->sched.now_us,
        .got = verdict->holds && verdict->got == NULL ? "so" : verdict->got,
        .because = has_because ? verdict->because : where_text(run),
    };
    fail(run, result, watch, failure);
}

static void decided(struct run_result *result, struct run_watch *watch)
{
    watch->is_decided = true;
    result->expectation_count++;
}

/* One look at a state in an open window. */
static void look(struct run *run, struct run_result *result, struct run_watch *watch)
{
    const struct verdict verdict = state_of(run, watch);
    if (watch->step->verb == VERB_NEVER) {
        if (verdict.holds || verdict.is_unknown) {
            fail_state(run, result, watch, &verdict);
            decided(result, watch);
        }
    } else if (watch->step->when == WHEN_BY) {
        watch->has_held = verdict.holds;
    } else if (!verdict.holds) {
        fail_state(run, result, watch, &verdict);
        decided(result, watch);
    }
}

/* Windows that open now; nobody looks before the first instant of a window. */
static void take_up_open(struct watch_agenda *agenda, uint64_t now_us)
{
    for (uint32_t i = agenda->next; i < agenda->count && agenda->moments[i].by <= now_us; i++) {
        struct run_watch *watch = moment_at(agenda, i)->watch;
        if (watch->is_listed || watch->kind->sort != EXPECT_STATE || !is_open(watch, now_us)) {
            continue;
        }
        watch->is_listed = true;
        uint32_t at = agenda->open_count;
        while (at > 0 && agenda->open[at - 1]->step->order > watch->step->order) {
            at--;
        }
        memmove(agenda->open + at + 1, agenda->open + at,
                (agenda->open_count - at) * sizeof(struct run_watch *));
        agenda->open[at] = watch;
        agenda->open_count++;
    }
}

void watch_look(struct run *run, struct run_result *result, uint64_t now_us)
{
    struct watch_agenda *agenda = &run->agenda;
    uint32_t still_open = 0;
    take_up_open(agenda, now_us);
    for (uint32_t i = 0; i < agenda->open_count; i++) {
        struct run_watch *watch = agenda->open[i];
        if (is_open(watch, now_us)) {
            look(run, result, watch);
            agenda->open[still_open++] = watch;
        }
    }
    agenda->open_count = still_open;
}

static void decide_state(struct run *run, struct run_result *result, struct run_watch *watch)
{
    const struct step *step = watch->step;
    if (step->when != WHEN_AT) {
        if (step->when == WHEN_BY && step->verb == VERB_EXPECT && !watch->has_held) {
            const struct verdict verdict = state_of(run, watch);
            fail_state(run, result, watch, &verdict);
        }
        return;
    }
    const struct verdict verdict = state_of(run, watch);
    if (verdict.is_unknown || verdict.holds != (step->verb == VERB_EXPECT)) {
        fail_state(run, result, watch, &verdict);
    }
}

static void decide_occurrence(struct run *run, struct run_result *result, struct run_watch *watch)
{
    const struct step *step = watch->step;
    const struct fact_attribute *bound =
        watch->kind->count_attribute != NULL
            ? fact_attribute(&step->fact, watch->kind->count_attribute)
            : NULL;
    const bool is_met =
        bound != NULL ? value_matches_count(&bound->values[0], watch->count) : watch->count > 0;
    const char *cannot = watch->count == 0 && watch->kind->cannot != NULL
                             ? watch->kind->cannot(run, &step->fact)
                             : NULL;
    if (cannot == NULL && is_met == (step->verb == VERB_EXPECT)) {
        return;
    }
    struct run_failure failure = {.time_us = run->world->sched.now_us};
    const char *first = fact_name(&step->fact, 0, "");
    failure.got = cannot != NULL
                      ? cannot
                      : arena_format(run->arena, "%s %s count %llu", step->fact.shape->word, first,
                                     (unsigned long long)watch->count);
    fail(run, result, watch, failure);
}

void watch_decide(struct run *run, struct run_result *result, uint64_t now_us)
{
    const struct watch_agenda *agenda = &run->agenda;
    for (uint32_t i = agenda->next; i < agenda->count && agenda->moments[i].by == now_us; i++) {
        struct run_watch *watch = moment_at(agenda, i)->watch;
        if (!moment_at(agenda, i)->is_end || watch->is_decided) {
            continue;
        }
        if (watch->kind->sort == EXPECT_STATE) {
            decide_state(run, result, watch);
        } else {
            decide_occurrence(run, result, watch);
        }
        decided(result, watch);
    }
}

uint64_t watch_next(struct run *run, uint64_t after_us, bool including)
{
    struct watch_agenda *agenda = &run->agenda;
    for (; agenda->next < agenda->count; agenda->next++) {
        const uint64_t time_us = agenda->moments[agenda->next].by;
        const bool is_ahead = time_us > after_us || (including && time_us == after_us);
        if (is_ahead && !moment_at(agenda, agenda->next)->watch->is_decided) {
            return time_us;
        }
    }
    return SCHED_NEVER;
}
