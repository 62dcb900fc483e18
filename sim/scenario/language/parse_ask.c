#include "scenario/language/parse_state.h"

#include <string.h>

/* House rule 5: they hold without being named. */
static const char *const invariants[] = {"conservation", "once",    "reports",   "order",
                                         "contents",     "rights",  "leftovers", "postoffice",
                                         "directory",    "progress"};
static const char *const questions[] = {"why", "minimal", "single-change", "distinguish"};

/* `never FACT`: over the whole run, in every case. */
static void read_always_never(struct parse *parse, const struct line *line)
{
    struct parsed_step parsed = {.step = {.phase = "always", .order = parse->order++}};
    parsed.step.when = WHEN_WITHIN;
    const struct span span = {line, 0, line->token_count};
    (void)action_read(parse, span, &parsed.step); /* an error is on the list */
    if (parsed.step.fact.label != NULL) {
        label_check(parse, token_place(line, line->token_count - 1), parsed.step.fact.label);
    }
    parse->always = array_room(parse->arena, parse->always, parse->always_count,
                               &parse->always_capacity, sizeof *parse->always);
    parse->always[parse->always_count++] = parsed;
}

void always_read(struct parse *parse, const struct line *line)
{
    struct words words = {.arena = parse->arena};
    for (size_t i = 0; i < ARRAY_COUNT(invariants); i++) {
        words_add(&words, invariants[i]);
    }
    if (token_is(line, 0, "never")) {
        read_always_never(parse, line);
        return;
    }
    for (uint32_t i = 0; i < line->token_count; i++) {
        if (!words_have(&words, line->tokens[i].text)) {
            words_add(&words, "never");
            error_add(&parse->errors, token_place(line, i),
                      words_hint(&words, line->tokens[i].text), "unknown invariant '%s'",
                      line->tokens[i].text);
            return;
        }
    }
}

void ask_read(struct parse *parse, const struct line *line)
{
    struct words words = {.arena = parse->arena};
    for (size_t i = 0; i < ARRAY_COUNT(questions); i++) {
        words_add(&words, questions[i]);
    }
    if (line->tokens[0].quoted || !words_have(&words, line->tokens[0].text)) {
        error_add(&parse->errors, token_place(line, 0), words_hint(&words, line->tokens[0].text),
                  "unknown question '%s'", line->tokens[0].text);
        return;
    }
    if (line->token_count < 2) {
        unexpected(parse, line, 1, "why FACT");
        return;
    }
    parse->asks = array_room(parse->arena, parse->asks, parse->ask_count, &parse->ask_capacity,
                             sizeof *parse->asks);
    parse->asks[parse->ask_count++].line = *line;
}

/* LABEL.ATTRIBUTE in a question. */
static void check_reference(struct parse *parse, const struct line *line, uint32_t token,
                            const char *dot)
{
    const char *text = line->tokens[token].text;
    const char *label = arena_text_n(parse->arena, text, (size_t)(dot - text));
    const struct world_line *world = label_world(parse, label);
    const struct parsed_step *step = label_step(parse, label);
    const bool is_wanted = token == 1 && !token_is(line, 0, "why");
    if (world == NULL && step == NULL) {
        if (is_wanted) {
            label_unknown(parse, token_place(line, token), label);
        }
        return;
    }
    const struct shape *shape = world != NULL ? world->fact.shape : step->step.fact.shape;
    if (shape == NULL || shape_attribute(shape, dot + 1) != NULL) {
        return;
    }
    struct words words = {.arena = parse->arena};
    for (uint32_t i = 0; i < shape->attribute_count; i++) {
        words_add(&words, shape->attributes[i].name);
    }
    struct place place = token_place(line, token);
    place.column += (uint32_t)strlen(label) + 1;
    error_add(&parse->errors, place, words_hint(&words, dot + 1), "unknown attribute '%s' of `%s`",
              dot + 1, shape->word);
}

void asks_check(struct parse *parse)
{
    for (uint32_t i = 0; i < parse->ask_count; i++) {
        const struct line *line = &parse->asks[i].line;
        for (uint32_t token = 1; token < line->token_count; token++) {
            const char *dot = strchr(line->tokens[token].text, '.');
            if (!line->tokens[token].quoted && dot != NULL && dot != line->tokens[token].text) {
                check_reference(parse, line, token, dot);
            }
        }
    }
}
