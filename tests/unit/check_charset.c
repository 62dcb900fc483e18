#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "mime/charset.h"
#include "mime/mime.h"

static struct arena arena;

static void setup(void)
{
    arena = (struct arena){0};
}

static void teardown(void)
{
    arena_release(&arena);
}

static const struct {
    const char *charset; /* as in the mail */
    const char *text;
    const char *want;
    size_t replaced;
} charsets[] = {
    {"; charset=utf-8", "caf\xC3\xA9", "caf\xC3\xA9", 0},
    {"; charset=UTF8", "a\x80z\xC3", "a\xEF\xBF\xBDz\xEF\xBF\xBD", 2},
    {"; charset=iso-8859-1", "caf\xE9", "caf\xC3\xA9", 0},
    {"; charset=ibm850", "caf\x82", "caf\xC3\xA9", 0},
    {"; charset=windows-1252", "\x80\x81", "\xE2\x82\xAC\xEF\xBF\xBD", 1},
    {"; charset=iso-2022-jp", "\x1B$B$^\x1B(B", "\xE3\x81\xBE", 0},
    {"; charset=shift_jis", "a\x82", "a\xEF\xBF\xBD", 1},
    {"; charset=us-ascii", "caf\xE9", "caf\xC3\xA9", 0},
    {"; charset=us-ascii", "caf\xC3\xA9", "caf\xC3\xA9", 0},
    {"; charset=klingon", "caf\xE9", "caf\xC3\xA9", 0},
    {"; charset=\"../../x\"", "caf\xE9", "caf\xC3\xA9", 0},
    {"; charset=\"\"", "caf\xE9", "caf\xC3\xA9", 0},
    {"", "caf\xC3\xA9", "caf\xC3\xA9", 0},
    {"", "\x81", "\xEF\xBF\xBD", 1},
};

START_TEST(text_is_utf8_whatever_it_was)
{
    struct exchange_message message = {0};
    struct diagnostic diagnostic = {.text = "old"};
    const char *mail = arena_format(&arena, "From: a@b\nContent-Type: text/plain%s\n\n%s",
                                    charsets[_i].charset, charsets[_i].text);
    ck_assert_int_eq(mime_read(bytes_of_text(mail), &arena, &message, &diagnostic), ST_OK);
    ck_assert_uint_eq(message.item_count, 1);
    const struct bytes got = message.items[0].content;
    ck_assert_uint_eq(got.size, strlen(charsets[_i].want));
    ck_assert_mem_eq(got.data, charsets[_i].want, got.size);
    const char *told =
        charsets[_i].replaced == 0
            ? ""
            : arena_format(&arena, "%zu characters could not be read and were replaced",
                           charsets[_i].replaced);
    ck_assert_str_eq(diagnostic.text, told);
}
END_TEST

START_TEST(zero_bytes_and_long_texts_are_converted_whole)
{
    size_t replaced = 0;
    struct bytes got = charset_to_utf8(&arena, "utf-8",
                                       (struct bytes){(const uint8_t *)"\0a\0\xFF", 4}, &replaced);
    ck_assert_uint_eq(got.size, 6);
    ck_assert_mem_eq(got.data, "\0a\0\xEF\xBF\xBD", 6);
    ck_assert_uint_eq(replaced, 1);
    uint8_t *text = arena_alloc(&arena, 100000);
    memset(text, 0xE9, 100000);
    got = charset_to_utf8(&arena, "iso-8859-1", (struct bytes){text, 100000}, &replaced);
    ck_assert_uint_eq(got.size, 200000);
    ck_assert_uint_eq(replaced, 1);
    for (size_t i = 0; i < got.size; i += 2) {
        ck_assert_mem_eq(got.data + i, "\xC3\xA9", 2);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("charset");
    TCase *tcase = tcase_create("charset");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, text_is_utf8_whatever_it_was, 0, ARRAY_COUNT(charsets));
    tcase_add_test(tcase, zero_bytes_and_long_texts_are_converted_whole);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
