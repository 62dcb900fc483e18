#include "world/truth_subject.h"

#include <string.h>

#include "base/ccm.h"
#include "base/text.h"
#include "world/truth_inside.h"

/* Where the next line "Message:" begins; the end of the file. */
static size_t next_message(struct bytes file, size_t from)
{
    static const char line[] = "\r\nMessage:\r\n";
    const size_t length = sizeof(line) - 1;
    for (size_t at = from; at + length <= file.size; at++) {
        if (memcmp(file.data + at, line, length) == 0) {
            return at + 2;
        }
    }
    return file.size;
}

/* A message that is all there and that nobody can read, for its sizes are wrong (Q166561): its
 * subject, and *offset goes to the next one; NULL: it was cut off. */
static const char *malformed_subject(struct bytes file, size_t *offset, struct arena *arena)
{
    static const char first[] = "Message:\r\n";
    static const char subject[] = "\r\nSubject: ";
    const char *text = arena_text_n(arena, (const char *)file.data + *offset, file.size - *offset);
    const char *found = text_starts(text, first) ? strstr(text, subject) : NULL;
    if (found == NULL) {
        return NULL;
    }
    uint64_t count = 0;
    const char *digits = text + strlen(first) + strspn(text + strlen(first), " ");
    if (!text_to_u64(arena_text_n(arena, digits, strspn(digits, "0123456789")), &count) ||
        count > file.size - *offset) {
        return NULL;
    }
    *offset = next_message(file, *offset + 1);
    found += strlen(subject);
    return arena_text_n(arena, found, strcspn(found, "\r\n"));
}

/* The rest of a header line that begins with this text, up to its line end; NULL: it does not, or
 * not in plain form. */
static const uint8_t *plain_value(const uint8_t *line, size_t size, const char *start,
                                  size_t start_size, size_t *size_out)
{
    if (size < start_size + 1 || memcmp(line, start, start_size) != 0 || line[size - 1] != '\r') {
        return NULL;
    }
    *size_out = size - 1 - start_size;
    return memchr(line + start_size, '\r', *size_out) == NULL ? line + start_size : NULL;
}

/* Where the message of this file ends, when it is in the form that IMPORT, EXPORT and the connector
 * write, with its size and nothing but another message behind it; 0: it is not. *start_out is
 * behind the line of its size. */
static size_t plain_end(struct bytes file, size_t offset, size_t *start_out)
{
    static const char first[] = "Message:\r\n";
    const size_t length = sizeof(first) - 1;
    size_t at = offset + length;
    if (file.size < at || memcmp(file.data + offset, first, length) != 0) {
        return 0;
    }
    while (at < file.size && file.data[at] == ' ') {
        at++;
    }
    uint64_t count = 0;
    for (; at < file.size && file.data[at] >= '0' && file.data[at] <= '9'; at++) {
        count = count < UINT32_MAX ? count * 10 + (file.data[at] - '0') : count;
    }
    if (file.size - at < 2 || memcmp(file.data + at, "\r\n", 2) != 0) {
        return 0;
    }
    *start_out = at + 2;
    const size_t rest = file.size - *start_out;
    if (count == 0 || count > rest) {
        return 0;
    }
    const size_t end = *start_out + (size_t)count;
    const bool is_last = end == file.size;
    return is_last || (file.size - end >= length && memcmp(file.data + end, first, length) == 0)
               ? end
               : 0;
}

/* The subject of a message as our programs write it, without a look at its items, of which the
 * ledger of files knows nothing; NULL: it has to be read with care. */
static const char *plain_subject(struct bytes file, size_t *offset, struct arena *arena)
{
    static const char subject[] = "Subject: ";
    size_t at = 0;
    const size_t end = plain_end(file, *offset, &at);
    const size_t start = at;
    while (at < end) {
        const uint8_t *line = file.data + at;
        const uint8_t *feed = memchr(line, '\n', end - at);
        if (feed == NULL) {
            return NULL;
        }
        if ((line[0] & 0xDF) == 'S') {
            size_t size = 0;
            const uint8_t *value =
                plain_value(line, (size_t)(feed - line), subject, sizeof(subject) - 1, &size);
            const uint8_t *header = file.data + start;
            if (value == NULL || memchr(header, '\0', (size_t)(value - header) + size) != NULL) {
                return NULL;
            }
            *offset = end;
            return arena_text_n(arena, (const char *)value, size);
        }
        if ((line[0] & 0xDF) == 'C' && (line[1] & 0xDF) == 'O') {
            return NULL; /* Contents: begins, and there was no subject */
        }
        at = (size_t)(feed - file.data) + 1;
    }
    return NULL;
}

