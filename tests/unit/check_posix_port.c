/* What the host port does beyond the contract of os_port.h (tests/contract/). */
#define _GNU_SOURCE
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "port/posix_port.h"
#include "port/posix_state.h"

struct fixture {
    struct arena arena;
    char top[OS_PATH_SIZE]; /* a directory of our own */
    struct os_port *port;
};

static const char *below(struct fixture *fixture, const char *name)
{
    return arena_format(&fixture->arena, "%s/%s", fixture->top, name);
}

static void host_file(struct fixture *fixture, const char *name, const char *text, mode_t mode)
{
    FILE *file = fopen(below(fixture, name), "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(chmod(below(fixture, name), mode), 0);
}

/* `config` may be NULL; its arena is set here. */
static void begin(struct fixture *fixture, const struct posix_port_config *config)
{
    *fixture = (struct fixture){.top = "/tmp/ccbench-posix-XXXXXX"};
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

static void end(struct fixture *fixture)
{
    char command[OS_PATH_SIZE + 16];
    posix_port_close(fixture->port);
    ck_assert(text_format(command, sizeof(command), "rm -rf '%s'", fixture->top));
    /* NOLINTNEXTLINE(cert-env33-c): the commands are our own */
    ck_assert_int_eq(system(command), 0);
    arena_release(&fixture->arena);
}

/* Rights bind everybody but root. */
static void drop_rights(void)
{
    if (geteuid() == 0) {
        ck_assert_int_eq(seteuid(65534), 0);
    }
}

static void take_rights_back(void)
{
    if (getuid() == 0) {
        ck_assert_int_eq(seteuid(0), 0);
    }
}

static enum status open_as(struct fixture *fixture, const char *name, enum os_access access,
                           enum os_disposition disposition, struct os_file *file_out)
{
    const struct os_open_mode mode = {access, OS_DENY_NONE, disposition};
    return os_open(fixture->port, below(fixture, name), mode, file_out);
}

static struct os_process_state finish(struct fixture *fixture, struct os_process process)
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

START_TEST(names_stand_for_directories)
{
    static const struct {
        const char *path;
        enum status want;
    } rows[] = {
        {"\\\\NW1\\SYS\\A.TXT", ST_OK},
        {"\\\\nw1\\sys\\A.TXT", ST_OK},
        {"//NW1/SYS/A.TXT", ST_BAD_NETWORK_PATH}, /* the name is spelt with \ */
        {"\\\\NW1\\SYS\\SUB\\B.TXT", ST_OK},      /* the longest name wins: SUB is elsewhere */
        {"\\\\NW1\\SYS", ST_OK},
        {"\\\\NW1\\SYSTEM\\A.TXT", ST_BAD_NETWORK_PATH},
        {"\\\\NW2\\SYS\\A.TXT", ST_BAD_NETWORK_PATH},
        {"C:\\A.TXT", ST_OK},
        {"c:A.TXT", ST_OK},
        {"D:\\A.TXT", ST_PATH_NOT_FOUND},
        {"A.TXT", ST_PATH_NOT_FOUND},
        {"", ST_PATH_NOT_FOUND},
        {"\\tmp", ST_OK},
        {"/", ST_OK},
    };
    struct fixture fixture;
    begin(&fixture, NULL);
    const struct posix_port_name names[] = {
        {"\\\\NW1\\SYS", below(&fixture, "sys")},
        {"\\\\NW1\\SYS\\SUB", below(&fixture, "sub")},
        {"C:", below(&fixture, "sys")},
    };
    ck_assert_int_eq(mkdir(below(&fixture, "sys"), 0777), 0);
    ck_assert_int_eq(mkdir(below(&fixture, "sub"), 0777), 0);
    host_file(&fixture, "sys/A.TXT", "a", 0666);
    host_file(&fixture, "sub/B.TXT", "b", 0666);
    const struct posix_port_config config = {
        .arena = &fixture.arena, .names = names, .name_count = ARRAY_COUNT(names)};
    struct os_port *port = posix_port_create(&config);
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct os_info info;
        const enum status st = os_stat(port, rows[i].path, &info);
        ck_assert_msg(st == rows[i].want, "\"%s\": %s", rows[i].path, status_name(st));
    }
    ck_assert_int_eq(os_connect(port, "\\\\NW1\\SYS", "user", "password"), ST_OK);
    ck_assert_int_eq(os_connect(port, "\\\\NW2\\SYS", NULL, NULL), ST_BAD_NETWORK_PATH);
    ck_assert_int_eq(os_connect(port, "\\\\NW1\\SYS\\NONE", NULL, NULL), ST_BAD_SHARE_NAME);
    ck_assert_int_eq(os_disconnect(port, "\\\\NW1\\SYS\\A.TXT"), ST_BAD_SHARE_NAME);
    end(&fixture);
}
END_TEST

START_TEST(errors_of_the_host_have_statuses)
{
    static const struct {
        int error;
        enum status want;
    } rows[] = {
        {ENOSPC, ST_DISK_FULL},       {EDQUOT, ST_DISK_FULL},
        {EROFS, ST_WRITE_PROTECTED},  {EACCES, ST_ACCESS_DENIED},
        {EPERM, ST_ACCESS_DENIED},    {ENAMETOOLONG, ST_TOO_LONG},
        {EMFILE, ST_TOO_MANY_OPEN},   {EIO, ST_IO_ERROR},
        {EXDEV, ST_NOT_SUPPORTED},    {ENOTEMPTY, ST_NOT_EMPTY},
        {EEXIST, ST_EXISTS},          {EBADF, ST_BAD_HANDLE},
        {ESTALE, ST_CONNECTION_LOST}, {EHOSTDOWN, ST_BAD_NETWORK_PATH},
    };
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        ck_assert_int_eq((int)posix_status(rows[i].error), (int)rows[i].want);
    }
}
END_TEST

