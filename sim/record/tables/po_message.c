/* Messages in mailboxes and queues: one row for each pointer. */
#include "base/ccm_marks.h"
#include "po_folder.h"
#include "record/tables/offices.h"

/* What its header says beside: null for who says nothing. */
static void marks(const struct office_visit *visit, const struct ccm_message *letter,
                  struct arena *arena)
{
    struct ccm_marks read;
    ccm_marks_read(letter->extra, arena, &read);
    table_text(visit->rows, letter->from != NULL ? ccm_priority_word(read.priority) : NULL);
    table_text(visit->rows, read.receipt_to[0] != '\0' ? read.receipt_to : NULL);
    table_text(visit->rows, read.read_at[0] != '\0' ? read.read_at : NULL);
    table_integer(visit->rows, read.forward_count);
}

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
    marks(visit, &letter, arena);
}

static void mailbox(const struct office_visit *visit, const struct po_entry *entry)
{
    struct po_message message = {.id = 0};
    struct arena arena = {0};
    struct po_folders folders = {0};
    if (po_folder_list(visit->po, entry->usr, table_scratch(visit->rows), &folders) != ST_OK) {
        folders.count = 0; /* its folders have no names then */
    }
    while (po_queue_next(visit->po, entry->usr, message.id, &message) == ST_OK) {
        table_text(visit->rows, visit->name);
        table_text(visit->rows, entry->name);
        table_integer(visit->rows, entry->usr);
        table_integer(visit->rows, (int64_t)message.id);
        table_integer(visit->rows, message.position);
        table_integer(visit->rows, message.slot);
        table_integer(visit->rows, (int64_t)message.size);
        table_text(visit->rows, po_folder_name(&folders, message.folder));
        table_integer(visit->rows, (message.marks & PO_MARK_READ) != 0);
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
            "each; status says whether it can be read; receipt_to: who is told when it is read; "
            "receipt_of: it is such a receipt",
    .columns = "postoffice TEXT, mailbox TEXT, usr INTEGER, message_id INTEGER, "
               "position INTEGER, slot INTEGER, size_bytes INTEGER, folder TEXT, is_read INTEGER, "
               "extents INTEGER, sender TEXT, subject TEXT, date TEXT, status TEXT, priority TEXT, "
               "receipt_to TEXT, receipt_of TEXT, forwards INTEGER",
    .is_office = true,
    .fill = fill,
};
