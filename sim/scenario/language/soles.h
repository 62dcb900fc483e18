/*
 * soles -- names that may be left out, because the world has one such thing
 *
 * `entry "Brady, Sally" kind remote` means that of the one post office. Where the file's world
 * declares none, it is that of the default world; where it declares several, the name is missed.
 *
 * Errors  on the list of the parse, at the fact.
 * Owns    nothing; names are on the arena of the parsed file.
 */
#ifndef SIM_SCENARIO_LANGUAGE_SOLES_H
#define SIM_SCENARIO_LANGUAGE_SOLES_H

#include "scenario/language/parse_state.h"

/* Fills what was left out. The whole file has been read: what a line means may stand below it. */
void soles_fill(struct parse *parse);

#endif
