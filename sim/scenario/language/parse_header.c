#include "scenario/language/parse_state.h"

#include <string.h>

#include "base/text.h"
#include "scenario/virtual_time.h"

enum { KB_DIGITS_MIN = 4, KB_DIGITS_MAX = 7 };

static void add_text(struct parse *parse, const char ***items, uint32_t *count, uint32_t *capacity)
{
    *items = array_room(parse->arena, *items, *count, capacity, sizeof **items);
    (*count)++;
}

/* One value and nothing else; NULL when there is none. */
static const struct token *one_value(struct parse *parse, const struct line *line, bool *seen)
{
    const char *word = line->tokens[0].text;
    if (*seen) {
        error_add(&parse->errors, token_place(line, 0), "once is enough", "`%s` is written twice",
                  word);
    }
    *seen = true;
    if (line->token_count > 2) {
        unexpected(parse, line, 2, "nothing more is allowed here");
    }
    if (line->token_count < 2) {
        error_add(&parse->errors, token_place(line, 1), "", "`%s` needs a value", word);
        return NULL;
    }
    return &line->tokens[1];
}

static const char *read_string(struct parse *parse, const struct line *line, bool *seen)
{
    const struct token *token = one_value(parse, line, seen);
    if (token != NULL && !token->quoted) {
        error_add(&parse->errors, token_place(line, 1), "put it in double quotes",
                  "`%s` needs a text in quotes", line->tokens[0].text);
    }
    return token != NULL ? token->text : "";
}

static void read_scenario(struct parse *parse, const struct line *line)
{
    parse->title = read_string(parse, line, &parse->has_title);
}

static void read_source(struct parse *parse, const struct line *line)
{
    parse->source = read_string(parse, line, &parse->has_source);
    if (line->token_count >= 2 && parse->source[0] == '\0') {
        error_add(&parse->errors, token_place(line, 1), "say where its truth comes from",
                  "`source` is empty");
    }
}

static void read_seed(struct parse *parse, const struct line *line)
{
    const struct token *token = one_value(parse, line, &parse->has_seed);
    if (token != NULL && (token->quoted || !text_to_u64(token->text, &parse->seed))) {
        error_add(&parse->errors, token_place(line, 1), "seed 1", "'%s' is not a number",
                  token->text);
    }
}

static void read_until(struct parse *parse, const struct line *line)
{
    const struct token *token = one_value(parse, line, &parse->has_until);
    parse->until_us = VIRTUAL_TIME_MAX_US;
    if (token != NULL && (token->quoted || !virtual_time_parse(token->text, &parse->until_us))) {
        error_add(&parse->errors, token_place(line, 1), "until 5m", "'%s' is not %s", token->text,
                  value_type_text(VALUE_TIME));
    }
}

static bool is_kb_number(const struct token *token)
{
    const size_t digits = strspn(token->text + (token->text[0] == 'Q'), "0123456789");
    return !token->quoted && token->text[0] == 'Q' && token->text[digits + 1] == '\0' &&
           digits >= KB_DIGITS_MIN && digits <= KB_DIGITS_MAX;
}

static void read_kb(struct parse *parse, const struct line *line)
{
    if (line->token_count < 2) {
        error_add(&parse->errors, token_place(line, 1), "kb Q168670",
                  "`kb` needs the number of an article");
    }
    for (uint32_t i = 1; i < line->token_count; i++) {
        if (!is_kb_number(&line->tokens[i])) {
            error_add(&parse->errors, token_place(line, i), "Q and digits: kb Q168670 Q164707",
                      "'%s' is not the number of an article", line->tokens[i].text);
        }
        add_text(parse, &parse->kb, &parse->kb_count, &parse->kb_capacity);
        parse->kb[parse->kb_count - 1] = line->tokens[i].text;
    }
}

static void read_tag(struct parse *parse, const struct line *line)
{
    if (line->token_count < 2) {
        error_add(&parse->errors, token_place(line, 1), "tag rights", "`tag` needs a word");
    }
    for (uint32_t i = 1; i < line->token_count; i++) {
        add_text(parse, &parse->tags, &parse->tag_count, &parse->tag_capacity);
        parse->tags[parse->tag_count - 1] = line->tokens[i].text;
    }
}

