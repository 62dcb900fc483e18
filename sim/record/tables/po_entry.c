/* Directories of post offices. */
#include "po_list.h"
#include "record/tables/offices.h"

static enum status waiting(struct postoffice *po, const struct po_entry *entry, int64_t *count_out)
{
    struct po_message message = {.id = 0};
    enum status st = ST_OK;
    for (*count_out = 0; entry->usr != 0; (*count_out)++) {
        st = po_queue_next(po, entry->usr, message.id, &message);
        if (st != ST_OK) {
            break;
        }
    }
    return st == ST_NO_MORE ? ST_OK : st;
}

static enum status look(const struct office_visit *visit)
{
    struct po_entries list;
    enum status st = po_entry_list(visit->po, table_scratch(visit->rows), &list);
    for (size_t i = 0; st == ST_OK && i < list.count; i++) {
        const struct po_entry *entry = &list.entries[i];
        const char kind[2] = {(char)entry->kind, '\0'};
        struct po_members members = {0};
        int64_t count = 0;
        table_text(visit->rows, visit->name);
        table_text(visit->rows, entry->name);
        table_text(visit->rows, kind);
        table_text(visit->rows, entry->address);
        table_text(visit->rows, entry->fan);
        table_text(visit->rows, entry->comment);
        table_integer(visit->rows, entry->usr);
        if (waiting(visit->po, entry, &count) == ST_OK) {
            table_integer(visit->rows, count);
        } else {
            table_null(visit->rows);
        }
        table_integer(visit->rows, entry->marker != PO_MARKER_NONE);
        if (entry->kind == PO_LIST && entry->usr != 0 &&
            po_members_read(visit->po, entry->usr, table_scratch(visit->rows), &members) == ST_OK) {
            table_integer(visit->rows, (int64_t)members.count);
        } else {
            table_null(visit->rows);
        }
        table_row(visit->rows);
    }
    return st;
}

static const char *fill(const struct table_context *context, struct table_rows *rows)
{
    return offices_visit(context, rows, look);
}

const struct table table_po_entry = {
    .name = "po_entry",
    .help =
        "directory entries of post offices: kind L R P A here, small letters elsewhere; "
        "messages in the entry's mailbox or queue (null: cannot be read); propagates: marked for "
        "automatic directory exchange; members of a list",
    .columns = "postoffice TEXT, name TEXT, kind TEXT, address TEXT, fan TEXT, comment TEXT, "
               "usr INTEGER, messages INTEGER, propagates INTEGER, members INTEGER",
    .is_office = true,
    .fill = fill,
};
