#include "mime/mime.h"

#include <string.h>

#include <gmime/gmime.h>

#include "base/text.h"
#include "mime/charset.h"
#include "mime/mail_header.h"

/* One mail on its way to a message. */
struct letter {
    struct bytes mail;
    struct arena *arena;
    struct buffer items; /* struct exchange_item */
    size_t replaced;     /* characters */
    bool has_text;
    bool has_html_body;
    bool is_too_deep;
    unsigned depth;
    const char *boundaries[MIME_DEPTH_MAX]; /* of the multiparts around the part */
};

/* ---- names ---- */

/* Cut between two characters, so that the extension (up to five bytes) stays. */
static const char *limit_name(struct letter *letter, const char *name)
{
    const size_t length = strlen(name);
    if (length <= MIME_NAME_MAX) {
        return name;
    }
    const char *dot = strrchr(name, '.');
    const char *extension = dot != NULL && strlen(dot) <= 5 ? dot : "";
    size_t keep = MIME_NAME_MAX - strlen(extension);
    while (keep > 0 && ((unsigned char)name[keep] & 0xC0) == 0x80) {
        keep--;
    }
    return arena_format(letter->arena, "%.*s%s", (int)keep, name, extension);
}

/* ---- items ---- */

static void add_item(struct letter *letter, enum exchange_item_kind kind, const char *name,
                     struct bytes content)
{
    const struct exchange_item item = {.kind = kind, .name = name, .content = content};
    buffer_add(&letter->items, &item, sizeof(item));
}

static void add_text(struct letter *letter, const char *charset, struct bytes content)
{
    const struct bytes utf8 = charset_to_utf8(letter->arena, charset, content, &letter->replaced);
    add_item(letter, EXCHANGE_TEXT, "", utf8);
    letter->has_text = true;
}

static bool is_type(GMimeObject *part, const char *type, const char *subtype)
{
    return g_mime_content_type_is_type(g_mime_object_get_content_type(part), type, subtype);
}

static const char *default_name(GMimeObject *part)
{
    static const struct {
        const char *type;
        const char *subtype;
        const char *name;
    } rows[] = {
        {"text", "html", "Unnamed.htm"},
        {"text", "rtf", "Unnamed.rtf"},
        {"text", "calendar", "Unnamed.ics"},
        {"text", "csv", "Unnamed.csv"},
        {"text", "*", "Unnamed.txt"},
        {"message", "rfc822", "Unnamed.eml"},
        {"message", "global", "Unnamed.eml"},
        {"message", "*", "Unnamed.txt"},
        {"image", "jpeg", "Unnamed.jpg"},
        {"image", "gif", "Unnamed.gif"},
        {"image", "png", "Unnamed.png"},
        {"image", "bmp", "Unnamed.bmp"},
        {"image", "tiff", "Unnamed.tif"},
        {"audio", "basic", "Unnamed.au"},
        {"application", "pdf", "Unnamed.pdf"},
        {"application", "rtf", "Unnamed.rtf"},
        {"application", "zip", "Unnamed.zip"},
        {"application", "msword", "Unnamed.doc"},
        {"application", "postscript", "Unnamed.ps"},
        {"application", "pkcs7-signature", "smime.p7s"},
        {"application", "ms-tnef", "WINMAIL.DAT"},
        {"*", "*", "Unnamed.bin"},
    };
    size_t i = 0;
    while (i + 1 < ARRAY_COUNT(rows) && !is_type(part, rows[i].type, rows[i].subtype)) {
        i++;
    }
    return rows[i].name;
}

/* "" when the part has none. */
static const char *written_name(struct letter *letter, GMimeObject *part)
{
    if (!GMIME_IS_PART(part)) {
        return "";
    }
    const char *name =
        charset_line(letter->arena, g_mime_part_get_filename((GMimePart *)part), &letter->replaced);
    return limit_name(letter, text_base_name(name));
}

static bool is_attachment(GMimeObject *part)
{
    const char *disposition = g_mime_object_get_disposition(part);
    return disposition != NULL && text_equal(disposition, "attachment");
}

