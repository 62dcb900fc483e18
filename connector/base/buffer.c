#include "base/buffer.h"

#include <stdarg.h>
#include <string.h>

#include "base/format.h"
#include "base/require.h"

enum { BUFFER_CAPACITY_FIRST = 256 };

void buffer_init(struct buffer *buffer, struct arena *arena)
{
    REQUIRE(arena != NULL);
    *buffer = (struct buffer){.arena = arena};
}

void buffer_reserve(struct buffer *buffer, size_t more)
{
    if (more < buffer->capacity - buffer->size) { /* capacity counts the NUL */
        return;
    }
    REQUIRE(more < SIZE_MAX / 4);
    REQUIRE(buffer->size < SIZE_MAX / 4);
    const size_t least = buffer->size + more + 1;
    size_t capacity = buffer->capacity != 0 ? buffer->capacity * 2 : BUFFER_CAPACITY_FIRST;
    if (capacity < least) {
        capacity = least;
    }
    uint8_t *data = arena_room(buffer->arena, capacity);
    if (buffer->size != 0) {
        memcpy(data, buffer->data, buffer->size);
    }
    data[buffer->size] = 0;
    buffer->data = data;
    buffer->capacity = capacity;
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    buffer_reserve(buffer, 0);
    const size_t room = buffer->capacity - buffer->size;
    va_list values;
    va_start(values, format);
    const size_t length = format_text((char *)buffer->data + buffer->size, room, format, values);
    va_end(values);
    if (length >= room) {
        buffer_reserve(buffer, length);
        va_start(values, format);
        (void)format_text((char *)buffer->data + buffer->size, length + 1, format,
                          values); /* same values: same length */
        va_end(values);
    }
    buffer->size += length;
}

void buffer_clear(struct buffer *buffer)
{
    buffer->size = 0;
    if (buffer->data != NULL) {
        buffer->data[0] = 0;
    }
}

const char *buffer_string(struct buffer *buffer)
{
    return buffer->data != NULL ? (const char *)buffer->data : "";
}

struct bytes buffer_bytes(const struct buffer *buffer)
{
    return (struct bytes){buffer->data, buffer->size};
}

struct bytes bytes_of_text(const char *text)
{
    return (struct bytes){(const uint8_t *)text, strlen(text)};
}
