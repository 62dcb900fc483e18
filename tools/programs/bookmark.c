#include "programs/bookmark.h"

#include <string.h>

#include "base/hash.h"
#include "base/little_endian.h"
#include "base/text.h"
#include "postoffice.h"
#include "programs/program_files.h"

static const uint64_t bookmark_magic = 0x4B4D4B42; /* "BKMK" */
static const uint64_t pointer_magic = 0x504D4B42;  /* "BKMP" */

enum { CHECKSUM_AT = 72, FILE_AT = 80, USED_MAX = FILE_AT + OS_PATH_SIZE };
_Static_assert((int)USED_MAX <= (int)BOOKMARK_SLOT_SIZE, "slots lie apart");
_Static_assert(2 * BOOKMARK_SLOT_SIZE == (int)PO_EXPORT_PLACE, "both slots of a queue");

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
    put64(bytes + 64, bookmark->token);
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
    bookmark->token = get64(bytes + 64);
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
    if (status_is_denied(st)) {
        mode.access = OS_READ;
        st = os_open(bookmark->port, bookmark->path, mode, &bookmark->file);
        bookmark->is_for_reading = true;
    }
    if (st != ST_OK) {
        bookmark->file = (struct os_file){0};
    }
    return st;
}

static bool is_absent(enum status st)
{
    return st == ST_NOT_FOUND || st == ST_PATH_NOT_FOUND;
}

/* The bookmark that a file beside the target leads to. ST_NOT_FOUND: there is none. */
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
    return is_absent(st) ? ST_NOT_FOUND : st;
}

enum { TOKEN_BITS = 5 };
static const char token_digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUV";

/* Of the file that is named by the token, beside `path`; false: there can be none. */
static bool token_path(uint64_t token, const char *path, char path_out[OS_PATH_SIZE])
{
    const size_t length = directory_length(path);
    char name[] = "00000000.BKD";
    if (length + sizeof(name) > OS_PATH_SIZE) {
        return false;
    }
    for (size_t i = 0; i < NAME_DIGITS; i++, token >>= TOKEN_BITS) {
        name[i] = token_digits[token & 31];
    }
    memcpy(path_out, path, length);
    memcpy(path_out + length, name, sizeof(name));
    return true;
}

/* 0: it is the name of another file. */
static uint64_t token_of(const char *name)
{
    uint64_t token = 0;
    if (!text_match("????????.BKD", name)) {
        return 0;
    }
    for (size_t i = NAME_DIGITS; i-- > 0;) {
        const char *digit =
            memchr(token_digits, text_upper_char(name[i]), sizeof(token_digits) - 1);
        if (digit == NULL) {
            return 0;
        }
        token = token << TOKEN_BITS | (uint64_t)(digit - token_digits);
    }
    return token;
}

enum status bookmark_look_beside(const struct bookmark *bookmark, const char *target,
                                 struct arena *scratch, struct bookmark_beside *beside_out)
{
    char directory[OS_PATH_SIZE];
    char pointer[NAME_SIZE];
    struct os_names names = {0};
    size_t length = directory_length(target);
    if (length > 1 && target[length - 1] == '\\' && target[length - 2] != ':') {
        length--;
    }
    memcpy(directory, target, length);
    directory[length] = '\0';
    *beside_out = (struct bookmark_beside){0};
    name_of(bookmark, ".BKP", pointer);
    enum status st = os_list(bookmark->port, directory, "*.BK?", scratch, &names);
    if (status_is_denied(st)) { /* it may be known all the same */
        beside_out->has_pointer = true;
        st = lie_together(bookmark->pending_file, target) ? bookmark_is_in_sight(bookmark)
                                                          : ST_LOCK_VIOLATION;
        beside_out->token = st == ST_OK ? bookmark->token : 0;
        return st == ST_PROCESS_GONE ? st : ST_OK;
    }
    for (size_t i = 0; st == ST_OK && i < names.count; i++) {
        const uint64_t token = token_of(names.entries[i].name);
        const uint64_t before = beside_out->token;
        if (token != 0 && (before == 0 || (before != bookmark->token &&
                                           (token == bookmark->token || token < before)))) {
            beside_out->token = token;
        }
        beside_out->has_pointer =
            beside_out->has_pointer || text_equal(names.entries[i].name, pointer);
    }
    return st;
}

