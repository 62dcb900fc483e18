/* Quirks that a scenario declares: whom they concern, what the ledger then excuses, and what is no
 * quirk. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "scenario/language/parse_value.h"
#include "world/odd_builds.h"
#include "world/truth_inside.h"
#include "world/truth_odd.h"
#include "worlds/play.h"
#include "worlds/stuck_world.h"

#define WORLD(connector)                                                                           \
    "world\n  connector C1 " connector "\n  ntserver NT1 share CCPO acl EXCH\\svc-ccmc full\n"     \
    "  postoffice PO1 on NT1 CCPO format DB8\n  tab C1 path \"\\\\NT1\\CCPO\" programs 8.3/8.3\n"  \
    "  mail m1 in from PO1 subject \"Odd\"\n"
#define STEPS "phase \"all\"\n  @0s do start connector\n"
#define MET STEPS "  by @1m expect event 54\n"
#define NOT_MET STEPS "  by @1m expect delivered in 1\n"

static const struct {
    const char *connector;
    const char *builds;
    bool is_met;
} ranges[] = {
    {"version 5.5 build 2448", "..5.5.2503", true},
    {"version 5.5 build 2503", "..5.5.2503", true},
    {"version 5.5 build 2504", "..5.5.2503", false},
    {"version 5.0 build 1457", "..5.5.2503", true},
    {"version 5.0 build 1460", "..5.0.1459", false},
    {"version 5.5 build 1960", "..5.0.1459", false},
    {"version 5.5 build 2448", "5.5.2448..", true},
    {"version 5.5 build 2447", "5.5.2448..", false},
    {"version 5.5 build 2448", "2448", true},
    {"version 5.0 build 2448", "2448", true},
    {"version 5.5 build 2449", "2448", false},
    {"version 5.5 build 2449", "5.5", true},
    {"version 5.0 build 1457", "5.5", false},
    {"version 5.5 build 2651", "..5.5.2651.28", true},
    {"version 5.5 build 2651", "5.5.2651.28..", false},
    {"version 5.5", "..5.5.2503", false},
    {"version 5.5", "5.5.2000..", true},
};

START_TEST(a_range_has_its_ends)
{
    struct play play = {.path = "odd.scn"};
    const char *line = arena_format(
        &play.loaded, WORLD("%s") "  quirk connector builds %s when subject \"Odd\" then refuse\n",
        ranges[_i].connector, ranges[_i].builds);
    const char *text = play_join(&play, line, ranges[_i].is_met ? MET : NOT_MET);
    ck_assert_msg(play_text(&play, text) == RUN_OK, "%s of %s: %s", ranges[_i].builds,
                  ranges[_i].connector, play_story(&play));
    play_release(&play);
}
END_TEST

static const struct {
    const char *quirk;
    const char *story;
} bad[] = {
    {"connector builds ..5.5.2503", "a quirk ends with `then` and one of refuse, hang"},
    {"connector refuse", "a quirk ends with `then`"},
    {"connector then drop keep", "a quirk ends with `then`"},
    {"connector C1 then drop", "unexpected 'C1': the line goes on with `builds`"},
    {"host EX1 on start then hang", "unexpected 'EX1': the line goes on with `nt`"},
    {"connector versions 8.* then drop", "`versions` says nothing about a connector"},
    {"program IMPORT builds ..3 then drop", "`builds` says nothing about a program"},
    {"program ANALYZE then drop", "'ANALYZE' handles no letters: IMPORT and EXPORT do"},
    {"program then drop", "'' handles no letters"},
    {"host nt ..4.0sp3 then hang", "needs `on start`"},
    {"host on start when subject \"x\" then hang", "a host has none"},
    {"program IMPORT when entry \"x\" then drop", "entries are read by the connector"},
    {"connector when entry \"x\" then keep", "an entry is refused, dropped, or"},
    {"connector when entry \"x\" then rewrite subject \"y\"", "an entry is refused, dropped, or"},
    {"connector when subject \"x\" then rewrite entry \"y\"", "a letter has no `entry`"},
    {"connector when at \"x\" subject \"y\" then drop", "do not go with fields of letters"},
    {"host on start then drop", "a host refuses, hangs or crashes what it is to start"},
    {"host on start then refuse nonsense",
     "'nonsense' is no error of a start; there are no-resources"},
    {"connector builds 1.2.3.4.5 then drop", "'1.2.3.4.5' is no build: 5.5.2503"},
    {"NO_SUCH on", "there is no quirk 'NO_SUCH', and no line ends with `as NO_SUCH`"},
    {"NEEDS_SIZES perhaps", "is on or off"},
    {"NEEDS_SIZES when subject \"x\" then drop",
     "a declaration begins with connector, program or host"},
};

START_TEST(what_is_no_quirk_is_told)
{
    struct play play = {.path = "odd.scn"};
    const char *line =
        arena_format(&play.loaded, WORLD("version 5.5") "  quirk %s\n", bad[_i].quirk);
    ck_assert_int_eq(play_text(&play, play_join(&play, line, NOT_MET)), RUN_ERROR);
    ck_assert_msg(strstr(play_story(&play), bad[_i].story) != NULL, "%s: %s", bad[_i].quirk,
                  play_story(&play));
    play_release(&play);
}
END_TEST

static const struct play_row counts[] = {
    {"equal", RUN_OK, "  quirk connector when recipients 1 then refuse\n" MET, ""},
    {"at least", RUN_OK, "  quirk connector when size >= 1 then refuse\n" MET, ""},
    {"more", RUN_OK, "  quirk connector when items > 1 then refuse\n" NOT_MET, ""},
    {"at most", RUN_OK, "  quirk connector when files <= 0 then refuse\n" MET, ""},
    {"less", RUN_OK, "  quirk connector when files < 1 then refuse\n" MET, ""},
    {"between", RUN_OK, "  quirk connector when items 1..3 then refuse\n" MET, ""},
    {"a field twice", RUN_OK,
     "  quirk connector when subject \"O*\" subject \"*x\" then refuse\n" NOT_MET, ""},
    {"a setting as it is", RUN_OK,
     "  quirk connector when setting \"Site Name\" \"SITE?\" then refuse\n" MET, ""},
    {"a setting that is another", RUN_OK,
     "  quirk connector when setting \"Site Name\" \"PO?\" then refuse\n" NOT_MET, ""},
    {"a setting that nobody has set", RUN_OK,
     "  quirk connector when setting \"Use ANR\" \"\" then refuse\n" MET, ""},
    {"the name and form of its post office", RUN_OK,
     "  quirk connector when postoffice PO1 format DB? then refuse\n" MET, ""},
    {"another form", RUN_OK, "  quirk connector when format DB6 then refuse\n" NOT_MET, ""},
    {"memory that is enough", RUN_OK, "  quirk connector when memory enough then refuse\n" MET, ""},
    {"memory that is not low", RUN_OK, "  quirk connector when memory low then refuse\n" NOT_MET,
     ""},
    {"on a machine of that level", RUN_OK,
     "  host EX1 nt 4.0 sp 3\n  quirk connector nt ..4.0sp3 then refuse\n" MET, ""},
    {"on a machine of another level", RUN_OK,
     "  host EX1 nt 4.0 sp 4\n  quirk connector nt ..4.0sp3 then refuse\n" NOT_MET, ""},
    {"a program on such a machine", RUN_OK,
     "  host EX1 nt 4.0 sp 4\n  quirk program EXPORT nt 4.0sp4 then drop\n" STEPS
     "  by @1m expect queue PO1 count 0\n  @1m expect delivered in 0\n",
     ""},
    {"with the second letter no memory is left, until the boot", RUN_OK,
     "  mail m2 in from PO1 subject \"Odd too\"\n  quirk connector when subject \"Odd*\" then "
     "leak 2\n" STEPS
     "  by @20s expect delivered in 2\n  by @31s expect event 65\n  @40s do mail out 1 to PO1\n"
     "  @1m expect delivered out 0\n  @2m do boot EX1\n  by @3m expect delivered out 1\n",
     ""},
    {"one letter costs nothing yet", RUN_OK,
     "  quirk connector when subject \"Odd*\" then leak 2\n" STEPS
     "  by @20s expect delivered in 1\n  @0s..@2m never event any\n",
     ""},
    {"an entry ends the synchronization", RUN_OK,
     "  dirsync PO1 never import \"Import\" export \"Recipients\"\n  quirk connector when entry "
     "\"Smith*\" then refuse\n" STEPS
     "  @5s do dirsync PO1\n  by @1m expect dirsync PO1 failed at compare\n",
     ""},
    {"an entry is passed over", RUN_OK,
     "  dirsync PO1 never import \"Import\" export \"Recipients\"\n  quirk connector when entry "
     "\"Smith*\" then drop\n" STEPS
     "  @5s do dirsync PO1\n  by @1m expect dirsync PO1 completed\n  @1m expect recipient \"J "
     "Smith\" absent\n",
     ""},
    {"an entry is read with another name", RUN_OK,
     "  dirsync PO1 never import \"Import\" export \"Recipients\"\n  quirk connector when entry "
     "\"Smith, *\" then rewrite entry \"Schmidt, *\"\n" STEPS
     "  @5s do dirsync PO1\n  by @1m expect dirsync PO1 completed\n  @1m expect recipient \"J "
     "Schmidt\"\n",
     ""},
    {"switched off by its label", RUN_OK,
     "  quirk connector then refuse as all\nphase \"p\"\n  @0s fix quirk all off\n  @0s do start "
     "connector\n  by @1m expect delivered in 1\n",
     ""},
    {"removed by its label, and the only one", RUN_OK,
     "  quirk connector then refuse as all\nphase \"p\"\n  @0s do remove quirk all\n  @0s do start "
     "connector\n  by @1m expect delivered in 1\n",
     ""},
    {"what acts is named with its line and how often", RUN_FAILED,
     "  quirk connector then refuse\nphase \"p\"\n  @0s do start connector\n  by @1m expect "
     "delivered in 1\n",
     ""},
};

START_TEST(counts_and_labels_mean_what_they_say)
{
    play_row(WORLD("version 5.5"), &counts[_i]);
}
END_TEST

START_TEST(a_verdict_names_what_acted)
{
    struct play play = {.path = "odd.scn"};
    const char *world = WORLD("version 5.5") "  quirk connector when way in   then refuse\n"
                                             "  quirk connector when way out then drop\n";
    ck_assert_int_eq(play_text(&play, play_join(&play, world, MET)), RUN_OK);
    ck_assert_uint_eq(play.result.quirk_count, 1); /* the other one met nothing */
    ck_assert_uint_eq(play.result.quirks[0].struck, 1);
    ck_assert_str_eq(play.result.quirks[0].text, "quirk connector when way in then refuse");
    play_release(&play);
}
END_TEST

