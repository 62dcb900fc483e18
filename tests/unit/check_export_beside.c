/* EXPORT beside others who write files of the same name and stem: what one of them has in hand, no
 * other writes over (tools/programs/program_files.h, files_temporary). */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "programs/bookmark.h"
#include "programs/program_files.h"
#include "support/fault_port.h"
#include "support/po_fixture.h"

#define OPTIONS " /BATCH /Psecret /D" FIXTURE_DATA
#define TARGET "EXPORT\\MSG0001.CCM"
#define EXPORT_DIRECTORY FIXTURE_STORE "\\EXPORT"

static struct arena arena;
static struct memory_port *memory;

static void send(const char *to, const char *subject)
{
    ck_assert_int_eq(fixture_send(memory_port_os(memory), &arena, "Smith, J", to, subject), ST_OK);
}

static void setup(void)
{
    memory = fixture_create(&arena);
    struct os_port *on = memory_port_os(memory);
    struct postoffice *po = NULL;
    struct po_entry site2 = {.name = "SITE2", .kind = PO_POSTOFFICE};
    ck_assert_int_eq(po_open(on, FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_entry_add(po, &site2), ST_OK);
    po_close(po);
    send("Brady, Sally", "for one");
    send("Miles at SITE2", "for two");
    send("Doe, Ann", "for Ann");
}

static void teardown(void)
{
    memory_port_release(memory);
    arena_release(&arena);
}

static struct bytes text_bytes(const char *text)
{
    return (struct bytes){(const uint8_t *)text, strlen(text)};
}

static bool there(struct memory_port *world, const char *path)
{
    return memory_port_get(world, path).data != NULL;
}

static void expect_once(struct memory_port *world, const char *subject, uint64_t n)
{
    const int count = fixture_exported(memory_port_os(world), &arena, subject);
    ck_assert_msg(count == 1, "killed at call %u: '%s' is %d times exported", (unsigned)n, subject,
                  count);
}

/* Who comes next, and writes there. */
static const struct {
    const char *name;
    const char *program;
    const char *line;
} others[] = {
    {"another queue to the same file", "EXPORT", "/NSITE2" OPTIONS " /@" TARGET},
    {"a mailbox to the same file", "EXPORT", "/N\"Doe, Ann\"" OPTIONS " /MSGS/ALL /@" TARGET},
    {"the directory to a file of that stem", "EXPORT",
     "/NPO1" OPTIONS " /DIRECTORY /@EXPORT\\MSG0001.EXP"},
    {"a report to a file of that stem", "IMPORT",
     "/NPO1" OPTIONS " /PARTIAL /@EXPORT\\MSG0001.MSG"},
};

START_TEST(no_other_takes_away_what_an_export_that_was_cut_off_has_in_hand)
{
    memory_port_put(memory, EXPORT_DIRECTORY "\\MSG0001.MSG",
                    fixture_ccm(&arena, "Lee, Bo at SITE1", "Nobody", "for nobody", "text"));
    bool is_cut = true;
    uint64_t n = 1;
    for (; is_cut; n++) {
        struct fault_port fault;
        const struct arena_mark mark = arena_mark(&arena);
        struct memory_port *world = memory_port_copy(memory, &arena);
        struct os_port *whole = memory_port_os(world);
        struct os_port *broken = fault_port_begin(&fault, whole, FAULT_KILL, n, ST_PROCESS_GONE);
        (void)fixture_run_in(broken, &arena, FIXTURE_STORE, "EXPORT",
                             "/NSITE1" OPTIONS " /@" TARGET);
        is_cut = fault.has_struck;
        (void)fault_port_end(&fault);
        (void)fixture_run_in(whole, &arena, FIXTURE_STORE, others[_i].program, others[_i].line);
        ck_assert_int_eq(fixture_run_in(whole, &arena, FIXTURE_STORE, "EXPORT",
                                        "/NSITE1" OPTIONS " /@EXPORT\\MSG0002.CCM")
                             .result,
                         0);
        ck_assert_int_eq(fixture_run_in(whole, &arena, FIXTURE_STORE, "EXPORT",
                                        "/NSITE2" OPTIONS " /@EXPORT\\MSG0003.CCM")
                             .result,
                         0);
        expect_once(world, "for one", n);
        expect_once(world, "for two", n);
        ck_assert_int_eq(fixture_count(whole, &arena, "SITE1", "for one"), 0);
        memory_port_release(world);
        arena_rewind(&arena, mark);
    }
    ck_assert_uint_gt(n, 20);
}
END_TEST

/* A person's, or of somebody who was cut off and whom nobody knows. */
START_TEST(a_file_called_tmp_stays_what_it_is)
{
    static const char text[] = "what somebody wrote";
    static const char path[] = EXPORT_DIRECTORY "\\MSG0001.TMP";
    memory_port_put(memory, path, text_bytes(text));
    (void)fixture_run_in(memory_port_os(memory), &arena, FIXTURE_STORE, others[_i].program,
                         others[_i].line);
    const struct bytes now = memory_port_get(memory, path);
    ck_assert_uint_eq(now.size, strlen(text));
    ck_assert_mem_eq(now.data, text, now.size);
}
END_TEST

START_TEST(a_target_called_tmp_is_written_and_not_written_over)
{
    static const char line[] = "/NSITE1" OPTIONS " /@EXPORT\\MSG0001.TMP";
    static const char path[] = EXPORT_DIRECTORY "\\MSG0001.TMP";
    struct os_port *on = memory_port_os(memory);
    memory_port_put(memory, path, text_bytes("what somebody wrote"));
    ck_assert_int_eq(fixture_run_in(on, &arena, FIXTURE_STORE, "EXPORT", line).result, 1);
    ck_assert_uint_eq(memory_port_get(memory, path).size, strlen("what somebody wrote"));
    memory_port_put(memory, path, (struct bytes){0});
    ck_assert_int_eq(fixture_run_in(on, &arena, FIXTURE_STORE, "EXPORT", line).result, 0);
    ck_assert(there(memory, path));
    ck_assert_int_eq(fixture_count(on, &arena, "SITE1", "for one"), 0);
}
END_TEST

START_TEST(a_temporary_name_is_that_of_one_path_and_one_owner)
{
    char one[OS_PATH_SIZE];
    char other[OS_PATH_SIZE];
    char longest[OS_PATH_SIZE];
    ck_assert_int_eq(files_temporary("C:\\X\\A.CCM", 1, one), ST_OK);
    ck_assert(text_match("C:\\X\\????????.TMP", one));
    ck_assert_int_eq(files_temporary("C:\\X\\a.ccm", 1, other), ST_OK);
    ck_assert_str_eq(one, other);
    ck_assert_int_eq(files_temporary("C:\\X\\A.UND", 1, other), ST_OK);
    ck_assert_str_ne(one, other);
    ck_assert_int_eq(files_temporary("C:\\X\\A.CCM", 2, other), ST_OK);
    ck_assert_str_ne(one, other);
    ck_assert_int_eq(files_temporary("C:A.CCM", 1, other), ST_OK);
    ck_assert(text_match("C:????????.TMP", other));
    memset(longest, 'X', sizeof(longest));
    longest[sizeof(longest) - 1] = '\0';
    longest[sizeof(longest) - 3] = '\\';
    ck_assert_int_eq(files_temporary(longest, 1, other), ST_TOO_LONG);
}
END_TEST

START_TEST(a_target_whose_path_is_too_long_is_result_3_and_the_queue_stays)
{
    struct os_port *on = memory_port_os(memory);
    char line[2 * OS_PATH_SIZE] = "/NSITE1" OPTIONS " /@";
    const size_t used = strlen(line);
    memset(line + used, 'X', OS_PATH_SIZE - 1); /* behind the working directory's it does not fit */
    line[used + OS_PATH_SIZE - 1] = '\0';
    ck_assert_int_eq(fixture_run_in(on, &arena, FIXTURE_STORE, "EXPORT", line).result, 3);
    ck_assert_int_eq(fixture_count(on, &arena, "SITE1", "for one"), 1);
}
END_TEST

static uint64_t token_beside(uint64_t preferred)
{
    struct bookmark bookmark = {.port = memory_port_os(memory), .token = preferred};
    struct bookmark_beside beside;
    ck_assert_int_eq(bookmark_look_beside(&bookmark, FIXTURE_STORE "\\" TARGET, &arena, &beside),
                     ST_OK);
    return beside.token;
}

START_TEST(of_several_drawn_names_in_a_directory_the_bookmarks_own_counts_else_the_lowest)
{
    const struct bytes empty = {(const uint8_t *)"", 0};
    ck_assert_uint_eq(token_beside(0), 0);
    memory_port_put(memory, EXPORT_DIRECTORY "\\2222222V.BKD", empty);
    const uint64_t high = token_beside(0);
    memory_port_put(memory, EXPORT_DIRECTORY "\\1111111V.BKD", empty);
    const uint64_t low = token_beside(0);
    ck_assert_uint_lt(low, high);
    ck_assert_uint_eq(token_beside(high), high);
    ck_assert_uint_eq(token_beside(low), low);
    memory_port_put(memory, EXPORT_DIRECTORY "\\3333333V.BKD", empty);
    ck_assert_uint_eq(token_beside(high), high);
    ck_assert_uint_eq(token_beside(high + 1), low); /* of a directory elsewhere */
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("export_beside");
    TCase *tests = tcase_create("export_beside");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, no_other_takes_away_what_an_export_that_was_cut_off_has_in_hand, 0,
                        (int)ARRAY_COUNT(others));
    tcase_add_loop_test(tests, a_file_called_tmp_stays_what_it_is, 0, (int)ARRAY_COUNT(others));
    tcase_add_test(tests, a_target_called_tmp_is_written_and_not_written_over);
    tcase_add_test(tests, a_temporary_name_is_that_of_one_path_and_one_owner);
    tcase_add_test(tests, a_target_whose_path_is_too_long_is_result_3_and_the_queue_stays);
    tcase_add_test(tests,
                   of_several_drawn_names_in_a_directory_the_bookmarks_own_counts_else_the_lowest);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
