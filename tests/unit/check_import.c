/* Tests of tools/programs/{import,import_batch,und,session}.c. */
#define _XOPEN_SOURCE 700 /* mkdtemp, realpath */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/text.h"
#include "port/posix_port.h"
#include "programs/und.h"
#include "support/fault_port.h"
#include "support/po_fixture.h"

#define PATH_OF(name) FIXTURE_STORE "\\Import\\" name

static struct arena arena;
static struct memory_port *memory;
static struct os_port *port;

static void setup(void)
{
    memory = fixture_create(&arena);
    port = memory_port_os(memory);
}

static void teardown(void)
{
    memory_port_release(memory);
    arena_release(&arena);
}

static void put(const char *name, const char *to, const char *subject)
{
    fixture_put_import(memory, &arena, name,
                       fixture_ccm(&arena, "Brady, Sally at SITE1", to, subject, "text"));
}

static struct fixture_run run(void)
{
    return fixture_run(port, &arena, "Import.exe", FIXTURE_IMPORT, NULL);
}

static bool there(const char *path)
{
    return memory_port_get(memory, path).data != NULL;
}

START_TEST(a_message_is_delivered_to_each_mailbox_and_its_file_deleted)
{
    put("MSG0001.CCM", "Smith, J at PO1|Doe, Ann at PO1", "hello");
    put("MSG0002.CCM", "Boss|Smith, J|Roe, Max at po1", "twice named");
    const struct fixture_run done = run();
    ck_assert_int_eq(done.result, 0);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "hello"), 1);
    ck_assert_int_eq(fixture_count(port, &arena, "doe, ann", "hello"), 1);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "twice named"), 1);
    ck_assert_int_eq(fixture_count(port, &arena, "Roe, Max", "twice named"), 1);
    ck_assert(!there(PATH_OF("MSG0001.CCM")));
    ck_assert(!there(PATH_OF("MSG0002.CCM")));
    ck_assert(strstr(done.console, "Post office directory: V:\\CCDATA\r\n") != NULL);
    ck_assert_uint_eq(memory_port_open_count(memory), 0);
    struct po_report report;
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.errors + report.wear, 0);
    ck_assert_uint_eq(report.messages, 2);
    ck_assert_uint_eq(report.pointers, 4);
}
END_TEST

START_TEST(a_remote_recipient_goes_to_the_queue_of_its_post_office)
{
    put("A.CCM", "Brady, Sally", "by name");
    put("B.CCM", "Nobody Known at SITE1", "by place");
    put("C.CCM", "Someone at FAR", "through");
    ck_assert_int_eq(run().result, 0);
    ck_assert_int_eq(fixture_count(port, &arena, "SITE1", "by name"), 1);
    ck_assert_int_eq(fixture_count(port, &arena, "SITE1", "by place"), 1);
    ck_assert_int_eq(fixture_count(port, &arena, "SITE1", "through"), 1);
}
END_TEST

static const struct {
    const char *name;
    const char *arguments;
    int result;
    const char *console;
} lines[] = {
    {"positional", "PO1 secret V:\\CCDATA IMPORT\\*.CCM BATCH/PARTIAL", 0, "Importing"},
    {"switches", "/NPO1 /Psecret /DV:\\CCDATA /@IMPORT\\*.CCM /BATCH", 0, "Importing"},
    {"password in other case", "/Npo1 /PSECRET /DV:\\CCDATA /@IMPORT\\*.CCM", 0, "Importing"},
    {"no parameter file", "/BATCH C:\\STORE\\ABSENT.INI", 3, "error: 3."},
    {"blank in its path", "/BATCH C:\\MY STORE\\IMPORT.INI", 3, "error: 3."},
    {"unknown option", "/BATCH/NONSENSE C:\\STORE\\IMPORT.INI", 2, "Bad Parameters"},
    {"nothing", "", 2, "error: 2."},
    {"no file", "/NPO1 /Psecret /DV:\\CCDATA", 2, "Bad Parameters"},
    {"wrong name", "/NPO2 /Psecret /DV:\\CCDATA /@IMPORT\\*.CCM", 3, "name or password"},
    {"wrong password", "/NPO1 /Pguess /DV:\\CCDATA /@IMPORT\\*.CCM", 3, "name or password"},
    {"no password", "/NPO1 /DV:\\CCDATA /@IMPORT\\*.CCM", 3, "name or password"},
    {"wrong path", "/NPO1 /Psecret /DV:\\OTHER /@IMPORT\\*.CCM", 3, "error: 3."},
    {"named file absent", "/NPO1 /Psecret /DV:\\CCDATA /@IMPORT\\ABSENT.CCM", 3, "File not found"},
    {"folder absent", "/NPO1 /Psecret /DV:\\CCDATA /@NOWHERE\\*.CCM", 1, "File not found"},
};
START_TEST(the_command_line_decides_what_is_opened)
{
    put("MSG0001.CCM", "Smith, J at PO1", "hello");
    const struct fixture_run done = fixture_run(port, &arena, "IMPORT", lines[_i].arguments, NULL);
    ck_assert_msg(done.result == lines[_i].result, "%s: got %d\n%s", lines[_i].name, done.result,
                  done.console);
    ck_assert_msg(strstr(done.console, lines[_i].console) != NULL, "%s: %s", lines[_i].name,
                  done.console);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "hello"),
                     lines[_i].result == 0 ? 1 : 0);
    ck_assert(there(PATH_OF("MSG0001.CCM")) == (lines[_i].result != 0));
    ck_assert_uint_eq(memory_port_open_count(memory), 0);
}
END_TEST

