#include "cli/po_mbox.h"

#include <string.h>

#include "base/ccm.h"
#include "base/text.h"
#include "ccmc/date.h"
#include "po_text.h"
#include "programs/letter_age.h"

struct mbox {
    struct postoffice *po;
    struct arena *arena;
    struct buffer *target;
    enum text_code_page page;
};

static const char *utf8(const struct mbox *mbox, const char *text)
{
    return text_to_utf8(mbox->arena, mbox->page, text);
}

static void base64(struct buffer *target, struct bytes bytes, size_t line_bytes)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t at = 0; at < bytes.size; at += 3) {
        const size_t left = bytes.size - at;
        const uint32_t word = (uint32_t)bytes.data[at] << 16 |
                              (left > 1 ? (uint32_t)bytes.data[at + 1] << 8 : 0) |
                              (left > 2 ? (uint32_t)bytes.data[at + 2] : 0);
        const char four[4] = {letters[word >> 18 & 63], letters[word >> 12 & 63],
                              left > 1 ? letters[word >> 6 & 63] : '=',
                              left > 2 ? letters[word & 63] : '='};
        buffer_add(target, four, sizeof(four));
        if (line_bytes != 0 && (at + 3) % line_bytes == 0 && left > 3) {
            buffer_text(target, "\n");
        }
    }
}

static bool is_plain(const char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text >= 127 || (unsigned char)*text < ' ') {
            return false;
        }
    }
    return true;
}

/* A header text: as it is, or encoded words of 45 bytes at most, cut between characters; also of a
 * line that would be longer than mail has them (RFC 5322: 998). */
static void header_text(struct buffer *target, const char *text)
{
    enum { WORD = 45, PLAIN_MAX = 900 };
    const size_t length = strlen(text);
    if (length <= PLAIN_MAX && is_plain(text)) {
        buffer_text(target, text);
        return;
    }
    for (size_t at = 0; at < length;) {
        size_t size = length - at < WORD ? length - at : WORD;
        while (at + size < length && ((unsigned char)text[at + size] & 0xC0) == 0x80) {
            size--;
        }
        buffer_format(target, "%s=?UTF-8?B?", at == 0 ? "" : "\n ");
        base64(target, (struct bytes){(const uint8_t *)text + at, size}, 0);
        buffer_text(target, "?=");
        at += size;
    }
}

static void quoted(struct buffer *target, const char *text)
{
    buffer_text(target, "\"");
    for (; *text != '\0'; text++) {
        buffer_format(target, "%s%c", *text == '"' || *text == '\\' ? "\\" : "", *text);
    }
    buffer_text(target, "\"");
}

static void domain_part(struct buffer *target, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        const char c = text[i];
        const bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             (c >= '0' && c <= '9') || (c == '-' && i > 0);
        buffer_format(target, "%c", is_word ? c : '_');
    }
}

/* Smith, J at PO1 -> "Smith, J at PO1" <Smith__J@PO1.invalid> */
static void address(const struct mbox *mbox, const char *name)
{
    const char *text = utf8(mbox, name);
    const char *at = strstr(text, " at ");
    const char *place = at != NULL && at[4] != '\0' ? at + 4 : "cc";
    if (is_plain(text)) {
        quoted(mbox->target, text);
    } else {
        header_text(mbox->target, text);
    }
    const size_t length = at != NULL ? (size_t)(at - text) : strlen(text);
    buffer_text(mbox->target, " <");
    domain_part(mbox->target, length != 0 ? text : "nobody", length != 0 ? length : 6);
    buffer_text(mbox->target, "@");
    domain_part(mbox->target, place, strlen(place));
    buffer_text(mbox->target, ".invalid>");
}

/* Seconds of the day; 0: none can be read. */
static unsigned time_of(const char *date)
{
    const struct date_form form = {
        .order = DATE_MONTH_FIRST, .date_separator = '/', .time_separator = ':', .zone_minutes = 0};
    enum { DAY_MS = 86400000 };
    int64_t ms = 0;
    return date_read(&form, date, &ms) ? (unsigned)((ms % DAY_MS + DAY_MS) % DAY_MS / 1000) : 0;
}

