/* What waits behind the end of a replay (sim/scenario/quiet.c): what an administrator can mend goes
 * its way, and of the rest it is said why it does not. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "worlds/play.h"

static const char world_text[] = "scenario \"in a test\"\nsource \"a test\"\nseed 1\nuntil 1m\n"
                                 "world\n"
                                 "  connector C1 account EXCH\\svc-ccmc\n"
                                 "  ntserver NT1 share CCPO acl EXCH\\svc-ccmc change as rights\n"
                                 "  postoffice PO1 on NT1 CCPO format DB6 health clean\n"
                                 "  tab C1 postoffice PO1 path \"\\\\NT1\\CCPO\"\n"
                                 "  dirsync PO1 completed\n"
                                 "  mail in 2 from PO1\n"
                                 "  mail out 2 to PO1\n"
                                 "phase \"all\"\n  @0s do start connector\n";

enum { QUIET_MINUTES = 10 };

static const struct {
    const char *name;
    const char *steps;
    const char *waits; /* "": nothing does at the end */
    bool is_stuck;
    uint32_t minutes; /* behind the end, at most */
} cases[] = {
    {"all has arrived", "", "", false, 0},
    {"a program that hangs is ended, and the service behind it works",
     "  @1s fault kill IMPORT on \"*\" nth 1 hang\n  @20s fault kill connector\n", "", false, 2},
    {"a service that was stopped is started", "  @5s do stop connector\n", "", false, 2},
    {"a lock that a server keeps goes with its session",
     "  @1s fault call lock by IMPORT nth 1 then keep\n", "", false, 2},
    {"a right is nobody's to give", "  @1s fault acl NT1 CCPO allow EXCH\\svc-ccmc read\n",
     "waits in Import", true, QUIET_MINUTES},
    {"damage is for the utilities", "  @1s fault damage PO1 kind message_index\n", "waits in",
     false, QUIET_MINUTES},
    {"what is struck again and again is not quiet",
     "  @1s fault call write by IMPORT every 1 then refuse access-denied\n", "waits in Import",
     false, 3 * QUIET_MINUTES},
};

START_TEST(what_can_be_mended_goes_its_way_and_of_the_rest_it_is_told_what_it_is)
{
    struct play play = {0};
    play_load(&play, play_join(&play, world_text, cases[_i].steps));
    play.options.quiet_us = QUIET_MINUTES * UINT64_C(60000000);
    play_case(&play, "");
    const struct run_result *result = &play.result;
    ck_assert_msg(cases[_i].waits[0] == '\0' ? result->waits[0] == '\0'
                                             : strstr(result->waits, cases[_i].waits) != NULL,
                  "%s: '%s' waits", cases[_i].name, result->waits);
    ck_assert_msg(result->is_stuck == cases[_i].is_stuck, "%s", cases[_i].name);
    ck_assert_msg(result->time_us <= (1 + cases[_i].minutes) * UINT64_C(60000000),
                  "%s: until %llu s", cases[_i].name,
                  (unsigned long long)(result->time_us / 1000000));
    play_release(&play);
}
END_TEST

START_TEST(a_replay_that_nobody_asks_ends_when_its_scenario_does)
{
    struct play play = {0};
    play_load(&play, play_join(&play, world_text, cases[4].steps));
    play_case(&play, "");
    ck_assert_str_eq(play.result.waits, "");
    ck_assert_uint_eq(play.result.time_us, 60000000);
    play_release(&play);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("quiet");
    TCase *tcase = tcase_create("quiet");
    tcase_add_loop_test(tcase,
                        what_can_be_mended_goes_its_way_and_of_the_rest_it_is_told_what_it_is, 0,
                        ARRAY_COUNT(cases));
    tcase_add_test(tcase, a_replay_that_nobody_asks_ends_when_its_scenario_does);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
