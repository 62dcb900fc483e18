#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
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

static volume_node directory(volume_node parent, const char *name)
{
    return made(parent, name, true);
}

START_TEST(a_new_volume_is_an_empty_root)
{
    const struct volume_info root = volume_info(volume, VOLUME_ROOT);
    ck_assert(root.is_directory);
    ck_assert_uint_eq(root.parent, 0);
    ck_assert_uint_eq(volume_first(volume, VOLUME_ROOT), 0);
    ck_assert_uint_eq(volume_free_bytes(volume), 1024 * 1024);
    ck_assert_str_eq(volume_label(volume), "D:");
    ck_assert_ptr_eq(volume_arena(volume), &arena);
    ck_assert_int_eq(volume_remove(volume, VOLUME_ROOT), ST_ACCESS_DENIED);
}
END_TEST

START_TEST(names_are_found_whatever_their_case)
{
    const volume_node node = file("Clandata");
    ck_assert_uint_eq(volume_find(volume, VOLUME_ROOT, "CLANDATA"), node);
    ck_assert_uint_eq(volume_find(volume, VOLUME_ROOT, "clandata"), node);
    ck_assert_uint_eq(volume_find(volume, VOLUME_ROOT, "CLANDAT"), 0);
    ck_assert_uint_eq(volume_find(volume, VOLUME_ROOT, "CLANDATA1"), 0);
    ck_assert_uint_eq(volume_find(volume, VOLUME_ROOT, "CLANDATA\\x"), 0);
    ck_assert_uint_eq(volume_find(volume, node, "CLANDATA"), 0);
    ck_assert_str_eq(volume_info(volume, node).name, "Clandata");
    ck_assert_str_eq(volume_info(volume, node).short_name, "Clandata");
}
END_TEST

static const struct {
    const char *name;
    enum status want;
} names[] = {
    {"CLANDATA", ST_OK},   {"A long name with blanks.txt", ST_OK},
    {"caf\xE9", ST_OK},    {"", ST_BAD_NAME},
    {".", ST_BAD_NAME},    {"..", ST_BAD_NAME},
    {"a:b", ST_BAD_NAME},  {"a*", ST_BAD_NAME},
    {"a?", ST_BAD_NAME},   {"a\"b", ST_BAD_NAME},
    {"a<b", ST_BAD_NAME},  {"a|b", ST_BAD_NAME},
    {"a/b", ST_BAD_NAME},  {"a\\b", ST_BAD_NAME},
    {"a\tb", ST_BAD_NAME},
};

START_TEST(names_are_checked)
{
    volume_node node = 0;
    struct volume_name checked;
    const enum status st = volume_check_name(volume, names[_i].name, &checked);
    ck_assert_msg(st == names[_i].want, "%s: %s", names[_i].name, status_name(st));
    ck_assert_int_eq(volume_make(volume, VOLUME_ROOT, names[_i].name, false, &node), st);
}
END_TEST

static void check_short(const char *name)
{
    struct volume_name checked;
    if (volume_check_name(volume, name, &checked) == ST_OK) {
        ck_assert_uint_eq(checked.length, strlen(name));
        ck_assert_msg(checked.is_short == text_is_short_name(name), "\"%s\"", name);
    }
}

static const char *const shapes[] = {"a",          "12345678",     "123456789", "12345678.123",
                                     "1.1234",     "a.",           ".abc",      "a.b.c",
                                     "a..b",       "123456789.a",  "...",       "a.b",
                                     "12345678.1", "12345678.12.", "a b",       "1234567890123"};

START_TEST(a_checked_name_says_whether_it_is_8_3)
{
    for (size_t i = 0; i < ARRAY_COUNT(shapes); i++) {
        check_short(shapes[i]);
    }
    for (int c = 1; c < 256; c++) {
        const char first[] = {(char)c, 'x', '.', 'y', '\0'};
        const char last[] = {'x', '.', 'y', (char)c, '\0'};
        check_short(first);
        check_short(last);
    }
}
END_TEST

