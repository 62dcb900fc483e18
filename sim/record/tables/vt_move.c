/* Where letters went. */
#include "record/table.h"

static const char *fill(const struct table_context *context, struct table_rows *rows)
{
    for (const struct seen_move *m = context->collection->moves; m != NULL; m = m->next) {
        table_integer(rows, (int64_t)m->seq);
        table_integer(rows, (int64_t)m->time_us);
        table_integer(rows, m->letter);
        table_text(rows, m->place);
        table_integer(rows, m->before);
        table_integer(rows, m->after);
        table_row(rows);
    }
    return NULL;
}

const struct table table_vt_move = {
    .name = "vt_move",
    .help = "moves of letters: how many copies were at a place (or ended there) before and after",
    .columns = "seq INTEGER, time_us INTEGER, letter INTEGER, place TEXT, before INTEGER, "
               "after INTEGER",
    .fill = fill,
};
