#include "fs/volume_power.h"

#include <string.h>

#include "fs/volume_inside.h"

enum { KEPT_BUCKETS = 64 };

/* A file as it was at its last flush. */
struct kept {
    struct kept *next;
    uint64_t size_bytes;
    uint8_t *data; /* chunk of data_class; NULL: it was empty */
    volume_node node;
    uint8_t data_class;
};

struct volume_power {
    struct kept *buckets[KEPT_BUCKETS]; /* newest first */
    struct kept *free;
    uint32_t count;
};

/* What becomes of what was not flushed. */
enum fate { FATE_LOST, FATE_ON_DISK, FATE_BY_SECTOR, FATES };

static struct kept **kept_link(struct volume_power *power, volume_node node)
{
    struct kept **link = &power->buckets[node % KEPT_BUCKETS];
    while (*link != NULL && (*link)->node != node) {
        link = &(*link)->next;
    }
    return link;
}

void volume_power_arm(struct volume *volume)
{
    if (volume->power == NULL) {
        volume->power = arena_new(volume->arena, struct volume_power);
    }
}

bool volume_power_is_armed(const struct volume *volume)
{
    return volume->power != NULL;
}

uint32_t volume_unflushed(const struct volume *volume)
{
    return volume->power != NULL ? volume->power->count : 0;
}

void power_before_change(struct volume *volume, volume_node file)
{
    struct volume_power *power = volume->power;
    if (*kept_link(power, file) != NULL) {
        return; /* it was changed before */
    }
    const struct entry *entry = entry_of(volume, file);
    struct kept *kept = power->free;
    if (kept != NULL) {
        power->free = kept->next;
    } else {
        kept = arena_new(volume->arena, struct kept);
    }
    *kept = (struct kept){.node = file, .size_bytes = entry->size_bytes};
    if (entry->size_bytes != 0) {
        const unsigned class_number = chunk_class(entry->size_bytes);
        kept->data_class = (uint8_t)class_number;
        kept->data = chunk_take(volume, class_number);
        memcpy(kept->data, entry->data, entry->size_bytes);
    }
    kept->next = power->buckets[file % KEPT_BUCKETS];
    power->buckets[file % KEPT_BUCKETS] = kept;
    power->count++;
}

void power_forget(struct volume *volume, volume_node file)
{
    struct volume_power *power = volume->power;
    struct kept **link = kept_link(power, file);
    struct kept *kept = *link;
    if (kept == NULL) {
        return;
    }
    *link = kept->next;
    if (kept->data != NULL) {
        chunk_give(volume, kept->data, kept->data_class);
    }
    kept->next = power->free;
    power->free = kept;
    power->count--;
}

void volume_flush(struct volume *volume, volume_node file)
{
    if (volume->power != NULL) {
        power_forget(volume, file);
    }
}

/* Does what was not flushed of this part stay? */
static bool stays(enum fate fate, struct prng *chance)
{
    return fate == FATE_BY_SECTOR ? prng_below(chance, 2) == 1 : fate == FATE_ON_DISK;
}

/* Puts a lost sector back to what it was; false: it holds the same. */
static bool sector_lose(uint8_t *data, uint64_t size, const struct kept *kept, uint64_t from)
{
    uint8_t flushed[VOLUME_SECTOR_BYTES] = {0};
    const size_t count = size - from < sizeof(flushed) ? (size_t)(size - from) : sizeof(flushed);
    const uint64_t there = kept->size_bytes > from ? kept->size_bytes - from : 0;
    if (there != 0) {
        memcpy(flushed, kept->data + from, there < count ? (size_t)there : count);
    }
    if (memcmp(data + from, flushed, count) == 0) {
        return false;
    }
    memcpy(data + from, flushed, count);
    return true;
}

/* The size first: what grows again holds zeros until its sectors are put back. */
static bool file_cut(struct volume *volume, const struct kept *kept, enum fate fate,
                     struct prng *chance)
{
    struct entry *entry = entry_of(volume, kept->node);
    const uint64_t had = entry->size_bytes;
    if (had != kept->size_bytes && !stays(fate, chance) &&
        volume_set_size(volume, kept->node, kept->size_bytes) == ST_OK && kept->size_bytes > had) {
        memcpy(entry->data + had, kept->data + had, (size_t)(kept->size_bytes - had));
    }
    bool is_changed = entry->size_bytes != had;
    for (uint64_t from = 0; from < entry->size_bytes; from += VOLUME_SECTOR_BYTES) {
        if (!stays(fate, chance)) {
            is_changed = sector_lose(entry->data, entry->size_bytes, kept, from) || is_changed;
        }
    }
    return is_changed;
}

void volume_power_cut(struct volume *volume, const struct volume_cut *cut)
{
    struct volume_power *power = volume->power;
    if (power == NULL) {
        return;
    }
    volume->power = NULL; /* what a cut does is no change of anybody's */
    for (uint32_t i = 0; i < KEPT_BUCKETS; i++) {
        for (const struct kept *kept = power->buckets[i]; kept != NULL; kept = kept->next) {
            const enum fate fate = (enum fate)prng_below(cut->chance, FATES);
            const bool is_changed = entry_of(volume, kept->node)->is_linked &&
                                    file_cut(volume, kept, fate, cut->chance);
            if (is_changed && cut->changed != NULL) {
                cut->changed(cut->context, volume, kept->node);
            }
        }
    }
    volume->power = power;
    for (uint32_t i = 0; i < KEPT_BUCKETS; i++) {
        while (power->buckets[i] != NULL) {
            power_forget(volume, power->buckets[i]->node);
        }
    }
}
