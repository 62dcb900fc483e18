#include "world/place_pattern.h"

#include <string.h>

#include "base/text.h"
#include "world/world.h"

enum { PLACE_SIZE = 3 * OS_PATH_SIZE };

static const char wild[] = "*?";

bool place_is_pattern(const char *place)
{
    return strpbrk(place, wild) != NULL;
}

static void even_separators(char *path)
{
    for (; *path != '\0'; path++) {
        *path = *path == '/' ? '\\' : *path;
    }
}

/* Itself, or a directory above it. */
static bool matches_at_or_above(const char *pattern, const char *path)
{
    char at[PLACE_SIZE];
    if (!text_copy(at, sizeof(at), path)) {
        return false;
    }
    while (!text_match(pattern, at)) {
        char *last = strrchr(at, '\\');
        if (last == NULL || last == at) {
            return false;
        }
        *last = '\0';
    }
    return true;
}

/* The names before the first * or ?, with the separator behind them; 0: there are none. */
static size_t prefix_length(const char *pattern)
{
    size_t length = strcspn(pattern, wild);
    while (length > 0 && strchr("\\/:", pattern[length - 1]) == NULL) {
        length--;
    }
    return length;
}

bool place_pattern_matches(struct world *world, const char *machine, const char *seen,
                           const char *pattern)
{
    char asked[PLACE_SIZE];
    char path[PLACE_SIZE];
    char text[PLACE_SIZE];
    if (!text_copy(asked, sizeof(asked), pattern) || !text_copy(path, sizeof(path), seen)) {
        return false;
    }
    even_separators(asked);
    even_separators(path);
    const size_t length = prefix_length(asked);
    char prefix[PLACE_SIZE];
    (void)text_format(prefix, sizeof(prefix), "%.*s", (int)length, asked);
    if (length > 0 && world_place_text(world, machine, prefix, text)) {
        even_separators(text);
        const size_t end = strlen(text);
        const bool needs_one = end > 0 && text[end - 1] != '\\' && text[end - 1] != ':';
        return text_format(text + end, sizeof(text) - end, "%s%s", needs_one ? "\\" : "",
                           asked + length) &&
               matches_at_or_above(text, path);
    }
    if (matches_at_or_above(asked, path)) {
        return true;
    }
    /* "NW1\SYS:CCDATA", and "SYS:\CLANDATA" for `*\CLANDATA` in a volume's root */
    const size_t volume = strcspn(path, ":");
    return (text_format(text, sizeof(text), "%s\\%s", machine, path) &&
            matches_at_or_above(asked, text)) ||
           (path[volume] == ':' &&
            text_format(text, sizeof(text), "%s\\%.*s:\\%s", machine, (int)volume, path,
                        path + volume + 1) &&
            matches_at_or_above(asked, text));
}

const char *place_check(struct world *world, const char *place)
{
    char prefix[PLACE_SIZE];
    if (strpbrk(place, "\\/:") == NULL) {
        return NULL;
    }
    const size_t length = place_is_pattern(place) ? prefix_length(place) : strlen(place);
    if (!text_format(prefix, sizeof(prefix), "%.*s", (int)length, place)) {
        return "the path is too long";
    }
    const bool is_unc = strncmp(prefix, "\\\\", 2) == 0 || strncmp(prefix, "//", 2) == 0;
    if (length == 0) {
        return NULL;
    }
    if (is_unc && place_is_pattern(place) && strcspn(prefix + 2, "\\/") + 3 >= length) {
        return arena_format(world->arena,
                            "'%s': * and ? stand behind server and share, \\\\NT1\\CCPO\\*.CCM",
                            place);
    }
    const char *first = is_unc ? prefix + 2 : prefix;
    const size_t name = strcspn(first, "\\/:");
    const char *server = arena_text_n(world->arena, first, name);
    if (first[name] != ':' && network_find_machine(world->network, server) == NULL &&
        !network_has_tree(world->network, server)) {
        return arena_format(world->arena, "'%s': there is no machine %s", place, server);
    }
    return NULL;
}