START_TEST(a_shut_post_office_is_result_4)
{
    put("MSG0001.CCM", "Smith, J at PO1", "hello");
    ck_assert_int_eq(po_shut(port, FIXTURE_DATA), ST_OK);
    ck_assert_int_eq(po_shut(port, FIXTURE_DATA), ST_OK);
    const struct fixture_run done = run();
    ck_assert_int_eq(done.result, 4);
    ck_assert(
        strstr(done.console,
               "Post office is temporarily shut down.\r\nIMPORT process ended with error: 4.\r\n"));
    ck_assert_int_eq(po_reopen(port, FIXTURE_DATA), ST_OK);
    ck_assert_int_eq(po_reopen(port, FIXTURE_DATA), ST_OK);
    ck_assert_int_eq(run().result, 0);
}
END_TEST

START_TEST(a_post_office_that_may_only_be_read_is_result_1)
{
    put("MSG0001.CCM", "Smith, J at PO1", "hello");
    memory_port_protect(memory, FIXTURE_DATA);
    ck_assert_int_eq(run().result, 1);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "hello"), 0);
    ck_assert(there(PATH_OF("MSG0001.CCM")));
    memory_port_protect(memory, NULL);
    ck_assert_int_eq(run().result, 0);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "hello"), 1);
}
END_TEST

static struct os_file hold(struct os_open_mode mode, bool locks)
{
    struct os_file file = {0};
    ck_assert_int_eq(os_open(port, FIXTURE_DATA "\\CLANDATA", mode, &file), ST_OK);
    if (locks) {
        ck_assert_int_eq(os_lock(port, file, 0x7FFF0000, 1), ST_OK);
    }
    return file;
}

START_TEST(a_lock_that_stays_is_result_4_after_15_seconds)
{
    const struct os_open_mode modes[] = {{OS_READ_WRITE, OS_DENY_NONE, OS_OPEN_EXISTING},
                                         {OS_READ_WRITE, OS_DENY_ALL, OS_OPEN_EXISTING},
                                         {OS_READ, OS_DENY_WRITE, OS_OPEN_EXISTING}};
    put("MSG0001.CCM", "Smith, J at PO1", "hello");
    const struct os_file file = hold(modes[_i], _i == 0);
    const uint64_t begin = os_monotonic_us(port);
    const struct fixture_run done = run();
    ck_assert_int_eq(done.result, 4);
    ck_assert_uint_eq(done.end_us - begin, 15000000);
    ck_assert(strstr(done.console, "locked by another process") != NULL);
    ck_assert(there(PATH_OF("MSG0001.CCM")));
    ck_assert_int_eq(os_close(port, file), ST_OK);
    ck_assert_int_eq(run().result, 0);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "hello"), 1);
}
END_TEST

static void flip(const char *name, size_t offset)
{
    const char *path = arena_format(&arena, FIXTURE_DATA "\\%s", name);
    const struct bytes old = memory_port_get(memory, path);
    uint8_t *data = arena_copy(&arena, old.data, old.size);
    ck_assert_uint_lt(offset, old.size);
    data[offset] ^= 0x40;
    memory_port_put(memory, path, (struct bytes){data, old.size});
}

START_TEST(damage_in_the_header_is_result_1_and_a_line_in_the_error_log)
{
    put("MSG0001.CCM", "Smith, J at PO1", "hello");
    flip("CLANDATA", 80);
    ck_assert_int_eq(run().result, 0); /* the second copy serves */
    put("MSG0001.CCM", "Smith, J at PO1", "hello");
    flip("CLANDATA", 80);
    flip("CLANDATA", 512 + 80);
    ck_assert_int_eq(run().result, 1);
    ck_assert_int_eq(run().result, 1);
    const struct bytes log = memory_port_get(memory, FIXTURE_DATA "\\NFTERROR.LOG");
    ck_assert(log.data != NULL);
    ck_assert_uint_eq(log.size, 2 * strlen("IMPORT: NFT error found in CLANDATA\r\n"));
}
END_TEST

START_TEST(damage_in_the_directory_is_result_1_and_in_a_mailbox_or_the_store_3)
{
    put("MSG0001.CCM", "Smith, J at PO1|Roe, Max", "hello");
    if (_i == 0) {
        for (size_t slot = 0; slot < 32; slot++) {
            flip("CLANDATA", 1024 + slot * 256 + 20);
        }
    } else if (_i == 1) {
        flip("USR00001", 9);
        flip("USR00001", 64 + 9);
    } else {
        flip("MLANDATA", 16);
        flip("MLANDATA", 512 + 16);
    }
    const struct fixture_run done = run();
    ck_assert_int_eq(done.result, _i == 0 ? 1 : 3);
    ck_assert(there(PATH_OF("MSG0001.CCM")));
    ck_assert(there(FIXTURE_DATA "\\NFTERROR.LOG") == (_i == 0));
}
END_TEST

