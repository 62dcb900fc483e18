#define _XOPEN_SOURCE 700
#include "cli/twice.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/run_command.h"

/* What the second process has otherwise. */
static void other_conditions(void)
{
    static char filler[4096];
    memset(filler, 'x', sizeof(filler) - 1);
    (void)setenv("TZ", "Asia/Kathmandu", 1);
    (void)setenv("LC_ALL", "de_DE.UTF-8", 1);
    (void)setenv("LANG", "de_DE.UTF-8", 1);
    (void)setenv("CCBENCH_SECOND", filler, 1); /* moves the stack */
    if (chdir("/") != 0) {
        _exit(127);
    }
}

static bool capture(int descriptor, struct buffer *text)
{
    char block[16384];
    ssize_t got = 0;
    while ((got = read(descriptor, block, sizeof(block))) > 0) {
        buffer_add(text, block, (size_t)got);
    }
    return got == 0;
}

/* Runs this program again with `arguments`. */
static struct twice second_process(char *const *arguments)
{
    int ends[2];
    if (pipe(ends) != 0) {
        return (struct twice){.child = -1, .output = -1};
    }
    const struct twice twice = {.child = fork(), .output = ends[0]};
    if (twice.child == 0) {
        (void)dup2(ends[1], STDOUT_FILENO);
        (void)close(ends[0]);
        (void)close(ends[1]);
        other_conditions();
        (void)execv("/proc/self/exe", arguments);
        _exit(127);
    }
    (void)close(ends[1]);
    return twice;
}

/* Its standard output goes to `text`. */
static bool wait_for(const struct twice *twice, struct buffer *text)
{
    if (twice->output < 0) {
        return false;
    }
    const bool is_read = capture(twice->output, text);
    (void)close(twice->output);
    int state = 0;
    return twice->child > 0 && waitpid(twice->child, &state, 0) == twice->child && is_read &&
           WIFEXITED(state) && WEXITSTATUS(state) != 127;
}

/* Another number of jobs than the caller has. */
static unsigned other_jobs(uint64_t jobs)
{
    const unsigned used = jobs < RUN_JOBS_MAX ? (unsigned)jobs : RUN_JOBS_MAX;
    return used < 2 ? 2 : used < RUN_JOBS_MAX ? used + 1 : used - 1;
}

/* run PATHS --format hashes and what selects and changes a replay. */
static char **second_arguments(const struct options *options, const struct catalog *catalog,
                               struct arena *arena, const char *const *extra)
{
    char **arguments = arena_array(arena, char *, catalog->count + 24);
    size_t n = 0;
    arguments[n++] = arena_text(arena, "ccbench");
    arguments[n++] = arena_text(arena, "run");
    for (size_t i = 0; extra[i] != NULL; i++) {
        arguments[n++] = arena_text(arena, extra[i]);
    }
    if (options->the_case != NULL) {
        arguments[n++] = arena_format(arena, "--case=%s", options->the_case);
    }
    if (options->schedule != 0) {
        arguments[n++] =
            arena_format(arena, "--schedule=%llu", (unsigned long long)options->schedule);
    }
    if (options->until != 0) {
        arguments[n++] =
            arena_format(arena, "--until=%llums", (unsigned long long)(options->until / 1000));
    }
    arguments[n++] = arena_format(arena, "-j%u", other_jobs(options->jobs));
    if (catalog->count > 0 && catalog->entries[0].world != 0) { /* those behind it follow */
        arguments[n++] = arena_text(arena, catalog->entries[0].scenario.path);
        arguments[n++] = arena_format(arena, "--worlds=%u", (unsigned)catalog->count);
    }
    arguments[n++] = arena_text(arena, "--");
    for (uint32_t i = 0; i < catalog->count; i++) {
        char full[PATH_MAX];
        if (catalog->entries[i].world == 0 &&
            realpath(catalog->entries[i].scenario.path, full) != NULL) {
            arguments[n++] = arena_text(arena, full);
        }
    }
    arguments[n] = NULL;
    return arguments;
}

/* A line without its end; no text behind the last one. */
struct line {
    const char *text;
    size_t length;
};

static struct line next_line(const char **text)
{
    const struct line line = {.text = *text, .length = strcspn(*text, "\n")};
    *text += line.length;
    *text += **text == '\n' ? 1 : 0;
    return line;
}

