#define _XOPEN_SOURCE 700
#include "support/command.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

void command_file(const char *path, char *target, size_t capacity)
{
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    const size_t size = fread(target, 1, capacity - 1, file);
    target[size] = '\0';
    ck_assert_int_eq(fclose(file), 0);
}

void command_run(struct command_answer *answer, const char *line)
{
    char command[4096];
    char out[64];
    char err[64];
    ck_assert_int_gt(snprintf(out, sizeof(out), "command-%d.out", (int)getpid()), 0);
    ck_assert_int_gt(snprintf(err, sizeof(err), "command-%d.err", (int)getpid()), 0);
    ck_assert_int_lt(snprintf(command, sizeof(command), "%s >%s 2>%s", line, out, err),
                     (int)sizeof(command));
    ck_assert_int_eq(setenv("SOURCE", SOURCE_DIR, 1), 0);
    const int state = system(command); /* NOLINT(cert-env33-c): the test's own words */
    ck_assert(WIFEXITED(state));
    answer->exit = WEXITSTATUS(state);
    command_file(out, answer->out, sizeof(answer->out));
    command_file(err, answer->err, sizeof(answer->err));
    ck_assert_int_eq(unlink(out), 0);
    ck_assert_int_eq(unlink(err), 0);
}
