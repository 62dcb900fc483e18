#include "scenario/words/wear_memory.h"

#include <string.h>

#include "base/buffer.h"

enum status wear_memory_key(struct postoffice *po, const char *told, struct arena *scratch,
                            struct hash128 *key_out)
{
    struct po_image image = {0};
    struct buffer text;
    const enum status st = po_image_read(po, scratch, &image);
    if (st != ST_OK) {
        return st;
    }
    const struct hash128 hash = po_image_hash(&image, scratch);
    buffer_init(&text, scratch);
    buffer_text(&text, told);
    buffer_add(&text, &hash, sizeof(hash));
    *key_out = hash128(text.data, text.size);
    return ST_OK;
}

const struct po_image *wear_memory_find(struct wear_memory *memory, struct hash128 key)
{
    for (uint32_t i = 0; i < memory->count; i++) {
        if (hash128_equal(memory->keys[i], key)) {
            memory->recalls++;
            return &memory->images[i];
        }
    }
    return NULL;
}

void wear_memory_keep(struct wear_memory *memory, struct hash128 key, struct postoffice *po)
{
    if (memory->count == WEAR_IMAGES_MAX) {
        return;
    }
    struct po_image *image = &memory->images[memory->count];
    const struct arena_mark mark = arena_mark(&memory->arena);
    size_t size = 0;
    const enum status st = po_image_read(po, &memory->arena, image);
    for (size_t i = 0; st == ST_OK && i < image->count; i++) {
        size += image->files[i].content.size;
    }
    if (st != ST_OK || size > WEAR_IMAGE_BYTES_MAX) {
        arena_rewind(&memory->arena, mark);
        return;
    }
    memory->keys[memory->count++] = key;
}

void wear_memory_release(struct wear_memory *memory)
{
    arena_release(&memory->arena);
    *memory = (struct wear_memory){0};
}
