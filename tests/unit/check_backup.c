#include <check.h>
#include <stdlib.h>

#include "base/require.h"
#include "worlds/play.h"

/* `backup` and `restore`: files, accounts, and what the ledger says of mail that comes back. */

#define WORLD                                                                                      \
    "world\n  connector C1 version 5.5 account EXCH\\svc-ccmc\n  netware NW1\n"                    \
    "  account NW1\\svc-ccmc password same lockout 3\n  group NW1\\MAIL members svc-ccmc\n"        \
    "  trustee NW1\\MAIL on SYS:CCDATA rights RWCEMF\n  postoffice PO1 on NW1 SYS:CCDATA\n"        \
    "  tab C1 path \"\\\\NW1\\SYS\\CCDATA\"\n"                                                     \
    "  file \"C:\\a\\one.txt\" size 3K attributes Ro\n  file \"C:\\a\\b\\two.txt\" size 0\n"       \
    "phase \"all\"\n"

static const struct play_row worlds[] = {
    {"a directory with what is below it", RUN_OK,
     "  @0s do backup \"C:\\a\" name x\n  @1s do file \"C:\\a\\one.txt\" attributes none\n  @1s do "
     "delete files \"C:\\a\\*\"\n  @1s do delete files \"C:\\a\\b\\*\"\n"
     "  @1s do file \"C:\\a\\b\\new.txt\" size 5\n  @1s do file \"C:\\a\\two.txt\" size 5\n"
     "  @1s expect files \"C:\\a\\*\" count 1\n  @2s fix restore \"C:\\a\" x\n"
     "  @2s expect files \"C:\\a\\*.txt\" count 1\n  @2s expect files \"C:\\a\\one.txt\" count 1\n"
     "  @2s expect files \"C:\\a\\b\\*\" count 1\n  @2s expect files \"C:\\a\\b\\two.txt\" count "
     "1\n"
     "",
     ""},
    {"a directory that is gone", RUN_OK,
     "  @0s do backup \"C:\\a\" name x\n  @1s do file \"C:\\a\\one.txt\" attributes none\n"
     "  @1s do move files \"C:\\a\\*\" to \"C:\\c\"\n  @2s fix restore \"C:\\a\" x\n  @2s expect "
     "files "
     "\"C:\\a\\one.txt\" count 1\n",
     ""},
    {"files under the store are named from it", RUN_OK,
     "  @0s do start connector\n  @15s do backup Import name x\n  @16s fix restore Import x\n  "
     "@16s "
     "expect files \"Import\\*\" count 0\n",
     ""},
    {"no room for it: recorded, and no error", RUN_OK,
     "  @0s do backup \"C:\\a\" name x\n  @1s do file \"C:\\a\\one.txt\" attributes none\n  @1s do "
     "delete files \"C:\\a\\one.txt\"\n  @1s do space EX1 C free 1K\n  @2s fix restore \"C:\\a\" "
     "x\n  @2s expect files \"C:\\a\\b\\two.txt\" count 1\n",
     ""},
    {"a later tape of the same name takes the place of the first", RUN_OK,
     "  @0s do backup \"C:\\a\" name x\n  @1s do file \"C:\\a\\three.txt\" size 5\n  @1s do backup "
     "\"C:\\a\" name x\n  @2s do delete files \"C:\\a\\three.txt\"\n  @3s fix restore \"C:\\a\" "
     "x\n  @3s expect files \"C:\\a\\three.txt\" count 1\n",
     ""},
    {"accounts: password, lockout, members", RUN_OK,
     "  @0s do backup NW1 name x\n  @1s do account NW1\\svc-ccmc password other locked disabled\n"
     "  @1s do group NW1\\MAIL members none\n  @1s do account NW1\\later\n  @2s do start "
     "connector\n  @2s do mail out 2 to PO1\n  @2s..@20s expect event 61\n  @21s expect account "
     "NW1\\later enabled\n  @22s fix restore NW1 x\n  @22s expect account NW1\\later absent\n"
     "  @22s expect account NW1\\svc-ccmc unlocked\n  by @1m expect drained\n",
     ""},
    {"accounts that were removed come back, in their groups and with their rights", RUN_OK,
     "  @0s do backup NW1 name x\n  @1s do remove account NW1\\svc-ccmc\n  @2s do start "
     "connector\n  @2s do mail out 2 to PO1\n  @2s..@20s expect event 61\n  @21s fix restore NW1 "
     "x\n  by @1m expect drained\n",
     ""},
    {"accounts of a domain", RUN_OK,
     "  @0s do backup EXCH name x\n  @1s do account EXCH\\svc-ccmc disabled\n  @2s do start "
     "connector\n  @2s expect state C1 refused 1069\n  @3s fix restore EXCH x\n  @4s do start "
     "connector\n  @4s expect state C1 running\n",
     ""},
    {"mail that came after the tape is gone, what waited then comes again", RUN_OK,
     "  @0s do mail in 2 from PO1\n  @0s do backup PO1 name x\n  @1s do start connector\n"
     "  @16s expect delivered in 2\n  @17s do stop connector\n  @18s do mail in 3 from PO1\n"
     "  @18s expect queue PO1 count 3\n  @19s fix restore PO1 x\n  @19s expect queue PO1 count "
     "2\n  @20s do start connector\n  by @1m expect delivered in 2\n  by @1m expect drained\n",
     ""},
    {"mail that waits all the while is owed once", RUN_OK,
     "  @0s do mail in 2 from PO1\n  @0s do backup PO1 name x\n  @1s fix restore PO1 x\n  @2s do "
     "start connector\n  by @1m expect delivered in 2\n  by @1m expect drained\n",
     ""},
    {"what was delivered at the post office stays delivered", RUN_OK,
     "  @0s do backup PO1 name x\n  @0s do mail out 2 to PO1\n  @1s do start connector\n  @16s "
     "expect delivered out 2\n  @17s do stop connector\n  @18s fix restore PO1 x\n  @19s do start "
     "connector\n  @19s do mail out 1 to PO1\n  by @1m expect delivered out 3\n",
     ""},
    {"a restore while a program has the post office open changes nothing", RUN_OK,
     "  @0s do backup PO1 name x\n  @1s do mail in 2 from PO1\n  @1s fault lock PO1 by clerk for "
     "9s\n  @2s fix restore PO1 x\n  @3s expect queue PO1 count 2\n",
     ""},
    /* that can't be */
    {"nothing of that name", RUN_ERROR, "  @0s do backup PO9 name x\n  @1s expect drained\n",
     "PO9 is no post office, no directory and no data base of accounts"},
    {"no such directory", RUN_ERROR,
     "  @0s do backup \"C:\\nowhere\" name x\n  @1s expect drained\n", "there is no 'nowhere'"},
    {"a file", RUN_ERROR, "  @0s do backup \"C:\\a\\one.txt\" name x\n  @1s expect drained\n",
     "is no directory"},
    {"no such backup", RUN_ERROR, "  @0s fix restore PO1 x\n  @1s expect drained\n",
     "PO1 has no backup x"},
    {"nothing to restore", RUN_ERROR, "  @0s fix restore PO9 x\n  @1s expect drained\n",
     "PO9 is no post office"},
};

START_TEST(a_world_that_is_restored)
{
    play_row(WORLD, &worlds[_i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("backup");
    TCase *tcase = tcase_create("backup");
    tcase_add_loop_test(tcase, a_world_that_is_restored, 0, (int)ARRAY_COUNT(worlds));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
