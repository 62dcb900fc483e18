/* EXPORT of one queue from several working directories and machines: nothing is lost and nothing
 * exported twice, wherever a run was cut off (tools/programs/bookmark.h). */
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

static bool may_only_read; /* whoever runs EXPORT */

static void protect(struct memory_port *world)
{
    memory_port_protect(world, may_only_read ? FIXTURE_DATA : NULL);
}

static void send(struct memory_port *world, const char *subject)
{
    memory_port_protect(world, NULL);
    ck_assert_int_eq(
        fixture_send(memory_port_os(world), &arena, "Smith, J", "Brady, Sally", subject), ST_OK);
    protect(world);
}

static void setup(void)
{
    may_only_read = false;
    memory = fixture_create(&arena);
    struct os_port *on = memory_port_os(memory);
    ck_assert_int_eq(os_make_dir(on, ELSEWHERE), ST_OK);
    ck_assert_int_eq(os_make_dir(on, ELSEWHERE "\\OUT"), ST_OK);
    ck_assert_int_eq(os_make_dir(on, "E:\\STORE"), ST_OK); /* C: of another machine */
    ck_assert_int_eq(os_make_dir(on, "E:\\STORE\\Export"), ST_OK);
}

static void teardown(void)
{
    memory_port_release(memory);
    arena_release(&arena);
}

static struct fixture_run run_on(struct memory_port *world, char drive, const char *directory,
                                 const char *line)
{
    struct fault_port machine;
    struct os_port *on = fault_port_begin(&machine, memory_port_os(world), FAULT_NONE, 0, ST_OK);
    machine.drive = drive;
    const struct fixture_run run = fixture_run_in(on, &arena, directory, "EXPORT", line);
    ck_assert_uint_eq(fault_port_end(&machine), 0);
    return run;
}

static int run_in(struct memory_port *world, const char *directory, const char *line)
{
    return run_on(world, 0, directory, line).result;
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
    bool is_own;   /* nothing may be written at the post office: bookmarks in working directories */
} cuts[] = {
    {"the first run, killed", FAULT_KILL, true, false},
    {"the first run, killed in a write", FAULT_KILL_TORN, true, false},
    {"a later run, killed", FAULT_KILL, false, false},
    {"a later run, killed in a write", FAULT_KILL_TORN, false, false},
    {"the first run of who may only read, killed", FAULT_KILL, true, true},
    {"the first run of who may only read, killed in a write", FAULT_KILL_TORN, true, true},
    {"a later run of who may only read, killed", FAULT_KILL, false, true},
    {"a later run of who may only read, killed in a write", FAULT_KILL_TORN, false, true},
};

/* Who comes next. */
static const struct {
    const char *name;
    char drive;
    const char *directory;
    const char *line;
    bool is_for_both; /* also where bookmarks lie in working directories */
} others[] = {
    {"the same", 0, FIXTURE_STORE, LINE("EXPORT\\MSG0003.CCM"), true},
    {"the same, to the same file", 0, FIXTURE_STORE, LINE("EXPORT\\MSG0002.CCM"), false},
    {"another directory, to the same place", 0, ELSEWHERE,
     LINE(FIXTURE_STORE "\\EXPORT\\MSG0003.CCM"), true},
    {"the same, to another place", 0, FIXTURE_STORE, LINE(ELSEWHERE "\\OUT\\MSG0003.CCM"), true},
    {"another directory, to another place", 0, ELSEWHERE, LINE("OUT\\MSG0003.CCM"), false},
    {"another machine, where all is called the same", 'E', FIXTURE_STORE,
     LINE("EXPORT\\MSG0003.CCM"), false},
};

static int exported(struct memory_port *world, const char *directory, const char *subject)
{
    return fixture_exported_to(memory_port_os(world), &arena, directory, subject);
}

/* At all places together, and none waits. */
static void expect_once(struct memory_port *world, const char *subject, const char *where)
{
    const int count = exported(world, FIXTURE_STORE "\\EXPORT", subject) +
                      exported(world, ELSEWHERE "\\OUT", subject) +
                      exported(world, "E:\\STORE\\EXPORT", subject);
    ck_assert_msg(count == 1, "%s: '%s' is %d times exported", where, subject, count);
    ck_assert_int_eq(fixture_count(memory_port_os(world), &arena, "SITE1", subject), 0);
}

/* Where it is cut off between its note and the next one, another machine leaves the letters alone,
 * and says where they may be. */
