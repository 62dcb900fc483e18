/* `rights explain` on scenarios of the project and on worlds of its own. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "cli/rights.h"
#include "fs/fs.h"
#include "scenario/virtual_time.h"

static struct arena arena;
static struct buffer target;
static struct buffer errors;
static struct diagnostic diagnostic;

static void setup(void)
{
    arena = (struct arena){0};
    diagnostic = (struct diagnostic){0};
    buffer_init(&target, &arena);
    buffer_init(&errors, &arena);
}

static void teardown(void)
{
    arena_release(&arena);
}

static int ask(const char *file, const char *account, const char *path, const char *at)
{
    const char *paths[] = {"explain", file};
    uint64_t at_us = 0;
    ck_assert(at == NULL || virtual_time_parse(at, &at_us));
    const struct options options = {.command = COMMAND_RIGHTS,
                                    .paths = paths,
                                    .path_count = file != NULL ? 2 : 1,
                                    .account = account,
                                    .path = path,
                                    .at = at_us};
    return rights_run(&options, &target, &errors, &diagnostic);
}

/* Each line must stand somewhere behind the one before. */
static void check_lines(const char *name, const char *lines)
{
    const char *from = buffer_string(&target);
    char line[256];
    while (*lines != '\0') {
        const size_t length = strcspn(lines, "\n");
        (void)snprintf(line, sizeof(line), "%.*s", (int)length, lines);
        lines += length + (lines[length] != '\0' ? 1 : 0);
        const char *found = strstr(from, line);
        ck_assert_msg(found != NULL, "%s: no '%s' in\n%s", name, line, buffer_string(&target));
        from = found + strlen(line);
    }
}

