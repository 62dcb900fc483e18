/*
 * four_ways -- one world in which a process reaches files in each of the four ways
 *
 * Host EX1 runs two processes under EXCH\svc: D:\work on its own disk, \\NT1\CCPO on an NT server,
 * \\NW1\SYS\WORK on a NetWare server (as the twin account svc), and \\EX1\GATE, a gateway share of
 * the same NetWare directory. All four are empty, and the account may do everything in them.
 *
 * Owns    its arena; four_ways_end gives everything back.
 */
#ifndef TESTS_WORLDS_FOUR_WAYS_H
#define TESTS_WORLDS_FOUR_WAYS_H

#include "world/world.h"

enum way { WAY_LOCAL, WAY_NT, WAY_NETWARE, WAY_GATEWAY, WAYS };

struct four_ways {
    struct arena arena;
    struct world *world;
    struct host *host;
    struct process *one;
    struct process *two;
    struct logon logon;
    struct identity *twin; /* the NetWare account */
};

const char *way_name(enum way way); /* of its model: "NT share" */
const char *way_root(enum way way);
bool way_is_netware(enum way way); /* names of 8.3 form only, trustee rights */

void four_ways_begin(struct four_ways *self, const struct world_spec *spec);
void four_ways_end(struct four_ways *self);
/* A further process on EX1, under the same account. */
struct process *four_ways_process(struct four_ways *self, const char *name);
/* Where the files lie that this way leads to. */
struct machine *four_ways_machine(const struct four_ways *self, enum way way);
struct volume *four_ways_volume(const struct four_ways *self, enum way way);

#endif
