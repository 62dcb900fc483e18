/* Tests of ANALYZE, CHKSTAT and RECLAIM (tools/programs), po_repair.c, po_compact.c and
 * po_damage.c. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "po_internal.h"
#include "po_wear.h"
#include "support/fault_port.h"
#include "support/po_fixture.h"

#define ENTITLED "/NPO1 /Psecret /DV:\\CCDATA "
#define ANALYZE "V:\\CCDATA DIAGNOSTICS"

static struct arena arena;
static struct memory_port *memory;
static struct os_port *port;

static void setup(void)
{
    memory = fixture_create(&arena);
    port = memory_port_os(memory);
    const struct po_wear wear = {.turnovers = 6, .messages = 12, .keep = 6, .size_last = 9000};
    fixture_wear(port, &arena, &wear);
}

static void teardown(void)
{
    memory_port_release(memory);
    arena_release(&arena);
}

static struct fixture_run run(const char *program, const char *arguments)
{
    const struct fixture_run done = fixture_run(port, &arena, program, arguments, NULL);
    ck_assert_uint_eq(memory_port_open_count(memory), 0);
    return done;
}

static bool says(const struct fixture_run *done, const char *line)
{
    return strstr(done->console, line) != NULL;
}

/* All mail in all mailboxes, as one number; 0: it cannot be read. */
static uint64_t mail_of(struct os_port *on, struct arena *scratch, uint32_t *count_out)
{
    struct postoffice *po = NULL;
    struct po_entries list = {0};
    uint64_t hash = 1;
    *count_out = 0;
    enum status st = po_open(on, FIXTURE_DATA, false, scratch, &po);
    st = st == ST_OK ? po_entry_list(po, scratch, &list) : st;
    for (size_t i = 0; st == ST_OK && i < list.count; i++) {
        struct po_message message = {.id = 0};
        while (st == ST_OK && list.entries[i].usr != 0) {
            struct bytes content = {0};
            st = po_queue_next(po, list.entries[i].usr, message.id, &message);
            st = st == ST_OK ? po_message_read(po, &message, scratch, &content, NULL) : st;
            if (st == ST_OK) {
                hash = hash64_seeded(content.data, content.size, hash + list.entries[i].usr);
                (*count_out)++;
            }
        }
        st = st == ST_NO_MORE ? ST_OK : st;
    }
    po_close(po);
    return st == ST_OK ? hash : 0;
}

