#include "sqlite/volume_vfs.h"

#include <string.h>

#include "base/text.h"

/* The lock bytes of SQLite's file format, far behind where databases of tests end. */
static const uint64_t pending_byte = 0x40000000;
static const uint64_t reserved_byte = 0x40000001;
static const uint64_t shared_first = 0x40000002;
enum { SHARED_SIZE = 510, SECTOR_BYTES = 512 };

struct volume_file {
    sqlite3_file base; /* first */
    struct os_port *port;
    struct os_file file;
    int lock;             /* SQLITE_LOCK_ */
    uint64_t shared_byte; /* that we hold while lock is SHARED, RESERVED or PENDING */
    bool is_reserved;     /* the reserved byte is ours: not when a journal is rolled back */
    bool is_temporary;
    char path[OS_PATH_SIZE];
};

static struct volume_file *of(sqlite3_file *file)
{
    return (struct volume_file *)(void *)file;
}

static struct volume_vfs *vfs_of(sqlite3_vfs *vfs)
{
    return (struct volume_vfs *)(void *)vfs;
}

/* "X.DB-journal" -> "X.JRN", "X.DB-wal" -> "X.WAL"; others stay. false: too long. */
static bool real_name(const char *name, char path[OS_PATH_SIZE])
{
    static const struct {
        const char *suffix;
        const char *ending;
    } rows[] = {{".DB-journal", ".JRN"}, {".DB-wal", ".WAL"}, {"", ""}};
    const size_t length = strlen(name);
    size_t i = 0;
    while (strlen(rows[i].suffix) > length ||
           strcmp(name + length - strlen(rows[i].suffix), rows[i].suffix) != 0) {
        i++;
    }
    return text_format(path, OS_PATH_SIZE, "%.*s%s", (int)(length - strlen(rows[i].suffix)), name,
                       rows[i].ending);
}

/* --- files --- */

static int file_close(sqlite3_file *base)
{
    struct volume_file *file = of(base);
    const enum status st = os_close(file->port, file->file);
    if (file->is_temporary) {
        DISCARD(os_remove(file->port, file->path), "a temporary file that stays is no harm");
    }
    return st == ST_OK ? SQLITE_OK : SQLITE_IOERR_CLOSE;
}

static int file_read(sqlite3_file *base, void *data, int size, sqlite3_int64 offset)
{
    struct volume_file *file = of(base);
    size_t read = 0;
    if (os_read(file->port, file->file, (uint64_t)offset, data, (size_t)size, &read) != ST_OK) {
        return SQLITE_IOERR_READ;
    }
    if (read < (size_t)size) {
        memset((char *)data + read, 0, (size_t)size - read);
        return SQLITE_IOERR_SHORT_READ;
    }
    return SQLITE_OK;
}

static int file_write(sqlite3_file *base, const void *data, int size, sqlite3_int64 offset)
{
    struct volume_file *file = of(base);
    switch ((int)os_write(file->port, file->file, (uint64_t)offset, data, (size_t)size)) {
    case ST_OK:
        return SQLITE_OK;
    case ST_DISK_FULL:
        return SQLITE_FULL;
    default:
        return SQLITE_IOERR_WRITE;
    }
}

static int file_truncate(sqlite3_file *base, sqlite3_int64 size)
{
    struct volume_file *file = of(base);
    return os_set_size(file->port, file->file, (uint64_t)size) == ST_OK ? SQLITE_OK
                                                                        : SQLITE_IOERR_TRUNCATE;
}

