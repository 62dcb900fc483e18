/*
 * diagnostic -- what a person got wrong, and where
 *
 * For scenarios, settings, command lines and files: a place and a text that says what was found and
 * what is allowed. line and column start at 1; 0 means the place is given by offset only.
 *
 * Errors  none; a text that does not fit is cut.
 * Owns    nothing; path is borrowed.
 */
#ifndef CONNECTOR_BASE_DIAGNOSTIC_H
#define CONNECTOR_BASE_DIAGNOSTIC_H

#include <stddef.h>
#include <stdint.h>

enum { DIAGNOSTIC_TEXT_SIZE = 256 };

struct diagnostic {
    const char *path; /* borrowed; may be NULL */
    uint32_t line;
    uint32_t column;
    uint64_t offset;
    char text[DIAGNOSTIC_TEXT_SIZE];
};

/* Sets offset and text (cut when too long), nothing else. NULL: nobody wants to know. */
void diagnostic_set(struct diagnostic *diagnostic, uint64_t offset, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Sets line and column from its offset into these bytes; lines end in LF. */
void diagnostic_find_line(struct diagnostic *diagnostic, const void *bytes, size_t size);

#endif
