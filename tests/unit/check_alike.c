/* Letters of one subject and several mails, and recipients whose names a conversion changes: whose
 * they are for the ledger (sim/world/truth_shares.c, truth_subject.c). */
#include <check.h>
#include <stdlib.h>

#include "worlds/play.h"
#include "worlds/world_texts.h"

#define TWO                                                                                        \
    "  dirsync PO1 completed\n  entry PO1 \"Smith, J\"\n  entry PO1 \"Doe, A\"\n"                  \
    "  recipient SITE1 \"Brady, Sally\"\n"                                                         \
    "  mail m1 out to \"Smith, J at PO1\" subject \"Plan\" file \"a\" 1K\n"                        \
    "  mail m2 out to \"Smith, J at PO1\" \"Doe, A at PO1\" subject \"Plan\" file \"b\" 2K\n"

static const struct play_world worlds[] = {
    {"each has its own copies", RUN_OK, NT TWO,
     "  @14s expect delivered m1 copies 0\n  @14s expect delivered m2 copies 0\n"
     "  @15s expect delivered m1 copies 1\n  @15s expect delivered m2 copies 2\n"
     "  @15s expect delivered m1\n  @15s expect delivered m2\n"
     "  @15s expect delivered m2 to \"Smith, J\" copies 1\n"
     "  @15s never delivered m1 to \"Doe, A\"\n  @15s expect delivered out 3\n",
     ""},
    {"each looks as it was written", RUN_OK, NT TWO,
     "  @15s expect content m1 at \"Smith, J\" file 1 size 1K same-bytes\n"
     "  @15s expect content m2 at \"Smith, J\" file 1 size 2K same-bytes\n"
     "  @15s expect content m2 at \"Doe, A\" file 1 size 2K same-bytes\n"
     "  @15s never content m1 at \"Doe, A\"\n",
     ""},
    {"one that is sent later has not come with the first", RUN_OK, NT "  dirsync PO1 completed\n",
     "  @1s do mail m1 out to PO1 subject \"Plan\"\n  @16s do mail m2 out to PO1 subject "
     "\"Plan\"\n  @16s do mail m3 out to PO1 subject \"Plan\"\n"
     "  @20s expect delivered m1\n  @20s expect delivered m2 copies 0\n"
     "  @30s expect delivered m1 copies 1\n  @30s expect delivered m2 copies 1\n"
     "  @30s expect delivered m3 copies 1\n",
     ""},
    {"the first that comes back is the first that was sent", RUN_OK,
     NT "  dirsync PO1 completed\n  host EX1 locale ja-JP\n"
        "  mail m1 out subject \"Plan\"\n",
     "  @20s expect returned m1 count 1\n  @20s fix host EX1 locale en-US\n"
     "  @20s do mail m2 out subject \"Plan\"\n  @45s expect delivered m2\n"
     "  @45s expect returned m2 count 0\n  @45s expect delivered m1 copies 0\n"
     "  @45s expect returned m1 count 1\n",
     ""},
    {"letters of another direction are others", RUN_OK,
     NT "  dirsync PO1 completed\n  mail m1 out subject \"Plan\"\n  mail m2 in subject \"Plan\"\n"
        "  mail m3 in subject \"Plan\" text \"third\"\n",
     "  @15s expect delivered m1 copies 1\n  @15s expect delivered m2 copies 1\n"
     "  @15s expect delivered m3 copies 1\n"
     "  @15s expect content m3 at \"Brady, Sally\" text \"third*\"\n",
     ""},
    {"each is read and answered by its own name", RUN_OK,
     NT "  dirsync PO1 completed\n  mail m1 out subject \"Plan\" receipt\n"
        "  mail m2 out subject \"Plan\"\n",
     "  @20s do read m2 by \"Smith, J\" gives r2\n  @40s expect queue PO1 count 0\n"
     "  @40s expect delivered in 0\n  @41s do read m1 by \"Smith, J\" gives r1\n"
     "  @1m expect delivered r1\n",
     ""},
    {"a name with the escape character, everywhere", RUN_OK,
     NT "  dirsync PO1 completed\n  entry PO1 \"R/D, J\"\n  recipient SITE1 \"Q/A, S\"\n"
        "  mail m1 out from \"Q/A, S\" to \"R/D, J at PO1\"\n"
        "  mail m2 in from \"R/D, J at PO1\" to \"Q/A, S at SITE1\"\n"
        "  mail m3 in from \"R/D, J at PO1\" to \"No/body at SITE1\"\n"
        "  mail m4 out from \"Q/A, S\" to \"No/body at PO1\"\n",
     "  @45s expect delivered m1 to \"R/D, J\" copies 1\n  @45s expect delivered m2 copies 1\n"
     "  @45s expect returned m3 names \"No/body at SITE1\"\n  @45s expect returned m4\n"
     "  @45s expect content m1 at \"R/D, J\" from \"Q/A, S at SITE1\"\n  @45s expect drained\n",
     ""},
    {"members of a list with it", RUN_OK,
     NT "  dirsync PO1 completed\n  entry PO1 \"R/D, J\"\n"
        "  list SITE1 All members \"R/D, J at PO1\"\n  mail m1 out to All\n",
     "  @15s expect delivered m1 to \"R/D, J\" copies 1\n", ""},
    {"a name that the post office has no characters for comes back", RUN_OK,
     NT "  dirsync PO1 completed\n  recipient SITE1 \"\xE6\x97\xA5\xE6\x9C\xAC\"\n"
        "  mail m1 in to \"\xE6\x97\xA5\xE6\x9C\xAC at SITE1\"\n"
        "  mail m2 out to \"\xE6\x97\xA5 at PO1\"\n",
     "  @15s expect delivered m1 copies 0\n  @30s expect returned m1 count 1\n"
     "  @30s expect delivered m2 copies 0\n  @30s expect drained\n",
     ""},
    {"subjects with a trail byte that is a letter of ASCII", RUN_OK,
     NT "  host EX1 codepages 932\n  dirsync PO1 completed\n"
        "  setting C1 \"Post Office Language\" Japanese\n"
        "  setting C1 \"Locale Date Format\" 1\n"
        "  mail m1 out subject \"\xE4\xBC\x9A\xE8\xAD\xB0\"\n"
        "  mail m2 in subject \"\xE4\xBC\x9A\xE8\xAD\xB0\"\n",
     "  @15s expect delivered m1 copies 1\n  @15s expect delivered m2 copies 1\n"
     "  @15s expect content m1 at \"Smith, J\" subject \"\xE4\xBC\x9A\xE8\xAD\xB0\"\n"
     "  @15s expect content m2 at \"Brady, Sally\" subject \"\xE4\xBC\x9A\xE8\xAD\xB0\"\n",
     ""},
    {"blanks in front of a name are no part of it", RUN_OK,
     NT "  dirsync PO1 completed\n  mail m1 in to \"  Nobody at SITE1\"\n",
     "  @30s expect returned m1 count 1\n", ""},
};

START_TEST(each_letter_is_whose_it_was)
{
    play_world("phase \"all\"\n  @0s do start connector\n", &worlds[_i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("alike");
    TCase *tcase = tcase_create("alike");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, each_letter_is_whose_it_was, 0, (int)ARRAY_COUNT(worlds));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
