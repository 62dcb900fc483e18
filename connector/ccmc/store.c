#include "ccmc/store.h"

#include <string.h>

#include "base/text.h"

enum { FILE_ID_LIMIT = 0x10000, QUEUE_DIGITS = 7 };
enum { LETTER_MARK = '0', REPORT_MARK = '1' }; /* behind the digits of a queue id */

static const char *const place_names[STORE_PLACE_COUNT] = {
    [STORE_ROOT] = "",
    [STORE_SUBMIT] = "Submit",
    [STORE_IMPORT] = "Import",
    [STORE_EXPORT] = "Export",
    [STORE_BAD] = "Bad",
    [STORE_IMPORT_BAK] = "Import.bak",
    [STORE_EXPORT_BAK] = "Export.bak",
};

static const char hex_digits[] = "0123456789abcdef";

/* ---- names ---- */

static int digit_value(char c)
{
    const char upper = text_upper_char(c);
    if (upper >= '0' && upper <= '9') {
        return upper - '0';
    }
    return upper >= 'A' && upper <= 'F' ? upper - 'A' + 10 : -1;
}

/* Reads up to `most` hexadecimal digits; answers how many there were. */
static size_t read_digits(const char *text, size_t most, uint64_t *value_out)
{
    uint64_t value = 0;
    size_t count = 0;
    while (count < most && digit_value(text[count]) >= 0) {
        value = value * 16 + (uint64_t)digit_value(text[count]);
        count++;
    }
    *value_out = value;
    return count;
}

bool store_file_id(const char *name, uint32_t *id_out)
{
    if (!text_starts(name, "msg")) {
        return false;
    }
    uint64_t value = 0;
    const size_t count = read_digits(name + 3, 4, &value);
    if (count == 0 || !text_equal(name + 3 + count, ".ccm")) {
        return false;
    }
    *id_out = (uint32_t)value;
    return true;
}

void store_new_file_name(struct store *store, char name_out[STORE_FILE_NAME_SIZE])
{
    const uint32_t id = store->next_file_id;
    store->next_file_id = (id + 1) % FILE_ID_LIMIT;
    memcpy(name_out, "msg0000.ccm", sizeof "msg0000.ccm");
    for (unsigned i = 0; i < 4; i++) {
        name_out[3 + i] = hex_digits[(id >> (12 - 4 * i)) & 0xFU];
    }
}

/* Reports and letters sort alike by their queue id, which is the order that IMPORT takes them in.
 */
bool store_queue_name(uint64_t queue_id, bool is_report, char name_out[STORE_FILE_NAME_SIZE])
{
    memcpy(name_out, "00000000.ccm", sizeof "00000000.ccm");
    for (unsigned i = 0; i < QUEUE_DIGITS; i++) {
        name_out[QUEUE_DIGITS - 1 - i] = text_upper_char(hex_digits[(queue_id >> (4 * i)) & 0xFU]);
    }
    name_out[QUEUE_DIGITS] = is_report ? REPORT_MARK : LETTER_MARK;
    return queue_id <= UINT32_MAX >> 4;
}

/* The digits and the mark behind them; false: it is no such name. */
static bool read_queue_name(const char *name, uint64_t *queue_id_out)
{
    return read_digits(name, QUEUE_DIGITS, queue_id_out) == QUEUE_DIGITS &&
           (name[QUEUE_DIGITS] == LETTER_MARK || name[QUEUE_DIGITS] == REPORT_MARK);
}

bool store_queue_id(const char *name, uint64_t *queue_id_out)
{
    return read_queue_name(name, queue_id_out) && text_equal(name + QUEUE_DIGITS + 1, ".ccm") &&
           *queue_id_out > 0;
}

bool store_is_report(const char *name)
{
    uint64_t queue_id = 0;
    return read_queue_name(name, &queue_id) && name[QUEUE_DIGITS] == REPORT_MARK &&
           name[QUEUE_DIGITS + 1] == '.';
}

bool store_same_stem(const char *name, const char *other)
{
    const size_t length = strcspn(name, ".");
    return length == strcspn(other, ".") && text_equal_n(name, other, length);
}

void store_dos_name(const struct store *store, enum store_place place, const char *name,
                    char *target, size_t capacity)
{
    REQUIRE(text_join_path(target, capacity, place_names[place], name));
    if (!store->port->traits.case_sensitive) {
        text_upper(target);
    }
}

/* ---- lists ---- */

bool store_files_have(const struct store_files *files, const char *name)
{
    for (size_t i = 0; i < files->count; i++) {
        if (text_equal(files->names[i], name)) {
            return true;
        }
    }
    return false;
}

