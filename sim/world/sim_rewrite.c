#include "world/sim_rewrite.h"

#include <string.h>

#include "base/hash.h"
#include "fs/volume_power.h"
#include "world/truth_odd.h"
#include "world/world.h"

static struct fault_rewritten *known_of(const struct fault_rewrite *rewrite, uint64_t file)
{
    struct fault_rewritten *known = rewrite->done;
    while (known != NULL && known->file != file) {
        known = known->next;
    }
    return known;
}

static bool is_at(struct bytes content, size_t at, const char *text)
{
    const size_t length = strlen(text);
    return content.size - at >= length && memcmp(content.data + at, text, length) == 0;
}

/* Where that ends which begins at `at`. */
static size_t end_of(const struct fault_rewrite *rewrite, struct bytes content, size_t at)
{
    at += strlen(rewrite->old);
    if (rewrite->until == NULL) {
        return at;
    }
    while (at < content.size &&
           (rewrite->until[0] == '\0' || !is_at(content, at, rewrite->until))) {
        at++;
    }
    return at;
}

/* How often it was there. */
static uint32_t replace(const struct fault_rewrite *rewrite, struct bytes content,
                        struct buffer *changed)
{
    uint32_t count = 0;
    for (size_t at = 0; at < content.size;) {
        if (is_at(content, at, rewrite->old)) {
            buffer_text(changed, rewrite->with);
            at = end_of(rewrite, content, at);
            count++;
        } else {
            buffer_add(changed, content.data + at, 1);
            at++;
        }
    }
    return count;
}

static void put(struct volume *volume, volume_node node, struct bytes content)
{
    DISCARD(volume_set_size(volume, node, content.size), "a full disk keeps what fits");
    DISCARD(volume_write(volume, node, 0, content.data, content.size), "likewise");
    volume_flush(volume, node); /* nobody wrote it: it does not wait for anybody to flush it */
}

void sim_rewrite(const struct sim_call *call, struct fault_rewrite *rewrite)
{
    struct world *world = call->process->world;
    struct volume *volume = call->way != NULL ? call->way->volume : NULL;
    struct volume_place place = {0};
    if (volume == NULL || call->rest == NULL ||
        volume_walk(volume, call->way->root, call->rest, &place.node, &place.parent, &place.name) !=
            ST_OK ||
        volume_is_directory(volume, place.node)) {
        return;
    }
    const uint64_t file = (uint64_t)call->way->volume_number << 32 | place.node;
    struct arena scratch = {0};
    struct buffer changed;
    const size_t size = (size_t)volume_info(volume, place.node).size_bytes;
    uint8_t *data = arena_room(&scratch, size + 1);
    const struct bytes content = {data, volume_read(volume, place.node, 0, data, size)};
    struct fault_rewritten *known = known_of(rewrite, file);
    buffer_init(&changed, &scratch);
    const bool is_same = known != NULL && known->hash == hash64(content.data, content.size);
    if (!is_same && replace(rewrite, content, &changed) != 0) {
        const struct bytes now = buffer_bytes(&changed);
        truth_rewritten(world, &(struct truth_rewrite){.volume_number = call->way->volume_number,
                                                       .node = place.node,
                                                       .before = content,
                                                       .after = now,
                                                       .line = rewrite->fact});
        put(volume, place.node, now);
        if (known == NULL) {
            known = arena_new(world->arena, struct fault_rewritten);
            *known = (struct fault_rewritten){.file = file, .next = rewrite->done};
            rewrite->done = known;
        }
        known->hash = hash64(now.data, now.size);
        rewrite->files++;
    }
    arena_release(&scratch);
}
