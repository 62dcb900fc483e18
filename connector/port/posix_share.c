#define _GNU_SOURCE /* F_OFD_SETLK */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include "port/posix_state.h"

/* Deny modes, as Samba and SQLite keep them: each opener holds a shared lock on the bytes that say
 * what it does and what it denies, and looks whether anybody else holds the opposite. The bytes lie
 * behind every range that os_lock accepts. OFD locks belong to the descriptor, so handles of one
 * process exclude each other too.
 *
 * One opener at a time does so, behind the guard byte, so that nobody is refused for somebody who
 * is about to be refused. A guard that is not free for long (its holder is stopped) is passed over:
 * the second look keeps deny modes right, at worst both of two openers are refused. */
enum share_byte { USES_READ, USES_WRITE, DENIES_READ, DENIES_WRITE, GUARD };
enum { GUARD_TRIES = 200 };

#define SHARE_BASE INT64_C(0x7FFFFFFFFFFFFFF0)
#define RANGE_END (UINT64_C(1) << 62)

static struct flock flock_of(short type, int64_t offset, int64_t size)
{
    return (struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = offset, .l_len = size};
}

/* Anybody else holds a lock there that stands against one of `type`. */
static bool is_held(int fd, short type, int64_t offset, int64_t size)
{
    struct flock lock = flock_of(type, offset, size);
    return fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

static bool is_share_held(int fd, enum share_byte byte)
{
    return is_held(fd, F_WRLCK, SHARE_BASE + (int64_t)byte, 1);
}

static enum status take_byte(int fd, enum share_byte byte)
{
    struct flock lock = flock_of(F_RDLCK, SHARE_BASE + (int64_t)byte, 1);
    return fcntl(fd, F_OFD_SETLK, &lock) == 0 ? ST_OK : posix_status(errno);
}

/* Exclusive where the descriptor can be written; shared locks keep out those. */
static bool take_guard(int fd)
{
    const bool is_writable = (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR;
    for (int i = 0; i < GUARD_TRIES; i++) {
        struct flock lock = flock_of(is_writable ? F_WRLCK : F_RDLCK, SHARE_BASE + GUARD, 1);
        if (fcntl(fd, F_OFD_SETLK, &lock) == 0) {
            return true;
        }
        (void)sched_yield(); /* always 0 */
    }
    return false;
}

static enum status drop_guard(int fd)
{
    struct flock lock = flock_of(F_UNLCK, SHARE_BASE + GUARD, 1);
    return fcntl(fd, F_OFD_SETLK, &lock) == 0 ? ST_OK : posix_status(errno);
}

struct share {
    enum share_byte mine;
    enum share_byte opposite;
};

static bool is_any_held(int fd, const struct share *shares, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_share_held(fd, shares[i].opposite)) {
            return true;
        }
    }
    return false;
}

/* Looks, takes, and looks again. */
static enum status take_shares(int fd, const struct share *shares, size_t count)
{
    if (is_any_held(fd, shares, count)) {
        return ST_SHARING_VIOLATION;
    }
    for (size_t i = 0; i < count; i++) {
        const enum status st = take_byte(fd, shares[i].mine);
        if (st != ST_OK) {
            return st;
        }
    }
    return is_any_held(fd, shares, count) ? ST_SHARING_VIOLATION : ST_OK;
}

enum status posix_share_take(int fd, unsigned access, enum os_deny deny)
{
    const struct {
        bool applies;
        struct share share;
    } rows[] = {
        {(access & OS_READ) != 0, {USES_READ, DENIES_READ}},
        {(access & OS_WRITE) != 0, {USES_WRITE, DENIES_WRITE}},
        {(deny & OS_DENY_READ) != 0, {DENIES_READ, USES_READ}},
        {(deny & OS_DENY_WRITE) != 0, {DENIES_WRITE, USES_WRITE}},
    };
    struct share shares[ARRAY_COUNT(rows)];
    size_t count = 0;
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        if (rows[i].applies) {
            shares[count++] = rows[i].share;
        }
    }
    const bool is_guarded = take_guard(fd);
    const enum status st = take_shares(fd, shares, count);
    return st == ST_OK && is_guarded ? drop_guard(fd)
                                     : st; /* refused: locks go with the descriptor */
}

