#include "support/script_internal.h"

#include <string.h>

#include "base/text.h"

static struct script_file *find(const struct script_port *script, const char *path)
{
    for (struct script_file *file = script->files; file != NULL; file = file->next) {
        if (!file->is_gone && text_equal(file->path, path)) {
            return file;
        }
    }
    return NULL;
}

/* The directory of a path, copied. */
static bool parent_of(const char *path, char parent_out[OS_PATH_SIZE])
{
    const char *base = text_base_name(path);
    const size_t length = (size_t)(base - path);
    if (length < 2) {
        return false;
    }
    memcpy(parent_out, path, length - 1);
    parent_out[length - 1] = '\0';
    return true;
}

static bool has_parent(const struct script_port *script, const char *path)
{
    char parent[OS_PATH_SIZE];
    if (!parent_of(path, parent) || strlen(parent) <= 2) {
        return true;
    }
    const struct script_file *directory = find(script, parent);
    return directory != NULL && directory->is_directory;
}

static struct script_file *add(struct script_port *script, const char *path, bool is_directory)
{
    struct script_file *file = script->files;
    while (file != NULL && !file->is_gone) {
        file = file->next;
    }
    if (file == NULL) {
        file = arena_new(script->arena, struct script_file);
        file->next = script->files;
        script->files = file;
    }
    file->is_gone = false;
    file->is_directory = is_directory;
    file->size = 0;
    file->modified_ms = script->now_us / 1000;
    REQUIRE(text_copy(file->path, sizeof file->path, path));
    return file;
}

static void put(struct script_port *script, struct script_file *file, size_t offset,
                struct bytes content)
{
    const size_t end = offset + content.size;
    if (end > file->capacity) {
        uint8_t *data = arena_alloc(script->arena, end * 2);
        if (file->size > 0) {
            memcpy(data, file->data, file->size);
        }
        file->data = data;
        file->capacity = end * 2;
    }
    if (content.size > 0) {
        memcpy(file->data + offset, content.data, content.size);
    }
    file->size = end > file->size ? end : file->size;
    file->modified_ms = script->now_us / 1000;
}

void script_make_dir(struct script_port *script, const char *path)
{
    if (find(script, path) == NULL) {
        add(script, path, true);
    }
}

bool script_write(struct script_port *script, const char *path, struct bytes content)
{
    if (!has_parent(script, path)) {
        return false;
    }
    struct script_file *file = find(script, path);
    if (file == NULL) {
        file = add(script, path, false);
    }
    file->size = 0;
    put(script, file, 0, content);
    return true;
}

bool script_read(const struct script_port *script, const char *path, struct bytes *content_out)
{
    const struct script_file *file = find(script, path);
    if (file == NULL || file->is_directory) {
        return false;
    }
    *content_out = (struct bytes){file->data, file->size};
    return true;
}

bool script_remove(struct script_port *script, const char *path)
{
    struct script_file *file = find(script, path);
    if (file == NULL) {
        return false;
    }
    file->is_gone = true;
    return true;
}

static bool is_inside(const struct script_file *file, const char *directory, const char *pattern)
{
    char parent[OS_PATH_SIZE];
    return !file->is_gone && parent_of(file->path, parent) && text_equal(parent, directory) &&
           text_match(pattern, text_base_name(file->path));
}

size_t script_count(const struct script_port *script, const char *directory, const char *pattern)
{
    size_t count = 0;
    for (const struct script_file *file = script->files; file != NULL; file = file->next) {
        count += is_inside(file, directory, pattern) && !file->is_directory;
    }
    return count;
}

const char *script_next(const struct script_port *script, const char *directory,
                        const char *pattern, const char *after)
{
    const char *first = NULL;
    for (const struct script_file *file = script->files; file != NULL; file = file->next) {
        if (is_inside(file, directory, pattern) && !file->is_directory &&
            text_compare(text_base_name(file->path), after) > 0 &&
            (first == NULL || text_compare(text_base_name(file->path), first) < 0)) {
            first = text_base_name(file->path);
        }
    }
    return first;
}

/* ---- the port: files ---- */

static enum status port_connect(struct os_port *port, const char *resource, const char *user,
                                const char *password)
{
    (void)user;
    (void)password;
    return script_enter(script_of(port), "connect", resource);
}

