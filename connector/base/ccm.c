#include "base/ccm.h"

#include <string.h>

#include "base/ccm_keywords.h"
#include "base/text.h"

struct reader {
    struct bytes file;
    size_t at;
    bool is_counted;      /* written with /ITEMSIZE */
    bool zero_is_unknown; /* the count 0 of a file item says nothing */
    struct arena *arena;
    struct diagnostic *diagnostic;
};

/* Where a block ends; without a count, the end of what holds it, or a keyword before that. */
struct block {
    size_t end;
    bool is_exact;    /* false: the file's end stands for it */
    unsigned closing; /* blocks that end there, each with a CR LF of its own */
};

enum count_kind { COUNT_NONE, COUNT_BLANK, COUNT_NUMBER };

struct line {
    struct bytes text; /* without its end */
    size_t next;       /* where the next one begins */
};

static struct line line_at(const struct reader *reader, size_t at, size_t end)
{
    const uint8_t *start = reader->file.data + at;
    const uint8_t *feed = at < end ? memchr(start, '\n', end - at) : NULL;
    size_t size = feed != NULL ? (size_t)(feed - start) : end - at;
    const size_t next = feed != NULL ? at + size + 1 : end;
    if (size > 0 && start[size - 1] == '\r') {
        size--;
    }
    return (struct line){{start, size}, next};
}

/* A carriage return that does not end its line is one too. */
static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Line ends and, from DOS, the end-of-file character may stand between blocks. */
static bool is_gap(uint8_t c)
{
    return is_blank(c) || c == '\n' || c == 0x1A;
}

static size_t skip_gap(const struct reader *reader, size_t at, size_t end)
{
    while (at < end && is_gap(reader->file.data[at])) {
        at++;
    }
    return at;
}

static struct bytes trim(struct bytes text)
{
    while (text.size > 0 && is_blank(text.data[0])) {
        text.data++;
        text.size--;
    }
    while (text.size > 0 && is_blank(text.data[text.size - 1])) {
        text.size--;
    }
    return text;
}

/* Behind the blank that stands between keyword and value. */
static struct bytes as_written(struct bytes value)
{
    const size_t blank = value.size > 0 && value.data[0] == ' ';
    return (struct bytes){value.data + blank, value.size - blank};
}

/* True when the line begins with the keyword; the rest of it is the value. */
static bool take_keyword(struct bytes line, const char *keyword, struct bytes *value_out)
{
    if (line.size == 0 || ((line.data[0] ^ (uint8_t)keyword[0]) & 0xDF) != 0) {
        return false; /* the first letter tells most of them apart */
    }
    const size_t length = strlen(keyword);
    if (line.size < length || (memcmp(line.data, keyword, length) != 0 &&
                               !text_equal_n((const char *)line.data, keyword, length))) {
        return false;
    }
    *value_out = (struct bytes){line.data + length, line.size - length};
    return true;
}

static enum status corrupt(struct reader *reader, const char *expected)
{
    char found[17];
    size_t size = 0;
    while (size + 1 < sizeof(found) && reader->at + size < reader->file.size) {
        const uint8_t c = reader->file.data[reader->at + size];
        if (c == '\r' || c == '\n') {
            break;
        }
        found[size++] = c >= ' ' && c < 0x7F ? (char)c : '?';
    }
    found[size] = '\0';
    diagnostic_set(reader->diagnostic, reader->at, "\"%s\" where %s is expected", found, expected);
    return ST_FILE_CORRUPT;
}

static enum count_kind read_count(struct bytes line, uint64_t *count_out)
{
    const uint8_t *at = line.data;
    const uint8_t *const end = line.data + line.size;
    while (at < end && *at == ' ') { /* counts are right-aligned */
        at++;
    }
    while (at < end && is_blank(*at)) {
        at++;
    }
    if (at == end) {
        return COUNT_BLANK;
    }
    const uint8_t *const digits = at;
    const uint8_t *const sure = end - at > 19 ? at + 19 : end; /* so many digits always fit */
    uint64_t count = 0;
    for (; at < sure && (uint8_t)(*at - '0') <= 9; at++) {
        count = count * 10 + (*at - '0');
    }
    for (; at < end && (uint8_t)(*at - '0') <= 9; at++) {
        count = count <= (UINT64_MAX - 9) / 10 ? count * 10 + (*at - '0') : UINT64_MAX;
    }
    const bool has_digits = at > digits;
    while (at < end && is_blank(*at)) {
        at++;
    }
    *count_out = count;
    return has_digits && at == end ? COUNT_NUMBER : COUNT_NONE;
}