static bool is_left_alone(struct memory_port *world, struct fixture_run run)
{
    if (run.result == 0) {
        return false;
    }
    ck_assert_int_eq(run.result, 4);
    ck_assert(strstr(run.console, "MSG0002.CCM") != NULL);
    ck_assert_uint_eq(files(world, "E:\\STORE\\EXPORT", "*"), 0);
    return true;
}

/* False: there was no such call. */
static bool cut_and_go_on(size_t cut, size_t other, uint64_t n, uint32_t *left_alone)
{
    struct fault_port fault;
    char where[160];
    struct memory_port *world = memory_port_copy(memory, &arena);
    struct os_port *broken =
        fault_port_begin(&fault, memory_port_os(world), cuts[cut].kind, n, ST_PROCESS_GONE);
    (void)fixture_run_in(broken, &arena, FIXTURE_STORE, "EXPORT", LINE("EXPORT\\MSG0002.CCM"));
    const bool has_struck = fault.has_struck;
    (void)fault_port_end(&fault);
    (void)text_format(where, sizeof(where), "%s at call %llu, then %s", cuts[cut].name,
                      (unsigned long long)n, others[other].name);
    if (strstr(others[other].line, "MSG0002") == NULL ||
        memory_port_get(world, FIXTURE_STORE "\\EXPORT\\MSG0002.CCM").data == NULL) {
        const struct fixture_run run =
            run_on(world, others[other].drive, others[other].directory, others[other].line);
        *left_alone += is_left_alone(world, run) ? 1 : 0;
    }
    send(world, "late");
    ck_assert_int_eq(run_in(world, FIXTURE_STORE, LINE("EXPORT\\MSG0004.CCM")), 0);
    if (cuts[cut].is_own) { /* now it may write, and takes out what it knows to be exported */
        memory_port_protect(world, NULL);
        ck_assert_int_eq(run_in(world, FIXTURE_STORE, LINE("EXPORT\\MSG0005.CCM")), 0);
        ck_assert_uint_eq(files(world, FIXTURE_STORE "\\EXPORT", "MSG0005.*"), 0);
    }
    expect_once(world, "a", where);
    expect_once(world, "b", where);
    expect_once(world, "late", where);
    ck_assert_uint_eq(memory_port_open_count(world), 0);
    memory_port_release(world);
    return has_struck;
}

START_TEST(whoever_comes_behind_a_run_that_was_cut_off_exports_each_message_once)
{
    const size_t cut = (size_t)_i % ARRAY_COUNT(cuts);
    const size_t other = (size_t)_i / ARRAY_COUNT(cuts);
    uint32_t left_alone = 0;
    uint64_t n = 1;
    if (cuts[cut].is_own && !others[other].is_for_both) {
        return; /* assumption EXPORT_READ_ONLY: such bookmarks are found from one of the two */
    }
    may_only_read = cuts[cut].is_own;
    protect(memory);
    if (!cuts[cut].is_first) {
        send(memory, "old");
        ck_assert_int_eq(run_in(memory, FIXTURE_STORE, LINE("EXPORT\\MSG0001.CCM")), 0);
    }
    send(memory, "a");
    send(memory, "b");
    for (bool is_cut = true; is_cut; n++) {
        const struct arena_mark mark = arena_mark(&arena);
        is_cut = cut_and_go_on(cut, other, n, &left_alone);
        arena_rewind(&arena, mark);
    }
    ck_assert_uint_gt(n, cuts[cut].is_own ? 20 : 40);
    const uint32_t between = 3; /* flush, rename, and the note that it is done */
    ck_assert_uint_eq(left_alone, others[other].drive != 0 ? between : 0);
}
END_TEST

/* A note elsewhere would be unknown to who comes from another machine behind a kill. */
START_TEST(who_cannot_make_its_note_at_the_post_office_takes_no_letter)
{
    send(memory, "a");
    memory_port_protect(memory, FIXTURE_DATA "\\CCEXPORT.DAT");
    const struct fixture_run run = run_on(memory, 0, FIXTURE_STORE, LINE("EXPORT\\MSG0001.CCM"));
    ck_assert_int_eq(run.result, 1);
    ck_assert(strstr(run.console, "The bookmark file cannot be written: ") != NULL);
    ck_assert_uint_eq(files(memory, FIXTURE_STORE "\\EXPORT", "MSG*"), 0);
    ck_assert_uint_eq(files(memory, FIXTURE_STORE "\\EXPORT", "*.TMP"), 0);
    ck_assert_uint_eq(files(memory, FIXTURE_STORE, "*.BKM"), 0);
    ck_assert_int_eq(fixture_count(memory_port_os(memory), &arena, "SITE1", "a"), 1);
    memory_port_protect(memory, NULL);
    ck_assert_int_eq(run_in(memory, FIXTURE_STORE, LINE("EXPORT\\MSG0002.CCM")), 0);
    expect_once(memory, "a", "it may write again");
}
END_TEST

