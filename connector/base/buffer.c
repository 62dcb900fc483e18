#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/require.h"

enum { BUFFER_CAPACITY_FIRST = 256 };

void buffer_init(struct buffer *buffer, struct arena *arena)
{
    REQUIRE(arena != NULL);
    *buffer = (struct buffer){.arena = arena};
}

/* Room for `more` bytes and the NUL. */
static void buffer_reserve(struct buffer *buffer, size_t more)
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
    uint8_t *data = arena_alloc(buffer->arena, capacity);
    if (buffer->size != 0) {
        memcpy(data, buffer->data, buffer->size);
    }
    buffer->data = data;
    buffer->capacity = capacity;
}

void buffer_add(struct buffer *buffer, const void *data, size_t size)
{
    buffer_reserve(buffer, size);
    if (size != 0) {
        memcpy(buffer->data + buffer->size, data, size);
        buffer->size += size;
    }
    buffer->data[buffer->size] = 0;
}

void buffer_text(struct buffer *buffer, const char *text)
{
    buffer_add(buffer, text, strlen(text));
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    buffer_reserve(buffer, 0);
    const size_t room = buffer->capacity - buffer->size;
    va_list values;
    va_start(values, format);
    const int length = vsnprintf((char *)buffer->data + buffer->size, room, format, values);
    va_end(values);
    REQUIRE(length >= 0);
    if ((size_t)length >= room) {
        buffer_reserve(buffer, (size_t)length);
        va_start(values, format);
        (void)vsnprintf((char *)buffer->data + buffer->size, (size_t)length + 1, format,
                        values); /* same values: same length */
        va_end(values);
    }
    buffer->size += (size_t)length;
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
    buffer_reserve(buffer, 0);
    return (const char *)buffer->data;
}

struct bytes buffer_bytes(const struct buffer *buffer)
{
    return (struct bytes){buffer->data, buffer->size};
}

struct bytes bytes_of_text(const char *text)
{
    return (struct bytes){(const uint8_t *)text, strlen(text)};
}
