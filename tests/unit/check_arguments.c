/* Tests of tools/programs/arguments.c. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "programs/arguments.h"

static struct arena arena;

static void teardown(void)
{
    arena_release(&arena);
}

static void expect_text(const char *what, const char *got, const char *want)
{
    if (got == NULL || want == NULL) {
        ck_assert_msg(got == want, "%s: got '%s', want '%s'", what, got != NULL ? got : "nothing",
                      want != NULL ? want : "nothing");
        return;
    }
    ck_assert_msg(strcmp(got, want) == 0, "%s: got '%s', want '%s'", what, got, want);
}

static const struct {
    const char *name;
    const char *line;
    struct program_arguments want;
} cases[] = {
    {"nothing", "", {0}},
    {"blanks", "  \t ", {0}},
    {"the connector's IMPORT",
     "/ITEMSIZE /PARTIAL /BATCH /FILES/MACBIN2 C:\\CCMCDATA\\IMPORT.INI",
     {.parameter_file = "C:\\CCMCDATA\\IMPORT.INI", .is_partial = true, .has_item_size = true}},
    {"the connector's EXPORT",
     "/N\"SITE 1\" /ITEMSIZE /FORMAT/FAN /BATCH /FILES/MACBIN2 D:\\EXPORT.INI",
     {.parameter_file = "D:\\EXPORT.INI", .line_name = "SITE 1", .has_item_size = true}},
    {"listing, Q212759",
     "/NEX1 /Ppassword /DE:\\ccdata /MSG# /@ccmessg.txt",
     {.line_name = "EX1",
      .password = "password",
      .directory = "E:\\ccdata",
      .file = "ccmessg.txt",
      .lists_numbers = true}},
    {"deleting, Q212759",
     "/NEX1 /Ppassword /DD:\\ccdata /DELETE/123456",
     {.line_name = "EX1",
      .password = "password",
      .directory = "D:\\ccdata",
      .delete_number = 123456}},
    {"directory, Q282172",
     "/Npostoffice /Ppassword /De:\\x /directory",
     {.line_name = "postoffice",
      .password = "password",
      .directory = "e:\\x",
      .is_directory = true}},
    {"a user's own, PMDF",
     "Export /P******** /BATCH /N\"lastname, firstname\" /Dc:\\ccdata\\ /DATE/1 /FILES/MACBIN2 "
     "/ITEMSIZE /FOLDER "
     "/MSGS/ALL /@c:\\TEMP\\sd1.2",
     {.parameter_file = "Export",
      .line_name = "lastname, firstname",
      .password = "********",
      .directory = "c:\\ccdata\\",
      .file = "c:\\TEMP\\sd1.2",
      .has_item_size = true}},
    {"positional, options without slash",
     "PO1 pw M:\\CCDATA in.ccm DIRECTORY/PROPADD PARTIAL",
     {.name = "PO1",
      .password = "pw",
      .directory = "M:\\CCDATA",
      .file = "in.ccm",
      .is_directory = true,
      .is_partial = true}},
    {"positional without a file",
     "PO1 pw M:\\CCDATA",
     {.name = "PO1", .password = "pw", .directory = "M:\\CCDATA"}},
    {"a blank in the path",
     "C:\\MY STORE\\X.INI",
     {.parameter_file = "C:\\MY", .bad = "STORE\\X.INI"}},
    {"password that begins like an option", "/PARTIALLY", {.password = "ARTIALLY"}},
    {"small letters",
     "/partial /msgs/7 /pX",
     {.is_partial = true, .messages_max = 7, .password = "X"}},
    {"chained", "/FORMAT/FAN/PARTIAL/MSGS/12", {.is_partial = true, .messages_max = 12}},
    {"the first value stands", "/NA /NB /PX /PY", {.line_name = "A", .password = "X"}},
    {"help", "/?", {.wants_help = true}},
    {"unknown", "/X", {.bad = "/X"}},
    {"slash alone", "/", {.bad = "/"}},
    {"unknown in a chain", "/BATCH/NONSENSE", {.bad = "BATCH/NONSENSE"}},
    {"no number", "/DELETE", {.bad = "DELETE"}},
    {"number zero", "/DELETE/0", {.bad = "DELETE/0"}},
    {"not a number", "/DELETE/x", {.bad = "DELETE/x"}},
    {"number too long",
     "/DELETE/123456789012345678901234567890",
     {.bad = "DELETE/123456789012345678901234567890"}},
    {"messages without a number", "/MSGS/some", {.bad = "MSGS/some"}},
    {"messages too many", "/MSGS/4294967296", {.bad = "MSGS/4294967296"}},
    {"open quote", "/N\"a b", {.line_name = "a b"}},
    {"more words than room",
     "a b c d e f g h i j k l m n o p q r s t",
     {.name = "a", .password = "b", .directory = "c", .file = "d", .bad = "e"}},
};
START_TEST(a_command_line_says_what_it_says)
{
    struct program_arguments got;
    const struct program_arguments *want = &cases[_i].want;
    arguments_parse(&got, cases[_i].line, &arena);
    expect_text(cases[_i].name, got.parameter_file, want->parameter_file);
    expect_text(cases[_i].name, got.name, want->name);
    expect_text(cases[_i].name, got.line_name, want->line_name);
    expect_text(cases[_i].name, got.password, want->password);
    expect_text(cases[_i].name, got.directory, want->directory);
    expect_text(cases[_i].name, got.file, want->file);
    expect_text(cases[_i].name, got.bad, want->bad);
    ck_assert_msg(
        got.is_partial == want->is_partial && got.has_item_size == want->has_item_size &&
            got.lists_numbers == want->lists_numbers && got.is_directory == want->is_directory &&
            got.wants_help == want->wants_help && got.delete_number == want->delete_number &&
            got.messages_max == want->messages_max,
        "%s: an option differs", cases[_i].name);
}
END_TEST

START_TEST(a_parameter_file_adds_what_the_line_did_not_say)
{
    struct program_arguments got;
    arguments_parse(&got, "/N\"SITE1\" /Pmine C:\\X.INI", &arena);
    arguments_add_file(
        &got,
        bytes_of_text(" \t/NPost Office One\r\n/Ptheirs  \r\n\r\n/D\\\\NW1\\SYS\\CC DATA\r\n"
                      "/@\"EXPORT\\MSG 1.CCM\"\n/PARTIAL\r\nBATCH\r\n\x1A"),
        &arena);
    expect_text("name", got.name, "Post Office One");
    expect_text("line name", got.line_name, "SITE1");
    expect_text("password", got.password, "mine");
    expect_text("directory", got.directory, "\\\\NW1\\SYS\\CC DATA");
    expect_text("file", got.file, "EXPORT\\MSG 1.CCM");
    expect_text("bad", got.bad, NULL);
    ck_assert(got.is_partial);
}
END_TEST

START_TEST(a_parameter_file_with_other_lines_is_bad)
{
    struct program_arguments got;
    arguments_parse(&got, "X.INI", &arena);
    arguments_add_file(&got, bytes_of_text("/NX\n\n[options]\n/DY"), &arena);
    expect_text("bad", got.bad, "[options], line 3 of X.INI");
    expect_text("name", got.name, "X");
    arguments_parse(&got, "/WHAT X.INI", &arena);
    arguments_add_file(&got, bytes_of_text("/DATE/9\n  /NX"), &arena);
    expect_text("bad", got.bad, "/WHAT");
    expect_text("name", got.name, "X");
    arguments_parse(&got, "", &arena);
    arguments_add_file(&got, (struct bytes){(const uint8_t *)"", 0}, &arena);
    expect_text("bad", got.bad, NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("arguments");
    TCase *tcase = tcase_create("arguments");
    tcase_add_checked_fixture(tcase, NULL, teardown);
    tcase_add_loop_test(tcase, a_command_line_says_what_it_says, 0, ARRAY_COUNT(cases));
    tcase_add_test(tcase, a_parameter_file_adds_what_the_line_did_not_say);
    tcase_add_test(tcase, a_parameter_file_with_other_lines_is_bad);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