void store_files_add(struct store_files *files, struct arena *arena, const char *name)
{
    if (files->count == files->capacity) {
        const size_t capacity = files->capacity * 2 + 8;
        const char **names = arena_array(arena, const char *, capacity);
        for (size_t i = 0; i < files->count; i++) {
            names[i] = files->names[i];
        }
        files->names = names;
        files->capacity = capacity;
    }
    files->names[files->count++] = arena_text(arena, name);
}

size_t store_files_first(const struct store_files *files)
{
    REQUIRE(files->count > 0);
    size_t first = 0;
    for (size_t i = 1; i < files->count; i++) {
        if (text_compare(files->names[i], files->names[first]) < 0) {
            first = i;
        }
    }
    return first;
}

/* True when the ids lie on both sides of the wrap. */
static bool has_wrapped(const struct store_files *files)
{
    uint32_t lowest = UINT32_MAX;
    uint32_t highest = 0;
    for (size_t i = 0; i < files->count; i++) {
        uint32_t id = 0;
        if (store_file_id(files->names[i], &id)) {
            lowest = id < lowest ? id : lowest;
            highest = id > highest ? id : highest;
        }
    }
    return lowest <= highest && highest - lowest >= FILE_ID_LIMIT / 2;
}

size_t store_files_oldest(const struct store_files *files)
{
    REQUIRE(files->count > 0);
    const bool is_wrapped = has_wrapped(files);
    size_t oldest = files->count;
    uint32_t oldest_id = UINT32_MAX;
    for (size_t i = 0; i < files->count; i++) {
        uint32_t id = 0;
        if (!store_file_id(files->names[i], &id)) {
            continue;
        }
        if (is_wrapped && id < FILE_ID_LIMIT / 2) {
            id += FILE_ID_LIMIT;
        }
        if (id < oldest_id) {
            oldest_id = id;
            oldest = i;
        }
    }
    return oldest < files->count ? oldest : store_files_first(files);
}

void store_files_remove(struct store_files *files, size_t index)
{
    REQUIRE(index < files->count);
    files->names[index] = files->names[--files->count];
}

enum status store_list(struct store *store, enum store_place place, const char *pattern,
                       struct arena *arena, struct store_files *files_out)
{
    struct os_names found = {0};
    *files_out = (struct store_files){0};
    const enum status st = os_list(store->port, store->places[place], pattern, arena, &found);
    if (st != ST_OK || found.count == 0) {
        return st;
    }
    const char **names = arena_array(arena, const char *, found.count);
    for (size_t i = 0; i < found.count; i++) {
        if (!found.entries[i].is_directory) {
            names[files_out->count++] = found.entries[i].name;
        }
    }
    files_out->names = names;
    files_out->capacity = found.count;
    return ST_OK;
}

/* ---- the tree ---- */

/* Places that cannot be made: the first refusal. What is there already is as it should be, or shows
 * when it is used. */
static enum status make_places(struct store *store)
{
    enum status first = ST_OK;
    for (size_t place = 0; place < STORE_PLACE_COUNT; place++) {
        const enum status st = os_make_dir(store->port, store->places[place]);
        if (st == ST_PROCESS_GONE) {
            return st;
        }
        if (st != ST_OK && st != ST_EXISTS && first == ST_OK) {
            first = st;
        }
    }
    return first;
}

/* Raises the next id behind the highest one in a place. */
static enum status scan_ids(struct store *store, enum store_place place, struct arena *scratch)
{
    struct store_files files;
    const enum status st = store_list(store, place, "msg*.ccm", scratch, &files);
    for (size_t i = 0; i < files.count; i++) {
        uint32_t id = 0;
        if (store_file_id(files.names[i], &id) && id >= store->next_file_id) {
            store->next_file_id = id + 1;
        }
    }
    return st;
}

static enum status prepare(struct store *store, struct arena *scratch)
{
    enum status st = make_places(store);
    static const enum store_place with_ids[] = {STORE_EXPORT, STORE_BAD, STORE_EXPORT_BAK};
    for (size_t i = 0; i < ARRAY_COUNT(with_ids) && st == ST_OK; i++) {
        st = scan_ids(store, with_ids[i], scratch);
    }
    store->next_file_id %= FILE_ID_LIMIT;
    if (st == ST_OK) {
        st = os_short_path(store->port, store->places[STORE_ROOT], store->short_root,
                           sizeof store->short_root);
    }
    return st;
}

enum status store_prepare(struct store *store, struct arena *scratch)
{
    if (store->is_ready) {
        return ST_OK;
    }
    const enum status st = prepare(store, scratch);
    if (st == ST_OK) {
        store->is_ready = true;
        return ST_OK;
    }
    REQUIRE(text_copy(store->short_root, sizeof store->short_root, store->places[STORE_ROOT]));
    return st == ST_PROCESS_GONE ? st : ST_OK;
}