/* The bytes behind the transfer encoding. */
static struct bytes part_content(struct letter *letter, GMimeObject *part)
{
    GMimeDataWrapper *wrapper =
        GMIME_IS_PART(part) ? g_mime_part_get_content((GMimePart *)part) : NULL;
    GMimeStream *stream = g_mime_stream_mem_new();
    if (wrapper != NULL) {
        (void)g_mime_data_wrapper_write_to_stream(wrapper, stream); /* memory takes all */
    } else {
        (void)g_mime_object_write_content_to_stream(part, NULL, stream);
    }
    const GByteArray *array = g_mime_stream_mem_get_byte_array((GMimeStreamMem *)stream);
    const struct bytes content = {arena_copy(letter->arena, array->data, array->len), array->len};
    g_object_unref(stream);
    return content;
}

static void read_leaf(struct letter *letter, GMimeObject *part, bool is_as_file)
{
    const char *name = written_name(letter, part);
    const bool is_body = *name == '\0' && !is_attachment(part);
    const struct bytes content = part_content(letter, part);
    if (is_body && !is_as_file && is_type(part, "text", "plain")) {
        add_text(letter, g_mime_object_get_content_type_parameter(part, "charset"), content);
        return;
    }
    if (is_body && is_type(part, "text", "html")) {
        name = "body.htm";
        letter->has_html_body = true;
    }
    add_item(letter, EXCHANGE_FILE, *name != '\0' ? name : default_name(part), content);
}

/* ---- messages in a message ---- */

static size_t first_header(GMimeObject *object, size_t least)
{
    GMimeHeaderList *headers = g_mime_object_get_header_list(object);
    for (int i = 0; i < g_mime_header_list_get_count(headers); i++) {
        const gint64 offset =
            g_mime_header_get_offset(g_mime_header_list_get_header_at(headers, i));
        if (offset >= 0 && (uint64_t)offset < least) {
            least = (size_t)offset;
        }
    }
    return least;
}

/* "--boundary" or "--boundary--", and nothing else but blanks on the line. */
static bool is_boundary_line(const char *boundary, const uint8_t *line, size_t size)
{
    const size_t length = boundary != NULL ? strlen(boundary) : 0;
    if (length == 0 || size < length + 2 || memcmp(line, "--", 2) != 0 ||
        memcmp(line + 2, boundary, length) != 0) {
        return false;
    }
    size_t at = length + 2;
    if (size - at >= 2 && memcmp(line + at, "--", 2) == 0) {
        at += 2;
    }
    while (at < size &&
           (line[at] == ' ' || line[at] == '\t' || line[at] == '\r' || line[at] == '\n')) {
        at++;
    }
    return at == size;
}

static bool is_boundary(const struct letter *letter, const uint8_t *line, size_t size)
{
    for (unsigned i = 0; i < letter->depth; i++) {
        if (is_boundary_line(letter->boundaries[i], line, size)) {
            return true;
        }
    }
    return false;
}

/* From `start` to the line end in front of the next boundary line around it. */
static struct bytes up_to_boundary(const struct letter *letter, size_t start)
{
    const uint8_t *data = letter->mail.data;
    size_t end = start;
    while (end < letter->mail.size) {
        const uint8_t *feed = memchr(data + end, '\n', letter->mail.size - end);
        const size_t next = feed != NULL ? (size_t)(feed - data) + 1 : letter->mail.size;
        if (is_boundary(letter, data + end, next - end)) {
            if (end > start) {
                end--;
            }
            if (end > start && data[end - 1] == '\r') {
                end--;
            }
            break;
        }
        end = next;
    }
    const size_t size = end - start;
    return (struct bytes){arena_copy(letter->arena, data + start, size), size};
}

/* What follows the header of a part that GMime found nothing in. Writing the parsed part anew could
 * bring in a random boundary. */
static struct bytes raw_body(const struct letter *letter, GMimeObject *part)
{
    const uint8_t *data = letter->mail.data;
    size_t at = first_header(part, letter->mail.size);
    bool is_header = true;
    while (is_header && at < letter->mail.size) {
        const uint8_t *feed = memchr(data + at, '\n', letter->mail.size - at);
        const size_t next = feed != NULL ? (size_t)(feed - data) + 1 : letter->mail.size;
        if (is_boundary(letter, data + at, next - at)) {
            break;
        }
        is_header = data[at] != '\n' && data[at] != '\r';
        at = next;
    }
    return up_to_boundary(letter, at);
}

