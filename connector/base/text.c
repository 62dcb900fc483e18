#include "base/text.h"

#include <stdarg.h>
#include <string.h>

#include "base/format.h"
#include "base/little_endian.h"
#include "base/require.h"

static uint8_t upper_byte(uint8_t c)
{
    return (uint8_t)(c - ((uint8_t)(c - 'a') < 26 ? 'a' - 'A' : 0));
}

static uint8_t folded(char c)
{
    return upper_byte((uint8_t)c);
}

/* The same but for case: letters of both cases differ in one bit, most others in more. */
static bool is_like(char a, char b)
{
    return a == b || ((a ^ b) == ('a' ^ 'A') && folded(a) == folded(b));
}

bool text_copy(char *target, size_t capacity, const char *source)
{
    REQUIRE(capacity >= 1);
    size_t length = strlen(source);
    const bool fits = length < capacity;
    if (!fits) {
        length = capacity - 1;
    }
    memmove(target, source, length);
    target[length] = '\0';
    return fits;
}

bool text_append(char *target, size_t capacity, const char *source)
{
    const size_t length = strlen(target);
    REQUIRE(length < capacity);
    return text_copy(target + length, capacity - length, source);
}

bool text_format(char *target, size_t capacity, const char *format, ...)
{
    REQUIRE(capacity >= 1);
    va_list values;
    va_start(values, format);
    const size_t length = format_text(target, capacity, format, values);
    va_end(values);
    return length < capacity;
}

char text_upper_char(char c)
{
    return (char)folded(c);
}

/* One to seven bytes, first one lowest; some are loaded twice. */
static uint64_t load_rest(const uint8_t *data, size_t length)
{
    if (length >= 4) {
        return get32(data) | (uint64_t)get32(data + length - 4) << 8 * (length - 4);
    }
    return (uint64_t)data[0] | (uint64_t)data[length / 2] << 8 * (length / 2) |
           (uint64_t)data[length - 1] << 8 * (length - 1);
}

/* Folds a-z in each of eight bytes at once: bit 7 of `is_lower` marks the letters. */
static uint64_t upper_word(uint64_t word)
{
    const uint64_t ones = 0x0101010101010101u;
    const uint64_t low = word & 0x7F * ones;
    const uint64_t from_a = low + (0x80 - 'a') * ones;
    const uint64_t behind_z = low + (0x7F - 'z') * ones;
    const uint64_t is_lower = (from_a & ~behind_z & ~word) & 0x80 * ones;
    return word ^ is_lower >> 2;
}

void text_upper(char *text)
{
    size_t length = strlen(text);
    for (; length >= 8; length -= 8, text += 8) {
        put64((uint8_t *)text, upper_word(get64((const uint8_t *)text)));
    }
    for (; length > 0; length--, text++) {
        *text = text_upper_char(*text);
    }
}

bool text_equal(const char *a, const char *b)
{
    if (*a == *b && strcmp(a, b) == 0) { /* most are written alike */
        return true;
    }
    for (;; a++, b++) {
        if (!is_like(*a, *b)) {
            return false;
        }
        if (*a == '\0') {
            return true;
        }
    }
}

bool text_equal_n(const char *a, const char *b, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (!is_like(a[i], b[i])) {
            return false;
        }
        if (a[i] == '\0') {
            return true;
        }
    }
    return true;
}

int text_compare(const char *a, const char *b)
{
    for (;; a++, b++) {
        const int difference = (int)folded(*a) - (int)folded(*b);
        if (difference != 0 || *a == '\0') {
            return difference;
        }
    }
}

bool text_starts(const char *text, const char *prefix)
{
    for (; *prefix != '\0'; text++, prefix++) {
        if (!is_like(*text, *prefix)) {
            return false;
        }
    }
    return true;
}

uint64_t text_hash(const char *text)
{
    const uint64_t multiplier = 0x9E3779B97F4A7C15u;
    const uint8_t *data = (const uint8_t *)text;
    const size_t size = strlen(text);
    size_t length = size;
    uint64_t hash = length * multiplier;
    for (; length >= 8; length -= 8, data += 8) {
        hash = (hash ^ upper_word(get64(data))) * multiplier;
        hash ^= hash >> 32;
    }
    uint64_t rest = 0;
    if (size >= 8 && length != 0) { /* the last eight bytes, without those that were taken */
        rest = get64(data + length - 8) >> (64 - 8 * length);
    } else if (length != 0) {
        rest = load_rest(data, length);
    }
    hash = (hash ^ upper_word(rest)) * multiplier;
    hash = (hash ^ hash >> 29) * multiplier;
    return hash ^ hash >> 32;
}