START_TEST(two_machines_export_once_though_one_is_refused_its_note_and_killed)
{
    bool is_cut = true;
    send(memory, "a");
    send(memory, "b");
    for (uint64_t n = 1; is_cut; n++) {
        struct fault_port fault;
        const struct arena_mark mark = arena_mark(&arena);
        struct memory_port *world = memory_port_copy(memory, &arena);
        memory_port_protect(world, FIXTURE_DATA "\\CCEXPORT.DAT");
        struct os_port *broken =
            fault_port_begin(&fault, memory_port_os(world), FAULT_KILL, n, ST_PROCESS_GONE);
        (void)fixture_run_in(broken, &arena, FIXTURE_STORE, "EXPORT", LINE("EXPORT\\MSG0001.CCM"));
        is_cut = fault.has_struck;
        (void)fault_port_end(&fault);
        memory_port_protect(world, NULL);
        ck_assert_int_eq(run_on(world, 'E', FIXTURE_STORE, LINE("EXPORT\\MSG0001.CCM")).result, 0);
        ck_assert_int_eq(run_in(world, FIXTURE_STORE, LINE("EXPORT\\MSG0002.CCM")), 0);
        expect_once(world, "a", arena_format(&arena, "killed at call %u", (unsigned)n));
        expect_once(world, "b", arena_format(&arena, "killed at call %u", (unsigned)n));
        memory_port_release(world);
        arena_rewind(&arena, mark);
    }
}
END_TEST

