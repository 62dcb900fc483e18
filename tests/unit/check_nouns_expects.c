/* What an expectation says when it does not hold. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "worlds/play.h"
#include "worlds/world_texts.h"

/* Expectations that speak of what is not there, or of something else, fail and say so. */
static const struct {
    const char *expectation;
    const char *got;
} misses[] = {
    {"files \"Import\\*.ccm\" of C9 count 0", "there is no connector C9"},
    {"files \"Import\\*.ccm\"", "files \"Import\\*.ccm\" count 0"},
    {"queue mts-out count 3", "queue mts-out count 0"},
    {"queue mts-in of C9", "there is no connector C9"},
    {"queue PO1 count 0 entry \"NOSITE\"", "PO1 has no entry NOSITE"},
    {"returned outgoing count 0 to \"Nobody\"", "nobody is called 'Nobody'"},
    {"event 9999 count 0", "no part of this world logs an event 9999"},
    {"event 70 source MSExchangeMTA count 0", "MSExchangeMTA logs no event 70"},
    {"event any source MSExchangeCCMX count 0", "nothing called MSExchangeCCMX logs events"},
    {"queue PO9", "there is no queue or post office PO9"},
    {"queue PO1 entry \"SITE1\" count 7", "queue PO1 count 0"},
    {"delivered m9", "there is no mail m9"},
    {"delivered", "what is to be delivered"},
    {"delivered in 5", "delivered in 3"},
    {"delivered out 5", "delivered out 7"},
    {"delivered outgoing copies 3", "delivered outgoing copies 7"},
    {"delivered outgoing to \"Brady, Sally\" copies 1", "delivered outgoing copies 0"},
    {"returned m9", "there is no mail m9"},
    {"returned outgoing", "returned outgoing count 0"},
    {"returned outgoing kind note", "returned outgoing count 0"},
    {"content m9 at \"X\"", "there is no mail m9"},
    {"content incoming at \"X\"", "there is no mailbox \"X\""},
    {"content incoming at \"Smith, J\"", "not in the mailbox of \"Smith, J\""},
    {"content outgoing at \"Smith, J\" name \"*\"", "files 0"},
    {"content outgoing at \"Smith, J\" size 0", "files 0"},
    {"content outgoing at \"Brady, Sally\"", "not among the 0 messages of \"Brady, Sally\""},
    {"content outgoing at \"Smith, J\" to \"Y*\"", "to \"Smith, J at PO1\""},
    {"content outgoing at \"Smith, J\" cc \"Y*\"", "cc none"},
    {"content outgoing at \"Smith, J\" text \"x\"", "text \"This is letter"},
    {"state C1 stopped", "state C1 running"},
    {"state EXPORT running", "state EXPORT stopped"},
    {"state PO1 shut", "state PO1 open"},
    {"state EXPROT absent", "there is no service, program, share, machine or post office EXPROT"},
    {"state C1 refused", "state C1 running"},
    {"state page C1 refused", "state page C1 accepted"},
    {"state page C1 path refused", "state page C1 accepted"},
    {"state page C9 path refused", "there is no connector C9"},
    {"state page connector path refused", "state page C1 accepted"},
    {"state page C1 running", "a page is never running: accepted, refused"},
    {"state page C1 name accepted", "a page that accepted has no fault in its name"},
    {"state page C1 refused 1069", "a page has no code and stands on no other machine"},
    {"state page C1 refused on EX1", "a page has no code and stands on no other machine"},
    {"state page refused", "a page is a connector's: state page CONNECTOR ..."},
    {"state C1 accepted", "accepted is said of a page: state page CONNECTOR ..."},
    {"state C1 path refused", "path is said of a page: state page CONNECTOR ..."},
    {"account NW1\\svc-ccmc locked", "account NW1\\svc-ccmc unlocked, enabled, sessions 1"},
    {"account NW1\\svc-ccmc absent", "account NW1\\svc-ccmc unlocked"},
    {"account NW1\\x locked", "there is no account NW1\\x"},
    {"account NW1\\svc-ccmc sessions 4", "sessions 1"},
    {"entry PO1 \"Nobody\"", "entry PO1 \"Nobody\" absent"},
    {"entry PO9 \"X\"", "there is no post office PO9"},
    {"entry PO1 \"SITE1\" kind local", "kind postoffice"},
    {"setting C1 \"Use ANR\" 1", "setting C1 \"Use ANR\" absent"},
    {"setting C9 \"Use ANR\" 1", "there is no connector or host C9"},
    {"dirsync PO1 never", "dirsync PO1 completed"},
    {"dirsync PO9 never", "there is no post office PO9"},
    {"event any", "event any count 0"},
    {"denied IMPORT", "denied IMPORT count 0"},
    {"result IMPORT 3", "result IMPORT count 0"},
    {"runs IMPORT count 9", "runs IMPORT count 2"},
    {"console IMPORT \"*Nothing of that*\"", "console IMPORT count 0"},
};

