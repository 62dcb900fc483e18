#define _POSIX_C_SOURCE 200809L
#include "support/posix_fixture.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

const char *posix_below(struct posix_fixture *fixture, const char *name)
{
    return arena_format(&fixture->arena, "%s/%s", fixture->top, name);
}

void posix_host_file(struct posix_fixture *fixture, const char *name, const char *text, mode_t mode)
{
    FILE *file = fopen(posix_below(fixture, name), "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(chmod(posix_below(fixture, name), mode), 0);
}

void posix_begin(struct posix_fixture *fixture, const struct posix_port_config *config)
{
    *fixture = (struct posix_fixture){.top = "/tmp/ccbench-posix-XXXXXX"};
    ck_assert_ptr_nonnull(mkdtemp(fixture->top));
    ck_assert_int_eq(chmod(fixture->top, 0777), 0);
    struct posix_port_config own = {0};
    if (config != NULL) {
        own = *config;
    }
    own.arena = &fixture->arena;
    if (own.search_path == NULL) {
        own.search_path = fixture->top;
    }
    fixture->port = posix_port_create(&own);
}

void posix_end(struct posix_fixture *fixture)
{
    char command[OS_PATH_SIZE + 16];
    posix_port_close(fixture->port);
    ck_assert(text_format(command, sizeof(command), "rm -rf '%s'", fixture->top));
    /* NOLINTNEXTLINE(cert-env33-c): the commands are our own */
    ck_assert_int_eq(system(command), 0);
    arena_release(&fixture->arena);
}

void posix_drop_rights(void)
{
    if (geteuid() == 0) {
        ck_assert_int_eq(seteuid(65534), 0);
    }
}

void posix_take_rights_back(void)
{
    if (getuid() == 0) {
        ck_assert_int_eq(seteuid(0), 0);
    }
}

enum status posix_open_as(struct posix_fixture *fixture, const char *name, enum os_access access,
                          enum os_disposition disposition, struct os_file *file_out)
{
    const struct os_open_mode mode = {access, OS_DENY_NONE, disposition};
    return os_open(fixture->port, posix_below(fixture, name), mode, file_out);
}

struct os_process_state posix_finish(struct posix_fixture *fixture, struct os_process process)
{
    struct os_process_state state = {0};
    const uint64_t until_us = os_monotonic_us(fixture->port) + 20000000;
    while (!state.has_ended && os_monotonic_us(fixture->port) < until_us) {
        posix_port_wait(fixture->port, os_monotonic_us(fixture->port) + 100000);
        ck_assert_int_eq(os_process_poll(fixture->port, process, &fixture->arena, &state), ST_OK);
    }
    ck_assert(state.has_ended);
    return state;
}
