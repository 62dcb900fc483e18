/*
 * wide_page -- code pages in which many characters have two bytes: 932 of Japan, 949 of Korea
 *
 * ASCII is ASCII, but for what is a trail byte. 932 has the narrow katakana in single bytes, too. A
 * pair without a character, and a lead byte without a trail byte, are U+FFFD.
 *
 * Owns    nothing; tables are constant.
 * Source  iconv's tables of CP932 and CP949 (cmake/widepages.sh).
 */
#ifndef CONNECTOR_BASE_WIDE_PAGE_H
#define CONNECTOR_BASE_WIDE_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/text.h"

bool wide_page_is(enum text_code_page page);
/* The character at `at`, below U+10000, and its bytes: 1 or 2. at < text.size. */
uint32_t wide_page_read(enum text_code_page page, struct bytes text, size_t at, size_t *length_out);
/* Its bytes, 1 or 2; 0: the page has no place for it. */
size_t wide_page_write(enum text_code_page page, uint32_t character, uint8_t bytes_out[2]);

#endif
