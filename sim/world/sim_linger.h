/*
 * sim_linger -- locks that a server lets go later than their owner does
 *
 * File and Print Services for NetWare of NT 3.51 did so, by a fixed time (KB Q150097; assumption
 * FPNW_LOCK_TIME). Whoever asks for such a range meanwhile, its last owner too, is refused.
 *
 * Errors  those of os_port.h.
 * Owns    nothing.
 */
#ifndef SIM_WORLD_SIM_LINGER_H
#define SIM_WORLD_SIM_LINGER_H

#include <stdbool.h>

#include "fs/fs.h"

struct world;

/* Does the server of this way? Asked only where volume_is_fpnw. */
bool sim_lingers(struct world *world, const struct fs_way *way);
/* The lock is given back; the server keeps it for its time. */
enum status MUST_CHECK sim_linger(struct world *world, struct fs_handle *handle, uint64_t offset,
                                  uint64_t size);

#endif
