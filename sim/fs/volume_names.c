/* Names of a volume: the table that finds them, short names, and walks along paths. */
#include <string.h>

#include "base/text.h"
#include "fs/volume_inside.h"

enum { LONG = 0, SHORT = 1 };

static bool is_separator(char c)
{
    return c == '\\' || c == '/';
}

/* Folds a-z of eight bytes at once; bit 7 of `is_lower` marks the letters. */
static uint64_t folded_word(uint64_t word)
{
    const uint64_t ones = 0x0101010101010101u;
    const uint64_t low = word & 0x7F * ones;
    const uint64_t is_lower =
        (low + (0x80 - 'a') * ones) & ~(low + (0x7F - 'z') * ones) & ~word & 0x80 * ones;
    return word ^ is_lower >> 2;
}

static uint64_t load_word(const char *text)
{
    uint64_t word = 0;
    memcpy(&word, text, sizeof(word));
    return word;
}

/* Hash of a folded component, up to a separator or the end. Orders nothing and leaves the process
 * never, so the machine's byte order may show in it. */
static uint32_t name_hash(volume_node parent, const char *name, size_t *length_out)
{
    const uint64_t multiplier = 0x9E3779B97F4A7C15u;
    size_t length = 0;
    while (name[length] != '\0' && !is_separator(name[length])) {
        length++;
    }
    *length_out = length;
    uint64_t hash = (parent ^ (uint64_t)length << 32) * multiplier;
    uint64_t word = 0;
    if (length >= sizeof(word)) {
        for (size_t i = 0; i + sizeof(word) < length; i += sizeof(word)) {
            hash = (hash ^ folded_word(load_word(name + i))) * multiplier;
            hash ^= hash >> 32;
        }
        word = load_word(name + length - sizeof(word)); /* may have some bytes once more */
    } else {
        for (size_t i = 0; i < length; i++) {
            word = word << 8 | (uint8_t)name[i];
        }
    }
    hash = (hash ^ folded_word(word)) * multiplier;
    return (uint32_t)(hash >> 32);
}

static bool is_name(const char *name, const char *wanted, size_t length)
{
    size_t i = 0;
    while (i < length && name[i] == wanted[i]) { /* most are written as they are stored */
        i++;
    }
    if (i == length) {
        return name[i] == '\0';
    }
    return text_equal_n(name, wanted, length) && name[length] == '\0';
}

static const char *name_in(const struct entry *entry, unsigned chain)
{
    return chain == SHORT ? entry->short_name : entry->name;
}

/* The entry named by the first component of `path`; 0: none. */
static volume_node find(const struct volume *volume, volume_node parent, const char *path,
                        size_t *length_out)
{
    const uint32_t hash = name_hash(parent, path, length_out);
    uint32_t reference = volume->buckets[hash & volume->bucket_mask];
    while (reference != 0) {
        const struct entry *entry = entry_of(volume, reference / 2);
        const unsigned chain = reference % 2;
        if (entry->hashes[chain] == hash && entry->parent == parent &&
            is_name(name_in(entry, chain), path, *length_out)) {
            return reference / 2;
        }
        reference = entry->next_in_bucket[chain];
    }
    return 0;
}

static void bucket_push(struct volume *volume, volume_node node, unsigned chain)
{
    struct entry *entry = entry_of(volume, node);
    uint32_t *bucket = &volume->buckets[entry->hashes[chain] & volume->bucket_mask];
    entry->next_in_bucket[chain] = *bucket;
    *bucket = node * 2 + chain;
}

/* Doubles the table; the old ones stay on the arena, all together no larger than the new one. */
static void buckets_grow(struct volume *volume)
{
    const uint32_t old_count = volume->bucket_mask + 1;
    const uint32_t *old = volume->buckets;
    volume->buckets = arena_array(volume->arena, uint32_t, (size_t)old_count * 2);
    volume->bucket_mask = old_count * 2 - 1;
    for (uint32_t i = 0; i < old_count; i++) {
        uint32_t reference = old[i];
        while (reference != 0) {
            const uint32_t next = entry_of(volume, reference / 2)->next_in_bucket[reference % 2];
            bucket_push(volume, reference / 2, reference % 2);
            reference = next;
        }
    }
}

