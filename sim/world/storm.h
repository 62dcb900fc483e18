/*
 * storm -- several calls of one replay are struck
 *
 * A sweep strikes one call of a replay; a recovery that is struck in its turn is what it never
 * sees. A storm is a list of calls, each with what happens to it. Drawn by a seed, strikes come in
 * bursts, so that what is done because of a failure fails too, with calm between them. A minute
 * after the last strike all is as an administrator would have it again: lines are there, machines
 * boot, services are started.
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

enum storm_how {
    STORM_ANSWERS, /* the call is not made and answers an error; ST_PROCESS_GONE: its process ends
                    */
    STORM_AFTER,   /* it is made, and then its process ends */
    STORM_LINK,    /* before it, the machine's lines to all that it is connected to drop */
    STORM_TORN,    /* the same; of what it was to write somewhere else, a part is there */
    STORM_POWER,   /* its machine loses power */
    STORM_SERVER,  /* the machine that has the file (or the connector's post office) loses power */
};
struct storm_strike {
    uint64_t call;
    enum storm_how how;
    enum status answer; /* of STORM_ANSWERS */
};

enum { STORM_LINKS_MAX = 8 };
struct storm {
    struct storm_strike *strikes; /* by rising call */
    size_t count;
    size_t next; /* of the replay that goes on */
    struct world *world;
    struct sched_task repair;
    struct sched_task cut; /* when the step is over that was struck */
    struct machine *to_cut;
    struct machine *dark[STORM_LINKS_MAX]; /* without power */
    size_t dark_count;
    struct link *lines[STORM_LINKS_MAX]; /* that dropped */
    size_t line_count;
    struct machine *torn; /* its lines drop with the next call */
    bool tears_now;       /* the write that is being made */
};

/* By a seed, and by what is struck: each case has its own storm. */
struct storm storm_draw(struct arena *arena, uint64_t seed, const char *of);
/* "12:IO_ERROR 40:PROCESS_GONE 41:AFTER 60:LINK"; false: the diagnostic says what is wrong, and
 * what is allowed. */
bool storm_parse(struct arena *arena, const char *text, struct storm *storm_out,
                 struct diagnostic *diagnostic_out);
void storm_write(const struct storm *storm, struct buffer *target);

/* A replay begins; answers the first call to be struck, 0 none. */
uint64_t storm_begin(struct storm *storm, struct world *world);
/* Its machines are there. */
void storm_arm(const struct storm *storm);
/* The call that was to be struck next. ST_OK: it is made. */
enum status storm_strike(struct storm *storm, struct sim_call *call);
/* A write that has come through: true: it answers ST_CONNECTION_LOST, and so much of it is there.
 */
bool storm_tears(struct storm *storm, size_t *size);

#endif
