#include "cctools_page.h"

#include <stdio.h>
#include <string.h>

#include "base/require.h"
#include "po_text.h"

static bool is_ascii(const char *text)
{
    while ((unsigned char)*text - 1U < 0x7F) {
        text++;
    }
    return *text == '\0';
}

/* Bytes of the UTF-8 character at `text`; 0: it is none. */
static size_t character_size(const unsigned char *text)
{
    if (text[0] < 0x80) {
        return 1;
    }
    const size_t size = text[0] >= 0xF0 ? 4 : text[0] >= 0xE0 ? 3 : 2;
    if (text[0] < 0xC2 || text[0] > 0xF4) {
        return 0;
    }
    for (size_t i = 1; i < size; i++) {
        if ((text[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    return size;
}

static bool is_utf8(const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        const size_t size = character_size((const unsigned char *)text + at);
        if (size == 0 || size > length - at) {
            return false;
        }
        at += size;
    }
    return true;
}

static bool begins(const char *word, const char *prefix)
{
    return text_equal_n(word, prefix, strlen(prefix));
}

/* The page of the post office in the directory that the word may name. */
static bool page_at(const struct cctools_line *line, const char *word,
                    enum text_code_page *page_out)
{
    char path[OS_PATH_SIZE];
    char *plain = arena_text(line->arena, word);
    struct postoffice *po = NULL;
    char *to = plain;
    for (const char *from = plain; *from != '\0'; from++) {
        if (*from != '"') {
            *to++ = *from;
        }
    }
    *to = '\0';
    const bool is_relative = plain[0] != '/' && plain[0] != '\\' && strchr(plain, ':') == NULL;
    if (plain[0] == '\0' ||
        !text_join_path(path, sizeof(path), is_relative ? line->directory : "", plain) ||
        po_open(line->port, path, false, line->arena, &po) != ST_OK) {
        return false;
    }
    *page_out = po_text_page(po);
    po_close(po);
    return true;
}

enum text_code_page cctools_page_of(const struct cctools_line *line)
{
    enum text_code_page page = CODE_PAGE_437;
    bool has_more = false;
    for (int i = 0; i < line->argc; i++) {
        has_more = has_more || !is_ascii(line->argv[i]);
    }
    for (int i = 0; has_more && i < line->argc; i++) {
        const char *word = line->argv[i];
        const bool is_switch = begins(word, "/D");
        if ((is_switch || word[0] != '/') && page_at(line, word + (is_switch ? 2 : 0), &page)) {
            break;
        }
    }
    return page;
}

static bool is_name(const char *word, int place, int bare_count)
{
    static const char *const switches[] = {"/N", "/P", "/RN", "/RP", "/AS"};
    enum { NAME_AND_PASSWORD = 2, BARE_LEAST = 3 };
    for (size_t i = 0; i < ARRAY_COUNT(switches); i++) {
        if (begins(word, switches[i])) {
            return true;
        }
    }
    return word[0] != '/' && bare_count >= BARE_LEAST && place < NAME_AND_PASSWORD;
}

bool cctools_page_take(const struct cctools_line *line, enum text_code_page page)
{
    int bare_count = 0;
    int place = 0;
    for (int i = 0; i < line->argc; i++) {
        bare_count += line->argv[i][0] != '/' ? 1 : 0;
    }
    for (int i = 0; i < line->argc; i++) {
        const char *word = line->argv[i];
        const char *taken = word;
        struct diagnostic diagnostic = {0};
        if (is_name(word, place, bare_count) && !is_ascii(word) && is_utf8(word, strlen(word)) &&
            !po_text_take(page, word, line->arena, &taken, &diagnostic)) {
            (void)fprintf(stderr, "cctools: %s\n", diagnostic.text);
            return false;
        }
        if (taken != word) {
            line->argv[i] = arena_text(line->arena, taken);
        }
        place += word[0] != '/' ? 1 : 0;
    }
    return true;
}

/* Paths in it are UTF-8, names are not: each character is as it can be. Of pages with characters of
 * two bytes the line is taken as a whole. */
static void print_mixed(const char *text, size_t size, enum text_code_page page,
                        struct arena *scratch)
{
    const bool is_wide = page != CODE_PAGE_437 && page != CODE_PAGE_850;
    for (size_t at = 0; at < size;) {
        const size_t whole = is_wide ? 0 : character_size((const unsigned char *)text + at);
        const size_t part = whole != 0 ? whole : is_wide ? size : 1;
        const char *bytes = arena_text_n(scratch, text + at, part);
        const char *shown = whole != 0 ? bytes : text_to_utf8(scratch, page, bytes);
        (void)fwrite(shown, 1, strlen(shown), stdout);
        at += part;
    }
}

void cctools_page_print(const char *text, enum text_code_page page, struct arena *scratch)
{
    while (*text != '\0') {
        const size_t length = strcspn(text, "\n");
        const size_t size = length + (text[length] == '\n' ? 1 : 0);
        if (is_utf8(text, size)) {
            (void)fwrite(text, 1, size, stdout);
        } else {
            print_mixed(text, size, page, scratch);
        }
        text += size;
    }
    (void)fflush(stdout); /* nobody is there to hear that nobody listens */
}