static void damage(struct os_port *on, enum po_damage_kind kind)
{
    struct postoffice *po = NULL;
    ck_assert_int_eq(po_open(on, FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_damage(po, kind), ST_OK);
    po_close(po);
}

static uint64_t bytes_of(const struct memory_port *world)
{
    const struct bytes clandata = memory_port_get(world, FIXTURE_DATA "\\CLANDATA");
    const struct bytes mlandata = memory_port_get(world, FIXTURE_DATA "\\MLANDATA");
    return hash64_seeded(mlandata.data, mlandata.size, hash64(clandata.data, clandata.size));
}

START_TEST(analyze_finds_nothing_in_a_healthy_post_office_and_changes_nothing)
{
    const uint64_t before = bytes_of(memory);
    const struct fixture_run done = run("ANALYZE", ANALYZE);
    ck_assert_int_eq(done.result, 0);
    ck_assert(says(&done, "Post office: PO1\r\n"));
    ck_assert_msg(says(&done, "\r\nErrors: 0\r\n"), "%s", done.console);
    ck_assert(!says(&done, "Run: "));
    ck_assert_uint_eq(bytes_of(memory), before);
}
END_TEST

static const struct {
    enum po_damage_kind kind;
    const char *named; /* by ANALYZE */
    const char *program;
    const char *arguments; /* what mends it */
    const char *wrong_program;
    const char *wrong_arguments; /* what leaves it */
} kinds[] = {
    {PO_DAMAGE_MESSAGE_INDEX, "Run: CHKSTAT DIAGNOSTICS/M\r\n", "CHKSTAT", ENTITLED "DIAGNOSTICS/M",
     "RECLAIM", ENTITLED},
    {PO_DAMAGE_COUNTERS, "Run: CHKSTAT DIAGNOSTICS/R\r\n", "CHKSTAT", ENTITLED "DIAGNOSTICS/R",
     "CHKSTAT", ENTITLED "DIAGNOSTICS/M"},
    {PO_DAMAGE_LOST_CHAIN, "Run: RECLAIM\r\n", "RECLAIM", ENTITLED, "CHKSTAT",
     ENTITLED "DIAGNOSTICS/M/R"},
    {PO_DAMAGE_POINTERS, "Run: CHKSTAT DIAGNOSTICS/R\r\n", "CHKSTAT", ENTITLED "/DIAGNOSTICS/R",
     "RECLAIM", ENTITLED},
    {PO_DAMAGE_CROSS_LINKED, "Run: CHKSTAT DIAGNOSTICS/M\r\n", "CHKSTAT", ENTITLED "DIAGNOSTICS/M",
     "CHKSTAT", ENTITLED "DIAGNOSTICS/R"},
    {PO_DAMAGE_NFT, "Run: CHKSTAT NFT/C\r\n", "CHKSTAT", ENTITLED "NFT/C", "CHKSTAT",
     ENTITLED "DIAGNOSTICS/M DIAGNOSTICS/R"},
    {PO_DAMAGE_DIRECTORY_INDEX, "Run: RECLAIM DIRECTORY DIAGNOSTICS/A\r\n", "RECLAIM",
     ENTITLED "DIRECTORY DIAGNOSTICS/A", "RECLAIM", ENTITLED},
};

START_TEST(each_damage_is_named_and_mended_by_its_own_tool_only)
{
    uint32_t count = 0;
    uint32_t after = 0;
    const uint64_t mail = mail_of(port, &arena, &count);
    ck_assert_uint_gt(count, 5);
    damage(port, kinds[_i].kind);
    struct fixture_run done = run("ANALYZE", ANALYZE);
    ck_assert_int_eq(done.result, 1);
    ck_assert_msg(says(&done, kinds[_i].named), "%s", done.console);
    (void)run(kinds[_i].wrong_program, kinds[_i].wrong_arguments);
    done = run("ANALYZE", ANALYZE);
    ck_assert_msg(done.result == 1 && says(&done, kinds[_i].named), "%s", done.console);
    done = run(kinds[_i].program, kinds[_i].arguments);
    ck_assert_msg(done.result == 0, "%s", done.console);
    done = run("ANALYZE", ANALYZE);
    ck_assert_msg(done.result == 0, "%s", done.console);
    ck_assert_uint_eq(mail_of(port, &arena, &after), mail);
    ck_assert_uint_eq(after, count);
}
END_TEST

static const struct {
    enum po_damage_kind kind;
    const char *named; /* by ANALYZE */
} beyond[] = {
    {PO_DAMAGE_TORN_BLOCK, "\r\nTorn message blocks: 1\r\n"},
    {PO_DAMAGE_UNREADABLE_MESSAGE, "\r\nTorn message blocks: 1\r\n"},
    {PO_DAMAGE_DIRECTORY_CHAIN, "\r\nBroken directory chains: "},
    {PO_DAMAGE_FOREIGN_TEXT, "\r\nNFT errors in CLANDATA\r\n"},
};

START_TEST(some_damage_is_beyond_the_tools_and_they_change_nothing)
{
    static const char *const tools[][2] = {
        {"CHKSTAT", ENTITLED "DIAGNOSTICS/M"},
        {"CHKSTAT", ENTITLED "DIAGNOSTICS/R"},
        {"RECLAIM", ENTITLED "DIRECTORY DIAGNOSTICS/A"},
        {"RECLAIM", ENTITLED},
        {"CHKSTAT", ENTITLED "NFT/C"},
    };
    ck_assert_int_eq(fixture_send(port, &arena, "Smith, J", "Brady, Sally", "in the queue"), ST_OK);
    damage(port, beyond[_i].kind);
    uint32_t count = 0;
    const uint64_t mail = mail_of(port, &arena, &count);
    for (size_t i = 0; i <= ARRAY_COUNT(tools); i++) {
        uint32_t after = 0;
        const struct fixture_run done = run("ANALYZE", ANALYZE);
        ck_assert_int_eq(done.result, 1);
        ck_assert_msg(says(&done, beyond[_i].named), "%s: %s", po_damage_name(beyond[_i].kind),
                      done.console);
        ck_assert_msg(says(&done, "Run: a restore of a backup\r\n"), "%s", done.console);
        ck_assert_uint_eq(mail_of(port, &arena, &after), mail);
        if (i < ARRAY_COUNT(tools)) {
            (void)run(tools[i][0], tools[i][1]);
        }
    }
}
END_TEST

START_TEST(each_kind_of_damage_has_a_row_that_says_what_it_strikes)
{
    for (enum po_damage_kind kind = 0; kind < PO_DAMAGE_KINDS; kind++) {
        enum po_damage_kind found = PO_DAMAGE_KINDS;
        ck_assert(po_damage_find(po_damage_name(kind), &found));
        ck_assert_int_eq(found, kind);
        ck_assert_uint_gt(strlen(po_damage_bytes(kind)), 10);
        ck_assert_uint_gt(strlen(po_damage_mended_by(kind)), 5);
    }
    enum po_damage_kind kind = 0;
    ck_assert(!po_damage_find("weather", &kind));
}
END_TEST

START_TEST(where_there_is_nothing_of_a_kind_there_is_nothing_to_damage)
{
    static const enum po_damage_kind kinds_of_mail[] = {
        PO_DAMAGE_MESSAGE_INDEX, PO_DAMAGE_COUNTERS,     PO_DAMAGE_LOST_CHAIN,
        PO_DAMAGE_TORN_BLOCK,    PO_DAMAGE_CROSS_LINKED, PO_DAMAGE_UNREADABLE_MESSAGE};
    static const enum po_damage_kind kinds_of_entries[] = {
        PO_DAMAGE_POINTERS, PO_DAMAGE_NFT, PO_DAMAGE_DIRECTORY_INDEX, PO_DAMAGE_DIRECTORY_CHAIN};
    const struct po_spec spec = {
        .format = PO_DB6, .name = "EMPTY", .password = "", .code_page = 437};
    struct postoffice *po = NULL;
    ck_assert_int_eq(os_make_dir(port, "V:\\EMPTY"), ST_OK);
    ck_assert_int_eq(po_create(port, "V:\\EMPTY", &spec), ST_OK);
    ck_assert_int_eq(po_open(port, "V:\\EMPTY", true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_lock(po), ST_OK);
    for (size_t i = 0; i < ARRAY_COUNT(kinds_of_mail); i++) {
        ck_assert_int_eq(po_damage(po, kinds_of_mail[i]), ST_NOT_FOUND);
    }
    for (size_t i = 0; i < ARRAY_COUNT(kinds_of_entries); i++) {
        ck_assert_int_eq(po_damage(po, kinds_of_entries[i]), ST_NOT_FOUND);
    }
    po_close(po);
}
END_TEST

START_TEST(the_programs_meet_each_damage_with_their_own_result_code)
{
    static const struct {
        enum po_damage_kind kind;
        int export;
        int import;
        bool is_logged; /* in NFTERROR.LOG */
    } codes[] = {{PO_DAMAGE_MESSAGE_INDEX, 3, 0, false},
                 {PO_DAMAGE_COUNTERS, 0, 0, false},
                 {PO_DAMAGE_POINTERS, 0, 0, false},
                 {PO_DAMAGE_TORN_BLOCK, 0, 0, false},
                 {PO_DAMAGE_CROSS_LINKED, 3, 0, false},
                 {PO_DAMAGE_UNREADABLE_MESSAGE, 0, 0, false},
                 {PO_DAMAGE_NFT, 1, 1, true},
                 {PO_DAMAGE_DIRECTORY_INDEX, 3, 5, false},
                 {PO_DAMAGE_DIRECTORY_CHAIN, 1, 1, true},
                 {PO_DAMAGE_FOREIGN_TEXT, 1, 1, true}};
    for (size_t i = 0; i < ARRAY_COUNT(codes); i++) {
        struct arena local = {0};
        struct memory_port *world = memory_port_copy(memory, &local);
        struct os_port *on = memory_port_os(world);
        ck_assert_int_eq(fixture_send(on, &local, "Smith, J", "Brady, Sally", "out"), ST_OK);
        damage(on, codes[i].kind);
        const int exported = fixture_run(on, &local, "EXPORT", FIXTURE_EXPORT, NULL).result;
        fixture_put_import(world, &local, "A.CCM",
                           fixture_ccm(&local, "Brady, Sally at SITE1", "Smith, J", "in", "t"));
        const int imported = fixture_run(on, &local, "IMPORT", FIXTURE_IMPORT, NULL).result;
        ck_assert_msg(exported == codes[i].export && imported == codes[i].import,
                      "%s: EXPORT %d, IMPORT %d", po_damage_name(codes[i].kind), exported,
                      imported);
        ck_assert_int_eq(memory_port_get(world, FIXTURE_DATA "\\NFTERROR.LOG").size != 0,
                         codes[i].is_logged);
        memory_port_release(world);
        arena_release(&local);
    }
}
END_TEST

START_TEST(reclaim_refuses_a_damaged_index_names_chkstat_and_changes_nothing)
{
    damage(port, PO_DAMAGE_MESSAGE_INDEX);
    const uint64_t before = bytes_of(memory);
    const struct fixture_run done = run("RECLAIM", ENTITLED);
    ck_assert_int_eq(done.result, 1);
    ck_assert(says(&done, "Run CHKSTAT DIAGNOSTICS/M first."));
    ck_assert_uint_eq(bytes_of(memory), before);
    const struct fixture_run counters = run("CHKSTAT", ENTITLED "DIAGNOSTICS/R");
    ck_assert_int_eq(counters.result, 1);
    ck_assert(says(&counters, "Run CHKSTAT DIAGNOSTICS/M first."));
}
END_TEST

START_TEST(reclaim_puts_each_message_into_one_piece_and_shortens_the_files)
{
    uint32_t count = 0;
    const uint64_t mail = mail_of(port, &arena, &count);
    const uint64_t clandata = memory_port_get(memory, FIXTURE_DATA "\\CLANDATA").size;
    const uint64_t mlandata = memory_port_get(memory, FIXTURE_DATA "\\MLANDATA").size;
    struct po_report report;
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_uint_gt(report.extents_max, 1);
    ck_assert_uint_gt(report.free_blocks, 0);
    ck_assert_int_eq(run("RECLAIM", ENTITLED).result, 0);
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.extents_max, 1);
    ck_assert_uint_eq(report.free_blocks, 0);
    ck_assert_uint_eq(report.errors + report.wear, 0);
    ck_assert_uint_le(memory_port_get(memory, FIXTURE_DATA "\\CLANDATA").size, clandata);
    ck_assert_uint_lt(memory_port_get(memory, FIXTURE_DATA "\\MLANDATA").size, mlandata);
    ck_assert_uint_eq(mail_of(port, &arena, &count), mail);
    ck_assert_int_eq(fixture_send(port, &arena, "Smith, J", "Brady, Sally", "later"), ST_OK);
    ck_assert_int_eq(fixture_count(port, &arena, "SITE1", "later"), 1);
}
END_TEST

START_TEST(chkstat_never_shortens_a_file)
{
    const uint64_t mlandata = memory_port_get(memory, FIXTURE_DATA "\\MLANDATA").size;
    const struct fixture_run done = run("CHKSTAT", "PO1 secret V:\\CCDATA DIAGNOSTICS/M/R");
    ck_assert_msg(done.result == 0, "%s", done.console);
    ck_assert_uint_eq(memory_port_get(memory, FIXTURE_DATA "\\MLANDATA").size, mlandata);
    ck_assert_int_eq(run("CHKSTAT", ENTITLED).result, 0); /* statistics only */
}
END_TEST

START_TEST(reclaim_without_room_leaves_everything_as_it_was)
{
    uint32_t count = 0;
    const uint64_t mail = mail_of(port, &arena, &count);
    memory_port_set_free(memory, 6000);
    ck_assert_int_eq(run("RECLAIM", ENTITLED).result, 1);
    ck_assert_uint_eq(mail_of(port, &arena, &count), mail);
    ck_assert_int_eq(run("ANALYZE", ANALYZE).result, 0);
}
END_TEST

START_TEST(who_has_it_open_keeps_the_tools_out_and_they_keep_out_others)
{
    struct postoffice *po = NULL;
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, false, &arena, &po), ST_OK);
    const struct fixture_run done = fixture_run(port, &arena, "RECLAIM", ENTITLED, NULL);
    ck_assert_int_eq(done.result, 4);
    ck_assert_uint_ge(done.end_us, 15000000);
    po_close(po);
    ck_assert_int_eq(po_open_alone(port, FIXTURE_DATA, &arena, &po), ST_OK);
    ck_assert_int_eq(fixture_run(port, &arena, "EXPORT", FIXTURE_EXPORT, NULL).result, 4);
    ck_assert_int_eq(fixture_run(port, &arena, "ANALYZE", ANALYZE, NULL).result, 4);
    po_close(po);
}
END_TEST

