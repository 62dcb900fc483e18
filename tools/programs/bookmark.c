#include "programs/bookmark.h"

#include <string.h>

#include "base/hash.h"
#include "base/text.h"
#include "programs/program_files.h"

static const uint64_t bookmark_magic = 0x4B4D4B42; /* "BKMK" */
static const uint64_t pointer_magic = 0x504D4B42;  /* "BKMP" */

enum { CHECKSUM_AT = 64, FILE_AT = 72, USED_MAX = FILE_AT + OS_PATH_SIZE };
_Static_assert((int)USED_MAX <= (int)BOOKMARK_SLOT_SIZE, "slots lie apart");

static void put64(uint8_t *at, uint64_t value)
{
    for (unsigned i = 0; i < 8; i++) {
        at[i] = (uint8_t)(value >> 8 * i);
    }
}

static uint64_t get64(const uint8_t *at)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < 8; i++) {
        value |= (uint64_t)at[i] << 8 * i;
    }
    return value;
}

static uint64_t checksum_of(const uint8_t *bytes, size_t length)
{
    return hash64_seeded(bytes + FILE_AT, length, hash64_seeded(bytes, CHECKSUM_AT, length));
}

/* The answer is how many bytes it has. */
static size_t slot_encode(const struct bookmark *bookmark, uint64_t magic, uint8_t *bytes)
{
    const size_t length = strlen(bookmark->pending_file);
    put64(bytes, magic);
    put64(bytes + 8, bookmark->sequence);
    put64(bytes + 16, bookmark->identity);
    put64(bytes + 24, bookmark->exported);
    put64(bytes + 32, bookmark->pending);
    put64(bytes + 40, bookmark->entry_hash);
    put64(bytes + 48, bookmark->exported_mark);
    put64(bytes + 56, bookmark->pending_mark);
    memcpy(bytes + FILE_AT, bookmark->pending_file, length + 1);
    put64(bytes + CHECKSUM_AT, checksum_of(bytes, length));
    return FILE_AT + length + 1;
}

/* Takes the slot when it is good, ours and newer. */
static void slot_decode(struct bookmark *bookmark, uint64_t magic, const uint8_t *bytes)
{
    const uint64_t sequence = get64(bytes + 8);
    const uint8_t *end = memchr(bytes + FILE_AT, '\0', OS_PATH_SIZE);
    if (get64(bytes) != magic || end == NULL || sequence <= bookmark->sequence ||
        get64(bytes + 16) != bookmark->identity || get64(bytes + 40) != bookmark->entry_hash ||
        get64(bytes + CHECKSUM_AT) != checksum_of(bytes, (size_t)(end - bytes) - FILE_AT)) {
        return;
    }
    bookmark->sequence = sequence;
    bookmark->exported = get64(bytes + 24);
    bookmark->pending = get64(bytes + 32);
    bookmark->exported_mark = get64(bytes + 48);
    bookmark->pending_mark = get64(bytes + 56);
    memcpy(bookmark->pending_file, bytes + FILE_AT, (size_t)(end - bytes) - FILE_AT + 1);
}

enum { NAME_DIGITS = 8, NAME_SIZE = NAME_DIGITS + sizeof(".BKM") };
static void name_of(const struct bookmark *bookmark, const char *extension,
                    char name_out[NAME_SIZE])
{
    static const char digits[] = "0123456789ABCDEF";
    uint8_t bytes[16];
    put64(bytes, bookmark->identity);
    put64(bytes + 8, bookmark->entry_hash);
    uint64_t hash = hash64(bytes, sizeof(bytes));
    for (size_t i = 0; i < NAME_DIGITS; i++, hash >>= 4) {
        name_out[i] = digits[hash & 15];
    }
    memcpy(name_out + NAME_DIGITS, extension, NAME_SIZE - NAME_DIGITS);
}

