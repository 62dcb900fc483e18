#include "base/diagnostic.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

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
