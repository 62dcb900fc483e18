/*
 * help -- what `ccbench help TOPIC` prints, made from the rows
 *
 * A topic is a noun, a step or an expectation (a word that is several of them shows all), or one
 * of: nouns, steps, expects, grammar, time, variants, matrix, rights, counts. "" is an overview.
 */
#ifndef SIM_SCENARIO_HELP_H
#define SIM_SCENARIO_HELP_H

#include "scenario/parse.h"

/* false: the topic is unknown; the text names the nearest one and all there are. */
bool help_text_with(const struct scenario_rows *rows, struct buffer *target, const char *topic);
bool help_text(struct buffer *target, const char *topic); /* with the rows of the .def tables */

#endif
