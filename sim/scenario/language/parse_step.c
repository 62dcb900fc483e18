#include "scenario/language/parse_state.h"

#include <string.h>

#include "scenario/virtual_time.h"

static const char when_form[] = "@TIME, by @TIME, or @TIME..@TIME";

static const char *const verbs[] = {[VERB_DO] = "do",
                                    [VERB_FAULT] = "fault",
                                    [VERB_FIX] = "fix",
                                    [VERB_EXPECT] = "expect",
                                    [VERB_NEVER] = "never"};

const char *verb_text(enum verb verb)
{
    return verbs[verb];
}

bool is_verb(const char *word)
{
    for (size_t i = 0; i < ARRAY_COUNT(verbs); i++) {
        if (strcmp(verbs[i], word) == 0) {
            return true;
        }
    }
    return false;
}

void step_words(struct words *words)
{
    words_add(words, "@TIME");
    words_add(words, "by");
    for (size_t i = 0; i < ARRAY_COUNT(verbs); i++) {
        words_add(words, verbs[i]);
    }
}

static bool read_instant(const char *text, uint64_t *time_us_out)
{
    return text[0] == '@' && virtual_time_parse(text + 1, time_us_out);
}

/* "80s" where "@80s" belongs. */
static bool lacks_at(const char *word)
{
    uint64_t time_us = 0;
    return virtual_time_parse(word, &time_us);
}

static void complain_of_when(struct parse *parse, const struct line *line, uint32_t token)
{
    const char *word = line->tokens[token].text;
    const char *hint =
        lacks_at(word)
            ? arena_format(parse->arena, "did you mean '@%s'? allowed: %s", word, when_form)
            : when_form;
    error_add(&parse->errors, token_place(line, token), hint, "'%s' is not a time", word);
}

/* What stands where the verb belongs: a time without its @, or what a verb is followed by. */
static void complain_of_verb(struct parse *parse, struct span span)
{
    struct words words = {.arena = parse->arena};
    step_words(&words);
    const struct place place = token_place(span.line, span.at);
    if (span.at >= span.end) {
        error_add(&parse->errors, place, words_hint(&words, ""), "a verb is missing");
        return;
    }
    const char *word = span.line->tokens[span.at].text;
    const char *hint = words_hint(&words, word);
    if (lacks_at(word)) {
        hint = arena_format(parse->arena, "did you mean '@%s'? %s", word, hint);
    } else if (parse->rows->step_find(word) != NULL) {
        hint = arena_format(parse->arena, "did you mean 'do %s'? %s", word, hint);
    } else if (parse->rows->expect_find(word) != NULL) {
        hint = arena_format(parse->arena, "did you mean 'expect %s'? %s", word, hint);
    }
    error_add(&parse->errors, place, hint, "unknown verb '%s'", word);
}

/* `@T`, `@A..@B`, also with blanks around the dots. Moves *at behind it. */
static bool read_at(struct parse *parse, const struct line *line, uint32_t *at, struct step *step)
{
    const uint32_t first = *at;
    const char *text = line->tokens[(*at)++].text;
    while (*at < line->token_count && !line->tokens[*at].quoted &&
           (strncmp(line->tokens[*at].text, "..", 2) == 0 ||
            (strlen(text) > 2 && strcmp(text + strlen(text) - 2, "..") == 0))) {
        text = arena_format(parse->arena, "%s%s", text, line->tokens[(*at)++].text);
    }
    const char *dots = strstr(text, "..");
    if (dots == NULL) {
        step->when = WHEN_AT;
        if (!read_instant(text, &step->from_us)) {
            complain_of_when(parse, line, first);
            return false;
        }
        step->until_us = step->from_us;
        return true;
    }
    step->when = WHEN_WITHIN;
    if (!read_instant(arena_text_n(parse->arena, text, (size_t)(dots - text)), &step->from_us) ||
        !read_instant(dots + 2, &step->until_us)) {
        complain_of_when(parse, line, first);
        return false;
    }
    if (step->until_us < step->from_us) {
        error_add(&parse->errors, token_place(line, first), "the earlier time comes first",
                  "the interval %s ends before it begins", text);
        return false;
    }
    return true;
}

static bool read_by(struct parse *parse, const struct line *line, uint32_t *at, struct step *step)
{
    step->when = WHEN_BY;
    (*at)++;
    if (*at >= line->token_count || line->tokens[*at].quoted ||
        !read_instant(line->tokens[*at].text, &step->until_us)) {
        if (*at < line->token_count && !is_verb(line->tokens[*at].text)) {
            complain_of_when(parse, line, (*at)++);
        } else {
            error_add(&parse->errors, token_place(line, *at), "by @5m", "`by` needs a time");
        }
        return false;
    }
    (*at)++;
    return true;
}

