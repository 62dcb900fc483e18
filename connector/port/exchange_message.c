#include "port/exchange_message.h"

#include <string.h>

#include "base/require.h"

static const char escape[] = "/";

const char *exchange_escaped(struct arena *arena, const char *name)
{
    if (strchr(name, escape[0]) == NULL) {
        return name;
    }
    struct buffer value;
    buffer_init(&value, arena);
    for (const char *c = name; *c != '\0'; c++) {
        buffer_text(&value, *c == escape[0] ? escape : "");
        buffer_add(&value, c, 1);
    }
    return buffer_string(&value);
}

const char *exchange_unescaped(struct arena *arena, const char *value)
{
    if (strchr(value, escape[0]) == NULL) {
        return value;
    }
    char *name = arena_text(arena, value);
    char *target = name;
    for (const char *c = name; *c != '\0'; c++) {
        c += *c == escape[0] && c[1] != '\0' ? 1 : 0;
        *target++ = *c;
    }
    *target = '\0';
    return name;
}

static const char *copy_text(struct arena *arena, const char *text)
{
    return arena_text(arena, text != NULL ? text : "");
}

static struct exchange_address copy_address(struct arena *arena, struct exchange_address address)
{
    return (struct exchange_address){
        .display = copy_text(arena, address.display),
        .address = copy_text(arena, address.address),
    };
}

static const struct exchange_recipient *
copy_recipients(struct arena *arena, const struct exchange_recipient *recipients, uint32_t count)
{
    struct exchange_recipient *copy = arena_array(arena, struct exchange_recipient, count);
    for (uint32_t i = 0; i < count; i++) {
        copy[i] = recipients[i];
        copy[i].address = copy_address(arena, recipients[i].address);
    }
    return copy;
}

/* The content is followed by a NUL that does not count, as everywhere in struct bytes on an arena.
 */
static const struct exchange_item *copy_items(struct arena *arena,
                                              const struct exchange_item *items, uint32_t count)
{
    struct exchange_item *copy = arena_array(arena, struct exchange_item, count);
    for (uint32_t i = 0; i < count; i++) {
        const struct bytes content = items[i].content;
        uint8_t *data = arena_alloc(arena, content.size + 1);
        if (content.size != 0) {
            memcpy(data, content.data, content.size);
        }
        copy[i] = items[i];
        copy[i].name = copy_text(arena, items[i].name);
        copy[i].content = (struct bytes){data, content.size};
    }
    return copy;
}

const struct exchange_message *exchange_message_copy(struct arena *arena,
                                                     const struct exchange_message *message)
{
    REQUIRE(message != NULL);
    REQUIRE(message->recipients != NULL || message->recipient_count == 0);
    REQUIRE(message->items != NULL || message->item_count == 0);
    struct exchange_message *copy = arena_new(arena, struct exchange_message);
    *copy = *message;
    copy->sender = copy_address(arena, message->sender);
    copy->recipients = copy_recipients(arena, message->recipients, message->recipient_count);
    copy->subject = copy_text(arena, message->subject);
    copy->date_written = copy_text(arena, message->date_written);
    copy->items = copy_items(arena, message->items, message->item_count);
    return copy;
}
