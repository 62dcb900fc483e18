/* Deny modes and byte-range locks, between two handles and between two processes. */
#include <string.h>

#include "contract/contract_cases.h"

static const enum os_access accesses[] = {OS_READ, OS_WRITE, OS_READ_WRITE};
static const enum os_deny denies[] = {OS_DENY_NONE, OS_DENY_READ, OS_DENY_WRITE, OS_DENY_ALL};

/* The second opener is `port`; every pair of access and deny on both sides. */
static void check_matrix(const struct contract_world *world, struct os_port *port)
{
    const char *path = at(world, "A.TXT");
    make_file(world, "A.TXT", "12345");
    for (size_t i = 0; i < 144; i++) {
        const struct os_open_mode held = {accesses[i % 3], denies[i / 3 % 4], OS_OPEN_EXISTING};
        const struct os_open_mode asked = {accesses[i / 12 % 3], denies[i / 36], OS_OPEN_EXISTING};
        const bool clashes = ((unsigned)held.access & (unsigned)asked.deny) != 0 ||
                             ((unsigned)asked.access & (unsigned)held.deny) != 0;
        struct os_file first = {0};
        struct os_file second = {0};
        EXPECT(world, os_open(world->port, path, held, &first), ST_OK);
        const enum status st = os_open(port, path, asked, &second);
        ck_assert_msg(st == (clashes ? ST_SHARING_VIOLATION : ST_OK),
                      "access %d deny %d is held; access %d deny %d got %s", (int)held.access,
                      (int)held.deny, (int)asked.access, (int)asked.deny, status_name(st));
        if (st == ST_OK) {
            EXPECT(world, os_close(port, second), ST_OK);
        }
        EXPECT(world, os_close(world->port, first), ST_OK);
    }
}

static void deny_modes_hold_between_handles(const struct contract_harness *harness,
                                            struct contract_world *world)
{
    (void)harness;
    check_matrix(world, world->port);
}

static void deny_modes_hold_between_processes(const struct contract_harness *harness,
                                              struct contract_world *world)
{
    (void)harness;
    check_matrix(world, world->other);
}

static void a_refused_open_changes_nothing(const struct contract_harness *harness,
                                           struct contract_world *world)
{
    (void)harness;
    const struct os_open_mode denies_all = {OS_READ, OS_DENY_ALL, OS_OPEN_EXISTING};
    const struct os_open_mode cuts = {OS_WRITE, OS_DENY_NONE, OS_CREATE_ALWAYS};
    const char *path = at(world, "A.TXT");
    struct os_file first = {0};
    struct os_file second = {0};
    make_file(world, "A.TXT", "12345");
    EXPECT(world, os_open(world->port, path, denies_all, &first), ST_OK);
    EXPECT(world, os_open(world->port, path, cuts, &second), ST_SHARING_VIOLATION);
    EXPECT(world, os_open(world->other, path, cuts, &second), ST_SHARING_VIOLATION);
    EXPECT(world, os_close(world->port, first), ST_OK);
    check_file(world, "A.TXT", "12345"); /* and nobody denies anything any more */
    EXPECT(world, os_open(world->other, path, denies_all, &second), ST_OK);
    EXPECT(world, os_close(world->other, second), ST_OK);
}

static void an_open_file_is_not_removed_or_renamed(const struct contract_harness *harness,
                                                   struct contract_world *world)
{
    (void)harness;
    struct os_port *const holders[] = {world->port, world->other};
    const struct os_open_mode mode = {OS_READ, OS_DENY_NONE, OS_OPEN_EXISTING};
    const char *path = at(world, "A.TXT");
    make_file(world, "A.TXT", "12345");
    for (size_t i = 0; i < ARRAY_COUNT(holders); i++) {
        struct os_file file = {0};
        EXPECT(world, os_open(holders[i], path, mode, &file), ST_OK);
        EXPECT(world, os_remove(world->port, path), ST_SHARING_VIOLATION);
        EXPECT(world, os_rename(world->port, path, at(world, "B.TXT")), ST_SHARING_VIOLATION);
        EXPECT(world, os_close(holders[i], file), ST_OK);
    }
    EXPECT(world, os_rename(world->port, path, at(world, "B.TXT")), ST_OK);
    EXPECT(world, os_remove(world->port, at(world, "B.TXT")), ST_OK);
}

