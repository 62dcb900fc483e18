#include "po_note.h"

#include <string.h>

#include "po_internal.h"

/* The newest note at or before *position_io in the loaded mailbox. ST_NO_MORE. */
static enum status note_before(struct postoffice *po, uint32_t *position_io,
                               struct po_message *message_out)
{
    const struct po_usr_header *header = &po->mailbox->header;
    for (uint32_t position = *position_io; position > header->head;) {
        struct po_pointer pointer;
        struct po_record record;
        position--;
        enum status st = po_mailbox_pointer(po, position, &pointer);
        if (st == ST_FILE_CORRUPT) {
            continue; /* the others can be read */
        }
        if (st == ST_OK && pointer.state == PO_POINTER_NOTE) {
            st = po_index_find(po, pointer.message_id, pointer.slot, &record);
            if (st == ST_OK) {
                *message_out = (struct po_message){
                    pointer.message_id, pointer.slot, position, record.size, 0, 0};
                *position_io = position;
                return ST_OK;
            }
        }
        if (st != ST_OK && st != ST_NOT_FOUND) { /* not found: never committed */
            return st;
        }
    }
    return ST_NO_MORE;
}

enum status po_note_read(struct postoffice *po, uint32_t usr, struct arena *arena,
                         struct bytes *note_out)
{
    struct po_message message;
    *note_out = (struct bytes){0};
    enum status st = po_mailbox_load(po, usr);
    if (st == ST_OK) {
        uint32_t position = po->mailbox->header.tail;
        st = note_before(po, &position, &message);
    }
    if (st == ST_OK) {
        st = po_message_read(po, &message, arena, note_out, NULL);
    }
    return st == ST_NO_MORE ? ST_OK : st;
}

enum status po_note_settle(struct postoffice *po, uint32_t usr, uint32_t *gone_out)
{
    struct po_message message;
    enum status st = po_mailbox_load(po, usr);
    uint32_t position = st == ST_OK ? po->mailbox->header.tail : 0;
    *gone_out = 0;
    st = st == ST_OK ? note_before(po, &position, &message) : st;
    while (st == ST_OK) {
        st = note_before(po, &position, &message);
        if (st == ST_OK) {
            st = po_dequeue(po, usr, message.id);
            *gone_out += st == ST_OK ? 1 : 0;
        }
    }
    return st == ST_NO_MORE ? ST_OK : st;
}

enum status po_note_write(struct postoffice *po, uint32_t usr, struct bytes note,
                          struct arena *scratch)
{
    REQUIRE(po->is_locked);
    struct po_message message;
    uint32_t gone = 0;
    enum status st = ST_OK;
    if (note.size != 0) {
        const struct po_message_in in = {
            .content = note, .usrs = &usr, .usr_count = 1, .is_note = true};
        st = po_import_message(po, &in, scratch, NULL);
        return st == ST_OK ? po_note_settle(po, usr, &gone) : st;
    }
    st = po_note_settle(po, usr, &gone);
    if (st == ST_OK) {
        uint32_t position = po->mailbox->header.tail;
        st = note_before(po, &position, &message);
    }
    if (st == ST_OK) {
        st = po_dequeue(po, usr, message.id);
    }
    return st == ST_NO_MORE ? ST_OK : st;
}

enum status po_note_leave(struct postoffice *po, uint32_t usr)
{
    struct arena scratch = {0};
    struct po_message message;
    enum status st = po_queue_next(po, usr, 0, &message);
    if (st == ST_OK) {
        return ST_NOT_EMPTY;
    }
    if (st == ST_NO_MORE) {
        st = ST_OK;
        if (po->mailbox->header.count != 0) {
            st = po_note_write(po, usr, (struct bytes){0}, &scratch);
            arena_release(&scratch);
        }
    }
    return st;
}

bool po_note_next(struct bytes note, size_t *offset, struct arena *arena,
                  struct po_note_line *line_out)
{
    while (*offset < note.size) {
        const char *at = (const char *)note.data + *offset;
        const size_t left = note.size - *offset;
        const char *feed = memchr(at, '\n', left);
        size_t length = feed != NULL ? (size_t)(feed - at) : left;
        *offset += feed != NULL ? length + 1 : length;
        length -= length != 0 && at[length - 1] == '\r' ? 1 : 0;
        const char *colon = memchr(at, ':', length);
        if (colon != NULL && memchr(at, '\0', length) == NULL) {
            const size_t before = (size_t)(colon - at);
            const size_t blank = before + 1 < length && colon[1] == ' ' ? 1 : 0;
            line_out->keyword = arena_text_n(arena, at, before);
            line_out->value = arena_text_n(arena, colon + 1 + blank, length - before - 1 - blank);
            return true;
        }
    }
    return false;
}