START_TEST(rights_of_the_host_refuse)
{
    struct fixture fixture;
    begin(&fixture, NULL);
    struct os_file file = {0};
    struct os_file second = {0};
    host_file(&fixture, "RO.TXT", "12345", 0444);
    host_file(&fixture, "NO.TXT", "12345", 0000);
    ck_assert_int_eq(mkdir(below(&fixture, "RODIR"), 0777), 0);
    host_file(&fixture, "RODIR/A.TXT", "12345", 0444);
    ck_assert_int_eq(chmod(below(&fixture, "RODIR"), 0555), 0);
    drop_rights();
    const enum status written = open_as(&fixture, "RO.TXT", OS_WRITE, OS_OPEN_EXISTING, &file);
    const enum status cut = open_as(&fixture, "RO.TXT", OS_READ, OS_CREATE_ALWAYS, &file);
    const enum status no = open_as(&fixture, "NO.TXT", OS_READ, OS_OPEN_EXISTING, &file);
    const enum status created = open_as(&fixture, "RODIR/B.TXT", OS_READ, OS_CREATE_NEW, &file);
    const enum status removed = os_remove(fixture.port, below(&fixture, "RODIR/A.TXT"));
    const enum status made = os_make_dir(fixture.port, below(&fixture, "RODIR/SUB"));
    const enum status read = open_as(&fixture, "RO.TXT", OS_READ, OS_OPEN_EXISTING, &file);
    const enum status again = open_as(&fixture, "RO.TXT", OS_READ, OS_OPEN_EXISTING, &second);
    take_rights_back();
    ck_assert_int_eq(written, ST_ACCESS_DENIED);
    ck_assert_int_eq(cut, ST_ACCESS_DENIED);
    ck_assert_int_eq(no, ST_ACCESS_DENIED);
    ck_assert_int_eq(created, ST_ACCESS_DENIED);
    ck_assert_int_eq(removed, ST_ACCESS_DENIED);
    ck_assert_int_eq(made, ST_ACCESS_DENIED);
    ck_assert_int_eq(read, ST_OK);
    ck_assert_int_eq(again, ST_OK);
    /* Handles that can only be read exclude each other by locks all the same. */
    ck_assert_int_eq(os_lock(fixture.port, file, 0, 2), ST_OK);
    ck_assert_int_eq(os_lock(fixture.port, second, 1, 2), ST_LOCK_VIOLATION);
    ck_assert_int_eq(os_lock(fixture.port, second, 2, 2), ST_OK);
    ck_assert_int_eq(os_unlock(fixture.port, file, 0, 2), ST_OK);
    ck_assert_int_eq(os_lock(fixture.port, second, 0, 2), ST_OK);
    ck_assert_int_eq(os_write(fixture.port, file, 0, "x", 1), ST_ACCESS_DENIED);
    end(&fixture);
}
END_TEST

