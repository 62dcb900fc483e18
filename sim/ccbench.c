/*
 * ccbench -- replay documented faults of the cc:Mail connector in a simulated world
 *
 * Results on standard output, diagnostics on standard error. Exit codes: see `ccbench help`.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "cli/bench.h"
#include "cli/catalog.h"
#include "cli/delivery.h"
#include "cli/options.h"
#include "cli/po_command.h"
#include "cli/record_command.h"
#include "cli/rights.h"
#include "cli/run_command.h"
#include "cli/sql_command.h"
#include "cli/sweep.h"
#include "cli/twice.h"
#include "cli/world_check.h"
#include "draw/draw.h"
#include "record/query.h"
#include "record/record.h"
#include "scenario/help.h"
#include "scenario/json.h"
#include "world/storm.h"

enum { EXIT_USAGE = 2, EXIT_DIFFERS = 3, EXIT_INTERRUPTED = 130 };

static void interrupted(int signal_number)
{
    (void)signal_number;
    _Exit(EXIT_INTERRUPTED);
}

static int usage(const char *text)
{
    (void)fprintf(stderr, "ccbench: %s\n", text);
    return EXIT_USAGE;
}

/* What is no part of a report in this format goes to standard error. */
static bool is_alike(const struct twice *twice, const struct options *options,
                     const struct catalog *catalog, struct run_output *output)
{
    const bool is_text = options->format == NULL || text_equal(options->format, "text");
    struct buffer apart;
    buffer_init(&apart, output->report.arena);
    const int different = twice_end(twice, options, catalog, buffer_string(&output->hashes),
                                    is_text ? &output->report : &apart);
    (void)fputs(buffer_string(&apart), stderr);
    return different == 0;
}

/* Answers the exit code. */
static int replay(const struct options *options, const struct catalog *catalog,
                  struct run_output *output)
{
    struct twice twice = {0};
    if (options->twice) {
        twice_begin(options, catalog, &twice);
    }
    const struct run_summary summary = run_all(options, catalog, output);
    return options->twice && !is_alike(&twice, options, catalog, output) ? EXIT_DIFFERS
                                                                         : summary.exit;
}

static const char *world_contradiction(const struct options *options)
{
    const bool chooses = options->path_count > 0 || options->name != NULL || options->tag != NULL ||
                         options->kb != NULL;
    if (options->worlds != 0 && options->world == 0) {
        return "--worlds goes with --world SEED, from 1 on";
    }
    return options->world != 0 && chooses
               ? "--world draws what is replayed; files, --name, --tag and --kb choose among "
                 "scenarios"
               : NULL;
}

/* Options that do not go together; NULL. */
static const char *run_contradiction(const struct options *options, struct arena *arena,
                                     struct diagnostic *diagnostic)
{
    enum status ignored = ST_OK;
    struct storm storm;
    const bool strikes = options->storm != 0 || options->strikes != NULL;
    if ((options->trace || options->events) && options->format != NULL &&
        !text_equal(options->format, "text") && !text_equal(options->format, "hashes")) {
        return "--trace and --events are listings of --format text";
    }
    if (options->sweep != NULL && !status_find(options->sweep, &ignored)) {
        return "--sweep takes the name of a status: IO_ERROR, DISK_FULL, ACCESS_DENIED, "
               "PROCESS_GONE ...";
    }
    if (options->sweep == NULL && (options->kinds || options->call != 0)) {
        return "--kinds and --call go with --sweep";
    }
    if (world_contradiction(options) != NULL) {
        return world_contradiction(options);
    }
    if (options->storms != 0 && options->storm == 0) {
        return "--storms goes with --storm SEED, from 1 on";
    }
    if ((options->sweep != NULL) + (options->storm != 0) + (options->strikes != NULL) > 1) {
        return "one of --sweep, --storm and --strikes";
    }
    if (strikes && (options->twice || options->record != NULL)) {
        return "--twice and --record replay as it is; --storm and --strikes change that";
    }
    if (options->strikes != NULL && !storm_parse(arena, options->strikes, &storm, diagnostic)) {
        return diagnostic->text;
    }
    return NULL;
}

static const char *nothing_selected(const struct options *options, struct arena *arena)
{
    const struct {
        const char *option;
        const char *value;
    } filters[] = {{"--name", options->name},
                   {"--tag", options->tag},
                   {"--kb", options->kb},
                   {"--case", options->the_case}};
    struct buffer text;
    buffer_init(&text, arena);
    buffer_text(&text, "nothing selected");
    for (size_t i = 0; i < ARRAY_COUNT(filters); i++) {
        if (filters[i].value != NULL) {
            buffer_format(&text, " %s \"%s\"", filters[i].option, filters[i].value);
        }
    }
    buffer_text(&text, "; `ccbench list PATH` shows titles, articles, tags and cases");
    return buffer_string(&text);
}

