/*
 * letters -- the .eml files that a scenario names, read once when it is loaded
 *
 * `mail m1 out to PO1 from "letters/brady.eml"`: the file lies in the nearest parent folder of the
 * scenario file that holds it. It is read with connector_mime; a replay only borrows what was read.
 *
 * Errors  letters_load answers false with line and text (no such file, no message in it).
 * Owns    nothing; everything lies on the arena given.
 */
#ifndef SIM_SCENARIO_LETTERS_H
#define SIM_SCENARIO_LETTERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "port/exchange_message.h"
#include "scenario/scenario.h"

struct letter {
    const char *name; /* as written in the scenario */
    const struct exchange_message *message;
};

struct letters {
    const struct letter *letters;
    uint32_t count;
};

bool letters_load(const struct scenario *scenario, struct arena *arena, struct letters *letters_out,
                  struct scenario_error *error_out);
/* Ends in .eml. */
bool letters_is_name(const char *name);
const struct exchange_message *letters_find(const struct letters *letters, const char *name);

#endif
