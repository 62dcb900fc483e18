#include "scenario/parse.h"

#include <string.h>

#include "base/text.h"
#include "scenario/language/parse_state.h"
#include "scenario/language/soles.h"

static const struct {
    const char *word;
    enum block_kind kind;
} blocks[] = {{"world", BLOCK_WORLD},
              {"phase", BLOCK_PHASE},
              {"variant", BLOCK_VARIANT},
              {"always", BLOCK_ALWAYS},
              {"ask", BLOCK_ASK}};

void unexpected(struct parse *parse, const struct line *line, uint32_t token, const char *hint)
{
    if (token < line->token_count) {
        error_add(&parse->errors, token_place(line, token), hint, "unexpected '%s'",
                  line->tokens[token].text);
    } else {
        error_add(&parse->errors, token_place(line, token), hint, "the line ends too early");
    }
}

/* `phase "..."`, `variant "..."`: the name. */
static const char *read_block_name(struct parse *parse, const struct line *line)
{
    if (line->token_count < 2 || !line->tokens[1].quoted) {
        const char *hint = arena_format(parse->arena, "%s \"name\"", line->tokens[0].text);
        error_add(&parse->errors, token_place(line, 1), hint, "`%s` needs a name in quotes",
                  line->tokens[0].text);
    } else if (line->token_count > 2) {
        unexpected(parse, line, 2, "nothing more is allowed here");
    }
    return line->token_count >= 2 ? line->tokens[1].text : "";
}

static void open_variant(struct parse *parse, const struct line *line)
{
    const char *name = read_block_name(parse, line);
    if (line->token_count >= 2 && (name[0] == '\0' || text_equal(name, "base"))) {
        error_add(&parse->errors, token_place(line, 1), "`--case base` is the scenario itself",
                  "a variant cannot be called \"%s\"", name);
    }
    for (uint32_t i = 0; i < parse->variant_count; i++) {
        if (strcmp(parse->variants[i].name, name) == 0) {
            error_add(&parse->errors, token_place(line, 1), "variants are chosen by their names",
                      "there are two variants \"%s\"", name);
            break;
        }
    }
    parse->variants = array_room(parse->arena, parse->variants, parse->variant_count,
                                 &parse->variant_capacity, sizeof *parse->variants);
    parse->variants[parse->variant_count++] =
        (struct parsed_block){.name = name, .place = token_place(line, 0)};
    parse->phase = name;
    parse->timing = (struct timing){.has_above = false};
}

static void open_block(struct parse *parse, const struct line *line, enum block_kind kind)
{
    if (parse->block == BLOCK_PHASE) {
        parse->base_timing = parse->timing;
    }
    parse->block = kind;
    if (kind == BLOCK_VARIANT) {
        open_variant(parse, line);
        return;
    }
    if (kind == BLOCK_PHASE) {
        parse->phase = read_block_name(parse, line);
        parse->timing = parse->base_timing;
        return;
    }
    if (kind == BLOCK_WORLD && parse->has_world) {
        error_add(&parse->errors, token_place(line, 0), "a file has one world", "a second `world`");
    }
    parse->has_world = parse->has_world || kind == BLOCK_WORLD;
    if (line->token_count > 1) {
        unexpected(parse, line, 1, "what belongs to it stands on indented lines below");
    }
}

/* Behind a slip in a block's word the lines below are read as what was meant. */
static void open_nearest(struct parse *parse, const struct line *line, const char *word)
{
    for (size_t i = 0; word != NULL && i < ARRAY_COUNT(blocks); i++) {
        if (strcmp(blocks[i].word, word) == 0) {
            open_block(parse, line, blocks[i].kind);
            return;
        }
    }
    if (parse->block == BLOCK_PHASE) {
        parse->base_timing = parse->timing;
    }
    parse->block = BLOCK_UNKNOWN;
}

static void read_inner(struct parse *parse, const struct line *line);

/* A line of the block above that lacks its blanks. */
static bool is_inner(const struct parse *parse, const struct line *line)
{
    const char *word = line->tokens[0].text;
    const bool is_step = word[0] == '@' || text_equal(word, "by") || is_verb(word);
    return !line->tokens[0].quoted &&
           (parse->block == BLOCK_WORLD
                ? parse->rows->noun_find(word) != NULL
                : (parse->block == BLOCK_PHASE || parse->block == BLOCK_VARIANT) && is_step);
}

