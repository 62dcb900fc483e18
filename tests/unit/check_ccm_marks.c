/* Tests of connector/base/ccm_marks.c: what the header of a message says beside. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/ccm_marks.h"

static struct arena arena;

static void teardown(void)
{
    arena_release(&arena);
}

/* "urgent|to|read at|folder|history;history|hilite" */
static const char *shown(const char *extra)
{
    struct ccm_marks marks;
    struct buffer text;
    buffer_init(&text, &arena);
    ccm_marks_read(extra, &arena, &marks);
    buffer_format(&text, "%s|%s|%s|%s|", ccm_priority_word(marks.priority), marks.receipt_to,
                  marks.read_at, marks.folder);
    for (uint32_t i = 0; i < marks.forward_count; i++) {
        buffer_format(&text, "%s;", marks.forwards[i]);
    }
    buffer_text(&text, marks.has_hilite ? "|hilite" : "|");
    return buffer_string(&text);
}

static const struct {
    const char *name;
    const char *extra;
    const char *shown;
} headers[] = {
    {"none", "", "Normal|||||"},
    {"nothing at all", NULL, "Normal|||||"},
    {"urgent", "Priority: Urgent\r\n", "Urgent|||||"},
    {"keywords and words in any case", "PRIORITY:low\r\nrrt:6/2/98 8:45AM\r\n",
     "Low||6/2/98 8:45AM|||"},
    {"a priority that is none", "Priority: 5\r\n", "Normal|||||"},
    {"the first counts", "Priority: Low\r\nPriority: Urgent\r\nFolder: A\r\nFolder: B\r\n",
     "Low|||A||"},
    {"a receipt is wanted", "Receipt:  Brady, Sally at SITE1 \r\n",
     "Normal|Brady, Sally at SITE1||||"},
    {"history, oldest first", "Forward: 6/2/98 8:39 A\r\nX: y\r\nForward: 6/3/98 9:00 B\r\n",
     "Normal||||6/2/98 8:39 A;6/3/98 9:00 B;|"},
    {"a line without its end", "Folder: Old projects", "Normal|||Old projects||"},
    {"line ends of another system", "Folder: Old\nHilite: kept\n", "Normal|||Old||hilite"},
    {"other lines", "X-Folder: no\r\nFold: no\r\n", "Normal|||||"},
};

START_TEST(a_header_says_what_stands_in_it)
{
    ck_assert_str_eq(shown(headers[_i].extra), headers[_i].shown);
}
END_TEST

START_TEST(what_is_added_is_read_back_and_can_be_dropped)
{
    const char *extra = ccm_marks_add(&arena, "X: y\r\n", CCM_MARK_FOLDER, "A\r\nMessage:");
    ck_assert_str_eq(extra, "X: y\r\nFolder: A  Message:\r\n");
    extra = ccm_marks_add(&arena, extra, CCM_MARK_FORWARD, "1");
    extra = ccm_marks_add(&arena, extra, CCM_MARK_FORWARD, "2");
    ck_assert_str_eq(shown(extra), "Normal|||A  Message:|1;2;|");
    ck_assert_str_eq(shown(ccm_marks_drop(&arena, extra, CCM_MARK_FORWARD)),
                     "Normal|||A  Message:||");
    ck_assert_str_eq(ccm_marks_drop(&arena, extra, CCM_MARK_FORWARD),
                     "X: y\r\nFolder: A  Message:\r\n");
    ck_assert_ptr_eq(ccm_marks_drop(&arena, extra, CCM_MARK_RECEIPT), extra);
    ck_assert_ptr_null(ccm_marks_drop(&arena, NULL, CCM_MARK_RECEIPT));
    ck_assert_str_eq(ccm_marks_add(&arena, NULL, CCM_MARK_PRIORITY, "Low"), "Priority: Low\r\n");
}
END_TEST

START_TEST(a_priority_is_found_by_its_word)
{
    enum ccm_priority priority = CCM_NORMAL;
    ck_assert(ccm_priority_find("urgent", &priority));
    ck_assert_int_eq(priority, CCM_URGENT);
    ck_assert(!ccm_priority_find("high", &priority));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ccm_marks");
    TCase *tcase = tcase_create("ccm_marks");
    tcase_add_checked_fixture(tcase, NULL, teardown);
    tcase_add_loop_test(tcase, a_header_says_what_stands_in_it, 0, ARRAY_COUNT(headers));
    tcase_add_test(tcase, what_is_added_is_read_back_and_can_be_dropped);
    tcase_add_test(tcase, a_priority_is_found_by_its_word);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
