/* Several real processes at one real post office: they respect each other's locks, and whatever
 * one of them was doing when it was killed, Analyze names what is left and the tools mend it. */
#define _XOPEN_SOURCE 700
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "po_wear.h"
#include "port/posix_port.h"
#include "support/fault_port.h"
#include "support/po_fixture.h"

#define ENTITLED "/NPO1 /Psecret /DV:\\CCDATA "
#define ANALYZE "V:\\CCDATA DIAGNOSTICS"

static struct arena arena;
static struct arena port_arena;
static struct os_port *port;
static char top[32];

static struct os_port *real_port(struct arena *on)
{
    const struct posix_port_name names[] = {{"V:", top}, {"C:", top}};
    const struct posix_port_config config = {
        .arena = on, .names = names, .name_count = ARRAY_COUNT(names)};
    return posix_port_create(&config);
}

static void put(const char *path, const char *text)
{
    const struct os_open_mode mode = {OS_WRITE, OS_DENY_NONE, OS_CREATE_ALWAYS};
    struct os_file file = {0};
    ck_assert_int_eq(os_open(port, path, mode, &file), ST_OK);
    ck_assert_int_eq(os_write(port, file, 0, text, strlen(text)), ST_OK);
    ck_assert_int_eq(os_close(port, file), ST_OK);
}

static void setup(void)
{
    static const char *const directories[] = {FIXTURE_DATA, FIXTURE_STORE, FIXTURE_STORE "\\IMPORT",
                                              FIXTURE_STORE "\\EXPORT"};
    (void)text_copy(top, sizeof(top), "/tmp/ccbench-pp-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(top));
    port = real_port(&port_arena);
    for (size_t i = 0; i < ARRAY_COUNT(directories); i++) {
        ck_assert_int_eq(os_make_dir(port, directories[i]), ST_OK);
    }
    put(FIXTURE_STORE "\\IMPORT.INI", "/NPO1\r\n/Psecret\r\n/DV:\\CCDATA\r\n/@IMPORT\\*.CCM\r\n");
    put(FIXTURE_STORE "\\EXPORT.INI",
        "/NPO1\r\n/Psecret\r\n/DV:\\CCDATA\r\n/@EXPORT\\MSG0001.CCM\r\n");
    fixture_fill(port, &arena);
}

static void teardown(void)
{
    char command[64];
    posix_port_close(port);
    (void)text_format(command, sizeof(command), "rm -rf %s", top);
    ck_assert_int_eq(system(command), 0); /* NOLINT(cert-env33-c): a name of our own */
    arena_release(&arena);
    arena_release(&port_arena);
}

static uint64_t next(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

static uint64_t below(void *context, uint64_t bound)
{
    return next(context) % bound;
}

static bool wait_a_little(void *context)
{
    const struct timespec pause = {.tv_nsec = 100000};
    (void)context;
    (void)nanosleep(&pause, NULL);
    return true;
}

static enum status churn(struct os_port *on, struct arena *scratch, uint64_t seed,
                         uint32_t turnovers)
{
    static const uint32_t usrs[] = {2, 3}; /* not Smith's, whose letters are counted */
    struct postoffice *po = NULL;
    const struct po_wear wear = {.turnovers = turnovers,
                                 .messages = 8,
                                 .keep = 3,
                                 .size_first = 0,
                                 .size_last = 9000,
                                 .usrs = usrs,
                                 .usr_count = ARRAY_COUNT(usrs),
                                 .below = below,
                                 .context = &seed,
                                 .waited = wait_a_little};
    enum status st = po_open(on, FIXTURE_DATA, true, scratch, &po);
    if (st == ST_OK) {
        st = po_wear(po, &wear, scratch);
    }
    po_close(po);
    return st;
}

static struct fixture_run run(const char *program, const char *arguments)
{
    const struct program_traits traits = {
        .version = "5.15", .extent_table = 32, .import_remembers = true, .lock_wait_ms = 10};
    return fixture_run(port, &arena, program, arguments, &traits);
}

/* ---- two at once ---- */

START_TEST(two_processes_that_send_and_delete_at_once_leave_no_wear)
{
    pid_t children[3];
    for (size_t i = 0; i < ARRAY_COUNT(children); i++) {
        children[i] = fork();
        ck_assert_int_ge(children[i], 0);
        if (children[i] == 0) {
            struct arena own = {0};
            struct arena scratch = {0};
            _exit(churn(real_port(&own), &scratch, i + 1, 6) == ST_OK ? 0 : 1);
        }
    }
    for (size_t i = 0; i < ARRAY_COUNT(children); i++) {
        int code = -1;
        ck_assert_int_eq(waitpid(children[i], &code, 0), children[i]);
        ck_assert_int_eq(code, 0);
    }
    struct po_report report;
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.wear + report.errors, 0);
    ck_assert_uint_eq(report.messages, 3 * ARRAY_COUNT(children));
}
END_TEST

/* A child that holds something until its pipe is closed. */
struct holder {
    pid_t pid;
    int release; /* write end */
};

static struct holder hold(bool alone)
{
    int ready[2];
    int release[2];
    char byte = 0;
    ck_assert_int_eq(pipe(ready), 0);
    ck_assert_int_eq(pipe(release), 0);
    const pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        struct arena own = {0};
        struct postoffice *po = NULL;
        struct os_port *on = real_port(&own);
        (void)close(release[1]);
        enum status st = alone ? po_open_alone(on, FIXTURE_DATA, &own, &po)
                               : po_open(on, FIXTURE_DATA, true, &own, &po);
        st = st == ST_OK ? po_lock(po) : st;
        (void)!write(ready[1], &byte, 1);
        (void)!read(release[0], &byte, 1);
        _exit(st == ST_OK ? 0 : 1); /* and everything is given up */
    }
    (void)close(release[0]);
    ck_assert_int_eq(read(ready[0], &byte, 1), 1);
    (void)close(ready[0]);
    (void)close(ready[1]);
    return (struct holder){child, release[1]};
}

