/* Tests of sim/postoffice/po_payload.c against FORMAT.md, word by word. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "po_format.h"

enum { LARGEST = PO_PAYLOAD_SIZE, LANES = 4 };

static uint64_t mixed(uint64_t value)
{
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9u;
    value = (value ^ value >> 27) * 0x94D049BB133111EBu;
    return value ^ value >> 31;
}

/* As "Key stream" says, byte by byte. */
static void veil_slowly(uint64_t key, const uint8_t *source, uint8_t *target, size_t size)
{
    uint64_t state = mixed(key + 0x632BE59BD9B4E019u);
    uint64_t word = 0;
    for (size_t i = 0; i < size; i++, word >>= 8) {
        if (i % 8 == 0) {
            state += 0x9E3779B97F4A7C15u;
            word = state ^ state >> 29;
        }
        target[i] = (uint8_t)(source[i] ^ (uint8_t)word);
    }
}

/* As "Payload sum" says. */
static uint32_t sum_slowly(const uint8_t *bytes, size_t size)
{
    static const uint64_t a[LANES] = {0x9FB21C651E98DF25u, 0xC2B2AE3D27D4EB4Fu, 0x165667B19E3779F9u,
                                      0x85EBCA77C2B2AE63u};
    static const uint64_t b[LANES] = {0x27D4EB2F165667C5u, 0x9E3779B185EBCA87u, 0xD6E8FEB86659FD93u,
                                      0xA0761D6478BD642Fu};
    uint64_t sum[LANES] = {0};
    uint64_t sums[LANES] = {0};
    const size_t words = (size + 31) / 32 * LANES;
    for (size_t i = 0; i < words; i++) {
        uint64_t word = 0;
        for (size_t k = 8; k-- > 0;) {
            word = word << 8 | (i * 8 + k < size ? bytes[i * 8 + k] : 0);
        }
        sum[i % LANES] += word;
        sums[i % LANES] += sum[i % LANES];
    }
    uint64_t hash = size;
    for (size_t i = 0; i < LANES; i++) {
        const uint64_t turned = sums[i] * b[i];
        hash += sum[i] * a[i];
        hash += turned << 32;
        hash += turned >> 32;
    }
    return (uint32_t)(((hash ^ hash >> 32) * 0x9FB21C651E98DF25u) >> 32);
}

static uint8_t plain[LARGEST];
static uint8_t veiled[LARGEST];
static uint8_t again[LARGEST];

static void setup(void)
{
    uint64_t state = 5;
    for (size_t i = 0; i < LARGEST; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        plain[i] = (uint8_t)(state >> 56);
    }
}

START_TEST(payloads_of_every_size_are_as_the_description_says)
{
    for (size_t size = 0; size <= LARGEST; size++) {
        uint8_t wanted[LARGEST];
        veil_slowly(size, plain, wanted, size);
        memset(veiled, 0xEE, sizeof(veiled));
        const uint32_t sum = po_seal(size, plain, veiled, size);
        ck_assert_msg(memcmp(veiled, wanted, size) == 0, "size %zu", size);
        ck_assert_msg(size == LARGEST || veiled[size] == 0xEE, "size %zu", size);
        ck_assert_uint_eq(sum, sum_slowly(wanted, size));
        ck_assert_uint_eq(po_payload_checksum(veiled, size), sum);
        memset(again, 0xEE, sizeof(again));
        ck_assert_uint_eq(po_unseal(size, veiled, again, size), sum);
        ck_assert_msg(memcmp(again, plain, size) == 0, "size %zu", size);
        ck_assert_msg(size == LARGEST || again[size] == 0xEE, "size %zu", size);
        po_veil(size, veiled, veiled, size);
        ck_assert_msg(memcmp(veiled, plain, size) == 0, "size %zu", size);
    }
}
END_TEST

START_TEST(a_byte_that_changes_a_block_that_ends_early_and_words_that_change_places_are_seen)
{
    const uint32_t sum = po_payload_checksum(plain, LARGEST);
    for (size_t i = 0; i < LARGEST; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            plain[i] ^= (uint8_t)(1 << bit);
            ck_assert_msg(po_payload_checksum(plain, LARGEST) != sum, "byte %zu", i);
            plain[i] ^= (uint8_t)(1 << bit);
        }
        ck_assert_uint_ne(po_payload_checksum(plain, i), sum);
    }
    for (size_t from = 0; from + 8 <= LARGEST; from += 8) {
        memcpy(again, plain, LARGEST);
        memcpy(again, plain + from, 8);
        memcpy(again + from, plain, 8);
        ck_assert_msg(from == 0 || po_payload_checksum(again, LARGEST) != sum, "word at %zu", from);
    }
}
END_TEST

START_TEST(zeros_of_every_size_have_a_sum_of_their_own)
{
    static const uint8_t zeros[LARGEST];
    uint32_t sums[LARGEST + 1];
    for (size_t size = 0; size <= LARGEST; size++) {
        sums[size] = po_payload_checksum(zeros, size);
        for (size_t i = 0; i < size; i++) {
            ck_assert_uint_ne(sums[i], sums[size]);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("po_payload");
    TCase *tcase = tcase_create("po_payload");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, NULL);
    tcase_add_test(tcase, payloads_of_every_size_are_as_the_description_says);
    tcase_add_test(
        tcase, a_byte_that_changes_a_block_that_ends_early_and_words_that_change_places_are_seen);
    tcase_add_test(tcase, zeros_of_every_size_have_a_sum_of_their_own);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
