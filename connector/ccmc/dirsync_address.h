/*
 * dirsync_address -- which CCMAIL addresses a custom recipient has
 *
 * A user of the form "Last, First" is addressed so, or "First Last", or both ways, the first form
 * primary (Q154053). "First Last" is given only where nobody else in cc:Mail may be meant by it: no
 * entry, list or board is called so or is about to be, and no other entry reads so turned. Lists
 * and boards are addressed by their name.
 *
 * Units   names are in the code page of the post office, addresses UTF-8.
 * Owns    nothing; results lie on the arena.
 */
#ifndef CONNECTOR_CCMC_DIRSYNC_ADDRESS_H
#define CONNECTOR_CCMC_DIRSYNC_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "ccmc/name_index.h"
#include "port/exchange_port.h"

/* By name: what the directory of cc:Mail has. */
struct dirsync_called {
    const struct name_index *entries;
    const struct name_index *groups; /* lists and boards */
    const struct name_index *wanted; /* entries that this synchronization makes */
};

/* "First Last" of an entry called `name`; NULL: it has none of its own. */
const char *dirsync_turned(struct arena *arena, const struct dirsync_called *called,
                           const char *name);

/* The row of the same user by his address, or by the same address turned: "J Smith at PO1" is
 * "Smith, J at PO1". false: he is not there. */
bool dirsync_find_address(const struct name_index *by_address, struct arena *arena,
                          const struct exchange_entry *entry, size_t *row_out);

/* Has it the primary address of `wanted`, and its others? */
bool dirsync_has_addresses(const struct exchange_entry *entry, const struct exchange_entry *wanted);

/* Made anew, `wanted` keeps what secondary addresses `entry` has besides. */
void dirsync_keep_others(struct arena *arena, const struct exchange_entry *entry,
                         struct exchange_entry *wanted);

#endif
