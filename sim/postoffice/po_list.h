/*
 * po_list -- public mailing lists and bulletin boards: who gets what is sent to them
 *
 * A list keeps its members in its note, one "Member: Name at POSTOFFICE" a line; a board is a
 * mailbox that everybody reads. People write to "List" or "List at POSTOFFICE", and to "#Board"
 * (Q156063 2.6.7).
 *
 * Errors  ST_NOT_FOUND: no list or board of this post office. ST_DISK_FULL: over the limits.
 * Owns    nothing; results lie on the arena.
 * Limits  200 members a list, 201 lists and 201 boards a post office, 493,214 entries in DB6
 * (GSS-FAQ); lists in lists eight deep.
 */
#ifndef SIM_POSTOFFICE_PO_LIST_H
#define SIM_POSTOFFICE_PO_LIST_H

#include "postoffice.h"

enum { PO_MEMBERS_MAX = 200, PO_PUBLIC_MAX = 201, PO_ENTRIES_MAX_DB6 = 493214 };

struct po_members {
    const char *const *names;
    size_t count;
};

/* `usr` is the list's own. */
enum status MUST_CHECK po_members_read(struct postoffice *po, uint32_t usr, struct arena *arena,
                                       struct po_members *members_out);
/* Needs the lock. Replaces them. ST_BAD_NAME: empty, or with a line end. */
enum status MUST_CHECK po_members_write(struct postoffice *po, uint32_t usr,
                                        const struct po_members *members, struct arena *scratch);

/* May another entry of this kind be made? ST_DISK_FULL. */
enum status MUST_CHECK po_public_has_room(struct postoffice *po, enum po_kind kind);

struct po_expansion {
    const uint32_t *usrs;     /* mailboxes and queues; the same may be there twice */
    const char *const *names; /* as the lists have them; of a board: the address */
    size_t usr_count;
    const char *const *unknown; /* members whom nobody knows */
    size_t unknown_count;
};
/* Who gets what is addressed to this list or board? ST_NOT_FOUND: it is neither, or a list that
 * leads to nobody. */
enum status MUST_CHECK po_expand(struct postoffice *po, const char *address, struct arena *arena,
                                 struct po_expansion *expansion_out);

/* Is any of these the queue of another post office? */
enum status MUST_CHECK po_any_leads_on(struct postoffice *po, const uint32_t *usrs, size_t count,
                                       struct arena *scratch, bool *any_out);

#endif
