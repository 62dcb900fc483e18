#include "programs/export_items.h"

#include <string.h>

#include "base/text.h"
#include "programs/hex_lines.h"
#include "programs/macbinary.h"

static bool has_resources(const struct ccm_item *item, struct macbinary *macintosh)
{
    return item->kind == CCM_FILE && macbinary_read(item->content, macintosh) &&
           macintosh->resources.size != 0;
}

/* "ABC.PCX 6/2/98 8:39AM" */
static bool is_picture(const struct ccm_item *item)
{
    return item->kind == CCM_FILE &&
           (text_match("*.pcx", item->title) || text_match("*.pcx *", item->title));
}

/* "PLAN.DOC  6/2/98 8:39AM" (assumption CLIENT_7_TITLES) */
static bool is_of_client_7(const struct ccm_item *item)
{
    return item->kind == CCM_FILE && strstr(item->title, "  ") != NULL;
}

static struct bytes damaged(struct bytes content, struct arena *arena)
{
    uint8_t *data = arena_alloc(arena, content.size + 1);
    for (size_t i = 0; i < content.size; i++) {
        data[i] = (uint8_t)(i % 7 == 0 ? ~content.data[i] : content.data[i]);
    }
    return (struct bytes){data, content.size};
}

/* Quirks of whole messages. */
static bool writes_otherwise(const struct session *session, const struct ccm_message *message)
{
    return message->item_count > 1 && (session_has_quirk(session, PROGRAM_QUIRK_BLOCKS_RUN_ON) ||
                                       session_has_quirk(session, PROGRAM_QUIRK_BLANK_SIZES));
}

bool export_items_change(const struct session *session, const struct ccm_message *message)
{
    const struct program_arguments *arguments = &session->arguments;
    struct macbinary macintosh;
    if (!arguments->has_item_size || writes_otherwise(session, message)) {
        return true;
    }
    for (uint32_t i = 0; i < message->item_count; i++) {
        const struct ccm_item *item = &message->items[i];
        if (item->kind == CCM_FILE &&
            (arguments->files_are_hex ||
             (session_has_quirk(session, PROGRAM_QUIRK_PCX_UNFINISHED) && is_picture(item)) ||
             (session_has_quirk(session, PROGRAM_QUIRK_CLIENT_7_FILES) && is_of_client_7(item)) ||
             ((!arguments->keeps_macintosh ||
               session_has_quirk(session, PROGRAM_QUIRK_MAC_SIZES)) &&
              has_resources(item, &macintosh)))) {
            return true;
        }
    }
    return false;
}

static bool begins_like_a_keyword(const uint8_t *line, size_t size)
{
    static const char *const keywords[] = {"Message:", "Text item:", "File item:"};
    for (size_t i = 0; i < ARRAY_COUNT(keywords); i++) {
        const size_t length = strlen(keywords[i]);
        if (size >= length && text_equal_n(keywords[i], (const char *)line, length)) {
            return true;
        }
    }
    return false;
}

/* A blank in front of each line that would be taken for a keyword. */
static struct bytes guarded(struct bytes text, struct arena *arena)
{
    struct buffer target;
    size_t at = 0;
    buffer_init(&target, arena);
    buffer_reserve(&target, text.size);
    while (at < text.size) {
        const uint8_t *line = text.data + at;
        const uint8_t *feed = memchr(line, '\n', text.size - at);
        const size_t size = feed != NULL ? (size_t)(feed - line) + 1 : text.size - at;
        if (begins_like_a_keyword(line, size)) {
            buffer_add(&target, " ", 1);
        }
        buffer_add(&target, line, size);
        at += size;
    }
    return buffer_bytes(&target);
}

/* The items as they are to be written; where the resources are left uncounted (MAC_SIZES), their
 * bytes come into *uncounted. */
