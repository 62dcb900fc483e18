/* Contents: open, read, write, size, set_size, flush, close, and the helpers of os_file.c. */
#include <string.h>

#include "contract/contract_cases.h"

static const struct {
    const char *name;
    enum os_disposition disposition;
    bool is_there;
    enum status want;
    uint64_t size; /* afterwards, when it is there */
} dispositions[] = {
    {"open existing, absent", OS_OPEN_EXISTING, false, ST_NOT_FOUND, 0},
    {"open existing, present", OS_OPEN_EXISTING, true, ST_OK, 5},
    {"create new, absent", OS_CREATE_NEW, false, ST_OK, 0},
    {"create new, present", OS_CREATE_NEW, true, ST_EXISTS, 5},
    {"open always, absent", OS_OPEN_ALWAYS, false, ST_OK, 0},
    {"open always, present", OS_OPEN_ALWAYS, true, ST_OK, 5},
    {"create always, absent", OS_CREATE_ALWAYS, false, ST_OK, 0},
    {"create always, present", OS_CREATE_ALWAYS, true, ST_OK, 0},
};

static void dispositions_create_open_or_cut(const struct contract_harness *harness,
                                            struct contract_world *world)
{
    (void)harness;
    for (size_t i = 0; i < ARRAY_COUNT(dispositions); i++) {
        const struct os_open_mode mode = {OS_READ_WRITE, OS_DENY_NONE, dispositions[i].disposition};
        const char *name = arena_format(world->arena, "D%u.TXT", (unsigned)i);
        struct os_file file = {0};
        struct os_info info = {0};
        if (dispositions[i].is_there) {
            make_file(world, name, "12345");
        }
        const enum status st = os_open(world->port, at(world, name), mode, &file);
        ck_assert_msg(st == dispositions[i].want, "%s: got %s", dispositions[i].name,
                      status_name(st));
        if (st == ST_OK) {
            EXPECT(world, os_close(world->port, file), ST_OK);
        }
        if (st != ST_NOT_FOUND) {
            EXPECT(world, os_stat(world->port, at(world, name), &info), ST_OK);
            ck_assert_msg(info.size_bytes == dispositions[i].size, "%s", dispositions[i].name);
        } else {
            CHECK(world, !exists(world, name));
        }
    }
}

static void a_directory_is_not_opened(const struct contract_harness *harness,
                                      struct contract_world *world)
{
    (void)harness;
    const enum os_access accesses[] = {OS_READ, OS_WRITE, OS_READ_WRITE};
    EXPECT(world, os_make_dir(world->port, at(world, "SUB")), ST_OK);
    for (size_t i = 0; i < ARRAY_COUNT(accesses); i++) {
        const struct os_open_mode existing = {accesses[i], OS_DENY_NONE, OS_OPEN_EXISTING};
        const struct os_open_mode always = {accesses[i], OS_DENY_NONE, OS_CREATE_ALWAYS};
        struct os_file file = {0};
        EXPECT(world, os_open(world->port, at(world, "SUB"), existing, &file), ST_ACCESS_DENIED);
        EXPECT(world, os_open(world->port, at(world, "SUB"), always, &file), ST_ACCESS_DENIED);
    }
    EXPECT(world, os_remove(world->port, at(world, "SUB")), ST_OK); /* no handle was left */
}

static void open_needs_the_directories_before(const struct contract_harness *harness,
                                              struct contract_world *world)
{
    (void)harness;
    make_file(world, "A.TXT", "");
    for (size_t i = 0; i < ARRAY_COUNT(dispositions); i++) {
        const struct os_open_mode mode = {OS_READ_WRITE, OS_DENY_NONE, dispositions[i].disposition};
        struct os_file file = {0};
        EXPECT(world, os_open(world->port, at(world, "NONE\\A.TXT"), mode, &file),
               ST_PATH_NOT_FOUND);
        EXPECT(world, os_open(world->port, at(world, "A.TXT\\B.TXT"), mode, &file),
               ST_PATH_NOT_FOUND);
    }
    CHECK(world, !exists(world, "NONE"));
}

static void reads_stop_at_the_end(const struct contract_harness *harness,
                                  struct contract_world *world)
{
    (void)harness;
    static const struct {
        uint64_t offset;
        size_t size;
        const char *want;
    } rows[] = {
        {0, 5, "12345"}, {0, 0, ""}, {1, 3, "234"},       {3, 5, "45"},
        {5, 4, ""},      {6, 4, ""}, {UINT32_MAX, 4, ""}, {4, 1, "5"},
    };
    make_file(world, "A.TXT", "12345");
    const struct os_file file = open_file(world, "A.TXT", OS_READ, OS_OPEN_EXISTING);
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        char data[8] = "";
        size_t read = 99;
        EXPECT(world, os_read(world->port, file, rows[i].offset, data, rows[i].size, &read), ST_OK);
        data[read < sizeof(data) ? read : 0] = '\0';
        ck_assert_msg(strcmp(data, rows[i].want) == 0, "%zu bytes at %llu gave \"%s\"",
                      rows[i].size, (unsigned long long)rows[i].offset, data);
    }
    EXPECT(world, os_close(world->port, file), ST_OK);
}

