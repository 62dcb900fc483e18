#include "mime/charset.h"

#include <errno.h>
#include <string.h>

#include <gmime/gmime.h>

#include "base/text.h"

enum { CHARSET_NAME_MAX = 40, CONVERT_CHUNK = 4096 };

static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD */

/* g_utf8_validate_len takes a zero byte for invalid; here it is a character like others. */
static size_t valid_prefix(struct bytes text, size_t at)
{
    while (at < text.size) {
        const char *end = NULL;
        const char *start = (const char *)text.data + at;
        (void)g_utf8_validate_len(start, text.size - at, &end); /* `end` is the answer */
        at += (size_t)(end - start);
        if (at == text.size || text.data[at] != 0) {
            break;
        }
        at++;
    }
    return at;
}

static struct bytes repair_utf8(struct arena *arena, struct bytes text, size_t *replaced)
{
    struct buffer target;
    buffer_init(&target, arena);
    for (size_t at = 0; at < text.size;) {
        const size_t end = valid_prefix(text, at);
        buffer_add(&target, text.data + at, end - at);
        at = end;
        if (at < text.size) {
            buffer_text(&target, replacement);
            ++*replaced;
            at++;
        }
    }
    return buffer_bytes(&target);
}

/* iconv opens files after some names; what cannot be a charset is not given to it. */
static bool is_charset_name(const char *charset)
{
    const size_t length = strlen(charset);
    return length > 0 && length <= CHARSET_NAME_MAX &&
           strspn(charset, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                           "0123456789-_.:+") == length;
}

static struct bytes convert(struct arena *arena, iconv_t converter, struct bytes text,
                            size_t *replaced)
{
    struct buffer target;
    char chunk[CONVERT_CHUNK];
    char *in = arena_copy(arena, text.data, text.size); /* iconv wants it writable */
    size_t in_left = text.size;
    bool is_flushed = false;
    buffer_init(&target, arena);
    while (!is_flushed) {
        char *out = chunk;
        size_t out_left = sizeof(chunk);
        is_flushed = in_left == 0; /* the last call ends a shifted state */
        const size_t result = is_flushed ? iconv(converter, NULL, NULL, &out, &out_left)
                                         : iconv(converter, &in, &in_left, &out, &out_left);
        const int error = result == (size_t)-1 ? errno : 0;
        buffer_add(&target, chunk, (size_t)(out - chunk));
        if (error != 0 && error != E2BIG && in_left > 0) {
            buffer_text(&target, replacement);
            ++*replaced;
            in++;
            in_left--;
        }
    }
    return buffer_bytes(&target);
}

void charset_init(void)
{
    if (g_type_from_name("GMimeMessagePart") == 0) { /* registered by g_mime_init */
        g_mime_init();
    }
}

static bool is_open(iconv_t converter)
{
    return (intptr_t)converter != -1;
}

struct bytes charset_to_utf8(struct arena *arena, const char *charset, struct bytes text,
                             size_t *replaced)
{
    if (charset != NULL && (text_equal(charset, "utf-8") || text_equal(charset, "utf8"))) {
        return repair_utf8(arena, text, replaced);
    }
    charset_init();
    const char *known = "windows-1252";
    if (charset != NULL && is_charset_name(charset) && !text_equal(charset, "us-ascii")) {
        known = charset;
    } else if (valid_prefix(text, 0) == text.size) {
        return text;
    }
    iconv_t converter = g_mime_iconv_open("UTF-8", known);
    if (!is_open(converter)) {
        if (valid_prefix(text, 0) == text.size) {
            return text;
        }
        converter = g_mime_iconv_open("UTF-8", "windows-1252");
    }
    if (!is_open(converter)) { /* an iconv without its tables */
        return repair_utf8(arena, text, replaced);
    }
    const struct bytes converted = convert(arena, converter, text, replaced);
    (void)g_mime_iconv_close(converter);            /* cannot fail: it was opened */
    return repair_utf8(arena, converted, replaced); /* whatever iconv lets through */
}

const char *charset_line(struct arena *arena, const char *text, size_t *replaced)
{
    if (text == NULL) {
        return "";
    }
    const struct bytes utf8 = charset_to_utf8(arena, "utf-8", bytes_of_text(text), replaced);
    char *line = arena_text_n(arena, (const char *)utf8.data, utf8.size);
    for (char *c = line; *c != '\0'; c++) {
        if ((unsigned char)*c < ' ' || *c == 0x7F) {
            *c = ' ';
        }
    }
    size_t length = strlen(line);
    while (length > 0 && line[length - 1] == ' ') {
        line[--length] = '\0';
    }
    return line + strspn(line, " ");
}
