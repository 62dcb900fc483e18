/*
 * po_mailbox -- USRnnnnn: the pointers of a mailbox or queue, oldest first
 *
 * Pointers are added at the tail and marked in place when removed; ids rise with positions. When
 * the last one goes, the file starts again at its front.
 */
#include <string.h>

#include "base/text.h"
#include "po_internal.h"

static const struct os_open_mode open_read = {OS_READ, OS_DENY_NONE, OS_OPEN_EXISTING};
static const struct os_open_mode open_write = {OS_READ_WRITE, OS_DENY_NONE, OS_OPEN_EXISTING};
static const struct os_open_mode create_new = {OS_READ_WRITE, OS_DENY_NONE, OS_CREATE_NEW};

static uint64_t pointer_offset(uint32_t position)
{
    return PO_USR_HEADER_SIZE + (uint64_t)position * PO_POINTER_SIZE;
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
    uint8_t bytes[PO_USR_HEADER_SIZE];
    const struct po_usr_header header = {
        .identity = po->header.identity, .owner_hash = text_hash(owner), .usr = usr - 1};
    po_usr_header_encode(&header, bytes);
    st = po_write(po, file, 0, bytes, sizeof(bytes));
    const enum status closed = os_close(po->port, file);
    po->header.usr_next = usr;
    *usr_out = usr - 1;
    return st != ST_OK ? st : closed;
}

static void parked_close(struct postoffice *po, struct po_parked *parked)
{
    if (parked->usr != 0) {
        if (parked->is_dirty) {
            DISCARD(os_flush(po->port, parked->file),
                    "a pointer that is lost by a crash of the server is wear");
        }
        DISCARD(os_close(po->port, parked->file), "all is written; close reports nothing new");
    }
    *parked = (struct po_parked){0};
}

static struct po_parked parked_of(const struct po_mailbox *mailbox)
{
    return (struct po_parked){.usr = mailbox->usr,
                              .file = mailbox->file,
                              .is_dirty = mailbox->is_dirty,
                              .known = mailbox->known,
                              .header = mailbox->header};
}

void po_mailbox_close(struct postoffice *po)
{
    struct po_mailbox *mailbox = &po->mailbox;
    struct po_parked last = parked_of(mailbox);
    for (uint32_t i = 0; i < PO_PARKED; i++) {
        parked_close(po, &po->parked[i]);
    }
    parked_close(po, &last);
    mailbox->usr = 0;
    mailbox->is_dirty = false;
}

enum status po_mailbox_flush(struct postoffice *po)
{
    struct po_mailbox *mailbox = &po->mailbox;
    for (uint32_t i = 0; i < PO_PARKED; i++) {
        struct po_parked *parked = &po->parked[i];
        if (parked->usr != 0 && parked->is_dirty) {
            const enum status st = os_flush(po->port, parked->file);
            if (st != ST_OK) {
                return st;
            }
            parked->is_dirty = false;
        }
    }
    if (mailbox->usr != 0 && mailbox->is_dirty) {
        const enum status st = os_flush(po->port, mailbox->file);
        if (st != ST_OK) {
            return st;
        }
        mailbox->is_dirty = false;
    }
    return ST_OK;
}

/* Another USR file: the one that was open is parked. After an error none is loaded. */
static enum status mailbox_change(struct postoffice *po, uint32_t usr)
{
    struct po_mailbox *mailbox = &po->mailbox;
    const struct po_parked before = parked_of(mailbox);
    mailbox->usr = 0;
    mailbox->is_dirty = false;
    mailbox->known = 0;
    mailbox->read_header.usr = 0;
    mailbox->header.head = 0;
    mailbox->window_count = 0;
    for (uint32_t i = 0; i < PO_PARKED; i++) {
        struct po_parked *parked = &po->parked[i];
        if (parked->usr == usr) {
            mailbox->usr = usr;
            mailbox->file = parked->file;
            mailbox->is_dirty = parked->is_dirty;
            mailbox->known = parked->known;
            mailbox->header = parked->header;
            *parked = before;
            return ST_OK;
        }
    }
    if (before.usr != 0) {
        struct po_parked *place = &po->parked[po->parked_next];
        po->parked_next = (po->parked_next + 1) % PO_PARKED;
        parked_close(po, place);
        *place = before;
    }
    char name[PO_FILE_NAME_SIZE];
    po_usr_file_name(usr, name);
    const enum status st = os_open(po->port, po_path(po, name),
                                   po->is_writable ? open_write : open_read, &mailbox->file);
    if (st != ST_OK) {
        return st == ST_NOT_FOUND ? po_corrupt(po, PO_PART_MAILBOX) : st;
    }
    mailbox->usr = usr;
    return ST_OK;
}

