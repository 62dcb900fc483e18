/* Words of machines, connectors and letters: what each changes, and what it refuses. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "worlds/play.h"
#include "worlds/world_texts.h"

#define BOTH                                                                                       \
    "  dirsync PO1 completed\n  mail m1 out to \"Smith, J at PO1\" subject \"Alpha one\"\n"        \
    "  mail m2 in to \"Brady, Sally at SITE1\" subject \"Beta two\"\n"
#define DRAINS "  @1m expect drained\n"

static const struct play_row refused[] = {
    {"a hotfix of no article", RUN_ERROR, "  @1s do host EX1 fixes Q999999\n",
     "no hotfix 'Q999999' is known: Q174676"},
    {"a part of an article's number", RUN_ERROR, "  @1s do host EX1 fixes Q18776\n",
     "no hotfix 'Q18776' is known"},
    {"none beside another", RUN_ERROR, "  @1s do host EX1 fixes none Q187769\n",
     "no hotfix 'none' is known"},
    {"a clock of no time", RUN_ERROR, "  @1s do host EX1 clock noon\n",
     "'noon' is no time of a clock"},
    {"a day that is none", RUN_ERROR, "  @1s do host EX1 clock \"1999-02-30 08:00\"\n",
     "no time of a clock"},
    {"a way ahead of no time", RUN_ERROR, "  @1s do host EX1 clock +often\n",
     "'+often' is no time: +2h, -90s"},
    {"a clock behind 1970", RUN_ERROR, "  @1s do host EX1 clock -20000d\n",
     "a clock shows 1970 to 2098"},
    {"too few files", RUN_ERROR, "  @1s do host EX1 files 7\n", "files 7: DOS has 8 at least"},
    {"too many files", RUN_ERROR, "  @1s do host EX1 files 1000001\n", "more than 1000000"},
    {"no thread", RUN_ERROR, "  @1s do connector C1 workers 0\n", "workers 0: there are 1 to 3"},
    {"more threads than there is work for", RUN_ERROR, "  @1s do connector C1 workers 4\n",
     "there are 1 to 3"},
    {"a page that nobody knows", RUN_ERROR, "  @1s do mail x in codepage 1252\n",
     "code page 1252 is not known"},
    {"a page of another number", RUN_ERROR, "  @1s do mail x in codepage 4294967733\n",
     "is not known"},
};

START_TEST(what_cannot_be_is_refused_at_its_line)
{
    play_row(NT BOTH START, &refused[_i]);
}
END_TEST

static const struct play_world worlds[] = {
    {"who has few files left cannot work", RUN_OK, NT "  host EX1 files 8\n" BOTH,
     "  @15s expect event 70\n  @1m expect delivered in 0\n", ""},
    {"less than DOS gives counts as that", RUN_OK, NT "  setting EX1 \"Config.nt\\FILES\" 1\n" BOTH,
     "  @15s expect event 70\n  @1m expect delivered in 0\n", ""},
    {"what is no number counts as nothing said", RUN_OK,
     NT "  setting EX1 \"Config.nt\\FILES\" many\n" BOTH, DRAINS, ""},
    {"it counts from the next program on", RUN_OK, NT BOTH,
     "  @1m expect drained\n  @61s fault host EX1 files 8\n  @61s do mail in to \"Brady, Sally at "
     "SITE1\"\n  by @90s expect event 70\n",
     ""},
    {"low memory is the machine's", RUN_OK, NT "  host EX1 memory low\n" BOTH,
     "  @15s expect event 65\n  @16s fix host EX1 memory enough\n" DRAINS, ""},
    {"a hotfix mends its own fault only", RUN_OK,
     NT "  host EX1 nt 4.0 sp 3 files 256 fixes Q187769\n" BOTH,
     "  @15s expect event 65\n  @16s fix host EX1 fixes q191387\n" DRAINS, ""},
    {"what a hotfix brings counts from the next start", RUN_OK, NETWARE RIGHTS BOTH,
     "  @1m expect drained\n  @61s fault host EX1 fixes LSA2-FIX\n  @90s never event any\n  @91s "
     "do "
     "restart connector\n  by @2m expect event 70\n",
     ""},
    {"not where the level has it mended", RUN_OK,
     NETWARE RIGHTS "  host EX1 sp 4 fixes LSA2-FIX\n" BOTH, DRAINS, ""},
    {"nor on an NT server", RUN_OK, NT "  host EX1 fixes LSA2-FIX\n" BOTH, DRAINS, ""},
    {"a wrong clock dates letters and moves no poll", RUN_OK,
     NT "  host EX1 clock \"2001-02-03 04:05\"\n" BOTH,
     "  @14s never event any\n  @15s expect content m1 at \"Smith, J\" date \"2/3/01 4:05\"\n"
     "  @15s expect content m2 at \"Brady, Sally\" date \"2/10/98 8:00\"\n",
     ""},
    {"the clock of another machine is another's", RUN_OK,
     NT "  host EX1\n  host NT1 clock +1d\n" BOTH,
     "  @15s expect content m1 at \"Smith, J\" date \"2/10/98 8:00\"\n", ""},
    {"a sender stands as he was written", RUN_OK,
     NT BOTH
     "  mail m3 out sender \"Doe [SMTP:doe@far.example]\" to \"Smith, J at PO1\" subject "
     "\"Gamma\"\n  mail m4 out sender \"Somebody\" to \"Smith, J at PO1\" subject \"Delta\"\n"
     "  mail m5 in sender \"A [B\" subject \"Epsilon\"\n",
     "  @15s expect content m3 at \"Smith, J\" from \"Doe [SMTP:doe@far.example] at SITE1\"\n"
     "  @15s expect content m4 at \"Smith, J\" from \"Brady, Sally at SITE1\"\n"
     "  @15s expect content m5 at \"Brady, Sally\" from \"A [B\"\n",
     ""},
    {"a report comes between letters, in its turn", RUN_OK,
     NT BOTH "  mail m3 out kind report to \"Smith, J at PO1\" subject \"Gamma\"\n"
             "  mail m4 out to \"Smith, J at PO1\" subject \"Delta\"\n",
     DRAINS, ""},
    {"a letter of cc:Mail that is a report is from Postmaster", RUN_OK,
     NT BOTH "  mail m3 in kind report\n  mail m4 in kind report sender \"Admin at PO7\" subject "
             "\"Gamma\"\n  mail m5 in kind receipt receipt subject \"Delta\"\n",
     "  @15s expect content m3 at \"Brady, Sally\" from \"Postmaster\" subject \"Message not "
     "deliverable\"\n  @15s expect content m4 at \"Brady, Sally\" from \"Admin\" subject "
     "\"Gamma\"\n  @15s expect delivered m5 copies 1\n",
     ""},
    {"a page of the writer's own changes what others read", RUN_OK,
     NT BOTH
     "  mail m3 in codepage 850 subject \"Gamma \xC3\xB8\" text \"\xC3\xB8\" file \"a.txt\" 9\n"
     "  mail m4 out codepage 437 to \"Smith, J at PO1\" subject \"Delta\" text \"\xC3\xB8\"\n",
     "  @15s expect content m3 at \"Brady, Sally\" subject \"Gamma \xC2\xA2\" text \"\xC2\xA2\" "
     "same-bytes\n  @15s expect content m4 at \"Smith, J\" text \"?\"\n",
     ""},
    {"a report is looked for by whom, from whom and about whom", RUN_OK,
     NT BOTH "  mail m3 out to \"Nobody at PO1\" \"Smith, J at PO1\" subject \"Gamma\"\n"
             "  mail m4 in to \"Noone at SITE1\" subject \"Delta\"\n",
     "  @20s expect returned m3 names \"Nobody at PO1\" from \"cc:Mail*\" to \"Brady, Sally\"\n"
     "  @20s expect returned m3 names \"No*\"\n  @20s never returned m3 names none\n"
     "  @20s never returned m3 names \"Smith, J at PO1\"\n"
     "  @20s never returned m3 names \"Nobody at PO1\" \"Smith, J at PO1\"\n"
     "  @20s never returned m3 from \"Nobody\"\n  @20s never returned m3 to \"Smith, J\"\n"
     "  @40s expect returned m4 names \"Noone at SITE1\" from \"System Administrator*\"\n"
     "  @40s never returned m4 names none\n",
     ""},
    {"one thread does one thing at a time", RUN_OK,
     NT "  connector C1 workers 1\n  link EX1 NT1 delay 500ms\n" BOTH,
     "  @15s..@25s expect runs EXPORT count 0\n  @15s..@2m expect runs EXPORT count >= 1\n"
     "  @2m expect drained\n",
     ""},
    {"with one each they run at once", RUN_OK,
     NT "  connector C1 workers 2\n  link EX1 NT1 delay 500ms\n" BOTH,
     "  @15s..@40s expect runs EXPORT count >= 1\n  @2m expect drained\n", ""},
    {"a service of one thread stops while a program runs", RUN_OK,
     NT "  connector C1 workers 1\n  link EX1 NT1 delay 500ms\n" BOTH,
     "  @16s do stop connector\n  @17s expect state C1 stopping\n  by @2m expect state C1 stopped\n"
     "  @2m expect delivered out 1 in 0\n  @2m expect queue PO1 count 1\n",
     ""},
    {"one that is killed leaves mail where it is", RUN_OK,
     NT "  connector C1 workers 1\n  link EX1 NT1 delay 500ms\n" BOTH,
     "  @16s fault kill C1\n  @17s do start connector\n  @3m expect drained\n", ""},
};

START_TEST(each_word_does_what_it_says)
{
    play_world("phase \"all\"\n  @0s do start connector\n", &worlds[_i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("words");
    TCase *tcase = tcase_create("words");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, what_cannot_be_is_refused_at_its_line, 0, (int)ARRAY_COUNT(refused));
    tcase_add_loop_test(tcase, each_word_does_what_it_says, 0, (int)ARRAY_COUNT(worlds));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
