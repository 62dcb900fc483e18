/* Names of a volume: what a name may be, the table that finds them, short names. */
#include <string.h>

#include "base/text.h"
#include "fs/volume_inside.h"

enum { LONG = 0, SHORT = 1 };

/* What stands against a character in a name. */
enum { REFUSED = 1, NOT_IN_SHORT = 2, DOT = 4 };

/* Controls and " * / : < > ? \ | are refused; 8.3 names hold neither blanks nor + , ; = [ ]. */
static const uint8_t character_traits[256] = {
    3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, /* 0x00 */
    3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, /* 0x10 */
    2, 0, 3, 0, 0, 0, 0, 0, 0, 0, 3, 2, 2, 0, 4, 3, /* 0x20 */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 2, 3, 2, 3, 3, /* 0x30 */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* 0x40 */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 3, 2, 0, 0, /* 0x50 */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* 0x60 */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, /* 0x70 */
};

/* Folds a-z of eight bytes at once; bit 7 of `is_lower` marks the letters. */
static uint64_t folded_word(uint64_t word)
{
    const uint64_t ones = 0x0101010101010101u;
    const uint64_t low = word & 0x7F * ones;
    const uint64_t is_lower =
        (low + (0x80 - 'a') * ones) & ~(low + (0x7F - 'z') * ones) & ~word & 0x80 * ones;
    return word ^ is_lower >> 2;
}

/* The last eight bytes of a text, or all of a shorter one; some bytes may be in it twice. */
static uint64_t last_word(const char *text, size_t length)
{
    uint64_t word = 0;
    if (length >= sizeof(word)) {
        memcpy(&word, text + length - sizeof(word), sizeof(word));
        return word;
    }
    uint32_t half = 0;
    if (length >= sizeof(half)) {
        memcpy(&half, text, sizeof(half));
        word = half;
        memcpy(&half, text + length - sizeof(half), sizeof(half));
        return word << 32 | half;
    }
    for (size_t i = 0; i < length; i++) {
        word = word << 8 | (uint8_t)text[i];
    }
    return word;
}

/* Hash of a folded name. Orders nothing and leaves the process never, so the machine's byte order
 * may show in it. */
static uint32_t name_hash(volume_node parent, const char *name, size_t length)
{
    const uint64_t multiplier = 0x9E3779B97F4A7C15u;
    uint64_t hash = (parent ^ (uint64_t)length << 32) * multiplier;
    uint64_t word = 0;
    for (size_t i = 0; i + sizeof(word) < length; i += sizeof(word)) {
        memcpy(&word, name + i, sizeof(word));
        hash = (hash ^ folded_word(word)) * multiplier;
        hash ^= hash >> 32;
    }
    hash = (hash ^ folded_word(last_word(name, length))) * multiplier;
    return (uint32_t)(hash >> 32);
}

static const char *name_in(const struct entry *entry, unsigned chain)
{
    return chain == SHORT ? entry->short_name : entry->name;
}

/* Most names are asked for as they are stored. */
static bool is_name(const struct entry *entry, unsigned chain, const char *wanted, size_t length)
{
    const char *name = name_in(entry, chain);
    return entry->lengths[chain] == length &&
           (memcmp(name, wanted, length) == 0 || text_equal_n(name, wanted, length));
}

volume_node entry_find(const struct volume *volume, volume_node parent, const char *name,
                       size_t length)
{
    const uint32_t hash = name_hash(parent, name, length);
    uint32_t reference = volume->buckets[hash & volume->bucket_mask];
    while (reference != 0) {
        const struct entry *entry = entry_of(volume, reference / 2);
        const unsigned chain = reference % 2;
        if (entry->hashes[chain] == hash && entry->parent == parent &&
            is_name(entry, chain, name, length)) {
            return reference / 2;
        }
        reference = entry->next_in_bucket[chain];
    }
    return 0;
}

volume_node volume_find(const struct volume *volume, volume_node parent, const char *name)
{
    return entry_find(volume, parent, name, strlen(name)); /* no entry's name has a separator */
}

static void bucket_push(struct volume *volume, volume_node node, unsigned chain)
{
    struct entry *entry = entry_of(volume, node);
    uint32_t *bucket = &volume->buckets[entry->hashes[chain] & volume->bucket_mask];
    entry->next_in_bucket[chain] = *bucket;
    *bucket = node * 2 + chain;
}

/* Doubles the table; the old ones stay on the arena, all together no larger than the new one. */
static void buckets_grow(struct volume *volume)
{
    const uint32_t old_count = volume->bucket_mask + 1;
    const uint32_t *old = volume->buckets;
    volume->buckets = arena_array(volume->arena, uint32_t, (size_t)old_count * 2);
    volume->bucket_mask = old_count * 2 - 1;
    for (uint32_t i = 0; i < old_count; i++) {
        uint32_t reference = old[i];
        while (reference != 0) {
            const uint32_t next = entry_of(volume, reference / 2)->next_in_bucket[reference % 2];
            bucket_push(volume, reference / 2, reference % 2);
            reference = next;
        }
    }
}

