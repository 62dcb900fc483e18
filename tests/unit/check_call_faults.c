#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "fault/inject.h"
#include "worlds/play.h"

/* Call faults: which calls, when, what happens to them; then whole worlds in which they strike. */

static bool is_there(const void *call, const char *place)
{
    return strcmp(call, place) == 0;
}

static const struct fault_question asked = {
    .op = FAULT_OP_WRITE,
    .program = "IMPORT",
    .account = "EXCH\\svc-ccmc",
    .judged = "NW1\\svc-ccmc",
    .bits = 16,
    .session = FAULT_SESSION_SERVICE,
    .via = FS_MODEL_netware_volume,
    .offset = 100,
    .size = 2000,
    .call = "there",
    .is_within = is_there,
};

static const struct {
    const char *name;
    struct fault_which which;
    bool strikes;
} which[] = {
    {"any write", {.op = FAULT_OP_WRITE}, true},
    {"no read", {.op = FAULT_OP_READ}, false},
    {"the program, case folded", {.op = FAULT_OP_WRITE, .program = "import"}, true},
    {"another program", {.op = FAULT_OP_WRITE, .program = "EXPORT"}, false},
    {"the caller's account", {.op = FAULT_OP_WRITE, .account = "EXCH\\SVC-ccmc"}, true},
    {"the server's account", {.op = FAULT_OP_WRITE, .account = "NW1\\svc-ccmc"}, true},
    {"somebody else's", {.op = FAULT_OP_WRITE, .account = "EXCH\\admin"}, false},
    {"its kind of program", {.op = FAULT_OP_WRITE, .bits = 16}, true},
    {"the other kind", {.op = FAULT_OP_WRITE, .bits = 32}, false},
    {"its session", {.op = FAULT_OP_WRITE, .session = FAULT_SESSION_SERVICE}, true},
    {"a person's session", {.op = FAULT_OP_WRITE, .session = FAULT_SESSION_INTERACTIVE}, false},
    {"its way", {.op = FAULT_OP_WRITE, .via = FS_MODEL_netware_volume}, true},
    {"another way", {.op = FAULT_OP_WRITE, .via = FS_MODEL_gsnw_gateway}, false},
    {"its offset", {.op = FAULT_OP_WRITE, .has_offset = true, .offset = {100, 100}}, true},
    {"an offset behind", {.op = FAULT_OP_WRITE, .has_offset = true, .offset = {101, 999}}, false},
    {"an offset before", {.op = FAULT_OP_WRITE, .has_offset = true, .offset = {0, 99}}, false},
    {"its size", {.op = FAULT_OP_WRITE, .has_size = true, .size = {2000, UINT64_MAX}}, true},
    {"a larger size", {.op = FAULT_OP_WRITE, .has_size = true, .size = {2001, UINT64_MAX}}, false},
    {"its place", {.op = FAULT_OP_WRITE, .place = "there"}, true},
    {"another place", {.op = FAULT_OP_WRITE, .place = "here"}, false},
};

START_TEST(a_fault_strikes_the_calls_that_it_means)
{
    struct arena arena = {0};
    struct faults *faults = faults_create(&arena);
    const struct fault spec = {
        .which = which[_i].which, .turn = {1, 1, false}, .kind = fault_kind_find("refuse")};
    ck_assert_ptr_null(fault_arm(faults, &spec));
    const struct fault *struck = faults_ask(faults, &asked);
    ck_assert_msg((struck != NULL) == which[_i].strikes, "%s", which[_i].name);
    ck_assert_uint_eq(faults->first->strikes, which[_i].strikes ? 1 : 0);
    arena_release(&arena);
}
END_TEST

static const struct {
    const char *name;
    struct fault_turn turn;
    const char *struck; /* x: that call */
} turns[] = {
    {"each", {1, 1, false}, "xxxxxxx"},
    {"only the first", {1, 1, true}, "x------"},
    {"only the third", {3, 1, true}, "--x----"},
    {"from the third on", {3, 1, false}, "--xxxxx"},
    {"each second from the first", {1, 2, false}, "x-x-x-x"},
    {"each third from the second", {2, 3, false}, "-x--x--"},
};

