/*
 * Every cause of Event 70 against every cure: its own ends the event, no other does, and with the
 * cause made again the event is back. What refuses the messages to EXPORT refuses it the directory,
 * too, but for damage to messages: dirsync completes then.
 *
 * A row is a cause (steps that make it) and its cure (steps that mend it), both as scenario text,
 * one step a line. To add a cause, add a row; all crossings follow. Everything that any cure speaks
 * of is there in every world; where the post office lies is the row's choice.
 *
 * Source: Q166045, Q164707, Q118469, Q200090, Q157780.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "worlds/play.h"

static const char common_world[] =
    "world\n"
    "  connector C1 version 5.0 build 1457 store \"D:\\exchsrvr\\ccmcdata\" account "
    "EXCH\\svc-ccmc\n"
    "  ntserver NT1 share CCPO path \"D:\\ccdata\" acl EXCH\\svc-ccmc change\n"
    "  acl NT1 \"D:\\ccdata\" allow EXCH\\svc-ccmc change\n"
    "  netware NW1 version 3.12 volume SYS\n"
    "  account NW1\\svc-ccmc password same\n"
    "  trustee NW1\\svc-ccmc on SYS:CCDATA rights RWCEMF\n"
    "  account NW1\\nwgate password \"gate\"\n"
    "  group NW1\\NTGATEWAY members nwgate\n"
    "  trustee NW1\\nwgate on SYS:CCDATA rights RWCEMF\n"
    "  gateway on account NW1\\nwgate share GWPO \"\\\\NW1\\SYS\\CCDATA\"\n";

/* The end of the world: where the post office is and how the page names it. */
#define ON_NT                                                                                      \
    "  postoffice PO1 on NT1 CCPO\n  postoffice PO9 on NW1 SYS:CCDATA\n"                           \
    "  tab C1 postoffice PO1 path \"\\\\NT1\\CCPO\"\n"
#define ON_NETWARE                                                                                 \
    "  postoffice PO1 on NW1 SYS:CCDATA\n  tab C1 postoffice PO1 path \"\\\\NW1\\SYS\\CCDATA\"\n"
#define BY_GATEWAY                                                                                 \
    "  postoffice PO1 on NW1 SYS:CCDATA\n  tab C1 postoffice PO1 path \"\\\\EX1\\GWPO\"\n"

static const char last_lines[] =
    "  dirsync PO1 completed import \"Import\" export \"Recipients\"\n";
static const char mail_line[] = "  mail incoming in 4 from PO1\n";

/* Servers lose their sessions, so that what an account is now counts. */
static const char new_sessions[] = "  fault ntserver NT1 down\n  fault ntserver NT1 up\n"
                                   "  fault netware NW1 down\n  fault netware NW1 up\n";

enum trait {
    STOPS_SERVICE = 1, /* it would not start again */
    BEFORE_MAIL = 2,   /* users have no address to send to yet */
    BRINGS_MAIL = 4,   /* its steps send the four letters */
    LETS_DIRSYNC = 8,  /* the directory can be exported all the same */
};

