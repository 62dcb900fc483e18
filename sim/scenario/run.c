#include "scenario/run.h"

#include <string.h>

#include "base/require.h"
#include "base/text.h"
#include "scenario/call_watch.h"
#include "scenario/names.h"
#include "scenario/quiet.h"
#include "scenario/watch.h"
#include "scenario/words/call_faults.h"
#include "scenario/words/kills.h"
#include "scenario/words/openers.h"
#include "world/odd_builds.h"
#include "world/storm.h"

static void observe(void *observer, const struct observation *seen)
{
    struct run *run = observer;
    watch_observe(run, seen);
    if (run->options->observe != NULL) {
        run->options->observe(run->options->observer, seen);
    }
}

/* Shapes are the first member of nouns and step kinds. */
static const struct noun *noun_of(const struct fact *fact)
{
    return (const struct noun *)(const void *)fact->shape;
}

static bool failed(struct run *run, const struct fact *fact, const char *error)
{
    if (error == NULL) {
        return false;
    }
    const struct fact_place place = fact_blame(fact, error);
    run->error = error;
    run->error_line = place.line;
    run->error_column = place.column;
    run->error_source = place.source_line;
    return true;
}

static bool apply(struct run *run, const struct fact *fact, bool is_remove)
{
    const struct noun *noun = noun_of(fact);
    if (!is_remove) {
        return !failed(run, fact, noun->apply(run, fact));
    }
    if (noun->remove == NULL) {
        return !failed(run, fact,
                       arena_format(run->arena, "a %s cannot be removed", fact->shape->word));
    }
    return !failed(run, fact, noun->remove(run, fact));
}

/* Those of the lines that still do not work are left in front of `order`; the answer is how many.
 * The error is that of the first. */
static uint32_t declare_again(struct run *run, uint32_t *order, uint32_t count)
{
    uint32_t left = 0;
    run->slips = arena_array(run->arena, struct run_slip, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        const struct fact *fact = &run->the_case->world[order[i]].fact;
        if (apply(run, fact, false)) {
            continue;
        }
        run->slips[left] =
            (struct run_slip){.error = run->error,
                              .place = {run->error_line, run->error_column, run->error_source},
                              .name = fact_name(fact, 0, "")};
        order[left++] = order[i];
    }
    run->slip_count = left;
    run->error = run->slips[0].error;
    run->error_line = run->slips[0].place.line;
    run->error_column = run->slips[0].place.column;
    run->error_source = run->slips[0].place.source_line;
    return left;
}

/* The lines `order` names. One that speaks of a thing further down is put off until all lines of a
 * noun had their turn, and again until all had; the error is that of the first which no other line
 * helps. */
static bool declare_lines(struct run *run, uint32_t *order, uint32_t count)
{
    uint32_t left = 0;
    uint32_t rank = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct fact *fact = &run->the_case->world[order[i]].fact;
        if (noun_of(fact)->order != rank) {
            left = declare_again(run, order, left);
        }
        rank = noun_of(fact)->order;
        if (!apply(run, fact, false)) {
            order[left++] = order[i];
        }
    }
    for (uint32_t before = left + 1; left > 0 && left < before;) {
        before = left;
        left = declare_again(run, order, left);
    }
    return left == 0;
}

/* Declarations by the order of their nouns, then in file order; then what a variant edits. */
static bool declare_part(struct run *run, bool is_of_finished_world)
{
    const struct scenario_case *the_case = run->the_case;
    uint32_t *order = arena_array(run->arena, uint32_t, the_case->world_count + 1);
    uint32_t count = 0;
    for (uint32_t i = 0; i < the_case->world_count; i++) {
        const struct world_line *line = &the_case->world[i];
        const struct noun *noun = noun_of(&line->fact);
        if (line->is_edit || line->is_remove ||
            noun->is_of_finished_world != is_of_finished_world) {
            continue;
        }
        uint32_t at = count++;
        while (at > 0 && noun_of(&the_case->world[order[at - 1]].fact)->order > noun->order) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = i;
    }
    run->is_declaring = true;
    if (!declare_lines(run, order, count)) {
        return false;
    }
    run->is_declaring = false;
    for (uint32_t i = 0; i < the_case->world_count; i++) {
        const struct world_line *line = &the_case->world[i];
        if ((line->is_edit || line->is_remove) &&
            noun_of(&line->fact)->is_of_finished_world == is_of_finished_world &&
            !apply(run, &line->fact, line->is_remove)) {
            return false;
        }
    }
    return true;
}

/* What no line alone is to blame for: the first that has what the message names, or the first. */
static bool failed_together(struct run *run, const char *error)
{
    const struct scenario_case *the_case = run->the_case;
    const struct fact *blamed = NULL;
    for (uint32_t i = 0; error != NULL && i < the_case->world_count; i++) {
        const struct fact *fact = &the_case->world[i].fact;
        if (fact_blame(fact, error).column != fact->column) {
            return failed(run, fact, error);
        }
        blamed = blamed == NULL ? fact : blamed;
    }
    run->error = error;
    return blamed != NULL ? failed(run, blamed, error) : error != NULL;
}