enum status bookmark_is_in_sight(const struct bookmark *bookmark)
{
    char path[OS_PATH_SIZE];
    struct os_info info;
    if (bookmark->token == 0 || !token_path(bookmark->token, bookmark->pending_file, path)) {
        return ST_LOCK_VIOLATION;
    }
    const enum status st = os_stat(bookmark->port, path, &info);
    return st == ST_OK || st == ST_PROCESS_GONE ? st : ST_LOCK_VIOLATION;
}

/* Of a file there; false: there is none. */
static bool machine_path(const struct bookmark *bookmark, char path_out[OS_PATH_SIZE])
{
    char name[NAME_SIZE];
    name_of(bookmark, ".BKP", name);
    return bookmark->machine != NULL &&
           text_join_path(path_out, OS_PATH_SIZE, bookmark->machine, name);
}

/* By the target's directory, or by the machine's. */
static enum status open_by_pointer(struct bookmark *bookmark, const char *target)
{
    char path[OS_PATH_SIZE];
    enum status st = ST_NOT_FOUND;
    if (target != NULL && !lie_together(bookmark->path, target)) {
        st = open_elsewhere(bookmark, target);
    }
    if (st == ST_NOT_FOUND && machine_path(bookmark, path)) {
        st = open_elsewhere(bookmark, path);
    }
    return st;
}

/* Without it, EXPORT from elsewhere does as if nothing had been exported. */
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
    return files_write(bookmark->port, path, (struct bytes){bytes, size});
}

enum status bookmark_read(struct bookmark *bookmark, struct os_port *port,
                          const struct bookmark_of *of)
{
    char name[NAME_SIZE];
    uint8_t bytes[2 * BOOKMARK_SLOT_SIZE];
    size_t got = 0;
    bookmark_close(bookmark);
    *bookmark = (struct bookmark){.port = port,
                                  .machine = of->machine,
                                  .identity = of->identity,
                                  .entry_hash = text_hash(of->entry)};
    bookmark->base = (uint64_t)PO_EXPORT_PLACE * of->usr;
    if (of->usr == 0) {
        name_of(bookmark, ".BKM", name);
    }
    if (!text_join_path(bookmark->path, sizeof(bookmark->path), of->directory,
                        of->usr != 0 ? po_export_file : name)) {
        return ST_TOO_LONG;
    }
    enum status st = open_existing(bookmark);
    if (st == ST_NOT_FOUND) {
        st = open_by_pointer(bookmark, of->target);
    }
    if (st != ST_OK) {
        return st == ST_NOT_FOUND ? ST_OK : st;
    }
    st = os_read(port, bookmark->file, bookmark->base, bytes, sizeof(bytes), &got);
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
    bookmark->was_written = !bookmark->is_for_reading;
    bookmark->sequence++;
    const size_t size = slot_encode(bookmark, bookmark_magic, bytes);
    return os_write(bookmark->port, bookmark->file,
                    bookmark->base + (bookmark->sequence & 1) * BOOKMARK_SLOT_SIZE, bytes, size);
}

enum status bookmark_note(struct bookmark *bookmark)
{
    enum status st = bookmark_write(bookmark);
    if (st == ST_OK) { /* it is there, whatever the flush says */
        st = os_flush(bookmark->port, bookmark->file);
        st = st == ST_OK || st == ST_PROCESS_GONE ? st : ST_IO_ERROR;
    }
    bookmark->is_owed = bookmark->is_owed && st != ST_OK;
    return st;
}

/* The first time. Who has no such directory goes without it; who may not write there takes no
 * letters: where the store moves, he would take them again. */
static enum status pointer_leave_at_machine(const struct bookmark *bookmark)
{
    char path[OS_PATH_SIZE];
    if (bookmark->sequence != 0 || !machine_path(bookmark, path)) {
        return ST_OK;
    }
    const enum status st = pointer_leave(bookmark, path);
    return is_absent(st) ? ST_OK : st;
}

enum status bookmark_pend(struct bookmark *bookmark, const char *target, uint64_t last_id,
                          uint64_t mark)
{
    if (!lie_together(bookmark->pending_file, target) && !lie_together(bookmark->path, target)) {
        const enum status st = pointer_leave(bookmark, target);
        if (st != ST_OK) {
            return st;
        }
    }
    const enum status st = pointer_leave_at_machine(bookmark);
    if (st != ST_OK) {
        return st;
    }
    bookmark->pending = last_id;
    bookmark->pending_mark = mark;
    return text_copy(bookmark->pending_file, sizeof(bookmark->pending_file), target)
               ? bookmark_note(bookmark)
               : ST_TOO_LONG;
}