static const struct {
    const char *file; /* below scenarios/rights */
    const char *account;
    const char *path;
    const char *at;
    const char *lines;
} documented[] = {
    {"event-59-trustee-without-create", "EXCH\\svc-ccmc", "\\\\NW1\\SYS\\CCDATA\\CLANDATA", NULL,
     "at @0s\n"
     "account    EXCH\\svc-ccmc, as the service of C1 at EX1\n"
     "reached    NetWare volume NW1\\SYS:CCDATA\\CLANDATA, as NW1\\svc-ccmc\n"
     "token      NW1\\svc-ccmc; NW1\\EVERYONE\n"
     "  SYS:CCDATA\n"
     "    NW1\\svc-ccmc             assigned [RWMF]\n"
     "effective  [RWMF]\n"
     "  list        allowed\n"
     "  open read   allowed\n"
     "  open write  allowed\n"
     "  create      error 5, access denied, NetWare code 0x84, lacks C\n"
     "  rename      allowed\n"
     "  delete      error 5, access denied, NetWare code 0x8A, lacks E\n"},
    {"event-59-trustee-without-create", "EXCH\\svc-ccmc", "\\\\NW1\\SYS\\CCDATA", "62s",
     "at @1m2s\n"
     "effective  [RWCEMF]\n"
     "operations (reading and writing: a file in it)\n"
     "  create      allowed\n"
     "  delete      error 145, directory is not empty\n"},
    {"event-59-trustee-without-create", "NW1\\svc-ccmc", "SYS:CCDATA", NULL,
     "reached    NetWare volume NW1\\SYS:CCDATA, as NW1\\svc-ccmc\n"
     "effective  [RWMF]\n"},
    {"event-59-trustee-without-create", "EXCH\\svc-ccmc", "SYS:CCDATA\\CLANDATA", NULL,
     "account    EXCH\\svc-ccmc, as the service of C1 at EX1\n"
     "reached    NetWare volume NW1\\SYS:CCDATA\\CLANDATA, as NW1\\svc-ccmc\n"},
    {"event-59-inherited-rights-mask", "EXCH\\svc-ccmc", "\\\\NW1\\SYS\\CCDATA\\CLANDATA", "0s",
     "  SYS:\n"
     "    NW1\\svc-ccmc             assigned [RWCEMF]\n"
     "  SYS:CCDATA  mask [RF]  no assignment\n"
     "    NW1\\svc-ccmc             the mask leaves [RF] of [RWCEMF]\n"
     "  comes down to it: NW1\\svc-ccmc [RF]\n"
     "effective  [RF]\n"},
    {"event-59-share-read-only", "EXCH\\svc-ccmc", "\\\\NT1\\CCPO\\USR00001", NULL,
     "reached    NT share NT1 D:\\ccdata\\USR00001, by share CCPO of NT1\n"
     "share CCPO\n"
     "  allow EXCH\\svc-ccmc            read, execute: grants read, execute\n"
     "list of D:\\ccdata, its directory\n"
     "list of D:\\ccdata\\USR00001\n"
     "  allow Everyone                 everything: grants everything\n"
     "effective  read, execute\n"
     "  open read   allowed\n"
     "  open write  error 5, access denied, lacks write\n"},
    {"event-70-directory-acl", "EXCH\\svc-ccmc", "\\\\NT1\\CCPO", NULL,
     "  allow EXCH\\admin               everything: not in the token\n"
     "effective  nothing\n"
     "  list        error 5, access denied, lacks read\n"},
    {"event-70-no-twin-account", "EXCH\\svc-ccmc", "\\\\NW1\\SYS\\CCDATA", NULL,
     "refused    on the way: error 1326\n"
     "NW1 has no account svc-ccmc\n"
     "  delete      error 1326"},
    {"event-70-password-changed", "EXCH\\svc-ccmc", "\\\\NW1\\SYS\\CCDATA", NULL,
     "refused    at its logon: error 1326\n"
     "its password is another than the one that is stored with the service\n"},
    {"event-70-twin-other-password", "EXCH\\svc-ccmc", "\\\\NW1\\SYS\\CCDATA", NULL,
     "refused    on the way: error 1326\nthe password of NW1\\svc-ccmc is another\n"},
    {"event-70-netware-down", "EXCH\\svc-ccmc", "\\\\NW1\\SYS\\CCDATA", NULL,
     "refused    on the way: error 53\nNW1 is down\n"},
    {"event-70-gateway-not-in-group", "EXCH\\svc-ccmc", "\\\\EX1\\CCPO", NULL,
     "refused    on the way: error 55\n"
     "the gateway's account NW1\\nwgate is not in NTGATEWAY\n"},
    {"event-70-gateway-off", "EXCH\\svc-ccmc", "\\\\EX1\\CCPO", NULL,
     "refused    on the way: error 55\nthe gateway is off\n"},
    {"event-70-gateway-password", "EXCH\\svc-ccmc", "\\\\EX1\\CCPO", NULL,
     "NetWare refuses the gateway's account NW1\\nwgate\n"},
    {"event-70-gateway-gsnw-stopped", "EXCH\\svc-ccmc", "\\\\EX1\\CCPO", NULL,
     "Gateway Service for NetWare is stopped there\n"},
    {"event-59-gateway-read-only", "EXCH\\svc-ccmc", "\\\\EX1\\CCPO\\CLANDATA", NULL,
     "reached    gateway share NW1\\SYS:CCDATA\\CLANDATA, by share CCPO of EX1\n"
     "token      EXCH\\svc-ccmc\n"
     "share CCPO\n"
     "gateway of EX1: acts as NW1\\nwgate for everybody\n"
     "token      NW1\\nwgate\n"
     "trustees\n"
     "  open write  error 5, access denied"},
    {"event-70-gateway-share-acl", "EXCH\\svc-ccmc", "\\\\EX1\\CCPO\\CLANDATA", NULL,
     "refused    on the way: error 5, access denied\n"
     "token      EXCH\\svc-ccmc\n"
     "share CCPO\n"
     "  leaves nothing\n"
     "  list        error 5, access denied\n"},
    {"healthy", "EXCH\\svc-ccmc", "D:\\exchsrvr\\ccmcdata", NULL,
     "reached    local disk EX1 D:\\exchsrvr\\ccmcdata\n"
     "  no list: everything is granted\n"
     "effective  everything\n"},
    {"healthy", "NW1\\svc-ccmc", "\\\\NW1\\SYS\\CCDATA", NULL, "a person at EX1\n"},
};

START_TEST(documented_worlds_are_explained)
{
    char file[512];
    (void)snprintf(file, sizeof(file), "%s/scenarios/rights/%s.scn", SOURCE_DIR,
                   documented[_i].file);
    const int exit = ask(file, documented[_i].account, documented[_i].path, documented[_i].at);
    ck_assert_msg(exit == 0, "%s: %s%s", file, diagnostic.text, buffer_string(&errors));
    check_lines(documented[_i].file, documented[_i].lines);
}
END_TEST

