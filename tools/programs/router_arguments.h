/*
 * router_arguments -- what the command line says to ROUTER
 *
 *     ROUTER /Nname /Ppassword /Dpath /RNname /RPpassword /RDpath [/AS"name"] [/ADE] [/BATCH]
 *
 * The first three name a post office, the ones with R the other one. /AS is what the other one is
 * called in the directory of the first, where that is not its own name (Q184052). /ADE: the marks
 * of automatic directory exchange are passed on.
 *
 * Errors  none; `bad` is the first word that was not understood, or what is missing.
 * Owns    nothing; texts are on the arena.
 */
#ifndef TOOLS_PROGRAMS_ROUTER_ARGUMENTS_H
#define TOOLS_PROGRAMS_ROUTER_ARGUMENTS_H

#include <stdbool.h>

#include "base/arena.h"

enum { ROUTER_ENDS = 2 };

/* A post office as it is opened. */
struct router_end {
    const char *name;      /* NULL: not asked */
    const char *password;  /* NULL: none */
    const char *directory; /* as written */
};

struct router_arguments {
    struct router_end ends[ROUTER_ENDS];
    const char *known; /* NULL: its own name */
    bool passes_marks;
    bool wants_help;
    const char *bad;
};

void router_arguments_parse(struct router_arguments *arguments, const char *line,
                            struct arena *arena);

#endif
