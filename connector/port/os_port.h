/*
 * os_port -- all that the connector, the Lotus programs and the post-office utilities need from the
 * outside
 *
 * Files, programs, settings, clock, event log. Two implementations: the simulated world
 * (sim/world/sim_port.c) and the real host (posix_port.c). One contract suite (tests/contract/)
 * holds for both.
 *
 * Nothing waits. Every call returns at once; who has to wait ends its step and says when to wake
 * it.
 *
 * Paths   are text in the host's character set, absolute unless said otherwise, with \ as separator
 *         (a host that uses / translates; an absolute path of its own kind may come first:
 *         "/var/ccmc\Import\a.ccm"). Forms: D:\dir\file, \\server\share\dir\file,
 *         SERVER\VOLUME:dir\file where the host knows them. There is no current directory: programs
 *         get their working directory as text.
 * Names   compare as the file system that holds them compares (os_port_traits.case_sensitive).
 * Handles are values; a zeroed handle is none. A handle belongs to the process that opened it; when
 *         that ends, its handles and locks go.
 * Errors  enum status; ST_PROCESS_GONE can come from any call and means: act on nothing, return. At
 *         most the statuses named at a function may be relied on; any other one is a failure to
 *         hand up.
 * Failed calls change nothing, except os_write and os_set_size, which may have changed the range
 *         they name (a torn write) when they answer with an error.
 * Absent on purpose: waiting, getenv, append mode, current directory, "last error".
 */
#ifndef CONNECTOR_PORT_OS_PORT_H
#define CONNECTOR_PORT_OS_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/require.h"
#include "base/status.h"

enum { OS_PATH_SIZE = 260 }; /* longest path with its NUL; longer: ST_TOO_LONG */

struct os_file {
    uint32_t value;
};

struct os_process {
    uint32_t value;
};

enum os_access { OS_READ = 1, OS_WRITE = 2, OS_READ_WRITE = 3 };

/* What the opener denies to others, DOS style (DOS share modes). A clash in either direction:
 * ST_SHARING_VIOLATION. */
enum os_deny { OS_DENY_NONE = 0, OS_DENY_READ = 1, OS_DENY_WRITE = 2, OS_DENY_ALL = 3 };

enum os_disposition {
    OS_OPEN_EXISTING, /* ST_NOT_FOUND when absent */
    OS_CREATE_NEW,    /* ST_EXISTS when present */
    OS_OPEN_ALWAYS,   /* opens, or creates empty */
    OS_CREATE_ALWAYS  /* creates, or cuts to zero */
};

struct os_open_mode {
    enum os_access access;
    enum os_deny deny;
    enum os_disposition disposition;
};

struct os_info {
    uint64_t size_bytes;
    uint64_t modified_ms; /* utc */
    bool is_directory;
    char short_name[13]; /* the 8.3 form of the last component; itself when it fits */
};

struct os_entry {
    const char *name;
    uint64_t size_bytes;
    bool is_directory;
};

struct os_names {
    const struct os_entry *entries; /* on the caller's arena, in no promised order */
    size_t count;
};

struct os_process_spec {
    const char
        *program; /* a name is searched on the machine's search path; a path is used as it is */
    const char *arguments; /* one command tail, as DOS hands it over */
    const char *directory; /* working directory */
};

struct os_process_state {
    bool has_ended;
    int result_code;     /* valid when it has ended */
    const char *console; /* what it printed, on the caller's arena; valid when it has ended */
};

/* Date order as in the registry: 0 M/D/Y, 1 D/M/Y, 2 Y/M/D. */
struct os_locale {
    int date_order;
    char date_separator;
    char time_separator;
    int code_page;             /* 437, 850 */
    uint32_t missing_pages[2]; /* code pages that the system does not have; 0: none */
    int zone_minutes;          /* to add to utc for local time */
};

struct os_port_traits {
    bool case_sensitive;  /* names differing by case only are different */
    bool mandatory_locks; /* reads and writes of others stop at a locked range */
    bool short_names;     /* long names have an 8.3 alias that opens them */
    bool knows_trustees;  /* listing and opening are separate rights: a file may open and not be
                             listed */
};

struct os_port;

