/* Tests of what is left of entries that automatic directory exchange has to tell others about:
 * sim/postoffice/po_directory.c, tools/programs/directory_{import,export}.c.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "postoffice.h"
#include "support/fault_port.h"
#include "support/po_fixture.h"

#define DATA "V:\\EXCHANGE"
#define PROP_EXP FIXTURE_STORE "\\Export\\PROP.EXP"
#define INPUT FIXTURE_STORE "\\Import\\CCMDIR.IMP"
#define OPEN "/NPO1 /Psecret /D" DATA " "
#define IMPORT_PROP OPEN "/@IMPORT\\CCMDIR.IMP /DIRECTORY/PROP /BATCH"
#define DELETE_PROP OPEN "/@IMPORT\\CCMDIR.IMP /DIRECTORY/PROP/DELETE /BATCH"
#define EXPORT_REMOVED OPEN "/@EXPORT\\PROP.EXP /DIRECTORY/PROP/DELETE /BATCH"
#define EXPORT_MARKED OPEN "/@EXPORT\\PROP.EXP /DIRECTORY/PROP /BATCH"

static struct arena arena;
static struct memory_port *memory;
static struct os_port *port;

static struct postoffice *open_po(bool want_write)
{
    struct postoffice *po = NULL;
    ck_assert_int_eq(po_open(port, DATA, want_write, &arena, &po), ST_OK);
    return po;
}

static void setup(void)
{
    static const struct po_spec spec = {
        .format = PO_DB6, .has_ade = true, .name = "PO1", .password = "secret", .code_page = 437};
    static const char *const names[] = {"Smith, J", "Doe, Ann", "Roe, Max"};
    memory = fixture_create(&arena);
    port = memory_port_os(memory);
    memory_port_make_dir(memory, DATA);
    ck_assert_int_eq(po_create(port, DATA, &spec), ST_OK);
    struct postoffice *po = open_po(true);
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        struct po_entry entry = {.kind = PO_USER};
        memcpy(entry.name, names[i], strlen(names[i]));
        ck_assert_int_eq(po_entry_add(po, &entry), ST_OK);
    }
    po_close(po);
}

static void teardown(void)
{
    memory_port_release(memory);
    arena_release(&arena);
}

static struct fixture_run run(const char *program, const char *arguments)
{
    return fixture_run(port, &arena, program, arguments, NULL);
}

static void import(const char *arguments, const char *text)
{
    memory_port_put(memory, INPUT, bytes_of_text(text));
    ck_assert_int_eq(run("IMPORT", arguments).result, 0);
}

/* "Name; Name; " of the entries, or of the marks of those that are gone. */
static const char *names(bool wants_removed)
{
    struct postoffice *po = open_po(false);
    struct po_entries list;
    struct buffer text;
    buffer_init(&text, &arena);
    ck_assert_int_eq(wants_removed ? po_entry_list_removed(po, &arena, &list)
                                   : po_entry_list_whole(po, &arena, &list),
                     ST_OK);
    po_close(po);
    for (size_t i = 0; i < list.count; i++) {
        ck_assert_int_eq(list.entries[i].marker == PO_MARKER_REMOVED, wants_removed);
        buffer_format(&text, "%s; ", list.entries[i].name);
    }
    return buffer_string(&text);
}

static bool is_marked(const char *name)
{
    struct postoffice *po = open_po(false);
    const bool answer = po_entry_is_marked(po, name);
    po_close(po);
    return answer;
}

static struct po_report report(void)
{
    struct po_report result;
    ck_assert_int_eq(po_check(port, DATA, &arena, &result), ST_OK);
    return result;
}

static const char *exported(const char *arguments)
{
    ck_assert_int_eq(run("EXPORT", arguments).result, 0);
    const struct bytes file = memory_port_get(memory, PROP_EXP);
    return arena_text_n(&arena, (const char *)file.data, file.size);
}

