/*
 * arguments_memory -- command lines that were understood before
 *
 * The connector starts its programs with the same words at every poll. What a command line says
 * follows from its text alone, so whoever starts programs may lend them a memory in which that is
 * worked out once.
 *
 * Limits  ARGUMENTS_KEPT lines; what comes behind them is worked out each time.
 * Owns    nothing; lines are copied to the arena, which outlives all runs.
 */
#ifndef TOOLS_PROGRAMS_ARGUMENTS_MEMORY_H
#define TOOLS_PROGRAMS_ARGUMENTS_MEMORY_H

#include "programs/arguments.h"

enum { ARGUMENTS_KEPT = 4 };

struct arguments_kept {
    const char *line;
    struct program_arguments arguments;
};

struct arguments_memory {
    struct arena *arena;
    uint32_t count;
    struct arguments_kept kept[ARGUMENTS_KEPT];
};

/* arguments_parse; memory may be NULL. Texts are on `arena` or in the memory. */
void arguments_of_line(struct arguments_memory *memory, struct program_arguments *arguments,
                       const char *line, struct arena *arena);

#endif
