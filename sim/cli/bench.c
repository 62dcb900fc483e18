#define _XOPEN_SOURCE 700
#include "cli/bench.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/catalog.h"
#include "scenario/run.h"

enum { ROUNDS = 7, TRACE_ROWS = 2000000 };

static const char default_scenario[] = "scenarios/rights/event-59-trustee-without-create.scn";

static const char worn_scenario[] = "scenarios/postoffice/event-70-worn.scn";

static const char dirsync_scenario[] = "scenarios/dirsync/event-70-until-first-dirsync.scn";

static const char idle_scenario[] = "scenario \"an idle connector polls\"\n"
                                    "source \"bench\"\n"
                                    "until 10d\n"
                                    "world\n"
                                    "  connector C1  account EXCH\\svc-ccmc\n"
                                    "  ntserver NT1  share CCPO  acl EXCH\\svc-ccmc full\n"
                                    "  postoffice PO1  on NT1 CCPO\n"
                                    "  tab C1  postoffice PO1  path \"\\\\NT1\\CCPO\"\n"
                                    "phase \"idle\"\n"
                                    "  @0s do start connector\n"
                                    "  @10d expect delivered in 0\n";

static double now_s(void)
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

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof(*values), by_value);
    return values[count / 2];
}

struct figure {
    const char *name;
    const char *unit;
    double value;
    const char *wanted;
};

struct bench {
    struct figure figures[16];
    size_t count;
    double seconds;
};

static void figure(struct bench *bench, const char *name, const char *unit, double value,
                   const char *wanted)
{
    REQUIRE(bench->count < sizeof(bench->figures) / sizeof(bench->figures[0]));
    bench->figures[bench->count++] =
        (struct figure){.name = name, .unit = unit, .value = value, .wanted = wanted};
}

/* Seconds for one replay, measured over `seconds`. */
static double replay_seconds(const struct scenario_case *the_case,
                             const struct run_options *options, double seconds,
                             struct run_result *result)
{
    struct arena arena = {0};
    const double start = now_s();
    double end = start;
    size_t count = 0;
    do {
        (void)run_case(the_case, options, &arena, result);
        count++;
        end = now_s();
    } while (end - start < seconds);
    arena_release(&arena);
    return (end - start) / (double)count;
}

/* Replays with everything, without trace, without ledger, in turn. */
static void bench_replays(struct bench *bench, const struct catalog_entry *entry)
{
    const struct run_options plain = {.letters = &entry->letters};
    struct run_options no_trace = plain;
    struct run_options no_ledger = plain;
    no_trace.is_untraced = true;
    no_ledger.is_unledgered = true;
    const struct run_options *const kinds[] = {&plain, &no_trace, &no_ledger};
    double seconds[3][ROUNDS];
    struct run_result result = {0};
    for (size_t round = 0; round < ROUNDS; round++) {
        for (size_t k = 0; k < 3; k++) {
            seconds[k][round] = replay_seconds(&entry->scenario.cases[0], kinds[k],
                                               bench->seconds / ROUNDS, &result);
        }
    }
    (void)replay_seconds(&entry->scenario.cases[0], &plain, 0, &result);
    double trace[ROUNDS];
    double ledger[ROUNDS];
    for (size_t round = 0; round < ROUNDS; round++) {
        trace[round] = 100.0 * (1.0 - seconds[1][round] / seconds[0][round]);
        ledger[round] = 100.0 * (1.0 - seconds[2][round] / seconds[0][round]);
    }
    const double one = median(seconds[0], ROUNDS);
    figure(bench, "replays of file (i), base", "1/s", 1.0 / one, ">= 10000");
    figure(bench, "trace rows of one replay", "rows", (double)result.trace_rows, "");
    figure(bench, "port calls of one replay", "calls", (double)result.port_calls, "");
    figure(bench, "time per port call, all in", "ns", one * 1e9 / (double)result.port_calls, "");
    figure(bench, "share of the trace in a replay", "%", median(trace, ROUNDS), "<= 20");
    figure(bench, "share of the ledger in a replay", "%", median(ledger, ROUNDS), "");
}

static bool bench_idle(struct bench *bench)
{
    struct arena arena = {0};
    struct scenario scenario;
    struct scenario_errors errors = {0};
    if (!scenario_parse(&arena, "idle", bytes_of_text(idle_scenario), &scenario, &errors)) {
        arena_release(&arena);
        return false;
    }
    double speeds[ROUNDS];
    struct run_result result = {0};
    const struct run_options options = {0};
    for (size_t round = 0; round < ROUNDS; round++) {
        const double one =
            replay_seconds(&scenario.cases[0], &options, bench->seconds / ROUNDS, &result);
        speeds[round] = (double)scenario.until_us / 1e6 / one;
    }
    figure(bench, "idle polling, simulated seconds", "s/s", median(speeds, ROUNDS), ">= 3000000");
    arena_release(&arena);
    return result.exit == RUN_OK;
}

/* Seconds of a replay in which the users of a post office send and delete so many turnovers of 200
 * messages; false: it cannot be played. */
static bool churn_seconds(struct bench *bench, unsigned turnovers, double *seconds_out)
{
    struct arena arena = {0};
    struct scenario scenario;
    struct scenario_errors errors = {0};
    struct run_result result = {0};
    const struct run_options options = {0};
    const char *text =
        arena_format(&arena,
                     "scenario \"churn\"\nsource \"bench\"\nuntil 2s\nworld\n"
                     "  ntserver NT1  share CCPO\n"
                     "  postoffice PO1  on NT1 CCPO\n"
                     "phase \"wear\"\n"
                     "  @1s do churn PO1 turnovers %u messages 400 file 2K..2K keep 200\n"
                     "  @2s expect delivered in 0\n",
                     turnovers);
    const bool is_good = scenario_parse(&arena, "churn", bytes_of_text(text), &scenario, &errors);
    if (is_good) {
        double rounds[ROUNDS];
        for (size_t round = 0; round < ROUNDS; round++) {
            rounds[round] =
                replay_seconds(&scenario.cases[0], &options, bench->seconds / 50, &result);
        }
        *seconds_out = median(rounds, ROUNDS);
    }
    arena_release(&arena);
    return is_good && result.exit == RUN_OK;
}