static struct und_report read_report(const char *path, size_t index)
{
    const struct bytes file = memory_port_get(memory, path);
    struct und_report report = {0};
    size_t offset = 0;
    ck_assert_msg(file.data != NULL, "no %s", path);
    for (size_t i = 0; i <= index; i++) {
        ck_assert_int_eq(und_read(file, &offset, &arena, &report), ST_OK);
    }
    return report;
}

START_TEST(with_partial_the_good_recipients_get_it_and_the_others_are_reported)
{
    put("MSG0001.CCM", "Smith, J at PO1|Nobody at PO1|Other at NOWHERE", "hello");
    ck_assert_int_eq(run().result, 5);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "hello"), 1);
    ck_assert(!there(PATH_OF("MSG0001.CCM")));
    const struct und_report report = read_report(PATH_OF("MSG0001.UND"), 0);
    ck_assert_str_eq(report.from, "Brady, Sally at SITE1");
    ck_assert_str_eq(report.subject, "hello");
    ck_assert_uint_eq(report.refusal_count, 2);
    ck_assert_str_eq(report.refusals[0].recipient, "Nobody at PO1");
    ck_assert_str_eq(report.refusals[0].reason, "Recipient unknown");
    ck_assert_str_eq(report.refusals[1].recipient, "Other at NOWHERE");
    ck_assert_uint_eq(report.text.size, 4);
    ck_assert_int_eq(memcmp(report.text.data, "text", 4), 0);
    ck_assert(!there(PATH_OF("MSG0001.TMP")));
}
END_TEST

START_TEST(without_partial_one_bad_recipient_refuses_all)
{
    put("MSG0001.CCM", "Smith, J at PO1|Nobody at PO1", "hello");
    const struct fixture_run done =
        fixture_run(port, &arena, "IMPORT", "/BATCH C:\\STORE\\IMPORT.INI", NULL);
    ck_assert_int_eq(done.result, 5);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "hello"), 0);
    const struct und_report report = read_report(PATH_OF("MSG0001.UND"), 0);
    ck_assert_uint_eq(report.refusal_count, 2);
    ck_assert(strcmp(report.refusals[0].reason, report.refusals[1].reason) != 0);
}
END_TEST

START_TEST(a_file_that_cannot_be_read_is_kept_and_others_go_on)
{
    const char *texts[] = {"this is no message\r\n", "", "Message:\r\nFrom: x\r\nnothing more"};
    fixture_put_import(memory, &arena, "MSG0001.CCM", bytes_of_text(texts[_i]));
    put("MSG0002.CCM", "Smith, J at PO1", "hello");
    ck_assert_int_eq(run().result, 1);
    ck_assert(there(PATH_OF("MSG0001.CCM")));
    ck_assert(!there(PATH_OF("MSG0002.CCM")));
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "hello"), 1);
    ck_assert_uint_eq(read_report(PATH_OF("MSG0001.UND"), 0).refusal_count, 0);
    ck_assert_int_eq(run().result, 1);
    size_t offset = 0;
    struct und_report report;
    const struct bytes und = memory_port_get(memory, PATH_OF("MSG0001.UND"));
    ck_assert_int_eq(und_read(und, &offset, &arena, &report), ST_OK);
    ck_assert_int_eq(und_read(und, &offset, &arena, &report),
                     ST_OK); /* one for each try (Q223772) */
    ck_assert_int_eq(und_read(und, &offset, &arena, &report), ST_NO_MORE);
}
END_TEST

START_TEST(a_message_without_recipients_is_refused)
{
    put("MSG0001.CCM", "", "hello");
    ck_assert_int_eq(run().result, 5);
    ck_assert_uint_eq(read_report(PATH_OF("MSG0001.UND"), 0).refusal_count, 0);
    ck_assert(!there(PATH_OF("MSG0001.CCM")));
}
END_TEST

START_TEST(a_und_file_of_an_earlier_run_goes_when_nobody_is_refused_any_more)
{
    put("MSG0001.CCM", "Smith, J at PO1", "hello");
    memory_port_put(memory, PATH_OF("MSG0001.UND"), bytes_of_text("old"));
    ck_assert_int_eq(run().result, 0);
    ck_assert(!there(PATH_OF("MSG0001.UND")));
}
END_TEST

START_TEST(a_full_disk_is_result_1_and_costs_nothing_but_the_temporary_file)
{
    char *large = arena_alloc(&arena, 50001);
    memset(large, 'x', 50000);
    fixture_put_import(
        memory, &arena, "MSG0001.CCM",
        fixture_ccm(&arena, "Brady, Sally at SITE1", "Smith, J at PO1", "large", large));
    for (int i = 0; i < 20; i++) {
        memory_port_set_free(memory, (uint64_t)_i * 5000 + 10000);
        ck_assert_int_eq(run().result, 1);
    }
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "large"), 0);
    memory_port_set_free(memory, 1000000);
    ck_assert_int_eq(run().result, 0);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "large"), 1);
    struct po_report report;
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.errors, 0);
    ck_assert_uint_le(report.blocks, 30);
}
END_TEST

