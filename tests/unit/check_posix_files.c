/* Files of the host port, beyond the contract of os_port.h (tests/contract/). */
#define _GNU_SOURCE
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "port/posix_state.h"
#include "support/posix_fixture.h"

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
    struct posix_fixture fixture;
    posix_begin(&fixture, NULL);
    struct os_file file = {0};
    struct os_file second = {0};
    posix_host_file(&fixture, "RO.TXT", "12345", 0444);
    posix_host_file(&fixture, "NO.TXT", "12345", 0000);
    ck_assert_int_eq(mkdir(posix_below(&fixture, "RODIR"), 0777), 0);
    posix_host_file(&fixture, "RODIR/A.TXT", "12345", 0444);
    ck_assert_int_eq(chmod(posix_below(&fixture, "RODIR"), 0555), 0);
    posix_drop_rights();
    const enum status written =
        posix_open_as(&fixture, "RO.TXT", OS_WRITE, OS_OPEN_EXISTING, &file);
    const enum status cut = posix_open_as(&fixture, "RO.TXT", OS_READ, OS_CREATE_ALWAYS, &file);
    const enum status no = posix_open_as(&fixture, "NO.TXT", OS_READ, OS_OPEN_EXISTING, &file);
    const enum status created =
        posix_open_as(&fixture, "RODIR/B.TXT", OS_READ, OS_CREATE_NEW, &file);
    const enum status removed = os_remove(fixture.port, posix_below(&fixture, "RODIR/A.TXT"));
    const enum status made = os_make_dir(fixture.port, posix_below(&fixture, "RODIR/SUB"));
    const enum status read = posix_open_as(&fixture, "RO.TXT", OS_READ, OS_OPEN_EXISTING, &file);
    const enum status again = posix_open_as(&fixture, "RO.TXT", OS_READ, OS_OPEN_EXISTING, &second);
    posix_take_rights_back();
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
    posix_end(&fixture);
}
END_TEST

START_TEST(what_is_no_file_is_not_opened)
{
    struct posix_fixture fixture;
    posix_begin(&fixture, NULL);
    struct os_file file = {0};
    ck_assert_int_eq(mkfifo(posix_below(&fixture, "PIPE"), 0666), 0);
    ck_assert_int_eq(posix_open_as(&fixture, "PIPE", OS_READ_WRITE, OS_OPEN_EXISTING, &file),
                     ST_ACCESS_DENIED);
    ck_assert_int_eq(posix_open_as(&fixture, "PIPE", OS_READ, OS_OPEN_EXISTING, &file),
                     ST_ACCESS_DENIED);
    posix_end(&fixture);
}
END_TEST

START_TEST(offsets_that_the_host_has_not_are_refused)
{
    struct posix_fixture fixture;
    posix_begin(&fixture, NULL);
    struct os_file file = {0};
    char data[1];
    size_t read = 0;
    ck_assert_int_eq(posix_open_as(&fixture, "A", OS_READ_WRITE, OS_CREATE_NEW, &file), ST_OK);
    ck_assert_int_eq(os_read(fixture.port, file, UINT64_MAX, data, 1, &read), ST_INVALID);
    ck_assert_int_eq(os_write(fixture.port, file, INT64_MAX, "x", 1), ST_INVALID);
    ck_assert_int_eq(os_set_size(fixture.port, file, UINT64_MAX), ST_INVALID);
    ck_assert_int_eq(os_lock(fixture.port, file, 0, 0), ST_INVALID);
    ck_assert_int_eq(os_lock(fixture.port, file, UINT64_MAX, 1), ST_INVALID);
    ck_assert_int_eq(os_lock(fixture.port, file, 1, UINT64_C(1) << 62), ST_INVALID);
    ck_assert_int_eq(os_lock(fixture.port, file, 0, UINT64_C(1) << 62), ST_OK);
    ck_assert_int_eq(os_lock(fixture.port, file, 5, 1), ST_LOCK_VIOLATION); /* its own */
    posix_end(&fixture);
}
END_TEST

