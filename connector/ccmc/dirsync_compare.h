/*
 * dirsync_compare -- what directory synchronization has to change on both sides
 *
 * A pure function of the three exported files and the Exchange directory.
 *
 * cc:Mail gets the site's post-office entry, whose comment "MSExchangeCCMC <server>" says whose it
 * is, and for each recipient of the export containers with a CCMAIL address at the site an entry at
 * that post office. Whatever else is at the site's post office goes; nothing outside it is touched.
 * A name that means something else in cc:Mail already is a conflict and stays as it is (names are
 * unique in the whole directory, Q156063 2.6.12).
 *
 * Exchange gets a custom recipient in the import container for each user, mailing list and bulletin
 * board of cc:Mail, by the address filter, addressed as dirsync_address.h says; one who is there
 * with another address of the same user is made anew, under the name that he has; users at a post
 * office with such a comment, of whatever server, come from Exchange and are left out. Custom
 * recipients of the import container that stand for nobody any more go; other containers are not
 * touched.
 *
 * Nothing may be changed (plan->refusal) when the site's post-office entry is there without that
 * comment (Q167830): every entry at it then looks like somebody else's, so each name is a conflict
 * and each address is doubled; or when the name of a post office has an extended character
 * (Q197258).
 *
 * Units   directory records are in the code page of the post office, the rest is UTF-8.
 * Owns    nothing; the plan lies on the arena or points into the input.
 */
#ifndef CONNECTOR_CCMC_DIRSYNC_COMPARE_H
#define CONNECTOR_CCMC_DIRSYNC_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/directory_file.h"
#include "base/text.h"
#include "ccmc/name_index.h"
#include "port/exchange_port.h"

/* What the post office keeps of a comment; the original's limit is not known. */
enum { DIRSYNC_COMMENT_MAX = 47 };

struct dirsync_directory {
    struct directory_record *records;
    size_t count;
};

struct dirsync_rules {
    enum text_code_page code_page;
    const char *site;             /* its address: "SITE1" */
    const char *server;           /* "EX1" */
    const char *import_container; /* "": nothing is imported */
    const char *filter;           /* "* at PO1;* at PO2"; "": everybody */
    const char *display_rule;
    const char *alias_rule;
    const char *comment_rule; /* dirsync_comment.h; "": comments are comments */
    bool exports_custom;
    bool loses_periods; /* quirk INITIAL_PERIOD */
    bool filters_own;   /* quirk FILTER_HIDES_OWN */
    bool adds_first;    /* quirk ADDS_FIRST: names of leavers are not free yet */
    bool turns_names;   /* quirk FIRST_LAST, unless `Generate secondary proxy` */
    bool adds_second;   /* `Generate secondary proxy`: "Last, First", and "First Last" beside */
};

struct dirsync_input {
    struct dirsync_directory entries;
    struct dirsync_directory lists;
    struct dirsync_directory boards;
    struct exchange_entries exported; /* recipients of the export containers */
    struct exchange_entries imported; /* recipients of the import container */
};

/* An address that cannot be on the other side. */
struct dirsync_conflict {
    const char *user;
    const char *site;
    const char *entry; /* the cc:Mail entry of that name */
};

struct dirsync_conflicts {
    struct dirsync_conflict *items;
    size_t count;
};

/* A custom recipient to be made. */
struct dirsync_addition {
    struct exchange_entry entry;
    const char *comment;   /* as cc:Mail has it; in the entry it may be details */
    const char *full_name; /* "Smith, J at PO1": its display name when the other one is taken */
    bool is_again;         /* replaces one that goes */
    bool has_address;      /* who had its primary address, too: it is known to be free */
};

struct dirsync_additions {
    struct dirsync_addition *items;
    size_t count;
};

struct dirsync_plan {
    const char *refusal;                   /* NULL: go on */
    struct dirsync_directory deletions;    /* from cc:Mail */
    struct dirsync_directory additions;    /* to cc:Mail, post office first */
    struct dirsync_conflicts conflicts;    /* not written to cc:Mail */
    struct dirsync_conflicts duplicates;   /* not added to Exchange */
    const struct exchange_entry **leavers; /* custom recipients that go */
    size_t leaver_count;
    size_t replaced_count;     /* of them, the first: who come again */
    struct name_index leaving; /* of the others the names that are free for who comes */
    struct dirsync_additions users;
    struct dirsync_additions groups; /* mailing lists and bulletin boards */
};

void dirsync_compare(const struct dirsync_rules *rules, const struct dirsync_input *input,
                     struct arena *arena, struct dirsync_plan *plan_out);

#endif
