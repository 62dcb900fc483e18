/*
 * utf8 -- characters of UTF-8, one by one
 *
 * Forms that are too long, surrogates and what is above U+10FFFF are malformed.
 *
 * Units   sizes are bytes.
 * Errors  0: malformed.
 * Owns    nothing; pure functions.
 * Source  RFC 3629.
 */
#ifndef CONNECTOR_BASE_UTF8_H
#define CONNECTOR_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* Bytes of the character at `at`, which is below text.size: 1 to 4. */
size_t utf8_read(struct bytes text, size_t at, uint32_t *character_out);
/* Writes so many bytes of a character that utf8_read can answer: 1 to 4. */
size_t utf8_write(uint32_t character, uint8_t *bytes_out);

#endif
