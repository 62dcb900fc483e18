#include <check.h>
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "base/text.h"

static struct arena arena;

static void setup(void)
{
    arena = (struct arena){0};
}

static void teardown(void)
{
    arena_release(&arena);
}

START_TEST(copying_says_when_a_text_did_not_fit)
{
    char target[6];
    ck_assert(text_copy(target, sizeof(target), "abcde"));
    ck_assert_str_eq(target, "abcde");
    ck_assert(!text_copy(target, sizeof(target), "abcdef"));
    ck_assert_str_eq(target, "abcde");
    ck_assert(!text_copy(target, 1, "x"));
    ck_assert_str_eq(target, "");
    ck_assert(text_append(target, sizeof(target), "ab"));
    ck_assert(text_append(target, sizeof(target), "cde"));
    ck_assert(text_append(target, sizeof(target), ""));
    ck_assert(!text_append(target, sizeof(target), "f"));
    ck_assert_str_eq(target, "abcde");
    ck_assert(text_format(target, sizeof(target), "%d", 12345));
    ck_assert_str_eq(target, "12345");
    ck_assert(!text_format(target, sizeof(target), "%d", 123456));
    ck_assert_str_eq(target, "12345");
}
END_TEST

START_TEST(only_ascii_letters_are_folded)
{
    for (int c = 1; c < 256; c++) {
        const int want = c >= 'a' && c <= 'z' ? c - 32 : c;
        ck_assert_int_eq((unsigned char)text_upper_char((char)c), want);
        for (int length = 1; length < 20; length++) { /* hash: words of eight and a rest */
            char lower[21] = {0};
            char upper[21] = {0};
            memset(lower, c, (size_t)length);
            memset(upper, want, (size_t)length);
            ck_assert_uint_eq(text_hash(lower), text_hash(upper));
            ck_assert(text_equal(lower, upper));
            if (want != c) {
                continue;
            }
            lower[length - 1] = (char)(c ^ 0x20); /* another character, unless a letter */
            if ((c | 0x20) < 'a' || (c | 0x20) > 'z') {
                ck_assert(!text_equal(lower, upper));
                ck_assert_uint_ne(text_hash(lower), text_hash(upper));
            }
        }
    }
    char text[] = "Import.bak {\xE9}";
    text_upper(text);
    ck_assert_str_eq(text, "IMPORT.BAK {\xE9}");
}
END_TEST

static const struct {
    const char *a;
    const char *b;
    int order;
} orders[] = {
    {"", "", 0},         {"clandata", "CLANDATA", 0}, {"a", "B", -1},       {"B", "a", 1},
    {"abc", "ABCD", -1}, {"ABCD", "abc", 1},          {"\xE9", "e", 1},     {"_", "a", 1},
    {"_", "A", 1},       {"msg9", "msg10", 1},        {"MSG0", "msg1", -1},
};

START_TEST(names_are_compared_without_case)
{
    const char *a = orders[_i].a;
    const char *b = orders[_i].b;
    const int got = text_compare(a, b);
    ck_assert_msg((got > 0) - (got < 0) == orders[_i].order, "%s, %s: %d", a, b, got);
    ck_assert_int_eq(text_equal(a, b), orders[_i].order == 0);
    ck_assert_int_eq(text_hash(a) == text_hash(b), orders[_i].order == 0);
    ck_assert(text_starts(a, ""));
    ck_assert_int_eq(text_starts(a, b) && text_starts(b, a), orders[_i].order == 0);
}
END_TEST

START_TEST(a_prefix_can_be_compared)
{
    ck_assert(text_equal_n("Message:", "MESSAGE", 7));
    ck_assert(!text_equal_n("Message:", "MESSAGE", 8));
    ck_assert(text_equal_n("ab", "AB", 100));
    ck_assert(text_equal_n("a", "b", 0));
    ck_assert(text_starts("Text item: x", "text ITEM:"));
    ck_assert(!text_starts("Text", "Text item:"));
}
END_TEST

static const struct {
    const char *pattern;
    const char *name;
    bool want;
    bool want_exactly; /* letter for letter */
} matches[] = {
    {"*", "", true, true},
    {"", "", true, true},
    {"", "a", false, false},
    {"?", "", false, false},
    {"*.CCM", "msg0001.ccm", true, false},
    {"*.CCM", "msg0001.ccm.bak", false, false},
    {"*.ccm", ".ccm", true, true},
    {"USR?????", "usr00001", true, false},
    {"USR?????", "usr0001", false, false},
    {"CCPODD.??", "CCPODD.01", true, true},
    {"a*b*c", "aXbXbXc", true, true},
    {"a*b*c", "aXbXbX", false, false},
    {"***", "abc", true, true},
    {"a*?", "a", false, false},
    {"a*?", "ab", true, true},
    {"*a", "aaab", false, false},
    {"clandata", "CLANDATA", true, false},
    {"clandat", "CLANDATA", false, false},
};

