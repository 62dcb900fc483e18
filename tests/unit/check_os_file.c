/* The helpers on top of os_port.h, on a port whose n-th call fails. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "port/os_port.h"

/* One file "12345" under every name; directories have short names as below. */
struct stub {
    struct os_port port; /* first */
    int calls;
    int fails_at; /* 0: never */
    enum status failure;
    unsigned open_count;
    uint64_t size; /* that it claims */
    struct os_open_mode mode;
    char written[8];
    char asked[OS_PATH_SIZE]; /* last path of a stat */
};

static enum status count(struct os_port *port)
{
    struct stub *stub = (struct stub *)(void *)port;
    return ++stub->calls == stub->fails_at ? stub->failure : ST_OK;
}

static enum status stub_stat(struct os_port *port, const char *path, struct os_info *info_out)
{
    struct stub *stub = (struct stub *)(void *)port;
    const char *colon = strrchr(path, ':');
    const char *name = text_base_name(colon != NULL ? colon + 1 : path);
    const enum status st = count(port);
    ck_assert(text_copy(stub->asked, sizeof(stub->asked), path));
    *info_out = (struct os_info){.short_name = "GARBAGE"};
    if (st != ST_OK) {
        return st;
    }
    if (text_equal(name, "absent name")) {
        return ST_NOT_FOUND;
    }
    if (text_equal(name, "has no short name")) {
        info_out->short_name[0] = '\0';
    } else {
        text_make_short_name(name, 1, info_out->short_name);
    }
    return ST_OK;
}

static enum status stub_open(struct os_port *port, const char *path, struct os_open_mode mode,
                             struct os_file *file_out)
{
    struct stub *stub = (struct stub *)(void *)port;
    const enum status st = count(port);
    ck_assert_str_eq(path, "C:\\A.TXT");
    stub->mode = mode;
    stub->open_count += st == ST_OK ? 1 : 0;
    file_out->value = 1;
    return st;
}

static enum status stub_size(struct os_port *port, struct os_file file, uint64_t *size_out)
{
    const struct stub *stub = (struct stub *)(void *)port;
    ck_assert_uint_eq(file.value, 1);
    *size_out = stub->size;
    return count(port);
}

static enum status stub_read(struct os_port *port, struct os_file file, uint64_t offset, void *data,
                             size_t size, size_t *read_out)
{
    const enum status st = count(port);
    ck_assert_uint_eq(file.value, 1);
    ck_assert_uint_eq(offset, 0);
    *read_out = 0;
    if (st == ST_OK) {
        *read_out = size < 5 ? size : 5;
        memcpy(data, "12345", *read_out);
    }
    return st;
}

static enum status stub_write(struct os_port *port, struct os_file file, uint64_t offset,
                              const void *data, size_t size)
{
    struct stub *stub = (struct stub *)(void *)port;
    ck_assert_uint_eq(file.value, 1);
    ck_assert_uint_eq(offset, 0);
    ck_assert_uint_lt(size, sizeof(stub->written));
    memcpy(stub->written, data, size);
    return count(port);
}

static enum status stub_flush(struct os_port *port, struct os_file file)
{
    ck_assert_uint_eq(file.value, 1);
    return count(port);
}

static enum status stub_close(struct os_port *port, struct os_file file)
{
    struct stub *stub = (struct stub *)(void *)port;
    ck_assert_uint_eq(file.value, 1);
    stub->open_count--;
    return count(port);
}

static const struct os_port_ops ops = {
    .stat = stub_stat,
    .open = stub_open,
    .size = stub_size,
    .read = stub_read,
    .write = stub_write,
    .flush = stub_flush,
    .close = stub_close,
};

static struct stub make_stub(int fails_at, enum status failure)
{
    return (struct stub){
        .port = {.ops = &ops}, .fails_at = fails_at, .failure = failure, .size = 5};
}

START_TEST(read_file_hands_up_every_failure_and_leaves_nothing)
{
    struct arena arena = {0};
    const uint8_t *data = NULL;
    size_t size = 0;
    for (int call = 1; call <= 4; call++) { /* open, size, read, close */
        struct stub stub = make_stub(call, ST_CONNECTION_LOST);
        ck_assert_int_eq(os_read_file(&stub.port, "C:\\A.TXT", &arena, &data, &size),
                         ST_CONNECTION_LOST);
        ck_assert_uint_eq(stub.open_count, 0);
        ck_assert_uint_eq(arena.used, 0);
        ck_assert_ptr_null(data);
    }
    struct stub stub = make_stub(5, ST_CONNECTION_LOST);
    ck_assert_int_eq(os_read_file(&stub.port, "C:\\A.TXT", &arena, &data, &size), ST_OK);
    ck_assert_str_eq((const char *)data, "12345");
    ck_assert_int_eq(stub.mode.deny, OS_DENY_NONE);
    arena_release(&arena);
}
END_TEST

START_TEST(read_file_believes_what_was_read)
{
    struct arena arena = {0};
    const uint8_t *data = NULL;
    size_t size = 0;
    struct stub stub = make_stub(0, ST_OK);
    stub.size = 100; /* it has shrunk in between */
    ck_assert_int_eq(os_read_file(&stub.port, "C:\\A.TXT", &arena, &data, &size), ST_OK);
    ck_assert_uint_eq(size, 5);
    ck_assert_str_eq((const char *)data, "12345");
    stub.size = UINT64_MAX;
    ck_assert_int_eq(os_read_file(&stub.port, "C:\\A.TXT", &arena, &data, &size), ST_TOO_LONG);
    ck_assert_uint_eq(stub.open_count, 0);
    arena_release(&arena);
}
END_TEST

