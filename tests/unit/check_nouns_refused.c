/* Worlds, variants and letters that are refused, at their line. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "worlds/play.h"
#include "worlds/world_texts.h"

static const struct {
    const char *name;
    const char *text;
    const char *error; /* part of it */
} errors[] = {
    {"a session without a domain", NETWARE RIGHTS "  session nobody interactive\n" MAIL START,
     "nobody"},
    {"a machine with a page that nobody knows", NETWARE "  host EX1 codepages 437 1252\n" START,
     "code page 1252 is not known: 437 850 932 949"},
    {"a machine of no land", NETWARE "  host EX1 locale xx-YY\n" START,
     "unknown locale 'xx-YY': en-US"},
    {"a list with somebody who is nobody", NETWARE "  list SITE1 All members Nobody\n" START,
     "nobody is called 'Nobody'"},
    {"an edit of a list that says nothing",
     NETWARE "  list SITE1 All members \"Brady, Sally\"\n" START "  @1s do list SITE1 All\n",
     "a list needs `members`"},
    {"an alias of nobody", NETWARE "  entry PO1 Boss kind alias\n" START, "'alias' leads nowhere"},
    {"a name of another post office, of none",
     NETWARE START "  @1s do entry PO1 \"Far, Al\" kind remote\n", "'remote' leads nowhere"},
    {"an indirect post office that is behind none", NETWARE "  entry PO1 PO7 kind indirect\n" START,
     "'indirect' leads nowhere"},
    {"no letter out", NETWARE "  mail m1 out 0\n" START, "no letter is no mail"},
    {"no letter in", NETWARE START "  @1s do mail in 0\n", "no letter is no mail"},
    {"a post office page in a language of no page", NETWARE START "  @1s do tab C1 language 425\n",
     "code page 425 is not known: 437 850 932 949"},
    {"a post office page in no language", NETWARE START "  @1s do tab C1 language Klingon\n",
     "unknown language 'Klingon': English, "},
    {"a post office in no language",
     NETWARE "  postoffice PO2 on NW1 SYS:PO2 language Klingon\n" START,
     "unknown language 'Klingon': English, "},
    {"a program of no version", NETWARE "  program IMPORT version abc\n" START,
     "'abc' is no version"},
    {"a folder without a name", NETWARE "  board PO1 B folder \"\"\n" START, "a folder has a name"},
    {"attributes of files that are not there",
     NETWARE "  file \"NW1\\SYS:CCDATA\\ZZ*\" attributes Ro\n" START, "there is no file ZZ*"},
    {"an attribute of NetWare on a disk of NT",
     NETWARE START "  @1s fault file \"D:\\exchsrvr\\ccmcdata\\Export.ini\" attributes Di\n",
     "EX1 is a machine of Windows NT, whose files know Ro, H, Sy and A"},
    {"half of read-only on a disk of NT",
     NETWARE START "  @1s fault file \"D:\\exchsrvr\\x.txt\" attributes Ro -Di\n",
     "whose files know Ro"},
    {"a pause of nothing", NETWARE START "  @1s do pause Nothing\n", "Nothing"},
    {"a connector of no site", NETWARE "  connector C2 site SITE9\n" START,
     "there is no site SITE9"},
    {"a connector that goes to another site",
     NETWARE "  site SITE1\n  site SITE2\n" START "  @1s do connector C1 site SITE2\n",
     "C1 is of the site SITE1"},
    {"a connector that goes to another machine",
     NETWARE "  host EX1\n  host EX2\n" START "  @1s fix connector C1 on EX2\n",
     "C1 is installed on EX1, and stays there; one on EX2 is another connector"},
    {"letters of one subject by a quirk",
     NT "  dirsync PO1 completed\n  mail m1 out subject \"S1\"\n  mail m2 out subject \"S2\"\n"
        "  quirk program IMPORT when subject \"S?\" then rewrite subject \"New\"\n" START
        "  @1m expect drained\n",
     "it gives the letter \"S2\" the subject of \"S1\", \"New\", and nobody can tell them apart "
     "then"},
    {"letters of one subject by bytes that change",
     NT
     "  dirsync PO1 completed\n  mail m1 out subject \"S1\"\n  mail m2 out subject \"S2\"\n" START
     "  @0s fault rewrite \"Import\\*.ccm\" replace \"S1\" with \"S2\"\n  @1m expect drained\n",
     "it gives the letter \"S1\" the subject of \"S2\""},
    {"a directory that nobody synchronizes", NETWARE START "  @1s do dirsync PO1 by C9\n",
     "there is no connector C9"},
    {"a server without its supervisor", NETWARE START "  @1s do remove account NW1\\supervisor\n",
     "keeps its SUPERVISOR"},
    {"a session of somebody who may not log on",
     NETWARE RIGHTS
     "  account EXCH\\admin disabled yes\n  session EXCH\\admin interactive\n" MAIL START,
     "EXCH\\admin cannot log on at EX1"},
    {"a session with a drive that is none",
     NETWARE RIGHTS
     "  account EXCH\\admin\n  session EXCH\\admin drive NN: \"\\\\NT1\\CCPO\"\n" MAIL START,
     "'NN:' is no drive"},
    {"the end of a session that is not there",
     NETWARE RIGHTS "  account EXCH\\admin\n" MAIL START "  @1s do remove session EXCH\\admin\n",
     "EXCH\\admin is not logged on"},
    {"marks of a post office without exchange", NETWARE START "  @1s do propagate PO1\n",
     "no automatic directory exchange"},
    {"nothing to read", NETWARE RIGHTS MAIL START "  @1s do read m9\n", "there is no mail m9"},
    {"a letter that goes the other way",
     NETWARE RIGHTS MAIL START "  @1s do forward incoming to \"Doe, Ann\"\n",
     "does not go to a cc:Mail user"},
    {"a name that is given twice",
     NETWARE RIGHTS MAIL START "  @1s do read outgoing gives incoming\n", "declared twice"},
    {"nothing to replace",
     NETWARE START "  @1s fault rewrite \"Export\\*.ccm\" replace \"\" with \"x\"\n", "not empty"},
    {"nothing to cut", NETWARE START "  @1s fault rewrite \"*.ccm\" cut \"\"\n", "not empty"},
    {"nothing that becomes of it", NETWARE START "  @1s fault rewrite \"*.ccm\"\n",
     "one of `replace OLD with NEW`"},
    {"two changes at once",
     NETWARE START "  @1s fault rewrite \"*.ccm\" cut \"a\" replace \"b\" with \"c\"\n",
     "one of `replace OLD with NEW`"},
    {"replaced with nothing said", NETWARE START "  @1s fault rewrite \"*.ccm\" replace \"a\"\n",
     "`with` belongs to replace"},
    {"inserted nowhere", NETWARE START "  @1s fault rewrite \"*.ccm\" insert \"a\"\n",
     "`before` and `behind` to insert"},
    {"inserted twice",
     NETWARE START "  @1s fault rewrite \"*.ccm\" insert \"a\" before \"b\" behind \"c\"\n",
     "`before` and `behind` to insert"},
    {"inserted up to somewhere",
     NETWARE START "  @1s fault rewrite \"*.ccm\" insert \"a\" before \"b\" to \"c\"\n",
     "`to` to cut"},
    {"files of a post office", NETWARE START "  @1s do move files \"Bad\\*\" PO1 to \"C:\\x\"\n",
     "only a user"},
    {"a user to nowhere", NETWARE START "  @1s do move user \"Smith, J\" PO1 to PO9\n",
     "no post office PO9"},
    {"an address space without a type", NETWARE "  addressspace C1 CCMAIL\n" START,
     "no address space"},
    {"an address space that costs nothing", NETWARE "  addressspace C1 \"CCMAIL:*\" cost 0\n" START,
     "costs are 1 to 100"},
    {"an address space that is not there",
     NETWARE START "  @1s do remove addressspace C1 \"CCMAIL:*\"\n", "has no address space"},
    {"the routing of another site", NETWARE START "  @1s do recalculate routing SITE9\n",
     "there is no site SITE9"},
    {"a list that is not there", NETWARE START "  @1s do remove list SITE1 All\n",
     "there is no list All"},
    {"an account without authority", NETWARE "  account svc-ccmc\n" START, "AUTHORITY\\name"},
    {"an account with a long name",
     NETWARE "  account EXCH\\123456789012345678901234567890123456789012345678901234567890\n" START,
     "too long"},
    {"a long password",
     NETWARE "  account EXCH\\x password "
             "\"123456789012345678901234567890123456789012345678901234567890\"\n" START,
     "at most"},
    {"a group that is an account", NETWARE "  group NW1\\svc-ccmc members none\n" START,
     "an account, not a group"},
    {"an account that is a group",
     NETWARE "  group NW1\\MAIL members none\n" START "  @1s do account NW1\\MAIL disabled\n",
     "a group, not an account"},
    {"a trustee without a place", NETWARE "  trustee NW1\\svc-ccmc rights R\n" START,
     "on VOLUME:PATH"},
    {"a trustee that is no NetWare account",
     NETWARE "  trustee EXCH\\svc-ccmc on SYS:CCDATA rights R\n" START, "no NetWare account"},
    {"a trustee of a place that is not there",
     NETWARE "  trustee NW1\\svc-ccmc on SYS:NOWHERE rights R\n" START, "NOWHERE"},
    {"rights for nobody", NETWARE "  trustee on SYS:CCDATA rights R\n" START, "given to somebody"},
    {"an assignment of nobody is removed", NETWARE START "  @1s do remove trustee on SYS:CCDATA\n",
     "whose assignment"},
    {"max before any word", NETWARE "  polling C1 max 3\n" START, "stands behind"},
    {"an interval of half a second", NETWARE "  polling C1 import 500ms\n" START, "whole seconds"},
    {"a setting without a value", NETWARE "  setting C1 \"Use ANR\"\n" START, "needs its value"},
    {"a setting of nobody", NETWARE "  setting X9 \"Use ANR\" 1\n" START,
     "no connector or host X9"},
    {"a setting of a machine without key", NETWARE "  setting EX1 \"Value\" 1\n" START,
     "KEY\\value"},
    {"an unknown locale", NETWARE "  host EX1 locale xx-XX\n" START, "unknown locale"},
    {"an unknown language", NETWARE "  tab C1 language Klingon\n" START,
     "unknown language 'Klingon': English, "},
    {"an unknown code page", NETWARE "  host EX1 codepages 1252\n" START, "437 850"},
    {"a NetWare server that is an NT machine", HOST "  netware EX1\n" START, "is an NT machine"},
    {"an NT server that is a NetWare server", NETWARE START "  @1s do ntserver NW1 share X\n",
     "is a NetWare server"},
    {"an acl without a share", NETWARE "  ntserver NT1 acl Everyone full\n" START,
     "belongs to a share"},
    {"an acl of a share that is not there",
     NT START "  @1s do acl NT1 NOSHARE allow Everyone full\n", "no share NOSHARE"},
    {"an acl of a drive that is not there",
     NT START "  @1s do acl NT1 \"Q:\\x\" allow Everyone full\n", "no drive Q"},
    {"an acl of a path that is not there",
     NT START "  @1s do acl NT1 \"D:\\x\\y\" allow Everyone full\n", "D:\\x\\y"},
    {"an acl entry without a level", NT START "  @1s do acl NT1 CCPO allow Everyone\n",
     "has a level"},
    {"an acl of a machine that is not there",
     NT START "  @1s do acl NT7 CCPO allow Everyone full\n", "no machine NT7"},
    {"only shares are removed", NT START "  @1s do remove ntserver NT1\n", "only its shares"},
    {"a share that is not there is removed", NT START "  @1s do remove ntserver NT1 share NO\n",
     "no share NO"},
    {"a gateway without a share", NETWARE "  gateway on account NW1\\g\n" START,
     "needs its account and a share"},
    {"a gateway under an NT account",
     NETWARE "  gateway on account EXCH\\g share X \"\\\\NW1\\SYS\"\n" START, "no NetWare account"},
    {"a gateway share of a name in use",
     NT "  netware NW1\n  ntserver EX1 share CCPO\n  gateway on account NW1\\g share CCPO "
        "\"\\\\NW1\\SYS\"\n" START,
     "already shares"},
    {"a post office twice", NETWARE "  postoffice PO1 on NW1 SYS:OTHER\n" START, "already"},
    {"an entry of a post office that is not there", NETWARE "  entry PO7 \"X\"\n" START,
     "no post office PO7"},
    {"a recipient that is not there is removed",
     NETWARE START "  @1s do remove recipient SITE1 \"X\"\n", "no recipient X"},
    {"a mail without direction", NETWARE "  mail m1 to PO1\n" START, "in or out"},
    {"a mail twice", NETWARE "  mail m1 out to PO1\n  mail m1 out to PO1\n" START,
     "declared twice"},
    {"a step's mail twice", NETWARE "  mail m1 out to PO1\n" START "  @1s do mail m1 out to PO1\n",
     "declared twice"},
    {"a mail that was sent",
     NETWARE "  mail m1 out to PO1\n" START "  @1s do mail m1\n  @2s do mail m1\n",
     "has been sent"},
    {"a mail that is not there", NETWARE START "  @1s do mail m1\n", "no mail m1"},
    {"a step's mail without direction", NETWARE START "  @1s do mail to PO1\n", "in or out"},
    {"a text that is neither size nor quoted", NETWARE "  mail m1 out to PO1 text abc\n" START,
     "a size, at most 64M, or in quotes"},
    {"a space of a volume that is not there", NETWARE "  space NW1 VOL9 free 0\n" START,
     "no volume VOL9"},
    {"a space of a machine that is not there", NETWARE "  space NW9 free 0\n" START,
     "no machine NW9"},
    {"a file with attributes that is not there",
     NETWARE START "  @1s do file \"Q:\\none\\x\" attributes Ro\n", "Q:"},
    {"a program that is not there is removed", NETWARE START "  @1s do remove program NOTHING\n",
     "not on the search path"},
    {"a service that is not there", NETWARE START "  @1s do start spooler\n", "no service spooler"},
    {"a machine is killed on a file", NETWARE START "  @1s fault kill NW1 on CLANDATA\n",
     "NW1 opens no files"},
    {"a service that opens nothing is killed on a file",
     NETWARE START "  @1s fault kill GSNW on CLANDATA\n", "GSNW opens no files"},
    {"a program that does not run is killed", NETWARE START "  @1s do kill EXPORT\n",
     "no program EXPORT"},
    {"a queue that is not there", NETWARE START "  @1s do delete queue ready-out\n",
     "no queue ready-out"},
    {"a queue's mail that is not there", NETWARE START "  @1s do delete queue mts-out m7\n",
     "no mail m7"},
    {"a run under what is no account", NETWARE START "  @1s do run export PO1 account nobody\n",
     "nobody"},
    {"a run at a post office that is not there", NETWARE START "  @1s do run export PO7\n",
     "no post office PO7"},
    {"a file of no directory", NETWARE START "  @1s do move files \"D:\" to \"C:\\x\"\n",
     "names no file"},
    {"a relative file without a connector",
     "world\n  netware NW1\nphase \"all\"\n  @0s do delete files \"Import\\*\"\n",
     "no connector with a store"},
    {"a machine that is not there boots", NETWARE START "  @1s do boot EX7\n", "no machine"},
    {"unlock of an account that is not there", NETWARE START "  @1s fix unlock NW1\\nobody\n",
     "no account NW1\\nobody"},
};