static const char *inner_name(struct letter *letter, GMimeMessage *message)
{
    const char *subject =
        charset_line(letter->arena, g_mime_message_get_subject(message), &letter->replaced);
    if (*subject == '\0') {
        return "Unnamed.eml";
    }
    char *name = arena_format(letter->arena, "%s.eml", subject);
    for (char *c = name; *c != '\0'; c++) {
        if (*c == '/' || *c == '\\') {
            *c = '-';
        }
    }
    return limit_name(letter, name);
}

/* The raw bytes are cut out of the mail: writing the parsed message anew could change them. */
static void read_inner_message(struct letter *letter, GMimeMessagePart *part)
{
    GMimeMessage *message = g_mime_message_part_get_message(part);
    GMimeObject *body = message != NULL ? g_mime_message_get_mime_part(message) : NULL;
    const char *name = "Unnamed.eml";
    size_t start = letter->mail.size;
    if (message != NULL) {
        name = inner_name(letter, message);
        start = first_header((GMimeObject *)message, start);
    }
    if (body != NULL) {
        start = first_header(body, start);
    }
    const struct bytes content = start < letter->mail.size
                                     ? up_to_boundary(letter, start)
                                     : part_content(letter, (GMimeObject *)part);
    add_item(letter, EXCHANGE_FILE, name, content);
}

/* ---- multiparts ---- */

/* NOLINTNEXTLINE(misc-no-recursion): at most MIME_DEPTH_MAX deep */
static bool holds_plain_text(GMimeObject *part, unsigned depth)
{
    if (!GMIME_IS_MULTIPART(part)) {
        return is_type(part, "text", "plain") && !is_attachment(part);
    }
    GMimeMultipart *multipart = (GMimeMultipart *)part;
    const int count = g_mime_multipart_get_count(multipart);
    for (int i = 0; i < count && depth < MIME_DEPTH_MAX; i++) {
        if (holds_plain_text(g_mime_multipart_get_part(multipart, i), depth + 1)) {
            return true;
        }
    }
    return false;
}

static void read_part(struct letter *letter, GMimeObject *part, bool is_as_file);

/* NOLINTNEXTLINE(misc-no-recursion): at most MIME_DEPTH_MAX deep */
static void read_multipart(struct letter *letter, GMimeMultipart *multipart, bool is_as_file)
{
    const bool is_alternative = is_type((GMimeObject *)multipart, "multipart", "alternative");
    const int count = g_mime_multipart_get_count(multipart);
    bool is_chosen = false;
    for (int i = 0; i < count; i++) {
        GMimeObject *part = g_mime_multipart_get_part(multipart, i);
        bool is_other = is_as_file;
        if (is_alternative && !is_as_file) {
            is_other = is_chosen || !holds_plain_text(part, 0);
            is_chosen = is_chosen || !is_other;
        }
        read_part(letter, part, is_other);
    }
}

/* NOLINTNEXTLINE(misc-no-recursion): at most MIME_DEPTH_MAX deep */
static void read_part(struct letter *letter, GMimeObject *part, bool is_as_file)
{
    if (GMIME_IS_MESSAGE_PART(part)) {
        read_inner_message(letter, (GMimeMessagePart *)part);
        return;
    }
    if (!GMIME_IS_MULTIPART(part)) {
        read_leaf(letter, part, is_as_file);
        return;
    }
    if (g_mime_multipart_get_count((GMimeMultipart *)part) == 0) {
        add_text(letter, NULL, raw_body(letter, part));
        return;
    }
    if (letter->depth == MIME_DEPTH_MAX) {
        letter->is_too_deep = true;
        return;
    }
    letter->boundaries[letter->depth++] = g_mime_multipart_get_boundary((GMimeMultipart *)part);
    read_multipart(letter, (GMimeMultipart *)part, is_as_file);
    letter->depth--;
}

/* ---- the mail ---- */

