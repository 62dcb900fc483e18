/*
 * po_orphan -- USR files that no entry names
 *
 * An entry that was cut off when it was made leaves an empty one, one that was removed too. Where
 * the directory was damaged there may be mail in it: nobody gets it, but somebody's it is.
 */
#include <string.h>

#include "po_internal.h"

static uint32_t usr_last(const struct po_entries *list)
{
    uint32_t last = 0;
    for (size_t i = 0; i < list->count; i++) {
        last = list->entries[i].usr > last ? list->entries[i].usr : last;
    }
    return last;
}

/* In its place by number. */
static void orphan_add(struct po_orphans *orphans, const char *name, uint32_t usr)
{
    size_t at = orphans->count++;
    for (; at > 0 && orphans->items[at - 1].usr > usr; at--) {
        orphans->items[at] = orphans->items[at - 1];
    }
    orphans->items[at] = (struct po_orphan){name, usr};
}

enum status po_orphans_list(struct postoffice *po, const struct po_entries *list,
                            struct arena *arena, struct po_orphans *orphans_out)
{
    struct os_names names = {0};
    const uint32_t last = usr_last(list);
    bool *is_named = arena_array(arena, bool, (size_t)last + 1);
    *orphans_out = (struct po_orphans){0};
    const enum status st = os_list(po->port, po_path(po, ""), "USR*", arena, &names);
    if (st != ST_OK) {
        return st;
    }
    for (size_t i = 0; i < list->count; i++) {
        is_named[list->entries[i].usr] = true;
    }
    is_named[0] = false;
    orphans_out->items = arena_array(arena, struct po_orphan, names.count + 1);
    for (size_t i = 0; i < names.count; i++) {
        const char *name = names.entries[i].name;
        uint32_t usr = 0;
        if (!po_usr_file_number(name, &usr)) {
            orphan_add(orphans_out, name, 0);
        } else if (usr > last || !is_named[usr]) {
            orphan_add(orphans_out, name, usr);
        }
    }
    return ST_OK;
}

/* Is it what a cut has left without a header, or a copy of another one? */
static enum status is_no_mailbox(struct postoffice *po, bool *is_none_out)
{
    uint8_t bytes[PO_USR_HEADER_SIZE];
    struct po_usr_header header;
    uint64_t size = 0;
    size_t got = 0;
    const uint64_t identity = po->header.identity;
    enum status st = os_size(po->port, po->mailbox->file, &size);
    *is_none_out = st == ST_OK && size <= PO_USR_HEADER_SIZE;
    if (st == ST_OK && !*is_none_out) {
        st = po_read(po, po->mailbox->file, 0, bytes, sizeof(bytes), &got);
        *is_none_out = st == ST_OK && got == sizeof(bytes) &&
                       po_usr_header_decode(bytes, identity, &header) &&
                       header.usr != po->mailbox->usr;
    }
    return st;
}

enum status po_orphan_load(struct postoffice *po, uint32_t usr, bool *is_loaded_out)
{
    bool is_none = false;
    enum status st = usr != 0 ? po_mailbox_load(po, usr) : ST_NOT_FOUND;
    *is_loaded_out = st == ST_OK;
    if (st == ST_FILE_CORRUPT && po->mailbox->usr == usr) {
        const enum status asked = is_no_mailbox(po, &is_none);
        st = asked != ST_OK ? asked : st;
    }
    return is_none || st == ST_NOT_FOUND ? ST_OK : st;
}