static int file_sync(sqlite3_file *base, int flags)
{
    struct volume_file *file = of(base);
    (void)flags;
    return os_flush(file->port, file->file) == ST_OK ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

static int file_size(sqlite3_file *base, sqlite3_int64 *size_out)
{
    struct volume_file *file = of(base);
    uint64_t size = 0;
    if (os_size(file->port, file->file, &size) != ST_OK) {
        return SQLITE_IOERR_FSTAT;
    }
    *size_out = (sqlite3_int64)size;
    return SQLITE_OK;
}

/* --- locks --- */

static int range_lock(struct volume_file *file, uint64_t offset, uint64_t size)
{
    const enum status st = os_lock(file->port, file->file, offset, size);
    return st == ST_OK ? SQLITE_OK : st == ST_LOCK_VIOLATION ? SQLITE_BUSY : SQLITE_IOERR_LOCK;
}

static int range_unlock(struct volume_file *file, uint64_t offset, uint64_t size)
{
    return os_unlock(file->port, file->file, offset, size) == ST_OK ? SQLITE_OK
                                                                    : SQLITE_IOERR_UNLOCK;
}

static int lock_shared(struct volume_file *file)
{
    int rc = range_lock(file, pending_byte, 1);
    if (rc != SQLITE_OK) {
        return rc;
    }
    file->shared_byte = shared_first + os_random(file->port) % SHARED_SIZE;
    rc = range_lock(file, file->shared_byte, 1);
    const int released = range_unlock(file, pending_byte, 1);
    if (rc == SQLITE_OK) {
        file->lock = SQLITE_LOCK_SHARED;
        rc = released;
    }
    return rc;
}

/* Stays PENDING, with its own byte of the shared range, while there are readers. */
static int lock_exclusive(struct volume_file *file)
{
    int rc = SQLITE_OK;
    if (file->lock < SQLITE_LOCK_PENDING) {
        rc = range_lock(file, pending_byte, 1);
        if (rc != SQLITE_OK) {
            return rc;
        }
        file->lock = SQLITE_LOCK_PENDING;
    }
    rc = range_unlock(file, file->shared_byte, 1);
    if (rc != SQLITE_OK) {
        return rc;
    }
    rc = range_lock(file, shared_first, SHARED_SIZE);
    if (rc == SQLITE_OK) {
        file->lock = SQLITE_LOCK_EXCLUSIVE;
        return SQLITE_OK;
    }
    const int again = range_lock(file, file->shared_byte, 1);
    return again == SQLITE_OK ? rc : SQLITE_IOERR_LOCK;
}

static int file_lock(sqlite3_file *base, int level)
{
    struct volume_file *file = of(base);
    if (file->lock >= level) {
        return SQLITE_OK;
    }
    if (level == SQLITE_LOCK_SHARED) {
        return lock_shared(file);
    }
    if (level == SQLITE_LOCK_EXCLUSIVE) {
        return lock_exclusive(file);
    }
    REQUIRE(level == SQLITE_LOCK_RESERVED);
    const int rc = range_lock(file, reserved_byte, 1);
    if (rc == SQLITE_OK) {
        file->lock = level;
        file->is_reserved = true;
    }
    return rc;
}

/* The first failure is told; what else can be given up is. */
static void keep_first(int *rc, int next)
{
    *rc = *rc == SQLITE_OK ? next : *rc;
}

static int file_unlock(sqlite3_file *base, int level)
{
    struct volume_file *file = of(base);
    int rc = SQLITE_OK;
    const int had = file->lock;
    if (had <= level) {
        return SQLITE_OK;
    }
    if (had == SQLITE_LOCK_EXCLUSIVE) {
        rc = range_unlock(file, shared_first, SHARED_SIZE);
        if (level == SQLITE_LOCK_SHARED) {
            keep_first(&rc, range_lock(file, file->shared_byte, 1));
        }
    } else if (level == SQLITE_LOCK_NONE) {
        rc = range_unlock(file, file->shared_byte, 1);
    }
    if (file->is_reserved) {
        keep_first(&rc, range_unlock(file, reserved_byte, 1));
        file->is_reserved = false;
    }
    if (had >= SQLITE_LOCK_PENDING) {
        keep_first(&rc, range_unlock(file, pending_byte, 1));
    }
    file->lock = level;
    return rc;
}

static int file_check_reserved(sqlite3_file *base, int *is_reserved_out)
{
    struct volume_file *file = of(base);
    *is_reserved_out = 1;
    if (file->lock >= SQLITE_LOCK_RESERVED) {
        return SQLITE_OK;
    }
    const int rc = range_lock(file, reserved_byte, 1);
    if (rc == SQLITE_BUSY) {
        return SQLITE_OK;
    }
    if (rc != SQLITE_OK) {
        return SQLITE_IOERR_CHECKRESERVEDLOCK;
    }
    *is_reserved_out = 0;
    return range_unlock(file, reserved_byte, 1);
}

static int file_control(sqlite3_file *base, int op, void *argument)
{
    (void)base;
    (void)op;
    (void)argument;
    return SQLITE_NOTFOUND;
}

static int file_sector_size(sqlite3_file *base)
{
    (void)base;
    return SECTOR_BYTES;
}

static int file_characteristics(sqlite3_file *base)
{
    (void)base;
    return 0;
}

static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
};

/* --- names --- */

