/*
 * openers -- others at a post office, as scenarios name them: `user PO1 router`, `fault lock PO1
 * CLANDATA by router`
 *
 * A lock that nobody ever got hold of has proved nothing: it fails the run like an expectation that
 * was not met.
 *
 * Errors  NULL, or a text on the run arena.
 */
#ifndef SIM_SCENARIO_WORDS_OPENERS_H
#define SIM_SCENARIO_WORDS_OPENERS_H

#include "scenario/run.h"
#include "world/opener.h"

/* Attributes that both words know: account AUTHORITY\NAME, on HOST, alone. */
#define OPENER_ATTRIBUTES                                                                          \
    {"account",                                                                                    \
     {{"AUTHORITY\\NAME", VALUE_NAME, NULL, 0}},                                                   \
     1,                                                                                            \
     0,                                                                                            \
     "the post office's administrator, who may do everything",                                     \
     "next opening",                                                                               \
     "who opens it"},                                                                              \
        {"on",           {{"HOST", VALUE_NAME, NULL, 0}}, 1, 0, "a machine of its own name",       \
         "next opening", "machine that it works at"},                                              \
    {                                                                                              \
        "alone", {{0}}, 0, 0, NULL, "next opening", "has the file to itself"                       \
    }

/* Fills name, office, host, account and habit.is_alone from the fact. */
const char *opener_read(struct run *run, const struct fact *fact, const char *name,
                        struct opener *opener_out);
/* Is that a file of the post office? */
const char *opener_file(struct run *run, const struct office *office, const char *file);
/* The whole run is over. */
void openers_decide(struct run *run, struct run_result *result);

#endif
