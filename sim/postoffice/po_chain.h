/*
 * po_chain -- which blocks belong together, from what the blocks say of themselves
 *
 * Each block names its message and its ordinal in it, so a chain whose links lead astray, or whose
 * record is gone, can be put together again. Copies that an interrupted RECLAIM left look alike; of
 * two blocks with one place, one whose payload checks is taken.
 *
 * Owns    nothing; arrays lie on the scratch arena.
 */
#ifndef SIM_POSTOFFICE_PO_CHAIN_H
#define SIM_POSTOFFICE_PO_CHAIN_H

#include "po_format.h"

struct po_blocks {
    /* By block; message_id 0: it does not check; next UINT32_MAX: po_block_header_guess. */
    struct po_block_header *items;
    uint32_t count;
};

struct po_chain {
    uint32_t *blocks; /* by ordinal; 0: not found */
    uint32_t count;   /* highest ordinal that was found, + 1 */
    uint32_t room;
};

/* The headers of all blocks of MLANDATA. */
enum status MUST_CHECK po_blocks_load(struct postoffice *po, struct arena *scratch,
                                      struct po_blocks *blocks_out);
/* Does the chain of a live record lead through its own blocks only, in their order? Blocks that do
 * not check are passed over as long as the links allow: they are torn, not astray. */
bool po_chain_is_sound(const struct po_blocks *blocks, const struct po_record *record);
/* Puts `block` where it says that it belongs. */
enum status MUST_CHECK po_chain_add(struct postoffice *po, const struct po_blocks *blocks,
                                    uint32_t block, struct po_chain *chain, struct arena *scratch);
/* Are all blocks there? Fills in place and size; a record whose block_count is not 0 says how many
 * and how large. */
bool po_chain_is_whole(const struct po_blocks *blocks, const struct po_chain *chain,
                       struct po_record *record);
/* Needs the lock. Writes the links that lead elsewhere. */
enum status MUST_CHECK po_chain_link(struct postoffice *po, const struct po_blocks *blocks,
                                     const struct po_chain *chain);

#endif
