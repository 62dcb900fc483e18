/* EXPORT from one working directory and then from another: the file beside the target leads to the
 * bookmark (tools/programs/bookmark.c). */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/ccm.h"
#include "base/text.h"
#include "support/fault_port.h"
#include "support/po_fixture.h"

#define ELSEWHERE "C:\\ELSE"
#define LINE(target) "/NSITE1 /Psecret /D" FIXTURE_DATA " /@" target

static struct arena arena;
static struct memory_port *memory;

static void send(struct memory_port *world, const char *subject)
{
    ck_assert_int_eq(
        fixture_send(memory_port_os(world), &arena, "Smith, J", "Brady, Sally", subject), ST_OK);
}

static void setup(void)
{
    memory = fixture_create(&arena);
    struct os_port *on = memory_port_os(memory);
    ck_assert_int_eq(os_make_dir(on, ELSEWHERE), ST_OK);
    ck_assert_int_eq(os_make_dir(on, ELSEWHERE "\\OUT"), ST_OK);
}

static void teardown(void)
{
    memory_port_release(memory);
    arena_release(&arena);
}

static int run_in(struct memory_port *world, const char *directory, const char *line)
{
    return fixture_run_in(memory_port_os(world), &arena, directory, "EXPORT", line).result;
}

static size_t files(struct memory_port *world, const char *directory, const char *pattern)
{
    struct os_names names = {0};
    ck_assert_int_eq(os_list(memory_port_os(world), directory, pattern, &arena, &names), ST_OK);
    return names.count;
}

static const struct {
    const char *name;
    enum fault_port_kind kind;
    bool is_first; /* nothing was exported before */
} cuts[] = {
    {"the first run, killed", FAULT_KILL, true},
    {"the first run, killed in a write", FAULT_KILL_TORN, true},
    {"a later run, killed", FAULT_KILL, false},
    {"a later run, killed in a write", FAULT_KILL_TORN, false},
};

static void expect_once(struct memory_port *world, const char *subject, const char *where)
{
    const int count = fixture_exported(memory_port_os(world), &arena, subject);
    ck_assert_msg(count == 1, "%s: '%s' is %d times exported", where, subject, count);
    ck_assert_int_eq(fixture_count(memory_port_os(world), &arena, "SITE1", subject), 0);
}

START_TEST(a_run_that_was_cut_off_is_settled_from_any_working_directory)
{
    if (!cuts[_i].is_first) {
        send(memory, "old");
        ck_assert_int_eq(run_in(memory, FIXTURE_STORE, LINE("EXPORT\\MSG0001.CCM")), 0);
    }
    send(memory, "a");
    send(memory, "b");
    for (uint64_t n = 1;; n++) {
        struct fault_port fault;
        char where[80];
        const struct arena_mark mark = arena_mark(&arena);
        struct memory_port *world = memory_port_copy(memory, &arena);
        struct os_port *broken =
            fault_port_begin(&fault, memory_port_os(world), cuts[_i].kind, n, ST_PROCESS_GONE);
        (void)fixture_run_in(broken, &arena, FIXTURE_STORE, "EXPORT", LINE("EXPORT\\MSG0002.CCM"));
        const bool struck = fault.has_struck;
        (void)fault_port_end(&fault);
        (void)text_format(where, sizeof(where), "%s at call %llu", cuts[_i].name,
                          (unsigned long long)n);
        ck_assert_int_eq(run_in(world, ELSEWHERE, LINE(FIXTURE_STORE "\\EXPORT\\MSG0003.CCM")), 0);
        expect_once(world, "a", where);
        expect_once(world, "b", where);
        send(world, "late");
        ck_assert_int_eq(run_in(world, FIXTURE_STORE, LINE("EXPORT\\MSG0004.CCM")), 0);
        expect_once(world, "a", where);
        expect_once(world, "late", where);
        ck_assert_uint_eq(memory_port_open_count(world), 0);
        memory_port_release(world);
        arena_rewind(&arena, mark);
        if (!struck) {
            ck_assert_uint_gt(n, 40);
            break;
        }
    }
}
END_TEST