#define BAD "Bad Parameters on the command line: "

static const struct {
    const char *name;
    const char *program;
    const char *arguments;
    const char *line;
} refused[] = {
    {"no directory", "ANALYZE", "", BAD "no path of a post office\r\n"},
    {"an empty directory", "ANALYZE", "/D DIAGNOSTICS", BAD "no path of a post office\r\n"},
    {"an unknown option", "ANALYZE", "V:\\CCDATA DIAGNOSTICS/Q", BAD "DIAGNOSTICS/Q\r\n"},
    {"an unknown switch", "CHKSTAT", ENTITLED "/X", BAD "/X\r\n"},
    {"too many arguments", "RECLAIM", "PO1 secret V:\\CCDATA more", BAD "more\r\n"},
    {"what another program does", "RECLAIM", ENTITLED "/NFT/C", BAD "/NFT/C\r\n"},
    {"a repair with ANALYZE", "ANALYZE", "V:\\CCDATA DIAGNOSTICS/M", BAD "DIAGNOSTICS/M\r\n"},
    {"half a word", "RECLAIM", ENTITLED "DIAGNOSTICS/A", BAD "DIAGNOSTICS/A without DIRECTORY\r\n"},
    {"nothing there", "ANALYZE", "V:\\NOWHERE", "Post office: "},
    {"a wrong name", "CHKSTAT", "PO2 secret V:\\CCDATA", "name or password is not correct"},
    {"a wrong password", "RECLAIM", "PO1 wrong V:\\CCDATA", "name or password is not correct"},
    {"no password", "RECLAIM", "/NPO1 /DV:\\CCDATA", "name or password is not correct"},
};

