/*
 * names -- what the steps of a case speak of must be there, or come
 *
 * The name of a slot says what it names: POSTOFFICE, CONNECTOR, MAIL ... (names.c has them all).
 * When the world of a case is made, each step's names are looked up in it; one that is not there,
 * and that no step of the case declares, is an error at its place, before anything runs. All are
 * found in one pass.
 *
 * Errors  false: run->slips and run->error say what is not there, the first one first.
 * Owns    nothing; lies on the run arena.
 * Limits  what is only a pattern, a file, an account in an expectation or somebody's own name is
 *         not looked up.
 */
#ifndef SIM_SCENARIO_NAMES_H
#define SIM_SCENARIO_NAMES_H

#include <stdbool.h>

#include "scenario/run.h"

bool names_are_there(struct run *run);

#endif
