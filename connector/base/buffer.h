/*
 * buffer -- bytes that grow, on an arena
 *
 * bytes is a borrowed view. buffer owns nothing: its memory is its arena's. What was added is
 * always followed by a NUL that does not count, so text can be handed on as a C string. A growing
 * buffer moves; keep offsets, not pointers.
 *
 * Errors  none: memory is there, or the process ends (arena.h).
 */
#ifndef CONNECTOR_BASE_BUFFER_H
#define CONNECTOR_BASE_BUFFER_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

struct bytes {
    const uint8_t *data;
    size_t size;
};

struct buffer {
    struct arena *arena;
    uint8_t *data;
    size_t size;
    size_t capacity;
};

void buffer_init(struct buffer *buffer, struct arena *arena);
/* Room for `more` bytes and the NUL; buffer_add asks for it when it must. */
void buffer_reserve(struct buffer *buffer, size_t more);

/* Adding is done where it is written, so that lengths of literals are known there. */
static inline void buffer_add(struct buffer *buffer, const void *data, size_t size)
{
    if (size >= buffer->capacity - buffer->size) { /* capacity counts the NUL */
        buffer_reserve(buffer, size);
    }
    if (size != 0) {
        memcpy(buffer->data + buffer->size, data, size);
        buffer->size += size;
    }
    buffer->data[buffer->size] = 0;
}

static inline void buffer_text(struct buffer *buffer, const char *text)
{
    buffer_add(buffer, text, strlen(text));
}

void buffer_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void buffer_clear(struct buffer *buffer);         /* keeps the memory */
const char *buffer_string(struct buffer *buffer); /* never NULL */
struct bytes buffer_bytes(const struct buffer *buffer);
struct bytes bytes_of_text(const char *text);

#endif
