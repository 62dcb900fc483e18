/*
 * parse_value -- one slot of a shape against the tokens of a line
 *
 * value_read says how many tokens the slot takes (0: the first one is not of its type); nothing is
 * reported. value_complain reports why the token is not of the slot's type. A bare token that is
 * one of slot.words fits a slot of any type.
 */
#ifndef SIM_SCENARIO_PARSE_VALUE_H
#define SIM_SCENARIO_PARSE_VALUE_H

#include "scenario/language/lex.h"
#include "scenario/shape.h"

/* Tokens [at, end) of a line. */
struct span {
    const struct line *line;
    uint32_t at;
    uint32_t end;
};

uint32_t value_read(struct arena *arena, const struct slot *slot, struct span span,
                    struct value *value_out);
void value_complain(struct error_list *errors, const struct slot *slot, const struct line *line,
                    uint32_t token);
bool choice_has(const char *choices, const char *word); /* "in|out"; NULL has none */
const char *value_type_text(enum value_type type);      /* "a time (90s, 1m30s)" */
/* "N", "in|out": how the slot stands in a usage line. */
const char *slot_text(const struct slot *slot);

#endif
