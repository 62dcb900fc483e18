/* Every row of the trace. */
#include "record/table.h"

static const char *fill(const struct table_context *context, struct table_rows *rows)
{
    for (const struct seen_row *s = context->collection->rows; s != NULL; s = s->next) {
        const struct trace_row *row = &s->row;
        const struct fs_model *model =
            row->way != FS_MODEL_NONE ? fs_model_of((enum fs_model_id)row->way) : NULL;
        char lacks[64] = "";
        if (model != NULL && row->lacks != 0) {
            model->lacks_text(row->lacks, lacks, sizeof(lacks));
        }
        table_integer(rows, (int64_t)row->seq);
        table_integer(rows, (int64_t)row->time_us);
        table_integer(rows, (int64_t)row->cause);
        table_integer(rows, row->actor);
        table_text(rows, s->process);
        table_text(rows, s->machine);
        table_text(rows, trace_op_text((enum trace_op)row->op));
        table_text(rows, s->name);
        table_text(rows, s->new_name);
        table_text(rows, status_name((enum status)row->status));
        table_text(rows, model != NULL ? model->name : NULL);
        table_integer(rows, row->session);
        table_text(rows, lacks[0] != '\0' ? lacks : NULL);
        table_integer(rows, row->refusal);
        table_integer(rows, (int64_t)row->amount);
        table_integer(rows, row->detail);
        table_row(rows);
    }
    return NULL;
}

const struct table table_vt_trace = {
    .name = "vt_trace",
    .help = "every port call, event, edit and program: what, by whom, on what, with which answer; "
            "cause is the seq of the row it came from",
    .columns = "seq INTEGER, time_us INTEGER, cause INTEGER, actor INTEGER, process TEXT, "
               "machine TEXT, op TEXT, name TEXT, new_name TEXT, status TEXT, way TEXT, "
               "session INTEGER, lacks TEXT, completion_code INTEGER, amount INTEGER, "
               "detail INTEGER",
    .fill = fill,
};
