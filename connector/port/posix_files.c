#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "port/posix_state.h"

enum { FIRST_CAPACITY = 16 };
#define GENERATION_MAX (UINT32_MAX >> POSIX_SLOT_BITS)

struct posix_file *posix_file_at(struct os_port *port, struct os_file file)
{
    struct posix_port *posix = posix_port_of(port);
    const uint32_t number = file.value & POSIX_FILE_MAX;
    if (number == 0 || number > posix->file_capacity) {
        return NULL;
    }
    struct posix_file *slot = &posix->files[number - 1];
    return slot->is_open && slot->generation == file.value >> POSIX_SLOT_BITS ? slot : NULL;
}

static struct posix_file *free_slot(struct posix_port *posix)
{
    for (size_t i = 0; i < posix->file_capacity; i++) {
        if (!posix->files[i].is_open) {
            return &posix->files[i];
        }
    }
    if (posix->file_capacity == POSIX_FILE_MAX) {
        return NULL;
    }
    size_t capacity = posix->file_capacity == 0 ? FIRST_CAPACITY : posix->file_capacity * 2;
    capacity = capacity < POSIX_FILE_MAX ? capacity : POSIX_FILE_MAX;
    struct posix_file *files = arena_array(posix->config.arena, struct posix_file, capacity);
    for (size_t i = 0; i < posix->file_capacity; i++) {
        files[i] = posix->files[i];
    }
    struct posix_file *slot = &files[posix->file_capacity];
    posix->files = files;
    posix->file_capacity = capacity;
    return slot;
}

static int creation_flags(enum os_disposition disposition)
{
    switch (disposition) {
    case OS_OPEN_EXISTING:
        return 0;
    case OS_CREATE_NEW:
        return O_CREAT | O_EXCL;
    case OS_OPEN_ALWAYS:
    case OS_CREATE_ALWAYS: /* is cut only after the deny modes allowed it */
        return O_CREAT;
    }
    require_failed("disposition", __FILE__, __LINE__);
}

/* Always opened for reading and writing if that is allowed: locks need both. */
static enum status open_host(const char *host_path, struct os_open_mode mode,
                             struct posix_file *file)
{
    const int flags = O_CLOEXEC | O_NONBLOCK | O_NOCTTY | creation_flags(mode.disposition);
    file->is_writable = true;
    file->fd = open(host_path, O_RDWR | flags, 0666);
    const bool is_refused =
        file->fd < 0 && (errno == EACCES || errno == EROFS || errno == EPERM || errno == ETXTBSY);
    const bool needs_write = (mode.access & OS_WRITE) != 0 || mode.disposition == OS_CREATE_ALWAYS;
    if (is_refused && !needs_write) {
        const int write_error = errno;
        file->is_writable = false;
        file->fd = open(host_path, O_RDONLY | flags, 0666);
        if (file->fd < 0 && errno == ENOENT) {
            errno = write_error;
        }
    }
    if (file->fd < 0) {
        return posix_status_of_path(errno, host_path);
    }
    struct stat info;
    if (fstat(file->fd, &info) != 0) {
        return posix_status(errno);
    }
    return S_ISREG(info.st_mode) ? ST_OK : ST_ACCESS_DENIED;
}

/* ST_BUSY: the name changed hands meanwhile. */
static enum status open_slot(const char *host_path, struct os_open_mode mode,
                             struct posix_file *file)
{
    enum status st = open_host(host_path, mode, file);
    if (st == ST_OK) {
        st = posix_share_take(file->fd, (unsigned)mode.access, mode.deny);
    }
    if (st == ST_OK && !posix_is_same_file(file->fd, host_path)) {
        st = ST_BUSY;
    }
    if (st == ST_OK && mode.disposition == OS_CREATE_ALWAYS && ftruncate(file->fd, 0) != 0) {
        st = posix_status(errno);
    }
    if (st != ST_OK && file->fd >= 0) {
        (void)close(file->fd); /* the first failure is the one to report */
    }
    return st;
}