/* Takes the count line, when there is one, and finds the end of the block in what holds it. */
static enum status enter_block(struct reader *reader, struct block outer, struct block *block_out,
                               enum count_kind *kind_out)
{
    uint64_t count = 0;
    const struct line line = line_at(reader, reader->at, outer.end);
    const enum count_kind kind = read_count(line.text, &count);
    const uint64_t count_at = reader->at;
    if (kind != COUNT_NONE) {
        reader->at = line.next;
    }
    *kind_out = kind;
    *block_out = (struct block){outer.end, outer.is_exact, outer.closing + 1};
    if (kind != COUNT_NUMBER) {
        return ST_OK;
    }
    if (count > outer.end - reader->at) {
        diagnostic_set(reader->diagnostic, count_at,
                       "a block of %llu bytes where at most %llu are left",
                       (unsigned long long)count, (unsigned long long)(outer.end - reader->at));
        return ST_FILE_CORRUPT;
    }
    *block_out = (struct block){reader->at + (size_t)count, true, 1};
    return ST_OK;
}

/* A message and its contents are never empty: a count of 0 is what is left of a blank one
 * (Q287056). */
static enum status enter_outer_block(struct reader *reader, struct block outer,
                                     struct block *block_out, enum count_kind *kind_out)
{
    const enum status st = enter_block(reader, outer, block_out, kind_out);
    const size_t first = skip_gap(reader, reader->at, outer.end);
    if (st == ST_OK && *kind_out == COUNT_NONE && first < outer.end &&
        (uint8_t)(reader->file.data[first] - '0') <= 9) {
        return corrupt(reader, "a count"); /* "17x": no keyword begins with a digit */
    }
    if (st == ST_OK && *kind_out == COUNT_NUMBER && block_out->end == reader->at) {
        *block_out = (struct block){outer.end, outer.is_exact, outer.closing + 1};
    }
    return st;
}

static bool is_item_start(const struct reader *reader, size_t at, size_t end)
{
    struct bytes value;
    uint64_t count = 0;
    const struct line line = line_at(reader, at, end);
    const bool begins = take_keyword(line.text, text_item_keyword, &value) ||
                        take_keyword(line.text, file_item_keyword, &value);
    return begins && (!reader->is_counted ||
                      read_count(line_at(reader, line.next, end).text, &count) != COUNT_NONE);
}

/* The line alone could be text of a letter; a header has to follow. */
static bool is_message_start(const struct reader *reader, size_t at, size_t end)
{
    static const char *const header_keywords[] = {"From:", "Date:", "To:", "Subject:"};
    struct bytes value;
    uint64_t count = 0;
    struct line line = line_at(reader, at, end);
    if (!take_keyword(line.text, message_keyword, &value) || trim(value).size != 0) {
        return false;
    }
    line = line_at(reader, line.next, end);
    if (read_count(line.text, &count) != COUNT_NONE) {
        line = line_at(reader, line.next, end);
    }
    for (size_t i = 0; i < ARRAY_COUNT(header_keywords); i++) {
        if (take_keyword(line.text, header_keywords[i], &value)) {
            return true;
        }
    }
    return false;
}

static size_t without_line_end(const struct reader *reader, size_t start, size_t end)
{
    const bool has_end = end - start >= 2 && memcmp(reader->file.data + end - 2, "\r\n", 2) == 0;
    return has_end ? end - 2 : end;
}

/* Contents of an item without a count: up to the next keyword. */
static struct bytes resynchronise(struct reader *reader, struct block item)
{
    const size_t start = reader->at;
    size_t at = start;
    unsigned closing = item.closing; /* with the last item its message ends too */
    while (at < item.end && (item.is_exact || !is_message_start(reader, at, item.end))) {
        if (is_item_start(reader, at, item.end)) {
            closing = 1;
            break;
        }
        at = line_at(reader, at, item.end).next;
    }
    reader->at = at;
    size_t end = at;
    for (; closing > 0; closing--) {
        end = without_line_end(reader, start, end);
    }
    return (struct bytes){reader->file.data + start, end - start};
}

static char *text_of(struct reader *reader, struct bytes text)
{
    char *copy = arena_text_n(reader->arena, (const char *)text.data, text.size);
    char *return_at = text.size != 0 ? memchr(copy, '\r', text.size) : NULL;
    for (; return_at != NULL && return_at < copy + text.size; return_at++) {
        *return_at = *return_at == '\r' ? ' ' : *return_at;
    }
    return copy;
}

