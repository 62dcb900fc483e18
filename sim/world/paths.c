#include "world/paths.h"

#include <string.h>

#include "base/hash.h"
#include "host/dos_names.h"

enum { KEPT_BITS = 7 };
_Static_assert(PATHS_KEPT == 1 << KEPT_BITS, "a place for each value of the bits");

struct paths {
    struct path_facts kept[PATHS_KEPT];
    struct path_facts other; /* the last one that is not kept: empty, or long */
};

struct paths *paths_create(struct arena *arena)
{
    struct paths *paths = arena_room(arena, sizeof(*paths)); /* texts need no zeroes */
    for (size_t i = 0; i < PATHS_KEPT; i++) {
        paths->kept[i].length = 0;
    }
    return paths;
}

/* By length and last characters: those of one directory differ there. */
static struct path_facts *place_of(struct paths *paths, const char *path, size_t length)
{
    uint64_t last = 0;
    if (length >= sizeof(last)) {
        memcpy(&last, path + length - sizeof(last), sizeof(last));
    } else {
        memcpy(&last, path, length);
    }
    return &paths->kept[((last ^ length) * 0x9E3779B97F4A7C15u) >> (64 - KEPT_BITS)];
}

struct path_facts *paths_find(struct paths *paths, const char *path)
{
    const size_t length = strlen(path);
    if (length >= OS_PATH_SIZE) {
        return NULL;
    }
    const bool is_kept = length != 0 && length < PATHS_TEXT_SIZE;
    struct path_facts *facts = is_kept ? place_of(paths, path, length) : &paths->other;
    if (!is_kept || facts->length != length || memcmp(facts->text, path, length) != 0) {
        facts->hash = hash64(path, length);
        facts->length = (uint16_t)length;
        facts->judged = 0;
        facts->walk.volume = NULL;
        memcpy(facts->text, path, is_kept ? length : 0);
    }
    return facts;
}

bool paths_fit_16_bit(struct path_facts *facts, const char *path, size_t start)
{
    REQUIRE(start <= facts->length);
    if (facts->judged != start + 1) {
        facts->judged = (uint16_t)(start + 1);
        facts->fit_16_bit = dos_path_fits(path + start);
    }
    return facts->fit_16_bit;
}
