/*
 * macbinary -- files of Macintosh in one piece: MacBinary II
 *
 * 128 bytes of header (name length at 1, name from 2, length of the data fork at 83 and of the
 * resource fork at 87, highest byte first, version 129 at 122, CRC-16 of 0..123 at 124), then each
 * fork, filled up to a multiple of 128.
 *
 * Errors  false: these bytes are no MacBinary II file. The filling of the last fork may be missing.
 * Owns    nothing; views into the file.
 * Source  the MacBinary II standard (1987); /FILES/MACBIN2 of Q294947.
 */
#ifndef TOOLS_PROGRAMS_MACBINARY_H
#define TOOLS_PROGRAMS_MACBINARY_H

#include <stdbool.h>

#include "base/buffer.h"

enum { MACBINARY_BLOCK = 128 };

struct macbinary {
    struct bytes data;
    struct bytes resources;
};

bool macbinary_read(struct bytes file, struct macbinary *macbinary_out);
uint16_t macbinary_crc(const uint8_t *bytes, size_t size);

#endif
