/* Any bytes are messages or damage; a message that was read survives being written and read again.
 */
#include <stdint.h>
#include <string.h>

#include "base/ccm.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require_same(const struct ccm_message *a, const struct ccm_message *b)
{
    REQUIRE(strcmp(a->from, b->from) == 0);
    REQUIRE(strcmp(a->date, b->date) == 0);
    REQUIRE(a->address_count == b->address_count);
    for (uint32_t i = 0; i < a->address_count; i++) {
        REQUIRE(a->addresses[i].kind == b->addresses[i].kind);
        REQUIRE(strcmp(a->addresses[i].name, b->addresses[i].name) == 0);
    }
    REQUIRE(a->item_count == b->item_count);
    for (uint32_t i = 0; i < a->item_count; i++) {
        REQUIRE(a->items[i].kind == b->items[i].kind);
        REQUIRE(a->items[i].content.size == b->items[i].content.size);
        REQUIRE(a->items[i].content.size == 0 ||
                memcmp(a->items[i].content.data, b->items[i].content.data,
                       a->items[i].content.size) == 0);
    }
}

static void write_and_read(const struct ccm_message *message, struct arena *arena)
{
    struct buffer file;
    struct ccm_message again = {0};
    struct diagnostic diagnostic = {0};
    size_t offset = 0;
    buffer_init(&file, arena);
    ccm_write(&file, message);
    REQUIRE(ccm_read(buffer_bytes(&file), &offset, arena, &again, &diagnostic) == ST_OK);
    REQUIRE(offset == file.size);
    require_same(message, &again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes file = {data, size};
    struct arena arena = {0};
    struct ccm_message message = {0};
    struct diagnostic diagnostic = {0};
    size_t offset = 0;
    size_t before = 0;
    while (ccm_read(file, &offset, &arena, &message, &diagnostic) == ST_OK) {
        REQUIRE(offset > before);
        REQUIRE(offset <= size);
        before = offset;
        write_and_read(&message, &arena);
    }
    arena_release(&arena);
    return 0;
}
