/*
 * sim_logon -- where call faults strike connections, logons and logoffs
 *
 * A connection to a server is one `connect` and, at the server, one `logon`; a person or service
 * that logs on at a machine is a `logon` there. The end of a logon is a `logoff` at each server
 * that it has a connection to. Strikes leave a trace row where the call is not made.
 *
 * Costs nothing as long as no fault is armed.
 */
#ifndef SIM_WORLD_SIM_LOGON_H
#define SIM_WORLD_SIM_LOGON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

struct host;
struct identity;
struct logon;
struct world;

/* Faults were armed or lifted. */
void sim_logon_listen(struct world *world);

/* Somebody is about to log on at his machine. */
struct sim_logon {
    const char *program; /* "CCMC"; a person: "" */
    const struct host *host;
    const struct identity *account;
    bool is_service;
};
/* Anything but ST_OK: the logon is not made, and this is its answer. *late_us_out: it takes that
 * long. */
enum status sim_logon_ask(struct world *world, const struct sim_logon *who, uint64_t *late_us_out);
/* A logon is about to end: what its servers do not hear of stays there. */
void sim_logoff(struct world *world, struct logon *logon, const struct sim_logon *who);

#endif
