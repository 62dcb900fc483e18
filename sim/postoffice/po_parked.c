/*
 * po_parked -- USR files that stay open while another mailbox is loaded
 *
 * Messages mostly go to the same few. A header that does not tell yet what was removed is owed; it
 * is written before anybody else may look.
 */
#include "po_internal.h"

static const struct os_open_mode open_read = {OS_READ, OS_DENY_NONE, OS_OPEN_EXISTING};
static const struct os_open_mode open_write = {OS_READ_WRITE, OS_DENY_NONE, OS_OPEN_EXISTING};

static enum status header_write(struct postoffice *po, struct po_mailbox *mailbox)
{
    struct po_usr_header *header = &mailbox->header;
    REQUIRE(po->is_locked);
    mailbox->is_dirty = true;
    mailbox->owes = false;
    po_usr_header_encode(header);
    return po_write(po, mailbox->file, 0, header->bytes, sizeof(header->bytes));
}

enum status po_mailbox_header_store(struct postoffice *po)
{
    return header_write(po, po->mailbox);
}

static void be_empty(struct po_mailbox *mailbox)
{
    mailbox->usr = 0;
    mailbox->is_dirty = false;
    mailbox->owes = false;
    mailbox->known = 0;
    mailbox->header.usr = 0;
    mailbox->header.head = 0;
    mailbox->sized = 0;
    mailbox->window_at = 0;
    mailbox->window_count = 0;
}

void po_mailbox_begin(struct postoffice *po, struct arena *arena)
{
    po->mailboxes = arena_room(arena, PO_MAILBOXES * sizeof(struct po_mailbox));
    po->mailbox = po->mailboxes;
    po->mailbox_count = 1;
    po->mailbox_next = 0;
    be_empty(po->mailbox);
}

static void settle(struct postoffice *po, struct po_mailbox *mailbox)
{
    if (mailbox->owes) {
        DISCARD(header_write(po, mailbox), "its counter is too high");
    }
}

/* The i-th of all; the one that is loaded is the last. */
static struct po_mailbox *mailbox_at(struct postoffice *po, uint32_t i)
{
    const uint32_t at = (uint32_t)(po->mailbox - po->mailboxes) + 1 + i;
    return &po->mailboxes[at < po->mailbox_count ? at : at - po->mailbox_count];
}

void po_mailbox_settle(struct postoffice *po)
{
    if (!po->owes_mailbox) {
        return;
    }
    for (uint32_t i = 0; i < po->mailbox_count; i++) {
        settle(po, mailbox_at(po, i));
    }
    po->owes_mailbox = false;
}

static void close_one(struct postoffice *po, struct po_mailbox *mailbox)
{
    if (mailbox->usr != 0) {
        settle(po, mailbox);
        if (mailbox->is_dirty) {
            const enum status st = os_flush(po->port, mailbox->file);
            po->flush_failed = st != ST_OK ? st : po->flush_failed;
        }
        DISCARD(os_close(po->port, mailbox->file), "all is written; close reports nothing new");
    }
    be_empty(mailbox);
}

void po_mailbox_close(struct postoffice *po)
{
    for (uint32_t i = 0; i < po->mailbox_count; i++) {
        close_one(po, mailbox_at(po, i));
    }
    po->owes_mailbox = false;
}

enum status po_mailbox_flush(struct postoffice *po)
{
    po_mailbox_settle(po);
    enum status st = po->flush_failed;
    po->flush_failed = ST_OK;
    for (uint32_t i = 0; st == ST_OK && i < po->mailbox_count; i++) {
        struct po_mailbox *mailbox = mailbox_at(po, i);
        if (mailbox->is_dirty) {
            st = os_flush(po->port, mailbox->file);
            mailbox->is_dirty = st != ST_OK;
        }
    }
    return st;
}

enum status po_queue_owes(struct postoffice *po, uint32_t usr)
{
    const enum status st = po_mailbox_change(po, usr);
    if (st == ST_OK) {
        po->mailbox->is_dirty = true;
    }
    return st;
}

/* Whose place the next one takes: the file of one that was loaded long ago is closed. */
static struct po_mailbox *make_room(struct postoffice *po)
{
    if (po->mailbox->usr == 0) {
        return po->mailbox;
    }
    if (po->mailbox_count < PO_MAILBOXES) {
        return &po->mailboxes[po->mailbox_count++];
    }
    struct po_mailbox *place = &po->mailboxes[po->mailbox_next];
    if (place == po->mailbox) {
        po->mailbox_next = (po->mailbox_next + 1) % PO_MAILBOXES;
        place = &po->mailboxes[po->mailbox_next];
    }
    po->mailbox_next = (po->mailbox_next + 1) % PO_MAILBOXES;
    close_one(po, place);
    return place;
}

static struct po_mailbox *find(struct postoffice *po, uint32_t usr)
{
    for (uint32_t i = 0; i < po->mailbox_count; i++) {
        if (po->mailboxes[i].usr == usr) {
            return &po->mailboxes[i];
        }
    }
    return NULL;
}

enum status po_mailbox_change(struct postoffice *po, uint32_t usr)
{
    struct po_mailbox *mailbox = find(po, usr);
    if (mailbox != NULL) {
        mailbox->window_count = 0; /* they share its bytes */
        po->mailbox = mailbox;
        return ST_OK;
    }
    mailbox = make_room(po);
    po->mailbox = mailbox;
    be_empty(mailbox);
    char name[PO_FILE_NAME_SIZE];
    po_usr_file_name(usr, name);
    const enum status st = os_open(po->port, po_path(po, name),
                                   po->is_writable ? open_write : open_read, &mailbox->file);
    if (po_wrote(po, st) != ST_OK) {
        return st == ST_NOT_FOUND ? po_corrupt(po, PO_PART_MAILBOX) : st;
    }
    mailbox->usr = usr;
    return ST_OK;
}
