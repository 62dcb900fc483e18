#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "worlds/play.h"

/* Programs, services and machines that end or hang, and what the ledger says of it. */

#define WORLD                                                                                      \
    "world\n  connector C1 version 5.5 account EXCH\\svc-ccmc\n  netware NW1\n  ntserver NT1\n"    \
    "  account NW1\\svc-ccmc password same\n"                                                      \
    "  trustee NW1\\svc-ccmc on SYS:CCDATA rights RWCEMF\n  postoffice PO1 on NW1 SYS:CCDATA\n"    \
    "  service GSNW on EX1 start auto\n"                                                           \
    "  tab C1 path \"\\\\NW1\\SYS\\CCDATA\"\n  mail outgoing out 7 to PO1\n"                       \
    "  mail incoming in 3 from PO1\nphase \"all\"\n  @0s do start connector\n"
#define ALL "  by @3m expect delivered out 7 in 3\n"

static const struct play_row worlds[] = {
    {"a program that ends before its call", RUN_OK,
     "  @1s fault kill IMPORT on \"*\\*.ccm\"\n  @15s expect result IMPORT 1\n" ALL, ""},
    {"a program that ends after its call", RUN_OK,
     "  @1s fault kill EXPORT on CLANDATA after\n  @15s expect result EXPORT 1\n" ALL, ""},
    {"a program that ends after deleting what it has imported", RUN_OK,
     "  @1s fault kill IMPORT on \"*\\IMPORT\\*.ccm\" nth 2 after\n  @15s expect result IMPORT "
     "1\n" ALL,
     ""},
    {"a program that ends before a file gets its name", RUN_OK,
     "  @1s fault kill EXPORT on \"MSG????.CCM\"\n  @15s expect result EXPORT 1\n"
     "  @15s expect files \"Export\\*.ccm\" count 0\n" ALL,
     ""},
    {"a name that is refused, by the directory it would be in", RUN_OK,
     "  @1s fault call rename by EXPORT on \"D:\\exchsrvr\\ccmcdata\\Export\\MSG0001.CCM\" nth 1 "
     "then refuse io-error\n  @15s expect result EXPORT 1\n" ALL,
     ""},
    {"any call that is made and not heard of", RUN_OK,
     "  @1s fault call write by IMPORT on MLANDATA nth 2 then dies\n  @15s expect result IMPORT "
     "1\n" ALL,
     ""},
    {"a crash", RUN_OK,
     "  @1s fault kill EXPORT on CLANDATA crash\n  @15s expect result EXPORT 255\n" ALL, ""},
    {"a crash in a call", RUN_OK,
     "  @1s fault call read by EXPORT on CLANDATA nth 2 then crash\n  @15s expect result EXPORT "
     "255\n" ALL,
     ""},
    {"the second run at the first file that it touches", RUN_OK,
     "  @1s fault kill EXPORT run 2\n  @15s expect result EXPORT 0\n  @30s expect result EXPORT "
     "1\n" ALL,
     ""},
    {"a program that hangs, and what it holds", RUN_OK,
     "  @1s fault call lock by IMPORT nth 1 then hang\n  @2m expect state IMPORT running\n  @2m "
     "expect delivered out 0\n  @121s fix kill IMPORT\n  @121s expect result IMPORT 1\n" ALL,
     ""},
    {"a program that is slow, and hangs, and is killed", RUN_OK,
     "  @1s fault call read by EXPORT on CLANDATA nth 1 then late 90s\n  @20s fault kill EXPORT "
     "hang\n  @119s expect state EXPORT running\n  @2m fix kill EXPORT\n" ALL,
     ""},
    {"a program that is slow, and crashes", RUN_OK,
     "  @1s fault call read by EXPORT on CLANDATA nth 1 then late 90s\n  @20s fault kill EXPORT "
     "crash\n  @20s expect result EXPORT 255\n" ALL,
     ""},
    {"a service that hangs does not stop either", RUN_OK,
     "  @1s fault kill connector hang\n  @2s do stop connector\n  @1m expect state C1 stopping\n"
     "  @61s fix kill C1\n  @61s expect state C1 stopped\n  @62s do start connector\n" ALL,
     ""},
    {"a service that hangs as it opens a file", RUN_OK,
     "  @1s fault kill connector on \"Submit\\*.tmp\" hang\n  @1m expect runs IMPORT count 0\n"
     "  @61s fix kill C1\n  @62s do start connector\n" ALL,
     ""},
    {"a service that is not there", RUN_OK,
     "  @0s do stop connector\n  @1s fault kill connector\n  @2s do start connector\n" ALL, ""},
    {"the gateway service", RUN_OK,
     "  @1s fault kill GSNW\n  @15s expect event 70\n  @20s do start GSNW\n" ALL, ""},
    {"a server loses its power and boots", RUN_OK,
     "  @16s fault kill NW1\n  @17s do mail out 2 to PO1\n  @17s..@45s expect event 61\n  @1m do "
     "boot "
     "NW1\n  by @3m expect delivered out 9 in 3\n",
     ""},
    {"a server loses its power and is switched on", RUN_OK,
     "  @1s fault kill NW1\n  @1m fix netware NW1 up\n" ALL, ""},
    {"a server of NT", RUN_OK, "  @1s fault kill NT1\n  @1m fix ntserver NT1 up\n" ALL, ""},
    {"a server hangs", RUN_OK,
     "  @1s fault kill NW1 hang\n  @15s expect event 61\n  @1m do boot NW1\n" ALL, ""},
    {"the connector's machine loses its power", RUN_OK,
     "  @16s fault kill EX1\n  @17s expect state C1 stopped\n  @1m do boot EX1\n" ALL, ""},
    {"the connector's machine hangs", RUN_OK,
     "  @1s fault kill EX1 hang\n  @1m expect runs EXPORT count 0\n  @1m do boot EX1\n" ALL, ""},
    {"what was delivered and is not on disk is not delivered", RUN_OK,
     "  @1s fault call write by IMPORT on CLANDATA nth 4 then late 20s\n  @20s fault kill NW1\n"
     "  @1m do boot NW1\n" ALL,
     ""},
    /* that prove nothing */
    {"a run that never came", RUN_FAILED, "  @1s fault kill EXPORT run 99\n" ALL, "struck nothing"},
    /* that can't be */
    {"a program that does not run", RUN_ERROR, "  @1s fault kill EXPORT\n" ALL,
     "no program EXPORT runs at this instant"},
    {"a machine twice", RUN_ERROR, "  @1s fault kill NW1\n  @2s fault kill NW1\n" ALL,
     "NW1 is off"},
    {"run 0", RUN_ERROR, "  @1s fault kill EXPORT run 0\n" ALL, "it is counted from 1"},
    {"after nothing", RUN_ERROR, "  @1s fault kill EXPORT after\n" ALL, "which call? on FILE"},
    {"two ends", RUN_ERROR, "  @1s fault kill EXPORT on CLANDATA crash hang\n" ALL,
     "one of `after`, `crash` and `hang`"},
    {"a service that has nothing to hang", RUN_ERROR, "  @1s fault kill GSNW hang\n" ALL,
     "GSNW does nothing of its own that could hang"},
};

