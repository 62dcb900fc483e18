#include "scenario/words/language_words.h"

#include "base/text.h"

const char *language_word(struct run *run, const char *name, struct language *language_out)
{
    if (!language_find(name, language_out)) {
        struct buffer known;
        buffer_init(&known, run->arena);
        for (size_t i = 0; i < language_count(); i++) {
            buffer_format(&known, "%s, ", language_at(i)->name);
        }
        return arena_format(run->arena,
                            "unknown language '%s': %sa locale of one (de-DE) or a code page (850)",
                            name, buffer_string(&known));
    }
    const uint32_t page = language_out->code_page;
    return page == 0 || text_page_of(page, CODE_PAGE_437) == page
               ? NULL
               : arena_format(run->arena, "code page %s is not known: 437 850 932 949", name);
}
