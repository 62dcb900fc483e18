#define _POSIX_C_SOURCE 200809L
#include "cli/bench.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "cli/bench_inside.h"

static const char default_scenario[] = "scenarios/rights/event-59-trustee-without-create.scn";

static const struct {
    const char *name;
    const char *unit;
    const char *wanted;
} figures[] = {
#define FIGURE(id, name, unit, wanted) {name, unit, wanted},
#include "cli/bench.def"
#undef FIGURE
};

double bench_now_s(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int by_value(const void *a, const void *b)
{
    const double left = *(const double *)a;
    const double right = *(const double *)b;
    return (left > right) - (left < right);
}

double bench_median(double *values, size_t count)
{
    qsort(values, count, sizeof(*values), by_value);
    return values[count / 2];
}

void bench_set(struct bench *bench, enum figure figure, double value)
{
    bench->values[figure] = value;
    bench->is_measured[figure] = true;
}

double bench_replay_s(const struct scenario_case *the_case, const struct run_options *options,
                      double seconds, struct run_result *result)
{
    struct arena arena = {0};
    const double start = bench_now_s();
    double end;
    size_t count = 0;
    do {
        (void)run_case(the_case, options, &arena, result);
        count++;
        end = bench_now_s();
    } while (end - start < seconds);
    arena_release(&arena);
    return (end - start) / (double)count;
}

bool bench_play(const char *text, void (*at_end)(void *observer, struct world *world),
                void *observer)
{
    struct arena arena = {0};
    struct scenario scenario;
    struct scenario_errors errors = {0};
    struct run_result result = {0};
    const struct run_options options = {.at_end = at_end, .observer = observer};
    const bool is_good = scenario_parse(&arena, "bench", bytes_of_text(text), &scenario, &errors);
    if (is_good) {
        struct arena run_arena = {0};
        (void)run_case(&scenario.cases[0], &options, &run_arena, &result);
        arena_release(&run_arena);
    }
    arena_release(&arena);
    return is_good && result.exit == RUN_OK;
}

static void print_text(const struct bench *bench, struct buffer *target)
{
    for (size_t i = 0; i < FIGURE_COUNT; i++) {
        if (bench->is_measured[i]) {
            buffer_format(target, "%-58s %14.2f %-5s %s%s\n", figures[i].name, bench->values[i],
                          figures[i].unit, figures[i].wanted[0] != '\0' ? "wanted " : "",
                          figures[i].wanted);
        }
    }
}

static void print_json(const struct bench *bench, struct buffer *target)
{
    json_t *list = json_array();
    for (size_t i = 0; i < FIGURE_COUNT; i++) {
        if (bench->is_measured[i]) {
            (void)json_array_append_new(list,
                                        json_pack("{s:s, s:s, s:f, s:s}", "name", figures[i].name,
                                                  "unit", figures[i].unit, "value",
                                                  bench->values[i], "wanted", figures[i].wanted));
        }
    }
    char *text = json_dumps(list, JSON_INDENT(1) | JSON_REAL_PRECISION(6));
    REQUIRE(text != NULL);
    buffer_text(target, text);
    buffer_text(target, "\n");
    free(text);
    json_decref(list);
}

/* Who asks for less than that does not want to wait for 650 MB on disk, or 16,000 letters. */
enum { LARGE_OFFICE_SECONDS = 2 };

int bench_run(const struct options *options, struct buffer *target)
{
    struct arena arena = {0};
    struct options used = *options;
    const char *path = default_scenario;
    if (used.path_count == 0) {
        used.paths = &path;
        used.path_count = 1;
    }
    struct buffer errors;
    struct catalog catalog;
    buffer_init(&errors, &arena);
    catalog_load(&used, &arena, &errors, &catalog);
    if (catalog.error_count > 0 || catalog.count == 0) {
        (void)fputs(buffer_string(&errors), stderr);
        arena_release(&arena);
        return RUN_ERROR;
    }
    struct bench bench = {.seconds = options->seconds > 0 ? (double)options->seconds : 1.0,
                          .office_bytes = (uint64_t)650 << 20,
                          .few = 4000};
    bool is_good = bench_replays(&bench, &catalog.entries[0]);
    if (options->path_count == 0) {
        is_good = bench_shipped(&bench) && is_good;
        is_good = bench_post_office(&bench) && is_good;
        if (options->seconds == 0 || options->seconds >= LARGE_OFFICE_SECONDS) {
            is_good = bench_scale(&bench) && is_good;
            is_good = bench_check(&bench) && is_good;
            is_good = bench_reclaim(&bench) && is_good;
        }
        is_good = bench_rights(&bench) && is_good;
    }
    if (options->json) {
        print_json(&bench, target);
    } else {
        print_text(&bench, target);
    }
    arena_release(&arena);
    return is_good ? RUN_OK : RUN_FAILED;
}
