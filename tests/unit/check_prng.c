#include <check.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/require.h"
#include "core/prng.h"

/* Known answers of Philox 4x32-10 published with Random123: counter, key, first two words of the
 * block. */
static const struct {
    const char *name;
    struct prng prng;
    uint64_t want;
} known_answers[] = {
    {"all zero", {.seed = 0, .stream = 0, .next = 0}, 0xE169C58D6627E8D5u},
    {"all ones",
     {.seed = UINT64_MAX, .stream = UINT64_MAX, .next = UINT64_MAX},
     0x41C83B0E408F276Du},
    {"digits of pi",
     {.seed = 0x299F31D0A4093822u, .stream = 0x0370734413198A2Eu, .next = 0x85A308D3243F6A88u},
     0x94FDCCEBD16CFE09u},
};

START_TEST(values_are_the_published_ones)
{
    struct prng prng = known_answers[_i].prng;
    const uint64_t got = prng_next(&prng);
    ck_assert_msg(got == known_answers[_i].want, "%s: %#llx", known_answers[_i].name,
                  (unsigned long long)got);
    ck_assert_uint_eq(prng.next, known_answers[_i].prng.next + 1);
}
END_TEST

START_TEST(a_stream_depends_on_seed_and_name_only)
{
    struct prng a;
    struct prng same;
    struct prng other_name;
    struct prng other_seed;
    prng_init(&a, 7, "schedule");
    prng_init(&same, 7, "schedule");
    prng_init(&other_name, 7, "faults");
    prng_init(&other_seed, 8, "schedule");
    for (int i = 0; i < 100; i++) {
        const uint64_t value = prng_next(&a);
        ck_assert_uint_eq(value, prng_next(&same));
        ck_assert_uint_ne(value, prng_next(&other_name));
        ck_assert_uint_ne(value, prng_next(&other_seed));
    }
}
END_TEST

static const uint64_t bounds[] = {
    1, 2, 3, 10, 1000, (uint64_t)1 << 63, ((uint64_t)1 << 63) + 1, UINT64_MAX};

START_TEST(values_below_a_bound_stay_below_it)
{
    struct prng prng;
    prng_init(&prng, 1, "below");
    for (int i = 0; i < 1000; i++) {
        ck_assert_uint_lt(prng_below(&prng, bounds[_i]), bounds[_i]);
    }
}
END_TEST

START_TEST(values_below_a_bound_are_even)
{
    enum { SIDES = 6, THROWS = 60000 };
    unsigned counts[SIDES] = {0};
    struct prng prng;
    prng_init(&prng, 1, "dice");
    for (int i = 0; i < THROWS; i++) {
        counts[prng_below(&prng, SIDES)]++;
    }
    for (int i = 0; i < SIDES; i++) {
        ck_assert_uint_gt(counts[i], THROWS / SIDES - 500);
        ck_assert_uint_lt(counts[i], THROWS / SIDES + 500);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("prng");
    TCase *tcase = tcase_create("prng");
    tcase_add_loop_test(tcase, values_are_the_published_ones, 0, ARRAY_COUNT(known_answers));
    tcase_add_test(tcase, a_stream_depends_on_seed_and_name_only);
    tcase_add_loop_test(tcase, values_below_a_bound_stay_below_it, 0, ARRAY_COUNT(bounds));
    tcase_add_test(tcase, values_below_a_bound_are_even);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