START_TEST(a_fault_strikes_in_its_turn)
{
    struct arena arena = {0};
    struct faults *faults = faults_create(&arena);
    const struct fault spec = {
        .which = {.op = FAULT_OP_WRITE}, .turn = turns[_i].turn, .kind = fault_kind_find("torn")};
    ck_assert_ptr_null(fault_arm(faults, &spec));
    char struck[8] = "";
    for (size_t i = 0; i < 7; i++) {
        struck[i] = faults_ask(faults, &asked) != NULL ? 'x' : '-';
    }
    ck_assert_msg(strcmp(struck, turns[_i].struck) == 0, "%s: %s", turns[_i].name, struck);
    const bool is_spent = spec.turn.is_once && spec.turn.from <= 7;
    ck_assert_uint_eq(faults->first->matches, is_spent ? spec.turn.from : 7);
    ck_assert(faults_any_armed(faults) == !is_spent);
    arena_release(&arena);
}
END_TEST

static const struct {
    const char *word;
    uint32_t op;
    const char *text;
    uint64_t number;
    uint64_t size; /* that is left of 2000 */
    enum status answer;
    bool acts;
} effects[] = {
    {"refuse", FAULT_OP_WRITE, "busy", 0, 2000, ST_BUSY, false},
    {"partial", FAULT_OP_READ, "3", 3, 3, ST_OK, true},
    {"partial", FAULT_OP_READ, "3000", 3000, 2000, ST_OK, true},
    {"short", FAULT_OP_READ, "", 0, 1000, ST_OK, true},
    {"short", FAULT_OP_WRITE, "", 0, 1000, ST_DISK_FULL, true},
    {"torn", FAULT_OP_WRITE, "", 0, 512, ST_CONNECTION_LOST, true},
    {"late", FAULT_OP_WRITE, "5s", 5000000, 2000, ST_OK, true},
    {"widen", FAULT_OP_OPEN, "", 0, 2000, ST_OK, true},
    {"pretend", FAULT_OP_WRITE, "", 0, 2000, ST_OK, false},
    {"kill", FAULT_OP_WRITE, "", 0, 2000, ST_PROCESS_GONE, false},
};

START_TEST(an_effect_does_to_a_call_what_its_row_says)
{
    struct arena arena = {0};
    struct faults *faults = faults_create(&arena);
    struct fault spec = {.which = {.op = effects[_i].op},
                         .turn = {1, 1, false},
                         .kind = fault_kind_find(effects[_i].word)};
    ck_assert_ptr_nonnull(spec.kind);
    if (spec.kind->take != NULL) {
        ck_assert_ptr_null(spec.kind->take(&spec, effects[_i].text, effects[_i].number));
    }
    ck_assert_ptr_null(fault_arm(faults, &spec));
    struct fault_question question = asked;
    question.op = effects[_i].op;
    ck_assert_ptr_nonnull(faults_ask(faults, &question));
    const struct fault_strike *strike = &faults->strike;
    ck_assert_uint_eq(strike->size, effects[_i].size);
    ck_assert_int_eq(strike->answer, effects[_i].answer);
    ck_assert_int_eq(strike->acts, effects[_i].acts);
    ck_assert_int_eq(strike->denies_all, strcmp(effects[_i].word, "widen") == 0);
    ck_assert_int_eq(strike->kills, strcmp(effects[_i].word, "kill") == 0);
    ck_assert_uint_eq(strike->late_us,
                      strcmp(effects[_i].word, "late") == 0 ? effects[_i].number : 0);
    arena_release(&arena);
}
END_TEST

START_TEST(accounts_are_asked_for_while_a_fault_that_may_strike_names_one)
{
    struct arena arena = {0};
    struct faults *faults = faults_create(&arena);
    struct fault spec = {.which = {.op = FAULT_OP_WRITE, .account = "NW1\\svc-ccmc"},
                         .turn = {1, 1, true},
                         .kind = fault_kind_find("torn")};
    ck_assert(!faults_ask_for_accounts(faults));
    ck_assert_ptr_null(fault_arm(faults, &spec));
    ck_assert(faults_ask_for_accounts(faults));
    ck_assert_ptr_nonnull(faults_ask(faults, &asked));
    ck_assert(!faults_ask_for_accounts(faults)); /* it has struck its one call */
    spec.which.account = NULL;
    spec.turn.is_once = false;
    ck_assert_ptr_null(fault_arm(faults, &spec));
    ck_assert(!faults_ask_for_accounts(faults));
    arena_release(&arena);
}
END_TEST

