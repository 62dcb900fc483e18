#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "fs/volume_power.h"

enum { CUTS = 400, BIG = 4096, CAPACITY = 1024 * 1024 };

static struct arena arena;
static struct volume *volume;
static struct prng chance;
static uint32_t told;

static void setup(void)
{
    arena = (struct arena){0};
    volume =
        volume_create(&arena, &(struct volume_spec){.label = "D:", .capacity_bytes = CAPACITY});
    prng_init(&chance, 7, "power");
    told = 0;
}

static void teardown(void)
{
    arena_release(&arena);
}

static volume_node file(const char *name)
{
    volume_node node = 0;
    ck_assert_int_eq(volume_make(volume, VOLUME_ROOT, name, false, &node), ST_OK);
    return node;
}

/* `size` times the same character. */
static void fill(volume_node node, uint64_t offset, char c, size_t size)
{
    uint8_t bytes[BIG];
    ck_assert_uint_le(size, sizeof(bytes));
    memset(bytes, c, size);
    ck_assert_int_eq(volume_write(volume, node, offset, bytes, size), ST_OK);
}

static void count_changed(void *context, struct volume *changed, volume_node node)
{
    ck_assert_ptr_null(context);
    ck_assert_ptr_eq(changed, volume);
    ck_assert_uint_ne(node, 0);
    told++;
}

static void cut(void)
{
    const struct volume_cut of_power = {.chance = &chance, .changed = count_changed};
    volume_power_cut(volume, &of_power);
    ck_assert_uint_eq(volume_unflushed(volume), 0);
}

static uint64_t size_of(volume_node node)
{
    return volume_info(volume, node).size_bytes;
}

/* The character that fills this sector; 0 when it is of several. */
static char sector(volume_node node, size_t number)
{
    uint64_t size = 0;
    const uint8_t *data = volume_contents(volume, node, &size);
    const size_t from = number * VOLUME_SECTOR_BYTES;
    for (size_t i = from; i < from + VOLUME_SECTOR_BYTES && i < size; i++) {
        if (data[i] != data[from]) {
            return 0;
        }
    }
    return (char)data[from];
}

START_TEST(a_volume_that_is_not_armed_loses_nothing)
{
    const volume_node node = file("f");
    ck_assert(!volume_power_is_armed(volume));
    fill(node, 0, 'a', BIG);
    volume_flush(volume, node);
    fill(node, 0, 'b', BIG);
    cut();
    ck_assert_int_eq(sector(node, 0), 'b');
    ck_assert_uint_eq(told, 0);
}
END_TEST

START_TEST(what_was_flushed_stays)
{
    const volume_node node = file("f");
    const volume_node before = file("before");
    fill(before, 0, 'x', BIG);
    volume_power_arm(volume);
    volume_power_arm(volume);
    ck_assert(volume_power_is_armed(volume));
    for (int i = 0; i < CUTS; i++) {
        fill(node, 0, 'a', BIG);
        fill(node, 512, 'b', 512);
        ck_assert_int_eq(volume_set_size(volume, node, 3000), ST_OK);
        ck_assert_uint_eq(volume_unflushed(volume), 1);
        volume_flush(volume, node);
        volume_flush(volume, node);
        cut();
        ck_assert_uint_eq(size_of(node), 3000);
        ck_assert_int_eq(sector(node, 0), 'a');
        ck_assert_int_eq(sector(node, 1), 'b');
        ck_assert_int_eq(sector(before, 7), 'x');
    }
    ck_assert_uint_eq(told, 0);
}
END_TEST

