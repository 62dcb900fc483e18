#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "world/place_pattern.h"
#include "worlds/play.h"

/* Where call faults strike, and those that speak of connections, logons and what a server keeps. */

#define NETWARE                                                                                    \
    "world\n  connector C1 version 5.5 account EXCH\\svc-ccmc\n  netware NW1 volume SYS DATA\n"    \
    "  netware NW2 volume SYS\n  ntserver NT1 share CCPO path \"D:\\ccdata\"\n"                    \
    "  account NW1\\svc-ccmc password same\n  trustee NW1\\svc-ccmc on SYS:CCDATA rights "         \
    "RWCEMF\n  account NW2\\svc-ccmc password same\n  account EXCH\\admin\n  postoffice PO1 on "   \
    "NW1 SYS:CCDATA\n"                                                                             \
    "  tab C1 path \"\\\\NW1\\SYS\\CCDATA\"\n"                                                     \
    "  mail outgoing out 7 to PO1\n  mail incoming in 3 from PO1\n"                                \
    "phase \"all\"\n  @0s do start connector\n"
#define ALL "  by @2m expect delivered out 7 in 3\n"

static const struct {
    const char *place;
    const char *machine;
    const char *seen;
    bool is_meant;
} places[] = {
    {"*\\CLANDATA", "NW1", "SYS:CCDATA\\CLANDATA", true},
    {"*/clandata", "NW1", "SYS:CCDATA\\CLANDATA", true},
    {"*\\CLANDATA", "NW1", "SYS:CCDATA\\MLANDATA", false},
    {"*\\CLANDATA", "NW1", "SYS:CLANDATA", true},
    {"*\\CLANDATA", "NT1", "D:\\ccdata\\CLANDATA", true},
    {"*\\CCDATA", "NW1", "SYS:CCDATA\\CLANDATA", true},
    {"*\\CCDAT", "NW1", "SYS:CCDATA\\CLANDATA", false},
    {"SYS:CCDATA\\USR*", "NW1", "SYS:CCDATA\\USR00002", true},
    {"SYS:CCDATA/USR*", "NW1", "SYS:CCDATA/USR00002", true},
    {"SYS:CCDATA\\USR?????", "NW1", "SYS:CCDATA\\USR00002", true},
    {"SYS:CCDATA\\USR????", "NW1", "SYS:CCDATA\\USR00002", false},
    {"SYS:*", "NW1", "SYS:CCDATA\\CLANDATA", true},
    {"SYS:CC*", "NW1", "SYS:CCDATA\\CLANDATA", true},
    {"SYS:CC*\\MLANDATA", "NW1", "SYS:CCDATA\\CLANDATA", false},
    {"DATA:*", "NW1", "SYS:CCDATA\\CLANDATA", false},
    {"*:CCDATA\\CLANDATA", "NW1", "SYS:CCDATA\\CLANDATA", true},
    {"NW1\\SYS:*", "NW1", "SYS:CCDATA\\CLANDATA", true},
    {"NW1/SYS:CCDATA/*", "NW1", "SYS:CCDATA\\CLANDATA", true},
    {"NW2\\SYS:*", "NW1", "SYS:CCDATA\\CLANDATA", false},
    {"NW?\\SYS:CCDATA\\*", "NW2", "SYS:CCDATA\\CLANDATA", true},
    {"NW1\\*", "NW1", "DATA:X", true},
    {"NW1\\*", "NW2", "SYS:X", false},
    {"\\\\NW1\\SYS\\CCDATA\\*DATA", "NW1", "SYS:CCDATA\\MLANDATA", true},
    {"//NW1/SYS/CCDATA/*DATA", "NW1", "SYS:CCDATA\\MLANDATA", true},
    {"\\\\NT1\\CCPO\\*", "NT1", "D:\\ccdata\\CLANDATA", true},
    {"\\\\NT1\\CCPO\\*", "NT1", "D:\\other\\CLANDATA", false},
    {"D:\\cc*", "NT1", "D:\\ccdata\\CLANDATA", true},
    {"NT1\\D:\\ccdata\\*", "NT1", "D:\\ccdata\\CLANDATA", true},
    {"SYS:", "NW1", "SYS:CCDATA\\CLANDATA", true},
    {"NW1\\SYS:", "NW1", "SYS:CCDATA\\CLANDATA", true},
    {"*", "NW1", "SYS:CCDATA", true},
};

static void look(void *observer, struct world *world)
{
    const int *i = observer;
    const bool is_meant =
        world_path_within(world, places[*i].machine, places[*i].seen, places[*i].place);
    ck_assert_msg(is_meant == places[*i].is_meant, "%s: %s", places[*i].place, places[*i].seen);
    ck_assert_ptr_null(place_check(world, places[*i].place));
}