bool posix_is_same_file(int fd, const char *host_path)
{
    struct stat opened;
    struct stat named;
    return fstat(fd, &opened) == 0 && stat(host_path, &named) == 0 &&
           opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

static enum status try_to_hold(const char *host_path, int *fd_out)
{
    const int fd = open(host_path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
    *fd_out = fd;
    if (fd < 0 && errno == ENOENT) {
        return posix_status_of_path(errno, host_path); /* else a file made meanwhile would go */
    }
    if (fd < 0) {
        return ST_OK; /* what cannot be looked at is judged by the call that follows */
    }
    struct stat info;
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        return ST_OK; /* only files are opened by ports */
    }
    /* As a reader, so that another holder is refused: denials alone do not exclude each other. */
    enum status st = posix_share_take(fd, OS_READ, OS_DENY_ALL);
    if (st == ST_OK && !posix_is_same_file(fd, host_path)) {
        st = ST_BUSY;
    }
    if (st != ST_OK) {
        posix_share_release(fd);
        *fd_out = -1;
    }
    return st;
}

enum status posix_share_hold(const char *host_path, int *fd_out)
{
    enum status st = try_to_hold(host_path, fd_out);
    for (int i = 0; i < POSIX_OPEN_RETRIES && st == ST_BUSY; i++) {
        st = try_to_hold(host_path, fd_out);
    }
    return st;
}

void posix_share_release(int fd)
{
    if (fd >= 0) {
        (void)close(fd); /* nothing was written */
    }
}

static bool overlaps(const struct posix_range *range, uint64_t offset, uint64_t size)
{
    return offset < range->offset + range->size && range->offset < offset + size;
}

/* A descriptor without the right to write can hold shared locks only; it takes one and looks
 * whether it is alone, which excludes the same others. */
static enum status lock_range(const struct posix_file *file, int64_t offset, int64_t size)
{
    struct flock lock = flock_of(file->is_writable ? F_WRLCK : F_RDLCK, offset, size);
    if (fcntl(file->fd, F_OFD_SETLK, &lock) != 0) {
        return errno == EAGAIN || errno == EACCES ? ST_LOCK_VIOLATION : posix_status(errno);
    }
    if (!file->is_writable && is_held(file->fd, F_WRLCK, offset, size)) {
        lock.l_type = F_UNLCK;
        return fcntl(file->fd, F_OFD_SETLK, &lock) == 0 ? ST_LOCK_VIOLATION : posix_status(errno);
    }
    return ST_OK;
}

enum status posix_lock(struct os_port *port, struct os_file file, uint64_t offset, uint64_t size)
{
    struct posix_port *posix = posix_port_of(port);
    struct posix_file *slot = posix_file_at(port, file);
    if (slot == NULL) {
        return ST_BAD_HANDLE;
    }
    if (size == 0 || offset > RANGE_END || size > RANGE_END - offset) {
        return ST_INVALID;
    }
    for (const struct posix_range *range = slot->ranges; range != NULL; range = range->next) {
        if (overlaps(range, offset, size)) {
            return ST_LOCK_VIOLATION; /* as DOS and NT answer; fcntl would merge the two */
        }
    }
    const enum status st = lock_range(slot, (int64_t)offset, (int64_t)size);
    if (st != ST_OK) {
        return st;
    }
    struct posix_range *range = posix->free_ranges;
    if (range != NULL) {
        posix->free_ranges = range->next;
    } else {
        range = arena_new(posix->config.arena, struct posix_range);
    }
    *range = (struct posix_range){slot->ranges, offset, size};
    slot->ranges = range;
    return ST_OK;
}

enum status posix_unlock(struct os_port *port, struct os_file file, uint64_t offset, uint64_t size)
{
    struct posix_port *posix = posix_port_of(port);
    struct posix_file *slot = posix_file_at(port, file);
    if (slot == NULL) {
        return ST_BAD_HANDLE;
    }
    struct posix_range **link = &slot->ranges;
    while (*link != NULL && ((*link)->offset != offset || (*link)->size != size)) {
        link = &(*link)->next;
    }
    struct posix_range *range = *link;
    if (range == NULL) {
        return ST_INVALID;
    }
    struct flock lock = flock_of(F_UNLCK, (int64_t)offset, (int64_t)size);
    if (fcntl(slot->fd, F_OFD_SETLK, &lock) != 0) {
        return posix_status(errno);
    }
    *link = range->next;
    range->next = posix->free_ranges;
    posix->free_ranges = range;
    return ST_OK;
}

void posix_ranges_drop(struct posix_port *posix, struct posix_file *file)
{
    while (file->ranges != NULL) {
        struct posix_range *range = file->ranges;
        file->ranges = range->next;
        range->next = posix->free_ranges;
        posix->free_ranges = range;
    }
}