/* Variants edit the world before it begins: what was declared last counts. */
static const struct {
    const char *name;
    const char *variant;
    bool holds;
} variants[] = {
    {"the base", "", true},
    {"a count", "  world mail outgoing out 4\n  @20s expect delivered out 4\n", true},
    {"another sender",
     "  world mail outgoing from \"Ohm, Ida\" subject \"Other\"\n  @20s expect content outgoing at "
     "\"Smith, J\" from \"Ohm, Ida*\" subject \"Other*\"\n",
     true},
    {"a mail is removed", "  world remove mail outgoing\n  @20s expect delivered out 0\n", true},
    {"rights",
     "  world trustee NW1\\svc-ccmc on SYS:CCDATA rights R\n  @20s expect delivered out 7\n",
     false},
    {"dirsync", "  world dirsync PO1 never\n  @20s expect delivered in 3\n", false},
    {"a trustee is removed",
     "  world remove trustee NW1\\svc-ccmc on SYS:CCDATA\n  @20s expect delivered in 3\n", false},
    {"a new group",
     "  world group NW1\\MAIL members svc-ccmc\n  world trustee NW1\\MAIL on SYS:CCDATA rights "
     "RWCE\n  world trustee NW1\\svc-ccmc on SYS:CCDATA rights R\n  @20s expect delivered out 7 in "
     "3\n",
     true},
};

