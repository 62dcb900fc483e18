/*
 * router_boards -- what is posted on the bulletin boards of a post office, for those who have
 * copies
 *
 * A post becomes a letter to the address of the copy (po_board.h) in the queue that leads there,
 * and goes its way as letters do. Nothing says where a post has come from: boards that are copies
 * of each other, by whatever way, pass it on for ever (Q156063 2.6.8).
 *
 * Each is committed with a record that names the board, and then counted in the board's note; who
 * comes after a cut between the two finds the record and only counts.
 *
 * Errors  ST_NO_MORE: nothing is to be passed on. ST_FILE_CORRUPT: a post, the directory or a note
 *         cannot be read.
 * Owns    nothing; results lie on the arena.
 */
#ifndef TOOLS_PROGRAMS_ROUTER_BOARDS_H
#define TOOLS_PROGRAMS_ROUTER_BOARDS_H

#include "programs/router_letter.h"

/* A post that is to be passed on, as it is to be committed. */
struct router_post {
    uint32_t board; /* its USR file */
    uint64_t id;
    const char *address;
    struct bytes content;
    struct po_file_identity identity;
};

/* The first one of any board that leads into this queue. */
enum status MUST_CHECK router_boards_next(const struct router_way *way, struct arena *arena,
                                          struct router_post *post_out);
/* Needs the lock of `from`. It is in the queue: it is not passed on again. */
enum status MUST_CHECK router_boards_count(const struct router_way *way,
                                           const struct router_post *post, struct arena *scratch);
/* Is a post of this identity counted? false also when nobody can say. */
bool router_boards_has_counted(const struct router_way *way,
                               const struct po_file_identity *identity);

#endif
