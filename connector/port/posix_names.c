#define _GNU_SOURCE /* renameat2 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/text.h"
#include "port/posix_state.h"

enum status posix_status(int error)
{
    static const struct {
        int error;
        enum status status;
    } rows[] = {
        {ENOENT, ST_NOT_FOUND},
        {ENOTDIR, ST_PATH_NOT_FOUND},
        {EACCES, ST_ACCESS_DENIED},
        {EPERM, ST_ACCESS_DENIED},
        {EISDIR, ST_ACCESS_DENIED},
        {ETXTBSY, ST_ACCESS_DENIED},
        {EROFS, ST_WRITE_PROTECTED},
        {EMFILE, ST_TOO_MANY_OPEN},
        {ENFILE, ST_TOO_MANY_OPEN},
        {EBADF, ST_BAD_HANDLE},
        {EEXIST, ST_EXISTS},
        {ENOTEMPTY, ST_NOT_EMPTY},
        {ENOSPC, ST_DISK_FULL},
        {EDQUOT, ST_DISK_FULL},
        {EFBIG, ST_DISK_FULL},
        {ENAMETOOLONG, ST_TOO_LONG},
        {ELOOP, ST_BAD_NAME},
        {EILSEQ, ST_BAD_NAME},
        {EINVAL, ST_INVALID},
        {EXDEV, ST_NOT_SUPPORTED},
        {ENOSYS, ST_NOT_SUPPORTED},
        {EOPNOTSUPP, ST_NOT_SUPPORTED},
        {EBUSY, ST_BUSY},
        {EAGAIN, ST_BUSY},
        {ENOLCK, ST_BUSY},
        {ENODEV, ST_DEVICE_GONE},
        {ENXIO, ST_ACCESS_DENIED},
        {ESTALE, ST_CONNECTION_LOST},
        {EHOSTDOWN, ST_BAD_NETWORK_PATH},
        {EHOSTUNREACH, ST_BAD_NETWORK_PATH},
        {ETIMEDOUT, ST_CONNECTION_LOST},
    };
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        if (rows[i].error == error) {
            return rows[i].status;
        }
    }
    return ST_IO_ERROR;
}

/* Cuts the last component off; false when there is none. */
static bool cut_to_parent(char *host_path)
{
    char *slash = strrchr(host_path, '/');
    if (slash == NULL || slash[1] == '\0') {
        return false;
    }
    slash[slash == host_path ? 1 : 0] = '\0';
    return true;
}

enum status posix_status_of_path(int error, const char *host_path)
{
    if (error != ENOENT) {
        return posix_status(error);
    }
    char parent[OS_PATH_SIZE];
    struct stat info;
    const bool has_parent = text_copy(parent, sizeof(parent), host_path) && cut_to_parent(parent);
    return has_parent && stat(parent, &info) != 0 ? ST_PATH_NOT_FOUND : ST_NOT_FOUND;
}

static bool is_separator(char c)
{
    return c == '\\' || c == '/';
}

/* `path` begins with the whole name: "\\SRV\MAIL" is no beginning of "\\SRV\MAILBOX\x". */
static bool begins_with_name(const char *path, const char *name)
{
    const size_t length = strlen(name);
    if (length == 0 || !text_starts(path, name)) {
        return false;
    }
    return path[length] == '\0' || is_separator(path[length]) || name[length - 1] == ':';
}

/* Joins the directory that a name stands for and the rest of the path. */
static enum status named_path(const struct posix_port_name *name, const char *path,
                              char host_path[OS_PATH_SIZE])
{
    const char *rest = path + strlen(name->name);
    while (is_separator(*rest)) {
        rest++;
    }
    const bool fits = *rest == '\0'
                          ? text_copy(host_path, OS_PATH_SIZE, name->directory)
                          : text_join_path(host_path, OS_PATH_SIZE, name->directory, rest);
    return fits ? ST_OK : ST_TOO_LONG;
}

static enum status resolve_names(const struct posix_port *posix, const char *path,
                                 char host_path[OS_PATH_SIZE])
{
    for (size_t i = 0; i < posix->config.name_count; i++) {
        if (begins_with_name(path, posix->config.names[i].name)) {
            return named_path(&posix->config.names[i], path, host_path);
        }
    }
    if (is_separator(path[0]) && is_separator(path[1])) {
        return ST_BAD_NETWORK_PATH;
    }
    if (!is_separator(path[0])) {
        return ST_PATH_NOT_FOUND; /* there is no current directory and no such drive or volume */
    }
    return text_copy(host_path, OS_PATH_SIZE, path) ? ST_OK : ST_TOO_LONG;
}