START_TEST(expectations_that_fail_say_what_there_is)
{
    struct play play = {0};
    const char *text = arena_format(&play.loaded, "%s  @15s expect %s\n", NETWARE RIGHTS MAIL START,
                                    misses[_i].expectation);
    const enum run_exit code = play_text(&play, text);
    const bool is_early = code == RUN_ERROR; /* of what is not there it is said before the run */
    ck_assert_msg(is_early || code == RUN_FAILED, "%s: %s", misses[_i].expectation,
                  play_story(&play));
    ck_assert_uint_eq(play.result.failure_count, is_early ? 0 : 1);
    const char *got = is_early ? play.result.error : play.result.failures[0].got;
    ck_assert_msg(strstr(got, misses[_i].got) != NULL, "%s: %s", misses[_i].expectation, got);
    play_release(&play);
}
END_TEST

/* What speaks of nothing that is there does not hold, and its contrary does not either. */
static const char *const nothing[] = {
    "event 9999",
    "event any source Foo",
    "queue PO1 entry \"NOSITE\"",
    "returned outgoing to \"Nobody\"",
    "delivered m9",
    "delivered outgoing in 3",
    "delivered outgoing to \"Nobody\" copies 0",
    "delivered out 7 to \"Smith, J\"",
    "delivered out 7 copies 7",
    "returned m9",
    "content m9 at \"X\"",
    "content outgoing at \"X\"",
    "queue PO9",
    "queue mts-in of C9",
    "account NW1\\x locked",
    "entry PO9 \"X\"",
    "setting C9 \"Use ANR\" 1",
    "dirsync PO9 never",
    "state page C9 refused",
    "state \"\\\\NT9\\X\" running",
    "state EXPROT absent",
    "result EXPROT 3",
    "result IMPORT32 3",
    "runs EXPROT",
    "console EXPROT \"*\"",
    "report analyse PO1",
    "denied IMPORT NW1\\x",
    "denied NW1\\x",
};

START_TEST(what_speaks_of_nothing_is_neither_so_nor_not)
{
    static const char *const verbs[] = {"expect", "never"};
    for (size_t i = 0; i < ARRAY_COUNT(verbs); i++) {
        struct play play = {0};
        const char *text = arena_format(&play.loaded, "%s  @15s %s %s\n", NETWARE RIGHTS MAIL START,
                                        verbs[i], nothing[_i]);
        const enum run_exit code = play_text(&play, text);
        ck_assert_msg(code == RUN_FAILED || code == RUN_ERROR, "%s %s: %s", verbs[i], nothing[_i],
                      play_story(&play));
        play_release(&play);
    }
}
END_TEST

/* What is refused is told as the server names it; each word finds it, and a wrong one does not. */
static const struct {
    const char *expectation;
    bool holds;
} denials[] = {
    {"denied IMPORT", true},
    {"denied EXPORT", false},
    {"denied NW1\\svc-ccmc", true},
    {"denied NW1\\other", false},
    {"denied IMPORT NW1\\svc-ccmc", true},
    {"denied EXPORT NW1\\svc-ccmc", false},
    {"denied IMPORT NW1\\svc-ccmc create SYS:CCDATA", true},
    {"denied IMPORT NW1\\svc-ccmc create NW1\\SYS:CCDATA", true},
    {"denied IMPORT NW1\\svc-ccmc create \"\\\\NW1\\SYS\\CCDATA\"", true},
    {"denied IMPORT NW1\\svc-ccmc create SYS:", true},
    {"denied IMPORT NW1\\svc-ccmc create SYS:CCDAT", false},
    {"denied IMPORT NW1\\svc-ccmc create SYS:OTHER", false},
    {"denied IMPORT NW1\\svc-ccmc write SYS:CCDATA", false},
    {"denied IMPORT NW1\\svc-ccmc open SYS:CCDATA", false},
    {"denied IMPORT NW1\\svc-ccmc write SYS:CCDATA create SYS:CCDATA", true},
    {"denied IMPORT lacks C", true},
    {"denied IMPORT lacks W", false},
    {"denied IMPORT lacks CW", false},
    {"denied IMPORT count 1", true},
    {"denied IMPORT count 2", false},
};

