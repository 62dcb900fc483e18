#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "worlds/play.h"

/* Others at a post office: `user` and `fault lock`, as worlds in which they come and go. */

#define WORLD                                                                                      \
    "world\n  connector C1 version 5.5 account EXCH\\svc-ccmc\n  netware NW1\n"                    \
    "  account NW1\\svc-ccmc password same\n  account NW1\\rita password ok\n  account "           \
    "EXCH\\rita\n"                                                                                 \
    "  trustee NW1\\svc-ccmc on SYS:CCDATA rights RWCEMF as main\n"                                \
    "  trustee NW1\\rita on SYS:CCDATA rights RWF as hers\n  postoffice PO1 on NW1 SYS:CCDATA\n"   \
    "  tab C1 path \"\\\\NW1\\SYS\\CCDATA\"\n  mail outgoing out 3 to PO1\n"
#define STEPS "phase \"all\"\n  @0s do start connector\n"
#define ALL "  by @3m expect delivered out 3\n"

static const struct {
    const char *name;
    enum run_exit exit;
    const char *nouns;
    const char *steps;
    const char *story; /* a part of it */
} worlds[] = {
    {"it comes at once, and goes", RUN_OK, "  user PO1 router holds 40s every once\n",
     "  @30s expect event 62\n  @31s expect delivered out 0\n  @56s expect delivered out 3\n" ALL,
     ""},
    {"one file, to the exclusion of all", RUN_OK,
     "  user PO1 router file MLANDATA holds 40s every once\n", "  @30s expect event 62\n" ALL, ""},
    {"all of it", RUN_OK, "  user PO1 router alone holds 40s every 5m\n",
     "  @30s expect event 62\n" ALL, ""},
    {"its account opens it over a session that ends with it", RUN_OK,
     "  user PO1 rita account EXCH\\rita on EX1 holds 20s every 1m first 20s\n",
     "  @21s expect account NW1\\rita sessions 1\n  @41s expect account NW1\\rita sessions 0\n"
     "  @81s expect account NW1\\rita sessions 1\n" ALL,
     ""},
    {"whoever may not write comes in vain, and tries again", RUN_OK,
     "  user PO1 rita account EXCH\\rita holds 20s every once\n",
     "  @0s do trustee NW1\\rita on SYS:CCDATA rights R\n  @15s expect delivered out 3\n" ALL, ""},
    {"whoever cannot log on comes in vain", RUN_OK,
     "  user PO1 rita account EXCH\\rita holds 20s every once\n",
     "  @0s do account EXCH\\rita disabled\n  @15s expect delivered out 3\n" ALL, ""},
    {"an edit counts at the next opening", RUN_OK, "  user PO1 router holds 20s every 1m\n",
     "  @5s do user PO1 router holds 1s every 30s\n  @18s expect delivered out 0\n"
     "  @21s expect delivered out 3\n" ALL,
     ""},
    {"who is removed lets go", RUN_OK, "  user PO1 router holds 4m every 5m\n",
     "  @20s do remove user PO1 router\n  @31s expect delivered out 3\n" ALL, ""},
    {"its server goes down, and it comes again when it is up", RUN_OK,
     "  user PO1 router holds 1m every 5m\n",
     "  @20s do netware NW1 down\n  @25s do netware NW1 up\n  @31s expect delivered out 0\n" ALL,
     ""},
    {"its machine boots, and it comes again", RUN_OK,
     "  host EX2\n  user PO1 router holds 1m every 5m on EX2\n",
     "  @0s do link EX2 NW1 speed 64k\n  @19s expect delivered out 0\n  @20s do "
     "boot EX2\n  @21s expect delivered out 3\n  @22s do mail out 1 to PO1\n  @22s..@60s expect "
     "event "
     "62\n  by @3m expect drained\n",
     ""},
    {"its machine stays down", RUN_OK, "  host EX2\n  user PO1 router holds 1m every 5m on EX2\n",
     "  @1s do ntserver EX2 down\n  @16s expect delivered out 3\n" ALL, ""},
    {"it waits while the post office is shut", RUN_OK, "",
     "  @1s do shut PO1\n  @2s fault lock PO1 for 10s\n  @20s do open PO1\n  @32s expect delivered "
     "out 3\n" ALL,
     ""},
    {"the second waits for the first", RUN_OK, "",
     "  @1s fault lock PO1 CLANDATA by a for 30s\n  @2s fault lock PO1 CLANDATA by b for 30s as "
     "second\n  @50s expect delivered out 0\n" ALL,
     ""},
    {"until it is lifted", RUN_OK, "",
     "  @1s fault lock PO1 MLANDATA as held\n  @119s expect delivered out 0\n  @2m fix lift "
     "held\n" ALL,
     ""},
    /* that prove nothing */
    {"a lock that nobody got hold of", RUN_FAILED, "",
     "  @1s do shut PO1\n  @2s fault lock PO1 for 10s\n  @3m expect delivered out 0\n",
     "never got hold of it"},
    /* that can't be */
    {"no post office", RUN_ERROR, "", "  @1s fault lock PO9 for 10s\n" ALL,
     "there is no post office PO9"},
    {"no such file", RUN_ERROR, "", "  @1s fault lock PO1 XLANDATA for 10s\n" ALL,
     "post office PO1 has no file XLANDATA"},
    {"for no time", RUN_ERROR, "", "  @1s fault lock PO1 for 0s\n" ALL, "held for no time"},
    {"for ever", RUN_ERROR, "", "  @1s fault lock PO1\n" ALL, "for how long?"},
    {"nobody of that name", RUN_ERROR, "", "  @1s fault lock PO1 account EXCH\\otto for 1s\n" ALL,
     "there is no account EXCH\\otto"},
    {"a machine that is not there", RUN_ERROR, "", "  @1s fault lock PO1 on EX9 for 1s\n" ALL,
     "there is no machine EX9"},
    {"a NetWare server", RUN_ERROR, "", "  @1s fault lock PO1 by NW1 for 1s\n" ALL,
     "NW1 is a NetWare server"},
    {"a name that is too long", RUN_ERROR, "",
     "  @1s fault lock PO1 by x23456789012345678901234567890123456789012345678901234567890 for "
     "1s\n" ALL,
     "the name is too long"},
    {"nobody to remove", RUN_ERROR, "", "  @1s do remove user PO1 router\n" ALL,
     "nobody called router comes to PO1"},
    {"nowhere to remove from", RUN_ERROR, "", "  @1s do remove user PO9 router\n" ALL,
     "there is no post office PO9"},
    {"nowhere to come to", RUN_ERROR, "", "  @1s do user PO9 router\n" ALL,
     "there is no post office PO9"},
    {"holding nothing", RUN_ERROR, "", "  @1s do user PO1 router holds 0s\n" ALL,
     "longer than nothing"},
    {"coming all the time", RUN_ERROR, "", "  @1s do user PO1 router every 0s\n" ALL,
     "longer than nothing"},
    {"holding longer than it stays away", RUN_ERROR, "", "  @1s do user PO1 router holds 6m\n" ALL,
     "`holds` is shorter than `every`"},
    {"a file that is not there", RUN_ERROR, "", "  @1s do user PO1 router file X\n" ALL,
     "post office PO1 has no file X"},
    {"first, when it has come", RUN_ERROR, "  user PO1 router\n",
     "  @1s do user PO1 router first 1m\n" ALL, "it comes already"},
};

START_TEST(a_world_with_others_at_the_post_office)
{
    struct play play = {0};
    play_load(&play, arena_format(&play.loaded, "%s%s%s%s", WORLD, worlds[_i].nouns, STEPS,
                                  worlds[_i].steps));
    play_case(&play, "");
    ck_assert_msg(play.result.exit == worlds[_i].exit, "%s: %s", worlds[_i].name,
                  play_story(&play));
    if (worlds[_i].exit != RUN_OK) {
        ck_assert_msg(strstr(play_story(&play), worlds[_i].story) != NULL, "%s: %s",
                      worlds[_i].name, play_story(&play));
    }
    play_release(&play);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("opener");
    TCase *tcase = tcase_create("opener");
    tcase_add_loop_test(tcase, a_world_with_others_at_the_post_office, 0, (int)ARRAY_COUNT(worlds));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