static void let_go(struct holder holder)
{
    int code = -1;
    (void)close(holder.release);
    ck_assert_int_eq(waitpid(holder.pid, &code, 0), holder.pid);
    ck_assert_int_eq(code, 0);
}

START_TEST(who_commits_keeps_other_processes_from_committing_but_not_from_looking)
{
    const struct holder holder = hold(false);
    ck_assert_int_eq(fixture_send(port, &arena, "Smith, J", "Doe, Ann", "s"), ST_LOCK_VIOLATION);
    ck_assert_int_eq(run("ANALYZE", ANALYZE).result, 0);
    ck_assert_int_eq(run("CHKSTAT", ENTITLED).result, 4);
    let_go(holder);
    ck_assert_int_eq(fixture_send(port, &arena, "Smith, J", "Doe, Ann", "s"), ST_OK);
    ck_assert_int_eq(run("CHKSTAT", ENTITLED).result, 0);
}
END_TEST

START_TEST(a_tool_that_has_the_post_office_alone_keeps_every_process_out)
{
    const struct holder holder = hold(true);
    ck_assert_int_eq(run("EXPORT", FIXTURE_EXPORT).result, 4);
    ck_assert_int_eq(run("ANALYZE", ANALYZE).result, 4);
    ck_assert_int_eq(run("RECLAIM", ENTITLED).result, 4);
    let_go(holder);
    ck_assert_int_eq(run("ANALYZE", ANALYZE).result, 0);
}
END_TEST

/* ---- kill -9 ---- */

static const struct {
    const char *program; /* NULL: people send and delete */
    const char *arguments;
    uint64_t calls; /* about as many port calls as it makes */
} victims[] = {
    {NULL, NULL, 600},
    {"IMPORT", FIXTURE_IMPORT, 60},
    {"EXPORT", FIXTURE_EXPORT, 60},
    {"CHKSTAT", ENTITLED "NFT/C DIAGNOSTICS/M DIAGNOSTICS/R", 300},
    {"RECLAIM", ENTITLED, 200},
    {"RECLAIM", ENTITLED "DIRECTORY DIAGNOSTICS/A", 60},
};

