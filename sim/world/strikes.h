/*
 * strikes -- which calls a sweep strikes when it does not strike all
 *
 * Calls are alike when the same program makes the same kind of call on files of the same name, but
 * for hexadecimal digits: MSG0001.CCM and MSG0002.CCM. Of those alike the first four are struck,
 * and of the others the 8th, 16th, 32nd and so on: a connector that polls for hours makes many
 * calls and few different ones.
 *
 * One table serves one sweep. Each of its replays begins behind the call that the last one struck,
 * and all are equal up to there, so that no call is asked about twice.
 *
 * Owns    nothing; the table is on the arena.
 */
#ifndef SIM_WORLD_STRIKES_H
#define SIM_WORLD_STRIKES_H

#include <stdbool.h>

#include "base/arena.h"

struct sim_call;
struct strikes;

struct strikes *strikes_create(struct arena *arena);
/* Is this the call to strike? */
bool strikes_want(struct strikes *strikes, const struct sim_call *call);

#endif