START_TEST(an_entry_that_is_removed_with_prop_leaves_a_mark_and_nothing_else)
{
    import(DELETE_PROP, "Name: Doe, Ann\r\nCmts:\r\nName: Nobody\r\nCmts:\r\n");
    ck_assert_str_eq(names(false), "Roe, Max; Smith, J; ");
    ck_assert_str_eq(names(true), "Doe, Ann; ");
    ck_assert(is_marked("doe, ann"));
    ck_assert(!is_marked("Smith, J"));
    ck_assert(!is_marked("Nobody"));
    struct postoffice *po = open_po(true);
    struct po_entry entry;
    ck_assert_int_eq(po_entry_find(po, "Doe, Ann", &entry), ST_NOT_FOUND);
    ck_assert_int_eq(po_resolve(po, "Doe, Ann", &entry, NULL), ST_NOT_FOUND);
    ck_assert_int_eq(po_entry_remove(po, "Doe, Ann"), ST_NOT_FOUND);
    po_close(po);
    ck_assert_ptr_null(memory_port_get(memory, DATA "\\USR00002").data);
    ck_assert_uint_eq(report().errors + report().wear, 0);
    ck_assert_uint_eq(report().entries, 3); /* its mark is one */
    ck_assert_int_eq(run("ANALYZE", DATA " DIAGNOSTICS").result, 0);
}
END_TEST

START_TEST(without_prop_nothing_is_left)
{
    import(OPEN "/@IMPORT\\CCMDIR.IMP /DIRECTORY/DELETE", "Name: Doe, Ann\r\nCmts:\r\n");
    ck_assert_str_eq(names(true), "");
    ck_assert(!is_marked("Doe, Ann"));
}
END_TEST

START_TEST(export_tells_what_was_removed_and_what_was_added)
{
    import(DELETE_PROP, "Name: Doe, Ann\r\nCmts:\r\n");
    import(IMPORT_PROP, "Name: New, Nan\r\nCmts:\r\n");
    ck_assert_str_eq(exported(EXPORT_REMOVED),
                     "Name: Doe, Ann\r\nLocn: L\r\nAddr: PO1\r\nCmts: \r\n");
    ck_assert_str_eq(exported(EXPORT_MARKED),
                     "Name: New, Nan\r\nLocn: L\r\nAddr: PO1\r\nCmts: \r\n");
    ck_assert_str_eq(names(true), "Doe, Ann; "); /* who exports takes no marks away */
    ck_assert_int_eq(run("EXPORT", OPEN "/@EXPORT\\PROP.EXP /DIRECTORY/DELETE").result, 2);
}
END_TEST

START_TEST(the_router_takes_all_marks_away)
{
    uint32_t taken = 0;
    import(DELETE_PROP, "Name: Doe, Ann\r\nCmts:\r\n");
    import(IMPORT_PROP, "Name: New, Nan\r\nCmts:\r\n");
    struct postoffice *po = open_po(true);
    ck_assert_int_eq(po_marks_take(po, &taken), ST_OK);
    ck_assert_uint_eq(taken, 2);
    ck_assert_int_eq(po_marks_take(po, &taken), ST_OK);
    ck_assert_uint_eq(taken, 0);
    po_close(po);
    ck_assert_str_eq(names(true), "");
    ck_assert_str_eq(names(false), "New, Nan; Roe, Max; Smith, J; ");
    ck_assert(!is_marked("New, Nan"));
    ck_assert_str_eq(exported(EXPORT_MARKED), "");
    ck_assert_uint_eq(report().errors + report().wear, 0);
}
END_TEST

START_TEST(an_entry_that_comes_back_takes_the_place_of_its_mark)
{
    const size_t size = memory_port_get(memory, DATA "\\CLANDATA").size;
    for (int i = 0; i < 40; i++) { /* a table that counted it each time would grow */
        import(DELETE_PROP, "Name: Doe, Ann\r\nCmts:\r\n");
        import(IMPORT_PROP, "Name: Doe, Ann\r\nCmts:\r\n");
    }
    ck_assert_str_eq(names(true), "");
    ck_assert(is_marked("Doe, Ann"));
    ck_assert_str_eq(names(false), "Doe, Ann; Roe, Max; Smith, J; ");
    ck_assert_uint_eq(memory_port_get(memory, DATA "\\CLANDATA").size, size);
    ck_assert_uint_eq(report().errors + report().wear, 0);
}
END_TEST

/* More marks than the first table has slots. */
START_TEST(marks_stay_when_the_table_grows_and_when_reclaim_makes_it_anew)
{
    enum { MANY = 60 };
    struct buffer text;
    buffer_init(&text, &arena);
    for (int i = 0; i < MANY; i++) {
        buffer_format(&text, "Name: User %02d\r\nLocn: L\r\nCmts:\r\n", i);
    }
    import(IMPORT_PROP, buffer_string(&text));
    import(DELETE_PROP, buffer_string(&text));
    import(IMPORT_PROP, "Name: New, Nan\r\nCmts:\r\n");
    const char *removed = names(true);
    ck_assert_uint_eq(strlen(removed), MANY * strlen("User 00; "));
    ck_assert_int_eq(run("RECLAIM", "PO1 secret " DATA " DIRECTORY DIAGNOSTICS/A").result, 0);
    ck_assert_str_eq(names(true), removed);
    ck_assert_str_eq(names(false), "Doe, Ann; New, Nan; Roe, Max; Smith, J; ");
    ck_assert_uint_eq(report().errors + report().wear, 0);
    ck_assert_uint_eq(report().entries, 64);
}
END_TEST

