/* Tests of tools/programs/{export,bookmark,program_files}.c. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/ccm.h"
#include "base/text.h"
#include "po_format.h"
#include "programs/bookmark.h"
#include "support/fault_port.h"
#include "support/po_fixture.h"

#define TARGET FIXTURE_STORE "\\Export\\MSG0001.CCM"

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

static void send(const char *subject)
{
    ck_assert_int_eq(fixture_send(port, &arena, "Smith, J", "Brady, Sally", subject), ST_OK);
}

static struct fixture_run run(void)
{
    return fixture_run(port, &arena, "EXPORT", FIXTURE_EXPORT, NULL);
}

static bool there(const char *path)
{
    return memory_port_get(memory, path).data != NULL;
}

static void remove_file(const char *path)
{
    memory_port_put(memory, path, (struct bytes){0});
}

static size_t temporaries(void)
{
    struct os_names names = {0};
    ck_assert_int_eq(os_list(port, FIXTURE_STORE "\\Export", "*.TMP", &arena, &names), ST_OK);
    return names.count;
}

START_TEST(an_empty_queue_makes_no_file)
{
    const uint64_t calls = memory_port_calls(memory);
    const struct fixture_run done = run();
    ck_assert_int_eq(done.result, 0);
    ck_assert(!there(TARGET));
    ck_assert(strstr(done.console,
                     "Exporting messages in mailbox \"SITE1\" to file EXPORT\\MSG0001.CCM\r\n"));
    ck_assert_uint_le(memory_port_calls(memory) - calls, 13); /* one of them is the fixture's */
    ck_assert_uint_eq(memory_port_open_count(memory), 0);
}
END_TEST

START_TEST(the_queue_is_written_to_one_file_in_order_and_emptied)
{
    send("first");
    send("second");
    send("third");
    ck_assert_int_eq(run().result, 0);
    const struct bytes file = memory_port_get(memory, TARGET);
    static const char *const subjects[] = {"first", "second", "third"};
    size_t offset = 0;
    struct ccm_message message;
    struct diagnostic diagnostic;
    for (size_t i = 0; i < 3; i++) {
        ck_assert_int_eq(ccm_read(file, &offset, &arena, &message, &diagnostic), ST_OK);
        ck_assert_str_eq(message.subject, subjects[i]);
        ck_assert_str_eq(message.from, "Smith, J at PO1");
        ck_assert_uint_eq(message.address_count, 1);
        ck_assert_str_eq(message.addresses[0].name, "Brady, Sally at SITE1");
    }
    ck_assert_int_eq(ccm_read(file, &offset, &arena, &message, &diagnostic), ST_NO_MORE);
    ck_assert_int_eq(fixture_count(port, &arena, "SITE1", "first"), 0);
    ck_assert_uint_eq(temporaries(), 0);
    remove_file(TARGET);
    ck_assert_int_eq(run().result, 0);
    ck_assert(!there(TARGET));
    struct po_report report;
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.errors + report.wear, 0);
    ck_assert_uint_eq(report.messages, 0);
    ck_assert_uint_eq(report.free_blocks, report.blocks);
}
END_TEST

/* Each row of the trace of a run costs a replay its time: none comes in unnoticed. */
START_TEST(a_run_makes_few_calls_and_few_more_for_each_message)
{
    static const uint64_t most[] = {58, 78, 97}; /* 2: whose foreign name is to be shown */
    send("the first one makes the bookmark");
    ck_assert_int_eq(run().result, 0);
    remove_file(TARGET);
    for (size_t count = 1; count <= ARRAY_COUNT(most); count++) {
        for (size_t i = 0; i < count; i++) {
            send("letter");
        }
        const uint64_t before = memory_port_calls(memory);
        ck_assert_int_eq(run().result, 0);
        const uint64_t calls = memory_port_calls(memory) - before;
        ck_assert_msg(calls <= most[count - 1], "%zu messages: %llu calls", count,
                      (unsigned long long)calls);
        remove_file(TARGET);
    }
}
END_TEST

/* Q156063 2.6.3: he is known there by what his entry has for it, and by nothing where that is gone.
 */
