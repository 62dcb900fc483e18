/*
 * scene -- a database on one of the four ways, two transactions, and a fault in the middle
 *
 * The database holds one of three states: as made, after the first, after the second transaction.
 * scene_play makes it in a world of its own, then does both transactions (and, with a log, a
 * checkpoint) over a port on which one call is struck, comes back as a healthy process, and looks.
 *
 * Reached by way of volume_vfs.h and support/fault_port.h.
 */
#ifndef TESTS_SQLITE_SCENE_H
#define TESTS_SQLITE_SCENE_H

#include "support/fault_port.h"
#include "worlds/four_ways.h"

enum { SCENE_STATES = 3 };

enum scene_fault {
    SCENE_NONE,
    SCENE_IO_ONCE,
    SCENE_IO_STICKY,
    SCENE_DENIED_ONCE,
    SCENE_DENIED_STICKY,
    SCENE_FULL_ONCE,
    SCENE_FULL_STICKY, /* other data has taken the rest of the volume */
    SCENE_DROP,        /* the server forgets the session and all files opened over it */
    SCENE_DROP_TORN,   /* in the middle of a write */
    SCENE_KILL,
    SCENE_KILL_TORN,
    SCENE_POWER, /* the machine with the disk */
    SCENE_FAULTS
};

struct scene_spec {
    enum way way;
    const char *journal_mode; /* "DELETE", "TRUNCATE", "PERSIST", "WAL" */
    bool is_synchronous;      /* synchronous = FULL; else OFF */
    enum scene_fault fault;
    uint64_t at; /* the call that is struck, from 1 */
    uint64_t seed;
};

enum scene_end {
    SCENE_OLD,   /* the last transaction that was acknowledged */
    SCENE_NEW,   /* the one that was under way, or acknowledged as the last */
    SCENE_BROKEN /* anything else: it cannot be read, is damaged, or holds some other state */
};

struct scene_result {
    enum scene_end end;
    bool has_struck;
    uint64_t calls;
    char why[160]; /* of SCENE_BROKEN */
};

/* What the database holds in each state. */
struct scene_states {
    uint64_t digests[SCENE_STATES];
};

const char *scene_fault_name(enum scene_fault fault);
bool scene_fault_is_possible(enum way way, enum scene_fault fault);
/* Without a fault; fails the test unless all is well. */
struct scene_states scene_healthy(enum way way, const char *journal_mode);
void scene_play(const struct scene_spec *spec, const struct scene_states *states,
                struct scene_result *result);

#endif
