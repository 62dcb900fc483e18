/*
 * fault_port -- an os_port that hands every call on to another one, until a chosen call fails
 *
 * FAULT_FAIL       call n answers `status` and does nothing
 * FAULT_AFTER      call n is done and then answers `status` (for calls that change something)
 * FAULT_TORN       call n, when it is a write, writes the first half and answers `status`; else as
 *                  FAULT_FAIL
 * FAULT_KILL       from call n on all answer ST_PROCESS_GONE, nothing is done
 * FAULT_KILL_TORN  the same, but call n, when it is a write, writes the first half
 * FAULT_STICKY     from call n on all answer `status`, nothing is done
 * FAULT_WORLD      at call n `on_strike` changes the world; then the call meets what it is now
 * FAULT_WORLD_TORN the same, but call n, when it is a write, wrote the first half before
 * FAULT_SIGNAL     before call n the whole process ends by SIGKILL; for children
 *
 * Calls are counted from 1; clock and random numbers are not counted. After a kill the handles of
 * the dead process are closed by fault_port_end, which also says how many were left open.
 */
#ifndef TESTS_SUPPORT_FAULT_PORT_H
#define TESTS_SUPPORT_FAULT_PORT_H

#include "port/os_port.h"

enum fault_port_kind {
    FAULT_NONE,
    FAULT_FAIL,
    FAULT_AFTER,
    FAULT_TORN,
    FAULT_KILL,
    FAULT_KILL_TORN,
    FAULT_STICKY,
    FAULT_WORLD,
    FAULT_WORLD_TORN,
    FAULT_SIGNAL
};

enum { FAULT_HANDLES_MAX = 64 };

struct fault_port {
    struct os_port port; /* first */
    struct os_port *target;
    enum fault_port_kind kind;
    enum status status;
    uint64_t at;    /* the call that fails */
    uint64_t calls; /* so far */
    bool has_struck;
    void (*on_strike)(void *context); /* of FAULT_WORLD; set between begin and the first call */
    void *context;
    char drive; /* not 0: another machine, whose C: is this drive; set likewise */
    struct os_file open[FAULT_HANDLES_MAX];
};

struct os_port *fault_port_begin(struct fault_port *fault, struct os_port *target,
                                 enum fault_port_kind kind, uint64_t at, enum status status);
size_t fault_port_end(struct fault_port *fault);

/* The ways in which sweeps fail each call. */
struct fault_way {
    const char *name;
    enum fault_port_kind kind;
    enum status status;
};
enum { FAULT_WAYS = 9 };
extern const struct fault_way fault_ways[FAULT_WAYS];

#endif
