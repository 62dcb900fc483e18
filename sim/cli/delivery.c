#include "cli/delivery.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

bool delivery_is_possible(const struct options *options)
{
    FILE *file = options->output != NULL ? fopen(options->output, "ab") : NULL;
    return options->output == NULL || (file != NULL && fclose(file) == 0);
}

bool delivery_write(const struct options *options, const struct buffer *report)
{
    FILE *file = options->output != NULL ? fopen(options->output, "wb") : stdout;
    if (file == NULL) {
        return false;
    }
    const size_t written = report->size > 0 ? fwrite(report->data, 1, report->size, file) : 0;
    const bool is_closed = options->output != NULL ? fclose(file) == 0 : fflush(file) == 0;
    return written == report->size && is_closed;
}

const char *delivery_refusal(const struct options *options, struct arena *arena)
{
    const char *where = options->output != NULL ? options->output : "standard output";
    return arena_format(arena, "%s: cannot be written: %s", where, strerror(errno));
}