static int command_run(const struct options *options, struct arena *arena)
{
    const struct reporter *reporter =
        reporter_find(options->format != NULL ? options->format : "text");
    if (reporter == NULL) {
        return usage("--format takes text, tap, json or hashes");
    }
    struct diagnostic refused = {0};
    const char *contradiction = run_contradiction(options, arena, &refused);
    if (contradiction != NULL) {
        return usage(contradiction);
    }
    if (options->record != NULL && options->sweep != NULL) {
        return usage("--record keeps replays as they are; --sweep changes them");
    }
    if (options->record != NULL && !record_may_write(options->record, &refused)) {
        return usage(refused.text);
    }
    if (!delivery_is_possible(options)) {
        return usage(delivery_refusal(options, arena));
    }
    struct buffer errors;
    struct run_output output = {.reporter = reporter};
    struct catalog catalog;
    buffer_init(&errors, arena);
    buffer_init(&output.report, arena);
    buffer_init(&output.hashes, arena);
    catalog_load(options, arena, &errors, &catalog);
    (void)fputs(buffer_string(&errors), stderr);
    if (catalog.error_count > 0) {
        return EXIT_USAGE;
    }
    if (catalog.case_count == 0) {
        return usage(nothing_selected(options, arena));
    }
    const int exit = replay(options, &catalog, &output);
    if (options->record != NULL && !record_command(options, &catalog, &refused)) {
        DISCARD(delivery_write(options, &output.report), "the record is what is missing");
        return usage(refused.text);
    }
    return delivery_write(options, &output.report) ? exit : usage(delivery_refusal(options, arena));
}

/* One line of JSON for each. */
static void print_scenarios(const struct catalog *catalog, struct arena *arena)
{
    struct buffer text;
    buffer_init(&text, arena);
    for (uint32_t i = 0; i < catalog->count; i++) {
        buffer_clear(&text);
        scenario_to_json(&catalog->entries[i].scenario, &text);
        (void)fputs(buffer_string(&text), stdout);
    }
}

static int command_check(const struct options *options, struct arena *arena)
{
    struct buffer errors;
    struct catalog catalog;
    buffer_init(&errors, arena);
    catalog_load(options, arena, &errors, &catalog);
    const uint32_t error_count = catalog.error_count + world_check(&catalog, &errors);
    (void)fputs(buffer_string(&errors), stderr);
    if (options->json) {
        print_scenarios(&catalog, arena);
    } else {
        (void)printf("%u scenarios, %u cases, %u errors\n", catalog.count, catalog.case_count,
                     error_count);
    }
    if (error_count == 0 && catalog.count == 0) {
        return usage(nothing_selected(options, arena));
    }
    return error_count > 0 ? EXIT_USAGE : 0;
}

static int command_list(const struct options *options, struct arena *arena)
{
    struct buffer errors;
    struct catalog catalog;
    buffer_init(&errors, arena);
    catalog_load(options, arena, &errors, &catalog);
    (void)fputs(buffer_string(&errors), stderr);
    for (uint32_t i = 0; i < catalog.count; i++) {
        const struct scenario *s = &catalog.entries[i].scenario;
        (void)printf("%s: %s [", s->path, s->title);
        for (uint32_t k = 0; k < s->kb_count; k++) {
            (void)printf("%s%s", k > 0 ? " " : "", s->kb[k]);
        }
        (void)printf("]");
        for (uint32_t t = 0; t < s->tag_count; t++) {
            (void)printf(" #%s", s->tags[t]);
        }
        (void)printf("\n");
        for (uint32_t c = 0; c < s->case_count; c++) {
            (void)printf("    %s\n", report_case_name(&s->cases[c]));
        }
    }
    if (catalog.error_count == 0 && catalog.count == 0) {
        return usage(nothing_selected(options, arena));
    }
    return catalog.error_count > 0 ? EXIT_USAGE : 0;
}

static int command_draw(const struct options *options, struct arena *arena)
{
    uint64_t seed = 0;
    if (options->path_count != 1 || !text_to_u64(options->paths[0], &seed) || seed == 0) {
        return usage("draw takes a seed: a whole number from 1");
    }
    struct buffer text;
    buffer_init(&text, arena);
    draw_world(seed, &text, NULL);
    (void)fputs(buffer_string(&text), stdout);
    return 0;
}

