/*
 * keyed -- things of the world that are found by a key
 *
 * A table of lists that doubles as things are added, so that a look costs the same whether the
 * world holds ten letters or a hundred thousand. A thing begins with its struct keyed; it may stand
 * in one table at a time. Several may have one key: keyed_find answers the newest, keyed_next those
 * before it.
 *
 * Key     any 64 bits; they are mixed here, so numbers that count up do as well as hashes.
 * Order   keyed_each depends on keys and on how many there are, on nothing else; who needs an order
 *         of things keeps one.
 * Owns    the lists, on its arena; outgrown ones stay there, together no larger than the last.
 *         Things are the caller's.
 */
#ifndef SIM_CORE_KEYED_H
#define SIM_CORE_KEYED_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct keyed {
    uint64_t key;
    struct keyed *next; /* in its list */
};

/* All zeroes but the arena is an empty one. */
struct keyed_table {
    struct arena *arena;
    struct keyed **lists; /* NULL: nothing was added yet */
    uint32_t bits;        /* there are 1 << bits lists */
    uint32_t count;
};

static inline struct keyed **keyed_list(const struct keyed_table *table, uint64_t key)
{
    return &table->lists[key * 0x9E3779B97F4A7C15u >> (64 - table->bits)];
}

/* This one or the next of its list that has the key; NULL: none. */
static inline struct keyed *keyed_of(struct keyed *thing, uint64_t key)
{
    while (thing != NULL && thing->key != key) {
        thing = thing->next;
    }
    return thing;
}

static inline struct keyed *keyed_find(const struct keyed_table *table, uint64_t key)
{
    return table->lists != NULL ? keyed_of(*keyed_list(table, key), key) : NULL;
}

static inline struct keyed *keyed_next(const struct keyed *thing)
{
    return keyed_of(thing->next, thing->key);
}

void keyed_add(struct keyed_table *table, struct keyed *thing, uint64_t key);
/* It must be there. */
void keyed_remove(struct keyed_table *table, struct keyed *thing);
/* The one behind `thing`, the first behind NULL; NULL at the end. */
struct keyed *keyed_each(const struct keyed_table *table, const struct keyed *thing);

#endif
