#include "ccmc/language.h"

#include "base/require.h"
#include "base/text.h"

static const struct language rows[] = {
#define LANGUAGE(name, locale, page, order, date_separator, time_separator, reply)                 \
    {(name), (locale), (page), {DATE_##order, (date_separator), (time_separator), 0}, (reply)},
#include "ccmc/language.def"
#undef LANGUAGE
};

size_t language_count(void)
{
    return ARRAY_COUNT(rows);
}

const struct language *language_at(size_t index)
{
    REQUIRE(index < ARRAY_COUNT(rows));
    return &rows[index];
}

bool language_find(const char *text, struct language *language_out)
{
    *language_out = rows[0];
    if (text[0] == '\0') {
        return true;
    }
    uint64_t page = 0;
    if (text_to_u64(text, &page)) {
        const bool is_page = page <= UINT32_MAX;
        language_out->code_page = is_page ? (uint32_t)page : 0;
        return is_page;
    }
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        if (text_equal(rows[i].name, text) || text_equal(rows[i].locale, text)) {
            *language_out = rows[i];
            return true;
        }
    }
    return false;
}

uint32_t language_page(const struct language *language, const struct os_locale *machine)
{
    bool is_there = language->code_page != 0;
    for (size_t i = 0; i < ARRAY_COUNT(machine->missing_pages); i++) {
        is_there = is_there && machine->missing_pages[i] != language->code_page;
    }
    return is_there ? language->code_page : (uint32_t)machine->code_page;
}
