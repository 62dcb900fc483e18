#include <check.h>
#include <stdlib.h>

#include "worlds/play.h"

/* EXPORT where one file of the post office may be read and not written, whichever it is: assumption
 * EXPORT_READ_ONLY decides, as if it had been all of them. */

static const char *const files[] = {"CLANDATA", "MLANDATA",
                                    "USR00002"}; /* the site's queue is the second one */

/* The steps, the name of the file, and what comes behind it. */
static const struct {
    const char *assumption;
    const char *steps;
    const char *rest;
} sides[] = {
    {"bookmark",
     "  @15s expect delivered in 3\n  @16s do mail in 2 from PO1\n"
     "  @45s expect delivered in 5\n  @45s expect queue PO1 count 5\n"
     "  @1s..@45s never event any\n"
     "  @50s fix remove trustee NW1\\svc-ccmc on SYS:CCDATA\\",
     "\n"
     "  @51s do mail in 1 from PO1\n  @60s expect delivered in 6\n"
     "  @60s expect queue PO1 count 0\n"},
    {"repeat",
     "  @15s expect delivered in 3\n  @30s expect console EXPORT \"*3 messages "
     "exported*\"\n  @30s expect queue PO1 count 3\n"
     "  @31s expect files \"NW1\\SYS:CCDATA\\",
     "\" count 1\n"},
    {"fail3",
     "  @15s expect result EXPORT 3\n  @15s expect event 70\n"
     "  @16s fix remove trustee NW1\\svc-ccmc on SYS:CCDATA\\",
     "\n"
     "  @30s expect delivered in 3\n"},
};

START_TEST(one_file_that_may_not_be_written_is_as_good_as_all)
{
    const char *file = files[_i % (int)ARRAY_COUNT(files)];
    const int side = _i / (int)ARRAY_COUNT(files);
    struct play play = {0};
    const char *text = arena_format(
        &play.loaded,
        "scenario \"read only\"\nkb Q168670\nseed 7\nuntil 2m\nassume EXPORT_READ_ONLY %s\n"
        "world\n  connector C1 version 5.5 account EXCH\\svc-ccmc\n  netware NW1\n"
        "  account NW1\\svc-ccmc password same\n"
        "  trustee NW1\\svc-ccmc on SYS:CCDATA rights RWCEMF\n"
        "  postoffice PO1 on NW1 SYS:CCDATA\n  tab C1 path \"\\\\NW1\\SYS\\CCDATA\"\n"
        "  mail incoming in 3 from PO1\nphase \"all\"\n  @0s do start connector\n"
        "  @0s fault trustee NW1\\svc-ccmc on SYS:CCDATA\\%s rights RF\n%s%s%s",
        sides[side].assumption, file, sides[side].steps, file, sides[side].rest);
    ck_assert_msg(play_text(&play, text) == RUN_OK, "%s, %s: %s", sides[side].assumption, file,
                  play_story(&play));
    play_release(&play);
}
END_TEST

/* A file that holds only what could not be finished must not make the bookmark forget whose letter
 * it stands behind: the next run would export all from the beginning. */
START_TEST(an_unfinished_letter_brings_nothing_back_that_was_exported)
{
    struct play play = {0};
    const char *text = "scenario \"read only\"\nkb Q202240\nseed 7\nuntil 2m\n"
                       "world\n  connector C1 version 5.5 account EXCH\\svc-ccmc\n"
                       "  ntserver NT1 share CCPO acl EXCH\\svc-ccmc read\n"
                       "  postoffice PO1 on NT1 CCPO\n"
                       "  tab C1 path \"\\\\NT1\\CCPO\" programs 5.15/5.15\n"
                       "  mail first in 2 from PO1\n  mail map in from PO1 file \"map.pcx\" 4K\n"
                       "  mail last in 2 from PO1\nphase \"all\"\n  @0s do start connector\n"
                       "  @15s expect delivered in 2\n  @15s..@1m expect event 54 count 4\n"
                       "  @1m expect delivered in 2\n  @1m expect queue PO1 count 5\n"
                       "  @61s fix program EXPORT version 5.14\n  by @80s expect delivered in 5\n";
    ck_assert_msg(play_text(&play, text) == RUN_OK, "%s", play_story(&play));
    play_release(&play);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("export_read_only");
    TCase *tcase = tcase_create("export_read_only");
    tcase_add_loop_test(tcase, one_file_that_may_not_be_written_is_as_good_as_all, 0,
                        (int)(ARRAY_COUNT(files) * ARRAY_COUNT(sides)));
    tcase_add_test(tcase, an_unfinished_letter_brings_nothing_back_that_was_exported);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
