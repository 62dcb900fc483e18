#include "cli/judge_row.h"

#include <string.h>

#include "base/hash.h"
#include "base/require.h"

enum { NAMES_FIRST = 32, ITEMS_FIRST = 16, ACL_BYTES_MAX = 65535, FLAGS_MAX = 255 };

void judge_line_init(struct judge_line *line, struct bytes bytes, struct arena *arena)
{
    line->arena = arena;
    line->names = (struct judge_names){0};
    json_line_init(&line->json, bytes, arena);
}

bool judge_refuse(struct judge_line *line, const char *format, struct bytes found)
{
    enum { SHOWN_MAX = 80 };
    if (line->json.error != NULL) {
        return false;
    }
    size_t shown = found.size < SHOWN_MAX ? found.size : SHOWN_MAX;
    while (shown < found.size && shown > 0 && (found.data[shown] & 0xC0) == 0x80) {
        shown--; /* not within a character */
    }
    const char *text = arena_text_n(line->arena, (const char *)found.data, shown);
    struct buffer error;
    buffer_init(&error, line->arena);
    const char *place = strstr(format, "%s");
    REQUIRE(place != NULL);
    buffer_add(&error, format, (size_t)(place - format));
    buffer_text(&error, text);
    buffer_text(&error, place + 2);
    return json_line_refuse(&line->json, buffer_string(&error));
}

/* --- names --- */

