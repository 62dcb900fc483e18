#include "scenario/language/errors.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { ARRAY_CAPACITY_FIRST = 8, CARET_INDENT = 3, SHOWN_MAX = 240, TOLD_MAX = 100 };

void *array_room(struct arena *arena, void *items, uint32_t count, uint32_t *capacity, size_t size)
{
    if (count < *capacity) {
        return items;
    }
    REQUIRE(*capacity < UINT32_MAX / 2);
    const uint32_t larger = *capacity == 0 ? ARRAY_CAPACITY_FIRST : *capacity * 2;
    void *room = arena_alloc_array(arena, larger, size);
    if (count != 0) {
        memcpy(room, items, count * size);
    }
    *capacity = larger;
    return room;
}

void error_add(struct error_list *errors, struct place place, const char *hint, const char *format,
               ...)
{
    char text[1024];
    va_list values;
    va_start(values, format);
    const int length = vsnprintf(text, sizeof text, format, values);
    va_end(values);
    REQUIRE(length >= 0);
    errors->items = array_room(errors->arena, errors->items, errors->count, &errors->capacity,
                               sizeof *errors->items);
    errors->items[errors->count++] = (struct scenario_error){
        .line = place.line,
        .column = place.column,
        .text = arena_text(errors->arena, text),
        .source_line = place.source_line,
        .hint = hint,
    };
}

static bool is_same(const struct scenario_error *a, const struct scenario_error *b)
{
    return a->line == b->line && a->column == b->column && strcmp(a->text, b->text) == 0;
}

void error_drop_repeated(struct error_list *errors)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < errors->count; i++) {
        bool is_new = true;
        for (uint32_t before = kept; before > 0 && is_new; before--) {
            const struct scenario_error *other = &errors->items[before - 1];
            if (other->line != errors->items[i].line) {
                break; /* sorted by line */
            }
            is_new = !is_same(other, &errors->items[i]);
        }
        if (is_new) {
            errors->items[kept++] = errors->items[i];
        }
    }
    errors->count = kept;
}

static bool is_before(const struct scenario_error *a, const struct scenario_error *b)
{
    return a->line != b->line ? a->line < b->line : a->column < b->column;
}

void error_sort(struct error_list *errors)
{
    for (uint32_t i = 1; i < errors->count; i++) {
        const struct scenario_error moved = errors->items[i];
        uint32_t to = i;
        for (; to > 0 && is_before(&moved, &errors->items[to - 1]); to--) {
            errors->items[to] = errors->items[to - 1];
        }
        errors->items[to] = moved;
    }
}

void words_add(struct words *words, const char *word)
{
    if (words_have(words, word)) {
        return;
    }
    words->items = array_room(words->arena, words->items, words->count, &words->capacity,
                              sizeof *words->items);
    words->items[words->count++] = word;
}

void words_add_choices(struct words *words, const char *choices)
{
    while (choices != NULL && *choices != '\0') {
        const size_t length = strcspn(choices, "|");
        words_add(words, arena_text_n(words->arena, choices, length));
        choices += length + (choices[length] == '|');
    }
}

bool words_have(const struct words *words, const char *word)
{
    for (uint32_t i = 0; i < words->count; i++) {
        if (strcmp(words->items[i], word) == 0) {
            return true;
        }
    }
    return false;
}

static size_t longer(const char *a, const char *b)
{
    const size_t a_length = strlen(a);
    const size_t b_length = strlen(b);
    return a_length > b_length ? a_length : b_length;
}

bool word_is_near(const char *a, const char *b)
{
    return text_distance(a, b) * 3 <= longer(a, b);
}

const char *words_nearest(const struct words *words, const char *word)
{
    const char *nearest = NULL;
    size_t least = SIZE_MAX;
    for (uint32_t i = 0; i < words->count; i++) {
        const size_t distance = text_distance(words->items[i], word);
        if (distance < least && distance * 2 <= longer(words->items[i], word)) {
            least = distance;
            nearest = words->items[i];
        }
    }
    return nearest;
}

const char *words_hint(const struct words *words, const char *word)
{
    struct buffer hint;
    buffer_init(&hint, words->arena);
    const char *nearest = words_nearest(words, word);
    if (nearest != NULL) {
        buffer_format(&hint, "did you mean '%s'?", nearest);
    }
    if (words->count > 0) {
        buffer_text(&hint, nearest != NULL ? " allowed:" : "allowed:");
    }
    for (uint32_t i = 0; i < words->count; i++) {
        buffer_format(&hint, " %s", words->items[i]);
    }
    return buffer_string(&hint);
}

/* How much of a text is shown, in bytes; characters stay whole. */
static size_t shown(const char *text, size_t most)
{
    const size_t length = strlen(text);
    size_t end = length < most ? length : most;
    while (end > 0 && end < length && ((unsigned char)text[end] & 0xC0) == 0x80) {
        end--;
    }
    return end;
}

static void print_cut(struct buffer *target, const char *text, size_t most)
{
    const size_t end = shown(text, most);
    buffer_format(target, "%.*s%s", (int)end, text, text[end] != '\0' ? "..." : "");
}

/* The line without its own indentation, and a caret below the character; of a long line what is
 * around it. */
static void print_source(struct buffer *target, const struct scenario_error *error)
{
    size_t blanks = strspn(error->source_line, " ");
    if (strlen(error->source_line) > SHOWN_MAX && error->column > blanks + SHOWN_MAX / 2) {
        blanks = shown(error->source_line, error->column - SHOWN_MAX / 2);
    }
    buffer_format(target, "%*s", CARET_INDENT, "");
    print_cut(target, error->source_line + blanks, SHOWN_MAX);
    buffer_format(target, "\n%*s", CARET_INDENT, "");
    for (size_t column = blanks + 1; column < error->column; column++) {
        buffer_text(target, " ");
    }
    buffer_text(target, "^");
    if (error->hint[0] != '\0') {
        buffer_format(target, " %s", error->hint);
    }
    buffer_text(target, "\n");
}

void scenario_print_errors(struct buffer *target, const char *path,
                           const struct scenario_errors *errors)
{
    for (uint32_t i = 0; i < errors->count; i++) {
        const struct scenario_error *error = &errors->errors[i];
        if (i == TOLD_MAX) {
            buffer_format(target, "%s: and %u more errors\n", path, errors->count - i);
            return;
        }
        buffer_format(target, "%s:%u:%u: ", path, error->line, error->column);
        print_cut(target, error->text, (size_t)2 * SHOWN_MAX);
        buffer_text(target, "\n");
        print_source(target, error);
    }
}
