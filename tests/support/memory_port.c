/* Files and directories in memory, and what tests do with them behind the port. */
#include "support/memory_port.h"

#include <string.h>

#include "base/text.h"
#include "support/memory_inside.h"

void memory_normalize(char out[OS_PATH_SIZE], const char *path)
{
    REQUIRE(text_copy(out, OS_PATH_SIZE, path));
    for (char *at = out; *at != '\0'; at++) {
        if (*at == '/') {
            *at = '\\';
        }
    }
    size_t length = strlen(out);
    while (length > 1 && out[length - 1] == '\\') {
        out[--length] = '\0';
    }
}

struct memory_file *memory_find(const struct memory_port *memory, const char *path)
{
    char wanted[OS_PATH_SIZE];
    memory_normalize(wanted, path);
    for (size_t i = 0; i < memory->file_count; i++) {
        if (memory->files[i]->exists && text_equal(memory->files[i]->path, wanted)) {
            return memory->files[i];
        }
    }
    return NULL;
}

bool memory_has_directory(const struct memory_port *memory, const char *path)
{
    char wanted[OS_PATH_SIZE];
    memory_normalize(wanted, path);
    for (size_t i = 0; i < memory->directory_count; i++) {
        if (text_equal(memory->directories[i], wanted)) {
            return true;
        }
    }
    return false;
}

bool memory_parent_exists(const struct memory_port *memory, const char *path)
{
    char parent[OS_PATH_SIZE];
    memory_normalize(parent, path);
    char *base = strrchr(parent, '\\');
    if (base == NULL) {
        return false;
    }
    *base = '\0';
    return memory_has_directory(memory, parent);
}

bool memory_is_protected(const struct memory_port *memory, const char *path)
{
    char full[OS_PATH_SIZE];
    memory_normalize(full, path);
    return memory->protected_directory[0] != '\0' && text_starts(full, memory->protected_directory);
}

struct memory_file *memory_create(struct memory_port *memory, const char *path)
{
    struct memory_file *file = NULL;
    for (size_t i = 0; i < memory->file_count && file == NULL; i++) {
        file = memory->files[i]->exists ? NULL : memory->files[i];
    }
    if (file == NULL) {
        REQUIRE(memory->file_count < FILES_MAX);
        file = arena_new(&memory->data, struct memory_file);
        memory->files[memory->file_count++] = file;
    }
    memory_normalize(file->path, path);
    file->exists = true;
    file->size = 0;
    file->flushed_size = 0;
    return file;
}

enum status memory_set_size(struct memory_port *memory, struct memory_file *file, uint64_t size)
{
    if (size > file->size && size - file->size > memory->free_bytes) {
        return ST_DISK_FULL;
    }
    memory->free_bytes -= size > file->size ? size - file->size : 0;
    memory->free_bytes += size < file->size ? file->size - size : 0;
    if (size > file->capacity) {
        const size_t capacity = (size_t)size * 2;
        uint8_t *data = arena_alloc(&memory->data, capacity);
        if (file->size != 0) {
            memcpy(data, file->data, file->size);
        }
        file->data = data;
        file->capacity = capacity;
    }
    if (size > file->size) {
        memset(file->data + file->size, 0, (size_t)size - file->size);
    }
    file->size = (size_t)size;
    return ST_OK;
}

struct memory_port *memory_port_create(struct arena *arena)
{
    struct memory_port *memory = arena_new(arena, struct memory_port);
    memory->port.ops = &memory_port_ops;
    memory->free_bytes = (uint64_t)1 << 40;
    memory->now_us = 1000000;
    memory->locale =
        (struct os_locale){.date_separator = '/', .time_separator = ':', .code_page = 437};
    return memory;
}

struct memory_port *memory_port_copy(const struct memory_port *memory, struct arena *arena)
{
    struct memory_port *copy = arena_copy(arena, memory, sizeof(*memory));
    copy->data = (struct arena){0};
    memory_port_close_all(copy);
    for (size_t i = 0; i < copy->file_count; i++) {
        struct memory_file *file = arena_copy(&copy->data, copy->files[i], sizeof(*file));
        file->data = arena_copy(&copy->data, file->data, file->size);
        file->capacity = file->size;
        file->flushed = arena_copy(&copy->data, file->flushed, file->flushed_size);
        copy->files[i] = file;
    }
    return copy;
}

void memory_port_release(struct memory_port *memory)
{
    arena_release(&memory->data);
}

struct os_port *memory_port_os(struct memory_port *memory)
{
    return &memory->port;
}

