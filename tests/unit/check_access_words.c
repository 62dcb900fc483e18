/* Words about accounts, servers, volumes and ways to them: each row is a world of its own that
 * holds as it is written. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "worlds/play.h"

#define HOST                                                                                       \
    "world\n  connector C1 version 5.5 store \"D:\\exchsrvr\\ccmcdata\" account EXCH\\svc-ccmc\n"
#define OFFICE                                                                                     \
    "  postoffice PO1 on NW1 SYS:CCDATA format DB6 health clean\n"                                 \
    "  tab C1 postoffice PO1 path \"\\\\NW1\\SYS\\CCDATA\"\n"                                      \
    "  mail outgoing out 7 to PO1\n  mail incoming in 3 from PO1\n"
#define HEADER "scenario \"in a test\"\nsource \"a test\"\nseed 1\nuntil 6h\n"
#define TWIN(limits)                                                                               \
    HOST "  netware NW1 version 3.12 volume SYS\n  account NW1\\svc-ccmc " limits                  \
         "\n  trustee NW1\\svc-ccmc on SYS:CCDATA rights RWCEMF as rights\n" OFFICE
#define START "phase \"all\"\n  @0s do start connector\n"
#define ALL_ARRIVES "  by @20s expect delivered out 7 in 3\n"
#define NO_LOGIN                                                                                   \
    "  @15s expect result EXPORT 3\n  @15s expect result IMPORT 3\n"                               \
    "  @15s expect account NW1\\svc-ccmc sessions 0\n  @15s expect delivered out 0 in 0\n"
#define MORE "  @16s do mail out 1 to PO1\n"

static const struct {
    const char *name;
    const char *text;
} worlds[] = {
    /* @0s is a Tuesday, 08:00 */
    {"hours: within them", TWIN("hours Mon-Fri 08:00-18:00") START ALL_ARRIVES},
    {"hours: the night before they begin", TWIN("hours Tue 08:30-18:00") START NO_LOGIN},
    {"hours: another day", TWIN("hours Sat-Mon") START NO_LOGIN},
    {"hours: several spans add up",
     TWIN("hours Mon 10:00-12:00 hours Tue 07:00-09:00") START ALL_ARRIVES},
    {"hours: any lifts them", TWIN("hours Sat") START NO_LOGIN
     "  @16s fix account NW1\\svc-ccmc hours any\n  by @31s expect delivered out 7 in 3\n"},
    {"hours: an open connection ends with them", TWIN("hours Tue 08:00-08:30") START ALL_ARRIVES
     "  @20s expect account NW1\\svc-ccmc sessions 1\n  @31m do mail in 1 from PO1\n"
     "  @31m expect account NW1\\svc-ccmc sessions 0\n  @32m expect result EXPORT 3\n"},
    {"hours: assumed to leave open connections alone",
     TWIN("hours Tue 08:00-08:30") START ALL_ARRIVES
     "  @31m do mail in 1 from PO1\n  by @32m expect delivered in 4\n"},
    {"expires: an open connection ends with the account", TWIN("expires 40s") START ALL_ARRIVES
     "  @39s expect account NW1\\svc-ccmc sessions 1\n  @40s expect account NW1\\svc-ccmc sessions "
     "0\n  @45s expect result EXPORT 3\n"},
    {"expires: put off in time", TWIN("expires 40s") START ALL_ARRIVES
     "  @30s fix account NW1\\svc-ccmc expires never\n  @41s expect account NW1\\svc-ccmc sessions "
     "1\n  @45s expect result EXPORT 0\n"},
    {"stations: the machine is one of them", TWIN("stations MAIL2 EX1") START ALL_ARRIVES},
    {"stations: it is none of them", TWIN("stations MAIL2") START NO_LOGIN
     "  @16s fix account NW1\\svc-ccmc stations any\n  by @31s expect delivered out 7 in 3\n"},
    {"grace: a logon with an expired password takes one",
     TWIN("password-expires 0s grace 2") START ALL_ARRIVES
     "  @20s expect account NW1\\svc-ccmc grace 1\n  @21s do restart connector\n"
     "  @36s expect account NW1\\svc-ccmc grace 0\n  @37s do restart connector\n"
     "  @52s expect result EXPORT 3\n  @61s fix account NW1\\svc-ccmc password-expires never\n"
     "  @67s expect result EXPORT 0\n"},
    {"grace: none is left", TWIN("password-expires 0s") START NO_LOGIN},
    {"lockout: over by itself", TWIN("password other lockout 1 lockout-for 2m") START NO_LOGIN
     "  @15s expect account NW1\\svc-ccmc locked\n  @16s fix account NW1\\svc-ccmc password same\n"
     "  @2m14s expect account NW1\\svc-ccmc locked\n  @2m15s expect account NW1\\svc-ccmc "
     "unlocked\n  by @3m expect delivered out 7 in 3\n"},
    {"lockout: for ever", TWIN("password other lockout 1 lockout-for ever") START NO_LOGIN
     "  @16s fix account NW1\\svc-ccmc password same\n  @5h expect account NW1\\svc-ccmc locked\n"
     "  @5h1s fix account NW1\\svc-ccmc locked no\n  by @5h1m expect delivered out 7 in 3\n"},
    {"lockout: a quarter of an hour where nothing is said",
     TWIN("password other lockout 1") START NO_LOGIN
     "  @16s fix account NW1\\svc-ccmc password same\n  @15m14s expect account NW1\\svc-ccmc "
     "locked\n  @15m15s expect account NW1\\svc-ccmc unlocked\n"},
    {"lockout: bad passwords that are old are forgotten",
     TWIN("password other lockout 3 lockout-window 10s") START
     "  @10m expect account NW1\\svc-ccmc unlocked\n"},
    /* files and space */
    {"file: Ro without Di and Ri keeps from writing only", TWIN("") START
     "  @1s fault file \"NW1\\SYS:CCDATA\\CLANDATA\" attributes Ro -Di -Ri\n"
     "  @15s expect result IMPORT 1\n  @16s do file \"NW1\\SYS:CCDATA\\CLANDATA\" attributes H Sy\n"
     "  by @30s expect delivered out 7\n"},
    {"file: execute only is no file to open", TWIN("") START
     "  @1s fault file \"NW1\\SYS:CCDATA\\CLANDATA\" attributes X\n"
     "  @15s expect result EXPORT 3\n  @16s fix file \"NW1\\SYS:CCDATA\\CLANDATA\" attributes A P\n"
     "  by @30s expect delivered out 7 in 3\n"},
    {"trustee: attributes of a directory",
     TWIN("") START "  @1s fault trustee on SYS:CCDATA attributes Di Ri\n" ALL_ARRIVES},
    {"space: a directory has none left", TWIN("") START
     "  @1s fault space NW1 SYS:CCDATA free 0\n  @15s expect result IMPORT 1\n"
     "  @15s expect delivered out 0 in 3\n  @16s fix space NW1 SYS:CCDATA free unlimited\n"
     "  by @30s expect delivered out 7\n"},
    {"space: an account has none left",
     TWIN("") "  space NW1 SYS free 0 user svc-ccmc\n" START "  @15s expect result IMPORT 1\n"
              "  @15s expect delivered out 0\n  @16s fix space NW1 SYS free 1M user NW1\\svc-ccmc\n"
              "  by @30s expect delivered out 7\n"},
    {"space: another account's limit is not his",
     TWIN("") "  account NW1\\other\n  space NW1 SYS free 0 user other\n" START ALL_ARRIVES},
    {"host: NT 3.51 keeps others from a file that a DOS program has open",
     TWIN("") "  host EX1 nt 3.51\n" START ALL_ARRIVES},
    {"netware: its licence has no connection left",
     TWIN("") "  netware NW1 connections 1\n  account NW1\\other\n  account EXCH\\other\n"
              "phase \"all\"\n  @0s do run export PO1 \"/MSG# /@D:\\list.txt\" account EXCH\\other "
              "interactive\n"
              "  @1s do start connector\n  @16s expect result EXPORT 3\n"
              "  @16s expect account NW1\\svc-ccmc sessions 0\n"
              "  @17s fix netware NW1 connections 2\n  by @40s expect delivered out 7 in 3\n"},
    {"ntserver: so does an NT server's",
     HOST "  ntserver NT1 share CCPO connections 1\n  account EXCH\\other\n"
          "  postoffice PO1 on NT1 CCPO\n  tab C1 path \"\\\\NT1\\CCPO\"\n"
          "  mail out 2 to PO1\nphase \"all\"\n"
          "  @0s do run export PO1 \"/MSG# /@D:\\list.txt\" account EXCH\\other interactive\n"
          "  @1s do start connector\n  @16s expect result IMPORT 3\n"
          "  @17s fix ntserver NT1 connections 0\n  by @40s expect delivered out 2\n"},
};