static const struct {
    const char *name;
    const char *world;
    const char *account;
    const char *path;
    const char *lines;
} own[] = {
    {"entries are weighed in their order",
     "  account  EXCH\\anna\n"
     "  account  EXCH\\berta\n"
     "  group    EXCH\\g  members anna berta\n"
     "  ntserver NT1  share DATA  path \"D:\\data\"\n"
     "  acl      NT1 \"D:\\data\"  deny EXCH\\g write\n"
     "  acl      NT1 \"D:\\data\"  allow EXCH\\anna change\n"
     "  acl      NT1 \"D:\\data\"  deny EXCH\\anna read\n"
     "  acl      NT1 \"D:\\data\"  allow EXCH\\berta full\n",
     "EXCH\\anna", "\\\\NT1\\DATA",
     "token      EXCH\\anna; EXCH\\g; Everyone\n"
     "  deny  EXCH\\g                   write: denies write\n"
     "  allow EXCH\\anna                change: grants read, execute, delete\n"
     "  deny  EXCH\\anna                read, execute: denies nothing\n"
     "  allow EXCH\\berta               everything: not in the token\n"
     "  leaves read, execute, delete\n"
     "  open read   allowed\n"
     "  open write  error 5, access denied, lacks write\n"
     "  rename      error 5, access denied: the root of a share or volume stays\n"},
    {"an administrator has privileges and owns what the system made",
     "  account  EXCH\\root\n"
     "  group    BUILTIN\\Administrators  members EXCH\\root\n"
     "  account  EXCH\\anna\n"
     "  ntserver NT1  share DATA  path \"D:\\data\"\n"
     "  acl      NT1 \"D:\\data\"  allow EXCH\\anna read\n",
     "EXCH\\root", "\\\\NT1\\DATA",
     "; privileges backup, restore, take ownership, security\n"
     "  owner BUILTIN\\Administrators   grants read permissions, change permissions\n"
     "  leaves read permissions, change permissions, take ownership\n"},
    {"a supervisor is asked for nothing",
     "  netware  NW1  volume SYS\n"
     "  postoffice PO1  on NW1 SYS:A\n"
     "  account  NW1\\sup  supervisor\n"
     "  trustee  on SYS:A  mask none\n",
     "NW1\\sup", "\\\\NW1\\SYS\\A\\CLANDATA",
     "  supervisor or equivalent: all rights, no assignment is looked at\n"
     "effective  [SRWCEMFA]\n"
     "  delete      allowed\n"},
    {"Supervisor from above stays, and groups are added",
     "  netware  NW1  volume SYS\n"
     "  postoffice PO1  on NW1 SYS:A\n"
     "  account  NW1\\anna\n"
     "  account  NW1\\else\n"
     "  group    NW1\\g  members anna\n"
     "  trustee  NW1\\g  on SYS:A  rights S\n"
     "  trustee  NW1\\g  on SYS:A\\CLANDATA  rights R\n"
     "  trustee  NW1\\anna  on SYS:A  rights RW\n"
     "  trustee  NW1\\anna  on SYS:A\\CLANDATA  rights R\n"
     "  trustee  NW1\\else  on SYS:A\\CLANDATA  rights RF\n",
     "NW1\\anna", "\\\\NW1\\SYS\\A\\CLANDATA",
     "    NW1\\anna                 assigned [RW]\n"
     "    NW1\\g                    assigned [S]\n"
     "    NW1\\anna                 assigned [R], in the place of [RW]\n"
     "    NW1\\g                    assigned [R]: Supervisor from above stays\n"
     "    NW1\\else                 assigned [RF]: not in the token\n"
     "  comes down to it: NW1\\anna [R]\n"
     "  comes down to it: NW1\\g [SRWCEMFA]\n"
     "effective  [SRWCEMFA]\n"},
    {"attributes beat rights, and names may be hidden",
     "  netware  NW1  volume SYS\n"
     "  postoffice PO1  on NW1 SYS:A\n"
     "  account  NW1\\anna\n"
     "  trustee  NW1\\anna  on SYS:A  rights RWCEM\n"
     "  trustee  on SYS:A\\CLANDATA  attributes Ri\n",
     "NW1\\anna", "\\\\NW1\\SYS\\A\\CLANDATA",
     "effective  [RWCEM]\n"
     "  list        allowed, but shows 0 of 1: lacks F on the others\n"
     "  rename      error 5, access denied, NetWare code 0x8B: an attribute forbids it\n"
     "  delete      allowed\n"},
    {"a listing without File Scan shows nothing",
     "  netware  NW1  volume SYS\n"
     "  postoffice PO1  on NW1 SYS:A\n"
     "  account  NW1\\anna\n"
     "  trustee  NW1\\anna  on SYS:A  rights RWCEM\n",
     "NW1\\anna", "\\\\NW1\\SYS\\A",
     "  list        allowed, but shows 0 of 11: lacks F on the others\n"},
    {"a disabled account does not come as far as the path", "  account  EXCH\\anna  disabled\n",
     "EXCH\\anna", "C:\\WINNT",
     "refused    at its logon: error 1331, account disabled\n"
     "  list        error 1331, account disabled\n"},
    {"a password that must be changed opens no way for a service",
     "  connector C1  account EXCH\\anna\n"
     "  account  EXCH\\anna  must-change\n",
     "EXCH\\anna", "C:\\WINNT",
     "refused    at its logon: error 1907, the password must be changed first\n"},
    {"a person at a machine is asked for a new password", "  account  EXCH\\anna  must-change\n",
     "EXCH\\anna", "C:\\", "reached    local disk\n"},
    {"a lost share is an answer, for others there is one",
     "  account  EXCH\\anna\n"
     "  ntserver NT1 down share DATA  path \"D:\\data\"\n",
     "EXCH\\anna", "\\\\NT1\\DATA", "refused    on the way: error 53\nNT1 is down\n"},
};

