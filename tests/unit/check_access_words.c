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
/* Logged on, and without a right. */
#define CONNECTED_ONLY                                                                             \
    "  @15s expect result EXPORT 3\n  @15s expect account NW1\\svc-ccmc sessions 1\n"
#define TREE(account, server)                                                                      \
    HOST "  netware NW1 version 4.11 volume SYS tree ACME" server                                  \
         "\n  account NW1\\svc-ccmc " account "\n"
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
    {"account: one that a service gets later has the password of its twin", TWIN("") START
     "  @1s do account NW1\\mail\n  @1s do trustee NW1\\mail on SYS:CCDATA rights RWCEMF\n"
     "  @2s do connector C1 account EXCH\\mail\n  @2s do restart connector\n  by @20s expect "
     "delivered out 7 in 3\n"},
    {"grace: a logon with an expired password takes one",
     TWIN("password-expires 0s grace 4") START ALL_ARRIVES /* two at each start: one of its own */
     "  @20s expect account NW1\\svc-ccmc grace 2\n  @21s do restart connector\n"
     "  @36s expect account NW1\\svc-ccmc grace 0\n  @37s do restart connector\n"
     "  @52s expect result EXPORT 3\n  @61s fix account NW1\\svc-ccmc password-expires never\n"
     "  @67s expect result EXPORT 0\n"},
    {"grace: none is left", TWIN("password-expires 0s") START NO_LOGIN},
    {"lockout: over by itself", TWIN("password other lockout 1 lockout-for 2m") START NO_LOGIN
     "  @15s expect account NW1\\svc-ccmc locked\n  @16s fix account NW1\\svc-ccmc password same\n"
     "  @1m59s expect account NW1\\svc-ccmc locked\n  @2m expect account NW1\\svc-ccmc "
     "unlocked\n  by @3m expect delivered out 7 in 3\n"},
    {"lockout: for ever", TWIN("password other lockout 1 lockout-for ever") START NO_LOGIN
     "  @16s fix account NW1\\svc-ccmc password same\n  @5h expect account NW1\\svc-ccmc locked\n"
     "  @5h1s fix account NW1\\svc-ccmc locked no\n  by @5h1m expect delivered out 7 in 3\n"},
    {"lockout: a quarter of an hour where nothing is said",
     TWIN("password other lockout 1") START NO_LOGIN
     "  @16s fix account NW1\\svc-ccmc password same\n  @14m59s expect account NW1\\svc-ccmc "
     "locked\n  @15m expect account NW1\\svc-ccmc unlocked\n"},
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
    /* NetWare 4.x */
    {"context: rights of every container in the full name",
     TREE("context ou=mail.ou=it.o=acme",
          "") "  trustee NW1\\ou=it.o=acme on SYS:CCDATA rights RWCEMF\n" OFFICE START ALL_ARRIVES},
    {"context: not those of containers beside it",
     TREE("context ou=mail.ou=it.o=acme",
          "") "  account NW1\\x context ou=hr.o=acme\n"
              "  trustee NW1\\ou=hr.o=acme on SYS:CCDATA rights RWCEMF\n" OFFICE START
                  CONNECTED_ONLY},
    {"context: [Root] is everybody who is logged on",
     TREE("context o=acme",
          "") "  trustee NW1\\[Root] on SYS:CCDATA rights RWCEMF\n" OFFICE START ALL_ARRIVES},
    {"context: [Public] adds to what one has",
     TREE("context o=acme",
          "") "  trustee NW1\\[Public] on SYS:CCDATA rights RWF\n"
              "  trustee NW1\\svc-ccmc on SYS:CCDATA rights CE\n" OFFICE START ALL_ARRIVES},
    {"context: a container counts from the next logon",
     TREE("context ou=hr.o=acme",
          "") "  account NW1\\x context ou=mail.o=acme\n"
              "  trustee NW1\\ou=mail.o=acme on SYS:CCDATA rights RWCEMF\n" OFFICE START
                  CONNECTED_ONLY
              "  @16s fix account NW1\\svc-ccmc context .mail.acme\n  @30s expect result EXPORT 3\n"
              "  @31s do restart connector\n  by @60s expect delivered out 7 in 3\n"},
    {"bindery: who is outside of its context is not found",
     TREE("context ou=hr.o=acme",
          "  context ou=mail.o=acme") "  trustee NW1\\svc-ccmc on SYS:CCDATA rights RWCEMF\n" OFFICE
         START NO_LOGIN "  @16s fix netware NW1 bindery \"ou=mail.o=acme;ou=hr.o=acme\"\n"
                                      "  by @40s expect delivered out 7 in 3\n"},
    {"bindery: off, and by its tree the machine finds him",
     TREE(
         "context ou=hr.o=acme",
         "  context ou=mail.o=acme  bindery off") "  trustee NW1\\svc-ccmc on SYS:CCDATA rights "
                                                  "RWCEMF\n" OFFICE START NO_LOGIN
                                                  "  @16s fix host EX1 tree ACME context hr.acme\n "
                                                  " by @40s expect delivered out 7 in 3\n"},
    {"host: another context of the tree",
     TREE("context ou=hr.o=acme",
          "  context ou=mail.o=acme") "  host EX1 tree ACME context ou=mail.o=acme\n"
                                      "  trustee NW1\\svc-ccmc on SYS:CCDATA rights RWCEMF\n" OFFICE
                                          START NO_LOGIN
                                      "  @16s fix host EX1 context ou=hr.o=acme\n  by @40s expect "
                                      "delivered out 7 in 3\n"},
    {"equals: another's rights",
     TREE("", "") "  account NW1\\mail\n  trustee NW1\\mail on SYS:CCDATA rights RWCEMF\n"
                  "  account NW1\\svc-ccmc equals mail\n" OFFICE START ALL_ARRIVES},
    {"equals: not what that one is equal to",
     TREE("", "") "  account NW1\\boss\n  account NW1\\mail equals boss\n"
                  "  trustee NW1\\boss on SYS:CCDATA rights RWCEMF\n  account NW1\\svc-ccmc equals "
                  "mail\n" OFFICE START CONNECTED_ONLY
                  "  @16s fix account NW1\\svc-ccmc equals NW1\\mail boss\n"
                  "  @17s do restart connector\n  by @40s expect delivered out 7 in 3\n"
                  "  @41s fault account NW1\\svc-ccmc equals none\n  @42s do restart connector\n"
                  "  @57s expect result EXPORT 3\n"},
    {"equals: a supervisor is one to those equal to him",
     TREE("", "") "  account NW1\\SUPERVISOR supervisor\n  account NW1\\svc-ccmc equals "
                  "SUPERVISOR\n" OFFICE START ALL_ARRIVES},
    {"gateway: a bare name is looked for in the bindery",
     HOST "  netware NW1 version 4.11 volume SYS tree ACME context ou=mail.o=acme\n"
          "  account NW1\\nwgate context ou=hr.o=acme\n  trustee NW1\\nwgate on SYS:CCDATA rights "
          "RWCEMF\n"
          "  gateway on account NW1\\nwgate name bare share CCPO \"\\\\NW1\\SYS\\CCDATA\"\n"
          "  postoffice PO1 on NW1 SYS:CCDATA\n  tab C1 path \"\\\\EX1\\CCPO\"\n  mail out 2 to "
          "PO1\n" START "  @15s expect result IMPORT 3\n  @16s fix gateway name full\n  by @40s "
          "expect delivered out 2\n"},
    /* links */
    {"link: nothing is noticed of one that is up",
     TWIN("") "  host EX1\n  link EX1 NW1 up speed 10M\n" START
              "  by @40s expect delivered out 7 in 3\n"},
    {"link: calls take their time over a slow one",
     TWIN("") "  host EX1\n  link EX1 NW1 delay 50ms speed 9600\n" START
              "  @15s expect delivered out 0\n  @15s expect state IMPORT running\n  by @5m expect "
              "delivered out 7 in 3\n"
              "  @5m fix link EX1 NW1 delay 0s speed any\n  @5m1s do mail out 1 to PO1\n  by "
              "@5m16s expect delivered out 8\n"},
    {"link: down and up again", TWIN("") START ALL_ARRIVES
     "  @21s fault link EX1 NW1 down\n  @30s expect result EXPORT 3\n"
     "  @31s expect account NW1\\svc-ccmc sessions 1\n  @15m20s expect account NW1\\svc-ccmc "
     "sessions 1\n"
     "  @15m21s expect account NW1\\svc-ccmc sessions 0\n  @16m fix link EX1 NW1 up\n"
     "  by @17m expect account NW1\\svc-ccmc sessions 1\n"},
    {"link: what the server keeps goes with the server", TWIN("") START ALL_ARRIVES
     "  @21s fault link EX1 NW1 down\n  @22s expect account NW1\\svc-ccmc sessions 1\n"
     "  @23s fault netware NW1 down\n  @23s expect account NW1\\svc-ccmc sessions 0\n"},
    {"link: other frames",
     TWIN("") "  host EX1\n  link NW1 EX1 frame other\n" START NO_LOGIN
              "  @16s fix link EX1 NW1 frame same\n  by @40s expect delivered out 7 in 3\n"},
    {"link: up some time after a boot",
     TWIN("") "  host EX1\n  link EX1 NW1 up-after 40s\n" START ALL_ARRIVES
              "  @30s do boot EX1\n  @45s expect result EXPORT 3\n  @60s expect result EXPORT 3\n"
              "  @75s expect result EXPORT 0\n"},
    /* services */
    {"service: Workstation is the way to NT machines", HOST
     "  ntserver NT1 share CCPO\n  postoffice PO1 on NT1 CCPO\n  tab C1 path \"\\\\NT1\\CCPO\"\n"
     "  mail out 2 to PO1\n" START
     "  @1s fault service Workstation stopped\n  @15s expect result IMPORT 3\n"
     "  @16s do start LanmanWorkstation\n  by @31s expect delivered out 2\n"},
    {"service: Server lets others in",
     HOST "  ntserver NT1 share CCPO\n  service Server on NT1\n  postoffice PO1 on NT1 CCPO\n  tab "
          "C1 path \"\\\\NT1\\CCPO\"\n"
          "  mail out 2 to PO1\n" START
          "  @1s fault service Server stopped on NT1\n  @15s expect result IMPORT 3\n"
          "  @16s do start Server NT1\n  by @31s expect delivered out 2\n"},
    {"service: a stop takes along what depends on it",
     TWIN("") "  service A\n  service B after A\n  service C after B\n" START
              "  @1s expect state C running\n  @2s do stop A\n  @2s expect state A stopped\n  @2s "
              "expect state B stopped\n"
              "  @2s expect state C stopped\n  @3s do stop A\n  @4s do start C\n  @4s expect state "
              "A running\n"
              "  @4s expect state C running\n  @5s do start C\n  @5s expect state C running\n"},
    {"service: disabled", TWIN("") "  service A start disabled\n  service B stopped after A\n" START
                                   "  @1s expect state A stopped\n  @1s do start A\n  @1s expect "
                                   "state A refused 1058\n  @2s do start B\n"
                                   "  @2s expect state B refused 1068\n  @3s fix service A start "
                                   "manual\n  @4s do start B\n"
                                   "  @4s expect state B running\n"},
    {"service: in a circle",
     TWIN("") "  service A stopped after B\n  service B stopped after A\n" START
              "  @1s do start A\n  @1s expect state A refused 1059\n  @1s never state B running\n"
              "  @2s fix service A after none\n  @2s do start B\n  @2s expect state B running\n"},
    {"service: its account",
     TWIN("") "  account EXCH\\backup\n  service Backup stopped account EXCH\\backup password "
              "\"old\"\n" START "  @1s do start Backup\n  @1s expect state Backup refused 1069\n  "
              "@2s fix service Backup password ok\n"
              "  @2s do restart Backup\n  @2s expect state Backup running\n  @3s fault service "
              "Backup account system\n"
              "  @3s do restart Backup\n  @3s expect state Backup running\n"},
    {"service: stopped before it is up",
     TWIN("") "  service Slow stopped takes 30s\n" START
              "  @1s do start Slow\n  @2s expect state Slow starting\n"
              "  @3s do stop Slow\n  @40s expect state Slow stopped\n"},
    /* names */
    {"tab: a volume by its name in the tree",
     TREE("context ou=mail.o=acme",
          " context ou=mail.o=acme") "  trustee NW1\\svc-ccmc on SYS:CCDATA rights RWCEMF\n"
                                     "  host EX1 tree ACME context ou=mail.o=acme\n" OFFICE
                                     "  tab C1 path "
                                     "\"\\\\ACME\\cn=NW1_SYS.ou=mail.o=acme\\CCDATA\"\n" START
                                         ALL_ARRIVES
                                     "  @21s do tab C1 path \"\\\\ACME\\NW1_SYS\\CCDATA\"\n  @30s "
                                     "expect result EXPORT 0\n"
                                     "  @31s do tab C1 path \"\\\\ACME\\NW1_SYS.acme\\CCDATA\"\n  "
                                     "@45s expect result EXPORT 3\n"
                                     "  @46s do tab C1 path "
                                     "\"\\\\ACME\\NW1_VOL1.mail.acme\\CCDATA\"\n  @60s expect "
                                     "result EXPORT 3\n"
                                     "  @61s do tab C1 path "
                                     "\"\\\\OTHER\\NW1_SYS.mail.acme\\CCDATA\"\n  @75s expect "
                                     "result EXPORT 3\n"
                                     "  @76s do tab C1 path "
                                     "\"\\\\ACME\\NW1_SYS.mail.acme\\CCDATA\"\n  @76s fault host "
                                     "EX1 tree none\n"
                                     "  @90s expect result EXPORT 0\n"},
    {"netware: long names",
     TWIN("") "  file \"NW1\\SYS:CCDATA\\a long name.txt\"\n" START ALL_ARRIVES
              "  @20s expect files \"NW1\\SYS:CCDATA\\ALONGN~1.TXT\" count 1\n"},
    {"gateway: a share of it may be taken away, and the gateway as a whole", HOST
     "  netware NW1\n  account NW1\\nwgate\n  trustee NW1\\nwgate on SYS:CCDATA rights RWCEMF\n"
     "  gateway on account NW1\\nwgate share CCPO \"\\\\NW1\\SYS\\CCDATA\"\n"
     "  postoffice PO1 on NW1 SYS:CCDATA\n  tab C1 path \"\\\\EX1\\CCPO\"\n  mail out 2 to "
     "PO1\n" START
     "  @1s expect state \"\\\\EX1\\CCPO\" running\n  @2s fault remove gateway share CCPO\n"
     "  @2s expect state \"\\\\EX1\\CCPO\" absent\n  @15s expect result IMPORT 3\n"
     "  @16s fix gateway share CCPO \"\\\\NW1\\SYS\\CCDATA\"\n  by @31s expect delivered out 2\n"
     "  @32s fault remove gateway\n  @45s expect result EXPORT 3\n  @46s fix gateway on\n"
     "  @60s expect result EXPORT 0\n"},
    {"link: taken away, it is there and fast",
     TWIN("") "  host EX1\n  link EX1 NW1 down\n" START NO_LOGIN "  @16s fix remove link EX1 NW1\n"
              "  by @31s expect delivered out 7 in 3\n"},
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
    {"a long name where names are 8.3",
     TWIN("") "  netware NW1 names 8.3\n  file \"NW1\\SYS:CCDATA\\a long name.txt\"\n",
     "name is not valid"},
    {"a gateway share without a target",
     HOST "  netware NW1\n  gateway on account NW1\\g share CCPO\n", "needs its target"},
    {"a tree of 3.x", TWIN("") "  netware NW1 tree ACME\n", "which knows no tree"},
    {"a bindery of 3.x", TWIN("") "  netware NW1 bindery off\n", "which knows no tree"},
    {"a context that is too long",
     TREE("context ou=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.o=acme", ""),
     "the context is too long"},
    {"a context of NT", HOST "  account EXCH\\x context o=acme\n", "only NetWare accounts have"},
    {"an equivalence of NT", HOST "  account EXCH\\x equals y\n", "only NetWare accounts are"},
    {"equal to nobody", TREE("equals nobody", ""), "there is no account NW1\\nobody"},
    {"equal to one of elsewhere", TREE("equals EXCH\\svc-ccmc", ""), "is not of the server NW1"},
    {"a trustee that is no container", TREE("", "") "  trustee NW1\\ou= on SYS: rights R\n",
     "is no context"},
    {"a preferred server that is not there", HOST "  host EX1 preferred NW9\n", "no server NW9"},
    {"a link to nowhere", TWIN("") "  host EX1\n  link EX1 NW9\n", "there is no machine NW9"},
    {"a link to itself", TWIN("") "  host EX1\n  link EX1 EX1\n", "joins two machines"},
    {"no speed", TWIN("") "  host EX1\n  link EX1 NW1 speed fast\n", "'fast' is no speed"},
    {"no speed at all", TWIN("") "  host EX1\n  link EX1 NW1 speed 0\n", "'0' is no speed"},
    {"a speed of two units", TWIN("") "  host EX1\n  link EX1 NW1 speed 64kk\n", "is no speed"},
    {"a service of a NetWare server", TWIN("") "  service GSNW on NW1\n", "is a NetWare server"},
    {"a service that waits for itself", TWIN("") "  service A after A\n", "depend on itself"},
    {"a service that waits for too many", TWIN("") "  service A after B C D E F G H I J\n",
     "depends on 8 others at most"},
    {"a service with a long name",
     TWIN("") "  service Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", "too long for a service"},
    {"a service after a long name",
     TWIN("") "  service A after Baaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", "is too long"},
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