START_TEST(a_place_means_what_its_pattern_says)
{
    struct play play = {0};
    play_load(&play, play_join(&play, NETWARE, ALL));
    play.options.at_end = look;
    play.options.observer = &_i;
    play_case(&play, "");
    play_release(&play);
}
END_TEST

static const struct {
    const char *name;
    enum run_exit exit;
    const char *steps;
    const char *story; /* a part of it */
} worlds[] = {
    {"a logon at a server that is refused", RUN_OK,
     "  @1s fault call logon account NW1\\svc-ccmc nth 1 then refuse logon-failure\n" ALL, ""},
    {"a logon at a server, by its bits, session and way", RUN_OK,
     "  @1s fault call logon on NW1 bits 16 session service via netware nth 1 then refuse "
     "logon-failure\n  @15s expect account NW1\\svc-ccmc sessions 1\n" ALL,
     ""},
    {"a logon that takes its time", RUN_OK,
     "  @1s fault call logon on NW1 nth 1 then late 20s\n  @20s expect delivered out 0 in "
     "0\n  @36s expect delivered out 7\n" ALL,
     ""},
    {"a service whose logon takes its time", RUN_OK,
     "  @0s do stop connector\n  @1s fault call logon by CCMC on EX1 nth 1 then late 20s\n  @2s do "
     "start connector\n  @22s expect runs EXPORT count 0\n" ALL,
     ""},
    {"a person whose logon is refused runs nothing, and no page is filled in", RUN_OK,
     "  @1s fault call logon session interactive on EX1 then refuse logon-failure as f\n  @2s do "
     "session EXCH\\admin interactive drive N: \"\\\\NW1\\SYS\"\n"
     "  @2s do run analyze PO1 account EXCH\\admin interactive\n"
     "  @2s do page C1 path \"\\\\NW9\\SYS\" account EXCH\\admin\n"
     "  @2s expect runs ANALYZE count 0\n  @2s expect setting C1 \"Post Office Path\" "
     "\"\\\\NW1\\SYS\\CCDATA\"\n  @3s fix lift f\n" ALL,
     ""},
    {"a person whose logon takes its time", RUN_OK,
     "  @1s fault call logon session interactive nth 1 then late 20s\n  @2s do run analyze PO1 "
     "\"/?\" account EXCH\\admin interactive\n  @3s expect state ANALYZE absent\n" ALL,
     ""},
    {"a connection that takes its time", RUN_OK,
     "  @1s fault call connect on NW1 nth 1 then late 20s\n  @20s expect delivered out 0 in "
     "0\n" ALL,
     ""},
    {"a connection that leads elsewhere", RUN_OK,
     "  @1s fault call connect on NW1 nth 1 then elsewhere NW2\n  @15s expect event 70\n"
     "  @15s expect account NW2\\svc-ccmc sessions 1\n  @16s fix unlock NW2\\svc-ccmc\n" ALL,
     ""},
    {"a connection to a server that is down", RUN_OK,
     "  @1s fault call logon on NW1 nth 1 then elsewhere NW2\n  @2s do netware NW2 down\n"
     "  @15s expect event 61\n" ALL,
     ""},
    {"a connection to a server that no link leads to", RUN_OK,
     "  @1s fault call connect on NW1 nth 1 then elsewhere NW2\n  @2s do link EX1 NW2 down\n"
     "  @15s expect event 61\n" ALL,
     ""},
    {"a connection to a machine of NT, which has no such share", RUN_OK,
     "  @1s fault call connect on NW1 nth 1 then elsewhere NT1\n  @15s expect event 61\n"
     "  @16s do restart connector\n" ALL,
     ""},
    {"an open elsewhere, where nothing is", RUN_OK,
     "  @1s fault call open by EXPORT on \"*\\CLANDATA\" nth 1 then elsewhere NW2\n" ALL, ""},
    {"every open elsewhere, by somebody who may not log on there", RUN_OK,
     "  @1s do account NW2\\svc-ccmc disabled yes\n"
     "  @1s fault call open on NW1 then elsewhere NW2 as f\n  @15s expect event 70\n"
     "  @16s fix lift f\n" ALL,
     ""},
    {"every deletion elsewhere, at a server that is down", RUN_OK,
     "  @1s do netware NW2 down\n  @1s fault call delete on NW1 then elsewhere NW2 as f\n"
     "  @15s expect event 59\n  @16s fix lift f\n" ALL,
     ""},
    {"a creation elsewhere", RUN_OK,
     "  @1s fault call create by IMPORT on SYS:CC* nth 1 then elsewhere NW2\n  @15s expect event "
     "59\n" ALL,
     ""},
    {"a listing elsewhere is nothing that EXPORT asks for", RUN_FAILED,
     "  @1s fault call list on NW1 then elsewhere NW2\n" ALL, "struck nothing"},
    {"a deletion elsewhere", RUN_OK,
     "  @1s fault call delete by IMPORT on \"SYS:CCDATA\\*.TMP\" nth 1 then elsewhere NW2\n" ALL,
     ""},
    {"a lock elsewhere", RUN_OK,
     "  @1s fault call lock by IMPORT on NW1 nth 1 then elsewhere NW2\n  @15s expect account "
     "NW2\\svc-ccmc sessions 1\n" ALL,
     ""},
    {"a lock at a server that is down", RUN_OK,
     "  @1s fault call lock by IMPORT on NW1 nth 1 then elsewhere NW2\n  @1s do netware NW2 "
     "down\n  @15s never event 58\n" ALL,
     ""},
    {"a file that the server does not hear the close of", RUN_OK,
     "  @1s fault call open by IMPORT on \"*\\CLANDATA\" nth 1 then keep\n" ALL, ""},
    {"a new file that stays open", RUN_OK,
     "  @1s fault call create by IMPORT on \"NW1\\*.TMP\" nth 1 then keep\n" ALL, ""},
    {"a logoff at a slow server", RUN_OK,
     "  @31s fault call logoff on NW1 session service then late 9s as f\n  @32s do stop "
     "connector\n  @40s expect account NW1\\svc-ccmc sessions 1\n  @41s expect account "
     "NW1\\svc-ccmc sessions 0\n  @42s do start connector\n" ALL,
     ""},
    {"a logoff of a person that the server does not hear", RUN_OK,
     "  @1s do run analyze PO1 account NW1\\svc-ccmc interactive\n" ALL, ""},
    {"files under the store are named from it", RUN_OK,
     "  @0s fault call create by CCMC on \"Submit\\*.tmp\" nth 1 then refuse disk-full\n" ALL, ""},
    {"a file that is not there is named from it, too", RUN_FAILED,
     "  @0s fault call create by CCMC on \"Submit\\x.tmp\" then refuse disk-full\n" ALL,
     "struck nothing: 0 calls"},
    {"a killing at a pattern of paths", RUN_OK,
     "  @1s fault kill EXPORT on \"*\\CLANDATA\" nth 2\n  @15s expect result EXPORT 1\n" ALL, ""},
    {"a denial at a pattern of paths", RUN_OK,
     "  @1s fault call create by IMPORT on SYS:CCDATA nth 1 then refuse access-denied\n  @15s "
     "expect denied IMPORT create \"SYS:CC*\\*.TMP\"\n" ALL,
     ""},
    /* that can't be */
    {"a server that nobody knows", RUN_ERROR,
     "  @1s fault call open on NW1 then elsewhere NW9\n" ALL, "there is no machine NW9"},
    {"nothing is kept of a read", RUN_ERROR, "  @1s fault call read then keep\n" ALL,
     "`keep` does nothing to such a call"},
    {"nothing is elsewhere of a write", RUN_ERROR,
     "  @1s fault call write then elsewhere NW2\n" ALL, "`elsewhere` does nothing to such a call"},
    {"a logoff is not refused", RUN_ERROR, "  @1s fault call logoff then refuse busy\n" ALL,
     "`refuse` does nothing to such a call"},
    {"a pattern in the name of a share", RUN_ERROR,
     "  @1s fault call open on \"\\\\NT1\\C*\" then refuse busy\n" ALL,
     "* and ? stand behind server and share"},
    {"a pattern in the name of a server", RUN_ERROR,
     "  @1s fault call open on \"\\\\N*\" then refuse busy\n" ALL,
     "* and ? stand behind server and share"},
    {"a place at a server that nobody knows", RUN_ERROR,
     "  @1s fault call open on \"NW9\\SYS:X*\" then refuse busy\n" ALL, "there is no machine NW9"},
    {"a killing at a server that nobody knows", RUN_ERROR,
     "  @1s fault kill EXPORT on \"\\\\NW9\\SYS\\X\"\n" ALL, "there is no machine NW9"},
};

START_TEST(a_world_in_which_servers_are_struck)
{
    struct play play = {0};
    const char *text = play_join(&play, NETWARE, "");
    text = arena_format(&play.loaded, "%s%s", text, worlds[_i].steps);
    const enum run_exit code = play_text(&play, text);
    ck_assert_msg(code == worlds[_i].exit, "%s: %s", worlds[_i].name, play_story(&play));
    if (worlds[_i].exit != RUN_OK) {
        ck_assert_msg(strstr(play_story(&play), worlds[_i].story) != NULL, "%s: %s",
                      worlds[_i].name, play_story(&play));
    }
    play_release(&play);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("call_places");
    TCase *tcase = tcase_create("call_places");
    tcase_add_loop_test(tcase, a_place_means_what_its_pattern_says, 0, (int)ARRAY_COUNT(places));
    tcase_add_loop_test(tcase, a_world_in_which_servers_are_struck, 0, (int)ARRAY_COUNT(worlds));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
