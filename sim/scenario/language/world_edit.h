/*
 * world_edit -- `world NOUN NAME attribute value` of a variant, and the line of the world it means
 *
 * It edits the thing of that noun and name, once the world is made; a new name declares a new
 * thing. What is made once for all (a post office and its format, a connector on its machine)
 * cannot be edited: there the attributes take their places in the line that declares it.
 *
 * Owns    nothing; what is merged lies on the arena.
 */
#ifndef SIM_SCENARIO_LANGUAGE_WORLD_EDIT_H
#define SIM_SCENARIO_LANGUAGE_WORLD_EDIT_H

#include <stdint.h>

#include "base/arena.h"
#include "scenario/language/errors.h"
#include "scenario/scenario.h"

/* The line that declares it: the same noun, and the same first name where both have one; NULL. */
struct world_line *world_edit_find(struct world_line *lines, uint32_t count,
                                   const struct fact *fact);
/* What the edit says takes the place of what the line said of the same attribute; of one that may
 * be repeated it comes behind that. */
void world_edit_merge(struct arena *arena, struct world_line *line, const struct fact *edit);
/* An error for each attribute that a new thing needs and that is not there. */
void world_edit_check(struct error_list *errors, const struct fact *fact);

#endif