/* The name and value against the table of assumptions. */
static void check_assumption(struct parse *parse, const struct line *line)
{
    const char *name = line->tokens[1].text;
    struct words names = {.arena = parse->arena};
    for (uint32_t n = 0; parse->rows->assumption_at(n) != NULL; n++) {
        words_add(&names, parse->rows->assumption_at(n));
    }
    if (!words_have(&names, name)) {
        error_add(&parse->errors, token_place(line, 1), words_hint(&names, name),
                  "unknown assumption '%s'", name);
        return;
    }
    const char *allowed = parse->rows->assumption_values(name);
    uint64_t number = 0;
    if (allowed == NULL && !text_to_u64(line->tokens[2].text, &number)) {
        error_add(&parse->errors, token_place(line, 2), "a number", "'%s' is no value of %s",
                  line->tokens[2].text, name);
        return;
    }
    if (allowed != NULL && !choice_has(allowed, line->tokens[2].text)) {
        struct words values = {.arena = parse->arena};
        words_add_choices(&values, allowed);
        error_add(&parse->errors, token_place(line, 2), words_hint(&values, line->tokens[2].text),
                  "unknown value '%s' for %s", line->tokens[2].text, name);
    }
}

static void read_assume(struct parse *parse, const struct line *line)
{
    if (line->token_count != 3) {
        unexpected(parse, line, line->token_count < 3 ? line->token_count : 3, "assume NAME value");
        return;
    }
    const char *name = line->tokens[1].text;
    if (parse->rows->assumption_at != NULL) {
        check_assumption(parse, line);
    }
    for (uint32_t i = 0; i < parse->assumption_count; i++) {
        if (strcmp(parse->assumptions[i].name, name) == 0) {
            error_add(&parse->errors, token_place(line, 1), "once is enough",
                      "%s is already set in line %u", name, parse->assumptions[i].line);
        }
    }
    parse->assumptions = array_room(parse->arena, parse->assumptions, parse->assumption_count,
                                    &parse->assumption_capacity, sizeof *parse->assumptions);
    parse->assumptions[parse->assumption_count++] = (struct assumption_setting){
        .name = name, .value = line->tokens[2].text, .line = line->number};
}

/* Labels and types are known when the whole file is read: expand.c. */
static void read_matrix(struct parse *parse, const struct line *line)
{
    static const char form[] = "matrix LABEL.ATTRIBUTE in VALUE VALUE ...";
    const char *dot = line->token_count > 1 ? strchr(line->tokens[1].text, '.') : NULL;
    if (line->token_count > 1 && (dot == NULL || line->tokens[1].quoted)) {
        unexpected(parse, line, 1, form);
    } else if (line->token_count > 2 && !token_is(line, 2, "in")) {
        unexpected(parse, line, 2, form);
    } else if (line->token_count < 4) {
        unexpected(parse, line, line->token_count, form);
    } else {
        const char *text = line->tokens[1].text;
        parse->matrices = array_room(parse->arena, parse->matrices, parse->matrix_count,
                                     &parse->matrix_capacity, sizeof *parse->matrices);
        parse->matrices[parse->matrix_count++] = (struct parsed_matrix){
            .line = *line,
            .label = arena_text_n(parse->arena, text, (size_t)(dot - text)),
            .attribute = dot + 1,
            .values = 3,
        };
    }
}

static const struct {
    const char *word;
    void (*read)(struct parse *parse, const struct line *line);
} headers[] = {
    {"scenario", read_scenario}, {"kb", read_kb},         {"source", read_source},
    {"seed", read_seed},         {"until", read_until},   {"tag", read_tag},
    {"assume", read_assume},     {"matrix", read_matrix},
};

void header_words(struct words *words)
{
    for (size_t i = 0; i < ARRAY_COUNT(headers); i++) {
        words_add(words, headers[i].word);
    }
}

bool header_read(struct parse *parse, const struct line *line)
{
    for (size_t i = 0; i < ARRAY_COUNT(headers); i++) {
        if (token_is(line, 0, headers[i].word)) {
            if (strcmp(headers[i].word, "scenario") == 0) {
                parse->first_line = token_place(line, 0);
            }
            if (strcmp(headers[i].word, "until") == 0) {
                parse->until_place = token_place(line, 0);
            }
            headers[i].read(parse, line);
            return true;
        }
    }
    return false;
}

void header_check(struct parse *parse)
{
    if (parse->kb_count == 0 && !parse->has_source) {
        error_add(&parse->errors, parse->first_line,
                  "add a line: kb Q168670, or source \"where it comes from\"",
                  "the file does not say where its truth comes from");
    }
    if (!parse->has_world) {
        error_add(&parse->errors, parse->first_line,
                  "add a block: world, with one noun on each indented line",
                  "the file has no `world`");
    }
}