START_TEST(an_effect_is_refused_where_it_can_do_nothing)
{
    struct arena arena = {0};
    struct faults *faults = faults_create(&arena);
    const struct fault spec = {
        .which = {.op = FAULT_OP_LIST}, .turn = {1, 1, false}, .kind = fault_kind_find("torn")};
    ck_assert_str_eq(fault_arm(faults, &spec), "`torn` does nothing to such a call");
    ck_assert(!faults_any_armed(faults));
    arena_release(&arena);
}
END_TEST

START_TEST(a_lifted_fault_strikes_no_more_and_keeps_its_count)
{
    struct arena arena = {0};
    struct faults *faults = faults_create(&arena);
    struct fault spec = {
        .which = {.op = FAULT_OP_WRITE}, .turn = {1, 1, false}, .kind = fault_kind_find("pretend")};
    ck_assert_ptr_null(fault_arm(faults, &spec)); /* without a label: can't be lifted */
    spec.label = "a";
    ck_assert_ptr_null(fault_arm(faults, &spec));
    ck_assert_ptr_eq(faults_ask(faults, &asked), faults->first);
    ck_assert_uint_eq(faults->first->next->matches, 1); /* the first one strikes, all count */
    ck_assert_uint_eq(faults->first->next->strikes, 0);
    ck_assert(!fault_lift(faults, "b"));
    ck_assert(fault_lift(faults, "a"));
    ck_assert(!fault_lift(faults, "a"));
    ck_assert(faults_any_armed(faults));
    ck_assert_ptr_nonnull(faults_ask(faults, &asked));
    ck_assert_uint_eq(faults->first->next->matches, 1);
    ck_assert_uint_eq(faults->first->strikes, 2);
    arena_release(&arena);
}
END_TEST

START_TEST(words_that_no_row_has_are_nothing)
{
    ck_assert_ptr_null(fault_kind_find("explode"));
    ck_assert_uint_eq(fault_op_of("explode"), FAULT_OP_NONE);
    ck_assert_uint_eq(fault_op_of("rea"), FAULT_OP_NONE);
    ck_assert_uint_eq(fault_op_of("open"), FAULT_OP_OPEN);
    ck_assert_uint_eq(fault_op_of("start"), FAULT_OP_START);
    ck_assert_int_eq(fault_refusal("event-59"), ST_OK);
    struct fault fault = {0};
    ck_assert_ptr_nonnull(fault_kind_find("refuse")->take(&fault, "event-59", 0));
    ck_assert_ptr_nonnull(fault_kind_find("late")->take(&fault, "0s", 0));
}
END_TEST

/* The words that the parser lists and the rows that give them a meaning are the same. */
START_TEST(every_refusal_that_may_be_written_has_a_status)
{
    char word[32];
    uint32_t count = 0;
    for (const char *at = FAULT_REFUSAL_WORDS; *at != '\0'; count++) {
        const size_t length = strcspn(at, "|");
        ck_assert_uint_lt(length, sizeof(word));
        memcpy(word, at, length);
        word[length] = '\0';
        ck_assert_msg(fault_refusal(word) != ST_OK, "%s", word);
        at += length + (at[length] == '|' ? 1 : 0);
    }
    ck_assert_uint_eq(count, 16);
}
END_TEST

#define WORLD                                                                                      \
    "world\n  connector C1 version 5.5 account EXCH\\svc-ccmc\n  netware NW1\n"                    \
    "  account NW1\\svc-ccmc password same\n  trustee NW1\\svc-ccmc on SYS:CCDATA rights "         \
    "RWCEMF\n  postoffice PO1 on NW1 SYS:CCDATA\n  tab C1 path \"\\\\NW1\\SYS\\CCDATA\"\n"         \
    "  mail outgoing out 7 to PO1\n  mail incoming in 3 from PO1\n"                                \
    "phase \"all\"\n  @0s do start connector\n"
#define ALL "  by @2m expect delivered out 7 in 3\n"

