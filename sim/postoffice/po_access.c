/*
 * po_access -- may it be written? CLANDATA says so when it is opened; the files behind it when
 * their turn comes
 */
#include "po_internal.h"

enum status po_wrote(struct postoffice *po, enum status st)
{
    po->is_refused = po->is_refused || (po->is_writable && status_is_denied(st));
    return st;
}

void po_read_only(struct postoffice *po)
{
    REQUIRE(!po->is_locked);
    DISCARD(po_mailbox_flush(po),
            "who is gone hears it from the next call; nothing else was changed");
    po_mailbox_close(po);
    po_store_close(po);
    po->is_writable = false;
    po->is_refused = false;
}

bool po_is_refused_writing(const struct postoffice *po)
{
    return po->is_refused;
}

bool po_is_writable(const struct postoffice *po)
{
    return po->is_writable;
}
