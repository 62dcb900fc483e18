#include "base/ccm.h"

#include <stdbool.h>
#include <string.h>

#include "base/ccm_keywords.h"
#include "base/text.h"

enum { COUNT_WIDTH = 10 };

enum form { FORM_COUNTED, FORM_PLAIN, FORM_RUN_ON };

/* A value cannot hold line ends: they would end its line and begin another keyword. */
static void write_line(struct buffer *target, const char *keyword, const char *value)
{
    buffer_text(target, keyword);
    if (value != NULL && *value != '\0') {
        buffer_add(target, " ", 1);
        const size_t start = target->size;
        const size_t length = strlen(value);
        buffer_add(target, value, length);
        if (memchr(value, '\r', length) != NULL || memchr(value, '\n', length) != NULL) {
            for (size_t i = start; i < target->size; i++) {
                if (target->data[i] == '\r' || target->data[i] == '\n') {
                    target->data[i] = ' ';
                }
            }
        }
    }
    buffer_add(target, "\r\n", 2);
}

/* Leaves a blank count line, to be filled by end_block; answers where the block begins. */
static size_t begin_block(struct buffer *target, enum form form)
{
    static const char blank[] = "          \r\n";
    _Static_assert(sizeof(blank) == COUNT_WIDTH + 3, "a count line without its count");
    if (form != FORM_PLAIN) {
        buffer_add(target, blank, sizeof(blank) - 1);
    }
    return target->size;
}

static void end_block(struct buffer *target, size_t start, enum form form)
{
    if (form != FORM_RUN_ON) {
        buffer_add(target, "\r\n", 2);
    }
    if (form == FORM_PLAIN) {
        return;
    }
    uint64_t count = target->size - start;
    uint8_t *digit = target->data + start - 2; /* right-aligned before the line's end */
    for (int i = 0; i < COUNT_WIDTH && (count > 0 || i == 0); i++) {
        *--digit = (uint8_t)('0' + count % 10);
        count /= 10;
    }
    REQUIRE(count == 0);
}

/* About what it takes; a buffer that has room for it does not move. */
static size_t size_of(const struct ccm_message *message)
{
    enum { HEADER = 384, ITEM = 64 };
    size_t size = HEADER;
    for (uint32_t i = 0; i < message->item_count; i++) {
        size += ITEM + message->items[i].content.size;
    }
    return size;
}

static void write_message(struct buffer *target, const struct ccm_message *message, enum form form)
{
    buffer_reserve(target, size_of(message));
    write_line(target, message_keyword, NULL);
    const size_t message_start = begin_block(target, form);
    write_line(target, "From:", message->from);
    write_line(target, "Date:", message->date);
    for (uint32_t i = 0; i < message->address_count; i++) {
        const struct ccm_address *address = &message->addresses[i];
        write_line(target, address_keywords[address->kind], address->name);
    }
    write_line(target, "Subject:", message->subject);
    if (message->extra != NULL) {
        buffer_text(target, message->extra);
    }
    write_line(target, contents_keyword, NULL);
    const size_t contents_start = begin_block(target, form);
    for (uint32_t i = 0; i < message->item_count; i++) {
        const struct ccm_item *item = &message->items[i];
        write_line(target, item->kind == CCM_TEXT ? text_item_keyword : file_item_keyword,
                   item->title);
        const size_t item_start = begin_block(target, form);
        buffer_add(target, item->content.data, item->content.size);
        end_block(target, item_start, form);
    }
    end_block(target, contents_start, form);
    end_block(target, message_start, form);
}

void ccm_write(struct buffer *target, const struct ccm_message *message)
{
    write_message(target, message, FORM_COUNTED);
}

void ccm_write_plain(struct buffer *target, const struct ccm_message *message)
{
    write_message(target, message, FORM_PLAIN);
}

void ccm_write_run_on(struct buffer *target, const struct ccm_message *message)
{
    write_message(target, message, FORM_RUN_ON);
}