static void write_world(const char *file, const char *world)
{
    FILE *out = fopen(file, "wb");
    ck_assert_ptr_nonnull(out);
    ck_assert_int_gt(fprintf(out,
                             "scenario \"own\"\nsource \"a test\"\nuntil 1m\nworld\n%s"
                             "phase \"p\"\n  @1s expect delivered in 0\n",
                             world),
                     0);
    ck_assert_int_eq(fclose(out), 0);
}

START_TEST(worlds_of_our_own_are_explained)
{
    char file[64];
    (void)snprintf(file, sizeof(file), "rights-%d.scn", _i);
    write_world(file, own[_i].world);
    const int exit = ask(file, own[_i].account, own[_i].path, NULL);
    ck_assert_msg(exit == 0, "%s: %s%s", own[_i].name, diagnostic.text, buffer_string(&errors));
    check_lines(own[_i].name, own[_i].lines);
    ck_assert_int_eq(remove(file), 0);
}
END_TEST

static const struct {
    const char *file;
    const char *account;
    const char *path;
    const char *text;
} wrong[] = {
    {NULL, "EXCH\\a", "C:\\", "wants a scenario, --account and --path"},
    {"healthy", NULL, "C:\\", "wants a scenario, --account and --path"},
    {"healthy", "EXCH\\svc-ccmc", NULL, "wants a scenario, --account and --path"},
    {"healthy", "EXCH\\nobody", "C:\\", "there is no account 'EXCH\\nobody'; there are EXCH"},
    {"healthy", "NW1\\EVERYONE", "C:\\", "is a group: rights are asked for an account"},
    {"healthy", "NW1\\svc-ccmc", "C:\\", "is an account of NetWare: 'C:\\' is no volume"},
    {"healthy", "EXCH\\svc-ccmc", "Q:\\x", "there is no 'Q:\\x': path not found"},
    {"healthy", "EXCH\\svc-ccmc", "C:\\no\\x", "there is no 'C:\\no\\x' (path not found)"},
    {"healthy", "EXCH\\svc-ccmc", "C:\\no", "its directory has no 'no'"},
    {"healthy", "EXCH\\svc-ccmc", "\\\\NW9\\SYS", "'\\\\NW9\\SYS': network path not found"},
    {"healthy", "EXCH\\svc-ccmc", "\\\\NW1\\VOL", "'\\\\NW1\\VOL': network name not found"},
    {"healthy", "EXCH\\svc-ccmc", "", "there is no ''"},
};

START_TEST(what_is_not_there_is_named)
{
    char file[512];
    (void)snprintf(file, sizeof(file), "%s/scenarios/rights/%s.scn", SOURCE_DIR,
                   wrong[_i].file != NULL ? wrong[_i].file : "");
    const int exit =
        ask(wrong[_i].file != NULL ? file : NULL, wrong[_i].account, wrong[_i].path, NULL);
    ck_assert_int_eq(exit, 2);
    ck_assert_msg(strstr(diagnostic.text, wrong[_i].text) != NULL, "%s", diagnostic.text);
    ck_assert_uint_eq(target.size, 0);
}
END_TEST

