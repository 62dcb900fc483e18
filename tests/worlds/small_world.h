/*
 * small_world -- the world that tests of the simulator share: one host, one server, one post
 * office, one connector
 *
 * Host EX1 with the connector C1, service account EXCH\svc-ccmc; post office PO1 on the NetWare
 * server NW1 (SYS:CCDATA,
 * the twin account has every right but Supervisor) or on the NT server NT1 (share CCPO, everybody
 * may do everything). Letters wait at 0 s.
 * What the world tells is kept.
 *
 * Owns    its arena; small_world_end gives everything back.
 */
#ifndef TESTS_WORLDS_SMALL_WORLD_H
#define TESTS_WORLDS_SMALL_WORLD_H

#include "world/world.h"

enum { SMALL_SEEN_MAX = 256, SMALL_TEXT_SIZE = 300 };

struct small_seen {
    enum observation_kind kind;
    uint64_t time_us;
    uint32_t event_id;
    int result_code;
    char program[16];
    char account[64];
    char operation[16];
    char machine[32];
    char path[SMALL_TEXT_SIZE];
    char lacks[64];
    char text[SMALL_TEXT_SIZE]; /* of an event; console of a program */
};

struct small_world_spec {
    uint32_t out; /* letters */
    uint32_t in;
    bool is_on_nt;
    nw_rights rights; /* of the twin; 0: all but Supervisor */
    uint64_t inject_call;
    enum status inject_status;
    struct storm *storm; /* strikes in their place; NULL: none */
    uint64_t schedule_seed;
    struct trace_sink *sink;
};

struct small_world {
    struct arena arena;
    struct world *world;
    struct office *office;
    struct connector *connector;
    struct identity *account; /* EXCH\svc-ccmc */
    struct identity *twin;    /* NW1\svc-ccmc; NULL on NT */
    struct small_seen seen[SMALL_SEEN_MAX];
    uint32_t seen_count; /* may be more than are kept */
};

/* The world as declared, before the defaults; a test adds its own facts, then calls
 * small_world_finish. */
void small_world_declare(struct small_world *small, const struct small_world_spec *spec);
/* Defaults, letters, the service is started and has settled. */
void small_world_finish(struct small_world *small);
/* Both. */
void small_world_begin(struct small_world *small, const struct small_world_spec *spec);
void small_world_end(struct small_world *small);

/* Runs to that second; fails the test when an invariant breaks. */
void small_world_run(struct small_world *small, uint64_t until_s);
/* Of that kind, with that event id (events) or result code (results); NULL. The n-th, from 0. */
const struct small_seen *small_world_seen(const struct small_world *small,
                                          enum observation_kind kind, int number, uint32_t n);
/* Fails the test when `why` is a text. */
void small_must(const char *why);
/* A directory of the store ("Import"), and how many files it holds with this ending. */
volume_node small_world_folder(const struct small_world *small, const char *name);
uint32_t small_world_files(const struct small_world *small, const char *folder,
                           const char *pattern);

#endif
