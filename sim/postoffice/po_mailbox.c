/*
 * po_mailbox -- USRnnnnn: the pointers of a mailbox or queue, oldest first
 *
 * Pointers are added at the tail and marked in place when removed; ids rise with positions. The
 * newest stand in the header, so that one write adds one; when it is full of them they move behind
 * it. When the last pointer goes, the file starts again at its front.
 */
#include <string.h>

#include "base/text.h"
#include "po_internal.h"

static const struct os_open_mode create_new = {OS_READ_WRITE, OS_DENY_NONE, OS_CREATE_NEW};

/* Of a pointer that does not stand in the header. */
static uint64_t pointer_offset(uint32_t position)
{
    return PO_USR_HEADER_SIZE + (uint64_t)position * PO_POINTER_SIZE;
}

/* The bytes of a pointer in the header. */
static uint8_t *fresh_at(struct po_usr_header *header, uint32_t position)
{
    return header->bytes + PO_FRESH_AT +
           (size_t)(position - po_usr_fresh_from(header)) * PO_POINTER_SIZE;
}

void po_usr_file_name(uint32_t usr, char *name_out)
{
    REQUIRE(usr <= PO_USR_MAX);
    memcpy(name_out, "USR00000", 9);
    for (size_t at = 7; usr != 0; at--, usr /= 10) {
        name_out[at] = (char)('0' + usr % 10);
    }
}

enum status po_mailbox_create(struct postoffice *po, const char *owner, uint32_t *usr_out)
{
    struct os_file file = {0};
    char name[PO_FILE_NAME_SIZE];
    uint32_t usr = po->header.usr_next;
    enum status st = ST_EXISTS;
    for (; st == ST_EXISTS; usr++) { /* a run that was cut off may have left one */
        if (usr > PO_USR_MAX) {
            return ST_DISK_FULL;
        }
        po_usr_file_name(usr, name);
        st = os_open(po->port, po_path(po, name), create_new, &file);
    }
    if (st != ST_OK) {
        return st;
    }
    struct po_usr_header header = {
        .identity = po->header.identity, .owner_hash = text_hash(owner), .usr = usr - 1};
    po_usr_header_encode(&header);
    st = po_write(po, file, 0, header.bytes, sizeof(header.bytes));
    if (st == ST_OK && !po->is_filled) { /* before an entry names it */
        st = os_flush(po->port, file);
    }
    const enum status closed = os_close(po->port, file);
    po->header.usr_next = usr;
    *usr_out = usr - 1;
    return st != ST_OK ? st : closed;
}

enum status po_mailbox_note_room(struct postoffice *po, uint32_t usr)
{
    const struct os_open_mode mode = {OS_READ_WRITE, OS_DENY_NONE, OS_OPEN_EXISTING};
    const uint64_t wanted = (uint64_t)(usr + 1) * PO_EXPORT_PLACE;
    struct os_file file;
    uint64_t size = 0;
    enum status st = os_open(po->port, po_path(po, po_export_file), mode, &file);
    if (st != ST_OK) {
        return st;
    }
    st = os_size(po->port, file, &size);
    if (st == ST_OK && size < wanted) {
        st = os_set_size(po->port, file, wanted);
    }
    const enum status closed = os_close(po->port, file);
    return st != ST_OK ? st : closed;
}

static void fresh_drop(struct po_usr_header *header)
{
    header->fresh = 0;
    memset(header->bytes + PO_FRESH_AT, 0, (size_t)PO_FRESH_MAX * PO_POINTER_SIZE);
}

static uint8_t *window_of(struct postoffice *po)
{
    return po->usr_bytes + PO_USR_HEADER_SIZE;
}

static enum status window_read(struct postoffice *po, uint32_t position)
{
    struct po_mailbox *mailbox = po->mailbox;
    size_t got = 0;
    const enum status st = po_read(po, mailbox->file, pointer_offset(position), window_of(po),
                                   (size_t)PO_WINDOW * PO_POINTER_SIZE, &got);
    mailbox->window_at = position;
    mailbox->window_count = (uint32_t)(got / PO_POINTER_SIZE);
    return st;
}