static enum status port_disconnect(struct os_port *port, const char *resource)
{
    return script_enter(script_of(port), "disconnect", resource);
}

static enum status port_stat(struct os_port *port, const char *path, struct os_info *info_out)
{
    struct script_port *script = script_of(port);
    const enum status st = script_enter(script, "stat", path);
    const struct script_file *file = find(script, path);
    if (st != ST_OK || file == NULL) {
        return st != ST_OK ? st : ST_NOT_FOUND;
    }
    *info_out = (struct os_info){.size_bytes = file->size,
                                 .modified_ms = file->modified_ms,
                                 .is_directory = file->is_directory};
    if (text_is_short_name(text_base_name(path))) {
        REQUIRE(text_copy(info_out->short_name, sizeof info_out->short_name, text_base_name(path)));
    } else {
        text_make_short_name(text_base_name(path), 1, info_out->short_name);
    }
    return ST_OK;
}

static enum status port_list(struct os_port *port, const char *directory, const char *pattern,
                             struct arena *arena, struct os_names *names_out)
{
    struct script_port *script = script_of(port);
    *names_out = (struct os_names){0};
    const enum status st = script_enter(script, "list", directory);
    if (st != ST_OK) {
        return st;
    }
    if (find(script, directory) == NULL) {
        return ST_PATH_NOT_FOUND;
    }
    size_t most = 0;
    for (const struct script_file *file = script->files; file != NULL; file = file->next) {
        most += is_inside(file, directory, pattern);
    }
    struct os_entry *entries = arena_array(arena, struct os_entry, most + 1);
    for (const struct script_file *file = script->files; file != NULL; file = file->next) {
        if (is_inside(file, directory, pattern)) {
            entries[names_out->count++] =
                (struct os_entry){.name = arena_text(arena, text_base_name(file->path)),
                                  .size_bytes = file->size,
                                  .is_directory = file->is_directory};
        }
    }
    names_out->entries = entries;
    return ST_OK;
}

static enum status port_make_dir(struct os_port *port, const char *path)
{
    struct script_port *script = script_of(port);
    const enum status st = script_enter(script, "make_dir", path);
    if (st != ST_OK) {
        return st;
    }
    if (find(script, path) != NULL) {
        return ST_EXISTS;
    }
    if (!has_parent(script, path)) {
        return ST_PATH_NOT_FOUND;
    }
    add(script, path, true);
    return ST_OK;
}

static enum status port_rename(struct os_port *port, const char *source, const char *target)
{
    struct script_port *script = script_of(port);
    const enum status st = script_enter(script, "rename", target);
    if (st != ST_OK) {
        return st;
    }
    struct script_file *file = find(script, source);
    if (file == NULL) {
        return ST_NOT_FOUND;
    }
    if (find(script, target) != NULL) {
        return ST_EXISTS;
    }
    if (!has_parent(script, target)) {
        return ST_PATH_NOT_FOUND;
    }
    REQUIRE(text_copy(file->path, sizeof file->path, target));
    return ST_OK;
}

static enum status port_remove(struct os_port *port, const char *path)
{
    struct script_port *script = script_of(port);
    const enum status st = script_enter(script, "remove", path);
    if (st != ST_OK) {
        return st;
    }
    return script_remove(script, path) ? ST_OK : ST_NOT_FOUND;
}

static enum status port_open(struct os_port *port, const char *path, struct os_open_mode mode,
                             struct os_file *file_out)
{
    struct script_port *script = script_of(port);
    const enum status st = script_enter(script, "open", path);
    if (st != ST_OK) {
        return st;
    }
    struct script_file *file = find(script, path);
    if (file == NULL && mode.disposition == OS_OPEN_EXISTING) {
        return ST_NOT_FOUND;
    }
    if (file == NULL && !has_parent(script, path)) {
        return ST_PATH_NOT_FOUND;
    }
    if (file != NULL && mode.disposition == OS_CREATE_NEW) {
        return ST_EXISTS;
    }
    if (file != NULL && file->is_directory) {
        return ST_ACCESS_DENIED;
    }
    file = file != NULL ? file : add(script, path, false);
    if (mode.disposition == OS_CREATE_ALWAYS) {
        file->size = 0;
    }
    for (uint32_t i = 0; i < OPEN_MAX; i++) {
        if (script->open[i] == NULL) {
            script->open[i] = file;
            *file_out = (struct os_file){i + 1};
            return ST_OK;
        }
    }
    return ST_TOO_MANY_OPEN;
}

