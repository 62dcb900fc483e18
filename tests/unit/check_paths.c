#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/text.h"
#include "world/paths.h"

static struct arena arena;
static struct paths *paths;

static void set_up(void)
{
    paths = paths_create(&arena);
}

static void tear_down(void)
{
    arena_release(&arena);
}

/* A path of `length` characters. */
static char *path_of(size_t length)
{
    char *path = arena_alloc(&arena, length + 1);
    memset(path, 'a', length);
    return path;
}

static const size_t lengths[] = {
    0, 1, 7, 8, 9, PATHS_TEXT_SIZE - 1, PATHS_TEXT_SIZE, OS_PATH_SIZE - 1};

START_TEST(facts_are_of_the_text_asked_for)
{
    char *path = path_of(lengths[_i]);
    for (int time = 0; time < 2; time++) {
        const struct path_facts *facts = paths_find(paths, path);
        ck_assert_ptr_nonnull(facts);
        ck_assert_uint_eq(facts->length, strlen(path));
        ck_assert_uint_eq(facts->hash, hash64(path, strlen(path)));
    }
}
END_TEST

START_TEST(a_text_that_is_too_long_is_no_path)
{
    ck_assert_ptr_null(paths_find(paths, path_of(OS_PATH_SIZE)));
    ck_assert_ptr_nonnull(paths_find(paths, path_of(OS_PATH_SIZE - 1)));
}
END_TEST

START_TEST(many_paths_take_turns_in_few_places)
{
    enum { PATHS = 5 * PATHS_KEPT };
    for (unsigned time = 0; time < 2; time++) {
        for (unsigned i = 0; i < PATHS; i++) {
            char path[32];
            ck_assert(text_format(path, sizeof(path), "D:\\a\\%08X.%s", i * 2654435761U,
                                  i % 2 == 0 ? "CCM" : "LONGER"));
            struct path_facts *facts = paths_find(paths, path);
            ck_assert_uint_eq(facts->hash, hash64(path, strlen(path)));
            ck_assert_msg(paths_fit_16_bit(facts, path, 3) == (i % 2 == 0), "%s", path);
        }
    }
}
END_TEST

static const struct {
    const char *path;
    size_t start;
    bool fits;
} fits[] = {
    {"D:\\exchsrvr\\a.ini", 3, true},
    {"\\\\a-long-server\\SYS\\CCDATA", 20, true},
    {"\\\\a-long-server\\SYS\\CCDATA", 2, false},
    {"D:\\Program Files", 3, false},
    {"", 0, true},
};

START_TEST(names_are_judged_from_where_the_way_ends)
{
    for (int time = 0; time < 2; time++) {
        for (size_t i = 0; i < ARRAY_COUNT(fits); i++) {
            struct path_facts *facts = paths_find(paths, fits[i].path);
            ck_assert_msg(paths_fit_16_bit(facts, fits[i].path, fits[i].start) == fits[i].fits,
                          "'%s' from %zu", fits[i].path, fits[i].start);
        }
    }
}
END_TEST

START_TEST(letters_of_another_case_are_another_text)
{
    const uint64_t hash = paths_find(paths, "D:\\CCDATA\\CLANDATA")->hash;
    ck_assert_uint_ne(hash, paths_find(paths, "D:\\ccdata\\CLANDATA")->hash);
    ck_assert_uint_eq(hash, paths_find(paths, "D:\\CCDATA\\CLANDATA")->hash);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("paths");
    TCase *tcase = tcase_create("paths");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, facts_are_of_the_text_asked_for, 0, (int)ARRAY_COUNT(lengths));
    tcase_add_test(tcase, a_text_that_is_too_long_is_no_path);
    tcase_add_test(tcase, many_paths_take_turns_in_few_places);
    tcase_add_test(tcase, names_are_judged_from_where_the_way_ends);
    tcase_add_test(tcase, letters_of_another_case_are_another_text);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
