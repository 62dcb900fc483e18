#include "base/text.h"

#include <string.h>

#include "base/require.h"
#include "base/utf8.h"
#include "base/wide_page.h"

#define CODE_PAGE(page, ...) static const uint16_t upper_half_##page[128] = {__VA_ARGS__};
#include "base/codepages.def"
#undef CODE_PAGE

static const uint16_t *upper_half(enum text_code_page page)
{
    REQUIRE(page == CODE_PAGE_437 || page == CODE_PAGE_850);
    return page == CODE_PAGE_437 ? upper_half_437 : upper_half_850;
}

enum text_code_page text_page_of(uint64_t number, enum text_code_page otherwise)
{
    static const enum text_code_page pages[] = {CODE_PAGE_437, CODE_PAGE_850, CODE_PAGE_932,
                                                CODE_PAGE_949};
    for (size_t i = 0; i < ARRAY_COUNT(pages); i++) {
        if (number == pages[i]) {
            return pages[i];
        }
    }
    return otherwise;
}

static size_t ascii_run(struct bytes text, size_t from)
{
    size_t at = from;
    uint64_t word = 0;
    while (at + sizeof(word) <= text.size) {
        memcpy(&word, text.data + at, sizeof(word));
        if ((word & 0x8080808080808080u) != 0) {
            break;
        }
        at += sizeof(word);
    }
    while (at < text.size && text.data[at] < 0x80) {
        at++;
    }
    return at - from;
}

/* Its bytes, 1 or 2; 0 when the page has no place for the character. */
static size_t write_page(enum text_code_page page, uint32_t character, uint8_t *target)
{
    if (wide_page_is(page)) {
        return wide_page_write(page, character, target);
    }
    const uint16_t *upper = upper_half(page);
    for (size_t i = 0; i < 128; i++) {
        if (upper[i] == character) {
            *target = (uint8_t)(0x80 + i);
            return 1;
        }
    }
    return 0;
}

/* With a NUL behind it, which does not count. */
static uint8_t *from_utf8(struct arena *arena, enum text_code_page page, struct bytes utf8,
                          size_t *size_out, size_t *lost_out)
{
    uint8_t *target = arena_room(arena, utf8.size + 1); /* never longer than UTF-8, and a NUL */
    size_t size = 0;
    size_t lost = 0;
    for (size_t at = 0; at < utf8.size;) {
        const size_t run = ascii_run(utf8, at);
        if (run != 0) {
            memcpy(target + size, utf8.data + at, run);
            size += run;
            at += run;
            continue;
        }
        uint32_t character = 0;
        const size_t length = utf8_read(utf8, at, &character);
        const size_t written = length != 0 ? write_page(page, character, target + size) : 0;
        if (written == 0) {
            target[size] = '?';
            lost++;
        }
        size += written != 0 ? written : 1;
        at += length != 0 ? length : 1;
    }
    if (lost_out != NULL) {
        *lost_out = lost;
    }
    target[size] = '\0';
    *size_out = size;
    return target;
}

static uint8_t *to_utf8(struct arena *arena, enum text_code_page page, struct bytes text,
                        size_t *size_out)
{
    const bool is_wide = wide_page_is(page);
    const uint16_t *upper = is_wide ? NULL : upper_half(page);
    size_t size = ascii_run(text, 0); /* most often that is all */
    size_t room = size + 1;
    for (size_t i = size; i < text.size; i++) {
        room += text.data[i] < 0x80 ? 1 : 3; /* every character of the pages is below U+10000 */
    }
    uint8_t *target = arena_room(arena, room);
    if (size != 0) {
        memcpy(target, text.data, size);
    }
    size_t length = 1;
    for (size_t i = size; i < text.size; i += length) {
        const uint8_t byte = text.data[i];
        const uint32_t character = is_wide       ? wide_page_read(page, text, i, &length)
                                   : byte < 0x80 ? byte
                                                 : upper[byte - 0x80];
        size += utf8_write(character, target + size);
    }
    target[size] = '\0';
    *size_out = size;
    return target;
}

struct bytes text_bytes_from_utf8(struct arena *arena, enum text_code_page page, struct bytes utf8,
                                  size_t *lost_out)
{
    size_t size = 0;
    const uint8_t *data = from_utf8(arena, page, utf8, &size, lost_out);
    return (struct bytes){data, size};
}

struct bytes text_bytes_to_utf8(struct arena *arena, enum text_code_page page, struct bytes text)
{
    size_t size = 0;
    const uint8_t *data = to_utf8(arena, page, text, &size);
    return (struct bytes){data, size};
}

char *text_from_utf8(struct arena *arena, enum text_code_page page, const char *utf8,
                     size_t *lost_out)
{
    size_t size = 0;
    return (char *)from_utf8(arena, page, bytes_of_text(utf8), &size, lost_out);
}

char *text_to_utf8(struct arena *arena, enum text_code_page page, const char *text)
{
    size_t size = 0;
    return (char *)to_utf8(arena, page, bytes_of_text(text), &size);
}
