/*
 * dirsync_unique -- what is a new recipient's alone: his display name, his alias, his addresses
 *
 * Owns    nothing; texts lie on the arena.
 */
#ifndef CONNECTOR_CCMC_DIRSYNC_UNIQUE_H
#define CONNECTOR_CCMC_DIRSYNC_UNIQUE_H

#include "base/arena.h"
#include "ccmc/dirsync_compare.h"
#include "port/exchange_port.h"

/* Who goes without coming again leaves his names to others: by display name. */
struct name_index dirsync_leaving(struct arena *arena, const struct dirsync_plan *plan);
/* Two that would be called the same: the later one is called by its whole name. */
void dirsync_part_names(struct arena *arena, struct dirsync_additions *additions);
/* Aliases name recipients in their container: one that is taken gets a number. leaving: the display
 * names of those who go first. */
void dirsync_number_aliases(struct arena *arena, const struct exchange_entries *imported,
                            const struct name_index *leaving, struct dirsync_additions *additions);

/* What the directory of Exchange says of him. */
struct dirsync_settled {
    bool is_taken_out;    /* his primary address is somebody else's: he is not made */
    const char **doubled; /* cc:Mail names that are addresses of somebody else; he has them not */
    size_t doubled_count;
};
/* Leaves out secondary addresses of others, and gives him his whole name as display name where the
 * other one is taken; not by those who leave. Errors: of the port. */
enum status MUST_CHECK dirsync_settle(struct exchange_port *exchange, struct arena *arena,
                                      const struct name_index *leaving,
                                      struct dirsync_addition *addition,
                                      struct dirsync_settled *settled_out);

#endif
