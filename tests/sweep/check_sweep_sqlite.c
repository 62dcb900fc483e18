/*
 * SQLite on simulated volumes: whichever call of two transactions is struck, by whatever fault, the
 * database then holds the old or the new state, as long as SQLite flushes. That it does not when
 * SQLite spares the flushes shows that the volumes can lose data at all.
 *
 * Prints how many cases of each kind ended in which state. CCBENCH_LONG: every call, more seeds.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "sqlite/scene.h"
#include "sqlite/volume_vfs.h"

enum { EVERY = 43, SEEDS = 1, LONG_SEEDS = 6 };

static const char *const modes[] = {"DELETE", "TRUNCATE", "PERSIST", "WAL"};

struct counts {
    uint32_t ends[SCENE_BROKEN + 1];
    uint64_t calls;
    char first[240]; /* broken case */
};

static bool is_long(void)
{
    return getenv("CCBENCH_LONG") != NULL;
}

/* Strikes call `first`, first + every, ... until one is behind the last. */
static void sweep(const struct scene_spec *kind, uint64_t every, const struct scene_states *states,
                  struct counts *counts)
{
    struct scene_spec spec = *kind;
    struct scene_result result = {.has_struck = true};
    for (spec.at = 1 + kind->seed % every; result.has_struck; spec.at += every) {
        spec.seed = kind->seed + spec.at * 1000; /* else every cut would choose the same */
        scene_play(&spec, states, &result);
        counts->calls = result.has_struck ? counts->calls : result.calls;
        counts->ends[result.end] += result.has_struck ? 1 : 0;
        if (result.has_struck && result.end == SCENE_BROKEN && counts->first[0] == '\0') {
            (void)snprintf(counts->first, sizeof(counts->first), "call %llu, seed %llu: %s",
                           (unsigned long long)spec.at, (unsigned long long)spec.seed, result.why);
        }
        ck_assert_msg(result.has_struck || result.end == SCENE_NEW, "unstruck: %s", result.why);
    }
}

static void print(const struct scene_spec *kind, const struct counts *counts)
{
    const uint32_t *ends = counts->ends;
    (void)printf("%-15s %-9s %-5s %-27s %6u %6u %6u %7u\n", way_name(kind->way), kind->journal_mode,
                 kind->is_synchronous ? "FULL" : "OFF", scene_fault_name(kind->fault),
                 (unsigned)(ends[0] + ends[1] + ends[2]), (unsigned)ends[SCENE_OLD],
                 (unsigned)ends[SCENE_NEW], (unsigned)ends[SCENE_BROKEN]);
    (void)fflush(stdout);
}

/* One seed does for faults in which chance has no part. */
static void sweep_seeds(struct scene_spec *kind, const struct scene_states *states,
                        struct counts *counts)
{
    const uint64_t every = is_long() ? 1 : EVERY;
    const uint64_t seeds = kind->fault == SCENE_POWER && is_long() ? LONG_SEEDS : SEEDS;
    for (uint64_t i = 0; i < seeds; i++) {
        kind->seed = i * 10 + (uint64_t)kind->fault + (uint64_t)kind->way;
        sweep(kind, every, states, counts);
    }
}

START_TEST(a_database_is_old_or_new_after_any_fault)
{
    const enum way way = (enum way)((size_t)_i / ARRAY_COUNT(modes));
    const char *mode = modes[(size_t)_i % ARRAY_COUNT(modes)];
    const struct scene_states states = scene_healthy(way, mode);
    for (int fault = SCENE_NONE + 1; fault < SCENE_FAULTS; fault++) {
        if (!scene_fault_is_possible(way, (enum scene_fault)fault)) {
            continue;
        }
        struct counts counts = {.calls = 0};
        struct scene_spec kind = {.way = way,
                                  .journal_mode = mode,
                                  .is_synchronous = true,
                                  .fault = (enum scene_fault)fault};
        sweep_seeds(&kind, &states, &counts);
        print(&kind, &counts);
        ck_assert_msg(counts.ends[SCENE_BROKEN] == 0, "%s, %s, %s: %s", way_name(way), mode,
                      scene_fault_name((enum scene_fault)fault), counts.first);
        ck_assert_uint_gt(counts.calls, 60); /* there was something to strike */
        ck_assert_uint_gt(counts.ends[SCENE_OLD], 0);
        ck_assert(!is_long() || counts.ends[SCENE_NEW] > 0); /* few calls are behind a commit */
    }
}
END_TEST

START_TEST(a_database_that_is_not_flushed_breaks_when_power_is_cut)
{
    const enum way way = (enum way)((size_t)_i / ARRAY_COUNT(modes));
    const char *mode = modes[(size_t)_i % ARRAY_COUNT(modes)];
    const struct scene_states states = scene_healthy(way, mode);
    struct counts counts = {.calls = 0};
    struct scene_spec kind = {.way = way, .journal_mode = mode, .fault = SCENE_POWER};
    sweep_seeds(&kind, &states, &counts);
    print(&kind, &counts);
    ck_assert_msg(counts.ends[SCENE_BROKEN] > 0, "%s, %s: nothing was lost", way_name(way), mode);
}
END_TEST

