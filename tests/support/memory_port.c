#include "support/memory_port.h"

#include <string.h>

#include "base/hash.h"
#include "base/text.h"

enum { FILES_MAX = 256, HANDLES_MAX = 64, DIRECTORIES_MAX = 16 };

struct memory_file {
    char path[OS_PATH_SIZE]; /* with \ only */
    bool exists;
    uint8_t *data;
    size_t size;
    size_t capacity;
};

struct memory_handle {
    struct memory_file *file; /* NULL = free */
    enum os_access access;
    enum os_deny deny;
    uint64_t lock_at;
    uint64_t lock_size; /* 0 = no lock; one range is enough here */
};

struct memory_port {
    struct os_port port; /* first */
    struct arena data;   /* its own: callers rewind theirs */
    struct memory_file *files[FILES_MAX];
    size_t file_count;
    struct memory_handle handles[HANDLES_MAX];
    char directories[DIRECTORIES_MAX][OS_PATH_SIZE];
    size_t directory_count;
    char protected_directory[OS_PATH_SIZE];
    uint64_t free_bytes;
    uint64_t now_us;
    uint64_t random_count;
    uint64_t calls;
};

static struct memory_port *of(struct os_port *port)
{
    struct memory_port *memory = (struct memory_port *)(void *)port;
    memory->calls++;
    return memory;
}

static void normalize(char out[OS_PATH_SIZE], const char *path)
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

static struct memory_file *find(const struct memory_port *memory, const char *path)
{
    char wanted[OS_PATH_SIZE];
    normalize(wanted, path);
    for (size_t i = 0; i < memory->file_count; i++) {
        if (memory->files[i]->exists && text_equal(memory->files[i]->path, wanted)) {
            return memory->files[i];
        }
    }
    return NULL;
}

static bool has_directory(const struct memory_port *memory, const char *path)
{
    char wanted[OS_PATH_SIZE];
    normalize(wanted, path);
    for (size_t i = 0; i < memory->directory_count; i++) {
        if (text_equal(memory->directories[i], wanted)) {
            return true;
        }
    }
    return false;
}

static bool parent_exists(const struct memory_port *memory, const char *path)
{
    char parent[OS_PATH_SIZE];
    normalize(parent, path);
    char *base = strrchr(parent, '\\');
    if (base == NULL) {
        return false;
    }
    *base = '\0';
    return has_directory(memory, parent);
}

static bool is_protected(const struct memory_port *memory, const char *path)
{
    char full[OS_PATH_SIZE];
    normalize(full, path);
    return memory->protected_directory[0] != '\0' && text_starts(full, memory->protected_directory);
}

static struct memory_file *create(struct memory_port *memory, const char *path)
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
    normalize(file->path, path);
    file->exists = true;
    file->size = 0;
    return file;
}

static enum status set_size(struct memory_port *memory, struct memory_file *file, uint64_t size)
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
    const struct memory_file *file = find(memory, path);
    *info_out = (struct os_info){0};
    if (file == NULL) {
        info_out->is_directory = has_directory(memory, path);
        return info_out->is_directory        ? ST_OK
               : parent_exists(memory, path) ? ST_NOT_FOUND
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
    normalize(wanted, directory);
    if (!has_directory(memory, directory)) {
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
    struct memory_file *file = find(memory, source);
    if (file == NULL) {
        return ST_NOT_FOUND;
    }
    if (is_protected(memory, source) || is_protected(memory, target)) {
        return ST_ACCESS_DENIED;
    }
    if (find(memory, target) != NULL) {
        return ST_EXISTS;
    }
    if (!parent_exists(memory, target)) {
        return ST_PATH_NOT_FOUND;
    }
    if (is_open(memory, file)) {
        return ST_SHARING_VIOLATION;
    }
    normalize(file->path, target);
    return ST_OK;
}

static enum status do_remove(struct os_port *port, const char *path)
{
    struct memory_port *memory = of(port);
    struct memory_file *file = find(memory, path);
    if (file == NULL) {
        return parent_exists(memory, path) ? ST_NOT_FOUND : ST_PATH_NOT_FOUND;
    }
    if (is_protected(memory, path)) {
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
    struct memory_file *file = find(memory, path);
    const bool writes = ((unsigned)mode.access & OS_WRITE) != 0;
    if (!parent_exists(memory, path)) {
        return ST_PATH_NOT_FOUND;
    }
    if (file == NULL && mode.disposition == OS_OPEN_EXISTING) {
        return ST_NOT_FOUND;
    }
    if (file != NULL && mode.disposition == OS_CREATE_NEW) {
        return ST_EXISTS;
    }
    if ((writes || file == NULL) && is_protected(memory, path)) {
        return ST_ACCESS_DENIED;
    }
    if (file != NULL && clashes(memory, file, mode)) {
        return ST_SHARING_VIOLATION;
    }
    if (file == NULL) {
        file = create(memory, path);
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
        const enum status st = set_size(memory, handle->file, offset + size);
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
    return handle == NULL ? ST_BAD_HANDLE : set_size(memory, handle->file, size_bytes);
}

static enum status do_flush(struct os_port *port, struct os_file file)
{
    return handle_of(of(port), file) == NULL ? ST_BAD_HANDLE : ST_OK;
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

static const struct os_port_ops memory_ops = {.stat = do_stat,
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
                                              .random = do_random};

struct memory_port *memory_port_create(struct arena *arena)
{
    struct memory_port *memory = arena_new(arena, struct memory_port);
    memory->port.ops = &memory_ops;
    memory->free_bytes = (uint64_t)1 << 40;
    memory->now_us = 1000000;
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
    normalize(memory->directories[memory->directory_count++], path);
}

void memory_port_put(struct memory_port *memory, const char *path, struct bytes content)
{
    struct memory_file *file = find(memory, path);
    if (content.data == NULL) {
        if (file != NULL) {
            file->exists = false;
            file->size = 0;
        }
        return;
    }
    if (file == NULL) {
        file = create(memory, path);
    }
    file->size = 0;
    REQUIRE(set_size(memory, file, content.size) == ST_OK);
    if (content.size != 0) {
        memcpy(file->data, content.data, content.size);
    }
}

struct bytes memory_port_get(const struct memory_port *memory, const char *path)
{
    const struct memory_file *file = find(memory, path);
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
        normalize(memory->protected_directory, directory);
    }
}

void memory_port_set_free(struct memory_port *memory, uint64_t bytes)
{
    memory->free_bytes = bytes;
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
