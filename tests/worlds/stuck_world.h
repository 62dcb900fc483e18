/*
 * stuck_world -- a small world whose outgoing mail lies in Import, for tests of the ledger
 *
 * Three letters go out and two come in; nothing can be created at the post office until
 * stuck_grant.
 */
#ifndef TESTS_WORLDS_STUCK_WORLD_H
#define TESTS_WORLDS_STUCK_WORLD_H

#include "worlds/small_world.h"

#define STUCK_IMPORT "D:\\exchsrvr\\ccmcdata\\Import"

struct stuck_world {
    struct small_world small;
    struct world *world;
    struct os_port *console; /* the world: sees and may everything */
    struct os_port *person;  /* logged on as the service account */
    struct logon logon;
};

/* Declared, started and run for 20 s. */
void stuck_begin(struct stuck_world *stuck);
void stuck_end(struct stuck_world *stuck);
/* All rights but Supervisor: what lies in Import goes with the next poll. */
void stuck_grant(struct stuck_world *stuck);
/* The n-th message file of Import; the test fails when there is none. Lives as long as the world.
 */
const char *stuck_import_file(struct stuck_world *stuck, uint32_t n);

#endif
