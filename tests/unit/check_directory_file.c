#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/directory_file.h"

static struct arena arena;

static void setup(void)
{
    arena = (struct arena){0};
}

static void teardown(void)
{
    arena_release(&arena);
}

static const char *shown(const struct directory_record *record)
{
    return arena_format(&arena, "%c|%s|%s|%s|%s|%s", record->location != 0 ? record->location : '-',
                        record->name, record->address, record->fan, record->comment, record->note);
}

/* All records of a file, one a line; then "." for its end, or line, byte and text of a refusal. */
static const char *read_all(struct bytes file)
{
    struct buffer text;
    struct directory_record record;
    struct diagnostic diagnostic = {0};
    size_t offset = 0;
    enum status st = ST_OK;
    buffer_init(&text, &arena);
    while ((st = directory_read(file, &offset, &arena, &record, &diagnostic)) == ST_OK) {
        buffer_format(&text, "%s\n", shown(&record));
    }
    if (st == ST_NO_MORE) {
        buffer_text(&text, ".");
    } else {
        ck_assert_int_eq(st, ST_FILE_CORRUPT);
        buffer_format(&text, "line %u byte %llu: %s", (unsigned)diagnostic.line,
                      (unsigned long long)diagnostic.offset, diagnostic.text);
    }
    return buffer_string(&text);
}

START_TEST(a_record_is_written_in_the_documented_order_and_read_back)
{
    const struct directory_record record = {.location = 'l',
                                            .name = "Brady, Sally",
                                            .address = "SITE1",
                                            .fan = "Brady, Sally at SITE1",
                                            .comment = "Building 4",
                                            .note = "why"};
    struct buffer file;
    buffer_init(&file, &arena);
    directory_write(&file, &record);
    ck_assert_str_eq(buffer_string(&file), "Name: Brady, Sally\r\n"
                                           "Locn: l\r\n"
                                           "Addr: SITE1\r\n"
                                           "FAN: Brady, Sally at SITE1\r\n"
                                           "Note: why\r\n"
                                           "Cmts: Building 4\r\n");
    ck_assert_str_eq(read_all(buffer_bytes(&file)),
                     "l|Brady, Sally|SITE1|Brady, Sally at SITE1|Building 4|why\n.");
}
END_TEST

START_TEST(what_is_empty_is_not_written_and_line_ends_are_blanks)
{
    struct buffer file;
    buffer_init(&file, &arena);
    directory_write(&file, &(struct directory_record){.name = "A\r\nCmts: B", .comment = "x\ny"});
    ck_assert_str_eq(buffer_string(&file), "Name: A  Cmts: B\r\nAddr: \r\nCmts: x y\r\n");
    ck_assert_str_eq(read_all(buffer_bytes(&file)), "-|A  Cmts: B|||x y|\n.");
}
END_TEST

