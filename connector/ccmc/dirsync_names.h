/*
 * dirsync_names -- what directory synchronization calls a cc:Mail user in Exchange
 *
 * A name is "Last, First I.": last name, first name, middle initial. A name without a comma has no
 * parts (Q185593) and stays whole. A rule is made of %F %L %I, each with the number of characters
 * wanted between % and the letter ("%1L"), and of text; %<n>I is the initial. Default display name:
 * first name, blank, last name; default alias: first name and the first character of the last one
 * (Q183058, Q197254).
 *
 * Units   UTF-8; a number counts bytes, and never cuts a character.
 * Owns    nothing; results lie on the arena.
 */
#ifndef CONNECTOR_CCMC_DIRSYNC_NAMES_H
#define CONNECTOR_CCMC_DIRSYNC_NAMES_H

#include <stdbool.h>

#include "base/arena.h"

/* rule "": the default. Never empty for a name that is not. */
const char *dirsync_display_name(struct arena *arena, const char *rule, const char *name);
/* Without blanks. */
const char *dirsync_alias_name(struct arena *arena, const char *rule, const char *name);

/* First name, initial and last name of a recipient: all blank when the name has no parts (Q185593).
 */
struct dirsync_parts {
    const char *first;
    const char *initials;
    const char *last;
};
struct dirsync_parts dirsync_parts(struct arena *arena, const char *name);

/* The name as builds take it that lose the period of a middle initial (quirk INITIAL_PERIOD). */
const char *dirsync_name_without_period(struct arena *arena, const char *name);

/* "* at PO1;* at PO2": at least one pattern fits; "": every name does. */
bool dirsync_passes_filter(struct arena *arena, const char *filter, const char *full_name);

#endif
