/*
 * expand -- the cases of a file: base and variants, each for every combination of matrix values
 *
 * A variant starts from all steps of the phases. Its edits by label change them; its own steps are
 * added. The first edited instant is the earliest of the edits and of the actions it adds; an edit
 * of the world counts from @0s. Expectations of the base that end at or after it are set aside,
 * unless the variant edited them itself.
 */
#include "scenario/language/parse_state.h"
#include "scenario/language/world_edit.h"

#include <string.h>

#include "base/text.h"
#include "scenario/virtual_time.h"

struct draft_step {
    struct step step;
    bool is_dropped;
    bool is_own; /* of the variant, or edited by it: never set aside */
};

struct draft {
    struct parse *parse;
    const struct parsed_block *variant; /* NULL: the base */
    struct draft_step *steps;
    uint32_t step_count;
    struct world_line *world;
    uint32_t world_count;
    uint32_t world_capacity;
    uint64_t first_edit_us; /* UINT64_MAX: none */
};

struct world_line *label_world(struct parse *parse, const char *label)
{
    for (uint32_t i = 0; i < parse->world_count; i++) {
        const char *other = parse->world[i].fact.label;
        if (other != NULL && strcmp(other, label) == 0) {
            return &parse->world[i];
        }
    }
    return NULL;
}

struct parsed_step *label_step(struct parse *parse, const char *label)
{
    for (uint32_t i = 0; i < parse->base.step_count; i++) {
        const char *other = parse->base.steps[i].step.fact.label;
        if (other != NULL && strcmp(other, label) == 0) {
            return &parse->base.steps[i];
        }
    }
    return NULL;
}

void label_unknown(struct parse *parse, struct place place, const char *label)
{
    struct words words = {.arena = parse->arena};
    for (uint32_t i = 0; i < parse->world_count; i++) {
        if (parse->world[i].fact.label != NULL) {
            words_add(&words, parse->world[i].fact.label);
        }
    }
    for (uint32_t i = 0; i < parse->base.step_count; i++) {
        if (parse->base.steps[i].step.fact.label != NULL) {
            words_add(&words, parse->base.steps[i].step.fact.label);
        }
    }
    const char *hint = words.count == 0 ? "no label is set; labels are set with: as LABEL"
                                        : words_hint(&words, label);
    error_add(&parse->errors, place, hint, "unknown label '%s'", label);
}

static bool is_expectation(const struct step *step)
{
    return step->verb == VERB_EXPECT || step->verb == VERB_NEVER;
}

static void edited(struct draft *draft, uint64_t time_us)
{
    if (time_us < draft->first_edit_us) {
        draft->first_edit_us = time_us;
    }
}

static struct draft_step *find_step(struct draft *draft, const char *label)
{
    for (uint32_t i = 0; i < draft->parse->base.step_count; i++) {
        const char *other = draft->steps[i].step.fact.label;
        if (other != NULL && strcmp(other, label) == 0) {
            return &draft->steps[i];
        }
    }
    return NULL;
}

/* The step of the edit's label; NULL: an error was added. */
static struct draft_step *edited_step(struct draft *draft, const struct parsed_edit *edit,
                                      uint32_t slot)
{
    const char *label = edit->labels[slot];
    struct draft_step *step = find_step(draft, label);
    if (step == NULL && label_world(draft->parse, label) != NULL) {
        error_add(&draft->parse->errors, edit->places[slot],
                  "write: world NOUN NAME attribute value, or drop the line",
                  "label '%s' is that of a world line", label);
    } else if (step == NULL) {
        label_unknown(draft->parse, edit->places[slot], label);
    } else if (step->is_dropped) {
        error_add(&draft->parse->errors, edit->places[slot], "a step is dropped or edited",
                  "label '%s' is dropped above", label);
        step = NULL;
    }
    if (step != NULL) {
        edited(draft, step->step.from_us);
    }
    return step;
}

static void drop_world(struct draft *draft, const char *label)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < draft->world_count; i++) {
        const char *other = draft->world[i].fact.label;
        if (other == NULL || strcmp(other, label) != 0) {
            draft->world[kept++] = draft->world[i];
        }
    }
    draft->world_count = kept;
    edited(draft, 0);
}