/* A line at column 0. */
static void read_outer(struct parse *parse, const struct line *line)
{
    const char *word = line->tokens[0].quoted ? "" : line->tokens[0].text;
    struct words words = {.arena = parse->arena};
    for (size_t i = 0; i < ARRAY_COUNT(blocks); i++) {
        words_add(&words, blocks[i].word);
        if (strcmp(blocks[i].word, word) == 0) {
            open_block(parse, line, blocks[i].kind);
            return;
        }
    }
    if (is_inner(parse, line)) {
        error_add(&parse->errors, token_place(line, 0), "put a blank or two before it",
                  "a line of the block above begins with blanks, not with '%s'", word);
        read_inner(parse, line);
        return;
    }
    const bool is_late =
        parse->has_world || parse->block == BLOCK_PHASE || parse->block == BLOCK_VARIANT;
    if (header_read(parse, line)) {
        if (is_late) {
            error_add(&parse->errors, token_place(line, 0), "header lines stand above `world`",
                      "`%s` is a header line", word);
        }
        parse->block = BLOCK_HEADER;
        return;
    }
    if (!is_late) {
        header_words(&words);
    }
    error_add(&parse->errors, token_place(line, 0), words_hint(&words, word), "unknown block '%s'",
              line->tokens[0].text);
    open_nearest(parse, line, words_nearest(&words, word));
}

static void add_step(struct parse *parse, struct parsed_block *block, const struct line *line)
{
    block->steps = array_room(parse->arena, block->steps, block->step_count, &block->step_capacity,
                              sizeof *block->steps);
    step_parse(parse, line, &parse->timing, &block->steps[block->step_count]);
    block->step_count++;
}

static void add_world_line(struct parse *parse, const struct line *line)
{
    struct span span = {line, 0, line->token_count};
    struct world_line world = {.is_remove = false};
    (void)world_read(parse, span, FACT_DECLARE, &world); /* an error is on the list */
    parse->world = array_room(parse->arena, parse->world, parse->world_count,
                              &parse->world_capacity, sizeof *parse->world);
    parse->world[parse->world_count++] = world;
}

/* The block that an indented line opens: `world` of a variant is an edit. */
static const char *indented_block(const struct parse *parse, const struct line *line)
{
    const char *word = line->tokens[0].quoted ? "" : line->tokens[0].text;
    const bool is_edit = parse->block == BLOCK_VARIANT && strcmp(word, "world") == 0;
    for (size_t i = 0; i < ARRAY_COUNT(blocks) && !is_edit; i++) {
        if (strcmp(blocks[i].word, word) == 0) {
            return blocks[i].word;
        }
    }
    return NULL;
}

/* An indented line. */
static void read_inner(struct parse *parse, const struct line *line)
{
    const char *block = indented_block(parse, line);
    if (block != NULL) {
        error_add(&parse->errors, token_place(line, 0), "take away the blanks before it",
                  "`%s` begins at the left edge", block);
        open_nearest(parse, line, block);
        return;
    }
    switch (parse->block) {
    case BLOCK_NONE:
    case BLOCK_HEADER:
        error_add(&parse->errors, token_place(line, 0),
                  "world, phase, variant, always and ask begin at the left edge",
                  "an indented line that belongs to no block");
        break;
    case BLOCK_WORLD:
        add_world_line(parse, line);
        break;
    case BLOCK_PHASE:
        add_step(parse, &parse->base, line);
        break;
    case BLOCK_VARIANT:
        if (!edit_read(parse, line, &parse->variants[parse->variant_count - 1])) {
            add_step(parse, &parse->variants[parse->variant_count - 1], line);
        }
        break;
    case BLOCK_ALWAYS:
        always_read(parse, line);
        break;
    case BLOCK_ASK:
        ask_read(parse, line);
        break;
    case BLOCK_UNKNOWN:
        break; /* its first line was the error */
    }
}

static void read_lines(struct parse *parse, struct bytes text)
{
    struct lexer lexer;
    struct line line;
    lex_open(&lexer, text, &parse->errors);
    while (lex_line(&lexer, &line)) {
        if (parse->first_line.source_line == NULL || parse->first_line.source_line[0] == '\0') {
            parse->first_line = (struct place){line.number, 1, line.text};
        }
        if (line.token_count == 0) {
            continue;
        }
        if (line.indented) {
            read_inner(parse, &line);
        } else {
            read_outer(parse, &line);
        }
    }
}

bool scenario_parse_with(const struct scenario_rows *rows, const struct scenario_text *text,
                         struct arena *arena, struct scenario *scenario_out,
                         struct scenario_errors *errors_out)
{
    REQUIRE(text->path != NULL);
    struct parse parse = {.arena = arena,
                          .rows = rows,
                          .path = text->path,
                          .errors = {.arena = arena},
                          .first_line = {1, 1, ""},
                          .title = text_base_name(text->path),
                          .source = "",
                          .base = {.name = ""}};
    parse.base.place = parse.first_line;
    *scenario_out = (struct scenario){.path = text->path};
    if (text->text.size > SCENARIO_BYTES_MAX) {
        error_add(&parse.errors, parse.first_line, "a scenario has at most 16 MB",
                  "the file is too large");
    } else {
        read_lines(&parse, text->text);
        parse.base.place = parse.first_line;
        soles_fill(&parse);
        header_check(&parse);
        asks_check(&parse);
        expand(&parse, scenario_out);
    }
    error_sort(&parse.errors);
    error_drop_repeated(&parse.errors);
    *errors_out =
        (struct scenario_errors){.errors = parse.errors.items, .count = parse.errors.count};
    return parse.errors.count == 0;
}
