#include "base/diagnostic.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Keeps path, line and column: whoever knows them sets them before or after. */
void diagnostic_set(struct diagnostic *diagnostic, uint64_t offset, const char *format, ...)
{
    if (diagnostic == NULL) {
        return;
    }
    diagnostic->offset = offset;
    va_list values;
    va_start(values, format);
    (void)vsnprintf(diagnostic->text, sizeof(diagnostic->text), format, values); /* may be cut */
    va_end(values);
}

void diagnostic_find_line(struct diagnostic *diagnostic, const void *bytes, size_t size)
{
    if (diagnostic == NULL) {
        return;
    }
    const char *at = bytes;
    size_t left = diagnostic->offset < size ? (size_t)diagnostic->offset : size;
    uint32_t line = 1;
    const char *feed = NULL;
    while (left != 0 && (feed = memchr(at, '\n', left)) != NULL) {
        line++;
        left -= (size_t)(feed + 1 - at);
        at = feed + 1;
    }
    diagnostic->line = line;
    diagnostic->column = (uint32_t)left + 1;
}
