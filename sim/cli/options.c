#include "cli/options.h"

#include <stddef.h>
#include <string.h>

#include "base/require.h"
#include "base/text.h"
#include "scenario/virtual_time.h"

enum option_kind { FLAG, TEXT, NUMBER, COUNT, TIME };

struct option_row {
    const char *spelling;
    enum option_kind kind;
    const char *value_name;
    const char *commands;
    const char *help;
    size_t offset;
};

static const struct option_row rows[] = {
#define OPTION(field, spelling, kind, value_name, commands, help)                                  \
    {spelling, kind, value_name, commands, help, offsetof(struct options, field)},
#include "cli/options.def"
#undef OPTION
};

static const struct {
    const char *name;
    char letter;
    const char *usage;
} commands[COMMAND_COUNT] = {
    [COMMAND_RUN] =
        {"run", 'r',
         "run [PATH...]     replay scenarios (a folder: all below it; none: scenarios)"},
    [COMMAND_CHECK] =
        {"check", 'c',
         "check [PATH...]   read scenarios and say what is wrong, without running them"},
    [COMMAND_LIST] = {"list", 'l',
                      "list [PATH...]    scenarios with their articles, tags and cases"},
    [COMMAND_DRAW] = {"draw", 'd',
                      "draw SEED         a world drawn by chance, as a scenario; SEED from 1 on"},
    [COMMAND_SQL] =
        {"sql", 's',
         "sql PATH QUERY    ask a replayed scenario, a record or a real post office in SQL"},
    [COMMAND_PO] = {"po", 'p',
                    "po VERB DIR ...   make, wear, look into, break a post office of real files"},
    [COMMAND_RIGHTS] = {"rights", 'g',
                        "rights explain FILE.scn | judge MODEL   what an account may do, and why; "
                        "or judge rows of "
                        "standard input"},
    [COMMAND_BENCH] = {"bench", 'b', "bench             measure this machine"},
    [COMMAND_HELP] =
        {"help", 'h',
         "help [TOPIC]      a noun, step, expectation; nouns, steps, expects, grammar, ..."},
};

static bool option_set(const struct option_row *row, const char *value, struct options *options,
                       struct diagnostic *diagnostic)
{
    char *field = (char *)options + row->offset;
    const bool yes = true;
    uint64_t number = 0;
    switch (row->kind) {
    case FLAG:
        memcpy(field, &yes, sizeof(yes));
        return true;
    case TEXT:
        memcpy(field, &value, sizeof(value));
        return true;
    case NUMBER:
        if (!text_to_u64(value, &number)) {
            diagnostic_set(diagnostic, 0, "%s takes a whole number, not '%s'", row->spelling,
                           value);
            return false;
        }
        break;
    case COUNT:
        if (!text_to_u64(value, &number) || number == 0) {
            diagnostic_set(diagnostic, 0, "%s takes a whole number from 1, not '%s'", row->spelling,
                           value);
            return false;
        }
        break;
    case TIME:
        if (!virtual_time_parse(value[0] == '@' ? value + 1 : value, &number)) {
            diagnostic_set(diagnostic, 0, "%s takes a time like 1m30s, not '%s'", row->spelling,
                           value);
            return false;
        }
        number = number == 0 ? 1 : number; /* 0 is absent; nothing is due at 1 us */
        break;
    }
    memcpy(field, &number, sizeof(number));
    return true;
}

static void command_usage(struct buffer *target, size_t c)
{
    buffer_format(target, "  ccbench %s\n", commands[c].usage);
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        if (strchr(rows[i].commands, commands[c].letter) != NULL) {
            char left[40];
            (void)text_format(left, sizeof(left), "%s %s", rows[i].spelling, rows[i].value_name);
            buffer_format(target, "      %-18s %s\n", left, rows[i].help);
        }
    }
}

bool options_help_command(struct buffer *target, const char *name)
{
    for (size_t c = 0; c < COMMAND_COUNT; c++) {
        if (strcmp(commands[c].name, name) == 0) {
            command_usage(target, c);
            return true;
        }
    }
    return false;
}