static uint8_t *window_of(struct postoffice *po)
{
    return po->usr_bytes + PO_USR_HEADER_SIZE;
}

static enum status window_read(struct postoffice *po, uint32_t position)
{
    struct po_mailbox *mailbox = &po->mailbox;
    size_t got = 0;
    const enum status st = po_read(po, mailbox->file, pointer_offset(position), window_of(po),
                                   (size_t)PO_WINDOW * PO_POINTER_SIZE, &got);
    mailbox->window_at = position;
    mailbox->window_count = (uint32_t)(got / PO_POINTER_SIZE);
    return st;
}

/* Mostly it is what was read, or written, last. */
static bool header_decode(struct postoffice *po)
{
    struct po_mailbox *mailbox = &po->mailbox;
    const uint8_t *bytes = po->usr_bytes;
    const bool is_known = mailbox->read_header.usr != 0 &&
                          memcmp(bytes, mailbox->read_copy, sizeof(mailbox->read_copy)) == 0;
    if (!is_known) {
        mailbox->read_header.usr = 0;
        if (!po_usr_header_decode(bytes, &mailbox->read_header)) {
            mailbox->read_header.usr = 0;
            return po_usr_header_decode(bytes + PO_USR_COPY_SIZE, &mailbox->header);
        }
        memcpy(mailbox->read_copy, bytes, sizeof(mailbox->read_copy));
    }
    mailbox->header = mailbox->read_header;
    return true;
}

/* How many pointers to read with the header: where the head was, and some behind it. */
static uint32_t front_count(const struct po_mailbox *mailbox)
{
    const uint32_t head = mailbox->header.head;
    return head <= PO_FRONT - PO_WINDOW ? head + PO_WINDOW : PO_WINDOW;
}

enum status po_mailbox_load(struct postoffice *po, uint32_t usr)
{
    struct po_mailbox *mailbox = &po->mailbox;
    if (usr == 0 || usr > PO_USR_MAX) {
        return po_corrupt(po, PO_PART_DIRECTORY);
    }
    if (mailbox->usr != usr) {
        const enum status st = mailbox_change(po, usr);
        if (st != ST_OK) {
            return st;
        }
    }
    if (po->is_locked && mailbox->known == po->knows) {
        return ST_OK;
    }
    size_t got = 0;
    mailbox->known = 0;
    mailbox->window_count = 0; /* its bytes are overwritten */
    const enum status st =
        po_read(po, mailbox->file, 0, po->usr_bytes,
                PO_USR_HEADER_SIZE + (size_t)front_count(mailbox) * PO_POINTER_SIZE, &got);
    if (st != ST_OK) {
        return st;
    }
    const struct po_usr_header *header = &mailbox->header;
    if (got < PO_USR_HEADER_SIZE || !header_decode(po) || header->usr != usr ||
        header->identity != po->header.identity) {
        return po_corrupt(po, PO_PART_MAILBOX);
    }
    mailbox->known = po->is_locked ? po->knows : 0;
    mailbox->window_at = 0;
    mailbox->window_count = (uint32_t)((got - PO_USR_HEADER_SIZE) / PO_POINTER_SIZE);
    return header->head < mailbox->window_count || header->head < PO_WINDOW
               ? ST_OK
               : window_read(po, header->head);
}