START_TEST(what_is_not_allowed_is_refused_with_a_reason)
{
    const struct fixture_run done = run(refused[_i].program, refused[_i].arguments);
    ck_assert_msg(done.result == 1, "%s: %d", refused[_i].name, done.result);
    ck_assert_msg(says(&done, refused[_i].line), "%s: %s", refused[_i].name, done.console);
}
END_TEST

START_TEST(headers_that_cannot_be_read_are_named)
{
    uint8_t zeros[PO_HEADER_SIZE] = {0};
    const struct bytes old = memory_port_get(memory, FIXTURE_DATA "\\CLANDATA");
    uint8_t *data = arena_copy(&arena, old.data, old.size);
    memcpy(data, zeros, sizeof(zeros));
    memory_port_put(memory, FIXTURE_DATA "\\CLANDATA", (struct bytes){data, old.size});
    const struct fixture_run done = run("ANALYZE", ANALYZE);
    ck_assert_int_eq(done.result, 1);
    ck_assert(says(&done, "NFT errors in CLANDATA\r\n"));
}
END_TEST

/* Whatever call fails: the mail is there as it was, after the tool has run again. */
static const struct {
    const char *name;
    const char *program;
    const char *arguments;
    int damage; /* -1: none */
} tools[] = {
    {"RECLAIM", "RECLAIM", ENTITLED, -1},
    {"CHKSTAT DIAGNOSTICS/M", "CHKSTAT", ENTITLED "DIAGNOSTICS/M", PO_DAMAGE_MESSAGE_INDEX},
    {"CHKSTAT DIAGNOSTICS/R", "CHKSTAT", ENTITLED "DIAGNOSTICS/R", PO_DAMAGE_COUNTERS},
    {"CHKSTAT DIAGNOSTICS/M of crossed chains", "CHKSTAT", ENTITLED "DIAGNOSTICS/M",
     PO_DAMAGE_CROSS_LINKED},
    {"CHKSTAT NFT/C", "CHKSTAT", ENTITLED "NFT/C", PO_DAMAGE_NFT},
    {"RECLAIM DIRECTORY DIAGNOSTICS/A", "RECLAIM", ENTITLED "DIRECTORY DIAGNOSTICS/A",
     PO_DAMAGE_DIRECTORY_INDEX},
};

