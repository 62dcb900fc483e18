/*
 * hex_lines -- bytes as lines of hexadecimal digits (/FILES/HEX), 32 bytes a line, CR LF between
 * lines
 *
 * The reader takes lines of any length, either case and blanks.
 *
 * Errors  false: something else than digits, or half a byte.
 */
#ifndef TOOLS_PROGRAMS_HEX_LINES_H
#define TOOLS_PROGRAMS_HEX_LINES_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buffer.h"

struct bytes hex_lines_write(struct bytes content, struct arena *arena);
bool hex_lines_read(struct bytes lines, struct arena *arena, struct bytes *content_out);

#endif