static const struct play_row worlds[] = {
    {"an open that is refused", RUN_OK,
     "  @1s fault call open by EXPORT on CLANDATA then refuse sharing-violation as f\n  @40s "
     "expect delivered out 7 in 0\n  @41s fix lift f\n" ALL,
     ""},
    {"a session that does not come about", RUN_OK,
     "  @1s fault call connect on NW1 nth 1 then refuse no-connections\n  @15s expect event "
     "61\n" ALL,
     ""},
    {"a listing that is refused", RUN_OK,
     "  @1s fault call list by CCMC on Submit nth 1 then refuse device-gone\n" ALL, ""},
    {"a listing of which a part comes", RUN_OK,
     "  @1s fault call list by CCMC on Import then partial 2\n" ALL, ""},
    {"a temporary file that can't be made", RUN_OK,
     "  @1s fault call create by IMPORT on \"SYS:CCDATA\" nth 1 then refuse access-denied\n  @15s "
     "expect denied IMPORT create SYS:CCDATA\n  @15s expect event 59\n" ALL,
     ""},
    {"a file that can't be deleted", RUN_OK,
     "  @1s fault call delete by IMPORT on SYS:CCDATA nth 1 then refuse busy\n  @15s expect event "
     "59\n" ALL,
     ""},
    {"a renaming that is refused", RUN_OK,
     "  @0s fault call rename by CCMC nth 1 then refuse sharing-violation\n" ALL, ""},
    {"a read that ends early", RUN_OK,
     "  @1s fault call read by IMPORT on CLANDATA nth 3 then short\n  @15s expect event 59\n" ALL,
     ""},
    {"a read that is refused", RUN_OK,
     "  @1s fault call read by EXPORT on CLANDATA nth 2 then refuse io-error\n  @15s never result "
     "EXPORT 0\n" ALL,
     ""},
    {"a write that is refused", RUN_OK,
     "  @1s fault call write by IMPORT on MLANDATA nth 1 then refuse io-error\n  @15s expect event "
     "59\n" ALL,
     ""},
    {"a lock that is refused once", RUN_OK,
     "  @1s fault call lock by IMPORT nth 1 then refuse lock-violation\n  @15s expect delivered "
     "out 7\n" ALL,
     ""},
    {"a program that does not start", RUN_OK,
     "  @1s fault call start on \"*EXPORT*\" nth 1 then refuse too-many-open\n  @15s expect runs "
     "EXPORT count 0\n" ALL,
     ""},
    {"a call of EXPORT that takes its time", RUN_OK,
     "  @1s fault call read by EXPORT on CLANDATA nth 1 then late 20s\n  @20s expect state EXPORT "
     "running\n  @20s expect delivered in 0\n" ALL,
     ""},
    {"a call of the service that takes its time", RUN_OK,
     "  @0s fault call list by CCMC nth 1 then late 30s\n  @15s expect runs EXPORT count 0\n" ALL,
     ""},
    {"an open that shuts others out", RUN_OK,
     "  @1s fault call open by EXPORT on CLANDATA nth 1 via netware then widen as w\n  @1s fault "
     "call read by EXPORT on CLANDATA nth 1 then late 30s\n  @20s never event 58\n" ALL,
     ""},
    {"a program that ends as it opens a file", RUN_OK,
     "  @1s fault kill EXPORT on CLANDATA nth 2\n  @15s expect result EXPORT 1\n" ALL, ""},
    {"the service ends as it opens a file", RUN_OK,
     "  @1s fault kill connector on \"*.ccm\"\n  @20s expect state C1 stopped\n  @21s do start "
     "connector\n" ALL,
     ""},
    {"a lock that is only said to be there", RUN_OK,
     "  @1s fault call lock by IMPORT nth 1 then pretend\n" ALL, ""},
    {"a directory that can't be made", RUN_OK,
     "  @0s fault call create by CCMC nth 1 then refuse access-denied\n" ALL, ""},
    /* that prove nothing */
    {"a fault that never struck", RUN_FAILED,
     "  @1s fault call open by ROUTER then refuse busy\n" ALL,
     "struck nothing: 0 calls were meant"},
    {"a fault whose turn never came", RUN_FAILED,
     "  @1s fault call open by EXPORT nth 9999999 then refuse busy\n" ALL, "struck nothing: "},
    {"conditions that nothing meets", RUN_FAILED,
     "  @1s fault call read bits 32 by IMPORT offset < 0 size > 4000000 session interactive "
     "account EXCH\\admin via share then partial 1\n" ALL,
     "struck nothing: 0 calls were meant"},
    /* that can't be */
    {"an effect that does nothing to such calls", RUN_ERROR,
     "  @1s fault call list then torn\n" ALL, "`torn` does nothing to such a call"},
    {"no effect", RUN_ERROR, "  @1s fault call list then\n" ALL, "is missing behind `then`"},
    {"two effects", RUN_ERROR, "  @1s fault call list then partial 1 late 2s\n" ALL,
     "`partial` or `late`"},
    {"nth and from", RUN_ERROR, "  @1s fault call list nth 1 from 2 then partial 1\n" ALL,
     "`nth` is one call"},
    {"the call of number 0", RUN_ERROR, "  @1s fault call list from 0 then partial 1\n" ALL,
     "calls are counted from 1"},
    {"each 0th call", RUN_ERROR, "  @1s fault call list every 0 then partial 1\n" ALL,
     "calls are counted from 1"},
    {"late by nothing", RUN_ERROR, "  @1s fault call list then late 0s\n" ALL, "late by nothing"},
    {"a killing of number 0", RUN_ERROR, "  @1s fault kill EXPORT on CLANDATA nth 0\n" ALL,
     "counted from 1"},
    {"what is over already", RUN_OK,
     "  @1s fault lock PO1 for 2s as short\n  @9s fix lift short\n" ALL, ""},
    {"what is to come", RUN_OK, "  @1s fix lift later\n  @2s fault lock PO1 for 2s as later\n" ALL,
     ""},
};

