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

int main(void)
{
    Suite *suite = suite_create("export_read_only");
    TCase *tcase = tcase_create("export_read_only");
    tcase_add_loop_test(tcase, one_file_that_may_not_be_written_is_as_good_as_all, 0,
                        (int)(ARRAY_COUNT(files) * ARRAY_COUNT(sides)));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
