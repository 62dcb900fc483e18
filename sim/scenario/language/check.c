/*
 * check -- a case that could not fail is no case
 *
 * It must expect something, and what it says never happens must have had a chance: `never` of an
 * occurrence, or one that is counted 0, needs a service that runs in the same interval, or an
 * action in it that moves mail or runs a program.
 */
#include "scenario/language/parse_state.h"

#include <string.h>

#include "base/text.h"

/* Step words that set things going, that stop what was started, and that move mail at their
 * instant. */
static const char starting[] = "start|restart|boot";
static const char stopping[] = "stop|pause";
static const char moving[] =
    "start|restart|boot|mail|read|run|dirsync|churn|reply|forward|page|call";

/* Those that last until they are lifted. */
static const char lasting[] = "call|rewrite|lock|kill";

static bool is_word(const struct step *step, const char *words)
{
    return step->verb != VERB_EXPECT && step->verb != VERB_NEVER && !step->is_edit &&
           choice_has(words, step->fact.shape->word);
}

/* Do both speak of one service? Where one of two connectors is not named, it is the first. */
static bool is_same_service(const struct fact *one, const struct fact *other)
{
    const char *name = fact_name(one, 1, NULL);
    const char *other_name = fact_name(other, 1, NULL);
    return strcmp(fact_name(one, 0, ""), fact_name(other, 0, "")) == 0 &&
           (name == NULL || other_name == NULL || strcmp(name, other_name) == 0);
}

/* Is what step `start` started stopped again before `time_us`? */
static bool is_stopped(const struct step *steps, uint32_t count, uint32_t start, uint64_t time_us)
{
    for (uint32_t i = start + 1; i < count && steps[i].from_us < time_us; i++) {
        if (is_word(&steps[i], stopping) && is_same_service(&steps[start].fact, &steps[i].fact)) {
            return true;
        }
    }
    return false;
}

/* A Router comes by itself. */
static bool has_router(const struct scenario_case *the_case, const struct step *seen)
{
    const char *program = fact_name(&seen->fact, 0, NULL);
    bool has_route = false;
    for (uint32_t i = 0; i < the_case->world_count; i++) {
        const struct shape *shape = the_case->world[i].fact.shape; /* NULL: an unknown word */
        has_route = has_route || (shape != NULL && text_equal(shape->word, "route"));
    }
    return has_route && program != NULL && text_equal(program, "ROUTER");
}

/* Could anything have caused what `seen` says did not happen? */
static bool has_stimulus(const struct scenario_case *the_case, const struct step *seen)
{
    const struct step *steps = the_case->steps;
    const uint32_t count = the_case->step_count;
    for (uint32_t i = 0; i < count; i++) {
        if (steps[i].from_us > seen->until_us) {
            continue;
        }
        if (is_word(&steps[i], starting) && !is_stopped(steps, count, i, seen->from_us)) {
            return true;
        }
        if (is_word(&steps[i], moving) && steps[i].from_us >= seen->from_us) {
            return true;
        }
    }
    return has_router(the_case, seen);
}

/* Does the expectation say that something does not happen? */
static bool is_absence(const struct parse *parse, const struct step *step)
{
    if (step->verb != VERB_EXPECT && step->verb != VERB_NEVER) {
        return false;
    }
    const struct expect_kind *kind = parse->rows->expect_find(step->fact.shape->word);
    if (kind == NULL || kind->sort != EXPECT_OCCURRENCE) {
        return false;
    }
    if (step->verb == VERB_NEVER) {
        return true;
    }
    const struct fact_attribute *count =
        kind->count_attribute != NULL ? fact_attribute(&step->fact, kind->count_attribute) : NULL;
    if (count == NULL || count->value_count == 0 || count->values[0].type != VALUE_COUNT) {
        return false;
    }
    return value_matches_count(&count->values[0], 0) && !value_matches_count(&count->values[0], 1);
}

static bool is_liftable(const struct step *step, const char *label)
{
    return step->fact.shape != NULL && step->fact.label != NULL &&
           strcmp(step->fact.label, label) == 0 && is_word(step, lasting);
}

static bool has_liftable(const struct parsed_block *block, const char *label)
{
    bool is_found = false;
    for (uint32_t i = 0; i < block->step_count && !is_found; i++) {
        is_found = is_liftable(&block->steps[i].step, label);
    }
    for (uint32_t i = 0; i < block->edit_count && !is_found; i++) {
        const struct parsed_edit *edit =
            &block->edits[i]; /* the new step has the old one's label */
        is_found = edit->kind == EDIT_REPLACE && edit->replacement.fact.shape != NULL &&
                   is_word(&edit->replacement, lasting) && strcmp(edit->labels[0], label) == 0;
    }
    return is_found;
}

static void check_lift(struct parse *parse, const struct step *step)
{
    if (step->fact.shape == NULL || !is_word(step, "lift") || step->fact.value_count == 0 ||
        step->fact.values[0].type == VALUE_NONE) {
        return;
    }
    const struct value *value = &step->fact.values[0];
    bool is_found = has_liftable(&parse->base, value->text);
    for (uint32_t i = 0; i < parse->variant_count && !is_found; i++) {
        is_found = has_liftable(&parse->variants[i], value->text);
    }
    if (!is_found) {
        const struct place place = {step->fact.line, value->column, step->fact.source_line};
        error_add(&parse->errors, place,
                  "a step `fault call`, `rewrite`, `lock` or `kill` sets it with: as LABEL",
                  "nothing that could be lifted has the label '%s'", value->text);
    }
}

static void check_lifts_of(struct parse *parse, const struct parsed_block *block)
{
    for (uint32_t i = 0; i < block->step_count; i++) {
        check_lift(parse, &block->steps[i].step);
    }
    for (uint32_t i = 0; i < block->edit_count; i++) {
        if (block->edits[i].kind == EDIT_REPLACE) {
            check_lift(parse, &block->edits[i].replacement);
        }
    }
}

void lifts_check(struct parse *parse)
{
    check_lifts_of(parse, &parse->base);
    for (uint32_t i = 0; i < parse->variant_count; i++) {
        check_lifts_of(parse, &parse->variants[i]);
    }
}

void case_check(struct parse *parse, const struct scenario_case *the_case, struct place place)
{
    const struct step *steps = the_case->steps;
    const uint32_t count = the_case->step_count;
    bool has_expectation = false;
    for (uint32_t i = 0; i < count; i++) {
        has_expectation =
            has_expectation || steps[i].verb == VERB_EXPECT || steps[i].verb == VERB_NEVER;
    }
    if (!has_expectation) {
        error_add(&parse->errors, place,
                  "add `expect` or `never`; those of the base that end at or after a variant's "
                  "first edit are set aside",
                  "this case expects nothing");
    }
    for (uint32_t i = 0; i < count; i++) {
        if (steps[i].fact.shape == NULL) {
            return; /* an unknown word could be the stimulus */
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        if (is_absence(parse, &steps[i]) && !has_stimulus(the_case, &steps[i])) {
            const struct fact *fact = &steps[i].fact;
            error_add(&parse->errors, (struct place){fact->line, fact->column, fact->source_line},
                      "no service runs and no mail moves then: it could not fail",
                      "nothing in this interval could cause what must not happen");
        }
    }
}