START_TEST(the_longest_name_has_255_characters)
{
    char name[VOLUME_NAME_MAX + 2];
    volume_node node = 0;
    memset(name, 'x', sizeof(name));
    name[VOLUME_NAME_MAX + 1] = '\0';
    ck_assert_int_eq(volume_make(volume, VOLUME_ROOT, name, false, &node), ST_TOO_LONG);
    name[VOLUME_NAME_MAX] = '\0';
    ck_assert_int_eq(volume_make(volume, VOLUME_ROOT, name, false, &node), ST_OK);
    ck_assert_uint_eq(volume_find(volume, VOLUME_ROOT, name), node);
}
END_TEST

START_TEST(a_name_is_there_once)
{
    const volume_node node = file("a.ccm");
    volume_node other = 0;
    ck_assert_int_eq(volume_make(volume, VOLUME_ROOT, "A.CCM", true, &other), ST_EXISTS);
    ck_assert_int_eq(volume_make(volume, node, "b", false, &other), ST_PATH_NOT_FOUND);
    ck_assert_int_eq(volume_remove(volume, node), ST_OK);
    ck_assert_uint_eq(volume_find(volume, VOLUME_ROOT, "a.ccm"), 0);
    ck_assert_int_eq(volume_make(volume, VOLUME_ROOT, "a.ccm", false, &other), ST_OK);
}
END_TEST

START_TEST(long_names_have_short_ones_that_find_them)
{
    const volume_node first = file("Exchange Server.log");
    const volume_node second = file("Exchange Service.log");
    ck_assert_str_eq(volume_info(volume, first).short_name, "EXCHAN~1.LOG");
    ck_assert_str_eq(volume_info(volume, second).short_name, "EXCHAN~2.LOG");
    ck_assert_uint_eq(volume_find(volume, VOLUME_ROOT, "exchan~1.log"), first);
    ck_assert_uint_eq(volume_find(volume, VOLUME_ROOT, "EXCHAN~2.LOG"), second);
    volume_node other = 0;
    ck_assert_int_eq(volume_make(volume, VOLUME_ROOT, "EXCHAN~1.LOG", false, &other), ST_EXISTS);
    ck_assert_int_eq(volume_remove(volume, first), ST_OK);
    ck_assert_uint_eq(volume_find(volume, VOLUME_ROOT, "EXCHAN~1.LOG"), 0);
    ck_assert_str_eq(volume_info(volume, file("Exchange Sites.log")).short_name, "EXCHAN~1.LOG");
}
END_TEST

START_TEST(a_volume_without_long_names_folds_and_refuses_them)
{
    struct volume *sys = volume_create(
        &arena,
        &(struct volume_spec){.label = "SYS", .capacity_bytes = 1000000, .short_names_only = true});
    volume_node node = 0;
    ck_assert_int_eq(volume_make(sys, VOLUME_ROOT, "long name.txt", false, &node), ST_BAD_NAME);
    ck_assert_int_eq(volume_make(sys, VOLUME_ROOT, "clandata", false, &node), ST_OK);
    ck_assert_str_eq(volume_info(sys, node).name, "CLANDATA");
    ck_assert_uint_eq(volume_find(sys, VOLUME_ROOT, "clandata"), node);
}
END_TEST

START_TEST(a_volume_that_makes_no_short_names_has_none)
{
    struct volume *plain =
        volume_create(&arena, &(struct volume_spec){.label = "E:", .capacity_bytes = 1000000});
    volume_node node = 0;
    ck_assert_int_eq(volume_make(plain, VOLUME_ROOT, "long name.txt", false, &node), ST_OK);
    ck_assert_str_eq(volume_info(plain, node).short_name, "long name.txt");
    ck_assert_uint_eq(volume_find(plain, VOLUME_ROOT, "LONGNA~1.TXT"), 0);
}
END_TEST

/* CCDATA\OFFICE\CLANDATA is there. */
static const struct {
    const char *path;
    enum status want;
    const char *name; /* of the last component, when it may be made */
} walks[] = {
    {"", ST_OK, NULL},
    {"CCDATA", ST_OK, NULL},
    {"ccdata\\office", ST_OK, NULL},
    {"CCDATA\\OFFICE\\CLANDATA", ST_OK, NULL},
    {"CCDATA/OFFICE/CLANDATA", ST_OK, NULL},
    {"\\CCDATA\\\\OFFICE\\", ST_OK, NULL},
    {"CCDATA\\OFFICE\\MLANDATA", ST_NOT_FOUND, "MLANDATA"},
    {"NEW", ST_NOT_FOUND, "NEW"},
    {"CCDATA\\NEW\\CLANDATA", ST_PATH_NOT_FOUND, NULL},
    {"CCDATA\\OFFICE\\CLANDATA\\x", ST_PATH_NOT_FOUND, NULL},
};

