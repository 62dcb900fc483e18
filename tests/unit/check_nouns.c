/* Every row is a world of its own in which the words are used; it holds as it is written. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "worlds/play.h"
#include "worlds/world_texts.h"

static const struct {
    const char *name;
    const char *text;
} worlds[] = {
    /* connector */
    {"connector: its parts may be left out",
     "world\n  connector\n  netware NW1\n  account NW1\\svc-ccmc\n" RIGHTS
     "  postoffice PO1 on NW1 SYS:CCDATA\n  tab path \"\\\\NW1\\SYS\\CCDATA\"\n" MAIL START
         ALL_ARRIVES},
    {"connector: a wrong stored password refuses the start", NETWARE RIGHTS MAIL START
     "  @1s do stop connector\n  @2s fault connector C1 password \"old\"\n  @3s do start "
     "connector\n"
     "  @3s expect state C1 refused 1069\n  @4s fix connector C1 password ok\n  @5s do start "
     "connector\n  @5s expect state C1 running\n"},
    {"connector: an edit may leave its name out",
     NETWARE RIGHTS MAIL "phase \"all\"\n  @0s fault connector password \"old\"\n  @1s do start "
                         "connector\n  @1s expect state connector refused\n"},
    {"connector: another store",
     "world\n  connector C1 store \"D:\\other\"\n  netware NW1\n  account NW1\\svc-ccmc\n  trustee "
     "NW1\\svc-ccmc on SYS:CCDATA rights R\n"
     "  postoffice PO1 on NW1 SYS:CCDATA\n  tab path \"\\\\NW1\\SYS\\CCDATA\"\n" MAIL START
     "  @15s expect files \"D:\\other\\Import\\*.ccm\" count 5\n  @15s expect files "
     "\"Import\\*.ccm\" count 5\n"},
    {"connector: on a machine of that name",
     "world\n  connector C1 on MAIL1\n  postoffice PO1 on MAIL1 \"D:\\ccdata\"\n  tab path "
     "\"D:\\ccdata\"\n" MAIL START ALL_ARRIVES},
    /* polling */
    {"polling: intervals",
     NETWARE RIGHTS "  polling C1 import 30s export 20s\n" MAIL START
                    "  @0s..@19s never runs EXPORT\n  @20s expect runs EXPORT\n  @0s..@29s never "
                    "runs IMPORT\n  @30s expect runs IMPORT\n"},
    {"polling: each max belongs to the word before it",
     NETWARE RIGHTS "  polling C1 import 15s max 3 export 15s max 2\n" MAIL START
                    "  @15s expect runs IMPORT count 3\n  @15s expect runs EXPORT count 2\n"},
    {"polling: an edit counts at service start", NETWARE RIGHTS MAIL START
     "  @1s do polling C1 export 40s\n  @16s expect delivered in 3\n  @17s do stop connector\n  "
     "@18s do start connector\n  @19s..@57s never runs EXPORT\n  @58s expect runs EXPORT\n"},
    /* setting */
    {"setting: of the connector",
     NETWARE "  setting C1 \"Second to wait before EXPORT\" 40\n" RIGHTS MAIL START
             "  @0s..@39s never runs EXPORT\n  @40s expect runs EXPORT\n  @40s expect setting C1 "
             "\"Second to wait before EXPORT\" 40\n"},
    {"setting: of a machine", NETWARE RIGHTS
     "  setting EX1 \"LanmanServer\\DependOnService\" \"NWLink\"\n" MAIL START ALL_ARRIVES},
    {"setting: absent", NETWARE START
     "  @0s expect setting C1 \"Use ANR\" absent\n  @1s do setting C1 \"Use ANR\" 1\n  @1s expect "
     "setting C1 \"Use ANR\" 1\n"
     "  @1s never setting C1 \"Use ANR\" 0\n  @1s never setting C1 \"Use ANR\" absent\n"},
    /* tab */
    {"tab: a wrong password", NETWARE RIGHTS MAIL START
     "  @1s fault tab C1 password \"x\"\n  @15s expect result IMPORT 3\n  @15s expect result "
     "EXPORT 3\n"
     "  @16s fix tab C1 password ok\n  by @30s expect delivered out 7 in 3\n"},
    {"tab: a wrong name",
     NETWARE RIGHTS MAIL START "  @1s fault tab C1 name \"PO9\"\n  @15s expect result EXPORT 3\n  "
                               "@16s fix tab C1 name ok\n  by @30s expect delivered out 7\n"},
    {"tab: a wrong path", NETWARE RIGHTS MAIL START
     "  @1s fault tab C1 path \"\\\\NW1\\SYS\\CCDATE\"\n  @15s expect result EXPORT 3\n"},
    {"tab: programs",
     NETWARE "  tab C1 programs 6.0/6.0\n" RIGHTS MAIL START
             "  @15s expect console EXPORT \"*6.0*\"\n  @15s expect console IMPORT \"*6.0*\"\n"},
    /* program */
    {"program: the first one on the search path runs",
     NETWARE "  program EXPORT version 8.5 at \"C:\\first\"\n  host EX1 path "
             "\"C:\\first;C:\\WINNT\\system32\"\n" RIGHTS MAIL START
             "  @15s expect console EXPORT \"*8.5*\"\n  @15s expect console IMPORT \"*5.15*\"\n"},
    {"program: removed", NETWARE RIGHTS MAIL START
     "  @0s expect state EXPORT stopped\n  @1s fault remove program EXPORT\n  @1s expect state "
     "EXPORT absent\n  @15s expect delivered in 0\n  @15s expect delivered out 7\n"},
    /* host */
    {"host: its parts",
     NETWARE "  host EX1 nt 4.0 sp 4 locale de-DE codepages 850 free 5G\n"
             "  setting C1 \"Locale Date Format\" 2\n" RIGHTS MAIL START ALL_ARRIVES},
    {"host: no space for the store",
     NETWARE "  host EX1 free 0\n" RIGHTS "  mail outgoing out 2 to PO1\n" START NOTHING_LEAVES},
    /* file */
    {"file: made with a size, and deleted", NETWARE RIGHTS START
     "  @1s do file \"Bad\\x.ccm\" size 100\n  @1s expect files \"Bad\\*.ccm\" count 1\n"
     "  @2s do file \"Bad\\*.ccm\" absent\n  @2s expect files \"Bad\\*.ccm\" count 0\n  @3s do "
     "remove file \"Bad\\x.ccm\"\n"},
    {"file: attributes beat rights",
     NETWARE "  trustee NW1\\svc-ccmc on SYS:CCDATA rights S\n" MAIL START
             "  @1s fault file \"NW1\\SYS:CCDATA\\CLANDATA\" attributes Ro Di\n  @15s expect "
             "result IMPORT 1\n  @16s fix file \"NW1\\SYS:CCDATA\\CLANDATA\" attributes none\n  by "
             "@40s expect delivered out 7\n"},
    {"file: NT renames what is read only, and does not delete it", NETWARE RIGHTS MAIL START
     "  @0s fault lock PO1 CLANDATA by router for 40s\n  @16s fault file "
     "\"Submit\\*.ccm\" attributes Ro A\n  @1m expect files \"Submit\\*.ccm\" count 0\n"
     "  @1m expect files \"Import\\*.ccm\" count 2\n  @30s..@1m expect result IMPORT 1\n"},
    {"file: present already",
     NETWARE RIGHTS START "  @1s do file \"NW1\\SYS:CCDATA\\CLANDATA\" present\n  @1s expect files "
                          "\"NW1\\SYS:CCDATA\\CLANDATA\" count 1\n"},
    /* space */
    {"space: of a NetWare volume", NETWARE RIGHTS START
     "  @1s fault space NW1 SYS free 0\n  @2s do mail out 2 to PO1\n  @15s expect result IMPORT "
     "1\n  @16s fix space NW1 free 10M\n  by @31s expect delivered out 2\n"},
    {"space: of a drive", NETWARE RIGHTS START
     "  @1s fault space EX1 free 0\n  @2s do mail out 2 to PO1\n  @1m expect delivered out 0\n  "
     "@61s fix space EX1 D free 10M\n  by @90s expect delivered out 2\n"},
    /* account */
    {"account: another password", NETWARE RIGHTS
     "  account EXCH\\admin password \"x\"\n" MAIL START
     "  @1s do account NW1\\svc-ccmc password other\n  @15s expect delivered in 0\n"},
    {"account: a password of its own",
     NETWARE RIGHTS MAIL "phase \"all\"\n  @0s fault account NW1\\svc-ccmc password \"own\"\n  @0s "
                         "do start connector\n" NO_MAIL},
    {"account: the domain's password is the twin's while the world is made",
     "world\n  netware NW1\n  account NW1\\svc-ccmc password same\n  account EXCH\\svc-ccmc "
     "password \"secret\"\n  connector C1\n" RIGHTS
     "  postoffice PO1 on NW1 SYS:CCDATA\n  tab path \"\\\\NW1\\SYS\\CCDATA\"\n" MAIL START
         ALL_ARRIVES},
    {"account: the domain's password changed later is not", NETWARE RIGHTS MAIL START
     "  @1s do stop connector\n  @2s fault account EXCH\\svc-ccmc password \"new\"\n  @3s do start "
     "connector\n  @3s expect state C1 refused 1069\n"
     "  @4s fix account EXCH\\svc-ccmc password ok\n  @5s do start connector\n  by @30s expect "
     "delivered in 3\n"},
    {"account: disabled",
     NETWARE RIGHTS "  account NW1\\svc-ccmc disabled yes\n" MAIL START NO_MAIL},
    {"account: enabled again", NETWARE RIGHTS MAIL START
     "  @0s fault account NW1\\svc-ccmc disabled\n  @0s expect account NW1\\svc-ccmc disabled\n  "
     "@15s expect delivered in 0\n  @16s fix account NW1\\svc-ccmc disabled no\n  @16s expect "
     "account NW1\\svc-ccmc enabled\n  by @30s expect delivered in 3\n"},
    {"account: locked out by bad passwords, and unlocked", NETWARE RIGHTS MAIL START
     "  @0s fault account NW1\\svc-ccmc password other lockout 3\n  @0s expect account "
     "NW1\\svc-ccmc unlocked\n  by @60s expect account NW1\\svc-ccmc locked\n"
     "  @61s fix account NW1\\svc-ccmc password same\n  @75s expect delivered in 0\n  @76s fix "
     "unlock NW1\\svc-ccmc\n  by @90s expect delivered in 3\n"},
    {"account: locked by a person", NETWARE RIGHTS MAIL START
     "  @0s fault account NW1\\svc-ccmc locked\n  @15s expect delivered in 0\n  @16s fix account "
     "NW1\\svc-ccmc locked no\n  by @30s expect delivered in 3\n"},
    {"account: expired", NETWARE RIGHTS
     "  account NW1\\svc-ccmc expires 40s\n" MAIL START
     "  by @20s expect delivered in 3\n  @41s do restart connector\n  @42s do mail in 1 from PO1\n "
     " @70s expect delivered in 3\n"
     "  @71s fix account NW1\\svc-ccmc expires never\n  by @90s expect delivered in 4\n"},
    {"account: its password expired",
     NETWARE RIGHTS "  account NW1\\svc-ccmc password-expires 1s\n" MAIL START NO_MAIL},
    {"account: supervisor",
     NETWARE "  account NW1\\svc-ccmc supervisor yes\n" MAIL START ALL_ARRIVES},
    {"account: no service logon", NETWARE RIGHTS
     "  account EXCH\\svc-ccmc service-logon no\n" MAIL START "  @0s expect state C1 refused\n"},
    {"account: no network logon",
     NT "  account EXCH\\svc-ccmc network-logon no\n" MAIL START NO_MAIL},
    {"account: connections",
     NETWARE RIGHTS "  account NW1\\svc-ccmc connections 1\n" MAIL START ALL_ARRIVES
                    "  @20s expect account NW1\\svc-ccmc sessions 1\n"},
    {"account: removed, and made again without rights", NETWARE RIGHTS MAIL START
     "  @0s fault remove account NW1\\svc-ccmc\n  @0s expect account NW1\\svc-ccmc absent\n  @15s "
     "expect delivered in 0\n"
     "  @16s do account NW1\\svc-ccmc password same\n  @30s expect delivered in 0\n  @31s fix "
     "trustee NW1\\svc-ccmc on SYS:CCDATA rights RWCE\n  by @45s expect delivered in 3\n"},
    /* group */
    {"group: members have its rights", NETWARE
     "  group NW1\\MAIL members svc-ccmc\n  trustee NW1\\MAIL on SYS:CCDATA rights RWCE\n" MAIL
         START ALL_ARRIVES},
    {"group: without members", NETWARE
     "  group NW1\\MAIL members svc-ccmc\n  trustee NW1\\MAIL on SYS:CCDATA rights RWCE\n" MAIL
     "phase \"all\"\n  @0s fault group NW1\\MAIL members none\n  @0s do start connector\n" NO_MAIL},
    {"group: of a domain",
     NT "  group EXCH\\mailers members EXCH\\svc-ccmc\n" MAIL
        "phase \"all\"\n  @0s do remove acl NT1 CCPO allow EXCH\\svc-ccmc\n  @0s do acl NT1 CCPO "
        "allow EXCH\\mailers full\n  @0s do start connector\n" ALL_ARRIVES},
    {"group: removed", NETWARE
     "  group NW1\\MAIL members svc-ccmc\n  trustee NW1\\MAIL on SYS:CCDATA rights RWCE\n" MAIL
     "phase \"all\"\n  @0s fault remove group NW1\\MAIL\n  @0s do start connector\n" NO_MAIL},
    /* netware */
    {"netware: down and up",
     NETWARE RIGHTS MAIL START "  @1s fault netware NW1 down\n  @15s expect delivered in 0\n  @16s "
                               "fix netware NW1 up\n  by @30s expect delivered out 7 in 3\n"},
    {"netware: other volumes",
     HOST "  netware NW1 version 4.11 volume SYS MAIL size 100M\n  netware NW2\n  account "
          "NW1\\svc-ccmc\n  trustee NW1\\svc-ccmc on MAIL:PO rights RWCE\n"
          "  postoffice PO1 on NW1 MAIL:PO\n  tab C1 path \"\\\\NW1\\MAIL\\PO\"\n" MAIL START
              ALL_ARRIVES},
    {"netware: two servers with a volume of one name",
     HOST "  netware NW1 volume SYS\n  netware NW2 volume SYS\n  account NW1\\svc-ccmc\n  account "
          "NW2\\svc-ccmc\n"
          "  trustee NW1\\svc-ccmc on SYS:CCDATA rights R\n  trustee NW2\\svc-ccmc on SYS:CCDATA "
          "rights RWCE\n  postoffice PO1 on NW2 SYS:CCDATA\n  postoffice PO2 on NW1 SYS:CCDATA\n  "
          "tab C1 postoffice PO1 path \"\\\\NW2\\SYS\\CCDATA\"\n" MAIL START ALL_ARRIVES},
    /* trustee */
    {"trustee: an edit finds its place by the world line",
     NETWARE "  trustee NW1\\svc-ccmc on SYS:CCDATA rights R\n" MAIL START
             "  @1s fix trustee NW1\\svc-ccmc rights S\n" ALL_ARRIVES},
    {"trustee: no rights at all",
     NETWARE "  trustee NW1\\svc-ccmc on SYS:CCDATA rights none\n" MAIL START NO_MAIL},
    {"trustee: removed",
     NETWARE RIGHTS MAIL "phase \"all\"\n  @0s fault remove trustee NW1\\svc-ccmc on SYS:CCDATA\n  "
                         "@0s do start connector\n" NO_MAIL},
    {"trustee: a mask with rights from above", NETWARE
     "  trustee NW1\\svc-ccmc on SYS: rights RWCE\n  trustee on SYS:CCDATA mask R\n" MAIL START
         NOTHING_LEAVES},
    {"trustee: a mask of all rights",
     NETWARE "  trustee NW1\\svc-ccmc on SYS: rights RWCE mask all\n" MAIL START ALL_ARRIVES},
    {"trustee: attributes of a file", NETWARE RIGHTS
     "  trustee on SYS:CCDATA\\CLANDATA attributes Ro Ri Di\n" MAIL START NOTHING_LEAVES},
    /* gateway */
    {"gateway: its account's rights count", GATEWAY MAIL START ALL_ARRIVES},
    {"gateway: off",
     GATEWAY MAIL START "  @1s fault gateway off\n  @15s expect delivered in 0\n  @16s fix gateway "
                        "on\n  by @30s expect delivered out 7 in 3\n"},
    {"gateway: a wrong password", GATEWAY MAIL
     "phase \"all\"\n  @0s fault gateway password other\n  @0s do start connector\n  @15s expect "
     "delivered in 0\n  @16s fix gateway password ok\n  by @45s expect delivered in 3\n"},
    {"gateway: its account is not in NTGATEWAY",
     GATEWAY "  group NW1\\NTGATEWAY members none\n" MAIL START NO_MAIL},
    {"gateway: off without one", NETWARE RIGHTS "  gateway off\n" MAIL START ALL_ARRIVES},
    {"gateway: another account later",
     GATEWAY "  account NW1\\weak\n" MAIL START
             "  @1s fault gateway account NW1\\weak\n  @15s expect delivered in 0\n"},
    /* ntserver, acl */
    {"ntserver: a share for the service account", NT MAIL START ALL_ARRIVES},
    {"ntserver: a share that says nothing is for everyone",
     HOST "  ntserver NT1 share CCPO\n  postoffice PO1 on NT1 CCPO\n  tab C1 path "
          "\"\\\\NT1\\CCPO\"\n" MAIL START ALL_ARRIVES},
    {"ntserver: down", NT MAIL
     "phase \"all\"\n  @0s fault ntserver NT1 down\n  @0s do start connector\n  @15s expect "
     "delivered in 0\n  @16s fix ntserver NT1 up\n  by @30s expect delivered in 3\n"},
    {"ntserver: its share removed, and made again", NT MAIL
     "phase \"all\"\n  @0s fault remove ntserver NT1 share CCPO\n  @0s do start connector\n"
     "  @15s expect delivered in 0\n  @16s fix ntserver NT1 share CCPO path \"D:\\ccdata\"\n"
     "  by @30s expect delivered out 7 in 3\n"},
    {"ntserver: the share of another path, and of the right one", NT MAIL
     "phase \"all\"\n  @0s fault ntserver NT1 share CCPO path \"D:\\empty\"\n  @0s do start "
     "connector\n"
     "  @15s expect delivered in 0\n  @16s fix ntserver NT1 share CCPO path \"D:\\ccdata\"\n"
     "  by @30s expect delivered out 7 in 3\n"},
    {"ntserver: no access",
     HOST "  ntserver NT1 share CCPO acl Everyone full acl EXCH\\svc-ccmc none\n  postoffice PO1 "
          "on NT1 CCPO\n  tab C1 path \"\\\\NT1\\CCPO\"\n" MAIL START NO_MAIL},
    {"acl: order counts in the world",
     NT "  acl NT1 \"D:\\ccdata\" allow Everyone full deny EXCH\\svc-ccmc full\n" MAIL START
         ALL_ARRIVES},
    {"acl: what denies may come first",
     NT "  acl NT1 \"D:\\ccdata\" deny EXCH\\svc-ccmc write allow Everyone full\n" MAIL START
         NOTHING_LEAVES "  @15s expect delivered in 3\n"},
    {"acl: a person's edit replaces the account's entry", NT MAIL START
     "  @1s fault acl NT1 CCPO allow EXCH\\svc-ccmc read\n  @1m expect delivered out 0 in 3\n  "
     "@61s fix acl NT1 CCPO allow EXCH\\svc-ccmc change\n  by @90s expect delivered out 7\n"},
    {"acl: a person's denial comes first",
     NT MAIL START "  @1s fault acl NT1 CCPO deny Everyone full\n  @15s expect delivered in 0\n  "
                   "@16s fix remove acl NT1 CCPO deny Everyone\n  by @30s expect delivered in 3\n"},
    {"acl: of a file", NT MAIL "phase \"all\"\n  @0s fault acl NT1 \"D:\\ccdata\\CLANDATA\" allow "
                               "EXCH\\svc-ccmc read\n  @0s do start connector\n" NOTHING_LEAVES},
    {"acl: the list is taken away",
     NT MAIL START "  @1s fault acl NT1 \"D:\\ccdata\" allow EXCH\\svc-ccmc read deny Everyone "
                   "write\n  @1m expect delivered out 0 in 3\n  @61s fix remove acl NT1 "
                   "\"D:\\ccdata\"\n  by @90s expect delivered out 7\n"},
    {"acl: a list begins anew behind one that was taken away",
     NT MAIL START "  @1s fix remove acl NT1 CCPO\n  @1s fault acl NT1 CCPO allow SYSTEM read\n"
                   "  @15s expect delivered in 0\n"},
    {"acl: nobody is left", NT "  acl NT1 \"D:\\ccdata\" allow EXCH\\svc-ccmc full\n" MAIL
                               "phase \"all\"\n  @0s fault remove acl NT1 \"D:\\ccdata\" allow "
                               "EXCH\\svc-ccmc\n  @0s do start connector\n" NO_MAIL},
    {"acl: what a move of the post office has set stays for the others", NETWARE
     "  account EXCH\\admin\n  trustee NW1\\svc-ccmc on SYS:CCDATA rights R\n" MAIL START
     "  @16s do stop connector\n  @16s do move postoffice PO1 to EX1 share CCPO path "
     "\"D:\\ccdata\" acl EXCH\\svc-ccmc change\n  @16s fix acl EX1 CCPO allow EXCH\\admin full\n"
     "  @16s fix tab C1 path \"\\\\EX1\\CCPO\"\n  @17s do start connector\n  by @40s expect "
     "delivered out 7 in 3\n"},
    {"acl: known names", NT "  acl NT1 \"D:\\ccdata\" allow SYSTEM full allow Administrators full "
                            "allow \"CREATOR OWNER\" full\n" MAIL START NO_MAIL},
    /* post office, entries, dirsync, site, recipient */
    {"postoffice: a password of its own, DB8",
     HOST "  netware NW1\n  account NW1\\svc-ccmc\n" RIGHTS
          "  postoffice PO1 on NW1 SYS:CCDATA format DB8 password \"hidden\"\n  tab C1 path "
          "\"\\\\NW1\\SYS\\CCDATA\"\n" MAIL START ALL_ARRIVES},
    {"entry: users of the post office",
     NETWARE RIGHTS "  entry PO1 \"Lind, Per\"\n  mail m1 out to \"Lind, Per at PO1\"\n" START
                    "  by @20s expect delivered m1 to \"Lind, Per\" copies 1\n  @20s expect entry "
                    "PO1 \"Lind, Per\" kind local\n"},
    {"entry: the site's, with its comment", NETWARE RIGHTS START
     "  @0s expect entry PO1 \"SITE1\" kind postoffice comment \"MSExchangeCCMC EX1\"\n  @0s never "
     "entry PO1 \"SITE1\" kind local\n  @0s never entry PO1 \"SITE1\" comment \"x*\"\n  @0s expect "
     "entry PO1 \"Nobody\" absent\n  @0s never entry PO1 \"SITE1\" absent\n"},
    {"entry: removed", NETWARE RIGHTS START
     "  @1s fault remove entry PO1 \"SITE1\"\n  @15s expect result EXPORT 3\n"},
    {"entry: others", NETWARE RIGHTS
     "  entry PO1 \"HUBPO1\" kind postoffice\n  entry PO1 \"Ek, Eva\" at HUBPO1 comment \"far "
     "away\"\n" START "  @0s expect entry PO1 \"Ek, Eva\" kind remote comment \"far*\"\n"},
    {"dirsync: never", NETWARE RIGHTS
     "  dirsync PO1 never import \"Import\" export \"Recipients\"\n" MAIL START
     "  @0s expect dirsync PO1 never\n  @15s expect result EXPORT 3\n  @16s fix dirsync PO1 "
     "completed\n  @16s expect dirsync PO1 completed\n  @16s never dirsync PO1 never\n  @17s do "
     "mail in 2 from PO1\n  by @45s expect result EXPORT 0\n"},
    {"dirsync: lost", NETWARE RIGHTS "  dirsync PO1 completed\n" MAIL START
                                     "  @15s expect delivered in 3\n  @16s fault dirsync PO1 "
                                     "never\n  @30s expect result EXPORT 3\n"},
    {"site: another address",
     "world\n  site SITE1 address \"EXSITE\" containers \"Recipients\" version 5.5\n  connector "
     "C1\n  netware NW1\n  account NW1\\svc-ccmc\n" RIGHTS
     "  postoffice PO1 on NW1 SYS:CCDATA\n  tab path \"\\\\NW1\\SYS\\CCDATA\"\n" MAIL START
         ALL_ARRIVES "  @20s expect entry PO1 \"EXSITE\" kind postoffice\n"},
    {"recipient: mail for it", NETWARE RIGHTS
     "  recipient SITE1 \"Ohm, Ida\" kind mailbox proxies \"SMTP:x\" \"CCMAIL:Ohm, Ida at SITE1\" "
     "in \"Recipients\" notes \"new\"\n  mail m1 in from PO1 to \"Ohm, Ida at SITE1\"\n" START
     "  by @20s expect delivered m1 to \"Ohm, Ida\" copies 1\n  @20s expect entry PO1 \"Ohm, Ida\" "
     "kind remote\n"},
    {"recipient: custom",
     NETWARE RIGHTS "  recipient SITE1 \"Far, Away\" kind custom\n" START "  @0s expect drained\n"},
    {"recipient: removed",
     NETWARE RIGHTS "  recipient SITE1 \"Brady, Sally\"\n  recipient SITE1 \"Ohm, Ida\"\n" START
                    "  @1s do remove recipient SITE1 \"Ohm, Ida\"\n  @1s expect drained\n"},
    /* mail */
    {"mail: waits for its step", NETWARE RIGHTS
     "  mail m1 out to PO1\n" START
     "  @16s expect delivered m1 copies 0\n  @17s do mail m1\n  by @31s expect delivered m1\n"},
    {"mail: its parts", NETWARE RIGHTS
     "  mail m1 out from \"Brady, Sally\" to \"Smith, J at PO1\" subject \"Plan\" text 3000 text "
     "\"and this\" file \"a.wk4\" 3K file \"b.wk4\"\n" START
     "  @15s expect content m1 at \"Smith, J\" from \"Brady, Sally*\" subject \"Plan\" text \"*and "
     "this*\" files 2 file 1 name \"a.wk4\" size 3K same-bytes\n"
     "  @15s expect content m1 at \"Smith, J\" file 2 name \"b.wk4\" size 1024\n  @15s never "
     "content m1 at \"Smith, J\" file 3\n  @15s never content m1 at \"Smith, J\" file 1 size 4K\n"
     "  @15s never content m1 at \"Smith, J\" subject \"Plane\"\n  @15s never content m1 at "
     "\"Smith, J\" files 1\n  @15s never content m1 at \"Smith, J\" file 1 name \"c.*\"\n  @15s "
     "never content m1 at \"Smith, J\" text \"nothing\"\n"
     "  @15s never content m1 at \"Brady, Sally\"\n"},
    {"mail: copies", NETWARE RIGHTS
     "  entry PO1 \"Smith, J\"\n  entry PO1 \"Lind, Per\"\n  mail m1 out to \"Smith, J at PO1\" cc "
     "\"Lind, Per at PO1\" subject \"Both\"\n" START
     "  @15s expect delivered m1 copies 2\n  @15s expect content m1 at \"Lind, Per\" to \"Smith, J "
     "at PO1\" cc \"Lind, Per at PO1\" bcc none\n  @15s never content m1 at \"Lind, Per\" cc "
     "none\n  @15s never content m1 at \"Lind, Per\" to \"Lind, Per at PO1\"\n"},
    {"mail: into Exchange, with a file", NETWARE RIGHTS
     "  mail m1 in from \"Smith, J at PO1\" to \"Brady, Sally at SITE1\" subject \"Back\" file "
     "\"c.txt\" 300\n" START
     "  @15s expect content m1 at \"Brady, Sally\" from \"Smith, J*\" subject \"Back\" kind note "
     "files 1 same-bytes\n  @15s never content m1 at \"Brady, Sally\" kind report\n"},
    {"mail: to somebody who is not there comes back",
     NETWARE RIGHTS "  mail m1 out to \"Nobody, N at PO1\" subject \"Lost\"\n" START
                    "  by @31s expect returned m1 count 1\n  @31s expect delivered m1 copies 0\n  "
                    "@31s never returned m1 count 2\n"},
    {"mail: a queue is cleared", NETWARE
     "  trustee NW1\\svc-ccmc on SYS:CCDATA rights R\n  mail outgoing out 12 to PO1 subject "
     "\"Bulk\"\n  mail incoming in 1 from PO1\n" START
     "  @15s expect queue mts-out count 2\n  @16s do delete queue mts-out\n  @16s expect queue "
     "mts-out count 0\n  @16s expect queue mts-in count 0\n  @17s do mail m9 out to PO1 subject "
     "\"Late\"\n  @18s do delete queue mts-out m9\n  @18s expect queue mts-out count 0\n"},
    {"mail: at a named post office",
     NETWARE RIGHTS START "  @1s do mail in 2 from \"Smith, J\" at PO1\n  @1s do mail out 2 at "
                          "PO1\n  by @15s expect delivered in 2 out 2\n"},
    {"mail: what comes back says why",
     NETWARE RIGHTS "  mail m1 out to \"Nobody, N at PO1\" subject \"Lost\"\n" START
                    "  by @31s expect returned m1 count 1\n  @31s expect returned m1 text "
                    "\"*Nobody, N*\"\n  @31s never returned m1 text \"nothing of that\"\n  @31s "
                    "never returned m1 subject \"nothing of that\"\n"},
    {"mail: into Exchange for nobody comes back to the post office", NETWARE RIGHTS
     "  entry PO1 \"Gone, G\" at SITE1 fan \"Gone, G\"\n  mail m1 in from PO1 to \"Gone, G at "
     "SITE1\" subject "
     "\"Lost\"\n" START "  by @31s expect returned m1 count 1\n  by @1m expect returned m1 text "
     "\"*Gone, G*\"\n  @1m never returned m1 text \"nothing of that\"\n"},
    {"events: by part of their text, source and count", NETWARE
     "  trustee NW1\\svc-ccmc on SYS:CCDATA rights R\n" MAIL START
     "  @15s expect event any \"result code 1\" source MSExchangeCCMC count 1\n  @15s never event "
     "any \"result code 7\"\n  @15s never event any source MSExchangeMTA\n  @15s never event any "
     "\"Result Code 1\"\n  @15s expect event any \"IMPORT from file ?.ccm\"\n"},
    {"connector: logging",
     NETWARE "  connector C1 logging General minimum logging Outbound maximum\n" RIGHTS MAIL START
             "  @15s expect event any \"completed successfully\"\n"},
    {"session: its drives, and until it ends", NETWARE RIGHTS MAIL
     "  account EXCH\\admin\n  account NW1\\admin password same supervisor yes\n"
     "  session EXCH\\admin interactive drive N: \"\\\\NW1\\SYS\"\n" START
     "  @1s do run export PO1 \"/DN:\\CCDATA /MSG# /@list.txt\" account EXCH\\admin interactive\n"
     "  @1s expect result EXPORT 0\n  @2s do remove session EXCH\\admin\n"
     "  @3s do run export PO1 \"/DN:\\CCDATA /MSG# /@list.txt\" account EXCH\\admin interactive\n"
     "  @3s expect result EXPORT 3\n"},
    {"service: without GSNW no way leads to NetWare", NETWARE RIGHTS MAIL START
     "  @1s fault service GSNW stopped\n  @15s expect result EXPORT 3\n  @16s fix service GSNW\n"
     "  @30s expect delivered out 7 in 3\n"},
    /* steps */
    {"steps: boot",
     NETWARE RIGHTS MAIL START "  @1s do boot EX1\n  by @40s expect delivered out 7 in 3\n"},
    {"steps: a program of a person under an account", NETWARE RIGHTS MAIL
     "phase \"all\"\n  @1s do account EXCH\\admin\n  @1s do run export PO1 \"/MSG# "
     "/@list.txt\" account EXCH\\admin interactive\n  @1s expect result EXPORT 3\n"},
    {"steps: start, stop, restart", NETWARE RIGHTS START
     "  @0s expect state C1 running\n  @1s do stop connector\n  @1s expect state connector "
     "stopped\n  @2s do start C1\n  @2s expect state C1 running\n  @3s do restart connector C1\n  "
     "by @4s expect state C1 running\n  @4s never state C1 stopped\n"},
    {"steps: kill the service", NETWARE RIGHTS MAIL START
     "  @1s fault kill connector\n  @1s expect state C1 stopped\n  @20s expect delivered in 0\n  "
     "@21s do start connector\n  by @45s expect delivered in 3\n"},
    {"steps: without File Scan nobody sees that it is shut",
     NETWARE RIGHTS MAIL START "  @1s do shut PO1\n  @15s expect delivered out 7 in 3\n"},
    {"steps: shut and open",
     NETWARE "  trustee NW1\\svc-ccmc on SYS:CCDATA rights RWCEF\n" MAIL START
             "  @1s do shut PO1\n  @1s expect state PO1 shut\n  @15s expect result EXPORT 4\n  "
             "@15s expect result IMPORT 4\n  @16s do open PO1\n  @16s expect state PO1 open\n  by "
             "@31s expect delivered out 7 in 3\n"},
    {"steps: files moved, copied, deleted", NETWARE
     "  trustee NW1\\svc-ccmc on SYS:CCDATA rights R\n" MAIL START
     "  @15s expect files \"Import\\*.ccm\" count 5\n  @16s do copy files \"Import\\*.ccm\" to "
     "\"D:\\keep\" first 2\n  @16s expect files \"D:\\keep\\*\" count 2\n"
     "  @17s do move files \"Import\\*.ccm\" to \"C:\\hold\"\n  @17s expect files "
     "\"Import\\*.ccm\" count 0\n  @17s expect files \"C:\\hold\\*.ccm\" count 5\n"
     "  @18s do delete files \"C:\\hold\\*.ccm\" first 1\n  @18s expect files \"C:\\hold\\*.ccm\" "
     "count 4\n  @18s do delete files \"D:\\nowhere\\*\"\n"},
    {"steps: a move from volume to volume replaces nothing", NETWARE
     "  trustee NW1\\svc-ccmc on SYS:CCDATA rights R\n" MAIL START
     "  @15s expect files \"Import\\*.ccm\" count 5\n  @16s do copy files \"Import\\*.ccm\" to "
     "\"C:\\hold\"\n  @17s do move files \"C:\\hold\\*.ccm\" to "
     "\"D:\\exchsrvr\\ccmcdata\\Import\"\n  @18s expect files \"C:\\hold\\*.ccm\" count 5\n"
     "  @18s expect files \"Import\\*.ccm\" count 5\n"},
    {"steps: a post office moves",
     NETWARE "  trustee NW1\\svc-ccmc on SYS:CCDATA rights R\n" MAIL START
             "  @16s do stop connector\n  @16s do move postoffice PO1 to EX1 share CCPO path "
             "\"D:\\ccdata\" acl EXCH\\svc-ccmc change\n  @16s fix tab C1 path \"\\\\EX1\\CCPO\"\n "
             " @17s do start connector\n  by @40s expect delivered out 7 in 3\n"},
    {"steps: a program is run by a person", NETWARE RIGHTS MAIL
     "phase \"all\"\n  @1s do run export PO1 \"/MSG# /@list.txt\"\n"
     "  @1s expect result EXPORT 0 count 1\n  @1s expect files \"C:\\list.txt\" count 1\n"
     "  @1s expect delivered in 0\n  @1s never drained\n  @2s do run nothing\n"},
    {"steps: a program that takes its time",
     NETWARE RIGHTS MAIL "phase \"all\"\n  @1s do run export PO1 \"/MSG# /@list.txt\" takes 20s\n"
                         "  @10s expect state EXPORT busy\n  @11s fault kill EXPORT\n  @11s expect "
                         "state EXPORT stopped\n"},
    {"steps: a program is told another name", NETWARE RIGHTS MAIL
     "phase \"all\"\n  @1s do run export PO1 \"/NNobody /@list.txt\" in \"D:\\\"\n"
     "  @1s expect result EXPORT 3\n"},
};

START_TEST(worlds_are_as_their_lines_say)
{
    struct play play = {0};
    ck_assert_msg(play_text(&play, worlds[_i].text) == RUN_OK, "%s: %s", worlds[_i].name,
                  play_story(&play));
    play_release(&play);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("nouns");
    TCase *tcase = tcase_create("nouns");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, worlds_are_as_their_lines_say, 0, (int)ARRAY_COUNT(worlds));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
