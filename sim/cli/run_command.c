#define _POSIX_C_SOURCE 200809L
#include "cli/run_command.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/listing.h"
#include "cli/sweep.h"
#include "scenario/words/wear_memory.h"

enum { JOBS_MAX = 64 };

/* Which exit code speaks louder: an error of usage, a broken invariant, no progress, a failed
 * expectation. */
static int worse(int a, int b)
{
    static const int rank[] = {[RUN_OK] = 0,
                               [RUN_FAILED] = 1,
                               [RUN_ERROR] = 3,
                               [RUN_INVARIANT] = 4,
                               [RUN_NO_PROGRESS] = 2};
    return rank[a] >= rank[b] ? a : b;
}

/* What the cases of a file share: memory, and what churn made. */
struct shared {
    struct arena arena;
    struct wear_memory wear;
};

static void run_one(const struct options *options, const struct catalog_entry *entry,
                    const struct scenario_case *the_case, struct shared *shared,
                    struct buffer *listing_target, struct run_result *result_out)
{
    struct run_options run = {.schedule_seed = options->schedule,
                              .until_us = options->until,
                              .letters = &entry->letters,
                              .wear = entry->case_count > 1 ? &shared->wear : NULL,
                              .is_explaining = true,
                              .inject_call = options->sweep != NULL ? options->call : 0};
    if (options->sweep != NULL) {
        REQUIRE(sweep_status(options->sweep, &run.inject_status));
    }
    struct listing listing;
    listing_attach(&listing, &run, listing_target, options->trace, options->events);
    (void)run_case(the_case, &run, &shared->arena, result_out);
}

/* All wanted cases of one file. */
static void run_file(const struct options *options, const struct catalog_entry *entry,
                     const struct reporter *reporter, struct buffer *target,
                     struct run_summary *summary)
{
    struct shared shared = {0};
    struct arena listing_arena = {0};
    bool is_first = true;
    uint32_t number = entry->first_number;
    for (uint32_t c = 0; c < entry->scenario.case_count; c++) {
        const struct scenario_case *the_case = &entry->scenario.cases[c];
        if (!catalog_wants_case(options, the_case)) {
            continue;
        }
        struct run_result result = {0};
        struct buffer listing;
        buffer_init(&listing, &listing_arena);
        if (options->sweep != NULL && options->call == 0) {
            sweep_case(options, entry, the_case, &shared.arena, &result);
        } else {
            run_one(options, entry, the_case, &shared, &listing, &result);
        }
        const struct report_case report = {.scenario = &entry->scenario,
                                           .the_case = the_case,
                                           .result = &result,
                                           .number = number++,
                                           .schedule_seed = options->schedule,
                                           .is_first_of_file = is_first};
        buffer_add(target, listing.data, listing.size);
        reporter->one(target, &report);
        is_first = false;
        summary->totals.cases++;
        summary->totals.passed += result.exit == RUN_OK ? 1 : 0;
        summary->totals.failed += result.exit == RUN_OK ? 0 : 1;
        summary->exit = worse(summary->exit, (int)result.exit);
        arena_reset(&listing_arena);
    }
    summary->totals.files++;
    summary->totals.asks += entry->scenario.ask_count;
    arena_release(&shared.arena);
    wear_memory_release(&shared.wear);
    arena_release(&listing_arena);
}

static void summary_add(struct run_summary *sum, const struct run_summary *one)
{
    sum->totals.files += one->totals.files;
    sum->totals.cases += one->totals.cases;
    sum->totals.passed += one->totals.passed;
    sum->totals.failed += one->totals.failed;
    sum->totals.asks += one->totals.asks;
    sum->exit = worse(sum->exit, one->exit);
}

static bool write_all(int descriptor, const void *data, size_t size)
{
    const char *at = data;
    while (size > 0) {
        const ssize_t written = write(descriptor, at, size);
        if (written <= 0) {
            return false;
        }
        at += written;
        size -= (size_t)written;
    }
    return true;
}

static bool read_all(int descriptor, void *data, size_t size)
{
    char *at = data;
    while (size > 0) {
        const ssize_t got = read(descriptor, at, size);
        if (got <= 0) {
            return false;
        }
        at += got;
        size -= (size_t)got;
    }
    return true;
}

/* A forked worker: every `jobs`-th file, each as summary, size and text. */
static int worker(const struct options *options, const struct catalog *catalog,
                  const struct reporter *reporter, int descriptor, uint32_t first)
{
    struct arena arena = {0};
    for (uint32_t i = first; i < catalog->count; i += (uint32_t)options->jobs) {
        struct buffer text;
        struct run_summary summary = {0};
        arena_reset(&arena);
        buffer_init(&text, &arena);
        run_file(options, &catalog->entries[i], reporter, &text, &summary);
        const uint64_t size = text.size;
        if (!write_all(descriptor, &summary, sizeof(summary)) ||
            !write_all(descriptor, &size, sizeof(size)) ||
            !write_all(descriptor, text.data, text.size)) {
            return 1;
        }
    }
    arena_release(&arena);
    return 0;
}

static struct run_summary run_shared(const struct options *options, const struct catalog *catalog,
                                     const struct reporter *reporter, struct buffer *target)
{
    struct run_summary sum = {0};
    int pipes[JOBS_MAX][2];
    pid_t children[JOBS_MAX];
    const uint32_t jobs = (uint32_t)options->jobs;
    for (uint32_t j = 0; j < jobs; j++) {
        if (pipe(pipes[j]) != 0) {
            sum.exit = RUN_ERROR;
            return sum;
        }
        children[j] = fork(); /* when that fails its files are told as not reported */
        if (children[j] == 0) {
            (void)close(pipes[j][0]);
            _exit(worker(options, catalog, reporter, pipes[j][1], j));
        }
        (void)close(pipes[j][1]);
    }
    for (uint32_t i = 0; i < catalog->count; i++) {
        const int descriptor = pipes[i % jobs][0];
        struct run_summary one = {0};
        uint64_t size = 0;
        if (!read_all(descriptor, &one, sizeof(one)) ||
            !read_all(descriptor, &size, sizeof(size))) {
            buffer_format(target, "%s: the process that ran it ended without a report\n",
                          catalog->entries[i].scenario.path);
            one = (struct run_summary){.exit = RUN_INVARIANT};
            one.totals.failed = catalog->entries[i].case_count;
            summary_add(&sum, &one);
            continue;
        }
        struct arena scratch = {0};
        char *text = arena_alloc(&scratch, size + 1);
        if (read_all(descriptor, text, size)) {
            buffer_add(target, text, size);
        }
        arena_release(&scratch);
        summary_add(&sum, &one);
    }
    for (uint32_t j = 0; j < jobs; j++) {
        (void)close(pipes[j][0]);
        if (children[j] > 0) {
            (void)waitpid(children[j], NULL, 0);
        }
    }
    return sum;
}

struct run_summary run_all(const struct options *options, const struct catalog *catalog,
                           const struct reporter *reporter, struct buffer *target)
{
    struct run_summary sum = {0};
    struct options used = *options;
    used.jobs = used.jobs > JOBS_MAX ? JOBS_MAX : used.jobs;
    reporter->begin(target, catalog->case_count);
    if (used.jobs > 1) {
        sum = run_shared(&used, catalog, reporter, target);
    } else {
        for (uint32_t i = 0; i < catalog->count; i++) {
            run_file(&used, &catalog->entries[i], reporter, target, &sum);
        }
    }
    reporter->end(target, &sum.totals);
    return sum;
}
