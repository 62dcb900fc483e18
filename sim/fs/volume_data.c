/* Contents and space of a volume, and what models keep with an entry. */
#include <string.h>

#include "fs/volume_inside.h"

unsigned chunk_class(uint64_t size)
{
    unsigned class_number = CHUNK_CLASS_FIRST;
    while ((uint64_t)1 << class_number < size) {
        class_number++;
    }
    REQUIRE(class_number < CHUNK_CLASSES);
    return class_number;
}

void *chunk_take(struct volume *volume, unsigned class_number)
{
    struct chunk *chunk = volume->chunks[class_number];
    if (chunk == NULL) {
        return arena_room(volume->arena, (size_t)1 << class_number);
    }
    volume->chunks[class_number] = chunk->next;
    return chunk;
}

void chunk_give(struct volume *volume, void *chunk, unsigned class_number)
{
    struct chunk *freed = chunk;
    freed->next = volume->chunks[class_number];
    volume->chunks[class_number] = freed;
}

static uint64_t blocks_of(const struct volume *volume, uint64_t size_bytes)
{
    return size_bytes / volume->block_bytes + (size_bytes % volume->block_bytes != 0);
}

void contents_free(struct volume *volume, struct entry *file)
{
    volume->free_blocks += blocks_of(volume, file->size_bytes);
    if (file->data != NULL) {
        chunk_give(volume, file->data, file->data_class);
    }
    file->data = NULL;
    file->size_bytes = 0;
}

/* A file that grows past 128 KB gets room for 16 MB, and then for 256 MB: room behind its end is
 * address space that nobody touches, while moving a file copies all of it. */
enum { LEAP_FIRST = 18, LEAP_TO = 24, LEAP_LAST = 28 };

static unsigned class_of_growing(const struct entry *file, uint64_t size)
{
    const unsigned class_number = chunk_class(size);
    if (file->data == NULL || size < file->size_bytes || class_number < LEAP_FIRST ||
        class_number > LEAP_LAST) {
        return class_number;
    }
    return class_number <= LEAP_TO ? LEAP_TO : LEAP_LAST;
}

/* Smaller than this, a file with a chunk of that class moves into a smaller one. */
static uint64_t least_of_class(unsigned class_number)
{
    const uint64_t capacity = (uint64_t)1 << class_number;
    switch (class_number) {
    case LEAP_TO:
        return capacity >> (LEAP_TO - LEAP_FIRST + 2);
    case LEAP_LAST:
        return capacity >> (LEAP_LAST - LEAP_TO + 1);
    default:
        return capacity / 4;
    }
}

/* A chunk that holds `size` bytes and what the file has now. */
static void contents_move(struct volume *volume, struct entry *file, uint64_t size)
{
    const unsigned class_number = class_of_growing(file, size);
    uint8_t *data = chunk_take(volume, class_number);
    if (file->data != NULL) {
        memcpy(data, file->data, file->size_bytes < size ? file->size_bytes : size);
        chunk_give(volume, file->data, file->data_class);
    }
    file->data = data;
    file->data_class = (uint8_t)class_number;
}

/* Takes or gives the blocks and the memory for a new size; bytes between the old and the new one
 * are left as they are. */
static enum status resize(struct volume *volume, struct entry *file, uint64_t size)
{
    if (size > (uint64_t)1 << (CHUNK_CLASSES - 1)) {
        return ST_DISK_FULL;
    }
    const uint64_t had = blocks_of(volume, file->size_bytes);
    const uint64_t wants = blocks_of(volume, size);
    if (wants > had && wants - had > volume->free_blocks) {
        return ST_DISK_FULL;
    }
    if (volume->limits != NULL && !limits_take(volume, file, file->size_bytes, size)) {
        return ST_DISK_FULL;
    }
    if (size == 0) {
        contents_free(volume, file);
        return ST_OK;
    }
    const uint64_t capacity = file->data != NULL ? (uint64_t)1 << file->data_class : 0;
    if (size > capacity || size < least_of_class(file->data_class)) {
        contents_move(volume, file, size);
    }
    volume->free_blocks += had;
    volume->free_blocks -= wants;
    file->size_bytes = size;
    return ST_OK;
}

size_t volume_read(const struct volume *volume, volume_node file, uint64_t offset, void *data,
                   size_t size)
{
    const struct entry *entry = entry_of(volume, file);
    REQUIRE(!entry->is_directory);
    if (offset >= entry->size_bytes) {
        return 0;
    }
    const uint64_t rest = entry->size_bytes - offset;
    const size_t count = size < rest ? size : (size_t)rest;
    if (count != 0) {
        memcpy(data, entry->data + offset, count);
    }
    return count;
}

enum status volume_write(struct volume *volume, volume_node file, uint64_t offset, const void *data,
                         size_t size)
{
    struct entry *entry = entry_of(volume, file);
    REQUIRE(!entry->is_directory);
    if (size == 0) {
        return ST_OK;
    }
    if (offset > UINT64_MAX - size) {
        return ST_DISK_FULL;
    }
    if (volume->power != NULL) {
        power_before_change(volume, file);
    }
    const uint64_t had = entry->size_bytes;
    if (offset + size > had) {
        const enum status st = resize(volume, entry, offset + size);
        if (st != ST_OK) {
            return st;
        }
        if (offset > had) {
            memset(entry->data + had, 0, (size_t)(offset - had));
        }
    }
    memcpy(entry->data + offset, data, size);
    return ST_OK;
}

enum status volume_set_size(struct volume *volume, volume_node file, uint64_t size_bytes)
{
    struct entry *entry = entry_of(volume, file);
    REQUIRE(!entry->is_directory);
    if (volume->power != NULL) {
        power_before_change(volume, file);
    }
    const uint64_t had = entry->size_bytes;
    const enum status st = resize(volume, entry, size_bytes);
    if (st == ST_OK && size_bytes > had) {
        memset(entry->data + had, 0, (size_t)(size_bytes - had));
    }
    return st;
}

const uint8_t *volume_contents(const struct volume *volume, volume_node file, uint64_t *size_out)
{
    const struct entry *entry = entry_of(volume, file);
    REQUIRE(!entry->is_directory);
    *size_out = entry->size_bytes;
    return entry->data;
}

void volume_touch(struct volume *volume, volume_node node, uint64_t modified_ms)
{
    entry_of(volume, node)->modified_ms = modified_ms + (uint64_t)volume->clock_ms;
}

void volume_set_clock(struct volume *volume, int64_t ahead_ms)
{
    volume->clock_ms = ahead_ms;
}

uint64_t volume_free_bytes(const struct volume *volume)
{
    return volume->free_blocks * volume->block_bytes;
}

void volume_set_free(struct volume *volume, uint64_t free_bytes)
{
    volume->free_blocks = free_bytes / volume->block_bytes;
}

void *volume_rights(const struct volume *volume, volume_node node)
{
    return entry_of(volume, node)->rights;
}

void volume_set_rights(struct volume *volume, volume_node node, void *rights)
{
    entry_of(volume, node)->rights = rights;
}