static void name_enter(struct volume *volume, volume_node node, unsigned chain)
{
    struct entry *entry = entry_of(volume, node);
    const char *name = name_in(entry, chain);
    if (volume->names > volume->bucket_mask) {
        buckets_grow(volume);
    }
    volume->names++;
    size_t length = 0;
    entry->hashes[chain] = name_hash(entry->parent, name, &length);
    bucket_push(volume, node, chain);
}

static void name_leave(struct volume *volume, volume_node node, unsigned chain)
{
    const struct entry *entry = entry_of(volume, node);
    uint32_t *link = &volume->buckets[entry->hashes[chain] & volume->bucket_mask];
    while (*link != node * 2 + chain) {
        REQUIRE(*link != 0);
        link = &entry_of(volume, *link / 2)->next_in_bucket[*link % 2];
    }
    *link = entry->next_in_bucket[chain];
    volume->names--;
}

/* Bit c is set when no name may hold the character c: controls and " * / : < > ? \ | */
static bool is_refused(uint8_t c)
{
    static const uint32_t refused[8] = {0xFFFFFFFFu, 0xD4008404u, 0x10000000u, 0x10000000u};
    return (refused[c / 32] >> c % 32 & 1) != 0;
}

enum status volume_check_name(const struct volume *volume, const char *name)
{
    size_t length = 0;
    while (name[length] != '\0') {
        if (is_refused((uint8_t)name[length])) {
            return ST_BAD_NAME;
        }
        length++;
    }
    if (length > VOLUME_NAME_MAX) {
        return ST_TOO_LONG;
    }
    if (length == 0 || (name[0] == '.' && (length == 1 || (length == 2 && name[1] == '.')))) {
        return ST_BAD_NAME;
    }
    return volume->short_names_only && !text_is_short_name(name) ? ST_BAD_NAME : ST_OK;
}

/* Stores the name, finds a free short name, and enters both. */
void entry_name(struct volume *volume, volume_node node, const char *name)
{
    struct entry *entry = entry_of(volume, node);
    const size_t length = strlen(name);
    entry->name_class = (uint8_t)chunk_class(length + 1);
    entry->name = chunk_take(volume, entry->name_class);
    memcpy(entry->name, name, length + 1);
    entry->short_name = NULL;
    if (volume->short_names_only) {
        text_upper(entry->name);
    } else if (volume->makes_short_names && !text_is_short_name(name)) {
        char short_name[TEXT_SHORT_NAME_SIZE];
        unsigned number = 0;
        do {
            text_make_short_name(name, ++number, short_name);
        } while (volume_find(volume, entry->parent, short_name) != 0);
        entry->short_name = chunk_take(volume, CHUNK_CLASS_FIRST);
        memcpy(entry->short_name, short_name, sizeof(short_name));
        name_enter(volume, node, SHORT);
    }
    name_enter(volume, node, LONG);
}

void entry_unname(struct volume *volume, volume_node node)
{
    const struct entry *entry = entry_of(volume, node);
    name_leave(volume, node, LONG);
    if (entry->short_name != NULL) {
        name_leave(volume, node, SHORT);
    }
}

void entry_free_names(struct volume *volume, const struct entry *entry)
{
    chunk_give(volume, entry->name, entry->name_class);
    if (entry->short_name != NULL) {
        chunk_give(volume, entry->short_name, CHUNK_CLASS_FIRST);
    }
}

/* --- walks --- */

struct walk_end {
    volume_node node;
    volume_node parent;
    const char *name;
};

volume_node volume_find(const struct volume *volume, volume_node parent, const char *name)
{
    size_t length = 0;
    const volume_node node = find(volume, parent, name, &length);
    return name[length] == '\0' ? node : 0;
}