START_TEST(what_is_no_file_is_not_opened)
{
    struct fixture fixture;
    begin(&fixture, NULL);
    struct os_file file = {0};
    ck_assert_int_eq(mkfifo(below(&fixture, "PIPE"), 0666), 0);
    ck_assert_int_eq(open_as(&fixture, "PIPE", OS_READ_WRITE, OS_OPEN_EXISTING, &file),
                     ST_ACCESS_DENIED);
    ck_assert_int_eq(open_as(&fixture, "PIPE", OS_READ, OS_OPEN_EXISTING, &file), ST_ACCESS_DENIED);
    end(&fixture);
}
END_TEST

START_TEST(offsets_that_the_host_has_not_are_refused)
{
    struct fixture fixture;
    begin(&fixture, NULL);
    struct os_file file = {0};
    char data[1];
    size_t read = 0;
    ck_assert_int_eq(open_as(&fixture, "A", OS_READ_WRITE, OS_CREATE_NEW, &file), ST_OK);
    ck_assert_int_eq(os_read(fixture.port, file, UINT64_MAX, data, 1, &read), ST_INVALID);
    ck_assert_int_eq(os_write(fixture.port, file, INT64_MAX, "x", 1), ST_INVALID);
    ck_assert_int_eq(os_set_size(fixture.port, file, UINT64_MAX), ST_INVALID);
    ck_assert_int_eq(os_lock(fixture.port, file, 0, 0), ST_INVALID);
    ck_assert_int_eq(os_lock(fixture.port, file, UINT64_MAX, 1), ST_INVALID);
    ck_assert_int_eq(os_lock(fixture.port, file, 1, UINT64_C(1) << 62), ST_INVALID);
    ck_assert_int_eq(os_lock(fixture.port, file, 0, UINT64_C(1) << 62), ST_OK);
    ck_assert_int_eq(os_lock(fixture.port, file, 5, 1), ST_LOCK_VIOLATION); /* its own */
    end(&fixture);
}
END_TEST

START_TEST(descriptors_run_out_with_a_status)
{
    struct fixture fixture;
    begin(&fixture, NULL);
    struct rlimit limit;
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    const struct rlimit small = {.rlim_cur = 64, .rlim_max = limit.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &small), 0);
    enum status st = ST_OK;
    unsigned count = 0;
    for (; st == ST_OK && count < 100; count++) {
        struct os_file file = {0};
        st = open_as(&fixture, "A", OS_READ, OS_OPEN_ALWAYS, &file);
    }
    ck_assert_int_eq(st, ST_TOO_MANY_OPEN);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    ck_assert_uint_gt(count, 20);
    end(&fixture);
}
END_TEST

START_TEST(handles_run_out_with_a_status)
{
    struct fixture fixture;
    begin(&fixture, NULL);
    struct rlimit limit;
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    const struct rlimit large = {.rlim_cur = limit.rlim_max, .rlim_max = limit.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &large), 0);
    enum status st = ST_OK;
    unsigned count = 0;
    while (st == ST_OK) {
        struct os_file file = {0};
        st = open_as(&fixture, "A", OS_READ, OS_OPEN_ALWAYS, &file);
        count += st == ST_OK ? 1 : 0;
    }
    ck_assert_int_eq(st, ST_TOO_MANY_OPEN);
    ck_assert_uint_le(count, POSIX_FILE_MAX);
    posix_port_close(fixture.port);
    struct os_file file = {0};
    ck_assert_int_eq(open_as(&fixture, "A", OS_READ, OS_OPEN_ALWAYS, &file), ST_OK);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    end(&fixture);
}
END_TEST

