/*
 * Every port call of IMPORT, EXPORT, CHKSTAT and RECLAIM fails once in every way. Afterwards, over
 * a sound connection, the mail in the post office is the old set or the new one, what is left
 * behind has a name and a tool, and the program run again ends the work. Prints how many runs there
 * were and in how many of them something was left behind.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "po_wear.h"
#include "support/fault_port.h"
#include "support/po_fixture.h"

#define ENTITLED "/NPO1 /Psecret /DV:\\CCDATA "

static const struct {
    const char *name;
    const char *program;
    const char *arguments;
    const char *damage;       /* before; NULL: none */
    bool is_whole_only_after; /* of damaged mail, some can be read only when it is mended */
} programs[] = {
    {"IMPORT", "IMPORT", FIXTURE_IMPORT, NULL, false},
    {"EXPORT", "EXPORT", FIXTURE_EXPORT, NULL, false},
    {"CHKSTAT NFT/C", "CHKSTAT", ENTITLED "NFT/C", "nft", true},
    {"CHKSTAT DIAGNOSTICS/M", "CHKSTAT", ENTITLED "DIAGNOSTICS/M", "message_index", true},
    {"CHKSTAT DIAGNOSTICS/R", "CHKSTAT", ENTITLED "DIAGNOSTICS/R", "counters", false},
    {"RECLAIM", "RECLAIM", ENTITLED, "lost_chain", false},
    {"RECLAIM DIRECTORY DIAGNOSTICS/A", "RECLAIM", ENTITLED "DIRECTORY DIAGNOSTICS/A",
     "directory_index", false},
};

enum { LETTERS = 3 };
static const char *const incoming[LETTERS] = {"in 1", "in 2", "in 3"};
static const char *const outgoing[LETTERS] = {"out 1", "out 2", "out 3"};

struct sums {
    unsigned runs;
    unsigned left; /* runs that left wear behind */
    unsigned lost;
    unsigned doubled;
    char first[256]; /* what was lost or doubled first */
};

static struct arena arena;
static struct memory_port *memory;

static void damage(struct os_port *port, const char *kind_name)
{
    struct postoffice *po = NULL;
    enum po_damage_kind kind = 0;
    ck_assert(po_damage_find(kind_name, &kind));
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_damage(po, kind), ST_OK);
    po_close(po);
}

static void setup(void)
{
    memory = fixture_create(&arena);
    struct os_port *port = memory_port_os(memory);
    const struct po_wear wear = {.turnovers = 3, .messages = 8, .keep = 4, .size_last = 6000};
    fixture_wear(port, &arena, &wear);
    for (size_t i = 0; i < LETTERS; i++) {
        ck_assert_int_eq(fixture_send(port, &arena, "Smith, J", "Brady, Sally", outgoing[i]),
                         ST_OK);
        fixture_put_import(
            memory, &arena, arena_format(&arena, "A%zu.CCM", i),
            fixture_ccm(&arena, "Brady, Sally at SITE1", "Smith, J|Doe, Ann", incoming[i], "text"));
    }
}

static void teardown(void)
{
    memory_port_release(memory);
    arena_release(&arena);
}

/* All mail of the mailboxes but what came in by IMPORT, as one number; 0: some cannot be read. */
static uint64_t old_mail(struct os_port *port, struct arena *scratch)
{
    struct postoffice *po = NULL;
    struct po_entries list = {0};
    uint64_t sum = 1;
    enum status st = po_open(port, FIXTURE_DATA, false, scratch, &po);
    st = st == ST_OK ? po_entry_list(po, scratch, &list) : st;
    for (size_t i = 0; st == ST_OK && i < list.count; i++) {
        struct po_message message = {.id = 0};
        const bool is_mailbox = list.entries[i].usr != 0 && list.entries[i].kind != PO_POSTOFFICE;
        while (st == ST_OK && is_mailbox) {
            struct bytes content = {0};
            st = po_queue_next(po, list.entries[i].usr, message.id, &message);
            st = st == ST_OK ? po_message_read(po, &message, scratch, &content, NULL) : st;
            if (st == ST_OK && strstr((const char *)content.data, "Subject: in ") == NULL) {
                sum += hash64_seeded(content.data, content.size, list.entries[i].usr);
            }
        }
        st = st == ST_NO_MORE ? ST_OK : st;
    }
    po_close(po);
    return st == ST_OK ? sum : 0;
}

struct run {
    struct memory_port *world;
    struct os_port *port;
    struct arena *scratch;
    const char *what; /* for messages */
    struct sums *sums;
};

static void note(const struct run *run, unsigned *counter, const char *letter)
{
    if (run->sums->lost + run->sums->doubled == 0) {
        (void)text_format(run->sums->first, sizeof(run->sums->first), "%s: \"%s\"", run->what,
                          letter);
    }
    (*counter)++;
}

static bool import_waits(const struct run *run, size_t i)
{
    return memory_port_get(run->world,
                           arena_format(run->scratch, FIXTURE_STORE "\\Import\\A%zu.CCM", i))
               .data != NULL;
}

