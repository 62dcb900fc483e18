#include "world/truth_pages.h"

#include <string.h>

#include "base/wide_page.h"
#include "ccmc/language.h"
#include "po_text.h"
#include "world/truth_inside.h"
#include "world/world.h"

enum text_code_page truth_pages_of(struct world *world, struct connector *connector)
{
    struct os_locale machine = connector->host->locale;
    struct language language;
    const char *name = connector_setting(world, connector, "Post Office Language");
    memcpy(machine.missing_pages, connector->host->missing_pages, sizeof(machine.missing_pages));
    (void)language_find(name != NULL ? name : "", &language);
    return text_page_of(language_page(&language, &machine), CODE_PAGE_850);
}

struct bytes truth_pages_text(struct arena *arena, enum text_code_page page, struct bytes content)
{
    return wide_page_is(page) ? text_bytes_to_utf8(arena, page, content) : content;
}

/* As the other side reads it. */
static struct bytes misread(struct arena *arena, enum text_code_page written,
                            enum text_code_page read, struct bytes utf8)
{
    return text_bytes_to_utf8(arena, read, text_bytes_from_utf8(arena, written, utf8, NULL));
}

/* Files are compared byte by byte: a trail byte there may be a letter of ASCII. */
static void note_bytes(struct world *world, const struct truth_paged *paged,
                       enum text_code_page page, struct truth_letter *letter)
{
    const struct bytes subject =
        text_bytes_from_utf8(&world->scratch, page, bytes_of_text(paged->subject), NULL);
    truth_letter_alias(world->truth, letter,
                       arena_text_n(&world->scratch, (const char *)subject.data, subject.size));
}

static void note(struct world *world, const struct truth_paged *paged, enum text_code_page here,
                 enum text_code_page there, struct truth_letter *letter)
{
    if (!wide_page_is(here) && !wide_page_is(there)) {
        return;
    }
    if (here == there) {
        note_bytes(world, paged, here, letter);
        return;
    }
    const enum text_code_page written = paged->is_outbound ? here : there;
    const enum text_code_page read = paged->is_outbound ? there : here;
    struct truth_sent *sent = arena_new(world->arena, struct truth_sent);
    for (uint32_t i = 0; i < paged->item_count; i++) {
        const bool is_text = paged->items[i].kind == EXCHANGE_TEXT;
        const struct bytes content = paged->items[i].content;
        truth_contents_add(&sent->contents, is_text,
                           is_text ? misread(&world->scratch, written, read, content) : content);
    }
    sent->next = letter->sent.next;
    letter->sent.next = sent;
    const struct bytes subject =
        misread(&world->scratch, written, read, bytes_of_text(paged->subject));
    truth_letter_alias(world->truth, letter,
                       arena_text_n(&world->scratch, (const char *)subject.data, subject.size));
}

void truth_pages_note(struct world *world, const struct truth_paged *paged,
                      struct truth_letter *letter)
{
    struct postoffice *po = NULL;
    struct connector *connector = paged->connector;
    if (connector == NULL || office_reader(world, paged->office, &po) != NULL) {
        return;
    }
    const enum text_code_page now = truth_pages_of(world, connector);
    note(world, paged, now, po_text_page(po), letter);
    if (connector->state != CONNECTOR_STOPPED && connector->page_at_start != now) {
        note(world, paged, connector->page_at_start, po_text_page(po), letter);
    }
}