START_TEST(memory_does_not_grow_with_opens_and_locks)
{
    struct fixture fixture;
    begin(&fixture, NULL);
    const char *path = below(&fixture, "A");
    const struct os_open_mode mode = {OS_READ_WRITE, OS_DENY_NONE, OS_OPEN_ALWAYS};
    size_t bytes = 0;
    for (unsigned i = 0; i < 3000; i++) {
        struct os_file file = {0};
        ck_assert_int_eq(os_open(fixture.port, path, mode, &file), ST_OK);
        ck_assert_int_eq(os_lock(fixture.port, file, 0, 10), ST_OK);
        ck_assert_int_eq(os_lock(fixture.port, file, 20, 10), ST_OK);
        ck_assert_int_eq(os_unlock(fixture.port, file, 0, 10), ST_OK);
        ck_assert_int_eq(os_close(fixture.port, file), ST_OK);
        ck_assert_int_eq(os_setting_set(fixture.port, "S", "N", i % 2 == 0 ? "1" : "22"), ST_OK);
        bytes = i == 100 ? fixture.arena.used : bytes;
    }
    ck_assert_uint_eq(fixture.arena.used, bytes);
    end(&fixture);
}
END_TEST

START_TEST(rename_across_file_systems_is_not_supported)
{
    struct fixture fixture;
    begin(&fixture, NULL);
    struct stat here;
    struct stat there;
    host_file(&fixture, "A.TXT", "a", 0666);
    if (stat(fixture.top, &here) == 0 && stat("/dev/shm", &there) == 0 &&
        here.st_dev != there.st_dev) {
        const char *target =
            arena_format(&fixture.arena, "/dev/shm/%s", text_base_name(fixture.top));
        ck_assert_int_eq(os_rename(fixture.port, below(&fixture, "A.TXT"), target),
                         ST_NOT_SUPPORTED);
        ck_assert_int_eq(access(below(&fixture, "A.TXT"), F_OK), 0);
    }
    end(&fixture);
}
END_TEST

START_TEST(programs_are_found_whatever_their_case)
{
    static const struct {
        const char *program;
        const char *want; /* NULL: not found */
    } rows[] = {
        {"IMPORT.EXE", "import"},
        {"import", "import"},
        {"Export.exe", "EXPORT.EXE"},
        {"export", "EXPORT.EXE"},
        {"both", "both"},
        {"BOTH.EXE", "BOTH.EXE"},
        {"both.exe", "BOTH.EXE"},
        {"plain", NULL},
        {"folder", NULL},
        {"EXP", NULL},
        {"IMPORT.EXE.EXE", NULL},
        {"", NULL},
        {"second", "second"},
    };
    struct fixture fixture;
    begin(&fixture, NULL);
    ck_assert_int_eq(mkdir(below(&fixture, "one"), 0777), 0);
    ck_assert_int_eq(mkdir(below(&fixture, "two"), 0777), 0);
    host_file(&fixture, "one/import", "", 0755);
    host_file(&fixture, "one/EXPORT.EXE", "", 0755);
    host_file(&fixture, "one/both", "", 0755);
    host_file(&fixture, "one/BOTH.EXE", "", 0755);
    host_file(&fixture, "one/plain", "", 0644);
    host_file(&fixture, "one/second", "", 0644);
    host_file(&fixture, "two/second", "", 0755);
    host_file(&fixture, "two/import", "", 0755);
    ck_assert_int_eq(mkdir(below(&fixture, "one/folder"), 0777), 0);
    const struct posix_port_config config = {
        .arena = &fixture.arena,
        .search_path = arena_format(&fixture.arena, ";%s;/none:%s", below(&fixture, "one"),
                                    below(&fixture, "two")),
    };
    struct os_port *port = posix_port_create(&config);
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        char path[OS_PATH_SIZE] = "";
        const enum status st = os_find_program(port, rows[i].program, path, sizeof(path));
        ck_assert_msg(st == (rows[i].want != NULL ? ST_OK : ST_NOT_FOUND), "\"%s\": %s",
                      rows[i].program, status_name(st));
        if (rows[i].want != NULL) {
            ck_assert_str_eq(text_base_name(path), rows[i].want);
            ck_assert_int_eq(strstr(path, "/two") != NULL, strcmp(rows[i].want, "second") == 0);
        }
    }
    char path[OS_PATH_SIZE] = "";
    ck_assert_int_eq(os_find_program(port, below(&fixture, "one\\Import.exe"), path, sizeof(path)),
                     ST_OK);
    ck_assert_str_eq(text_base_name(path), "import");
    end(&fixture);
}
END_TEST

