/* Sides that a scenario takes with `assume` (sim/assumptions.def): each story holds where the side
 * is taken, and does not hold without. */
#include <check.h>
#include <stdlib.h>

#include "world/world.h"
#include "worlds/play.h"

#define HEADER "scenario \"a side is taken\"\nkb Q168211\nseed 7\nuntil 50m\n"
#define WORLD                                                                                      \
    "\nworld\n  connector C1 version 5.5 account EXCH\\svc-ccmc\n"                                 \
    "  polling C1 import 15s max 5 export 15s max 2\n"                                             \
    "  ntserver NT1 share CCPO acl EXCH\\svc-ccmc full\n  postoffice PO1 on NT1 CCPO\n"            \
    "  tab C1 path \"\\\\NT1\\CCPO\"\nphase \"all\"\n"
#define START "  @0s do start connector\n"
#define HANG START "  @1s fault kill EXPORT on \"*\\CLANDATA\" run 1 hang\n"

static const struct {
    const char *assumption;
    const char *value;
    const char *story;
} sides[] = {
    {"FIRST_POLL", "at_once", START "  @0s..@14s expect runs EXPORT count 1\n"},
    {"POLL_ANCHOR", "end",
     HANG "  @20s fix kill EXPORT\n  @0s..@34s expect runs EXPORT count 1\n"
          "  @35s expect runs EXPORT count 1\n"},
    {"EMPTY_IMPORT", "yes", START "  @15s expect runs IMPORT count 1\n"},
    {"EXPORT_67_IDLE", "no",
     "  @0s fix setting C1 \"Logging General\" Maximum\n" START "  @16s do mail in 1 from PO1\n"
     "  @0s..@29s never event 67\n  @30s expect event 67 count 1\n"},
    {"FULL_BATCH", "always",
     "  @0s do mail in 5 from PO1\n  @0s fault kill EXPORT on \"*.ccm\" run 1 nth 1 after\n" START
     "  @15s expect runs EXPORT count 3\n"},
    {"HUNG_PROGRAM", "waits", HANG "  @40m expect state EXPORT running\n"},
    {"SERVICE_KILLED", "programs_die",
     HANG "  @20s do kill connector\n  @21s expect state EXPORT stopped\n"
          "  @22s do start connector\n  @37s expect runs EXPORT count 1\n"},
    {"KILLED_RC", "4", HANG "  @20s fix kill EXPORT\n  @20s expect event 71\n"},
    {"LOCK_WAIT", "3",
     "  @0s do mail in 1 from PO1\n" START "  @1s fault lock PO1 CLANDATA by clerk for 60s\n"
     "  @18s expect result EXPORT 4\n"},
    {"RC1_REMOVES_CCM", "no",
     START "  @1s fault file \"Import\\BAD.CCM\" size 300\n"
           "  @20s expect files \"Import\\BAD.CCM\" count 1\n"},
};

static bool holds(size_t side, bool is_taken)
{
    struct play play = {.path = "side.scn"};
    const char *line = arena_format(&play.loaded, HEADER "assume %s %s\n", sides[side].assumption,
                                    sides[side].value);
    const char *story = arena_format(&play.loaded, WORLD "%s", sides[side].story);
    const char *text = play_join(&play, is_taken ? line : HEADER, story);
    const bool is_held = play_text(&play, text) == RUN_OK;
    play_release(&play);
    return is_held;
}

START_TEST(a_side_that_is_taken_makes_the_difference)
{
    ck_assert_msg(holds((size_t)_i, true), "%s %s", sides[_i].assumption, sides[_i].value);
    ck_assert_msg(!holds((size_t)_i, false), "%s: it holds anyhow", sides[_i].assumption);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("assumptions");
    TCase *tcase = tcase_create("assumptions");
    tcase_add_loop_test(tcase, a_side_that_is_taken_makes_the_difference, 0, ARRAY_COUNT(sides));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