START_TEST(not_more_than_the_maximum_of_files_is_handled)
{
    struct program_traits traits = program_default_traits();
    traits.import_max = 2;
    put("MSG3.CCM", "Smith, J at PO1", "three");
    put("MSG1.CCM", "Smith, J at PO1", "one");
    put("MSG2.CCM", "Smith, J at PO1", "two");
    ck_assert_int_eq(fixture_run(port, &arena, "IMPORT", FIXTURE_IMPORT, &traits).result, 0);
    ck_assert(there(PATH_OF("MSG3.CCM")));
    ck_assert(!there(PATH_OF("MSG1.CCM")));
    ck_assert(!there(PATH_OF("MSG2.CCM")));
}
END_TEST

/* ---- interrupted runs ---- */

static struct memory_port *sweep_world(void)
{
    struct memory_port *world = fixture_create(&arena);
    struct os_port *on = memory_port_os(world);
    struct postoffice *po = NULL;
    struct po_entry smith;
    struct buffer both;
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(fixture_send(on, &arena, "Doe, Ann", "Smith, J", "older"), ST_OK);
    }
    ck_assert_int_eq(po_open(on, FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_entry_find(po, "Smith, J", &smith), ST_OK);
    ck_assert_int_eq(po_delete(po, smith.usr, 2), ST_OK); /* a free block and a free record */
    po_close(po);
    fixture_put_import(
        world, &arena, "MSG1.CCM",
        fixture_ccm(&arena, "Lee, Bo at SITE1", "Smith, J at PO1|Doe, Ann at PO1", "one", "text"));
    fixture_put_import(
        world, &arena, "MSG2.CCM",
        fixture_ccm(&arena, "Lee, Bo at SITE1", "Smith, J at PO1|Nobody at PO1", "two", "text"));
    buffer_init(&both, &arena);
    struct bytes part =
        fixture_ccm(&arena, "Lee, Bo at SITE1", "Brady, Sally at SITE1", "three", "text");
    buffer_add(&both, part.data, part.size);
    part = fixture_ccm(&arena, "Lee, Bo at SITE1", "Roe, Max at PO1|Gone at PO1", "four", "text");
    buffer_add(&both, part.data, part.size);
    fixture_put_import(world, &arena, "MSG3.CCM", buffer_bytes(&both));
    return world;
}

static void expect_all_once(struct memory_port *world, struct arena *local, const char *where)
{
    static const struct {
        const char *entry;
        const char *subject;
        int count;
    } wanted[] = {{"Smith, J", "one", 1},  {"Doe, Ann", "one", 1},  {"Smith, J", "two", 1},
                  {"SITE1", "three", 1},   {"Roe, Max", "four", 1}, {"Smith, J", "older", 2},
                  {"Doe, Ann", "older", 0}};
    struct os_port *on = memory_port_os(world);
    for (size_t i = 0; i < ARRAY_COUNT(wanted); i++) {
        const int count = fixture_count(on, local, wanted[i].entry, wanted[i].subject);
        ck_assert_msg(count == wanted[i].count, "%s: '%s' is %d times with %s", where,
                      wanted[i].subject, count, wanted[i].entry);
    }
    struct po_report report;
    ck_assert_int_eq(po_check(on, FIXTURE_DATA, local, &report), ST_OK);
    ck_assert_msg(report.errors == 0, "%s: %u errors", where, report.errors);
    ck_assert_msg(memory_port_open_count(world) == 0, "%s: handles left", where);
    struct os_names names = {0};
    ck_assert_int_eq(os_list(on, FIXTURE_STORE "\\Import", "*.CCM", local, &names), ST_OK);
    ck_assert_msg(names.count == 0, "%s: %zu files left", where, names.count);
    static const char *const refused[] = {PATH_OF("MSG2.UND"), PATH_OF("MSG3.UND")};
    for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
        const struct bytes und = memory_port_get(world, refused[i]);
        struct und_report report_read;
        size_t offset = 0;
        ck_assert_msg(und.data != NULL, "%s: no %s", where, refused[i]);
        ck_assert_int_eq(und_read(und, &offset, local, &report_read), ST_OK);
        ck_assert_uint_eq(report_read.refusal_count, 1);
        ck_assert_int_eq(und_read(und, &offset, local, &report_read), ST_NO_MORE);
    }
    struct postoffice *po = NULL;
    struct po_memory remembered;
    ck_assert_int_eq(po_open(on, FIXTURE_DATA, false, local, &po), ST_OK);
    ck_assert_int_eq(po_import_memory(po, local, &remembered), ST_OK);
    ck_assert_msg(remembered.count == 0, "%s: %zu imports remembered", where, remembered.count);
    po_close(po);
}