START_TEST(a_program_gets_its_arguments_and_a_clean_start)
{
    struct fixture fixture;
    begin(&fixture, NULL);
    struct os_process process = {0};
    const struct os_process_spec spec = {"show", "  a \"b  c\" ", fixture.top};
    host_file(&fixture, "show",
              "#!/bin/sh\nfor a; do echo \"[$a]\"; done\necho err >&2\ncat\n"
              "ls -l /proc/self/fd\nexit 7\n",
              0755);
    struct os_file file = {0};
    ck_assert_int_eq(open_as(&fixture, "A", OS_READ_WRITE, OS_CREATE_NEW, &file), ST_OK);
    ck_assert_int_eq(os_process_start(fixture.port, &spec, &process), ST_OK);
    const struct os_process_state state = finish(&fixture, process);
    ck_assert_int_eq(state.result_code, 7);
    ck_assert_msg(text_starts(state.console, "[a]\n[\"b]\n[c\"]\nerr\n"), "%s", state.console);
    ck_assert_ptr_null(strstr(state.console, fixture.top)); /* our open file is not inherited */
    const char *first = strstr(state.console, "memfd:console");
    ck_assert_ptr_nonnull(first);
    const char *second = strstr(first + 1, "memfd:console");
    ck_assert_ptr_nonnull(second);
    ck_assert_ptr_null(strstr(second + 1, "memfd:console"));
    end(&fixture);
}
END_TEST

START_TEST(programs_that_cannot_start_say_why)
{
    struct fixture fixture;
    begin(&fixture, NULL);
    struct os_process process = {0};
    char many[300];
    for (size_t i = 0; i < sizeof(many) - 1; i++) {
        many[i] = i % 2 == 0 ? 'a' : ' ';
    }
    many[sizeof(many) - 1] = '\0';
    char *huge = arena_alloc(&fixture.arena, 3000);
    for (size_t i = 0; i < 2999; i++) {
        huge[i] = 'a';
    }
    host_file(&fixture, "good", "#!/bin/sh\n", 0755);
    host_file(&fixture, "bad", "no program at all", 0755);
    const struct {
        struct os_process_spec spec;
        enum status want;
    } rows[] = {
        {{"good", many, fixture.top}, ST_TOO_LONG},
        {{"good", huge, fixture.top}, ST_TOO_LONG},
        {{"good", "", below(&fixture, "none")}, ST_PATH_NOT_FOUND},
        {{"good", "", below(&fixture, "good")}, ST_PATH_NOT_FOUND},
        {{"bad", "", fixture.top}, ST_INVALID},
        {{"\\\\SERVER\\SHARE\\good", "", fixture.top}, ST_BAD_NETWORK_PATH},
    };
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        const enum status st = os_process_start(fixture.port, &rows[i].spec, &process);
        ck_assert_msg(st == rows[i].want, "row %zu: %s", i, status_name(st));
    }
    end(&fixture);
}
END_TEST

START_TEST(a_flood_of_console_text_is_cut)
{
    struct fixture fixture;
    begin(&fixture, NULL);
    struct os_process process = {0};
    const struct os_process_spec spec = {"flood", "", fixture.top};
    host_file(&fixture, "flood", "#!/bin/sh\nhead -c 3000000 /dev/zero | tr '\\0' x\n", 0755);
    ck_assert_int_eq(os_process_start(fixture.port, &spec, &process), ST_OK);
    const struct os_process_state state = finish(&fixture, process);
    ck_assert_uint_eq(strlen(state.console), 1U << 20);
    end(&fixture);
}
END_TEST