static const struct {
    const char *text;
    bool is_one;
} forms[] = {
    {"5.5.2400..5.5.2503", true},
    {"..2503", true},
    {"5.5..", true},
    {"4.0sp3", true},
    {"3.51..4.0sp3", true},
    {"5", true},
    {"..", false},
    {"", false},
    {"5.x", false},
    {"5.", false},
    {"..5.", false},
    {"5...6", false},
    {"1..2..3", false},
    {"4.0sp", false},
    {"sp3", false},
    {"1234567890", false},
    {"5.5 ", false},
    {"-1", false},
    {"5..6sp1x", false},
};

START_TEST(a_range_is_read_as_it_is_written)
{
    struct arena arena = {0};
    const struct slot slot = {"A..B", VALUE_LEVELS, NULL, 0};
    struct token token = {.text = forms[_i].text, .column = 1};
    const struct line line = {.number = 1, .text = token.text, .tokens = &token, .token_count = 1};
    const struct span span = {&line, 0, 1};
    struct value value;
    ck_assert_msg(value_read(&arena, &slot, span, &value) == (forms[_i].is_one ? 1U : 0U), "%s",
                  forms[_i].text);
    token.quoted = true;
    ck_assert_uint_eq(value_read(&arena, &slot, span, &value), 0);
    arena_release(&arena);
}
END_TEST