START_TEST(scenarios_that_cannot_be_are_named)
{
    write_world("rights-bad.scn", "  trustee  NW1\\anna  on SYS:A  rights RQ\n");
    ck_assert_int_eq(ask("rights-bad.scn", "EXCH\\a", "C:\\", NULL), 2);
    ck_assert_ptr_nonnull(strstr(buffer_string(&errors), "rights-bad.scn:5"));
    ck_assert_int_eq(remove("rights-bad.scn"), 0);
}
END_TEST

static const struct {
    const char *world;
    const char *text; /* behind the file's name */
} impossible[] = {
    {"  ntserver NT1  share DATA\n  acl  NT1 NOSHARE  allow Everyone read\n",
     ":6: NT1 has no share NOSHARE"},
    {"  ntserver NT1  share DATA\n  acl  NT1 \"D:\\none\"  allow Everyone read\n",
     ":6: D:\\none on NT1"},
    {"  netware NW1\n  trustee  NW1\\anna  on SYS:  rights R\n",
     ":6: there is no account NW1\\anna"},
    {"  netware NW1\n  account NW1\\anna\n  trustee  NW1\\anna  on SYS:NONE  rights R\n",
     ":7: 'NW1\\SYS:NONE': there is no 'NONE'"},
    {"  netware NW1\n  trustee  on SYS:NONE\\FILE  mask R\n",
     ":6: 'SYS:NONE\\FILE': there is no 'NONE'"},
    {"  netware NW1\n  account NW1\\a\n  group NW1\\g  members a\n  group NW1\\h  members g\n",
     ":8: g is a group: groups of NetWare hold users only"},
    {"  group EXCH\\g\n  group EXCH\\g  members g\n", ":6: g would be within itself"},
    {"  group EXCH\\h\n  group EXCH\\g  members h\n  group EXCH\\h  members g\n",
     ":7: h would be within itself"},
    {"  group EXCH\\a\n  group EXCH\\b  members a\n  group EXCH\\c  members b\n",
     ":7: b holds the group a: NT 4 nests global groups in local ones, no deeper"},
    {"  group EXCH\\b\n  group EXCH\\c  members b\n  group EXCH\\a\n  group EXCH\\b  members a\n",
     ":8: b is in the group c: NT 4 nests global groups in local ones, no deeper"},
};

START_TEST(worlds_that_cannot_be_are_refused_at_their_line)
{
    char file[64];
    (void)snprintf(file, sizeof(file), "rights-no-%d.scn", _i);
    write_world(file, impossible[_i].world);
    ck_assert_int_eq(ask(file, "EXCH\\a", "C:\\", NULL), 2);
    ck_assert_msg(strncmp(diagnostic.text, file, strlen(file)) == 0 &&
                      strstr(diagnostic.text, impossible[_i].text) != NULL,
                  "%s, %s", diagnostic.text, buffer_string(&errors));
    ck_assert_int_eq(remove(file), 0);
}
END_TEST

START_TEST(a_list_that_is_too_long_is_refused_at_its_line)
{
    struct buffer world;
    buffer_init(&world, &arena);
    buffer_text(&world, "  ntserver NT1  share DATA\n");
    for (unsigned i = 0; i <= FS_ACL_ENTRIES_MAX; i++) {
        buffer_format(&world, "  acl NT1 DATA  allow Everyone read\n");
    }
    write_world("rights-long.scn", buffer_string(&world));
    ck_assert_int_eq(ask("rights-long.scn", "EXCH\\u1", "C:\\", NULL), 2);
    ck_assert_msg(strstr(diagnostic.text, "rights-long.scn:1826: DATA has 1820 entries already") !=
                      NULL,
                  "%s", diagnostic.text);
    ck_assert_int_eq(remove("rights-long.scn"), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rights");
    TCase *tcase = tcase_create("rights");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, documented_worlds_are_explained, 0, ARRAY_COUNT(documented));
    tcase_add_loop_test(tcase, worlds_of_our_own_are_explained, 0, ARRAY_COUNT(own));
    tcase_add_loop_test(tcase, what_is_not_there_is_named, 0, ARRAY_COUNT(wrong));
    tcase_add_test(tcase, scenarios_that_cannot_be_are_named);
    tcase_add_loop_test(tcase, worlds_that_cannot_be_are_refused_at_their_line, 0,
                        ARRAY_COUNT(impossible));
    tcase_add_test(tcase, a_list_that_is_too_long_is_refused_at_its_line);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