static const struct {
    const char *name;
    enum fault_port_kind kind;
    enum status status;
} faults[] = {
    {"denied", FAULT_FAIL, ST_ACCESS_DENIED},
    {"io error", FAULT_FAIL, ST_IO_ERROR},
    {"full", FAULT_FAIL, ST_DISK_FULL},
    {"lost", FAULT_FAIL, ST_CONNECTION_LOST},
    {"busy", FAULT_FAIL, ST_SHARING_VIOLATION},
    {"locked", FAULT_FAIL, ST_LOCK_VIOLATION},
    {"path gone", FAULT_FAIL, ST_PATH_NOT_FOUND},
    {"torn", FAULT_TORN, ST_IO_ERROR},
    {"done, yet an error", FAULT_AFTER, ST_IO_ERROR},
    {"killed", FAULT_KILL, ST_PROCESS_GONE},
    {"killed in a write", FAULT_KILL_TORN, ST_PROCESS_GONE},
};
START_TEST(whatever_call_fails_each_message_is_delivered_once)
{
    struct memory_port *base = sweep_world();
    for (uint64_t n = 1;; n++) {
        struct arena local = {0};
        struct fault_port fault;
        char where[64];
        struct memory_port *world = memory_port_copy(base, &local);
        struct os_port *broken =
            fault_port_begin(&fault, memory_port_os(world), faults[_i].kind, n, faults[_i].status);
        (void)text_format(where, sizeof(where), "%s at call %llu", faults[_i].name,
                          (unsigned long long)n);
        (void)fixture_run(broken, &local, "IMPORT", FIXTURE_IMPORT, NULL);
        const bool struck = fault.has_struck;
        (void)fault_port_end(&fault);
        struct fixture_run again =
            fixture_run(memory_port_os(world), &local, "IMPORT", FIXTURE_IMPORT, NULL);
        ck_assert_msg(again.result == 0 || again.result == 5, "%s: then %d: %s", where,
                      again.result, again.console);
        expect_all_once(world, &local, where);
        memory_port_release(world);
        arena_release(&local);
        if (!struck) {
            ck_assert_uint_gt(n, 60);
            break;
        }
    }
    memory_port_release(base);
}
END_TEST

START_TEST(a_run_killed_twice_still_delivers_once)
{
    struct memory_port *base = sweep_world();
    for (uint64_t n = 1; n < 120; n += 1) {
        for (uint64_t second = 1; second < 120; second += 7) {
            struct arena local = {0};
            struct memory_port *world = memory_port_copy(base, &local);
            const uint64_t kills[] = {n, second};
            char where[64];
            (void)text_format(where, sizeof(where), "killed at %llu and %llu",
                              (unsigned long long)n, (unsigned long long)second);
            for (size_t i = 0; i < 2; i++) {
                struct fault_port fault;
                struct os_port *broken = fault_port_begin(&fault, memory_port_os(world), FAULT_KILL,
                                                          kills[i], ST_PROCESS_GONE);
                (void)fixture_run(broken, &local, "IMPORT", FIXTURE_IMPORT, NULL);
                (void)fault_port_end(&fault);
            }
            (void)fixture_run(memory_port_os(world), &local, "IMPORT", FIXTURE_IMPORT, NULL);
            expect_all_once(world, &local, where);
            memory_port_release(world);
            arena_release(&local);
        }
    }
    memory_port_release(base);
}
END_TEST

START_TEST(without_memory_a_killed_run_doubles_mail)
{
    struct program_traits traits = program_default_traits();
    traits.import_remembers = false;
    int most = 0;
    for (uint64_t n = 1; n < 60; n++) {
        struct arena local = {0};
        struct fault_port fault;
        struct memory_port *world = fixture_create(&local);
        fixture_put_import(world, &local, "M.CCM",
                           fixture_ccm(&local, "Lee, Bo at SITE1", "Smith, J", "one", "text"));
        struct os_port *broken =
            fault_port_begin(&fault, memory_port_os(world), FAULT_KILL, n, ST_PROCESS_GONE);
        (void)fixture_run(broken, &local, "IMPORT", FIXTURE_IMPORT, &traits);
        (void)fault_port_end(&fault);
        (void)fixture_run(memory_port_os(world), &local, "IMPORT", FIXTURE_IMPORT, &traits);
        const int count = fixture_count(memory_port_os(world), &local, "Smith, J", "one");
        ck_assert_int_ge(count, 1);
        most = count > most ? count : most;
        memory_port_release(world);
        arena_release(&local);
    }
    ck_assert_int_eq(most, 2);
}
END_TEST

START_TEST(a_file_with_the_same_bytes_is_new_mail_after_a_run_that_ended)
{
    put("MSG0001.CCM", "Smith, J at PO1", "hello");
    ck_assert_int_eq(run().result, 0);
    put("MSG0001.CCM", "Smith, J at PO1", "hello");
    ck_assert_int_eq(run().result, 0);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "hello"), 2);
}
END_TEST

