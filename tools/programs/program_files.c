#include "programs/program_files.h"

#include <string.h>

#include "base/hash.h"
#include "base/little_endian.h"
#include "base/text.h"

enum { READ_MORE = 4096 };

enum status files_path(const char *directory, const char *path, char path_out[OS_PATH_SIZE])
{
    const bool is_absolute = path[0] == '\\' || path[0] == '/' || strchr(path, ':') != NULL;
    const bool fits = is_absolute ? text_copy(path_out, OS_PATH_SIZE, path)
                                  : text_join_path(path_out, OS_PATH_SIZE, directory, path);
    return fits ? ST_OK : ST_TOO_LONG;
}

enum status files_with_extension(const char *path, const char *extension,
                                 char path_out[OS_PATH_SIZE])
{
    const char *base = text_base_name(path);
    const char *dot = strrchr(base, '.');
    const size_t length = dot != NULL ? (size_t)(dot - path) : strlen(path);
    if (length + strlen(extension) >= OS_PATH_SIZE) {
        return ST_TOO_LONG;
    }
    /* NOLINTNEXTLINE(bugprone-not-null-terminated-result): the extension ends it */
    memcpy(path_out, path, length);
    memcpy(path_out + length, extension, strlen(extension) + 1);
    return ST_OK;
}

/* Where the directory of a path ends. */
static size_t directory_length(const char *path)
{
    const char *base = text_base_name(path);
    const char *colon = strrchr(base, ':');
    return (size_t)((colon != NULL ? colon + 1 : base) - path);
}

enum status files_temporary(const char *path, uint64_t whose, char path_out[OS_PATH_SIZE])
{
    static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
    enum { DIGIT_BITS = 5 };
    const size_t length = directory_length(path);
    char name[] = "00000000.TMP";
    uint8_t bytes[16];
    if (length + sizeof(name) > OS_PATH_SIZE) {
        return ST_TOO_LONG;
    }
    put64(bytes, whose);
    put64(bytes + 8, text_hash(path + length));
    uint64_t hash = hash64(bytes, sizeof(bytes));
    for (size_t i = 0; name[i] != '.'; i++, hash >>= DIGIT_BITS) {
        name[i] = digits[hash & 31];
    }
    memcpy(path_out, path, length);
    memcpy(path_out + length, name, sizeof(name));
    return ST_OK;
}

enum status files_read(struct os_port *port, const char *path, uint64_t size_hint,
                       struct arena *arena, struct bytes *content_out)
{
    const struct os_open_mode mode = {OS_READ, OS_DENY_WRITE, OS_OPEN_EXISTING};
    struct os_file file = {0};
    if (size_hint > UINT32_MAX) {
        return ST_TOO_LONG;
    }
    enum status st = os_open(port, path, mode, &file);
    if (st != ST_OK) {
        return st;
    }
    size_t capacity =
        (size_t)size_hint + 1; /* one more: a full buffer means that there may be more */
    uint8_t *data = arena_room(arena, capacity);
    size_t size = 0;
    for (;;) {
        size_t got = 0;
        st = os_read(port, file, size, data + size, capacity - size, &got);
        size += got;
        if (st != ST_OK || size < capacity) {
            break;
        }
        uint8_t *larger = arena_room(arena, capacity * 2 + READ_MORE);
        memcpy(larger, data, size);
        data = larger;
        capacity = capacity * 2 + READ_MORE;
    }
    DISCARD(os_close(port, file), "it was only read");
    if (size < capacity) {
        data[size] = 0;
    }
    *content_out = (struct bytes){data, size};
    return st;
}

enum status files_write(struct os_port *port, const char *path, struct bytes content)
{
    const struct os_open_mode mode = {OS_WRITE, OS_DENY_ALL, OS_CREATE_ALWAYS};
    struct os_file file = {0};
    enum status st = os_open(port, path, mode, &file);
    if (st != ST_OK) {
        return st;
    }
    if (content.size != 0) {
        st = os_write(port, file, 0, content.data, content.size);
    }
    if (st == ST_OK) {
        st = os_flush(port, file);
    }
    const enum status closed = os_close(port, file);
    return st != ST_OK ? st : closed;
}

enum status files_replace(struct os_port *port, const char *path, struct bytes content)
{
    char temporary[OS_PATH_SIZE];
    enum status st = files_temporary(path, 0, temporary);
    if (st == ST_OK) {
        st = files_write(port, temporary, content);
    }
    if (st != ST_OK) {
        return st;
    }
    st = os_remove(port, path);
    if (st != ST_OK && st != ST_NOT_FOUND) {
        return st;
    }
    return os_rename(port, temporary, path);
}
