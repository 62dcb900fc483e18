/*
 * po_resolve -- who is behind an address: aliases and post offices on the way are followed
 */
#include <string.h>

#include "base/name_form.h"
#include "base/text.h"
#include "po_internal.h"

enum { RESOLVE_DEPTH_MAX = 8 };

/* Follows addresses until an entry with a USR file. */
static enum status follow(struct postoffice *po, const char *name, struct po_entry *entry_out)
{
    char wanted[PO_NAME_SIZE];
    if (!text_copy(wanted, sizeof(wanted), name)) {
        return ST_NOT_FOUND;
    }
    for (int depth = 0; depth < RESOLVE_DEPTH_MAX; depth++) {
        const enum status st = po_entry_find(po, wanted, entry_out);
        if (st != ST_OK) {
            return st;
        }
        if (entry_out->usr != 0) {
            return ST_OK;
        }
        (void)text_copy(wanted, sizeof(wanted), entry_out->address); /* the same size */
    }
    return ST_NOT_FOUND;
}

/* The last " at " of an address; NULL when there is none. */
static const char *find_at(const char *address)
{
    const char *found = NULL;
    const char *at = *address != '\0' ? strchr(address + 1, ' ') : NULL;
    for (; at != NULL; at = strchr(at + 1, ' ')) {
        if (text_starts(at, " at ") && at[4] != '\0') {
            found = at;
        }
    }
    return found;
}

/* `name` alone: an entry of this directory. */
static enum status resolve_name(struct postoffice *po, const char *name, struct po_entry *entry_out,
                                char canonical_out[PO_ADDRESS_SIZE])
{
    char own[PO_NAME_SIZE];
    if (!text_copy(own, sizeof(own), name)) {
        return ST_NOT_FOUND;
    }
    for (int depth = 0; depth < RESOLVE_DEPTH_MAX; depth++) {
        enum status st = po_entry_find(po, own, entry_out);
        if (st != ST_OK) {
            return st;
        }
        switch (entry_out->kind) {
        case PO_USER:
        case PO_MOBILE:
            (void)text_format(canonical_out, PO_ADDRESS_SIZE, "%s at %s", entry_out->name,
                              po->header.name);
            return ST_OK;
        case PO_USER_ELSEWHERE:
        case PO_MOBILE_ELSEWHERE:
            (void)text_format(canonical_out, PO_ADDRESS_SIZE, "%s at %s", entry_out->name,
                              entry_out->address);
            return follow(po, entry_out->address, entry_out);
        case PO_ALIAS:
        case PO_ALIAS_ELSEWHERE:
            (void)text_copy(own, sizeof(own), entry_out->address);
            break;
        case PO_POSTOFFICE:
        case PO_POSTOFFICE_VIA:
        case PO_LIST:
        case PO_BOARD:
            return ST_NOT_FOUND; /* nobody with a mailbox; members of lists are not kept */
        }
    }
    return ST_NOT_FOUND;
}

/* The same; where nothing is called so, "First Last" is "Last, First" (assumption TURNED_NAMES). */
static enum status resolve_person(struct postoffice *po, const char *name,
                                  struct po_entry *entry_out, char canonical_out[PO_ADDRESS_SIZE])
{
    char turned[PO_NAME_SIZE];
    struct po_entry exact;
    enum status st = resolve_name(po, name, entry_out, canonical_out);
    if (st != ST_NOT_FOUND || !name_turned_back(name, 0, turned, sizeof(turned))) {
        return st;
    }
    st = po_entry_find(po, name, &exact); /* a list or a board has its name for itself */
    if (st != ST_NOT_FOUND) {
        return st == ST_OK ? ST_NOT_FOUND : st;
    }
    for (unsigned i = 0; st == ST_NOT_FOUND && name_turned_back(name, i, turned, sizeof(turned));
         i++) {
        st = resolve_name(po, turned, entry_out, canonical_out);
    }
    return st;
}

enum status po_resolve(struct postoffice *po, const char *address, struct po_entry *entry_out,
                       char canonical_out[PO_ADDRESS_SIZE])
{
    char unused[PO_ADDRESS_SIZE];
    char name[PO_NAME_SIZE];
    const char *at = find_at(address);
    if (canonical_out == NULL) {
        canonical_out = unused;
    }
    if (at != NULL) {
        const char *place = at + 4;
        const size_t length = (size_t)(at - address);
        const bool fits = length < sizeof(name);
        if (text_equal(place, po->header.name)) {
            if (!fits) {
                return ST_NOT_FOUND;
            }
            memcpy(name, address, length);
            name[length] = '\0';
            return resolve_person(po, name, entry_out, canonical_out);
        }
        const enum status st = follow(po, place, entry_out);
        if (st == ST_OK && entry_out->kind == PO_POSTOFFICE) {
            return text_copy(canonical_out, PO_ADDRESS_SIZE, address) ? ST_OK : ST_NOT_FOUND;
        }
        if (st != ST_OK && st != ST_NOT_FOUND) {
            return st;
        }
    }
    return at == NULL ? resolve_person(po, address, entry_out, canonical_out)
                      : resolve_name(po, address, entry_out, canonical_out);
}

/* "Brady, Sally at SITE1" of the foreign name "Brady, Sally"; an empty one is nobody's. */
static void foreign_address(const struct po_entry *entry, char address_out[PO_ADDRESS_SIZE])
{
    if (find_at(entry->fan) != NULL) {
        (void)text_copy(address_out, PO_ADDRESS_SIZE, entry->fan); /* shorter */
    } else {
        (void)text_format(address_out, PO_ADDRESS_SIZE, "%s at %s",
                          entry->fan[0] != '\0' ? entry->fan : "\"\"", entry->address);
    }
}

enum status po_foreign(struct postoffice *po, const char *address, uint32_t usr,
                       char foreign_out[PO_ADDRESS_SIZE])
{
    char name[PO_NAME_SIZE];
    struct po_entry entry;
    struct po_entry queue = {.usr = 0};
    const char *at = find_at(address);
    const size_t length = at != NULL ? (size_t)(at - address) : strlen(address);
    if (!text_copy(foreign_out, PO_ADDRESS_SIZE, address) || length >= sizeof(name)) {
        return ST_OK;
    }
    memcpy(name, address, length);
    name[length] = '\0';
    enum status st = po_entry_find(po, name, &entry);
    const bool is_it = st == ST_OK && entry.kind == PO_USER_ELSEWHERE &&
                       (at == NULL || text_equal(entry.address, at + 4));
    if (is_it && usr != 0) {
        st = follow(po, entry.address, &queue);
    }
    if (is_it && st == ST_OK && queue.usr == usr) {
        foreign_address(&entry, foreign_out);
    }
    return st == ST_NOT_FOUND ? ST_OK : st;
}