static const struct {
    const char *name;
    const char *file;
    const char *want;
} files[] = {
    {"nothing", "", "."},
    {"blank lines", "\r\n \r\n\n", "."},
    {"LF only", "Name: A\nAddr: B\nCmts: C\n", "-|A|B||C|\n."},
    {"no end of the last line", "Name: A\r\nAddr: B\r\nCmts: C", "-|A|B||C|\n."},
    {"no blank behind the colon", "Name:A\r\nAddr:B\r\nCmts:C\r\n", "-|A|B||C|\n."},
    {"many blanks", "Name:  A  \r\nAddr:\tB\t\r\nCmts:\r\n", "-|A|B|||\n."},
    {"keywords in any case", "NAME: A\r\naddr: B\r\ncMTS: C\r\n", "-|A|B||C|\n."},
    {"only what closes it", "Name: A\r\nCmts: C\r\n", "-|A|||C|\n."},
    {"fields in another order", "Name: A\r\nFAN: F\r\nAddr: B\r\nLocn: r\r\nCmts: C\r\n",
     "r|A|B|F|C|\n."},
    {"a field that nobody knows", "Name: A\r\nPhone: 1\r\nPhone: 2\r\nCmts: C\r\n", "-|A|||C|\n."},
    {"a colon in a value", "Name: A: B\r\nCmts: C: D\r\n", "-|A: B|||C: D|\n."},
    {"two, and a blank line between", "Name: A\r\nCmts: 1\r\n\r\nName: B\r\nCmts: 2\r\n",
     "-|A|||1|\n-|B|||2|\n."},
    {"a carriage return within a value", "Name: A\rB\r\nCmts: C\r\n", "-|A B|||C|\n."},
    {"Ctrl-Z is the end", "Name: A\r\nCmts: 1\r\n\x1A???", "-|A|||1|\n."},
    {"Ctrl-Z in the last line", "Name: A\r\nCmts: 1\x1A\r\nxx", "-|A|||1|\n."},
    {"list and board", "Name: S\r\nLocn: M\r\nCmts:\r\nName: T\r\nLocn: B\r\nCmts:\r\n",
     "M|S||||\nB|T||||\n."},
    {"a line without keyword", "Name: A\r\nnonsense\r\nCmts:\r\n",
     "line 2 byte 9: this line has no keyword: Name, Locn, Addr, FAN, Memb and Cmts are known"},
    {"a line that begins with a colon", ": x\r\n",
     "line 1 byte 0: this line has no keyword: Name, Locn, Addr, FAN, Memb and Cmts are known"},
    {"an empty line in a record", "Name: A\r\n\r\nCmts:\r\n",
     "line 2 byte 9: this line has no keyword: Name, Locn, Addr, FAN, Memb and Cmts are known"},
    {"no Name", "Addr: B\r\nCmts:\r\n", "line 1 byte 0: a record begins with Name:"},
    {"a field of nobody before Name", "\r\nPhone: 1\r\n",
     "line 2 byte 2: a record begins with Name:"},
    {"an empty name", "Name:\r\nCmts:\r\n", "line 1 byte 0: this name is empty"},
    {"not closed", "Name: A\r\nAddr: B\r\nName: C\r\nCmts:\r\n",
     "line 3 byte 18: the record before is not closed by Cmts:"},
    {"cut off", "Name: A\r\nCmts: 1\r\nName: B\r\nAdd",
     "-|A|||1|\nline 4 byte 27: this line has no keyword: Name, Locn, Addr, FAN, Memb and Cmts are "
     "known"},
    {"cut off between lines", "Name: A\r\nAddr: B\r\n",
     "line 3 byte 18: the file ends in a record: Cmts: is missing"},
    {"twice", "Name: A\r\nAddr: B\r\nAddr: C\r\nCmts:\r\n",
     "line 3 byte 18: this field comes twice in one record"},
    {"no location code", "Name: A\r\nLocn: X\r\nCmts:\r\n",
     "line 2 byte 9: a location code is one of L l R r P p A a M B"},
    {"two location codes", "Name: A\r\nLocn: Ll\r\nCmts:\r\n",
     "line 2 byte 9: a location code is one of L l R r P p A a M B"},
    {"an empty location code", "Name: A\r\nLocn:\r\nCmts:\r\n",
     "line 2 byte 9: a location code is one of L l R r P p A a M B"},
};
START_TEST(the_reader_takes_what_can_be_understood_and_refuses_the_rest_with_its_place)
{
    const char *got = read_all(bytes_of_text(files[_i].file));
    ck_assert_msg(strcmp(got, files[_i].want) == 0, "%s: got\n%s\nwant\n%s", files[_i].name, got,
                  files[_i].want);
}
END_TEST

START_TEST(a_nul_byte_is_refused)
{
    static const char file[] = "Name: A\0B\r\nCmts:\r\n";
    ck_assert_str_eq(read_all((struct bytes){(const uint8_t *)file, sizeof(file) - 1}),
                     "line 1 byte 0: a NUL byte has no place in a directory file");
}
END_TEST

START_TEST(a_value_of_255_bytes_is_read_and_one_more_refused)
{
    for (int length = DIRECTORY_VALUE_MAX; length <= DIRECTORY_VALUE_MAX + 1; length++) {
        char value[DIRECTORY_VALUE_MAX + 2] = {0};
        memset(value, 'x', (size_t)length);
        const char *file = arena_format(&arena, "Name: A\r\nCmts: %s\r\n", value);
        const bool fits = length == DIRECTORY_VALUE_MAX;
        ck_assert_str_eq(read_all(bytes_of_text(file)),
                         fits ? arena_format(&arena, "-|A|||%s|\n.", value)
                              : "line 2 byte 9: this value is longer than 255 bytes");
    }
}
END_TEST

START_TEST(a_refused_record_leaves_the_offset_and_needs_no_diagnostic)
{
    const struct bytes file = bytes_of_text("Name: A\r\nCmts: 1\r\nName: B\r\n");
    struct directory_record record;
    size_t offset = 0;
    ck_assert_int_eq(directory_read(file, &offset, &arena, &record, NULL), ST_OK);
    ck_assert_uint_eq(offset, 18);
    ck_assert_int_eq(directory_read(file, &offset, &arena, &record, NULL), ST_FILE_CORRUPT);
    ck_assert_uint_eq(offset, 18);
}
END_TEST

START_TEST(location_codes_are_those_of_the_directory)
{
    for (int code = 0; code < 256; code++) {
        const bool want = code != 0 && strchr("LlRrPpAaMB", code) != NULL;
        ck_assert_int_eq(directory_is_location((char)code), want);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("directory_file");
    TCase *tcase = tcase_create("directory_file");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_record_is_written_in_the_documented_order_and_read_back);
    tcase_add_test(tcase, what_is_empty_is_not_written_and_line_ends_are_blanks);
    tcase_add_loop_test(tcase,
                        the_reader_takes_what_can_be_understood_and_refuses_the_rest_with_its_place,
                        0, sizeof(files) / sizeof(files[0]));
    tcase_add_test(tcase, a_nul_byte_is_refused);
    tcase_add_test(tcase, a_value_of_255_bytes_is_read_and_one_more_refused);
    tcase_add_test(tcase, a_refused_record_leaves_the_offset_and_needs_no_diagnostic);
    tcase_add_test(tcase, location_codes_are_those_of_the_directory);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
