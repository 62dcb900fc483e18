/*
 * options -- the command line of ccbench, from rows (options.def)
 *
 * Errors  false, with a text that says what was found and what is allowed.
 * Owns    nothing; texts are views of argv, the list of paths lies on the arena.
 */
#ifndef SIM_CLI_OPTIONS_H
#define SIM_CLI_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/diagnostic.h"

enum command {
    COMMAND_RUN,
    COMMAND_CHECK,
    COMMAND_LIST,
    COMMAND_DRAW,
    COMMAND_SQL,
    COMMAND_PO,
    COMMAND_RIGHTS,
    COMMAND_BENCH,
    COMMAND_HELP,
    COMMAND_COUNT
};

struct options {
    enum command command;
#define OPTION(field, spelling, kind, value_name, commands, help) OPTION_FIELD_##kind(field)
#define OPTION_FIELD_FLAG(field) bool field;
#define OPTION_FIELD_TEXT(field) const char *field; /* NULL when absent */
#define OPTION_FIELD_NUMBER(field) uint64_t field;  /* 0 when absent */
#define OPTION_FIELD_COUNT(field) uint64_t field;   /* the same */
#define OPTION_FIELD_TIME(field) uint64_t field;    /* microseconds, 0 when absent; 0s is 1 */
#include "cli/options.def"
#undef OPTION
#undef OPTION_FIELD_FLAG
#undef OPTION_FIELD_TEXT
#undef OPTION_FIELD_NUMBER
#undef OPTION_FIELD_COUNT
#undef OPTION_FIELD_TIME
    const char **paths; /* arguments that are no options */
    uint32_t path_count;
};

/* COMMAND --help is `help COMMAND`. */
bool options_parse(int argc, char *const *argv, struct arena *arena, struct options *options_out,
                   struct diagnostic *diagnostic_out);
/* Usage of all commands and options. */
void options_help(struct buffer *target);
/* Usage of one; false: there is no such command. */
bool options_help_command(struct buffer *target, const char *name);

#endif
