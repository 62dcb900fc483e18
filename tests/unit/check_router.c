/* Tests of tools/programs/router.c, router_way.c and router_letter.c: who gets what at the other
 * post office, what is reported, what stays. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "po_letter.h"
#include "po_list.h"
#include "support/fault_port.h"
#include "support/two_offices.h"

static struct arena arena;
static struct memory_port *memory;
static struct os_port *port;

static void setup(void)
{
    memory = two_create(&arena);
    port = memory_port_os(memory);
}

static void teardown(void)
{
    ck_assert_uint_eq(memory_port_open_count(memory), 0);
    memory_port_release(memory);
    arena_release(&arena);
}

static struct fixture_run route(const char *options)
{
    return fixture_run(port, &arena, "ROUTER", arena_format(&arena, TWO_ROUTER " %s", options),
                       NULL);
}

static int near(const char *name, const char *subject)
{
    return two_count(port, &arena, FIXTURE_DATA, name, subject);
}

static int far(const char *name, const char *subject)
{
    return two_count(port, &arena, TWO_FAR, name, subject);
}

static void send_near(const char *to, const char *subject)
{
    ck_assert_int_eq(two_send(port, &arena, FIXTURE_DATA, "Smith, J at PO1", to, subject), ST_OK);
}

static void send_far(const char *to, const char *subject)
{
    ck_assert_int_eq(two_send(port, &arena, TWO_FAR, "Gray, Tom at PO2", to, subject), ST_OK);
}

static void ends_sound(void)
{
    ck_assert(two_is_sound(port, &arena, FIXTURE_DATA));
    ck_assert(two_is_sound(port, &arena, TWO_FAR));
    ck_assert(!two_remembers(port, &arena, FIXTURE_DATA));
    ck_assert(!two_remembers(port, &arena, TWO_FAR));
}

/* ---- who gets it ---- */

static const struct {
    const char *name;
    const char *to; /* as written at PO1 */
    int tom;        /* letters in their mailboxes at PO2 */
    int eve;
} forms[] = {
    {"a name at the post office", "Gray, Tom at PO2", 1, 0},
    {"one that PO1 does not list", "Hill, Eve at PO2", 0, 1},
    {"a remote name of the directory", "Gray, Tom", 1, 0},
    {"an alias", "Tommy", 1, 0},
    {"two of them", "Gray, Tom at PO2|Hill, Eve at PO2", 1, 1},
    {"the same twice", "Gray, Tom at PO2|Tommy", 1, 0},
    {"one here and one there", "Doe, Ann|Hill, Eve at PO2", 0, 1},
    {"a list of the other post office", "Team at PO2", 1, 1},
};

START_TEST(letters_reach_those_whom_the_directory_leads_into_the_queue)
{
    send_near(forms[_i].to, "hello");
    ck_assert_int_eq(near("PO2", "hello"), 1);
    const struct fixture_run run = route("");
    ck_assert_msg(run.result == 0, "%s: %s", forms[_i].name, run.console);
    ck_assert_int_eq(near("PO2", "hello"), 0);
    ck_assert_int_eq(far("Gray, Tom", "hello"), forms[_i].tom);
    ck_assert_int_eq(far("Hill, Eve", "hello"), forms[_i].eve);
    ends_sound();
}
END_TEST

START_TEST(members_of_a_list_here_get_it_there)
{
    static const char *const names[] = {"Doe, Ann", "Gray, Tom at PO2"};
    const struct po_members members = {names, ARRAY_COUNT(names)};
    fixture_add_list(port, &arena, "All", &members);
    send_near("All", "to all");
    ck_assert_int_eq(route("").result, 0);
    ck_assert_int_eq(near("Doe, Ann", "to all"), 1);
    ck_assert_int_eq(far("Gray, Tom", "to all"), 1);
    ck_assert_int_eq(far("Hill, Eve", "to all"), 0);
    ends_sound();
}
END_TEST

START_TEST(letters_come_back_and_go_on_to_whom_is_behind)
{
    send_far("Smith, J at PO1", "back");
    send_far("Brady, Sally at SITE1", "on");
    const struct fixture_run run = route("");
    ck_assert_int_eq(run.result, 0);
    ck_assert_ptr_nonnull(strstr(run.console, "2 messages routed."));
    ck_assert_int_eq(near("Smith, J", "back"), 1);
    ck_assert_int_eq(near("SITE1", "on"), 1);
    ck_assert_int_eq(far("PO1", "on"), 0);
    ends_sound();
}
END_TEST