START_TEST(files_with_long_names_are_remembered_and_forgotten_too)
{
    static const char long_name[] = "a letter with a long name.ccm";
    for (uint64_t n = 1; n < 60; n++) {
        struct arena local = {0};
        struct fault_port fault;
        struct memory_port *world = fixture_create(&local);
        struct os_port *on = memory_port_os(world);
        struct postoffice *other = NULL;
        struct po_memory remembered;
        fixture_put_import(world, &local, long_name,
                           fixture_ccm(&local, "Lee, Bo at SITE1", "Smith, J", "one", "text"));
        struct os_port *broken = fault_port_begin(&fault, on, FAULT_KILL, n, ST_PROCESS_GONE);
        (void)fixture_run(broken, &local, "IMPORT", FIXTURE_IMPORT, NULL);
        (void)fault_port_end(&fault);
        ck_assert_int_eq(fixture_run(on, &local, "IMPORT", FIXTURE_IMPORT, NULL).result, 0);
        ck_assert_int_eq(fixture_count(on, &local, "Smith, J", "one"), 1);
        ck_assert_int_eq(po_open(on, FIXTURE_DATA, false, &local, &other), ST_OK);
        ck_assert_int_eq(po_import_memory(other, &local, &remembered), ST_OK);
        ck_assert_uint_eq(remembered.count, 0);
        po_close(other);
        memory_port_release(world);
        arena_release(&local);
    }
}
END_TEST

START_TEST(mail_that_its_reader_deleted_before_the_rerun_is_not_delivered_again)
{
    for (uint64_t n = 1; n < 60; n++) {
        struct arena local = {0};
        struct fault_port fault;
        struct memory_port *world = fixture_create(&local);
        struct os_port *on = memory_port_os(world);
        struct postoffice *po = NULL;
        struct po_entry smith;
        struct po_message message;
        fixture_put_import(world, &local, "M.CCM",
                           fixture_ccm(&local, "Lee, Bo at SITE1", "Smith, J", "one", "text"));
        struct os_port *broken = fault_port_begin(&fault, on, FAULT_KILL, n, ST_PROCESS_GONE);
        (void)fixture_run(broken, &local, "IMPORT", FIXTURE_IMPORT, NULL);
        (void)fault_port_end(&fault);
        ck_assert_int_eq(po_open(on, FIXTURE_DATA, true, &local, &po), ST_OK);
        ck_assert_int_eq(po_entry_find(po, "Smith, J", &smith), ST_OK);
        const bool was_there = po_queue_next(po, smith.usr, 0, &message) == ST_OK;
        if (was_there) {
            ck_assert_int_eq(po_delete(po, smith.usr, message.id), ST_OK);
        }
        po_close(po);
        ck_assert_int_eq(fixture_run(on, &local, "IMPORT", FIXTURE_IMPORT, NULL).result, 0);
        ck_assert_int_eq(fixture_count(on, &local, "Smith, J", "one"), was_there ? 0 : 1);
        struct po_report report;
        ck_assert_int_eq(po_check(on, FIXTURE_DATA, &local, &report), ST_OK);
        ck_assert_uint_eq(report.errors, 0);
        memory_port_release(world);
        arena_release(&local);
    }
}
END_TEST

/* ---- several programs at once ---- */

struct player {
    const char *program;
    const char *arguments;
    const char *directory;
    struct fault_port process;
    struct arena arena;
    struct program_start start;
    const struct program_kind *kind;
    void *state;
    bool is_over;
    int result;
};

static void player_begin(struct player *player, struct os_port *on)
{
    player->start =
        (struct program_start){.port = fault_port_begin(&player->process, on, FAULT_NONE, 0, ST_OK),
                               .arena = &player->arena,
                               .arguments = player->arguments,
                               .directory = player->directory,
                               .traits = program_default_traits()};
    player->kind = program_find(player->program);
    player->state = arena_alloc(&player->arena, player->kind->state_size);
    player->kind->begin(player->state, &player->start);
    player->is_over = false;
    player->result = -1;
}

static void player_end(struct player *player)
{
    player->is_over = true;
    (void)fault_port_end(&player->process);
    arena_release(&player->arena);
}

/* Steps in an order drawn from the seed, until all have ended; one may be killed on the way. */
static void play(struct player *players, size_t count, uint64_t seed, struct arena *local)
{
    uint64_t now = 1000000;
    for (uint64_t turn = 1;; turn++) {
        size_t left = 0;
        for (size_t i = 0; i < count; i++) {
            left += players[i].is_over ? 0 : 1;
        }
        if (left == 0) {
            return;
        }
        const uint64_t draw[] = {seed, turn};
        const uint64_t drawn = hash64(draw, sizeof(draw));
        struct player *player = &players[drawn % count];
        if (player->is_over) {
            continue;
        }
        if (seed % 3 == 0 && drawn >> 8 < UINT64_MAX / 256 / 40) { /* one step in forty kills */
            player_end(player);
            continue;
        }
        const struct program_step step = player->kind->step(player->state, local, now);
        now += 20000;
        if (step.state == PROGRAM_ENDED) {
            player->result = step.result_code;
            player_end(player);
        }
    }
}

