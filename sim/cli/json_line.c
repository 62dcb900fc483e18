#include "cli/json_line.h"

#include <string.h>

#include "base/utf8.h"

enum { HEX_DIGITS = 4, HIGH_FIRST = 0xD800, LOW_FIRST = 0xDC00, LOW_END = 0xE000 };

void json_line_init(struct json_line *line, struct bytes bytes, struct arena *arena)
{
    *line = (struct json_line){
        .start = bytes.data, .at = bytes.data, .end = bytes.data + bytes.size, .arena = arena};
}

bool json_line_refuse(struct json_line *line, const char *text)
{
    if (line->error == NULL) {
        line->error = text;
        line->error_column = (size_t)(line->at - line->start) + 1;
    }
    return false;
}

bool bytes_are(struct bytes bytes, const char *text)
{
    return strlen(text) == bytes.size &&
           (bytes.size == 0 || memcmp(bytes.data, text, bytes.size) == 0);
}

/* The next byte that is no blank; 0 at the end (a zero byte begins nothing either). */
static uint8_t next_byte(struct json_line *line)
{
    if (line->error != NULL) {
        return 0;
    }
    while (line->at < line->end &&
           (*line->at == ' ' || *line->at == '\t' || *line->at == '\r' || *line->at == '\n')) {
        line->at++;
    }
    return line->at < line->end ? *line->at : 0;
}

static bool is_digit(const struct json_line *line, const uint8_t *at)
{
    return at < line->end && *at >= '0' && *at <= '9';
}

char json_line_peek(struct json_line *line)
{
    const uint8_t byte = next_byte(line);
    return byte == '-' || (byte >= '0' && byte <= '9') ? '0' : (char)byte;
}

static bool take(struct json_line *line, char wanted, const char *error)
{
    if (next_byte(line) != (uint8_t)wanted) {
        return json_line_refuse(line, line->at < line->end ? error : "the line ends too early");
    }
    line->at++;
    return true;
}

/* --- texts --- */

/* Bytes that a text holds as they are: neither quote, backslash, control character nor above
 * ASCII. */
static bool is_plain(uint8_t byte)
{
    return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
}

static bool hex4(struct json_line *line, uint32_t *value_out)
{
    uint32_t value = 0;
    for (int i = 0; i < HEX_DIGITS; i++, line->at++) {
        const uint8_t byte = line->at < line->end ? *line->at : 0;
        const uint32_t digit = byte >= '0' && byte <= '9'   ? (uint32_t)byte - '0'
                               : byte >= 'a' && byte <= 'f' ? (uint32_t)byte - 'a' + 10
                               : byte >= 'A' && byte <= 'F' ? (uint32_t)byte - 'A' + 10
                                                            : 16;
        if (digit == 16) {
            return json_line_refuse(line, "\\u wants four hexadecimal digits");
        }
        value = value << 4 | digit;
    }
    *value_out = value;
    return true;
}

/* The character behind "\u"; a high surrogate takes the low one with it. */
static bool unicode_escape(struct json_line *line, uint32_t *character_out)
{
    if (!hex4(line, character_out)) {
        return false;
    }
    if (*character_out < HIGH_FIRST || *character_out >= LOW_END) {
        return true;
    }
    uint32_t low = 0;
    if (*character_out >= LOW_FIRST || line->end - line->at < 2 || line->at[0] != '\\' ||
        line->at[1] != 'u') {
        return json_line_refuse(line, "half a surrogate pair");
    }
    line->at += 2;
    if (!hex4(line, &low)) {
        return false;
    }
    if (low < LOW_FIRST || low >= LOW_END) {
        return json_line_refuse(line, "half a surrogate pair");
    }
    *character_out = 0x10000 + ((*character_out - HIGH_FIRST) << 10) + (low - LOW_FIRST);
    return true;
}