/* The first copy that checks. Mostly it is as it was. */
static enum status header_take(struct postoffice *po, size_t got)
{
    struct po_mailbox *mailbox = po->mailbox;
    struct po_usr_header *header = &mailbox->header;
    const uint8_t *bytes = po->usr_bytes;
    const uint64_t identity = po->header.identity;
    const bool is_whole = got >= PO_USR_HEADER_SIZE;
    if (!is_whole || header->usr != mailbox->usr ||
        memcmp(bytes, header->bytes, PO_USR_COPY_SIZE) != 0) {
        mailbox->known = 0;
        mailbox->owes = false;
        if (!is_whole ||
            (!po_usr_header_decode(bytes, identity, header) &&
             !po_usr_header_decode(bytes + PO_USR_COPY_SIZE, identity, header)) ||
            header->usr != mailbox->usr) {
            header->usr = 0;
            return po_corrupt(po, PO_PART_MAILBOX);
        }
    }
    mailbox->known = po->is_locked ? po->knows : 0;
    return ST_OK;
}

/* How many pointers to read with the header: where the head was, and some behind it. */
static uint32_t front_count(const struct po_mailbox *mailbox)
{
    const uint32_t head = mailbox->header.head;
    return head <= PO_FRONT - PO_WINDOW ? head + PO_WINDOW : PO_WINDOW;
}

/* Nothing is behind the end of the file, however many pointers a header says that there are. It is
 * asked where so many would take long to be missed one by one. */
static enum status check_size(struct postoffice *po)
{
    enum { FAR = 4096 };
    struct po_mailbox *mailbox = po->mailbox;
    const struct po_usr_header *header = &mailbox->header;
    uint64_t size = 0;
    if (header->tail - header->head <= FAR || header->tail <= mailbox->sized) {
        return ST_OK;
    }
    const enum status st = os_size(po->port, mailbox->file, &size);
    if (st == ST_OK && po_usr_size(header) > size) {
        mailbox->known = 0;
        return po_corrupt(po, PO_PART_MAILBOX);
    }
    mailbox->known = st == ST_OK ? mailbox->known : 0;
    mailbox->sized = st == ST_OK ? header->tail + FAR : 0; /* a few more, too, are soon missed */
    return st;
}

static enum status mailbox_load(struct postoffice *po, uint32_t usr, bool wants_window)
{
    if (usr == 0 || usr > PO_USR_MAX) {
        return po_corrupt(po, PO_PART_DIRECTORY);
    }
    if (po->mailbox->usr != usr) {
        const enum status st = po_mailbox_change(po, usr);
        if (st != ST_OK) {
            return st;
        }
    }
    struct po_mailbox *mailbox = po->mailbox;
    if (po->is_locked && mailbox->known == po->knows) {
        return ST_OK;
    }
    size_t got = 0;
    const size_t behind = wants_window ? (size_t)front_count(mailbox) * PO_POINTER_SIZE : 0;
    mailbox->known = 0;
    mailbox->window_count = 0; /* its bytes are overwritten */
    enum status st =
        po_read(po, mailbox->file, 0, po->usr_bytes, PO_USR_HEADER_SIZE + behind, &got);
    if (st == ST_OK) {
        st = header_take(po, got);
    }
    if (st != ST_OK || !wants_window) {
        return st;
    }
    st = check_size(po);
    if (st != ST_OK) {
        return st;
    }
    const struct po_usr_header *header = &mailbox->header;
    mailbox->window_at = 0;
    mailbox->window_count = (uint32_t)((got - PO_USR_HEADER_SIZE) / PO_POINTER_SIZE);
    return header->head < mailbox->window_count || header->head < PO_WINDOW ||
                   header->head >= po_usr_fresh_from(header)
               ? ST_OK
               : window_read(po, header->head);
}

enum status po_mailbox_load(struct postoffice *po, uint32_t usr)
{
    return mailbox_load(po, usr, true);
}

enum status po_pointer_view(struct postoffice *po, uint32_t position, uint32_t from,
                            const uint8_t **bytes_out)
{
    struct po_mailbox *mailbox = po->mailbox;
    REQUIRE(position < mailbox->header.tail);
    if (position >= po_usr_fresh_from(&mailbox->header)) {
        *bytes_out = fresh_at(&mailbox->header, position);
        return ST_OK;
    }
    if (position - mailbox->window_at >= mailbox->window_count) {
        const enum status st = window_read(po, from);
        if (st != ST_OK) {
            return st;
        }
    }
    const uint32_t index = position - mailbox->window_at;
    *bytes_out = window_of(po) + (size_t)index * PO_POINTER_SIZE;
    return index < mailbox->window_count ? ST_OK : po_corrupt(po, PO_PART_MAILBOX);
}