START_TEST(patterns_match_whole_names)
{
    const char *pattern = matches[_i].pattern;
    const char *name = matches[_i].name;
    ck_assert_msg(text_match(pattern, name) == matches[_i].want, "%s, %s", pattern, name);
    ck_assert_msg(text_match_exactly(pattern, name) == matches[_i].want_exactly, "%s, %s", pattern,
                  name);
}
END_TEST

static const struct {
    const char *text;
    const char *part;
    bool want;
} events[] = {
    {"returned result code 3. ", "code 3.", true},
    {"returned result code 3. ", "code ?.", true},
    {"returned result code 3. ", "code 4.", false},
    {"returned result code 3. ", "Returned", false},
    {"*.ccm", "*", true},
    {"ccm", "*", false},
    {"abc", "", true},
    {"", "", true},
    {"", "?", false},
    {"abc", "abcd", false},
    {"abc", "???", true},
    {"aab", "ab", true},
};

START_TEST(parts_of_events_are_found_as_they_stand)
{
    ck_assert_msg(text_contains_event(events[_i].text, events[_i].part) == events[_i].want,
                  "%s, %s", events[_i].text, events[_i].part);
}
END_TEST

static const struct {
    const char *text;
    const char *part;
    bool want;
} parts[] = {
    {"Lotus cc:Mail IMPORT", "CC:mail", true},
    {"IMPORT", "port", true},
    {"IMPORT", "ports", false},
    {"", "", true},
    {"abc", "", true},
    {"", "a", false},
};

START_TEST(parts_are_found_in_any_case)
{
    ck_assert_msg(text_contains_folded(parts[_i].text, parts[_i].part) == parts[_i].want, "%s, %s",
                  parts[_i].text, parts[_i].part);
}
END_TEST

static const struct {
    const char *a;
    const char *b;
    size_t want;
} distances[] = {
    {"", "", 0},
    {"import", "", 6},
    {"import", "IMPORT", 0},
    {"import", "imprt", 1},
    {"import", "export", 2},
    {"expect", "expcet", 1},
    {"poll", "pool", 1},
    {"volume", "voluem", 1},
    {"kitten", "sitting", 3},
    {"cuont", "count", 1},
    {"abcd", "badc", 2},
    {"IMPROTT", "import", 2},
};

START_TEST(distance_counts_edits)
{
    const char *a = distances[_i].a;
    const char *b = distances[_i].b;
    ck_assert_msg(text_distance(a, b) == distances[_i].want, "%s, %s: %zu", a, b,
                  text_distance(a, b));
    ck_assert_uint_eq(text_distance(b, a), distances[_i].want);
}
END_TEST

START_TEST(a_text_too_long_for_a_word_is_far_from_all)
{
    char text[65];
    memset(text, 'a', 64);
    text[64] = '\0';
    ck_assert_uint_eq(text_distance(text, "a"), 64);
    ck_assert_uint_eq(text_distance("a", text), 64);
    text[63] = '\0';
    ck_assert_uint_eq(text_distance(text, "a"), 62);
}
END_TEST

static const struct {
    const char *text;
    bool want;
    uint64_t value;
} numbers[] = {
    {"0", true, 0},
    {"007", true, 7},
    {"18446744073709551615", true, UINT64_MAX},
    {"18446744073709551616", false, 0},
    {"99999999999999999999", false, 0},
    {"", false, 0},
    {"-1", false, 0},
    {"+1", false, 0},
    {" 1", false, 0},
    {"1 ", false, 0},
    {"0x10", false, 0},
};

START_TEST(only_decimal_digits_are_a_number)
{
    uint64_t value = 12345;
    ck_assert_msg(text_to_u64(numbers[_i].text, &value) == numbers[_i].want, "%s",
                  numbers[_i].text);
    ck_assert_uint_eq(value, numbers[_i].want ? numbers[_i].value : 12345);
}
END_TEST