/* Behind a backslash. */
static bool escape(struct json_line *line, struct buffer *target)
{
    static const char letters[] = "\"\\/bfnrt";
    static const char meant[] = "\"\\/\b\f\n\r\t";
    const uint8_t byte = line->at < line->end ? *line->at : 0;
    const char *letter = byte != 0 ? strchr(letters, byte) : NULL;
    if (letter != NULL) {
        line->at++;
        buffer_add(target, &meant[letter - letters], 1);
        return true;
    }
    if (byte != 'u') {
        return json_line_refuse(line, "no such escape");
    }
    line->at++;
    uint32_t character = 0;
    uint8_t bytes[4];
    if (!unicode_escape(line, &character)) {
        return false;
    }
    buffer_add(target, bytes, utf8_write(character, bytes));
    return true;
}

/* Bytes of the character at line->at, which may stand in a text as it is; 0: it may not. */
static size_t character_length(const struct json_line *line)
{
    const struct bytes rest = {line->at, (size_t)(line->end - line->at)};
    uint32_t character = 0;
    if (*line->at < 0x80) {
        return is_plain(*line->at) ? 1 : 0;
    }
    return utf8_read(rest, 0, &character);
}

/* The rest of a text that has escapes: decoded. */
static bool escaped_text(struct json_line *line, const uint8_t *from, struct bytes *text_out)
{
    struct buffer target;
    buffer_init(&target, line->arena);
    while (line->at < line->end && *line->at != '"') {
        if (*line->at == '\\') {
            buffer_add(&target, from, (size_t)(line->at - from));
            line->at++;
            if (!escape(line, &target)) {
                return false;
            }
            from = line->at;
            continue;
        }
        const size_t length = character_length(line);
        if (length == 0) {
            return json_line_refuse(line, *line->at < 0x20 ? "a control character in a text"
                                                           : "bytes that are no UTF-8");
        }
        line->at += length;
    }
    buffer_add(&target, from, (size_t)(line->at - from));
    *text_out = buffer_bytes(&target);
    return take(line, '"', "a text has no end");
}

bool json_line_text(struct json_line *line, struct bytes *text_out)
{
    if (!take(line, '"', "a text is wanted here")) {
        return false;
    }
    const uint8_t *from = line->at;
    while (line->at < line->end && is_plain(*line->at)) {
        line->at++;
    }
    if (line->at < line->end && *line->at == '"') {
        *text_out = (struct bytes){from, (size_t)(line->at - from)};
        line->at++;
        return true;
    }
    return escaped_text(line, from, text_out);
}

/* --- numbers and words --- */

/* Over digits, of which there must be one. */
static bool skip_digits(struct json_line *line, const uint8_t **at, const char *error)
{
    if (!is_digit(line, *at)) {
        return json_line_refuse(line, error);
    }
    while (is_digit(line, *at)) {
        (*at)++;
    }
    return true;
}

static bool is_one_of(const struct json_line *line, const uint8_t *at, char a, char b)
{
    return at < line->end && (*at == (uint8_t)a || *at == (uint8_t)b);
}

/* Over a number as JSON writes it. */
static bool skip_number(struct json_line *line)
{
    const uint8_t *at = line->at;
    at += is_one_of(line, at, '-', '-') ? 1 : 0;
    const bool is_led_by_zero = is_one_of(line, at, '0', '0') && is_digit(line, at + 1);
    if (!skip_digits(line, &at, "a number is wanted here")) {
        return false;
    }
    if (is_led_by_zero) {
        return json_line_refuse(line, "a number does not begin with 0 and another digit");
    }
    if (is_one_of(line, at, '.', '.')) {
        at++;
        if (!skip_digits(line, &at, "digits are wanted behind the point")) {
            return false;
        }
    }
    if (is_one_of(line, at, 'e', 'E')) {
        at++;
        at += is_one_of(line, at, '+', '-') ? 1 : 0;
        if (!skip_digits(line, &at, "an exponent wants digits")) {
            return false;
        }
    }
    line->at = at;
    return true;
}

bool json_line_u32(struct json_line *line, uint32_t *number_out)
{
    static const char error[] = "a whole number from 0 to 4294967295 is wanted here";
    const uint8_t first = next_byte(line);
    uint64_t number = 0;
    const uint8_t *at = line->at;
    if (line->error != NULL || first < '0' || first > '9') {
        return json_line_refuse(line, error);
    }
    while (is_digit(line, at) && number <= UINT32_MAX) {
        number = number * 10 + (uint64_t)(*at - '0');
        at++;
    }
    const bool is_whole = at == line->end || (*at != '.' && *at != 'e' && *at != 'E');
    if (number > UINT32_MAX || !is_whole || (first == '0' && at != line->at + 1)) {
        return json_line_refuse(line, error);
    }
    line->at = at;
    *number_out = (uint32_t)number;
    return true;
}

