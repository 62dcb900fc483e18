#include "scenario/language/lex.h"

#include <string.h>

#include "base/utf8.h"

void lex_open(struct lexer *lexer, struct bytes text, struct error_list *errors)
{
    static const uint8_t mark[] = {0xEF, 0xBB, 0xBF};
    *lexer = (struct lexer){.errors = errors, .text = text};
    if (text.size >= sizeof mark && memcmp(text.data, mark, sizeof mark) == 0) {
        lexer->at = sizeof mark;
    }
}

enum unclean { UNCLEAN_TAB, UNCLEAN_CONTROL, UNCLEAN_BYTES, UNCLEAN_COUNT };

static const struct {
    const char *text;
    const char *hint;
    const char *instead;
} uncleans[UNCLEAN_COUNT] = {
    [UNCLEAN_TAB] = {"a tab", "write blanks: sed -i 's/\\t/    /g' FILE", "    "},
    [UNCLEAN_CONTROL] = {"a control character", "a scenario is plain text", "?"},
    [UNCLEAN_BYTES] = {"bytes that are not UTF-8", "save the file as UTF-8", "?"},
};

struct cleaner {
    struct buffer text;
    uint32_t column;
    uint32_t found_at[UNCLEAN_COUNT]; /* column of the first of its kind in this line; 0 none */
};

static void clean_instead(struct cleaner *cleaner, enum unclean kind)
{
    if (cleaner->found_at[kind] == 0) {
        cleaner->found_at[kind] = cleaner->column;
    }
    buffer_text(&cleaner->text, uncleans[kind].instead);
    cleaner->column += (uint32_t)strlen(uncleans[kind].instead);
}

/* The text of a line with everything unclean replaced; one error for each kind of it. */
static const char *clean_line(struct lexer *lexer, struct bytes raw)
{
    struct cleaner cleaner = {.column = 1};
    buffer_init(&cleaner.text, lexer->errors->arena);
    for (size_t at = 0; at < raw.size;) {
        uint32_t character = 0;
        const size_t length = raw.data[at] < 0x80 ? 1 : utf8_read(raw, at, &character);
        if (length == 0) {
            clean_instead(&cleaner, UNCLEAN_BYTES);
        } else if (raw.data[at] == '\t') {
            clean_instead(&cleaner, UNCLEAN_TAB);
        } else if (raw.data[at] < ' ' || raw.data[at] == 0x7F) {
            clean_instead(&cleaner, UNCLEAN_CONTROL);
        } else {
            buffer_add(&cleaner.text, raw.data + at, length);
            cleaner.column++;
        }
        at += length != 0 ? length : 1;
    }
    const char *text = buffer_string(&cleaner.text);
    for (int kind = 0; kind < UNCLEAN_COUNT; kind++) {
        if (cleaner.found_at[kind] != 0) {
            const struct place place = {lexer->line, cleaner.found_at[kind], text};
            error_add(lexer->errors, place, uncleans[kind].hint, "%s", uncleans[kind].text);
        }
    }
    return text;
}

/* Characters of text[from, to). */
static uint32_t characters(const char *text, uint32_t from, uint32_t to)
{
    uint32_t count = 0;
    for (uint32_t i = from; i < to; i++) {
        count += ((uint8_t)text[i] & 0xC0) != 0x80;
    }
    return count;
}

static void lex_quoted(struct lexer *lexer, const char *text, struct token *token)
{
    struct buffer unquoted;
    buffer_init(&unquoted, lexer->errors->arena);
    const struct place place = {lexer->line, token->column, text};
    uint32_t at = token->start + 1;
    for (; text[at] != '\0'; at++) {
        if (text[at] == '"' && text[at + 1] != '"') {
            break;
        }
        at += text[at] == '"';
        buffer_add(&unquoted, &text[at], 1);
    }
    token->quoted = true;
    token->text = buffer_string(&unquoted);
    token->end = at + (text[at] == '"');
    if (text[at] == '\0') {
        error_add(lexer->errors, place, "a string ends on its line; \"\" inside is one quote",
                  "this quote is not closed");
    } else if (text[token->end] != '\0' && text[token->end] != ' ') {
        error_add(lexer->errors, place, "after the closing quote comes a blank",
                  "text goes on behind \"%s\"", token->text);
        token->end += (uint32_t)strcspn(text + token->end, " ");
    }
}

static void lex_bare(struct lexer *lexer, const char *text, struct token *token)
{
    token->end = token->start + (uint32_t)strcspn(text + token->start, " ");
    token->text =
        arena_text_n(lexer->errors->arena, text + token->start, token->end - token->start);
    if (strchr(token->text, '"') != NULL) {
        error_add(lexer->errors, (struct place){lexer->line, token->column, text},
                  "put the whole name in quotes; \"\" inside is one quote", "a quote within %s",
                  token->text);
    } else if (text[token->end - 1] == ',') {
        error_add(lexer->errors, (struct place){lexer->line, token->column, text},
                  "blanks part values; a name that has blanks stands in quotes: \"Brady, Sally\"",
                  "a comma behind %s", token->text);
    }
}

static void lex_tokens(struct lexer *lexer, struct line *line)
{
    struct token *tokens = NULL;
    uint32_t count = 0;
    uint32_t capacity = 0;
    uint32_t column = 1;
    uint32_t counted = 0;
    const char *text = line->text;
    uint32_t at = (uint32_t)strspn(text, " ");
    while (text[at] != '\0' && text[at] != '#') {
        column += characters(text, counted, at);
        counted = at;
        struct token token = {.start = at, .column = column};
        if (text[at] == '"') {
            lex_quoted(lexer, text, &token);
        } else {
            lex_bare(lexer, text, &token);
        }
        tokens = array_room(lexer->errors->arena, tokens, count, &capacity, sizeof *tokens);
        tokens[count++] = token;
        at = token.end + (uint32_t)strspn(text + token.end, " ");
    }
    line->tokens = tokens;
    line->token_count = count;
}

bool lex_line(struct lexer *lexer, struct line *line_out)
{
    if (lexer->at >= lexer->text.size) {
        return false;
    }
    const uint8_t *start = lexer->text.data + lexer->at;
    const size_t left = lexer->text.size - lexer->at;
    const uint8_t *newline = memchr(start, '\n', left);
    size_t length = newline != NULL ? (size_t)(newline - start) : left;
    lexer->at += length + (newline != NULL);
    if (length > 0 && start[length - 1] == '\r') {
        length--;
    }
    lexer->line++;
    *line_out = (struct line){.number = lexer->line};
    line_out->text = clean_line(lexer, (struct bytes){start, length});
    line_out->indented = line_out->text[0] == ' ';
    lex_tokens(lexer, line_out);
    return true;
}

struct place token_place(const struct line *line, uint32_t token)
{
    if (token < line->token_count) {
        return (struct place){line->number, line->tokens[token].column, line->text};
    }
    uint32_t column = 1;
    if (line->token_count > 0) {
        const struct token *last = &line->tokens[line->token_count - 1];
        column = last->column + characters(line->text, last->start, last->end);
    }
    return (struct place){line->number, column, line->text};
}

bool token_is(const struct line *line, uint32_t token, const char *word)
{
    return token < line->token_count && !line->tokens[token].quoted &&
           strcmp(line->tokens[token].text, word) == 0;
}
