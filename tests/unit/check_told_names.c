/* Names that a scenario tells: of programs, rights and things that are not there nothing can be
 * expected, not even that they are never seen; and short forms that say enough. */
#include <check.h>
#include <stdlib.h>

#include "worlds/play.h"
#include "worlds/world_texts.h"

#define BOTH "  dirsync PO1 completed\n  mail m1 out\n  mail m2 in\n"

static const struct play_world worlds[] = {
    {"a program that is misspelt", RUN_FAILED, NT BOTH, "  @15s never denied IMPORTT\n",
     "there is no program IMPORTT; did you mean IMPORT?"},
    {"beside an account", RUN_FAILED, NT BOTH,
     "  @15s never denied EXPROT EXCH\\svc-ccmc write \"D:\\\\ccdata\"\n", "did you mean EXPORT?"},
    {"the service, misspelt", RUN_ERROR, NT BOTH, "  @15s never calls \"X\" by CCMD\n",
     "did you mean CCMC?"},
    {"a right that is none", RUN_FAILED, NT BOTH, "  @15s never denied IMPORT lacks Q\n",
     "'Q' are no rights: S R W C E M F A"},
    {"a report of no post office", RUN_ERROR, NT BOTH, "  @15s never report analyze PO9 errors 0\n",
     "there is no post office PO9"},
    {"files of no connector", RUN_ERROR, NT BOTH, "  @15s never files \"Bad\\*\" of C9\n",
     "there is no connector C9"},
    {"in a step, before anything runs", RUN_ERROR, NT BOTH, "  @2m do shut PO9\n",
     "there is no post office PO9; did you mean"},
    {"a machine that a step speaks of", RUN_ERROR, NT BOTH, "  @1s do boot EX9\n",
     "there is no machine EX9; did you mean EX1?"},
    {"a service", RUN_ERROR, NT BOTH, "  @1s do start GSNX\n", "there is no service GSNX"},
    {"the edit of a service", RUN_ERROR, NT BOTH, "  @1s fault service GSNX stopped\n",
     "there is no service GSNX"},
    {"whom a step kills", RUN_ERROR, NT BOTH, "  @1s fault kill NW9\n",
     "there is no service, program or machine NW9"},
    {"a program that a person runs", RUN_ERROR, NT BOTH, "  @1s do run annalyze PO1\n",
     "there is no program annalyze; did you mean ANALYZE?"},
    {"a mail that is not declared", RUN_ERROR, NT BOTH, "  @1s do mail m9\n",
     "there is no mail m9"},
    {"a post office, where a person may stand", RUN_ERROR, NT BOTH, "  @1s do mail in 2 from PO9\n",
     "there is no post office PO9; did you mean PO1?"},
    {"of an account", RUN_ERROR, NT BOTH, "  @1s fix unlock NW9\\x\n",
     "there is no account NW9\\x"},
    {"of a trustee", RUN_ERROR, NETWARE RIGHTS BOTH,
     "  @1s fix trustee NW1\\x on SYS:CCDATA rights R\n", "there is no account NW1\\x"},
    {"what steps make is there", RUN_OK, NT BOTH,
     "  @1s do mail m3 in\n  @2s do account EXCH\\who\n  @3s do run analyze PO1 account "
     "EXCH\\who\n  @15s expect delivered m3\n  @16s do mail \"PO9\" out to \"PO9\"\n",
     ""},
    {"options where a post office may stand", RUN_OK, NT BOTH,
     "  @1s do run export \"/?\"\n  @1s expect console EXPORT \"*/PARTIAL*\"\n", ""},
    {"those that are there", RUN_OK, NT BOTH,
     "  @15s never denied IMPORT\n  @15s never denied CCMC lacks \"read\"\n"
     "  @15s never denied export EXCH\\svc-ccmc lacks RW\n  @15s never calls \"X\" by ccmc\n"
     "  @15s never calls \"X\" by administrator\n  @15s never report analyze PO1 errors 0\n"
     "  @15s never files \"Bad\\*\" of C1\n",
     ""},
    {"permissions of the only share", RUN_OK, NT BOTH,
     "  @1s fault ntserver NT1 acl EXCH\\svc-ccmc read\n  @15s expect event 59\n"
     "  @16s fix ntserver NT1 acl EXCH\\svc-ccmc change\n"
     "  @30s expect drained\n",
     ""},
    {"permissions of one of two shares", RUN_ERROR,
     NT "  ntserver NT1 share B path \"D:\\b\"\n" BOTH,
     "  @1s do ntserver NT1 acl EXCH\\svc-ccmc read\n",
     "acl belongs to a share: share NAME acl ...; NT1 has B CCPO"},
    {"permissions where there is no share", RUN_ERROR, NT BOTH,
     "  @1s do ntserver NT9 acl EXCH\\svc-ccmc read\n", "NT9 has none"},
    {"the machine itself as the service's account (Q147555)", RUN_OK,
     NT "  connector C1 account system\n" BOTH,
     "  @15s expect event 70\n  @15s expect event 61\n"
     "  @16s do run export PO1 \"/MSG# /@C:\\\\L.TXT\" interactive\n"
     "  @16s expect result EXPORT 0\n  @20s fix connector C1 account EXCH\\svc-ccmc\n"
     "  @20s do restart connector\n  by @40s expect drained\n",
     ""},
    {"by its other name, at a NetWare server", RUN_OK,
     NETWARE RIGHTS "  connector C1 account LocalSystem\n" BOTH,
     "  @15s expect event 70\n  @15s expect event 61\n", ""},
    {"an account without a domain", RUN_ERROR, NT "  connector C1 account post\n" BOTH, "",
     "'post' is no account: DOMAIN\\name, or system"},
    {"a trustee of a directory that a file's line makes", RUN_OK,
     NETWARE RIGHTS
     "  trustee NW1\\svc-ccmc on SYS:OTHER\\SUB rights S\n  trustee on SYS:other mask R\n"
     "  file \"NW1\\SYS:OTHER\\SUB\\A.TXT\" present\n" BOTH,
     "  @1s expect files \"NW1\\SYS:OTHER\\SUB\\*\" count 1\n  @15s expect drained\n", ""},
    {"a trustee of one that none makes", RUN_ERROR,
     NETWARE RIGHTS "  trustee NW1\\svc-ccmc on SYS:OTHER rights S\n"
                    "  file \"NW1\\SYS:OTHERS\\A.TXT\" present\n"
                    "  file \"NW1\\SYS:OTHER\\B.TXT\" absent\n" BOTH,
     "", "there is no 'OTHER'"},
};

START_TEST(a_name_that_is_told_is_one_that_is_there)
{
    play_world("phase \"all\"\n  @0s do start connector\n", &worlds[_i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("told_names");
    TCase *tcase = tcase_create("told_names");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, a_name_that_is_told_is_one_that_is_there, 0,
                        (int)ARRAY_COUNT(worlds));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