static const struct cause {
    const char *name;
    const char *place;
    const char *fault;
    const char *cure;
    const char
        *same_as; /* causes, "this|that", whose cure mends this one too, because it contains it */
    unsigned traits; /* enum trait */
} causes[] = {
    {"wrong name", ON_NT, "  fault tab C1 name \"PO2\"\n", "  fix tab C1 name ok\n", "", 0},
    {"wrong password", ON_NT, "  fault tab C1 password \"wrong\"\n", "  fix tab C1 password ok\n",
     "", 0},
    {"wrong path", ON_NT, "  fault tab C1 path \"\\\\NT1\\CCPO\\ccdata\"\n",
     "  fix tab C1 path \"\\\\NT1\\CCPO\"\n", "drive letter|no such server", 0},
    {"no such server", ON_NT, "  fault tab C1 path \"\\\\NT9\\CCPO\"\n",
     "  fix tab C1 path \"\\\\NT1\\CCPO\"\n", "wrong path|drive letter", 0},
    {"drive letter", ON_NT, "  fault tab C1 path \"N:\\ccdata\"\n",
     "  fix tab C1 path \"\\\\NT1\\CCPO\"\n", "wrong path|no such server", 0},
    {"share", ON_NT, "  fault acl NT1 CCPO allow EXCH\\svc-ccmc none\n",
     "  fix acl NT1 CCPO allow EXCH\\svc-ccmc change\n", "", 0},
    {"directory", ON_NT, "  fault acl NT1 \"D:\\ccdata\" allow EXCH\\svc-ccmc none\n",
     "  fix acl NT1 \"D:\\ccdata\" allow EXCH\\svc-ccmc change\n", "", 0},
    {"account disabled", ON_NT, "  fault account EXCH\\svc-ccmc disabled yes\n",
     "  fix account EXCH\\svc-ccmc disabled no\n", "", STOPS_SERVICE},
    {"password changed", ON_NT, "  fault account EXCH\\svc-ccmc password \"Changed1\"\n",
     "  fix account EXCH\\svc-ccmc password ok\n", "", STOPS_SERVICE},
    {"twin has another password", ON_NETWARE, "  fault account NW1\\svc-ccmc password other\n",
     "  fix account NW1\\svc-ccmc password same\n", "no twin account", 0},
    {"twin has expired", ON_NETWARE, "  fault account NW1\\svc-ccmc expires 1ms\n",
     "  fix account NW1\\svc-ccmc expires never\n", "", 0},
    {"twin disabled", ON_NETWARE, "  fault account NW1\\svc-ccmc disabled yes\n",
     "  fix account NW1\\svc-ccmc disabled no\n", "", 0},
    {"no trustee right", ON_NETWARE, "  fault trustee NW1\\svc-ccmc on SYS:CCDATA rights none\n",
     "  fix trustee NW1\\svc-ccmc on SYS:CCDATA rights RWCEMF\n", "no twin account", 0},
    {"no twin account", ON_NETWARE, "  fault remove account NW1\\svc-ccmc\n",
     "  fix account NW1\\svc-ccmc password same\n"
     "  fix trustee NW1\\svc-ccmc on SYS:CCDATA rights RWCEMF\n",
     "", 0},
    {"server down", ON_NETWARE, "  fault netware NW1 down\n", "  fix netware NW1 up\n", "", 0},
    {"GSNW stopped", ON_NETWARE, "  fault service GSNW stopped\n", "  fix service GSNW running\n",
     "GSNW of the gateway stopped", 0},
    {"GSNW of the gateway stopped", BY_GATEWAY, "  fault service GSNW stopped\n",
     "  fix service GSNW running\n", "GSNW stopped", 0},
    {"no NTGATEWAY", BY_GATEWAY, "  fault remove group NW1\\NTGATEWAY\n",
     "  fix group NW1\\NTGATEWAY members nwgate\n", "nobody in NTGATEWAY", 0},
    {"nobody in NTGATEWAY", BY_GATEWAY, "  fault group NW1\\NTGATEWAY members none\n",
     "  fix group NW1\\NTGATEWAY members nwgate\n", "no NTGATEWAY", 0},
    {"gateway's password", BY_GATEWAY, "  fault account NW1\\nwgate password \"changed\"\n",
     "  fix account NW1\\nwgate password \"gate\"\n", "", 0},
    {"gateway off", BY_GATEWAY, "  fault gateway off\n", "  fix gateway on\n", "", 0},
    {"gateway share gone", BY_GATEWAY, "  fault remove ntserver EX1 share GWPO\n",
     "  fix gateway share GWPO \"\\\\NW1\\SYS\\CCDATA\"\n", "", 0},
    {"no dirsync yet", ON_NT, "  fault dirsync PO1 never\n", "  fix dirsync PO1 completed\n", "",
     BEFORE_MAIL | LETS_DIRSYNC},
    {"fragmented", ON_NT,
     "  do churn PO1 turnovers 6 messages 60 file 12K..36K keep 30\n"
     "  do mail in 1 from PO1 file \"plan.wk4\" 400K\n  do mail in 3 from PO1\n",
     "  fix run reclaim PO1\n", "", BRINGS_MAIL | LETS_DIRSYNC},
    {"message index", ON_NT, "  fault damage PO1 kind message_index\n",
     "  fix run chkstat PO1 \"DIAGNOSTICS/M\"\n", "", LETS_DIRSYNC},
    {"blank in the store path", ON_NT,
     "  fault setting C1 \"Connector Store Path\" \"D:\\Program Files\\exchsrvr\\ccmcdata\"\n"
     "  do restart connector\n",
     "  fix setting C1 \"Connector Store Path\" \"D:\\PROGRA~1\\exchsrvr\\ccmcdata\"\n"
     "  do restart connector\n",
     "", 0},
};

enum { CAUSE_COUNT = ARRAY_COUNT(causes) };

/* The first step stands at its instant; those below it stand at the same. */
static const char *at(struct play *play, const char *time, const char *steps)
{
    return arena_format(&play->loaded, "  %s %s", time, steps + strspn(steps, " "));
}

static void play_steps(struct play *play, const struct cause *cause, const char *steps)
{
    const char *world =
        arena_format(&play->loaded, "%s%s%s%s", common_world, cause->place, last_lines,
                     (cause->traits & (BEFORE_MAIL | BRINGS_MAIL)) != 0 ? "" : mail_line);
    (void)play_text(play, play_join(play, world, steps));
}

/* A restarted service polls at other times than one that runs on, so what is seen is seen in
 * intervals. */
static const char *story_of(struct play *play, const struct cause *cause, const char *cure,
                            const char *end)
{
    return arena_format(&play->loaded,
                        "  @0s do start connector\n%s%s"
                        "  @2s..@45s expect event 70 \"returned result code 3\" count >= 2\n"
                        "  @45s expect delivered in 0\n%s%s",
                        at(play, "@1s", new_sessions), cause->fault, at(play, "@46s", cure), end);
}

static uint32_t mail_of(const struct cause *cause, uint32_t count)
{
    return (cause->traits & BEFORE_MAIL) != 0 ? 0 : count;
}

