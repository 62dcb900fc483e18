/*
 * paths -- what depends on a path's text only, kept for the paths that were used last
 *
 * A poll uses the same few dozen paths again and again. Their length, the hash that trace rows
 * show, and whether their names fit a 16-bit program follow from the text alone, so no edit of the
 * world makes what is kept here wrong. Where a path led is kept as a hint, which the volume judges.
 *
 * Limits  PATHS_KEPT paths of less than PATHS_TEXT_SIZE bytes; one that falls on another's place
 *         takes it.
 * Owns    itself, on the run arena.
 */
#ifndef SIM_WORLD_PATHS_H
#define SIM_WORLD_PATHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "fs/volume.h"
#include "port/os_port.h"

enum { PATHS_KEPT = 128, PATHS_TEXT_SIZE = 112 };

struct path_facts {
    uint64_t hash;   /* hash64 of the text */
    uint16_t length; /* 0: a free place */
    uint16_t judged; /* 1 + where the names begin that fit_16_bit speaks about; 0: not judged yet */
    bool fit_16_bit;
    struct volume_hint walk; /* of its part below a way's root */
    char text[PATHS_TEXT_SIZE];
};

struct paths;
struct paths *paths_create(struct arena *arena);
/* NULL: too long for a path. Good until the next call. */
struct path_facts *paths_find(struct paths *paths, const char *path);
/* Do all names of the path of these facts from path[start] on fit the DOS machine? */
bool paths_fit_16_bit(struct path_facts *facts, const char *path, size_t start);

#endif
