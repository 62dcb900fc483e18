/* What a support engineer mistypes: each slip is told at its place, with what is allowed there. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/require.h"
#include "base/text.h"
#include "scenario/scenario.h"

static const char good[] =
    "scenario \"Event 59\"\n"
    "kb Q168670\n"
    "until 3m\n"
    "matrix tr.rights in RF RWF\n"
    "world\n"
    "  connector C1 version 5.5 store \"D:\\exchsrvr\\ccmcdata\" account EXCH\\svc-ccmc\n"
    "  netware NW1 version 3.12 volume SYS\n"
    "  account NW1\\svc-ccmc password same\n"
    "  trustee NW1\\svc-ccmc on SYS:CCDATA rights RF as tr\n"
    "  postoffice PO1 on NW1 SYS:CCDATA format DB6 health clean\n"
    "  tab C1 postoffice PO1 path \"\\\\NW1\\SYS\\CCDATA\" programs 5.15/5.14\n"
    "  dirsync PO1 completed\n"
    "  mail m1 out from \"Brady, Sally\" to \"Smith, J at PO1\"\n"
    "  mail in 2 from PO1\n"
    "phase \"symptom\"\n"
    "  @0s do start connector\n"
    "  @15s expect event 59 \"result code 1\" count 1\n"
    "  @61s fix trustee NW1\\svc-ccmc on SYS:CCDATA rights RWCE as grant\n"
    "  by @80s expect drained\n"
    "variant \"nobody mends it\"\n"
    "  drop grant\n"
    "  by @80s expect event 59\n";

/* `from` of the good file is written as `to`; `want` is the first error, of as much as it says. */
static const struct {
    const char *name;
    const char *from;
    const char *to;
    const char *want;
} rows[] = {
    {"nothing", "", "", ""},
    {"which of two post offices", "  dirsync PO1 completed\n",
     "  postoffice PO2 on NW1 SYS:PO2\n  dirsync completed\n",
     "13:3: `dirsync` needs POSTOFFICE | allowed: PO1 PO2"},
    {"which machine, where none is declared", "  dirsync PO1 completed\n",
     "  dirsync PO1 completed\n  acl CCPO allow EXCH\\svc-ccmc read\n",
     "13:3: `acl` needs MACHINE | the world has none"},
    {"a line of the world at the left edge", "  netware NW1", "netware NW1",
     "7:1: a line of the block above begins with blanks, not with 'netware' | put a blank"},
    {"a step at the left edge", "  @0s do", "@0s do",
     "16:1: a line of the block above begins with blanks, not with '@0s' | put a blank"},
    {"a block that is indented", "phase \"symptom\"", "  phase \"symptom\"",
     "15:3: `phase` begins at the left edge | take away the blanks"},
    {"a time without its @", "@0s do start", "0s do start",
     "16:3: unknown verb '0s' | did you mean '@0s'?"},
    {"the same behind by", "by @80s", "by 80s", "19:6: '80s' is not a time | did you mean '@80s'?"},
    {"a step without its verb", "@0s do start", "@0s start",
     "16:7: unknown verb 'start' | did you mean 'do start'?"},
    {"an expectation without its verb", "expect drained", "drained",
     "19:11: unknown verb 'drained' | did you mean 'expect drained'?"},
    {"an event without its word", "expect event 59 \"", "expect 59 \"",
     "17:15: unknown expectation '59' | did you mean 'event 59'?"},
    {"a name without its quotes", "\"Smith, J at PO1\"", "Smith, J at PO1",
     "13:38: a comma behind Smith, | blanks part values; a name that has blanks stands in quotes"},
    {"words in other letters", "account EXCH\\svc-ccmc\n",
     "account EXCH\\svc-ccmc logging general Maximum\n", ""},
    {"levels of an account that the line does not name", "matrix tr.rights in RF RWF\nworld\n",
     "matrix share.acl in read change\nworld\n  ntserver NT1 share CCPO as share\n",
     "4:14: line 6 has no `acl` whose read|change|full|none could change | write it there"},
    {"a value without its second word", "matrix tr.rights in RF RWF\nworld\n",
     "matrix share.acl in EXCH\\a read EXCH\\b\nworld\n  ntserver NT1 share CCPO as share\n",
     "4:39: the line ends too early | read|change|full|none"},
};

START_TEST(a_slip_is_told_at_its_place)
{
    struct arena arena = {0};
    struct scenario scenario;
    struct scenario_errors errors;
    const char *at = strstr(good, rows[_i].from);
    ck_assert_ptr_nonnull(at);
    const char *text =
        arena_format(&arena, "%s%s%s", arena_text_n(&arena, good, (size_t)(at - good)), rows[_i].to,
                     at + strlen(rows[_i].from));
    const bool is_good = scenario_parse(&arena, "a.scn", bytes_of_text(text), &scenario, &errors);
    const struct scenario_error *first = errors.count > 0 ? &errors.errors[0] : NULL;
    const char *got = first == NULL ? ""
                                    : arena_format(&arena, "%u:%u: %s | %s", first->line,
                                                   first->column, first->text, first->hint);
    ck_assert_msg(is_good == (rows[_i].want[0] == '\0') && text_starts(got, rows[_i].want),
                  "%s: %s", rows[_i].name, got);
    arena_release(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("mistakes");
    TCase *tcase = tcase_create("mistakes");
    tcase_add_loop_test(tcase, a_slip_is_told_at_its_place, 0, (int)ARRAY_COUNT(rows));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
