/*
 * execute -- may an account start a program file?
 *
 * NT asks for the right to execute on the file when a program is started from a drive of the
 * machine, whoever reads it then (assumption PROGRAM_DENIED). The search goes by names alone: the
 * first file of that name is the one that is asked.
 *
 * Errors  none.
 * Owns    nothing.
 */
#ifndef SIM_WORLD_EXECUTE_H
#define SIM_WORLD_EXECUTE_H

#include <stdbool.h>

#include "fs/fs.h"

struct host_program;
struct process_request;
struct world;

/* How it was refused; on the world's scratch. */
struct execute_refusal {
    struct fs_way way;
    const char *rest;
    struct fs_refusal refusal;
};

bool execute_is_granted(struct world *world, const struct process_request *request,
                        const struct host_program *found, struct execute_refusal *refusal_out);

#endif