START_TEST(walks_end_where_the_path_leads)
{
    const volume_node office = directory(directory(VOLUME_ROOT, "CCDATA"), "OFFICE");
    (void)made(office, "CLANDATA", false);
    for (int times = 0; times < 3; times++) { /* remembered walks answer the same */
        volume_node node = 99;
        volume_node parent = 99;
        const char *name = NULL;
        const enum status st =
            volume_walk(volume, VOLUME_ROOT, walks[_i].path, &node, &parent, &name);
        ck_assert_msg(st == walks[_i].want, "%s: %s", walks[_i].path, status_name(st));
        ck_assert_int_eq(node != 0, st == ST_OK);
        if (walks[_i].name != NULL) {
            ck_assert_str_eq(name, walks[_i].name);
            ck_assert_uint_ne(parent, 0);
        }
        if (st == ST_OK && node != VOLUME_ROOT) {
            ck_assert_uint_eq(parent, volume_info(volume, node).parent);
        }
    }
}
END_TEST

static volume_node walked(const char *path)
{
    volume_node node = 0;
    volume_node parent = 0;
    const char *name = NULL;
    return volume_walk(volume, VOLUME_ROOT, path, &node, &parent, &name) == ST_OK ? node : 0;
}

START_TEST(a_walk_forgets_directories_that_moved_or_went)
{
    const volume_node store = directory(VOLUME_ROOT, "store");
    const volume_node import = directory(store, "import");
    const volume_node a = made(import, "a.ccm", false);
    ck_assert_uint_eq(walked("store\\import\\a.ccm"), a);
    ck_assert_int_eq(volume_rename(volume, import, VOLUME_ROOT, "import"), ST_OK);
    ck_assert_uint_eq(walked("store\\import\\a.ccm"), 0);
    ck_assert_uint_eq(walked("import\\a.ccm"), a);
    ck_assert_int_eq(volume_rename(volume, import, store, "import"), ST_OK);
    ck_assert_uint_eq(walked("store\\import\\a.ccm"), a);
    ck_assert_int_eq(volume_remove(volume, a), ST_OK);
    ck_assert_int_eq(volume_remove(volume, import), ST_OK);
    ck_assert_uint_eq(walked("store\\import\\a.ccm"), 0);
    const volume_node again = directory(store, "import");
    const volume_node b = made(again, "a.ccm", false);
    ck_assert_uint_eq(walked("store\\import\\a.ccm"), b);
}
END_TEST

START_TEST(a_walk_forgets_files_that_were_renamed_or_went)
{
    const volume_node store = directory(VOLUME_ROOT, "store");
    const volume_node a = made(store, "a.tmp", false);
    ck_assert_uint_eq(walked("store\\a.tmp"), a);
    ck_assert_int_eq(volume_rename(volume, a, store, "a.ccm"), ST_OK);
    ck_assert_uint_eq(walked("store\\a.tmp"), 0);
    ck_assert_uint_eq(walked("store\\a.ccm"), a);
    ck_assert_int_eq(volume_remove(volume, a), ST_OK);
    ck_assert_uint_eq(walked("store\\a.ccm"), 0);
    const volume_node b = made(store, "b.ccm", false);
    ck_assert_uint_eq(b, a); /* the number is used again */
    ck_assert_uint_eq(walked("store\\a.ccm"), 0);
    ck_assert_uint_eq(walked("store\\b.ccm"), b);
    ck_assert_uint_eq(walked("STORE\\B.CCM"), b);
}
END_TEST

START_TEST(remembered_walks_name_the_last_component)
{
    static const char *const paths[] = {"store\\a.ccm", "store\\\\b.ccm", "store"};
    static const char *const lasts[] = {"a.ccm", "b.ccm", "store"};
    const volume_node store = directory(VOLUME_ROOT, "store");
    (void)made(store, "a.ccm", false);
    (void)made(store, "b.ccm", false);
    for (unsigned i = 0; i < 3 * ARRAY_COUNT(paths); i++) {
        volume_node node = 0;
        volume_node parent = 0;
        const char *name = NULL;
        ck_assert_int_eq(volume_walk(volume, VOLUME_ROOT, paths[i % 3], &node, &parent, &name),
                         ST_OK);
        ck_assert_str_eq(name, lasts[i % 3]);
        ck_assert_uint_eq(parent, volume_info(volume, node).parent);
    }
}
END_TEST

