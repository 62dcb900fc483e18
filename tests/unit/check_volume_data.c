#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs/volume.h"

static struct arena arena;
static struct volume *volume;

static void setup(void)
{
    arena = (struct arena){0};
    volume = volume_create(
        &arena, &(struct volume_spec){
                    .label = "D:", .capacity_bytes = 1024 * 1024, .makes_short_names = true});
}

static void teardown(void)
{
    arena_release(&arena);
}

static volume_node made(volume_node parent, const char *name, bool is_directory)
{
    volume_node node = 0;
    const enum status st = volume_make(volume, parent, name, is_directory, &node);
    ck_assert_msg(st == ST_OK, "%s: %s", name, status_name(st));
    ck_assert_uint_ne(node, 0);
    return node;
}

static volume_node file(const char *name)
{
    return made(VOLUME_ROOT, name, false);
}

START_TEST(what_is_written_is_read)
{
    const volume_node node = file("f");
    char data[10] = "";
    ck_assert_uint_eq(volume_read(volume, node, 0, data, 10), 0);
    ck_assert_int_eq(volume_write(volume, node, 0, "hello world", 11), ST_OK);
    ck_assert_int_eq(volume_write(volume, node, 6, "W", 1), ST_OK);
    ck_assert_int_eq(volume_write(volume, node, 0, NULL, 0), ST_OK);
    ck_assert_uint_eq(volume_read(volume, node, 6, data, 10), 5);
    ck_assert_mem_eq(data, "World", 5);
    ck_assert_uint_eq(volume_read(volume, node, 11, data, 10), 0);
    ck_assert_uint_eq(volume_read(volume, node, 0, data, 3), 3);
    ck_assert_uint_eq(volume_read(volume, node, 0, data, 0), 0);
    uint64_t size = 0;
    const uint8_t *view = volume_contents(volume, node, &size);
    ck_assert_uint_eq(size, 11);
    ck_assert_mem_eq(view, "hello World", 11);
    volume_touch(volume, node, 1234);
    ck_assert_uint_eq(volume_info(volume, node).modified_ms, 1234);
    ck_assert_uint_eq(volume_info(volume, node).size_bytes, 11);
}
END_TEST

START_TEST(growth_is_filled_with_zeros)
{
    const volume_node dirty = file("dirty");
    uint8_t data[5000];
    memset(data, 0xAA, sizeof(data));
    ck_assert_int_eq(volume_write(volume, dirty, 0, data, sizeof(data)), ST_OK);
    ck_assert_int_eq(volume_remove(volume, dirty), ST_OK); /* its memory is used again */
    const volume_node node = file("f");
    ck_assert_int_eq(volume_write(volume, node, 4000, "x", 1), ST_OK);
    ck_assert_int_eq(volume_set_size(volume, node, 4500), ST_OK);
    memset(data, 1, sizeof(data));
    ck_assert_uint_eq(volume_read(volume, node, 0, data, sizeof(data)), 4500);
    for (size_t i = 0; i < 4500; i++) {
        ck_assert_uint_eq(data[i], i == 4000 ? 'x' : 0);
    }
    ck_assert_int_eq(volume_set_size(volume, node, 2), ST_OK);
    ck_assert_int_eq(volume_set_size(volume, node, 4500), ST_OK);
    ck_assert_uint_eq(volume_read(volume, node, 4000, data, 1), 1);
    ck_assert_uint_eq(data[0], 0);
    ck_assert_int_eq(volume_set_size(volume, node, 0), ST_OK);
    ck_assert_uint_eq(volume_read(volume, node, 0, data, 1), 0);
}
END_TEST

START_TEST(space_is_counted_in_blocks)
{
    const uint64_t all = volume_free_bytes(volume);
    const volume_node node = file("f");
    ck_assert_uint_eq(volume_free_bytes(volume), all);
    ck_assert_int_eq(volume_write(volume, node, 0, "x", 1), ST_OK);
    ck_assert_uint_eq(volume_free_bytes(volume), all - 2048);
    ck_assert_int_eq(volume_set_size(volume, node, 2048), ST_OK);
    ck_assert_uint_eq(volume_free_bytes(volume), all - 2048);
    ck_assert_int_eq(volume_set_size(volume, node, 2049), ST_OK);
    ck_assert_uint_eq(volume_free_bytes(volume), all - 4096);
    ck_assert_int_eq(volume_set_size(volume, node, 1), ST_OK);
    ck_assert_uint_eq(volume_free_bytes(volume), all - 2048);
    ck_assert_int_eq(volume_remove(volume, node), ST_OK);
    ck_assert_uint_eq(volume_free_bytes(volume), all);
}
END_TEST

START_TEST(a_full_volume_refuses_growth_and_keeps_what_is_there)
{
    const volume_node node = file("f");
    ck_assert_int_eq(volume_write(volume, node, 0, "0123456789", 10), ST_OK);
    volume_set_free(volume, 2047); /* less than a block */
    ck_assert_uint_eq(volume_free_bytes(volume), 0);
    ck_assert_int_eq(volume_write(volume, node, 10, "x", 1), ST_OK); /* in the block it has */
    ck_assert_int_eq(volume_write(volume, node, 2047, "xx", 2), ST_DISK_FULL);
    ck_assert_int_eq(volume_set_size(volume, node, 2049), ST_DISK_FULL);
    ck_assert_int_eq(volume_write(volume, file("g"), 0, "x", 1), ST_DISK_FULL);
    ck_assert_uint_eq(volume_info(volume, node).size_bytes, 11);
    ck_assert_int_eq(volume_write(volume, node, UINT64_MAX, "xx", 2), ST_DISK_FULL);
    ck_assert_int_eq(volume_set_size(volume, node, UINT64_MAX), ST_DISK_FULL);
    volume_set_free(volume, 4096);
    ck_assert_int_eq(volume_write(volume, node, 2047, "xx", 2), ST_OK);
}
END_TEST

