#include "ccmc/convert_quirks.h"

#include <string.h>

#include "base/text.h"
#include "ccmc/quirks.h"

const char *convert_quirk_sender(const struct convert_rules *rules, struct arena *arena,
                                 const struct exchange_address *sender)
{
    static const char type[] = "SMTP:";
    if (!quirks_have(rules->quirks, QUIRK_COMMA_IN_FRONT) || !rules->is_for_db8 ||
        !text_starts(sender->address, type)) {
        return NULL;
    }
    const char *display =
        *sender->display != '\0' ? sender->display : sender->address + strlen(type);
    return arena_format(arena, ",%s [%s] at %s", display, sender->address, rules->site);
}

/* Where these words begin in the text; its end when they are not there. */
static size_t place_of(struct bytes text, const char *words)
{
    const size_t length = strlen(words);
    size_t at = 0;
    while (at + length <= text.size && !text_equal_n((const char *)text.data + at, words, length)) {
        at++;
    }
    return at + length <= text.size ? at : text.size;
}

struct bytes convert_quirk_report(const struct convert_rules *rules,
                                  const struct exchange_message *message, struct bytes text)
{
    static const char names_follow[] = "The following email address(es) were unknown:";
    if (quirks_have(rules->quirks, QUIRK_REPORT_TO_NOBODY) && exchange_is_report(message)) {
        text.size = place_of(text, names_follow);
    }
    return text;
}

static bool is_line_end(uint8_t c)
{
    return c == '\r' || c == '\n';
}

/* Without its last line. */
static struct bytes without_last_line(struct bytes text)
{
    while (text.size > 0 && is_line_end(text.data[text.size - 1])) {
        text.size--;
    }
    while (text.size > 0 && text.data[text.size - 1] != '\n') {
        text.size--;
    }
    return text;
}

/* Without what stands behind these words in their line, and without them. */
static struct bytes without_names(struct arena *arena, struct bytes text)
{
    static const char words[] = "Not deliverable to";
    struct buffer rest;
    buffer_init(&rest, arena);
    for (size_t at = 0; at < text.size;) {
        const struct bytes left = {text.data + at, text.size - at};
        const size_t found = place_of(left, words);
        const uint8_t *end =
            found < left.size ? memchr(left.data + found, '\r', left.size - found) : NULL;
        buffer_add(&rest, left.data, found);
        at += end != NULL ? (size_t)(end - left.data) : left.size;
    }
    return buffer_bytes(&rest);
}

static bool is_from_administrator(const struct exchange_message *message)
{
    return text_starts(message->sender.display, "Administrator");
}

void convert_quirk_texts(const struct convert_rules *rules, struct arena *arena,
                         const struct ccm_marks *marks, struct exchange_message *message)
{
    const bool is_cut = quirks_have(rules->quirks, QUIRK_RECEIPT_TEXT) && marks->read_at[0] != '\0';
    const bool is_nameless =
        quirks_have(rules->quirks, QUIRK_REPORT_NAMES) && is_from_administrator(message);
    if ((!is_cut && !is_nameless) || message->item_count == 0) {
        return;
    }
    struct exchange_item *items = arena_array(arena, struct exchange_item, message->item_count);
    for (uint32_t i = 0; i < message->item_count; i++) {
        items[i] = message->items[i];
        if (items[i].kind == EXCHANGE_TEXT) {
            items[i].content = is_nameless ? without_names(arena, items[i].content)
                                           : without_last_line(items[i].content);
        }
    }
    message->items = items;
}

const char *convert_quirk_date(const struct convert_rules *rules, struct arena *arena,
                               const char *date)
{
    int64_t date_ms = 0;
    if (!quirks_have(rules->quirks, QUIRK_LAST_CENTURY) ||
        !date_read(&rules->date_form, date, &date_ms)) {
        return date;
    }
    const char *year = date + strspn(date, " ");
    for (int i = 0; rules->date_form.order != DATE_YEAR_FIRST && i < 2; i++) {
        year += strcspn(year, "/-.") + 1; /* it was read: they are there */
    }
    return strspn(year, "0123456789") == 2
               ? arena_format(arena, "%.*s19%s", (int)(year - date), date, year)
               : date;
}
