/*
 * bench_inside -- what the files of `ccbench bench` share and nobody else sees
 *
 * A figure is a row of bench.def. Each group measures some of them: the median of several rounds,
 * what is compared in turn within one round.
 */
#ifndef SIM_CLI_BENCH_INSIDE_H
#define SIM_CLI_BENCH_INSIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/catalog.h"
#include "scenario/run.h"

enum { BENCH_ROUNDS = 7 };

enum figure {
#define FIGURE(id, name, unit, wanted) FIGURE_##id,
#include "cli/bench.def"
#undef FIGURE
    FIGURE_COUNT
};

struct bench {
    double seconds;        /* for a figure, about */
    uint64_t office_bytes; /* of the large post office */
    uint32_t few;          /* letters, recipients: against four times as many */
    double values[FIGURE_COUNT];
    bool is_measured[FIGURE_COUNT];
};

double bench_now_s(void);
double bench_median(double *values, size_t count); /* sorts them */
void bench_set(struct bench *bench, enum figure figure, double value);
/* Seconds for one replay, measured over `seconds`. */
double bench_replay_s(const struct scenario_case *the_case, const struct run_options *options,
                      double seconds, struct run_result *result);
/* Replays a text's base case; at_end sees the world. false: it cannot be played, or fails. */
bool bench_play(const char *text, void (*at_end)(void *observer, struct world *world),
                void *observer);

/* The groups; false: something did not work, which makes their figures worthless. */
bool bench_replays(struct bench *bench, const struct catalog_entry *entry);
bool bench_shipped(struct bench *bench);
bool bench_scale(struct bench *bench);
bool bench_post_office(struct bench *bench);
bool bench_check(struct bench *bench);
bool bench_reclaim(struct bench *bench);
bool bench_rights(struct bench *bench);

#endif