/* "Jun  2" and the like; the day is from letter_day. The clock is taken for that of UTC. */
static void write_dates(const struct mbox *mbox, const char *date, struct buffer *from_line)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    static const char *const weekdays[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    int64_t day = 0;
    if (!letter_date_day(date, &day)) {
        buffer_text(from_line, "Thu Jan  1 00:00:00 1970");
        return;
    }
    const unsigned days = (unsigned)day + 719468; /* since 1 March 0000 */
    const unsigned of_era = days % 146097;
    const unsigned years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const unsigned of_year = of_era - (365 * years + years / 4 - years / 100);
    const unsigned month = (5 * of_year + 2) / 153; /* 0 is March */
    const unsigned of_month = of_year - (153 * month + 2) / 5 + 1;
    const unsigned year = years + days / 146097 * 400 + (month >= 10 ? 1 : 0);
    const char *name = months[(month + 2) % 12];
    const char *weekday = weekdays[day % 7];
    const unsigned seconds = time_of(date);
    const char *clock = arena_format(mbox->arena, "%02u:%02u:%02u", seconds / 3600,
                                     seconds / 60 % 60, seconds % 60);
    buffer_format(from_line, "%s %s %2u %s %u", weekday, name, of_month, clock, year);
    buffer_format(mbox->target, "Date: %s, %u %s %u %s +0000\n", weekday, of_month, name, year,
                  clock);
}

/* Lines end with LF; those that look like the start of a letter are marked. */
static void body_text(const struct mbox *mbox, struct bytes content)
{
    const struct bytes text = text_bytes_to_utf8(mbox->arena, mbox->page, content);
    bool is_start = true;
    for (size_t i = 0; i < text.size; i++) {
        if (is_start) {
            size_t marks = i;
            while (marks < text.size && text.data[marks] == '>') {
                marks++;
            }
            if (text.size - marks >= 5 && memcmp(text.data + marks, "From ", 5) == 0) {
                buffer_text(mbox->target, ">");
            }
        }
        is_start = text.data[i] == '\n';
        if (text.data[i] != '\r' && text.data[i] != '\0') {
            buffer_add(mbox->target, text.data + i, 1);
        }
    }
    buffer_text(mbox->target, is_start ? "" : "\n");
}

/* "PLAN.WK4 1/6/97 8:00AM": how much of it is the name. A title is a file's name and its date. */
static size_t file_name_length(const char *title)
{
    int64_t day = 0;
    const char *last = strrchr(title, ' ');
    const char *before = last;
    while (before != NULL && before > title && before[-1] != ' ') {
        before--;
    }
    if (before != NULL && before > title && letter_date_day(before, &day)) {
        last = before - 1;
    } else if (last == NULL || !letter_date_day(last + 1, &day)) {
        return strlen(title);
    }
    while (last > title && last[-1] == ' ') {
        last--;
    }
    return last > title ? (size_t)(last - title) : strlen(title);
}

static void disposition(const struct mbox *mbox, const char *title)
{
    const size_t length = file_name_length(title);
    const char *name = arena_text_n(mbox->arena, title, length);
    buffer_text(mbox->target, "Content-Disposition: attachment; filename");
    if (is_plain(name)) {
        buffer_text(mbox->target, "=");
        quoted(mbox->target, name);
    } else { /* RFC 2231 */
        buffer_text(mbox->target, "*=UTF-8''");
        for (; *name != '\0'; name++) {
            const bool is_word = strchr("!#$&+-.^_`{}~", *name) != NULL ||
                                 (*name >= '0' && *name <= '9') || (*name >= 'A' && *name <= 'Z') ||
                                 (*name >= 'a' && *name <= 'z');
            buffer_format(mbox->target, is_word ? "%c" : "%%%02X", (unsigned char)*name);
        }
    }
    if (title[length] != '\0') { /* the date is not lost */
        buffer_text(mbox->target, "\nContent-Description: ");
        header_text(mbox->target, title);
    }
}