START_TEST(a_world_in_which_calls_are_struck)
{
    play_row(WORLD, &worlds[_i]);
}
END_TEST

static const struct {
    const char *name;
    const char *steps;
    const char *error; /* NULL: it is none */
} lifts[] = {
    {"a label that is nowhere", "  @1s fix lift broken\n  @9s expect drained\n",
     "nothing that could be lifted has the label 'broken'"},
    {"a label of something else",
     "  @1s do mail in 1 from PO1 as sent\n  @2s fix lift sent\n  @9s expect drained\n",
     "nothing that could be lifted has the label 'sent'"},
    {"in a variant, too",
     "  @1s fix restart connector as mended\n  @9s expect drained\nvariant \"v\"\n  replace mended "
     "with fix lift gone\n  @9s expect drained\n",
     "nothing that could be lifted has the label 'gone'"},
    {"what a variant drops",
     "  @1s fault lock PO1 as held\n  @2s fix lift held\n  @9s expect drained\nvariant \"v\"\n"
     "  drop held\n  @9s expect drained\n",
     NULL},
    {"what a variant sets under the old label",
     "  @1s do mail in 1 from PO1 as cause\n  @9s expect drained\nvariant \"v\"\n  replace cause "
     "with fault lock PO1\n  @2s fix lift cause\n  @9s expect drained\n",
     NULL},
};

START_TEST(what_is_lifted_was_set_somewhere_in_the_file)
{
    struct arena arena = {0};
    struct scenario scenario;
    struct scenario_errors errors = {0};
    const char *text =
        arena_format(&arena, "scenario \"s\"\nsource \"s\"\n" WORLD "%s", lifts[_i].steps);
    const bool is_good = scenario_parse(&arena, "a.scn", bytes_of_text(text), &scenario, &errors);
    struct buffer all;
    buffer_init(&all, &arena);
    scenario_print_errors(&all, "a.scn", &errors);
    ck_assert_msg(is_good == (lifts[_i].error == NULL), "%s: %s", lifts[_i].name,
                  buffer_string(&all));
    ck_assert_msg(is_good || strstr(buffer_string(&all), lifts[_i].error) != NULL, "%s: %s",
                  lifts[_i].name, buffer_string(&all));
    arena_release(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("call_faults");
    TCase *tcase = tcase_create("call_faults");
    tcase_add_loop_test(tcase, a_fault_strikes_the_calls_that_it_means, 0, (int)ARRAY_COUNT(which));
    tcase_add_loop_test(tcase, a_fault_strikes_in_its_turn, 0, (int)ARRAY_COUNT(turns));
    tcase_add_loop_test(tcase, an_effect_does_to_a_call_what_its_row_says, 0,
                        (int)ARRAY_COUNT(effects));
    tcase_add_test(tcase, accounts_are_asked_for_while_a_fault_that_may_strike_names_one);
    tcase_add_test(tcase, an_effect_is_refused_where_it_can_do_nothing);
    tcase_add_test(tcase, a_lifted_fault_strikes_no_more_and_keeps_its_count);
    tcase_add_test(tcase, words_that_no_row_has_are_nothing);
    tcase_add_test(tcase, every_refusal_that_may_be_written_has_a_status);
    tcase_add_loop_test(tcase, a_world_in_which_calls_are_struck, 0, (int)ARRAY_COUNT(worlds));
    tcase_add_loop_test(tcase, what_is_lifted_was_set_somewhere_in_the_file, 0,
                        (int)ARRAY_COUNT(lifts));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