START_TEST(a_walk_begins_anywhere)
{
    const volume_node a = directory(VOLUME_ROOT, "a");
    const volume_node b = directory(VOLUME_ROOT, "b");
    const volume_node in_a = made(directory(a, "x"), "f", false);
    const volume_node in_b = made(directory(b, "x"), "f", false);
    volume_node node = 0;
    volume_node parent = 0;
    const char *name = NULL;
    for (int times = 0; times < 3; times++) {
        ck_assert_int_eq(volume_walk(volume, a, "x\\f", &node, &parent, &name), ST_OK);
        ck_assert_uint_eq(node, in_a);
        ck_assert_int_eq(volume_walk(volume, b, "x\\f", &node, &parent, &name), ST_OK);
        ck_assert_uint_eq(node, in_b);
        ck_assert_int_eq(volume_walk(volume, a, "", &node, &parent, &name), ST_OK);
        ck_assert_uint_eq(node, a);
        ck_assert_uint_eq(parent, VOLUME_ROOT);
    }
}
END_TEST

START_TEST(very_long_paths_are_walked_too)
{
    char path[300] = "";
    volume_node node = VOLUME_ROOT;
    for (int depth = 0; depth < 20; depth++) {
        (void)snprintf(path + strlen(path), sizeof(path) - strlen(path), "%sdirectory%d",
                       depth == 0 ? "" : "\\", depth);
        char name[32];
        (void)snprintf(name, sizeof(name), "directory%d", depth);
        node = directory(node, name);
    }
    ck_assert_uint_eq(walked(path), node);
    ck_assert_uint_eq(walked(path), node);
    char back[300];
    ck_assert(volume_path(volume, node, back, sizeof(back)));
    ck_assert_str_eq(back, path);
    ck_assert(volume_path(volume, node, back, strlen(path) + 1));
    ck_assert(!volume_path(volume, node, back, strlen(path)));
    ck_assert(!volume_path(volume, node, back, 5));
    ck_assert(volume_path(volume, VOLUME_ROOT, back, 1));
    ck_assert_str_eq(back, "");
}
END_TEST

static void check_listing(volume_node parent, const char *want)
{
    char got[100] = "";
    for (volume_node node = volume_first(volume, parent); node != 0;
         node = volume_next(volume, node)) {
        (void)snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s ",
                       volume_info(volume, node).name);
    }
    ck_assert_str_eq(got, want);
}

START_TEST(listings_are_in_order_of_creation)
{
    const volume_node c = file("c");
    const volume_node a = file("a");
    const volume_node b = file("b");
    const volume_node d = directory(VOLUME_ROOT, "d");
    check_listing(VOLUME_ROOT, "c a b d ");
    ck_assert_int_eq(volume_remove(volume, a), ST_OK);
    check_listing(VOLUME_ROOT, "c b d ");
    ck_assert_int_eq(volume_rename(volume, c, VOLUME_ROOT, "z"), ST_OK);
    check_listing(VOLUME_ROOT, "z b d ");
    ck_assert_int_eq(volume_rename(volume, c, d, "y"), ST_OK);
    ck_assert_int_eq(volume_rename(volume, b, d, "x"), ST_OK);
    check_listing(VOLUME_ROOT, "d ");
    check_listing(d, "y x ");
    ck_assert_int_eq(volume_remove(volume, d), ST_NOT_EMPTY);
    ck_assert_int_eq(volume_remove(volume, b), ST_OK);
    check_listing(d, "y ");
    ck_assert_int_eq(volume_remove(volume, c), ST_OK);
    ck_assert_int_eq(volume_remove(volume, d), ST_OK);
    check_listing(VOLUME_ROOT, "");
}
END_TEST