START_TEST(no_more_programs_than_places)
{
    struct fixture fixture;
    begin(&fixture, NULL);
    struct os_process processes[POSIX_PROCESS_MAX];
    struct os_process none = {0};
    const struct os_process_spec spec = {"sleeper", "", fixture.top};
    host_file(&fixture, "sleeper", "#!/bin/sh\nexec sleep 600\n", 0755);
    for (size_t i = 0; i < POSIX_PROCESS_MAX; i++) {
        ck_assert_int_eq(os_process_start(fixture.port, &spec, &processes[i]), ST_OK);
    }
    ck_assert_int_eq(os_process_start(fixture.port, &spec, &none), ST_BUSY);
    for (size_t i = 0; i < POSIX_PROCESS_MAX; i++) {
        ck_assert_int_eq(os_process_kill(fixture.port, processes[i]), ST_OK);
    }
    for (size_t i = 0; i < POSIX_PROCESS_MAX; i++) {
        ck_assert_int_eq(finish(&fixture, processes[i]).result_code, 1);
    }
    end(&fixture);
}
END_TEST

START_TEST(waiting_ends_with_the_time_or_a_program)
{
    struct fixture fixture;
    begin(&fixture, NULL);
    struct os_process process = {0};
    const struct os_process_spec spec = {"quick", "", fixture.top};
    const uint64_t start_us = os_monotonic_us(fixture.port);
    posix_port_wait(fixture.port, start_us + 30000);
    ck_assert_uint_ge(os_monotonic_us(fixture.port), start_us + 29000);
    posix_port_wait(fixture.port, 0); /* long past */
    host_file(&fixture, "quick", "#!/bin/sh\n", 0755);
    ck_assert_int_eq(os_process_start(fixture.port, &spec, &process), ST_OK);
    posix_port_wait(fixture.port, UINT64_MAX); /* the test would time out */
    ck_assert_int_eq(finish(&fixture, process).result_code, 0);
    end(&fixture);
}
END_TEST

START_TEST(a_program_learns_the_names)
{
    struct fixture fixture;
    begin(&fixture, NULL);
    struct os_process process = {0};
    const struct os_process_spec spec = {"show", "", fixture.top};
    const struct posix_port_name names[] = {
        {"\\\\NW1\\SYS", "/srv/sys"}, {"C:", "/srv/c=d"}, {"bad=name", "/srv"}};
    host_file(&fixture, "show", "#!/bin/sh\nprintf %s \"$CCMAIL_NAMES\"\n", 0755);
    const struct posix_port_config config = {
        .arena = &fixture.arena,
        .search_path = fixture.top,
        .names = names,
        .name_count = ARRAY_COUNT(names),
    };
    fixture.port = posix_port_create(&config);
    ck_assert_int_eq(setenv("CCMAIL_NAMES", "OLD=/old\n", 1), 0);
    ck_assert_int_eq(os_process_start(fixture.port, &spec, &process), ST_OK);
    const struct os_process_state state = finish(&fixture, process);
    ck_assert_int_eq(setenv("CCMAIL_NAMES", state.console, 1), 0);
    struct posix_port_config child = {.arena = &fixture.arena};
    posix_port_names_of_parent(&child);
    ck_assert_uint_eq(child.name_count, 2);
    ck_assert_str_eq(child.names[0].name, "\\\\NW1\\SYS"); /* in the order of a search */
    ck_assert_str_eq(child.names[1].name, "C:");
    ck_assert_str_eq(child.names[1].directory, "/srv/c=d");
    ck_assert_int_eq(setenv("CCMAIL_NAMES", "damaged\n=x\na=relative\n\nno end", 1), 0);
    posix_port_names_of_parent(&child);
    ck_assert_uint_eq(child.name_count, 0);
    ck_assert_int_eq(unsetenv("CCMAIL_NAMES"), 0);
    posix_port_names_of_parent(&child);
    ck_assert_uint_eq(child.name_count, 0);
    end(&fixture);
}
END_TEST

