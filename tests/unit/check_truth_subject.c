/* Subjects of message files as the ledger reads them. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "world/truth_subject.h"

#define HEAD "From: Brady, S\r\nTo: Smith, J\r\nDate: 2/10/98 8:00AM\r\n"
#define ITEMS "Contents:\r\n      14\r\nText item: \r\n"

static const struct {
    const char *name;
    const char *file;
    const char *subjects[3]; /* one after the other */
} files[] = {
    {"an empty file", "", {0}},
    {"a message of known size", "Message:\r\n      21\r\nSubject: Letter 1\r\n\r\n", {"Letter 1"}},
    {"two of them",
     "Message:\r\n 21\r\nSubject: Letter 1\r\n\r\nMessage:\r\n 21\r\nSubject: Letter 2\r\n\r\n",
     {"Letter 1", "Letter 2"}},
    {"a size without blanks", "Message:\r\n21\r\nSubject: Letter 1\r\n\r\n", {"Letter 1"}},
    {"a subject behind other lines", "Message:\r\n 100\r\n" HEAD "Subject: a b\r\n" ITEMS, {"a b"}},
    {"an empty subject", "Message:\r\n 13\r\nSubject: \r\n\r\n", {""}},
    {"no message, and shorter than the line that one begins with", "8 bytes.", {0}},
    {"a size that is too large: it was cut off",
     "Message:\r\n 60\r\nSubject: Letter 1\r\n\r\n",
     {0}},
    {"a size of more than 32 bits", "Message:\r\n 99999999999999999999\r\nSubject: a\r\n\r\n", {0}},
    {"a size that is too small", "Message:\r\n 9\r\nSubject: Letter 1\r\n\r\n", {"Letter 1"}},
    {"a size of nothing, which is none (Q287056)",
     "Message:\r\n 0\r\nSubject: Letter 1\r\n\r\nContents:\r\n 0\r\n",
     {"Letter 1"}},
    {"no size", "Message:\r\nSubject: Letter 1\r\nContents:\r\n", {"Letter 1"}},
    {"a keyword in other letters",
     "Message:\r\n 37\r\nsubject: a\r\nSubject: b\r\nContents:\r\n\r\n",
     {"a"}},
    {"a line that begins with S too",
     "Message:\r\n 38\r\nSender: X\r\nSubject: b\r\nContents:\r\n 0\r\n",
     {"b"}},
    {"lines without a carriage return", "Message:\r\n 21\r\nSubject: a\nContents:\n", {"a"}},
    {"no subject", "Message:\r\n 24\r\nFrom: X\r\nContents:\r\n 0\r\n", {""}},
    {"contents of its own subject",
     "Message:\r\n 55\r\nFrom: X\r\nContents:\r\n 30\r\nText item: \r\n 12\r\nSubject: z\r\n",
     {""}},
    {"the end of a file of DOS behind it",
     "Message:\r\n 34\r\nSubject: Letter 1\r\nContents:\r\n 0\r\n\x1A",
     {"Letter 1"}},
    {"something else than a message", "Subject: Letter 1\r\n", {0}},
    {"a line that does not end", "Message:\r\n 8\r\nSubject:", {0}},
};

START_TEST(subjects_are_read_one_after_the_other)
{
    struct arena arena = {0};
    const struct bytes file = bytes_of_text(files[_i].file);
    size_t offset = 0;
    for (size_t i = 0; i < ARRAY_COUNT(files[_i].subjects); i++) {
        const char *got = truth_subject(file, &offset, &arena);
        const char *want = files[_i].subjects[i];
        ck_assert_msg((got == NULL) == (want == NULL), "%s: %s", files[_i].name,
                      got != NULL ? got : "none");
        if (want == NULL) {
            break;
        }
        ck_assert_msg(strcmp(got, want) == 0, "%s: got \"%s\"", files[_i].name, got);
        ck_assert_uint_le(offset, file.size);
    }
    arena_release(&arena);
}
END_TEST

START_TEST(a_zero_byte_before_or_in_a_subject_makes_no_letter)
{
    static const struct {
        const char *name;
        size_t zero_at;
    } rows[] = {{"in the line before", 18}, {"in the subject", 37}};
    const char text[] = "Message:\r\n 43\r\nFrom: X\r\nSubject: Letter 1\r\nContents:\r\n 0\r\n";
    struct arena arena = {0};
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        uint8_t file[sizeof(text)];
        size_t offset = 0;
        memcpy(file, text, sizeof(text));
        ck_assert_ptr_nonnull(
            truth_subject((struct bytes){file, sizeof(text) - 1}, &offset, &arena));
        file[rows[i].zero_at] = 0;
        offset = 0;
        const char *got = truth_subject((struct bytes){file, sizeof(text) - 1}, &offset, &arena);
        ck_assert_msg(got == NULL || strcmp(got, "Letter 1") != 0, "%s", rows[i].name);
    }
    arena_release(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("truth_subject");
    TCase *tcase = tcase_create("subjects");
    tcase_add_loop_test(tcase, subjects_are_read_one_after_the_other, 0, ARRAY_COUNT(files));
    tcase_add_test(tcase, a_zero_byte_before_or_in_a_subject_makes_no_letter);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