static bool holds(struct bytes content, const char *text)
{
    const size_t length = strlen(text);
    for (size_t at = 0; at + length <= content.size; at++) {
        if (memcmp(content.data + at, text, length) == 0) {
            return true;
        }
    }
    return false;
}

/* One that no text of the letter holds: that would end a part in the middle. */
static const char *boundary_of(const struct mbox *mbox, const struct ccm_message *letter,
                               uint64_t id)
{
    const char *boundary = arena_format(mbox->arena, "=_ccmail_%llu", (unsigned long long)id);
    for (uint32_t i = 0; i < letter->item_count; i++) {
        while (letter->items[i].kind == CCM_TEXT && holds(letter->items[i].content, boundary)) {
            boundary = arena_format(mbox->arena, "%s_", boundary);
            i = 0;
        }
    }
    return boundary;
}

static void write_text(const struct mbox *mbox, const struct ccm_item *item)
{
    buffer_text(mbox->target, "Content-Type: text/plain; charset=UTF-8\n"
                              "Content-Transfer-Encoding: 8bit\n");
    if (item->title[0] != '\0') {
        buffer_text(mbox->target, "Content-Description: ");
        header_text(mbox->target, utf8(mbox, item->title));
        buffer_text(mbox->target, "\n");
    }
    buffer_text(mbox->target, "\n");
    body_text(mbox, item->content);
}

static void write_parts(const struct mbox *mbox, const struct ccm_message *letter,
                        const char *boundary)
{
    for (uint32_t i = 0; i < letter->item_count; i++) {
        const struct ccm_item *item = &letter->items[i];
        buffer_format(mbox->target, "--%s\n", boundary);
        if (item->kind == CCM_TEXT) {
            write_text(mbox, item);
        } else {
            buffer_text(mbox->target, "Content-Type: application/octet-stream\n"
                                      "Content-Transfer-Encoding: base64\n");
            disposition(mbox, utf8(mbox, item->title));
            buffer_text(mbox->target, "\n\n");
            base64(mbox->target, item->content, 57);
            buffer_text(mbox->target, "\n");
        }
    }
    buffer_format(mbox->target, "--%s--\n", boundary);
}

static void write_addresses(const struct mbox *mbox, const struct ccm_message *letter,
                            enum ccm_address_kind kind, const char *header)
{
    bool is_first = true;
    for (uint32_t i = 0; i < letter->address_count; i++) {
        if (letter->addresses[i].kind == kind) {
            buffer_format(mbox->target, is_first ? "%s: " : ",\n  ", header);
            address(mbox, letter->addresses[i].name);
            is_first = false;
        }
    }
    buffer_text(mbox->target, is_first ? "" : "\n");
}

/* "Priority: Urgent" and what else the letter's header has. */
static void write_extra(const struct mbox *mbox, const struct ccm_message *letter)
{
    for (const char *line = letter->extra; *line != '\0';) {
        const size_t length = strcspn(line, "\r\n");
        if (length != 0) {
            buffer_text(mbox->target, "X-Ccmail-Header: ");
            header_text(mbox->target, utf8(mbox, arena_text_n(mbox->arena, line, length)));
            buffer_text(mbox->target, "\n");
        }
        line += length;
        line += strspn(line, "\r\n");
    }
}

