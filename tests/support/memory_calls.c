/* The calls of the port. */
#include <string.h>

#include "base/hash.h"
#include "base/text.h"
#include "support/memory_inside.h"

static struct memory_port *of(struct os_port *port)
{
    struct memory_port *memory = (struct memory_port *)(void *)port;
    memory->calls++;
    return memory;
}

static struct memory_handle *handle_of(struct memory_port *memory, struct os_file file)
{
    if (file.value == 0 || file.value > HANDLES_MAX ||
        memory->handles[file.value - 1].file == NULL) {
        return NULL;
    }
    return &memory->handles[file.value - 1];
}

static bool is_open(const struct memory_port *memory, const struct memory_file *file)
{
    for (size_t i = 0; i < HANDLES_MAX; i++) {
        if (memory->handles[i].file == file) {
            return true;
        }
    }
    return false;
}

static enum status do_stat(struct os_port *port, const char *path, struct os_info *info_out)
{
    struct memory_port *memory = of(port);
    const struct memory_file *file = memory_find(memory, path);
    *info_out = (struct os_info){0};
    if (file == NULL) {
        info_out->is_directory = memory_has_directory(memory, path);
        return info_out->is_directory               ? ST_OK
               : memory_parent_exists(memory, path) ? ST_NOT_FOUND
                                                    : ST_PATH_NOT_FOUND;
    }
    info_out->size_bytes = file->size;
    (void)text_copy(info_out->short_name, sizeof(info_out->short_name), text_base_name(file->path));
    return ST_OK;
}

static enum status do_list(struct os_port *port, const char *directory, const char *pattern,
                           struct arena *arena, struct os_names *names_out)
{
    struct memory_port *memory = of(port);
    char wanted[OS_PATH_SIZE];
    memory_normalize(wanted, directory);
    if (!memory_has_directory(memory, directory)) {
        return ST_PATH_NOT_FOUND;
    }
    struct os_entry *entries = arena_array(arena, struct os_entry, memory->file_count);
    names_out->count = 0;
    for (size_t i = 0; i < memory->file_count; i++) {
        const struct memory_file *file = memory->files[i];
        const char *base = text_base_name(file->path);
        const size_t length = (size_t)(base - file->path);
        if (file->exists && length == strlen(wanted) + 1 &&
            text_equal_n(file->path, wanted, length - 1) && text_match(pattern, base)) {
            entries[names_out->count++] =
                (struct os_entry){.name = arena_text(arena, base), .size_bytes = file->size};
        }
    }
    names_out->entries = entries;
    return ST_OK;
}

static enum status do_make_dir(struct os_port *port, const char *path)
{
    memory_port_make_dir(of(port), path);
    return ST_OK;
}

static enum status do_rename(struct os_port *port, const char *source, const char *target)
{
    struct memory_port *memory = of(port);
    struct memory_file *file = memory_find(memory, source);
    if (file == NULL) {
        return ST_NOT_FOUND;
    }
    if (memory_is_protected(memory, source) || memory_is_protected(memory, target)) {
        return ST_ACCESS_DENIED;
    }
    if (memory_find(memory, target) != NULL) {
        return ST_EXISTS;
    }
    if (!memory_parent_exists(memory, target)) {
        return ST_PATH_NOT_FOUND;
    }
    if (is_open(memory, file)) {
        return ST_SHARING_VIOLATION;
    }
    memory_normalize(file->path, target);
    return ST_OK;
}

static enum status do_remove(struct os_port *port, const char *path)
{
    struct memory_port *memory = of(port);
    struct memory_file *file = memory_find(memory, path);
    if (file == NULL) {
        return memory_parent_exists(memory, path) ? ST_NOT_FOUND : ST_PATH_NOT_FOUND;
    }
    if (memory_is_protected(memory, path)) {
        return ST_ACCESS_DENIED;
    }
    if (is_open(memory, file)) {
        return ST_SHARING_VIOLATION;
    }
    memory->free_bytes += file->size;
    file->size = 0;
    file->exists = false;
    return ST_OK;
}

static bool clashes(const struct memory_port *memory, const struct memory_file *file,
                    struct os_open_mode mode)
{
    for (size_t i = 0; i < HANDLES_MAX; i++) {
        const struct memory_handle *other = &memory->handles[i];
        if (other->file == file && (((unsigned)other->deny & (unsigned)mode.access) != 0 ||
                                    ((unsigned)mode.deny & (unsigned)other->access) != 0)) {
            return true;
        }
    }
    return false;
}

static enum status do_open(struct os_port *port, const char *path, struct os_open_mode mode,
                           struct os_file *file_out)
{
    struct memory_port *memory = of(port);
    struct memory_file *file = memory_find(memory, path);
    const bool writes = ((unsigned)mode.access & OS_WRITE) != 0;
    if (!memory_parent_exists(memory, path)) {
        return ST_PATH_NOT_FOUND;
    }
    if (file == NULL && mode.disposition == OS_OPEN_EXISTING) {
        return ST_NOT_FOUND;
    }
    if (file != NULL && mode.disposition == OS_CREATE_NEW) {
        return ST_EXISTS;
    }
    if ((writes || file == NULL) && memory_is_protected(memory, path)) {
        return ST_ACCESS_DENIED;
    }
    if (file != NULL && clashes(memory, file, mode)) {
        return ST_SHARING_VIOLATION;
    }
    if (file == NULL) {
        file = memory_create(memory, path);
    } else if (mode.disposition == OS_CREATE_ALWAYS) {
        memory->free_bytes += file->size;
        file->size = 0;
    }
    for (uint32_t i = 0; i < HANDLES_MAX; i++) {
        if (memory->handles[i].file == NULL) {
            memory->handles[i] =
                (struct memory_handle){.file = file, .access = mode.access, .deny = mode.deny};
            file_out->value = i + 1;
            return ST_OK;
        }
    }
    return ST_TOO_MANY_OPEN;
}

