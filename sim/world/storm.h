/*
 * storm -- several calls of one replay are struck
 *
 * A sweep strikes one call of a replay; a recovery that is struck in its turn is what it never
 * sees. A storm is a list of calls, each with what happens to it: it answers an error, its process
 * ends there, or it is made and its process ends before it hears so. Drawn by a seed, strikes come
 * in bursts, so that what is done because of a failure fails too, with calm between them. A service
 * that ended is started again a minute later, as an administrator would.
 *
 * Any part of a storm is a storm: that is how one that did harm is made small (cli/storms.h).
 *
 * Owns    nothing; the list is on the arena.
 */
#ifndef SIM_WORLD_STORM_H
#define SIM_WORLD_STORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/diagnostic.h"
#include "base/status.h"
#include "core/sched.h"

struct sim_call;
struct world;

struct storm_strike {
    uint64_t call;      /* number of the port call, from 1 */
    enum status answer; /* ST_PROCESS_GONE: the calling process ends */
    bool is_after;      /* ... when the call has been made */
};

struct storm {
    struct storm_strike *strikes; /* by rising call */
    size_t count;
    size_t next; /* of the replay that goes on */
    struct world *world;
    struct sched_task restart;
};

/* By a seed, and by what is struck: each case has its own storm. */
struct storm storm_draw(struct arena *arena, uint64_t seed, const char *of);
/* "12:IO_ERROR 40:PROCESS_GONE 41:AFTER"; false: the diagnostic says what is wrong, and what is
 * allowed. */
bool storm_parse(struct arena *arena, const char *text, struct storm *storm_out,
                 struct diagnostic *diagnostic_out);
void storm_write(const struct storm *storm, struct buffer *target);

/* A replay begins; answers the first call to be struck, 0 none. */
uint64_t storm_begin(struct storm *storm, struct world *world);
/* The call that was to be struck next. ST_OK: it is made. */
enum status storm_strike(struct storm *storm, struct sim_call *call);

#endif