/* More than stand in the header of the queue's file, and than are read at once. */
START_TEST(a_long_queue_is_exported_once_behind_a_run_that_was_cut_off)
{
    enum { LETTERS = 40 };
    for (int i = 0; i < LETTERS; i++) {
        send(memory, arena_format(&arena, "letter %d", i));
    }
    bool is_cut = true;
    for (uint64_t n = 1; is_cut; n += n < 60 ? 7 : 1) {
        struct fault_port fault;
        const struct arena_mark mark = arena_mark(&arena);
        struct memory_port *world = memory_port_copy(memory, &arena);
        struct os_port *broken =
            fault_port_begin(&fault, memory_port_os(world), cuts[_i].kind, n, ST_PROCESS_GONE);
        (void)fixture_run_in(broken, &arena, FIXTURE_STORE, "EXPORT", LINE("EXPORT\\MSG0002.CCM"));
        is_cut = fault.has_struck;
        (void)fault_port_end(&fault);
        ck_assert_int_eq(run_in(world, FIXTURE_STORE, LINE("EXPORT\\MSG0003.CCM")), 0);
        for (int i = 0; i < LETTERS; i++) {
            expect_once(world, arena_format(&arena, "letter %d", i), cuts[_i].name);
        }
        memory_port_release(world);
        arena_rewind(&arena, mark);
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
    may_only_read = true;
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
    ck_assert_uint_eq(files(memory, ELSEWHERE, "*.BKP"), 0);
    ck_assert_uint_eq(files(memory, ELSEWHERE, "*.BKM"), 1);
}
END_TEST

START_TEST(a_directory_of_targets_gets_one_name_and_the_post_office_the_bookmark)
{
    send(memory, "a");
    ck_assert_int_eq(run_in(memory, FIXTURE_STORE, LINE("EXPORT\\MSG0001.CCM")), 0);
    send(memory, "b");
    ck_assert_int_eq(run_in(memory, ELSEWHERE, LINE("OUT\\MSG0001.CCM")), 0);
    send(memory, "c");
    ck_assert_int_eq(run_in(memory, FIXTURE_STORE, LINE("EXPORT\\MSG0002.CCM")), 0);
    ck_assert_uint_eq(files(memory, FIXTURE_STORE "\\EXPORT", "*.CCM"), 2);
    ck_assert_uint_eq(files(memory, FIXTURE_STORE "\\EXPORT", "*.BK?"), 1);
    ck_assert_uint_eq(files(memory, FIXTURE_STORE "\\EXPORT", "*.BKD"), 1);
    ck_assert_uint_eq(files(memory, ELSEWHERE "\\OUT", "*.BKD"), 1);
    ck_assert_uint_eq(files(memory, FIXTURE_STORE, "*.BKM"), 0);
    ck_assert_uint_eq(files(memory, ELSEWHERE, "*.BKM"), 0);
    const struct bytes file = memory_port_get(memory, FIXTURE_DATA "\\CCEXPORT.DAT");
    ck_assert_uint_gt(file.size, 1024);
}
END_TEST

START_TEST(the_post_offices_file_is_made_where_it_is_missing)
{
    memory_port_put(memory, FIXTURE_DATA "\\CCEXPORT.DAT", (struct bytes){0});
    send(memory, "a");
    ck_assert_int_eq(run_in(memory, FIXTURE_STORE, LINE("EXPORT\\MSG0001.CCM")), 0);
    ck_assert_uint_gt(memory_port_get(memory, FIXTURE_DATA "\\CCEXPORT.DAT").size, 1024);
    ck_assert_uint_eq(files(memory, FIXTURE_STORE, "*.BKM"), 0);
}
END_TEST

/* The run that is told about was killed before its file got its name, or behind that. */
static void cut_before(const char *part, bool is_named)
{
    bool is_cut = false;
    for (uint64_t n = 1; !is_cut; n++) {
        struct fault_port fault;
        struct memory_port *world = memory_port_copy(memory, &arena);
        struct os_port *broken =
            fault_port_begin(&fault, memory_port_os(world), FAULT_KILL, n, ST_PROCESS_GONE);
        (void)fixture_run_in(broken, &arena, FIXTURE_STORE, "EXPORT", LINE("EXPORT\\MSG0002.CCM"));
        ck_assert_msg(fault.has_struck, "%s", part);
        (void)fault_port_end(&fault);
        const struct fixture_run run =
            run_on(world, 'E', FIXTURE_STORE, LINE("EXPORT\\MSG0003.CCM"));
        is_cut =
            run.result == 4 && is_named == (files(world, FIXTURE_STORE "\\EXPORT", "*.CCM") == 1);
        if (is_cut) {
            memory_port_release(memory);
            memory = world;
        } else {
            memory_port_release(world);
        }
    }
}

START_TEST(who_cannot_see_the_file_waits_until_its_owner_has_come_or_the_note_is_taken_away)
{
    const bool is_named = _i % 2 == 1;
    const bool is_taken_away = _i / 2 == 1;
    send(memory, "a");
    cut_before("a note is made", is_named);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(run_on(memory, 'E', FIXTURE_STORE, LINE("EXPORT\\MSG0003.CCM")).result, 4);
    }
    ck_assert_int_eq(fixture_count(memory_port_os(memory), &arena, "SITE1", "a"), 1);
    if (is_taken_away) {
        memory_port_put(memory, FIXTURE_DATA "\\CCEXPORT.DAT", (struct bytes){0});
        ck_assert_int_eq(run_on(memory, 'E', FIXTURE_STORE, LINE("EXPORT\\MSG0003.CCM")).result, 0);
        ck_assert_int_eq(exported(memory, "E:\\STORE\\EXPORT", "a"), 1); /* a person's decision */
        return;
    }
    ck_assert_int_eq(run_in(memory, FIXTURE_STORE, LINE("EXPORT\\MSG0004.CCM")), 0);
    expect_once(memory, "a", is_named ? "named" : "not named");
    send(memory, "b");
    ck_assert_int_eq(run_on(memory, 'E', FIXTURE_STORE, LINE("EXPORT\\MSG0003.CCM")).result, 0);
    expect_once(memory, "b", "then the other one");
}
END_TEST

START_TEST(a_note_about_a_letter_that_is_gone_hinders_nobody)
{
    send(memory, "a");
    cut_before("a note is made", false);
    struct os_port *on = memory_port_os(memory);
    struct postoffice *po = NULL;
    struct po_entry site;
    struct po_message message = {0};
    ck_assert_int_eq(po_open(on, FIXTURE_DATA, OS_READ_WRITE, &arena, &po), ST_OK);
    ck_assert_int_eq(po_entry_find(po, "SITE1", &site), ST_OK);
    ck_assert_int_eq(po_queue_next(po, site.usr, 0, &message), ST_OK);
    ck_assert_int_eq(po_delete(po, site.usr, message.id), ST_OK);
    po_close(po);
    send(memory, "b");
    ck_assert_int_eq(run_on(memory, 'E', FIXTURE_STORE, LINE("EXPORT\\MSG0003.CCM")).result, 0);
    expect_once(memory, "b", "behind one that is gone");
}
END_TEST