static const struct {
    const char *path;
    const char *base;
} base_names[] = {
    {"CLANDATA", "CLANDATA"},
    {"C:\\CCDATA\\CLANDATA", "CLANDATA"},
    {"a/b", "b"},
    {"\\\\SRV\\VOL\\x.ccm", "x.ccm"},
    {"a\\b/", ""},
    {"", ""},
};

START_TEST(the_base_name_is_the_last_component)
{
    ck_assert_str_eq(text_base_name(base_names[_i].path), base_names[_i].base);
}
END_TEST

static const struct {
    const char *directory;
    const char *name;
    const char *want;
} joins[] = {
    {"C:\\ccmc", "Submit", "C:\\ccmc\\Submit"},
    {"C:\\ccmc\\", "Submit", "C:\\ccmc\\Submit"},
    {"C:\\ccmc\\/", "Submit", "C:\\ccmc\\Submit"},
    {"C:", "x", "C:\\x"},
    {"\\", "x", "\\x"},
    {"", "x", "x"},
    {"/tmp/a", "", "/tmp/a/"},
    {"/tmp/a/", "b", "/tmp/a/b"},
    {"/", "b", "/b"},
};

START_TEST(a_path_is_joined_with_one_separator)
{
    char path[64];
    const size_t exact = strlen(joins[_i].want) + 1;
    ck_assert(text_join_path(path, sizeof(path), joins[_i].directory, joins[_i].name));
    ck_assert_str_eq(path, joins[_i].want);
    ck_assert_int_eq(text_join_path(path, exact - 1, joins[_i].directory, joins[_i].name), 0);
}
END_TEST

static const struct {
    const char *name;
    bool is_short;
    const char *first;
    const char *tenth;
} short_names[] = {
    {"A file.doc", false, "AFILE~1.DOC", "AFILE~10.DOC"}, /* KB Q142982, Q114816 */
    {"CLANDATA", true, "CLANDA~1", "CLAND~10"},
    {"plan.wk4", true, "PLAN~1.WK4", "PLAN~10.WK4"},
    {"toolongname.wk4", false, "TOOLON~1.WK4", "TOOLO~10.WK4"},
    {"plan.html", false, "PLAN~1.HTM", "PLAN~10.HTM"},
    {"two.dots.txt", false, "TWODOT~1.TXT", "TWODO~10.TXT"},
    {".profile", false, "PROFIL~1", "PROFI~10"},
    {"a.", false, "A~1", "A~10"},
    {"", false, "~1", "~10"},
    {"a+b[1];c.tx=t", false, "AB1C~1.TXT", "AB1C~10.TXT"},
    {"12345678.123", true, "123456~1.123", "12345~10.123"},
    {"123456789", false, "123456~1", "12345~10"},
    {"a b", false, "AB~1", "AB~10"},
    {"Program Files", false, "PROGRA~1", "PROGR~10"},
    {"M\xC3\xBCller lang.txt", false, "M_LLER~1.TXT", "M_LLE~10.TXT"},
    {"a\x01.txt", false, "A~1.TXT", "A~10.TXT"},
    {"a*.txt", false, "A~1.TXT", "A~10.TXT"},
};

START_TEST(short_names_follow_the_rule)
{
    char got[TEXT_SHORT_NAME_SIZE];
    const char *name = short_names[_i].name;
    ck_assert_msg(text_is_short_name(name) == short_names[_i].is_short, "%s", name);
    text_make_short_name(name, 1, got);
    ck_assert_str_eq(got, short_names[_i].first);
    ck_assert(text_is_short_name(got));
    text_make_short_name(name, 10, got);
    ck_assert_str_eq(got, short_names[_i].tenth);
    ck_assert(text_is_short_name(got));
    text_make_short_name(name, 999999, got);
    ck_assert(text_is_short_name(got));
}
END_TEST

static const struct {
    enum text_code_page page;
    const char *iconv_name;
} pages[] = {
    {CODE_PAGE_437, "CP437"},
    {CODE_PAGE_850, "CP850"},
};

START_TEST(code_pages_are_those_of_iconv)
{
    iconv_t convert = iconv_open("UTF-8", pages[_i].iconv_name);
    ck_assert_ptr_ne(convert, (iconv_t)-1);
    for (int value = 1; value < 256; value++) {
        char text[] = {(char)value, '\0'};
        char want[8] = {0};
        char *in = text;
        char *out = want;
        size_t in_left = 1;
        size_t out_left = sizeof(want);
        size_t lost = 99;
        ck_assert_uint_eq(iconv(convert, &in, &in_left, &out, &out_left), 0);
        const char *utf8 = text_to_utf8(&arena, pages[_i].page, text);
        ck_assert_str_eq(utf8, want);
        ck_assert_str_eq(text_from_utf8(&arena, pages[_i].page, utf8, &lost), text);
        ck_assert_uint_eq(lost, 0);
    }
    iconv_close(convert);
}
END_TEST

