/*
 * access -- access control lists as scenarios edit them
 *
 * The first line about a list that still is as the system made it (everyone, everything) replaces
 * it. World lines append in their order; an edit later on replaces the entries of the account it
 * names, as the editor of NT 4 does: an account has one entry, and what denies
 * comes first.
 */
#ifndef SIM_SCENARIO_WORDS_ACCESS_H
#define SIM_SCENARIO_WORDS_ACCESS_H

#include "scenario/run.h"

/* A list that a line has spoken about. */
struct acl_mark {
    const void *share; /* or */
    const struct volume *volume;
    volume_node node;
    struct acl acl; /* of a directory: the list as given so far */
    struct acl_mark *next;
};

struct access_entry {
    enum acl_kind kind;
    const char *who;
    const char *level; /* read, change, full, none */
    bool is_second;    /* the same edit has put another one of `who`: this one goes behind it */
};

/* Share of an NT machine, or (a path of) a directory or file on it. access_remove: all entries of
 * `who`; access_remove_list: the whole list, and it is again as the system made it. */
const char *access_edit(struct run *run, struct machine *machine, const char *place,
                        const struct access_entry *entry);
const char *access_remove(struct run *run, struct machine *machine, const char *place,
                          const char *who);
const char *access_remove_list(struct run *run, struct machine *machine, const char *place);

#endif
