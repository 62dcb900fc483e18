/*
 * sim_handles -- calls on open files, as calls of the choke point
 *
 * A part of struct os_port_ops; sim_port.c opens, these go on. A handle whose session is over
 * answers ST_CONNECTION_LOST (behind a gateway ST_UNEXPECTED_NETWORK) and denies and locks nothing
 * any more; closing it still gives it up.
 *
 * Errors  those of os_port.h.
 * Owns    nothing.
 */
#ifndef SIM_WORLD_SIM_HANDLES_H
#define SIM_WORLD_SIM_HANDLES_H

#include "world/process.h"

/* A free place in the process's table; PROCESS_HANDLES_MAX when there is none. */
uint32_t sim_handle_slot(struct process *process);
/* What the process is told of the handle in that place. */
struct os_file sim_handle_value(const struct process *process, uint32_t slot);
/* For fs_ask_connected; context is the world. */
bool sim_is_connected(void *context, const struct fs_way *way);
/* utc, milliseconds (sim_port.c). */
uint64_t sim_now_ms(const struct world *world);

enum status sim_read(struct os_port *port, struct os_file file, uint64_t offset, void *data,
                     size_t size, size_t *read_out);
enum status sim_write(struct os_port *port, struct os_file file, uint64_t offset, const void *data,
                      size_t size);
enum status sim_size(struct os_port *port, struct os_file file, uint64_t *size_out);
enum status sim_set_size(struct os_port *port, struct os_file file, uint64_t size_bytes);
enum status sim_flush(struct os_port *port, struct os_file file);
enum status sim_lock(struct os_port *port, struct os_file file, uint64_t offset, uint64_t size);
enum status sim_unlock(struct os_port *port, struct os_file file, uint64_t offset, uint64_t size);
enum status sim_close(struct os_port *port, struct os_file file);

/* The machine goes down: files there that programs of nobody have open, without a session, are gone
 * as if they had one. */
void sim_handles_lose(struct world *world, const struct machine *machine);
/* Is a file open over that session? */
bool sim_handles_over(struct world *world, uint16_t session);

#endif
