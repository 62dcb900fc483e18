#include "po_window.h"

#include "po_internal.h"

enum { WINDOW_BLOCKS_MAX = 16 };

void po_window_begin(struct po_window *window, struct postoffice *po, struct arena *arena)
{
    *window = (struct po_window){
        .po = po, .bytes = arena_room(arena, (size_t)WINDOW_BLOCKS_MAX * PO_BLOCK_SIZE)};
}

enum status po_window_view(struct po_window *window, uint32_t block, const uint8_t **bytes_out,
                           size_t *got_out)
{
    struct postoffice *po = window->po;
    if (block - window->first >= window->count) {
        const uint32_t left = po->store.block_count - block;
        uint32_t count = block == window->first + window->count ? 2 * window->count : 1;
        count = count < WINDOW_BLOCKS_MAX ? count : WINDOW_BLOCKS_MAX;
        window->count = 0; /* nothing is in it when the reading fails */
        const enum status st =
            po_read(po, po->mlandata, (uint64_t)block * PO_BLOCK_SIZE, window->bytes,
                    (size_t)(count < left ? count : left) * PO_BLOCK_SIZE, &window->got);
        if (st != ST_OK) {
            return st;
        }
        window->first = block;
        window->count = count < left ? count : left;
    }
    const size_t at = (size_t)(block - window->first) * PO_BLOCK_SIZE;
    const size_t rest = window->got > at ? window->got - at : 0;
    *bytes_out = window->bytes + at;
    *got_out = rest < PO_BLOCK_SIZE ? rest : PO_BLOCK_SIZE;
    return ST_OK;
}