START_TEST(letters_keep_their_bytes_and_their_order)
{
    static const char *const subjects[] = {"one", "two", "three"};
    for (size_t i = 0; i < ARRAY_COUNT(subjects); i++) {
        send_near("Gray, Tom", subjects[i]);
    }
    const struct bytes before = two_letter(port, &arena, FIXTURE_DATA, "PO2", "two");
    ck_assert_int_eq(route("").result, 0);
    const struct bytes after = two_letter(port, &arena, TWO_FAR, "Gray, Tom", "two");
    ck_assert_uint_eq(before.size, after.size);
    ck_assert_mem_eq(before.data, after.data, before.size);
    struct postoffice *po = NULL;
    struct po_entry tom;
    struct po_message message = {0};
    ck_assert_int_eq(po_open(port, TWO_FAR, false, &arena, &po), ST_OK);
    ck_assert_int_eq(po_entry_find(po, "Gray, Tom", &tom), ST_OK);
    for (size_t i = 0; i < ARRAY_COUNT(subjects); i++) {
        struct bytes content;
        ck_assert_int_eq(po_queue_next(po, tom.usr, message.id, &message), ST_OK);
        ck_assert_int_eq(po_message_read(po, &message, &arena, &content, NULL), ST_OK);
        const char *text = arena_text_n(&arena, (const char *)content.data, content.size);
        ck_assert_ptr_nonnull(strstr(text, arena_format(&arena, "Subject: %s\r\n", subjects[i])));
    }
    po_close(po);
}
END_TEST

START_TEST(a_post_office_may_be_known_by_another_name)
{
    const struct po_entry hub = {.kind = PO_POSTOFFICE, .name = "HUBPO1"};
    two_add(port, &arena, FIXTURE_DATA, &hub);
    send_near("Hill, Eve at HUBPO1", "by the hub");
    ck_assert_int_eq(route("/AS\"HUBPO1\"").result, 0);
    ck_assert_int_eq(far("Hill, Eve", "by the hub"), 1);
    ck_assert_int_eq(near("HUBPO1", "by the hub"), 0);
    ends_sound();
}
END_TEST

/* ---- who does not ---- */

static const char *report_to_smith(const char *subject)
{
    struct bytes report;
    (void)two_reports(port, &arena, "Smith, J", subject, &report);
    return arena_text_n(&arena, (const char *)report.data, report.size);
}

START_TEST(who_is_unknown_there_is_reported_and_the_others_get_it)
{
    send_near("Nobody at PO2|Gray, Tom at PO2", "news");
    const struct fixture_run run = route("");
    ck_assert_int_eq(run.result, 5);
    ck_assert_ptr_nonnull(strstr(run.console, "Recipient unknown: Nobody at PO2\r\n"));
    ck_assert_int_eq(far("Gray, Tom", "news"), 1);
    ck_assert_ptr_nonnull(strstr(report_to_smith("news"), "Nobody at PO2: Recipient unknown"));
    ck_assert_ptr_nonnull(strstr(report_to_smith("news"), "From: Administrator at PO2"));
    ck_assert_ptr_nonnull(strstr(report_to_smith("news"), "Subject: Message not deliverable\r\n"));
    ck_assert_ptr_nonnull(strstr(strstr(report_to_smith("news"), "\nForward: "),
                                 "Administrator at PO2; Nobody at PO2: Recipient unknown\r\n"));
    ck_assert_int_eq(near("PO2", "news"), 0);
    ends_sound();
}
END_TEST

START_TEST(where_nobody_is_known_a_report_is_all_that_comes)
{
    send_near("Nobody at PO2|None at PO2", "news");
    ck_assert_int_eq(route("").result, 5);
    ck_assert_int_eq(two_reports(port, &arena, "Smith, J", "news", NULL), 2);
    ck_assert_int_eq(near("PO2", "news"), 0);
    ck_assert_int_eq(route("").result, 0);
    ck_assert_int_eq(two_reports(port, &arena, "Smith, J", "news", NULL), 2);
    ends_sound();
}
END_TEST

