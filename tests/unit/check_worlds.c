/* Worlds that are written otherwise than the project's own, and mean the same. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "core/trace.h"
#include "worlds/play.h"
#include "worlds/world_texts.h"

#define TWO_OFFICES                                                                                \
    "world\n  connector A account EXCH\\svc store \"D:\\a\"\n"                                     \
    "  connector B account EXCH\\svc store \"D:\\b\"\n"                                            \
    "  ntserver N2 share POA acl EXCH\\svc change\n"                                               \
    "  ntserver N3 share POB acl EXCH\\svc change\n"                                               \
    "  postoffice PA on N2 POA\n  postoffice PB on N3 POB\n"                                       \
    "  tab A postoffice PA path \"\\\\N2\\POA\"\n  tab B postoffice PB path \"\\\\N3\\POB\"\n"     \
    "  dirsync PA completed\n  dirsync PB completed\n"

static const struct {
    const char *name;
    const char *text;
} worlds[] = {
    {"an account is equivalent to one that is declared below it",
     HOST "  netware NW1\n  account NW1\\svc-ccmc password same equals bob\n"
          "  account NW1\\bob\n  trustee NW1\\bob on SYS:CCDATA rights RWCE\n"
          "  postoffice PO1 on NW1 SYS:CCDATA\n  tab C1 path \"\\\\NW1\\SYS\\CCDATA\"\n" MAIL START
              ALL_ARRIVES},
    {"a host prefers a server that is declared below it",
     "world\n  host EX1 preferred NW1\n  connector C1\n  netware NW1\n"
     "  account NW1\\svc-ccmc password same\n  trustee NW1\\svc-ccmc on SYS:CCDATA rights RWCE\n"
     "  postoffice PO1 on NW1 SYS:CCDATA\n  tab C1 path \"\\\\NW1\\SYS\\CCDATA\"\n" MAIL START
         ALL_ARRIVES},
    {"who is logged on has the connection to a preferred server that is declared below",
     "world\n  session EXCH\\admin interactive on WS1\n  account EXCH\\admin\n"
     "  host WS1 preferred NW1\n  netware NW1\n  account NW1\\admin\n"
     "phase \"all\"\n  @1s expect account NW1\\admin sessions 1\n"},
    {"a store and a share on drives of their own",
     "world\n  connector C1 store \"E:\\exch\\ccm\"\n"
     "  ntserver NT1 share CCPO path \"F:\\mail\\ccdata\"\n  postoffice PO1 on NT1 CCPO\n"
     "  tab C1 path \"\\\\NT1\\CCPO\"\n" MAIL START ALL_ARRIVES
     "  @30s do file \"NT1\\F:\\mail\\ccdata\\x.txt\" present\n"
     "  @30s expect files \"\\\\NT1\\CCPO\\x.txt\" count 1\n"},
    {"a group holds one that is declared below it",
     NETWARE "  trustee NW1\\MAIL on SYS:CCDATA rights RWCE\n  group EXCH\\OUTER members INNER\n"
             "  group EXCH\\INNER members svc-ccmc\n"
             "  group NW1\\MAIL members svc-ccmc\n" MAIL START ALL_ARRIVES},
    {"the free space of the store is that of its drive",
     NT MAIL "phase \"all\"\n  @0s fault space EX1 free 0\n  @0s do start connector\n"
             "  @20s expect delivered out 0\n"},
    {"a NetWare path with the other slash, and with more than one",
     NETWARE "  trustee NW1\\svc-ccmc on SYS:/CCDATA rights RF\n" MAIL START
             "  @15s expect denied IMPORT NW1\\svc-ccmc write SYS:/CCDATA lacks W\n"
             "  @15s expect denied IMPORT write SYS:\\\\CCDATA/CLANDATA\n"
             "  @15s expect denied IMPORT write SYS:\n"},
    {"a state behind the attributes",
     NT "  link EX1 NT1 delay 1ms down\n  service GSNW on EX1 stopped\n" START
        "  @15s expect event 70\n  @15s expect state GSNW stopped\n"
        "  @16s fix link EX1 NT1 delay 0s up\n  @30s expect event 70 count 0\n"},
    {"two post offices where names are the same",
     TWO_OFFICES "  mail a out 3 to PA\n  mail b out 4 to PB\n  mail c in 2 from PA\n"
                 "  mail d in 1 from PB\n"
                 "phase \"all\"\n  @0s do start connector B\n  @1s do start connector A\n"
                 "  by @20s expect drained\n  @20s expect delivered a\n"
                 "  @20s expect delivered d\n"},
    {"a letter to and bcc the same",
     NT "  entry PO1 \"Smith, J\"\n  entry PO1 \"Doe, A\"\n"
        "  mail m1 out to \"Smith, J at PO1\" cc \"Doe, A at PO1\" bcc \"Smith, J at PO1\"\n" START
        "  @20s expect delivered m1 to \"Smith, J\" copies 1\n  @20s expect drained\n"},
    {"a blind copy is shown to him whose it is, and to nobody else",
     NT "  entry PO1 \"Smith, J\"\n  entry PO1 \"Doe, A\"\n  entry PO1 \"Roe, B\"\n"
        "  mail m1 out to \"Smith, J at PO1\" cc \"Doe, A at PO1\" bcc \"Roe, B at PO1\"\n" START
        "  @20s expect content m1 at \"Smith, J\" cc \"Doe, A at PO1\" bcc none\n"
        "  @20s expect content m1 at \"Doe, A\" bcc none\n"
        "  @20s expect content m1 at \"Roe, B\" bcc \"Roe, B at PO1\"\n"},
    {"letters without a subject are told apart",
     NT "  mail m1 out to PO1 text \"one\"\n  mail m2 out to PO1 text \"two\"\n" START
        "  @20s expect content m1 at \"Smith, J\" text \"one\"\n"
        "  @20s expect content m2 at \"Smith, J\" text \"two\"\n"},
    {"a page that names another post office has its name and password",
     NT "  ntserver NT2 share OTHER\n  postoffice PO2 on NT2 OTHER password \"other\"\n" START
        "  @1s do stop connector\n  @2s do tab C1 postoffice PO2 path \"\\\\NT2\\OTHER\"\n"
        "  @2s do start connector\n  @3s do mail out 2 to PO2\n"
        "  by @20s expect delivered out 2\n"},
    {"a machine is no guest of its own: the licence is for others",
     "world\n  host EX1\n  host EX2\n  connector C1\n  connector C2 on EX2 store \"D:\\other\" "
     "account "
     "EXCH\\two\n"
     "  ntserver EX1 share CCPO connections 1 acl Everyone full\n  postoffice PO1 on EX1 CCPO\n"
     "  tab C1 path \"\\\\EX1\\CCPO\"\n  tab C2 path \"\\\\EX1\\CCPO\"\n"
     "  mail m1 in 2 from PO1\n"
     "phase \"all\"\n  @0s do start connector C2\n  @1s do start connector C1\n"
     "  @1s..@1m never event 70\n  @1m expect delivered in 2\n"},
    {"a gateway by its bare name wants its group in the bindery's context, too",
     HOST "  netware NW1 version 4.11 volume SYS tree ACME context ou=mail.o=acme\n"
          "  account NW1\\nwgate context ou=mail.o=acme\n"
          "  group NW1\\NTGATEWAY members nwgate context ou=hr.o=acme\n"
          "  trustee NW1\\nwgate on SYS:CCDATA rights RWCE\n"
          "  gateway on account NW1\\nwgate share CCPO "
          "\"\\\\ACME\\cn=NW1_SYS.ou=mail.o=acme\\CCDATA\"\n"
          "  postoffice PO1 on NW1 SYS:CCDATA\n  tab C1 path \"\\\\EX1\\CCPO\"\n" MAIL
          "phase \"all\"\n  @0s fault gateway name bare\n  @0s do start connector\n"
          "  @15s expect event 70\n  @16s fix gateway name full\n"
          "  by @45s expect delivered out 7 in 3\n"},
    {"who logs on at a machine with a preferred server near by disturbs nobody",
     NETWARE RIGHTS "  netware NW2 version 3.12 volume SYS\n  account NW2\\admin\n"
                    "  account EXCH\\admin\n  link EX1 NW2 delay 1ms\n" MAIL START
                    "  @1s do host EX1 preferred NW2\n  @15s expect delivered out 7 in 3\n"
                    "  @16s do session EXCH\\admin interactive\n"
                    "  @16s expect account NW1\\svc-ccmc sessions 1\n"},
    {"a session at an NT server outlives the time of its account",
     NT "  account EXCH\\svc-ccmc expires 20s\n  netware NW1\n"
        "  account NW1\\svc-ccmc password same expires 20s\n" START
        "  @16s do mail out 1 to PO1\n  @30s expect delivered out 1\n"
        "  @31s do restart connector\n  @32s expect state C1 refused 1069\n"
        "  @32s never state C1 refused 1058\n"},
    {"a lockout whose time is over is none, though nobody has asked since",
     HOST "  netware NW1\n  account NW1\\svc-ccmc password other lockout 1 lockout-for 30s\n"
          "  postoffice PO1 on NW1 SYS:CCDATA\n  tab C1 path \"\\\\NW1\\SYS\\CCDATA\"\n" START
          "  @15s expect account NW1\\svc-ccmc locked\n  @16s do stop connector\n"
          "  @1m expect account NW1\\svc-ccmc unlocked\n"},
    {"a service that may not log on is refused with its code",
     NT "  account EXCH\\sv disabled\n  service Backup start manual account EXCH\\sv\n" START
        "  @1s do start Backup\n  @1s expect state Backup refused 1069\n"
        "  @1s never state Backup refused 1068\n"},
    {"5.0 of whatever build is known for the blank in its path, 5.5 is not",
     "world\n  connector C1 version 5.0 store \"D:\\Program Files\\ccm\"\n  ntserver NT1 share "
     "CCPO\n"
     "  postoffice PO1 on NT1 CCPO\n  tab C1 path \"\\\\NT1\\CCPO\"\n" START
     "  @15s expect event 70\n  @16s do stop connector\n  @16s do connector C1 version 5.5\n"
     "  @17s do start connector\n  @32s expect event 70 count 0\n"},
    {"who takes the bookmark of a read-only EXPORT away doubles mail",
     "world\n  connector C1\n  ntserver NT1 share CCPO acl EXCH\\svc-ccmc read\n"
     "  postoffice PO1 on NT1 CCPO\n  tab C1 path \"\\\\NT1\\CCPO\"\n  mail m1 in 2 from "
     "PO1\n" START "  @30s expect delivered in 2\n  @31s do delete files \"*.bkm\"\n"
     "  @45s expect delivered in 4\n"},
    {"a side that doubles mail is taken at its word",
     "scenario \"a\"\nsource \"b\"\nuntil 1m\nassume EXPORT_READ_ONLY repeat\n"
     "world\n  connector C1\n  ntserver NT1 share CCPO acl EXCH\\svc-ccmc read\n"
     "  postoffice PO1 on NT1 CCPO\n  tab C1 path \"\\\\NT1\\CCPO\"\n  mail m1 in 2 from "
     "PO1\n" START "  @15s expect delivered in 2\n  @30s expect delivered in 4\n"},
    {"what a person puts aside and puts back is delivered",
     "world\n  connector C1\n  ntserver NT1 share CCPO acl EXCH\\svc-ccmc read\n"
     "  postoffice PO1 on NT1 CCPO\n  tab C1 path \"\\\\NT1\\CCPO\"\n  mail m1 out 3 to PO1\n" START
     "  @16s do move files \"Import\\*.ccm\" to \"C:\\hold\" first 2\n"
     "  @20s fix acl NT1 CCPO allow EXCH\\svc-ccmc change\n  @30s expect delivered out 1\n"
     "  @31s do stop connector\n  @31s do move files \"C:\\hold\\*.ccm\" to \"Submit\"\n"
     "  @32s do start connector\n  by @1m expect delivered out 3\n  @1m expect drained\n"},
    {"who stops a service stops what depends on it, and nothing else",
     NT "  service Low\n  service Middle after Low\n  service Other\n" START
        "  @1s do stop Low\n  @1s expect state Middle stopped\n"
        "  @1s expect state Other running\n  @1s expect state GSNW running\n"},
    {"a service that is coming up is not started again",
     NT "  service Slow start manual takes 10s\n" START "  @1s do start Slow\n"
        "  @6s do start Slow\n  @6s expect state Slow starting\n"
        "  @11s expect state Slow running\n"},
    {"two EXPORTs at one queue take each message once",
     "world\n  host EX1\n  host EX2\n  connector C1\n"
     "  connector C2 on EX2 store \"D:\\other\" account EXCH\\two\n"
     "  ntserver NT1 share CCPO acl Everyone full\n  postoffice PO1 on NT1 CCPO\n"
     "  tab C1 path \"\\\\NT1\\CCPO\"\n  tab C2 path \"\\\\NT1\\CCPO\"\n  mail m1 in 6 from PO1\n"
     "phase \"all\"\n  @0s do start connector C2\n  @0s do start connector C1\n"
     "  by @20s expect delivered in 6\n  @20s expect drained\n"},
    {"all who are shown are to be named",
     NT "  entry PO1 \"Smith, J\"\n  entry PO1 \"Doe, A\"\n"
        "  mail m1 out to \"Smith, J at PO1\" \"Doe, A at PO1\"\n" START
        "  @20s expect content m1 at \"Doe, A\" to \"Doe*\" \"Smith*\"\n"
        "  @20s never content m1 at \"Doe, A\" to \"Smith*\"\n"
        "  @20s never content m1 at \"Doe, A\" to none\n"},
    {"a report of a post office whose name nobody can read any more",
     NT START "  @1s do stop connector\n  @2s fault damage PO1 kind foreign_text\n"
              "  @3s do run analyze PO1\n  @3s expect report analyze PO1 errors >= 1\n"},
    {"a share by its name alone, as long as a line speaks of it",
     NT START "  @1s expect state CCPO running\n  @2s do remove ntserver NT1 share CCPO\n"
              "  @2s expect state CCPO absent\n  @3s fix ntserver NT1 share CCPO\n"
              "  @3s expect state \"\\\\NT1\\CCPO\" running\n  @3s never state CCPO absent\n"},
    {"a gateway's share is there while the gateway is on and its service runs",
     NT "  netware NW1 volume SYS\n  gateway on account NW1\\gate share GATED "
        "\"\\\\NW1\\SYS\\CCDATA\"\n  file \"NW1\\SYS:CCDATA\\X.TXT\" present\n" START
        "  @1s expect state GATED running\n  @2s do gateway off\n"
        "  @2s expect state GATED absent\n  @2s expect state \"\\\\EX1\\GATED\" absent\n"
        "  @3s do gateway on\n  @3s expect state GATED running\n  @4s do stop GSNW\n"
        "  @4s expect state GATED absent\n"},
    {"the page takes ten characters of a password", NT START
     "  @1s do page C1 password \"0123456789a\"\n  @1s expect state page C1 password refused\n"
     "  @2s do page C1 password \"0123456789\"\n  @2s expect state page C1 accepted\n"},
};

START_TEST(what_is_written_otherwise_means_the_same)
{
    struct play play = {0};
    ck_assert_msg(play_text(&play, worlds[_i].text) == RUN_OK, "%s: %s", worlds[_i].name,
                  play_story(&play));
    play_release(&play);
}
END_TEST

static const struct {
    const char *name;
    const char *text;
    const char *error;
    uint32_t line;
} unknown[] = {
    {"a thing that is nowhere declared, behind others that wait",
     HOST "  netware NW1\n  account NW1\\a equals b\n  account NW1\\b equals c\n"
          "  account NW1\\c equals nobody\n" START,
     "there is no account NW1\\nobody", 11},
    {"of several, the first one",
     HOST "  netware NW1\n  account NW1\\a equals x\n  account NW1\\b equals y\n" START,
     "there is no account NW1\\x", 9},
    {"an entry of a share for nobody", NT "  acl NT1 CCPO deny EXCH\\nobody full\n" START,
     "there is no account EXCH\\nobody", 11},
    {"a member that is nobody", NT "  group EXCH\\G members nobody svc-ccmc\n" START,
     "there is no account EXCH\\nobody", 11},
    {"groups within each other", NT "  group EXCH\\A members B\n  group EXCH\\B members A\n" START,
     "would be within itself", 11},
    {"a drive that nobody declared", NT START "  @1s do connector C1 store \"E:\\exch\"\n",
     "leads nowhere", 0},
};

START_TEST(what_is_nowhere_is_told_at_its_line)
{
    struct play play = {0};
    ck_assert_msg(play_text(&play, unknown[_i].text) == RUN_ERROR, "%s", unknown[_i].name);
    ck_assert_msg(strstr(play.result.error, unknown[_i].error) != NULL, "%s: %s", unknown[_i].name,
                  play.result.error);
    ck_assert_msg(unknown[_i].line == 0 || play.result.error_line == unknown[_i].line,
                  "%s: line %u", unknown[_i].name, play.result.error_line);
    play_release(&play);
}
END_TEST

static const struct {
    const char *name;
    const char *text;
    const char *the_case;
    uint32_t line;
    const char *source;
} places[] = {
    {"a value of a matrix",
     "scenario \"x\"\nsource \"y\"\nmatrix g.members in nobody\n" NT
     "  group EXCH\\G members svc-ccmc as g\n" START,
     "g.members=nobody", 3, "matrix g.members in nobody"},
    {"what a variant says of a thing made once",
     NT START "  @1s expect drained\nvariant \"v\"\n  world postoffice PO1 language nobody\n"
              "  @1s expect drained\n",
     "v", 0, "  world postoffice PO1 language nobody"},
};

START_TEST(a_value_is_told_where_it_is_written)
{
    struct play play = {0};
    play_load(&play, places[_i].text);
    play_case(&play, places[_i].the_case);
    ck_assert_msg(play.result.exit == RUN_ERROR, "%s", places[_i].name);
    ck_assert_str_eq(play.result.error_source, places[_i].source);
    ck_assert_uint_eq(play.result.error_column,
                      (size_t)(strstr(places[_i].source, "nobody") - places[_i].source) + 1);
    ck_assert(places[_i].line == 0 || play.result.error_line == places[_i].line);
    play_release(&play);
}
END_TEST

START_TEST(all_lines_that_cannot_be_are_told_in_one_pass)
{
    struct play play = {0};
    (void)play_text(&play, NT "  acl NT1 NOSHARE deny EXCH\\svc-ccmc full\n"
                              "  postoffice PO9 on NT7 X\n  entry PO9 \"A\"\n" START);
    ck_assert_int_eq(play.result.exit, RUN_ERROR);
    ck_assert_uint_eq(play.result.slip_count, 3);
    ck_assert_str_eq(play.result.slips[0].error, play.result.error);
    ck_assert_uint_eq(play.result.slips[0].place.line, play.result.error_line);
    for (uint32_t i = 0; i < play.result.slip_count; i++) {
        ck_assert(strstr(play.result.slips[i].error, "NOSHARE") != NULL ||
                  strstr(play.result.slips[i].error, "NT7") != NULL ||
                  strstr(play.result.slips[i].error, "PO9") != NULL);
    }
    play_release(&play);
}
END_TEST

struct rows {
    struct trace_sink sink; /* first */
    uint32_t by_chkstat;    /* files that CHKSTAT changed */
    uint64_t edit;          /* of the last step */
    uint64_t end_cause;
};

