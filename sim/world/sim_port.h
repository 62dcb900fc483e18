/*
 * sim_port -- the choke point: every call of every process in a simulated world comes through here
 *
 * begin -> a fault may strike -> rights, sharing, names -> the volume acts -> trace row with
 * session, way and the id of its cause. Nothing else in the simulator touches a volume on behalf of
 * a process.
 *
 * A process whose logon is NULL is the world itself (what a person at the server's own console
 * does): no rights are asked, and rows are written only of what a utility that he runs changes, and
 * where it fails.
 *
 * Errors  those of os_port.h.
 * Owns    nothing; handles belong to their process.
 */
#ifndef SIM_WORLD_SIM_PORT_H
#define SIM_WORLD_SIM_PORT_H

#include "core/trace.h"

#include "port/exchange_port.h"
#include "port/os_port.h"
#include "world/process.h"

/* Sets ops, traits and generation; the process is otherwise filled by process_new. */
void sim_port_attach(struct process *process);
/* Gives up all handles of the process, with their locks; answers how many there were. */
uint32_t sim_port_close_all(struct process *process);

/* One call as it passes the choke point; exchange calls (exchange/site_port.c) use it too. */
struct path_facts;
struct sim_call {
    struct process *process;
    enum trace_op op;
    const char *name; /* of what; NULL: name_hash holds it */
    uint64_t name_hash;
    uint64_t amount;
    uint32_t detail;
    struct path_facts *facts; /* of the path that was reached last; NULL none */
    const struct fs_way *way; /* NULL: no volume reached */
    const char *rest;         /* below the way's root; NULL for calls on handles */
    const char *new_rest;     /* of a new name: below the root of the way to it; NULL for others */
    volume_node node;         /* of a call on a handle; 0 */
    struct fs_refusal refusal;
};
/* sim_call_begin: world/sim_call.h. Writes the row, tells observers of a denial; answers `status`.
 */
enum status MUST_CHECK sim_call_end(struct sim_call *call, enum status status);

/* Reaches the volume of a path; a session opened on the way leaves its own row (sim_connected). */
enum status MUST_CHECK sim_reach(struct sim_call *call, const char *path,
                                 struct network_reach *reach_out);
void sim_connected(struct process *process, const struct network_reach *reach);

extern const struct exchange_port_ops sim_exchange_ops; /* exchange/site_port.c */

#endif