START_TEST(denials_are_found_by_who_what_where_and_why)
{
    struct play play = {0};
    const char *text =
        arena_format(&play.loaded, "%s  @15s expect %s\n",
                     NETWARE "  trustee NW1\\svc-ccmc on SYS:CCDATA rights RWE\n" MAIL START,
                     denials[_i].expectation);
    ck_assert_msg(play_text(&play, text) == (denials[_i].holds ? RUN_OK : RUN_FAILED), "%s: %s",
                  denials[_i].expectation, play_story(&play));
    play_release(&play);
}
END_TEST

/* IMPORT reads its file, looks for CCPODOWN, and writes CLANDATA, then MLANDATA. */
static const struct {
    const char *expectation;
    bool holds;
} calls[] = {
    {"\"clandata\"", true},
    {"\"CLANDATA\" by CCMC", false},
    {"\"CLANDATA\" \"MLANDATA\" in order by IMPORT", true},
    {"\"MLANDATA\" \"CCPODOWN\" in order count 1 by IMPORT", true}, /* of the second run */
    {"\"CCPODOWN\" \"MLANDATA\" \"IMPORT.INI\" in order count 2 by IMPORT", false},
    {"\"MLANDATA\" \"CCPODOWN\" by IMPORT", true},
    {"\"MLAN*\" \"CCPO????\" \"NOT.HERE\"", false},
    {"\"\\\\NW1\\SYS\\*\\CLANDATA\"", true},
    {"\"\\\\NW2\\SYS\\*\\CLANDATA\"", false},
    {"\"SYS\"", false},
};

START_TEST(calls_are_found_by_their_files_and_order)
{
    struct play play = {0};
    const char *text = arena_format(&play.loaded, "%s  @15s expect calls %s\n",
                                    NETWARE RIGHTS MAIL START, calls[_i].expectation);
    ck_assert_msg(play_text(&play, text) == (calls[_i].holds ? RUN_OK : RUN_FAILED), "%s: %s",
                  calls[_i].expectation, play_story(&play));
    play_release(&play);
}
END_TEST

START_TEST(denials_of_nt_say_what_was_lacking_in_words)
{
    struct play play = {0};
    const char *text = NT MAIL "phase \"all\"\n  @0s fault acl NT1 CCPO allow EXCH\\svc-ccmc "
                               "read\n  @0s do start connector\n"
                               "  @15s expect denied IMPORT EXCH\\svc-ccmc write "
                               "\"\\\\NT1\\CCPO\\CLANDATA\" lacks \"write\"\n"
                               "  @15s expect denied IMPORT EXCH\\svc-ccmc open \"D:\\ccdata\"\n"
                               "  @15s never denied IMPORT lacks \"W\"\n";
    ck_assert_msg(play_text(&play, text) == RUN_OK, "%s", play_story(&play));
    play_release(&play);
}
END_TEST

/* In cc:Mail date and time belong to the title, elsewhere to the name. */
START_TEST(a_name_is_whole_where_files_have_no_titles)
{
    struct play play = {0};
    const char *text = NT
        "  quirk connector when way in file \"*.wk4\" then rewrite file \"*.WK4 of May\"\n"
        "  mail m1 in from PO1 file \"a.wk4\" 100\n  mail m2 out to PO1 file \"b.wk4\" 100\n" START
        "  @15s expect content m1 at \"Brady, Sally\" file 1 name \"a.WK4 of May\"\n"
        "  @15s never content m1 at \"Brady, Sally\" file 1 name \"a.WK4\"\n"
        "  @15s expect content m2 at \"Smith, J\" file 1 name \"B.WK4\"\n"
        "  @15s expect content m2 at \"Smith, J\" file 1 name \"B.WK4 *\"\n";
    ck_assert_msg(play_text(&play, text) == RUN_OK, "%s", play_story(&play));
    play_release(&play);
}
END_TEST