/* A step without a time: the instant of the step above. */
static bool take_above(struct parse *parse, const struct line *line, const struct timing *timing,
                       struct step *step)
{
    step->when = WHEN_AT;
    step->from_us = timing->above_us;
    step->until_us = timing->above_us;
    if (timing->is_bad) {
        return false; /* that was an error of its own */
    }
    if (!timing->has_above) {
        error_add(&parse->errors, token_place(line, 0), when_form,
                  "the first step needs a time: there is none above it");
        return false;
    }
    if (timing->is_after_interval) {
        error_add(&parse->errors, token_place(line, 0), when_form,
                  "a step below an interval needs a time of its own");
        return false;
    }
    return true;
}

/* What the next step finds above it. */
static void move_timing(struct timing *timing, const struct step *step)
{
    timing->has_above = true;
    timing->is_bad = false;
    timing->is_after_interval = step->when == WHEN_WITHIN;
    timing->above_us = step->until_us;
    if (step->when == WHEN_AT) {
        timing->has_exact = true;
        timing->exact_us = step->from_us;
    }
}

/* Moves *at behind the time. */
static bool read_when(struct parse *parse, const struct line *line, struct timing *timing,
                      uint32_t *at, struct parsed_step *parsed)
{
    struct step *step = &parsed->step;
    bool is_good = false;
    if (!line->tokens[*at].quoted && line->tokens[*at].text[0] == '@') {
        is_good = read_at(parse, line, at, step);
    } else if (token_is(line, *at, "by")) {
        is_good = read_by(parse, line, at, step);
        step->from_us = timing->has_exact ? timing->exact_us : 0;
        parsed->from_edit = !timing->has_exact;
        if (is_good && timing->has_exact && step->until_us < step->from_us) {
            char from[VIRTUAL_TIME_TEXT_SIZE];
            virtual_time_text(step->from_us, from);
            error_add(&parse->errors, token_place(line, *at - 1),
                      "`by` counts from the last exact instant above",
                      "`by %s` is before the instant above, @%s", line->tokens[*at - 1].text, from);
            is_good = false;
        }
    } else {
        is_good = take_above(parse, line, timing, step);
    }
    if (is_good) {
        move_timing(timing, step);
    } else {
        timing->is_bad = true;
    }
    return is_good;
}

/* `takes TIME` at the end of the span is cut off. */
static uint64_t read_takes(struct parse *parse, struct span *span)
{
    uint64_t takes_us = 0;
    if (span->end < span->at + 2 || !token_is(span->line, span->end - 2, "takes")) {
        return 0;
    }
    span->end -= 2;
    const struct token *token = &span->line->tokens[span->end + 1];
    if (token->quoted || !virtual_time_parse(token->text, &takes_us)) {
        error_add(&parse->errors, token_place(span->line, span->end + 1), "takes 20s",
                  "'%s' is not %s", token->text, value_type_text(VALUE_TIME));
    }
    return takes_us;
}

/* `as LABEL takes TIME`: the other way round. */
static void cut_misplaced_takes(struct parse *parse, struct span *span)
{
    if (span->end >= span->at + 4 && token_is(span->line, span->end - 2, "takes") &&
        token_is(span->line, span->end - 4, "as")) {
        span->end -= 2;
        error_add(&parse->errors, token_place(span->line, span->end), "takes TIME as LABEL",
                  "`takes` stands before `as`");
    }
}

/* Reads the fact behind a known word. */
static bool read_shape(struct parse *parse, const struct shape *shape, struct span span,
                       struct fact *fact)
{
    const struct fact_request request = {.shape = shape, .span = span, .use = FACT_DECLARE};
    return fact_read(&parse->errors, &request, fact);
}

static void complain_of_action(struct parse *parse, const struct line *line, uint32_t at)
{
    struct words words = {.arena = parse->arena};
    for (uint32_t n = 0; parse->rows->step_at(n) != NULL; n++) {
        words_add(&words, parse->rows->step_at(n)->shape.word);
    }
    words_add(&words, "remove");
    for (uint32_t n = 0; parse->rows->noun_at(n) != NULL; n++) {
        words_add(&words, parse->rows->noun_at(n)->shape.word);
    }
    error_add(&parse->errors, token_place(line, at), words_hint(&words, line->tokens[at].text),
              "unknown step '%s'", line->tokens[at].text);
}

/* do, fault, fix: a step; where its shape does not fit, an edit of the noun of the same name; or
 * `remove NOUN`. */