START_TEST(a_world_in_which_something_ends)
{
    play_row(WORLD, &worlds[_i]);
}
END_TEST

/* Cuts of power while IMPORT writes, by seed and call: nothing is lost, nothing is doubled. */
enum { SEEDS = 4, CALLS = 10 };

START_TEST(no_cut_of_power_loses_or_doubles_a_letter)
{
    static const char *const files[] = {"*\\MLANDATA", "*\\CLANDATA", "*\\USR*"};
    struct play play = {0};
    const char *steps = arena_format(
        &play.loaded,
        "  @1s fault call write by IMPORT on \"%s\" nth %d then late 20s\n  @20s fault kill %s\n"
        "  @1m do boot %s\n" ALL,
        files[_i % 3], 1 + _i / SEEDS % CALLS, _i % 2 == 0 ? "NW1" : "EX1",
        _i % 2 == 0 ? "NW1" : "EX1");
    const char *text =
        arena_format(&play.loaded, "scenario \"a cut\"\nkb Q168670\nseed %d\nuntil 3m\n%s%s",
                     100 + _i, WORLD, steps);
    const enum run_exit code = play_text(&play, text);
    const bool struck_nothing = strstr(play_story(&play), "struck nothing") != NULL;
    ck_assert_msg(code == RUN_OK || struck_nothing, "%d: %s", _i, play_story(&play));
    play_release(&play);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("kill");
    TCase *tcase = tcase_create("kill");
    tcase_add_loop_test(tcase, a_world_in_which_something_ends, 0, (int)ARRAY_COUNT(worlds));
    tcase_add_loop_test(tcase, no_cut_of_power_loses_or_doubles_a_letter, 0, SEEDS * CALLS * 3);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
