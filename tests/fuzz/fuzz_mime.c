/* Any bytes are a message in UTF-8, the same one twice, or a refusal that says why. */
#include <stdint.h>
#include <string.h>

#include "mime/charset.h"
#include "mime/mime.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require_utf8(struct arena *arena, struct bytes text)
{
    size_t replaced = 0;
    (void)charset_to_utf8(arena, "utf-8", text, &replaced);
    REQUIRE(replaced == 0);
}

static void require_message(struct arena *arena, const struct exchange_message *message)
{
    require_utf8(arena, bytes_of_text(message->subject));
    require_utf8(arena, bytes_of_text(message->sender.display));
    require_utf8(arena, bytes_of_text(message->sender.address));
    for (uint32_t i = 0; i < message->recipient_count; i++) {
        require_utf8(arena, bytes_of_text(message->recipients[i].address.display));
        require_utf8(arena, bytes_of_text(message->recipients[i].address.address));
    }
    for (uint32_t i = 0; i < message->item_count; i++) {
        require_utf8(arena, bytes_of_text(message->items[i].name));
        if (message->items[i].kind == EXCHANGE_TEXT) {
            require_utf8(arena, message->items[i].content);
        }
    }
}

static void require_same(const struct exchange_message *a, const struct exchange_message *b)
{
    REQUIRE(strcmp(a->subject, b->subject) == 0);
    REQUIRE(a->date_ms == b->date_ms);
    REQUIRE(a->item_count == b->item_count);
    for (uint32_t i = 0; i < a->item_count; i++) {
        REQUIRE(strcmp(a->items[i].name, b->items[i].name) == 0);
        REQUIRE(a->items[i].content.size == b->items[i].content.size);
        REQUIRE(a->items[i].content.size == 0 ||
                memcmp(a->items[i].content.data, b->items[i].content.data,
                       a->items[i].content.size) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes mail = {data, size};
    struct arena arena = {0};
    struct exchange_message message = {0};
    struct exchange_message again = {0};
    struct diagnostic diagnostic = {0};
    const enum status st = mime_read(mail, &arena, &message, &diagnostic);
    REQUIRE(mime_read(mail, &arena, &again, &diagnostic) == st);
    if (st == ST_OK) {
        require_message(&arena, &message);
        require_same(&message, &again);
    } else {
        REQUIRE(st == ST_FILE_CORRUPT);
        REQUIRE(diagnostic.text[0] != '\0');
    }
    arena_release(&arena);
    return 0;
}
