/*
 * scenario_files -- whole scenario files around one line that a test is about
 */
#ifndef SUPPORT_SCENARIO_FILES_H
#define SUPPORT_SCENARIO_FILES_H

#include "support/scenario_rows.h"

/* NOLINTBEGIN(bugprone-macro-parentheses): parts of a string literal */
/* A whole file around one line, which is line 4 in WORLD, 6 in STEP, and 8 in EDIT, ASK and ALWAYS.
 */
#define HEAD "kb Q100000\nworld\n"
#define CONNECTOR " connector C1 version 5.5 as c1\n"
#define START " @0s do start connector as begin\n"
#define SEEN " @5s expect drained\n"
#define WORLD(line) HEAD CONNECTOR " " line "\nphase \"p\"\n" START SEEN
#define STEP(line) HEAD CONNECTOR "phase \"p\"\n" START " " line "\n" SEEN
#define EDIT(line) HEAD CONNECTOR "phase \"p\"\n" START SEEN "variant \"v\"\n " line "\n" SEEN
#define ASK(line) HEAD CONNECTOR "phase \"p\"\n" START SEEN "ask\n " line "\n"
#define ALWAYS(line) HEAD CONNECTOR "phase \"p\"\n" START SEEN "always\n " line "\n"
/* NOLINTEND(bugprone-macro-parentheses) */

#endif
