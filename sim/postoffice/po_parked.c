/*
 * po_parked -- USR files that stay open while another mailbox is loaded
 *
 * Messages mostly go to the same few. A header that does not tell yet what was removed is owed; it
 * is written before anybody else may look.
 */
#include "po_internal.h"

static const struct os_open_mode open_read = {OS_READ, OS_DENY_NONE, OS_OPEN_EXISTING};
static const struct os_open_mode open_write = {OS_READ_WRITE, OS_DENY_NONE, OS_OPEN_EXISTING};

static enum status header_write(struct postoffice *po, struct os_file file,
                                struct po_usr_header *header)
{
    uint8_t bytes[PO_USR_HEADER_SIZE];
    REQUIRE(po->is_locked);
    po_usr_header_encode(header, bytes);
    return po_write(po, file, 0, bytes, sizeof(bytes));
}

enum status po_mailbox_header_store(struct postoffice *po)
{
    struct po_mailbox *mailbox = &po->mailbox;
    mailbox->is_dirty = true;
    mailbox->owes = false;
    return header_write(po, mailbox->file, &mailbox->header);
}

void po_mailbox_begin(struct postoffice *po, struct arena *arena)
{
    po->parked = arena_room(arena, PO_PARKED * sizeof(struct po_parked));
    for (uint32_t i = 0; i < PO_PARKED; i++) {
        po->parked[i].usr = 0; /* nobody looks at the rest */
        po->parked[i].is_dirty = false;
        po->parked[i].owes = false;
    }
}

static void parked_settle(struct postoffice *po, struct po_parked *parked)
{
    if (parked->owes) {
        parked->owes = false;
        DISCARD(header_write(po, parked->file, &parked->header), "its counter is too high");
    }
}

void po_mailbox_settle(struct postoffice *po)
{
    for (uint32_t i = 0; i < PO_PARKED; i++) {
        parked_settle(po, &po->parked[i]);
    }
    if (po->mailbox.owes) {
        DISCARD(po_mailbox_header_store(po), "its counter is too high");
    }
}

static void parked_close(struct postoffice *po, struct po_parked *parked)
{
    if (parked->usr != 0) {
        parked_settle(po, parked);
        if (parked->is_dirty) {
            DISCARD(os_flush(po->port, parked->file),
                    "a pointer that is lost by a crash of the server is wear");
        }
        DISCARD(os_close(po->port, parked->file), "all is written; close reports nothing new");
    }
    parked->usr = 0;
    parked->is_dirty = false;
}

static void park(const struct po_mailbox *mailbox, struct po_parked *parked)
{
    parked->usr = mailbox->usr;
    parked->file = mailbox->file;
    parked->is_dirty = mailbox->is_dirty;
    parked->owes = mailbox->owes;
    parked->known = mailbox->known;
    parked->header = mailbox->header;
}

static void unpark(const struct po_parked *parked, struct po_mailbox *mailbox)
{
    mailbox->usr = parked->usr;
    mailbox->file = parked->file;
    mailbox->is_dirty = parked->is_dirty;
    mailbox->owes = parked->owes;
    mailbox->known = parked->known;
    mailbox->header = parked->header;
}

void po_mailbox_close(struct postoffice *po)
{
    struct po_mailbox *mailbox = &po->mailbox;
    struct po_parked last;
    for (uint32_t i = 0; i < PO_PARKED; i++) {
        parked_close(po, &po->parked[i]);
    }
    park(mailbox, &last);
    parked_close(po, &last);
    mailbox->usr = 0;
    mailbox->is_dirty = false;
    mailbox->owes = false;
}

enum status po_mailbox_flush(struct postoffice *po)
{
    struct po_mailbox *mailbox = &po->mailbox;
    po_mailbox_settle(po);
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

/* The loaded mailbox makes room; the file of one that nobody used for long is closed. */
static void mailbox_park(struct postoffice *po)
{
    struct po_parked *place = &po->parked[po->parked_next];
    po->parked_next = (po->parked_next + 1) % PO_PARKED;
    parked_close(po, place);
    park(&po->mailbox, place);
}

static struct po_parked *parked_find(struct postoffice *po, uint32_t usr)
{
    for (uint32_t i = 0; i < PO_PARKED; i++) {
        if (po->parked[i].usr == usr) {
            return &po->parked[i];
        }
    }
    return NULL;
}

enum status po_mailbox_change(struct postoffice *po, uint32_t usr)
{
    struct po_mailbox *mailbox = &po->mailbox;
    struct po_parked *parked = parked_find(po, usr);
    mailbox->window_count = 0;
    if (parked != NULL) {
        struct po_parked before;
        park(mailbox, &before);
        unpark(parked, mailbox);
        *parked = before;
        return ST_OK;
    }
    if (mailbox->usr != 0) {
        mailbox_park(po);
    }
    mailbox->usr = 0;
    mailbox->is_dirty = false;
    mailbox->owes = false;
    mailbox->known = 0;
    mailbox->header.usr = 0; /* nothing is known of it */
    mailbox->header.head = 0;
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
