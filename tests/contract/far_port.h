/*
 * far_port -- an os_port of another process of the host: calls go through a socket to a forked
 * child
 *
 * Only the file calls exist (open, read, write, lock, unlock, close, remove, and what a handle can
 * be asked); the others are NULL. Reads and writes up to FAR_DATA_MAX bytes. The child's port is a
 * posix_port of its own.
 *
 * Owns    the child; far_port_end ends it with SIGKILL, as a crash would, and waits for it.
 */
#ifndef CONTRACT_FAR_PORT_H
#define CONTRACT_FAR_PORT_H

#include "base/arena.h"
#include "port/os_port.h"

enum { FAR_DATA_MAX = 256 };

struct os_port *far_port_start(struct arena *arena);
void far_port_end(struct os_port *port); /* a second time does nothing */

#endif
