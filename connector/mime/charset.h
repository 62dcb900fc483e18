/*
 * charset -- bytes in any declared character set to UTF-8
 *
 * Never fails: U+FFFD stands for each byte that cannot be read, and *replaced grows by their
 * number. Without a charset (NULL, us-ascii, a name nobody knows) bytes are taken for UTF-8 when
 * they are valid UTF-8, else for windows-1252. Zero bytes stay.
 *
 * Owns    nothing; the result is a view of the input or lies on the arena.
 * Limits  the sets are those of the machine's iconv.
 */
#ifndef CONNECTOR_MIME_CHARSET_H
#define CONNECTOR_MIME_CHARSET_H

#include <stddef.h>

#include "base/arena.h"
#include "base/buffer.h"

/* Initialises GMime, once a process; charset_to_utf8 does it too. */
void charset_init(void);

struct bytes charset_to_utf8(struct arena *arena, const char *charset, struct bytes text,
                             size_t *replaced);

/* A value of a header, one line: UTF-8, control characters are blanks, no outer blanks. NULL: "".
 */
const char *charset_line(struct arena *arena, const char *text, size_t *replaced);

#endif