enum status po_mailbox_pointer(struct postoffice *po, uint32_t position,
                               struct po_pointer *pointer_out)
{
    struct po_mailbox *mailbox = &po->mailbox;
    REQUIRE(position < mailbox->header.tail);
    if (position - mailbox->window_at >= mailbox->window_count) {
        const enum status st = window_read(po, position);
        if (st != ST_OK) {
            return st;
        }
    }
    const uint32_t index = position - mailbox->window_at;
    if (index >= mailbox->window_count ||
        !po_pointer_decode(window_of(po) + (size_t)index * PO_POINTER_SIZE, mailbox->usr, position,
                           pointer_out)) {
        return po_corrupt(po, PO_PART_MAILBOX);
    }
    return ST_OK;
}

/* Into usr_bytes, to be written from there. */
static void header_encode(struct postoffice *po)
{
    struct po_mailbox *mailbox = &po->mailbox;
    REQUIRE(po->is_locked);
    po_usr_header_encode(&mailbox->header, po->usr_bytes);
    memcpy(mailbox->read_copy, po->usr_bytes, sizeof(mailbox->read_copy));
    mailbox->read_header = mailbox->header;
    mailbox->is_dirty = true;
}

static enum status header_write(struct postoffice *po)
{
    header_encode(po);
    return po_write(po, po->mailbox.file, 0, po->usr_bytes, PO_USR_HEADER_SIZE);
}

enum status po_mailbox_set_count(struct postoffice *po, uint32_t count)
{
    po->mailbox.header.count = count;
    return header_write(po);
}

enum status po_mailbox_append(struct postoffice *po, uint32_t usr, const struct po_pointer *pointer)
{
    struct po_mailbox *mailbox = &po->mailbox;
    enum status st = po_mailbox_load(po, usr);
    if (st != ST_OK) {
        return st;
    }
    if (pointer->state == PO_POINTER_LIVE && mailbox->header.count >= po->folder_max) {
        st = po_folder_room(po, pointer->folder);
        if (st != ST_OK) {
            return st;
        }
    }
    const uint32_t position = mailbox->header.tail;
    if (position > PO_WINDOW) { /* a tail far behind the end would make a giant of the file */
        uint64_t size = 0;
        st = os_size(po->port, mailbox->file, &size);
        if (st == ST_OK && pointer_offset(position) > size) {
            st = po_corrupt(po, PO_PART_MAILBOX);
        }
        if (st != ST_OK) {
            return st;
        }
    }
    uint8_t bytes[PO_POINTER_SIZE];
    po_pointer_encode(pointer, usr, position, bytes);
    mailbox->is_dirty = true;
    mailbox->window_count = 0;
    st = po_write(po, mailbox->file, pointer_offset(position), bytes, sizeof(bytes));
    if (st != ST_OK) {
        return st;
    }
    mailbox->header.tail++;
    mailbox->header.count++;
    return header_write(po);
}

enum status po_mailbox_retract(struct postoffice *po, uint32_t usr, uint64_t id)
{
    struct po_usr_header *header = &po->mailbox.header;
    struct po_pointer pointer = {0};
    enum status st = po_mailbox_load(po, usr);
    if (st == ST_OK && header->tail > header->head) {
        st = po_mailbox_pointer(po, header->tail - 1, &pointer);
        if (st == ST_OK && pointer.message_id == id) {
            header->tail--;
            header->count -= header->count != 0 ? 1 : 0;
            st = header_write(po);
        }
    }
    return st;
}

/* Where an id is looked for: its position is in low..high-1, its value between those at the ends.
 */
struct search {
    uint64_t low_id; /* of the pointer before `low` */
    uint64_t high_id;
    uint32_t low;
    uint32_t high;
    uint32_t probes;
};

/* Ids rise about evenly with positions, so a guess by proportion mostly meets; when it does not,
 * halves. */
static uint32_t search_guess(const struct search *search, uint64_t id)
{
    enum { GUESSES = 4 };
    const uint32_t count = search->high - search->low;
    const uint64_t width = search->high_id - search->low_id; /* > id - low_id > 0 */
    if (search->probes > GUESSES || width > UINT32_MAX) {
        return search->low + count / 2;
    }
    const uint64_t share = (id - search->low_id - 1) * count / (width - 1);
    return search->low + (share < count ? (uint32_t)share : count - 1);
}

