#include "programs/hex_lines.h"

enum { LINE_BYTES = 32 };

struct bytes hex_lines_write(struct bytes content, struct arena *arena)
{
    static const char digits[] = "0123456789ABCDEF";
    uint8_t *text = arena_alloc(arena, content.size * 2 + content.size / LINE_BYTES * 2 + 1);
    size_t size = 0;
    for (size_t i = 0; i < content.size; i++) {
        if (i != 0 && i % LINE_BYTES == 0) {
            text[size++] = '\r';
            text[size++] = '\n';
        }
        text[size++] = (uint8_t)digits[content.data[i] >> 4];
        text[size++] = (uint8_t)digits[content.data[i] & 15];
    }
    return (struct bytes){text, size};
}

static int digit_of(uint8_t c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool hex_lines_read(struct bytes lines, struct arena *arena, struct bytes *content_out)
{
    uint8_t *content = arena_alloc(arena, lines.size / 2 + 1);
    size_t digits = 0;
    for (size_t i = 0; i < lines.size; i++) {
        if (is_blank(lines.data[i])) {
            continue;
        }
        const int digit = digit_of(lines.data[i]);
        if (digit < 0) {
            return false;
        }
        content[digits / 2] = (uint8_t)(content[digits / 2] << 4 | digit);
        digits++;
    }
    *content_out = (struct bytes){content, digits / 2};
    return digits % 2 == 0;
}