enum status posix_host_path(const struct posix_port *posix, const char *path,
                            char host_path[OS_PATH_SIZE])
{
    if (strlen(path) >= OS_PATH_SIZE) {
        return ST_TOO_LONG;
    }
    const enum status st = resolve_names(posix, path, host_path);
    if (st != ST_OK) {
        return st;
    }
    size_t length = 0;
    for (; host_path[length] != '\0'; length++) {
        host_path[length] = host_path[length] == '\\' ? '/' : host_path[length];
    }
    while (length > 1 && host_path[length - 1] == '/') {
        host_path[--length] = '\0';
    }
    return ST_OK;
}

static uint64_t size_of(const struct stat *info)
{
    return S_ISDIR(info->st_mode) ? 0 : (uint64_t)info->st_size;
}

enum status posix_stat(struct os_port *port, const char *path, struct os_info *info_out)
{
    char host_path[OS_PATH_SIZE];
    const enum status st = posix_host_path(posix_port_of(port), path, host_path);
    if (st != ST_OK) {
        return st;
    }
    struct stat info;
    if (stat(host_path, &info) != 0) {
        return posix_status_of_path(errno, host_path);
    }
    const int64_t modified_ms =
        (int64_t)info.st_mtim.tv_sec * 1000 + info.st_mtim.tv_nsec / 1000000;
    *info_out = (struct os_info){
        .size_bytes = size_of(&info),
        .modified_ms = modified_ms > 0 ? (uint64_t)modified_ms : 0,
        .is_directory = S_ISDIR(info.st_mode),
    };
    const char *name = text_base_name(host_path);
    if (text_is_short_name(name)) {
        REQUIRE(text_copy(info_out->short_name, sizeof(info_out->short_name), name));
    }
    return ST_OK;
}

/* Entries that match; names that vanish while we look are left out. */
static enum status list_entries(DIR *directory, const char *pattern, struct arena *arena,
                                struct os_names *names_out)
{
    struct os_entry *entries = NULL;
    size_t count = 0;
    size_t capacity = 0;
    errno = 0;
    for (struct dirent *entry; (entry = readdir(directory)) != NULL; errno = 0) {
        struct stat info;
        const bool is_self = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
        if (is_self || !text_match(pattern, entry->d_name) ||
            fstatat(dirfd(directory), entry->d_name, &info, 0) != 0) {
            continue;
        }
        if (count == capacity) {
            capacity = capacity == 0 ? 16 : capacity * 2;
            struct os_entry *more = arena_array(arena, struct os_entry, capacity);
            for (size_t i = 0; i < count; i++) {
                more[i] = entries[i];
            }
            entries = more;
        }
        entries[count++] = (struct os_entry){
            .name = arena_text(arena, entry->d_name),
            .size_bytes = size_of(&info),
            .is_directory = S_ISDIR(info.st_mode),
        };
    }
    *names_out = (struct os_names){entries, count};
    return errno == 0 ? ST_OK : posix_status(errno);
}

enum status posix_list(struct os_port *port, const char *directory, const char *pattern,
                       struct arena *arena, struct os_names *names_out)
{
    *names_out = (struct os_names){NULL, 0};
    char host_path[OS_PATH_SIZE];
    enum status st = posix_host_path(posix_port_of(port), directory, host_path);
    if (st != ST_OK) {
        return st;
    }
    DIR *stream = opendir(host_path);
    if (stream == NULL) {
        return errno == ENOENT ? ST_PATH_NOT_FOUND : posix_status(errno);
    }
    st = list_entries(stream, pattern, arena, names_out);
    (void)closedir(stream); /* it was only read */
    return st;
}

enum status posix_make_dir(struct os_port *port, const char *path)
{
    char host_path[OS_PATH_SIZE];
    const enum status st = posix_host_path(posix_port_of(port), path, host_path);
    if (st != ST_OK) {
        return st;
    }
    if (mkdir(host_path, 0777) != 0) {
        return errno == ENOENT ? ST_PATH_NOT_FOUND : posix_status(errno);
    }
    return ST_OK;
}

/* Makes a changed directory last. File systems that cannot do it answer EINVAL; there is nothing
 * more to do then. */
