/* What churn made of a post office is used again, and nobody can tell. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "scenario/run.h"
#include "scenario/words/wear_memory.h"

static const char text[] =
    "scenario \"worn twice\"\n"
    "source \"test\"\n"
    "until 3m\n"
    "world\n"
    "  connector C1  account EXCH\\svc-ccmc\n"
    "  ntserver NT1  share CCPO  acl EXCH\\svc-ccmc full\n"
    "  postoffice PO1  on NT1 CCPO\n"
    "  tab C1  postoffice PO1  path \"\\\\NT1\\CCPO\"\n"
    "  mail in 2  from PO1\n"
    "phase \"wear\"\n"
    "  @0s   do start connector\n"
    "  @31s  do churn PO1 turnovers 3 messages 40 file 1K..9K keep 20   as first\n"
    "  @32s  do mail in 2 from PO1\n"
    "  @50s  do churn PO1 turnovers 2 messages 40 file 1K..9K keep 10\n"
    "  @52s  do run analyze PO1\n"
    "  @2m   expect delivered in 4\n"
    "variant \"the same\"\n"
    "  @100s do mail in 1 from PO1\n"
    "  @3m   expect delivered in 5\n"
    "variant \"less\"\n"
    "  drop first\n"
    "  @3m   expect delivered in 4\n";

static struct arena arena;
static struct scenario scenario;

static void setup(void)
{
    struct scenario_errors errors = {0};
    arena = (struct arena){0};
    ck_assert(scenario_parse(&arena, "test", bytes_of_text(text), &scenario, &errors));
    ck_assert_uint_eq(scenario.case_count, 3);
}

static void teardown(void)
{
    arena_release(&arena);
}

static uint64_t played(uint32_t number, struct wear_memory *memory)
{
    struct arena run_arena = {0};
    struct run_result result = {0};
    const struct run_options options = {.wear = memory};
    const enum run_exit exit = run_case(&scenario.cases[number], &options, &run_arena, &result);
    const uint64_t hash = result.trace_hash;
    ck_assert_msg(exit == RUN_OK, "case %u: %s", number, result.error);
    arena_release(&run_arena);
    return hash;
}

START_TEST(cases_that_remember_have_the_traces_of_cases_that_do_not)
{
    struct wear_memory memory = {0};
    for (uint32_t i = 0; i < scenario.case_count; i++) {
        ck_assert_uint_eq(played(i, &memory), played(i, NULL));
    }
    ck_assert_uint_eq(memory.recalls, 2); /* both wears of "the same" */
    ck_assert_uint_eq(memory.count, 3);   /* "less" wears another post office down */
    wear_memory_release(&memory);
}
END_TEST

START_TEST(a_full_memory_keeps_what_it_has)
{
    struct wear_memory memory = {.count = WEAR_IMAGES_MAX};
    const uint64_t hash = played(0, &memory);
    ck_assert_uint_eq(hash, played(0, NULL));
    ck_assert_uint_eq(memory.recalls, 0);
    ck_assert_uint_eq(memory.count, WEAR_IMAGES_MAX);
    wear_memory_release(&memory);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("wear memory");
    TCase *tcase = tcase_create("wear memory");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, cases_that_remember_have_the_traces_of_cases_that_do_not);
    tcase_add_test(tcase, a_full_memory_keeps_what_it_has);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