/* The pointer at a position that is one of several to be looked at near there. */
static enum status pointer_around(struct postoffice *po, uint32_t position,
                                  struct po_pointer *pointer_out)
{
    const struct po_mailbox *mailbox = &po->mailbox;
    if (position - mailbox->window_at >= mailbox->window_count) {
        const uint32_t before = position - mailbox->header.head;
        const uint32_t back = before < PO_WINDOW / 2 ? before : PO_WINDOW / 2;
        const enum status st = window_read(po, position - back);
        if (st != ST_OK) {
            return st;
        }
    }
    return po_mailbox_pointer(po, position, pointer_out);
}

enum status po_mailbox_find(struct postoffice *po, uint64_t id, uint32_t *position_out)
{
    const struct po_usr_header *header = &po->mailbox.header;
    const uint64_t next_id = po->store.next_id;
    struct search search = {
        .high_id = next_id > id ? next_id : id + 1, .low = header->head, .high = header->tail};
    uint32_t at = search.low; /* mostly it is the oldest */
    if (id == 0 || id == UINT64_MAX) {
        return ST_NOT_FOUND; /* nobody has these */
    }
    while (search.low < search.high) {
        struct po_pointer pointer = {0};
        const enum status st = pointer_around(po, at, &pointer);
        if (st != ST_OK) {
            return st;
        }
        if (pointer.message_id == id) {
            *position_out = at;
            return pointer.state != PO_POINTER_REMOVED ? ST_OK : ST_NOT_FOUND;
        }
        if (pointer.message_id < id) {
            search.low = at + 1;
            search.low_id = pointer.message_id;
        } else {
            search.high = at;
            search.high_id = pointer.message_id;
        }
        search.probes++;
        at = search_guess(&search, id);
    }
    return ST_NOT_FOUND;
}

/* The head passes what was removed, up to `end`. A damaged pointer stays in front; it is for those
 * who read it. */
static enum status head_move(struct postoffice *po, uint32_t end)
{
    struct po_usr_header *header = &po->mailbox.header;
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
    }
}

/* Header and pointers that were read at once are one write: the copy of the header that is written
 * first says what holds, whatever of the rest gets there. False: the head goes on behind them. */
static bool front_write(struct postoffice *po, uint32_t last, enum status *st_out)
{
    struct po_mailbox *mailbox = &po->mailbox;
    struct po_usr_header *header = &mailbox->header;
    if (mailbox->window_at != 0) {
        return false;
    }
    const bool is_whole = header->tail <= mailbox->window_count;
    DISCARD(head_move(po, is_whole ? header->tail : mailbox->window_count), "nothing is read");
    if (header->head == mailbox->window_count && !is_whole) {
        return false;
    }
    head_reset(header);
    header_encode(po);
    *st_out = po_write(po, mailbox->file, 0, po->usr_bytes,
                       (size_t)pointer_offset(last) + PO_POINTER_STATE_AT + 1);
    return true;
}

enum status po_mailbox_remove(struct postoffice *po, uint32_t position)
{
    struct po_mailbox *mailbox = &po->mailbox;
    struct po_usr_header *header = &mailbox->header;
    const uint8_t removed = PO_POINTER_REMOVED;
    enum status st = ST_OK;
    REQUIRE(po->is_locked);
    header->count -= header->count != 0 ? 1 : 0;
    if (position - mailbox->window_at < mailbox->window_count) {
        const uint32_t at = position - mailbox->window_at;
        window_of(po)[(size_t)at * PO_POINTER_SIZE + PO_POINTER_STATE_AT] = removed;
        if (front_write(po, position, &st)) {
            return st;
        }
    }
    mailbox->is_dirty = true;
    st = po_write(po, mailbox->file, pointer_offset(position) + PO_POINTER_STATE_AT, &removed, 1);
    if (st != ST_OK || head_move(po, header->tail) == ST_PROCESS_GONE) {
        return st != ST_OK ? st : ST_PROCESS_GONE;
    }
    head_reset(header);
    return header_write(po);
}