static void writes_land_where_they_were_told(const struct contract_harness *harness,
                                             struct contract_world *world)
{
    (void)harness;
    make_file(world, "A.TXT", "12345");
    const struct os_file file = open_file(world, "A.TXT", OS_READ_WRITE, OS_OPEN_EXISTING);
    char data[4] = "";
    size_t read = 0;
    EXPECT(world, os_write(world->port, file, 1, "ab", 2), ST_OK);
    EXPECT(world, os_read(world->port, file, 0, data, 3, &read), ST_OK);
    ck_assert_str_eq(data, "1ab");
    EXPECT(world, os_write(world->port, file, 4, "yz", 2), ST_OK);
    EXPECT(world, os_write(world->port, file, 2, "", 0), ST_OK);
    EXPECT(world, os_close(world->port, file), ST_OK);
    check_file(world, "A.TXT", "1ab4yz");
}

static void a_gap_is_filled_with_zeros(const struct contract_harness *harness,
                                       struct contract_world *world)
{
    (void)harness;
    const uint8_t *data = NULL;
    size_t size = 0;
    const struct os_file file = open_file(world, "A.TXT", OS_WRITE, OS_CREATE_NEW);
    EXPECT(world, os_write(world->port, file, 0, "ab", 2), ST_OK);
    EXPECT(world, os_write(world->port, file, 5000, "z", 1), ST_OK);
    EXPECT(world, os_write(world->port, file, 9000, "", 0), ST_OK); /* nothing: no growth either */
    EXPECT(world, os_close(world->port, file), ST_OK);
    EXPECT(world, os_read_file(world->port, at(world, "A.TXT"), world->arena, &data, &size), ST_OK);
    ck_assert_uint_eq(size, 5001);
    for (size_t i = 2; i < 5000; i++) {
        ck_assert_uint_eq(data[i], 0);
    }
    ck_assert_uint_eq(data[5000], 'z');
}

static void set_size_cuts_and_grows_with_zeros(const struct contract_harness *harness,
                                               struct contract_world *world)
{
    (void)harness;
    static const uint64_t sizes[] = {2, 6, 6, 0, 4096, 3};
    uint64_t size = 0;
    make_file(world, "A.TXT", "12345");
    const struct os_file file = open_file(world, "A.TXT", OS_READ_WRITE, OS_OPEN_EXISTING);
    for (size_t i = 0; i < ARRAY_COUNT(sizes); i++) {
        EXPECT(world, os_set_size(world->port, file, sizes[i]), ST_OK);
        EXPECT(world, os_size(world->port, file, &size), ST_OK);
        ck_assert_uint_eq(size, sizes[i]);
        if (i == 1) {
            char data[6] = "";
            size_t read = 0;
            EXPECT(world, os_read(world->port, file, 0, data, 6, &read), ST_OK);
            ck_assert_uint_eq(read, 6);
            ck_assert_mem_eq(data, "12\0\0\0\0", 6); /* what was cut off does not come back */
        }
    }
    EXPECT(world, os_close(world->port, file), ST_OK);
}

static void a_handle_does_what_it_was_opened_for(const struct contract_harness *harness,
                                                 struct contract_world *world)
{
    (void)harness;
    char data[4] = "";
    size_t read = 0;
    make_file(world, "A.TXT", "12345");
    const struct os_file reader = open_file(world, "A.TXT", OS_READ, OS_OPEN_EXISTING);
    const struct os_file writer = open_file(world, "A.TXT", OS_WRITE, OS_OPEN_EXISTING);
    EXPECT(world, os_write(world->port, reader, 0, "x", 1), ST_ACCESS_DENIED);
    EXPECT(world, os_set_size(world->port, reader, 0), ST_ACCESS_DENIED);
    EXPECT(world, os_read(world->port, writer, 0, data, 1, &read), ST_ACCESS_DENIED);
    EXPECT(world, os_write(world->port, writer, 0, "X", 1), ST_OK);
    EXPECT(world, os_read(world->port, reader, 0, data, 1, &read), ST_OK);
    ck_assert_str_eq(data, "X"); /* seen at once */
    EXPECT(world, os_flush(world->port, writer), ST_OK);
    EXPECT(world, os_close(world->port, reader), ST_OK);
    EXPECT(world, os_close(world->port, writer), ST_OK);
    check_file(world, "A.TXT", "X2345");
}