static void apply_drop(struct draft *draft, const struct parsed_edit *edit)
{
    if (find_step(draft, edit->labels[0]) == NULL &&
        label_world(draft->parse, edit->labels[0]) != NULL) {
        drop_world(draft, edit->labels[0]);
        return;
    }
    struct draft_step *step = edited_step(draft, edit, 0);
    if (step != NULL) {
        step->is_dropped = true;
    }
}

static void apply_replace(struct draft *draft, const struct parsed_edit *edit)
{
    struct draft_step *draft_step = edited_step(draft, edit, 0);
    if (draft_step == NULL) {
        return;
    }
    struct step *step = &draft_step->step;
    if (is_expectation(step) != is_expectation(&edit->replacement)) {
        error_add(&draft->parse->errors, edit->places[0],
                  "do, fault and fix replace each other; so do expect and never",
                  "`%s` cannot replace `%s`", verb_text(edit->replacement.verb),
                  verb_text(step->verb));
        return;
    }
    const char *label = step->fact.label;
    step->verb = edit->replacement.verb;
    step->is_edit = edit->replacement.is_edit;
    step->is_remove = edit->replacement.is_remove;
    step->takes_us = edit->replacement.takes_us;
    step->fact = edit->replacement.fact;
    step->fact.label = label;
    draft_step->is_own = true;
}

static void apply_shift(struct draft *draft, const struct parsed_edit *edit)
{
    struct parse *parse = draft->parse;
    struct draft_step *step = edited_step(draft, edit, 0);
    if (step == NULL) {
        return;
    }
    if (parse->has_until && step->step.until_us + edit->shift_us > parse->until_us) {
        char until[VIRTUAL_TIME_TEXT_SIZE];
        virtual_time_text(parse->until_us, until);
        error_add(&parse->errors, edit->places[0], "make `until` later, or shift it by less",
                  "shifted, the step of '%s' is behind `until %s`", edit->labels[0], until);
        return;
    }
    step->step.from_us += edit->shift_us;
    step->step.until_us += edit->shift_us;
    step->is_own = true;
}

/* Two steps change places in time. */
static void apply_swap(struct draft *draft, const struct parsed_edit *edit)
{
    struct draft_step *a = edited_step(draft, edit, 0);
    struct draft_step *b = edited_step(draft, edit, 1);
    if (a == NULL || b == NULL) {
        return;
    }
    if (a == b || is_expectation(&a->step) != is_expectation(&b->step)) {
        error_add(&draft->parse->errors, edit->places[1], "two actions, or two expectations",
                  "'%s' and '%s' cannot change places", edit->labels[0], edit->labels[1]);
        return;
    }
    const struct step before = a->step;
    a->step.when = b->step.when;
    a->step.from_us = b->step.from_us;
    a->step.until_us = b->step.until_us;
    a->step.order = b->step.order;
    b->step.when = before.when;
    b->step.from_us = before.from_us;
    b->step.until_us = before.until_us;
    b->step.order = before.order;
    a->is_own = true;
    b->is_own = true;
}

static void add_world(struct draft *draft, struct world_line line)
{
    draft->world = array_room(draft->parse->arena, draft->world, draft->world_count,
                              &draft->world_capacity, sizeof *draft->world);
    draft->world[draft->world_count++] = line;
}

static void apply_world(struct draft *draft, const struct parsed_edit *edit)
{
    struct parse *parse = draft->parse;
    struct world_line line = edit->world;
    struct world_line *declared =
        line.is_remove ? NULL : world_edit_find(draft->world, draft->world_count, &line.fact);
    edited(draft, 0);
    if (declared != NULL && line.fact.shape->is_made_once) {
        world_edit_merge(parse->arena, declared, &line.fact);
        return;
    }
    line.is_edit = declared != NULL;
    if (!line.is_remove && !line.is_edit) {
        world_edit_check(&parse->errors, &line.fact);
    }
    add_world(draft, line);
}

static void apply_edit(struct draft *draft, const struct parsed_edit *edit)
{
    switch (edit->kind) {
    case EDIT_DROP:
        apply_drop(draft, edit);
        break;
    case EDIT_REPLACE:
        apply_replace(draft, edit);
        break;
    case EDIT_SHIFT:
        apply_shift(draft, edit);
        break;
    case EDIT_SWAP:
        apply_swap(draft, edit);
        break;
    case EDIT_WORLD:
        apply_world(draft, edit);
        break;
    }
}