static bool word(struct json_line *line, const char *text)
{
    const size_t length = strlen(text);
    if ((size_t)(line->end - line->at) < length || memcmp(line->at, text, length) != 0) {
        return json_line_refuse(line, "no value of JSON");
    }
    line->at += length;
    return true;
}

bool json_line_bool(struct json_line *line, bool *value_out)
{
    const uint8_t first = next_byte(line);
    *value_out = first == 't';
    if (first == 't' || first == 'f') {
        return word(line, first == 't' ? "true" : "false");
    }
    return json_line_refuse(line, "true or false is wanted here");
}

bool json_line_null(struct json_line *line)
{
    return next_byte(line) == 'n' ? word(line, "null")
                                  : json_line_refuse(line, "null is wanted here");
}

/* --- objects and lists --- */

bool json_line_open(struct json_line *line, char bracket)
{
    if (!take(line, bracket,
              bracket == '{' ? "an object is wanted here" : "a list is wanted here")) {
        return false;
    }
    if (line->depth == JSON_DEPTH_MAX) {
        return json_line_refuse(line, "nested more than 64 levels deep");
    }
    line->depth++;
    line->is_fresh = true;
    return true;
}

/* Is there another one? Over the comma before it, or over the closing bracket. */
static bool has_next(struct json_line *line, char bracket)
{
    const uint8_t byte = next_byte(line);
    const bool is_first = line->is_fresh;
    line->is_fresh = false;
    if (byte == (uint8_t)bracket) {
        line->at++;
        line->depth--;
        return false;
    }
    return is_first ? line->error == NULL : take(line, ',', "a comma or the end is wanted here");
}

bool json_line_key(struct json_line *line, struct bytes *key_out)
{
    return has_next(line, '}') && json_line_text(line, key_out) &&
           take(line, ':', "a colon is wanted here");
}

bool json_line_item(struct json_line *line)
{
    return has_next(line, ']');
}

/* A value that has no values in it, or the opening bracket of one that has. */
static bool skip_begin(struct json_line *line)
{
    struct bytes text;
    switch (json_line_peek(line)) {
    case '{':
        return json_line_open(line, '{');
    case '[':
        return json_line_open(line, '[');
    case '"':
        return json_line_text(line, &text);
    case '0':
        return skip_number(line);
    case 't':
        return word(line, "true");
    case 'f':
        return word(line, "false");
    case 'n':
        return word(line, "null");
    default:
        return json_line_refuse(line, line->at < line->end ? "no value of JSON"
                                                           : "the line ends too early");
    }
}

bool json_line_skip(struct json_line *line, struct bytes *raw_out)
{
    char brackets[JSON_DEPTH_MAX + 1]; /* of what was opened here */
    uint32_t opened = 0;
    (void)next_byte(line); /* to where the value begins */
    const uint8_t *from = line->at;
    do {
        const uint32_t depth = line->depth;
        const char first = json_line_peek(line);
        if (!skip_begin(line)) {
            return false;
        }
        if (line->depth > depth) {
            brackets[opened++] = first;
        }
        /* To the next value inside of what is open. */
        while (opened > 0) {
            struct bytes key;
            const bool is_more =
                brackets[opened - 1] == '{' ? json_line_key(line, &key) : json_line_item(line);
            if (line->error != NULL) {
                return false;
            }
            if (is_more) {
                break;
            }
            opened--;
        }
    } while (opened > 0);
    if (raw_out != NULL) {
        *raw_out = (struct bytes){from, (size_t)(line->at - from)};
    }
    return true;
}

bool json_line_finish(struct json_line *line)
{
    (void)next_byte(line); /* over blanks */
    return line->error == NULL &&
           (line->at == line->end || json_line_refuse(line, "more behind the end of the object"));
}
