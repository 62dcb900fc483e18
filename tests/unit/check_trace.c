#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "core/trace.h"

struct noting_sink {
    struct trace_sink sink;
    unsigned rows;
    struct trace_row last;
    char name[32];
};

static void note(struct trace_sink *sink, const struct trace_row *row, const char *name)
{
    struct noting_sink *noting = (struct noting_sink *)(void *)sink;
    noting->rows++;
    noting->last = *row;
    (void)snprintf(noting->name, sizeof(noting->name), "%s", name != NULL ? name : "(none)");
}

static uint64_t add(struct trace *trace, enum trace_op op, const char *name)
{
    struct trace_row row = {.time_us = 5, .op = (uint16_t)op, .actor = 2};
    return trace_add(trace, &row, name);
}

START_TEST(rows_count_from_one)
{
    struct trace trace;
    trace_init(&trace);
    ck_assert_uint_eq(add(&trace, TRACE_OPEN, NULL), 1);
    ck_assert_uint_eq(add(&trace, TRACE_CLOSE, NULL), 2);
}
END_TEST

START_TEST(a_sink_gets_the_whole_row_and_the_name)
{
    struct trace trace;
    struct noting_sink noting = {.sink = {.row = note}};
    struct trace_row row = {.time_us = 1,
                            .cause = 2,
                            .amount = 3,
                            .actor = 4,
                            .session = 5,
                            .op = TRACE_WRITE,
                            .status = 7,
                            .way = 8,
                            .refusal = 9,
                            .lacks = 10,
                            .detail = 11};
    trace_init(&trace);
    trace.sink = &noting.sink;
    ck_assert_uint_eq(trace_add(&trace, &row, "CLANDATA"), 1);
    ck_assert_str_eq(noting.name, "CLANDATA");
    row.seq = 1;
    row.name_hash = hash64("CLANDATA", 8);
    ck_assert_mem_eq(&noting.last, &row, sizeof(row));
    ck_assert_mem_eq(&trace.ring[0], &row, sizeof(row));
    (void)add(&trace, TRACE_NONE, NULL);
    ck_assert_str_eq(noting.name, "(none)");
    ck_assert_uint_eq(noting.last.name_hash, 0);
    ck_assert_uint_eq(noting.rows, 2);
}
END_TEST

static uint64_t hash_of_rows(unsigned count, unsigned changed, bool asks_between)
{
    struct trace trace;
    trace_init(&trace);
    for (unsigned i = 0; i < count; i++) {
        (void)add(&trace, i == changed ? TRACE_READ : TRACE_WRITE, "name");
        if (asks_between) {
            (void)trace_hash(&trace); /* asking must change nothing */
        }
    }
    return trace_hash(&trace);
}

static const unsigned counts[] = {
    0, 1, TRACE_RING_ROWS - 1, TRACE_RING_ROWS, TRACE_RING_ROWS + 1, 3 * TRACE_RING_ROWS + 7};

START_TEST(the_hash_is_of_all_rows_and_of_nothing_else)
{
    const unsigned count = counts[_i];
    const uint64_t hash = hash_of_rows(count, UINT32_MAX, false);
    ck_assert_uint_eq(hash, hash_of_rows(count, UINT32_MAX, true));
    ck_assert_uint_ne(hash, hash_of_rows(count + 1, UINT32_MAX, false));
    for (unsigned changed = 0; changed < count; changed += 1 + count / 8) {
        ck_assert_uint_ne(hash, hash_of_rows(count, changed, false));
    }
}
END_TEST

START_TEST(the_hash_follows_the_names)
{
    struct trace a;
    struct trace b;
    trace_init(&a);
    trace_init(&b);
    (void)add(&a, TRACE_OPEN, "CLANDATA");
    (void)add(&b, TRACE_OPEN, "MLANDATA");
    ck_assert_uint_ne(trace_hash(&a), trace_hash(&b));
}
END_TEST

START_TEST(a_hash_that_the_caller_knows_is_kept)
{
    struct trace trace;
    struct trace_row row = {.name_hash = 42};
    trace_init(&trace);
    (void)trace_add(&trace, &row, "CLANDATA");
    ck_assert_uint_eq(trace.ring[0].name_hash, 42);
}
END_TEST

START_TEST(a_row_is_filled_in_its_place)
{
    struct trace trace;
    struct trace added;
    trace_init(&trace);
    trace_init(&added);
    for (unsigned i = 0; i < TRACE_RING_ROWS + 3; i++) {
        struct trace_row *row = trace_next(&trace);
        memset(row, 0xFF, sizeof(*row));
        const uint64_t seq = i + 1;
        *row = (struct trace_row){.seq = 99, .amount = i, .op = TRACE_READ, .spare = 7};
        ck_assert_uint_eq(trace_push(&trace, "CLANDATA"), seq);
        const struct trace_row same = {.amount = i, .op = TRACE_READ};
        ck_assert_uint_eq(trace_add(&added, &same, "CLANDATA"), seq);
    }
    ck_assert_uint_eq(trace_hash(&trace), trace_hash(&added));
}
END_TEST

START_TEST(a_trace_that_is_off_counts_and_keeps_nothing)
{
    struct trace trace;
    struct noting_sink noting = {.sink = {.row = note}};
    trace_init(&trace);
    trace.sink = &noting.sink;
    trace.is_off = true;
    ck_assert_uint_eq(add(&trace, TRACE_OPEN, "CLANDATA"), 1);
    ck_assert_uint_eq(add(&trace, TRACE_OPEN, "CLANDATA"), 2);
    ck_assert_uint_eq(noting.rows, 0);
    ck_assert_uint_eq(trace_hash(&trace), 0);
}
END_TEST

START_TEST(operations_have_words)
{
    ck_assert_str_eq(trace_op_text(TRACE_NONE), "-");
    ck_assert_str_eq(trace_op_text(TRACE_REMOVE), "delete");
    for (unsigned i = 0; i < TRACE_OP_COUNT; i++) {
        ck_assert_uint_ge(strlen(trace_op_text((enum trace_op)i)), 1);
        ck_assert_str_ne(trace_op_text((enum trace_op)i), "?");
    }
    ck_assert_str_eq(trace_op_text((enum trace_op)TRACE_OP_COUNT), "?");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("trace");
    TCase *tcase = tcase_create("trace");
    tcase_add_test(tcase, rows_count_from_one);
    tcase_add_test(tcase, a_sink_gets_the_whole_row_and_the_name);
    tcase_add_loop_test(tcase, the_hash_is_of_all_rows_and_of_nothing_else, 0, ARRAY_COUNT(counts));
    tcase_add_test(tcase, the_hash_follows_the_names);
    tcase_add_test(tcase, a_hash_that_the_caller_knows_is_kept);
    tcase_add_test(tcase, a_row_is_filled_in_its_place);
    tcase_add_test(tcase, a_trace_that_is_off_counts_and_keeps_nothing);
    tcase_add_test(tcase, operations_have_words);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