/* A label of the variant's own step against the base and the steps before it. */
static void check_own_label(struct draft *draft, uint32_t own)
{
    const struct parsed_step *steps = draft->variant->steps;
    const char *label = steps[own].step.fact.label;
    if (label == NULL) {
        return;
    }
    const struct draft_step *base = find_step(draft, label);
    const struct world_line *world = label_world(draft->parse, label);
    uint32_t line = base != NULL && !base->is_dropped ? base->step.fact.line : 0;
    line = world != NULL ? world->fact.line : line;
    for (uint32_t i = 0; i < own && line == 0; i++) {
        const char *other = steps[i].step.fact.label;
        line = other != NULL && strcmp(other, label) == 0 ? steps[i].step.fact.line : 0;
    }
    if (line != 0) {
        const struct fact *fact = &steps[own].step.fact;
        const struct place place = {fact->line, fact->column, fact->source_line};
        error_add(&draft->parse->errors, place, "labels are chosen once in a file",
                  "label '%s' is already that of line %u", label, line);
    }
}

static void add_own_steps(struct draft *draft)
{
    const uint64_t edit_us = draft->first_edit_us == UINT64_MAX ? 0 : draft->first_edit_us;
    for (uint32_t i = 0; i < draft->variant->step_count; i++) {
        const struct parsed_step *own = &draft->variant->steps[i];
        struct step step = own->step;
        check_own_label(draft, i);
        if (own->from_edit) {
            step.from_us = edit_us < step.until_us ? edit_us : step.until_us;
        }
        draft->steps[draft->step_count++] = (struct draft_step){.step = step, .is_own = true};
        if (!is_expectation(&step)) {
            edited(draft, step.from_us);
        }
    }
}

/* An action counts when it happens, an expectation when it ends. */
static uint64_t sort_time(const struct step *step)
{
    return is_expectation(step) ? step->until_us : step->from_us;
}

static bool is_before(const struct step *a, const struct step *b)
{
    if (sort_time(a) != sort_time(b)) {
        return sort_time(a) < sort_time(b);
    }
    if (is_expectation(a) != is_expectation(b)) {
        return !is_expectation(a);
    }
    return a->order < b->order;
}

static void sort_steps(struct step *steps, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        const struct step moved = steps[i];
        uint32_t to = i;
        for (; to > 0 && is_before(&moved, &steps[to - 1]); to--) {
            steps[to] = steps[to - 1];
        }
        steps[to] = moved;
    }
}

/* What is left of the draft, in time order. */
static void finish_steps(const struct draft *draft, struct scenario_case *the_case)
{
    const struct parse *parse = draft->parse;
    struct step *steps =
        arena_array(parse->arena, struct step, draft->step_count + parse->always_count + 1);
    uint32_t count = 0;
    for (uint32_t i = 0; i < draft->step_count; i++) {
        const struct draft_step *step = &draft->steps[i];
        const bool is_aside = !step->is_own && is_expectation(&step->step) &&
                              step->step.until_us >= draft->first_edit_us;
        if (!step->is_dropped && !is_aside) {
            steps[count++] = step->step;
        }
    }
    for (uint32_t i = 0; i < parse->always_count; i++) {
        steps[count] = parse->always[i].step;
        steps[count++].until_us = parse->until_us;
    }
    sort_steps(steps, count);
    the_case->steps = steps;
    the_case->step_count = count;
}

static void check_until(struct parse *parse, const struct scenario_case *the_case)
{
    for (uint32_t i = 0; i < the_case->step_count && parse->has_until; i++) {
        const struct step *step = &the_case->steps[i];
        if (step->until_us > parse->until_us && step->fact.shape != NULL) {
            char until[VIRTUAL_TIME_TEXT_SIZE];
            virtual_time_text(parse->until_us, until);
            const uint32_t column = (uint32_t)strspn(step->fact.source_line, " ") + 1;
            const struct place place = {step->fact.line, column, step->fact.source_line};
            error_add(&parse->errors, place, "make `until` later, or the step earlier",
                      "the step is behind `until %s`", until);
        }
    }
}