static struct script_file *opened(struct script_port *script, struct os_file file)
{
    return file.value >= 1 && file.value <= OPEN_MAX ? script->open[file.value - 1] : NULL;
}

static enum status enter_file(struct script_port *script, const char *call_name,
                              struct os_file handle, struct script_file **file_out)
{
    *file_out = opened(script, handle);
    const enum status st =
        script_enter(script, call_name, *file_out != NULL ? (*file_out)->path : "");
    if (st != ST_OK) {
        return st;
    }
    return *file_out != NULL ? ST_OK : ST_BAD_HANDLE;
}

static enum status port_read(struct os_port *port, struct os_file handle, uint64_t offset,
                             void *data, size_t size, size_t *read_out)
{
    struct script_file *file = NULL;
    const enum status st = enter_file(script_of(port), "read", handle, &file);
    *read_out = 0;
    if (st != ST_OK || offset >= file->size) {
        return st;
    }
    const size_t rest = file->size - (size_t)offset;
    *read_out = size < rest ? size : rest;
    memcpy(data, file->data + offset, *read_out);
    return ST_OK;
}

static enum status port_write(struct os_port *port, struct os_file handle, uint64_t offset,
                              const void *data, size_t size)
{
    struct script_file *file = NULL;
    const enum status st = enter_file(script_of(port), "write", handle, &file);
    if (st == ST_OK) {
        put(script_of(port), file, (size_t)offset, (struct bytes){data, size});
    } else if (file != NULL && size > 1) {
        put(script_of(port), file, (size_t)offset, (struct bytes){data, size / 2}); /* torn */
    }
    return st;
}

static enum status port_size(struct os_port *port, struct os_file handle, uint64_t *size_out)
{
    struct script_file *file = NULL;
    const enum status st = enter_file(script_of(port), "size", handle, &file);
    *size_out = st == ST_OK ? file->size : 0;
    return st;
}

static enum status port_set_size(struct os_port *port, struct os_file handle, uint64_t size_bytes)
{
    struct script_file *file = NULL;
    const enum status st = enter_file(script_of(port), "set_size", handle, &file);
    if (st == ST_OK && size_bytes < file->size) {
        file->size = (size_t)size_bytes;
    }
    return st;
}

static enum status port_flush(struct os_port *port, struct os_file handle)
{
    struct script_file *file = NULL;
    return enter_file(script_of(port), "flush", handle, &file);
}

static enum status port_lock(struct os_port *port, struct os_file handle, uint64_t offset,
                             uint64_t size)
{
    struct script_file *file = NULL;
    (void)offset;
    (void)size;
    return enter_file(script_of(port), "lock", handle, &file);
}

static enum status port_close(struct os_port *port, struct os_file handle)
{
    struct script_file *file = NULL;
    const enum status st = enter_file(script_of(port), "close", handle, &file);
    if (file != NULL) {
        script_of(port)->open[handle.value - 1] = NULL;
    }
    return st;
}

static enum status port_free_space(struct os_port *port, const char *directory, uint64_t *bytes_out)
{
    *bytes_out = UINT64_C(1) << 30;
    return script_enter(script_of(port), "free_space", directory);
}

static enum status port_unlock(struct os_port *port, struct os_file handle, uint64_t offset,
                               uint64_t size)
{
    struct script_file *file = NULL;
    (void)offset;
    (void)size;
    return enter_file(script_of(port), "unlock", handle, &file);
}

void script_file_ops(struct os_port_ops *ops)
{
    ops->connect = port_connect;
    ops->disconnect = port_disconnect;
    ops->stat = port_stat;
    ops->list = port_list;
    ops->make_dir = port_make_dir;
    ops->rename = port_rename;
    ops->remove = port_remove;
    ops->open = port_open;
    ops->read = port_read;
    ops->write = port_write;
    ops->size = port_size;
    ops->set_size = port_set_size;
    ops->flush = port_flush;
    ops->lock = port_lock;
    ops->unlock = port_unlock;
    ops->close = port_close;
    ops->free_space = port_free_space;
}
