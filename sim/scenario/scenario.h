/*
 * scenario -- a parsed .scn file and the cases it stands for
 *
 * scenario_parse reads a file (grammar: scenarios/README.md), finds all its errors in one pass, and
 * knows the rows of nouns.def, steps.def and expects.def. scenario_expand makes the cases: the
 * base, each variant, each combination of matrix values. A case is a list of world lines and a list
 * of steps in time order; it is what the runner runs.
 *
 * Verbs of the language: do, fault, fix, expect, never. `do|fault|fix` take a step (steps.def) or a
 * noun (nouns.def: an edit of a world fact); `remove NOUN NAME` after any of them.
 */
#ifndef SIM_SCENARIO_SCENARIO_H
#define SIM_SCENARIO_SCENARIO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/diagnostic.h"
#include "scenario/fact.h"

enum verb { VERB_DO, VERB_FAULT, VERB_FIX, VERB_EXPECT, VERB_NEVER };

/* When a step happens. AT: at `from_us`. BY: any time from `from_us` (the last exact instant above)
 * to `until_us`.
 * WITHIN: from_us..until_us, both included. */
enum when { WHEN_AT, WHEN_BY, WHEN_WITHIN };

struct step {
    enum verb verb;
    enum when when;
    uint64_t from_us;
    uint64_t until_us; /* = from_us for WHEN_AT */
    bool is_edit;      /* the fact's shape is a noun */
    bool is_remove;    /* remove NOUN NAME */
    uint64_t takes_us; /* `takes TIME`; 0 none */
    struct fact fact;
    const char *phase; /* name of its phase or variant */
    uint32_t order;    /* file order */
};

struct world_line {
    struct fact fact;
    bool is_remove; /* from a variant's `world remove` */
    bool is_edit;   /* from a variant's `world NOUN NAME attr value` on an existing line: applied
                       after the declarations */
};

struct assumption_setting {
    const char *name;
    const char *value;
    uint32_t line;
};

struct scenario_case {
    const char *name;  /* "" the base; variant name; matrix values appended: "trustees.rights=RF" */
    const char *title; /* the scenario's name */
    const struct world_line *world;
    uint32_t world_count;
    const struct step *steps; /* in time order; equal times in file order; expectations of an
                                 instant after its actions */
    uint32_t step_count;
    const struct assumption_setting *assumptions;
    uint32_t assumption_count;
    uint64_t seed;
    uint64_t until_us;
};

struct scenario_ask {
    const char *text;
    uint32_t line;
};

struct scenario {
    const char *path;
    const char *title;
    const char *const *kb;
    uint32_t kb_count;
    const char *const *tags;
    uint32_t tag_count;
    const char *source; /* "" none */
    uint64_t seed;
    uint64_t until_us;
    const struct scenario_ask *asks;
    uint32_t ask_count;
    const struct scenario_case *cases; /* [0] is the base (or the first matrix combination) */
    uint32_t case_count;
};

struct scenario_error {
    uint32_t line;
    uint32_t column;
    const char *text; /* "unknown right 'Q' in 'RQ'" */
    const char *source_line;
    const char
        *hint; /* "NetWare rights are S R W C E M F A", or "did you mean 'rights'?"; "" none */
};

struct scenario_errors {
    const struct scenario_error *errors; /* in file order */
    uint32_t count;
};

/* false: errors_out lists all errors of the file. `path` is kept for messages. */
bool scenario_parse(struct arena *arena, const char *path, struct bytes text,
                    struct scenario *scenario_out, struct scenario_errors *errors_out);
/* As house style prints errors: place, text, the line, a caret, the hint. The first hundred. */
void scenario_print_errors(struct buffer *target, const char *path,
                           const struct scenario_errors *errors);

#endif