/* NULL: no more, or what is left was cut off. */
static const char *careful_subject(struct bytes file, size_t *offset, struct arena *arena)
{
    struct ccm_message message;
    struct diagnostic diagnostic;
    const enum status st = ccm_read(file, offset, arena, &message, &diagnostic);
    if (st == ST_OK) {
        return message.subject;
    }
    return st == ST_FILE_CORRUPT ? malformed_subject(file, offset, arena) : NULL;
}

const char *truth_subject(struct bytes file, size_t *offset, struct arena *arena)
{
    const char *subject = plain_subject(file, offset, arena);
    return subject != NULL ? subject : careful_subject(file, offset, arena);
}

const char *truth_next_subject(struct bytes file, size_t *offset, struct arena *arena)
{
    static const char line[] = "\nSubject: ";
    const size_t length = sizeof(line) - 1;
    for (size_t at = *offset; at + length <= file.size; at++) {
        if (memcmp(file.data + at, line, length) == 0) {
            const char *text = (const char *)file.data + at + length;
            const size_t left = file.size - at - length;
            const char *end = memchr(text, '\r', left);
            *offset = at + length;
            return arena_text_n(arena, text, end != NULL ? (size_t)(end - text) : left);
        }
    }
    return NULL;
}

enum { NAME_PAGES = 4 };

/* What comes out of a post office of the `n`-th page where a name has characters that this page has
 * no place for, '?'; NULL: it has them all. */
static const char *lossy_name(struct arena *arena, size_t n, const char *name)
{
    static const enum text_code_page pages[NAME_PAGES] = {CODE_PAGE_437, CODE_PAGE_850,
                                                          CODE_PAGE_932, CODE_PAGE_949};
    size_t lost = 0;
    const char *in_page = text_from_utf8(arena, pages[n], name, &lost);
    return lost > 0 ? text_to_utf8(arena, pages[n], in_page) : NULL;
}

static bool is_lossy(struct arena *arena, const char *name, const char *seen)
{
    bool is_it = false;
    for (size_t n = 0; n < NAME_PAGES && !is_it && strchr(seen, '?') != NULL; n++) {
        const char *lossy = lossy_name(arena, n, name);
        is_it = lossy != NULL && text_equal(lossy, seen);
    }
    return is_it;
}

struct truth_duty *truth_duty_of_foreign(struct truth *truth, struct truth_letter *letter,
                                         const char *recipient)
{
    const char *square = arena_format(&truth->scratch, ":%s]", recipient);
    const char *round = arena_format(&truth->scratch, ":%s)", recipient);
    for (uint32_t i = 0; i < letter->duty_count; i++) {
        const char *name = letter->duties[i].recipient;
        if (text_contains_folded(name, square) || text_contains_folded(name, round) ||
            is_lossy(&truth->scratch, name, recipient)) {
            return &letter->duties[i];
        }
    }
    return NULL;
}

/* A line of its own for the user alone: that is how `Use ANR` wrote to him. */
static bool has_line(const char *text, const char *line, size_t length)
{
    while (*text != '\0') {
        const size_t size = strcspn(text, "\r\n");
        if (size == length && text_equal_n(text, line, length)) {
            return true;
        }
        text += size + strspn(text + size, "\r\n");
    }
    return false;
}

static bool names(const char *report, const char *recipient)
{
    const char *at = NULL;
    for (const char *c = recipient; *c != '\0'; c++) {
        at = text_starts(c, " at ") ? c : at;
    }
    return text_contains_folded(report, recipient) ||
           (at != NULL && has_line(report, recipient, (size_t)(at - recipient)));
}

bool truth_names(struct arena *arena, const char *report, const char *recipient)
{
    bool is_named = names(report, recipient);
    for (size_t n = 0; n < NAME_PAGES && !is_named && strchr(report, '?') != NULL; n++) {
        const char *lossy = lossy_name(arena, n, recipient);
        is_named = lossy != NULL && names(report, lossy);
    }
    return is_named;
}