static enum status sync_parent(const char *host_path)
{
    char parent[OS_PATH_SIZE];
    if (!text_copy(parent, sizeof(parent), host_path) || !cut_to_parent(parent)) {
        return ST_OK;
    }
    const int fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return ST_OK; /* it may be written and not read */
    }
    const bool has_failed = fsync(fd) != 0 && errno != EINVAL;
    (void)close(fd);
    return has_failed ? ST_IO_ERROR : ST_OK;
}

static bool is_same_parent(const char *a, const char *b)
{
    const size_t length = (size_t)(text_base_name(a) - a);
    return length == (size_t)(text_base_name(b) - b) && strncmp(a, b, length) == 0;
}

/* For file systems without RENAME_NOREPLACE: for files only, in two steps that never replace
 * either. */
static int rename_by_link(const char *source, const char *target)
{
    if (link(source, target) != 0) {
        return errno == EPERM ? ENOSYS : errno;
    }
    return unlink(source) == 0 ? 0 : errno;
}

static int rename_keeping(const char *source, const char *target)
{
    if (renameat2(AT_FDCWD, source, AT_FDCWD, target, RENAME_NOREPLACE) == 0) {
        return 0;
    }
    const int error = errno;
    return error == EINVAL || error == ENOSYS ? rename_by_link(source, target) : error;
}

/* ENOENT may speak of the source, of a directory before it, or of the directory of the target. */
static enum status rename_status(int error, const char *source)
{
    struct stat info;
    if (error != ENOENT) {
        return posix_status(error);
    }
    return lstat(source, &info) == 0 ? ST_PATH_NOT_FOUND : posix_status_of_path(error, source);
}

enum status posix_rename(struct os_port *port, const char *source, const char *target)
{
    char host_source[OS_PATH_SIZE];
    char host_target[OS_PATH_SIZE];
    enum status st = posix_host_path(posix_port_of(port), source, host_source);
    if (st == ST_OK) {
        st = posix_host_path(posix_port_of(port), target, host_target);
    }
    int held = -1;
    if (st == ST_OK) {
        st = posix_share_hold(host_source, &held);
    }
    if (st != ST_OK) {
        return st;
    }
    const int error = rename_keeping(host_source, host_target);
    posix_share_release(held);
    if (error != 0) {
        return rename_status(error, host_source);
    }
    st = sync_parent(host_target);
    return st == ST_OK && !is_same_parent(host_source, host_target) ? sync_parent(host_source) : st;
}

enum status posix_remove(struct os_port *port, const char *path)
{
    char host_path[OS_PATH_SIZE];
    enum status st = posix_host_path(posix_port_of(port), path, host_path);
    if (st != ST_OK) {
        return st;
    }
    struct stat info;
    if (lstat(host_path, &info) != 0) {
        return posix_status_of_path(errno, host_path);
    }
    if (S_ISDIR(info.st_mode)) {
        if (rmdir(host_path) == 0) {
            return ST_OK;
        }
        return errno == EEXIST ? ST_NOT_EMPTY : posix_status_of_path(errno, host_path);
    }
    int held = -1;
    st = posix_share_hold(host_path, &held);
    if (st == ST_OK && unlink(host_path) != 0) {
        st = posix_status_of_path(errno, host_path);
    }
    posix_share_release(held);
    return st;
}

enum status posix_free_space(struct os_port *port, const char *directory, uint64_t *bytes_out)
{
    char host_path[OS_PATH_SIZE];
    const enum status st = posix_host_path(posix_port_of(port), directory, host_path);
    if (st != ST_OK) {
        return st;
    }
    struct statvfs info;
    if (statvfs(host_path, &info) != 0) {
        return errno == ENOENT ? ST_PATH_NOT_FOUND : posix_status(errno);
    }
    *bytes_out = (uint64_t)info.f_bavail * info.f_frsize;
    return ST_OK;
}

/* The host has made its connections already (mounts): a resource is there or it is not. */
static enum status resource_status(struct os_port *port, const char *resource)
{
    struct os_info info = {0};
    const enum status st = posix_stat(port, resource, &info);
    if (st == ST_NOT_FOUND || st == ST_PATH_NOT_FOUND) {
        return ST_BAD_SHARE_NAME;
    }
    return st == ST_OK && !info.is_directory ? ST_BAD_SHARE_NAME : st;
}

enum status posix_connect(struct os_port *port, const char *resource, const char *user,
                          const char *password)
{
    (void)user;     /* files are opened as the user of this process, whatever is asked */
    (void)password; /* as above */
    return resource_status(port, resource);
}

enum status posix_disconnect(struct os_port *port, const char *resource)
{
    return resource_status(port, resource);
}
