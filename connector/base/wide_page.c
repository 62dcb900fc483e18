#include "base/wide_page.h"

#include "base/require.h"

enum {
    REPLACEMENT = 0xFFFD,
    TRAIL_LAST = 0xFE,
    NARROW_FIRST = 0xA1, /* katakana of one byte, in 932 */
    NARROW_LAST = 0xDF,
    NARROW_CHARACTER = 0xFF61
};

struct wide_row {
    enum text_code_page page;
    uint8_t lead;
    const uint16_t *characters; /* of the trail bytes from the page's first one on */
};

static const struct wide_row rows[] = {
#define WIDE_ROW(page, lead, characters) {CODE_PAGE_##page, (lead), (characters)},
#include "base/widepages.def"
#undef WIDE_ROW
};

bool wide_page_is(enum text_code_page page)
{
    return page == CODE_PAGE_932 || page == CODE_PAGE_949;
}

static uint8_t first_trail(enum text_code_page page)
{
    return page == CODE_PAGE_932 ? 0x40 : 0xA1;
}

static bool is_narrow(enum text_code_page page, uint8_t byte)
{
    return page == CODE_PAGE_932 && byte >= NARROW_FIRST && byte <= NARROW_LAST;
}

static const struct wide_row *row_of(enum text_code_page page, uint8_t lead)
{
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        if (rows[i].page == page && rows[i].lead == lead) {
            return &rows[i];
        }
    }
    return NULL;
}

uint32_t wide_page_read(enum text_code_page page, struct bytes text, size_t at, size_t *length_out)
{
    const uint8_t lead = text.data[at];
    *length_out = 1;
    if (lead < 0x80) {
        return lead;
    }
    if (is_narrow(page, lead)) {
        return NARROW_CHARACTER + (uint32_t)(lead - NARROW_FIRST);
    }
    const struct wide_row *row = row_of(page, lead);
    const uint8_t first = first_trail(page);
    const uint8_t trail = at + 1 < text.size ? text.data[at + 1] : 0;
    if (row == NULL || trail < first || trail > TRAIL_LAST) {
        return REPLACEMENT;
    }
    *length_out = 2;
    return row->characters[trail - first];
}

size_t wide_page_write(enum text_code_page page, uint32_t character, uint8_t bytes_out[2])
{
    const uint8_t first = first_trail(page);
    const uint32_t narrow_last = NARROW_CHARACTER + NARROW_LAST - NARROW_FIRST;
    if (page == CODE_PAGE_932 && character >= NARROW_CHARACTER && character <= narrow_last) {
        bytes_out[0] = (uint8_t)(character - NARROW_CHARACTER + NARROW_FIRST);
        return 1;
    }
    for (size_t i = 0; i < ARRAY_COUNT(rows) && character != REPLACEMENT; i++) {
        for (uint8_t k = 0; rows[i].page == page && k <= TRAIL_LAST - first; k++) {
            if (rows[i].characters[k] == character) {
                bytes_out[0] = rows[i].lead;
                bytes_out[1] = (uint8_t)(first + k);
                return 2;
            }
        }
    }
    return 0;
}