/* Two connectors, or a Router, and whether a `never` at 40 s could fail. */
static const struct {
    const char *name;
    const char *steps;
    bool could_fail;
} lines[] = {
    {"the other connector runs",
     "  @0s do start connector C1\n  @0s do start connector C2\n  @31s do stop connector C1\n"
     "  @40s never event 71\n",
     true},
    {"both have stopped",
     "  @0s do start connector C1\n  @0s do start connector C2\n  @31s do stop connector C1\n"
     "  @31s do stop connector C2\n  @40s never event 71\n",
     false},
    {"the one that needs no name has stopped",
     "  @0s do start connector\n  @31s do stop connector C1\n  @40s never event 71\n", false},
    {"a Router comes by itself", "  @40s never result ROUTER 4\n", true},
    {"a Router logs no event", "  @40s never event 71\n", false},
    {"a Router is no EXPORT", "  @40s never result EXPORT 4\n", false},
};

START_TEST(lines_that_could_fail_are_told_from_others)
{
    struct arena arena = {0};
    struct scenario scenario;
    struct scenario_errors errors;
    const char *text =
        arena_format(&arena,
                     "scenario \"a\"\nsource \"b\"\nseed 1\nuntil 1m\n\nworld\n  connector C1\n"
                     "  connector C2\n  ntserver NT1 share CCPO\n  ntserver NT2 share CCPO2\n  "
                     "postoffice PO1 on NT1 "
                     "CCPO\n  postoffice PO2 on NT2 CCPO2\n  route PO1 -> PO2\nphase \"p\"\n%s",
                     lines[_i].steps);
    const bool is_taken = scenario_parse(&arena, "a.scn", bytes_of_text(text), &scenario, &errors);
    ck_assert_msg(is_taken == lines[_i].could_fail, "%s", lines[_i].name);
    if (!is_taken) {
        ck_assert_uint_eq(errors.count, 1);
        ck_assert_ptr_nonnull(
            strstr(errors.errors[0].text, "nothing in this interval could cause"));
    }
    arena_release(&arena);
}
END_TEST

/* Of two runs in one instant only one wrote a listing. */
START_TEST(a_run_that_wrote_no_listing_has_no_lines)
{
    struct play play = {0};
    const char *text = NETWARE RIGHTS MAIL "phase \"all\"\n"
                                           "  @1s do run export PO1 \"/DELETE/9\"\n"
                                           "  @1s expect runs EXPORT count 1\n"
                                           "  @1s never report export PO1 lines 0\n"
                                           "  @1s never report export PO1 lists \"x\" lines 0\n"
                                           "  @2s do run export PO1 \"/MSG# /@C:\\L.TXT\"\n"
                                           "  @2s expect report export PO1 lists \"x\" lines 0\n"
                                           "  @2s never report export PO1 lines 0\n";
    ck_assert_msg(play_text(&play, text) == RUN_OK, "%s", play_story(&play));
    play_release(&play);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("nouns_expects");
    TCase *tcase = tcase_create("nouns");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, expectations_that_fail_say_what_there_is, 0,
                        (int)ARRAY_COUNT(misses));
    tcase_add_loop_test(tcase, denials_are_found_by_who_what_where_and_why, 0,
                        (int)ARRAY_COUNT(denials));
    tcase_add_loop_test(tcase, calls_are_found_by_their_files_and_order, 0,
                        (int)ARRAY_COUNT(calls));
    tcase_add_loop_test(tcase, what_speaks_of_nothing_is_neither_so_nor_not, 0,
                        (int)ARRAY_COUNT(nothing));
    tcase_add_test(tcase, denials_of_nt_say_what_was_lacking_in_words);
    tcase_add_loop_test(tcase, lines_that_could_fail_are_told_from_others, 0,
                        (int)ARRAY_COUNT(lines));
    tcase_add_test(tcase, a_name_is_whole_where_files_have_no_titles);
    tcase_add_test(tcase, a_run_that_wrote_no_listing_has_no_lines);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
