#include "core/order.h"

#include <stdbool.h>
#include <string.h>

static bool is_in_order(const struct ordered *things, size_t count)
{
    size_t at = 1;
    while (at < count && things[at - 1].by <= things[at].by) {
        at++;
    }
    return at >= count;
}

/* Two runs that lie one behind the other become one in `to`. */
static void merge(const struct ordered *from, size_t middle, size_t count, struct ordered *to)
{
    size_t left = 0;
    size_t right = middle;
    for (size_t at = 0; at < count; at++) {
        const bool takes_left =
            left < middle && (right == count || from[left].by <= from[right].by);
        to[at] = from[takes_left ? left++ : right++];
    }
}

void order_sort(struct arena *arena, struct ordered *things, size_t count)
{
    if (is_in_order(things, count)) {
        return;
    }
    struct ordered *from = things;
    struct ordered *to = arena_array(arena, struct ordered, count);
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t start = 0; start < count; start += 2 * width) {
            const size_t rest = count - start;
            const size_t size = rest < 2 * width ? rest : 2 * width;
            merge(from + start, width < size ? width : size, size, to + start);
        }
        struct ordered *swap = from;
        from = to;
        to = swap;
    }
    if (from != things) {
        memcpy(things, from, count * sizeof(*things));
    }
}