static void name_enter(struct volume *volume, volume_node node, unsigned chain, size_t length)
{
    struct entry *entry = entry_of(volume, node);
    if (volume->names > volume->bucket_mask) {
        buckets_grow(volume);
    }
    volume->names++;
    entry->lengths[chain] = (uint8_t)length;
    entry->hashes[chain] = name_hash(entry->parent, name_in(entry, chain), length);
    bucket_push(volume, node, chain);
}

static void name_leave(struct volume *volume, volume_node node, unsigned chain)
{
    const struct entry *entry = entry_of(volume, node);
    uint32_t *link = &volume->buckets[entry->hashes[chain] & volume->bucket_mask];
    while (*link != node * 2 + chain) {
        REQUIRE(*link != 0);
        link = &entry_of(volume, *link / 2)->next_in_bucket[*link % 2];
    }
    *link = entry->next_in_bucket[chain];
    volume->names--;
}

/* Up to eight characters, and behind the only dot one to three. */
static bool has_short_shape(const char *name, size_t length, size_t dots)
{
    if (dots == 0) {
        return length <= 8;
    }
    size_t stem = length - 1;
    while (name[stem] != '.') {
        stem--;
    }
    return dots == 1 && stem >= 1 && stem <= 8 && length - stem >= 2 && length - stem <= 4;
}

enum status volume_check_name(const struct volume *volume, const char *text,
                              struct volume_name *name_out)
{
    unsigned traits = 0;
    size_t dots = 0;
    size_t length = 0;
    for (; text[length] != '\0'; length++) {
        const unsigned trait = character_traits[(uint8_t)text[length]];
        traits |= trait;
        dots += trait / DOT;
    }
    if ((traits & REFUSED) != 0) {
        return ST_BAD_NAME;
    }
    if (length > VOLUME_NAME_MAX) {
        return ST_TOO_LONG;
    }
    if (length == 0 || (dots == length && length <= 2)) { /* "." and ".." */
        return ST_BAD_NAME;
    }
    *name_out = (struct volume_name){
        .text = text,
        .length = (uint32_t)length,
        .is_short = (traits & NOT_IN_SHORT) == 0 && has_short_shape(text, length, dots),
    };
    return volume->short_names_only && !name_out->is_short ? ST_BAD_NAME : ST_OK;
}

void volume_set_short_names_only(struct volume *volume, bool short_names_only)
{
    volume->short_names_only = short_names_only;
}

void volume_set_fpnw(struct volume *volume, bool is_fpnw)
{
    volume->is_fpnw = is_fpnw;
}

bool volume_is_fpnw(const struct volume *volume)
{
    return volume->is_fpnw;
}

/* A name of 8.3 form that nobody in the directory has. */
static void short_name_make(struct volume *volume, struct entry *entry, const char *name)
{
    entry->short_name = chunk_take(volume, CHUNK_CLASS_FIRST);
    unsigned number = 0;
    do {
        text_make_short_name(name, ++number, entry->short_name);
    } while (volume_find(volume, entry->parent, entry->short_name) != 0);
}

void entry_name(struct volume *volume, volume_node node, const struct volume_name *name)
{
    _Static_assert(TEXT_SHORT_NAME_SIZE <= 1 << CHUNK_CLASS_FIRST, "a chunk holds a short name");
    struct entry *entry = entry_of(volume, node);
    entry->naming = ++volume->namings;
    entry->name_class = (uint8_t)chunk_class(name->length + 1);
    entry->name = chunk_take(volume, entry->name_class);
    memcpy(entry->name, name->text, name->length);
    entry->name[name->length] = '\0';
    entry->short_name = NULL;
    if (volume->short_names_only) {
        text_upper(entry->name);
    } else if (volume->makes_short_names && !name->is_short) {
        short_name_make(volume, entry, entry->name);
        name_enter(volume, node, SHORT, strlen(entry->short_name));
    }
    name_enter(volume, node, LONG, name->length);
}

void entry_unname(struct volume *volume, volume_node node)
{
    struct entry *entry = entry_of(volume, node);
    entry->naming = 0;
    volume->tree += entry->is_directory ? 1 : 0;
    name_leave(volume, node, LONG);
    if (entry->short_name != NULL) {
        name_leave(volume, node, SHORT);
    }
}

void entry_free_names(struct volume *volume, const struct entry *entry)
{
    chunk_give(volume, entry->name, entry->name_class);
    if (entry->short_name != NULL) {
        chunk_give(volume, entry->short_name, CHUNK_CLASS_FIRST);
    }
}