START_TEST(variants_edit_the_world_before_it_begins)
{
    struct play play = {0};
    const bool is_base = variants[_i].variant[0] == '\0';
    const char *base = NETWARE RIGHTS "  dirsync PO1 completed\n" MAIL START ALL_ARRIVES;
    play_load(&play, is_base ? base
                             : arena_format(&play.loaded, "%svariant \"other\"\n%s", base,
                                            variants[_i].variant));
    play_case(&play, is_base ? "" : "other");
    ck_assert_msg((play.result.exit == RUN_OK) == variants[_i].holds, "%s: %s", variants[_i].name,
                  play_story(&play));
    ck_assert(play.result.exit == RUN_OK || play.result.exit == RUN_FAILED);
    play_release(&play);
}
END_TEST

START_TEST(worlds_that_cannot_be_are_refused)
{
    struct play play = {0};
    ck_assert_msg(play_text(&play, errors[_i].text) == RUN_ERROR, "%s: %s", errors[_i].name,
                  play_story(&play));
    ck_assert_msg(strstr(play.result.error, errors[_i].error) != NULL, "%s: %s", errors[_i].name,
                  play.result.error);
    ck_assert_msg(play.result.error_line > 5, "%s: line %u", errors[_i].name,
                  play.result.error_line);
    ck_assert_msg(play.result.error_column > 0, "%s: no column", errors[_i].name);
    play_release(&play);
}
END_TEST

