/*
 * kills -- machines that a case will kill: they have to remember what is not flushed
 *
 * Errors  NULL, or a text on the run arena.
 */
#ifndef SIM_SCENARIO_WORDS_KILLS_H
#define SIM_SCENARIO_WORDS_KILLS_H

#include "scenario/run.h"

/* The world is declared, and nothing has happened yet. */
void kills_arm(struct run *run);

#endif
