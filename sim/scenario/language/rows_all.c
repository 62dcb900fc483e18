/* The parser and the help with the rows of the .def tables. */
#include "scenario/parse.h"

#include <stddef.h>
#include <string.h>

#include "base/require.h"
#include "scenario/help.h"

static const struct {
    const char *name;
    const char *values;
} assumptions[] = {
#define ASSUMPTION(id, value, allowed, statement, evidence) {#id, allowed},
#include "assumptions.def"
#undef ASSUMPTION
};

static const char *assumption_at(uint32_t n)
{
    return n < ARRAY_COUNT(assumptions) ? assumptions[n].name : NULL;
}

/* A row without a list of values takes a number. */
static const char *assumption_values(const char *name)
{
    for (size_t i = 0; i < ARRAY_COUNT(assumptions); i++) {
        if (strcmp(assumptions[i].name, name) == 0 && assumptions[i].values[0] != '\0') {
            return assumptions[i].values;
        }
    }
    return NULL;
}

const struct scenario_rows *scenario_rows_all(void)
{
    static const struct scenario_rows rows = {
        .noun_find = noun_find,
        .step_find = step_find,
        .expect_find = expect_find,
        .noun_at = noun_at,
        .step_at = step_at,
        .expect_at = expect_at,
        .assumption_at = assumption_at,
        .assumption_values = assumption_values,
    };
    return &rows;
}

bool scenario_parse(struct arena *arena, const char *path, struct bytes text,
                    struct scenario *scenario_out, struct scenario_errors *errors_out)
{
    const struct scenario_text file = {path, text};
    return scenario_parse_with(scenario_rows_all(), &file, arena, scenario_out, errors_out);
}

bool help_text(struct buffer *target, const char *topic)
{
    return help_text_with(scenario_rows_all(), target, topic);
}