static void names_grow(struct judge_line *line)
{
    struct judge_names *names = &line->names;
    const uint32_t capacity = names->capacity == 0 ? NAMES_FIRST : names->capacity * 2;
    const uint32_t mask = 2 * capacity - 1;
    struct judge_name *all = arena_room(line->arena, capacity * sizeof(*all));
    if (names->count != 0) {
        memcpy(all, names->names, names->count * sizeof(*all));
    }
    names->names = all;
    names->capacity = capacity;
    names->slots = arena_array(line->arena, uint32_t, 2 * (size_t)capacity);
    for (uint32_t id = 1; id <= names->count; id++) {
        uint32_t slot = (uint32_t)all[id - 1].hash & mask;
        while (names->slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        names->slots[slot] = id;
    }
}

uint32_t judge_id(struct judge_line *line, struct bytes name)
{
    struct judge_names *names = &line->names;
    if (names->count == names->capacity) {
        names_grow(line);
    }
    const uint32_t mask = 2 * names->capacity - 1;
    const uint64_t hash = hash64(name.data, name.size);
    uint32_t slot = (uint32_t)hash & mask;
    for (; names->slots[slot] != 0; slot = (slot + 1) & mask) {
        const uint32_t id = names->slots[slot];
        const struct judge_name *known = &names->names[id - 1];
        if (known->hash == hash && known->text.size == name.size &&
            (name.size == 0 || memcmp(known->text.data, name.data, name.size) == 0)) {
            return id;
        }
    }
    names->names[names->count] = (struct judge_name){.text = name, .hash = hash};
    names->slots[slot] = ++names->count;
    return names->count;
}

struct bytes judge_name_of(const struct judge_line *line, uint32_t id)
{
    REQUIRE(id != 0);
    REQUIRE(id <= line->names.count);
    return line->names.names[id - 1].text;
}

/* Over one number of a SID; NULL: none, or too large. */
static const uint8_t *sid_number(const uint8_t *at, const uint8_t *end, uint64_t max)
{
    const uint8_t *from = at;
    uint64_t number = 0;
    while (at < end && *at >= '0' && *at <= '9' && number <= max) {
        number = number * 10 + (uint64_t)(*at - '0');
        at++;
    }
    return at != from && number <= max ? at : NULL;
}

/* S-1-, an authority of 48 bits, and 1 to 15 numbers of 32 bits; 0: not so. */
static uint32_t sid_numbers(struct bytes sid)
{
    enum { NUMBERS_MAX = 15, PREFIX = 4 };
    const uint64_t authority_max = 0xFFFFFFFFFFFFULL;
    const uint8_t *end = sid.data + sid.size;
    if (sid.size < PREFIX || memcmp(sid.data, "S-1-", PREFIX) != 0) {
        return 0;
    }
    const uint8_t *at = sid_number(sid.data + PREFIX, end, authority_max);
    uint32_t count = 0;
    while (at != NULL && at < end && *at == '-' && count <= NUMBERS_MAX) {
        at = sid_number(at + 1, end, UINT32_MAX);
        count++;
    }
    return at == end && count <= NUMBERS_MAX ? count : 0;
}

/* *bytes_out: how long it is in a descriptor. */
static bool read_sid(struct judge_line *line, uint32_t *id_out, uint32_t *bytes_out)
{
    struct bytes sid;
    if (!json_line_text(&line->json, &sid)) {
        return false;
    }
    const uint32_t numbers = sid_numbers(sid);
    if (numbers == 0) {
        return judge_refuse(line, "'%s' is no SID (S-1-5-32-544)", sid);
    }
    *bytes_out = 8 + 4 * numbers;
    *id_out = judge_id(line, sid);
    return true;
}

bool judge_read_sid(struct judge_line *line, uint32_t *id_out)
{
    uint32_t bytes = 0;
    return read_sid(line, id_out, &bytes);
}

void *judge_room(struct judge_line *line, void *items, uint32_t count, uint32_t *capacity,
                 size_t item_size)
{
    if (count < *capacity) {
        REQUIRE(items != NULL);
        return items;
    }
    *capacity = *capacity == 0 ? ITEMS_FIRST : *capacity * 2;
    void *room = arena_alloc_array(line->arena, *capacity, item_size);
    if (items != NULL) {
        memcpy(room, items, count * item_size);
    }
    return room;
}

void judge_ids_add(struct judge_line *line, struct judge_ids *ids, uint32_t id)
{
    ids->ids = judge_room(line, ids->ids, ids->count, &ids->capacity, sizeof(*ids->ids));
    ids->ids[ids->count++] = id;
}

bool judge_read_sids(struct judge_line *line, struct judge_ids *ids)
{
    if (!json_line_open(&line->json, '[')) {
        return false;
    }
    while (json_line_item(&line->json)) {
        uint32_t id = 0;
        if (!judge_read_sid(line, &id)) {
            return false;
        }
        judge_ids_add(line, ids, id);
    }
    return line->json.error == NULL;
}

/* --- lists of NT --- */

static bool read_kind(struct judge_line *line, struct acl_entry *entry)
{
    struct bytes kind;
    if (!json_line_item(&line->json) || !json_line_text(&line->json, &kind)) {
        return json_line_refuse(&line->json, "an entry is [A or D, flags, mask, SID]");
    }
    entry->kind = bytes_are(kind, "D") ? ACL_DENY : ACL_ALLOW;
    return entry->kind == ACL_DENY || bytes_are(kind, "A") ||
           judge_refuse(line, "'%s' is no kind of entry: A allows, D denies", kind);
}

static bool read_entry(struct judge_line *line, struct acl_entry *entry, uint32_t *bytes_out)
{
    struct json_line *json = &line->json;
    uint32_t mask = 0;
    if (!json_line_open(json, '[') || !read_kind(line, entry)) {
        return false;
    }
    if (!json_line_item(json) || !json_line_u32(json, &entry->flags) || !json_line_item(json) ||
        !json_line_u32(json, &mask) || !json_line_item(json) ||
        !read_sid(line, &entry->id, bytes_out)) {
        return json_line_refuse(json, "an entry is [A or D, flags, mask, SID]");
    }
    if (entry->flags > FLAGS_MAX) {
        return json_line_refuse(json, "flags of an entry are one byte");
    }
    entry->mask = mask;
    *bytes_out += 8; /* header and mask */
    return !json_line_item(json) ||
           json_line_refuse(json, "an entry is [A or D, flags, mask, SID]");
}

bool judge_read_acl(struct judge_line *line, bool is_mapped, struct acl *acl)
{
    struct acl_entry *entries = NULL;
    uint32_t capacity = 0;
    uint32_t size = 8; /* the list's own header */
    acl->is_present = json_line_peek(&line->json) != 'n';
    if (!acl->is_present) {
        return json_line_null(&line->json);
    }
    if (!json_line_open(&line->json, '[')) {
        return false;
    }
    while (json_line_item(&line->json)) {
        entries = judge_room(line, entries, acl->count, &capacity, sizeof(*entries));
        uint32_t bytes = 0;
        if (!read_entry(line, &entries[acl->count], &bytes)) {
            return false;
        }
        if (is_mapped) {
            entries[acl->count].mask = acl_map_generic(entries[acl->count].mask);
        }
        size += bytes;
        acl->count++;
        if (size > ACL_BYTES_MAX) {
            return json_line_refuse(&line->json, "a list of NT is at most 65535 bytes long");
        }
    }
    acl->entries = entries;
    return line->json.error == NULL;
}

/* --- objects --- */

bool judge_read_mark(struct judge_line *line, struct bytes *mark_out)
{
    const char first = json_line_peek(&line->json);
    if (first != '0' && first != '"') {
        return json_line_refuse(&line->json, "id is a number or a text");
    }
    return json_line_skip(&line->json, mark_out);
}

static const struct judge_field *field_find(const struct judge_field *fields, size_t count,
                                            struct bytes key)
{
    for (size_t i = 0; i < count; i++) {
        if (bytes_are(key, fields[i].key)) {
            return &fields[i];
        }
    }
    return NULL;
}

bool judge_read(struct judge_line *line, const struct judge_field *fields, size_t count, void *row)
{
    struct bytes key;
    uint32_t seen = 0;
    REQUIRE(count <= 32);
    if (!json_line_open(&line->json, '{')) {
        return false;
    }
    while (json_line_key(&line->json, &key)) {
        const struct judge_field *field = field_find(fields, count, key);
        if (field == NULL) {
            if (!json_line_skip(&line->json, NULL)) {
                return false;
            }
            continue;
        }
        const uint32_t bit = 1u << (field - fields);
        if ((seen & bit) != 0) {
            return judge_refuse(line, "\"%s\" is given twice", key);
        }
        seen |= bit;
        if (!field->read(line, row)) {
            return false;
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (fields[i].is_needed && (seen & 1u << i) == 0) {
            return judge_refuse(line, "there is no \"%s\"", bytes_of_text(fields[i].key));
        }
    }
    return line->json.error == NULL;
}

/* --- answers --- */

void judge_put_mark(struct buffer *target, struct bytes mark)
{
    buffer_text(target, "{\"id\":");
    buffer_add(target, mark.data, mark.size);
}

void judge_put_u32(struct buffer *target, uint32_t number)
{
    char digits[10];
    size_t at = sizeof(digits);
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    buffer_add(target, &digits[at], sizeof(digits) - at);
}

void judge_put_text(struct buffer *target, struct bytes text)
{
    buffer_add(target, "\"", 1);
    size_t from = 0;
    for (size_t i = 0; i < text.size; i++) {
        const uint8_t byte = text.data[i];
        if (byte >= 0x20 && byte != '"' && byte != '\\') {
            continue;
        }
        buffer_add(target, text.data + from, i - from);
        buffer_format(target, "\\u%04x", (unsigned)byte);
        from = i + 1;
    }
    if (from < text.size) {
        buffer_add(target, text.data + from, text.size - from);
    }
    buffer_add(target, "\"", 1);
}
