/*
 * call_watch -- calls of files, for `expect calls`
 *
 * Where a case has such an expectation, a sink of the trace tells the expectations of each call
 * that names a file: opened, looked at, listed, made, renamed, deleted. Where none has, nothing is
 * asked. How far an expectation has got with its patterns is kept here.
 *
 * Owns    on the run arena.
 */
#ifndef SIM_SCENARIO_CALL_WATCH_H
#define SIM_SCENARIO_CALL_WATCH_H

#include "scenario/fact.h"

struct run;

enum { CALL_PATTERNS_MAX = 64 };

void call_watch_begin(struct run *run);
/* Another file was called. true: now all patterns of the fact were met, and it begins anew. */
bool call_watch_meet(struct run *run, const struct fact *fact, const char *path);

#endif