static bool declare(struct run *run)
{
    if (!declare_part(run, false)) {
        return false;
    }
    if (failed_together(run, world_finish_declarations(run->world)) || !declare_part(run, true)) {
        return false;
    }
    if (run->options->storm != NULL) {
        storm_arm(run->options->storm);
    }
    kills_arm(run);
    return true;
}

static bool set_assumptions(struct run *run)
{
    for (uint32_t i = 0; i < run->the_case->assumption_count; i++) {
        const struct assumption_setting *setting = &run->the_case->assumptions[i];
        run->error = world_set_assumption(run->world, setting->name, setting->value);
        if (run->error != NULL) {
            run->error_line = setting->line;
            run->error_column = 0;
            return false;
        }
    }
    return true;
}

static bool act(struct run *run, const struct step *step)
{
    run->step = step;
    const char *line = step->fact.source_line;
    world_edit(run->world, line != NULL ? line + step->fact.column - 1 : step->fact.shape->word);
    if (step->is_edit) {
        return apply(run, &step->fact, step->is_remove);
    }
    const struct step_kind *kind = (const struct step_kind *)(const void *)step->fact.shape;
    return !failed(run, &step->fact, kind->act(run, step));
}

static bool is_action(const struct step *step)
{
    return step->verb == VERB_DO || step->verb == VERB_FAULT || step->verb == VERB_FIX;
}

/* The first action that is not done; NULL. Steps lie in time order. */
static const struct step *next_action(struct run *run)
{
    const struct scenario_case *the_case = run->the_case;
    while (run->step_next < the_case->step_count && !is_action(&the_case->steps[run->step_next])) {
        run->step_next++;
    }
    return run->step_next < the_case->step_count ? &the_case->steps[run->step_next] : NULL;
}

/* Runs all tasks due before `to_us`; where a state is being watched, instant by instant. */
static bool advance(struct run *run, struct run_result *result, uint64_t to_us)
{
    struct sched *sched = &run->world->sched;
    while (watch_is_looking(run, sched->now_us)) {
        const uint64_t next = sched_next(sched);
        if (next >= to_us) {
            break;
        }
        if (!world_run_until(run->world, next)) {
            return false;
        }
        watch_look(run, result, next);
    }
    if (to_us > sched->now_us + 1 && !world_run_until(run->world, to_us - 1)) {
        return false;
    }
    sched->now_us = to_us;
    return true;
}

/* Actions in file order, then tasks until none is due, then expectations in file order. */
static bool play_instant(struct run *run, struct run_result *result, uint64_t now_us)
{
    const struct step *step = next_action(run);
    for (; step != NULL && step->from_us == now_us; step = next_action(run)) {
        run->step_next++;
        if (!act(run, step)) {
            result->exit = RUN_ERROR;
            return false;
        }
    }
    run->step = NULL;
    if (!world_settle(run->world)) {
        return false;
    }
    watch_look(run, result, now_us);
    watch_decide(run, result, now_us);
    return true;
}

static bool play(struct run *run, struct run_result *result, uint64_t until_us)
{
    bool is_first = true;
    for (uint64_t now_us = 0;; is_first = false) {
        const struct step *step = next_action(run);
        const uint64_t action = step != NULL ? step->from_us : SCHED_NEVER;
        const uint64_t watch = watch_next(run, now_us, is_first);
        uint64_t next = action < watch ? action : watch;
        const bool is_last = next > until_us;
        next = is_last ? until_us : next;
        if (is_last && !is_first && now_us == until_us) {
            return true;
        }
        if (!advance(run, result, next)) {
            return false;
        }
        now_us = next;
        if (!play_instant(run, result, now_us)) {
            return false;
        }
    }
}

/* Silence that the scenario looks at is no surprise: it says where the mail is when nothing has
 * moved for a while. */
static bool expects_silence(const struct run *run, uint64_t since_us)
{
    const uint64_t looked_at_us = 300000000; /* half of what counts as silence */
    for (uint32_t i = 0; i < run->the_case->step_count; i++) {
        const struct step *step = &run->the_case->steps[i];
        if (!is_action(step) && step->until_us >= since_us + looked_at_us &&
            expect_find(step->fact.shape->word)->sort == EXPECT_STATE) {
            return true;
        }
    }
    return false;
}

