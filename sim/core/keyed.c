#include "core/keyed.h"

#include "base/require.h"

enum { BITS_FIRST = 4, BITS_MAX = 31 };

static void link_in(struct keyed_table *table, struct keyed *thing)
{
    struct keyed **list = keyed_list(table, thing->key);
    thing->next = *list;
    *list = thing;
}

/* Things of one key keep their order: each list is taken from its end. */
static void relink(struct keyed_table *table, struct keyed *list)
{
    struct keyed *oldest_first = NULL;
    while (list != NULL) {
        struct keyed *next = list->next;
        list->next = oldest_first;
        oldest_first = list;
        list = next;
    }
    while (oldest_first != NULL) {
        struct keyed *next = oldest_first->next;
        link_in(table, oldest_first);
        oldest_first = next;
    }
}

static void grow(struct keyed_table *table)
{
    struct keyed **old = table->lists;
    const size_t old_lists = old != NULL ? (size_t)1 << table->bits : 0;
    table->bits = old != NULL ? table->bits + 1 : BITS_FIRST;
    REQUIRE(table->bits <= BITS_MAX);
    table->lists = arena_array(table->arena, struct keyed *, (size_t)1 << table->bits);
    for (size_t i = 0; i < old_lists; i++) {
        relink(table, old[i]);
    }
}

void keyed_add(struct keyed_table *table, struct keyed *thing, uint64_t key)
{
    if (table->lists == NULL || table->count >> table->bits != 0) {
        grow(table);
    }
    table->count++;
    thing->key = key;
    link_in(table, thing);
}

void keyed_remove(struct keyed_table *table, struct keyed *thing)
{
    REQUIRE(table->count != 0);
    struct keyed **link = keyed_list(table, thing->key);
    while (*link != thing) {
        REQUIRE(*link != NULL);
        link = &(*link)->next;
    }
    *link = thing->next;
    table->count--;
}

struct keyed *keyed_each(const struct keyed_table *table, const struct keyed *thing)
{
    if (table->lists == NULL) {
        return NULL;
    }
    if (thing != NULL && thing->next != NULL) {
        return thing->next;
    }
    struct keyed **list = thing != NULL ? keyed_list(table, thing->key) + 1 : table->lists;
    struct keyed **end = table->lists + ((size_t)1 << table->bits);
    while (list < end && *list == NULL) {
        list++;
    }
    return list < end ? *list : NULL;
}