START_TEST(who_may_only_read_exports_once_from_everywhere)
{
    send(memory, "a");
    memory_port_protect(memory, FIXTURE_DATA);
    ck_assert_int_eq(run_in(memory, FIXTURE_STORE, LINE("EXPORT\\MSG0001.CCM")), 0);
    ck_assert_uint_eq(files(memory, FIXTURE_STORE, "*.BKM"), 1);
    ck_assert_uint_eq(files(memory, FIXTURE_STORE "\\EXPORT", "*.BKP"), 1);
    ck_assert_int_eq(run_in(memory, ELSEWHERE, LINE(FIXTURE_STORE "\\EXPORT\\MSG0002.CCM")), 0);
    ck_assert_int_eq(run_in(memory, FIXTURE_STORE, LINE(ELSEWHERE "\\OUT\\MSG0003.CCM")), 0);
    ck_assert_int_eq(fixture_exported(memory_port_os(memory), &arena, "a"), 1);
    ck_assert_uint_eq(files(memory, ELSEWHERE, "*.BKM"), 0); /* the one that is there was used */
    ck_assert_uint_eq(files(memory, ELSEWHERE "\\OUT", "*.CCM"), 0);
}
END_TEST

START_TEST(a_new_directory_of_targets_gets_its_own_file_and_an_old_one_no_second)
{
    send(memory, "a");
    ck_assert_int_eq(run_in(memory, FIXTURE_STORE, LINE("EXPORT\\MSG0001.CCM")), 0);
    send(memory, "b");
    ck_assert_int_eq(run_in(memory, FIXTURE_STORE, LINE(ELSEWHERE "\\OUT\\MSG0002.CCM")), 0);
    ck_assert_uint_eq(files(memory, ELSEWHERE "\\OUT", "*.BKP"), 1);
    send(memory, "c");
    ck_assert_int_eq(run_in(memory, FIXTURE_STORE, LINE(ELSEWHERE "\\OUT\\MSG0003.CCM")), 0);
    ck_assert_uint_eq(files(memory, ELSEWHERE "\\OUT", "*.CCM"), 2);
    send(memory, "d");
    ck_assert_int_eq(run_in(memory, ELSEWHERE, LINE("MSG0004.CCM")), 0); /* beside its bookmark */
    ck_assert_uint_eq(files(memory, ELSEWHERE, "*.BK?"), 1);
    ck_assert_uint_eq(files(memory, ELSEWHERE, "*.BKM"), 1);
}
END_TEST

START_TEST(a_file_beside_the_target_with_any_bytes_leads_there_or_nowhere)
{
    struct os_names names = {0};
    struct os_port *on = memory_port_os(memory);
    send(memory, "a");
    ck_assert_int_eq(run_in(memory, FIXTURE_STORE, LINE("EXPORT\\MSG0001.CCM")), 0);
    ck_assert_int_eq(os_list(on, FIXTURE_STORE "\\EXPORT", "*.BKP", &arena, &names), ST_OK);
    ck_assert_uint_eq(names.count, 1);
    const char *path = arena_format(&arena, FIXTURE_STORE "\\EXPORT\\%s", names.entries[0].name);
    const struct bytes good = memory_port_get(memory, path);
    uint8_t *bytes = arena_copy(&arena, good.data, good.size);
    send(memory, "b");
    for (size_t at = 0; at < good.size; at++) {
        const struct arena_mark mark = arena_mark(&arena);
        struct memory_port *world = memory_port_copy(memory, &arena);
        bytes[at] ^= 0x10;
        memory_port_put(world, path, (struct bytes){bytes, good.size});
        bytes[at] ^= 0x10;
        ck_assert_int_eq(run_in(world, ELSEWHERE, LINE(FIXTURE_STORE "\\EXPORT\\MSG0002.CCM")), 0);
        expect_once(world, "b", "changed");
        ck_assert_uint_eq(files(world, ELSEWHERE, "*.BKM"), 1); /* one of its own */
        memory_port_release(world);
        arena_rewind(&arena, mark);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("export_elsewhere");
    TCase *tcase = tcase_create("export_elsewhere");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, a_run_that_was_cut_off_is_settled_from_any_working_directory, 0,
                        ARRAY_COUNT(cuts));
    tcase_add_test(tcase, who_may_only_read_exports_once_from_everywhere);
    tcase_add_test(tcase, a_new_directory_of_targets_gets_its_own_file_and_an_old_one_no_second);
    tcase_add_test(tcase, a_file_beside_the_target_with_any_bytes_leads_there_or_nowhere);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
