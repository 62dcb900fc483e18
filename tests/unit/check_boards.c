/* Tests of sim/exchange/folders.c and of the noun: bulletin boards and public folders. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "worlds/play.h"

#define BEFORE                                                                                     \
    "world\n  connector C1 version 5.5 account EXCH\\svc-ccmc\n  account EXCH\\router\n  acl NT1 " \
    "CCPO allow EXCH\\router full\n"                                                               \
    "  ntserver NT1 share CCPO acl EXCH\\svc-ccmc full\n  ntserver NT2 share CCPO2\n"              \
    "  postoffice PO1 on NT1 CCPO\n  postoffice PO2 on NT2 CCPO2\n  entry PO2 \"Gray, Tom\"\n"     \
    "  route PO1 -> PO2 every 1m first 20s account EXCH\\router\n  tab C1 postoffice PO1 path "    \
    "\"\\\\NT1\\CCPO\"\n"                                                                          \
    "  dirsync PO1 completed\n  entry PO1 \"Ann\"\n"
#define START "phase \"all\"\n  @0s do start connector\n"
#define HERE BEFORE "  board PO1 Social folder \"Public\\Social\" direction "
#define THERE BEFORE "  board PO1 Social home PO2 folder \"Public\\Social\" direction "

static const struct play_world worlds[] = {
    {"a board alone", RUN_OK, BEFORE "  board PO1 Social\n  mail m1 out to \"#Social\"\n",
     "  @1m expect entry PO1 Social kind board\n  @1m expect content m1 at Social\n", ""},
    {"several letters into a folder", RUN_OK, HERE "out\n  mail m1 out 3 to \"Public\\Social\"\n",
     "  @1m expect delivered m1 copies 3\n  @1m expect drained\n", ""},
    {"a letter to a folder and to somebody", RUN_OK,
     HERE "out\n  mail m1 out to \"Public\\Social\" \"Ann at PO1\"\n",
     "  @1m expect content m1 at Social\n  @1m expect content m1 at Ann\n", ""},
    {"a local post stays where it is", RUN_OK,
     HERE "both\n  mail m1 in to \"#Social\" subject \"Hi\"\n",
     "  @3m expect delivered in 0\n  @3m expect drained\n", ""},
    {"a post from another post office", RUN_OK,
     THERE "in\n  mail m1 in from \"Smith, J at PO1\" to \"#Social at PO2\" subject \"Hi\"\n",
     "  @20s expect delivered m1 copies 1\n  @2m expect content m1 at \"Public\\Social\"\n", ""},
    {"a post on a board that is not there is not sent", RUN_OK,
     BEFORE "  mail m1 in to \"#None\"\n", "  @1m expect delivered in 0\n", ""},
    {"neither way", RUN_OK,
     THERE "none\n  mail m1 out to \"Public\\Social\"\n  mail m2 in from \"Gray, Tom at PO2\" to "
           "\"#Social\"\n",
     "  @3m expect delivered out 0 in 0\n  @3m expect drained\n", ""},
    {"an edit counts at the next post", RUN_OK,
     THERE "none\n  mail m2 in from \"Gray, Tom at PO2\" to \"#Social\" subject \"Hi\"\n",
     "  @1m expect delivered in 0\n  @1m1s do board PO1 Social direction in\n"
     "  @2m expect delivered in 1\n  @2m1s do board PO1 Social direction out\n"
     "  @2m1s do mail in from \"Gray, Tom at PO2\" to \"#Social\" subject \"Ho\"\n"
     "  @2m59s expect delivered in 1\n",
     ""},
    {"a board that is removed takes its copies along", RUN_OK, THERE "both\n",
     "  @1s do remove board PO1 Social\n  @2s expect entry PO2 Social absent\n"
     "  @3s do mail out to \"Public\\Social\"\n  @1m expect drained\n",
     ""},
    {"a board alone that is removed", RUN_OK, BEFORE "  board PO1 Social\n",
     "  @1s do remove board PO1 Social\n  @2s expect entry PO1 Social absent\n", ""},
    {"no such post office", RUN_ERROR, BEFORE "  board PO9 Social\n", "", "no post office PO9"},
    {"a home that is none", RUN_ERROR, BEFORE "  board PO1 Social home PO9\n", "",
     "no post office PO9"},
    {"no name", RUN_ERROR, BEFORE "  board PO1 \"\"\n", "", "too long, or empty"},
    {"a long name", RUN_ERROR,
     BEFORE "  board PO1 0123456789012345678901234567890123456789012345678901234567890123\n", "",
     "too long, or empty"},
    {"a direction without a folder", RUN_ERROR, BEFORE "  board PO1 Social direction in\n", "",
     "no folder to cross it with"},
    {"a folder that is somebody", RUN_ERROR,
     BEFORE "  recipient SITE1 \"Lee, Bo\"\n  board PO1 Social folder \"Lee, Bo\"\n", "",
     "a recipient of the site already"},
    {"another folder later", RUN_ERROR, HERE "in\n",
     "  @1s do board PO1 Social folder \"Public\\Other\"\n", "crossed with another folder"},
    {"two homes", RUN_ERROR, HERE "in\n  board PO1 Social home PO2\n", "", "is at home at PO1"},
    {"the name of a user", RUN_ERROR, BEFORE "  board PO1 Ann folder \"Public\\Ann\"\n", "",
     "is an entry of PO1 already, of kind local"},
    {"one that is not there is removed", RUN_ERROR, BEFORE, "  @1s do remove board PO1 Social\n",
     "there is no board \"Social\""},
    {"one of nowhere is removed", RUN_ERROR, BEFORE, "  @1s do remove board PO9 Social\n",
     "no post office PO9"},
};

START_TEST(boards_and_folders_pass_on_what_their_direction_says)
{
    play_world(START, &worlds[_i]);
}
END_TEST

/* ---- whatever call is struck ---- */

START_TEST(the_ledger_holds_while_posts_go_round)
{
    static const enum status kinds[] = {ST_PROCESS_GONE, ST_IO_ERROR};
    enum { EVERY = 31 };
    struct play play = {0};
    uint64_t n = 1 + (uint64_t)_i;
    play_load(&play,
              play_join(&play,
                        THERE "both\n  mail m1 out to \"Public\\Social\" subject \"A\"\n"
                              "  mail m2 in from \"Gray, Tom at PO2\" to \"#Social\" subject "
                              "\"B\"\n",
                        START "  @3m expect delivered out >= 0\n"));
    do {
        for (size_t k = 0; k < ARRAY_COUNT(kinds); k++) {
            play.options.inject_call = n;
            play.options.inject_status = kinds[k];
            play_case(&play, "");
            ck_assert_msg(play.result.exit == RUN_OK, "call %u: %s", (unsigned)n,
                          play_story(&play));
        }
        n += EVERY;
    } while (n <= play.result.port_calls && n < 3000);
    play_release(&play);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("boards");
    TCase *tcase = tcase_create("worlds");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, boards_and_folders_pass_on_what_their_direction_says, 0,
                        ARRAY_COUNT(worlds));
    tcase_add_loop_test(tcase, the_ledger_holds_while_posts_go_round, 0, 31);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