/* One case without its matrix values. */
static void expand_block(struct parse *parse, const struct parsed_block *variant,
                         struct scenario_case *case_out)
{
    const uint32_t own_count = variant != NULL ? variant->step_count : 0;
    struct draft draft = {.parse = parse, .variant = variant, .first_edit_us = UINT64_MAX};
    draft.steps =
        arena_array(parse->arena, struct draft_step, parse->base.step_count + own_count + 1);
    for (uint32_t i = 0; i < parse->base.step_count; i++) {
        draft.steps[draft.step_count++].step = parse->base.steps[i].step;
    }
    for (uint32_t i = 0; i < parse->world_count; i++) {
        add_world(&draft, parse->world[i]);
    }
    for (uint32_t i = 0; variant != NULL && i < variant->edit_count; i++) {
        apply_edit(&draft, &variant->edits[i]);
    }
    if (variant != NULL) {
        add_own_steps(&draft);
    }
    finish_steps(&draft, case_out);
    case_out->name = variant != NULL ? variant->name : "";
    case_out->world = draft.world;
    case_out->world_count = draft.world_count;
    check_until(parse, case_out);
    if (variant == NULL || !variant->has_bad_edit) {
        case_check(parse, case_out, variant != NULL ? variant->place : parse->base.place);
    }
}

static uint64_t latest(const struct parsed_block *block)
{
    uint64_t last_us = 0;
    uint64_t shifts_us = 0;
    for (uint32_t i = 0; i < block->step_count; i++) {
        const uint64_t until_us = block->steps[i].step.until_us;
        last_us = until_us > last_us ? until_us : last_us;
    }
    for (uint32_t i = 0; i < block->edit_count; i++) {
        shifts_us += block->edits[i].shift_us;
    }
    return last_us + shifts_us;
}

/* Without `until`: a minute after the last step. */
static uint64_t default_until(const struct parse *parse)
{
    const uint64_t minute_us = 60000000;
    const uint64_t base_us = latest(&parse->base);
    uint64_t last_us = base_us;
    for (uint32_t i = 0; i < parse->variant_count; i++) {
        const uint64_t variant_us = base_us + latest(&parse->variants[i]);
        last_us = variant_us > last_us ? variant_us : last_us;
    }
    return last_us + minute_us;
}

static void fill_scenario(const struct parse *parse, struct scenario *scenario)
{
    struct scenario_ask *asks =
        arena_array(parse->arena, struct scenario_ask, parse->ask_count + 1);
    for (uint32_t i = 0; i < parse->ask_count; i++) {
        const struct line *line = &parse->asks[i].line;
        const struct token *last = &line->tokens[line->token_count - 1];
        const uint32_t start = line->tokens[0].start;
        asks[i].text = arena_text_n(parse->arena, line->text + start, last->end - start);
        asks[i].line = line->number;
    }
    *scenario = (struct scenario){
        .path = parse->path,
        .title = parse->title,
        .kb = parse->kb,
        .kb_count = parse->kb_count,
        .tags = parse->tags,
        .tag_count = parse->tag_count,
        .source = parse->source,
        .seed = parse->seed,
        .until_us = parse->until_us,
        .asks = asks,
        .ask_count = parse->ask_count,
    };
}

void expand(struct parse *parse, struct scenario *scenario_out)
{
    const uint32_t count = parse->variant_count + 1;
    struct scenario_case *cases = arena_array(parse->arena, struct scenario_case, count);
    if (!parse->has_until) {
        parse->until_us = default_until(parse);
    }
    lifts_check(parse);
    for (uint32_t i = 0; i < count; i++) {
        cases[i] = (struct scenario_case){
            .title = parse->title,
            .assumptions = parse->assumptions,
            .assumption_count = parse->assumption_count,
            .seed = parse->seed,
            .until_us = parse->until_us,
        };
        expand_block(parse, i > 0 ? &parse->variants[i - 1] : NULL, &cases[i]);
    }
    fill_scenario(parse, scenario_out);
    scenario_out->cases = cases;
    scenario_out->case_count = count;
    matrix_expand(parse, scenario_out);
}