struct os_port_ops {
    /* A session at a server: \\server\share, drive or volume. user NULL = as the process itself. */
    enum status (*connect)(struct os_port *port, const char *resource, const char *user,
                           const char *password);
    enum status (*disconnect)(struct os_port *port, const char *resource);
    /* Files and directories. ST_NOT_FOUND: the last component is absent; ST_PATH_NOT_FOUND: one
     * before it. */
    enum status (*stat)(struct os_port *port, const char *path, struct os_info *info_out);
    enum status (*list)(struct os_port *port, const char *directory, const char *pattern,
                        struct arena *arena, struct os_names *names_out);
    enum status (*make_dir)(struct os_port *port, const char *path);
    enum status (*rename)(struct os_port *port, const char *source, const char *target);
    enum status (*remove)(struct os_port *port, const char *path);
    enum status (*open)(struct os_port *port, const char *path, struct os_open_mode mode,
                        struct os_file *file_out);
    enum status (*read)(struct os_port *port, struct os_file file, uint64_t offset, void *data,
                        size_t size, size_t *read_out);
    enum status (*write)(struct os_port *port, struct os_file file, uint64_t offset,
                         const void *data, size_t size);
    enum status (*size)(struct os_port *port, struct os_file file, uint64_t *size_out);
    enum status (*set_size)(struct os_port *port, struct os_file file, uint64_t size_bytes);
    enum status (*flush)(struct os_port *port, struct os_file file);
    enum status (*lock)(struct os_port *port, struct os_file file, uint64_t offset, uint64_t size);
    enum status (*unlock)(struct os_port *port, struct os_file file, uint64_t offset,
                          uint64_t size);
    enum status (*close)(struct os_port *port, struct os_file file);
    enum status (*free_space)(struct os_port *port, const char *directory, uint64_t *bytes_out);
    /* Programs. */
    enum status (*process_start)(struct os_port *port, const struct os_process_spec *spec,
                                 struct os_process *process_out);
    enum status (*process_poll)(struct os_port *port, struct os_process process,
                                struct arena *arena, struct os_process_state *state_out);
    enum status (*process_kill)(struct os_port *port, struct os_process process);
    enum status (*find_program)(struct os_port *port, const char *program, char *path_out,
                                size_t path_capacity);
    /* Settings (the registry): section "MSExchangeCCMC", value by name, as text. */
    enum status (*setting_get)(struct os_port *port, const char *section, const char *name,
                               struct arena *arena, const char **value_out);
    enum status (*setting_set)(struct os_port *port, const char *section, const char *name,
                               const char *value);
    enum status (*setting_list)(struct os_port *port, const char *section, struct arena *arena,
                                struct os_names *names_out);
    /* Environment. */
    uint64_t (*monotonic_us)(struct os_port *port);
    uint64_t (*utc_ms)(struct os_port *port);
    struct os_locale (*machine_locale)(struct os_port *port);
    uint64_t (*random)(struct os_port *port);
    /* The event log gets an id and insert strings; the text comes from the installed message table.
     * */
    void (*report_event)(struct os_port *port, uint32_t event_id, const char *const *inserts,
                         size_t insert_count);
};

/* Embedded first in each implementation's own struct. */
struct os_port {
    const struct os_port_ops *ops;
    struct os_port_traits traits;
};

static inline enum status MUST_CHECK os_connect(struct os_port *port, const char *resource,
                                                const char *user, const char *password)
{
    return port->ops->connect(port, resource, user, password);
}

static inline enum status MUST_CHECK os_disconnect(struct os_port *port, const char *resource)
{
    return port->ops->disconnect(port, resource);
}

/* ST_NOT_FOUND, ST_PATH_NOT_FOUND. A directory has size 0. */
static inline enum status MUST_CHECK os_stat(struct os_port *port, const char *path,
                                             struct os_info *info_out)
{
    return port->ops->stat(port, path, info_out);
}

/* Names in `directory` that match `pattern` (* and ?, case folded); none is ST_OK with count 0.
 * ST_PATH_NOT_FOUND. */
static inline enum status MUST_CHECK os_list(struct os_port *port, const char *directory,
                                             const char *pattern, struct arena *arena,
                                             struct os_names *names_out)
{
    return port->ops->list(port, directory, pattern, arena, names_out);
}

/* ST_EXISTS when there is such a name already. */
static inline enum status MUST_CHECK os_make_dir(struct os_port *port, const char *path)
{
    return port->ops->make_dir(port, path);
}

/* Never replaces: ST_EXISTS. Atomic inside one volume; across volumes ST_NOT_SUPPORTED. Somebody
 * has it open:
 * ST_SHARING_VIOLATION where the system has deny modes. */
static inline enum status MUST_CHECK os_rename(struct os_port *port, const char *source,
                                               const char *target)
{
    return port->ops->rename(port, source, target);
}

/* A file, or an empty directory (ST_NOT_EMPTY). Somebody has the file open: ST_SHARING_VIOLATION.
 * */
static inline enum status MUST_CHECK os_remove(struct os_port *port, const char *path)
{
    return port->ops->remove(port, path);
}

/* ST_NOT_FOUND, ST_EXISTS, ST_ACCESS_DENIED, ST_SHARING_VIOLATION. A directory: ST_ACCESS_DENIED.
 * */
static inline enum status MUST_CHECK os_open(struct os_port *port, const char *path,
                                             struct os_open_mode mode, struct os_file *file_out)
{
    return port->ops->open(port, path, mode, file_out);
}

/* *read_out < size only at the end of the file. ST_LOCK_VIOLATION where locks are mandatory. */
static inline enum status MUST_CHECK os_read(struct os_port *port, struct os_file file,
                                             uint64_t offset, void *data, size_t size,
                                             size_t *read_out)
{
    return port->ops->read(port, file, offset, data, size, read_out);
}

