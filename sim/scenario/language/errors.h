/*
 * errors -- what a scenario's writer got wrong, collected while the whole file is read
 *
 * An error has a place, a text that says what was found, and a hint that says what is allowed there
 * with the nearest word. Errors are kept in the order found and sorted by place at the end.
 *
 * Owns    nothing: texts and lists are on the arena of the parsed file.
 */
#ifndef SIM_SCENARIO_ERRORS_H
#define SIM_SCENARIO_ERRORS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/require.h"
#include "scenario/scenario.h"

struct place {
    uint32_t line;
    uint32_t column; /* in characters */
    const char *source_line;
};

struct error_list {
    struct arena *arena;
    struct scenario_error *items;
    uint32_t count;
    uint32_t capacity;
};

/* `hint` may be "". */
void error_add(struct error_list *errors, struct place place, const char *hint, const char *format,
               ...) PRINTF_LIKE(4, 5);
/* Drops an error that says the same at the same place as an earlier one (cases share lines). */
void error_drop_repeated(struct error_list *errors);
void error_sort(struct error_list *errors);

/* `items` with room for one more; moves when it grows. */
void *array_room(struct arena *arena, void *items, uint32_t count, uint32_t *capacity, size_t size);

/* Words that are allowed at a place. */
struct words {
    struct arena *arena;
    const char **items;
    uint32_t count;
    uint32_t capacity;
};

void words_add(struct words *words, const char *word);
void words_add_choices(struct words *words, const char *choices); /* "in|out"; NULL adds nothing */
bool words_have(const struct words *words, const char *word);     /* exactly */
const char *words_nearest(const struct words *words, const char *word); /* NULL: none is like it */
/* Few edits beside the length of the words: surely a slip. */
bool word_is_near(const char *a, const char *b);
/* "did you mean 'rights'? allowed: on rights mask"; `word` may be "". */
const char *words_hint(const struct words *words, const char *word);

#endif
