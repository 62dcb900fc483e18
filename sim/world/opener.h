/*
 * opener -- others who open a post office beside the connector: routers, clients of other machines
 *
 * One comes at its time, opens the post office through a port of its own, takes the commit lock as
 * everybody does who changes something (or has one file to itself), holds it, and goes. It changes
 * nothing. Who finds it taken, or the way barred, tries again (assumption CLIENT_TRIES). It leaves
 * a post office that is shut within a second, and at once when the server or its own machine goes
 * down.
 *
 * Units   virtual microseconds.
 * Owns    itself, on the run arena.
 * Source  KB Q150097 (routers that hold their locks longer than 15 s).
 */
#ifndef SIM_WORLD_OPENER_H
#define SIM_WORLD_OPENER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/sched.h"
#include "net/network.h"

struct world;
struct office;
struct host;
struct process;
struct postoffice;

/* What may be changed: it counts when it comes next. */
struct opener_habit {
    const char *file;  /* "MLANDATA"; "": CLANDATA */
    bool is_alone;     /* has the file to itself; else the commit lock in CLANDATA */
    uint64_t holds_us; /* UINT64_MAX: until it is ended */
    uint64_t every_us; /* from one coming to the next; 0: it comes once */
};

struct opener {
    struct sched_task task; /* first */
    struct world *world;
    const char *name;
    struct office *office;
    struct host *host;
    struct identity *account; /* NULL: the post office's administrator, who may do everything */
    struct logon logon;
    struct opener_habit habit;
    const char *label; /* NULL none */
    const void *owner; /* whoever made it come */
    struct process *process;
    struct postoffice *po;
    uint64_t came_us;
    uint64_t goes_us;
    uint32_t times; /* that it held what it came for */
    bool is_holding;
    bool is_over;
    struct opener *next;
};

/* Its first coming is after that time. The fields name, office, host, account, habit, label and
 * owner of `spec` count. */
struct opener *opener_begin(struct world *world, const struct opener *spec, uint64_t after_us);
/* The one of that name that comes to the post office by itself (owner NULL); NULL. */
struct opener *opener_find(struct world *world, const struct office *office, const char *name);
void opener_end(struct opener *opener);
/* false: none of that label comes any more. */
bool openers_lift(struct world *world, const char *label);
/* A server is out of reach. */
void openers_cut(struct world *world, const struct machine *server);

#endif