static size_t directory_length(const char *path)
{
    const char *base = text_base_name(path);
    const char *colon = strrchr(base, ':');
    return (size_t)((colon != NULL ? colon + 1 : base) - path);
}

static bool lie_together(const char *path, const char *other)
{
    const size_t length = directory_length(path);
    return length == directory_length(other) && text_equal_n(path, other, length);
}

/* Of the file beside a target that leads to the bookmark; false: there can be none. */
static bool pointer_path(const struct bookmark *bookmark, const char *target,
                         char path_out[OS_PATH_SIZE])
{
    const size_t length = directory_length(target);
    char name[NAME_SIZE];
    if (length + sizeof(name) > OS_PATH_SIZE) {
        return false;
    }
    name_of(bookmark, ".BKP", name);
    memcpy(path_out, target, length);
    memcpy(path_out + length, name, sizeof(name));
    return true;
}

/* For writing, where that is allowed; who may only read it is told so when he writes. */
static enum status open_existing(struct bookmark *bookmark)
{
    struct os_open_mode mode = {OS_READ_WRITE, OS_DENY_NONE, OS_OPEN_EXISTING};
    enum status st = os_open(bookmark->port, bookmark->path, mode, &bookmark->file);
    if (st == ST_ACCESS_DENIED || st == ST_WRITE_PROTECTED) {
        mode.access = OS_READ;
        st = os_open(bookmark->port, bookmark->path, mode, &bookmark->file);
    }
    if (st != ST_OK) {
        bookmark->file = (struct os_file){0};
    }
    return st;
}

/* The bookmark that a file beside the target leads to. ST_NOT_FOUND: none that can be used. */
static enum status open_elsewhere(struct bookmark *bookmark, const char *target)
{
    const struct os_open_mode mode = {OS_READ, OS_DENY_NONE, OS_OPEN_EXISTING};
    struct bookmark pointer = {.identity = bookmark->identity, .entry_hash = bookmark->entry_hash};
    struct bookmark found = *bookmark;
    struct os_file file = {0};
    char path[OS_PATH_SIZE];
    uint8_t bytes[USED_MAX] = {0};
    size_t got = 0;
    if (!pointer_path(bookmark, target, path)) {
        return ST_NOT_FOUND;
    }
    enum status st = os_open(bookmark->port, path, mode, &file);
    if (st == ST_OK) {
        st = os_read(bookmark->port, file, 0, bytes, sizeof(bytes), &got);
        DISCARD(os_close(bookmark->port, file), "it was only read");
    }
    if (st == ST_OK) {
        slot_decode(&pointer, pointer_magic, bytes);
        (void)text_copy(found.path, sizeof(found.path), pointer.pending_file); /* same size */
        st = pointer.sequence != 0 ? open_existing(&found) : ST_NOT_FOUND;
    }
    if (st == ST_OK) {
        *bookmark = found;
    }
    return st == ST_OK || st == ST_PROCESS_GONE ? st : ST_NOT_FOUND;
}

/* Best effort: without it, EXPORT from elsewhere does as if nothing had been exported. */
static enum status pointer_leave(const struct bookmark *bookmark, const char *target)
{
    struct bookmark pointer = {
        .identity = bookmark->identity, .entry_hash = bookmark->entry_hash, .sequence = 1};
    char path[OS_PATH_SIZE];
    uint8_t bytes[USED_MAX];
    if (!pointer_path(bookmark, target, path)) {
        return ST_OK;
    }
    (void)text_copy(pointer.pending_file, sizeof(pointer.pending_file), bookmark->path);
    const size_t size = slot_encode(&pointer, pointer_magic, bytes);
    const enum status st = files_write(bookmark->port, path, (struct bytes){bytes, size});
    return st == ST_PROCESS_GONE ? st : ST_OK;
}