START_TEST(an_entry_of_the_queue_goes_by_its_foreign_name)
{
    static const struct {
        const char *fan;
        const char *shown;
    } rows[] = {{"Sally B", "Sally B at SITE1"},
                {"Sally B at SITE1", "Sally B at SITE1"},
                {"", "\"\" at SITE1"}};
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        char foreign[PO_ADDRESS_SIZE];
        struct postoffice *po = NULL;
        struct po_entry entry = {0};
        ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
        ck_assert_int_eq(po_entry_find(po, "Brady, Sally", &entry), ST_OK);
        ck_assert(text_copy(entry.fan, sizeof(entry.fan), rows[i].fan));
        ck_assert_int_eq(po_entry_change(po, &entry), ST_OK);
        ck_assert_int_eq(po_foreign(po, "Brady, Sally at SITE1", 0, foreign), ST_OK);
        ck_assert_str_eq(foreign, rows[i].shown);
        ck_assert_int_eq(po_foreign(po, "Brady, Sally at PO1", 0, foreign), ST_OK);
        ck_assert_str_eq(foreign, "Brady, Sally at PO1");
        ck_assert_int_eq(po_foreign(po, "Smith, J at PO1", 0, foreign), ST_OK);
        ck_assert_str_eq(foreign, "Smith, J at PO1");
        po_close(po);
    }
}
END_TEST

START_TEST(a_blind_copy_is_shown_to_its_own_queue_only)
{
    struct postoffice *po = NULL;
    struct po_entry site;
    struct buffer content;
    const struct ccm_address addresses[] = {{CCM_TO, "Doe, Ann"},
                                            {CCM_BCC, "Roe, Max"},
                                            {CCM_BCC, "Lee, Bo"},
                                            {CCM_CC, "Brady, Sally at SITE1"}};
    const struct ccm_item item = {.kind = CCM_TEXT, .title = "t", .content = bytes_of_text("text")};
    const struct ccm_message written = {.from = "Doe, Ann at PO1",
                                        .date = "1/2/98 3:04",
                                        .subject = "blind",
                                        .addresses = addresses,
                                        .address_count = 4,
                                        .items = &item,
                                        .item_count = 1,
                                        .extra = ""};
    buffer_init(&content, &arena);
    ccm_write(&content, &written);
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_resolve(po, "Brady, Sally", &site, NULL), ST_OK);
    const struct po_message_in in = {
        .content = buffer_bytes(&content), .usrs = &site.usr, .usr_count = 1};
    ck_assert_int_eq(po_send(po, &in, &arena, NULL), ST_OK);
    po_close(po);
    ck_assert_int_eq(run().result, 0);
    size_t offset = 0;
    struct ccm_message message;
    struct diagnostic diagnostic;
    ck_assert_int_eq(
        ccm_read(memory_port_get(memory, TARGET), &offset, &arena, &message, &diagnostic), ST_OK);
    ck_assert_uint_eq(message.address_count, 3);
    ck_assert_str_eq(message.addresses[0].name, "Doe, Ann at PO1");
    ck_assert_str_eq(message.addresses[1].name, "Lee, Bo at SITE1");
    ck_assert_str_eq(message.addresses[2].name, "Brady, Sally at SITE1");
    ck_assert_str_eq(message.from, "Doe, Ann at PO1");
}
END_TEST

#define BAD "Bad Parameters on the command line: "

