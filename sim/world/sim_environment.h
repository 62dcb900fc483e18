/*
 * sim_environment -- programs, settings and the event log, as calls of the choke point
 *
 * The second half of struct os_port_ops; sim_port.c has the files.
 *
 * Errors  those of os_port.h.
 * Owns    nothing.
 */
#ifndef SIM_WORLD_SIM_ENVIRONMENT_H
#define SIM_WORLD_SIM_ENVIRONMENT_H

#include "port/os_port.h"

enum status sim_process_start(struct os_port *port, const struct os_process_spec *spec,
                              struct os_process *process_out);
enum status sim_process_poll(struct os_port *port, struct os_process handle, struct arena *arena,
                             struct os_process_state *state_out);
enum status sim_process_kill(struct os_port *port, struct os_process handle);
enum status sim_find_program(struct os_port *port, const char *program, char *path_out,
                             size_t path_capacity);
enum status sim_setting_get(struct os_port *port, const char *section, const char *name,
                            struct arena *arena, const char **value_out);
enum status sim_setting_set(struct os_port *port, const char *section, const char *name,
                            const char *value);
enum status sim_setting_list(struct os_port *port, const char *section, struct arena *arena,
                             struct os_names *names_out);
void sim_report_event(struct os_port *port, uint32_t event_id, const char *const *inserts,
                      size_t insert_count);

#endif
