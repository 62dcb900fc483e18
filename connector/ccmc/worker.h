/*
 * worker -- one thread of the service, as a task
 *
 * Rows in workers.def. A worker has its turn whenever the service is stepped; it acts when its poll
 * is due or its program has ended, and says when it wants its next turn.
 *
 * Errors  step: ST_PROCESS_GONE only. Every other failure is the worker's own business: mail
 *         is kept and tried again at the next poll.
 */
#ifndef CONNECTOR_CCMC_WORKER_H
#define CONNECTOR_CCMC_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/require.h"
#include "base/status.h"
#include "ccmc/connector.h"

struct worker_kind {
    size_t state_size;
    /* state is zeroed and lives as long as the service. */
    void (*begin)(void *state, struct connector *connector, const char *function);
    enum status (*step)(void *state, uint64_t now_us, uint64_t *wake_us_out);
    bool (*is_running)(const void *state); /* its program is running */
};

#define WORKER(name, function) extern const struct worker_kind worker_##name;
#include "ccmc/workers.def"
#undef WORKER

#endif