/* ---- the ledger ---- */

static struct stuck_world stuck;

static void begin(void)
{
    stuck_begin(&stuck);
}

static void end(void)
{
    stuck_end(&stuck);
}

/* The first of the letters that lie in Import; NULL: there are no more. */
static struct truth_letter *letter_in_import(uint32_t n)
{
    struct truth_letter *letter = stuck.world->truth->made;
    while (letter != NULL && (letter->at[PLACE_IMPORT] == 0 || n-- > 0)) {
        letter = letter->next_made;
    }
    ck_assert_ptr_nonnull(letter);
    return letter;
}

static void met(enum oddity_action action, const struct truth_letter *letter,
                const struct ccm_message *now)
{
    const struct ccm_message message = {.subject = letter->subject};
    static struct oddity oddity; /* one rule, in one place, whoever meets it how often */
    oddity = (struct oddity){.action = action};
    const struct oddity_letter seen = {.message = &message, .is_outbound = true};
    truth_odd(stuck.world, &(struct truth_oddity){&oddity, &seen, now, NULL});
}

static const char *file_of(const struct truth_letter *letter)
{
    for (uint32_t i = 0; i < 3; i++) {
        const char *path = stuck_import_file(&stuck, i);
        const uint8_t *data = NULL;
        size_t size = 0;
        ck_assert_int_eq(os_read_file(stuck.console, path, &stuck.small.arena, &data, &size),
                         ST_OK);
        if (strstr((const char *)data, letter->subject) != NULL) {
            return path;
        }
    }
    ck_abort_msg("no file holds it");
}

