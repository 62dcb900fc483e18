#include "po_free_set.h"

#include <string.h>

#include "base/require.h"

enum { WORD_BITS = 64, WORDS_AT_FIRST = 16 };

/* In front of the words. Who gets their memory from the arena writes there first. */
static uint64_t guard_of(const struct po_free_set *set)
{
    return 0x5E7F1E55B10C5000U ^ set->word_count;
}

static void require_whole(const struct po_free_set *set)
{
    REQUIRE(set->word_count == 0 || set->words[-1] == guard_of(set));
}

void po_free_set_clear(struct po_free_set *set)
{
    require_whole(set);
    if (set->word_count != 0) {
        memset(set->words, 0, set->word_count * sizeof(*set->words));
    }
    set->low = set->word_count;
}

static void grow(struct po_free_set *set, uint32_t word, struct arena *arena)
{
    uint32_t count = set->word_count == 0 ? WORDS_AT_FIRST : set->word_count;
    while (count <= word) {
        count *= 2;
    }
    uint64_t *words = arena_array(arena, uint64_t, (size_t)count + 1); /* zeroed */
    words++;
    if (set->word_count != 0) {
        memcpy(words, set->words, set->word_count * sizeof(*words));
    }
    set->low = set->low == set->word_count ? count : set->low;
    set->words = words;
    set->word_count = count;
    set->words[-1] = guard_of(set);
}

void po_free_set_add(struct po_free_set *set, uint32_t block, struct arena *arena)
{
    const uint32_t word = block / WORD_BITS;
    require_whole(set);
    if (word >= set->word_count) {
        grow(set, word, arena);
    }
    set->words[word] |= UINT64_C(1) << block % WORD_BITS;
    set->low = word < set->low ? word : set->low;
}

void po_free_set_drop_below(struct po_free_set *set, uint32_t block)
{
    const uint32_t word = block / WORD_BITS;
    require_whole(set);
    for (; set->low < set->word_count && set->low < word; set->low++) {
        set->words[set->low] = 0;
    }
    if (word < set->word_count) {
        set->words[word] &= ~UINT64_C(0) << block % WORD_BITS;
    }
}

uint32_t po_free_set_before(const struct po_free_set *set, uint32_t block)
{
    uint32_t word = block / WORD_BITS;
    uint64_t mask = (UINT64_C(1) << block % WORD_BITS) - 1;
    require_whole(set);
    if (word >= set->word_count) {
        word = set->word_count;
        mask = 0;
    }
    for (;; word--, mask = ~UINT64_C(0)) {
        const uint64_t bits = word < set->word_count ? set->words[word] & mask : 0;
        if (bits != 0) {
            uint32_t bit = WORD_BITS - 1;
            while (bits >> bit == 0) {
                bit--;
            }
            return word * WORD_BITS + bit;
        }
        if (word <= set->low) {
            return 0;
        }
    }
}