static const struct {
    const char *name;
    const char *arguments;
    int result;
    const char *console;
} lines[] = {
    {"as the connector calls it", FIXTURE_EXPORT, 0, "3 messages exported"},
    {"by hand", "/NSITE1 /Psecret /DV:\\CCDATA /@EXPORT\\MSG0001.CCM", 0, "3 messages exported"},
    {"positional", "SITE1 secret V:\\CCDATA EXPORT\\MSG0001.CCM", 0, "3 messages exported"},
    {"two of them", "/NSITE1 /Psecret /DV:\\CCDATA /MSGS/2 /@EXPORT\\MSG0001.CCM", 0,
     "2 messages exported"},
    {"all of them", "/NSITE1 /Psecret /DV:\\CCDATA /MSGS/ALL /@EXPORT\\MSG0001.CCM", 0,
     "3 messages exported"},
    {"parameter file only, the post office itself", "C:\\STORE\\EXPORT.INI", 3,
     "Mailbox not found: PO1"},
    {"entry absent", "/NSITE2 C:\\STORE\\EXPORT.INI", 3, "Mailbox not found: SITE2"},
    {"entry without a queue", "/N\"Brady, Sally\" C:\\STORE\\EXPORT.INI", 3, "Mailbox not found"},
    {"wrong password", "/NSITE1 /Pguess /DV:\\CCDATA /@EXPORT\\MSG0001.CCM", 3, "name or password"},
    {"wrong path", "/NSITE1 /Psecret /DV:\\OTHER /@EXPORT\\MSG0001.CCM", 3,
     "EXPORT process ended with error: 3."},
    {"no file", "/NSITE1 /Psecret /DV:\\CCDATA", 2, BAD "no file, /@\r\n"},
    {"no name", "/Psecret /DV:\\CCDATA /@X", 2, BAD "no name, /N\r\n"},
    {"no path", "/NSITE1 /Psecret /@X", 2, BAD "no path of a post office, /D\r\n"},
    {"an empty file", "/NSITE1 /Psecret /DV:\\CCDATA /@", 2, BAD "no file behind /@\r\n"},
    {"an empty file by place", "SITE1 secret V:\\CCDATA \"\"", 2, BAD "no name of a file\r\n"},
    {"blank in the path", "/NSITE1 C:\\MY STORE\\EXPORT.INI", 3, "error: 3."},
    {"folder absent", "/NSITE1 /Psecret /DV:\\CCDATA /@NOWHERE\\MSG0001.CCM", 1,
     "cannot be written"},
};
START_TEST(the_command_line_decides_what_is_exported)
{
    send("a");
    send("b");
    send("c");
    const struct fixture_run done =
        fixture_run(port, &arena, "export.exe", lines[_i].arguments, NULL);
    ck_assert_msg(done.result == lines[_i].result, "%s: got %d\n%s", lines[_i].name, done.result,
                  done.console);
    ck_assert_msg(strstr(done.console, lines[_i].console) != NULL, "%s: %s", lines[_i].name,
                  done.console);
    ck_assert(there(TARGET) == (lines[_i].result == 0));
    ck_assert_uint_eq(memory_port_open_count(memory), 0);
}
END_TEST

START_TEST(the_name_in_the_parameter_file_must_be_the_post_offices)
{
    memory_port_put(
        memory, FIXTURE_STORE "\\EXPORT.INI",
        bytes_of_text("/NPO9\r\n/Psecret\r\n/D" FIXTURE_DATA "\r\n/@EXPORT\\MSG0001.CCM\r\n"));
    ck_assert_int_eq(run().result, 3);
}
END_TEST

START_TEST(a_shut_post_office_is_result_4)
{
    ck_assert_int_eq(po_shut(port, FIXTURE_DATA), ST_OK);
    const struct fixture_run done = run();
    ck_assert_int_eq(done.result, 4);
    ck_assert(
        strstr(done.console,
               "Post office is temporarily shut down.\r\nEXPORT process ended with error: 4.\r\n"));
}
END_TEST

START_TEST(a_lock_that_stays_is_result_4_and_nothing_is_doubled)
{
    const struct os_open_mode mode = {OS_READ_WRITE, OS_DENY_NONE, OS_OPEN_EXISTING};
    struct os_file file = {0};
    send("a");
    ck_assert_int_eq(os_open(port, FIXTURE_DATA "\\CLANDATA", mode, &file), ST_OK);
    ck_assert_int_eq(os_lock(port, file, 0x7FFF0000, 1), ST_OK);
    const uint64_t begin = os_monotonic_us(port);
    const struct fixture_run done = run();
    ck_assert_int_eq(done.result, 4);
    ck_assert_uint_eq(done.end_us - begin, 15000000);
    ck_assert_int_eq(fixture_exported(port, &arena, "a"), 1); /* reading needs no lock */
    ck_assert_int_eq(os_close(port, file), ST_OK);
    remove_file(TARGET);
    ck_assert_int_eq(run().result, 0);
    ck_assert(!there(TARGET));
    ck_assert_int_eq(fixture_count(port, &arena, "SITE1", "a"), 0);
}
END_TEST

START_TEST(a_file_that_is_there_already_is_not_replaced)
{
    send("a");
    memory_port_put(memory, TARGET, bytes_of_text("somebody's"));
    ck_assert_int_eq(run().result, 1);
    ck_assert_uint_eq(memory_port_get(memory, TARGET).size, 10);
    ck_assert_uint_eq(temporaries(), 0);
    remove_file(TARGET);
    ck_assert_int_eq(run().result, 0);
    ck_assert_int_eq(fixture_exported(port, &arena, "a"), 1);
}
END_TEST

