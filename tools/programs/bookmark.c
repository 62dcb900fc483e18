#include "programs/bookmark.h"

#include <string.h>

#include "base/hash.h"
#include "base/text.h"
#include "programs/program_files.h"

static const uint64_t magic = 0x4B4D4B42; /* "BKMK" */

enum { FILE_AT = 48, CHECKSUM_AT = BOOKMARK_SLOT_SIZE - 8 };

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

static void slot_encode(const struct bookmark *bookmark, uint8_t *bytes)
{
    memset(bytes, 0, BOOKMARK_SLOT_SIZE);
    put64(bytes, magic);
    put64(bytes + 8, bookmark->sequence);
    put64(bytes + 16, bookmark->identity);
    put64(bytes + 24, bookmark->exported);
    put64(bytes + 32, bookmark->pending);
    put64(bytes + 40, bookmark->entry_hash);
    memcpy(bytes + FILE_AT, bookmark->pending_file, strlen(bookmark->pending_file));
    put64(bytes + CHECKSUM_AT, hash64(bytes, CHECKSUM_AT));
}

/* Takes the slot when it is good, ours and newer. */
static void slot_decode(struct bookmark *bookmark, const uint8_t *bytes)
{
    const uint64_t sequence = get64(bytes + 8);
    if (get64(bytes) != magic || get64(bytes + CHECKSUM_AT) != hash64(bytes, CHECKSUM_AT) ||
        get64(bytes + 16) != bookmark->identity || get64(bytes + 40) != bookmark->entry_hash ||
        sequence <= bookmark->sequence || memchr(bytes + FILE_AT, '\0', OS_PATH_SIZE) == NULL) {
        return;
    }
    bookmark->sequence = sequence;
    bookmark->exported = get64(bytes + 24);
    bookmark->pending = get64(bytes + 32);
    memcpy(bookmark->pending_file, bytes + FILE_AT, OS_PATH_SIZE);
}

static void name_of(const struct bookmark *bookmark, char *name_out)
{
    static const char digits[] = "0123456789ABCDEF";
    uint8_t bytes[16];
    put64(bytes, bookmark->identity);
    put64(bytes + 8, bookmark->entry_hash);
    uint64_t hash = hash64(bytes, sizeof(bytes));
    for (size_t i = 0; i < 8; i++, hash >>= 4) {
        name_out[i] = digits[hash & 15];
    }
    memcpy(name_out + 8, ".BKM", 5);
}

enum status bookmark_read(struct bookmark *bookmark, struct os_port *port, const char *directory,
                          uint64_t identity, const char *entry)
{
    const struct os_open_mode mode = {OS_READ, OS_DENY_NONE, OS_OPEN_EXISTING};
    char name[13];
    uint8_t bytes[2 * BOOKMARK_SLOT_SIZE] = {0};
    struct os_file file = {0};
    size_t got = 0;
    *bookmark = (struct bookmark){.identity = identity, .entry_hash = text_hash(entry)};
    name_of(bookmark, name);
    if (!text_join_path(bookmark->path, sizeof(bookmark->path), directory, name)) {
        return ST_TOO_LONG;
    }
    enum status st = os_open(port, bookmark->path, mode, &file);
    if (st != ST_OK) {
        return st == ST_NOT_FOUND ? ST_OK : st;
    }
    st = os_read(port, file, 0, bytes, sizeof(bytes), &got);
    DISCARD(os_close(port, file), "it was only read");
    if (st == ST_OK) {
        slot_decode(bookmark, bytes);
        slot_decode(bookmark, bytes + BOOKMARK_SLOT_SIZE);
    }
    return st;
}

enum status bookmark_write(struct bookmark *bookmark, struct os_port *port)
{
    const struct os_open_mode mode = {OS_READ_WRITE, OS_DENY_NONE, OS_OPEN_ALWAYS};
    uint8_t bytes[BOOKMARK_SLOT_SIZE];
    struct os_file file = {0};
    enum status st = os_open(port, bookmark->path, mode, &file);
    if (st != ST_OK) {
        return st;
    }
    bookmark->sequence++;
    slot_encode(bookmark, bytes);
    st = os_write(port, file, (bookmark->sequence & 1) * BOOKMARK_SLOT_SIZE, bytes, sizeof(bytes));
    if (st == ST_OK) {
        st = os_flush(port, file);
    }
    const enum status closed = os_close(port, file);
    return st != ST_OK ? st : closed;
}

enum status bookmark_settle(struct bookmark *bookmark, struct os_port *port, const char *directory)
{
    char path[OS_PATH_SIZE];
    char temporary[OS_PATH_SIZE];
    struct os_info info;
    enum status st = files_path(directory, bookmark->pending_file, path);
    if (st == ST_OK) {
        st = files_with_extension(path, ".TMP", temporary);
    }
    if (st == ST_OK) {
        st = os_stat(port, temporary, &info);
    }
    if (st != ST_OK && st != ST_NOT_FOUND) {
        return st;
    }
    const bool is_exported = st == ST_NOT_FOUND;
    if (is_exported) {
        bookmark->exported = bookmark->pending;
    }
    bookmark->pending = 0;
    bookmark->pending_file[0] = '\0';
    st = bookmark_write(bookmark, port);
    if (st == ST_OK && !is_exported) {
        st = os_remove(port, temporary); /* only now: without it, it would count as exported */
    }
    return st;
}