static struct walked *walked_path(struct walks *walks, const char *path, size_t length)
{
    return &walks->paths[(length + (uint8_t)path[length - 1]) % WALKED_PATHS];
}

/* Begins a walk at a directory where an earlier one has been; answers how much of the path that
 * spares. */
static size_t walk_again(const struct walks *walks, volume_node from, const char *path,
                         volume_node *node_out)
{
    for (unsigned i = 0; i < WALKED_DIRECTORIES; i++) {
        const struct walked *walked = &walks->directories[i];
        const size_t length = walked->length;
        if (length != 0 && walked->from == from && strncmp(path, walked->text, length) == 0 &&
            is_separator(path[length])) {
            *node_out = walked->node;
            return length;
        }
    }
    return 0;
}

static void walk_remember(struct walked *walked, volume_node from, volume_node node,
                          const char *path, size_t length)
{
    if (length >= sizeof(walked->text)) {
        return;
    }
    walked->from = from;
    walked->node = node;
    walked->length = (uint32_t)length;
    memcpy(walked->text, path, length);
}

void walks_forget(struct volume *volume, volume_node node)
{
    struct walks *walks = volume->walks;
    const bool is_directory = entry_of(volume, node)->is_directory;
    for (unsigned i = 0; i < WALKED_DIRECTORIES && is_directory; i++) {
        walks->directories[i].length = 0;
    }
    for (unsigned i = 0; i < WALKED_PATHS; i++) {
        if (is_directory || walks->paths[i].node == node) {
            walks->paths[i].length = 0;
        }
    }
}

static const char *skip_separators(const char *path)
{
    while (is_separator(*path)) {
        path++;
    }
    return path;
}

/* Component by component, as far as no earlier walk spares it. */
static enum status walk(const struct volume *volume, volume_node from, const char *path,
                        struct walk_end *end)
{
    const char *start = path;
    volume_node node = from;
    volume_node parent = 0;
    const size_t spared = walk_again(volume->walks, from, path, &node);
    path = skip_separators(path + spared);
    end->name = path;
    while (*path != '\0') {
        size_t length = 0;
        if (!entry_of(volume, node)->is_directory) {
            return ST_PATH_NOT_FOUND;
        }
        end->name = path;
        parent = node;
        node = find(volume, parent, path, &length);
        path = skip_separators(path + length);
        if (node == 0 && *path != '\0') {
            return ST_PATH_NOT_FOUND;
        }
        if (node == 0) {
            break;
        }
    }
    const size_t prefix = (size_t)(end->name - start);
    if (prefix > spared + 1 && parent != 0) {
        struct walks *walks = volume->walks;
        walk_remember(&walks->directories[walks->next_directory], from, parent, start, prefix - 1);
        walks->next_directory = (walks->next_directory + 1) % WALKED_DIRECTORIES;
    }
    end->node = node;
    end->parent = parent != 0 ? parent : entry_of(volume, node)->parent;
    return node != 0 ? ST_OK : ST_NOT_FOUND;
}

enum status volume_walk(const struct volume *volume, volume_node from, const char *path,
                        volume_node *node_out, volume_node *parent_out, const char **name_out)
{
    const size_t length = strlen(path);
    struct walked *walked = length != 0 ? walked_path(volume->walks, path, length) : NULL;
    if (walked != NULL && walked->length == length && walked->from == from &&
        memcmp(walked->text, path, length) == 0) {
        *node_out = walked->node;
        *parent_out = entry_of(volume, walked->node)->parent;
        *name_out = path + walked->name_at;
        return ST_OK;
    }
    struct walk_end end = {0};
    const enum status st = walk(volume, from, path, &end);
    *node_out = end.node;
    *parent_out = end.parent;
    *name_out = end.name;
    if (st == ST_OK && walked != NULL && length < sizeof(walked->text)) {
        walk_remember(walked, from, end.node, path, length);
        walked->name_at = (uint32_t)(end.name - path);
    }
    return st;
}