/* Its record: 3. What it says: its beginning is written, again and again (Q212759). */
START_TEST(damage_stops_at_the_bad_message_after_a_good_file)
{
    const bool is_begun = _i == 0;
    const int code = is_begun ? 0 : 3;
    send("before");
    send("bad");
    send("behind");
    if (_i == 0) {
        fixture_flip(memory, &arena, "MLANDATA", 2 * 2048 + 40,
                     0x40); /* text of the second message */
    } else {
        fixture_flip(memory, &arena, "CLANDATA", 1024 + 32 * 256 + 128 + 16, 0x40); /* its record */
    }
    ck_assert_int_eq(run().result, code);
    const struct bytes first = memory_port_get(memory, TARGET);
    const char *good = arena_text_n(&arena, (const char *)first.data, first.size);
    ck_assert(strstr(good, "Subject: before\r\n") != NULL);
    ck_assert(strstr(good, "Subject: behind\r\n") == NULL);
    remove_file(TARGET);
    for (int again = 0; again < 2; again++) {
        ck_assert_int_eq(run().result, code);
        ck_assert(there(TARGET) == is_begun);
        if (is_begun) {
            const struct bytes file = memory_port_get(memory, TARGET);
            ck_assert_str_eq(arena_text_n(&arena, (const char *)file.data, file.size),
                             "Message:\r\n          \r\n");
            remove_file(TARGET);
        }
    }
    struct fixture_run done =
        fixture_run(port, &arena, "EXPORT", "/NSITE1 /Psecret /DV:\\CCDATA /MSG# /@LIST.TXT", NULL);
    ck_assert_int_eq(done.result, 0);
    const struct bytes list = memory_port_get(memory, FIXTURE_STORE "\\LIST.TXT");
    const char *text = arena_text_n(&arena, (const char *)list.data, list.size);
    ck_assert(strstr(text, "Message number: 2\r\nMessage Cannot Be Read\r\n") != NULL);
    ck_assert(strstr(text, "Message number: 3\r\nFrom: Smith, J\r\n") != NULL);
    done = fixture_run(port, &arena, "EXPORT", "/NSITE1 /Psecret /DV:\\CCDATA /DELETE/2", NULL);
    ck_assert_int_eq(done.result, 0);
    ck_assert_int_eq(run().result, 0);
    ck_assert_int_eq(fixture_exported(port, &arena, "behind"), 1);
    done = fixture_run(port, &arena, "EXPORT", "/NSITE1 /Psecret /DV:\\CCDATA /DELETE/2", NULL);
    ck_assert_int_eq(done.result, 5);
}
END_TEST

START_TEST(damage_in_the_header_is_result_1_and_in_the_queue_3)
{
    send("a");
    if (_i == 0) {
        fixture_flip(memory, &arena, "CLANDATA", 10, 0x40);
        fixture_flip(memory, &arena, "CLANDATA", 512 + 10, 0x40);
    } else {
        fixture_flip(memory, &arena, "USR00004", 20, 0x40);
        fixture_flip(memory, &arena, "USR00004", PO_USR_COPY_SIZE + 20, 0x40);
    }
    ck_assert_int_eq(run().result, _i == 0 ? 1 : 3);
    ck_assert(there(FIXTURE_DATA "\\NFTERROR.LOG") == (_i == 0));
}
END_TEST

/* Many small messages sent and every second one deleted: a large one then lies in pieces. */
static void make_fragmented(size_t pieces)
{
    struct postoffice *po = NULL;
    struct po_entry smith;
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_entry_find(po, "Smith, J", &smith), ST_OK);
    for (size_t i = 0; i < 2 * pieces; i++) {
        const struct po_message_in in = {
            .content = bytes_of_text("x"), .usrs = &smith.usr, .usr_count = 1};
        ck_assert_int_eq(po_send(po, &in, &arena, NULL), ST_OK);
    }
    for (size_t i = 1; i <= 2 * pieces; i += 2) {
        ck_assert_int_eq(po_delete(po, smith.usr, i), ST_OK);
    }
    po_close(po);
}