START_TEST(a_removed_file_stays_readable_while_it_is_held)
{
    const volume_node node = file("f");
    char data[4] = "";
    ck_assert_int_eq(volume_write(volume, node, 0, "abc", 3), ST_OK);
    const uint64_t free_bytes = volume_free_bytes(volume);
    volume_hold(volume, node);
    volume_hold(volume, node);
    ck_assert_int_eq(volume_remove(volume, node), ST_OK);
    ck_assert_uint_eq(volume_find(volume, VOLUME_ROOT, "f"), 0);
    const volume_node other = file("f");
    ck_assert_uint_ne(other, node);
    volume_drop(volume, node);
    ck_assert_uint_eq(volume_read(volume, node, 0, data, 3), 3);
    ck_assert_str_eq(data, "abc");
    volume_drop(volume, node);
    ck_assert_uint_eq(volume_free_bytes(volume), free_bytes + 2048);
    ck_assert_uint_eq(file("g"), node); /* the number is used again only now */
    volume_hold(volume, other);
    volume_drop(volume, other);
    ck_assert_uint_eq(volume_find(volume, VOLUME_ROOT, "f"), other);
}
END_TEST

START_TEST(rights_stay_with_an_entry_until_it_is_removed)
{
    int mine = 0;
    const volume_node node = file("f");
    ck_assert_ptr_null(volume_rights(volume, node));
    volume_set_rights(volume, node, &mine);
    ck_assert_int_eq(volume_rename(volume, node, VOLUME_ROOT, "g"), ST_OK);
    ck_assert_ptr_eq(volume_rights(volume, node), &mine);
    ck_assert_int_eq(volume_remove(volume, node), ST_OK);
    ck_assert_ptr_null(volume_rights(volume, file("f")));
}
END_TEST

static void one_day(void)
{
    static const uint8_t data[9000];
    for (int i = 0; i < 20; i++) {
        char name[48];
        (void)snprintf(name, sizeof(name), "A message with a long name %d.ccm", i);
        const volume_node node = file(name);
        for (size_t size = 1; size < sizeof(data); size *= 3) {
            ck_assert_int_eq(volume_write(volume, node, size, data, size), ST_OK);
        }
        (void)snprintf(name, sizeof(name), "b%d", i);
        ck_assert_int_eq(volume_rename(volume, node, VOLUME_ROOT, name), ST_OK);
    }
    volume_node node = volume_first(volume, VOLUME_ROOT);
    while (node != 0) {
        const volume_node next = volume_next(volume, node);
        ck_assert_int_eq(volume_remove(volume, node), ST_OK);
        node = next;
    }
}

/* Sizes around those where a file gets much more room at once, up and down. */
START_TEST(bytes_stay_while_a_file_grows_and_shrinks_by_leaps)
{
    static const uint64_t sizes[] = {100000,   131073,   140000, 16777217, 17000000,
                                     20000000, 16000000, 70000,  60000,    400000};
    struct volume *large = volume_create(
        &arena, &(struct volume_spec){.label = "E:", .capacity_bytes = 64 * 1024 * 1024});
    volume_node node = 0;
    ck_assert_int_eq(volume_make(large, VOLUME_ROOT, "f", false, &node), ST_OK);
    ck_assert_int_eq(volume_write(large, node, 0, "first", 5), ST_OK);
    ck_assert_int_eq(volume_write(large, node, 59000, "later", 5), ST_OK);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        char data[5];
        uint64_t size = 0;
        ck_assert_int_eq(volume_set_size(large, node, sizes[i]), ST_OK);
        const uint8_t *all = volume_contents(large, node, &size);
        ck_assert_uint_eq(size, sizes[i]);
        ck_assert_uint_eq(volume_read(large, node, 0, data, 5), 5);
        ck_assert_mem_eq(data, "first", 5);
        ck_assert_uint_eq(volume_read(large, node, 59000, data, 5), 5);
        ck_assert_mem_eq(data, "later", 5);
        ck_assert_uint_eq(all[size - 1], 0);
    }
}
END_TEST

START_TEST(a_year_of_creating_and_deleting_takes_no_more_memory)
{
    const uint64_t all = volume_free_bytes(volume);
    one_day();
    const size_t before = arena_bytes(&arena);
    for (int day = 0; day < 365; day++) {
        one_day();
    }
    ck_assert_uint_eq(arena_bytes(&arena), before);
    ck_assert_uint_eq(volume_free_bytes(volume), all);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("volume data");
    TCase *tcase = tcase_create("contents and space");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, what_is_written_is_read);
    tcase_add_test(tcase, growth_is_filled_with_zeros);
    tcase_add_test(tcase, space_is_counted_in_blocks);
    tcase_add_test(tcase, a_full_volume_refuses_growth_and_keeps_what_is_there);
    tcase_add_test(tcase, a_removed_file_stays_readable_while_it_is_held);
    tcase_add_test(tcase, rights_stay_with_an_entry_until_it_is_removed);
    tcase_add_test(tcase, bytes_stay_while_a_file_grows_and_shrinks_by_leaps);
    tcase_add_test(tcase, a_year_of_creating_and_deleting_takes_no_more_memory);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
