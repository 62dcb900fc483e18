/* EXPORT that may only read the post office: what it remembers, wherever its store is. Behind one
 * that could write there and was cut off: what that one has noted it cannot settle, and it must
 * leave the file alone that decides. */
#include <check.h>
#include <stdlib.h>

#include "support/fault_port.h"
#include "support/po_fixture.h"

#define TARGET FIXTURE_STORE "\\Export\\MSG0001.CCM"
#define LINE(target) "/NSITE1 /Psecret /D" FIXTURE_DATA " /@" target

static struct arena arena;
static struct memory_port *memory;

static void send(const char *subject)
{
    ck_assert_int_eq(
        fixture_send(memory_port_os(memory), &arena, "Smith, J", "Brady, Sally", subject), ST_OK);
}

static void setup(void)
{
    memory = fixture_create(&arena);
    send("a");
}

static void teardown(void)
{
    memory_port_release(memory);
    arena_release(&arena);
}

static bool there(const char *path)
{
    return memory_port_get(memory, path).data != NULL;
}

static void remove_file(const char *path)
{
    memory_port_put(memory, path, (struct bytes){0});
}

static const enum program_export_read_only modes[] = {EXPORT_RO_BOOKMARK, EXPORT_RO_REPEAT,
                                                      EXPORT_RO_FAIL3};

START_TEST(a_post_office_that_may_only_be_read_is_exported_as_assumed)
{
    struct program_traits traits = program_default_traits();
    traits.export_read_only = modes[_i];
    memory_port_protect(memory, FIXTURE_DATA);
    struct fixture_run done =
        fixture_run(memory_port_os(memory), &arena, "EXPORT", FIXTURE_EXPORT, &traits);
    ck_assert_int_eq(done.result, modes[_i] == EXPORT_RO_FAIL3 ? 3 : 0);
    ck_assert(there(TARGET) == (modes[_i] != EXPORT_RO_FAIL3));
    remove_file(TARGET);
    (void)fixture_run(memory_port_os(memory), &arena, "EXPORT", FIXTURE_EXPORT, &traits);
    ck_assert(there(TARGET) == (modes[_i] == EXPORT_RO_REPEAT));
    remove_file(TARGET);
    memory_port_protect(memory, NULL);
    send("b");
    done = fixture_run(memory_port_os(memory), &arena, "EXPORT", FIXTURE_EXPORT, &traits);
    ck_assert_int_eq(done.result, 0);
    ck_assert_int_eq(fixture_exported(memory_port_os(memory), &arena, "a"),
                     modes[_i] == EXPORT_RO_BOOKMARK ? 0 : 1);
    ck_assert_int_eq(fixture_exported(memory_port_os(memory), &arena, "b"), 1);
    ck_assert_int_eq(fixture_count(memory_port_os(memory), &arena, "SITE1", "a"), 0);
    ck_assert_int_eq(fixture_count(memory_port_os(memory), &arena, "SITE1", "b"), 0);
}
END_TEST

START_TEST(without_its_bookmark_a_read_only_export_doubles)
{
    memory_port_protect(memory, FIXTURE_DATA);
    ck_assert_int_eq(
        fixture_run(memory_port_os(memory), &arena, "EXPORT", FIXTURE_EXPORT, NULL).result, 0);
    remove_file(TARGET);
    struct os_names names = {0};
    ck_assert_int_eq(os_list(memory_port_os(memory), FIXTURE_STORE, "*.BKM", &arena, &names),
                     ST_OK);
    ck_assert_uint_eq(names.count, 1);
    remove_file(arena_format(&arena, FIXTURE_STORE "\\%s", names.entries[0].name));
    ck_assert_int_eq(
        fixture_run(memory_port_os(memory), &arena, "EXPORT", FIXTURE_EXPORT, NULL).result, 0);
    ck_assert_int_eq(fixture_exported(memory_port_os(memory), &arena, "a"), 1);
}
END_TEST

/* True: call n was there. */
static bool export_to(struct memory_port *world, const char *line, enum fault_port_kind kind,
                      uint64_t n)
{
    struct fault_port fault;
    struct os_port *on = fault_port_begin(&fault, memory_port_os(world), kind, n,
                                          kind == FAULT_KILL ? ST_PROCESS_GONE : ST_IO_ERROR);
    (void)fixture_run_in(on, &arena, FIXTURE_STORE, "EXPORT", line);
    (void)fault_port_end(&fault);
    return fault.has_struck;
}

