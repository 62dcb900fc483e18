/* `rights judge` on lines: the rest is judged behind a line that is no row. */
#define _XOPEN_SOURCE 700
#include <check.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/require.h"
#include "cli/judge.h"

static struct arena arena;
static struct judge *judge;
static struct buffer target;

static void setup(void)
{
    arena = (struct arena){0};
    buffer_init(&target, &arena);
}

static void teardown(void)
{
    arena_release(&arena);
}

static void take(const char *model)
{
    const struct judge_model *found = judge_model_find(model);
    ck_assert_msg(found != NULL, "%s", model);
    judge = judge_create(&arena, found);
}

#define ACCESS(dacl, rest)                                                                         \
    "{\"id\":1,\"owner\":\"S-1-5-18\",\"dacl\":" dacl ",\"token\":{\"sids\":[\"S-1-1-0\"]}" rest "}"

static const char good_row[] = "{\"access1\":1,\"share1\":1,\"access2\":1,\"share2\":1}";

static char answers[4096];

static int judge_text(const char *text, size_t size)
{
    FILE *in = tmpfile();
    FILE *out = tmpfile();
    ck_assert_ptr_nonnull(in);
    ck_assert_ptr_nonnull(out);
    ck_assert_uint_eq(fwrite(text, 1, size, in), size);
    ck_assert_int_eq(fflush(in), 0);
    ck_assert_int_eq(lseek(fileno(in), 0, SEEK_SET), 0);
    take("nt-sharemode");
    const int exit = judge_stream(judge, in, out);
    judge_release(judge);
    rewind(out);
    answers[fread(answers, 1, sizeof(answers) - 1, out)] = '\0';
    ck_assert_int_eq(fclose(in), 0);
    ck_assert_int_eq(fclose(out), 0);
    return exit;
}

START_TEST(the_rest_is_judged_behind_a_line_that_is_none)
{
    const char *text = arena_format(&arena, "%s\n\n{\n%s\r\n%s", good_row, good_row, good_row);
    ck_assert_int_eq(judge_text(text, strlen(text)), 2);
    ck_assert_str_eq(answers, "{\"status\":0}\n"
                              "{\"line\":2,\"error\":\"column 1: the line ends too early\"}\n"
                              "{\"line\":3,\"error\":\"column 2: the line ends too early\"}\n"
                              "{\"status\":0}\n"
                              "{\"status\":0}\n");
}
END_TEST

START_TEST(nothing_is_answered_to_nothing)
{
    ck_assert_int_eq(judge_text("", 0), 0);
    ck_assert_str_eq(answers, "");
    const char *text = arena_format(&arena, "%s\n", good_row);
    ck_assert_int_eq(judge_text(text, strlen(text)), 0);
    ck_assert_str_eq(answers, "{\"status\":0}\n");
}
END_TEST

START_TEST(a_line_without_an_end_is_left_out)
{
    FILE *in = tmpfile();
    FILE *out = tmpfile();
    ck_assert_ptr_nonnull(in);
    ck_assert_ptr_nonnull(out);
    ck_assert_int_eq(ftruncate(fileno(in), (off_t)JUDGE_LINE_MAX + (1 << 20)), 0);
    ck_assert_int_eq(lseek(fileno(in), 0, SEEK_END), (off_t)JUDGE_LINE_MAX + (1 << 20));
    const char *text = arena_format(&arena, "\n%s\n", good_row);
    ck_assert_int_eq(write(fileno(in), text, strlen(text)), (int)strlen(text));
    ck_assert_int_eq(lseek(fileno(in), 0, SEEK_SET), 0);
    take("nt-sharemode");
    ck_assert_int_eq(judge_stream(judge, in, out), 2);
    judge_release(judge);
    rewind(out);
    answers[fread(answers, 1, sizeof(answers) - 1, out)] = '\0';
    ck_assert_str_eq(answers, "{\"line\":1,\"error\":\"the line is longer than 67108864 bytes\"}\n"
                              "{\"status\":0}\n");
    ck_assert_int_eq(fclose(in), 0);
    ck_assert_int_eq(fclose(out), 0);
}
END_TEST