START_TEST(programs_that_run_at_once_lose_and_double_nothing)
{
    struct memory_port *base = fixture_create(&arena);
    memory_port_make_dir(base, "C:\\OTHER");
    memory_port_make_dir(base, "C:\\OTHER\\Import");
    memory_port_put(
        base, "C:\\OTHER\\IMPORT.INI",
        bytes_of_text("/NPO1\r\n/Psecret\r\n/D" FIXTURE_DATA "\r\n/@IMPORT\\*.CCM\r\n"));
    for (int i = 0; i < 3; i++) {
        const struct bytes mail = fixture_ccm(&arena, "Lee, Bo at FAR", "Smith, J|Whoever at SITE1",
                                              "same", "the same bytes");
        fixture_put_import(base, &arena, arena_format(&arena, "MSG%d.CCM", i), mail);
        memory_port_put(base, arena_format(&arena, "C:\\OTHER\\Import\\MSG%d.CCM", i), mail);
        ck_assert_int_eq(
            fixture_send(memory_port_os(base), &arena, "Smith, J", "Brady, Sally", "same"), ST_OK);
    }
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct arena local = {0};
        struct memory_port *world = memory_port_copy(base, &local);
        struct os_port *on = memory_port_os(world);
        struct player players[] = {
            {.program = "IMPORT", .arguments = FIXTURE_IMPORT, .directory = FIXTURE_STORE},
            {.program = "IMPORT", .arguments = "/PARTIAL IMPORT.INI", .directory = "C:\\OTHER"},
            {.program = "EXPORT", .arguments = FIXTURE_EXPORT, .directory = FIXTURE_STORE},
        };
        for (int round = 0; round < 3; round++) { /* the last two without kills */
            for (size_t i = 0; i < ARRAY_COUNT(players); i++) {
                players[i].arguments =
                    i != 2 ? players[i].arguments
                           : arena_format(&local, "/NSITE1 /Psecret /DV:\\CCDATA /@EXPORT\\R%d.CCM",
                                          round);
                player_begin(&players[i], on);
            }
            play(players, ARRAY_COUNT(players), round == 0 ? seed : seed * 3 + 1, &local);
        }
        for (size_t i = 0; i < ARRAY_COUNT(players); i++) {
            ck_assert_int_eq(players[i].result, 0);
        }
        ck_assert_msg(fixture_count(on, &local, "Smith, J", "same") == 6, "seed %llu",
                      (unsigned long long)seed);
        ck_assert_msg(fixture_exported(on, &local, "same") == 9, "seed %llu",
                      (unsigned long long)seed);
        ck_assert_int_eq(fixture_count(on, &local, "SITE1", "same"), 0);
        struct po_report report;
        ck_assert_int_eq(po_check(on, FIXTURE_DATA, &local, &report), ST_OK);
        ck_assert_uint_eq(report.errors, 0);
        ck_assert(seed % 3 == 0 || report.wear == 0);
        ck_assert_uint_eq(memory_port_open_count(world), 0);
        memory_port_release(world);
        arena_release(&local);
    }
    memory_port_release(base);
}
END_TEST

/* ---- real files ---- */

static void write_real(struct os_port *on, const char *path, struct bytes content)
{
    const struct os_open_mode mode = {OS_WRITE, OS_DENY_ALL, OS_CREATE_ALWAYS};
    struct os_file file = {0};
    ck_assert_int_eq(os_open(on, path, mode, &file), ST_OK);
    ck_assert_int_eq(os_write(on, file, 0, content.data, content.size), ST_OK);
    ck_assert_int_eq(os_close(on, file), ST_OK);
}

