/*
 * memory_port -- an os_port over files in memory, for tests, sweeps and fuzzing
 *
 * Files and directories, deny modes, byte-range locks (mandatory when asked for); nothing else of
 * the port: ST_NOT_SUPPORTED. Names are folded; paths are compared as text, with / and \ alike.
 * Time stands still until it is set; random numbers are a counted sequence. Copies make it cheap to
 * run one call sequence from one state many times.
 *
 * Memory  the port itself on the given arena; its files on an arena of its own, given back by
 *         memory_port_release.
 */
#ifndef TESTS_SUPPORT_MEMORY_PORT_H
#define TESTS_SUPPORT_MEMORY_PORT_H

#include "base/arena.h"
#include "base/buffer.h"
#include "port/os_port.h"

struct memory_port;

struct memory_port *memory_port_create(struct arena *arena);
/* The same files on another arena; nothing is open. */
struct memory_port *memory_port_copy(const struct memory_port *memory, struct arena *arena);
void memory_port_release(struct memory_port *memory);
struct os_port *memory_port_os(struct memory_port *memory);

void memory_port_make_dir(struct memory_port *memory, const char *path);
/* Sets or makes a file; NULL content removes it. */
void memory_port_put(struct memory_port *memory, const char *path, struct bytes content);
/* data is NULL when there is no such file; valid until the next write. */
struct bytes memory_port_get(const struct memory_port *memory, const char *path);
/* Writing, creating, renaming and removing below this directory is ST_ACCESS_DENIED; NULL =
 * nowhere. */
void memory_port_protect(struct memory_port *memory, const char *directory);
/* What can be added before ST_DISK_FULL. */
void memory_port_set_free(struct memory_port *memory, uint64_t bytes);
/* From now on it is kept what is on the disk: what is there, and later what was flushed. Names are
 * there at once. */
void memory_port_arm(struct memory_port *memory);
/* The machine that has this directory loses its power: of what was not flushed the first so many
 * bytes of each file stay, and its size. */
void memory_port_cut(struct memory_port *memory, const char *directory, size_t stays);
/* The same, but each sector of 512 bytes that was not flushed stays or is lost by itself: bit i of
 * `lost` is about the i-th of them, those from the 64th on stay. The answer is how many there are.
 * Sizes stay. */
unsigned memory_port_cut_sectors(struct memory_port *memory, const char *directory, uint64_t lost);
void memory_port_set_locale(struct memory_port *memory, struct os_locale locale); /* en-US */
void memory_port_set_time(struct memory_port *memory, uint64_t monotonic_us);
void memory_port_close_all(
    struct memory_port *memory); /* handles and locks: their process has ended */
size_t memory_port_open_count(const struct memory_port *memory);
uint64_t memory_port_calls(const struct memory_port *memory); /* so far */

#endif
