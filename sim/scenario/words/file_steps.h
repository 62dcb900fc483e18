/*
 * file_steps -- people move, copy and delete files
 *
 * They sit at the machine's own console: no rights are asked, but a file that somebody has open
 * stays. `first N` takes the oldest ones.
 *
 * Errors  NULL, or a text on the run arena. A refusal by the world (in use, exists) is recorded in
 * the trace and is no error.
 */
#ifndef SIM_SCENARIO_WORDS_FILE_STEPS_H
#define SIM_SCENARIO_WORDS_FILE_STEPS_H

#include "scenario/run.h"

enum file_step { FILE_STEP_MOVE, FILE_STEP_COPY, FILE_STEP_DELETE };

/* pattern: "Export\*.ccm"; target: a directory, made when it is not there; NULL for deletion.
 * first_max 0: all. */
struct file_step_request {
    enum file_step kind;
    const char *pattern;
    const char *target;
    uint64_t first_max;
};
const char *file_step(struct run *run, const struct file_step_request *request);

#endif
