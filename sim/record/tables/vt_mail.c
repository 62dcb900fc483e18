/* The ledger: a row for each recipient of each letter. */
#include "base/buffer.h"
#include "record/table.h"
#include "world/truth_inside.h"

/* "Import 1, Submit 2"; NULL: nowhere. */
static const char *places(struct arena *arena, const struct truth_letter *letter)
{
    struct buffer text;
    buffer_init(&text, arena);
    for (int place = PLACE_MTS_OUT; place < PLACE_COUNT; place++) {
        if (letter->at[place] != 0) {
            buffer_format(&text, "%s%s %d", text.size > 0 ? ", " : "",
                          truth_place_name((enum truth_place)place), letter->at[place]);
        }
    }
    return text.size > 0 ? buffer_string(&text) : NULL;
}

static const char *fill(const struct table_context *context, struct table_rows *rows)
{
    const struct truth *truth = context->world->truth;
    for (const struct truth_letter *l = truth->made; l != NULL; l = l->next_made) {
        for (uint32_t i = 0; i < l->duty_count; i++) {
            const struct truth_duty *duty = &l->duties[i];
            const uint32_t ended = duty->delivered + duty->returned + duty->removed;
            table_integer(rows, l->number);
            table_text(rows, l->direction == MAIL_OUT ? "out" : "in");
            table_text(rows, l->mail != NULL ? l->mail->name : NULL);
            table_text(rows, l->subject);
            table_text(rows, duty->recipient);
            table_integer(rows, duty->owed);
            table_integer(rows, duty->delivered);
            table_integer(rows, duty->returned);
            table_integer(rows, duty->removed);
            table_text(rows, ended < duty->owed ? places(table_scratch(rows), l) : NULL);
            table_row(rows);
        }
    }
    return NULL;
}

const struct table table_vt_mail = {
    .name = "vt_mail",
    .help = "the ledger: what each recipient of each letter was owed and got, and where it waits",
    .columns = "letter INTEGER, direction TEXT, mail TEXT, subject TEXT, recipient TEXT, "
               "owed INTEGER, delivered INTEGER, returned INTEGER, removed INTEGER, waits TEXT",
    .fill = fill,
};
