/*
 * lex -- lines and tokens of a scenario file
 *
 * A line is cut at blanks. `#` at the start of a line or after a blank begins a comment. A token in
 * double quotes may hold blanks and #; inside, "" is one quote and a backslash is itself. What
 * cannot be part of a scenario (a tab, a control character, bytes that are not UTF-8, a quote that
 * does not end) is an error of the list, and reading goes on with a blank or `?` in its place, so
 * that every text handed on is clean UTF-8.
 *
 * Units   columns count characters from 1; offsets count bytes of line.text from 0.
 * Limits  LF or CR LF ends a line; a byte order mark at the start is passed over.
 */
#ifndef SIM_SCENARIO_LEX_H
#define SIM_SCENARIO_LEX_H

#include <stdbool.h>
#include <stdint.h>

#include "scenario/language/errors.h"

struct token {
    const char *text; /* without quotes */
    bool quoted;
    uint32_t column;
    uint32_t start; /* offsets in line.text, quotes included */
    uint32_t end;
};

struct line {
    uint32_t number;
    const char *text;
    bool indented;
    const struct token *tokens;
    uint32_t token_count; /* 0: empty, or a comment */
};

struct lexer {
    struct error_list *errors;
    struct bytes text;
    size_t at;
    uint32_t line;
};

void lex_open(struct lexer *lexer, struct bytes text, struct error_list *errors);
bool lex_line(struct lexer *lexer, struct line *line_out); /* false: no line is left */

struct place
token_place(const struct line *line,
            uint32_t token); /* one behind the last: the end of the line's last token */
bool token_is(const struct line *line, uint32_t token,
              const char *word); /* bare and equal; false behind the last */

#endif
