/* The tree of a volume; names are in volume_names.c, contents in volume_data.c. */
#include "fs/volume.h"

#include <string.h>

#include "base/text.h"
#include "fs/volume_inside.h"

enum { BLOCK_BYTES_DEFAULT = 2048 };

/* --- entries --- */

static void page_add(struct volume *volume)
{
    const uint32_t page = volume->used / ENTRIES_PER_PAGE;
    if (page == volume->page_capacity) {
        const uint32_t capacity = page == 0 ? PAGES_FIRST : page * 2;
        struct entry **pages = arena_array(volume->arena, struct entry *, capacity);
        if (page != 0) {
            memcpy(pages, volume->pages, page * sizeof(struct entry *));
        }
        volume->pages = pages;
        volume->page_capacity = capacity;
    }
    volume->pages[page] = arena_array(volume->arena, struct entry, ENTRIES_PER_PAGE);
}

static volume_node entry_take(struct volume *volume)
{
    volume_node node = volume->free_entry;
    if (node != 0) {
        struct entry *entry = entry_of(volume, node);
        volume->free_entry = entry->parent;
        *entry = (struct entry){0};
        return node;
    }
    node = volume->used;
    if (node % ENTRIES_PER_PAGE == 0) {
        page_add(volume);
    }
    volume->used++;
    return node;
}

static void entry_give(struct volume *volume, volume_node node)
{
    struct entry *entry = entry_of(volume, node);
    if (volume->power != NULL) {
        power_forget(volume, node);
    }
    contents_free(volume, entry);
    entry_free_names(volume, entry);
    *entry = (struct entry){.parent = volume->free_entry};
    volume->free_entry = node;
}

static void child_append(struct volume *volume, volume_node parent, volume_node node)
{
    struct entry *directory = entry_of(volume, parent);
    struct entry *entry = entry_of(volume, node);
    entry->parent = parent;
    entry->previous = directory->last;
    entry->next = 0;
    if (directory->last != 0) {
        entry_of(volume, directory->last)->next = node;
    } else {
        directory->first = node;
    }
    directory->last = node;
    directory->children++;
}

static void child_unlink(struct volume *volume, volume_node node)
{
    const struct entry *entry = entry_of(volume, node);
    struct entry *directory = entry_of(volume, entry->parent);
    if (entry->previous != 0) {
        entry_of(volume, entry->previous)->next = entry->next;
    } else {
        directory->first = entry->next;
    }
    if (entry->next != 0) {
        entry_of(volume, entry->next)->previous = entry->previous;
    } else {
        directory->last = entry->previous;
    }
    directory->children--;
}

/* --- the volume --- */

struct volume *volume_create(struct arena *arena, const struct volume_spec *spec)
{
    struct volume *volume = arena_new(arena, struct volume);
    volume->arena = arena;
    volume->walked = arena_array(arena, struct walked, WALKED_DIRECTORIES);
    volume->buckets = arena_array(arena, uint32_t, BUCKETS_FIRST);
    volume->bucket_mask = BUCKETS_FIRST - 1;
    volume->block_bytes = spec->block_bytes != 0 ? spec->block_bytes : BLOCK_BYTES_DEFAULT;
    volume->free_blocks = spec->capacity_bytes / volume->block_bytes;
    volume->short_names_only = spec->short_names_only;
    volume->makes_short_names = spec->makes_short_names;
    (void)text_copy(volume->label, sizeof(volume->label), spec->label); /* for messages only */
    page_add(volume);
    volume->used = VOLUME_ROOT; /* number 0 is none */
    const volume_node root = entry_take(volume);
    struct entry *entry = entry_of(volume, root);
    entry->name_class = CHUNK_CLASS_FIRST;
    entry->name = chunk_take(volume, CHUNK_CLASS_FIRST);
    entry->name[0] = '\0';
    entry->is_directory = true;
    entry->is_linked = true;
    return volume;
}

const char *volume_label(const struct volume *volume)
{
    return volume->label;
}

struct arena *volume_arena(struct volume *volume)
{
    return volume->arena;
}

struct volume_info volume_info(const struct volume *volume, volume_node node)
{
    const struct entry *entry = entry_of(volume, node);
    return (struct volume_info){
        .size_bytes = entry->size_bytes,
        .modified_ms = entry->modified_ms,
        .is_directory = entry->is_directory,
        .name = entry->name,
        .short_name = entry->short_name != NULL ? entry->short_name : entry->name,
        .parent = entry->parent,
    };
}

volume_node volume_parent(const struct volume *volume, volume_node node)
{
    return entry_of(volume, node)->parent;
}

bool volume_is_directory(const struct volume *volume, volume_node node)
{
    return entry_of(volume, node)->is_directory;
}