static const struct {
    const char *name;
    enum fault_port_kind kind;
    enum status status;
} faults[] = {
    {"an error", FAULT_FAIL, ST_IO_ERROR},
    {"a full disk", FAULT_FAIL, ST_DISK_FULL},
    {"an error afterwards", FAULT_AFTER, ST_IO_ERROR},
    {"a torn write", FAULT_TORN, ST_CONNECTION_LOST},
    {"a kill", FAULT_KILL, ST_OK},
    {"a kill in a write", FAULT_KILL_TORN, ST_OK},
};

static void sweep(size_t tool, size_t which)
{
    uint32_t count = 0;
    const uint64_t mail = mail_of(port, &arena, &count);
    if (tools[tool].damage >= 0) {
        damage(port, (enum po_damage_kind)tools[tool].damage);
    }
    for (uint64_t n = 1;; n++) {
        struct arena local = {0};
        struct fault_port fault;
        uint32_t after = 0;
        struct memory_port *world = memory_port_copy(memory, &local);
        struct os_port *on = memory_port_os(world);
        struct os_port *broken =
            fault_port_begin(&fault, on, faults[which].kind, n, faults[which].status);
        (void)fixture_run(broken, &local, tools[tool].program, tools[tool].arguments, NULL);
        (void)fault_port_end(&fault);
        if (tools[tool].damage == -1 || tools[tool].damage == PO_DAMAGE_COUNTERS) {
            ck_assert_msg(mail_of(on, &local, &after) == mail, "%s, %s at call %llu: mail changed",
                          tools[tool].name, faults[which].name, (unsigned long long)n);
        }
        const struct fixture_run again =
            fixture_run(on, &local, tools[tool].program, tools[tool].arguments, NULL);
        ck_assert_msg(again.result == 0, "%s, %s at call %llu, then: %s", tools[tool].name,
                      faults[which].name, (unsigned long long)n, again.console);
        ck_assert_msg(mail_of(on, &local, &after) == mail, "%s, %s at call %llu: %u of %u left",
                      tools[tool].name, faults[which].name, (unsigned long long)n, after, count);
        const bool has_struck = fault.has_struck;
        memory_port_release(world);
        arena_release(&local);
        if (!has_struck) {
            ck_assert_uint_gt(n, 20);
            break;
        }
    }
}

