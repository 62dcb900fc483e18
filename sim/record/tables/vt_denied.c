/* Accesses that were refused. */
#include "record/table.h"

static const char *fill(const struct table_context *context, struct table_rows *rows)
{
    for (const struct seen_denial *d = context->collection->denials; d != NULL; d = d->next) {
        table_integer(rows, (int64_t)d->seq);
        table_integer(rows, (int64_t)d->time_us);
        table_text(rows, d->program);
        table_text(rows, d->account);
        table_text(rows, d->operation);
        table_text(rows, d->machine);
        table_text(rows, d->path);
        table_text(rows, d->lacks);
        table_row(rows);
    }
    return NULL;
}

const struct table table_vt_denied = {
    .name = "vt_denied",
    .help = "accesses that were refused: who, what, where, for want of which right",
    .columns = "seq INTEGER, time_us INTEGER, program TEXT, account TEXT, operation TEXT, "
               "machine TEXT, path TEXT, lacks TEXT",
    .fill = fill,
};