bool volume_path(const struct volume *volume, volume_node node, char *target, size_t capacity)
{
    REQUIRE(capacity >= 1);
    size_t start = capacity - 1;
    target[start] = '\0';
    while (node != VOLUME_ROOT) {
        const struct entry *entry = entry_of(volume, node);
        const size_t length = strlen(entry->name);
        const bool is_last = target[start] == '\0';
        if (length + !is_last > start) {
            target[0] = '\0';
            return false;
        }
        if (!is_last) {
            target[--start] = '\\';
        }
        start -= length;
        memcpy(target + start, entry->name, length);
        node = entry->parent;
    }
    memmove(target, target + start, capacity - start);
    return true;
}

volume_node volume_add(struct volume *volume, volume_node parent, const struct volume_name *name,
                       bool is_directory)
{
    const volume_node node = entry_take(volume);
    struct entry *entry = entry_of(volume, node);
    entry->is_directory = is_directory;
    entry->is_linked = true;
    child_append(volume, parent, node);
    entry_name(volume, node, name);
    return node;
}

enum status volume_make(struct volume *volume, volume_node parent, const char *name,
                        bool is_directory, volume_node *node_out)
{
    struct volume_name checked;
    const enum status st = volume_check_name(volume, name, &checked);
    if (st != ST_OK) {
        return st;
    }
    if (!volume_is_directory(volume, parent)) {
        return ST_PATH_NOT_FOUND;
    }
    if (entry_find(volume, parent, name, checked.length) != 0) {
        return ST_EXISTS;
    }
    *node_out = volume_add(volume, parent, &checked, is_directory);
    return ST_OK;
}

enum status volume_remove(struct volume *volume, volume_node node)
{
    struct entry *entry = entry_of(volume, node);
    REQUIRE(entry->is_linked);
    if (node == VOLUME_ROOT) {
        return ST_ACCESS_DENIED;
    }
    if (entry->first != 0) {
        return ST_NOT_EMPTY;
    }
    entry_unname(volume, node);
    if (volume->limits != NULL) {
        limits_leave(volume, entry);
        entry->owner = 0;
    }
    child_unlink(volume, node);
    entry->is_linked = false;
    entry->rights = NULL;
    entry->parent = 0;
    if (entry->holds == 0) {
        entry_give(volume, node);
    }
    return ST_OK;
}

/* Would the directory `node` become its own ancestor? */
static bool is_below(const struct volume *volume, volume_node below, volume_node node)
{
    while (below != 0 && below != node) {
        below = volume_parent(volume, below);
    }
    return below == node;
}

static void move_entry(struct volume *volume, volume_node node, volume_node new_parent)
{
    const struct entry *entry = entry_of(volume, node);
    if (volume->limits != NULL) {
        limits_leave(volume, entry);
    }
    child_unlink(volume, node);
    child_append(volume, new_parent, node);
    if (volume->limits != NULL) {
        limits_enter(volume, entry);
    }
}

enum status volume_rename(struct volume *volume, volume_node node, volume_node new_parent,
                          const char *new_name)
{
    struct entry *entry = entry_of(volume, node);
    REQUIRE(entry->is_linked);
    struct volume_name checked;
    const enum status st = volume_check_name(volume, new_name, &checked);
    if (st != ST_OK) {
        return st;
    }
    if (!volume_is_directory(volume, new_parent)) {
        return ST_PATH_NOT_FOUND;
    }
    const volume_node there = entry_find(volume, new_parent, new_name, checked.length);
    if (there != 0 && there != node) {
        return ST_EXISTS;
    }
    if (is_below(volume, new_parent, node)) {
        return ST_INVALID;
    }
    entry_unname(volume, node);
    if (new_parent != entry->parent) {
        move_entry(volume, node, new_parent);
    }
    const struct entry before = *entry;
    entry_name(volume, node, &checked); /* may be a part of the old name's text */
    entry_free_names(volume, &before);
    return ST_OK;
}

void volume_break(struct volume *volume, volume_node directory, bool is_broken)
{
    entry_of(volume, directory)->is_broken = is_broken;
}

bool volume_is_broken(const struct volume *volume, volume_node node)
{
    return node != 0 && entry_of(volume, node)->is_broken;
}

volume_node volume_first(const struct volume *volume, volume_node directory)
{
    return entry_of(volume, directory)->first;
}

volume_node volume_next(const struct volume *volume, volume_node node)
{
    return entry_of(volume, node)->next;
}

size_t volume_child_count(const struct volume *volume, volume_node directory)
{
    return entry_of(volume, directory)->children;
}

void volume_hold(struct volume *volume, volume_node node)
{
    entry_of(volume, node)->holds++;
}

void volume_drop(struct volume *volume, volume_node node)
{
    struct entry *entry = entry_of(volume, node);
    REQUIRE(entry->holds > 0);
    entry->holds--;
    if (entry->holds == 0 && !entry->is_linked) {
        entry_give(volume, node);
    }
}