static const struct {
    const char *name;
    uint64_t offset;
    uint64_t size;
    enum status want; /* while another handle holds 100..109 */
} ranges[] = {
    {"the same range", 100, 10, ST_LOCK_VIOLATION},
    {"one byte inside", 105, 1, ST_LOCK_VIOLATION},
    {"all around it", 0, 1000, ST_LOCK_VIOLATION},
    {"its first byte", 90, 11, ST_LOCK_VIOLATION},
    {"its last byte", 109, 5, ST_LOCK_VIOLATION},
    {"just before", 90, 10, ST_OK},
    {"just behind", 110, 10, ST_OK},
    {"far behind", UINT32_MAX, 10, ST_OK},
};

/* `port` asks while the first process holds bytes 100 to 109, far behind the end of the file. */
static void check_ranges(const struct contract_world *world, struct os_port *port)
{
    const struct os_open_mode mode = {OS_READ_WRITE, OS_DENY_NONE, OS_OPEN_ALWAYS};
    const char *path = at(world, "A.TXT");
    struct os_file first = {0};
    struct os_file second = {0};
    EXPECT(world, os_open(world->port, path, mode, &first), ST_OK);
    EXPECT(world, os_open(port, path, mode, &second), ST_OK);
    EXPECT(world, os_lock(world->port, first, 100, 10), ST_OK);
    for (size_t i = 0; i < ARRAY_COUNT(ranges); i++) {
        const enum status st = os_lock(port, second, ranges[i].offset, ranges[i].size);
        ck_assert_msg(st == ranges[i].want, "%s: %s: got %s", world->case_name, ranges[i].name,
                      status_name(st));
        if (st == ST_OK) {
            EXPECT(world, os_unlock(port, second, ranges[i].offset, ranges[i].size), ST_OK);
        }
    }
    EXPECT(world, os_unlock(world->port, first, 100, 10), ST_OK);
    EXPECT(world, os_lock(port, second, 100, 10), ST_OK);
    EXPECT(world, os_lock(world->port, first, 100, 10), ST_LOCK_VIOLATION);
    EXPECT(world, os_close(port, second), ST_OK); /* with the lock */
    EXPECT(world, os_lock(world->port, first, 100, 10), ST_OK);
    EXPECT(world, os_close(world->port, first), ST_OK);
}

static void locks_hold_between_handles(const struct contract_harness *harness,
                                       struct contract_world *world)
{
    (void)harness;
    check_ranges(world, world->port);
}

static void locks_hold_between_processes(const struct contract_harness *harness,
                                         struct contract_world *world)
{
    (void)harness;
    check_ranges(world, world->other);
}

static void a_handle_without_write_access_locks_too(const struct contract_harness *harness,
                                                    struct contract_world *world)
{
    (void)harness;
    make_file(world, "A.TXT", "12345");
    const struct os_file first = open_file(world, "A.TXT", OS_READ, OS_OPEN_EXISTING);
    const struct os_file second = open_file(world, "A.TXT", OS_READ, OS_OPEN_EXISTING);
    EXPECT(world, os_lock(world->port, first, 0, 1), ST_OK);
    EXPECT(world, os_lock(world->port, second, 0, 1), ST_LOCK_VIOLATION);
    EXPECT(world, os_lock(world->port, second, 1, 1), ST_OK);
    EXPECT(world, os_close(world->port, first), ST_OK);
    EXPECT(world, os_lock(world->port, second, 0, 1), ST_OK);
    EXPECT(world, os_close(world->port, second), ST_OK);
}

static void unlock_names_a_locked_range(const struct contract_harness *harness,
                                        struct contract_world *world)
{
    (void)harness;
    const struct os_file first = open_file(world, "A.TXT", OS_READ_WRITE, OS_CREATE_NEW);
    const struct os_file second = open_file(world, "A.TXT", OS_READ_WRITE, OS_OPEN_EXISTING);
    EXPECT(world, os_lock(world->port, first, 0, 10), ST_OK);
    EXPECT(world, os_lock(world->port, first, 20, 10), ST_OK);
    CHECK(world, os_unlock(world->port, first, 0, 5) != ST_OK);
    CHECK(world, os_unlock(world->port, first, 10, 10) != ST_OK);
    CHECK(world, os_unlock(world->port, second, 0, 10) != ST_OK);
    EXPECT(world, os_lock(world->port, second, 0, 1), ST_LOCK_VIOLATION); /* it holds still */
    EXPECT(world, os_unlock(world->port, first, 0, 10), ST_OK);
    CHECK(world, os_unlock(world->port, first, 0, 10) != ST_OK);
    EXPECT(world, os_lock(world->port, second, 20, 1), ST_LOCK_VIOLATION);
    EXPECT(world, os_close(world->port, first), ST_OK);
    EXPECT(world, os_close(world->port, second), ST_OK);
}