static const struct ccm_item *convert_items(struct session *session,
                                            const struct ccm_message *message,
                                            struct bytes *uncounted, struct arena *scratch)
{
    const struct program_arguments *arguments = &session->arguments;
    struct ccm_item *items = arena_array(scratch, struct ccm_item, message->item_count + 1);
    for (uint32_t i = 0; i < message->item_count; i++) {
        struct macbinary macintosh;
        items[i] = message->items[i];
        if (session_has_quirk(session, PROGRAM_QUIRK_CLIENT_7_FILES) && is_of_client_7(&items[i])) {
            items[i].content = damaged(items[i].content, scratch);
        }
        if (has_resources(&items[i], &macintosh)) {
            if (!arguments->keeps_macintosh) {
                items[i].content = macintosh.data;
            } else if (session_has_quirk(session, PROGRAM_QUIRK_MAC_SIZES)) {
                const size_t counted = (size_t)(macintosh.resources.data - items[i].content.data);
                uncounted[i] =
                    (struct bytes){macintosh.resources.data, items[i].content.size - counted};
                items[i].content.size = counted;
            }
        }
        if (items[i].kind == CCM_TEXT && !arguments->has_item_size) {
            items[i].content = guarded(items[i].content, scratch);
        } else if (items[i].kind == CCM_FILE &&
                   (arguments->files_are_hex || !arguments->has_item_size)) {
            items[i].content = hex_lines_write(items[i].content, scratch);
        }
    }
    return items;
}

/* Bytes that stand behind the content of item `i`: ends of its block and of those around it, and
 * the items that follow. */
static size_t size_behind(const struct ccm_message *message, uint32_t i)
{
    enum { ENDS = 3 * 2, COUNT_LINE = 12, KEYWORD = sizeof("Text item:") - 1, LINE_END = 2 };
    size_t size = ENDS;
    for (uint32_t k = i + 1; k < message->item_count; k++) {
        const char *title = message->items[k].title;
        size += KEYWORD + (title[0] != '\0' ? 1 + strlen(title) : 0) + LINE_END + COUNT_LINE +
                message->items[k].content.size + LINE_END;
    }
    return size;
}

static void insert(struct buffer *output, size_t behind, struct bytes content)
{
    const size_t at = output->size - behind;
    buffer_add(output, content.data, content.size);
    memmove(output->data + at + content.size, output->data + at, behind);
    memcpy(output->data + at, content.data, content.size);
}

static void write_otherwise(const struct session *session, const struct ccm_message *message,
                            struct buffer *output)
{
    enum { SIZE_AT = sizeof("Message:\r\n") - 1, SIZE_WIDTH = 10 };
    const size_t start = output->size;
    if (session_has_quirk(session, PROGRAM_QUIRK_BLOCKS_RUN_ON)) {
        ccm_write_run_on(output, message);
    } else {
        ccm_write(output, message);
    }
    if (session_has_quirk(session, PROGRAM_QUIRK_BLANK_SIZES)) {
        memset(output->data + start + SIZE_AT, ' ', SIZE_WIDTH);
    }
}

bool export_items_write(struct session *session, const struct ccm_message *message,
                        struct buffer *output, struct arena *scratch)
{
    struct ccm_message written = *message;
    struct bytes *uncounted = arena_array(scratch, struct bytes, message->item_count + 1);
    written.items = convert_items(session, message, uncounted, scratch);
    if (!session->arguments.has_item_size) {
        ccm_write_plain(output, &written);
        return true;
    }
    const size_t start = output->size;
    if (writes_otherwise(session, message)) {
        write_otherwise(session, &written, output);
        return true;
    }
    ccm_write(output, &written);
    for (uint32_t i = 0; i < written.item_count; i++) {
        if (session_has_quirk(session, PROGRAM_QUIRK_PCX_UNFINISHED) &&
            is_picture(&written.items[i])) {
            const size_t half = written.items[i].content.size / 2;
            output->size -= size_behind(&written, i) + half;
            REQUIRE(output->size > start);
            return false;
        }
    }
    for (uint32_t i = 0; i < written.item_count; i++) { /* what is in front moves nothing behind */
        if (uncounted[i].size != 0) {
            insert(output, size_behind(&written, i), uncounted[i]);
        }
    }
    return true;
}