START_TEST(words_do_what_they_say)
{
    struct play play = {0};
    const bool is_about_stay = strstr(worlds[_i].name, "assumed") != NULL;
    const char *text =
        arena_format(&play.loaded, HEADER "%s\n%s",
                     is_about_stay ? "assume CONNECTION_TIMES stay\n" : "", worlds[_i].text);
    ck_assert_msg(play_text(&play, text) == RUN_OK, "%s: %s", worlds[_i].name, play_story(&play));
    play_release(&play);
}
END_TEST

static const struct {
    const char *name;
    const char *text;
    const char *error;
} errors[] = {
    {"no day", TWIN("hours Funday"), "'Funday' are no days"},
    {"half a span of days", TWIN("hours Mon-"), "'Mon-' are no days"},
    {"a last day that is none", TWIN("hours Mon-Any"), "'Mon-Any' are no days"},
    {"no span", TWIN("hours Mon 8-18"), "'8-18' is no time from-to"},
    {"not on the half hour", TWIN("hours Mon 08:15-18:00"), "'08:15-18:00' is no time from-to"},
    {"later than midnight", TWIN("hours Mon 08:00-24:30"), "'08:00-24:30' is no time from-to"},
    {"the wrong way round", TWIN("hours Mon 18:00-08:00"), "'18:00-08:00' is no time from-to"},
    {"any with a time", TWIN("hours any 08:00-18:00"), "any is at any time"},
    {"space of no directory", TWIN("") "  space NW1 SYS:NONE free 1K\n", "no directory SYS:NONE"},
    {"space of no volume", TWIN("") "  space NW1 VOL9:A free 1K\n", "NW1 has no volume VOL9"},
    {"a volume without end", TWIN("") "  space NW1 SYS free unlimited\n", "as much as it has"},
    {"a directory's account", TWIN("") "  space NW1 SYS:CCDATA free 0 user svc-ccmc\n",
     "limited on a whole volume"},
    {"an account of NT", TWIN("") "  space NW1 SYS free 0 user EXCH\\svc-ccmc\n",
     "is no NetWare account"},
    {"an account that is not there", TWIN("") "  space NW1 SYS free 0 user nobody\n",
     "there is no account NW1\\nobody"},
    {"a directory of NT", TWIN("") "  space EX1 \"D:\\exchsrvr\" free 0\n", "is an NT machine"},
};

START_TEST(worlds_that_cannot_be_are_refused)
{
    struct play play = {0};
    const char *text = arena_format(&play.loaded, "%s%s", errors[_i].text, START);
    ck_assert_msg(play_text(&play, text) == RUN_ERROR, "%s: %s", errors[_i].name,
                  play_story(&play));
    ck_assert_msg(strstr(play.result.error, errors[_i].error) != NULL, "%s: %s", errors[_i].name,
                  play.result.error);
    ck_assert_msg(play.result.error_line > 5, "%s: line %u", errors[_i].name,
                  play.result.error_line);
    play_release(&play);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("access_words");
    TCase *words = tcase_create("words");
    tcase_add_loop_test(words, words_do_what_they_say, 0, (int)ARRAY_COUNT(worlds));
    tcase_add_loop_test(words, worlds_that_cannot_be_are_refused, 0, (int)ARRAY_COUNT(errors));
    suite_add_tcase(suite, words);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
