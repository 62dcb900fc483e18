/* Tests of sim/world/route.c, truth_route.c and of the noun: worlds with post offices behind the
 * connected one. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "worlds/play.h"

#define BEFORE                                                                                     \
    "world\n  connector C1 version 5.5 account EXCH\\svc-ccmc\n  account EXCH\\router\n"           \
    "  netware NW1\n  host EX2\n"                                                                  \
    "  ntserver NT1 share CCPO acl EXCH\\svc-ccmc full\n  acl NT1 CCPO allow EXCH\\router full\n"  \
    "  ntserver NT2 share CCPO2\n  ntserver NT3 share CCPO3\n"                                     \
    "  postoffice PO1 on NT1 CCPO ade on\n  postoffice PO2 on NT2 CCPO2\n"                         \
    "  postoffice PO3 on NT3 CCPO3 ade on\n"                                                       \
    "  entry PO2 \"Gray, Tom\"\n  entry PO2 \"Hill, Eve\"\n  entry PO3 \"Ivy, Ida\"\n"             \
    "  entry PO2 \"Team\" kind list members \"Gray, Tom\" \"Hill, Eve\"\n"                         \
    "  entry PO1 \"Gray, Tom\" at PO2\n  entry PO1 \"Tommy\" kind alias at \"Gray, Tom\"\n"        \
    "  entry PO1 \"All\" kind list members \"Smith, J\" \"Tommy\"\n"                               \
    "  tab C1 postoffice PO1 path \"\\\\NT1\\CCPO\"\n  dirsync PO1 completed\n"
#define ROUTE BEFORE "  route PO1 -> PO2 every 1m first 20s account EXCH\\router\n"
#define TWO_ROUTES                                                                                 \
    ROUTE "  route PO2 -> PO3 every 1m first 40s\n  entry PO1 \"PO3\" kind indirect at PO2\n"
#define START "phase \"all\"\n  @0s do start connector\n"

static const struct play_world worlds[] = {
    {"an alias of the connected one", RUN_OK, ROUTE "  mail m1 out to \"Tommy at PO1\"\n",
     "  @19s expect delivered m1 copies 0\n  @19s expect queue PO1 entry PO2 count 1\n"
     "  @20s expect delivered m1 copies 1\n  @20s expect content m1 at \"Gray, Tom\"\n",
     ""},
    {"a list of the connected one", RUN_OK, ROUTE "  mail m1 out to \"All at PO1\"\n",
     "  @19s expect content m1 at \"Smith, J\"\n  @20s expect content m1 at \"Gray, Tom\"\n"
     "  @20s expect drained\n",
     ""},
    {"a list of the other one", RUN_OK, ROUTE "  mail m1 out to \"Team at PO2\"\n",
     "  @20s expect content m1 at \"Gray, Tom\"\n  @20s expect content m1 at \"Hill, Eve\"\n"
     "  @20s expect drained\n",
     ""},
    {"several letters of one subject", RUN_OK,
     ROUTE "  mail m1 out 3 to \"Gray, Tom at PO2\" subject \"Same\" text \"one\"\n"
           "  mail m2 out to \"Gray, Tom at PO2\" subject \"Same\" text \"two\"\n",
     "  @20s expect delivered out 4\n  @20s expect drained\n", ""},
    {"people of two post offices write to each other", RUN_OK,
     ROUTE "  mail m1 in from \"Smith, J at PO1\" to \"Gray, Tom\" subject \"X\"\n"
           "  mail m2 in from \"Gray, Tom at PO2\" to \"Smith, J at PO1\" subject \"Re: X\"\n",
     "  @20s expect delivered in 2\n  @20s expect content m1 at \"Gray, Tom\"\n"
     "  @20s expect content m2 at \"Smith, J\"\n",
     ""},
    {"two people use one subject", RUN_OK,
     ROUTE "  mail m1 in from \"Gray, Tom at PO2\" subject \"X\" text \"a\"\n"
           "  mail m2 in from \"Hill, Eve at PO2\" subject \"X\" text \"b\"\n",
     "  @1m expect delivered in 2\n  @1m expect drained\n", ""},
    {"whom nobody knows is told to a local writer", RUN_OK,
     ROUTE "  mail m1 in from \"Smith, J at PO1\" to \"Nobody at PO2\" subject \"X\"\n",
     "  @20s expect returned m1 kind note text \"*Nobody at PO2: Recipient unknown*\"\n"
     "  @20s expect drained\n",
     ""},
    {"two letters alike are told of twice", RUN_OK,
     ROUTE "  mail m1 out 2 to \"Nobody at PO2\" subject \"X\" text \"a\"\n"
           "  mail m2 out to \"Nobody at PO2\" subject \"Y\"\n",
     "  @1m expect returned m1 kind note count 2\n  @1m expect returned m2 kind note count 1\n"
     "  @1m expect drained\n",
     ""},
    {"one knows him and one does not", RUN_OK,
     ROUTE "  mail m1 out to \"Nobody at PO2\" \"Gray, Tom at PO2\"\n",
     "  @1m expect returned m1 kind note count 1\n  @1m expect delivered m1 copies 1\n"
     "  @1m expect drained\n",
     ""},
    {"a post office behind the one behind", RUN_OK,
     TWO_ROUTES "  mail m1 out to \"Ivy, Ida at PO3\"\n  mail m2 in from \"Ivy, Ida at PO3\" to "
                "\"Brady, Sally at SITE1\"\n",
     "  @39s expect delivered m1 copies 0\n  @39s expect queue PO2 entry PO3 count 1\n"
     "  @40s expect delivered m1 copies 1\n  by @2m expect delivered m2 copies 1\n"
     "  @2m expect drained\n",
     ""},
    {"a report comes back all the way", RUN_OK, TWO_ROUTES "  mail m1 out to \"Nobody at PO3\"\n",
     "  @40s expect result ROUTER 5\n  @2m expect returned m1 kind note count 1\n"
     "  @2m expect drained\n",
     ""},
    {"an edit counts at the next run", RUN_OK, ROUTE "  mail m1 out to \"Gray, Tom at PO2\"\n",
     "  @1s do route PO1 -> PO2 router off\n  @2m expect delivered m1 copies 0\n"
     "  @2m do route PO1 -> PO2 router on every 10s\n  @2m20s expect delivered m1 copies 1\n"
     "  @2m21s..@3m expect runs ROUTER count >= 3\n",
     ""},
    {"who removes it leaves mail where it is", RUN_OK,
     ROUTE "  mail m1 out to \"Gray, Tom at PO2\"\n",
     "  @1s do remove route PO1 -> PO2\n  @2m expect delivered m1 copies 0\n"
     "  @2m expect queue PO1 entry PO2 count 1\n",
     ""},
    {"whose account may not log on does not come", RUN_OK,
     ROUTE "  mail m1 out to \"Gray, Tom at PO2\"\n",
     "  @1s do account EXCH\\router disabled\n  @1m expect delivered m1 copies 0\n"
     "  @1m1s do account EXCH\\router disabled no\n  @1m20s expect delivered m1 copies 1\n",
     ""},
    {"another account, and another machine", RUN_OK,
     ROUTE "  mail m1 out to \"Gray, Tom at PO2\"\n",
     "  @1s do route PO1 -> PO2 account EXCH\\svc-ccmc on EX2\n"
     "  @2s do account EXCH\\router disabled\n  @20s expect delivered m1 copies 1\n",
     ""},
    {"an interval at which it hangs is passed over", RUN_OK,
     ROUTE "  mail m1 out to \"Gray, Tom at PO2\"\n",
     "  @1s fault kill ROUTER on \"USR*\" hang\n  @21s..@2m never runs ROUTER\n"
     "  @2m expect delivered m1 copies 0\n  @2m1s do kill ROUTER\n"
     "  @2m20s expect delivered m1 copies 1\n",
     ""},
    {"it does not come while its machine is off, and comes again", RUN_OK,
     ROUTE "  mail m1 out to \"Gray, Tom at PO2\"\n",
     "  @1s do ntserver MAILROOM down\n  @1m expect delivered m1 copies 0\n"
     "  @1m1s do ntserver MAILROOM up\n  @1m20s expect delivered m1 copies 1\n",
     ""},
    {"a post office is shut, and opened", RUN_OK, ROUTE "  mail m1 out to \"Gray, Tom at PO2\"\n",
     "  @1s do shut PO2\n  @20s expect result ROUTER 4\n  @1m do open PO2\n"
     "  @1m20s expect delivered m1 copies 1\n",
     ""},
    {"marks are passed on by another name too", RUN_OK,
     BEFORE "  route PO1 -> PO2 every 1m first 20s ade on as-known HUB\n",
     "  @20s expect result ROUTER 0\n  @21s do mail out to \"Hill, Eve at HUB\"\n"
     "  by @2m expect delivered out 1\n",
     ""},
    {"a letter that a Router only seems to write is missed", RUN_INVARIANT,
     ROUTE "  mail m1 out to \"Gray, Tom at PO2\"\n",
     "  @1s fault call write on \"USR*\" by ROUTER nth 1 then pretend\n", "lost: letter"},
    {"a letter that a Router only seems to take out is doubled or waits", RUN_OK,
     ROUTE "  mail m1 out to \"Gray, Tom at PO2\"\n",
     "  @1s fault call write on \"USR*\" by ROUTER nth 2 then pretend\n  @2m expect delivered m1 "
     "copies 1\n",
     ""},
    {"a route to itself", RUN_ERROR, BEFORE "  route PO1 -> PO1\n", "",
     "leads to another post office than PO1"},
    {"a route from nowhere", RUN_ERROR, BEFORE "  route PO9 -> PO1\n", "", "no post office PO9"},
    {"a route to nowhere", RUN_ERROR, BEFORE "  route PO1 -> PO9\n", "", "no post office PO9"},
    {"a route there and one back", RUN_ERROR, ROUTE "  route PO2 -> PO1\n", "",
     "carries mail both ways"},
    {"no time between its runs", RUN_ERROR, BEFORE "  route PO1 -> PO2 every 0s\n", "",
     "longer than nothing"},
    {"an account that is not there", RUN_ERROR, BEFORE "  route PO1 -> PO2 account EXCH\\nobody\n",
     "", "there is no account"},
    {"a machine that is not there", RUN_ERROR, BEFORE "  route PO1 -> PO2 on XX9\n", "", "XX9"},
    {"a NetWare server", RUN_ERROR, BEFORE "  route PO1 -> PO2 on NW1\n", "",
     "NW1 is a NetWare server"},
    {"marks without exchange", RUN_ERROR, BEFORE "  route PO2 -> PO3 ade on\n", "",
     "PO2 has no automatic directory exchange"},
    {"two who take the marks", RUN_ERROR,
     BEFORE "  route PO1 -> PO2 ade on\n  route PO1 -> PO3 ade on\n", "",
     "another Router passes on the marks of PO1"},
    {"a name that cannot be one", RUN_ERROR,
     BEFORE "  route PO1 -> PO2 as-known "
            "\"0123456789012345678901234567890123456789012345678901234567890123456789\"\n",
     "", "too long"},
    {"a route that comes later", RUN_ERROR, BEFORE, "  @1s do route PO1 -> PO2\n",
     "there from the beginning"},
    {"another name later", RUN_ERROR, ROUTE, "  @1s do route PO1 -> PO2 as-known HUB\n",
     "said when it is declared"},
    {"one that is not there is removed", RUN_ERROR, ROUTE, "  @1s do remove route PO2 -> PO3\n",
     "there is no route PO2 -> PO3"},
    {"one from nowhere is removed", RUN_ERROR, ROUTE, "  @1s do remove route PO9 -> PO3\n",
     "no post office PO9"},
};

START_TEST(a_router_carries_what_waits_at_its_interval)
{
    play_world(START, &worlds[_i]);
}
END_TEST

/* ---- variants ---- */