static bool is_same(struct line a, struct line b)
{
    return a.length == b.length && memcmp(a.text, b.text, a.length) == 0;
}

/* Replays one case on both sides with a listing and names the first row that differs. */
static void name_first_row(const struct options *options, const struct catalog_entry *entry,
                           const char *case_name, struct buffer *target)
{
    struct arena arena = {0};
    struct run_output mine = {.reporter = reporter_find("hashes")};
    struct buffer theirs;
    buffer_init(&mine.report, &arena);
    buffer_init(&mine.hashes, &arena);
    buffer_init(&theirs, &arena);
    struct options traced = *options;
    traced.the_case = case_name;
    traced.trace = true;
    traced.events = false;
    traced.sweep = NULL;
    traced.jobs = 1;
    struct catalog one = {
        .entries = arena_copy(&arena, entry, sizeof(*entry)), .count = 1, .case_count = 1};
    static const char *const extra[] = {"--format=hashes", "--trace", NULL};
    const struct twice second = second_process(second_arguments(&traced, &one, &arena, extra));
    (void)run_all(&traced, &one, &mine);
    if (!wait_for(&second, &theirs)) {
        buffer_text(target, "    the second process could not be asked for its rows\n");
    }
    const char *left = buffer_string(&mine.report);
    const char *right = buffer_string(&theirs);
    struct line a = {left, 0};
    struct line b = {right, 0};
    unsigned row = 0;
    while ((*left != '\0' || *right != '\0') && is_same(a, b)) {
        a = next_line(&left);
        b = next_line(&right);
        row++;
    }
    buffer_format(target, "    first differing row %u:\n      first   %.*s\n      second  %.*s\n",
                  row, (int)a.length, a.text, (int)b.length, b.text);
    arena_release(&arena);
}

/* Compares line by line; the n-th line of each side is the n-th case. */
static int compare(const struct options *options, const struct catalog *catalog, const char *mine,
                   const char *theirs, struct buffer *target)
{
    int different = 0;
    struct arena drawn = {0};
    for (uint32_t i = 0; i < catalog->count; i++) {
        const struct catalog_entry *entry = &catalog->entries[i];
        arena_reset(&drawn);
        const struct scenario scenario = catalog_take(entry, &drawn).scenario;
        for (uint32_t c = 0; c < scenario.case_count; c++) {
            if (!catalog_wants_case(options, &scenario.cases[c])) {
                continue;
            }
            const struct line a = next_line(&mine);
            const struct line b = next_line(&theirs);
            if (is_same(a, b)) {
                continue;
            }
            different++;
            const char *name = report_case_name(&scenario.cases[c]);
            buffer_format(target, "%s: %s: two replays differ\n", scenario.path, name);
            name_first_row(options, entry, name, target);
        }
    }
    arena_release(&drawn);
    return different;
}

void twice_begin(const struct options *options, const struct catalog *catalog,
                 struct twice *twice_out)
{
    static const char *const extra[] = {"--format=hashes", NULL};
    struct arena arena = {0};
    *twice_out = second_process(second_arguments(options, catalog, &arena, extra));
    arena_release(&arena);
}

/* A sweep strikes the replays of the report; what is compared are those without. */
static const char *hashes_of_plain(const struct options *options, const struct catalog *catalog,
                                   struct arena *arena)
{
    struct run_output output = {.reporter = reporter_find("hashes")};
    struct options plain = *options;
    plain.sweep = NULL;
    buffer_init(&output.report, arena);
    buffer_init(&output.hashes, arena);
    (void)run_all(&plain, catalog, &output);
    return buffer_string(&output.hashes);
}

int twice_end(const struct twice *twice, const struct options *options,
              const struct catalog *catalog, const char *mine, struct buffer *target)
{
    struct arena arena = {0};
    struct buffer theirs;
    buffer_init(&theirs, &arena);
    const char *hashes = options->sweep != NULL ? hashes_of_plain(options, catalog, &arena) : mine;
    int different = -1;
    if (wait_for(twice, &theirs)) {
        different = compare(options, catalog, hashes, buffer_string(&theirs), target);
        buffer_format(target, "replayed twice: %u cases, %d differ\n", catalog->case_count,
                      different);
    } else {
        buffer_text(target, "the second process could not be started\n");
    }
    arena_release(&arena);
    return different;
}