static void be_victim(size_t which, uint64_t at, uint64_t seed)
{
    struct arena own = {0};
    struct arena scratch = {0};
    struct fault_port fault;
    struct os_port *on = fault_port_begin(&fault, real_port(&own), FAULT_SIGNAL, at, ST_OK);
    if (victims[which].program == NULL) {
        (void)!churn(on, &scratch, seed, 4);
    } else {
        (void)fixture_run(on, &scratch, victims[which].program, victims[which].arguments, NULL);
    }
    _exit(0);
}

/* Everything that the report names has a tool; after all of them there is nothing left. */
static void mend(size_t which, uint64_t at)
{
    static const char *const tools[][2] = {
        {"CHKSTAT", ENTITLED "NFT/C DIAGNOSTICS/M DIAGNOSTICS/R"},
        {"RECLAIM", ENTITLED "DIRECTORY DIAGNOSTICS/A"},
        {"RECLAIM", ENTITLED},
    };
    struct po_report report;
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_msg(report.errors == 0, "program %zu killed before call %llu: %u errors", which,
                  (unsigned long long)at, report.errors);
    const struct fixture_run look = run("ANALYZE", ANALYZE);
    ck_assert_int_eq(look.result, report.wear == 0 ? 0 : 1);
    ck_assert_msg(report.wear == 0 || strstr(look.console, "\r\nRun: ") != NULL, "%s",
                  look.console);
    ck_assert_ptr_null(strstr(look.console, "backup"));
    for (size_t i = 0; i < ARRAY_COUNT(tools); i++) {
        const struct fixture_run done = run(tools[i][0], tools[i][1]);
        ck_assert_msg(done.result == 0, "%s", done.console);
    }
    const struct fixture_run clean = run("ANALYZE", ANALYZE);
    ck_assert_msg(clean.result == 0, "program %zu killed before call %llu: %s", which,
                  (unsigned long long)at, clean.console);
}

START_TEST(a_process_killed_at_any_call_leaves_wear_that_has_a_name_and_a_tool)
{
    enum { ROUNDS = 8 };
    uint64_t state = 41 + (uint64_t)_i;
    unsigned killed = 0;
    unsigned kept = 0;
    for (unsigned round = 0; round < ROUNDS; round++) {
        const size_t which = (size_t)_i;
        const uint64_t at = 1 + next(&state) % victims[which].calls;
        const uint64_t seed = next(&state);
        ck_assert_int_eq(fixture_send(port, &arena, "Doe, Ann", "Smith, J", "kept"), ST_OK);
        kept++;
        ck_assert_int_eq(churn(port, &arena, seed, 1), ST_OK);
        ck_assert_int_eq(fixture_send(port, &arena, "Doe, Ann", "Brady, Sally", "out"), ST_OK);
        put(FIXTURE_STORE "\\IMPORT\\A.CCM",
            arena_text_n(&arena,
                         (const char *)fixture_ccm(&arena, "x at FAR", "Roe, Max", "in", "t").data,
                         fixture_ccm(&arena, "x at FAR", "Roe, Max", "in", "t").size));
        const pid_t child = fork();
        ck_assert_int_ge(child, 0);
        if (child == 0) {
            be_victim(which, at, seed);
        }
        int code = 0;
        ck_assert_int_eq(waitpid(child, &code, 0), child);
        killed += WIFSIGNALED(code) ? 1 : 0;
        mend(which, at);
        ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "kept"), (int)kept);
    }
    ck_assert_uint_ge(killed, ROUNDS / 3);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("po_processes");
    TCase *tcase = tcase_create("processes");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, two_processes_that_send_and_delete_at_once_leave_no_wear);
    tcase_add_test(tcase, who_commits_keeps_other_processes_from_committing_but_not_from_looking);
    tcase_add_test(tcase, a_tool_that_has_the_post_office_alone_keeps_every_process_out);
    tcase_add_loop_test(tcase, a_process_killed_at_any_call_leaves_wear_that_has_a_name_and_a_tool,
                        0, (int)ARRAY_COUNT(victims));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
