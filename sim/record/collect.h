/*
 * collect -- what a run showed, kept for questions
 *
 * An unbounded trace sink and an observer: rows of the trace with their names, events, refused
 * accesses, program runs, and each letter's moves. What stands in the world at the end (files,
 * locks, post offices) is not kept; who asks looks at the world itself.
 *
 * Units   virtual microseconds; `seq` is the number of the trace row that tells of it.
 * Owns    nothing; all lies on the arena given and is good until that is reset.
 */
#ifndef SIM_RECORD_COLLECT_H
#define SIM_RECORD_COLLECT_H

#include "base/arena.h"
#include "core/trace.h"
#include "world/observation.h"
#include "world/world.h"

/* A row of the trace and who made it. Texts are NULL when there is none. */
struct seen_row {
    struct trace_row row;
    const char *name;
    const char *new_name; /* of a rename */
    const char *process;  /* "IMPORT" */
    const char *machine;  /* that the process runs on */
    struct seen_row *next;
};

struct seen_event {
    uint64_t time_us;
    uint64_t seq;
    uint32_t id;
    const char *source;
    const char *machine;
    const char *text;
    struct seen_event *next;
};

struct seen_denial {
    uint64_t time_us;
    uint64_t seq;
    const char *program;
    const char *account;
    const char *operation;
    const char *machine;
    const char *path;
    const char *lacks;
    struct seen_denial *next;
};

struct seen_program {
    const char *name;
    const char *account;
    const char *machine;
    const char *arguments;
    const char *directory;
    const char *version;
    uint64_t started_us;
    uint64_t ended_us; /* valid when it has ended */
    uint64_t end_seq;
    uint16_t slot;
    bool has_ended;
    bool was_killed;
    int result_code;
    const char *console;
    struct seen_program *next;
};

/* A letter's number at one place, or of duties that ended one way, changed. */
struct seen_move {
    uint64_t time_us;
    uint64_t seq; /* the last row before it was seen */
    uint32_t letter;
    const char *place; /* static: "Import", "delivered" */
    int64_t before;
    int64_t after;
    struct seen_move *next;
};

/* What is known of a letter, to see what changed. */
struct seen_letter {
    int64_t at[PLACE_COUNT];
    int64_t ends[3]; /* delivered, returned, removed */
};

struct collection {
    struct trace_sink sink; /* first: the sink finds its collection */
    struct arena *arena;
    struct world *world; /* set by collect_world */
    struct seen_row *rows, **rows_end;
    struct seen_event *events, **events_end;
    struct seen_denial *denials, **denials_end;
    struct seen_program *programs, **programs_end; /* in the order of their ends */
    struct seen_move *moves, **moves_end;
    struct seen_letter *letters; /* by number - 1 */
    uint32_t letter_capacity;
};

void collect_begin(struct collection *collection, struct arena *arena);
/* The world has been made; nothing has happened in it. */
void collect_world(struct collection *collection, struct world *world);
void collect_observe(struct collection *collection, const struct observation *seen);
/* The run is over: programs that still run are entered. */
void collect_end(struct collection *collection);

#endif