START_TEST(chkstat_mends_a_mark_like_an_entry)
{
    import(DELETE_PROP, "Name: Doe, Ann\r\nCmts:\r\n");
    struct postoffice *po = open_po(true);
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_damage(po, PO_DAMAGE_NFT), ST_OK);
    po_unlock(po);
    po_close(po);
    ck_assert_uint_eq(report().bad_entries, 3);
    ck_assert_int_eq(run("CHKSTAT", "PO1 secret " DATA " NFT/C").result, 0);
    ck_assert_str_eq(names(true), "Doe, Ann; ");
    ck_assert_str_eq(names(false), "Roe, Max; Smith, J; ");
    ck_assert_uint_eq(report().errors, 0);
}
END_TEST

/* A removal is cut off at every call: the entry is there, or it is gone with its mark or without,
 * and the next run is none the worse. */
START_TEST(a_cut_leaves_the_entry_or_its_mark_or_neither)
{
    uint32_t cuts = 0;
    uint32_t marks = 0;
    memory_port_put(memory, INPUT, bytes_of_text("Name: Doe, Ann\r\nCmts:\r\n"));
    for (uint64_t call = 1; call < 60; call++) {
        struct memory_port *before = memory;
        struct fault_port broken;
        struct arena local = {0};
        memory = memory_port_copy(before, &local);
        port = memory_port_os(memory);
        (void)fixture_run(fault_port_begin(&broken, port, FAULT_KILL_TORN, call, ST_PROCESS_GONE),
                          &local, "IMPORT", DELETE_PROP, NULL);
        cuts += broken.has_struck ? 1 : 0;
        (void)fault_port_end(&broken);
        memory_port_close_all(memory);
        const bool is_there = strcmp(names(false), "Doe, Ann; Roe, Max; Smith, J; ") == 0;
        const bool has_mark = is_marked("Doe, Ann");
        ck_assert(!(is_there && has_mark));
        ck_assert(is_there || strcmp(names(false), "Roe, Max; Smith, J; ") == 0);
        marks += has_mark ? 1 : 0;
        ck_assert_uint_eq(report().errors, 0);
        ck_assert_int_eq(run("IMPORT", DELETE_PROP).result, 0);
        ck_assert_str_eq(names(false), "Roe, Max; Smith, J; ");
        memory_port_release(memory);
        arena_release(&local);
        memory = before;
        port = memory_port_os(memory);
    }
    ck_assert_uint_gt(cuts, 15);
    ck_assert_uint_gt(marks, 10);
}
END_TEST

START_TEST(the_router_waits_while_another_one_changes_something)
{
    uint32_t taken = 1;
    import(DELETE_PROP, "Name: Doe, Ann\r\nCmts:\r\n");
    struct postoffice *other = open_po(true);
    struct postoffice *po = open_po(true);
    ck_assert_int_eq(po_lock(other), ST_OK);
    ck_assert_int_eq(po_marks_take(po, &taken), ST_LOCK_VIOLATION);
    ck_assert_uint_eq(taken, 0);
    po_close(other);
    po_close(po);
    ck_assert(is_marked("Doe, Ann"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("directory_marks");
    TCase *tcase = tcase_create("directory_marks");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, an_entry_that_is_removed_with_prop_leaves_a_mark_and_nothing_else);
    tcase_add_test(tcase, without_prop_nothing_is_left);
    tcase_add_test(tcase, export_tells_what_was_removed_and_what_was_added);
    tcase_add_test(tcase, the_router_takes_all_marks_away);
    tcase_add_test(tcase, an_entry_that_comes_back_takes_the_place_of_its_mark);
    tcase_add_test(tcase, marks_stay_when_the_table_grows_and_when_reclaim_makes_it_anew);
    tcase_add_test(tcase, chkstat_mends_a_mark_like_an_entry);
    tcase_add_test(tcase, a_cut_leaves_the_entry_or_its_mark_or_neither);
    tcase_add_test(tcase, the_router_waits_while_another_one_changes_something);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
