#include <check.h>
#include <stdlib.h>

#include "fs/rights/acl.h"
#include "fs/sharing.h"
#include "support/vectors.h"

enum { READ = 1, WRITE = 2, DELETE = 4 };

static struct arena arena;
static struct sharing *sharing;

static void setup(void)
{
    arena = (struct arena){0};
    sharing = sharing_create(&arena);
}

static void teardown(void)
{
    arena_release(&arena);
}

static uint32_t access_bits(uint32_t mask)
{
    return ((mask & NT_READ_DATA) != 0 ? READ : 0u) | ((mask & NT_WRITE_DATA) != 0 ? WRITE : 0u) |
           ((mask & NT_DELETE) != 0 ? DELETE : 0u);
}

START_TEST(two_opens_clash_as_an_independent_server_judges)
{
    json_t *rows = vectors_load(SOURCE_DIR, "nt_sharemode_vectors.jsonl");
    ck_assert_uint_eq(json_array_size(rows), 512);
    size_t i = 0;
    const json_t *row = NULL;
    json_array_foreach(rows, i, row)
    {
        struct sharing_open first = {.file = 1,
                                     .access = access_bits(vector_number(row, "access1")),
                                     .share = vector_number(row, "share1")};
        struct sharing_open second = {.file = 1,
                                      .access = access_bits(vector_number(row, "access2")),
                                      .share = vector_number(row, "share2")};
        ck_assert_int_eq(sharing_enter(sharing, &first), ST_OK);
        const enum status st = sharing_enter(sharing, &second);
        const enum status want = vector_number(row, "status") == 0 ? ST_OK : ST_SHARING_VIOLATION;
        ck_assert_msg(st == want, "row %zu: %s", i + 1, status_name(st));
        if (st == ST_OK) {
            sharing_leave(sharing, &second);
        }
        sharing_leave(sharing, &first);
    }
    json_decref(rows);
}
END_TEST

START_TEST(opens_of_different_files_never_clash)
{
    struct sharing_open a = {.file = 1, .access = READ | WRITE};
    struct sharing_open b = {.file = 1 + 64, .access = READ | WRITE}; /* the same chain */
    ck_assert_int_eq(sharing_enter(sharing, &a), ST_OK);
    ck_assert_int_eq(sharing_enter(sharing, &b), ST_OK);
    ck_assert(sharing_is_open(sharing, 1));
    ck_assert(!sharing_is_open(sharing, 2));
    sharing_leave(sharing, &a);
    ck_assert(!sharing_is_open(sharing, 1));
    ck_assert(sharing_is_open(sharing, 1 + 64));
    sharing_leave(sharing, &b);
}
END_TEST

START_TEST(opens_of_one_party_do_not_clash)
{
    struct sharing_open first = {.file = 9, .access = 3, .share = 0, .party = 1};
    struct sharing_open again = {.file = 9, .access = 3, .share = 0, .party = 1};
    struct sharing_open other = {.file = 9, .access = 1, .share = 3, .party = 2};
    struct sharing_open nobody = {.file = 9, .access = 1, .share = 3};
    ck_assert_int_eq(sharing_enter(sharing, &first), ST_OK);
    ck_assert_int_eq(sharing_enter(sharing, &again), ST_OK);
    ck_assert_int_eq(sharing_enter(sharing, &other), ST_SHARING_VIOLATION);
    ck_assert_int_eq(sharing_enter(sharing, &nobody), ST_SHARING_VIOLATION);
}
END_TEST

START_TEST(a_file_that_others_have_open_is_not_deleted)
{
    struct sharing_open open = {.file = 1, .access = READ, .share = READ | WRITE};
    ck_assert_int_eq(sharing_probe(sharing, 1, DELETE), ST_OK);
    ck_assert_int_eq(sharing_enter(sharing, &open), ST_OK);
    ck_assert_int_eq(sharing_probe(sharing, 1, DELETE), ST_SHARING_VIOLATION);
    ck_assert_int_eq(sharing_probe(sharing, 1, READ), ST_OK);
    sharing_leave(sharing, &open);
    open.share = READ | WRITE | DELETE;
    ck_assert_int_eq(sharing_enter(sharing, &open), ST_OK);
    ck_assert_int_eq(sharing_probe(sharing, 1, DELETE), ST_OK);
    sharing_leave(sharing, &open);
}
END_TEST

/* A lock of 100 bytes at 1000; what another open meets. */
static const struct {
    const char *name;
    uint64_t offset;
    uint64_t size;
    enum status want;
} ranges[] = {
    {"before", 0, 1000, ST_OK},
    {"touches the first byte", 0, 1001, ST_LOCK_VIOLATION},
    {"inside", 1050, 1, ST_LOCK_VIOLATION},
    {"around", 900, 400, ST_LOCK_VIOLATION},
    {"touches the last byte", 1099, 1, ST_LOCK_VIOLATION},
    {"behind", 1100, 50, ST_OK},
    {"to the end of all offsets", 1050, UINT64_MAX, ST_LOCK_VIOLATION},
    {"nothing", 1050, 0, ST_OK},
};

START_TEST(others_stop_at_a_locked_range)
{
    struct sharing_open holder = {.file = 1, .access = READ, .share = READ | WRITE};
    struct sharing_open other = {.file = 1, .access = WRITE, .share = READ | WRITE};
    ck_assert_int_eq(sharing_enter(sharing, &holder), ST_OK);
    ck_assert_int_eq(sharing_enter(sharing, &other), ST_OK);
    ck_assert_int_eq(sharing_lock_range(sharing, &holder, 1000, 100), ST_OK);
    const uint64_t offset = ranges[_i].offset;
    const uint64_t size = ranges[_i].size;
    const enum status st = sharing_check_io(sharing, &other, offset, size);
    ck_assert_msg(st == ranges[_i].want, "%s: %s", ranges[_i].name, status_name(st));
    ck_assert_int_eq(sharing_check_io(sharing, &holder, offset, size), ST_OK);
    if (ranges[_i].want != ST_OK) {
        ck_assert_int_eq(sharing_lock_range(sharing, &other, offset, size), ST_LOCK_VIOLATION);
    }
    sharing_leave(sharing, &holder); /* drops the lock */
    ck_assert_int_eq(sharing_check_io(sharing, &other, offset, size), ST_OK);
    sharing_leave(sharing, &other);
}
END_TEST

