/* sim/world/sim_rewrite.c: bytes that change between who writes a file and who reads it. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "world/sim_rewrite.h"
#include "worlds/small_world.h"

#define STORE "D:\\exchsrvr\\ccmcdata\\Export\\"

static struct small_world small;
static struct world *w;
static struct process *person;
static struct fault_rewrite rewrite;

static void strike(const struct fault *fault, struct fault_strike *struck)
{
    struck->rewrite = fault->rewrite;
}

static const struct fault_kind kind = {.word = "rewrite", .ops = FAULT_OP_OPEN, .strike = strike};

static void begin(void)
{
    const struct small_world_spec spec = {.is_on_nt = true};
    small_world_begin(&small, &spec);
    w = small.world;
    rewrite = (struct fault_rewrite){.old = "cat", .with = "catcat"};
    const struct fault fault = {.which = {.op = FAULT_OP_OPEN, .place = "*.ccm"},
                                .turn = {.from = 1, .every = 1},
                                .kind = &kind,
                                .rewrite = &rewrite};
    w->all_faults = faults_create(&small.arena);
    ck_assert_ptr_null(fault_arm(w->all_faults, &fault));
    w->faults = w->all_faults;
    person = small.connector->process;
}

static void end(void)
{
    small_world_end(&small);
}

static void put(const char *path, const char *text)
{
    w->faults = NULL; /* whoever writes does not open what is there */
    DISCARD(os_remove(&person->port, path), "it may not be there");
    ck_assert_int_eq(os_write_file(&person->port, path, (const uint8_t *)text, strlen(text)),
                     ST_OK);
    w->faults = w->all_faults;
}

static const char *get(const char *path)
{
    const uint8_t *data = NULL;
    size_t size = 0;
    const enum status st = os_read_file(&person->port, path, &small.arena, &data, &size);
    return st == ST_OK ? arena_text_n(&small.arena, (const char *)data, size) : status_text(st);
}

static const struct {
    const char *name;
    const char *file;
    const char *text;
    const char *seen;
    uint32_t files;
} cases[] = {
    {"once", STORE "A.CCM", "a cat", "a catcat", 1},
    {"everywhere", STORE "A.CCM", "cat catca", "catcat catcatca", 1},
    {"nowhere", STORE "A.CCM", "a dog", "a dog", 0},
    {"an empty file", STORE "A.CCM", "", "", 0},
    {"another file", STORE "A.TXT", "a cat", "a cat", 0},
};

START_TEST(who_opens_a_file_finds_it_changed_once)
{
    put(cases[_i].file, cases[_i].text);
    for (int i = 0; i < 3; i++) {
        ck_assert_str_eq(get(cases[_i].file), cases[_i].seen);
    }
    ck_assert_uint_eq(rewrite.files, cases[_i].files);
}
END_TEST

static const struct {
    const char *name;
    const char *old;
    const char *until;
    const char *with;
    const char *text;
    const char *seen;
} parts[] = {
    {"up to a text, which stays", "cat", "dog", "", "a cat and a dog", "a dog"},
    {"each time", "cat", "dog", "x", "cat 1 dog cat 2 dog", "xdog xdog"},
    {"a text that does not come", "cat", "cow", "", "a cat and a dog", "a "},
    {"to the end of the file", "cat", "", "", "a cat and a dog", "a "},
    {"nothing behind it", "cat", "", "", "a cat", "a "},
    {"nowhere", "cow", "", "", "a cat", "a cat"},
};

START_TEST(a_part_of_a_file_may_be_cut_out)
{
    rewrite.old = parts[_i].old;
    rewrite.until = parts[_i].until;
    rewrite.with = parts[_i].with;
    put(STORE "A.CCM", parts[_i].text);
    const char *seen = get(STORE "A.CCM");
    ck_assert_msg(strcmp(seen, parts[_i].seen) == 0, "%s: %s", parts[_i].name, seen);
}
END_TEST

START_TEST(a_file_that_is_written_again_is_changed_again)
{
    put(STORE "A.CCM", "cat 1");
    put(STORE "B.CCM", "cat 2");
    ck_assert_str_eq(get(STORE "A.CCM"), "catcat 1");
    ck_assert_str_eq(get(STORE "B.CCM"), "catcat 2");
    put(STORE "A.CCM", "cat 3");
    ck_assert_str_eq(get(STORE "A.CCM"), "catcat 3");
    ck_assert_str_eq(get(STORE "B.CCM"), "catcat 2");
    ck_assert_uint_eq(rewrite.files, 3);
}
END_TEST

START_TEST(what_is_not_there_is_not_made)
{
    ck_assert_str_eq(get(STORE "NONE.CCM"), status_text(ST_NOT_FOUND));
    ck_assert_uint_eq(rewrite.files, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sim_rewrite");
    TCase *tcase = tcase_create("sim_rewrite");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_loop_test(tcase, who_opens_a_file_finds_it_changed_once, 0, ARRAY_COUNT(cases));
    tcase_add_loop_test(tcase, a_part_of_a_file_may_be_cut_out, 0, ARRAY_COUNT(parts));
    tcase_add_test(tcase, a_file_that_is_written_again_is_changed_again);
    tcase_add_test(tcase, what_is_not_there_is_not_made);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