/* Who comes behind it. */
static const struct {
    const char *name;
    enum fault_port_kind kind;
    const char *line;
} readers[] = {
    {"a call of it fails, the same file", FAULT_FAIL, LINE("EXPORT\\MSG0001.CCM")},
    {"it is killed, the same file", FAULT_KILL, LINE("EXPORT\\MSG0001.CCM")},
    {"a call of it fails, another file", FAULT_FAIL, LINE("EXPORT\\MSG0002.CCM")},
    {"it is killed, another file", FAULT_KILL, LINE("EXPORT\\MSG0002.CCM")},
};

static bool reader_is_struck(int reader, uint64_t cut, uint64_t n)
{
    struct memory_port *world = memory_port_copy(memory, &arena);
    struct os_port *on = memory_port_os(world);
    (void)export_to(world, LINE("EXPORT\\MSG0001.CCM"), FAULT_KILL, cut);
    const int before = fixture_exported(on, &arena, "a");
    memory_port_protect(world, FIXTURE_DATA);
    const bool is_struck =
        before == 0 && export_to(world, readers[reader].line, readers[reader].kind, n);
    memory_port_protect(world, NULL);
    (void)export_to(world, LINE("EXPORT\\MSG0003.CCM"), FAULT_NONE, 0);
    (void)export_to(world, LINE("EXPORT\\MSG0004.CCM"), FAULT_NONE, 0);
    const int count = fixture_exported(on, &arena, "a");
    ck_assert_msg(count == 1, "killed at %u, %s: call %u: %d times exported", (unsigned)cut,
                  readers[reader].name, (unsigned)n, count);
    ck_assert_int_eq(fixture_count(on, &arena, "SITE1", "a"), 0);
    memory_port_release(world);
    return is_struck;
}

START_TEST(who_may_only_read_leaves_the_file_alone_that_decides)
{
    bool is_cut = true;
    for (uint64_t cut = 1; is_cut; cut++) {
        struct memory_port *world = memory_port_copy(memory, &arena);
        is_cut = export_to(world, LINE("EXPORT\\MSG0001.CCM"), FAULT_KILL, cut);
        memory_port_release(world);
        bool is_struck = true;
        for (uint64_t n = 1; is_struck; n++) {
            const struct arena_mark mark = arena_mark(&arena);
            is_struck = reader_is_struck(_i, cut, n);
            arena_rewind(&arena, mark);
        }
    }
}
END_TEST

/* ---- a reading that is refused ---- */

static const struct os_port_ops *memory_ops;
static uint64_t reads_left; /* before the one that is refused */

static enum status read_or_refuse(struct os_port *port, struct os_file file, uint64_t offset,
                                  void *data, size_t size, size_t *read_out)
{
    if (reads_left > 0 && --reads_left == 0) {
        return ST_ACCESS_DENIED;
    }
    return memory_ops->read(port, file, offset, data, size, read_out);
}

/* False: it reads less. */
static bool is_refused(struct memory_port *world, uint64_t nth)
{
    struct os_port *on = memory_port_os(world);
    memory_ops = on->ops;
    struct os_port_ops ops = *memory_ops;
    ops.read = read_or_refuse;
    on->ops = &ops;
    reads_left = nth;
    (void)export_to(world, LINE("EXPORT\\MSG0002.CCM"), FAULT_NONE, 0);
    on->ops = memory_ops;
    return reads_left == 0;
}

/* A note in its own directory is for who is refused writing: nobody else knows of it, and would
 * export the same once more. */
START_TEST(who_is_refused_a_reading_makes_no_note_of_its_own)
{
    bool is_cut = true;
    for (uint64_t cut = 1; is_cut; cut++) {
        bool is_struck = true;
        for (uint64_t nth = 1; is_struck; nth++) {
            const struct arena_mark mark = arena_mark(&arena);
            struct memory_port *world = memory_port_copy(memory, &arena);
            struct os_names names = {0};
            is_cut = export_to(world, LINE("EXPORT\\MSG0001.CCM"), FAULT_KILL, cut);
            is_struck = is_refused(world, nth);
            ck_assert_int_eq(os_list(memory_port_os(world), FIXTURE_STORE, "*.BKM", &arena, &names),
                             ST_OK);
            ck_assert_msg(names.count == 0, "killed at %u, read %u", (unsigned)cut, (unsigned)nth);
            (void)export_to(world, LINE("EXPORT\\MSG0003.CCM"), FAULT_NONE, 0);
            ck_assert_int_eq(fixture_exported(memory_port_os(world), &arena, "a"), 1);
            ck_assert_int_eq(fixture_count(memory_port_os(world), &arena, "SITE1", "a"), 0);
            memory_port_release(world);
            arena_rewind(&arena, mark);
        }
    }
}
END_TEST

