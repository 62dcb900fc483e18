/* The event log, as Event Viewer shows it. */
#include "ccmc/events.h"
#include "record/table.h"

static const char *fill(const struct table_context *context, struct table_rows *rows)
{
    for (const struct seen_event *e = context->collection->events; e != NULL; e = e->next) {
        const struct event *kind = event_find(e->id);
        table_integer(rows, (int64_t)e->seq);
        table_integer(rows, (int64_t)e->time_us);
        table_text(rows, e->machine);
        table_text(rows, e->source);
        table_integer(rows, e->id);
        table_text(rows, kind != NULL ? event_type_name(kind->type) : NULL);
        table_text(rows, kind != NULL ? event_category_name(kind->category) : NULL);
        table_text(rows, e->text);
        table_row(rows);
    }
    return NULL;
}

const struct table table_vt_event = {
    .name = "vt_event",
    .help = "the event log: each event with the row of the trace that tells of it",
    .columns = "seq INTEGER, time_us INTEGER, machine TEXT, source TEXT, event_id INTEGER, "
               "type TEXT, category TEXT, text TEXT",
    .fill = fill,
};