static enum status keep_or_refuse(void *context, const char *section, const char *name,
                                  const char *value)
{
    size_t *calls = context;
    (*calls)++;
    ck_assert_str_eq(section, "S");
    ck_assert_str_eq(name, "N");
    return strcmp(value, "refuse") == 0 ? ST_DISK_FULL : ST_OK;
}

START_TEST(settings_come_from_and_go_to_who_keeps_them)
{
    static const struct posix_port_setting settings[] = {{"S", "N", "first"}, {"S", "M", "other"}};
    size_t calls = 0;
    const struct posix_port_config config = {
        .settings = settings,
        .setting_count = ARRAY_COUNT(settings),
        .context = &calls,
        .setting_changed = keep_or_refuse,
    };
    struct fixture fixture;
    begin(&fixture, &config);
    const char *value = NULL;
    ck_assert_int_eq(os_setting_get(fixture.port, "s", "n", &fixture.arena, &value), ST_OK);
    ck_assert_str_eq(value, "first");
    ck_assert_int_eq(os_setting_set(fixture.port, "S", "N", "second"), ST_OK);
    ck_assert_int_eq(os_setting_set(fixture.port, "S", "N", "refuse"), ST_DISK_FULL);
    ck_assert_int_eq(os_setting_get(fixture.port, "S", "N", &fixture.arena, &value), ST_OK);
    ck_assert_str_eq(value, "second");
    ck_assert_uint_eq(calls, 2);
    end(&fixture);
}
END_TEST

START_TEST(the_locale_is_the_configured_one)
{
    const struct posix_port_config config = {
        .locale = {.date_order = 1,
                   .date_separator = '.',
                   .time_separator = ':',
                   .code_page = 850,
                   .zone_minutes = 60},
    };
    struct fixture fixture;
    begin(&fixture, &config);
    ck_assert_int_eq(os_machine_locale(fixture.port).date_order, 1);
    ck_assert_int_eq(os_machine_locale(fixture.port).code_page, 850);
    ck_assert_int_eq(os_machine_locale(fixture.port).zone_minutes, 60);
    end(&fixture);
}
END_TEST

START_TEST(without_a_listener_events_go_to_standard_error)
{
    struct fixture fixture;
    begin(&fixture, NULL);
    const char *const inserts[] = {"a.ccm", "text"};
    const char *path = below(&fixture, "stderr");
    const int kept = dup(STDERR_FILENO);
    const int fd = open(path, O_WRONLY | O_CREAT, 0666);
    ck_assert_int_ge(dup2(fd, STDERR_FILENO), 0);
    os_report_event(fixture.port, 1, inserts, 2);
    ck_assert_int_ge(dup2(kept, STDERR_FILENO), 0);
    ck_assert_int_eq(close(fd), 0);
    ck_assert_int_eq(close(kept), 0);
    const uint8_t *data = NULL;
    size_t size = 0;
    ck_assert_int_eq(os_read_file(fixture.port, path, &fixture.arena, &data, &size), ST_OK);
    ck_assert_str_eq((const char *)data, "event 1: a.ccm | text\n");
    end(&fixture);
}
END_TEST

START_TEST(closing_the_port_leaves_programs_alone)
{
    struct fixture fixture;
    begin(&fixture, NULL);
    struct os_process process = {0};
    const struct os_process_spec spec = {"sleeper", "", fixture.top};
    host_file(&fixture, "sleeper", "#!/bin/sh\nexec sleep 600\n", 0755);
    ck_assert_int_eq(os_process_start(fixture.port, &spec, &process), ST_OK);
    const struct posix_port *posix = (const struct posix_port *)(const void *)fixture.port;
    const pid_t pid = posix->processes[0].pid;
    posix_port_close(fixture.port);
    ck_assert_int_eq(kill(pid, 0), 0);
    ck_assert_int_eq(kill(pid, SIGKILL), 0);
    ck_assert_int_eq(waitpid(pid, NULL, 0), pid); /* the closed port no longer does */
    ck_assert_int_eq(os_process_kill(fixture.port, process), ST_BAD_HANDLE);
    end(&fixture);
}
END_TEST