START_TEST(a_dropped_letter_is_lost_by_its_cause)
{
    const struct truth_letter *letter = letter_in_import(0);
    const uint64_t open = truth_totals(stuck.world).in_custody;
    met(ODDITY_DROP, letter, NULL);
    met(ODDITY_DROP, letter, NULL); /* a turn that was done again */
    ck_assert_int_eq(os_remove(stuck.console, file_of(letter)), ST_OK);
    ck_assert_msg(world_settle(stuck.world), "%s", stuck.world->failure);
    ck_assert_uint_eq(truth_totals(stuck.world).lost[MAIL_OUT], 1);
    ck_assert_uint_eq(truth_totals(stuck.world).in_custody, open - 1);
}
END_TEST

START_TEST(another_letter_is_not_excused)
{
    met(ODDITY_DROP, letter_in_import(0), NULL);
    ck_assert_int_eq(os_remove(stuck.console, file_of(letter_in_import(1))), ST_OK);
    ck_assert(!world_settle(stuck.world));
    ck_assert_msg(strstr(stuck.world->failure, "lost: letter") != NULL, "%s", stuck.world->failure);
}
END_TEST

START_TEST(a_letter_that_comes_after_all_was_not_lost)
{
    met(ODDITY_DROP, letter_in_import(0), NULL);
    stuck_grant(&stuck);
    small_world_run(&stuck.small, 120);
    ck_assert_uint_eq(truth_totals(stuck.world).delivered[MAIL_OUT], 3);
    ck_assert_uint_eq(truth_totals(stuck.world).lost[MAIL_OUT], 0);
    ck_assert_uint_eq(truth_totals(stuck.world).in_custody, 0);
}
END_TEST

