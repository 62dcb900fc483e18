/*
 * parse -- scenario_parse with rows of the caller's choice, and what other tools read from the same
 * rows
 *
 * scenario_parse (scenario.h) uses the rows of nouns.def, steps.def and expects.def; tests bring
 * their own.
 */
#ifndef SIM_SCENARIO_PARSE_H
#define SIM_SCENARIO_PARSE_H

#include <stdbool.h>
#include <stdint.h>

#include "scenario/plugin.h"
#include "scenario/scenario.h"

struct scenario_rows {
    const struct noun *(*noun_find)(const char *word);
    const struct step_kind *(*step_find)(const char *word);
    const struct expect_kind *(*expect_find)(const char *word);
    /* n = 0, 1, ... in table order; NULL at the end. */
    const struct noun *(*noun_at)(uint32_t n);
    const struct step_kind *(*step_at)(uint32_t n);
    const struct expect_kind *(*expect_at)(uint32_t n);
    /* Names of assumptions; NULL at the end. The pointer may be NULL: `assume` is not checked then.
     */
    const char *(*assumption_at)(uint32_t n);
    /* What `assume NAME` may be set to, "bookmark|repeat"; NULL: anything. */
    const char *(*assumption_values)(const char *name);
};

struct scenario_text {
    const char *path; /* kept for messages */
    struct bytes text;
};

enum { SCENARIO_BYTES_MAX = 16 << 20, SCENARIO_CASES_MAX = 4096 };

bool scenario_parse_with(const struct scenario_rows *rows, const struct scenario_text *text,
                         struct arena *arena, struct scenario *scenario_out,
                         struct scenario_errors *errors_out);

/* The rows of the .def tables. */
const struct scenario_rows *scenario_rows_all(void);

const char *verb_text(enum verb verb); /* "do" */

#endif
