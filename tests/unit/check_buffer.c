#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

static struct arena arena;

static void setup(void)
{
    arena = (struct arena){0};
}

static void teardown(void)
{
    arena_release(&arena);
}

START_TEST(an_empty_buffer_is_an_empty_string)
{
    struct buffer buffer;
    buffer_init(&buffer, &arena);
    ck_assert_uint_eq(buffer_bytes(&buffer).size, 0);
    buffer_clear(&buffer);
    ck_assert_str_eq(buffer_string(&buffer), "");
    ck_assert_uint_eq(buffer_bytes(&buffer).size, 0);
}
END_TEST

START_TEST(what_is_added_stands_in_order_and_ends_in_a_zero)
{
    struct buffer buffer;
    buffer_init(&buffer, &arena);
    buffer_text(&buffer, "From:");
    buffer_add(&buffer, " Brady\0x", 6);
    buffer_format(&buffer, ", %s at %s%u", "Sally", "PO", 1u);
    buffer_add(&buffer, NULL, 0);
    ck_assert_str_eq(buffer_string(&buffer), "From: Brady, Sally at PO1");
    ck_assert_uint_eq(buffer_bytes(&buffer).size, 25);
}
END_TEST

START_TEST(a_buffer_grows_by_every_size)
{
    struct buffer buffer;
    static const uint8_t source[3000] = {1};
    size_t total = 0;
    buffer_init(&buffer, &arena);
    for (size_t size = 0; size < sizeof(source); size += 7) {
        buffer_add(&buffer, source, size);
        total += size;
        ck_assert_uint_eq(buffer.size, total);
        ck_assert_uint_eq(buffer.data[total], 0);
        ck_assert_mem_eq(buffer.data + total - size, source, size);
    }
}
END_TEST

START_TEST(formatted_text_fits_at_every_length)
{
    for (int length = 0; length < 600; length++) {
        struct buffer buffer;
        buffer_init(&buffer, &arena);
        buffer_format(&buffer, "%*s|", length, "");
        buffer_format(&buffer, "%*s|", length, "");
        ck_assert_uint_eq(buffer.size, (size_t)length * 2 + 2);
        ck_assert_uint_eq(buffer.data[buffer.size - 1], '|');
        ck_assert_uint_eq(buffer.data[buffer.size], 0);
    }
}
END_TEST

START_TEST(clearing_keeps_the_memory)
{
    struct buffer buffer;
    buffer_init(&buffer, &arena);
    buffer_text(&buffer, "some text");
    const uint8_t *data = buffer.data;
    buffer_clear(&buffer);
    ck_assert_str_eq(buffer_string(&buffer), "");
    buffer_text(&buffer, "other");
    ck_assert_ptr_eq(buffer.data, data);
    ck_assert_str_eq(buffer_string(&buffer), "other");
}
END_TEST

START_TEST(a_text_is_viewed_as_bytes_without_its_zero)
{
    const struct bytes bytes = bytes_of_text("abc");
    ck_assert_uint_eq(bytes.size, 3);
    ck_assert_mem_eq(bytes.data, "abc", 3);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("buffer");
    TCase *tcase = tcase_create("buffer");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, an_empty_buffer_is_an_empty_string);
    tcase_add_test(tcase, what_is_added_stands_in_order_and_ends_in_a_zero);
    tcase_add_test(tcase, a_buffer_grows_by_every_size);
    tcase_add_test(tcase, formatted_text_fits_at_every_length);
    tcase_add_test(tcase, clearing_keeps_the_memory);
    tcase_add_test(tcase, a_text_is_viewed_as_bytes_without_its_zero);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
