/* Tests of connector/base/utf8.c. */
#include <check.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "base/utf8.h"

static const struct {
    const char *name;
    const char *text;
    uint32_t character;
} good[] = {
    {"ASCII", "a", 'a'},
    {"the last of one byte", "\x7F", 0x7F},
    {"the first of two", "\xC2\x80", 0x80},
    {"the last of two", "\xDF\xBF", 0x7FF},
    {"the first of three", "\xE0\xA0\x80", 0x800},
    {"in front of the surrogates", "\xED\x9F\xBF", 0xD7FF},
    {"behind the surrogates", "\xEE\x80\x80", 0xE000},
    {"the last of three", "\xEF\xBF\xBF", 0xFFFF},
    {"the first of four", "\xF0\x90\x80\x80", 0x10000},
    {"the last of all", "\xF4\x8F\xBF\xBF", 0x10FFFF},
};

START_TEST(a_character_is_read_and_written)
{
    uint32_t character = 0;
    uint8_t written[4] = {0};
    const struct bytes text = bytes_of_text(good[_i].text);
    ck_assert_msg(utf8_read(text, 0, &character) == text.size, "%s", good[_i].name);
    ck_assert_msg(character == good[_i].character, "%s: got %#x", good[_i].name, character);
    ck_assert_msg(utf8_write(character, written) == text.size, "%s", good[_i].name);
    ck_assert_msg(memcmp(written, text.data, text.size) == 0, "%s", good[_i].name);
}
END_TEST

static const struct {
    const char *name;
    const char *text;
} bad[] = {
    {"a byte that goes on", "\x80"},
    {"two bytes are too many", "\xC1\xBF"},
    {"three bytes are too many", "\xE0\x9F\xBF"},
    {"four bytes are too many", "\xF0\x8F\xBF\xBF"},
    {"the first surrogate", "\xED\xA0\x80"},
    {"the last surrogate", "\xED\xBF\xBF"},
    {"above the last character", "\xF4\x90\x80\x80"},
    {"five bytes", "\xF8\x88\x80\x80\x80"},
    {"the text ends in two bytes", "\xC3"},
    {"the text ends in four bytes", "\xF0\x90\x80"},
    {"something else in two bytes", "\xC3("},
    {"something else in three bytes", "\xE2\x82("},
};

START_TEST(what_is_malformed_is_no_character)
{
    uint32_t character = 0;
    ck_assert_msg(utf8_read(bytes_of_text(bad[_i].text), 0, &character) == 0, "%s", bad[_i].name);
}
END_TEST

START_TEST(every_character_comes_back)
{
    for (uint32_t c = 0; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 61) {
        uint8_t written[4];
        uint32_t read = 0;
        const size_t length = utf8_write(c, written);
        const bool is_surrogate = c >= 0xD800 && c <= 0xDFFF;
        ck_assert_uint_eq(utf8_read((struct bytes){written, length}, 0, &read),
                          is_surrogate ? 0 : length);
        ck_assert(is_surrogate || read == c);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("utf8");
    TCase *tcase = tcase_create("utf8");
    tcase_add_loop_test(tcase, a_character_is_read_and_written, 0, ARRAY_COUNT(good));
    tcase_add_loop_test(tcase, what_is_malformed_is_no_character, 0, ARRAY_COUNT(bad));
    tcase_add_test(tcase, every_character_comes_back);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
