#define _XOPEN_SOURCE 700
#include "cli/sql_command.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "cli/catalog.h"
#include "port/posix_port.h"
#include "record/query.h"
#include "scenario/reporter.h"
#include "scenario/run.h"
#include "scenario/virtual_time.h"

enum { EXIT_WRONG = 2 };

struct asking {
    const char *sql;
    enum query_format format;
    struct buffer *target;
    struct buffer *errors;
    struct diagnostic *diagnostic;
    struct table_set tables;
    struct collection collection;
    bool is_answered;
};

static int wrong(struct diagnostic *diagnostic, const char *text)
{
    diagnostic_set(diagnostic, 0, "%s", text);
    return EXIT_WRONG;
}

static void at_start(void *observer, struct world *world)
{
    struct asking *asking = observer;
    collect_world(&asking->collection, world);
}

static void observe(void *observer, const struct observation *seen)
{
    struct asking *asking = observer;
    collect_observe(&asking->collection, seen);
}

static void at_end(void *observer, struct world *world)
{
    struct asking *asking = observer;
    const struct table_context context = {.collection = &asking->collection, .world = world};
    collect_end(&asking->collection);
    table_changed(&asking->tables, &context);
    asking->is_answered =
        query_run(&asking->tables, asking->sql, asking->format, asking->target, asking->diagnostic);
    table_release(&asking->tables);
}

/* The case is played as far as asked; its expectations decide nothing here. */
static int ask_world(struct asking *asking, const struct catalog_entry *entry,
                     const struct scenario_case *the_case, uint64_t until_us)
{
    struct arena arena = {0};
    struct arena collected = {0};
    struct run_result result = {0};
    collect_begin(&asking->collection, &collected);
    const struct run_options run = {.until_us = until_us,
                                    .letters = &entry->letters,
                                    .sink = &asking->collection.sink,
                                    .observe = observe,
                                    .observer = asking,
                                    .tells_mail = true,
                                    .at_start = at_start,
                                    .at_end = at_end};
    int exit = (int)run_case(the_case, &run, &arena, &result);
    if (!asking->is_answered) {
        exit = EXIT_WRONG;
    } else if (exit == RUN_FAILED) {
        exit = 0;
    } else if (exit != 0) {
        diagnostic_set(asking->diagnostic, 0, "%s:%u: %s", entry->scenario.path, result.error_line,
                       result.error);
    }
    arena_release(&arena);
    arena_release(&collected);
    return exit;
}

/* The one that is named, else the scenario itself, else (a matrix has no base) the first. NULL:
 * there is none; `errors` tells which there are. */
static const struct scenario_case *choose(struct asking *asking, const struct options *options,
                                          const struct scenario *scenario)
{
    struct options wanted = *options;
    wanted.the_case = options->the_case != NULL ? options->the_case : "base";
    for (uint32_t c = 0; c < scenario->case_count; c++) {
        if (catalog_wants_case(&wanted, &scenario->cases[c])) {
            return &scenario->cases[c];
        }
    }
    if (options->the_case == NULL && scenario->case_count > 0) {
        return &scenario->cases[0];
    }
    buffer_format(asking->errors, "ccbench: %s has no case '%s'; there are:\n", scenario->path,
                  wanted.the_case);
    for (uint32_t c = 0; c < scenario->case_count; c++) {
        buffer_format(asking->errors, "   %s\n", report_case_name(&scenario->cases[c]));
    }
    return NULL;
}

static int ask_scenario(struct asking *asking, const struct options *options)
{
    struct arena arena = {0};
    struct catalog catalog;
    struct options all = *options;
    int exit = EXIT_WRONG;
    all.path_count = 1;
    all.the_case = NULL;
    catalog_load(&all, &arena, asking->errors, &catalog);
    const struct scenario_case *the_case =
        catalog.error_count == 0 ? choose(asking, options, &catalog.entries[0].scenario) : NULL;
    if (the_case != NULL && options->at > the_case->until_us) {
        char end[VIRTUAL_TIME_TEXT_SIZE];
        char at[VIRTUAL_TIME_TEXT_SIZE];
        virtual_time_text(the_case->until_us, end);
        virtual_time_text(options->at, at);
        diagnostic_set(asking->diagnostic, 0, "--at %s: the case ends at %s", at, end);
    } else if (the_case != NULL) {
        exit = ask_world(asking, &catalog.entries[0], the_case, options->at);
    }
    arena_release(&arena);
    return exit;
}

