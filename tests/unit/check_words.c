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
    {"a setting that is not there", RUN_ERROR, "  @1s do remove setting C1 \"Use ANR\"\n",
     "C1 has no value \"Use ANR\""},
    {"a store that is nowhere", RUN_ERROR, "  @1s do remove setting C1 \"Connector Store Path\"\n",
     "a store is somewhere"},
    {"a value of no key", RUN_ERROR, "  @1s do remove setting EX1 \"FILES\"\n", "\"KEY\\value\""},
    {"a value of nobody", RUN_ERROR, "  @1s do remove setting X9 \"Use ANR\"\n",
     "there is no connector or host X9"},
    {"another value of a machine", RUN_ERROR, "  @1s do remove setting EX1 \"A\\B\"\n",
     "EX1 has no value"},
    {"a post office that moves by an edit", RUN_ERROR, "  @1s do postoffice PO1 on NT1 CCPO\n",
     "it is moved with do move postoffice"},
    {"a directory that is deleted as a file is", RUN_ERROR, "  @1s do delete files \"Import\"\n",
     "'Import' is a directory: its files are Import\\*"},
    {"a value of the connector that is misspelt", RUN_ERROR,
     "  @1s do setting C1 \"Locale Date Formt\" 1\n", "did you mean \"Locale Date Format\"?"},
    {"mail in to a post office", RUN_ERROR, "  @1s do mail in 2 to PO1\n",
     "`to PO1` of mail in: it goes from a post office"},
    {"mail out from one", RUN_ERROR, "  @1s do mail out 2 from PO1\n",
     "`from PO1` of mail out: it goes to a post office"},
    {"a text that its event never has", RUN_ERROR,
     "  @15s expect event 59 \"retuned result code 1\"\n", "event 59 never says"},
    {"nor with something else in an insert", RUN_ERROR,
     "  @15s never event 70 \"EXPORT to file msg????.ccm returned result code 4\"\n",
     "event 70 never says"},
    {"no name", RUN_ERROR, "  @1s do postoffice PO1 name \"\"\n", "a post office has a name"},
    {"a name with at in it", RUN_ERROR, "  @1s do postoffice PO1 name \"A at B\"\n",
     "without ` at ` in it"},
    {"a name that its page does not have", RUN_ERROR,
     "  @1s do postoffice PO1 name \"\xE6\x97\xA5\"\n", "cannot be called"},
    {"a name that is too long", RUN_ERROR,
     "  @1s do postoffice PO1 name "
     "\"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567\""
     "\n",
     "cannot be called"},
    {"a list of nowhere", RUN_ERROR, "  @1s do list PO9 All members \"Smith, J\"\n",
     "there is no site or post office PO9"},
    {"a list that is not there", RUN_ERROR, "  @1s do remove list SITE1 Nobody\n",
     "there is no list Nobody"},
    {"a name that is somebody's", RUN_ERROR,
     "  @1s do recipient SITE1 New names A B C \"Brady, Sally\"\n",
     "somebody is called \"Brady, Sally\" already"},
    {"damage to nothing", RUN_ERROR, "  @1s fault damage PO1\n", "one thing is damaged"},
    {"damage to two things", RUN_ERROR, "  @1s fault damage PO1 directory file CLANDATA\n",
     "one thing is damaged"},
    {"foreign bytes of a kind", RUN_ERROR, "  @1s fault damage PO1 kind counters foreign \"x\"\n",
     "one thing is damaged"},
    {"no foreign bytes", RUN_ERROR, "  @1s fault damage PO1 directory foreign \"\"\n",
     "one thing is damaged"},
    {"a letter that is none", RUN_ERROR, "  @1s fault damage PO1 message m9\n",
     "there is no mail m9"},
    {"a letter that is not there", RUN_ERROR, "  @1s fault damage PO1 message m1\n",
     "a letter of PO1 cannot be damaged: there is none"},
    {"a file that is not there", RUN_ERROR, "  @1s fault damage PO1 file NONE.DAT\n",
     "post office PO1 has no file NONE.DAT"},
    {"a file of nothing", RUN_ERROR,
     "  @1s do file \"\\\\NT1\\CCPO\\EMPTY\"\n  @1s fault damage "
     "PO1 file EMPTY\n",
     "there are no bytes"},
    {"a post office of nowhere", RUN_ERROR, "  @1s fault damage PO9 directory\n",
     "there is no post office PO9"},
    {"a page of another number", RUN_ERROR, "  @1s do mail x in codepage 4294967733\n",
     "is not known"},
};