START_TEST(a_message_in_too_many_extents_is_result_3)
{
    enum { PIECES = 40, TEXT = 2016 * PIECES - 300 };
    make_fragmented(PIECES);
    struct postoffice *po = NULL;
    struct po_entry site;
    struct po_message message;
    struct bytes content;
    uint32_t extents = 0;
    char *text = arena_alloc(&arena, TEXT + 1);
    memset(text, 'y', TEXT);
    send("small");
    const struct bytes ccm =
        fixture_ccm(&arena, "Smith, J", "Brady, Sally at SITE1", "large", text);
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_entry_find(po, "SITE1", &site), ST_OK);
    const struct po_message_in in = {.content = ccm, .usrs = &site.usr, .usr_count = 1};
    ck_assert_int_eq(po_send(po, &in, &arena, NULL), ST_OK);
    ck_assert_int_eq(po_queue_next(po, site.usr, 2 * PIECES + 1, &message), ST_OK);
    ck_assert_int_eq(po_message_read(po, &message, &arena, &content, &extents), ST_OK);
    ck_assert_uint_eq(content.size, ccm.size);
    ck_assert_int_eq(memcmp(content.data, ccm.data, ccm.size), 0);
    ck_assert_uint_gt(extents, 32);
    po_close(po);
    struct po_report report;
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.extents_max, extents);
    ck_assert_uint_eq(report.fragmented, 1);
    ck_assert_uint_eq(report.errors, 0);
    const struct fixture_run done = run();
    ck_assert_int_eq(done.result, 3);
    ck_assert(strstr(done.console, "too fragmented") != NULL);
    ck_assert_int_eq(fixture_exported(port, &arena, "small"), 1);
    struct program_traits traits = program_default_traits();
    traits.extent_table = 64;
    remove_file(TARGET);
    ck_assert_int_eq(fixture_run(port, &arena, "EXPORT", FIXTURE_EXPORT, &traits).result, 0);
    ck_assert_int_eq(fixture_exported(port, &arena, "large"), 1);
}
END_TEST

START_TEST(numbers_of_a_restored_backup_are_not_taken_for_exported)
{
    struct memory_port *backup = memory_port_copy(memory, &arena);
    send("a");
    send("b");
    ck_assert_int_eq(run().result, 0);
    remove_file(TARGET);
    static const char *const files[] = {"CLANDATA", "MLANDATA", "USR00004"};
    for (size_t i = 0; i < ARRAY_COUNT(files); i++) {
        const char *path = arena_format(&arena, FIXTURE_DATA "\\%s", files[i]);
        memory_port_put(memory, path, memory_port_get(backup, path));
    }
    memory_port_release(backup);
    send("new");
    ck_assert_int_eq(run().result, 0);
    ck_assert_int_eq(fixture_exported(port, &arena, "new"), 1);
}
END_TEST

START_TEST(programs_are_found_by_the_name_of_their_file)
{
    ck_assert_ptr_nonnull(program_find("C:\\WINNT\\Import.exe"));
    ck_assert_str_eq(program_find("EXPORT")->name, "EXPORT");
    ck_assert_ptr_null(program_find("IMPORTS.EXE"));
    ck_assert_ptr_null(program_find("EXPOR.EXE"));
    ck_assert_ptr_null(program_find(""));
}
END_TEST

static Suite *export_suite(void)
{
    Suite *suite = suite_create("export");
    TCase *tcase = tcase_create("export");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, an_empty_queue_makes_no_file);
    tcase_add_test(tcase, the_queue_is_written_to_one_file_in_order_and_emptied);
    tcase_add_test(tcase, a_run_makes_few_calls_and_few_more_for_each_message);
    tcase_add_test(tcase, an_entry_of_the_queue_goes_by_its_foreign_name);
    tcase_add_test(tcase, a_blind_copy_is_shown_to_its_own_queue_only);
    tcase_add_loop_test(tcase, the_command_line_decides_what_is_exported, 0, ARRAY_COUNT(lines));
    tcase_add_test(tcase, the_name_in_the_parameter_file_must_be_the_post_offices);
    tcase_add_test(tcase, a_shut_post_office_is_result_4);
    tcase_add_test(tcase, a_lock_that_stays_is_result_4_and_nothing_is_doubled);
    tcase_add_test(tcase, a_file_that_is_there_already_is_not_replaced);
    tcase_add_loop_test(tcase, damage_stops_at_the_bad_message_after_a_good_file, 0, 2);
    tcase_add_loop_test(tcase, damage_in_the_header_is_result_1_and_in_the_queue_3, 0, 2);
    tcase_add_test(tcase, a_message_in_too_many_extents_is_result_3);
    tcase_add_test(tcase, numbers_of_a_restored_backup_are_not_taken_for_exported);
    tcase_add_test(tcase, programs_are_found_by_the_name_of_their_file);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(export_suite());
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