START_TEST(each_sector_that_was_not_flushed_is_old_or_new)
{
    const volume_node node = file("f");
    uint32_t old = 0;
    uint32_t mixed = 0;
    volume_power_arm(volume);
    for (int i = 0; i < CUTS; i++) {
        fill(node, 0, 'a', BIG);
        volume_flush(volume, node);
        fill(node, 100, 'b', 100);
        fill(node, 0, 'b', BIG);
        cut();
        ck_assert_uint_eq(size_of(node), BIG);
        uint32_t lost = 0;
        for (size_t k = 0; k < BIG / VOLUME_SECTOR_BYTES; k++) {
            const char got = sector(node, k);
            ck_assert_msg(got == 'a' || got == 'b', "sector %zu holds %d", k, got);
            lost += got == 'a' ? 1 : 0;
        }
        old += lost == BIG / VOLUME_SECTOR_BYTES ? 1 : 0;
        mixed += lost > 0 && lost < BIG / VOLUME_SECTOR_BYTES ? 1 : 0;
    }
    ck_assert_uint_gt(old, CUTS / 5);
    ck_assert_uint_gt(mixed, CUTS / 5);
    ck_assert_uint_ge(told, old + mixed);
    ck_assert_uint_lt(told, CUTS); /* sometimes all of it was on disk */
}
END_TEST

START_TEST(a_file_that_grew_has_one_of_both_sizes_and_zeros_where_bytes_were_lost)
{
    uint32_t sizes[2] = {0, 0};
    uint32_t zeros = 0;
    volume_power_arm(volume);
    for (int i = 0; i < CUTS; i++) {
        const volume_node node = file("f");
        fill(node, 0, 'a', 700);
        volume_flush(volume, node);
        fill(node, 700, 'b', 2000);
        cut();
        const uint64_t size = size_of(node);
        uint64_t all = 0;
        const uint8_t *data = volume_contents(volume, node, &all);
        ck_assert_msg(size == 700 || size == 2700, "%llu", (unsigned long long)size);
        sizes[size == 700 ? 0 : 1]++;
        for (size_t k = 0; k < size; k++) {
            const bool is_known = k < 700 ? data[k] == 'a' : data[k] == 'b' || data[k] == 0;
            ck_assert_msg(is_known, "byte %zu is %d", k, data[k]);
        }
        zeros += size > 700 && data[1024] == 0 ? 1 : 0;
        ck_assert_int_eq(volume_remove(volume, node), ST_OK);
    }
    ck_assert_uint_gt(sizes[0], CUTS / 5);
    ck_assert_uint_gt(sizes[1], CUTS / 5);
    ck_assert_uint_gt(zeros, 0);
}
END_TEST

START_TEST(a_tail_that_was_cut_off_comes_back_if_there_is_room)
{
    const volume_node node = file("f");
    const volume_node other = file("other");
    uint32_t back = 0;
    volume_power_arm(volume);
    for (int i = 0; i < CUTS; i++) {
        fill(node, 0, 'a', BIG);
        volume_flush(volume, node);
        ck_assert_int_eq(volume_set_size(volume, node, 0), ST_OK);
        cut();
        if (size_of(node) != 0) {
            ck_assert_uint_eq(size_of(node), BIG);
            ck_assert_int_eq(sector(node, 7), 'a');
            back++;
        }
    }
    ck_assert_uint_gt(back, CUTS / 5);
    ck_assert_uint_lt(back, CUTS);
    for (int i = 0; i < CUTS; i++) {
        fill(node, 0, 'a', BIG);
        volume_flush(volume, node);
        ck_assert_int_eq(volume_set_size(volume, node, 0), ST_OK);
        ck_assert_int_eq(volume_set_size(volume, other, volume_free_bytes(volume)), ST_OK);
        volume_flush(volume, other);
        cut();
        ck_assert_uint_eq(size_of(node), 0);
        ck_assert_uint_eq(volume_free_bytes(volume), 0);
        ck_assert_int_eq(volume_set_size(volume, other, 0), ST_OK);
        volume_flush(volume, other);
    }
}
END_TEST