static const struct {
    const char *name;
    const char *utf8;
    const char *want; /* in code page 850 */
    size_t lost;
} conversions[] = {
    {"plain", "Hello, world, and more", "Hello, world, and more", 0},
    {"empty", "", "", 0},
    {"accents", "caf\xC3\xA9 \xC3\xA0 Gen\xC3\xA8ve", "caf\x82 \x85 Gen\x8Ave", 0},
    {"no place", "5 \xE2\x82\xAC", "5 ?", 1},
    {"beyond the first plane", "\xF0\x9F\x98\x80!", "?!", 1},
    {"lone continuation",
     "a\x80"
     "b",
     "a?b", 1},
    {"cut off", "a\xC3", "a?", 1},
    {"cut off by a letter",
     "\xE2\x82"
     "a",
     "??a", 2},
    {"too long form", "\xC0\xAF", "??", 2},
    {"too long form of three", "\xE0\x80\xAF", "???", 3},
    {"surrogate", "\xED\xA0\x80", "???", 3},
    {"above the last", "\xF4\x90\x80\x80", "????", 4},
    {"impossible byte", "\xFF", "?", 1},
};

START_TEST(utf8_is_converted_and_losses_are_counted)
{
    size_t lost = 99;
    const char *got = text_from_utf8(&arena, CODE_PAGE_850, conversions[_i].utf8, &lost);
    ck_assert_msg(strcmp(got, conversions[_i].want) == 0, "%s: %s", conversions[_i].name, got);
    ck_assert_msg(lost == conversions[_i].lost, "%s: %zu lost", conversions[_i].name, lost);
    ck_assert_str_eq(text_from_utf8(&arena, CODE_PAGE_850, conversions[_i].utf8, NULL), got);
}
END_TEST

START_TEST(bytes_with_zeros_are_converted_whole)
{
    const struct bytes text = {(const uint8_t *)"a\0\x82z", 4};
    const struct bytes utf8 = text_bytes_to_utf8(&arena, CODE_PAGE_850, text);
    ck_assert_uint_eq(utf8.size, 5);
    ck_assert_mem_eq(utf8.data, "a\0\xC3\xA9z", 5);
    const struct bytes back = text_bytes_from_utf8(&arena, CODE_PAGE_850, utf8, NULL);
    ck_assert_uint_eq(back.size, 4);
    ck_assert_mem_eq(back.data, "a\0\x82z", 4);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text");
    TCase *tcase = tcase_create("text");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, copying_says_when_a_text_did_not_fit);
    tcase_add_test(tcase, only_ascii_letters_are_folded);
    tcase_add_loop_test(tcase, names_are_compared_without_case, 0, ARRAY_COUNT(orders));
    tcase_add_test(tcase, a_prefix_can_be_compared);
    tcase_add_loop_test(tcase, patterns_match_whole_names, 0, ARRAY_COUNT(matches));
    tcase_add_loop_test(tcase, parts_of_events_are_found_as_they_stand, 0, ARRAY_COUNT(events));
    tcase_add_loop_test(tcase, parts_are_found_in_any_case, 0, ARRAY_COUNT(parts));
    tcase_add_loop_test(tcase, distance_counts_edits, 0, ARRAY_COUNT(distances));
    tcase_add_test(tcase, a_text_too_long_for_a_word_is_far_from_all);
    tcase_add_loop_test(tcase, only_decimal_digits_are_a_number, 0, ARRAY_COUNT(numbers));
    tcase_add_loop_test(tcase, the_base_name_is_the_last_component, 0, ARRAY_COUNT(base_names));
    tcase_add_loop_test(tcase, a_path_is_joined_with_one_separator, 0, ARRAY_COUNT(joins));
    tcase_add_loop_test(tcase, short_names_follow_the_rule, 0, ARRAY_COUNT(short_names));
    tcase_add_loop_test(tcase, code_pages_are_those_of_iconv, 0, ARRAY_COUNT(pages));
    tcase_add_loop_test(tcase, utf8_is_converted_and_losses_are_counted, 0,
                        ARRAY_COUNT(conversions));
    tcase_add_test(tcase, bytes_with_zeros_are_converted_whole);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