enum status posix_open(struct os_port *port, const char *path, struct os_open_mode mode,
                       struct os_file *file_out)
{
    REQUIRE(mode.access >= OS_READ);
    REQUIRE(mode.access <= OS_READ_WRITE);
    struct posix_port *posix = posix_port_of(port);
    char host_path[OS_PATH_SIZE];
    enum status st = posix_host_path(posix, path, host_path);
    if (st != ST_OK) {
        return st;
    }
    struct posix_file *slot = free_slot(posix);
    if (slot == NULL) {
        return ST_TOO_MANY_OPEN;
    }
    st = open_slot(host_path, mode, slot);
    for (int i = 0; i < POSIX_OPEN_RETRIES && st == ST_BUSY; i++) {
        st = open_slot(host_path, mode, slot);
    }
    if (st != ST_OK) {
        return st;
    }
    slot->is_open = true;
    slot->access = mode.access;
    slot->ranges = NULL;
    slot->generation = slot->generation == GENERATION_MAX ? 0 : slot->generation + 1;
    const uint32_t number = (uint32_t)(slot - posix->files) + 1;
    file_out->value = slot->generation << POSIX_SLOT_BITS | number;
    return ST_OK;
}

/* The slot of a handle that has `access`. */
static enum status slot_for(struct os_port *port, struct os_file file, enum os_access access,
                            struct posix_file **slot_out)
{
    *slot_out = posix_file_at(port, file);
    if (*slot_out == NULL) {
        return ST_BAD_HANDLE;
    }
    return ((*slot_out)->access & access) == access ? ST_OK : ST_ACCESS_DENIED;
}

/* Offsets of the host are signed. */
static bool fits(uint64_t offset, size_t size)
{
    return offset <= INT64_MAX && size <= INT64_MAX - offset;
}

enum status posix_read(struct os_port *port, struct os_file file, uint64_t offset, void *data,
                       size_t size, size_t *read_out)
{
    *read_out = 0;
    struct posix_file *slot = NULL;
    const enum status st = slot_for(port, file, OS_READ, &slot);
    if (st != ST_OK) {
        return st;
    }
    if (!fits(offset, size)) {
        return ST_INVALID;
    }
    size_t done = 0;
    while (done < size) {
        const ssize_t got =
            pread(slot->fd, (uint8_t *)data + done, size - done, (off_t)(offset + done));
        if (got < 0 && errno != EINTR) {
            return posix_status(errno);
        }
        if (got == 0) {
            break;
        }
        done += got > 0 ? (size_t)got : 0;
    }
    *read_out = done;
    return ST_OK;
}

enum { LARGE_WRITE = 256 * 1024 };

enum status posix_write(struct os_port *port, struct os_file file, uint64_t offset,
                        const void *data, size_t size)
{
    struct posix_file *slot = NULL;
    const enum status st = slot_for(port, file, OS_WRITE, &slot);
    if (st != ST_OK) {
        return st;
    }
    if (!fits(offset, size)) {
        return ST_INVALID;
    }
    size_t done = 0;
    while (done < size) {
        const ssize_t put =
            pwrite(slot->fd, (const uint8_t *)data + done, size - done, (off_t)(offset + done));
        if (put < 0 && errno != EINTR) {
            return posix_status(errno);
        }
        done += put > 0 ? (size_t)put : 0;
    }
    if (size >= LARGE_WRITE) { /* on its way to the disk while the next one is made */
        (void)posix_fadvise(slot->fd, (off_t)offset, (off_t)size, POSIX_FADV_DONTNEED);
    }
    return ST_OK;
}

enum status posix_size(struct os_port *port, struct os_file file, uint64_t *size_out)
{
    const struct posix_file *slot = posix_file_at(port, file);
    if (slot == NULL) {
        return ST_BAD_HANDLE;
    }
    struct stat info;
    if (fstat(slot->fd, &info) != 0) {
        return posix_status(errno);
    }
    *size_out = (uint64_t)info.st_size;
    return ST_OK;
}

enum status posix_set_size(struct os_port *port, struct os_file file, uint64_t size_bytes)
{
    struct posix_file *slot = NULL;
    const enum status st = slot_for(port, file, OS_WRITE, &slot);
    if (st != ST_OK) {
        return st;
    }
    if (!fits(size_bytes, 0)) {
        return ST_INVALID;
    }
    return ftruncate(slot->fd, (off_t)size_bytes) == 0 ? ST_OK : posix_status(errno);
}

enum status posix_flush(struct os_port *port, struct os_file file)
{
    const struct posix_file *slot = posix_file_at(port, file);
    if (slot == NULL) {
        return ST_BAD_HANDLE;
    }
    return fsync(slot->fd) == 0 ? ST_OK : posix_status(errno);
}

enum status posix_close(struct os_port *port, struct os_file file)
{
    struct posix_port *posix = posix_port_of(port);
    struct posix_file *slot = posix_file_at(port, file);
    if (slot == NULL) {
        return ST_BAD_HANDLE;
    }
    posix_ranges_drop(posix, slot);
    slot->is_open = false;
    return close(slot->fd) == 0 || errno == EINTR ? ST_OK : posix_status(errno);
}
