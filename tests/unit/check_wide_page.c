/* Code pages with characters of two bytes. */
#include <check.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "base/text.h"
#include "base/wide_page.h"

static struct arena arena;

static void begin(void)
{
    arena = (struct arena){0};
}

static void end(void)
{
    arena_release(&arena);
}

static const struct {
    enum text_code_page page;
    const char *iconv_name;
    int first_lead;
    int last_lead;
    int first_trail;
    unsigned least; /* characters */
} pages[] = {
    {CODE_PAGE_932, "CP932", 0x81, 0xFC, 0x40, 7000},
    {CODE_PAGE_949, "CP949", 0xA1, 0xFE, 0xA1, 8000},
};

/* Of iconv; "" when it knows no character of that pair. */
static void by_iconv(iconv_t convert, const char pair[3], char want[16])
{
    char bytes[3] = {pair[0], pair[1], '\0'};
    char *in = bytes;
    char *out = want;
    size_t in_left = 2;
    size_t out_left = 15;
    memset(want, 0, 16);
    (void)iconv(convert, NULL, NULL, NULL, NULL);
    if (iconv(convert, &in, &in_left, &out, &out_left) == (size_t)-1) {
        want[0] = '\0';
    }
}

static bool is_lead(enum text_code_page page, int lead)
{
    return page != CODE_PAGE_932 || lead <= 0x9F || lead >= 0xE0; /* between are narrow ones */
}

START_TEST(pairs_are_those_of_iconv)
{
    iconv_t convert = iconv_open("UTF-8", pages[_i].iconv_name);
    ck_assert_ptr_ne(convert, (iconv_t)-1);
    unsigned count = 0;
    for (int lead = pages[_i].first_lead; lead <= pages[_i].last_lead; lead++) {
        for (int trail = pages[_i].first_trail; trail <= 0xFE; trail++) {
            const char pair[] = {(char)lead, (char)trail, '\0'};
            char want[16];
            size_t lost = 0;
            if (!is_lead(pages[_i].page, lead)) {
                continue;
            }
            by_iconv(convert, pair, want);
            const char *utf8 = text_to_utf8(&arena, pages[_i].page, pair);
            if (strlen(want) < 2 || want[0] == '\xEE') { /* none, or one of private use */
                ck_assert_msg(strncmp(utf8, "\xEF\xBF\xBD", 3) == 0, "%02x%02x %s", lead, trail,
                              utf8);
                continue;
            }
            ck_assert_msg(strcmp(utf8, want) == 0, "%02x%02x %s %s", lead, trail, utf8, want);
            const char *back = text_from_utf8(&arena, pages[_i].page, utf8, &lost);
            ck_assert_uint_eq(lost, 0);
            ck_assert_str_eq(text_to_utf8(&arena, pages[_i].page, back),
                             want); /* some have two places */
            count++;
        }
        arena_reset(&arena);
    }
    iconv_close(convert);
    ck_assert_uint_ge(count, pages[_i].least);
}
END_TEST

static const struct {
    const char *name;
    enum text_code_page page;
    const char *bytes;
    const char *utf8;
} texts[] = {
    {"ASCII", CODE_PAGE_932, "Room 5\\", "Room 5\\"},
    {"a trail byte that is a letter", CODE_PAGE_932,
     "\x83\x41"
     "B",
     "アB"},
    {"narrow katakana", CODE_PAGE_932, "\xB1\xDF", "ｱﾟ"},
    {"a lead byte at the end", CODE_PAGE_932, "A\x83", "A\xEF\xBF\xBD"},
    {"a lead byte before a line end", CODE_PAGE_932, "\x83\r\n", "\xEF\xBF\xBD\r\n"},
    {"a byte that leads nothing", CODE_PAGE_949,
     "\x80"
     "A",
     "\xEF\xBF\xBD"
     "A"},
    {"a Korean syllable", CODE_PAGE_949, "\xB0\xA1", "가"},
};

START_TEST(texts_are_read_to_their_end)
{
    ck_assert_msg(strcmp(text_to_utf8(&arena, texts[_i].page, texts[_i].bytes), texts[_i].utf8) ==
                      0,
                  "%s", texts[_i].name);
}
END_TEST

START_TEST(what_a_page_has_no_place_for_is_lost)
{
    size_t lost = 0;
    ck_assert_str_eq(text_from_utf8(&arena, CODE_PAGE_932, "가A\xEF\xBF\xBD", &lost), "?A?");
    ck_assert_uint_eq(lost, 2);
    ck_assert_str_eq(text_from_utf8(&arena, CODE_PAGE_949, "ｱ가", &lost), "?\xB0\xA1");
    ck_assert_uint_eq(lost, 1);
}
END_TEST

START_TEST(a_page_is_found_by_its_number)
{
    ck_assert_int_eq(text_page_of(932, CODE_PAGE_437), CODE_PAGE_932);
    ck_assert_int_eq(text_page_of(949, CODE_PAGE_437), CODE_PAGE_949);
    ck_assert_int_eq(text_page_of(850, CODE_PAGE_437), CODE_PAGE_850);
    ck_assert_int_eq(text_page_of(1252, CODE_PAGE_850), CODE_PAGE_850);
    ck_assert(wide_page_is(CODE_PAGE_932) && wide_page_is(CODE_PAGE_949));
    ck_assert(!wide_page_is(CODE_PAGE_437) && !wide_page_is(CODE_PAGE_850));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("wide_page");
    TCase *tcase = tcase_create("wide_page");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_loop_test(tcase, pairs_are_those_of_iconv, 0, (int)ARRAY_COUNT(pages));
    tcase_add_loop_test(tcase, texts_are_read_to_their_end, 0, (int)ARRAY_COUNT(texts));
    tcase_add_test(tcase, what_a_page_has_no_place_for_is_lost);
    tcase_add_test(tcase, a_page_is_found_by_its_number);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
