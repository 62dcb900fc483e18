#include "programs/import_rules.h"

#include <string.h>

#include "base/ccm_marks.h"
#include "base/text.h"
#include "programs/date_form.h"
#include "programs/export_marks.h"
#include "programs/hex_lines.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

struct date_part {
    const char *at;
    size_t length;
    unsigned value;
};

/* The three numbers of "6/2/98 8:39"; any of / - . parts them. */
static bool split_date(const char *date, struct date_part parts[3])
{
    const char *at = date + strspn(date, " ");
    for (int i = 0; i < 3; i++) {
        parts[i] = (struct date_part){.at = at};
        for (; is_digit(*at) && parts[i].length < 4; at++) {
            parts[i].value = parts[i].value * 10 + (unsigned)(*at - '0');
            parts[i].length++;
        }
        if (parts[i].length == 0 || (i < 2 && (*at == '\0' || strchr("/-.", *at) == NULL))) {
            return false;
        }
        at += i < 2 ? 1 : 0;
    }
    return *at == ' ' || *at == '\0';
}

/* Where month, day and year stand, by the registry's number of a locale's order. */
static const uint8_t places_of_order[3][3] = {{0, 1, 2}, {1, 0, 2}, {1, 2, 0}};

static const uint8_t *places_of(const struct session *session)
{
    const int order = os_machine_locale(session->start->port).date_order;
    return places_of_order[order >= 0 && order < 3 ? order : 0];
}

/* Nobody knows what came of a message without Date; it is taken. */
static bool is_date(const struct session *session, const char *date)
{
    struct date_part parts[3];
    const uint8_t *places = places_of(session);
    if (date[0] == '\0') {
        return true;
    }
    if (!split_date(date, parts)) {
        return false;
    }
    const unsigned month = parts[places[0]].value;
    const unsigned day = parts[places[1]].value;
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* "1/1/00 8:39" becomes "1/1/1900 8:39" (Q192595). */
static const char *in_last_century(const struct session *session, const char *date,
                                   struct arena *arena)
{
    struct date_part parts[3];
    if (!split_date(date, parts)) {
        return date;
    }
    const struct date_part year = parts[places_of(session)[2]];
    if (year.length != 2) {
        return date;
    }
    return arena_format(arena, "%.*s19%s", (int)(year.at - date), date, year.at);
}

/* Text of more than 20 KB becomes a file item of that name. */
static void limit_text(struct ccm_message *message, struct arena *arena)
{
    uint32_t first = 0;
    while (first < message->item_count &&
           (message->items[first].kind != CCM_TEXT ||
            message->items[first].content.size <= CCM_TEXT_ITEM_MAX)) {
        first++;
    }
    if (first == message->item_count) {
        return;
    }
    struct ccm_item *items = arena_array(arena, struct ccm_item, message->item_count);
    memcpy(items, message->items, message->item_count * sizeof(*items));
    for (uint32_t i = first; i < message->item_count; i++) {
        if (items[i].kind == CCM_TEXT && items[i].content.size > CCM_TEXT_ITEM_MAX) {
            items[i].kind = CCM_FILE;
            items[i].title = items[i].title[0] != '\0' ? items[i].title : "Text";
        }
    }
    message->items = items;
}

/* /FILES/HEX: false when a file item is something else. */
static bool read_hex(struct ccm_message *message, struct arena *arena)
{
    struct ccm_item *items = arena_array(arena, struct ccm_item, message->item_count + 1);
    bool is_good = true;
    for (uint32_t i = 0; i < message->item_count; i++) {
        items[i] = message->items[i];
        is_good = is_good && (items[i].kind != CCM_FILE ||
                              hex_lines_read(items[i].content, arena, &items[i].content));
    }
    message->items = items;
    return is_good;
}

/* "Keyword: value" and its line end. */
static size_t line_size(size_t keyword, const char *value)
{
    return keyword + 1 + strlen(value) + 2;
}

static uint32_t addresses_that_fit(const struct ccm_message *message,
                                   const struct program_version *version)
{
    static const size_t keywords[] = {
        [CCM_TO] = sizeof("To:") - 1, [CCM_CC] = sizeof("Cc:") - 1, [CCM_BCC] = sizeof("Bcc:") - 1};
    size_t size = line_size(sizeof("From:") - 1, message->from) +
                  line_size(sizeof("Date:") - 1, message->date) +
                  line_size(sizeof("Subject:") - 1, message->subject) + strlen(message->extra);
    uint32_t count = 0;
    for (; count < message->address_count && count < version->addresses_max; count++) {
        const struct ccm_address *address = &message->addresses[count];
        size += line_size(keywords[address->kind], address->name);
        if (size > version->header_max) {
            break;
        }
    }
    return count;
}

static bool has_brackets(const struct ccm_message *message)
{
    bool found = strpbrk(message->from, "[]") != NULL;
    for (uint32_t i = 0; i < message->address_count; i++) {
        found = found || strpbrk(message->addresses[i].name, "[]") != NULL;
    }
    return found;
}

/* The date in the order that is stored (/DATE/n); false: it is none. */
static bool take_date(struct session *session, struct ccm_message *message, struct arena *arena)
{
    const uint32_t form = session->arguments.date_form;
    if (form == 0) {
        return !session_has_quirk(session, PROGRAM_QUIRK_LOCALE_DATES) ||
               is_date(session, message->date);
    }
    const char *date = date_form_convert(message->date, form, DATE_FORM_STORED, arena);
    message->date = date != NULL ? date : message->date;
    return date != NULL;
}

/* /HILITE: that bytes of its texts are codes stands in the header; else they are characters. */
static void note_hilite(struct ccm_message *message, struct arena *arena)
{
    bool is_there = false;
    for (uint32_t i = 0; i < message->item_count; i++) {
        const struct ccm_item *item = &message->items[i];
        is_there = is_there || (item->kind == CCM_TEXT && hilite_is_in(item->content));
    }
    if (is_there) {
        message->extra = ccm_marks_add(arena, message->extra, CCM_MARK_HILITE, "kept");
    }
}

struct import_verdict import_rules_apply(struct session *session, struct ccm_message *message,
                                         struct arena *arena)
{
    struct import_verdict verdict = {.left_over = "Header Buffer Full"};
    if (session_has_quirk(session, PROGRAM_QUIRK_SENDER_BRACKETS) && has_brackets(message)) {
        verdict.stopped = "Address cannot be read";
    } else if (session_has_quirk(session, PROGRAM_QUIRK_SUBJECT_BRACKETS) &&
               strchr(message->subject, '[') != NULL && strchr(message->subject, ']') != NULL) {
        verdict.stopped = "Subject cannot be read";
    } else if (!take_date(session, message, arena)) {
        verdict.refused = "Unknown Date Format";
    } else if (message->item_count > CCM_ITEMS_MAX) {
        verdict.refused = "Too many items in message";
    } else if (session->arguments.files_are_hex && !read_hex(message, arena)) {
        verdict.refused = "File item is not in hexadecimal";
    }
    if (session_has_quirk(session, PROGRAM_QUIRK_CENTURY_1900)) {
        message->date = in_last_century(session, message->date, arena);
    }
    limit_text(message, arena);
    if (session->arguments.keeps_hilite) {
        note_hilite(message, arena);
    }
    verdict.address_max = addresses_that_fit(message, session->version);
    return verdict;
}
