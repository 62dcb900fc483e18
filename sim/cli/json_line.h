/*
 * json_line -- one line of JSON, read in one pass without building it
 *
 * A cursor over borrowed bytes. The caller asks for what may stand at the cursor and skips what it
 * does not know; everything is judged by RFC 8259, what is skipped too: escapes, numbers, UTF-8, no
 * bytes behind the value. The first error stays; from then on every question answers false, so a
 * caller may ask on and look once at the end. Any bytes are survived.
 *
 * Objects and lists: json_line_open, then json_line_key or json_line_item until it answers false.
 *
 * Errors  `error` and the column; the text is static or lies on the arena.
 * Owns    texts with escapes are decoded on the arena; others are views of the line.
 * Limits  JSON_DEPTH_MAX levels.
 */
#ifndef SIM_CLI_JSON_LINE_H
#define SIM_CLI_JSON_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"

enum { JSON_DEPTH_MAX = 64 };

struct json_line {
    const uint8_t *start;
    const uint8_t *at;
    const uint8_t *end;
    struct arena *arena;
    const char *error; /* NULL: none yet */
    size_t error_column;
    uint32_t depth;
    bool is_fresh; /* just behind an opening bracket */
};

void json_line_init(struct json_line *line, struct bytes bytes, struct arena *arena);
/* What begins here: { [ " or t f n, 0 for any number; '\0' at the end or after an error. */
char json_line_peek(struct json_line *line);
bool json_line_open(struct json_line *line, char bracket); /* { or [ */
bool json_line_key(struct json_line *line, struct bytes *key_out);
bool json_line_item(struct json_line *line);
bool json_line_text(struct json_line *line, struct bytes *text_out);
/* A whole number from 0 to 4294967295. */
bool json_line_u32(struct json_line *line, uint32_t *number_out);
bool json_line_bool(struct json_line *line, bool *value_out);
bool json_line_null(struct json_line *line);
/* Any value; raw_out (may be NULL) as it stands in the line. */
bool json_line_skip(struct json_line *line, struct bytes *raw_out);
/* Nothing but blanks is left. */
bool json_line_finish(struct json_line *line);
/* The caller's own error at the cursor; answers false. */
bool json_line_refuse(struct json_line *line, const char *text);

bool bytes_are(struct bytes bytes, const char *text);

#endif