static int command_sql(const struct options *options, struct arena *arena)
{
    struct buffer answer;
    struct buffer errors;
    struct diagnostic diagnostic = {0};
    buffer_init(&answer, arena);
    buffer_init(&errors, arena);
    int exit = sql_command(options, &answer, &errors, &diagnostic);
    (void)fputs(buffer_string(&errors), stderr);
    if (diagnostic.text[0] != '\0') {
        DISCARD(usage(diagnostic.text), "the exit code is the command's");
    }
    if (exit != EXIT_USAGE && !delivery_write(options, &answer)) {
        exit = usage(delivery_refusal(options, arena));
    }
    return exit;
}

/* A command, a topic that is no word of the language, or a word: one name may be several. */
static bool help_topic(struct buffer *text, const char *topic)
{
    struct buffer other;
    buffer_init(&other, text->arena);
    const bool is_command = options_help_command(text, topic);
    bool is_known = true;
    if (text_equal(topic, "sql")) {
        query_help(&other);
    } else if (text_equal(topic, "record")) {
        record_help(&other);
    } else {
        is_known = help_text(&other, topic);
    }
    if (is_known || !is_command) {
        buffer_add(text, other.data, other.size);
    }
    return is_known || is_command;
}

static int command_help(const struct options *options, struct arena *arena)
{
    struct buffer text;
    buffer_init(&text, arena);
    if (options->json) {
        rows_to_json(scenario_rows_all(), &text);
        (void)fputs(buffer_string(&text), stdout);
        return 0;
    }
    if (options->path_count == 0) {
        options_help(&text);
        help_text(&text, "");
        (void)fputs(buffer_string(&text), stdout);
        return 0;
    }
    bool is_known = true;
    for (uint32_t i = 0; i < options->path_count; i++) {
        is_known = help_topic(&text, options->paths[i]) && is_known;
    }
    (void)fputs(buffer_string(&text), is_known ? stdout : stderr);
    return is_known ? 0 : EXIT_USAGE;
}

static int command_bench(const struct options *options, struct arena *arena)
{
    struct buffer text;
    buffer_init(&text, arena);
    const int exit = bench_run(options, &text);
    (void)fputs(buffer_string(&text), stdout);
    return exit;
}

static int command_rights(const struct options *options, struct arena *arena)
{
    struct buffer text;
    struct buffer errors;
    struct diagnostic diagnostic = {0};
    buffer_init(&text, arena);
    buffer_init(&errors, arena);
    const int exit = rights_run(options, &text, &errors, &diagnostic);
    (void)fputs(buffer_string(&errors), stderr);
    (void)fputs(buffer_string(&text), stdout);
    return diagnostic.text[0] != '\0' ? usage(diagnostic.text) : exit;
}

static int command_po(const struct options *options, struct arena *arena)
{
    struct buffer text;
    struct diagnostic diagnostic = {0};
    buffer_init(&text, arena);
    const int exit = po_command(options, arena, &text, &diagnostic);
    if (text.size > 0) {
        (void)fwrite(text.data, 1, text.size, stdout);
    }
    if (diagnostic.text[0] != '\0') {
        DISCARD(usage(diagnostic.text), "the exit code is the command's");
    }
    return exit;
}

int main(int argc, char *argv[])
{
    static int (*const actions[COMMAND_COUNT])(const struct options *, struct arena *) = {
        [COMMAND_RUN] = command_run,       [COMMAND_CHECK] = command_check,
        [COMMAND_LIST] = command_list,     [COMMAND_DRAW] = command_draw,
        [COMMAND_SQL] = command_sql,       [COMMAND_BENCH] = command_bench,
        [COMMAND_HELP] = command_help,     [COMMAND_PO] = command_po,
        [COMMAND_RIGHTS] = command_rights,
    };
    struct arena arena = {0};
    struct options options;
    struct diagnostic diagnostic = {0};
    (void)signal(SIGINT, interrupted);
    if (!options_parse(argc, argv, &arena, &options, &diagnostic)) {
        arena_release(&arena); /* the diagnostic holds its text itself */
        return usage(diagnostic.text);
    }
    int exit = actions[options.command](&options, &arena);
    if ((fflush(stdout) != 0 || ferror(stdout) != 0) && exit == 0) {
        exit = usage("standard output cannot be written"); /* half an answer is none */
    }
    arena_release(&arena);
    return exit;
}