/* Characters up to the next *, or to the end. */
static size_t part_length(const char *pattern)
{
    size_t length = 0;
    while (pattern[length] != '*' && pattern[length] != '\0') {
        length++;
    }
    return length;
}

/* Do the next `length` characters of both agree, where ? is any? */
static inline bool matches_n(const char *pattern, const char *text, size_t length, bool folds)
{
    for (size_t i = 0; i < length; i++) {
        if (pattern[i] != '?' && pattern[i] != text[i] &&
            !(folds && is_like(pattern[i], text[i]))) {
            return false;
        }
    }
    return true;
}

static inline bool matches(const char *pattern, const char *name, bool folds)
{
    size_t part = part_length(pattern);
    size_t left = strlen(name);
    if (left < part || !matches_n(pattern, name, part, folds)) {
        return false;
    }
    if (pattern[part] == '\0') {
        return left == part;
    }
    for (;;) { /* each part between two * at its first place, the last one at the end */
        pattern += part + 1;
        name += part;
        left -= part;
        part = part_length(pattern);
        if (pattern[part] == '\0') {
            return left >= part && matches_n(pattern, name + left - part, part, folds);
        }
        for (; left >= part && !matches_n(pattern, name, part, folds); left--) {
            name++;
        }
        if (left < part) {
            return false;
        }
    }
}

bool text_match(const char *pattern, const char *name)
{
    return matches(pattern, name, true);
}

bool text_match_exactly(const char *pattern, const char *text)
{
    return matches(pattern, text, false);
}

bool text_contains_event(const char *text, const char *part)
{
    const size_t text_length = strlen(text);
    const size_t part_length = strlen(part);
    for (size_t start = 0; start + part_length <= text_length; start++) {
        size_t i = 0;
        while (i < part_length && (part[i] == '?' || part[i] == text[start + i])) {
            i++;
        }
        if (i == part_length) {
            return true;
        }
    }
    return false;
}

/* The next character that is like `first`; NULL: none. */
static const char *next_like(const char *text, char first)
{
    const uint8_t upper = folded(first);
    if ((uint8_t)(upper - 'A') >= 26) {
        return strchr(text, first);
    }
    while (*text != '\0' && folded(*text) != upper) {
        text++;
    }
    return *text != '\0' ? text : NULL;
}

bool text_contains_folded(const char *text, const char *part)
{
    const size_t length = strlen(part);
    if (length == 0) {
        return true;
    }
    const char *at = next_like(text, part[0]);
    while (at != NULL && !text_equal_n(at, part, length)) {
        at = next_like(at + 1, part[0]);
    }
    return at != NULL;
}

static size_t lesser(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The two letters here? */
static bool have_swapped(const char *a, const char *b)
{
    return folded(a[0]) == folded(b[1]) && folded(a[1]) == folded(b[0]);
}

size_t text_distance(const char *a, const char *b)
{
    enum { WORD_MAX = 63 };
    const size_t a_length = strlen(a);
    const size_t b_length = strlen(b);
    if (a_length > WORD_MAX || b_length > WORD_MAX) {
        return a_length > b_length ? a_length : b_length; /* no word: nothing in common */
    }
    size_t before[WORD_MAX + 1] = {0}; /* the row above the one above */
    size_t row[WORD_MAX + 1];
    for (size_t j = 0; j <= b_length; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a_length; i++) {
        size_t diagonal = row[0];
        size_t two_back = 0; /* of the row above the one above, one place behind */
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            const bool is_swap = i > 1 && j > 1 && have_swapped(a + i - 2, b + j - 2);
            const size_t swap = is_swap ? two_back + 1 : WORD_MAX;
            const size_t change = diagonal + (folded(a[i - 1]) != folded(b[j - 1]));
            two_back = before[j - 1];
            before[j - 1] = diagonal;
            diagonal = row[j];
            row[j] = lesser(lesser(row[j], row[j - 1]) + 1, lesser(change, swap));
        }
    }
    return row[b_length];
}