START_TEST(members_whom_nobody_knows_are_reported)
{
    static const char *const names[] = {"Gray, Tom", "Gone"};
    const struct po_members members = {names, ARRAY_COUNT(names)};
    struct po_entry list;
    struct postoffice *po = NULL;
    ck_assert_int_eq(po_open(port, TWO_FAR, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_entry_find(po, "Team", &list), ST_OK);
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_members_write(po, list.usr, &members, &arena), ST_OK);
    po_close(po);
    send_near("Team at PO2", "news");
    ck_assert_int_eq(route("").result, 5);
    ck_assert_ptr_nonnull(strstr(report_to_smith("news"), "Gone: Recipient unknown"));
    ck_assert_int_eq(far("Gray, Tom", "news"), 1);
}
END_TEST

START_TEST(a_full_mailbox_there_is_reported_and_the_others_get_it)
{
    struct program_traits traits = program_default_traits();
    traits.folder_messages = 1;
    send_far("Hill, Eve", "fills it");
    send_near("Hill, Eve at PO2|Gray, Tom at PO2", "news");
    const struct fixture_run run = fixture_run(port, &arena, "ROUTER", TWO_ROUTER, &traits);
    ck_assert_int_eq(run.result, 5);
    ck_assert_ptr_nonnull(strstr(report_to_smith("news"), "Hill, Eve at PO2: Mailbox is full"));
    ck_assert_int_eq(far("Gray, Tom", "news"), 1);
    ck_assert_int_eq(far("Hill, Eve", "news"), 0);
    ends_sound();
}
END_TEST

START_TEST(what_each_says_is_at_the_other_does_not_go_round)
{
    const struct po_entry stale = {.kind = PO_USER_ELSEWHERE, .name = "Away", .address = "PO1"};
    two_add(port, &arena, TWO_FAR, &stale);
    send_near("Away at PO2", "where");
    ck_assert_int_eq(route("").result, 5);
    ck_assert_ptr_nonnull(strstr(report_to_smith("where"), "Away at PO2: Recipient unknown"));
}
END_TEST

/* ---- what stays ---- */

START_TEST(a_letter_stays_in_front_where_nobody_could_be_told)
{
    ck_assert_int_eq(two_send(port, &arena, FIXTURE_DATA, "Ghost", "Nobody at PO2", "of a ghost"),
                     ST_OK);
    send_near("Gray, Tom", "behind it");
    const struct fixture_run run = route("");
    ck_assert_int_eq(run.result, 5);
    ck_assert_ptr_nonnull(strstr(run.console, "Nobody is known who could be told"));
    ck_assert_int_eq(near("PO2", "of a ghost"), 1);
    ck_assert_int_eq(near("PO2", "behind it"), 1);
    ck_assert_int_eq(far("Gray, Tom", "behind it"), 0);
    ends_sound();
}
END_TEST

/* Its sender is nobody there, so the report comes back into this queue: the Router of one post
 * office wrote to that of the other for ever. */
START_TEST(nobody_is_told_of_a_report_that_nobody_gets)
{
    ck_assert_int_eq(
        two_send(port, &arena, FIXTURE_DATA, "Ghost at PO2", "Nobody at PO2", "of a ghost"), ST_OK);
    for (int i = 0; i < 2; i++) {
        const struct fixture_run run = route("");
        ck_assert_int_eq(run.result, 5);
        ck_assert_ptr_nonnull(strstr(run.console, "Nobody is known who could be told"));
        ck_assert_int_eq(near("PO2", "of a ghost"), 0);
        ck_assert_int_eq(near("PO2", po_report_subject), 1);
    }
    two_add(port, &arena, TWO_FAR, &(struct po_entry){.kind = PO_USER, .name = "Ghost"});
    ck_assert_int_eq(route("").result, 0);
    ck_assert_int_eq(far("Ghost", po_report_subject), 1);
    ends_sound();
}
END_TEST

START_TEST(a_letter_stays_when_the_directory_leads_nobody_into_the_queue_any_more)
{
    send_near("Tommy", "to an alias");
    two_remove(port, &arena, FIXTURE_DATA, "Tommy");
    const struct fixture_run run = route("");
    ck_assert_int_eq(run.result, 5);
    ck_assert_ptr_nonnull(strstr(run.console, "A message has no recipient on this way."));
    ck_assert_int_eq(near("PO2", "to an alias"), 1);
    two_add(port, &arena, FIXTURE_DATA,
            &(struct po_entry){.kind = PO_ALIAS, .name = "Tommy", .address = "Gray, Tom"});
    ck_assert_int_eq(route("").result, 0);
    ck_assert_int_eq(far("Gray, Tom", "to an alias"), 1);
}
END_TEST

