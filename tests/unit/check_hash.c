#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/hash.h"
#include "base/require.h"

/* From the published test of xxHash: XXH3 of nothing. */
START_TEST(the_hash_of_nothing_is_the_published_one)
{
    ck_assert_uint_eq(hash64("", 0), 0x2D06800538D394C2u);
    const struct hash128 hash = hash128("", 0);
    ck_assert_uint_eq(hash.high, 0x99AA06D3014798D8u);
    ck_assert_uint_eq(hash.low, 0x6001C324468D497Fu);
}
END_TEST

START_TEST(hashes_depend_on_every_byte_and_on_the_size)
{
    uint8_t data[600] = {0};
    for (size_t size = 1; size < sizeof(data); size += 13) {
        const uint64_t all_zero = hash64(data, size);
        const struct hash128 all_zero_128 = hash128(data, size);
        ck_assert_uint_ne(all_zero, hash64(data, size - 1));
        for (size_t at = 0; at < size; at++) {
            data[at] = 1;
            ck_assert_uint_ne(hash64(data, size), all_zero);
            ck_assert(!hash128_equal(hash128(data, size), all_zero_128));
            data[at] = 0;
        }
        ck_assert(hash128_equal(hash128(data, size), all_zero_128));
    }
}
END_TEST

START_TEST(a_seed_changes_the_hash_and_seed_zero_does_not)
{
    const char *text = "CLANDATA";
    ck_assert_uint_eq(hash64_seeded(text, 8, 0), hash64(text, 8));
    ck_assert_uint_ne(hash64_seeded(text, 8, 1), hash64(text, 8));
}
END_TEST

/* Long ones go by wider registers where the machine has them. */
START_TEST(hashes_of_any_length_are_those_of_the_library)
{
    static uint8_t data[5000];
    for (size_t i = 0; i < sizeof(data); i++) {
        data[i] = (uint8_t)(i * 151 >> 3);
    }
    for (size_t size = 0; size < sizeof(data); size += size < 600 ? 1 : 37) {
        const XXH128_hash_t both = XXH3_128bits(data, size);
        const struct hash128 hash = hash128(data, size);
        ck_assert_msg(hash64(data, size) == XXH3_64bits(data, size), "%zu bytes", size);
        ck_assert_msg(hash64_seeded(data, size, size + 1) ==
                          XXH3_64bits_withSeed(data, size, size + 1),
                      "%zu bytes with a seed", size);
        ck_assert_msg(hash.low == both.low64 && hash.high == both.high64, "128: %zu bytes", size);
    }
}
END_TEST

static const struct {
    const char *name;
    struct hash128 a;
    struct hash128 b;
    bool want;
} pairs[] = {
    {"same", {1, 2}, {1, 2}, true},
    {"low differs", {1, 2}, {3, 2}, false},
    {"high differs", {1, 2}, {1, 3}, false},
};

START_TEST(hashes_are_equal_in_both_halves)
{
    ck_assert_msg(hash128_equal(pairs[_i].a, pairs[_i].b) == pairs[_i].want, "%s", pairs[_i].name);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("hash");
    TCase *tcase = tcase_create("hash");
    tcase_add_test(tcase, the_hash_of_nothing_is_the_published_one);
    tcase_add_test(tcase, hashes_depend_on_every_byte_and_on_the_size);
    tcase_add_test(tcase, a_seed_changes_the_hash_and_seed_zero_does_not);
    tcase_add_test(tcase, hashes_of_any_length_are_those_of_the_library);
    tcase_add_loop_test(tcase, hashes_are_equal_in_both_halves, 0, ARRAY_COUNT(pairs));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