START_TEST(the_same_files_do_on_a_real_disk)
{
    char root[] = "po-on-disk-XXXXXX";
    char here[OS_PATH_SIZE];
    ck_assert_ptr_nonnull(mkdtemp(root));
    ck_assert_ptr_nonnull(realpath(root, here));
    const struct posix_port_name names[] = {{"V:", here}, {"C:", here}};
    const struct posix_port_config config = {.arena = &arena, .names = names, .name_count = 2};
    struct os_port *on = posix_port_create(&config);
    static const char *const directories[] = {"V:\\CCDATA", FIXTURE_STORE, FIXTURE_STORE "\\IMPORT",
                                              FIXTURE_STORE "\\EXPORT"};
    for (size_t i = 0; i < ARRAY_COUNT(directories); i++) {
        ck_assert_int_eq(os_make_dir(on, directories[i]), ST_OK);
    }
    const char *ini = "/NPO1\r\n/Psecret\r\n/DV:\\CCDATA\r\n/@IMPORT\\*.CCM\r\n";
    write_real(on, FIXTURE_STORE "\\IMPORT.INI", bytes_of_text(ini));
    ini = "/NPO1\r\n/Psecret\r\n/DV:\\CCDATA\r\n/@EXPORT\\MSG0001.CCM\r\n";
    write_real(on, FIXTURE_STORE "\\EXPORT.INI", bytes_of_text(ini));
    fixture_fill(on, &arena);
    for (int i = 0; i < 40; i++) {
        const char *path = arena_format(&arena, FIXTURE_STORE "\\IMPORT\\MSG%02d.CCM", i);
        write_real(on, path,
                   fixture_ccm(&arena, "Lee, Bo at FAR", "Smith, J|x at SITE1", "real", "text"));
    }
    ck_assert_int_eq(fixture_run(on, &arena, "IMPORT", FIXTURE_IMPORT, NULL).result, 0);
    ck_assert_int_eq(fixture_count(on, &arena, "Smith, J", "real"), 40);
    ck_assert_int_eq(fixture_run(on, &arena, "EXPORT", FIXTURE_EXPORT, NULL).result, 0);
    ck_assert_int_eq(fixture_count(on, &arena, "SITE1", "real"), 0);
    struct po_report report;
    ck_assert_int_eq(po_check(on, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.errors + report.wear, 0);
    ck_assert_uint_eq(report.messages, 40);
    posix_port_close(on);
}
END_TEST

START_TEST(a_und_file_with_any_bytes_is_read_or_refused)
{
    const struct bytes good =
        bytes_of_text("Your message was not delivered to all recipients\r\n"
                      "The cause of the failure(s) is listed below\r\n***  r  ***\r\n"
                      "Message-Number: 3\r\nFrom: a\r\nDate: b\r\nSubject: c\r\n"
                      "Recipient: d\r\nReason: e\r\nText:\r\n         2\r\nxy\r\n"
                      "End-Of-Report\r\n");
    struct und_report report;
    size_t offset = 0;
    ck_assert_int_eq(und_read(good, &offset, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.ordinal, 3);
    ck_assert_str_eq(report.reason, "r");
    for (size_t size = 1; size < good.size; size++) {
        offset = 0;
        const struct bytes cut = {arena_copy(&arena, good.data, size), size};
        ck_assert_int_eq(und_read(cut, &offset, &arena, &report), ST_FILE_CORRUPT);
    }
    for (size_t at = 0; at < good.size; at++) {
        uint8_t *bytes = arena_copy(&arena, good.data, good.size);
        bytes[at] ^= 0x15;
        offset = 0;
        const enum status st = und_read((struct bytes){bytes, good.size}, &offset, &arena, &report);
        ck_assert(st == ST_OK || st == ST_FILE_CORRUPT);
    }
}
END_TEST

static Suite *import_suite(void)
{
    Suite *suite = suite_create("import");
    TCase *tcase = tcase_create("import");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, a_message_is_delivered_to_each_mailbox_and_its_file_deleted);
    tcase_add_test(tcase, a_remote_recipient_goes_to_the_queue_of_its_post_office);
    tcase_add_loop_test(tcase, the_command_line_decides_what_is_opened, 0, ARRAY_COUNT(lines));
    tcase_add_test(tcase, a_shut_post_office_is_result_4);
    tcase_add_test(tcase, a_post_office_that_may_only_be_read_is_result_1);
    tcase_add_loop_test(tcase, a_lock_that_stays_is_result_4_after_15_seconds, 0, 3);
    tcase_add_test(tcase, damage_in_the_header_is_result_1_and_a_line_in_the_error_log);
    tcase_add_loop_test(tcase, damage_in_the_directory_is_result_1_and_in_a_mailbox_or_the_store_3,
                        0, 3);
    tcase_add_test(tcase, with_partial_the_good_recipients_get_it_and_the_others_are_reported);
    tcase_add_test(tcase, without_partial_one_bad_recipient_refuses_all);
    tcase_add_loop_test(tcase, a_file_that_cannot_be_read_is_kept_and_others_go_on, 0, 3);
    tcase_add_test(tcase, a_message_without_recipients_is_refused);
    tcase_add_test(tcase, a_und_file_of_an_earlier_run_goes_when_nobody_is_refused_any_more);
    tcase_add_loop_test(tcase, a_full_disk_is_result_1_and_costs_nothing_but_the_temporary_file, 0,
                        9);
    tcase_add_test(tcase, not_more_than_the_maximum_of_files_is_handled);
    tcase_add_loop_test(tcase, whatever_call_fails_each_message_is_delivered_once, 0,
                        ARRAY_COUNT(faults));
    tcase_add_test(tcase, a_run_killed_twice_still_delivers_once);
    tcase_add_test(tcase, without_memory_a_killed_run_doubles_mail);
    tcase_add_test(tcase, a_file_with_the_same_bytes_is_new_mail_after_a_run_that_ended);
    tcase_add_test(tcase, files_with_long_names_are_remembered_and_forgotten_too);
    tcase_add_test(tcase, mail_that_its_reader_deleted_before_the_rerun_is_not_delivered_again);
    tcase_add_test(tcase, programs_that_run_at_once_lose_and_double_nothing);
    tcase_add_test(tcase, the_same_files_do_on_a_real_disk);
    tcase_add_test(tcase, a_und_file_with_any_bytes_is_read_or_refused);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(import_suite());
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
