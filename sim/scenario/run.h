/*
 * run -- one case of a scenario, played in a world of its own
 *
 * Declarations first, by the order of their nouns, then in file order, then edits from a variant,
 * then the defaults. Then instant by instant: actions in file order; tasks until none is due;
 * expectations in file order.
 *
 * Occurrences (event, denied, result ...) are counted as the world tells of them; nothing is
 * stored, so a year runs in flat memory. `@T`: exactly in that instant; `by @T`: from the last
 * exact instant above to T; `@A..@B`: both ends included. Without a count an expectation wants at
 * least one, `never` none. States (files, queue, delivered ...) are looked at when an instant is
 * settled. `@T`: then; `by @T`: true at some settled instant in the window; `@A..@B`: true at every
 * settled instant in it. `never`: at no settled instant of the window.
 *
 * Errors  RUN_ERROR with line and text: the world cannot be as the scenario says.
 * Owns    nothing. The result lies on the run arena and is valid until that is reset; run_case
 * resets it at its start.
 */
#ifndef SIM_SCENARIO_RUN_H
#define SIM_SCENARIO_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "core/order.h"
#include "scenario/letters.h"
#include "scenario/rows.h"
#include "scenario/scenario.h"
#include "world/world.h"

/* House rule 6: the exit code of a run. */
enum run_exit { RUN_OK = 0, RUN_FAILED = 1, RUN_ERROR = 2, RUN_INVARIANT = 3, RUN_NO_PROGRESS = 4 };

struct wear_memory;
struct run_options {
    uint64_t schedule_seed; /* 0: first in, first out */
    uint64_t until_us;      /* 0: as the case says; expectations behind it are left out */
    uint64_t inject_call;   /* sweeps: see world_spec */
    enum status inject_status;
    struct strikes *strikes;
    struct storm *storm;           /* may be NULL */
    uint64_t quiet_us;             /* how long mail may wait behind the end (quiet.h); 0: the
                                      run ends there */
    struct trace_sink *sink;       /* may be NULL */
    const struct letters *letters; /* of the scenario file; NULL: it names none */
    /* Also told of what the world tells; may be NULL. */
    void (*observe)(void *observer, const struct observation *seen);
    void *observer;
    bool tells_mail; /* the observer is told of letters that moved, too */
    /* Called before anything is declared; may be NULL. */
    void (*at_start)(void *observer, struct world *world);
    /* Called when the run has ended and the world still stands; may be NULL. */
    void (*at_end)(void *observer, struct world *world);
    struct wear_memory
        *wear;          /* what churn made in earlier cases (words/wear_memory.h); may be NULL */
    bool is_drawn;      /* by chance: nobody promised that its faults strike */
    bool only_declares; /* the world is made, and nothing happens in it */
    bool is_untraced;   /* bench only: no trace rows */
    bool is_unledgered; /* bench only: the ledger does not look */
    bool is_explaining; /* failures get a `because` from a second replay */
};

struct run_failure {
    const struct step *step;
    uint64_t time_us;   /* when it was decided */
    const char *wanted; /* as written, blanks folded */
    const char *got;
    const char *because; /* "" none */
};

struct run_quirk {
    uint32_t line;
    uint64_t struck;  /* times */
    const char *text; /* as written, from `quirk` on */
};

/* A world line that cannot be: no other line helps it. */
struct run_slip {
    const char *error;
    struct fact_place place;
    const char *name; /* of what it would declare; "" */
};

struct run_result {
    enum run_exit exit;
    const struct run_failure *failures; /* in the order they were decided */
    uint32_t failure_count;
    uint32_t expectation_count; /* decided ones */
    const char *error;          /* RUN_ERROR, RUN_INVARIANT, RUN_NO_PROGRESS: text; "" */
    uint32_t error_line;        /* RUN_ERROR: in the scenario file; 0 unknown */
    uint32_t error_column;      /* 0 unknown */
    const char *error_source;   /* that line as written; NULL unknown */
    const struct run_slip
        *slips; /* where the world could not be made: all such lines, the error's first */
    uint32_t slip_count;
    const char *waits; /* mail behind the end (quiet.h); "" none */
    bool is_stuck;     /* and nobody will take it */
    uint64_t time_us;  /* virtual time at the end */
    uint64_t trace_hash;
    uint64_t trace_rows;
    uint64_t port_calls;
    uint64_t struck_call; /* sweeps: that was to be struck; behind port_calls when none was */
    uint64_t steps;
    struct truth_totals totals;
    bool assumptions_used[ASSUMPTION_COUNT];
    const char *assumptions[ASSUMPTION_COUNT]; /* the values in force; static or on the run arena */
    const struct run_quirk *quirks; /* that the scenario declared itself, and that acted */
    uint32_t quirk_count;
};

/* What plug-ins see of the run. */
struct run_watch;
struct acl_mark;
struct run_logon;
struct call_watch;
/* When windows of watches open and end (watch.h). */
struct watch_agenda {
    struct ordered *moments; /* by time, then file order */
    uint32_t count;
    uint32_t next;           /* those before it have passed, or their watch is decided */
    struct run_watch **open; /* states whose window is open, in file order */
    uint32_t open_count;
};

struct run {
    struct world *world;
    const struct scenario_case *the_case;
    const struct run_options *options;
    struct arena *arena;
    struct arena *scratch;      /* step lifetime: for looking at states; reset after each look */
    const struct step *step;    /* the action being done; NULL while the world is declared */
    bool is_declaring;          /* world lines; false: an edit of a variant or of the timeline */
    struct acl_mark *acl_marks; /* lists that a line has spoken about (access.h) */
    struct run_logon *logons;   /* people who are logged on (words/people.h) */
    uint32_t step_next;         /* actions before it are done */
    struct run_watch *watches;
    uint32_t watch_count;
    uint32_t occurrence_count; /* the first ones of watches */
    struct watch_agenda agenda;
    struct call_watch *call_watch; /* NULL: nobody asks for calls (call_watch.h) */
    const char *error;
    uint32_t error_line;
    uint32_t error_column;
    const char *error_source;
    struct run_slip *slips; /* of the last pass over world lines */
    uint32_t slip_count;
};

enum run_exit run_case(const struct scenario_case *the_case, const struct run_options *options,
                       struct arena *run_arena, struct run_result *result_out);

#endif
