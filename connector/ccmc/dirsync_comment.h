/*
 * dirsync_comment -- the comment of a cc:Mail entry as details of a custom recipient
 *
 * A rule is made of %a %d %o %p %c and of text between them, the delimiters: "%a;%d;%o;%p;%c"
 * (Q217040). What the letters stand for is not documented (assumption COMMENT_LETTERS): assistant,
 * department, office, phone, company. A part ends at the next delimiter of the rule; the last one,
 * and one whose delimiter is not there, takes all that is left. Blanks around a part are no part of
 * it. Where the text in front of the first letter is not there, no detail is set.
 *
 * Units   UTF-8.
 * Owns    nothing; results lie on the arena.
 */
#ifndef CONNECTOR_CCMC_DIRSYNC_COMMENT_H
#define CONNECTOR_CCMC_DIRSYNC_COMMENT_H

#include <stdbool.h>

#include "base/arena.h"
#include "port/exchange_port.h"

/* false: the rule names no detail; the comment stays a comment. details_out: never NULL then. */
bool dirsync_comment_map(struct arena *arena, const char *rule, const char *comment,
                         const char *details_out[EXCHANGE_DETAIL_COUNT]);

#endif
