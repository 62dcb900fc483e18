/* Limits of space: of an owner, and of what lies below a directory. */
#include <check.h>
#include <stdlib.h>

#include "fs/volume.h"

enum { OWNER = 20, OTHER = 21, BLOCK = VOLUME_LIMIT_BLOCK };

static struct arena arena;
static struct volume *volume;
static volume_node box;   /* a directory */
static volume_node inner; /* a directory in it */

static volume_node made(volume_node parent, const char *name, bool is_directory)
{
    volume_node node = 0;
    ck_assert_int_eq(volume_make(volume, parent, name, is_directory, &node), ST_OK);
    return node;
}

static void setup(void)
{
    arena = (struct arena){0};
    volume =
        volume_create(&arena, &(struct volume_spec){.label = "SYS", .capacity_bytes = 64 * BLOCK});
    box = made(VOLUME_ROOT, "box", true);
    inner = made(box, "inner", true);
}

static void teardown(void)
{
    arena_release(&arena);
}

static void becomes(volume_node file, uint64_t size, enum status want)
{
    const enum status st = volume_set_size(volume, file, size);
    ck_assert_msg(st == want, "%llu bytes: %s", (unsigned long long)size, status_name(st));
}

START_TEST(a_directory_takes_no_more_than_it_may)
{
    const volume_node file = made(inner, "f", false);
    const volume_node outside = made(VOLUME_ROOT, "g", false);
    volume_set_limit(volume, box, 0, 2 * BLOCK);
    becomes(file, 2 * BLOCK, ST_OK);
    becomes(file, 2 * BLOCK + 1, ST_DISK_FULL);
    becomes(outside, 10 * BLOCK, ST_OK);
    becomes(file, BLOCK, ST_OK);
    ck_assert_uint_eq(volume_free_below(volume, inner, OWNER), BLOCK);
    ck_assert_uint_eq(volume_free_below(volume, VOLUME_ROOT, OWNER), volume_free_bytes(volume));
    ck_assert_int_eq(volume_remove(volume, file), ST_OK);
    ck_assert_uint_eq(volume_free_below(volume, box, OWNER), 2 * BLOCK);
    volume_set_limit(volume, box, 0, VOLUME_NO_LIMIT);
    volume_set_limit(volume, box, 0, VOLUME_NO_LIMIT); /* there is none any more */
    becomes(made(box, "h", false), 5 * BLOCK, ST_OK);
}
END_TEST

START_TEST(an_owner_takes_no_more_than_he_may_wherever_it_is)
{
    const volume_node mine = made(box, "mine", false);
    const volume_node also = made(VOLUME_ROOT, "also", false);
    const volume_node theirs = made(box, "theirs", false);
    volume_set_owner(volume, mine, OWNER);
    volume_set_owner(volume, also, OWNER);
    volume_set_owner(volume, theirs, OTHER);
    ck_assert_uint_eq(volume_owner(volume, mine), OWNER);
    volume_set_limit(volume, 0, OWNER, 3 * BLOCK);
    becomes(mine, 2 * BLOCK, ST_OK);
    becomes(also, 2 * BLOCK, ST_DISK_FULL);
    becomes(also, BLOCK, ST_OK);
    becomes(theirs, 9 * BLOCK, ST_OK);
    becomes(mine, 0, ST_OK);
    becomes(also, 3 * BLOCK, ST_OK);
    volume_set_owner(volume, theirs, OWNER); /* given to him: it counts, if he may or not */
    ck_assert_uint_eq(volume_free_below(volume, box, OWNER), 0);
    becomes(mine, 1, ST_DISK_FULL);
    becomes(theirs, 0, ST_OK);
    ck_assert_int_eq(volume_write(volume, mine, 0, "x", 1), ST_DISK_FULL);
    becomes(also, 0, ST_OK);
    ck_assert_int_eq(volume_write(volume, mine, 0, "x", 1), ST_OK);
}
END_TEST

START_TEST(what_is_moved_counts_where_it_is)
{
    const volume_node file = made(VOLUME_ROOT, "f", false);
    becomes(file, 2 * BLOCK, ST_OK);
    volume_set_limit(volume, box, 0, 3 * BLOCK);
    ck_assert_int_eq(volume_rename(volume, file, inner, "f"), ST_OK);
    ck_assert_uint_eq(volume_free_below(volume, box, 0), BLOCK);
    ck_assert_int_eq(volume_rename(volume, file, inner, "g"), ST_OK);
    ck_assert_uint_eq(volume_free_below(volume, box, 0), BLOCK);
    ck_assert_int_eq(volume_rename(volume, file, VOLUME_ROOT, "f"), ST_OK);
    ck_assert_uint_eq(volume_free_below(volume, box, 0), 3 * BLOCK);
}
END_TEST

START_TEST(a_removed_file_that_is_held_counts_no_more)
{
    const volume_node file = made(box, "f", false);
    volume_set_owner(volume, file, OWNER);
    volume_set_limit(volume, box, 0, 2 * BLOCK);
    volume_set_limit(volume, 0, OWNER, 2 * BLOCK);
    becomes(file, 2 * BLOCK, ST_OK);
    volume_hold(volume, file);
    ck_assert_int_eq(volume_remove(volume, file), ST_OK);
    ck_assert_uint_eq(volume_free_below(volume, box, OWNER), 2 * BLOCK);
    volume_drop(volume, file);
    ck_assert_uint_eq(volume_free_below(volume, box, OWNER), 2 * BLOCK);
}
END_TEST

START_TEST(a_limit_that_is_edited_begins_anew)
{
    const volume_node file = made(box, "f", false);
    volume_set_limit(volume, box, 0, BLOCK);
    becomes(file, BLOCK, ST_OK);
    volume_set_limit(volume, box, 0, BLOCK);
    becomes(file, 2 * BLOCK, ST_OK);
    volume_set_limit(volume, box, 0, BLOCK - 1); /* whole blocks */
    becomes(file, 2 * BLOCK + 1, ST_DISK_FULL);
    volume_set_limit(volume, inner, 0, 5 * BLOCK);
    volume_set_limit(volume, box, 0, VOLUME_NO_LIMIT);
    ck_assert_uint_eq(volume_free_below(volume, inner, 0), 5 * BLOCK);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("volume limits");
    TCase *tcase = tcase_create("limits");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_directory_takes_no_more_than_it_may);
    tcase_add_test(tcase, an_owner_takes_no_more_than_he_may_wherever_it_is);
    tcase_add_test(tcase, what_is_moved_counts_where_it_is);
    tcase_add_test(tcase, a_removed_file_that_is_held_counts_no_more);
    tcase_add_test(tcase, a_limit_that_is_edited_begins_anew);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
