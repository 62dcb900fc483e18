/* A letter comes or leaves while its server loses power: of what was not flushed, any sectors may
 * be on the disk and any may not. Whatever comes back, all other mail stays as it is, and the
 * programs mend what is left. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "po_internal.h"
#include "support/fault_port.h"
#include "support/two_offices.h"

static struct arena arena;
static struct memory_port *memory;

enum { SMITH = 1, DOE = 2, SITE = 4 };

static void setup(void)
{
    memory = two_create(&arena);
}

static void teardown(void)
{
    memory_port_release(memory);
    arena_release(&arena);
}

static struct postoffice *opened(struct os_port *on)
{
    struct postoffice *po = NULL;
    ck_assert_int_eq(po_open(on, FIXTURE_DATA, true, &arena, &po), ST_OK);
    return po;
}

/* ---- the letters ---- */

struct letter {
    const char *subject;
    const char *to;
    uint32_t usrs[2];
    size_t usr_count;
    size_t size; /* of its text */
};

static const struct letter letters[] = {
    {"one", "Brady, Sally", {SITE}, 1, 5000},
    {"both", "Brady, Sally|Doe, Ann", {SITE, DOE}, 2, 100},
    {"mine", "Smith, J", {SMITH}, 1, 5000},
    {"ours", "Smith, J|Doe, Ann", {SMITH, DOE}, 2, 100},
    {"hers", "Doe, Ann", {DOE}, 1, 2500},
    {"far", "Gray, Tom at PO2", {0}, 1, 2500},
};

/* The answer is its number. */
static uint64_t send(struct postoffice *po, const struct letter *letter)
{
    struct po_message_in in = {.usrs = letter->usrs, .usr_count = letter->usr_count};
    struct po_entry entry;
    uint64_t id = 0;
    char *text = arena_alloc(&arena, letter->size + 1);
    memset(text, 'x', letter->size);
    if (letter->usrs[0] == 0) {
        ck_assert_int_eq(po_entry_find(po, "PO2", &entry), ST_OK);
        in.usrs = &entry.usr;
    }
    in.content = fixture_ccm(&arena, "Smith, J at PO1", letter->to, letter->subject, text);
    ck_assert_int_eq(po_send(po, &in, &arena, &id), ST_OK);
    ck_assert_int_eq(po_flush(po), ST_OK);
    return id;
}

/* Some blocks are free when all begins, not all in a row. */
static void send_all(enum po_free_list order)
{
    static const struct letter old = {"old", "Smith, J", {SMITH}, 1, 100};
    struct postoffice *po = opened(memory_port_os(memory));
    uint64_t ids[6];
    ck_assert_int_eq(po_lock(po), ST_OK);
    po->store.free_list = order;
    ck_assert_int_eq(po_store_header_write(po), ST_OK);
    po_unlock(po);
    for (size_t i = 0; i < ARRAY_COUNT(ids); i++) {
        ids[i] = send(po, &old);
    }
    ck_assert_int_eq(po_delete(po, SMITH, ids[4]), ST_OK);
    ck_assert_int_eq(po_delete(po, SMITH, ids[1]), ST_OK);
    for (size_t i = 0; i < ARRAY_COUNT(letters); i++) {
        (void)send(po, &letters[i]);
    }
    ck_assert_int_eq(po_delete(po, SMITH, ids[3]), ST_OK);
    ck_assert_int_eq(po_delete(po, SMITH, ids[2]), ST_OK);
    ck_assert_int_eq(po_delete(po, SMITH, ids[0]), ST_OK);
    ck_assert_int_eq(po_delete(po, SMITH, ids[5]), ST_OK);
    po_close(po);
    fixture_put_import(
        memory, &arena, "MSG1.CCM",
        fixture_ccm(&arena, "Lee, Bo at SITE1", "Smith, J at PO1", "imported", "text"));
    memory_port_arm(memory);
}

/* ---- who takes letters out ---- */

