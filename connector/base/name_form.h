/*
 * name_form -- the two ways to write a person: "Last, First" and "First Last"
 *
 * "Last, First" has one comma with one blank behind it, and no blank at either end of a side.
 * Turned it is "First Last". The way back is not known for sure: "Mary Ann Doe" may be "Doe, Mary
 * Ann" or "Ann Doe, Mary"; each blank is one reading, the last blank comes first.
 *
 * Units   any text whose commas and blanks are ASCII: UTF-8 and the code pages of post offices.
 * Errors  false: the name has not that form, there is no such reading, or no room for it.
 * Owns    nothing.
 */
#ifndef CONNECTOR_BASE_NAME_FORM_H
#define CONNECTOR_BASE_NAME_FORM_H

#include <stdbool.h>
#include <stddef.h>

/* "Smith, J" -> "J Smith". */
bool name_turned(const char *name, char *out, size_t size);
/* "J Smith" -> "Smith, J"; reading 0, 1, ... */
bool name_turned_back(const char *name, unsigned reading, char *out, size_t size);

#endif