START_TEST(write_file_hands_up_every_failure_and_leaves_nothing_open)
{
    for (int call = 1; call <= 4; call++) { /* open, write, flush, close */
        struct stub stub = make_stub(call, ST_DISK_FULL);
        ck_assert_int_eq(os_write_file(&stub.port, "C:\\A.TXT", "abc", 3), ST_DISK_FULL);
        ck_assert_uint_eq(stub.open_count, 0);
    }
    struct stub stub = make_stub(5, ST_DISK_FULL);
    ck_assert_int_eq(os_write_file(&stub.port, "C:\\A.TXT", "abc", 3), ST_OK);
    ck_assert_str_eq(stub.written, "abc");
    ck_assert_int_eq(stub.mode.disposition, OS_CREATE_ALWAYS);
    ck_assert_int_eq(stub.calls, 4); /* flushed */
}
END_TEST

static const struct {
    const char *name;
    const char *path;
    const char *want;
} paths[] = {
    {"nothing to do", "C:\\CCMC\\IMPORT.INI", "C:\\CCMC\\IMPORT.INI"},
    {"two long components", "C:\\Program Files\\connector\\A.CCM", "C:\\PROGRA~1\\CONNEC~1\\A.CCM"},
    {"a share is no component", "\\\\long-server-name\\long share name\\a long name",
     "\\\\long-server-name\\long share name\\ALONGN~1"},
    {"a share alone", "\\\\long-server-name\\long share name",
     "\\\\long-server-name\\long share name"},
    {"a server alone", "\\\\long-server-name", "\\\\long-server-name"},
    {"a volume", "LONGSERVER\\LONGVOLUME:a directory\\B", "LONGSERVER\\LONGVOLUME:ADIREC~1\\B"},
    {"a host path", "/var/a long name\\b", "/var/ALONGN~1\\b"},
    {"separators stay", "C:\\\\a long name\\\\b\\", "C:\\\\ALONGN~1\\\\b\\"},
    {"what is absent stays", "C:\\absent name\\A", "C:\\absent name\\A"},
    {"what has none stays", "C:\\has no short name\\A", "C:\\has no short name\\A"},
    {"empty", "", ""},
    {"root", "C:\\", "C:\\"},
};

START_TEST(short_path_shortens_components)
{
    char path[OS_PATH_SIZE];
    struct stub stub = make_stub(0, ST_OK);
    ck_assert_int_eq(os_short_path(&stub.port, paths[_i].path, path, sizeof(path)), ST_OK);
    ck_assert_msg(strcmp(path, paths[_i].want) == 0, "%s: \"%s\"", paths[_i].name, path);
}
END_TEST

START_TEST(short_path_asks_by_the_long_name)
{
    char path[OS_PATH_SIZE];
    struct stub stub = make_stub(0, ST_OK);
    ck_assert_int_eq(
        os_short_path(&stub.port, "C:\\first long\\second long\\A", path, sizeof(path)), ST_OK);
    ck_assert_str_eq(stub.asked, "C:\\first long\\second long");
    ck_assert_int_eq(stub.calls, 2);
}
END_TEST

START_TEST(short_path_passes_over_refusals_but_not_the_end)
{
    char path[OS_PATH_SIZE];
    struct stub stub = make_stub(1, ST_ACCESS_DENIED);
    ck_assert_int_eq(os_short_path(&stub.port, "C:\\first long\\A", path, sizeof(path)), ST_OK);
    ck_assert_str_eq(path, "C:\\first long\\A");
    stub = make_stub(1, ST_PROCESS_GONE);
    ck_assert_int_eq(os_short_path(&stub.port, "C:\\first long\\A", path, sizeof(path)),
                     ST_PROCESS_GONE);
    ck_assert_int_eq(os_short_path(&stub.port, "C:\\A", path, 3), ST_TOO_LONG);
    char long_path[OS_PATH_SIZE + 1];
    memset(long_path, 'A', OS_PATH_SIZE);
    long_path[OS_PATH_SIZE] = '\0';
    ck_assert_int_eq(os_short_path(&stub.port, long_path, path, sizeof(path)), ST_TOO_LONG);
}
END_TEST

START_TEST(short_path_can_be_longer_than_it_may_be)
{
    /* Components of one blank have short names of several characters. */
    char path[OS_PATH_SIZE];
    char blanks[OS_PATH_SIZE];
    for (size_t i = 0; i < sizeof(blanks); i++) {
        blanks[i] = i % 2 == 0 ? '\\' : '+';
    }
    blanks[sizeof(blanks) - 1] = '\0';
    struct stub stub = make_stub(0, ST_OK);
    ck_assert_int_eq(os_short_path(&stub.port, blanks, path, sizeof(path)), ST_TOO_LONG);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("os_file");
    TCase *tcase = tcase_create("helpers");
    tcase_add_test(tcase, read_file_hands_up_every_failure_and_leaves_nothing);
    tcase_add_test(tcase, read_file_believes_what_was_read);
    tcase_add_test(tcase, write_file_hands_up_every_failure_and_leaves_nothing_open);
    tcase_add_loop_test(tcase, short_path_shortens_components, 0, (int)ARRAY_COUNT(paths));
    tcase_add_test(tcase, short_path_asks_by_the_long_name);
    tcase_add_test(tcase, short_path_passes_over_refusals_but_not_the_end);
    tcase_add_test(tcase, short_path_can_be_longer_than_it_may_be);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
