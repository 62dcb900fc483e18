/* Tests of sim/postoffice/po_freed.c, and of whose blocks are freed (po_store.c) and which numbers
 * are given (po_message.c). Power cuts: check_po_cut.c. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "po_internal.h"
#include "support/po_fixture.h"

enum { SMITH = 1, DOE = 2 };

static struct arena arena;
static struct memory_port *memory;
static struct os_port *port;
static struct postoffice *po;

static void reopen(void)
{
    po_close(po);
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
}

static void setup(void)
{
    memory = fixture_create(&arena);
    port = memory_port_os(memory);
    po = NULL;
    reopen();
}

static void teardown(void)
{
    po_close(po);
    memory_port_release(memory);
    arena_release(&arena);
}

static uint64_t send(uint32_t usr, size_t size)
{
    char *text = arena_alloc(&arena, size + 1);
    memset(text, 'x', size);
    const struct po_message_in in = {
        .content = fixture_ccm(&arena, "Doe, Ann", "Smith, J", "letter", text),
        .usrs = &usr,
        .usr_count = 1};
    uint64_t id = 0;
    ck_assert_int_eq(po_send(po, &in, &arena, &id), ST_OK);
    return id;
}

static struct po_report report(void)
{
    struct po_report found;
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &found), ST_OK);
    return found;
}

static struct bytes kept(const char *path)
{
    const struct bytes now = memory_port_get(memory, path);
    return (struct bytes){arena_copy(&arena, now.data, now.size), now.size};
}

/* Somebody has put some files of a backup back. */
START_TEST(a_letter_that_is_back_without_its_blocks_frees_none)
{
    static const char *const files[] = {FIXTURE_DATA "\\USR00001", FIXTURE_DATA "\\CLANDATA"};
    static const size_t sizes[] = {100, 2500, 5000};
    struct bytes was[ARRAY_COUNT(files)];
    const uint64_t id = send(SMITH, sizes[_i % 3]);
    for (size_t i = 0; i < ARRAY_COUNT(files); i++) {
        was[i] = kept(files[i]);
    }
    ck_assert_int_eq(po_delete(po, SMITH, id), ST_OK);
    for (size_t i = 0; i < ARRAY_COUNT(files); i++) {
        memory_port_put(memory, files[i], was[i]);
    }
    reopen();
    (void)send(DOE, sizes[_i / 3]);
    ck_assert_int_eq(po_delete(po, SMITH, id), ST_OK);
    (void)send(DOE, sizes[_i / 3]);
    ck_assert_int_eq(fixture_count(port, &arena, "Doe, Ann", "letter"), 2);
    ck_assert_uint_eq(report().errors, 0);
}
END_TEST

/* More than are kept for one flush. */
START_TEST(all_that_is_deleted_under_one_lock_is_free_when_it_is_given_back)
{
    enum { MANY = 40 };
    uint64_t ids[MANY];
    for (size_t i = 0; i < MANY; i++) {
        ids[i] = send(SMITH, 3000);
    }
    ck_assert_int_eq(po_lock(po), ST_OK);
    for (size_t i = 0; i < MANY; i++) {
        ck_assert_int_eq(po_dequeue(po, SMITH, ids[i]), ST_OK);
    }
    po_unlock(po);
    ck_assert_uint_eq(report().errors + report().wear, 0);
    ck_assert_uint_eq(report().free_blocks, report().blocks);
}
END_TEST

START_TEST(numbers_that_were_taken_at_once_and_not_used_are_given_back)
{
    enum { MANY = 16 };
    const uint64_t before = send(DOE, 100);
    memory_port_arm(memory);
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_numbers_take(po, MANY), ST_OK);
    if (_i == 1) { /* it is cut off with its server, and nobody uses them */
        memory_port_cut(memory, FIXTURE_DATA, 0);
        memory_port_close_all(memory);
        po = NULL;
        reopen();
    }
    po_unlock(po);
    ck_assert_uint_eq(send(DOE, 100), before + 1 + (_i == 1 ? MANY : 0));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("po_freed");
    TCase *tcase = tcase_create("po_freed");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, a_letter_that_is_back_without_its_blocks_frees_none, 0, 9);
    tcase_add_test(tcase, all_that_is_deleted_under_one_lock_is_free_when_it_is_given_back);
    tcase_add_loop_test(tcase, numbers_that_were_taken_at_once_and_not_used_are_given_back, 0, 2);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