START_TEST(names_stay_and_files_that_went_are_forgotten)
{
    volume_power_arm(volume);
    const volume_node held = file("held");
    volume_hold(volume, held);
    const volume_node made = file("made");
    fill(held, 0, 'a', 10);
    fill(made, 0, 'a', 10);
    ck_assert_int_eq(volume_rename(volume, made, VOLUME_ROOT, "renamed"), ST_OK);
    ck_assert_int_eq(volume_remove(volume, held), ST_OK);
    ck_assert_uint_eq(volume_unflushed(volume), 2);
    cut();
    ck_assert_uint_eq(volume_find(volume, VOLUME_ROOT, "renamed"), made);
    ck_assert_uint_eq(volume_find(volume, VOLUME_ROOT, "held"), 0);
    ck_assert_uint_eq(size_of(held), 10); /* it is nobody's any more, and nothing is done to it */
    fill(held, 0, 'b', 10);
    ck_assert_uint_eq(volume_unflushed(volume), 1);
    volume_drop(volume, held);
    ck_assert_uint_eq(volume_unflushed(volume), 0);
    ck_assert_int_eq(volume_remove(volume, made), ST_OK);
    ck_assert_uint_eq(volume_free_bytes(volume), CAPACITY);
}
END_TEST

START_TEST(many_files_are_kept_apart)
{
    enum { FILES = 200 };
    volume_node nodes[FILES];
    volume_power_arm(volume);
    for (size_t i = 0; i < FILES; i++) {
        char name[8] = {(char)('A' + i / 26), (char)('A' + i % 26)};
        nodes[i] = file(name);
        fill(nodes[i], 0, (char)(i + 1), 600);
        volume_flush(volume, nodes[i]);
        fill(nodes[i], 0, 'x', 600);
    }
    ck_assert_uint_eq(volume_unflushed(volume), FILES);
    for (size_t i = 0; i < FILES; i += 2) {
        volume_flush(volume, nodes[i]);
    }
    ck_assert_uint_eq(volume_unflushed(volume), FILES / 2);
    cut();
    for (size_t i = 0; i < FILES; i++) {
        const char got = sector(nodes[i], 0);
        ck_assert_msg(got == 'x' || (i % 2 == 1 && got == (char)(i + 1)), "file %zu: %d", i, got);
    }
    ck_assert_uint_gt(told, 0);
}
END_TEST

START_TEST(armed_volumes_run_in_flat_memory)
{
    size_t before = 0;
    volume_power_arm(volume);
    for (int i = 0; i < 1000; i++) {
        const volume_node node = file("f");
        fill(node, 0, 'a', 3000);
        volume_flush(volume, node);
        fill(node, 0, 'b', 3000);
        cut();
        ck_assert_int_eq(volume_remove(volume, node), ST_OK);
        before = i == 1 ? arena_bytes(&arena) : before;
    }
    ck_assert_uint_eq(arena_bytes(&arena), before);
}
END_TEST

START_TEST(the_same_chance_loses_the_same)
{
    uint8_t images[2][BIG];
    volume_power_arm(volume);
    for (size_t i = 0; i < 2; i++) {
        const volume_node node = file("f");
        prng_init(&chance, 11, "power");
        fill(node, 0, 'a', BIG);
        volume_flush(volume, node);
        fill(node, 0, 'b', BIG);
        prng_init(&chance, 3, "by sector");
        cut();
        ck_assert_uint_eq(volume_read(volume, node, 0, images[i], BIG), BIG);
        ck_assert_int_eq(volume_remove(volume, node), ST_OK);
    }
    ck_assert_mem_eq(images[0], images[1], BIG);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("volume_power");
    TCase *tcase = tcase_create("power");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_volume_that_is_not_armed_loses_nothing);
    tcase_add_test(tcase, what_was_flushed_stays);
    tcase_add_test(tcase, each_sector_that_was_not_flushed_is_old_or_new);
    tcase_add_test(tcase, a_file_that_grew_has_one_of_both_sizes_and_zeros_where_bytes_were_lost);
    tcase_add_test(tcase, a_tail_that_was_cut_off_comes_back_if_there_is_room);
    tcase_add_test(tcase, names_stay_and_files_that_went_are_forgotten);
    tcase_add_test(tcase, many_files_are_kept_apart);
    tcase_add_test(tcase, armed_volumes_run_in_flat_memory);
    tcase_add_test(tcase, the_same_chance_loses_the_same);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