static void take(struct trace_sink *sink, const struct trace_row *row, const char *name)
{
    struct rows *rows = (struct rows *)(void *)sink;
    if (row->op == TRACE_EDIT) {
        rows->edit = row->seq;
    } else if (row->op == TRACE_END && strcmp(name, "CHKSTAT") == 0) {
        rows->end_cause = row->cause;
    } else if (row->op == TRACE_WRITE) {
        rows->by_chkstat++;
    }
}

START_TEST(what_a_utility_changes_stands_in_the_trace_and_comes_from_the_person)
{
    struct play play = {0};
    struct rows rows = {.sink.row = take};
    play_load(&play,
              NT "phase \"all\"\n  @1s do mail in 2 from PO1\n"
                 "  @2s fault damage PO1 kind message_index\n"
                 "  @3s do run chkstat PO1 \"DIAGNOSTICS/M\"\n  @3s expect result CHKSTAT 0\n");
    play.options.sink = &rows.sink;
    play_case(&play, "");
    ck_assert_msg(play.result.exit == RUN_OK, "%s", play_story(&play));
    ck_assert_uint_gt(rows.by_chkstat, 0);
    ck_assert_uint_eq(rows.end_cause, rows.edit);
    play_release(&play);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("worlds");
    TCase *tcase = tcase_create("worlds");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, what_is_written_otherwise_means_the_same, 0,
                        (int)ARRAY_COUNT(worlds));
    tcase_add_loop_test(tcase, what_is_nowhere_is_told_at_its_line, 0, (int)ARRAY_COUNT(unknown));
    tcase_add_test(tcase, all_lines_that_cannot_be_are_told_in_one_pass);
    tcase_add_loop_test(tcase, a_value_is_told_where_it_is_written, 0, (int)ARRAY_COUNT(places));
    tcase_add_test(tcase, what_a_utility_changes_stands_in_the_trace_and_comes_from_the_person);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