static void write_letter(const struct mbox *mbox, const struct ccm_message *letter, uint64_t id)
{
    struct buffer headers;
    struct buffer from_line;
    struct mbox inner = *mbox;
    static const struct ccm_item nothing = {.kind = CCM_TEXT, .title = "", .content = {NULL, 0}};
    const struct ccm_item *first = letter->item_count != 0 ? letter->items : &nothing;
    const bool has_parts = letter->item_count > 1 || first->kind != CCM_TEXT;
    const char *boundary = boundary_of(mbox, letter, id);
    buffer_init(&headers, mbox->arena);
    buffer_init(&from_line, mbox->arena);
    inner.target = &headers;
    buffer_text(&headers, "From: ");
    address(&inner, letter->from);
    buffer_text(&headers, "\n");
    write_addresses(&inner, letter, CCM_TO, "To");
    write_addresses(&inner, letter, CCM_CC, "Cc");
    write_addresses(&inner, letter, CCM_BCC, "Bcc");
    buffer_text(&headers, "Subject: ");
    header_text(&headers, utf8(mbox, letter->subject));
    buffer_text(&headers, "\n");
    write_dates(&inner, letter->date, &from_line);
    buffer_text(&headers, "X-Ccmail-Date: ");
    header_text(&headers, utf8(mbox, letter->date));
    buffer_text(&headers, "\n");
    write_extra(&inner, letter);
    buffer_format(&headers, "Message-ID: <%llu@%016llx.invalid>\nMIME-Version: 1.0\n",
                  (unsigned long long)id, (unsigned long long)po_identity(mbox->po));
    buffer_format(mbox->target, "From ccmail %s\n", buffer_string(&from_line));
    buffer_add(mbox->target, headers.data, headers.size);
    if (has_parts) {
        buffer_format(mbox->target, "Content-Type: multipart/mixed; boundary=\"%s\"\n\n", boundary);
        write_parts(mbox, letter, boundary);
    } else {
        write_text(mbox, first);
    }
    buffer_text(mbox->target, "\n");
}

static void write_unreadable(const struct mbox *mbox, uint64_t id, const char *why)
{
    buffer_format(mbox->target,
                  "From ccmail Thu Jan  1 00:00:00 1970\nFrom: \"ccbench\" <nobody@cc.invalid>\n"
                  "Subject: message %llu cannot be read\n\n%s\n\n",
                  (unsigned long long)id, why);
}

static enum status write_mailbox(const struct mbox *mbox, uint32_t usr)
{
    struct po_message message = {0};
    for (;;) {
        const uint64_t after = message.id;
        struct bytes content = {NULL, 0};
        struct ccm_message letter = {0};
        struct diagnostic diagnostic = {0};
        size_t offset = 0;
        message.id = 0;
        enum status st = po_queue_next(mbox->po, usr, after, &message);
        if (st != ST_OK && (st != ST_FILE_CORRUPT || message.id <= after)) {
            return st == ST_NO_MORE ? ST_OK : st;
        }
        if (st == ST_OK) {
            st = po_message_read(mbox->po, &message, mbox->arena, &content, NULL);
        }
        if (st == ST_OK) {
            st = ccm_read(content, &offset, mbox->arena, &letter, &diagnostic);
        }
        if (st == ST_OK) {
            write_letter(mbox, &letter, message.id);
        } else if (st == ST_FILE_CORRUPT) {
            write_unreadable(mbox, message.id,
                             diagnostic.text[0] != '\0' ? diagnostic.text : status_text(st));
        } else if (st != ST_NOT_FOUND) { /* deleted meanwhile */
            return st;
        }
    }
}

enum status po_mbox(struct postoffice *po, const char *name, struct arena *arena,
                    struct buffer *target)
{
    const struct mbox mbox = {.po = po, .arena = arena, .target = target, .page = po_text_page(po)};
    if (name != NULL) {
        struct po_entry entry;
        const char *own = text_from_utf8(arena, mbox.page, name, NULL);
        const enum status st = po_entry_find(po, own, &entry);
        if (st == ST_OK && entry.usr == 0) {
            return ST_NOT_FOUND;
        }
        return st == ST_OK ? write_mailbox(&mbox, entry.usr) : st;
    }
    struct po_entries list = {0};
    enum status st = po_entry_list(po, arena, &list);
    for (size_t i = 0; st == ST_OK && i < list.count; i++) {
        st = list.entries[i].usr != 0 ? write_mailbox(&mbox, list.entries[i].usr) : ST_OK;
    }
    return st;
}
