/*
 * context -- places in the directory tree of NetWare 4.x: "ou=mail.o=acme", or "mail.acme" for
 * short
 *
 * The innermost container comes first. Types (ou=, o=, c=) and a leading dot are not looked at, nor
 * is case.
 *
 * Errors  false: it did not fit.
 */
#ifndef SIM_IDENTITY_CONTEXT_H
#define SIM_IDENTITY_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Without types: "mail.acme". */
bool context_plain(const char *context, char *target, size_t capacity);
bool context_is_same(const char *one, const char *other);
/* Of a plain context: the container around it; NULL: there is none. */
const char *context_above(const char *plain);
/* Is it one of a list, with ; between? */
bool context_is_among(const char *context, const char *list);

#endif
