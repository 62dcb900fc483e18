#include "base/utf8.h"

size_t utf8_read(struct bytes text, size_t at, uint32_t *character_out)
{
    const uint8_t lead = text.data[at];
    size_t length = 0;
    uint32_t least = 0;
    if (lead < 0x80) {
        *character_out = lead;
        return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        length = 2;
        least = 0x80;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
        length = 3;
        least = 0x800;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
        length = 4;
        least = 0x10000;
    }
    if (length == 0 || text.size - at < length) {
        return 0;
    }
    uint32_t character = lead & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((text.data[at + i] & 0xC0) != 0x80) {
            return 0;
        }
        character = character << 6 | (text.data[at + i] & 0x3Fu);
    }
    if (character < least || character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF)) {
        return 0;
    }
    *character_out = character;
    return length;
}

static uint8_t low_bits(uint32_t character, unsigned shift)
{
    return (uint8_t)(0x80 | (character >> shift & 0x3F));
}

size_t utf8_write(uint32_t character, uint8_t *bytes_out)
{
    if (character < 0x80) {
        bytes_out[0] = (uint8_t)character;
        return 1;
    }
    if (character < 0x800) {
        bytes_out[0] = (uint8_t)(0xC0 | character >> 6);
        bytes_out[1] = low_bits(character, 0);
        return 2;
    }
    if (character < 0x10000) {
        bytes_out[0] = (uint8_t)(0xE0 | character >> 12);
        bytes_out[1] = low_bits(character, 6);
        bytes_out[2] = low_bits(character, 0);
        return 3;
    }
    bytes_out[0] = (uint8_t)(0xF0 | character >> 18);
    bytes_out[1] = low_bits(character, 12);
    bytes_out[2] = low_bits(character, 6);
    bytes_out[3] = low_bits(character, 0);
    return 4;
}