START_TEST(a_note_about_another_letter_of_that_number_hinders_nobody)
{
    send(memory, "a");
    cut_before("a note is made", false);
    const struct bytes file = memory_port_get(memory, FIXTURE_DATA "\\CCEXPORT.DAT");
    const struct bytes kept = {arena_copy(&arena, file.data, file.size), file.size};
    memory_port_release(memory);
    setup(); /* the same post office, as it was before */
    memory_port_put(memory, FIXTURE_DATA "\\CCEXPORT.DAT", kept);
    send(memory, "other");
    ck_assert_int_eq(run_on(memory, 'E', FIXTURE_STORE, LINE("EXPORT\\MSG0003.CCM")).result, 0);
    expect_once(memory, "other", "of the same number");
}
END_TEST

START_TEST(a_file_beside_the_target_with_any_bytes_leads_there_or_nowhere)
{
    struct os_names names = {0};
    struct os_port *on = memory_port_os(memory);
    may_only_read = true;
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
        protect(world);
        ck_assert_int_eq(run_in(world, ELSEWHERE, LINE(FIXTURE_STORE "\\EXPORT\\MSG0002.CCM")), 0);
        ck_assert_int_eq(exported(world, FIXTURE_STORE "\\EXPORT", "b"), 1);
        ck_assert_uint_eq(files(world, ELSEWHERE, "*.BKM"), 1); /* one of its own */
        memory_port_release(world);
        arena_rewind(&arena, mark);
    }
}
END_TEST

/* CCEXPORT.DAT with one byte changed: it counts, or it is as if it had not been noted. */
START_TEST(the_post_offices_file_with_any_bytes_is_used_or_not)
{
    send(memory, "a");
    ck_assert_int_eq(run_in(memory, FIXTURE_STORE, LINE("EXPORT\\MSG0001.CCM")), 0);
    const struct bytes good = memory_port_get(memory, FIXTURE_DATA "\\CCEXPORT.DAT");
    uint8_t *bytes = arena_copy(&arena, good.data, good.size);
    const size_t size = good.size;
    send(memory, "b");
    for (size_t at = 0; at < size; at += at < 1024 ? 16 : 1) {
        const struct arena_mark mark = arena_mark(&arena);
        struct memory_port *world = memory_port_copy(memory, &arena);
        bytes[at] ^= 0x10;
        memory_port_put(world, FIXTURE_DATA "\\CCEXPORT.DAT", (struct bytes){bytes, size});
        bytes[at] ^= 0x10;
        ck_assert_int_eq(run_in(world, ELSEWHERE, LINE("OUT\\MSG0002.CCM")), 0);
        expect_once(world, "a", "changed");
        expect_once(world, "b", "changed");
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
    tcase_add_loop_test(tcase,
                        whoever_comes_behind_a_run_that_was_cut_off_exports_each_message_once, 0,
                        ARRAY_COUNT(cuts) * ARRAY_COUNT(others));
    tcase_add_test(tcase, who_cannot_make_its_note_at_the_post_office_takes_no_letter);
    tcase_add_test(tcase, two_machines_export_once_though_one_is_refused_its_note_and_killed);
    tcase_add_loop_test(tcase, a_long_queue_is_exported_once_behind_a_run_that_was_cut_off, 0, 2);
    tcase_add_test(tcase, a_directory_of_targets_gets_one_name_and_the_post_office_the_bookmark);
    tcase_add_test(tcase, the_post_offices_file_is_made_where_it_is_missing);
    tcase_add_loop_test(
        tcase, who_cannot_see_the_file_waits_until_its_owner_has_come_or_the_note_is_taken_away, 0,
        4);
    tcase_add_test(tcase, a_note_about_a_letter_that_is_gone_hinders_nobody);
    tcase_add_test(tcase, a_note_about_another_letter_of_that_number_hinders_nobody);
    tcase_add_test(tcase, the_post_offices_file_with_any_bytes_is_used_or_not);
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
