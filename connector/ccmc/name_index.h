/*
 * name_index -- texts in ascending order, and where each came from
 *
 * Case is folded as text_compare does. Equal keys keep the order that they came in.
 *
 * Owns    nothing; rows lie on the arena, keys are borrowed.
 */
#ifndef CONNECTOR_CCMC_NAME_INDEX_H
#define CONNECTOR_CCMC_NAME_INDEX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct name_index_row {
    const char *key;
    size_t row;
};

struct name_index {
    struct name_index_row *rows;
    size_t count;
};

/* Room for `room` rows. */
struct name_index name_index_begin(struct arena *arena, size_t room);
/* In any order; then sort once. */
void name_index_add(struct name_index *index, const char *key, size_t row);
void name_index_sort(struct name_index *index, struct arena *arena);
/* The first row of that key; false: there is none. */
bool name_index_find(const struct name_index *index, const char *key, size_t *row_out);
bool name_index_has(const struct name_index *index, const char *key);

#endif