enum status store_open(struct store *store, struct os_port *port, const char *root)
{
    *store = (struct store){.port = port, .next_file_id = 1};
    if (!text_copy(store->places[STORE_ROOT], OS_PATH_SIZE, root)) {
        return ST_TOO_LONG;
    }
    for (size_t place = STORE_ROOT + 1; place < STORE_PLACE_COUNT; place++) {
        if (!text_join_path(store->places[place], OS_PATH_SIZE, root, place_names[place])) {
            return ST_TOO_LONG;
        }
    }
    return ST_OK;
}

/* ---- files ---- */

static enum status path_of(const struct store *store, enum store_place place, const char *name,
                           char path_out[OS_PATH_SIZE])
{
    return text_join_path(path_out, OS_PATH_SIZE, store->places[place], name) ? ST_OK : ST_TOO_LONG;
}

enum status store_read(struct store *store, enum store_place place, const char *name,
                       struct arena *arena, struct bytes *content_out)
{
    char path[OS_PATH_SIZE];
    const enum status st = path_of(store, place, name, path);
    if (st != ST_OK) {
        return st;
    }
    return os_read_file(store->port, path, arena, &content_out->data, &content_out->size);
}

enum status store_write(struct store *store, enum store_place place, const char *name,
                        struct bytes content)
{
    char path[OS_PATH_SIZE];
    char temporary[OS_PATH_SIZE];
    enum status st = path_of(store, place, name, path);
    if (st != ST_OK) {
        return st;
    }
    REQUIRE(text_copy(temporary, sizeof temporary, path));
    char *dot = strrchr(temporary, '.');
    REQUIRE(dot != NULL && strlen(dot) == 4);
    memcpy(dot, ".tmp", 5);
    st = os_write_file(store->port, temporary, content.data, content.size);
    if (st == ST_OK) {
        st = os_rename(store->port, temporary, path);
    }
    if (st != ST_OK && st != ST_PROCESS_GONE) {
        DISCARD(os_remove(store->port, temporary), "the next write of this name replaces it");
    }
    return st;
}

enum status store_write_plain(struct store *store, enum store_place place, const char *name,
                              struct bytes content)
{
    char path[OS_PATH_SIZE];
    enum status st = path_of(store, place, name, path);
    if (st != ST_OK) {
        return st;
    }
    const struct os_open_mode mode = {OS_WRITE, OS_DENY_WRITE, OS_CREATE_ALWAYS};
    struct os_file file = {0};
    st = os_open(store->port, path, mode, &file);
    if (st != ST_OK) {
        return st;
    }
    st = os_write(store->port, file, 0, content.data, content.size);
    const enum status closed = os_close(store->port, file);
    return st != ST_OK ? st : closed;
}

enum status store_remove(struct store *store, enum store_place place, const char *name)
{
    char path[OS_PATH_SIZE];
    enum status st = path_of(store, place, name, path);
    if (st == ST_OK) {
        st = os_remove(store->port, path);
    }
    return st == ST_NOT_FOUND ? ST_OK : st;
}

enum status store_move(struct store *store, enum store_place source, enum store_place target,
                       const char *name)
{
    char from[OS_PATH_SIZE];
    char to[OS_PATH_SIZE];
    enum status st = path_of(store, source, name, from);
    if (st == ST_OK) {
        st = path_of(store, target, name, to);
    }
    return st == ST_OK ? os_rename(store->port, from, to) : st;
}

enum status store_rename(struct store *store, enum store_place place, const char *name,
                         const char *new_name)
{
    char from[OS_PATH_SIZE];
    char to[OS_PATH_SIZE];
    enum status st = path_of(store, place, name, from);
    if (st == ST_OK) {
        st = path_of(store, place, new_name, to);
    }
    return st == ST_OK ? os_rename(store->port, from, to) : st;
}

enum status store_quarantine(struct store *store, enum store_place source, const char *name)
{
    enum status st = store_move(store, source, STORE_BAD, name);
    if (st != ST_EXISTS) {
        return st;
    }
    char from[OS_PATH_SIZE];
    st = path_of(store, source, name, from);
    for (uint32_t tries = 0; st == ST_OK && tries < FILE_ID_LIMIT; tries++) {
        char new_name[STORE_FILE_NAME_SIZE];
        char to[OS_PATH_SIZE];
        store_new_file_name(store, new_name);
        st = path_of(store, STORE_BAD, new_name, to);
        if (st == ST_OK) {
            st = os_rename(store->port, from, to);
        }
        if (st != ST_EXISTS) {
            return st;
        }
        st = ST_OK;
    }
    return st == ST_OK ? ST_EXISTS : st;
}

enum status store_modified(struct store *store, enum store_place place, const char *name,
                           uint64_t *modified_ms_out)
{
    char path[OS_PATH_SIZE];
    struct os_info info = {0};
    enum status st = path_of(store, place, name, path);
    if (st == ST_OK) {
        st = os_stat(store->port, path, &info);
    }
    *modified_ms_out = info.modified_ms;
    return st;
}
