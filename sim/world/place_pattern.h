/*
 * place_pattern -- is a file or directory the one that a pattern with a directory in it means?
 *
 * Up to its first * or ? a pattern names a place as any path does ("SYS:CCDATA\USR*",
 * "\\NT1\CCPO\*.CCM", "NW1\SYS:*"); when that is no place, or the pattern begins with * or ?, it is
 * matched with the whole path ("*\CLANDATA", "NW?\SYS:CCDATA"). / and \ are alike, letters fold,
 * and * stands for directories, too. What lies below a directory that matches, matches.
 *
 * Errors  place_check answers a text for the author of the scenario.
 * Owns    nothing.
 */
#ifndef SIM_WORLD_PLACE_PATTERN_H
#define SIM_WORLD_PLACE_PATTERN_H

#include <stdbool.h>

struct world;

bool place_is_pattern(const char *place);
/* `seen` is as the machine names it: "SYS:CCDATA\CLANDATA", "D:\ccdata\CLANDATA". */
bool place_pattern_matches(struct world *world, const char *machine, const char *seen,
                           const char *pattern);
/* NULL, or why no call can ever be there; on the world's arena. Names and patterns without a
 * directory are always good. */
const char *place_check(struct world *world, const char *place);

#endif
