#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "ccmc/events.h"

static struct arena arena;

static void begin(void)
{
    arena = (struct arena){0};
}

static void end(void)
{
    arena_release(&arena);
}

START_TEST(event_ids_follow_the_result_codes)
{
    for (int code = 0; code <= 5; code++) {
        ck_assert_uint_eq(event_of_result(EVENT_PROGRAM_IMPORT, code)->id, 58U + (unsigned)code);
        ck_assert_uint_eq(event_of_result(EVENT_PROGRAM_EXPORT, code)->id, 67U + (unsigned)code);
    }
}
END_TEST

START_TEST(codes_beyond_five_share_one_event)
{
    ck_assert_uint_eq(event_of_result(EVENT_PROGRAM_IMPORT, 6)->id, 64);
    ck_assert_uint_eq(event_of_result(EVENT_PROGRAM_IMPORT, 255)->id, 64);
    ck_assert_uint_eq(event_of_result(EVENT_PROGRAM_EXPORT, -9)->id, 73);
}
END_TEST

START_TEST(ids_are_unique_and_found)
{
    for (size_t i = 0; i < EVENT_COUNT; i++) {
        ck_assert_ptr_eq(event_find(event_at(i)->id), event_at(i));
    }
    ck_assert_ptr_null(event_find(1));
}
END_TEST

static const struct {
    const char *name;
    uint32_t id;
    const char *inserts[5];
    size_t insert_count;
    const char *want;
} texts[] = {
    {"IMPORT 1",
     59,
     {"*.ccm", "console"},
     2,
     "Lotus cc:Mail IMPORT from file *.ccm returned result code 1. Program did not complete "
     "successfully."},
    {"EXPORT 3",
     70,
     {"msg0001.ccm", ""},
     2,
     "Lotus cc:Mail EXPORT to file msg0001.ccm returned result code 3. The Microsoft Exchange "
     "Connector for Lotus cc:Mail has not been configured correctly or the Post Office it is "
     "configured to connect to is not accessible at this time."},
    {"IMPORT 4 with console",
     62,
     {"*.ccm", "Post office is temporarily shut down."},
     2,
     "Lotus cc:Mail IMPORT from file *.ccm returned result code 4. The Lotus cc:Mail post office "
     "is locked by another process.  Post office is temporarily shut down."},
    {"an insert that is a pattern stays as it is",
     65,
     {"%2", "x"},
     2,
     "Lotus cc:Mail EXPORT to file %2 failed to run. x"},
    {"a missing insert stays",
     58,
     {NULL},
     0,
     "Lotus cc:Mail IMPORT from file %1 completed successfully."},
    {"an exception",
     82,
     {"c0000005", "0", "779f42aa", "2", "0 c150003"},
     5,
     "An exception has occurred. The information is as follows: Exception code c0000005. Exception "
     "flags: 0. Exception address 779f42aa. Number of parameters: 2. Exception information 0 "
     "c150003."},
    {"an unknown id shows its inserts", 4, {"a", "b"}, 2, "a b"},
};

START_TEST(texts_carry_their_inserts)
{
    const char *got = event_format(&arena, texts[_i].id, texts[_i].inserts, texts[_i].insert_count);
    ck_assert_msg(strcmp(got, texts[_i].want) == 0, "%s: %s", texts[_i].name, got);
}
END_TEST

START_TEST(names_are_those_of_event_viewer)
{
    ck_assert_str_eq(event_type_name(event_find(59)->type), "Error");
    ck_assert_str_eq(event_type_name(event_find(45)->type), "Warning");
    ck_assert_str_eq(event_type_name(event_find(67)->type), "Information");
    ck_assert_str_eq(event_category_name(event_find(59)->category), "General");
    ck_assert_str_eq(event_category_name(event_find(11001)->category), "Outbound");
    ck_assert_str_eq(event_category_name(EVENT_CATEGORY_INBOUND), "Inbound");
    ck_assert_str_eq(event_category_name(EVENT_CATEGORY_DIR_SYNCH), "Dir-Synch");
    ck_assert_str_eq(event_level_name(event_find(58)->level), "Minimum");
}
END_TEST

START_TEST(errors_are_always_logged_and_assumed_texts_are_marked)
{
    for (size_t i = 0; i < EVENT_COUNT; i++) {
        const struct event *event = event_at(i);
        ck_assert(event->type != EVENT_TYPE_ERROR || event->level == EVENT_LEVEL_NONE);
    }
    ck_assert(event_find(61)->is_assumed);
    ck_assert(!event_find(59)->is_assumed);
    ck_assert(!event_find(70)->is_assumed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("events");
    TCase *tcase = tcase_create("events");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, event_ids_follow_the_result_codes);
    tcase_add_test(tcase, codes_beyond_five_share_one_event);
    tcase_add_test(tcase, ids_are_unique_and_found);
    tcase_add_loop_test(tcase, texts_carry_their_inserts, 0, (int)ARRAY_COUNT(texts));
    tcase_add_test(tcase, names_are_those_of_event_viewer);
    tcase_add_test(tcase, errors_are_always_logged_and_assumed_texts_are_marked);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
