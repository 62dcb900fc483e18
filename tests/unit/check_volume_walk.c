/* Walks along paths that are walked again and again. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "fs/volume.h"

static struct arena arena;
static struct volume *volume;
static volume_node store;
static volume_node letter; /* store\import\a.ccm */
static struct volume_hint hint;

static volume_node made(volume_node parent, const char *name, bool is_directory)
{
    volume_node node = 0;
    ck_assert_int_eq(volume_make(volume, parent, name, is_directory, &node), ST_OK);
    return node;
}

static void setup(void)
{
    arena = (struct arena){0};
    hint = (struct volume_hint){0};
    volume = volume_create(&arena, &(struct volume_spec){.label = "D", .capacity_bytes = 1 << 20});
    store = made(VOLUME_ROOT, "store", true);
    letter = made(made(store, "import", true), "a.ccm", false);
}

static void teardown(void)
{
    arena_release(&arena);
}

static enum status walk(const char *path, struct volume_place *place)
{
    return volume_walk_again(&hint, volume, VOLUME_ROOT, bytes_of_text(path), place);
}

static volume_node found(const char *path)
{
    struct volume_place place;
    return walk(path, &place) == ST_OK ? place.node : 0;
}

static const struct {
    const char *name;
    const char *path;
} paths[] = {
    {"the start", ""},
    {"a separator", "\\"},
    {"one step", "store"},
    {"one step that leads nowhere", "nothing"},
    {"several steps", "store\\import\\a.ccm"},
    {"other case and separators", "STORE//Import\\\\A.CCM"},
    {"a separator at the end", "store\\import\\"},
    {"a last one that is absent", "store\\import\\b.ccm"},
    {"a directory that is absent", "store\\export\\a.ccm"},
    {"a file on the way", "store\\import\\a.ccm\\x"},
    {"a file just below the start on the way", "file\\x"},
};

START_TEST(a_walk_with_a_hint_ends_where_one_without_does)
{
    (void)made(VOLUME_ROOT, "file", false);
    for (int times = 0; times < 3; times++) {
        struct volume_place want = {0};
        struct volume_place got = {0};
        const enum status st =
            volume_walk(volume, VOLUME_ROOT, paths[_i].path, &want.node, &want.parent, &want.name);
        ck_assert_msg(walk(paths[_i].path, &got) == st, "%s", paths[_i].name);
        ck_assert_msg(got.node == want.node, "%s", paths[_i].name);
        if (st == ST_OK || st == ST_NOT_FOUND) {
            ck_assert_msg(got.parent == want.parent, "%s", paths[_i].name);
            ck_assert_str_eq(got.name, want.name);
        }
    }
}
END_TEST

START_TEST(an_entry_that_went_is_not_found_again)
{
    ck_assert_uint_eq(found("store\\import\\a.ccm"), letter);
    ck_assert_int_eq(volume_rename(volume, letter, store, "a.ccm"), ST_OK);
    ck_assert_uint_eq(found("store\\import\\a.ccm"), 0);
    ck_assert_uint_eq(found("store\\import\\a.ccm"), 0);
    ck_assert_int_eq(volume_rename(volume, letter, volume_find(volume, store, "import"), "A.CCM"),
                     ST_OK);
    ck_assert_uint_eq(found("store\\import\\a.ccm"), letter);
    volume_hold(volume, letter);
    ck_assert_int_eq(volume_remove(volume, letter), ST_OK);
    ck_assert_uint_eq(found("store\\import\\a.ccm"), 0); /* though somebody has it open */
    volume_drop(volume, letter);
    const volume_node other = made(store, "b.ccm", false);
    ck_assert_uint_eq(other, letter); /* the number is used again */
    ck_assert_uint_eq(found("store\\import\\a.ccm"), 0);
}
END_TEST

START_TEST(an_entry_that_came_is_found)
{
    ck_assert_uint_eq(found("store\\import\\b.ccm"), 0);
    const volume_node b = made(volume_find(volume, store, "import"), "b.ccm", false);
    ck_assert_uint_eq(found("store\\import\\b.ccm"), b);
    hint = (struct volume_hint){0}; /* another text */
    ck_assert_uint_eq(found("store\\export\\c.ccm"), 0);
    const volume_node c = made(made(store, "export", true), "c.ccm", false);
    ck_assert_uint_eq(found("store\\export\\c.ccm"), c);
}
END_TEST

START_TEST(directories_that_moved_or_went_are_forgotten)
{
    const volume_node import = volume_find(volume, store, "import");
    ck_assert_uint_eq(found("store\\import\\a.ccm"), letter);
    ck_assert_int_eq(volume_rename(volume, store, VOLUME_ROOT, "store2"), ST_OK);
    ck_assert_uint_eq(found("store\\import\\a.ccm"), 0);
    ck_assert_int_eq(volume_rename(volume, store, VOLUME_ROOT, "store"), ST_OK);
    ck_assert_uint_eq(found("store\\import\\a.ccm"), letter);
    ck_assert_int_eq(volume_remove(volume, letter), ST_OK);
    ck_assert_int_eq(volume_remove(volume, import), ST_OK);
    struct volume_place place;
    ck_assert_int_eq(walk("store\\import\\a.ccm", &place), ST_PATH_NOT_FOUND);
}
END_TEST

START_TEST(a_hint_of_another_volume_start_or_length_counts_for_nothing)
{
    struct volume_place place;
    ck_assert_uint_eq(found("store\\import\\a.ccm"), letter);
    ck_assert_int_eq(
        volume_walk_again(&hint, volume, store, bytes_of_text("import\\a.ccm"), &place), ST_OK);
    ck_assert_uint_eq(place.node, letter);
    ck_assert_int_eq(
        volume_walk_again(&hint, volume, store, bytes_of_text("store\\import\\a.ccm"), &place),
        ST_PATH_NOT_FOUND);
    struct volume *other =
        volume_create(&arena, &(struct volume_spec){.label = "E", .capacity_bytes = 1 << 20});
    ck_assert_uint_eq(found("store\\import\\a.ccm"), letter);
    ck_assert_int_eq(
        volume_walk_again(&hint, other, VOLUME_ROOT, bytes_of_text("store\\import\\a.ccm"), &place),
        ST_PATH_NOT_FOUND);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("volume_walk");
    TCase *tcase = tcase_create("walks");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, a_walk_with_a_hint_ends_where_one_without_does, 0,
                        ARRAY_COUNT(paths));
    tcase_add_test(tcase, an_entry_that_went_is_not_found_again);
    tcase_add_test(tcase, an_entry_that_came_is_found);
    tcase_add_test(tcase, directories_that_moved_or_went_are_forgotten);
    tcase_add_test(tcase, a_hint_of_another_volume_start_or_length_counts_for_nothing);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