/* No letter is nowhere, none is there twice; is_done: each has arrived. */
static void check_letters(const struct run *run, bool is_done)
{
    static const char *const readers[] = {"Smith, J", "Doe, Ann"};
    struct sums *sums = run->sums;
    for (size_t i = 0; i < LETTERS; i++) {
        for (size_t r = 0; r < ARRAY_COUNT(readers); r++) {
            const int got = fixture_count(run->port, run->scratch, readers[r], incoming[i]);
            if (got > 1) {
                note(run, &sums->doubled, incoming[i]);
            } else if (got < 1 && (is_done || !import_waits(run, i))) {
                note(run, &sums->lost, incoming[i]);
            }
        }
        const int waits = fixture_count(run->port, run->scratch, "SITE1", outgoing[i]);
        const int exported = fixture_exported(run->port, run->scratch, outgoing[i]);
        if (waits + exported < 1) {
            note(run, &sums->lost, outgoing[i]);
        } else if (exported > 1 || waits > 1 || (is_done && waits + exported > 1)) {
            note(run, &sums->doubled, outgoing[i]);
        }
    }
}

/* What is left has a name, and after the tools there is nothing. */
static void mend(const struct run *run)
{
    static const char *const tools[][2] = {
        {"CHKSTAT", ENTITLED "NFT/C DIAGNOSTICS/M DIAGNOSTICS/R"},
        {"RECLAIM", ENTITLED "DIRECTORY DIAGNOSTICS/A"},
        {"RECLAIM", ENTITLED},
    };
    const struct fixture_run look =
        fixture_run(run->port, run->scratch, "ANALYZE", "V:\\CCDATA DIAGNOSTICS", NULL);
    run->sums->left += look.result != 0 ? 1 : 0;
    ck_assert_msg(look.result == 0 || strstr(look.console, "\r\nRun: ") != NULL, "%s: %s",
                  run->what, look.console);
    ck_assert_msg(strstr(look.console, "backup") == NULL, "%s: %s", run->what, look.console);
    for (size_t i = 0; i < ARRAY_COUNT(tools); i++) {
        (void)fixture_run(run->port, run->scratch, tools[i][0], tools[i][1], NULL);
    }
    const struct fixture_run clean =
        fixture_run(run->port, run->scratch, "ANALYZE", "V:\\CCDATA", NULL);
    ck_assert_msg(clean.result == 0, "%s: %s", run->what, clean.console);
}

/* One run with call n failing; false: there is no call n. */
static bool run_once(size_t p, size_t f, uint64_t n, uint64_t mail, struct sums *sums)
{
    struct arena local = {0};
    struct fault_port fault;
    struct run run = {.scratch = &local, .sums = sums};
    run.world = memory_port_copy(memory, &local);
    run.port = memory_port_os(run.world);
    run.what = arena_format(&local, "%s, %s at call %llu", programs[p].name, fault_ways[f].name,
                            (unsigned long long)n);
    struct os_port *broken =
        fault_port_begin(&fault, run.port, fault_ways[f].kind, n, fault_ways[f].status);
    (void)fixture_run(broken, &local, programs[p].program, programs[p].arguments, NULL);
    (void)fault_port_end(&fault);
    const bool has_struck = fault.has_struck;
    if (!programs[p].is_whole_only_after) {
        ck_assert_msg(old_mail(run.port, &local) == mail, "%s: mail changed", run.what);
    }
    if (programs[p].damage == NULL) {
        check_letters(&run, false);
    }
    mend(&run);
    ck_assert_msg(old_mail(run.port, &local) == mail, "%s: mail changed by mending", run.what);
    check_letters(&run, false);
    const struct fixture_run imported =
        fixture_run(run.port, &local, "IMPORT", FIXTURE_IMPORT, NULL);
    ck_assert_msg(imported.result == 0, "%s, then %s", run.what, imported.console);
    const struct fixture_run exported =
        fixture_run(run.port, &local, "EXPORT",
                    "/NSITE1 /Psecret /DV:\\CCDATA /ITEMSIZE /@EXPORT\\MSG0002.CCM", NULL);
    ck_assert_msg(exported.result == 0, "%s, then %s", run.what, exported.console);
    check_letters(&run, true);
    sums->runs++;
    memory_port_release(run.world);
    arena_release(&local);
    return has_struck;
}

START_TEST(whatever_call_fails_mail_is_the_old_set_or_the_new_one)
{
    enum { FEWEST_CALLS = 12 };
    const size_t p = (size_t)_i / FAULT_WAYS;
    const size_t f = (size_t)_i % FAULT_WAYS;
    struct sums sums = {0};
    const uint64_t mail = old_mail(memory_port_os(memory), &arena);
    ck_assert_uint_ne(mail, 0);
    if (programs[p].damage != NULL) {
        damage(memory_port_os(memory), programs[p].damage);
    }
    uint64_t n = 1;
    while (run_once(p, f, n, mail, &sums)) {
        n++;
    }
    ck_assert_uint_ge(n, FEWEST_CALLS);
    printf("%-32s %-26s %6u %6u %6u %8u\n", programs[p].name, fault_ways[f].name, sums.runs,
           sums.left, sums.lost, sums.doubled);
    (void)fflush(stdout);
    ck_assert_msg(sums.lost + sums.doubled == 0, "lost or doubled first: %s", sums.first);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sweep_postoffice");
    TCase *tcase = tcase_create("sweep");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, whatever_call_fails_mail_is_the_old_set_or_the_new_one, 0,
                        (int)(ARRAY_COUNT(programs) * FAULT_WAYS));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    printf("%-32s %-26s %6s %6s %6s %8s\n", "program", "each call meets", "runs", "wear", "lost",
           "doubled");
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
