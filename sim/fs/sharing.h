/*
 * sharing -- deny modes and byte-range locks
 *
 * Opens of one file clash when what one does is denied by the other, in either direction. Locks are
 * exclusive ranges owned by an open; reads and writes of other opens are refused in them.
 *
 * Errors  ST_SHARING_VIOLATION, ST_LOCK_VIOLATION.
 * Owns    its tables, on the arena given, with free lists.
 * Source  DOS and NT share modes; 512 pairs judged by a real server (tests/unit/check_sharing.c).
 */
#ifndef SIM_FS_SHARING_H
#define SIM_FS_SHARING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/require.h"
#include "base/status.h"

enum { SHARING_READ = 1, SHARING_WRITE = 2, SHARING_DELETE = 4 };

/* NT form: access bits (read 1, write 2, delete 4), share bits the same. DOS deny modes are mapped
 * by the caller. */
struct sharing_open {
    struct sharing_open *next; /* of the same file */
    struct sharing_lock *locks;
    uint32_t lock_count;
    uint32_t file; /* key: volume number and node */
    uint32_t access;
    uint32_t share;
    uint32_t party; /* opens of one party do not clash; 0: each is its own */
};

struct sharing_lock {
    struct sharing_lock *next;
    uint64_t offset;
    uint64_t size;
};

struct sharing;

struct sharing *sharing_create(struct arena *arena);
/* Asked of an open that is in somebody's way: false when its connection is gone, and with it what
 * it denies and locks. Without it every open counts. */
void sharing_ask_held(struct sharing *sharing, void *context,
                      bool (*is_held)(void *context, const struct sharing_open *open));
/* Enters `open` (fields file, access, share set) unless it clashes. */
enum status MUST_CHECK sharing_enter(struct sharing *sharing, struct sharing_open *open);
void sharing_leave(struct sharing *sharing, struct sharing_open *open); /* drops its locks */
bool sharing_is_open(const struct sharing *sharing, uint32_t file);     /* anybody */
/* Would an access be refused now (delete, rename: access 4)? */
enum status MUST_CHECK sharing_probe(const struct sharing *sharing, uint32_t file, uint32_t access);
enum status MUST_CHECK sharing_lock_range(struct sharing *sharing, struct sharing_open *open,
                                          uint64_t offset, uint64_t size);
enum status MUST_CHECK sharing_unlock_range(struct sharing *sharing, struct sharing_open *open,
                                            uint64_t offset,
                                            uint64_t size); /* exact range; ST_INVALID */
/* May `open` read or write there? */
enum status MUST_CHECK sharing_check_io(const struct sharing *sharing,
                                        const struct sharing_open *open, uint64_t offset,
                                        uint64_t size);

#endif
