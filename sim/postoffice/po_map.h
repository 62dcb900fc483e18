/*
 * po_map -- whose each block of MLANDATA is
 *
 * For who looks into a post office. All of MLANDATA is read once, then chains are followed in
 * memory: those of live messages, then the list of free blocks. What neither reaches is lost.
 * Damage is shown, not refused; the post office may be in use meanwhile, so a block may show what
 * was so an instant before.
 *
 * Errors  ST_FILE_CORRUPT: no copy of a header can be read, or the message index lies outside its
 *         file; otherwise the port's own answers.
 * Memory  40 bytes a block, on the arena given.
 */
#ifndef SIM_POSTOFFICE_PO_MAP_H
#define SIM_POSTOFFICE_PO_MAP_H

#include "postoffice.h"

enum po_block_state {
    PO_BLOCK_LOST,    /* neither free nor of a live message */
    PO_BLOCK_FREE,    /* in the list of free blocks */
    PO_BLOCK_USED,    /* of a live message, as it was written */
    PO_BLOCK_TORN,    /* of a live message, and not as it was written */
    PO_BLOCK_CROSSED, /* of a live message, and of another one or of the free list, too */
    PO_BLOCK_STATE_COUNT
};

struct po_block {
    enum po_block_state state;
    bool is_readable; /* its header is; else what follows is 0 */
    bool is_whole;    /* its contents, too */
    uint32_t ordinal;
    uint32_t next;
    uint32_t used;
    uint64_t message_id; /* what it says of itself */
    uint64_t held_by;    /* the live message whose chain leads to it; 0: none */
};

struct po_map {
    const struct po_block *blocks; /* by number; 0 is the header */
    uint32_t count;                /* as the header says, and not more than the file holds */
};

enum status MUST_CHECK po_map(struct postoffice *po, struct arena *arena, struct po_map *map_out);
const char *po_block_state_name(enum po_block_state state); /* "used" */

#endif
