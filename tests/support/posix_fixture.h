/*
 * posix_fixture -- a host port on a directory of its own, for tests of what is below posix_port.h
 *
 * Whatever goes wrong fails the test. A test that uses it links posix_port.
 *
 * Owns    the directory, the port and the arena; posix_end gives all back.
 */
#ifndef TESTS_SUPPORT_POSIX_FIXTURE_H
#define TESTS_SUPPORT_POSIX_FIXTURE_H

#include <sys/types.h>

#include "base/arena.h"
#include "port/posix_port.h"

struct posix_fixture {
    struct arena arena;
    char top[OS_PATH_SIZE]; /* a directory of our own */
    struct os_port *port;
};

/* `config` may be NULL; its arena is set here, its search path is `top` unless it has one. */
void posix_begin(struct posix_fixture *fixture, const struct posix_port_config *config);
void posix_end(struct posix_fixture *fixture);
/* A host path in `top`, on the arena. */
const char *posix_below(struct posix_fixture *fixture, const char *name);
void posix_host_file(struct posix_fixture *fixture, const char *name, const char *text,
                     mode_t mode);
/* Rights bind everybody but root, who becomes somebody else between these. */
void posix_drop_rights(void);
void posix_take_rights_back(void);
enum status MUST_CHECK posix_open_as(struct posix_fixture *fixture, const char *name,
                                     enum os_access access, enum os_disposition disposition,
                                     struct os_file *file_out);
/* Waits for the program's end. */
struct os_process_state posix_finish(struct posix_fixture *fixture, struct os_process process);

#endif