/* Is it one of "this|that"? */
static bool is_named(const char *names, const char *name)
{
    for (const char *at = names; *at != '\0'; at += at[0] == '|' ? 1 : 0) {
        const size_t length = strcspn(at, "|");
        if (text_equal_n(name, at, length) && name[length] == '\0') {
            return true;
        }
        at += length;
    }
    return false;
}

START_TEST(a_cause_is_mended_by_its_own_cure_and_by_no_other)
{
    const struct cause *cause = &causes[_i / CAUSE_COUNT];
    const struct cause *other = &causes[_i % CAUSE_COUNT];
    const bool mends = cause == other || is_named(cause->same_as, other->name);
    const bool is_stopped =
        (cause->traits & STOPS_SERVICE) != 0 && strstr(other->cure, "restart") != NULL;
    struct play play = {0};
    const char *mended =
        arena_format(&play.loaded, "  @62s expect delivered in %u\n  @62s..@2m never event any\n",
                     mail_of(cause, 4));
    const char *stays =
        is_stopped ? "  @2m expect state C1 stopped\n" : "  @47s..@2m expect event 70 count >= 4\n";
    const char *end = arena_format(&play.loaded, "%s  @2m expect delivered in %u\n",
                                   mends ? mended : stays, mends ? mail_of(cause, 4) : 0);
    play_steps(&play, cause, story_of(&play, cause, other->cure, end));
    const bool is_impossible = /* rights for an account that is not there mend nothing */
        !mends && play.result.exit == RUN_ERROR &&
        strstr(play.result.error, "there is no account") != NULL;
    ck_assert_msg(is_impossible || play.result.exit == RUN_OK, "cause '%s', cure of '%s': %s",
                  cause->name, other->name, play_story(&play));
    play_release(&play);
}
END_TEST

START_TEST(without_the_cause_there_is_no_event)
{
    const struct cause *cause = &causes[_i];
    struct play play = {0};
    const char *steps = arena_format(&play.loaded,
                                     "  @0s do start connector\n%s"
                                     "  @15s expect delivered in %u\n  @0s..@2m never event any\n",
                                     at(&play, "@1s", new_sessions),
                                     (cause->traits & BRINGS_MAIL) != 0 ? 0 : mail_of(cause, 4));
    play_steps(&play, cause, steps);
    ck_assert_msg(play.result.exit == RUN_OK, "without '%s': %s", cause->name, play_story(&play));
    play_release(&play);
}
END_TEST

START_TEST(a_cause_that_comes_back_brings_the_event_back)
{
    const struct cause *cause = &causes[_i];
    struct play play = {0};
    const char *mail =
        (cause->traits & (BEFORE_MAIL | BRINGS_MAIL)) != 0 ? "" : "  @63s do mail in 2 from PO1\n";
    const uint32_t again = (cause->traits & BRINGS_MAIL) != 0 ? 8 : mail_of(cause, 6);
    const char *end = arena_format(&play.loaded,
                                   "  @62s expect delivered in %u\n%s%s%s"
                                   "  @66s..@95s expect event 70 count >= 1\n"
                                   "  @95s expect delivered in %u\n%s"
                                   "  @112s expect delivered in %u\n  @112s..@3m never event any\n",
                                   mail_of(cause, 4), at(&play, "@64s", new_sessions), cause->fault,
                                   mail, mail_of(cause, 4), at(&play, "@96s", cause->cure), again);
    play_steps(&play, cause, story_of(&play, cause, cause->cure, end));
    ck_assert_msg(play.result.exit == RUN_OK, "'%s' again: %s", cause->name, play_story(&play));
    play_release(&play);
}
END_TEST

START_TEST(dirsync_completes_when_the_directory_can_be_exported)
{
    const struct cause *cause = &causes[_i];
    struct play play = {0};
    const char *outcome = (cause->traits & LETS_DIRSYNC) != 0
                              ? "  by @60s expect dirsync PO1 completed\n"
                                "  @46s..@60s never event 14005\n"
                              : "  by @60s expect dirsync PO1 failed at export\n"
                                "  @46s..@60s expect event 14005 count 1\n";
    const char *end = arena_format(&play.loaded,
                                   "%s%s  @90s do dirsync PO1\n"
                                   "  by @2m expect dirsync PO1 completed\n"
                                   "  @90s..@3m never event 70\n",
                                   outcome, at(&play, "@61s", cause->cure));
    play_steps(&play, cause, story_of(&play, cause, "  do dirsync PO1\n", end));
    ck_assert_msg(play.result.exit == RUN_OK, "'%s': %s", cause->name, play_story(&play));
    play_release(&play);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("causes");
    TCase *tcase = tcase_create("event 70");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, a_cause_is_mended_by_its_own_cure_and_by_no_other, 0,
                        CAUSE_COUNT * CAUSE_COUNT);
    tcase_add_loop_test(tcase, without_the_cause_there_is_no_event, 0, CAUSE_COUNT);
    tcase_add_loop_test(tcase, a_cause_that_comes_back_brings_the_event_back, 0, CAUSE_COUNT);
    tcase_add_loop_test(tcase, dirsync_completes_when_the_directory_can_be_exported, 0,
                        CAUSE_COUNT);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