/* A copy under another name is imported, too. */
static bool copied(const struct truth_letter *letter, const char *const *names, size_t count)
{
    const uint8_t *data = NULL;
    size_t size = 0;
    ck_assert_int_eq(os_read_file(stuck.console, file_of(letter), &stuck.small.arena, &data, &size),
                     ST_OK);
    for (size_t i = 0; i < count; i++) {
        ck_assert_int_eq(os_write_file(stuck.console, names[i], data, size), ST_OK);
    }
    stuck_grant(&stuck);
    return world_run_until(stuck.world, 120000000);
}

static const char *const copies[] = {STUCK_IMPORT "\\0000a001.ccm", STUCK_IMPORT "\\0000a002.ccm"};

START_TEST(twice_is_one_more_of_that_letter)
{
    met(ODDITY_TWICE, letter_in_import(0), NULL);
    ck_assert_msg(copied(letter_in_import(0), copies, 1), "%s", stuck.world->failure);
}
END_TEST

START_TEST(three_times_is_not_excused)
{
    met(ODDITY_TWICE, letter_in_import(0), NULL);
    met(ODDITY_TWICE, letter_in_import(0), NULL);
    ck_assert(!copied(letter_in_import(0), copies, 2));
    ck_assert_msg(strstr(stuck.world->failure, "doubled: letter") != NULL, "%s",
                  stuck.world->failure);
}
END_TEST

START_TEST(nor_is_another_letter)
{
    met(ODDITY_TWICE, letter_in_import(0), NULL);
    ck_assert(!copied(letter_in_import(1), copies, 1));
}
END_TEST

START_TEST(a_rewritten_letter_is_known_again)
{
    struct truth_letter *letter = letter_in_import(0);
    const struct ccm_message now = {.subject = "Quite another one"};
    const struct ccm_message other = {.subject = letter_in_import(1)->subject};
    met(ODDITY_REWRITE, letter, &now);
    ck_assert_ptr_eq(truth_letter_find(stuck.world->truth, MAIL_OUT, "quite ANOTHER one"), letter);
    met(ODDITY_REWRITE, letter, &other); /* that subject is somebody's */
    ck_assert_ptr_eq(truth_letter_find(stuck.world->truth, MAIL_OUT, other.subject),
                     letter_in_import(1));
}
END_TEST

START_TEST(a_letter_that_nobody_sent_is_no_concern)
{
    const struct truth_letter stranger = {.subject = "Never sent by anybody"};
    const uint64_t open = truth_totals(stuck.world).in_custody;
    met(ODDITY_DROP, &stranger, NULL);
    ck_assert_uint_eq(truth_totals(stuck.world).in_custody, open);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("odd_builds");
    TCase *declared = tcase_create("declared");
    tcase_add_loop_test(declared, a_range_has_its_ends, 0, (int)ARRAY_COUNT(ranges));
    tcase_add_loop_test(declared, what_is_no_quirk_is_told, 0, (int)ARRAY_COUNT(bad));
    tcase_add_loop_test(declared, counts_and_labels_mean_what_they_say, 0,
                        (int)ARRAY_COUNT(counts));
    tcase_add_test(declared, a_verdict_names_what_acted);
    tcase_add_loop_test(declared, a_range_is_read_as_it_is_written, 0, (int)ARRAY_COUNT(forms));
    suite_add_tcase(suite, declared);
    TCase *ledger = tcase_create("ledger");
    tcase_add_checked_fixture(ledger, begin, end);
    tcase_add_test(ledger, a_dropped_letter_is_lost_by_its_cause);
    tcase_add_test(ledger, another_letter_is_not_excused);
    tcase_add_test(ledger, a_letter_that_comes_after_all_was_not_lost);
    tcase_add_test(ledger, twice_is_one_more_of_that_letter);
    tcase_add_test(ledger, three_times_is_not_excused);
    tcase_add_test(ledger, nor_is_another_letter);
    tcase_add_test(ledger, a_rewritten_letter_is_known_again);
    tcase_add_test(ledger, a_letter_that_nobody_sent_is_no_concern);
    suite_add_tcase(suite, ledger);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