static void smith_deletes(struct os_port *on)
{
    struct postoffice *po = NULL;
    struct po_message message = {0};
    enum status st = po_open(on, FIXTURE_DATA, true, &arena, &po);
    while (st == ST_OK) {
        st = po_queue_next(po, SMITH, message.id, &message);
        st = st == ST_OK ? po_delete(po, SMITH, message.id) : st;
    }
    if (st == ST_PROCESS_GONE) {
        return;
    }
    ck_assert_int_eq(st, ST_NO_MORE);
    po_close(po);
}

static void export_runs(struct os_port *on)
{
    (void)fixture_run_in(on, &arena, FIXTURE_STORE, "EXPORT",
                         "/NSITE1 /Psecret /D" FIXTURE_DATA " /@EXPORT\\MSG0001.CCM");
}

static void router_runs(struct os_port *on)
{
    (void)fixture_run_in(on, &arena, FIXTURE_STORE, "ROUTER", TWO_ROUTER);
}

/* He is cut off before his flush, or his server is. */
static void smith_writes(struct os_port *on)
{
    static const uint32_t usrs[] = {SMITH, SITE};
    const struct po_message_in in = {
        .content = fixture_ccm(&arena, "Smith, J at PO1", "Brady, Sally", "new", "text"),
        .usrs = usrs,
        .usr_count = ARRAY_COUNT(usrs)};
    struct postoffice *po = NULL;
    enum status st = po_open(on, FIXTURE_DATA, true, &arena, &po);
    st = st == ST_OK ? po_send(po, &in, &arena, NULL) : st;
    if (st != ST_PROCESS_GONE) {
        po_close(po);
    }
}

static void import_runs(struct os_port *on)
{
    (void)fixture_run_in(on, &arena, FIXTURE_STORE, "IMPORT", FIXTURE_IMPORT);
}

static void reclaim_runs(struct os_port *on)
{
    (void)fixture_run_in(on, &arena, FIXTURE_STORE, "RECLAIM", "PO1 secret " FIXTURE_DATA);
}

static void names_are_mended(struct os_port *on)
{
    (void)fixture_run_in(on, &arena, FIXTURE_STORE, "CHKSTAT",
                         "PO1 secret " FIXTURE_DATA " NFT/C DIAGNOSTICS/M");
    (void)fixture_run_in(on, &arena, FIXTURE_STORE, "RECLAIM",
                         "PO1 secret " FIXTURE_DATA " DIRECTORY DIAGNOSTICS/A");
}

static void chkstat_runs(struct os_port *on)
{
    (void)fixture_run_in(on, &arena, FIXTURE_STORE, "CHKSTAT",
                         "PO1 secret " FIXTURE_DATA " DIAGNOSTICS/R");
}

/* ---- and then ---- */

static void late_ones_come(struct os_port *on)
{
    static const struct letter late[] = {{"late", "Doe, Ann", {DOE}, 1, 100},
                                         {"late", "Doe, Ann", {DOE}, 1, 2500},
                                         {"late", "Doe, Ann", {DOE}, 1, 5000}};
    struct postoffice *po = opened(on);
    for (size_t i = 0; i < ARRAY_COUNT(late); i++) {
        (void)send(po, &late[i]);
    }
    po_close(po);
}

static void expect_in(struct os_port *on, const char *name, const char *subject, int least,
                      int most, const char *where)
{
    const int count = fixture_count(on, &arena, name, subject);
    ck_assert_msg(count >= least && count <= most, "%s: '%s' is %d times with %s", where, subject,
                  count, name);
}

static void expect_the_rest(struct os_port *on, const char *where)
{
    expect_in(on, "Doe, Ann", "hers", 1, 1, where);
    expect_in(on, "Doe, Ann", "ours", 1, 1, where);
    expect_in(on, "Doe, Ann", "both", 1, 1, where);
    expect_in(on, "Doe, Ann", "late", 3, 3, where);
}