bool text_to_u64(const char *text, uint64_t *value_out)
{
    uint64_t value = 0;
    if (*text == '\0') {
        return false;
    }
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9') {
            return false;
        }
        const uint64_t digit = (uint64_t)(*text - '0');
        if (value > (UINT64_MAX - digit) / 10) {
            return false;
        }
        value = value * 10 + digit;
    }
    *value_out = value;
    return true;
}

static bool is_separator(char c)
{
    return c == '\\' || c == '/';
}

const char *text_base_name(const char *path)
{
    const char *windows = strrchr(path, '\\');
    const char *other = strrchr(windows != NULL ? windows : path, '/');
    const char *last = other != NULL ? other : windows;
    return last != NULL ? last + 1 : path;
}

bool text_join_path(char *target, size_t capacity, const char *directory, const char *name)
{
    size_t length = strlen(directory);
    const size_t name_length = strlen(name);
    const bool has_directory = length > 0;
    if (length < capacity && has_directory) {
        while (length > 0 && is_separator(directory[length - 1])) {
            length--;
        }
    }
    const char mark = directory[0] == '/' ? '/' : '\\'; /* as the directory is written */
    const size_t separator = has_directory ? 1 : 0;
    if (length + separator + name_length >= capacity) { /* a prefix, terminated */
        const char between[] = {has_directory ? mark : '\0', '\0'};
        return text_format(target, capacity, "%.*s%s%s",
                           (int)(length < capacity ? length : capacity), directory, between, name);
    }
    memmove(target, directory, length);
    if (has_directory) {
        target[length++] = mark;
    }
    memmove(target + length, name, name_length);
    target[length + name_length] = '\0';
    return true;
}

/* May stand in an 8.3 name? The dot may not: it parts the name. Bit c is set when none may hold
 * the character c: blank and what is below, the dropped " .\"/\[]:;=," of KB Q142982, and +*?<>|.
 */
static bool is_short_character(char c)
{
    static const uint32_t refused[8] = {0xFFFFFFFFu, 0xFC00DC05u, 0x38000000u, 0x10000000u};
    const uint8_t byte = (uint8_t)c;
    return (refused[byte / 32] >> byte % 32 & 1) == 0;
}

bool text_is_short_name(const char *name)
{
    const char *dot = strchr(name, '.');
    const size_t length = strlen(name);
    const size_t stem = dot != NULL ? (size_t)(dot - name) : length;
    const size_t extension = dot != NULL ? length - stem - 1 : 0;
    if (stem == 0 || stem > 8 || extension > 3 || (dot != NULL && extension == 0)) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (i != stem && !is_short_character(name[i])) {
            return false;
        }
    }
    return true;
}

/* Appends up to `room` characters of name[from, end) that may stand in an 8.3 name; a character
 * outside ASCII (UTF-8, several bytes) becomes one '_'. */
static size_t append_short(char *target, const char *from, const char *end, size_t room)
{
    size_t length = 0;
    for (; from < end && length < room; from++) {
        const uint8_t c = (uint8_t)*from;
        if (c >= 0xC0) {
            target[length++] = '_';
        } else if (c < 0x7F && is_short_character(*from)) {
            target[length++] = text_upper_char(*from);
        }
    }
    return length;
}

void text_make_short_name(const char *name, unsigned number,
                          char short_name_out[TEXT_SHORT_NAME_SIZE])
{
    REQUIRE(number >= 1);
    REQUIRE(number <= 999999);
    while (*name == '.' || *name == ' ') {
        name++;
    }
    const char *end = name + strlen(name);
    const char *dot = strrchr(name, '.');
    char tail[10];
    REQUIRE(text_format(tail, sizeof(tail), "~%u", number));
    size_t length = append_short(short_name_out, name, dot != NULL ? dot : end, 8 - strlen(tail));
    memcpy(short_name_out + length, tail, strlen(tail));
    length += strlen(tail);
    if (dot != NULL) {
        const size_t extension = append_short(short_name_out + length + 1, dot + 1, end, 3);
        if (extension != 0) {
            short_name_out[length] = '.';
            length += extension + 1;
        }
    }
    short_name_out[length] = '\0';
}
