#include <check.h>
#include <stdlib.h>

#include "core/keyed.h"

enum { MANY = 5000 };

struct thing {
    struct keyed by_key;
    unsigned number;
    unsigned seen;
};

static struct arena arena;
static struct keyed_table table;
static struct thing things[MANY];

static void setup(void)
{
    table = (struct keyed_table){.arena = &arena};
    for (unsigned i = 0; i < MANY; i++) {
        things[i] = (struct thing){.number = i};
    }
}

static void teardown(void)
{
    arena_release(&arena);
}

static const struct thing *found(uint64_t key)
{
    return (const void *)keyed_find(&table, key);
}

/* How keys come about: numbers that count up, low or high in the word, and hashes. */
static uint64_t low(unsigned i)
{
    return i;
}

static uint64_t high(unsigned i)
{
    return (uint64_t)i << 40;
}

static uint64_t hashed(unsigned i)
{
    return (i + 1) * 0xD1B54A32D192ED03u;
}

static const struct {
    const char *name;
    uint64_t (*key)(unsigned i);
} kinds[] = {{"low numbers", low}, {"high numbers", high}, {"hashes", hashed}};

START_TEST(nothing_is_found_in_an_empty_one)
{
    ck_assert_ptr_null(found(0));
    ck_assert_ptr_null(keyed_each(&table, NULL));
}
END_TEST

START_TEST(each_thing_is_found_by_its_key_however_many_there_are)
{
    for (unsigned i = 0; i < MANY; i++) {
        ck_assert_ptr_null(found(kinds[_i].key(i)));
        keyed_add(&table, &things[i].by_key, kinds[_i].key(i));
        ck_assert_ptr_eq(found(kinds[_i].key(i / 2)), &things[i / 2]);
    }
    for (unsigned i = 0; i < MANY; i++) {
        ck_assert_ptr_eq(found(kinds[_i].key(i)), &things[i]);
    }
    ck_assert_ptr_null(found(kinds[_i].key(MANY)));
}
END_TEST

START_TEST(lists_stay_short)
{
    unsigned longest = 0;
    for (unsigned i = 0; i < MANY; i++) {
        keyed_add(&table, &things[i].by_key, kinds[_i].key(i));
    }
    for (uint32_t list = 0; list < 1u << table.bits; list++) {
        unsigned length = 0;
        for (const struct keyed *at = table.lists[list]; at != NULL; at = at->next) {
            length++;
        }
        longest = length > longest ? length : longest;
    }
    ck_assert_msg(longest <= 12, "%s: a list of %u", kinds[_i].name, longest);
}
END_TEST

START_TEST(the_newest_of_one_key_is_found_first_and_leads_to_those_before_it)
{
    for (unsigned i = 0; i < MANY; i++) { /* each key three times, and the table grows between */
        keyed_add(&table, &things[i].by_key, i / 3);
    }
    for (unsigned i = 0; i + 2 < MANY; i += 3) {
        const struct keyed *at = keyed_find(&table, i / 3);
        for (unsigned back = 0; back < 3; back++, at = keyed_next(at)) {
            ck_assert_ptr_eq(at, &things[i + 2 - back].by_key);
        }
        ck_assert_ptr_null(at);
    }
}
END_TEST

START_TEST(what_was_removed_is_not_there_and_all_else_is)
{
    for (unsigned i = 0; i < MANY; i++) {
        keyed_add(&table, &things[i].by_key, i / 2);
    }
    for (unsigned i = 0; i < MANY; i += 2) {
        keyed_remove(&table, &things[i].by_key);
    }
    ck_assert_uint_eq(table.count, MANY / 2);
    for (unsigned i = 1; i < MANY; i += 2) {
        ck_assert_ptr_eq(found(i / 2), &things[i]);
        ck_assert_ptr_null(keyed_next(&things[i].by_key));
    }
    keyed_add(&table, &things[0].by_key, MANY); /* it may come back under another key */
    ck_assert_ptr_eq(found(MANY), &things[0]);
}
END_TEST

START_TEST(each_is_met_once)
{
    unsigned count = 0;
    for (unsigned i = 0; i < MANY; i++) {
        keyed_add(&table, &things[i].by_key, kinds[_i].key(i / 2));
    }
    struct keyed *at = NULL;
    while ((at = keyed_each(&table, at)) != NULL) {
        ((struct thing *)(void *)at)->seen++;
        count++;
    }
    ck_assert_uint_eq(count, MANY);
    for (unsigned i = 0; i < MANY; i++) {
        ck_assert_uint_eq(things[i].seen, 1);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("keyed");
    TCase *all = tcase_create("all");
    const int count = (int)(sizeof(kinds) / sizeof(kinds[0]));
    tcase_add_checked_fixture(all, setup, teardown);
    tcase_add_test(all, nothing_is_found_in_an_empty_one);
    tcase_add_loop_test(all, each_thing_is_found_by_its_key_however_many_there_are, 0, count);
    tcase_add_loop_test(all, lists_stay_short, 0, count);
    tcase_add_test(all, the_newest_of_one_key_is_found_first_and_leads_to_those_before_it);
    tcase_add_test(all, what_was_removed_is_not_there_and_all_else_is);
    tcase_add_loop_test(all, each_is_met_once, 0, count);
    suite_add_tcase(suite, all);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
