#include "scenario/language/parse_state.h"

#include <string.h>

static bool is_label(const struct token *token)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    return !token->quoted && token->text[strspn(token->text, allowed)] == '\0';
}

const char *label_read(struct parse *parse, struct span *span)
{
    if (span->end < span->at + 2 || !token_is(span->line, span->end - 2, "as")) {
        if (span->end > span->at && token_is(span->line, span->end - 1, "as")) {
            span->end--;
            error_add(&parse->errors, token_place(span->line, span->end), "as LABEL",
                      "`as` needs a label");
        }
        return NULL;
    }
    span->end -= 2;
    const struct token *token = &span->line->tokens[span->end + 1];
    if (!is_label(token)) {
        error_add(&parse->errors, token_place(span->line, span->end + 1),
                  "letters, digits, _ and - without quotes", "'%s' is no label", token->text);
    }
    return token->text;
}

static void complain_twice(struct parse *parse, struct place place, const char *label,
                           uint32_t line)
{
    error_add(&parse->errors, place, "labels are chosen once in a file",
              "label '%s' is already that of line %u", label, line);
}

void label_check(struct parse *parse, struct place place, const char *label)
{
    const struct world_line *world = label_world(parse, label);
    const struct parsed_step *step = label_step(parse, label);
    if (world != NULL) {
        complain_twice(parse, place, label, world->fact.line);
    } else if (step != NULL) {
        complain_twice(parse, place, label, step->step.fact.line);
    }
}

static void complain_of_noun(struct parse *parse, const struct line *line, uint32_t at)
{
    struct words words = {.arena = parse->arena};
    for (uint32_t n = 0; parse->rows->noun_at(n) != NULL; n++) {
        words_add(&words, parse->rows->noun_at(n)->shape.word);
    }
    const char *word = line->tokens[at].text;
    const bool is_quoted = line->tokens[at].quoted;
    error_add(&parse->errors, token_place(line, at), words_hint(&words, is_quoted ? "" : word),
              is_quoted ? "a noun is a word without quotes, not \"%s\"" : "unknown noun '%s'",
              word);
}

bool world_read(struct parse *parse, struct span span, enum fact_use use,
                struct world_line *line_out)
{
    const uint32_t errors_before = parse->errors.count;
    const struct line *line = span.line;
    const char *label = use == FACT_DECLARE ? label_read(parse, &span) : NULL;
    if (label != NULL) {
        label_check(parse, token_place(line, span.end + 1), label);
    }
    *line_out = (struct world_line){.is_remove = use == FACT_REMOVE};
    const struct noun *noun = NULL;
    const struct place place = token_place(line, span.at);
    if (span.at >= span.end) {
        unexpected(parse, line, span.end, "NOUN NAME attribute value ...");
    } else {
        noun = line->tokens[span.at].quoted ? NULL
                                            : parse->rows->noun_find(line->tokens[span.at].text);
        if (noun == NULL) {
            complain_of_noun(parse, line, span.at);
        }
    }
    if (noun != NULL && use == FACT_REMOVE && noun->remove == NULL) {
        error_add(&parse->errors, place, "", "a %s cannot be removed", noun->shape.word);
    }
    if (noun != NULL) {
        const struct fact_request request = {
            .shape = &noun->shape, .span = {line, span.at + 1, span.end}, .use = use};
        (void)fact_read(&parse->errors, &request, &line_out->fact); /* counted below */
    } else {
        line_out->fact =
            (struct fact){.line = line->number, .column = place.column, .source_line = line->text};
    }
    line_out->fact.label = label;
    line_out->fact.path = parse->path;
    return parse->errors.count == errors_before;
}
