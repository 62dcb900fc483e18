#define _POSIX_C_SOURCE 200809L
#include "cli/run_command.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/listing.h"
#include "cli/storms.h"
#include "cli/sweep.h"
#include "scenario/words/wear_memory.h"

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
                              .is_drawn = entry->world != 0,
                              .is_explaining = true,
                              .inject_call = options->sweep != NULL ? options->call : 0};
    if (options->sweep != NULL) {
        REQUIRE(status_find(options->sweep, &run.inject_status));
    }
    struct storm storm;
    if (options->strikes != NULL) {
        struct arena *arena = listing_target->arena; /* that of the run begins anew */
        REQUIRE(storm_parse(arena, options->strikes, &storm, NULL));
        run.storm = &storm;
        run.quiet_us = storms_quiet_us(entry);
    }
    struct listing listing;
    if (options->trace || options->events) {
        buffer_format(listing_target, "%s, %s:\n", entry->scenario.path,
                      report_case_name(the_case));
    }
    listing_attach(&listing, &run, listing_target, options->trace, options->events);
    (void)run_case(the_case, &run, &shared->arena, result_out);
    storms_judge(result_out, &shared->arena);
}

/* All wanted cases of one file, or a drawn world. */
static void run_file(const struct options *options, const struct catalog_entry *listed,
                     struct run_output *output, struct run_summary *summary)
{
    const struct reporter *hashes = reporter_find("hashes");
    struct shared shared = {0};
    struct arena listing_arena = {0};
    struct arena drawn = {0};
    const struct catalog_entry taken = catalog_take(listed, &drawn);
    const struct catalog_entry *entry = &taken;
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
        } else if (options->storm != 0) {
            storms_case(options, entry, the_case, &shared.arena, &result);
        } else {
            run_one(options, entry, the_case, &shared, &listing, &result);
        }
        const struct report_case report = {.scenario = &entry->scenario,
                                           .the_case = the_case,
                                           .result = &result,
                                           .number = number++,
                                           .schedule_seed = options->schedule,
                                           .sweep = options->sweep,
                                           .call = options->call,
                                           .strikes = options->strikes,
                                           .is_first_of_file = is_first};
        buffer_add(&output->report, listing.data, listing.size);
        output->reporter->one(&output->report, &report);
        hashes->one(&output->hashes, &report);
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
    arena_release(&drawn);
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

static bool write_text(int descriptor, const struct buffer *text)
{
    const uint64_t size = text->size;
    return write_all(descriptor, &size, sizeof(size)) && write_all(descriptor, text->data, size);
}

static bool read_text(int descriptor, struct buffer *text)
{
    uint64_t size = 0;
    if (!read_all(descriptor, &size, sizeof(size))) {
        return false;
    }
    buffer_reserve(text, size);
    if (!read_all(descriptor, text->data + text->size, size)) {
        return false;
    }
    text->size += size;
    text->data[text->size] = 0;
    return true;
}

/* A forked worker: every `jobs`-th file, each as summary, report and hashes. */
static int worker(const struct options *options, const struct catalog *catalog,
                  const struct reporter *reporter, int descriptor, uint32_t first)
{
    struct arena arena = {0};
    for (uint32_t i = first; i < catalog->count; i += (uint32_t)options->jobs) {
        struct run_output output = {.reporter = reporter};
        struct run_summary summary = {0};
        arena_reset(&arena);
        buffer_init(&output.report, &arena);
        buffer_init(&output.hashes, &arena);
        run_file(options, &catalog->entries[i], &output, &summary);
        if (!write_all(descriptor, &summary, sizeof(summary)) ||
            !write_text(descriptor, &output.report) || !write_text(descriptor, &output.hashes)) {
            return 1;
        }
    }
    arena_release(&arena);
    return 0;
}

/* What a worker reported does not count when it then ended as a checker of memory ends it. */
static bool worker_ended_well(pid_t child)
{
    int state = 0;
    return waitpid(child, &state, 0) == child && WIFEXITED(state) && WEXITSTATUS(state) == 0;
}

static struct run_summary run_shared(const struct options *options, const struct catalog *catalog,
                                     struct run_output *output)
{
    struct run_summary sum = {0};
    int pipes[RUN_JOBS_MAX][2];
    pid_t children[RUN_JOBS_MAX];
    const uint32_t jobs = (uint32_t)options->jobs;
    for (uint32_t j = 0; j < jobs; j++) {
        if (pipe(pipes[j]) != 0) {
            sum.exit = RUN_ERROR;
            return sum;
        }
        children[j] = fork(); /* when that fails its files are told as not reported */
        if (children[j] == 0) {
            (void)close(pipes[j][0]);
            _exit(worker(options, catalog, output->reporter, pipes[j][1], j));
        }
        (void)close(pipes[j][1]);
    }
    for (uint32_t i = 0; i < catalog->count; i++) {
        const int descriptor = pipes[i % jobs][0];
        struct run_summary one = {0};
        if (!read_all(descriptor, &one, sizeof(one)) || !read_text(descriptor, &output->report) ||
            !read_text(descriptor, &output->hashes)) {
            (void)fprintf(stderr, "%s: the process that ran it ended without a report\n",
                          catalog->entries[i].scenario.path);
            one = (struct run_summary){.exit = RUN_INVARIANT};
            one.totals.failed = catalog->entries[i].case_count;
        }
        summary_add(&sum, &one);
    }
    for (uint32_t j = 0; j < jobs; j++) {
        (void)close(pipes[j][0]);
        if (children[j] > 0 && !worker_ended_well(children[j])) {
            (void)fprintf(stderr, "worker %u did not end as it should\n", j + 1);
            sum.exit = worse(sum.exit, RUN_INVARIANT);
        }
    }
    return sum;
}

struct run_summary run_all(const struct options *options, const struct catalog *catalog,
                           struct run_output *output)
{
    struct run_summary sum = {0};
    struct options used = *options;
    used.jobs = used.jobs > RUN_JOBS_MAX ? RUN_JOBS_MAX : used.jobs;
    output->reporter->begin(&output->report, catalog->case_count);
    if (used.jobs > 1) {
        sum = run_shared(&used, catalog, output);
    } else {
        for (uint32_t i = 0; i < catalog->count; i++) {
            run_file(&used, &catalog->entries[i], output, &sum);
        }
    }
    output->reporter->end(&output->report, &sum.totals);
    return sum;
}
