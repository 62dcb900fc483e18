/* What IMPORT and EXPORT say of files and messages that they refuse: file, line and byte. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/ccm.h"
#include "base/directory_file.h"
#include "support/po_fixture.h"

static struct arena arena;
static struct memory_port *memory;

static void setup(void)
{
    memory = fixture_create(&arena);
}

static void teardown(void)
{
    memory_port_release(memory);
    arena_release(&arena);
}

static const char *text_at(const char *path)
{
    const struct bytes content = memory_port_get(memory, path);
    return content.data != NULL ? arena_text_n(&arena, (const char *)content.data, content.size)
                                : "(absent)";
}

static const struct {
    const char *name;
    const char *content;
    const char *refusal;
} message_files[] = {
    {"no message", "one\r\ntwo", "BAD.CCM: line 1, byte 0: \"one\" where Message: is expected"},
    {"second line", "\r\nSubject: x\r\n",
     "BAD.CCM: line 2, byte 2: \"Subject: x\" where Message: is expected"},
    {"header without an end", "Message:\r\nFrom: a\r\n",
     "BAD.CCM: line 3, byte 19: \"\" where Contents: of the message is expected"},
    {"a count that leads out", "Message:\r\n  400\r\nFrom: a\r\nContents:\r\n",
     "BAD.CCM: line 2, byte 10: a block of 400 bytes where at most 20 are left"},
    {"behind a good one",
     "Message:\r\nFrom: a\r\nTo: Smith, J\r\nContents:\r\nText item:\r\nhi\r\n"
     "Message:\r\nFrom: a\r\nContents:\r\nno item\r\n",
     "BAD.CCM: line 10, byte 90: \"no item\" where an item or the end of the message is expected"},
    {"nothing", " \r\n", "BAD.CCM: No message in file"},
};

START_TEST(a_message_file_is_refused_with_file_line_and_byte)
{
    const char *refusal = message_files[_i].refusal;
    fixture_put_import(memory, &arena, "BAD.CCM", bytes_of_text(message_files[_i].content));
    const struct fixture_run run =
        fixture_run(memory_port_os(memory), &arena, "IMPORT", FIXTURE_IMPORT, NULL);
    ck_assert_int_ne(run.result, 0);
    ck_assert_msg(strstr(run.console, refusal) != NULL, "%s", run.console);
    const char *und = text_at(FIXTURE_STORE "\\Import\\BAD.UND");
    const char *line = arena_format(&arena, "***  %s  ***\r\n", refusal);
    ck_assert_msg(strstr(und, line) != NULL, "%s", und);
    ck_assert_int_eq(fixture_count(memory_port_os(memory), &arena, "Smith, J", ""), 0);
}
END_TEST

START_TEST(a_directory_file_is_refused_with_file_line_and_byte)
{
    memory_port_put(memory, FIXTURE_STORE "\\DIR.IMP",
                    bytes_of_text("Name: A\r\nAddr: \r\nCmts: \r\n\r\nName: B\r\nno keyword\r\n"));
    const struct fixture_run run = fixture_run(memory_port_os(memory), &arena, "IMPORT",
                                               "PO1 secret V:\\CCDATA DIR.IMP DIRECTORY", NULL);
    ck_assert_int_eq(run.result, 1);
    ck_assert_msg(strstr(run.console, "DIR.IMP: line 6, byte 36: this line has no keyword") != NULL,
                  "%s", run.console);
}
END_TEST

START_TEST(a_stored_message_that_is_none_is_named_by_line_and_byte)
{
    struct postoffice *po = NULL;
    struct po_entry site;
    struct os_port *os = memory_port_os(memory);
    ck_assert_int_eq(po_open(os, FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_entry_find(po, "SITE1", &site), ST_OK);
    const struct po_message_in in = {.content = bytes_of_text("Message:\r\nFrom: a\r\n\r\nno end"),
                                     .usrs = &site.usr,
                                     .usr_count = 1};
    ck_assert_int_eq(po_send(po, &in, &arena, NULL), ST_OK);
    po_close(po);
    const struct fixture_run run = fixture_run(os, &arena, "EXPORT", FIXTURE_EXPORT, NULL);
    ck_assert_int_eq(run.result, 0);
    ck_assert_msg(strstr(run.console, "Message 1: line 4, byte 27: \"\" where Contents:") != NULL,
                  "%s", run.console);
}
END_TEST

START_TEST(a_damaged_entry_is_named_by_its_byte)
{
    struct postoffice *po = NULL;
    struct os_port *os = memory_port_os(memory);
    ck_assert_int_eq(po_open(os, FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_damage(po, PO_DAMAGE_NFT), ST_OK);
    po_close(po);
    const struct fixture_run run =
        fixture_run(os, &arena, "EXPORT", "/NPO1 /Psecret /DV:\\CCDATA /@D.EXP /DIRECTORY", NULL);
    ck_assert_int_eq(run.result, 1);
    ck_assert_msg(strstr(run.console, "NFT error in post office.\r\nCLANDATA, byte ") != NULL, "%s",
                  run.console);
    const char *log = text_at(FIXTURE_DATA "\\NFTERROR.LOG");
    const char *at = strstr(log, "EXPORT: NFT error found in CLANDATA, byte ");
    ck_assert_msg(at != NULL, "%s", log);
    const unsigned long byte = strtoul(strrchr(log, ' ') + 1, NULL, 10);
    ck_assert_uint_ge(byte, 1024); /* the directory begins there */
    ck_assert_uint_eq(byte % 256, 0);
}
END_TEST

START_TEST(lines_and_columns_are_found_from_an_offset)
{
    static const char text[] = "ab\ncd\n";
    static const struct {
        uint64_t offset;
        uint32_t line;
        uint32_t column;
    } places[] = {{0, 1, 1}, {2, 1, 3}, {3, 2, 1}, {5, 2, 3}, {6, 3, 1}, {900, 3, 1}};
    diagnostic_find_line(NULL, text, sizeof(text) - 1);
    for (size_t i = 0; i < ARRAY_COUNT(places); i++) {
        struct diagnostic diagnostic = {.offset = places[i].offset};
        diagnostic_find_line(&diagnostic, text, sizeof(text) - 1);
        ck_assert_uint_eq(diagnostic.line, places[i].line);
        ck_assert_uint_eq(diagnostic.column, places[i].column);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("refusals");
    TCase *tcase = tcase_create("refusals");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, a_message_file_is_refused_with_file_line_and_byte, 0,
                        ARRAY_COUNT(message_files));
    tcase_add_test(tcase, a_directory_file_is_refused_with_file_line_and_byte);
    tcase_add_test(tcase, a_stored_message_that_is_none_is_named_by_line_and_byte);
    tcase_add_test(tcase, a_damaged_entry_is_named_by_its_byte);
    tcase_add_test(tcase, lines_and_columns_are_found_from_an_offset);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