static int vfs_open(sqlite3_vfs *base, const char *name, sqlite3_file *file_base, int flags,
                    int *flags_out)
{
    struct volume_vfs *vfs = vfs_of(base);
    struct volume_file *file = of(file_base);
    *file = (struct volume_file){.port = vfs->port, .lock = SQLITE_LOCK_NONE};
    const bool is_named = name != NULL ? real_name(name, file->path)
                                       : text_format(file->path, sizeof(file->path), "%s\\T%u.TMP",
                                                     vfs->root, (unsigned)vfs->temporary_files++);
    if (!is_named) {
        return SQLITE_CANTOPEN;
    }
    const bool creates = (flags & SQLITE_OPEN_CREATE) != 0;
    const struct os_open_mode mode = {
        .access = (flags & SQLITE_OPEN_READWRITE) != 0 ? OS_READ_WRITE : OS_READ,
        .deny = OS_DENY_NONE,
        .disposition = !creates                               ? OS_OPEN_EXISTING
                       : (flags & SQLITE_OPEN_EXCLUSIVE) != 0 ? OS_CREATE_NEW
                                                              : OS_OPEN_ALWAYS,
    };
    if (os_open(vfs->port, file->path, mode, &file->file) != ST_OK) {
        return SQLITE_CANTOPEN;
    }
    file->is_temporary = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    file->base.pMethods = &methods;
    if (flags_out != NULL) {
        *flags_out = flags;
    }
    return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *base, const char *name, int syncs_directory)
{
    char path[OS_PATH_SIZE];
    (void)syncs_directory; /* names are on disk when the call answers */
    if (!real_name(name, path)) {
        return SQLITE_IOERR_DELETE;
    }
    const enum status st = os_remove(vfs_of(base)->port, path);
    return st == ST_OK          ? SQLITE_OK
           : st == ST_NOT_FOUND ? SQLITE_IOERR_DELETE_NOENT
                                : SQLITE_IOERR_DELETE;
}

static int vfs_access(sqlite3_vfs *base, const char *name, int flags, int *answer_out)
{
    char path[OS_PATH_SIZE];
    struct os_info info;
    (void)flags; /* what may be written is known when it is opened */
    if (!real_name(name, path)) {
        return SQLITE_IOERR_ACCESS;
    }
    const enum status st = os_stat(vfs_of(base)->port, path, &info);
    *answer_out = st == ST_OK;
    return st == ST_OK || st == ST_NOT_FOUND ? SQLITE_OK : SQLITE_IOERR_ACCESS;
}

static int vfs_full_name(sqlite3_vfs *base, const char *name, int size, char *target)
{
    (void)base;
    return text_copy(target, (size_t)size, name) ? SQLITE_OK : SQLITE_CANTOPEN;
}

static int vfs_random(sqlite3_vfs *base, int size, char *target)
{
    for (int i = 0; i < size; i++) {
        target[i] = (char)(os_random(vfs_of(base)->port) & 0x7F);
    }
    return size;
}

/* Nothing waits in a world whose clock is ours. */
static int vfs_sleep(sqlite3_vfs *base, int us)
{
    (void)base;
    return us;
}

static int vfs_time(sqlite3_vfs *base, double *days_out)
{
    static const double epoch_days = 2440587.5; /* 1 January 1970 as a Julian day */
    *days_out = epoch_days + (double)os_utc_ms(vfs_of(base)->port) / 86400000.0;
    return SQLITE_OK;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): SQLite's own signature */
static int vfs_last_error(sqlite3_vfs *base, int size, char *target)
{
    (void)base;
    (void)size;
    (void)target;
    return SQLITE_OK;
}

void volume_vfs_begin(struct volume_vfs *vfs, const char *name, struct os_port *port,
                      const char *root)
{
    *vfs = (struct volume_vfs){
        .base = {.iVersion = 1,
                 .szOsFile = (int)sizeof(struct volume_file),
                 .mxPathname = OS_PATH_SIZE,
                 .zName = name,
                 .xOpen = vfs_open,
                 .xDelete = vfs_delete,
                 .xAccess = vfs_access,
                 .xFullPathname = vfs_full_name,
                 .xRandomness = vfs_random,
                 .xSleep = vfs_sleep,
                 .xCurrentTime = vfs_time,
                 .xGetLastError = vfs_last_error},
        .port = port,
        .root = root,
    };
    REQUIRE(sqlite3_vfs_register(&vfs->base, 1) == SQLITE_OK);
}

void volume_vfs_end(struct volume_vfs *vfs)
{
    REQUIRE(sqlite3_vfs_unregister(&vfs->base) == SQLITE_OK);
}