static bool bench_churn(struct bench *bench)
{
    enum { FEW = 2, MANY = 52, EACH = 200 };
    double few = 0;
    double many = 0;
    if (!churn_seconds(bench, FEW, &few) || !churn_seconds(bench, MANY, &many)) {
        return false;
    }
    figure(bench, "churn, a message of 2 KB sent and deleted", "us",
           (many - few) * 1e6 / ((MANY - FEW) * EACH), "<= 2");
    return true;
}

/* Three hours of polls, and a directory synchronization that is cut off before one that completes.
 */
static bool bench_dirsync(struct bench *bench)
{
    struct arena arena = {0};
    struct buffer errors;
    struct catalog catalog;
    struct options options = {0};
    const char *path = dirsync_scenario;
    options.paths = &path;
    options.path_count = 1;
    buffer_init(&errors, &arena);
    catalog_load(&options, &arena, &errors, &catalog);
    if (catalog.error_count > 0 || catalog.count == 0) {
        arena_release(&arena);
        return false;
    }
    const struct catalog_entry *entry = &catalog.entries[0];
    const struct run_options plain = {.letters = &entry->letters};
    struct run_result result = {0};
    double speeds[ROUNDS];
    for (size_t round = 0; round < ROUNDS; round++) {
        speeds[round] = 1.0 / replay_seconds(&entry->scenario.cases[0], &plain,
                                             bench->seconds / ROUNDS, &result);
    }
    figure(bench, "replays of file (iv), base", "1/s", median(speeds, ROUNDS), ">= 250");
    arena_release(&arena);
    return result.exit == RUN_OK;
}

static void bench_trace(struct bench *bench)
{
    double ns[ROUNDS];
    struct trace *trace = malloc(sizeof(*trace));
    REQUIRE(trace != NULL);
    for (size_t round = 0; round < ROUNDS; round++) {
        trace_init(trace);
        const double start = now_s();
        for (uint64_t i = 0; i < TRACE_ROWS; i++) {
            struct trace_row row = {.time_us = i,
                                    .cause = i / 2,
                                    .actor = 1,
                                    .op = TRACE_READ,
                                    .amount = i & 511,
                                    .name_hash = i | 1};
            (void)trace_add(trace, &row, NULL);
        }
        (void)trace_hash(trace);
        ns[round] = (now_s() - start) * 1e9 / TRACE_ROWS;
    }
    free(trace);
    figure(bench, "a trace row with its hash", "ns", median(ns, ROUNDS), "<= 15");
}

/* From process start to verdict: this program again on the file with its variants. */
static void bench_process(struct bench *bench, const char *path, const char *name,
                          const char *wanted)
{
    double ms[ROUNDS];
    for (size_t round = 0; round < ROUNDS; round++) {
        const double start = now_s();
        const pid_t child = fork();
        if (child == 0) {
            const int nowhere = open("/dev/null", O_WRONLY);
            (void)dup2(nowhere, STDOUT_FILENO);
            (void)execl("/proc/self/exe", "ccbench", "run", path, (char *)NULL);
            _exit(127);
        }
        (void)waitpid(child, NULL, 0);
        ms[round] = (now_s() - start) * 1e3;
    }
    figure(bench, name, "ms", median(ms, ROUNDS), wanted);
}

static void print_text(const struct bench *bench, struct buffer *target)
{
    for (size_t i = 0; i < bench->count; i++) {
        const struct figure *f = &bench->figures[i];
        buffer_format(target, "%-54s %14.1f %-5s %s%s\n", f->name, f->value, f->unit,
                      f->wanted[0] != '\0' ? "wanted " : "", f->wanted);
    }
}

static void print_json(const struct bench *bench, struct buffer *target)
{
    json_t *list = json_array();
    for (size_t i = 0; i < bench->count; i++) {
        const struct figure *f = &bench->figures[i];
        (void)json_array_append_new(list,
                                    json_pack("{s:s, s:s, s:f, s:s}", "name", f->name, "unit",
                                              f->unit, "value", f->value, "wanted", f->wanted));
    }
    char *text = json_dumps(list, JSON_INDENT(1) | JSON_REAL_PRECISION(6));
    REQUIRE(text != NULL);
    buffer_text(target, text);
    buffer_text(target, "\n");
    free(text);
    json_decref(list);
}

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
    struct bench bench = {.seconds = options->seconds > 0 ? (double)options->seconds : 1.0};
    bench_replays(&bench, &catalog.entries[0]);
    const bool is_idle_good = bench_idle(&bench);
    bench_trace(&bench);
    bench_process(&bench, catalog.entries[0].scenario.path,
                  "file (i) with its variants, process start to verdict", "<= 20");
    const bool is_churn_good = bench_churn(&bench);
    bool is_dirsync_good = true;
    if (options->path_count == 0) {
        is_dirsync_good = bench_dirsync(&bench);
        bench_process(&bench, worn_scenario, "file (ii) with its variants, the same", "<= 100");
    }
    if (options->json) {
        print_json(&bench, target);
    } else {
        print_text(&bench, target);
    }
    arena_release(&arena);
    return is_idle_good && is_churn_good && is_dirsync_good ? RUN_OK : RUN_FAILED;
}