void memory_port_make_dir(struct memory_port *memory, const char *path)
{
    REQUIRE(memory->directory_count < DIRECTORIES_MAX);
    memory_normalize(memory->directories[memory->directory_count++], path);
}

void memory_port_put(struct memory_port *memory, const char *path, struct bytes content)
{
    struct memory_file *file = memory_find(memory, path);
    if (content.data == NULL) {
        if (file != NULL) {
            file->exists = false;
            file->size = 0;
        }
        return;
    }
    if (file == NULL) {
        file = memory_create(memory, path);
    }
    file->size = 0;
    REQUIRE(memory_set_size(memory, file, content.size) == ST_OK);
    if (content.size != 0) {
        memcpy(file->data, content.data, content.size);
    }
}

struct bytes memory_port_get(const struct memory_port *memory, const char *path)
{
    const struct memory_file *file = memory_find(memory, path);
    if (file == NULL) {
        return (struct bytes){0};
    }
    static const uint8_t nothing[1] = {0};
    return (struct bytes){file->data != NULL ? file->data : nothing, file->size};
}

void memory_port_protect(struct memory_port *memory, const char *directory)
{
    memory->protected_directory[0] = '\0';
    if (directory != NULL) {
        memory_normalize(memory->protected_directory, directory);
    }
}

void memory_port_set_free(struct memory_port *memory, uint64_t bytes)
{
    memory->free_bytes = bytes;
}

void memory_flush(struct memory_port *memory, struct memory_file *file)
{
    if (memory->keeps_flushed) {
        file->flushed = arena_copy(&memory->data, file->data, file->size);
        file->flushed_size = file->size;
    }
}

void memory_port_arm(struct memory_port *memory)
{
    memory->keeps_flushed = true;
    for (size_t i = 0; i < memory->file_count; i++) {
        memory_flush(memory, memory->files[i]);
    }
}

void memory_port_cut(struct memory_port *memory, const char *directory, size_t stays)
{
    REQUIRE(memory->keeps_flushed);
    for (size_t i = 0; i < memory->file_count; i++) {
        struct memory_file *file = memory->files[i];
        if (!file->exists || !text_starts(file->path, directory)) {
            continue;
        }
        const bool is_longer = stays != 0 && file->size > file->flushed_size;
        const size_t size = is_longer ? file->size : file->flushed_size;
        REQUIRE(memory_set_size(memory, file, size) == ST_OK);
        for (size_t at = stays; at < file->size; at++) {
            file->data[at] = at < file->flushed_size ? file->flushed[at] : 0;
        }
        memory_flush(memory, file);
    }
}

/* Does one of 512 bytes hold something else than on the disk? */
static bool sector_differs(const struct memory_file *file, size_t from, size_t size)
{
    for (size_t at = from; at < from + size; at++) {
        if (file->data[at] != (at < file->flushed_size ? file->flushed[at] : 0)) {
            return true;
        }
    }
    return false;
}

unsigned memory_port_cut_sectors(struct memory_port *memory, const char *directory, uint64_t lost)
{
    enum { SECTOR = 512 };
    unsigned count = 0;
    REQUIRE(memory->keeps_flushed);
    for (size_t i = 0; i < memory->file_count; i++) {
        struct memory_file *file = memory->files[i];
        if (!file->exists || !text_starts(file->path, directory)) {
            continue;
        }
        for (size_t from = 0; from < file->size; from += SECTOR) {
            const size_t size = file->size - from < SECTOR ? file->size - from : SECTOR;
            if (!sector_differs(file, from, size)) {
                continue;
            }
            for (size_t at = from; count < 64 && (lost >> count & 1) != 0 && at < from + size;
                 at++) {
                file->data[at] = at < file->flushed_size ? file->flushed[at] : 0;
            }
            count++;
        }
        memory_flush(memory, file);
    }
    return count;
}

void memory_port_set_locale(struct memory_port *memory, struct os_locale locale)
{
    memory->locale = locale;
}

void memory_port_set_time(struct memory_port *memory, uint64_t monotonic_us)
{
    memory->now_us = monotonic_us;
}

void memory_port_close_all(struct memory_port *memory)
{
    memset(memory->handles, 0, sizeof(memory->handles));
}

size_t memory_port_open_count(const struct memory_port *memory)
{
    size_t count = 0;
    for (size_t i = 0; i < HANDLES_MAX; i++) {
        count += memory->handles[i].file != NULL ? 1 : 0;
    }
    return count;
}

uint64_t memory_port_calls(const struct memory_port *memory)
{
    return memory->calls;
}