/* What the processes of the next test share. */
struct contest {
    atomic_int inside; /* who has the file for itself */
    atomic_int clashes;
    atomic_int rounds;
    atomic_int lost; /* writes that nobody finds */
};

static _Noreturn void contend(struct contest *shared, const char *path)
{
    struct arena arena = {0};
    const struct posix_port_config config = {.arena = &arena};
    const struct os_open_mode mode = {OS_READ_WRITE, OS_DENY_ALL, OS_OPEN_ALWAYS};
    struct os_port *port = posix_port_create(&config);
    for (int i = 0; i < 1500; i++) {
        struct os_file file = {0};
        struct os_info info = {0};
        if (os_open(port, path, mode, &file) != ST_OK) {
            continue;
        }
        if (atomic_fetch_add(&shared->inside, 1) != 0) {
            atomic_fetch_add(&shared->clashes, 1);
        }
        atomic_fetch_add(&shared->rounds, 1);
        const bool is_there = os_write(port, file, 0, "12345", 5) == ST_OK &&
                              os_stat(port, path, &info) == ST_OK && info.size_bytes == 5;
        atomic_fetch_add(&shared->lost, is_there ? 0 : 1);
        atomic_fetch_sub(&shared->inside, 1);
        if (os_close(port, file) != ST_OK || (i % 3 == 0 && os_remove(port, path) == ST_NO_DATA)) {
            atomic_fetch_add(&shared->clashes, 1);
        }
    }
    _exit(0);
}

START_TEST(one_process_at_a_time_has_a_file_for_itself)
{
    struct fixture fixture;
    begin(&fixture, NULL);
    struct contest *shared =
        mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ck_assert(shared != MAP_FAILED);
    pid_t children[4];
    for (size_t i = 0; i < ARRAY_COUNT(children); i++) {
        children[i] = fork();
        ck_assert_int_ge(children[i], 0);
        if (children[i] == 0) {
            contend(shared, below(&fixture, "A"));
        }
    }
    for (size_t i = 0; i < ARRAY_COUNT(children); i++) {
        ck_assert_int_eq(waitpid(children[i], NULL, 0), children[i]);
    }
    ck_assert_int_eq(atomic_load(&shared->clashes), 0);
    ck_assert_int_eq(atomic_load(&shared->lost), 0);
    ck_assert_int_gt(atomic_load(&shared->rounds), 10); /* of 6000; most find it in use */
    ck_assert_int_eq(munmap(shared, sizeof(*shared)), 0);
    end(&fixture);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("posix_port");
    TCase *tcase = tcase_create("host");
    tcase_add_test(tcase, names_stand_for_directories);
    tcase_add_test(tcase, errors_of_the_host_have_statuses);
    tcase_add_test(tcase, rights_of_the_host_refuse);
    tcase_add_test(tcase, what_is_no_file_is_not_opened);
    tcase_add_test(tcase, offsets_that_the_host_has_not_are_refused);
    tcase_add_test(tcase, descriptors_run_out_with_a_status);
    tcase_add_test(tcase, handles_run_out_with_a_status);
    tcase_add_test(tcase, memory_does_not_grow_with_opens_and_locks);
    tcase_add_test(tcase, rename_across_file_systems_is_not_supported);
    tcase_add_test(tcase, programs_are_found_whatever_their_case);
    tcase_add_test(tcase, a_program_gets_its_arguments_and_a_clean_start);
    tcase_add_test(tcase, programs_that_cannot_start_say_why);
    tcase_add_test(tcase, a_flood_of_console_text_is_cut);
    tcase_add_test(tcase, no_more_programs_than_places);
    tcase_add_test(tcase, waiting_ends_with_the_time_or_a_program);
    tcase_add_test(tcase, a_program_learns_the_names);
    tcase_add_test(tcase, settings_come_from_and_go_to_who_keeps_them);
    tcase_add_test(tcase, the_locale_is_the_configured_one);
    tcase_add_test(tcase, without_a_listener_events_go_to_standard_error);
    tcase_add_test(tcase, closing_the_port_leaves_programs_alone);
    tcase_add_test(tcase, one_process_at_a_time_has_a_file_for_itself);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