START_TEST(whatever_call_fails_no_mail_is_lost)
{
    sweep((size_t)_i / ARRAY_COUNT(faults), (size_t)_i % ARRAY_COUNT(faults));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("utility");
    TCase *tcase = tcase_create("utilities");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, analyze_finds_nothing_in_a_healthy_post_office_and_changes_nothing);
    tcase_add_loop_test(tcase, each_damage_is_named_and_mended_by_its_own_tool_only, 0,
                        ARRAY_COUNT(kinds));
    tcase_add_loop_test(tcase, some_damage_is_beyond_the_tools_and_they_change_nothing, 0,
                        ARRAY_COUNT(beyond));
    tcase_add_test(tcase, each_kind_of_damage_has_a_row_that_says_what_it_strikes);
    tcase_add_test(tcase, where_there_is_nothing_of_a_kind_there_is_nothing_to_damage);
    tcase_add_test(tcase, the_programs_meet_each_damage_with_their_own_result_code);
    tcase_add_test(tcase, reclaim_refuses_a_damaged_index_names_chkstat_and_changes_nothing);
    tcase_add_test(tcase, reclaim_puts_each_message_into_one_piece_and_shortens_the_files);
    tcase_add_test(tcase, chkstat_never_shortens_a_file);
    tcase_add_test(tcase, reclaim_without_room_leaves_everything_as_it_was);
    tcase_add_test(tcase, who_has_it_open_keeps_the_tools_out_and_they_keep_out_others);
    tcase_add_loop_test(tcase, what_is_not_allowed_is_refused_with_a_reason, 0,
                        ARRAY_COUNT(refused));
    tcase_add_test(tcase, headers_that_cannot_be_read_are_named);
    tcase_add_loop_test(tcase, whatever_call_fails_no_mail_is_lost, 0,
                        ARRAY_COUNT(tools) * ARRAY_COUNT(faults));
    tcase_set_timeout(tcase, 120);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