START_TEST(a_variant_may_say_it_otherwise)
{
    struct play play = {0};
    play_load(&play, play_join(&play,
                               ROUTE "  mail m1 out to \"Gray, Tom at PO2\"\n"
                                     "  mail m2 out to \"Gray, Tom at HUB\"\n",
                               START "  @20s expect delivered m1 copies 1\n"
                                     "variant \"by another name\"\n"
                                     "  world route PO1 -> PO2 as-known HUB first 30s\n"
                                     "  @29s expect delivered m2 copies 0\n"
                                     "  @30s expect delivered m2 copies 1\n"));
    play_case(&play, "");
    ck_assert_msg(play.result.exit == RUN_OK, "%s", play_story(&play));
    play_case(&play, "by another name");
    ck_assert_msg(play.result.exit == RUN_OK, "%s", play_story(&play));
    play_release(&play);
}
END_TEST

/* ---- whatever call is struck ---- */

#define SWEEP                                                                                      \
    ROUTE "  mail m1 out to \"Gray, Tom at PO2\" subject \"A\"\n"                                  \
          "  mail m2 in from \"Gray, Tom at PO2\" subject \"B\"\n"                                 \
          "  mail m3 out to \"Nobody at PO2\" subject \"C\"\n"

START_TEST(the_ledger_holds_whatever_call_kills_a_program)
{
    static const enum status kinds[] = {ST_PROCESS_GONE, ST_IO_ERROR};
    enum { EVERY = 7 };
    struct play play = {0};
    uint64_t n = 1 + (uint64_t)_i;
    play_load(&play, play_join(&play, SWEEP, START "  by @3m expect drained\n"));
    do {
        for (size_t k = 0; k < ARRAY_COUNT(kinds); k++) {
            play.options.inject_call = n;
            play.options.inject_status = kinds[k];
            play_case(&play, "");
            ck_assert_msg(play.result.exit == RUN_OK || play.result.exit == RUN_FAILED,
                          "call %u: %s", (unsigned)n, play_story(&play));
        }
        n += EVERY;
    } while (n <= play.result.port_calls && n < 2000);
    play_release(&play);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("routes");
    TCase *tcase = tcase_create("worlds");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, a_router_carries_what_waits_at_its_interval, 0, ARRAY_COUNT(worlds));
    tcase_add_test(tcase, a_variant_may_say_it_otherwise);
    tcase_add_loop_test(tcase, the_ledger_holds_whatever_call_kills_a_program, 0, 7);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
