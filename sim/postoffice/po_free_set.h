/*
 * po_free_set -- which blocks are free, for who keeps the free list in ascending order
 *
 * One bit for each block. The list is taken from at its front only, so blocks below the front go
 * all at once; who frees asks for the free block before the one that comes in. Whether the set is
 * what the file says is its owner's business (po_free.c).
 *
 * Owns    nothing; bits lie on the arena and grow with the file. As long as the set is used, that
 *         arena is not rewound to before they came: what is allocated over them stops the process
 *         (REQUIRE).
 */
#ifndef SIM_POSTOFFICE_PO_FREE_SET_H
#define SIM_POSTOFFICE_PO_FREE_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

struct po_free_set {
    uint64_t *words; /* and a guard in front of them */
    uint32_t word_count;
    uint32_t low; /* no word before this one has a bit */
};

/* Empty, with the memory that it has. */
void po_free_set_clear(struct po_free_set *set);
void po_free_set_add(struct po_free_set *set, uint32_t block, struct arena *arena);
/* Blocks below `block` are free no more. */
void po_free_set_drop_below(struct po_free_set *set, uint32_t block);
/* The greatest one below `block`; 0: none. */
uint32_t po_free_set_before(const struct po_free_set *set, uint32_t block);

#endif