static void expect_bad(const struct contract_world *world, struct os_port *port,
                       struct os_file file)
{
    char data[1] = "";
    size_t read = 0;
    uint64_t size = 0;
    EXPECT(world, os_read(port, file, 0, data, 1, &read), ST_BAD_HANDLE);
    EXPECT(world, os_write(port, file, 0, "x", 1), ST_BAD_HANDLE);
    EXPECT(world, os_size(port, file, &size), ST_BAD_HANDLE);
    EXPECT(world, os_set_size(port, file, 0), ST_BAD_HANDLE);
    EXPECT(world, os_flush(port, file), ST_BAD_HANDLE);
    EXPECT(world, os_lock(port, file, 0, 1), ST_BAD_HANDLE);
    EXPECT(world, os_unlock(port, file, 0, 1), ST_BAD_HANDLE);
    EXPECT(world, os_close(port, file), ST_BAD_HANDLE);
}

static void a_closed_handle_is_not_valid(const struct contract_harness *harness,
                                         struct contract_world *world)
{
    (void)harness;
    expect_bad(world, world->port, (struct os_file){0});
    const struct os_file first = open_file(world, "A.TXT", OS_READ_WRITE, OS_CREATE_NEW);
    EXPECT(world, os_close(world->port, first), ST_OK);
    expect_bad(world, world->port, first);
    const struct os_file second = open_file(world, "A.TXT", OS_READ_WRITE, OS_OPEN_EXISTING);
    expect_bad(world, world->port, first); /* though its place was taken */
    EXPECT(world, os_close(world->port, second), ST_OK);
    expect_bad(world, world->port, (struct os_file){UINT32_MAX});
}

static void a_handle_belongs_to_its_process(const struct contract_harness *harness,
                                            struct contract_world *world)
{
    (void)harness;
    const struct os_file file = open_file(world, "A.TXT", OS_READ_WRITE, OS_CREATE_NEW);
    expect_bad(world, world->other, file);
    EXPECT(world, os_write(world->port, file, 0, "x", 1), ST_OK);
    EXPECT(world, os_close(world->port, file), ST_OK);
}

static void many_files_are_open_at_once(const struct contract_harness *harness,
                                        struct contract_world *world)
{
    (void)harness;
    struct os_file files[24];
    for (size_t i = 0; i < ARRAY_COUNT(files); i++) {
        const char *name = arena_format(world->arena, "F%u.TXT", (unsigned)i);
        files[i] = open_file(world, name, OS_READ_WRITE, OS_CREATE_NEW);
        EXPECT(world, os_write(world->port, files[i], 0, name, strlen(name)), ST_OK);
    }
    for (size_t i = 0; i < ARRAY_COUNT(files); i++) {
        const char *name = arena_format(world->arena, "F%u.TXT", (unsigned)i);
        EXPECT(world, os_close(world->port, files[i]), ST_OK);
        check_file(world, name, name);
    }
}

static void what_one_process_writes_the_other_reads(const struct contract_harness *harness,
                                                    struct contract_world *world)
{
    (void)harness;
    const struct os_open_mode mode = {OS_READ, OS_DENY_NONE, OS_OPEN_EXISTING};
    struct os_file file = {0};
    char data[6] = "";
    size_t read = 0;
    make_file(world, "A.TXT", "12345");
    EXPECT(world, os_open(world->other, at(world, "A.TXT"), mode, &file), ST_OK);
    EXPECT(world, os_read(world->other, file, 0, data, 5, &read), ST_OK);
    ck_assert_str_eq(data, "12345");
    EXPECT(world, os_close(world->other, file), ST_OK);
}

static void write_file_replaces_all_of_it(const struct contract_harness *harness,
                                          struct contract_world *world)
{
    (void)harness;
    const struct os_open_mode mode = {OS_READ, OS_DENY_ALL, OS_OPEN_EXISTING};
    const uint8_t *data = NULL;
    size_t size = 99;
    struct os_file file = {0};
    make_file(world, "A.TXT", "a longer text");
    make_file(world, "A.TXT", "short");
    check_file(world, "A.TXT", "short");
    make_file(world, "A.TXT", "");
    EXPECT(world, os_read_file(world->port, at(world, "A.TXT"), world->arena, &data, &size), ST_OK);
    ck_assert_uint_eq(size, 0);
    ck_assert_uint_eq(data[0], '\0');
    EXPECT(world, os_open(world->port, at(world, "A.TXT"), mode, &file), ST_OK);
    EXPECT(world, os_write_file(world->port, at(world, "A.TXT"), "x", 1), ST_SHARING_VIOLATION);
    EXPECT(world, os_read_file(world->port, at(world, "A.TXT"), world->arena, &data, &size),
           ST_SHARING_VIOLATION);
    EXPECT(world, os_close(world->port, file), ST_OK);
}