START_TEST(answers_that_cannot_be_written_are_an_error)
{
    FILE *in = tmpfile();
    FILE *out = fopen("/dev/full", "wb");
    ck_assert_ptr_nonnull(in);
    ck_assert_ptr_nonnull(out);
    ck_assert_int_eq(write(fileno(in), good_row, strlen(good_row)), (int)strlen(good_row));
    ck_assert_int_eq(lseek(fileno(in), 0, SEEK_SET), 0);
    take("nt-sharemode");
    ck_assert_int_eq(judge_stream(judge, in, out), 2);
    judge_release(judge);
    (void)fclose(out);
    FILE *folder = fopen("/", "rb");
    ck_assert_ptr_nonnull(folder);
    out = tmpfile();
    take("nt-sharemode");
    ck_assert_int_eq(judge_stream(judge, folder, out), 2); /* a folder cannot be read */
    judge_release(judge);
    (void)fclose(folder);
    (void)fclose(out);
    (void)fclose(in);
}
END_TEST

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

START_TEST(damaged_rows_end_in_an_answer_or_an_error)
{
    static const char *const lines[] = {
        ACCESS("[[\"A\",0,1,\"S-1-1-0\"],[\"D\",3,9,\"S-1-5-18\"]]", ",\"desired\":3"),
        good_row,
        "{\"id\":1,\"creator\":\"S-1-5-21-1\",\"creator_group\":\"S-1-5-21-2\",\"parent\":[[\"A\","
        "3,1,\"S-1-3-0\"]]}",
        "{\"id\":0,\"share_mask\":1179817,\"token\":[\"S-1-1-0\"],\"dir_owner\":\"S-1-5-18\","
        "\"dir_dacl\":[[\"A\",0,4,\"S-1-1-0\"]],\"file_owner\":\"S-1-5-18\",\"file_dacl\":null}",
        "{\"id\":1,\"user\":\"U\",\"groups\":[\"G\"],\"nodes\":[{\"irm\":\"RF\",\"trustees\":{"
        "\"U\":\"frw\"}}]}",
    };
    static const char *const names[] = {"nt-access", "nt-sharemode", "nt-inherit", "nt-fileop",
                                        "netware"};
    uint32_t state = (uint32_t)_i + 5;
    take(names[_i]);
    char bytes[1024];
    unsigned good = 0;
    for (int round = 0; round < 5000; round++) {
        size_t size = strlen(lines[_i]);
        memcpy(bytes, lines[_i], size);
        for (uint32_t changes = next_random(&state) % 3; changes > 0; changes--) {
            bytes[next_random(&state) % (uint32_t)size] = (char)next_random(&state);
        }
        size = next_random(&state) % 8 == 0 ? next_random(&state) % size : size;
        buffer_clear(&target);
        good += judge_answer(judge, (struct bytes){(const uint8_t *)bytes, size}, 1, &target);
        json_error_t error;
        json_t *answer = json_loadb((const char *)target.data, target.size, 0, &error);
        ck_assert_msg(answer != NULL, "%.*s: %s", (int)size, bytes, buffer_string(&target));
        json_decref(answer);
    }
    ck_assert_uint_gt(good, 500);
    ck_assert_uint_lt(good, 4900);
    judge_release(judge);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("judge_lines");
    TCase *tcase = tcase_create("judge");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, the_rest_is_judged_behind_a_line_that_is_none);
    tcase_add_test(tcase, nothing_is_answered_to_nothing);
    tcase_add_test(tcase, a_line_without_an_end_is_left_out);
    tcase_add_test(tcase, answers_that_cannot_be_written_are_an_error);
    tcase_add_loop_test(tcase, damaged_rows_end_in_an_answer_or_an_error, 0, 5);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