bool po_mailbox_seen(const struct postoffice *po, uint32_t *first_out, uint32_t *end_out)
{
    const struct po_mailbox *mailbox = po->mailbox;
    const struct po_usr_header *header = &mailbox->header;
    const uint32_t fresh_from = po_usr_fresh_from(header);
    const uint32_t end = mailbox->window_at + mailbox->window_count;
    if (header->usr == 0 || (mailbox->window_count == 0 && header->head < fresh_from)) {
        return false;
    }
    *first_out = header->head;
    if (header->head < fresh_from && mailbox->window_at > header->head) {
        *first_out = mailbox->window_at;
    }
    *end_out = header->head >= fresh_from || end >= fresh_from ? header->tail : end;
    return true;
}

bool po_queue_ends_with(const struct postoffice *po, uint32_t usr, uint64_t id)
{
    const struct po_usr_header *header = &po->mailbox->header;
    return po->mailbox->usr == usr && header->usr == usr && header->fresh != 0 &&
           po_pointer_id(header->bytes + PO_FRESH_AT +
                         (size_t)(header->fresh - 1) * PO_POINTER_SIZE) == id;
}

bool po_queue_is_empty(const struct postoffice *po)
{
    const struct po_usr_header *header = &po->mailbox->header;
    return po->mailbox->usr != 0 && header->usr == po->mailbox->usr && header->head == header->tail;
}

enum status po_mailbox_pointer(struct postoffice *po, uint32_t position,
                               struct po_pointer *pointer_out)
{
    const uint8_t *bytes = NULL;
    const enum status st = po_pointer_view(po, position, position, &bytes);
    if (st == ST_OK && !po_pointer_decode(bytes, po->mailbox->usr, position, pointer_out)) {
        return po_corrupt(po, PO_PART_MAILBOX);
    }
    return st;
}

enum status po_mailbox_write(struct postoffice *po, uint32_t position, size_t at, struct bytes part)
{
    struct po_mailbox *mailbox = po->mailbox;
    REQUIRE(po->is_locked);
    REQUIRE(position < mailbox->header.tail);
    REQUIRE(at + part.size <= PO_POINTER_SIZE);
    if (position >= po_usr_fresh_from(&mailbox->header)) {
        memcpy(fresh_at(&mailbox->header, position) + at, part.data, part.size);
        return po_mailbox_header_store(po);
    }
    mailbox->is_dirty = true;
    mailbox->window_count = 0;
    return po_write(po, mailbox->file, pointer_offset(position) + at, part.data, part.size);
}

enum status po_mailbox_set_count(struct postoffice *po, uint32_t count)
{
    po->mailbox->header.count = count;
    return po_mailbox_header_store(po);
}

/* The pointers that stand in the header move behind it. They are there, on the disk, before the
 * header does without them. */
static enum status fresh_move(struct postoffice *po)
{
    enum { NEAR = 64 };
    struct po_mailbox *mailbox = po->mailbox;
    struct po_usr_header *header = &mailbox->header;
    const uint32_t from = po_usr_fresh_from(header);
    if (from > NEAR) { /* a tail far behind the end would make a giant of the file */
        uint64_t size = 0;
        enum status st = os_size(po->port, mailbox->file, &size);
        if (st == ST_OK && pointer_offset(from) > size) {
            st = po_corrupt(po, PO_PART_MAILBOX);
        }
        if (st != ST_OK) {
            return st;
        }
    }
    mailbox->is_dirty = true;
    mailbox->window_count = 0;
    enum status st = po_write(po, mailbox->file, pointer_offset(from), header->bytes + PO_FRESH_AT,
                              (size_t)header->fresh * PO_POINTER_SIZE);
    if (st == ST_OK) {
        st = os_flush(po->port, mailbox->file);
    }
    if (st == ST_OK) {
        fresh_drop(header);
    }
    return st;
}

enum status po_mailbox_append(struct postoffice *po, uint32_t usr, const struct po_pointer *pointer)
{
    enum status st = mailbox_load(po, usr, false);
    struct po_usr_header *header = &po->mailbox->header;
    if (st == ST_OK && pointer->state == PO_POINTER_LIVE && header->count >= po->folder_max) {
        st = po_folder_room(po, pointer->folder);
    }
    if (st == ST_OK && header->fresh == PO_FRESH_MAX) {
        st = fresh_move(po);
    }
    if (st != ST_OK) {
        return st;
    }
    const uint32_t position = header->tail++;
    header->fresh++;
    header->count++;
    po_pointer_encode(pointer, usr, position, fresh_at(header, position));
    return po_mailbox_header_store(po);
}

