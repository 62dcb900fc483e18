#include <check.h>
#include <stdlib.h>

#include "base/require.h"
#include "worlds/play.h"

/* Links that fail for a while, servers of NT that NetWare clients use, accounts that must pay, and
 * what `state` tells. */

#define WORLD                                                                                      \
    "world\n  connector C1 version 5.5 account EXCH\\svc-ccmc\n"                                   \
    "  host EX1\n  host NT1 nt 3.51 sp 3\n  ntserver NT1 share CCPO\n"                             \
    "  ntserver NT1 kind fpnw\n  netware NW1\n  account NW1\\rita password ok\n"                   \
    "  account EXCH\\rita\n  service GSNW on EX1 start auto\n  service Spooler on NT1\n"           \
    "  postoffice PO1 on NT1 CCPO\n  tab C1 path \"\\\\NT1\\CCPO\"\n  mail outgoing out 2 to "     \
    "PO1\n"                                                                                        \
    "phase \"all\"\n  @0s do start connector\n"
#define ALL "  by @3m expect delivered out 2\n"

static const struct play_row worlds[] = {
    {"a link that is down for a while", RUN_OK,
     "  @14s fault link EX1 NT1 down for 30s\n  @15s expect event 61\n  @43s expect delivered out "
     "0\n" ALL,
     ""},
    {"a link that is down again and again", RUN_OK,
     "  @14s fault link EX1 NT1 down every 30s for 9s\n  @14s..@2m expect event 61 count "
     "1..4\n" ALL,
     ""},
    {"the last of two edits counts", RUN_OK,
     "  @1s fault link EX1 NT1 down every 30s for 29s\n  @2s fault link EX1 NT1 down for 5s\n"
     "  @15s never event 61\n" ALL,
     ""},
    {"up ends it", RUN_OK,
     "  @1s fault link EX1 NT1 down every 30s for 29s\n  @14s fix link EX1 NT1 up\n  @15s never "
     "event 61\n" ALL,
     ""},
    {"so does removing the link", RUN_OK,
     "  @1s fault link EX1 NT1 down every 30s for 29s\n  @14s fix remove link EX1 NT1\n  @15s "
     "never "
     "event 61\n" ALL,
     ""},
    {"a slow link", RUN_OK,
     "  @1s fault link EX1 NT1 slow\n  @16s expect delivered out 0\n  @2m expect delivered out "
     "2\n" ALL,
     ""},
    {"slow for a while", RUN_OK,
     "  @1s fault link EX1 NT1 slow for 10s\n  @17s expect delivered out 1..2\n" ALL, ""},
    {"a lock that its server keeps is its owner's no more", RUN_OK,
     "  @15s expect delivered out 1\n  @30s expect delivered out 1\n  by @40s expect delivered out "
     "2\n" ALL,
     ""},
    {"a share again, and a service pack", RUN_OK,
     "  @1s fix ntserver NT1 kind nt\n  @15s expect delivered out 2\n" ALL, ""},
    {"volumes by their NetWare names", RUN_OK, "  @1s fix tab C1 path \"NT1\\CCPO:\"\n" ALL, ""},
    {"states of machines", RUN_OK,
     "  @1s expect state NT1 running\n  @1s expect state NW1 running\n  @2s do netware NW1 down\n"
     "  @2s expect state NW1 stopped\n" ALL,
     ""},
    {"states of services of other machines", RUN_OK,
     "  @1s expect state Spooler running on NT1\n  @2s do stop Spooler NT1\n  @2s expect state "
     "Spooler stopped on NT1\n  @2s expect state GSNW running\n" ALL,
     ""},
    {"a program that waits for a person", RUN_OK,
     "  @1s fault kill EXPORT on \"*\\CLANDATA\" hang\n  @16s expect state EXPORT waiting\n  @16s "
     "expect state EXPORT busy\n  @17s fix kill EXPORT\n  @17s expect state EXPORT stopped\n" ALL,
     ""},
    {"an account that has to pay", RUN_OK,
     "  @1s do account NW1\\rita accounting no-credit\n  @2s do run analyze PO1 \"/?\" account "
     "EXCH\\rita interactive\n" ALL,
     ""},
    /* that are not so */
    {"a machine that runs", RUN_FAILED, "  @1s expect state NT1 stopped\n" ALL,
     "state NT1 running"},
    {"a program that is not waiting", RUN_FAILED, "  @1s expect state EXPORT waiting\n" ALL,
     "state EXPORT stopped"},
    {"a machine that is not there", RUN_FAILED, "  @1s expect state GSNW running on EX9\n" ALL,
     "there is no machine EX9"},
    /* that can't be */
    {"up for a while", RUN_ERROR, "  @1s fault link EX1 NT1 up for 5s\n" ALL,
     "what is it for that time?"},
    {"for a while, and nothing said what", RUN_ERROR, "  @1s fault link EX1 NT1 for 5s\n" ALL,
     "what is it for that time?"},
    {"for no time", RUN_ERROR, "  @1s fault link EX1 NT1 down for 0s\n" ALL, "longer than nothing"},
    {"again and again, and not how long", RUN_ERROR, "  @1s fault link EX1 NT1 down every 5s\n" ALL,
     "longer than nothing"},
    {"all the time", RUN_ERROR, "  @1s fault link EX1 NT1 down every 0s for 5s\n" ALL,
     "longer than nothing"},
    {"longer than it comes back", RUN_ERROR, "  @1s fault link EX1 NT1 down every 5s for 5s\n" ALL,
     "`for` is shorter than `every`"},
    {"NT charges nobody", RUN_ERROR, "  @1s do account EXCH\\rita accounting no-credit\n" ALL,
     "only NetWare servers charge"},
};

START_TEST(a_world_of_links_and_servers)
{
    play_row(WORLD, &worlds[_i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("flaps");
    TCase *tcase = tcase_create("flaps");
    tcase_add_loop_test(tcase, a_world_of_links_and_servers, 0, (int)ARRAY_COUNT(worlds));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
