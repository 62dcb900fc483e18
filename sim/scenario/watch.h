/*
 * watch -- the expectations of a run: counted, looked at, decided
 *
 * Occurrences lie first in run->watches, states behind them; inside each, file order.
 *
 * Errors  none; a decided expectation is in run->watches.
 * Owns    nothing; all lies on the run arena.
 */
#ifndef SIM_SCENARIO_WATCH_H
#define SIM_SCENARIO_WATCH_H

#include "scenario/plugin.h"
#include "scenario/run.h"

struct run_watch {
    const struct step *step;
    const struct expect_kind *kind;
    uint64_t count; /* occurrences seen in the window */
    bool is_decided;
    bool has_held;  /* a state that was true once (by) */
    bool is_listed; /* among those that are open */
};

/* The window of a watch opens, or ends. */
struct watch_moment {
    struct run_watch *watch;
    bool is_end;
};

/* Takes up all expectations of the case that end up to `until_us`. */
void watch_take_up(struct run *run, uint64_t until_us);
/* Counts one observation. */
bool watch_asks_for(const struct run *run, const struct expect_kind *kind);
void watch_observe(struct run *run, const struct observation *seen);
/* Is there a state whose window is open at `now_us`, so that every settled instant has to be looked
 * at? */
bool watch_is_looking(const struct run *run, uint64_t now_us);
/* The instant is settled: looks at open states. */
void watch_look(struct run *run, struct run_result *result, uint64_t now_us);
/* Decides what ends at `now_us`, in file order. */
void watch_decide(struct run *run, struct run_result *result, uint64_t now_us);
/* First time after `after_us` (or at it, when `including`) at which a watch opens or ends;
 * SCHED_NEVER. */
uint64_t watch_next(struct run *run, uint64_t after_us, bool including);

/* An action that proved nothing fails like an expectation. */
void watch_fail_step(struct run *run, struct run_result *result, const struct step *step,
                     const char *got);

/* A failure got a place to be explained: see explain.c. */
void explain_failures(const struct scenario_case *the_case, const struct run_options *options,
                      struct arena *run_arena, struct run_result *result);

#endif
