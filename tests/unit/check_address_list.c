/* Who is in the address list of Exchange, and what letters make of it. */
#include <check.h>
#include <stdlib.h>

#include "worlds/play.h"
#include "worlds/world_texts.h"

#define SYNCED "  dirsync PO1 completed\n"
#define OLD "  recipient SITE1 \"Old, Ann\" proxies \"SMTP:ann@old.example\"\n"
#define BOB "  recipient SITE1 \"Bob\" kind custom proxies \"CCMAIL:Smith, J at PO1\" in Import\n"

static const struct play_world worlds[] = {
    {"a sender is called as his own address has him", RUN_OK,
     NT "  recipient SITE1 \"Brady, Sally\" proxies \"CCMAIL:Brady, S2 at SITE1\"\n" SYNCED
        "  mail m1 out to \"Smith, J at PO1\"\n",
     "  @15s expect content m1 at \"Smith, J\" from \"Brady, S2 at SITE1\"\n"
     "  @15s expect entry PO1 \"Brady, S2\" present\n"
     "  @15s expect entry PO1 \"Brady, Sally\" absent\n",
     ""},
    {"mail to nobody in particular goes to that address, too", RUN_OK,
     NT "  recipient SITE1 \"Brady, Sally\" proxies \"CCMAIL:Brady, S2 at SITE1\"\n" SYNCED
        "  mail m1 in from PO1\n",
     "  @15s expect delivered m1 copies 1\n", ""},
    {"who has no address of cc:Mail shows the one that he has", RUN_OK,
     NT SYNCED OLD "  mail m1 out from \"Old, Ann\" to \"Smith, J at PO1\"\n",
     "  @15s expect content m1 at \"Smith, J\" from \"*SMTP:ann@old.example*\"\n"
     "  @15s expect entry PO1 \"Old, Ann\" absent\n",
     ""},
    {"of several addresses the one of cc:Mail counts", RUN_OK,
     NT SYNCED "  recipient SITE1 \"Two, Ann\" proxies \"SMTP:a@two.example\" \"CCMAIL:Ann at "
               "SITE1\"\n  mail m1 out from \"Two, Ann\" to \"Smith, J at PO1\"\n",
     "  @15s expect content m1 at \"Smith, J\" from \"Ann at SITE1\"\n", ""},
    {"a custom recipient is who its address says", RUN_OK,
     NT BOB SYNCED "  mail m1 out to \"Bob\"\n",
     "  @15s expect delivered m1 to \"Smith, J\" copies 1\n  @15s expect drained\n", ""},
    {"who sends by default has a mailbox", RUN_OK, NT BOB SYNCED "  mail m1 out to PO1\n",
     "  @15s expect content m1 at \"Smith, J\" from \"Brady, Sally at SITE1\"\n", ""},
    {"a custom recipient with an address nobody has comes back under its name", RUN_OK,
     NT "  recipient SITE1 \"Bob\" kind custom proxies \"CCMAIL:Nobody at PO1\"\n" SYNCED
        "  mail m1 out to \"Bob\"\n",
     "  @20s expect returned m1 count 1 names \"Nobody at PO1\"\n", ""},
    {"no space for it: the report has the name and the address", RUN_OK,
     NT BOB SYNCED "  addressspace C1 \"CCMAIL:* at PO9\"\n  mail m1 out to \"Bob\"\n",
     "  @1s expect returned m1 count 1 text \"*Bob (CCMAIL:Smith, J at PO1)*\"\n", ""},
    {"nobody synchronizes a public folder", RUN_OK,
     NT "  board PO1 \"Fun\" folder \"Public\\Fun\"\n" SYNCED,
     "  @1s expect entry PO1 \"#Fun\" absent\n  @1s expect entry PO1 \"Brady, Sally\" present\n",
     ""},
};

START_TEST(letters_go_by_the_address_list)
{
    play_world("phase \"all\"\n  @0s do start connector\n", &worlds[_i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("address list");
    TCase *tcase = tcase_create("address list");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, letters_go_by_the_address_list, 0, (int)ARRAY_COUNT(worlds));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