START_TEST(a_rename_never_replaces)
{
    const volume_node a = file("a.tmp");
    const volume_node b = file("b.ccm");
    ck_assert_int_eq(volume_rename(volume, a, VOLUME_ROOT, "B.CCM"), ST_EXISTS);
    ck_assert_int_eq(volume_rename(volume, a, VOLUME_ROOT, "A.TMP"), ST_OK);
    ck_assert_str_eq(volume_info(volume, a).name, "A.TMP");
    ck_assert_int_eq(volume_rename(volume, a, VOLUME_ROOT, "a/b"), ST_BAD_NAME);
    ck_assert_int_eq(volume_rename(volume, a, b, "x"), ST_PATH_NOT_FOUND);
    ck_assert_int_eq(volume_rename(volume, a, VOLUME_ROOT, volume_info(volume, a).name), ST_OK);
    ck_assert_uint_eq(volume_find(volume, VOLUME_ROOT, "a.tmp"), a);
}
END_TEST

START_TEST(a_directory_does_not_move_into_itself)
{
    const volume_node a = directory(VOLUME_ROOT, "a");
    const volume_node b = directory(a, "b");
    ck_assert_int_eq(volume_rename(volume, a, b, "c"), ST_INVALID);
    ck_assert_int_eq(volume_rename(volume, a, a, "c"), ST_INVALID);
    ck_assert_int_eq(volume_rename(volume, b, VOLUME_ROOT, "c"), ST_OK);
}
END_TEST

START_TEST(a_renamed_long_name_changes_its_short_name)
{
    const volume_node node = file("A long name.txt");
    ck_assert_int_eq(volume_rename(volume, node, VOLUME_ROOT, "Another long name.doc"), ST_OK);
    ck_assert_uint_eq(volume_find(volume, VOLUME_ROOT, "ALONGN~1.TXT"), 0);
    ck_assert_uint_eq(volume_find(volume, VOLUME_ROOT, "ANOTHE~1.DOC"), node);
    ck_assert_int_eq(volume_rename(volume, node, VOLUME_ROOT, "SHORT.DOC"), ST_OK);
    ck_assert_uint_eq(volume_find(volume, VOLUME_ROOT, "ANOTHE~1.DOC"), 0);
    ck_assert_str_eq(volume_info(volume, node).short_name, "SHORT.DOC");
}
END_TEST

START_TEST(thousands_of_names_are_found)
{
    char name[32];
    for (int i = 0; i < 3000; i++) {
        (void)snprintf(name, sizeof(name), "msg%04x.ccm", i);
        (void)file(name);
    }
    for (int i = 0; i < 3000; i++) {
        (void)snprintf(name, sizeof(name), "MSG%04X.CCM", i);
        const volume_node node = volume_find(volume, VOLUME_ROOT, name);
        ck_assert_uint_ne(node, 0);
        ck_assert_int_eq(volume_remove(volume, node), ST_OK);
    }
    ck_assert_uint_eq(volume_first(volume, VOLUME_ROOT), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("volume");
    TCase *tcase = tcase_create("names and tree");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_new_volume_is_an_empty_root);
    tcase_add_test(tcase, names_are_found_whatever_their_case);
    tcase_add_loop_test(tcase, names_are_checked, 0, ARRAY_COUNT(names));
    tcase_add_test(tcase, a_checked_name_says_whether_it_is_8_3);
    tcase_add_test(tcase, the_longest_name_has_255_characters);
    tcase_add_test(tcase, a_name_is_there_once);
    tcase_add_test(tcase, long_names_have_short_ones_that_find_them);
    tcase_add_test(tcase, a_volume_without_long_names_folds_and_refuses_them);
    tcase_add_test(tcase, a_volume_that_makes_no_short_names_has_none);
    tcase_add_loop_test(tcase, walks_end_where_the_path_leads, 0, ARRAY_COUNT(walks));
    tcase_add_test(tcase, a_walk_forgets_directories_that_moved_or_went);
    tcase_add_test(tcase, a_walk_forgets_files_that_were_renamed_or_went);
    tcase_add_test(tcase, remembered_walks_name_the_last_component);
    tcase_add_test(tcase, a_walk_begins_anywhere);
    tcase_add_test(tcase, very_long_paths_are_walked_too);
    tcase_add_test(tcase, listings_are_in_order_of_creation);
    tcase_add_test(tcase, a_rename_never_replaces);
    tcase_add_test(tcase, a_directory_does_not_move_into_itself);
    tcase_add_test(tcase, a_renamed_long_name_changes_its_short_name);
    tcase_add_test(tcase, thousands_of_names_are_found);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
