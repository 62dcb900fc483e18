/* Walks along paths of a volume, and where earlier ones came. */
#include <string.h>

#include "fs/volume_inside.h"

/* Where a walk ended: the entry, its directory, and its name in the path. */
struct walk_end {
    volume_node node;
    volume_node parent;
    const char *name;
};

static bool is_separator(char c)
{
    return c == '\\' || c == '/';
}

/* --- earlier walks --- */

/* The place for this path among those remembered: by its length and its last characters. */
static struct walked *walked_at(const struct volume *volume, const char *path, size_t length)
{
    uint64_t last = 0;
    if (length >= sizeof(last)) {
        memcpy(&last, path + length - sizeof(last), sizeof(last));
    } else if (length != 0) {
        last = (uint8_t)path[length - 1];
    }
    return &volume->walks->paths[((last ^ length) * 0x9E3779B97F4A7C15u) >> (64 - WALKED_BITS)];
}

static bool has_walked(const struct walked *walked, volume_node from, const char *path,
                       size_t length)
{
    return walked->length == length && walked->from == from &&
           memcmp(walked->text, path, length) == 0;
}

static void walk_remember(struct walked *walked, volume_node from, const struct walk_end *end,
                          const char *path, size_t length)
{
    if (length >= sizeof(walked->text)) {
        return;
    }
    walked->from = from;
    walked->node = end->node;
    walked->length = (uint32_t)length;
    walked->name_at = (uint32_t)(end->name - path);
    memcpy(walked->text, path, length);
}

void walks_forget(struct volume *volume, volume_node node)
{
    struct walks *walks = volume->walks;
    const bool is_directory = entry_of(volume, node)->is_directory;
    for (unsigned i = 0; i < WALKED_PATHS; i++) {
        if (is_directory || walks->paths[i].node == node) {
            walks->paths[i].length = 0;
        }
    }
}

/* --- walks --- */

static const char *skip_separators(const char *path, const char *stop)
{
    while (path < stop && is_separator(*path)) {
        path++;
    }
    return path;
}

static const char *component_end(const char *path, const char *stop)
{
    while (path < stop && !is_separator(*path)) {
        path++;
    }
    return path;
}

/* Component by component. */
static enum status walk_through(const struct volume *volume, volume_node from, const char *path,
                                size_t length, struct walk_end *end)
{
    const char *stop = path + length;
    volume_node node = from;
    volume_node parent = 0;
    path = skip_separators(path, stop);
    end->name = path;
    while (path < stop) {
        const char *behind = component_end(path, stop);
        if (!entry_of(volume, node)->is_directory) {
            return ST_PATH_NOT_FOUND;
        }
        end->name = path;
        parent = node;
        node = entry_find(volume, parent, path, (size_t)(behind - path));
        path = skip_separators(behind, stop);
        if (node == 0 && path < stop) {
            return ST_PATH_NOT_FOUND;
        }
        if (node == 0) {
            break;
        }
    }
    end->node = node;
    end->parent = parent != 0 ? parent : entry_of(volume, node)->parent;
    return node != 0 ? ST_OK : ST_NOT_FOUND;
}

/* What the first `length` bytes of a path lead to, 0 when to nothing. */
static volume_node walk_prefix(const struct volume *volume, volume_node from, const char *path,
                               size_t length)
{
    struct walked *walked = walked_at(volume, path, length);
    if (has_walked(walked, from, path, length)) {
        return walked->node;
    }
    struct walk_end end = {0};
    if (walk_through(volume, from, path, length, &end) != ST_OK) {
        return 0;
    }
    walk_remember(walked, from, &end, path, length);
    return end.node;
}

/* Where the last component begins. */
static size_t last_start(const char *path)
{
    const char *backslash = strrchr(path, '\\');
    const char *slash = strrchr(path, '/');
    const size_t behind_backslash = backslash != NULL ? (size_t)(backslash - path) + 1 : 0;
    const size_t behind_slash = slash != NULL ? (size_t)(slash - path) + 1 : 0;
    return behind_backslash > behind_slash ? behind_backslash : behind_slash;
}

/* The directory as an earlier walk found it, then the last component. */
static enum status walk(const struct volume *volume, volume_node from, const char *path,
                        size_t length, struct walk_end *end)
{
    const size_t start = last_start(path);
    if (start == length) { /* nothing, or separators at the end */
        return walk_through(volume, from, path, length, end);
    }
    const volume_node directory = start > 1 ? walk_prefix(volume, from, path, start - 1) : from;
    end->name = path + start;
    if (directory == 0 || !entry_of(volume, directory)->is_directory) {
        return ST_PATH_NOT_FOUND;
    }
    end->parent = directory;
    end->node = entry_find(volume, directory, end->name, length - start);
    return end->node != 0 ? ST_OK : ST_NOT_FOUND;
}

enum status volume_walk(const struct volume *volume, volume_node from, const char *path,
                        volume_node *node_out, volume_node *parent_out, const char **name_out)
{
    const size_t length = strlen(path);
    struct walked *walked = walked_at(volume, path, length);
    if (length != 0 && has_walked(walked, from, path, length)) {
        *node_out = walked->node;
        *parent_out = entry_of(volume, walked->node)->parent;
        *name_out = path + walked->name_at;
        return ST_OK;
    }
    struct walk_end end = {0};
    const enum status st = walk(volume, from, path, length, &end);
    *node_out = end.node;
    *parent_out = end.parent;
    *name_out = end.name;
    if (st == ST_OK && length != 0) {
        walk_remember(walked, from, &end, path, length);
    }
    return st;
}