START_TEST(a_damaged_letter_stays_and_the_other_way_goes_on)
{
    struct postoffice *po = NULL;
    send_near("Gray, Tom", "damaged");
    send_far("Smith, J at PO1", "back");
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_damage(po, PO_DAMAGE_UNREADABLE_MESSAGE), ST_OK);
    po_close(po);
    const struct fixture_run run = route("");
    ck_assert_int_eq(run.result, 3);
    ck_assert_ptr_nonnull(strstr(run.console, "Message cannot be read."));
    ck_assert_int_eq(near("Smith, J", "back"), 1);
}
END_TEST

/* ---- how it is called and let in ---- */

static const struct {
    const char *name;
    const char *arguments;
    int result;
    const char *says;
} calls[] = {
    {"help", "/?", 0, "marks of automatic directory exchange"},
    {"nothing", "", 2, "/Dpath is missing"},
    {"one post office", "/DV:\\CCDATA", 2, "/RDpath is missing"},
    {"a word that is no option", TWO_ROUTER " PLEASE", 2, "PLEASE"},
    {"an option that is none", TWO_ROUTER " /XYZ", 2, "/XYZ"},
    {"an option without its value", "/N /DV:\\CCDATA", 2, "/N"},
    {"another name", "/NPO9 /Psecret /DV:\\CCDATA /RPsecret /RDV:\\PO2", 3, "not correct"},
    {"another password", "/Pwrong /DV:\\CCDATA /RPsecret /RDV:\\PO2", 3, "not correct"},
    {"no password", "/DV:\\CCDATA /RPsecret /RDV:\\PO2", 3, "not correct"},
    {"another name of the other one", "/Psecret /DV:\\CCDATA /RNPO1 /RPsecret /RDV:\\PO2", 3,
     "not correct"},
    {"no such directory", "/Psecret /DV:\\CCDATA /RPsecret /RDV:\\PO9", 3, "ended with error: 3"},
    {"names are not asked", "/BATCH /Psecret /DV:\\CCDATA /RPsecret /RDV:\\PO2", 0,
     "0 messages routed."},
    {"the first of two counts", TWO_ROUTER " /RDV:\\PO9", 0, "0 messages routed."},
    {"a name that is not in the directory", TWO_ROUTER " /ASHUB", 3, "PO1 has no queue for HUB"},
    {"a name that is no post office", TWO_ROUTER " /AS\"Doe, Ann\"", 3, "PO1 has no queue for Doe"},
};

START_TEST(the_command_line_is_judged_before_any_letter_moves)
{
    const struct fixture_run run = fixture_run(port, &arena, "ROUTER", calls[_i].arguments, NULL);
    ck_assert_msg(run.result == calls[_i].result, "%s: %d", calls[_i].name, run.result);
    ck_assert_msg(strstr(run.console, calls[_i].says) != NULL, "%s: %s", calls[_i].name,
                  run.console);
}
END_TEST

START_TEST(a_path_that_is_too_long_is_refused)
{
    char path[OS_PATH_SIZE + 8];
    memset(path, 'x', sizeof(path) - 1);
    path[sizeof(path) - 1] = '\0';
    const char *arguments = arena_format(&arena, "/DV:\\CCDATA /RD%s", path);
    const struct fixture_run run = fixture_run(port, &arena, "ROUTER", arguments, NULL);
    ck_assert_int_eq(run.result, 2);
    ck_assert_ptr_nonnull(strstr(run.console, "the path is too long"));
}
END_TEST

START_TEST(a_post_office_that_is_shut_lets_nobody_in)
{
    send_near("Gray, Tom", "later");
    ck_assert_int_eq(po_shut(port, TWO_FAR), ST_OK);
    ck_assert_int_eq(route("").result, 4);
    ck_assert_int_eq(near("PO2", "later"), 1);
    ck_assert_int_eq(po_reopen(port, TWO_FAR), ST_OK);
    ck_assert_int_eq(route("").result, 0);
    ck_assert_int_eq(far("Gray, Tom", "later"), 1);
}
END_TEST

static const struct {
    const char *name;
    const char *directory; /* which is locked */
    bool alone;
    const char *queue; /* held, not locked */
} holders[] = {
    {"the first one is locked", FIXTURE_DATA, false, NULL},
    {"the other one is locked", TWO_FAR, false, NULL},
    {"the first one is somebody's alone", FIXTURE_DATA, true, NULL},
    {"somebody empties the queue", FIXTURE_DATA, false, "PO2"},
};

