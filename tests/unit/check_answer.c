/* sim/world/answer.c: people at Exchange answer letters, and cc:Mail users answer these. */
#include <check.h>
#include <stdlib.h>

#include "worlds/play.h"
#include "worlds/world_texts.h"

#define SYNCED "  dirsync PO1 completed\n"
#define ONE SYNCED "  mail m1 in subject \"Lunch\"\n"

static const struct play_world worlds[] = {
    {"to whom the letter is from", RUN_OK, NT ONE,
     "  @20s do reply m1 by \"Brady, Sally\" gives a1\n  @30s expect delivered a1 to \"Smith, J\"\n"
     "  @30s expect content a1 at \"Smith, J\" subject \"RE: Lunch\" from \"Brady, Sally at "
     "SITE1\"\n",
     ""},
    {"nobody is named: it is its first recipient", RUN_OK, NT ONE,
     "  @20s do reply m1 gives a1\n  @30s expect delivered a1 to \"Smith, J\"\n", ""},
    {"to and fro, and the subject does not grow at Exchange", RUN_OK, NT ONE,
     "  @20s do reply m1 gives a1\n  @35s do reply a1 gives a2\n  @50s expect delivered a2\n"
     "  @50s expect content a2 at \"Brady, Sally\" subject \"RE: Lunch\"\n"
     "  @50s do reply a2 gives a3\n  @65s do reply a3 gives a4\n  @80s expect delivered a4\n"
     "  @80s expect content a3 at \"Smith, J\" subject \"RE: Lunch\"\n"
     "  @80s expect content a4 at \"Brady, Sally\" subject \"RE: Lunch\"\n",
     ""},
    {"cc:Mail counts answers", RUN_OK,
     NT SYNCED "  outside INTERNET via IMS\n"
               "  mail m1 out subject \"Re[9]: a\"\n  mail m2 out subject \"Re[x]: b\"\n"
               "  mail m3 out subject \"Re[]: c\"\n",
     "  @20s do reply m1 gives a1\n  @20s do reply m2 gives a2\n  @20s do reply m3 gives a3\n"
     "  @45s expect delivered a1\n  @45s expect delivered a2\n  @45s expect delivered a3\n"
     "  @45s expect content a2 at \"Brady, Sally\" subject \"RE: Re[x]: b\"\n",
     ""},
    {"to all: those at cc:Mail, who are not at the site", RUN_OK,
     NT SYNCED "  entry PO1 \"Smith, J\"\n  entry PO1 \"Doe, A\"\n"
               "  recipient SITE1 \"Brady, Sally\"\n  recipient SITE1 \"Lee, Bo\"\n"
               "  mail m1 in to \"Brady, Sally at SITE1\" cc \"Lee, Bo at SITE1\" "
               "\"Doe, A at PO1\" subject \"Lunch\"\n",
     "  @20s do reply m1 by \"Lee, Bo\" all gives a1\n  @30s expect delivered a1 copies 2\n"
     "  @30s expect delivered a1 to \"Doe, A\" copies 1\n",
     ""},
    {"to the Internet, where there is a way", RUN_OK,
     NT SYNCED "  quirk INTERNET_NAMES on\n  outside INTERNET via IMS\n"
               "  mail m1 in sender \"jo@far.example at SMTPPO\"\n",
     "  @20s do reply m1 gives a1\n  @20s expect delivered a1 copies 1\n  @20s expect drained\n"
     "  @20s never event 142\n",
     ""},
    {"to the Internet, where there is none (Q168356)", RUN_OK,
     NT SYNCED "  quirk INTERNET_NAMES on\n  mail m1 in sender \"jo@far.example at SMTPPO\"\n",
     "  @20s do reply m1 gives a1\n  @20s expect returned a1 count 1 kind report\n"
     "  @20s expect event 142 source MSExchangeMTA \"SMTP:jo@far.example\" count 1\n"
     "  @20s expect drained\n",
     ""},
    {"he finds no such letter", RUN_OK, NT ONE,
     "  @1s do reply m1 by \"Brady, Sally\" gives a1\n  @30s expect delivered out 0\n", ""},
    {"he has no mailbox", RUN_ERROR, NT ONE, "  @20s do reply m1 by \"Nobody\"\n",
     "\"Nobody\" has no mailbox at Exchange"},
    {"it was never sent", RUN_ERROR, NT SYNCED "  mail m1 in\n",
     "  @20s do reply m1\n  @30s do mail m1\n", "the mail has not been sent yet"},
    {"nobody at Exchange reads or forwards here", RUN_ERROR, NT ONE, "  @20s do read m1\n",
     "mail m1 does not go to a cc:Mail user; at Exchange people reply"},
    {"a letter to the Internet needs no connector's address space", RUN_OK,
     NT SYNCED "  outside INTERNET via IMS\n  mail m1 out to \"SMTP:jo@far.example\" "
               "\"Smith, J at PO1\"\n",
     "  @0s expect delivered m1 copies 1\n  @15s expect delivered m1 copies 2\n", ""},
    {"a letter that a damaged post office refuses was never sent", RUN_OK, NT SYNCED,
     "  @1s fault damage PO1 kind foreign_text\n  @2s do mail m1 in\n  @20s expect delivered m1 "
     "copies 0\n  @20s expect drained\n",
     ""},
};

START_TEST(people_at_exchange_answer)
{
    play_world("phase \"all\"\n  @0s do start connector\n", &worlds[_i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("answer");
    TCase *tcase = tcase_create("answer");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, people_at_exchange_answer, 0, (int)ARRAY_COUNT(worlds));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
