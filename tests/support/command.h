/*
 * command -- a command line as people and scripts give it, and what it answers
 *
 * Tests run in <build>/tests-work; the programs lie in ../bin.
 */
#ifndef TESTS_SUPPORT_COMMAND_H
#define TESTS_SUPPORT_COMMAND_H

#include <stddef.h>

struct command_answer {
    int exit;
    char out[400000];
    char err[20000];
};

/* The content of a file as a text, cut at `capacity`; the test fails when it cannot be read. */
void command_file(const char *path, char *target, size_t capacity);

/* Runs the shell's `line` and keeps both streams; the test fails when it does not exit by itself.
 * "$SOURCE" is the project's folder, whatever is in its name. */
void command_run(struct command_answer *answer, const char *line);

#endif