static enum status read_item(struct reader *reader, struct block contents,
                             struct ccm_item *item_out)
{
    struct bytes title = {0};
    const struct line line = line_at(reader, reader->at, contents.end);
    if (take_keyword(line.text, text_item_keyword, &title)) {
        item_out->kind = CCM_TEXT;
        title = as_written(title);
    } else if (take_keyword(line.text, file_item_keyword, &title)) {
        item_out->kind = CCM_FILE;
        title = trim(title);
    } else {
        return corrupt(reader, "an item or the end of the message");
    }
    if (memchr(line.text.data, '\0', line.text.size) != NULL) {
        return corrupt(reader, "a title without zero bytes");
    }
    item_out->title = text_of(reader, title);
    reader->at = line.next;
    struct block block = {contents.end, contents.is_exact, contents.closing + 1};
    enum count_kind kind = COUNT_NONE;
    if (reader->is_counted) {
        const enum status st = enter_block(reader, contents, &block, &kind);
        if (st != ST_OK) {
            return st;
        }
    }
    bool has_count = kind == COUNT_NUMBER;
    if (has_count && reader->zero_is_unknown && item_out->kind == CCM_FILE &&
        block.end == reader->at) {
        block = (struct block){contents.end, contents.is_exact, contents.closing + 1};
        has_count = false;
    }
    if (!has_count) {
        item_out->content = resynchronise(reader, block);
        return ST_OK;
    }
    const size_t start = reader->at;
    item_out->content.data = reader->file.data + start;
    item_out->content.size = without_line_end(reader, start, block.end) - start;
    reader->at = block.end;
    return ST_OK;
}

static enum status read_items(struct reader *reader, struct block contents,
                              struct ccm_message *message)
{
    struct buffer items;
    buffer_init(&items, reader->arena);
    for (;;) {
        reader->at = skip_gap(reader, reader->at, contents.end);
        if (reader->at == contents.end ||
            (!contents.is_exact && is_message_start(reader, reader->at, contents.end))) {
            break;
        }
        struct ccm_item item = {0};
        const enum status st = read_item(reader, contents, &item);
        if (st != ST_OK) {
            return st;
        }
        buffer_add(&items, &item, sizeof(item));
        message->item_count++;
    }
    message->items = (const void *)items.data;
    return ST_OK;
}

struct header {
    struct buffer addresses;
    struct buffer extra;
};

/* Those of addresses first, by their kind. */
enum header_line {
    LINE_FROM = ARRAY_COUNT(address_keywords),
    LINE_DATE,
    LINE_SUBJECT,
    LINE_CONTENTS,
    LINE_OTHER
};

static unsigned header_line_of(struct bytes line, struct bytes *value_out)
{
    static const char *const keywords[LINE_OTHER] = {[CCM_TO] = "To:",
                                                     [CCM_CC] = "Cc:",
                                                     [CCM_BCC] = "Bcc:",
                                                     [LINE_FROM] = "From:",
                                                     [LINE_DATE] = "Date:",
                                                     [LINE_SUBJECT] = "Subject:",
                                                     [LINE_CONTENTS] = contents_keyword};
    const uint8_t first = line.size != 0 ? line.data[0] & 0xDF : 0;
    unsigned at = 0;
    while (at < LINE_OTHER &&
           (first != (uint8_t)keywords[at][0] || !take_keyword(line, keywords[at], value_out))) {
        at++;
    }
    return at;
}

/* False: the line ends the header. A second From, Date or Subject is kept as an unknown one. */
static bool read_header_line(struct reader *reader, struct bytes line, struct header *header,
                             struct ccm_message *message)
{
    struct bytes value = {0};
    const unsigned kind = header_line_of(line, &value);
    const char **text = kind == LINE_FROM      ? &message->from
                        : kind == LINE_DATE    ? &message->date
                        : kind == LINE_SUBJECT ? &message->subject
                                               : NULL;
    if (kind < LINE_FROM) {
        const struct ccm_address address = {(enum ccm_address_kind)kind,
                                            text_of(reader, trim(value))};
        buffer_add(&header->addresses, &address, sizeof(address));
        message->address_count++;
    } else if (kind == LINE_CONTENTS && trim(value).size == 0) {
        return false;
    } else if (text != NULL && *text == NULL) {
        *text = text_of(reader, kind == LINE_SUBJECT ? as_written(value) : trim(value));
    } else if (trim(line).size != 0) {
        buffer_add(&header->extra, line.data, line.size);
        buffer_text(&header->extra, "\r\n");
    }
    return true;
}

