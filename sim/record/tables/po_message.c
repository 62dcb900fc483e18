/* Messages in mailboxes and queues: one row for each pointer. */
#include "base/ccm.h"
#include "record/tables/offices.h"

static void contents(const struct office_visit *visit, const struct po_message *message,
                     struct arena *arena)
{
    struct bytes content = {0};
    struct ccm_message letter = {.from = NULL};
    uint32_t extents = 0;
    size_t offset = 0;
    enum status st = po_message_read(visit->po, message, arena, &content, &extents);
    if (st == ST_OK) {
        table_integer(visit->rows, extents);
        st = ccm_read(content, &offset, arena, &letter, NULL);
    } else {
        table_null(visit->rows);
    }
    table_text(visit->rows, letter.from);
    table_text(visit->rows, letter.subject);
    table_text(visit->rows, letter.date);
    table_text(visit->rows, status_name(st));
}

static void mailbox(const struct office_visit *visit, const struct po_entry *entry)
{
    struct po_message message = {.id = 0};
    struct arena arena = {0};
    while (po_queue_next(visit->po, entry->usr, message.id, &message) == ST_OK) {
        table_text(visit->rows, visit->name);
        table_text(visit->rows, entry->name);
        table_integer(visit->rows, entry->usr);
        table_integer(visit->rows, (int64_t)message.id);
        table_integer(visit->rows, message.position);
        table_integer(visit->rows, message.slot);
        table_integer(visit->rows, (int64_t)message.size);
        contents(visit, &message, &arena);
        table_row(visit->rows);
        arena_reset(&arena);
    }
    arena_release(&arena);
}

static enum status look(const struct office_visit *visit)
{
    struct po_entries list;
    const enum status st = po_entry_list(visit->po, table_scratch(visit->rows), &list);
    for (size_t i = 0; st == ST_OK && i < list.count; i++) {
        if (list.entries[i].usr != 0) {
            mailbox(visit, &list.entries[i]);
        }
    }
    return st;
}

static const char *fill(const struct table_context *context, struct table_rows *rows)
{
    return offices_visit(context, rows, look);
}

const struct table table_po_message = {
    .name = "po_message",
    .help = "messages in mailboxes and queues, oldest first; one that several hold has a row in "
            "each; status says whether it can be read",
    .columns = "postoffice TEXT, mailbox TEXT, usr INTEGER, message_id INTEGER, "
               "position INTEGER, slot INTEGER, size_bytes INTEGER, extents INTEGER, "
               "sender TEXT, subject TEXT, date TEXT, status TEXT",
    .is_office = true,
    .fill = fill,
};
