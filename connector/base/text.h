/*
 * text -- names and letters as the field writes them
 *
 * Names are NUL-terminated; case is folded for ASCII only (A-Z), as DOS, NT and NetWare do for the
 * names used here. Pure functions, no locale.
 *
 * Code pages: the tables in codepages.def, which cmake/codepages.sh made with iconv. A character
 * without a place in the target page becomes '?' and is counted.
 *
 * 8.3 names: KB Q142982, Q101601, Q114816: spaces and . " / \ [ ] : ; = , are
 * dropped (the last dot kept), upper case, six characters + ~n, extension of three; ~10 and above
 * leave five, and so on. + * ? < > | are dropped too; a character outside ASCII becomes '_'.
 *
 * Errors  false: it did not fit.
 * Owns    nothing; results that are made lie on the arena given.
 */
#ifndef CONNECTOR_BASE_TEXT_H
#define CONNECTOR_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"

enum text_code_page {
    CODE_PAGE_437 = 437,
    CODE_PAGE_850 = 850,
    CODE_PAGE_932 = 932, /* Japan; wide_page.h */
    CODE_PAGE_949 = 949  /* Korea */
};
enum { TEXT_SHORT_NAME_SIZE = 13 }; /* 8 + '.' + 3 + NUL */

/* Copies and terminates; false when it did not fit (then the target holds a terminated prefix).
 * capacity >= 1. */
bool text_copy(char *target, size_t capacity, const char *source);
bool text_append(char *target, size_t capacity, const char *source);
/* snprintf with the same answer as text_copy. */
bool text_format(char *target, size_t capacity, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

char text_upper_char(char c);
void text_upper(char *text); /* in place, ASCII */

/* These fold case; equal names have equal hashes. */
bool text_equal(const char *a, const char *b);
bool text_equal_n(const char *a, const char *b, size_t length);
int text_compare(const char *a, const char *b); /* for sorting */
bool text_starts(const char *text, const char *prefix);
bool text_contains_folded(const char *text, const char *part);  /* somewhere in it */
bool text_match(const char *pattern, const char *name);         /* whole name; * and ? */
bool text_match_exactly(const char *pattern, const char *text); /* the same, letter for letter */
uint64_t text_hash(const char *text);

/* A part of `text`, case-sensitive; in `part` ? is any character, * is itself. */
bool text_contains_event(const char *text, const char *part);
/* Edits between two words, case folded, for "did you mean"; two neighbours that have changed places
 * are one. Over 63 bytes it is no word. */
size_t text_distance(const char *a, const char *b);

/* Decimal digits only; false on anything else or overflow. */
bool text_to_u64(const char *text, uint64_t *value_out);

/* Last component of a path with \ or / ; the path itself when it has none. */
const char *text_base_name(const char *path);
/* "<directory>\<name>", with / below a directory that begins with it; one separator whatever
 * `directory` ends with; false when it did not fit. */
bool text_join_path(char *target, size_t capacity, const char *directory, const char *name);

/* Fits 8.3 as it stands (dots, spaces, lengths, characters). */
bool text_is_short_name(const char *name);
/* The `number`-th candidate (1, 2, ... 999999) for the short name of `name`. */
void text_make_short_name(const char *name, unsigned number,
                          char short_name_out[TEXT_SHORT_NAME_SIZE]);

/* The page of that number; `otherwise`: none of ours has it. */
enum text_code_page text_page_of(uint64_t number, enum text_code_page otherwise);
/* Result text on the arena; *lost_out counts characters without a place (may be NULL). Malformed
 * UTF-8 bytes count as lost and give '?'. */
char *text_from_utf8(struct arena *arena, enum text_code_page page, const char *utf8,
                     size_t *lost_out);
char *text_to_utf8(struct arena *arena, enum text_code_page page, const char *text);
struct bytes text_bytes_from_utf8(struct arena *arena, enum text_code_page page, struct bytes utf8,
                                  size_t *lost_out);
struct bytes text_bytes_to_utf8(struct arena *arena, enum text_code_page page, struct bytes text);

#endif
