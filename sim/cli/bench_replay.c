/* Figures of whole replays, and of the trace. */
#define _POSIX_C_SOURCE 200809L
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/bench_inside.h"

enum { TRACE_ADDED = 2000000 };

static const char dirsync_scenario[] = "scenarios/dirsync/event-70-until-first-dirsync.scn";
static const char worn_scenario[] = "scenarios/postoffice/event-70-worn.scn";

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

/* Replays with everything, without trace, without ledger, in turn. */
static void shares(struct bench *bench, const struct catalog_entry *entry)
{
    const struct run_options plain = {.letters = &entry->letters};
    struct run_options no_trace = plain;
    struct run_options no_ledger = plain;
    no_trace.is_untraced = true;
    no_ledger.is_unledgered = true;
    const struct run_options *const kinds[] = {&plain, &no_trace, &no_ledger};
    double seconds[3][BENCH_ROUNDS];
    struct run_result result = {0};
    for (size_t round = 0; round < BENCH_ROUNDS; round++) {
        for (size_t k = 0; k < 3; k++) {
            seconds[k][round] = bench_replay_s(&entry->scenario.cases[0], kinds[k],
                                               bench->seconds / BENCH_ROUNDS, &result);
        }
    }
    (void)bench_replay_s(&entry->scenario.cases[0], &plain, 0, &result);
    double trace[BENCH_ROUNDS];
    double ledger[BENCH_ROUNDS];
    for (size_t round = 0; round < BENCH_ROUNDS; round++) {
        trace[round] = 100.0 * (1.0 - seconds[1][round] / seconds[0][round]);
        ledger[round] = 100.0 * (1.0 - seconds[2][round] / seconds[0][round]);
    }
    const double one = bench_median(seconds[0], BENCH_ROUNDS);
    bench_set(bench, FIGURE_REPLAYS, 1.0 / one);
    bench_set(bench, FIGURE_TRACE_ROWS, (double)result.trace_rows);
    bench_set(bench, FIGURE_PORT_CALLS, (double)result.port_calls);
    bench_set(bench, FIGURE_PORT_CALL, one * 1e9 / (double)result.port_calls);
    bench_set(bench, FIGURE_TRACE_SHARE, bench_median(trace, BENCH_ROUNDS));
    bench_set(bench, FIGURE_LEDGER_SHARE, bench_median(ledger, BENCH_ROUNDS));
}

static bool idle(struct bench *bench)
{
    struct arena arena = {0};
    struct scenario scenario;
    struct scenario_errors errors = {0};
    if (!scenario_parse(&arena, "idle", bytes_of_text(idle_scenario), &scenario, &errors)) {
        arena_release(&arena);
        return false;
    }
    double speeds[BENCH_ROUNDS];
    struct run_result result = {0};
    const struct run_options options = {0};
    for (size_t round = 0; round < BENCH_ROUNDS; round++) {
        const double one =
            bench_replay_s(&scenario.cases[0], &options, bench->seconds / BENCH_ROUNDS, &result);
        speeds[round] = (double)scenario.until_us / 1e6 / one;
    }
    bench_set(bench, FIGURE_IDLE, bench_median(speeds, BENCH_ROUNDS));
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
        double rounds[BENCH_ROUNDS];
        for (size_t round = 0; round < BENCH_ROUNDS; round++) {
            rounds[round] =
                bench_replay_s(&scenario.cases[0], &options, bench->seconds / 50, &result);
        }
        *seconds_out = bench_median(rounds, BENCH_ROUNDS);
    }
    arena_release(&arena);
    return is_good && result.exit == RUN_OK;
}

static bool churn(struct bench *bench)
{
    enum { FEW = 2, MANY = 52, EACH = 200 };
    double few = 0;
    double many = 0;
    if (!churn_seconds(bench, FEW, &few) || !churn_seconds(bench, MANY, &many)) {
        return false;
    }
    bench_set(bench, FIGURE_CHURN, (many - few) * 1e6 / ((MANY - FEW) * EACH));
    return true;
}

/* Three hours of polls, and a directory synchronization that is cut off before one that completes.
 */
static bool dirsync(struct bench *bench)
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
    double speeds[BENCH_ROUNDS];
    for (size_t round = 0; round < BENCH_ROUNDS; round++) {
        speeds[round] = 1.0 / bench_replay_s(&entry->scenario.cases[0], &plain,
                                             bench->seconds / BENCH_ROUNDS, &result);
    }
    bench_set(bench, FIGURE_FILE_4, bench_median(speeds, BENCH_ROUNDS));
    arena_release(&arena);
    return result.exit == RUN_OK;
}

static void trace_rows(struct bench *bench)
{
    double ns[BENCH_ROUNDS];
    struct arena arena = {0};
    struct trace *trace = arena_new(&arena, struct trace);
    for (size_t round = 0; round < BENCH_ROUNDS; round++) {
        trace_init(trace);
        const double start = bench_now_s();
        for (uint64_t i = 0; i < TRACE_ADDED; i++) {
            struct trace_row *row = trace_next(trace); /* as the choke point does it */
            row->time_us = i;
            row->cause = i / 2;
            row->name_hash = i | 1;
            row->amount = i & 511;
            row->actor = 1;
            row->session = 1;
            row->op = TRACE_READ;
            row->status = ST_OK;
            row->way = 1;
            row->refusal = 0;
            row->lacks = 0;
            row->detail = 0;
            (void)trace_push(trace, NULL);
        }
        (void)trace_hash(trace);
        ns[round] = (bench_now_s() - start) * 1e9 / TRACE_ADDED;
    }
    arena_release(&arena);
    bench_set(bench, FIGURE_TRACE_ROW, bench_median(ns, BENCH_ROUNDS));
}

/* From process start to verdict: this program again on the file with its variants. */
static void process(struct bench *bench, enum figure figure, const char *path)
{
    double ms[BENCH_ROUNDS];
    for (size_t round = 0; round < BENCH_ROUNDS; round++) {
        const double start = bench_now_s();
        const pid_t child = fork();
        if (child == 0) {
            const int nowhere = open("/dev/null", O_WRONLY);
            (void)dup2(nowhere, STDOUT_FILENO);
            (void)execl("/proc/self/exe", "ccbench", "run", path, (char *)NULL);
            _exit(127);
        }
        (void)waitpid(child, NULL, 0);
        ms[round] = (bench_now_s() - start) * 1e3;
    }
    bench_set(bench, figure, bench_median(ms, BENCH_ROUNDS));
}

bool bench_replays(struct bench *bench, const struct catalog_entry *entry)
{
    shares(bench, entry);
    const bool is_idle_good = idle(bench);
    trace_rows(bench);
    process(bench, FIGURE_FILE_1, entry->scenario.path);
    return is_idle_good;
}

bool bench_shipped(struct bench *bench)
{
    process(bench, FIGURE_FILE_2, worn_scenario);
    const bool is_churn_good = churn(bench);
    return dirsync(bench) && is_churn_good;
}
