#include "ccmc/name_index.h"

#include "base/text.h"

struct name_index name_index_begin(struct arena *arena, size_t room)
{
    return (struct name_index){.rows = arena_array(arena, struct name_index_row, room + 1)};
}

void name_index_add(struct name_index *index, const char *key, size_t row)
{
    index->rows[index->count++] = (struct name_index_row){.key = key, .row = row};
}

/* Two sorted runs, [start, middle) and [middle, end), become one in `target`. */
static void merge(const struct name_index_row *rows, struct name_index_row *target, size_t start,
                  size_t middle, size_t end)
{
    size_t left = start;
    size_t right = middle;
    for (size_t to = start; to < end; to++) {
        const bool takes_left =
            right == end || (left < middle && text_compare(rows[left].key, rows[right].key) <= 0);
        target[to] = rows[takes_left ? left++ : right++];
    }
}

void name_index_sort(struct name_index *index, struct arena *arena)
{
    const size_t count = index->count;
    struct name_index_row *rows = index->rows;
    struct name_index_row *spare = arena_array(arena, struct name_index_row, count + 1);
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t start = 0; start < count; start += 2 * width) {
            const size_t middle = start + width < count ? start + width : count;
            const size_t end = start + 2 * width < count ? start + 2 * width : count;
            merge(rows, spare, start, middle, end);
        }
        struct name_index_row *sorted = spare;
        spare = rows;
        rows = sorted;
    }
    index->rows = rows;
}

bool name_index_find(const struct name_index *index, const char *key, size_t *row_out)
{
    size_t low = 0;
    size_t high = index->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (text_compare(index->rows[middle].key, key) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == index->count || !text_equal(index->rows[low].key, key)) {
        return false;
    }
    *row_out = index->rows[low].row;
    return true;
}

bool name_index_has(const struct name_index *index, const char *key)
{
    size_t row = 0;
    return name_index_find(index, key, &row);
}
