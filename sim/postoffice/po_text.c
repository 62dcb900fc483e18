#include "po_text.h"

#include <string.h>

enum text_code_page po_text_page(const struct postoffice *po)
{
    return text_page_of((uint64_t)po_code_page(po), CODE_PAGE_437);
}

const char *po_text_shown(const struct postoffice *po, const char *text, struct arena *arena)
{
    return text_to_utf8(arena, po_text_page(po), text != NULL ? text : "");
}

/* Bytes of the character at `at`: its first one and those that go on with it. */
static size_t character_size(const char *at)
{
    size_t size = at[0] != '\0' ? 1 : 0;
    while (((unsigned char)at[size] & 0xC0) == 0x80) {
        size++;
    }
    return size;
}

bool po_text_take(enum text_code_page page, const char *utf8, struct arena *arena,
                  const char **text_out, struct diagnostic *diagnostic_out)
{
    size_t lost = 0;
    *text_out = text_from_utf8(arena, page, utf8, &lost);
    if (lost == 0) {
        return true;
    }
    const char *at = utf8;
    while (*at != '\0') {
        const size_t size = character_size(at);
        (void)text_from_utf8(arena, page, arena_text_n(arena, at, size), &lost);
        if (lost != 0) {
            break;
        }
        at += size;
    }
    diagnostic_set(diagnostic_out, (uint64_t)(at - utf8),
                   "\"%s\": byte %u, \"%.*s\": code page %d has no such character", utf8,
                   (unsigned)(at - utf8), (int)character_size(at), at, (int)page);
    return false;
}
