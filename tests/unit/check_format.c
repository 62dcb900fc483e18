#include "base/format.h"

#include <check.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t ours(char *target, size_t capacity, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static size_t ours(char *target, size_t capacity, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    const size_t length = format_text(target, capacity, format, values);
    va_end(values);
    return length;
}

/* Both write it, into room for all of it, for a part and for none. */
#define CHECK_SAME(...)                                                                            \
    do {                                                                                           \
        static const size_t rooms[] = {64, 5, 1};                                                  \
        for (size_t i = 0; i < sizeof(rooms) / sizeof(rooms[0]); i++) {                            \
            char wanted[64];                                                                       \
            char got[64];                                                                          \
            memset(wanted, '#', sizeof(wanted));                                                   \
            memset(got, '#', sizeof(got));                                                         \
            const int length = snprintf(wanted, rooms[i], __VA_ARGS__);                            \
            ck_assert_uint_eq(ours(got, rooms[i], __VA_ARGS__), (size_t)length);                   \
            ck_assert_mem_eq(got, wanted, sizeof(got));                                            \
        }                                                                                          \
    } while (false)

START_TEST(it_writes_what_the_library_writes)
{
    const char *const name = "Smith, J";
    CHECK_SAME("nothing to fill in");
    CHECK_SAME("%s at %s", name, "PO1");
    CHECK_SAME("%.*s\\%s", 3, name, "x");
    CHECK_SAME("%.*s", 30, name);
    CHECK_SAME("%u of %u", 0U, UINT_MAX);
    CHECK_SAME("%d %d", 0, INT_MAX);
    CHECK_SAME("%lu %llu %zu", ULONG_MAX, ULLONG_MAX, SIZE_MAX);
    CHECK_SAME("%x %X %llx", 0xABCDEFU, 0xABCDEFU, 0x123456789ABCDEFULL);
}
END_TEST

START_TEST(what_it_does_not_know_the_library_writes_from_the_start)
{
    CHECK_SAME("%s %5u|%-6s|", "a", 42U, "b");
    CHECK_SAME("%u%% and %c", 50U, 'c');
    CHECK_SAME("%d %d %ld", 7, INT_MIN, LONG_MIN);
    CHECK_SAME("%s %.2f", "pi", 3.14159);
    CHECK_SAME("%04x %.3s", 10U, "abcdef");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("format");
    TCase *formats = tcase_create("formats");
    tcase_add_test(formats, it_writes_what_the_library_writes);
    tcase_add_test(formats, what_it_does_not_know_the_library_writes_from_the_start);
    suite_add_tcase(suite, formats);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