/* All or an error; writing behind the end fills the gap with zeros. ST_DISK_FULL,
 * ST_LOCK_VIOLATION. */
static inline enum status MUST_CHECK os_write(struct os_port *port, struct os_file file,
                                              uint64_t offset, const void *data, size_t size)
{
    return port->ops->write(port, file, offset, data, size);
}

static inline enum status MUST_CHECK os_size(struct os_port *port, struct os_file file,
                                             uint64_t *size_out)
{
    return port->ops->size(port, file, size_out);
}

static inline enum status MUST_CHECK os_set_size(struct os_port *port, struct os_file file,
                                                 uint64_t size_bytes)
{
    return port->ops->set_size(port, file, size_bytes);
}

static inline enum status MUST_CHECK os_flush(struct os_port *port, struct os_file file)
{
    return port->ops->flush(port, file);
}

/* Exclusive byte range, may lie behind the end. Held by another handle: ST_LOCK_VIOLATION, at once.
 * */
static inline enum status MUST_CHECK os_lock(struct os_port *port, struct os_file file,
                                             uint64_t offset, uint64_t size)
{
    return port->ops->lock(port, file, offset, size);
}

static inline enum status MUST_CHECK os_unlock(struct os_port *port, struct os_file file,
                                               uint64_t offset, uint64_t size)
{
    return port->ops->unlock(port, file, offset, size);
}

/* Gives up the handle whatever the answer; drops its locks. ST_BAD_HANDLE. */
static inline enum status MUST_CHECK os_close(struct os_port *port, struct os_file file)
{
    return port->ops->close(port, file);
}

static inline enum status MUST_CHECK os_free_space(struct os_port *port, const char *directory,
                                                   uint64_t *bytes_out)
{
    return port->ops->free_space(port, directory, bytes_out);
}

/* ST_NOT_FOUND: no such program on the search path. The child runs under the caller's account. */
static inline enum status MUST_CHECK os_process_start(struct os_port *port,
                                                      const struct os_process_spec *spec,
                                                      struct os_process *process_out)
{
    return port->ops->process_start(port, spec, process_out);
}

/* The poll that reports the end gives the handle up. The caller's task is woken when a child ends.
 * */
static inline enum status MUST_CHECK os_process_poll(struct os_port *port,
                                                     struct os_process process, struct arena *arena,
                                                     struct os_process_state *state_out)
{
    return port->ops->process_poll(port, process, arena, state_out);
}

/* The end is still to be polled for. */
static inline enum status MUST_CHECK os_process_kill(struct os_port *port,
                                                     struct os_process process)
{
    return port->ops->process_kill(port, process);
}

/* Where process_start would find it. ST_NOT_FOUND. */
static inline enum status MUST_CHECK os_find_program(struct os_port *port, const char *program,
                                                     char *path_out, size_t path_capacity)
{
    return port->ops->find_program(port, program, path_out, path_capacity);
}

/* ST_NO_DATA when there is no such value; names are not case-sensitive. */
static inline enum status MUST_CHECK os_setting_get(struct os_port *port, const char *section,
                                                    const char *name, struct arena *arena,
                                                    const char **value_out)
{
    return port->ops->setting_get(port, section, name, arena, value_out);
}

static inline enum status MUST_CHECK os_setting_set(struct os_port *port, const char *section,
                                                    const char *name, const char *value)
{
    return port->ops->setting_set(port, section, name, value);
}

static inline enum status MUST_CHECK os_setting_list(struct os_port *port, const char *section,
                                                     struct arena *arena,
                                                     struct os_names *names_out)
{
    return port->ops->setting_list(port, section, arena, names_out);
}

static inline uint64_t os_monotonic_us(struct os_port *port)
{
    return port->ops->monotonic_us(port);
}

static inline uint64_t os_utc_ms(struct os_port *port)
{
    return port->ops->utc_ms(port);
}

static inline struct os_locale os_machine_locale(struct os_port *port)
{
    return port->ops->machine_locale(port);
}

static inline uint64_t os_random(struct os_port *port)
{
    return port->ops->random(port);
}

static inline void os_report_event(struct os_port *port, uint32_t event_id,
                                   const char *const *inserts, size_t insert_count)
{
    port->ops->report_event(port, event_id, inserts, insert_count);
}

/* Helpers on top of the calls (os_file.c), the same in every world. */

/* The whole file. The arena's bytes are followed by a NUL. deny none. */
enum status MUST_CHECK os_read_file(struct os_port *port, const char *path, struct arena *arena,
                                    const uint8_t **data_out, size_t *size_out);
/* Creates or replaces by cutting to zero, writes, flushes, closes. Not atomic: write a .tmp and
 * rename it. */
enum status MUST_CHECK os_write_file(struct os_port *port, const char *path, const void *data,
                                     size_t size);
/* 8.3 form of every component that exists (GetShortPathName). Components that do not fit and have
 * none stay. */
enum status MUST_CHECK os_short_path(struct os_port *port, const char *path, char *target,
                                     size_t capacity);

#endif
