/* Tests of sim/exchange/outside.c and of the noun: what becomes of letters to the world beyond. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "worlds/play.h"

#define BEFORE                                                                                     \
    "world\n  connector C1 version 5.5 account EXCH\\svc-ccmc\n"                                   \
    "  ntserver NT1 share CCPO acl EXCH\\svc-ccmc full\n  postoffice PO1 on NT1 CCPO\n"            \
    "  tab C1 postoffice PO1 path \"\\\\NT1\\CCPO\"\n  dirsync PO1 completed\n"
#define LETTER "  mail m1 in to \"kim@far.example at SITE1\" subject \"New\"\n"
#define START "phase \"all\"\n  @0s do start connector\n"

static const struct play_world worlds[] = {
    {"by the usual way it is taken", RUN_OK, BEFORE "  outside INTERNET\n" LETTER,
     "  @1m expect delivered m1 copies 1\n  @1m expect drained\n", ""},
    {"a name with its address in brackets", RUN_OK,
     BEFORE "  outside INTERNET via IMS\n"
            "  mail m1 in to \"Kim [SMTP:kim@far.example] at SITE1\" \"Pat (SMTP:pat@far.example) "
            "at SITE1\"\n",
     "  @1m expect delivered m1 copies 2\n  @1m expect drained\n", ""},
    {"the same without a way is returned", RUN_OK,
     BEFORE "  mail m1 in to \"Kim [SMTP:kim@far.example] at SITE1\"\n",
     "  @1m expect returned m1\n  @1m expect drained\n", ""},
    {"of two the one with a way", RUN_OK,
     BEFORE "  outside A via none\n  outside B via IMS\n" LETTER,
     "  @1m expect delivered m1 copies 1\n", ""},
    {"no way", RUN_OK, BEFORE "  outside INTERNET via none\n" LETTER,
     "  @1m expect returned m1 count 1\n  @1m expect drained\n", ""},
    {"nobody outside is a person of the site", RUN_OK,
     BEFORE "  outside INTERNET\n  mail m1 in to \"Nobody at SITE1\"\n",
     "  @1m expect returned m1 count 1\n", ""},
    {"they answer, and their answer can be answered", RUN_OK,
     BEFORE "  outside INTERNET does answer\n" LETTER,
     "  by @1m expect delivered out 1 in 1\n  @1m do outside INTERNET does accept\n"
     "  @2m expect drained\n",
     ""},
    {"an edit keeps what it does not name", RUN_OK,
     BEFORE "  outside INTERNET via none does answer\n" LETTER,
     "  @0s do outside INTERNET via IMS\n  by @1m expect delivered out 1 in 1\n", ""},
    {"it comes back", RUN_OK, BEFORE "  outside INTERNET does return\n" LETTER,
     "  @1m expect returned m1 count 1\n  @1m expect drained\n", ""},
    {"removed it is not there", RUN_OK, BEFORE "  outside INTERNET\n" LETTER,
     "  @0s do remove outside INTERNET\n  @1m expect returned m1 count 1\n", ""},
    {"no name", RUN_ERROR, BEFORE "  outside \"\"\n", "", "has a name"},
    {"one that is not there is removed", RUN_ERROR, BEFORE, "  @1s do remove outside INTERNET\n",
     "nothing outside called INTERNET"},
};

START_TEST(letters_to_the_world_beyond_go_by_a_way_or_come_back)
{
    play_world(START, &worlds[_i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("outside");
    TCase *tcase = tcase_create("worlds");
    tcase_add_loop_test(tcase, letters_to_the_world_beyond_go_by_a_way_or_come_back, 0,
                        ARRAY_COUNT(worlds));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