/* Said before any query, for a folder of scenarios is named easily. */
static bool holds_postoffice(struct asking *asking, struct os_port *port, const char *directory)
{
    struct os_info info;
    char path[OS_PATH_SIZE];
    const bool fits = text_format(path, sizeof(path), "%s\\CLANDATA", directory);
    const enum status st = fits ? os_stat(port, path, &info) : ST_TOO_LONG;
    if (st == ST_NOT_FOUND) {
        diagnostic_set(asking->diagnostic, 0,
                       "%s is no post office: it has no CLANDATA; of a folder of scenarios, name "
                       "one file",
                       directory);
    } else if (st != ST_OK) {
        diagnostic_set(asking->diagnostic, 0, "%s\\CLANDATA: %s", directory, status_text(st));
    }
    return st == ST_OK;
}

static int ask_directory(struct asking *asking, const char *path)
{
    struct arena arena = {0};
    char full[PATH_MAX];
    if (realpath(path, full) == NULL) {
        diagnostic_set(asking->diagnostic, 0, "%s: %s", path, strerror(errno));
        return EXIT_WRONG;
    }
    const struct posix_port_config config = {.arena = &arena};
    struct os_port *port = posix_port_create(&config);
    if (!holds_postoffice(asking, port, full)) {
        posix_port_close(port);
        arena_release(&arena);
        return EXIT_WRONG;
    }
    const struct table_context context = {.port = port, .directory = full};
    table_changed(&asking->tables, &context);
    asking->is_answered =
        query_run(&asking->tables, asking->sql, asking->format, asking->target, asking->diagnostic);
    table_release(&asking->tables);
    posix_port_close(port);
    arena_release(&arena);
    return asking->is_answered ? 0 : EXIT_WRONG;
}

/* What has no --at and no --case: a post office of real files, a run record. */
static int ask_files(struct asking *asking, const struct options *options, bool is_directory)
{
    if (options->at != 0 || options->the_case != NULL) {
        return wrong(asking->diagnostic,
                     is_directory ? "--at and --case belong to a scenario, not to real files"
                                  : "--at and --case belong to a scenario; a record holds all of "
                                    "them: see time_us, and name in replay");
    }
    if (is_directory) {
        return ask_directory(asking, options->paths[0]);
    }
    return query_database(options->paths[0], asking->sql, asking->format, asking->target,
                          asking->diagnostic)
               ? 0
               : EXIT_WRONG;
}

int sql_command(const struct options *options, struct buffer *target, struct buffer *errors,
                struct diagnostic *diagnostic_out)
{
    struct stat info;
    struct asking asking = {.target = target, .errors = errors, .diagnostic = diagnostic_out};
    if (options->path_count != 2) {
        return wrong(
            diagnostic_out,
            "sql wants a scenario (or a record, or the directory of a post office) and one "
            "query: "
            "ccbench sql FILE.scn \"select * from vt_event\"");
    }
    if (!query_format_find(options->format != NULL ? options->format : "text", &asking.format)) {
        return wrong(diagnostic_out, "--format takes text, csv or json here");
    }
    asking.sql = options->paths[1];
    if (stat(options->paths[0], &info) != 0) {
        diagnostic_set(diagnostic_out, 0, "%s: %s", options->paths[0], strerror(errno));
        return EXIT_WRONG;
    }
    if (S_ISDIR(info.st_mode) || query_is_database(options->paths[0])) {
        return ask_files(&asking, options, S_ISDIR(info.st_mode));
    }
    return ask_scenario(&asking, options);
}