START_TEST(letters_are_read_once_and_sent_as_they_are)
{
    struct play play = {.path = SOURCE_DIR "/scenarios/rights/in-a-test.scn"};
    const char *text = NETWARE RIGHTS
        "  mail m1 out from \"letters/brady.eml\"\n"
        "  mail m2 out from \"letters/brady.eml\" from \"Ohm, Ida\" to PO1 subject \"Mine\"\n" START
        "  @15s expect delivered m1 to \"Smith, J\" copies 1\n"
        "  @15s expect content m1 at \"Smith, J\" from \"Brady, Sally*\" subject \"Autumn plan*\" "
        "files 1 same-bytes\n"
        "  @15s expect content m2 at \"Smith, J\" from \"Ohm, Ida*\" subject \"Mine\" text \"*Dear "
        "John*\" files 1\n";
    ck_assert_msg(play_text(&play, text) == RUN_OK, "%s", play_story(&play));
    ck_assert_uint_eq(play.letters.count, 1);
    play_release(&play);
}
END_TEST

static const struct {
    const char *name;
    const char *letter;
    const char *error;
} bad_letters[] = {
    {"a letter that is not there", "letters/none.eml", "there is no letter letters/none.eml"},
    {"a letter that is none", "rights/in-a-test.eml", "there is no letter"},
};

