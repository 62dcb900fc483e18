/*
 * sim_elsewhere -- calls that another server answers than the one named (fault kind `elsewhere`)
 *
 * The caller's path is looked for at the other server, by its volume or share of the same name,
 * under the account that knows him there; a lock is set at the other server, where it is in
 * nobody's way.
 *
 * Errors  as if the caller had named that server.
 */
#ifndef SIM_WORLD_SIM_ELSEWHERE_H
#define SIM_WORLD_SIM_ELSEWHERE_H

#include "world/sim_port.h"

enum status MUST_CHECK sim_reach_elsewhere(struct sim_call *call, const char *path,
                                           const char *server, struct network_reach *reach_out);
enum status MUST_CHECK sim_lock_elsewhere(const struct sim_call *call, const char *server);

#endif