static int execute(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

static sqlite3 *open_as(struct volume_vfs *vfs, const char *name, struct process *process,
                        enum way way)
{
    sqlite3 *db = NULL;
    char path[OS_PATH_SIZE];
    (void)snprintf(path, sizeof(path), "%s\\MAIL.DB", way_root(way));
    volume_vfs_begin(vfs, name, &process->port, way_root(way));
    const int rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, name);
    ck_assert_int_eq(rc, SQLITE_OK);
    ck_assert_int_eq(execute(db, "PRAGMA cache_size = 4"), SQLITE_OK);
    return db;
}

/* The rows are as they were made. */
static int read_all(sqlite3 *db)
{
    sqlite3_stmt *statement = NULL;
    const char *sql = "SELECT count(*), total(body = printf('%0500d', i)) FROM t";
    int rc = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    rc = rc == SQLITE_OK ? sqlite3_step(statement) : rc;
    if (rc == SQLITE_ROW) {
        ck_assert_int_eq(sqlite3_column_int(statement, 0), 50);
        ck_assert_int_eq(sqlite3_column_int(statement, 1), 50);
        rc = SQLITE_OK;
    }
    (void)sqlite3_finalize(statement);
    return rc;
}

START_TEST(two_processes_keep_apart_and_one_undoes_what_the_other_left)
{
    const enum way way = (enum way)_i;
    const struct world_spec spec = {.seed = 1};
    static struct four_ways ways;
    struct volume_vfs vfs[2];
    four_ways_begin(&ways, &spec);
    sqlite3 *one = open_as(&vfs[0], "one", ways.one, way);
    sqlite3 *two = open_as(&vfs[1], "two", ways.two, way);
    const char *make = "CREATE TABLE t(i INTEGER PRIMARY KEY, body TEXT);"
                       "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n LIMIT 50)"
                       " INSERT INTO t SELECT i, printf('%0500d', i) FROM n;";
    ck_assert_int_eq(execute(one, make), SQLITE_OK);
    ck_assert_int_eq(execute(one, "BEGIN IMMEDIATE"), SQLITE_OK);
    ck_assert_int_eq(read_all(two), SQLITE_OK); /* beside one that is going to write */
    ck_assert_int_eq(execute(two, "BEGIN IMMEDIATE"), SQLITE_BUSY);
    ck_assert_int_eq(execute(two, "BEGIN; SELECT * FROM t"), SQLITE_OK);
    ck_assert_int_eq(execute(one, "INSERT INTO t VALUES(51, '')"), SQLITE_OK);
    ck_assert_int_eq(execute(one, "COMMIT"), SQLITE_BUSY); /* somebody reads */
    ck_assert_int_eq(execute(two, "COMMIT"), SQLITE_OK);
    ck_assert_int_eq(execute(one, "COMMIT; DELETE FROM t WHERE i = 51"), SQLITE_OK);
    ck_assert_int_eq(execute(one, "BEGIN; UPDATE t SET body = body || 'x'"), SQLITE_OK);
    ck_assert_int_eq(read_all(two), SQLITE_BUSY); /* pages were written before the commit */
    process_kill(ways.one);
    ck_assert_int_eq(read_all(two), SQLITE_OK);
    ck_assert_int_eq(execute(two, "PRAGMA integrity_check; DELETE FROM t"), SQLITE_OK);
    ck_assert_int_eq(execute(one, "COMMIT"), SQLITE_IOERR); /* it is gone */
    (void)sqlite3_close(one);
    ck_assert_int_eq(sqlite3_close(two), SQLITE_OK);
    volume_vfs_end(&vfs[0]);
    volume_vfs_end(&vfs[1]);
    four_ways_end(&ways);
}
END_TEST

int main(void)
{
    const int kinds = (int)(WAYS * ARRAY_COUNT(modes));
    Suite *suite = suite_create("SQLite on simulated volumes");
    TCase *tcase = tcase_create("strikes");
    tcase_set_timeout(tcase, 600);
    tcase_add_loop_test(tcase, a_database_is_old_or_new_after_any_fault, 0, kinds);
    tcase_add_loop_test(tcase, a_database_that_is_not_flushed_breaks_when_power_is_cut, 0, kinds);
    tcase_add_loop_test(tcase, two_processes_keep_apart_and_one_undoes_what_the_other_left, 0,
                        WAYS);
    suite_add_tcase(suite, tcase);
    (void)printf("%-15s %-9s %-5s %-27s %6s %6s %6s %7s\n", "volume", "journal", "sync", "fault",
                 "cases", "old", "new", "broken");
    (void)fflush(stdout);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
