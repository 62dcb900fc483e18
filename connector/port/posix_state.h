/*
 * posix_state -- what the files of the POSIX port share; nobody else includes it
 *
 * Owns    the descriptors in `files` and `processes`.
 */
#ifndef CONNECTOR_PORT_POSIX_STATE_H
#define CONNECTOR_PORT_POSIX_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/require.h"
#include "base/status.h"
#include "port/os_port.h"
#include "port/posix_port.h"

/* A file handle is the slot's number + 1 and above it the slot's generation; 0 is none. */
enum { POSIX_SLOT_BITS = 12, POSIX_FILE_MAX = (1 << POSIX_SLOT_BITS) - 1, POSIX_PROCESS_MAX = 64 };

/* A byte range locked by a handle. */
struct posix_range {
    struct posix_range *next;
    uint64_t offset;
    uint64_t size;
};

struct posix_file {
    bool is_open;
    bool is_writable;    /* the descriptor is open for writing, whatever `access` says */
    uint32_t generation; /* of this slot; part of the handle, so an old handle is not valid */
    enum os_access access;
    int fd;
    struct posix_range *ranges;
};

struct posix_process {
    bool is_known;
    uint32_t generation;
    int pid;
    int pid_fd;
    int console_fd;
};

struct posix_value {
    struct posix_value *next;
    const char *section;
    const char *name;
    char *value;
    size_t capacity;
};

struct posix_port {
    struct os_port port; /* first */
    struct posix_port_config config;
    struct posix_file *files;
    size_t file_capacity;
    struct posix_range *free_ranges;
    struct posix_process processes[POSIX_PROCESS_MAX];
    struct posix_value *values; /* in the order of their first setting */
};

static inline struct posix_port *posix_port_of(struct os_port *port)
{
    return (struct posix_port *)(void *)port;
}

/* posix_names.c */
enum status MUST_CHECK posix_host_path(const struct posix_port *posix, const char *path,
                                       char host_path[OS_PATH_SIZE]);
enum status posix_status(int error);
/* The status of ENOENT and ENOTDIR for host_path: which component is missing. */
enum status posix_status_of_path(int error, const char *host_path);
enum status posix_stat(struct os_port *port, const char *path, struct os_info *info_out);
enum status posix_list(struct os_port *port, const char *directory, const char *pattern,
                       struct arena *arena, struct os_names *names_out);
enum status posix_make_dir(struct os_port *port, const char *path);
enum status posix_rename(struct os_port *port, const char *source, const char *target);
enum status posix_remove(struct os_port *port, const char *path);
enum status posix_free_space(struct os_port *port, const char *directory, uint64_t *bytes_out);
enum status posix_connect(struct os_port *port, const char *resource, const char *user,
                          const char *password);
enum status posix_disconnect(struct os_port *port, const char *resource);

/* posix_files.c */
enum status posix_open(struct os_port *port, const char *path, struct os_open_mode mode,
                       struct os_file *file_out);
enum status posix_read(struct os_port *port, struct os_file file, uint64_t offset, void *data,
                       size_t size, size_t *read_out);
enum status posix_write(struct os_port *port, struct os_file file, uint64_t offset,
                        const void *data, size_t size);
enum status posix_size(struct os_port *port, struct os_file file, uint64_t *size_out);
enum status posix_set_size(struct os_port *port, struct os_file file, uint64_t size_bytes);
enum status posix_flush(struct os_port *port, struct os_file file);
enum status posix_close(struct os_port *port, struct os_file file);
struct posix_file *posix_file_at(struct os_port *port, struct os_file file); /* NULL: not valid */

/* posix_share.c */
enum status posix_share_take(int fd, unsigned access, enum os_deny deny);
/* The name still stands for what was opened: nobody renamed or removed it before our locks were
 * seen. Otherwise it is opened again, so many times, then ST_BUSY. */
enum { POSIX_OPEN_RETRIES = 10 };
bool posix_is_same_file(int fd, const char *host_path);
/* Denies everything to everybody else until the release, so that a name can be changed;
 * ST_SHARING_VIOLATION: somebody has it open. *fd_out is -1 where there is nothing to hold. */
enum status posix_share_hold(const char *host_path, int *fd_out);
void posix_share_release(int fd);
enum status posix_lock(struct os_port *port, struct os_file file, uint64_t offset, uint64_t size);
enum status posix_unlock(struct os_port *port, struct os_file file, uint64_t offset, uint64_t size);
void posix_ranges_drop(struct posix_port *posix, struct posix_file *file);

/* posix_processes.c */
enum status posix_process_start(struct os_port *port, const struct os_process_spec *spec,
                                struct os_process *process_out);
enum status posix_process_poll(struct os_port *port, struct os_process process, struct arena *arena,
                               struct os_process_state *state_out);
enum status posix_process_kill(struct os_port *port, struct os_process process);
enum status posix_find_program(struct os_port *port, const char *program, char *path_out,
                               size_t path_capacity);
/* What a started program finds in its environment: ours, with the names of this port. */
char **posix_environment(const struct posix_port *posix, struct arena *arena);
void posix_processes_forget(struct posix_port *posix); /* they run on */

/* posix_settings.c */
enum status posix_setting_get(struct os_port *port, const char *section, const char *name,
                              struct arena *arena, const char **value_out);
enum status posix_setting_set(struct os_port *port, const char *section, const char *name,
                              const char *value);
enum status posix_setting_list(struct os_port *port, const char *section, struct arena *arena,
                               struct os_names *names_out);
void posix_setting_put(struct posix_port *posix, const char *section, const char *name,
                       const char *value);

#endif
