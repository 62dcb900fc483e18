/* Limits of space on a volume: what a directory or an owner may still take. */
#include "fs/volume_inside.h"

struct volume_limit {
    struct volume_limit *next;
    volume_node directory; /* all below it; 0: the owner's files, wherever they are */
    uint32_t owner;
    int64_t left_blocks; /* below 0: a move or an edit has gone beyond it */
};

static int64_t blocks_of(uint64_t size_bytes)
{
    return (int64_t)(size_bytes / VOLUME_LIMIT_BLOCK) + (size_bytes % VOLUME_LIMIT_BLOCK != 0);
}

static bool covers(const struct volume *volume, const struct volume_limit *limit,
                   const struct entry *entry)
{
    if (limit->directory == 0) {
        return limit->owner == entry->owner;
    }
    volume_node above = entry->parent;
    while (above != 0 && above != limit->directory) {
        above = entry_of(volume, above)->parent;
    }
    return above != 0;
}

static void limits_move(struct volume *volume, const struct entry *entry, int64_t more_blocks)
{
    for (struct volume_limit *limit = volume->limits; limit != NULL; limit = limit->next) {
        if (covers(volume, limit, entry)) {
            limit->left_blocks -= more_blocks;
        }
    }
}

bool limits_take(struct volume *volume, const struct entry *entry, uint64_t from, uint64_t to)
{
    const int64_t more = blocks_of(to) - blocks_of(from);
    for (const struct volume_limit *limit = volume->limits; limit != NULL && more > 0;
         limit = limit->next) {
        if (more > limit->left_blocks && covers(volume, limit, entry)) {
            return false;
        }
    }
    limits_move(volume, entry, more);
    return true;
}

void limits_leave(struct volume *volume, const struct entry *entry)
{
    limits_move(volume, entry, -blocks_of(entry->size_bytes));
}

void limits_enter(struct volume *volume, const struct entry *entry)
{
    limits_move(volume, entry, blocks_of(entry->size_bytes));
}

static struct volume_limit *limit_of(const struct volume *volume, volume_node directory,
                                     uint32_t owner)
{
    struct volume_limit *limit = volume->limits;
    while (limit != NULL && (limit->directory != directory || limit->owner != owner)) {
        limit = limit->next;
    }
    return limit;
}

void volume_set_limit(struct volume *volume, volume_node directory, uint32_t owner,
                      uint64_t free_bytes)
{
    struct volume_limit *limit = limit_of(volume, directory, owner);
    if (free_bytes == VOLUME_NO_LIMIT) {
        struct volume_limit **link = &volume->limits;
        while (*link != NULL && *link != limit) {
            link = &(*link)->next;
        }
        if (limit != NULL) {
            *link = limit->next;
        }
        return;
    }
    if (limit == NULL) {
        limit = arena_new(volume->arena, struct volume_limit);
        *limit =
            (struct volume_limit){.next = volume->limits, .directory = directory, .owner = owner};
        volume->limits = limit;
    }
    limit->left_blocks = (int64_t)(free_bytes / VOLUME_LIMIT_BLOCK);
}

uint64_t volume_free_below(const struct volume *volume, volume_node directory, uint32_t owner)
{
    const struct entry asked = {.parent = directory, .owner = owner};
    uint64_t free_bytes = volume_free_bytes(volume);
    for (const struct volume_limit *limit = volume->limits; limit != NULL; limit = limit->next) {
        const uint64_t left =
            limit->left_blocks > 0 ? (uint64_t)limit->left_blocks * VOLUME_LIMIT_BLOCK : 0;
        if (left < free_bytes && covers(volume, limit, &asked)) {
            free_bytes = left;
        }
    }
    return free_bytes;
}

void volume_set_owner(struct volume *volume, volume_node node, uint32_t owner)
{
    struct entry *entry = entry_of(volume, node);
    if (volume->limits != NULL) {
        limits_leave(volume, entry);
    }
    entry->owner = owner;
    if (volume->limits != NULL) {
        limits_enter(volume, entry);
    }
}

uint32_t volume_owner(const struct volume *volume, volume_node node)
{
    return entry_of(volume, node)->owner;
}
