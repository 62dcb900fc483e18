#include <string.h>

#include "base/text.h"
#include "port/os_port.h"

static enum status read_all(struct os_port *port, struct os_file file, struct arena *arena,
                            struct bytes *bytes_out)
{
    uint64_t size = 0;
    enum status st = os_size(port, file, &size);
    if (st != ST_OK) {
        return st;
    }
    if (size >= SIZE_MAX / 2) {
        return ST_TOO_LONG;
    }
    uint8_t *data = arena_alloc(arena, (size_t)size + 1); /* zeroed: the NUL stands */
    size_t read = 0;
    st = os_read(port, file, 0, data, (size_t)size, &read);
    if (st != ST_OK) {
        return st;
    }
    data[read] = '\0'; /* it may have shrunk in between */
    *bytes_out = (struct bytes){data, read};
    return ST_OK;
}

enum status os_read_file(struct os_port *port, const char *path, struct arena *arena,
                         const uint8_t **data_out, size_t *size_out)
{
    const struct os_open_mode mode = {OS_READ, OS_DENY_NONE, OS_OPEN_EXISTING};
    struct os_file file = {0};
    enum status st = os_open(port, path, mode, &file);
    if (st != ST_OK) {
        return st;
    }
    const struct arena_mark mark = arena_mark(arena);
    struct bytes bytes = {NULL, 0};
    st = read_all(port, file, arena, &bytes);
    const enum status closed = os_close(port, file);
    st = st != ST_OK ? st : closed;
    if (st != ST_OK) {
        arena_rewind(arena, mark);
        return st;
    }
    *data_out = bytes.data;
    *size_out = bytes.size;
    return ST_OK;
}

enum status os_write_file(struct os_port *port, const char *path, const void *data, size_t size)
{
    const struct os_open_mode mode = {OS_WRITE, OS_DENY_WRITE, OS_CREATE_ALWAYS};
    struct os_file file = {0};
    enum status st = os_open(port, path, mode, &file);
    if (st != ST_OK) {
        return st;
    }
    st = os_write(port, file, 0, data, size);
    if (st == ST_OK) {
        st = os_flush(port, file);
    }
    const enum status closed = os_close(port, file);
    return st != ST_OK ? st : closed; /* the first failure is the one to report */
}

static bool is_separator(char c)
{
    return c == '\\' || c == '/';
}

/* Length of what is no component: "D:\", "\\server\share\", "SERVER\VOLUME:", "/". */
static size_t root_length(const char *path)
{
    const char *colon = strchr(path, ':');
    size_t length = 0;
    if (colon != NULL) {
        length = (size_t)(colon - path) + 1;
    } else if (is_separator(path[0]) && is_separator(path[1])) {
        length = 2 + strcspn(path + 2, "\\/");
        if (path[length] != '\0') {
            length += 1 + strcspn(path + length + 1, "\\/");
        }
    }
    while (is_separator(path[length])) {
        length++;
    }
    return length;
}

/* The 8.3 form of `name`, the last component of `prefix`; "" when it fits as it is or has none. */
static enum status short_component(struct os_port *port, const char *prefix, const char *name,
                                   struct os_info *info)
{
    info->short_name[0] = '\0';
    if (text_is_short_name(name)) {
        return ST_OK;
    }
    const enum status st = os_stat(port, prefix, info);
    if (st != ST_OK) {
        info->short_name[0] = '\0';
    }
    return st == ST_PROCESS_GONE ? st : ST_OK; /* what cannot be looked at stays as it is */
}

enum status os_short_path(struct os_port *port, const char *path, char *target, size_t capacity)
{
    char prefix[OS_PATH_SIZE];
    char result[OS_PATH_SIZE];
    if (!text_copy(prefix, sizeof(prefix), path)) {
        return ST_TOO_LONG;
    }
    size_t at = root_length(path);
    memcpy(result, path, at);
    result[at] = '\0';
    while (path[at] != '\0') {
        const size_t length = strcspn(path + at, "\\/");
        const size_t separators = strspn(path + at + length, "\\/");
        struct os_info info = {0};
        char ends_with[OS_PATH_SIZE];
        memcpy(ends_with, path + at, length + separators);
        ends_with[length + separators] = '\0';
        prefix[at + length] = '\0';
        const enum status st = short_component(port, prefix, prefix + at, &info);
        prefix[at + length] = path[at + length];
        if (st != ST_OK) {
            return st;
        }
        const bool has_short = info.short_name[0] != '\0';
        if (!text_append(result, sizeof(result), has_short ? info.short_name : ends_with) ||
            (has_short && !text_append(result, sizeof(result), ends_with + length))) {
            return ST_TOO_LONG;
        }
        at += length + separators;
    }
    return text_copy(target, capacity, result) ? ST_OK : ST_TOO_LONG;
}