static void read_act(struct parse *parse, struct span span, struct step *step)
{
    const char *word = span.line->tokens[span.at].text;
    const struct step_kind *kind = parse->rows->step_find(word);
    const struct noun *noun = parse->rows->noun_find(word);
    const uint32_t errors_before = parse->errors.count;
    if (strcmp(word, "remove") == 0) {
        struct world_line world;
        step->is_edit = true;
        step->is_remove = true;
        span.at++;
        (void)world_read(parse, span, FACT_REMOVE, &world); /* an error is on the list */
        step->fact = world.fact;
        return;
    }
    span.at++;
    if (kind != NULL && (read_shape(parse, &kind->shape, span, &step->fact) || noun == NULL)) {
        return;
    }
    if (noun == NULL) {
        complain_of_action(parse, span.line, span.at - 1);
        return;
    }
    const uint32_t errors_of_step = parse->errors.count;
    const struct fact_request request = {.shape = &noun->shape, .span = span, .use = FACT_EDIT};
    struct fact fact;
    const bool fits = fact_read(&parse->errors, &request, &fact);
    if (fits || kind == NULL) {
        step->is_edit = true;
        step->fact = fact;
        if (fits) {
            parse->errors.count = errors_before;
        }
    } else {
        parse->errors.count = errors_of_step; /* it was meant as a step */
    }
}

static void read_expectation(struct parse *parse, struct span span, struct step *step)
{
    const char *word = span.line->tokens[span.at].text;
    const struct expect_kind *kind = parse->rows->expect_find(word);
    if (kind != NULL) {
        span.at++;
        (void)read_shape(parse, &kind->shape, span, &step->fact); /* an error is on the list */
        return;
    }
    struct words words = {.arena = parse->arena};
    for (uint32_t n = 0; parse->rows->expect_at(n) != NULL; n++) {
        words_add(&words, parse->rows->expect_at(n)->shape.word);
    }
    const char *hint = words_hint(&words, word);
    if (word[0] != '\0' && word[strspn(word, "0123456789")] == '\0') {
        hint = arena_format(parse->arena, "did you mean 'event %s'? %s", word, hint);
    }
    error_add(&parse->errors, token_place(span.line, span.at), hint, "unknown expectation '%s'",
              word);
}

bool action_read(struct parse *parse, struct span span, struct step *step_out)
{
    const uint32_t errors_before = parse->errors.count;
    const struct line *line = span.line;
    const struct place place = token_place(line, span.at);
    cut_misplaced_takes(parse, &span);
    const char *label = label_read(parse, &span);
    step_out->takes_us = read_takes(parse, &span);
    const uint32_t takes = span.end;
    step_out->fact = (struct fact){.shape = NULL};
    uint32_t verb = 0;
    while (verb < ARRAY_COUNT(verbs) && !token_is(line, span.at, verbs[verb])) {
        verb++;
    }
    if (span.at >= span.end || verb == ARRAY_COUNT(verbs)) {
        complain_of_verb(parse, span);
    } else if (span.at + 1 >= span.end) {
        step_out->verb = (enum verb)verb;
        unexpected(parse, line, span.end, "say what: a verb is followed by a fact");
    } else {
        step_out->verb = (enum verb)verb;
        const bool is_seen = verb == VERB_EXPECT || verb == VERB_NEVER;
        span.at++;
        (is_seen ? read_expectation : read_act)(parse, span, step_out);
        if (token_is(line, takes, "takes") && is_seen) {
            error_add(&parse->errors, token_place(line, takes), "only do, fault and fix take time",
                      "`takes` at an expectation");
        }
    }
    step_out->fact.line = line->number;
    step_out->fact.column = place.column;
    step_out->fact.source_line = line->text;
    step_out->fact.label = label;
    step_out->fact.path = parse->path;
    return parse->errors.count == errors_before;
}

static void check_when(struct parse *parse, const struct line *line, const struct step *step)
{
    const bool is_seen = step->verb == VERB_EXPECT || step->verb == VERB_NEVER;
    if (!is_seen && step->when != WHEN_AT) {
        error_add(&parse->errors, token_place(line, 0), "@TIME", "`%s` happens at one instant",
                  verbs[step->verb]);
    }
}

void step_parse(struct parse *parse, const struct line *line, struct timing *timing,
                struct parsed_step *step_out)
{
    uint32_t at = 0;
    *step_out = (struct parsed_step){.step = {.phase = parse->phase, .order = parse->order++}};
    const char *first = line->tokens[0].text;
    const bool has_time = first[0] == '@' || token_is(line, 0, "by");
    const bool is_timed =
        (has_time || is_verb(first)) && read_when(parse, line, timing, &at, step_out);
    const struct span span = {line, at, line->token_count};
    const bool is_good = action_read(parse, span, &step_out->step);
    if (is_timed && is_good) {
        check_when(parse, line, &step_out->step);
    }
    const char *label = step_out->step.fact.label;
    if (label != NULL && parse->block == BLOCK_PHASE) {
        /* Found before this step is counted among the steps. */
        label_check(parse, token_place(line, line->token_count - 1), label);
    }
}
