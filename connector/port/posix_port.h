/*
 * posix_port -- os_port on a real host: files, programs, clock
 *
 * Paths   \ is translated to /. A path must be absolute ("/var/ccmc\Import\a.ccm") or begin with
 *         one of config.names ("\\SERVER\CCDATA", "D:", "CORP\MAIL:"; case folded), which stands
 *         for a directory. \\server without a name for it: ST_BAD_NETWORK_PATH; any other form:
 *         ST_PATH_NOT_FOUND. Names are case-sensitive; nothing is looked up under another case
 *         but programs.
 *
 * Sharing Deny modes are kept in OFD locks on five bytes far behind the end of every file
 *         (posix_share.c), so they hold between handles and between processes that use this port,
 *         and nobody else notices them. They end with the process. Removing or renaming a file
 *         that a handle holds: ST_SHARING_VIOLATION, in the same reach (not for a directory that
 *         such a file is in). OS_WRITE needs the right to read too; a file that is write-only for
 *         this user: ST_ACCESS_DENIED.
 *
 * Locks   Byte ranges are advisory: they stop other os_lock calls, not reads and writes. A range
 *         of 0 bytes, or one that ends behind 2^62: ST_INVALID. Overlapping a range of the same
 *         handle: ST_LOCK_VIOLATION. os_unlock names a locked range exactly, else ST_INVALID.
 *
 * Rename  is durable when it answers ST_OK (its directories are synchronised). ST_IO_ERROR from
 *         that last step means that the new name stands but may not survive a power failure.
 *
 * Memory  all on config.arena. Handles are reused, so a year of polling runs in flat memory.
 *
 * Limits  4095 open files, 64 programs at a time. A command tail of 64 words and 1023 bytes, cut
 *         at blanks whatever the quotes. Console text up to 1 MiB, the rest is dropped. Not for
 *         several threads.
 */
#ifndef CONNECTOR_PORT_POSIX_PORT_H
#define CONNECTOR_PORT_POSIX_PORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "port/os_port.h"

/* `name` stands for the existing host directory `directory`. */
struct posix_port_name {
    const char *name;
    const char *directory;
};

struct posix_port_setting {
    const char *section;
    const char *name;
    const char *value;
};

/* Everything is copied except arena, context. Zeroed fields: none, and the locale of the US. */
struct posix_port_config {
    struct arena *arena;     /* lifetime of the port */
    const char *search_path; /* directories of programs, separated by ';' or ':' ; NULL: none */
    struct os_locale locale;
    const struct posix_port_name *names;
    size_t name_count;
    const struct posix_port_setting *settings; /* what setting_get finds first */
    size_t setting_count;
    void *context; /* handed to the two functions */
    void (*report_event)(void *context, uint32_t event_id, const char *const *inserts,
                         size_t insert_count); /* NULL: a line on standard error */
    /* First step of a setting_set; its refusal is the answer, and nothing has changed then.
     * NULL: changes live as long as the port. */
    enum status (*setting_changed)(void *context, const char *section, const char *name,
                                   const char *value);
};

/* Programs that the port starts are told the names by the environment variable CCMAIL_NAMES; this
 * is how such a program takes them over into its own config. Without the variable, or when it is
 * damaged: no names. */
void posix_port_names_of_parent(struct posix_port_config *config);

/* Never fails. */
struct os_port *posix_port_create(const struct posix_port_config *config);
/* Closes all files. Programs that still run go on; nobody waits for them. */
void posix_port_close(struct os_port *port);
/* Sleeps until a started program has ended or os_monotonic_us reaches until_us. An end that was not
 * polled for yet counts, so poll all programs after each wait. For host loops only. */
void posix_port_wait(struct os_port *port, uint64_t until_us);

#endif