/* A zero byte among the lines from `start` on? The reader is at the first such line then. */
static bool has_zero(struct reader *reader, size_t start)
{
    const uint8_t *data = reader->file.data;
    const uint8_t *zero = memchr(data + start, '\0', reader->at - start);
    if (zero == NULL) {
        return false;
    }
    reader->at = (size_t)(zero - data);
    while (reader->at > start && data[reader->at - 1] != '\n') {
        reader->at--;
    }
    return true;
}

static enum status read_header(struct reader *reader, struct block block,
                               struct ccm_message *message)
{
    struct header header;
    const size_t start = reader->at;
    bool has_contents = false;
    buffer_init(&header.addresses, reader->arena);
    buffer_init(&header.extra, reader->arena);
    while (!has_contents && reader->at != block.end &&
           (block.is_exact || !is_message_start(reader, reader->at, block.end))) {
        const struct line line = line_at(reader, reader->at, block.end);
        reader->at = line.next;
        has_contents = !read_header_line(reader, line.text, &header, message);
    }
    if (has_zero(reader, start)) {
        return corrupt(reader, "a header line without zero bytes");
    }
    if (!has_contents) {
        return corrupt(reader, "Contents: of the message"); /* mandatory (Q234745) */
    }
    message->from = message->from != NULL ? message->from : "";
    message->date = message->date != NULL ? message->date : "";
    message->subject = message->subject != NULL ? message->subject : "";
    message->addresses = (const void *)header.addresses.data;
    message->extra = buffer_string(&header.extra);
    return ST_OK;
}

/* `reader->at` is behind the line "Message:". */
static enum status read_message(struct reader *reader, struct ccm_message *message)
{
    const struct block all = {reader->file.size, false, 0};
    struct block block = all;
    struct block contents = all;
    enum count_kind kind = COUNT_NONE;
    enum status st = enter_outer_block(reader, all, &block, &kind);
    reader->is_counted = kind != COUNT_NONE;
    if (st == ST_OK) {
        st = read_header(reader, block, message);
    }
    if (st == ST_OK) {
        contents = (struct block){block.end, block.is_exact, block.closing + 1};
        if (reader->is_counted) {
            st = enter_outer_block(reader, block, &contents, &kind);
        }
    }
    if (st == ST_OK) {
        st = read_items(reader, contents, message);
    }
    if (st != ST_OK) {
        return st;
    }
    reader->at = skip_gap(reader, reader->at, block.end);
    if (block.is_exact && reader->at != block.end) {
        return corrupt(reader, "the end of the message");
    }
    return ST_OK;
}

/* `reader->at` is where the line "Message:" should be. */
static enum status read_whole(struct reader *reader, struct ccm_message *message)
{
    struct bytes value;
    const struct line line = line_at(reader, reader->at, reader->file.size);
    if (!take_keyword(line.text, message_keyword, &value) || trim(value).size != 0) {
        return corrupt(reader, message_keyword);
    }
    reader->at = line.next;
    return read_message(reader, message);
}

static enum status read_next(struct reader *reader, size_t *offset, struct ccm_message *message_out)
{
    const struct bytes file = reader->file;
    struct ccm_message message = {0};
    REQUIRE(*offset <= file.size);
    reader->at = skip_gap(reader, *offset, file.size);
    if (reader->at == file.size) {
        *offset = file.size;
        return ST_NO_MORE;
    }
    const enum status st = read_whole(reader, &message);
    if (st != ST_OK) {
        diagnostic_find_line(reader->diagnostic, file.data, file.size);
        return st;
    }
    *offset = reader->at;
    *message_out = message;
    return ST_OK;
}

enum status ccm_read(struct bytes file, size_t *offset, struct arena *arena,
                     struct ccm_message *message_out, struct diagnostic *diagnostic_out)
{
    struct reader reader = {.file = file, .arena = arena, .diagnostic = diagnostic_out};
    return read_next(&reader, offset, message_out);
}

enum status ccm_read_sizeless(struct bytes file, size_t *offset, struct arena *arena,
                              struct ccm_message *message_out, struct diagnostic *diagnostic_out)
{
    struct reader reader = {
        .file = file, .zero_is_unknown = true, .arena = arena, .diagnostic = diagnostic_out};
    return read_next(&reader, offset, message_out);
}