START_TEST(descriptors_run_out_with_a_status)
{
    struct posix_fixture fixture;
    posix_begin(&fixture, NULL);
    struct rlimit limit;
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    const struct rlimit small = {.rlim_cur = 64, .rlim_max = limit.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &small), 0);
    enum status st = ST_OK;
    unsigned count = 0;
    for (; st == ST_OK && count < 100; count++) {
        struct os_file file = {0};
        st = posix_open_as(&fixture, "A", OS_READ, OS_OPEN_ALWAYS, &file);
    }
    ck_assert_int_eq(st, ST_TOO_MANY_OPEN);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    ck_assert_uint_gt(count, 20);
    posix_end(&fixture);
}
END_TEST

START_TEST(handles_run_out_with_a_status)
{
    struct posix_fixture fixture;
    posix_begin(&fixture, NULL);
    struct rlimit limit;
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    const struct rlimit large = {.rlim_cur = limit.rlim_max, .rlim_max = limit.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &large), 0);
    enum status st = ST_OK;
    unsigned count = 0;
    while (st == ST_OK) {
        struct os_file file = {0};
        st = posix_open_as(&fixture, "A", OS_READ, OS_OPEN_ALWAYS, &file);
        count += st == ST_OK ? 1 : 0;
    }
    ck_assert_int_eq(st, ST_TOO_MANY_OPEN);
    ck_assert_uint_le(count, POSIX_FILE_MAX);
    posix_port_close(fixture.port);
    struct os_file file = {0};
    ck_assert_int_eq(posix_open_as(&fixture, "A", OS_READ, OS_OPEN_ALWAYS, &file), ST_OK);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    posix_end(&fixture);
}
END_TEST

START_TEST(memory_does_not_grow_with_opens_and_locks)
{
    struct posix_fixture fixture;
    posix_begin(&fixture, NULL);
    const char *path = posix_below(&fixture, "A");
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
    posix_end(&fixture);
}
END_TEST

START_TEST(rename_across_file_systems_is_not_supported)
{
    struct posix_fixture fixture;
    posix_begin(&fixture, NULL);
    struct stat here;
    struct stat there;
    posix_host_file(&fixture, "A.TXT", "a", 0666);
    if (stat(fixture.top, &here) == 0 && stat("/dev/shm", &there) == 0 &&
        here.st_dev != there.st_dev) {
        const char *target =
            arena_format(&fixture.arena, "/dev/shm/%s", text_base_name(fixture.top));
        ck_assert_int_eq(os_rename(fixture.port, posix_below(&fixture, "A.TXT"), target),
                         ST_NOT_SUPPORTED);
        ck_assert_int_eq(access(posix_below(&fixture, "A.TXT"), F_OK), 0);
    }
    posix_end(&fixture);
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
    struct posix_fixture fixture;
    posix_begin(&fixture, NULL);
    struct contest *shared =
        mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ck_assert(shared != MAP_FAILED);
    pid_t children[4];
    for (size_t i = 0; i < ARRAY_COUNT(children); i++) {
        children[i] = fork();
        ck_assert_int_ge(children[i], 0);
        if (children[i] == 0) {
            contend(shared, posix_below(&fixture, "A"));
        }
    }
    for (size_t i = 0; i < ARRAY_COUNT(children); i++) {
        ck_assert_int_eq(waitpid(children[i], NULL, 0), children[i]);
    }
    ck_assert_int_eq(atomic_load(&shared->clashes), 0);
    ck_assert_int_eq(atomic_load(&shared->lost), 0);
    ck_assert_int_gt(atomic_load(&shared->rounds), 10); /* of 6000; most find it in use */
    ck_assert_int_eq(munmap(shared, sizeof(*shared)), 0);
    posix_end(&fixture);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("posix_files");
    TCase *tcase = tcase_create("host");
    tcase_add_test(tcase, errors_of_the_host_have_statuses);
    tcase_add_test(tcase, rights_of_the_host_refuse);
    tcase_add_test(tcase, what_is_no_file_is_not_opened);
    tcase_add_test(tcase, offsets_that_the_host_has_not_are_refused);
    tcase_add_test(tcase, descriptors_run_out_with_a_status);
    tcase_add_test(tcase, handles_run_out_with_a_status);
    tcase_add_test(tcase, memory_does_not_grow_with_opens_and_locks);
    tcase_add_test(tcase, rename_across_file_systems_is_not_supported);
    tcase_add_test(tcase, one_process_at_a_time_has_a_file_for_itself);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
