/*
 * po_board -- who has a copy of a bulletin board, and how far it has got
 *
 * A board keeps in its note, one "Copy: NUMBER #Name at PLACE" a line, to whom a Router is to pass
 * on what is posted, and the number of the post that was passed on last. Other lines of the note
 * stay.
 *
 * Errors  ST_DISK_FULL: more than PO_COPIES_MAX. ST_BAD_NAME: an address that is empty or has a
 *         line end.
 * Owns    nothing; results lie on the arena.
 * Source  Q156063 2.6.8: boards are propagated by the Router. How is our own (BOARD_COPIES).
 */
#ifndef SIM_POSTOFFICE_PO_BOARD_H
#define SIM_POSTOFFICE_PO_BOARD_H

#include "postoffice.h"

enum { PO_COPIES_MAX = 32 };

struct po_copy {
    const char *address;
    uint64_t last_id; /* 0: none yet */
};

struct po_copies {
    struct po_copy *items;
    size_t count;
};

/* `usr` is the board's own. */
enum status MUST_CHECK po_copies_read(struct postoffice *po, uint32_t usr, struct arena *arena,
                                      struct po_copies *copies_out);
/* Needs the lock. Replaces them. */
enum status MUST_CHECK po_copies_write(struct postoffice *po, uint32_t usr,
                                       const struct po_copies *copies, struct arena *scratch);

#endif
