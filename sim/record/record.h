/*
 * record -- a SQLite file of what replays showed
 *
 * One file holds any number of cases: scenario, steps, verdict, assumptions, events, refusals,
 * program runs, mail with its moves, files at the end, the whole trace, and views of what an
 * engineer asks first. schema.c is the one description; its comments are kept in the file
 * (sqlite3 FILE .schema), and `ccbench help record` prints it.
 *
 * The file is written beside the target and takes its name when it is complete and on disk, so
 * whoever looks finds the old record or the new one. The same replays make the same bytes.
 *
 * Errors  false, with a text. Only a record (application id) or nothing is ever replaced.
 * Owns    the database until record_close or record_give_up.
 */
#ifndef SIM_RECORD_RECORD_H
#define SIM_RECORD_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/diagnostic.h"
#include "record/collect.h"
#include "record/table.h"

enum {
    RECORD_APPLICATION = 0x63636272, /* "ccbr", in the header of the file */
    RECORD_VERSION = 2,              /* user_version; another schema is another number */
    RECORD_PATH_SIZE = 4096
};

struct record {
    sqlite3 *database;
    struct table_set tables;
    char target[RECORD_PATH_SIZE];
    char partial[RECORD_PATH_SIZE];
    int64_t the_case; /* id of the last one */
};

/* Could a record be written there? Nothing is changed. */
bool record_may_write(const char *path, struct diagnostic *diagnostic_out);
bool record_open(struct record *record, const char *path, struct diagnostic *diagnostic_out);

/* What is said of a case beside what its world shows; texts may be NULL. */
struct record_case {
    const char *scenario; /* title */
    const char *path;
    const char *articles; /* "Q168670 Q179072" */
    const char *name;     /* "base" */
    uint64_t seed;
    uint64_t schedule_seed;
    const char *verdict; /* "ok" */
    int exit;
    uint64_t expectations;
    const char *error;
    uint64_t ended_us;
    uint64_t trace_hash;
    uint64_t trace_rows;
    uint64_t port_calls;
};
/* While the world still stands: a new case, with all that the world shows. */
bool record_world(struct record *record, const struct collection *collection,
                  struct diagnostic *diagnostic_out);
/* Then, about the same case. */
bool record_verdict(struct record *record, const struct record_case *what,
                    struct diagnostic *diagnostic_out);
struct record_step {
    uint32_t line;
    const char *phase;
    const char *verb;
    uint64_t from_us;
    uint64_t until_us;
    const char *text;
};
bool record_step(struct record *record, const struct record_step *step,
                 struct diagnostic *diagnostic_out);
struct record_failure {
    uint32_t line;
    uint64_t time_us;
    const char *wanted;
    const char *got;
    const char *because;
};
bool record_failure(struct record *record, const struct record_failure *failure,
                    struct diagnostic *diagnostic_out);
struct record_assumption {
    const char *id;
    const char *value;
    const char *statement;
    const char *evidence;
};
bool record_assumption(struct record *record, const struct record_assumption *assumption,
                       struct diagnostic *diagnostic_out);

/* Complete, on disk, under its name. */
bool record_close(struct record *record, struct diagnostic *diagnostic_out);
void record_give_up(struct record *record); /* the target stays as it was */

/* Statements in their order; NULL at the end. */
const char *record_schema(uint32_t n);
void record_help(struct buffer *target);

#endif