static enum status do_read(struct os_port *port, struct os_file file, uint64_t offset, void *data,
                           size_t size, size_t *read_out)
{
    struct memory_handle *handle = handle_of(of(port), file);
    *read_out = 0;
    if (handle == NULL) {
        return ST_BAD_HANDLE;
    }
    if (((unsigned)handle->access & OS_READ) == 0) {
        return ST_ACCESS_DENIED;
    }
    if (offset < handle->file->size) {
        const size_t left = handle->file->size - (size_t)offset;
        *read_out = size < left ? size : left;
        memcpy(data, handle->file->data + offset, *read_out);
    }
    return ST_OK;
}

static enum status do_write(struct os_port *port, struct os_file file, uint64_t offset,
                            const void *data, size_t size)
{
    struct memory_port *memory = of(port);
    struct memory_handle *handle = handle_of(memory, file);
    if (handle == NULL) {
        return ST_BAD_HANDLE;
    }
    if (((unsigned)handle->access & OS_WRITE) == 0) {
        return ST_ACCESS_DENIED;
    }
    if (offset + size > handle->file->size) {
        const enum status st = memory_set_size(memory, handle->file, offset + size);
        if (st != ST_OK) {
            return st;
        }
    }
    if (size != 0) {
        memcpy(handle->file->data + offset, data, size);
    }
    return ST_OK;
}

static enum status do_size(struct os_port *port, struct os_file file, uint64_t *size_out)
{
    struct memory_handle *handle = handle_of(of(port), file);
    if (handle == NULL) {
        return ST_BAD_HANDLE;
    }
    *size_out = handle->file->size;
    return ST_OK;
}

static enum status do_set_size(struct os_port *port, struct os_file file, uint64_t size_bytes)
{
    struct memory_port *memory = of(port);
    struct memory_handle *handle = handle_of(memory, file);
    return handle == NULL ? ST_BAD_HANDLE : memory_set_size(memory, handle->file, size_bytes);
}

static enum status do_flush(struct os_port *port, struct os_file file)
{
    struct memory_port *memory = of(port);
    const struct memory_handle *handle = handle_of(memory, file);
    if (handle == NULL) {
        return ST_BAD_HANDLE;
    }
    memory_flush(memory, handle->file);
    return ST_OK;
}

static enum status do_lock(struct os_port *port, struct os_file file, uint64_t offset,
                           uint64_t size)
{
    struct memory_port *memory = of(port);
    struct memory_handle *handle = handle_of(memory, file);
    if (handle == NULL) {
        return ST_BAD_HANDLE;
    }
    for (size_t i = 0; i < HANDLES_MAX; i++) {
        const struct memory_handle *other = &memory->handles[i];
        if (other->file == handle->file && other->lock_size != 0 &&
            offset < other->lock_at + other->lock_size && other->lock_at < offset + size) {
            return ST_LOCK_VIOLATION;
        }
    }
    handle->lock_at = offset;
    handle->lock_size = size;
    return ST_OK;
}

static enum status do_unlock(struct os_port *port, struct os_file file, uint64_t offset,
                             uint64_t size)
{
    struct memory_handle *handle = handle_of(of(port), file);
    if (handle == NULL || handle->lock_at != offset || handle->lock_size != size) {
        return ST_INVALID;
    }
    handle->lock_size = 0;
    return ST_OK;
}

static enum status do_close(struct os_port *port, struct os_file file)
{
    struct memory_handle *handle = handle_of(of(port), file);
    if (handle == NULL) {
        return ST_BAD_HANDLE;
    }
    *handle = (struct memory_handle){0};
    return ST_OK;
}

static enum status do_free_space(struct os_port *port, const char *directory, uint64_t *bytes_out)
{
    (void)directory;
    *bytes_out = of(port)->free_bytes;
    return ST_OK;
}

static uint64_t do_monotonic_us(struct os_port *port)
{
    return of(port)->now_us;
}

static uint64_t do_random(struct os_port *port)
{
    const uint64_t count = ++of(port)->random_count;
    return hash64(&count, sizeof(count));
}

static struct os_locale do_machine_locale(struct os_port *port)
{
    return of(port)->locale;
}

/* Nothing was connected: it is all here. */
static enum status do_disconnect(struct os_port *port, const char *resource)
{
    (void)port;
    (void)resource;
    return ST_OK;
}

const struct os_port_ops memory_port_ops = {.disconnect = do_disconnect,
                                            .stat = do_stat,
                                            .list = do_list,
                                            .make_dir = do_make_dir,
                                            .rename = do_rename,
                                            .remove = do_remove,
                                            .open = do_open,
                                            .read = do_read,
                                            .write = do_write,
                                            .size = do_size,
                                            .set_size = do_set_size,
                                            .flush = do_flush,
                                            .lock = do_lock,
                                            .unlock = do_unlock,
                                            .close = do_close,
                                            .free_space = do_free_space,
                                            .monotonic_us = do_monotonic_us,
                                            .utc_ms = do_monotonic_us,
                                            .machine_locale = do_machine_locale,
                                            .random = do_random};
