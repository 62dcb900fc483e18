/* Walks along paths of a volume, and where earlier ones came. */
#include <string.h>

#include "fs/volume_inside.h"

static bool is_separator(char c)
{
    return c == '\\' || c == '/';
}

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
                                size_t length, struct volume_place *end)
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

/* Where the last component begins. */
static size_t last_start(const char *path, size_t length)
{
    while (length > 0 && !is_separator(path[length - 1])) {
        length--;
    }
    return length;
}

/* The place for this text among those of directories: by its length and its last characters. */
static struct walked *walked_at(const struct volume *volume, const char *path, size_t length)
{
    uint64_t last = 0;
    if (length >= sizeof(last)) {
        memcpy(&last, path + length - sizeof(last), sizeof(last));
    } else {
        memcpy(&last, path, length);
    }
    return &volume->walked[((last ^ length) * 0x9E3779B97F4A7C15u) >> (64 - WALKED_BITS)];
}

/* The directory that these first characters of a path lead to; 0: none. */
static volume_node walk_to_directory(const struct volume *volume, volume_node from,
                                     const char *path, size_t length)
{
    struct walked *walked = walked_at(volume, path, length);
    if (walked->length == length && walked->from == from && walked->directory != 0 &&
        walked->tree == volume->tree && memcmp(walked->text, path, length) == 0) {
        return walked->directory;
    }
    struct volume_place end = {0};
    if (walk_through(volume, from, path, length, &end) != ST_OK ||
        !entry_of(volume, end.node)->is_directory) {
        return 0;
    }
    if (length < sizeof(walked->text)) {
        walked->tree = volume->tree;
        walked->from = from;
        walked->directory = end.node;
        walked->length = (uint32_t)length;
        memcpy(walked->text, path, length);
    }
    return end.node;
}

/* The directory of the last component, which begins at `start`; 0: there is none. */
static volume_node directory_of(const struct volume *volume, volume_node from, const char *path,
                                size_t start)
{
    if (start > 1) {
        return walk_to_directory(volume, from, path, start - 1);
    }
    return entry_of(volume, from)->is_directory ? from : 0;
}

enum status volume_walk(const struct volume *volume, volume_node from, const char *path,
                        volume_node *node_out, volume_node *parent_out, const char **name_out)
{
    const size_t length = strlen(path);
    const size_t start = last_start(path, length);
    const volume_node directory = start != length ? directory_of(volume, from, path, start) : 0;
    struct volume_place end = {0};
    enum status st = ST_OK;
    if (directory == 0) {
        st = walk_through(volume, from, path, length, &end);
    } else {
        end.parent = directory;
        end.name = path + start;
        end.node = entry_find(volume, directory, end.name, length - start);
        st = end.node != 0 ? ST_OK : ST_NOT_FOUND;
    }
    *node_out = end.node;
    *parent_out = end.parent;
    *name_out = end.name;
    return st;
}

static bool knows(const struct volume_hint *hint, const struct volume *volume, volume_node from,
                  size_t length)
{
    return hint->volume == volume && hint->from == from && hint->length == length &&
           hint->tree == volume->tree && hint->directory != 0;
}

/* Notes the directory of the path's last component; false: it has none, or no last component. */
static bool learn(struct volume_hint *hint, const struct volume *volume, volume_node from,
                  struct bytes path)
{
    const char *text = (const char *)path.data;
    const size_t start = last_start(text, path.size);
    const volume_node directory = start != path.size ? directory_of(volume, from, text, start) : 0;
    if (directory == 0) {
        return false;
    }
    *hint = (struct volume_hint){.volume = volume,
                                 .tree = volume->tree,
                                 .from = from,
                                 .directory = directory,
                                 .length = (uint32_t)path.size,
                                 .name_at = (uint32_t)start};
    return true;
}

enum status volume_walk_again(struct volume_hint *hint, const struct volume *volume,
                              volume_node from, struct bytes path, struct volume_place *place_out)
{
    const char *text = (const char *)path.data;
    if (hint == NULL) {
        return volume_walk(volume, from, text, &place_out->node, &place_out->parent,
                           &place_out->name);
    }
    if (!knows(hint, volume, from, path.size) && !learn(hint, volume, from, path)) {
        *place_out = (struct volume_place){0};
        return walk_through(volume, from, text, path.size, place_out);
    }
    place_out->parent = hint->directory;
    place_out->name = text + hint->name_at;
    if (hint->naming != 0 && entry_of(volume, hint->node)->naming == hint->naming) {
        place_out->node = hint->node;
        return ST_OK;
    }
    place_out->node =
        entry_find(volume, hint->directory, place_out->name, path.size - hint->name_at);
    hint->node = place_out->node;
    hint->naming = hint->node != 0 ? entry_of(volume, hint->node)->naming : 0;
    return hint->node != 0 ? ST_OK : ST_NOT_FOUND;
}