START_TEST(what_cannot_be_is_refused_at_its_line)
{
    play_row(NT BOTH START, &refused[_i]);
}
END_TEST

#define OFFICE                                                                                     \
    HOST "  ntserver NT1 share CCPO acl EXCH\\svc-ccmc change\n  postoffice PO1 on NT1 CCPO "
#define TAB "  tab C1 path \"\\\\NT1\\CCPO\"\n"
#define PARTS                                                                                      \
    NT BOTH "  entry PO1 \"Doe, Ann\"\n  entry PO1 \"Lee, Bo\"\n"                                  \
            "  list PO1 Team members \"Doe, Ann\" \"Lee, Bo\"\n"

static const struct play_world worlds[] = {
    {"a post office has a name of its own", RUN_OK,
     OFFICE "name HQ\n" TAB BOTH "  mail m3 out to \"Smith, J at HQ\" subject \"Gamma\"\n"
            "  mail m4 out to PO1 subject \"Delta\"\n",
     "  @15s expect delivered m3 copies 1\n  @15s expect delivered m4 copies 1\n"
     "  @20s expect returned m1\n  @21s do run analyze PO1\n  @21s expect report analyze PO1 "
     "errors "
     "0\n  @21s expect report analyze HQ\n",
     ""},
    {"its name is another one at once", RUN_OK,
     NT BOTH "  mail m3 out to \"Smith, J at HQ\" subject \"Gamma\"\n",
     "  @1s do postoffice PO1 name HQ\n  @1s do tab C1 name HQ\n  @15s expect delivered m3\n"
     "  @20s expect returned m1\n  @30s do mail m4 in from PO1 subject \"Delta\"\n"
     "  @1m expect content m4 at \"Brady, Sally\"\n",
     ""},
    {"a name of another one is its own", RUN_ERROR,
     OFFICE "name HQ\n  postoffice PO2 on NT1 \"D:\\two\" name PO1\n" TAB BOTH, "",
     "PO1 is the post office PO1"},
    {"a post office that is too large", RUN_ERROR, OFFICE "size 65M\n" TAB BOTH, "", "at most 64M"},
    {"a post office nowhere", RUN_ERROR, HOST "  postoffice PO1 name X\n", "",
     "a post office lies somewhere"},
    {"room inside is used before the file grows", RUN_OK,
     OFFICE "size 512K\n  space NT1 free 100K\n" TAB BOTH "  mail m3 out to PO1 file \"a\" 90K\n"
            "  mail m4 out to PO1 file \"b\" 90K\n",
     DRAINS, ""},
    {"where it is not there it cannot grow", RUN_OK,
     OFFICE "size 2K\n  space NT1 free 100K\n" TAB BOTH "  mail m3 out to PO1 file \"a\" 90K\n"
            "  mail m4 out to PO1 file \"b\" 90K\n",
     "  @15s expect event 59\n  @1m expect delivered m4 copies 0\n", ""},
    {"a list of a post office goes to all in it", RUN_OK,
     PARTS "  mail m3 out to \"Team at PO1\" subject \"Gamma\"\n",
     "  @15s expect content m3 at \"Doe, Ann\"\n  @15s expect content m3 at \"Lee, Bo\"\n"
     "  @16s do list PO1 Team members \"Lee, Bo\"\n  @16s do mail m4 out to \"Team at PO1\" "
     "subject "
     "\"Delta\"\n  @31s expect content m4 at \"Lee, Bo\"\n  @31s never content m4 at \"Doe, Ann\"\n"
     "  @32s do remove list PO1 Team\n  @32s expect entry PO1 Team absent\n",
     ""},
    {"names make an address, and are seen", RUN_OK,
     NT BOTH "  recipient SITE1 boss names Max \"\" Roe\n",
     "  @1s expect recipient boss proxies \"CCMAIL:Roe, Max at SITE1\" names Max \"\" R*\n"
     "  @1s never recipient boss names Max X Roe\n  @2s do recipient SITE1 boss names Max Q Roe "
     "\"Roe (Max)\" notes \"Room 1\"\n  @2s expect recipient \"Roe (Max)\" names Max Q Roe notes "
     "\"Room 1\"\n  @2s expect recipient boss absent\n",
     ""},
    {"a listing is read where it lies", RUN_OK, PARTS,
     "  @1s do run export PO1 \"/MSG# /@LIST.TXT\"\n  @1s expect report export PO1 lists "
     "\"Subject: "
     "Beta*\" lines 1\n  @1s expect report export PO1 lines >= 4\n  @1s expect report export PO1 "
     "lists \"Subject: Alpha*\" count 0\n  @2s do run export PO1 \"/DIRECTORY /@C:\\D.TXT\"\n"
     "  @2s expect report export lists \"Name: Doe, Ann\"\n  @3s do run analyze PO1\n"
     "  @3s expect report analyze PO1 lists \"*\" count 0\n",
     ""},
    {"a value of a machine is seen, or is not there", RUN_OK, NT BOTH,
     "  @1s do setting EX1 \"A\\B\" 7\n  @1s expect setting EX1 \"A\\B\" 7\n  @2s do remove "
     "setting "
     "EX1 \"A\\B\"\n  @2s expect setting EX1 \"A\\B\" absent\n  @2s expect setting EX1 \"Z\" "
     "absent\n"
     "  @2s expect setting C1 \"Use ANR\" absent\n",
     ""},
    {"a setting of nobody is not seen", RUN_ERROR, NT BOTH, "  @1s expect setting X9 \"A\" 1\n",
     "there is no connector or host X9"},
    {"a page says which field was at fault", RUN_OK, NT BOTH,
     "  @1s do page C1 path \"\\\\NT1\\NONE\"\n  @1s expect state page C1 path refused\n"
     "  @1s never state page C1 password refused\n  @2s do page C1 path \"\\\\NT1\\CCPO\"\n"
     "  @2s expect state page C1 accepted\n",
     ""},
    {"a subject is looked at letter for letter", RUN_OK,
     NT "  dirsync PO1 completed\n  mail m1 in to \"Brady, Sally at SITE1\" subject \"Re: Plan\"\n",
     "  @15s expect content m1 at \"Brady, Sally\" subject \"RE: Plan\"\n"
     "  @15s expect content m1 at \"Brady, Sally\" subject \"R?:*an\"\n"
     "  @15s never content m1 at \"Brady, Sally\" subject \"Re: Plan\"\n"
     "  @15s never content m1 at \"Brady, Sally\" subject \"RE:*lan?\"\n",
     ""},
    {"damage to a letter stops those behind it", RUN_OK, NT BOTH,
     "  @1s fault damage PO1 message m2\n  @15s expect event 54\n  @15s expect delivered m1\n", ""},
    {"damage to a directory stops all", RUN_OK, NT BOTH,
     "  @1s fault damage PO1 directory foreign \"IMPORT 5.15\"\n  @2s fault damage PO1 directory\n"
     "  @15s expect event 68\n  @15s expect event 59\n",
     ""},
    {"damage to a file is that of its bytes", RUN_OK, NT BOTH,
     "  @1s fault damage PO1 file CLANDATA foreign \"IMPORT 5.15\"\n  @2s fault damage PO1 file "
     "CLANDATA\n  @15s expect event 68\n",
     ""},
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
     "  @15s expect content m2 at \"Brady, Sally\" date \"2/17/98 8:00\"\n",
     ""},
    {"the clock of another machine is another's", RUN_OK,
     NT "  host EX1\n  host NT1 clock +1d\n" BOTH,
     "  @15s expect content m1 at \"Smith, J\" date \"2/17/98 8:00\"\n", ""},
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
    {"a letter of cc:Mail that is a report is from Administrator", RUN_OK,
     NT BOTH "  mail m3 in kind report\n  mail m4 in kind report sender \"Admin at PO7\" subject "
             "\"Gamma\"\n  mail m5 in kind receipt receipt subject \"Delta\"\n",
     "  @15s expect content m3 at \"Brady, Sally\" from \"Administrator\" subject \"Message not "
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
    {"who may not log on at a machine does nothing there", RUN_OK,
     NT "  account EXCH\\bob local-logon no\n" BOTH,
     "  @1s do run export PO1 \"/MSG# /@C:\\L.TXT\" account EXCH\\bob\n  @1s expect runs EXPORT "
     "count "
     "0\n  @2s do session EXCH\\bob drive N: \"\\\\NT1\\CCPO\"\n  @3s fix account EXCH\\bob "
     "local-logon\n  @4s do run export PO1 \"/MSG# /@C:\\L.TXT\" account EXCH\\bob\n"
     "  @4s expect runs EXPORT count 1\n",
     ""},
    {"a quirk asks for machine, page and files", RUN_OK,
     NT "  host EX1 locale fr-FR\n  setting C1 \"Locale Date Format\" 2\n"
        "  quirk connector when way out locale fr-* programs \"Import 5*\" then rewrite subject "
        "\"F *\"\n  quirk connector when way in language \"\" exists \"Bad\" exists "
        "\"C:\\WINNT\\system32\\IMPORT.EXE\" then rewrite subject \"B *\"\n"
        "  quirk connector when way in exists \"D:\\none\" then crash\n" BOTH,
     "  @15s expect content m1 at \"Smith, J\" subject \"F Alpha one\"\n"
     "  @15s expect content m2 at \"Brady, Sally\" subject \"B Beta two\"\n",
     ""},
    {"where there is one post office its name may be left out", RUN_OK, NT BOTH,
     "  @1s do dirsync\n  @1s fault damage message m2\n  @15s expect dirsync completed\n"
     "  @15s expect event 54\n",
     ""},
    {"a value that articles spell in two ways is one", RUN_OK,
     NT "  setting C1 \"Dir Sync alias name rule\" \"%L\"\n" BOTH,
     "  @1s expect setting C1 \"Dir Synch alias name rule\" \"%L\"\n", ""},
    {"so may that of any one thing", RUN_OK,
     HOST "  postoffice on NT1 CCPO\n"
          "  ntserver NT1 share CCPO acl EXCH\\svc-ccmc read\n"
          "  acl CCPO allow EXCH\\svc-ccmc change\n"
          "  tab path \"\\\\NT1\\CCPO\"\n"
          "  dirsync completed\n"
          "  entry \"Hill, Ann\" kind local\n"
          "  entry \"Gone, Guy\"\n"
          "  client \"Hill, Ann\" version 8.01\n"
          "  user \"Hill, Ann\" holds 1s every 5m\n"
          "  recipient \"Lee, Bo\" kind mailbox\n"
          "  list \"All\" members \"Lee, Bo\"\n"
          "  addressspace \"CCMAIL:* at PO1\"\n"
          "  setting \"Use ANR\" 0\n"
          "  mail m1 out to \"Hill, Ann at PO1\"\n"
          "  mail m2 in to \"All\"\n",
     "  @1s expect entry \"Hill, Ann\" present\n"
     "  @1s expect setting \"Use ANR\" \"0\"\n"
     "  @1s expect entry \"No, One\" absent\n"
     "  @20s do remove entry \"Gone, Guy\"\n"
     "  @20s expect entry \"Gone, Guy\" absent\n"
     "  @21s do churn messages 2 keep 1\n"
     "  @22s do backup name one\n"
     "  @23s do restore one\n"
     "  @24s do boot\n" DRAINS,
     ""},
    {"who cannot log on runs nothing and fills in no page, and that is no error", RUN_OK, NT BOTH,
     "  @15s expect delivered out 1\n  @16s do account EXCH\\admin disabled\n"
     "  @17s do run export PO1 \"/NSITE1 /@C:\\o.ccm\" account EXCH\\admin\n"
     "  @18s do page C1 path \"\\\\NT1\\NOWHERE\" account EXCH\\admin\n"
     "  @19s expect files \"C:\\o.ccm\" count 0\n  @19s expect state page C1 accepted\n"
     "  @20s do account EXCH\\admin disabled no\n"
     "  @21s do page C1 path \"\\\\NT1\\NOWHERE\" account EXCH\\admin\n"
     "  @22s expect state page C1 path refused\n" DRAINS,
     ""},
    {"an open is struck by what it wants of the file", RUN_OK, NT BOTH,
     "  @0s fault call open by IMPORT on *\\CLANDATA access write deny none then refuse "
     "access-denied as hit\n  @15s expect event 59\n  @16s fix lift hit\n" DRAINS,
     ""},
    {"and by nothing that it does not want", RUN_FAILED, NT BOTH,
     "  @0s fault call open on *\\CLANDATA access both deny all then refuse access-denied as hit\n"
     "  @0s fault call open on *\\CLANDATA access read deny write then refuse access-denied as "
     "more\n" DRAINS "  @61s fix lift hit\n  @61s fix lift more\n",
     "struck nothing"},
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
