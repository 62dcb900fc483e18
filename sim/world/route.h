/*
 * route -- a cc:Mail Router that carries mail between two post offices
 *
 * At its interval it starts the program ROUTER (tools/programs/router.c) on its machine, which
 * opens both post offices as everybody does, under its account. One run at a time; an interval at
 * which the last one still runs is passed over, and one that was killed is followed by the next.
 * Who removes it or switches it off leaves mail where it is.
 *
 * Units   virtual microseconds.
 * Owns    itself, on the run arena.
 * Source  KB Q184052 (hubs, and post offices known by another name), Q156063 2.6.8.
 */
#ifndef SIM_WORLD_ROUTE_H
#define SIM_WORLD_ROUTE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/sched.h"
#include "net/network.h"

struct host;
struct identity;
struct office;
struct process;
struct world;

/* What may be changed: it counts at the next run. */
struct route_habit {
    struct host *host;
    struct identity *account; /* NULL: the administrator of both, who may do everything */
    uint64_t every_us;
    bool is_off;
    bool passes_marks; /* automatic directory exchange */
};

struct mail_route {
    struct sched_task task; /* first */
    struct world *world;
    struct office *from;
    struct office *to;
    const char *known; /* what `to` is called in the directory of `from` */
    struct route_habit habit;
    struct logon logon;
    struct process *machine; /* parent of its programs: it does nothing itself */
    struct process *program; /* NULL: none runs */
    struct mail_route *next;
};

/* Its first run is after that time. The fields from, to, known and habit of `spec` count. */
struct mail_route *route_begin(struct world *world, const struct mail_route *spec,
                               uint64_t first_us);
struct mail_route *route_find(const struct world *world, const struct office *from,
                              const struct office *to);
/* Is there a Router for what waits in the queue of this name, whether it runs now or not? */
bool route_serves(const struct world *world, const struct office *office, const char *queue);

#endif
