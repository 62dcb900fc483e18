/*
 * catalog -- the scenarios that a command line names: files, read and parsed, or drawn worlds
 *
 * A folder stands for all *.scn below it, in ascending order of names. A path may be a pipe that
 * somebody writes to. Errors of all files are collected as house style prints them.
 *
 * Of a drawn world the seed is kept, so that a hundred thousand of them need no room: whoever wants
 * more than its path draws it once more (catalog_take).
 *
 * Limits  16 MB a file; below a folder 32 levels, 200,000 names and 100,000 scenarios: beyond that
 *         nothing of it is taken.
 *
 * Owns    everything on the arena given.
 */
#ifndef SIM_CLI_CATALOG_H
#define SIM_CLI_CATALOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "cli/options.h"
#include "scenario/letters.h"
#include "scenario/scenario.h"

struct catalog_entry {
    struct scenario scenario; /* of a drawn world its path alone */
    struct letters letters;
    uint64_t world;        /* the seed it is drawn from; 0: a file */
    uint32_t first_number; /* of its first case that is run: 1, 2, ... over all files */
    uint32_t case_count;   /* that are run */
};

struct catalog {
    struct catalog_entry *entries;
    uint32_t count;
    uint32_t case_count;
    uint32_t error_count;
};

/* `errors` gets the text of all errors. A path that cannot be read is an error too. */
void catalog_load(const struct options *options, struct arena *arena, struct buffer *errors,
                  struct catalog *catalog_out);
/* The entry with its cases; those of a drawn world lie on the arena. */
struct catalog_entry catalog_take(const struct catalog_entry *entry, struct arena *arena);
/* Is this case wanted (--case)? */
bool catalog_wants_case(const struct options *options, const struct scenario_case *the_case);

#endif