START_TEST(a_range_is_unlocked_as_it_was_locked)
{
    struct sharing_open open = {.file = 1, .access = READ, .share = READ | WRITE};
    ck_assert_int_eq(sharing_enter(sharing, &open), ST_OK);
    ck_assert_int_eq(sharing_lock_range(sharing, &open, 0, 10), ST_OK);
    ck_assert_int_eq(sharing_lock_range(sharing, &open, 20, 10), ST_OK);
    ck_assert_int_eq(sharing_lock_range(sharing, &open, 5, 1), ST_LOCK_VIOLATION);
    ck_assert_int_eq(sharing_unlock_range(sharing, &open, 0, 9), ST_INVALID);
    ck_assert_int_eq(sharing_unlock_range(sharing, &open, 1, 10), ST_INVALID);
    ck_assert_int_eq(sharing_unlock_range(sharing, &open, 0, 10), ST_OK);
    ck_assert_int_eq(sharing_unlock_range(sharing, &open, 0, 10), ST_INVALID);
    ck_assert_int_eq(sharing_unlock_range(sharing, &open, 20, 10), ST_OK);
    sharing_leave(sharing, &open);
}
END_TEST

START_TEST(a_year_of_locking_takes_no_more_memory)
{
    struct sharing_open open = {.file = 1, .access = READ, .share = READ | WRITE};
    ck_assert_int_eq(sharing_enter(sharing, &open), ST_OK);
    ck_assert_int_eq(sharing_lock_range(sharing, &open, 0, 10), ST_OK);
    const size_t before = arena_bytes(&arena);
    sharing_leave(sharing, &open);
    for (int i = 0; i < 10000; i++) {
        ck_assert_int_eq(sharing_enter(sharing, &open), ST_OK);
        ck_assert_int_eq(sharing_lock_range(sharing, &open, 0, 10), ST_OK);
        sharing_leave(sharing, &open);
    }
    ck_assert_uint_eq(arena_bytes(&arena), before);
}
END_TEST

static bool is_held(void *context, const struct sharing_open *open)
{
    return open != *(const struct sharing_open **)context;
}

START_TEST(who_is_not_connected_any_more_is_in_nobodys_way)
{
    struct sharing_open gone = {.file = 1, .access = READ | WRITE};
    struct sharing_open next = {.file = 1, .access = READ, .share = READ | WRITE};
    const struct sharing_open *lost = NULL;
    sharing_ask_held(sharing, &lost, is_held);
    ck_assert_int_eq(sharing_enter(sharing, &gone), ST_OK);
    ck_assert_int_eq(sharing_lock_range(sharing, &gone, 0, 10), ST_OK);
    ck_assert_int_eq(sharing_enter(sharing, &next), ST_SHARING_VIOLATION);
    ck_assert_int_eq(sharing_probe(sharing, 1, DELETE), ST_SHARING_VIOLATION);
    lost = &gone;
    ck_assert(!sharing_is_open(sharing, 1));
    ck_assert_int_eq(sharing_probe(sharing, 1, DELETE), ST_OK);
    ck_assert_int_eq(sharing_enter(sharing, &next), ST_OK);
    ck_assert_int_eq(sharing_check_io(sharing, &next, 0, 10), ST_OK);
    ck_assert_int_eq(sharing_lock_range(sharing, &next, 5, 10), ST_OK);
    sharing_leave(sharing, &gone); /* when it is closed, nothing of others goes */
    ck_assert(sharing_is_open(sharing, 1));
    sharing_leave(sharing, &next);
}
END_TEST

START_TEST(a_lock_is_in_the_way_at_its_own_file_only)
{
    struct sharing_open holder = {.file = 1, .access = READ, .share = READ | WRITE};
    ck_assert_int_eq(sharing_enter(sharing, &holder), ST_OK);
    ck_assert_int_eq(sharing_lock_range(sharing, &holder, 0, 100), ST_OK);
    for (uint32_t file = 2; file < 2000; file++) {
        struct sharing_open other = {.file = file, .access = WRITE, .share = READ | WRITE};
        ck_assert_int_eq(sharing_enter(sharing, &other), ST_OK);
        ck_assert_int_eq(sharing_check_io(sharing, &other, 0, 100), ST_OK);
        sharing_leave(sharing, &other);
    }
    sharing_leave(sharing, &holder);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sharing");
    TCase *tcase = tcase_create("sharing");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, two_opens_clash_as_an_independent_server_judges);
    tcase_add_test(tcase, opens_of_one_party_do_not_clash);
    tcase_add_test(tcase, opens_of_different_files_never_clash);
    tcase_add_test(tcase, a_file_that_others_have_open_is_not_deleted);
    tcase_add_loop_test(tcase, others_stop_at_a_locked_range, 0, ARRAY_COUNT(ranges));
    tcase_add_test(tcase, a_range_is_unlocked_as_it_was_locked);
    tcase_add_test(tcase, who_is_not_connected_any_more_is_in_nobodys_way);
    tcase_add_test(tcase, a_year_of_locking_takes_no_more_memory);
    tcase_add_test(tcase, a_lock_is_in_the_way_at_its_own_file_only);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