enum status bookmark_read(struct bookmark *bookmark, struct os_port *port,
                          const struct bookmark_of *of)
{
    char name[NAME_SIZE];
    uint8_t bytes[2 * BOOKMARK_SLOT_SIZE];
    size_t got = 0;
    bookmark_close(bookmark);
    *bookmark = (struct bookmark){
        .port = port, .identity = of->identity, .entry_hash = text_hash(of->entry)};
    name_of(bookmark, ".BKM", name);
    if (!text_join_path(bookmark->path, sizeof(bookmark->path), of->directory, name)) {
        return ST_TOO_LONG;
    }
    enum status st = open_existing(bookmark);
    if (st == ST_NOT_FOUND && of->target != NULL && !lie_together(bookmark->path, of->target)) {
        st = open_elsewhere(bookmark, of->target);
    }
    if (st != ST_OK) {
        return st == ST_NOT_FOUND ? ST_OK : st;
    }
    st = os_read(port, bookmark->file, 0, bytes, sizeof(bytes), &got);
    if (st == ST_OK) {
        memset(bytes + got, 0, sizeof(bytes) - got);
        slot_decode(bookmark, bookmark_magic, bytes);
        slot_decode(bookmark, bookmark_magic, bytes + BOOKMARK_SLOT_SIZE);
    }
    return st;
}

enum status bookmark_write(struct bookmark *bookmark)
{
    const struct os_open_mode mode = {OS_READ_WRITE, OS_DENY_NONE, OS_OPEN_ALWAYS};
    uint8_t bytes[USED_MAX];
    if (bookmark->file.value == 0) {
        const enum status st = os_open(bookmark->port, bookmark->path, mode, &bookmark->file);
        if (st != ST_OK) {
            bookmark->file = (struct os_file){0};
            return st;
        }
    }
    bookmark->sequence++;
    const size_t size = slot_encode(bookmark, bookmark_magic, bytes);
    return os_write(bookmark->port, bookmark->file, (bookmark->sequence & 1) * BOOKMARK_SLOT_SIZE,
                    bytes, size);
}

enum status bookmark_note(struct bookmark *bookmark)
{
    const enum status st = bookmark_write(bookmark);
    return st == ST_OK ? os_flush(bookmark->port, bookmark->file) : st;
}

enum status bookmark_pend(struct bookmark *bookmark, const char *target, uint64_t last_id,
                          uint64_t mark)
{
    if (!lie_together(bookmark->pending_file, target) && !lie_together(bookmark->path, target) &&
        pointer_leave(bookmark, target) == ST_PROCESS_GONE) {
        return ST_PROCESS_GONE;
    }
    bookmark->pending = last_id;
    bookmark->pending_mark = mark;
    return text_copy(bookmark->pending_file, sizeof(bookmark->pending_file), target)
               ? bookmark_note(bookmark)
               : ST_TOO_LONG;
}

enum status bookmark_settle(struct bookmark *bookmark, const char *directory)
{
    char path[OS_PATH_SIZE];
    char temporary[OS_PATH_SIZE];
    struct os_info info;
    enum status st = files_path(directory, bookmark->pending_file, path);
    if (st == ST_OK) {
        st = files_with_extension(path, ".TMP", temporary);
    }
    if (st == ST_OK) {
        st = os_stat(bookmark->port, temporary, &info);
    }
    if (st != ST_OK && st != ST_NOT_FOUND) {
        return st;
    }
    const bool is_exported = st == ST_NOT_FOUND;
    if (is_exported) {
        bookmark->exported = bookmark->pending;
        bookmark->exported_mark = bookmark->pending_mark;
    }
    bookmark->pending = 0;
    st = bookmark_note(bookmark);
    if (st == ST_OK && !is_exported) {
        st = os_remove(bookmark->port, temporary); /* only now: without it, it counts as exported */
    }
    return st;
}

void bookmark_close(struct bookmark *bookmark)
{
    if (bookmark->file.value != 0) {
        DISCARD(os_close(bookmark->port, bookmark->file), "what was written is flushed");
    }
    bookmark->file = (struct os_file){0};
}