static void locks_stop_others_where_they_are_mandatory(const struct contract_harness *harness,
                                                       struct contract_world *world)
{
    (void)harness;
    const enum status refused = has(world, TRAIT_MANDATORY_LOCKS) ? ST_LOCK_VIOLATION : ST_OK;
    char data[6] = "";
    size_t read = 0;
    make_file(world, "A.TXT", "12345");
    const struct os_file first = open_file(world, "A.TXT", OS_READ_WRITE, OS_OPEN_EXISTING);
    const struct os_file second = open_file(world, "A.TXT", OS_READ_WRITE, OS_OPEN_EXISTING);
    EXPECT(world, os_lock(world->port, first, 2, 2), ST_OK);
    EXPECT(world, os_read(world->port, second, 0, data, 5, &read), refused);
    EXPECT(world, os_read(world->port, second, 0, data, 2, &read), ST_OK);
    EXPECT(world, os_write(world->port, second, 3, "4", 1), refused);
    EXPECT(world, os_write(world->port, second, 4, "z", 1), ST_OK);
    EXPECT(world, os_write(world->port, first, 2, "xy", 2), ST_OK); /* its own */
    EXPECT(world, os_read(world->port, first, 0, data, 5, &read), ST_OK);
    ck_assert_mem_eq(data, "12xyz", 5);
    EXPECT(world, os_close(world->port, first), ST_OK);
    EXPECT(world, os_read(world->port, second, 0, data, 5, &read), ST_OK);
    EXPECT(world, os_close(world->port, second), ST_OK);
}

static void a_process_that_ended_leaves_no_handle_or_lock(const struct contract_harness *harness,
                                                          struct contract_world *world)
{
    const struct os_open_mode denies_all = {OS_READ_WRITE, OS_DENY_ALL, OS_OPEN_EXISTING};
    const struct os_open_mode denies_none = {OS_READ_WRITE, OS_DENY_NONE, OS_OPEN_EXISTING};
    struct os_file file = {0};
    struct os_file locked = {0};
    make_file(world, "A.TXT", "12345");
    make_file(world, "B.TXT", "12345");
    EXPECT(world, os_open(world->other, at(world, "A.TXT"), denies_all, &file), ST_OK);
    EXPECT(world, os_open(world->other, at(world, "B.TXT"), denies_none, &locked), ST_OK);
    EXPECT(world, os_lock(world->other, locked, 0, 5), ST_OK);
    EXPECT(world, os_open(world->port, at(world, "A.TXT"), denies_none, &file),
           ST_SHARING_VIOLATION);
    EXPECT(world, os_open(world->port, at(world, "B.TXT"), denies_none, &locked), ST_OK);
    EXPECT(world, os_lock(world->port, locked, 4, 1), ST_LOCK_VIOLATION);
    harness->end_other(world);
    EXPECT(world, os_open(world->port, at(world, "A.TXT"), denies_all, &file), ST_OK);
    EXPECT(world, os_lock(world->port, locked, 4, 1), ST_OK);
    EXPECT(world, os_close(world->port, file), ST_OK);
    EXPECT(world, os_close(world->port, locked), ST_OK);
    EXPECT(world, os_remove(world->port, at(world, "B.TXT")), ST_OK);
}

static const struct contract_case cases[] = {
    {"deny modes hold between handles", deny_modes_hold_between_handles},
    {"deny modes hold between processes", deny_modes_hold_between_processes},
    {"a refused open changes nothing", a_refused_open_changes_nothing},
    {"an open file is not removed or renamed", an_open_file_is_not_removed_or_renamed},
    {"locks hold between handles", locks_hold_between_handles},
    {"locks hold between processes", locks_hold_between_processes},
    {"a handle without write access locks too", a_handle_without_write_access_locks_too},
    {"unlock names a locked range", unlock_names_a_locked_range},
    {"locks stop others where they are mandatory", locks_stop_others_where_they_are_mandatory},
    {"a process that ended leaves no handle or lock",
     a_process_that_ended_leaves_no_handle_or_lock},
};

struct contract_cases contract_sharing(void)
{
    return (struct contract_cases){cases, ARRAY_COUNT(cases)};
}