/* ---- the store moves, and what EXPORT knows stays behind ---- */

#define NEW_STORE "C:\\NEW"

static void new_store(struct memory_port *world)
{
    struct os_port *on = memory_port_os(world);
    ck_assert_int_eq(os_make_dir(on, NEW_STORE), ST_OK);
    ck_assert_int_eq(os_make_dir(on, NEW_STORE "\\EXPORT"), ST_OK);
}

static int exported_in_both(struct memory_port *world, const char *subject)
{
    struct os_port *on = memory_port_os(world);
    return fixture_exported(on, &arena, subject) +
           fixture_exported_to(on, &arena, NEW_STORE "\\EXPORT", subject);
}

/* True: call n was there, and struck. */
static bool store_moves(enum fault_port_kind kind, uint64_t n)
{
    struct memory_port *world = memory_port_copy(memory, &arena);
    struct os_port *on = memory_port_os(world);
    ck_assert_int_eq(os_make_dir(on, FIXTURE_WINDOWS), ST_OK);
    new_store(world);
    memory_port_protect(world, FIXTURE_DATA);
    const bool is_cut = export_to(world, LINE("EXPORT\\MSG0001.CCM"), kind, n);
    const struct fixture_run run =
        fixture_run_in(on, &arena, NEW_STORE, "EXPORT", LINE("EXPORT\\MSG0001.CCM"));
    ck_assert_int_eq(run.result, 0);
    ck_assert_msg(exported_in_both(world, "a") == 1, "call %u: %d times exported", (unsigned)n,
                  exported_in_both(world, "a"));
    memory_port_protect(world, NULL); /* it may write now */
    (void)fixture_run_in(on, &arena, NEW_STORE, "EXPORT", LINE("EXPORT\\MSG0002.CCM"));
    ck_assert_int_eq(exported_in_both(world, "a"), 1);
    ck_assert_int_eq(fixture_count(on, &arena, "SITE1", "a"), 0);
    memory_port_release(world);
    return is_cut;
}

static const enum fault_port_kind strikes[] = {FAULT_KILL, FAULT_FAIL, FAULT_AFTER, FAULT_TORN};

START_TEST(who_may_only_read_knows_in_another_store_what_was_exported)
{
    ck_assert(!store_moves(FAULT_NONE, 0));
    bool is_cut = true;
    for (uint64_t n = 1; is_cut; n++) {
        const struct arena_mark mark = arena_mark(&arena);
        is_cut = store_moves(strikes[_i], n);
        arena_rewind(&arena, mark);
    }
}
END_TEST

START_TEST(without_windows_directory_mail_flows_as_before)
{
    new_store(memory);
    memory_port_protect(memory, FIXTURE_DATA);
    for (int i = 0; i < 2; i++) {
        (void)export_to(memory, LINE("EXPORT\\MSG0001.CCM"), FAULT_NONE, 0);
    }
    ck_assert_int_eq(exported_in_both(memory, "a"), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("export_reader");
    TCase *tcase = tcase_create("export_reader");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, a_post_office_that_may_only_be_read_is_exported_as_assumed, 0,
                        ARRAY_COUNT(modes));
    tcase_add_test(tcase, without_its_bookmark_a_read_only_export_doubles);
    tcase_add_loop_test(tcase, who_may_only_read_leaves_the_file_alone_that_decides, 0,
                        ARRAY_COUNT(readers));
    tcase_add_test(tcase, who_is_refused_a_reading_makes_no_note_of_its_own);
    tcase_add_loop_test(tcase, who_may_only_read_knows_in_another_store_what_was_exported, 0,
                        ARRAY_COUNT(strikes));
    tcase_add_test(tcase, without_windows_directory_mail_flows_as_before);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