START_TEST(who_is_locked_out_waits_and_loses_nothing)
{
    struct postoffice *po = NULL;
    send_near("Gray, Tom", "later");
    ck_assert_int_eq(holders[_i].alone ? po_open_alone(port, holders[_i].directory, &arena, &po)
                                       : po_open(port, holders[_i].directory, true, &arena, &po),
                     ST_OK);
    if (holders[_i].queue != NULL) {
        struct po_entry queue;
        ck_assert_int_eq(po_entry_find(po, holders[_i].queue, &queue), ST_OK);
        ck_assert_int_eq(po_queue_hold(po, queue.usr), ST_OK);
    } else {
        ck_assert_int_eq(po_lock(po), ST_OK);
    }
    const struct fixture_run run = route("");
    ck_assert_msg(run.result == 4, "%s: %s", holders[_i].name, run.console);
    po_close(po);
    ck_assert_int_eq(route("").result, 0);
    ck_assert_int_eq(near("PO2", "later"), 0);
    ck_assert_int_eq(far("Gray, Tom", "later"), 1);
    ends_sound();
}
END_TEST

/* ---- what a run that was cut off leaves ---- */

START_TEST(what_was_reported_stays_refused_when_he_comes_meanwhile)
{
    bool came = false;
    for (uint64_t n = 1; !came; n++) {
        struct fault_port fault;
        struct arena local = {0};
        struct memory_port *copy = NULL;
        send_near("Nobody at PO2|Gray, Tom at PO2", "news");
        copy = memory_port_copy(memory, &local);
        struct os_port *on = memory_port_os(copy);
        struct os_port *broken = fault_port_begin(&fault, on, FAULT_KILL, n, ST_OK);
        (void)fixture_run(broken, &local, "ROUTER", TWO_ROUTER, NULL);
        (void)fault_port_end(&fault);
        came = !fault.has_struck;
        if (!came) {
            two_add(on, &local, TWO_FAR, &(struct po_entry){.kind = PO_USER, .name = "Nobody"});
            (void)fixture_run(on, &local, "ROUTER", TWO_ROUTER, NULL);
            const int told = two_reports(on, &local, "Smith, J", "news", NULL);
            const int got = two_count(on, &local, TWO_FAR, "Nobody", "news");
            ck_assert_msg(told + got == 1, "call %u: %d reports, %d letters", (unsigned)n, told,
                          got);
            ck_assert_int_eq(two_count(on, &local, TWO_FAR, "Gray, Tom", "news"), 1);
        }
        memory_port_release(copy);
        arena_release(&local);
        memory_port_release(memory);
        arena_reset(&arena);
        setup();
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("router");
    TCase *tcase = tcase_create("letters");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, letters_reach_those_whom_the_directory_leads_into_the_queue, 0,
                        ARRAY_COUNT(forms));
    tcase_add_test(tcase, members_of_a_list_here_get_it_there);
    tcase_add_test(tcase, letters_come_back_and_go_on_to_whom_is_behind);
    tcase_add_test(tcase, letters_keep_their_bytes_and_their_order);
    tcase_add_test(tcase, a_post_office_may_be_known_by_another_name);
    tcase_add_test(tcase, who_is_unknown_there_is_reported_and_the_others_get_it);
    tcase_add_test(tcase, where_nobody_is_known_a_report_is_all_that_comes);
    tcase_add_test(tcase, members_whom_nobody_knows_are_reported);
    tcase_add_test(tcase, a_full_mailbox_there_is_reported_and_the_others_get_it);
    tcase_add_test(tcase, what_each_says_is_at_the_other_does_not_go_round);
    tcase_add_test(tcase, a_letter_stays_in_front_where_nobody_could_be_told);
    tcase_add_test(tcase, nobody_is_told_of_a_report_that_nobody_gets);
    tcase_add_test(tcase, a_letter_stays_when_the_directory_leads_nobody_into_the_queue_any_more);
    tcase_add_test(tcase, a_damaged_letter_stays_and_the_other_way_goes_on);
    tcase_add_loop_test(tcase, the_command_line_is_judged_before_any_letter_moves, 0,
                        ARRAY_COUNT(calls));
    tcase_add_test(tcase, a_path_that_is_too_long_is_refused);
    tcase_add_test(tcase, a_post_office_that_is_shut_lets_nobody_in);
    tcase_add_loop_test(tcase, who_is_locked_out_waits_and_loses_nothing, 0, ARRAY_COUNT(holders));
    tcase_add_test(tcase, what_was_reported_stays_refused_when_he_comes_meanwhile);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
