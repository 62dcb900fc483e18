/* Tests of `ccbench po` (sim/cli/po_command.c, po_view.c, po_mbox.c, po_trials.c) on real files. */
#define _XOPEN_SOURCE 700
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ccm.h"
#include "base/text.h"
#include "cli/po_command.h"
#include "port/posix_port.h"
#include "postoffice.h"

static struct arena arena;
static struct arena port_arena;
static struct os_port *port;
static char top[] = "/tmp/ccbench-po-XXXXXX";
static const char *directory;
static struct diagnostic diagnostic;

static void setup(void)
{
    (void)text_copy(top, sizeof(top), "/tmp/ccbench-po-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(top));
    directory = arena_format(&arena, "%s/po", top);
    const struct posix_port_config config = {.arena = &port_arena};
    port = posix_port_create(&config);
}

static void teardown(void)
{
    char command[64];
    posix_port_close(port);
    (void)text_format(command, sizeof(command), "rm -rf %s", top);
    ck_assert_int_eq(system(command), 0); /* NOLINT(cert-env33-c): a name of our own */
    arena_release(&arena);
    arena_release(&port_arena);
}

struct outcome {
    int exit;
    const char *text;
};

/* `ccbench po` with these words, parted by '|'; DIR stands for the directory. */
static struct outcome po(const char *words)
{
    enum { WORDS_MAX = 16 };
    char *argv[WORDS_MAX] = {arena_text(&arena, "ccbench"), arena_text(&arena, "po")};
    int argc = 2;
    for (const char *at = words; *at != '\0' && argc < WORDS_MAX;) {
        const size_t length = strcspn(at, "|");
        const char *word = arena_text_n(&arena, at, length);
        argv[argc++] = arena_text(&arena, strcmp(word, "DIR") == 0 ? directory : word);
        at += length + (at[length] == '|' ? 1 : 0);
    }
    struct options options;
    struct buffer text;
    struct outcome outcome = {.exit = -1};
    buffer_init(&text, &arena);
    diagnostic = (struct diagnostic){0};
    if (options_parse(argc, argv, &arena, &options, &diagnostic)) {
        outcome.exit = po_command(&options, &arena, &text, &diagnostic);
    }
    outcome.text = buffer_string(&text);
    return outcome;
}

static void create(void)
{
    const struct outcome done =
        po("create|DIR|CCPO1|--password|secret|--users|3|--queue|SITE1|--page|850");
    ck_assert_msg(done.exit == 0, "%d %s%s", done.exit, done.text, diagnostic.text);
}

static bool has(struct outcome outcome, const char *part)
{
    return strstr(outcome.text, part) != NULL;
}

static void send(const char *to, const struct ccm_message *letter)
{
    struct postoffice *office = NULL;
    struct po_entry entry;
    struct buffer content;
    buffer_init(&content, &arena);
    ccm_write(&content, letter);
    ck_assert_int_eq(po_open(port, directory, true, &arena, &office), ST_OK);
    ck_assert_int_eq(po_resolve(office, to, &entry, NULL), ST_OK);
    const struct po_message_in in = {
        .content = buffer_bytes(&content), .usrs = &entry.usr, .usr_count = 1};
    ck_assert_int_eq(po_send(office, &in, &arena, NULL), ST_OK);
    po_close(office);
}

static void send_text(const char *to, const char *date, const char *subject, const char *text)
{
    const struct ccm_address address = {CCM_TO, "User 1 at CCPO1"};
    const struct ccm_item item = {CCM_TEXT, "", bytes_of_text(text)};
    const struct ccm_message letter = {.from = "M\x81ller, K at SITE1",
                                       .date = date,
                                       .subject = subject,
                                       .addresses = &address,
                                       .address_count = 1,
                                       .items = &item,
                                       .item_count = 1,
                                       .extra = ""};
    send(to, &letter);
}

START_TEST(the_mark_of_an_entry_that_was_removed_is_shown)
{
    struct postoffice *office = NULL;
    create();
    ck_assert_int_eq(po_open(port, directory, true, &arena, &office), ST_OK);
    ck_assert_int_eq(po_entry_remove_marked(office, "User 2"), ST_OK);
    po_close(office);
    const struct outcome dump = po("dump|DIR");
    ck_assert_int_eq(dump.exit, 0);
    ck_assert_msg(has(dump, "\n-  User 2  to be propagated\n"), "%s", dump.text);
    ck_assert(!has(dump, "L  User 2"));
    ck_assert(has(po("stat|DIR"), "0 signs of wear, 0 errors\n"));
}
END_TEST

START_TEST(what_was_made_is_what_is_looked_into)
{
    create();
    send_text("User 2", "6/2/98 8:39", "hello", "body");
    const struct outcome stat = po("stat|DIR");
    ck_assert_int_eq(stat.exit, 0);
    ck_assert_msg(has(stat, "post office  CCPO1, code page 850\n"), "%s", stat.text);
    ck_assert(has(stat, "entries      4, 4 of them with a mailbox or queue\n"));
    ck_assert(has(stat, "messages     1, and 1 pointers to them\n"));
    ck_assert(has(stat, "0 signs of wear, 0 errors\n"));
    ck_assert(has(stat, "mean 1.00, most 1; 0 messages have more than the 32 that EXPORT maps\n"));
    const struct outcome dump = po("dump|DIR");
    ck_assert_int_eq(dump.exit, 0);
    ck_assert(has(dump, "P  SITE1  USR00004\n"));
    ck_assert_msg(has(dump, "1 extents  6/2/98 8:39  Müller, K at SITE1  \"hello\"\n"), "%s",
                  dump.text);
    ck_assert(has(dump, "blocks\n  1..1  used by 1, part 0\n"));
}
END_TEST

START_TEST(churn_prints_a_curve_that_rises_and_depends_on_its_seed_only)
{
    create();
    const struct outcome first =
        po("churn|DIR|--turnovers|40|--messages|20|--keep|8|--file|1K..9000|--seed|5");
    ck_assert_msg(first.exit == 0, "%s", first.text);
    ck_assert(has(first, "turnover  messages    blocks      free  extents/message"));
    ck_assert(has(first, "\n      40         8 "));
    ck_assert(!has(first, "\n      39 ")); /* at most 32 rows */
    ck_assert(!has(first, "1.00     1           0\n      40"));
    const struct outcome stat = po("stat|DIR");
    ck_assert(!has(stat, "mean 1.00"));
    directory = arena_format(&arena, "%s/again", top);
    create();
    const struct outcome second =
        po("churn|DIR|--turnovers|40|--messages|20|--keep|8|--file|1K..9000|--seed|5");
    ck_assert_str_eq(first.text, second.text);
    directory = arena_format(&arena, "%s/other", top);
    create();
    const struct outcome third =
        po("churn|DIR|--turnovers|40|--messages|20|--keep|8|--file|1K..9000|--seed|6");
    ck_assert_str_ne(first.text, third.text);
}
END_TEST

START_TEST(each_kind_of_damage_can_be_done_by_its_name_and_is_seen)
{
    create();
    const struct outcome kinds = po("damage|DIR");
    for (enum po_damage_kind kind = 0; kind < PO_DAMAGE_KINDS; kind++) {
        ck_assert(has(kinds, po_damage_name(kind)));
        directory = arena_format(&arena, "%s/%s", top, po_damage_name(kind));
        create();
        ck_assert_int_eq(po("churn|DIR|--messages|12|--keep|6").exit, 0);
        send_text("Brady at SITE1", "6/2/98 8:39", "out", "body");
        const struct outcome done = po(arena_format(&arena, "damage|DIR|%s", po_damage_name(kind)));
        ck_assert_msg(done.exit == 0, "%s: %s", po_damage_name(kind), done.text);
        const struct outcome stat = po("stat|DIR");
        ck_assert_msg(!has(stat, "0 signs of wear, 0 errors\n"), "%s: %s", po_damage_name(kind),
                      stat.text);
        (void)po("dump|DIR"); /* whatever there is to see */
    }
}
END_TEST

START_TEST(an_mbox_holds_every_letter_in_utf8)
{
    create();
    send_text("User 1", "6/2/98 8:39",
              "Gr\x81\xE1"
              "e",
              "From here\r\n>From there\r\nM\x81ller");
    const struct ccm_address addresses[] = {{CCM_TO, "User 2 at CCPO1"}, {CCM_CC, "User 3"}};
    const struct ccm_item items[] = {{CCM_TEXT, "", bytes_of_text("see the file\r\n")},
                                     {CCM_FILE, "A \"B\".TXT 6/2/98",
                                      bytes_of_text("0123456789012345678901234567890123456789"
                                                    "01234567890123456789")}};
    const struct ccm_message letter = {.from = "User 1 at CCPO1",
                                       .date = "2/31/99",
                                       .subject = "two",
                                       .addresses = addresses,
                                       .address_count = 2,
                                       .items = items,
                                       .item_count = 2,
                                       .extra = ""};
    send("User 2", &letter);
    const struct outcome all = po("export-mbox|DIR");
    ck_assert_int_eq(all.exit, 0);
    ck_assert(has(all, "From ccmail Tue Jun  2 08:39:00 1998\n"));
    ck_assert(has(all, "Date: Tue, 2 Jun 1998 08:39:00 +0000\n"));
    ck_assert_msg(has(all, "Subject: =?UTF-8?B?R3LDvMOfZQ==?=\n"), "%s", all.text);
    ck_assert(has(all, "\n>From here\n>>From there\nMüller\n"));
    ck_assert(has(all, "To: \"User 1 at CCPO1\" <User_1@CCPO1.invalid>\n"));
    ck_assert(has(all, "Cc: \"User 3\" <User_3@cc.invalid>\n"));
    ck_assert(has(all, "From ccmail Thu Jan  1 00:00:00 1970\n"));
    ck_assert(has(all, "X-Ccmail-Date: 2/31/99\n"));
    ck_assert_msg(has(all, "filename=\"A \\\"B\\\".TXT\"\n"
                           "Content-Description: A \"B\".TXT 6/2/98\n\nMDEyMzQ1"),
                  "%s", all.text);
    const struct outcome one = po("export-mbox|DIR|user 2");
    ck_assert(has(one, "Subject: two\n"));
    ck_assert(!has(one, "UTF-8?B?R3LD"));
    ck_assert_int_eq(po("export-mbox|DIR|Nobody").exit, 1);
    ck_assert_int_eq(po("damage|DIR|torn_block").exit, 0);
    ck_assert(has(po("export-mbox|DIR"), "Subject: message 2 cannot be read\n"));
}
END_TEST

START_TEST(a_letter_of_an_mbox_keeps_what_its_header_says_and_has_a_body)
{
    create();
    const struct ccm_address address = {CCM_TO, "User 1 at CCPO1"};
    const struct ccm_item item = {CCM_TEXT, "the pl\x84n", bytes_of_text("text\r\n")};
    struct ccm_message letter = {.from = "",
                                 .date = "1/6/97 12:05AM",
                                 .subject = "none",
                                 .addresses = &address,
                                 .address_count = 1,
                                 .extra = "Priority: Urgent\r\nRRT: J\x84n\r\n"};
    send("User 1", &letter);
    letter.items = &item;
    letter.item_count = 1;
    char subject[1001] = "";
    memset(subject, 's', sizeof(subject) - 1);
    letter.subject = subject;
    send("User 1", &letter);
    const struct outcome all = po("export-mbox|DIR");
    ck_assert_int_eq(all.exit, 0);
    ck_assert(has(all, "Subject: none\nDate: Mon, 6 Jan 1997 00:05:00 +0000\n"));
    ck_assert(has(all, "From: \"\" <nobody@cc.invalid>\n"));
    ck_assert(has(all, "X-Ccmail-Header: Priority: Urgent\n"
                       "X-Ccmail-Header: =?UTF-8?B?UlJUOiBKw6Ru?=\nMessage-ID: "));
    ck_assert(!has(all, "multipart"));
    ck_assert(has(all, "8bit\nContent-Description: =?UTF-8?B?dGhlIHBsw6Ru?=\n\ntext\n"));
    ck_assert(has(all, "Subject: =?UTF-8?B?c3Nz"));
    for (const char *line = all.text; *line != '\0'; line += strcspn(line, "\n") + 1) {
        ck_assert_uint_lt(strcspn(line, "\n"), 999);
    }
}
END_TEST

static const struct {
    const char *title;
    const char *disposition;
} titles[] = {
    {"PLAN.WK4 1/6/97 8:00AM", "=\"PLAN.WK4\"\nContent-Description: PLAN.WK4 1/6/97 8:00AM\n"},
    {"PLAN.WK4  1/6/97", "=\"PLAN.WK4\"\nContent-Description: PLAN.WK4  1/6/97\n"},
    {"my plan of March", "=\"my plan of March\"\n\n"},
    {"1/6/97", "=\"1/6/97\"\n\n"},
    {"", "=\"\"\n\n"},
    {"B\x81ro 1.TXT", "*=UTF-8''B%C3%BCro%201.TXT\n\n"},
};

START_TEST(a_file_has_its_name_and_its_date_apart)
{
    create();
    const struct ccm_address address = {CCM_TO, "User 1 at CCPO1"};
    const struct ccm_item items[] = {{CCM_FILE, titles[_i].title, bytes_of_text("0")},
                                     {CCM_TEXT, "", bytes_of_text("--=_ccmail_1\r\n=_ccmail_1_")}};
    const struct ccm_message letter = {.from = "User 2",
                                       .date = "6/2/98",
                                       .subject = "a file",
                                       .addresses = &address,
                                       .address_count = 1,
                                       .items = items,
                                       .item_count = 2,
                                       .extra = ""};
    send("User 1", &letter);
    const struct outcome all = po("export-mbox|DIR");
    ck_assert_msg(has(all, arena_format(&arena, "attachment; filename%s", titles[_i].disposition)),
                  "%s", all.text);
    ck_assert(has(all, "boundary=\"=_ccmail_1__\"\n"));
}
END_TEST

static void reclaim(void)
{
    struct postoffice *office = NULL;
    struct po_compacted compacted;
    ck_assert_int_eq(po_open_alone(port, directory, &arena, &office), ST_OK);
    ck_assert_int_eq(po_lock(office), ST_OK);
    ck_assert_int_eq(po_compact(office, &arena, &compacted), ST_OK);
    ck_assert_int_eq(po_shorten_mailboxes(office, &arena), ST_OK);
    po_close(office);
}

START_TEST(a_flipped_byte_in_a_compact_post_office_is_noticed_and_alters_no_mail)
{
    enum { TRIALS = 400, NOTICED = 398 }; /* 99.5 % */
    unsigned long noticed = 0;
    create();
    ck_assert_int_eq(po("churn|DIR|--turnovers|3|--messages|24|--keep|12|--file|4K..12K").exit, 0);
    reclaim();
    struct stat before;
    struct stat after;
    const char *store = arena_format(&arena, "%s/MLANDATA", directory);
    ck_assert_int_eq(stat(store, &before), 0);
    const struct outcome done = po("flip-trials|DIR|--trials|400|--seed|3");
    ck_assert_int_eq(stat(store, &after), 0); /* killed in between, it must leave no damage */
    ck_assert_int_eq(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
    ck_assert_int_eq(before.st_mtim.tv_sec, after.st_mtim.tv_sec);
    ck_assert_msg(done.exit == 0, "%s", done.text);
    ck_assert(has(done, "400 times one byte of a copy flipped and put back\n"));
    const char *number = strstr(done.text, "noticed by Analyze");
    ck_assert_ptr_nonnull(number);
    noticed = strtoul(number + strlen("noticed by Analyze"), NULL, 10);
    ck_assert_msg(noticed >= NOTICED && noticed <= TRIALS, "%s", done.text);
    ck_assert(has(done, "mail silently altered          0\n"));
    ck_assert(has(po("stat|DIR"), "0 signs of wear, 0 errors\n"));
    ck_assert_int_eq(po("damage|DIR|counters").exit, 0);
    ck_assert_int_eq(po("flip-trials|DIR|--trials|1").exit, 1); /* not in such a one */
}
END_TEST

static const struct {
    const char *name;
    const char *words;
    const char *says;
} wrongs[] = {
    {"no verb", "", "po wants a verb and a directory"},
    {"no directory", "stat", "po wants a verb and a directory"},
    {"an unknown verb", "mend|DIR", "po wants a verb and a directory"},
    {"a word too many", "stat|DIR|x", "po wants a verb and a directory"},
    {"no such directory", "stat|/nowhere/at/all", "No such file or directory"},
    {"a directory in nowhere", "create|/nowhere/at/all|X", "No such file or directory"},
    {"no name", "create|DIR", "po create wants a directory and a name"},
    {"a code page that is none", "create|DIR|X|--page|1252", "--page takes 437 or 850"},
    {"an order that is none", "create|DIR|X|--free-list|best_fit",
     "--free-list takes lifo, fifo or lowest"},
    {"too many users", "create|DIR|X|--users|90001", "--users takes at most 90000"},
    {"a kind that is none", "damage|/tmp|weather", "there is no damage 'weather'"},
    {"more kept than sent", "churn|/tmp|--messages|3|--keep|4", "--keep is at most --messages"},
    {"sizes that fall", "churn|/tmp|--file|9K..2K", "--file takes sizes in rising order"},
    {"sizes that are none", "churn|/tmp|--file|big", "--file takes sizes in rising order"},
    {"a size too large", "churn|/tmp|--file|65537K", "--file takes sizes in rising order"},
    {"a third size", "churn|/tmp|--file|1..2..3", "--file takes sizes in rising order"},
    {"sizes with a tail", "churn|/tmp|--file|1Kx", "--file takes sizes in rising order"},
    {"an option of another command", "stat|DIR|--trace", "--trace is no option of `ccbench po`"},
};

START_TEST(what_makes_no_sense_is_refused_with_what_is_allowed)
{
    (void)po(wrongs[_i].words);
    ck_assert_msg(strstr(diagnostic.text, wrongs[_i].says) != NULL, "%s: %s", wrongs[_i].name,
                  diagnostic.text);
}
END_TEST

START_TEST(what_cannot_be_done_ends_with_one_and_a_reason)
{
    create();
    ck_assert_int_eq(po("create|DIR|AGAIN").exit, 1);
    ck_assert_int_eq(po("damage|DIR|torn_block").exit, 1); /* no mail */
    directory = top;
    ck_assert_int_eq(po("stat|DIR").exit, 1);
    ck_assert_int_eq(po("churn|DIR").exit, 1);
    ck_assert_int_eq(po("damage|DIR|nft").exit, 1);
    ck_assert_int_eq(po("flip-trials|DIR").exit, 1);
    directory = arena_format(&arena, "%s/empty", top);
    ck_assert_int_eq(po("create|DIR|E|--db8").exit, 0);
    const struct outcome nobody = po("churn|DIR");
    ck_assert_int_eq(nobody.exit, 1);
    ck_assert(strstr(diagnostic.text, "nobody has a mailbox there") != NULL);
}
END_TEST

/* What is printed is the mail; a complaint within it would be taken for some. */
START_TEST(a_refusal_is_no_part_of_what_is_printed)
{
    create();
    static const struct {
        const char *words;
        int exit;
        const char *says;
    } rows[] = {
        {"export-mbox|DIR|Nobody", 1, "Nobody: nobody of that name has a mailbox or queue there"},
        {"create|DIR|AGAIN", 1, "already exists"},
        {"damage|DIR|torn_block", 1, "torn_block: there is nothing of that kind to damage"},
        {"stat|/tmp", 1, "/tmp: no post office is there (CLANDATA)"},
        {"churn|/tmp", 1, "/tmp: no post office is there (CLANDATA)"},
        {"damage|/tmp|nft", 1, "/tmp: no post office is there (CLANDATA)"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        const struct outcome done = po(rows[i].words);
        ck_assert_int_eq(done.exit, rows[i].exit);
        ck_assert_str_eq(done.text, "");
        ck_assert_msg(strstr(diagnostic.text, rows[i].says) != NULL, "%s", diagnostic.text);
    }
}
END_TEST

START_TEST(what_cannot_be_stored_is_refused_before_anything_is_made)
{
    char name[PO_NAME_SIZE + 1];
    memset(name, 'A', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    const char *const words[] = {arena_format(&arena, "create|DIR|%s", name),
                                 arena_format(&arena, "create|DIR|X|--queue|%s", name),
                                 arena_format(&arena, "create|DIR|X|--password|%s", name),
                                 "create|DIR|two\nlines"};
    for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
        ck_assert_int_eq(po(words[i]).exit, 2);
        ck_assert_msg(strstr(diagnostic.text, " takes one line of at most ") != NULL, "%s",
                      diagnostic.text);
        ck_assert_int_eq(access(arena_format(&arena, "%s/CLANDATA", directory), F_OK), -1);
    }
    const char *new_one = arena_format(&arena, "%s/new", directory);
    ck_assert_int_eq(po(arena_format(&arena, "create|%s|%s", new_one, name)).exit, 2);
    ck_assert_int_eq(access(new_one, F_OK), -1);
    create();
}
END_TEST

START_TEST(names_are_stored_in_the_code_page_or_refused)
{
    ck_assert_int_eq(po("create|DIR|B\xC3\xBCro|--queue|S\xC3\xBC"
                        "d|--free-list|fifo")
                         .exit,
                     0);
    ck_assert(has(po("stat|DIR"), "post office  B\xC3\xBCro, code page 437"));
    ck_assert(has(po("dump|DIR"), "P  S\xC3\xBC"
                                  "d  USR00001"));
    const char *const refused[] = {"create|DIR|Jo\xC3\xA3o", "create|DIR|X|--password|Jo\xC3\xA3o",
                                   "create|DIR|X|--queue|Jo\xC3\xA3o"};
    for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
        ck_assert_int_eq(po(refused[i]).exit, 2);
        ck_assert_str_eq(diagnostic.text,
                         "\"Jo\xC3\xA3o\": byte 2, \"\xC3\xA3\": code page 437 has no "
                         "such character");
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("po_command");
    TCase *tcase = tcase_create("po");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, the_mark_of_an_entry_that_was_removed_is_shown);
    tcase_add_test(tcase, what_was_made_is_what_is_looked_into);
    tcase_add_test(tcase, churn_prints_a_curve_that_rises_and_depends_on_its_seed_only);
    tcase_add_test(tcase, each_kind_of_damage_can_be_done_by_its_name_and_is_seen);
    tcase_add_test(tcase, an_mbox_holds_every_letter_in_utf8);
    tcase_add_test(tcase, a_letter_of_an_mbox_keeps_what_its_header_says_and_has_a_body);
    tcase_add_loop_test(tcase, a_file_has_its_name_and_its_date_apart, 0, (int)ARRAY_COUNT(titles));
    tcase_add_test(tcase, a_flipped_byte_in_a_compact_post_office_is_noticed_and_alters_no_mail);
    tcase_add_loop_test(tcase, what_makes_no_sense_is_refused_with_what_is_allowed, 0,
                        (int)ARRAY_COUNT(wrongs));
    tcase_add_test(tcase, what_cannot_be_done_ends_with_one_and_a_reason);
    tcase_add_test(tcase, a_refusal_is_no_part_of_what_is_printed);
    tcase_add_test(tcase, what_cannot_be_stored_is_refused_before_anything_is_made);
    tcase_add_test(tcase, names_are_stored_in_the_code_page_or_refused);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