static void read_file_hands_up_what_the_world_says(const struct contract_harness *harness,
                                                   struct contract_world *world)
{
    (void)harness;
    const uint8_t *data = NULL;
    size_t size = 0;
    const char *path = at(world, "NONE");
    EXPECT(world, os_read_file(world->port, path, world->arena, &data, &size), ST_NOT_FOUND);
    EXPECT(world, os_read_file(world->port, world->root, world->arena, &data, &size),
           ST_ACCESS_DENIED);
    path = at(world, "NONE\\A.TXT");
    EXPECT(world, os_write_file(world->port, path, "x", 1), ST_PATH_NOT_FOUND);
}

static void a_full_disk_takes_names_and_no_bytes(const struct contract_harness *harness,
                                                 struct contract_world *world)
{
    static const uint8_t block[16384];
    make_file(world, "A.TXT", "12345");
    const struct os_file file = open_file(world, "B.TXT", OS_READ_WRITE, OS_CREATE_NEW);
    harness->fill_disk(world);
    EXPECT(world, os_write(world->port, file, 0, block, sizeof(block)), ST_DISK_FULL);
    CHECK(world, exists(world, "B.TXT"));
    EXPECT(world, os_close(world->port, file), ST_OK);
    check_file(world, "A.TXT", "12345");
}

static void a_write_is_seen_in_the_time(const struct contract_harness *harness,
                                        struct contract_world *world)
{
    struct os_info before = {0};
    struct os_info after = {0};
    make_file(world, "A.TXT", "12345");
    const struct os_file file = open_file(world, "A.TXT", OS_WRITE, OS_OPEN_EXISTING);
    EXPECT(world, os_stat(world->port, at(world, "A.TXT"), &before), ST_OK);
    harness->settle(world);
    EXPECT(world, os_stat(world->port, at(world, "A.TXT"), &after), ST_OK);
    ck_assert_uint_eq(after.modified_ms, before.modified_ms);
    EXPECT(world, os_write(world->port, file, 0, "x", 1), ST_OK);
    EXPECT(world, os_close(world->port, file), ST_OK);
    EXPECT(world, os_stat(world->port, at(world, "A.TXT"), &after), ST_OK);
    ck_assert_uint_gt(after.modified_ms, before.modified_ms);
}

static void a_refused_write_changes_its_range_at_most(const struct contract_harness *harness,
                                                      struct contract_world *world)
{
    static const uint8_t block[16384];
    char data[6] = "";
    size_t read = 0;
    make_file(world, "A.TXT", "12345");
    const struct os_file file = open_file(world, "A.TXT", OS_READ_WRITE, OS_OPEN_EXISTING);
    harness->fill_disk(world);
    EXPECT(world, os_write(world->port, file, 3, block, sizeof(block)), ST_DISK_FULL);
    EXPECT(world, os_read(world->port, file, 0, data, 3, &read), ST_OK);
    ck_assert_str_eq(data, "123");
    EXPECT(world, os_close(world->port, file), ST_OK);
}

static const struct contract_case cases[] = {
    {"a write is seen in the time", a_write_is_seen_in_the_time},
    {"a refused write changes its range at most", a_refused_write_changes_its_range_at_most},
    {"dispositions create, open or cut", dispositions_create_open_or_cut},
    {"a directory is not opened", a_directory_is_not_opened},
    {"open needs the directories before", open_needs_the_directories_before},
    {"reads stop at the end", reads_stop_at_the_end},
    {"writes land where they were told", writes_land_where_they_were_told},
    {"a gap is filled with zeros", a_gap_is_filled_with_zeros},
    {"set_size cuts, and grows with zeros", set_size_cuts_and_grows_with_zeros},
    {"a handle does what it was opened for", a_handle_does_what_it_was_opened_for},
    {"a closed handle is not valid", a_closed_handle_is_not_valid},
    {"a handle belongs to its process", a_handle_belongs_to_its_process},
    {"many files are open at once", many_files_are_open_at_once},
    {"what one process writes the other reads", what_one_process_writes_the_other_reads},
    {"write_file replaces all of it", write_file_replaces_all_of_it},
    {"read_file hands up what the world says", read_file_hands_up_what_the_world_says},
    {"a full disk takes names and no bytes", a_full_disk_takes_names_and_no_bytes},
};

struct contract_cases contract_files(void)
{
    return (struct contract_cases){cases, ARRAY_COUNT(cases)};
}
