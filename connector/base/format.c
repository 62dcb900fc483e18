#include "base/format.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/require.h"

struct target {
    char *data;
    size_t capacity; /* without the NUL */
    size_t length;   /* of the whole text */
};

static void add(struct target *target, const char *text, size_t length)
{
    if (target->length < target->capacity) {
        const size_t room = target->capacity - target->length;
        memcpy(target->data + target->length, text, length < room ? length : room);
    }
    target->length += length;
}

static void add_number(struct target *target, uint64_t number, unsigned base, const char *digits)
{
    char text[24];
    size_t at = sizeof(text);
    do {
        text[--at] = digits[number % base];
        number /= base;
    } while (number != 0);
    add(target, text + at, sizeof(text) - at);
}

enum size { SIZE_INT, SIZE_LONG, SIZE_LONG_LONG, SIZE_SIZE };

/* Behind the % and its size. */
static const char *take_size(const char *format, enum size *size_out)
{
    *size_out = SIZE_INT;
    if (*format == 'z') {
        *size_out = SIZE_SIZE;
        return format + 1;
    }
    if (format[0] == 'l') {
        *size_out = format[1] == 'l' ? SIZE_LONG_LONG : SIZE_LONG;
        return format + (format[1] == 'l' ? 2 : 1);
    }
    return format;
}

static uint64_t next_unsigned(va_list *values, enum size size)
{
    switch (size) {
    case SIZE_INT:
        break;
    case SIZE_LONG:
        return va_arg(*values, unsigned long);
    case SIZE_LONG_LONG:
        return va_arg(*values, unsigned long long);
    case SIZE_SIZE:
        return va_arg(*values, size_t);
    }
    return va_arg(*values, unsigned);
}

static bool add_value(struct target *target, char conversion, enum size size, va_list *values)
{
    static const char lower[] = "0123456789abcdef";
    static const char upper[] = "0123456789ABCDEF";
    switch (conversion) {
    case 'u':
        add_number(target, next_unsigned(values, size), 10, lower);
        return true;
    case 'x':
        add_number(target, next_unsigned(values, size), 16, lower);
        return true;
    case 'X':
        add_number(target, next_unsigned(values, size), 16, upper);
        return true;
    case 's': {
        const char *text = size == SIZE_INT ? va_arg(*values, const char *) : NULL;
        if (text != NULL) {
            add(target, text, strlen(text));
        }
        return text != NULL;
    }
    case 'd': {
        const int number = size == SIZE_INT ? va_arg(*values, int) : -1;
        if (number >= 0) {
            add_number(target, (uint64_t)number, 10, lower);
        }
        return number >= 0;
    }
    default:
        return false;
    }
}

/* False at the first thing that is the library's to write. */
static bool write_all(struct target *target, const char *format, va_list *values)
{
    for (;;) {
        size_t plain = 0;
        while (format[plain] != '%' && format[plain] != '\0') { /* a few bytes, most times */
            plain++;
        }
        if (plain != 0) {
            add(target, format, plain);
            format += plain;
        }
        if (*format == '\0') {
            return true;
        }
        format++;
        if (format[0] == '.' && format[1] == '*' && format[2] == 's') {
            const int length = va_arg(*values, int);
            const char *text = va_arg(*values, const char *);
            if (length < 0 || text == NULL) {
                return false;
            }
            const char *end = memchr(text, '\0', (size_t)length);
            add(target, text, end != NULL ? (size_t)(end - text) : (size_t)length);
            format += 3;
            continue;
        }
        enum size size;
        format = take_size(format, &size);
        if (!add_value(target, *format, size, values)) {
            return false;
        }
        format++;
    }
}

size_t format_text(char *target, size_t capacity, const char *format, va_list values)
{
    REQUIRE(capacity >= 1);
    struct target own = {.data = target, .capacity = capacity - 1};
    va_list copy;
    va_copy(copy, values);
    const bool is_done = write_all(&own, format, &copy);
    va_end(copy);
    if (is_done) {
        target[own.length < own.capacity ? own.length : own.capacity] = '\0';
        return own.length;
    }
    const int length = vsnprintf(target, capacity, format, values);
    REQUIRE(length >= 0);
    return (size_t)length;
}