static void expect_sound(struct os_port *on, const char *where)
{
    static const char *const tools[][2] = {
        {"CHKSTAT", "PO1 secret " FIXTURE_DATA " NFT/C DIAGNOSTICS/R"},
        {"RECLAIM", "PO1 secret " FIXTURE_DATA}};
    struct po_report report;
    ck_assert_int_eq(po_check(on, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_msg(report.errors == 0, "%s: %u errors", where, (unsigned)report.errors);
    for (size_t i = 0; i < ARRAY_COUNT(tools); i++) {
        const struct fixture_run run =
            fixture_run_in(on, &arena, FIXTURE_STORE, tools[i][0], tools[i][1]);
        ck_assert_msg(run.result == 0, "%s: %s", where, run.console);
    }
    ck_assert_int_eq(po_check(on, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_msg(report.errors + report.wear == 0, "%s: %u errors, %u wear", where,
                  (unsigned)report.errors, (unsigned)report.wear);
}

/* What he has deleted may be back: then he can read it, and delete it. */
static void smith_goes_on(struct os_port *on, const char *where)
{
    expect_in(on, "Smith, J", "mine", 0, 1, where);
    expect_in(on, "Smith, J", "ours", 0, 1, where);
    smith_deletes(on);
    expect_in(on, "Smith, J", "mine", 0, 0, where);
    expect_in(on, "Smith, J", "ours", 0, 0, where);
}

static void export_goes_on(struct os_port *on, const char *where)
{
    static const char *const subjects[] = {"one", "both"};
    (void)fixture_run_in(on, &arena, FIXTURE_STORE, "EXPORT",
                         "/NSITE1 /Psecret /D" FIXTURE_DATA " /@EXPORT\\MSG0002.CCM");
    for (size_t i = 0; i < ARRAY_COUNT(subjects); i++) {
        const int count = fixture_exported(on, &arena, subjects[i]);
        ck_assert_msg(count == 1, "%s: '%s' is %d times exported", where, subjects[i], count);
        expect_in(on, "SITE1", subjects[i], 0, 0, where);
    }
}

static void router_goes_on(struct os_port *on, const char *where)
{
    router_runs(on);
    expect_in(on, "PO2", "far", 0, 0, where);
    const int count = two_count(on, &arena, TWO_FAR, "Gray, Tom", "far");
    ck_assert_msg(count == 1, "%s: 'far' is %d times there", where, count);
}

static void nobody_reads_anothers(struct os_port *on, const char *where)
{
    expect_in(on, "Smith, J", "late", 0, 0, where);
    expect_in(on, "SITE1", "late", 0, 0, where);
    smith_deletes(on);
    expect_in(on, "Smith, J", "late", 0, 0, where);
}

static void import_goes_on(struct os_port *on, const char *where)
{
    import_runs(on);
    expect_in(on, "Smith, J", "imported", 1, 1, where);
    nobody_reads_anothers(on, where);
}

static void all_is_there(struct os_port *on, const char *where)
{
    expect_in(on, "Smith, J", "mine", 1, 1, where);
    expect_in(on, "Smith, J", "ours", 1, 1, where);
    expect_in(on, "SITE1", "one", 1, 1, where);
    expect_in(on, "PO2", "far", 1, 1, where);
    smith_goes_on(on, where);
}

static const struct {
    const char *name;
    void (*run)(struct os_port *on);
    void (*goes_on)(struct os_port *on, const char *where);
} takers[] = {
    {"a user", smith_deletes, smith_goes_on},
    {"EXPORT", export_runs, export_goes_on},
    {"ROUTER", router_runs, router_goes_on},
    {"a writer", smith_writes, nobody_reads_anothers},
    {"IMPORT", import_runs, import_goes_on},
    {"RECLAIM", reclaim_runs, all_is_there},
    {"who mends the directory", names_are_mended, all_is_there},
};

/* Killed at call n; 0: not. True: it was. */
static bool run_until(struct memory_port *world, void (*run)(struct os_port *on), uint64_t n)
{
    struct fault_port fault;
    run(fault_port_begin(&fault, memory_port_os(world), n != 0 ? FAULT_KILL : FAULT_NONE, n,
                         ST_PROCESS_GONE));
    (void)fault_port_end(&fault);
    return fault.has_struck;
}

/* All ways to lose some of so many sectors, or so many of those ways. */
enum { WAYS_MAX = 64 };
static uint64_t lost_of(unsigned sectors, unsigned way)
{
    const uint64_t all = sectors >= 64 ? UINT64_MAX : ((uint64_t)1 << sectors) - 1;
    return sectors <= 6 ? way : (way * 0x9E3779B97F4A7C15U ^ (uint64_t)way << 17) & all;
}

static void after_cut(struct memory_port *before, size_t taker, unsigned way, const char *where)
{
    struct memory_port *world = memory_port_copy(before, &arena);
    struct memory_port *counted = memory_port_copy(before, &arena);
    const unsigned sectors = memory_port_cut_sectors(counted, FIXTURE_DATA, 0);
    (void)memory_port_cut_sectors(world, FIXTURE_DATA, lost_of(sectors, way));
    struct os_port *on = memory_port_os(world);
    late_ones_come(on);
    takers[taker].goes_on(on, where);
    expect_the_rest(on, where);
    expect_sound(on, where);
    expect_the_rest(on, where);
    memory_port_release(counted);
    memory_port_release(world);
}

static unsigned ways_of(struct memory_port *world)
{
    struct memory_port *counted = memory_port_copy(world, &arena);
    const unsigned sectors = memory_port_cut_sectors(counted, FIXTURE_DATA, 0);
    memory_port_release(counted);
    return sectors < 6 ? 1U << sectors : WAYS_MAX;
}

static void cut_every_way(struct memory_port *world, size_t taker, const char *when)
{
    const unsigned ways = ways_of(world);
    for (unsigned way = 0; way < ways; way++) {
        const struct arena_mark mark = arena_mark(&arena);
        after_cut(world, taker, way, arena_format(&arena, "%s, lost way %u", when, way));
        arena_rewind(&arena, mark);
    }
}

/* No record of the index is free any more: it has to grow. */
static void fill_index(void)
{
    static const struct letter filler = {"filler", "Doe, Ann", {DOE}, 1, 1};
    struct postoffice *po = opened(memory_port_os(memory));
    while (po->store.index_free != 0 || po->store.index_used < po->header.index.capacity) {
        (void)send(po, &filler);
    }
    po_close(po);
    memory_port_arm(memory);
}

START_TEST(whatever_is_on_the_disk_of_a_letter_that_comes_or_goes_no_other_is_harmed)
{
    const size_t taker = (size_t)_i / 4;
    const int order = _i % 4;
    bool is_cut = true;
    send_all((enum po_free_list)(order % 3));
    if (order == 3) {
        fill_index();
    }
    for (uint64_t n = 1; is_cut; n++) {
        const struct arena_mark mark = arena_mark(&arena);
        struct memory_port *world = memory_port_copy(memory, &arena);
        is_cut = run_until(world, takers[taker].run, n);
        cut_every_way(
            world, taker,
            arena_format(&arena, "%s, order %d, call %u", takers[taker].name, order, (unsigned)n));
        memory_port_release(world);
        arena_rewind(&arena, mark);
    }
}
END_TEST

/* What CHKSTAT finds was done by somebody who was cut off, and is on no disk. */
START_TEST(what_chkstat_mends_is_not_undone_by_what_a_cut_brings_back)
{
    bool is_cut = true;
    send_all(PO_FREE_LIFO);
    for (uint64_t n = 1; is_cut; n++) {
        const struct arena_mark mark = arena_mark(&arena);
        struct memory_port *world = memory_port_copy(memory, &arena);
        is_cut = run_until(world, smith_deletes, n);
        for (uint64_t m = 0; m < 400; m += m < 4 ? 1 : m / 4) {
            const struct arena_mark inner = arena_mark(&arena);
            struct memory_port *mended = memory_port_copy(world, &arena);
            const bool is_short = m != 0 && !run_until(mended, chkstat_runs, m);
            if (m == 0) {
                (void)run_until(mended, chkstat_runs, 0);
            }
            cut_every_way(mended, 0,
                          arena_format(&arena, "call %u, CHKSTAT's %u", (unsigned)n, (unsigned)m));
            memory_port_release(mended);
            arena_rewind(&arena, inner);
            if (is_short) {
                break;
            }
        }
        memory_port_release(world);
        arena_rewind(&arena, mark);
    }
}
END_TEST

/* ---- what is being mended ---- */

#define ENTITLED "PO1 secret " FIXTURE_DATA

static const struct {
    const char *name;
    enum po_damage_kind kind;
    const char *program;
    const char *line;
} mendings[] = {
    {"message index", PO_DAMAGE_MESSAGE_INDEX, "CHKSTAT", ENTITLED " DIAGNOSTICS/M"},
    {"cross-linked", PO_DAMAGE_CROSS_LINKED, "CHKSTAT", ENTITLED " DIAGNOSTICS/M"},
    {"counters", PO_DAMAGE_COUNTERS, "CHKSTAT", ENTITLED " DIAGNOSTICS/R"},
    {"pointers", PO_DAMAGE_POINTERS, "CHKSTAT", ENTITLED " DIAGNOSTICS/R"},
    {"NFT", PO_DAMAGE_NFT, "CHKSTAT", ENTITLED " NFT/C"},
    {"directory index", PO_DAMAGE_DIRECTORY_INDEX, "RECLAIM", ENTITLED " DIRECTORY DIAGNOSTICS/A"},
    {"lost chain", PO_DAMAGE_LOST_CHAIN, "RECLAIM", ENTITLED},
};

/* The order of an overhaul. */
static void overhaul(struct os_port *on)
{
    static const char *const lines[][2] = {{"CHKSTAT", ENTITLED " NFT/C DIAGNOSTICS/M"},
                                           {"CHKSTAT", ENTITLED " DIAGNOSTICS/R"},
                                           {"RECLAIM", ENTITLED " DIRECTORY DIAGNOSTICS/A"},
                                           {"RECLAIM", ENTITLED}};
    for (size_t i = 0; i < ARRAY_COUNT(lines); i++) {
        (void)fixture_run_in(on, &arena, FIXTURE_STORE, lines[i][0], lines[i][1]);
    }
}

static void after_mending(struct memory_port *before, unsigned way, const char *where)
{
    struct memory_port *world = memory_port_copy(before, &arena);
    struct memory_port *counted = memory_port_copy(before, &arena);
    const unsigned sectors = memory_port_cut_sectors(counted, FIXTURE_DATA, 0);
    (void)memory_port_cut_sectors(world, FIXTURE_DATA, lost_of(sectors, way));
    struct os_port *on = memory_port_os(world);
    overhaul(on);
    late_ones_come(on);
    all_is_there(on, where);
    expect_the_rest(on, where);
    expect_sound(on, where);
    memory_port_release(counted);
    memory_port_release(world);
}

START_TEST(whatever_is_on_the_disk_of_a_mending_the_next_one_finds_all_mail)
{
    bool is_cut = true;
    send_all(PO_FREE_LIFO);
    struct postoffice *po = opened(memory_port_os(memory));
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_damage(po, mendings[_i].kind), ST_OK);
    po_close(po);
    memory_port_arm(memory);
    for (uint64_t n = 1; is_cut; n++) {
        const struct arena_mark mark = arena_mark(&arena);
        struct memory_port *world = memory_port_copy(memory, &arena);
        struct fault_port fault;
        struct os_port *on =
            fault_port_begin(&fault, memory_port_os(world), FAULT_KILL, n, ST_PROCESS_GONE);
        (void)fixture_run_in(on, &arena, FIXTURE_STORE, mendings[_i].program, mendings[_i].line);
        (void)fault_port_end(&fault);
        is_cut = fault.has_struck;
        const unsigned ways = ways_of(world);
        for (unsigned way = 0; way < ways; way++) {
            const struct arena_mark inner = arena_mark(&arena);
            after_mending(world, way,
                          arena_format(&arena, "%s, call %u, lost way %u", mendings[_i].name,
                                       (unsigned)n, way));
            arena_rewind(&arena, inner);
        }
        memory_port_release(world);
        arena_rewind(&arena, mark);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("po_cut");
    TCase *tcase = tcase_create("po_cut");
    tcase_set_timeout(tcase, 240);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase,
                        whatever_is_on_the_disk_of_a_letter_that_comes_or_goes_no_other_is_harmed,
                        0, 4 * (int)ARRAY_COUNT(takers));
    tcase_add_loop_test(tcase, whatever_is_on_the_disk_of_a_mending_the_next_one_finds_all_mail, 0,
                        ARRAY_COUNT(mendings));
    tcase_add_test(tcase, what_chkstat_mends_is_not_undone_by_what_a_cut_brings_back);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