START_TEST(letters_that_cannot_be_read_are_errors_at_their_line)
{
    struct arena arena = {0};
    struct scenario scenario;
    struct scenario_errors errors_out;
    struct scenario_error error = {0};
    struct letters letters;
    const char *text = arena_format(&arena,
                                    "scenario \"a\"\nsource \"b\"\nseed 1\nuntil 1m\n\n" NETWARE
                                    "  mail m1 out from \"%s\"\n" START "  @0s expect drained\n",
                                    bad_letters[_i].letter);
    ck_assert(scenario_parse(&arena, SOURCE_DIR "/scenarios/rights/in-a-test.scn",
                             bytes_of_text(text), &scenario, &errors_out));
    ck_assert(!letters_load(&scenario, &arena, &letters, &error));
    ck_assert_msg(strstr(error.text, bad_letters[_i].error) != NULL, "%s: %s", bad_letters[_i].name,
                  error.text);
    ck_assert_uint_eq(error.line, 12);
    arena_release(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("nouns_refused");
    TCase *tcase = tcase_create("nouns");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, worlds_that_cannot_be_are_refused, 0, (int)ARRAY_COUNT(errors));
    tcase_add_loop_test(tcase, variants_edit_the_world_before_it_begins, 0,
                        (int)ARRAY_COUNT(variants));
    tcase_add_test(tcase, letters_are_read_once_and_sent_as_they_are);
    tcase_add_loop_test(tcase, letters_that_cannot_be_read_are_errors_at_their_line, 0,
                        (int)ARRAY_COUNT(bad_letters));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
