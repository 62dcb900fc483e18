/* Runs of programs. */
#include "record/table.h"

static const char *fill(const struct table_context *context, struct table_rows *rows)
{
    for (const struct seen_program *p = context->collection->programs; p != NULL; p = p->next) {
        table_text(rows, p->name);
        table_text(rows, p->version);
        table_text(rows, p->machine);
        table_text(rows, p->account);
        table_text(rows, p->arguments);
        table_text(rows, p->directory);
        table_integer(rows, (int64_t)p->started_us);
        if (p->has_ended) {
            table_integer(rows, (int64_t)p->ended_us);
            table_integer(rows, (int64_t)p->end_seq);
            table_integer(rows, p->result_code);
        } else {
            table_null(rows);
            table_null(rows);
            table_null(rows);
        }
        table_integer(rows, p->was_killed ? 1 : 0);
        table_text(rows, p->console);
        table_integer(rows, p->slot);
        table_row(rows);
    }
    return NULL;
}

const struct table table_vt_run = {
    .name = "vt_run",
    .help = "runs of programs in the order of their ends; those that still run come last, without",
    .columns = "program TEXT, version TEXT, machine TEXT, account TEXT, arguments TEXT, "
               "directory TEXT, started_us INTEGER, ended_us INTEGER, end_seq INTEGER, "
               "result_code INTEGER, was_killed INTEGER, console TEXT, actor INTEGER",
    .fill = fill,
};