/* What holds at the end of a whole run: sound post offices, and nobody waits without a word. */
static bool end_well(struct run *run, struct run_result *result, uint64_t until_us)
{
    uint64_t since_us = 0;
    struct world *world = run->world;
    if (run->options->is_unledgered || until_us != run->the_case->until_us) {
        return true;
    }
    if (!run->options->is_drawn) {
        call_faults_decide(run, result);
        openers_decide(run, result);
    }
    if (!world_end(world)) {
        return false;
    }
    if (result->exit != RUN_OK || !world_is_silent(world, &since_us) ||
        expects_silence(run, since_us)) {
        return true;
    }
    struct buffer text;
    buffer_init(&text, run->arena);
    buffer_format(&text, "since %llu s no mail moved and no event was logged: ",
                  (unsigned long long)(since_us / 1000000));
    truth_where(world, &text);
    (void)text_copy(world->failure, sizeof(world->failure), buffer_string(&text));
    world->is_stuck = true;
    return false;
}

/* What stopped it: an invariant, a livelock, or a line that asked for what cannot be. */
static void stop(struct run *run, struct run_result *result)
{
    const struct fact *blamed = run->world->blamed;
    if (result->exit == RUN_ERROR) {
        return;
    }
    if (blamed != NULL) {
        (void)failed(run, blamed, arena_text(run->arena, run->world->failure));
        result->exit = RUN_ERROR;
        return;
    }
    result->exit = run->world->is_stuck ? RUN_NO_PROGRESS : RUN_INVARIANT;
    result->error = arena_text(run->arena, run->world->failure);
}

static void sum_up_quirks(struct run *run, struct run_result *result)
{
    uint32_t count = 0;
    for (const struct odd_build *b = run->world->odd_builds; b != NULL; b = b->next) {
        count += b->struck > 0 ? 1 : 0;
    }
    struct run_quirk *quirks = arena_array(run->arena, struct run_quirk, count);
    result->quirks = quirks;
    for (const struct odd_build *b = run->world->odd_builds; b != NULL; b = b->next) {
        if (b->struck > 0) {
            quirks[result->quirk_count++] = (struct run_quirk){b->line, b->struck, b->text};
        }
    }
}

static void sum_up(struct run *run, struct run_result *result)
{
    struct world *world = run->world;
    if (result->exit == RUN_ERROR) {
        result->error = run->error;
        result->error_line = run->error_line;
        result->error_column = run->error_column;
        result->error_source = run->error_source;
        result->slips = run->slips;
        result->slip_count = run->slip_count;
    }
    result->time_us = world->sched.now_us;
    result->trace_rows = world->trace.next_seq - 1;
    result->trace_hash = trace_hash(&world->trace);
    result->port_calls = world->port_calls;
    result->struck_call = world->spec.inject_call;
    result->steps = world->sched.steps;
    result->totals = truth_totals(world);
    memcpy(result->assumptions_used, world->assumptions_used, sizeof(result->assumptions_used));
    for (int i = 0; i < ASSUMPTION_COUNT; i++) {
        const char *set = world->assumptions[i];
        result->assumptions[i] = set != NULL ? set : assumption_row((enum assumption)i)->fallback;
    }
    sum_up_quirks(run, result);
    if (run->options->at_end != NULL) {
        run->options->at_end(run->options->observer, world);
    }
}

enum run_exit run_case(const struct scenario_case *the_case, const struct run_options *options,
                       struct arena *run_arena, struct run_result *result_out)
{
    arena_reset(run_arena);
    *result_out = (struct run_result){.exit = RUN_OK, .error = "", .waits = ""};
    struct arena scratch = arena_within(run_arena);
    struct run run = {
        .the_case = the_case, .options = options, .arena = run_arena, .scratch = &scratch};
    const struct world_spec spec = {
        .seed = the_case->seed,
        .schedule_seed = options->schedule_seed,
        .inject_call = options->inject_call,
        .inject_status = options->inject_status,
        .strikes = options->strikes,
        .storm = options->storm,
        .is_untraced = options->is_untraced,
        .is_unledgered = options->is_unledgered,
        .sink = options->sink,
        .observe = observe,
        .observer = &run,
        .tells_mail = options->tells_mail,
    };
    const uint64_t until_us = options->until_us != 0 && options->until_us < the_case->until_us
                                  ? options->until_us
                                  : the_case->until_us;
    run.world = world_create(run_arena, &spec);
    if (options->storm != NULL) {
        run.world->spec.inject_call = storm_begin(options->storm, run.world);
    }
    if (options->at_start != NULL) {
        options->at_start(options->observer, run.world);
    }
    watch_take_up(&run, until_us);
    call_watch_begin(&run);
    const bool is_struck = options->inject_call != 0 || options->strikes != NULL ||
                           options->storm != NULL; /* it was looked at before */
    if (!set_assumptions(&run) || !declare(&run) || !(is_struck || names_are_there(&run))) {
        result_out->exit = RUN_ERROR;
    } else if (!options->only_declares &&
               (!play(&run, result_out, until_us) || !quiet_wait(&run, result_out) ||
                !end_well(&run, result_out, until_us))) {
        stop(&run, result_out);
    }
    sum_up(&run, result_out);
    world_destroy(run.world);
    if (options->is_explaining && result_out->exit == RUN_FAILED) {
        explain_failures(the_case, options, run_arena, result_out);
    }
    return result_out->exit;
}