static const struct option_row *option_find(const char *spelling, size_t length)
{
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        if (strlen(rows[i].spelling) == length &&
            strncmp(rows[i].spelling, spelling, length) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}

/* An option that is written much like it; NULL: none is. */
static const char *nearest_option(const char *argument, size_t length)
{
    enum { SLIPS_MAX = 2 };
    char word[32];
    const char *nearest = NULL;
    size_t best = SLIPS_MAX + 1;
    if (!text_format(word, sizeof(word), "%.*s", (int)(length < sizeof(word) ? length : 31),
                     argument)) {
        return NULL;
    }
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        const size_t distance = text_distance(rows[i].spelling, word);
        if (distance < best) {
            best = distance;
            nearest = rows[i].spelling;
        }
    }
    return nearest;
}

/* One option at argv[*at]; moves *at over its value. */
static bool option_parse(int argc, char *const *argv, int *at, struct options *options,
                         struct diagnostic *diagnostic)
{
    const char *argument = argv[*at];
    const char *equals = strchr(argument, '=');
    size_t length = equals != NULL ? (size_t)(equals - argument) : strlen(argument);
    const bool is_joined = argument[0] == '-' && argument[1] == 'j' && argument[2] != '\0';
    length = is_joined ? 2 : length;
    const struct option_row *row = option_find(argument, length);
    if (row == NULL) {
        const char *near = nearest_option(argument, length);
        diagnostic_set(diagnostic, 0, "there is no option '%s'%s%s%s; see ccbench help", argument,
                       near != NULL ? ": did you mean '" : "", near != NULL ? near : "",
                       near != NULL ? "'?" : "");
        return false;
    }
    if (strchr(row->commands, commands[options->command].letter) == NULL) {
        diagnostic_set(diagnostic, 0, "%s is no option of `ccbench %s`", row->spelling,
                       commands[options->command].name);
        return false;
    }
    const char *value = is_joined ? argument + 2 : equals != NULL ? equals + 1 : NULL;
    if (row->kind == FLAG && value != NULL) {
        diagnostic_set(diagnostic, 0, "%s takes no value", row->spelling);
        return false;
    }
    if (row->kind != FLAG && value == NULL) {
        if (*at + 1 >= argc) {
            diagnostic_set(diagnostic, 0, "%s wants a value: %s", row->spelling, row->value_name);
            return false;
        }
        value = argv[++*at];
    }
    return option_set(row, value, options, diagnostic);
}

bool options_parse(int argc, char *const *argv, struct arena *arena, struct options *options_out,
                   struct diagnostic *diagnostic_out)
{
    memset(options_out, 0, sizeof(*options_out));
    options_out->paths = arena_array(arena, const char *, (size_t)(argc > 0 ? argc : 1));
    options_out->command = COMMAND_HELP;
    if (argc < 2) {
        return true;
    }
    size_t c = 0;
    const char *word =
        strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ? "help" : argv[1];
    while (c < COMMAND_COUNT && strcmp(commands[c].name, word) != 0) {
        c++;
    }
    if (c == COMMAND_COUNT) {
        diagnostic_set(
            diagnostic_out, 0,
            "there is no command '%s': run, check, list, draw, sql, po, rights, bench, help",
            argv[1]);
        return false;
    }
    options_out->command = (enum command)c;
    bool only_paths = false;
    for (int i = 2; i < argc; i++) {
        if (!only_paths && strcmp(argv[i], "--help") == 0) { /* of that command */
            options_out->command = COMMAND_HELP;
            options_out->paths[0] = argv[1];
            options_out->path_count = 1;
            return true;
        }
        if (!only_paths && strcmp(argv[i], "--") == 0) {
            only_paths = true;
        } else if (only_paths || argv[i][0] != '-' || argv[i][1] == '\0') {
            options_out->paths[options_out->path_count++] = argv[i];
        } else if (!option_parse(argc, argv, &i, options_out, diagnostic_out)) {
            return false;
        }
    }
    return true;
}

void options_help(struct buffer *target)
{
    buffer_text(target, "ccbench: a simulated post office and connector test bench\n\n");
    for (size_t c = 0; c < COMMAND_COUNT; c++) {
        command_usage(target, c);
    }
    buffer_text(target, "\nExit codes: 0 all held, 1 an expectation failed, 2 usage or scenario "
                        "error, 3 an invariant "
                        "broke or two replays differed,\n4 no progress, 130 interrupted.\n");
}
