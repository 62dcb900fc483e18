/*
 * volume_vfs -- SQLite on an os_port: the database's files are files of the world behind the port
 *
 * Every file operation of SQLite becomes calls of port/os_port.h, in the order in which SQLite
 * asks. Locks are byte ranges, which are exclusive here, so several readers are told apart as
 * SQLite does it on systems without shared locks: each locks one byte of the shared range, a writer
 * all of it. Nothing is reported of the medium that would let SQLite spare a flush.
 *
 * Names   a database is "<root>\NAME.DB"; its journal is NAME.JRN beside it, its log NAME.WAL, so
 *         that they fit volumes that know 8.3 names only. Temporary files are TnnnnnnN.TMP.
 * Errors  statuses become SQLite's own codes: ST_LOCK_VIOLATION of a lock SQLITE_BUSY, ST_DISK_FULL
 *         SQLITE_FULL, everything else the input/output error of the operation.
 * Limits  version 1 of the interfaces: a write-ahead log only with locking_mode = EXCLUSIVE, which
 *         needs no shared memory.
 */
#ifndef TESTS_SQLITE_VOLUME_VFS_H
#define TESTS_SQLITE_VOLUME_VFS_H

#include <sqlite3.h>

#include "port/os_port.h"

struct volume_vfs {
    sqlite3_vfs base; /* first */
    struct os_port *port;
    const char *root; /* for temporary files */
    uint32_t temporary_files;
};

/* Makes it SQLite's default, so that nothing of SQLite looks at the system. The name tells several
 * apart. */
void volume_vfs_begin(struct volume_vfs *vfs, const char *name, struct os_port *port,
                      const char *root);
void volume_vfs_end(struct volume_vfs *vfs);

#endif