enum status po_mailbox_retract(struct postoffice *po, uint32_t usr, uint64_t id)
{
    struct po_pointer pointer = {0};
    enum status st = po_mailbox_load(po, usr);
    struct po_usr_header *header = &po->mailbox->header;
    if (st == ST_OK && header->tail > header->head) {
        const uint32_t last = header->tail - 1;
        st = po_mailbox_pointer(po, last, &pointer);
        if (st == ST_OK && pointer.message_id == id) {
            if (header->fresh != 0) {
                memset(fresh_at(header, last), 0, PO_POINTER_SIZE);
                header->fresh--;
            }
            header->tail = last;
            header->count -= header->count != 0 ? 1 : 0;
            st = po_mailbox_header_store(po);
        }
    }
    return st;
}

/* The head passes what was removed, up to `end`. A damaged pointer stays in front; it is for those
 * who read it. */
static enum status head_move(struct postoffice *po, uint32_t end)
{
    struct po_usr_header *header = &po->mailbox->header;
    enum status st = ST_OK;
    while (st == ST_OK && header->head < end) {
        struct po_pointer pointer = {0};
        st = po_mailbox_pointer(po, header->head, &pointer);
        if (st != ST_OK || pointer.state != PO_POINTER_REMOVED) {
            return st;
        }
        header->head++;
    }
    return st;
}

static void head_reset(struct po_usr_header *header)
{
    if (header->head == header->tail) {
        header->head = 0;
        header->tail = 0;
        header->count = 0;
        fresh_drop(header);
    }
}

/* Header and pointers that were read at once are one write: the copy of the header that is written
 * first says what holds, whatever of the rest gets there. False: the head goes on behind them. */
static bool front_write(struct postoffice *po, uint32_t last, enum status *st_out)
{
    struct po_mailbox *mailbox = po->mailbox;
    struct po_usr_header *header = &mailbox->header;
    const uint32_t fresh_from = po_usr_fresh_from(header);
    if (mailbox->window_at != 0) {
        return false;
    }
    const bool is_whole = fresh_from <= mailbox->window_count;
    DISCARD(head_move(po, is_whole ? header->tail : mailbox->window_count), "nothing is read");
    if (header->head == mailbox->window_count && !is_whole) {
        return false;
    }
    head_reset(header);
    po_usr_header_encode(header);
    memcpy(po->usr_bytes, header->bytes, sizeof(header->bytes));
    mailbox->is_dirty = true;
    mailbox->owes = false;
    *st_out = po_write(po, mailbox->file, 0, po->usr_bytes,
                       (size_t)pointer_offset(last) + PO_POINTER_STATE_AT + 1);
    return true;
}

/* The head, when it may be somewhere else: it was removed now, or a cut has left it at one that was
 * removed before. */
static enum status head_settle(struct postoffice *po, uint32_t position)
{
    struct po_usr_header *header = &po->mailbox->header;
    uint32_t first = 0;
    uint32_t end = 0;
    const bool is_seen = po_mailbox_seen(po, &first, &end) && header->head >= first;
    if (position != header->head && header->count != 0 && (!is_seen || header->head >= end)) {
        return ST_OK;
    }
    const enum status st = head_move(po, header->tail);
    head_reset(header);
    return st == ST_PROCESS_GONE ? st : ST_OK;
}

enum status po_mailbox_remove(struct postoffice *po, uint32_t position)
{
    struct po_mailbox *mailbox = po->mailbox;
    struct po_usr_header *header = &mailbox->header;
    const uint8_t removed = PO_POINTER_REMOVED;
    enum status st = ST_OK;
    REQUIRE(po->is_locked);
    header->count -= header->count != 0 ? 1 : 0;
    if (position >= po_usr_fresh_from(header)) {
        fresh_at(header, position)[PO_POINTER_STATE_AT] = removed;
        st = head_settle(po, position);
        return st == ST_OK ? po_mailbox_header_store(po) : st;
    }
    if (position - mailbox->window_at < mailbox->window_count) {
        const uint32_t at = position - mailbox->window_at;
        window_of(po)[(size_t)at * PO_POINTER_SIZE + PO_POINTER_STATE_AT] = removed;
        if (front_write(po, position, &st)) {
            return st;
        }
    }
    mailbox->is_dirty = true;
    st = po_write(po, mailbox->file, pointer_offset(position) + PO_POINTER_STATE_AT, &removed, 1);
    mailbox->owes = st == ST_OK;
    po->owes_mailbox = po->owes_mailbox || mailbox->owes;
    return st == ST_OK ? head_settle(po, position) : st;
}
