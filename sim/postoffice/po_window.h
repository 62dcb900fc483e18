/*
 * po_window -- blocks of MLANDATA read at once: more and more of them while they are wanted one
 * behind the other
 */
#ifndef SIM_POSTOFFICE_PO_WINDOW_H
#define SIM_POSTOFFICE_PO_WINDOW_H

#include "po_format.h"

struct po_window {
    struct postoffice *po;
    uint8_t *bytes;
    uint32_t first;
    uint32_t count;
    size_t got; /* as far as the file reached */
};

/* Its memory lies on the arena. MLANDATA is open. */
void po_window_begin(struct po_window *window, struct postoffice *po, struct arena *arena);
/* The bytes of a block, which there is by the header; valid until the next call. */
enum status MUST_CHECK po_window_view(struct po_window *window, uint32_t block,
                                      const uint8_t **bytes_out, size_t *got_out);

#endif
