#include "po_letter.h"

#include <string.h>

#include "base/ccm_marks.h"
#include "po_folder.h"
#include "po_list.h"

const char po_receipt[] = "Receipt: ";
const char po_report_subject[] = "Message not deliverable";
const char po_administrator[] = "Administrator at ";
const char po_report_about[] = "Subject: ";

/* Letter `id` itself, not the one behind it. */
static enum status find(struct postoffice *po, uint32_t usr, uint64_t id,
                        struct po_message *message_out)
{
    if (id == 0) {
        return ST_NOT_FOUND;
    }
    const enum status st = po_queue_next(po, usr, id - 1, message_out);
    if (st == ST_NO_MORE || (st == ST_OK && message_out->id != id)) {
        return ST_NOT_FOUND;
    }
    return st;
}

static enum status load(struct postoffice *po, const struct po_message *message,
                        struct arena *arena, struct ccm_message *letter_out)
{
    struct bytes content;
    size_t offset = 0;
    const enum status st = po_message_read(po, message, arena, &content, NULL);
    if (st != ST_OK) {
        return st;
    }
    return ccm_read(content, &offset, arena, letter_out, NULL) == ST_OK ? ST_OK : ST_FILE_CORRUPT;
}

enum status po_letter_load(struct postoffice *po, uint32_t usr, uint64_t id, struct arena *arena,
                           struct ccm_message *letter_out)
{
    struct po_message message;
    const enum status st = find(po, usr, id, &message);
    return st == ST_OK ? load(po, &message, arena, letter_out) : st;
}

/* Bytes of a message without its items. */
static size_t header_size(const struct ccm_message *letter, struct arena *arena)
{
    struct ccm_message header = *letter;
    struct buffer bytes;
    header.item_count = 0;
    buffer_init(&bytes, arena);
    ccm_write_plain(&bytes, &header);
    return bytes.size;
}

static bool has_at(const char *address)
{
    const char *at = strstr(address, " at ");
    return at != NULL && at != address;
}

static const char *with_office(const struct postoffice *po, const char *name, struct arena *arena)
{
    return has_at(name) ? name : arena_format(arena, "%s at %s", name, po_name(po));
}

/* Sends to one address, a list or a board too. */
static enum status send(struct postoffice *po, struct ccm_message *letter, const char *to,
                        struct arena *arena, uint64_t *id_out)
{
    struct po_entry entry;
    struct po_expansion many = {0};
    struct buffer content;
    struct ccm_address *address = arena_new(arena, struct ccm_address);
    *address = (struct ccm_address){CCM_TO, to};
    letter->addresses = address;
    letter->address_count = 1;
    if (header_size(letter, arena) >
        (size_t)(po_database(po) == 6 ? PO_HEADER_MAX_DB6 : PO_HEADER_MAX_DB8)) {
        return ST_TOO_LONG;
    }
    enum status st = po_resolve(po, to, &entry, NULL);
    if (st == ST_OK) {
        many = (struct po_expansion){.usrs = &entry.usr, .usr_count = 1};
    } else if (st == ST_NOT_FOUND) {
        st = po_expand(po, to, arena, &many);
    }
    if (st != ST_OK || many.usr_count == 0) {
        return st == ST_OK ? ST_NOT_FOUND : st;
    }
    buffer_init(&content, arena);
    ccm_write(&content, letter);
    const struct po_message_in in = {
        .content = buffer_bytes(&content), .usrs = many.usrs, .usr_count = many.usr_count};
    return po_import_message(po, &in, arena, id_out);
}

static enum status send_receipt(struct postoffice *po, const struct po_reader *reader,
                                const struct ccm_message *letter, const char *to,
                                struct arena *arena, uint64_t *id_out)
{
    const char *text =
        arena_format(arena, "\"%s\" of %s was read.\r\n", letter->subject, letter->date);
    const struct ccm_item item = {CCM_TEXT, "", bytes_of_text(text)};
    struct ccm_message receipt = {
        .from = with_office(po, reader->entry->name, arena),
        .date = reader->date,
        .subject = arena_format(arena, "%s%s", po_receipt, letter->subject),
        .items = &item,
        .item_count = 1,
        .extra = ccm_marks_add(arena, "", CCM_MARK_READ_AT, reader->date),
    };
    const enum status st = send(po, &receipt, to, arena, id_out);
    return st == ST_NOT_FOUND ? ST_OK : st; /* its writer is not there any more */
}

static enum status read_locked(struct postoffice *po, const struct po_reader *reader, uint64_t id,
                               struct arena *arena, uint64_t *receipt_out)
{
    const uint32_t usr = reader->entry->usr;
    struct po_message message;
    struct ccm_message letter;
    struct ccm_marks marks;
    enum status st = find(po, usr, id, &message);
    if (st == ST_OK) {
        st = load(po, &message, arena, &letter);
    }
    if (st != ST_OK || (message.marks & PO_MARK_READ) != 0) {
        return st;
    }
    ccm_marks_read(letter.extra, arena, &marks);
    if (marks.receipt_to[0] != '\0') {
        st = send_receipt(po, reader, &letter, marks.receipt_to, arena, receipt_out);
    }
    return st == ST_OK ? po_mark(po, usr, id, message.marks | PO_MARK_READ) : st;
}

enum status po_letter_read(struct postoffice *po, const struct po_reader *reader, uint64_t id,
                           struct arena *arena, uint64_t *receipt_out)
{
    *receipt_out = 0;
    enum status st = po_lock(po);
    if (st == ST_OK) {
        st = read_locked(po, reader, id, arena, receipt_out);
        po_unlock(po);
    }
    return st;
}

/* What a letter that is passed on says of itself: priority stays, history grows. */
static const char *forwarded_extra(const struct postoffice *po, const struct ccm_message *letter,
                                   struct arena *arena)
{
    const char *extra = ccm_marks_drop(arena, letter->extra, CCM_MARK_RECEIPT);
    extra = ccm_marks_drop(arena, extra, CCM_MARK_READ_AT);
    return ccm_marks_add(
        arena, extra, CCM_MARK_FORWARD,
        arena_format(arena, "%s %s", letter->date, with_office(po, letter->from, arena)));
}

enum status po_letter_forward(struct postoffice *po, const struct po_reader *reader, uint64_t id,
                              const char *to, struct arena *arena)
{
    struct ccm_message letter;
    enum status st = po_lock(po);
    if (st != ST_OK) {
        return st;
    }
    st = po_letter_load(po, reader->entry->usr, id, arena, &letter);
    if (st == ST_OK) {
        letter.extra = forwarded_extra(po, &letter, arena);
        letter.from = with_office(po, reader->entry->name, arena);
        letter.date = reader->date;
        st = send(po, &letter, to, arena, NULL);
    }
    po_unlock(po);
    return st;
}