static enum status token_draw(struct os_port *port, const char *target, uint64_t *token_out)
{
    static const char text[] = "Where EXPORT puts files. A note at the post office knows this "
                               "directory by the name of this file.\r\n";
    char path[OS_PATH_SIZE];
    while (*token_out == 0) {
        *token_out = os_random(port) & (((uint64_t)1 << NAME_DIGITS * TOKEN_BITS) - 1);
    }
    return token_path(*token_out, target, path)
               ? files_write(port, path, (struct bytes){(const uint8_t *)text, sizeof(text) - 1})
               : ST_TOO_LONG;
}

enum status bookmark_claim(struct bookmark *bookmark, const char *target, uint64_t token,
                           uint64_t last_id, uint64_t mark)
{
    if (token == 0) {
        const enum status st = token_draw(bookmark->port, target, &token);
        if (st != ST_OK) {
            return st;
        }
    }
    bookmark->token = token;
    bookmark->pending = last_id;
    bookmark->pending_mark = mark;
    return text_copy(bookmark->pending_file, sizeof(bookmark->pending_file), target)
               ? bookmark_note(bookmark)
               : ST_TOO_LONG;
}

enum status bookmark_hold(struct bookmark *bookmark, const char *holder, uint64_t last_id,
                          uint64_t mark)
{
    bookmark->token = 0;
    bookmark->pending = last_id;
    bookmark->pending_mark = mark;
    return text_copy(bookmark->pending_file, sizeof(bookmark->pending_file), holder)
               ? bookmark_note(bookmark)
               : ST_TOO_LONG;
}

void bookmark_tell(const struct bookmark *bookmark, struct buffer *console)
{
    const bool is_file = bookmark->token != 0;
    buffer_format(console,
                  "Messages up to number %llu are in the hand of %s that was cut off.\r\n"
                  "%s%s%s\r\n",
                  (unsigned long long)bookmark->pending, is_file ? "an EXPORT" : "a ROUTER",
                  is_file ? "It was writing " : "", is_file ? bookmark->pending_file : "",
                  is_file ? "\r\nRun it again where it ran; or delete CCEXPORT.DAT if that file is "
                            "not there."
                          : "Run it again; or delete CCEXPORT.DAT if they are not at the other "
                            "post office.");
}

enum status bookmark_temporary(uint64_t identity, const char *entry, const char *target,
                               char path_out[OS_PATH_SIZE])
{
    return files_temporary(target, identity ^ text_hash(entry), path_out);
}

static enum status temporary_path(const struct bookmark *bookmark, const char *directory,
                                  char path_out[OS_PATH_SIZE])
{
    char path[OS_PATH_SIZE];
    const enum status st = files_path(directory, bookmark->pending_file, path);
    return st == ST_OK ? files_temporary(path, bookmark->identity ^ bookmark->entry_hash, path_out)
                       : st;
}

/* Nothing is written. *is_there_out: the .TMP file, so that nothing was exported. */
static enum status conclude(struct bookmark *bookmark, const char *temporary, bool *is_there_out)
{
    struct os_info info;
    const enum status st = os_stat(bookmark->port, temporary, &info);
    if (st != ST_OK && st != ST_NOT_FOUND) {
        return st;
    }
    *is_there_out = st == ST_OK;
    if (!*is_there_out) {
        bookmark->exported = bookmark->pending;
        bookmark->exported_mark = bookmark->pending_mark;
    }
    bookmark->pending = 0;
    bookmark->is_owed = true;
    return ST_OK;
}

enum status bookmark_spare(struct bookmark *bookmark, const char *target)
{
    if (!text_equal(text_base_name(bookmark->pending_file), text_base_name(target))) {
        return ST_OK; /* else of that directory, for all that is known: it may have several paths */
    }
    if (bookmark->is_owed) {
        return ST_EXISTS;
    }
    return bookmark->is_for_reading ? ST_OK : os_flush(bookmark->port, bookmark->file);
}

enum status bookmark_conclude(struct bookmark *bookmark, const char *directory)
{
    char temporary[OS_PATH_SIZE];
    bool is_there = false;
    const enum status st = temporary_path(bookmark, directory, temporary);
    return st == ST_OK ? conclude(bookmark, temporary, &is_there) : st;
}

enum status bookmark_settle(struct bookmark *bookmark, const char *directory)
{
    char temporary[OS_PATH_SIZE];
    bool is_there = false;
    enum status st = temporary_path(bookmark, directory, temporary);
    if (st == ST_OK) {
        st = conclude(bookmark, temporary, &is_there);
    }
    if (st == ST_OK) {
        st = bookmark_note(bookmark);
    }
    if (st == ST_OK && is_there) {
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
