/*
 * format -- snprintf for the formats that are used often
 *
 * %s %u %d %x %X, each with a size (z, l, ll), and %.*s are written here; a format with anything
 * else (widths, flags, floats) goes to the C library as a whole. Both give the same text.
 */
#ifndef CONNECTOR_BASE_FORMAT_H
#define CONNECTOR_BASE_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

/* As vsnprintf: the length of the whole text, of which what fits is written and terminated.
 * capacity >= 1. */
size_t format_text(char *target, size_t capacity, const char *format, va_list values)
    __attribute__((format(printf, 3, 0)));

#endif