/* Mailboxes of Unix put a line "From ..." in front; "From  :" is the header line. */
static struct bytes without_mailbox_line(struct bytes mail)
{
    size_t at = 5;
    while (at < mail.size && mail.data[at] == ' ') {
        at++;
    }
    if (at < mail.size && memcmp(mail.data, "From ", 5) == 0 && mail.data[at] != ':') {
        const uint8_t *feed = memchr(mail.data, '\n', mail.size);
        const size_t skipped = feed != NULL ? (size_t)(feed - mail.data) + 1 : mail.size;
        mail.data += skipped;
        mail.size -= skipped;
    }
    return mail;
}

/* "From  : x" is obsolete, and GMime knows no such header: in a copy it becomes "From:   x". */
static const char *with_plain_colons(struct arena *arena, struct bytes mail)
{
    char *copy = arena_text_n(arena, (const char *)mail.data, mail.size);
    for (char *line = copy; line != NULL && *line != '\0' && *line != '\r' && *line != '\n';) {
        char *end = line;
        while (*end > ' ' && *end != ':') {
            end++;
        }
        const size_t blanks = strspn(end, " \t");
        if (end > line && blanks > 0 && end[blanks] == ':') {
            end[blanks] = ' ';
            *end = ':';
        }
        line = memchr(line, '\n', mail.size - (size_t)(line - copy));
        line = line != NULL ? line + 1 : NULL;
    }
    return copy;
}

/* NULL when there is no header line. The caller unrefs. */
static GMimeMessage *parse(struct arena *arena, struct bytes mail)
{
    static const char *fallback_charsets[] = {"utf-8", "windows-1252", NULL};
    GMimeParserOptions *options = g_mime_parser_options_new();
    GMimeStream *stream =
        g_mime_stream_mem_new_with_buffer(with_plain_colons(arena, mail), mail.size);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    g_mime_parser_options_set_fallback_charsets(options, fallback_charsets);
    g_mime_parser_set_format(parser, GMIME_FORMAT_MESSAGE);
    GMimeMessage *message = g_mime_parser_construct_message(parser, options);
    if (message != NULL && first_header((GMimeObject *)message, mail.size) == mail.size) {
        GMimeObject *body = g_mime_message_get_mime_part(message);
        if (body == NULL || first_header(body, mail.size) == mail.size) {
            g_object_unref(message);
            message = NULL;
        }
    }
    g_object_unref(parser);
    g_object_unref(stream);
    g_mime_parser_options_free(options);
    return message;
}

/* The mail's text is in a file only: a text item in front says so. */
static void add_notice(struct letter *letter)
{
    static const char notice[] = "The text of this message is in the attached file body.htm.\r\n";
    const struct buffer items = letter->items;
    buffer_init(&letter->items, letter->arena);
    add_text(letter, NULL, bytes_of_text(notice));
    buffer_add(&letter->items, items.data, items.size);
}

enum status mime_read(struct bytes mail, struct arena *arena, struct exchange_message *message_out,
                      struct diagnostic *diagnostic_out)
{
    struct letter letter = {.mail = without_mailbox_line(mail), .arena = arena};
    struct exchange_message result = {0};
    buffer_init(&letter.items, arena);
    charset_init();
    GMimeMessage *message = letter.mail.size != 0 ? parse(arena, letter.mail) : NULL;
    if (message == NULL) {
        diagnostic_set(diagnostic_out, 0, "no mail: it does not begin with a header line");
        return ST_FILE_CORRUPT;
    }
    mail_header_read(message, arena, &letter.replaced, &result);
    GMimeObject *body = g_mime_message_get_mime_part(message);
    if (body != NULL) {
        read_part(&letter, body, false);
    }
    if (!letter.has_text && letter.has_html_body) {
        add_notice(&letter);
    }
    g_object_unref(message);
    if (letter.is_too_deep) {
        diagnostic_set(diagnostic_out, 0, "parts are nested more than %d deep", MIME_DEPTH_MAX);
        return ST_FILE_CORRUPT;
    }
    diagnostic_set(diagnostic_out, 0, "%s", "");
    if (letter.replaced != 0) {
        diagnostic_set(diagnostic_out, 0, "%zu characters could not be read and were replaced",
                       letter.replaced);
    }
    result.items = (const void *)letter.items.data;
    result.item_count = (uint32_t)(letter.items.size / sizeof(struct exchange_item));
    *message_out = result;
    return ST_OK;
}
