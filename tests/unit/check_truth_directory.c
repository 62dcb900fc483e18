/* sim/world/truth_directory.c: a directory IMPORT changes only what is the connector's. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "world/truth_inside.h"
#include "worlds/small_world.h"

static struct small_world small;

static void setup(void)
{
    const struct small_world_spec spec = {.out = 0};
    small_world_begin(&small, &spec);
}

static void teardown(void)
{
    small_world_end(&small);
}

/* NOLINTBEGIN(bugprone-macro-parentheses): texts that fill arrays */
#define OWNER                                                                                      \
    {                                                                                              \
        .kind = PO_POSTOFFICE, .usr = 3, .name = "SITE1", .comment = "MSExchangeCCMC EX1"          \
    }
#define AT_SITE(who, note)                                                                         \
    {                                                                                              \
        .kind = PO_USER_ELSEWHERE, .name = who, .address = "site1", .comment = note                \
    }
#define LOCAL(who, number)                                                                         \
    {                                                                                              \
        .kind = PO_USER, .usr = number, .name = who                                                \
    }
#define HAND_MADE                                                                                  \
    {                                                                                              \
        .kind = PO_POSTOFFICE, .usr = 3, .name = "SITE1", .comment = "ask Bob"                     \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

enum { ENTRIES_MAX = 4 };
static const struct {
    const char *name;
    struct po_entry before[ENTRIES_MAX]; /* by name; an empty name ends them */
    struct po_entry after[ENTRIES_MAX];
    const char *failure; /* part of it; NULL: allowed */
} cases[] = {
    {"nothing changes", {LOCAL("Doe, Ann", 1), OWNER}, {LOCAL("Doe, Ann", 1), OWNER}, NULL},
    {"a user at the site comes",
     {LOCAL("Doe, Ann", 1), OWNER},
     {AT_SITE("Brady, Sally", ""), LOCAL("Doe, Ann", 1), OWNER},
     NULL},
    {"a user at the site goes", {AT_SITE("Brady, Sally", ""), OWNER}, {OWNER}, NULL},
    {"a user at the site changes",
     {AT_SITE("Brady, Sally", ""), OWNER},
     {AT_SITE("Brady, Sally", "sales"), OWNER},
     NULL},
    {"the site's entry comes", {LOCAL("Doe, Ann", 1)}, {LOCAL("Doe, Ann", 1), OWNER}, NULL},
    {"the site's entry goes with its users",
     {AT_SITE("Brady, Sally", ""), OWNER},
     {{.name = ""}},
     NULL},
    {"a user at the site goes, which has no entry",
     {AT_SITE("Brady, Sally", ""), LOCAL("Doe, Ann", 1)},
     {LOCAL("Doe, Ann", 1)},
     NULL},
    {"a local user goes", {LOCAL("Doe, Ann", 1), OWNER}, {OWNER}, "removed the entry \"Doe, Ann\""},
    {"a local user gets another mailbox",
     {LOCAL("Doe, Ann", 1), OWNER},
     {LOCAL("Doe, Ann", 2), OWNER},
     "changed the entry \"Doe, Ann\""},
    {"a local user comes", {OWNER}, {LOCAL("Doe, Ann", 1), OWNER}, "made the entry \"Doe, Ann\""},
    {"a user at a post office made by hand goes",
     {AT_SITE("Brady, Sally", ""), HAND_MADE},
     {HAND_MADE},
     "removed the entry \"Brady, Sally\""},
    {"a user at a post office made by hand comes",
     {HAND_MADE},
     {AT_SITE("Brady, Sally", ""), HAND_MADE},
     "made the entry \"Brady, Sally\""},
    {"a post office made by hand is taken over",
     {HAND_MADE},
     {OWNER},
     "changed the entry \"SITE1\""},
};

static struct po_entries list_of(const struct po_entry entries[ENTRIES_MAX])
{
    struct po_entries list = {.entries = entries};
    while (list.count < ENTRIES_MAX && entries[list.count].name[0] != '\0') {
        list.count++;
    }
    return list;
}

START_TEST(only_what_is_the_connectors_may_change)
{
    const struct po_entries before = list_of(cases[_i].before);
    const struct po_entries after = list_of(cases[_i].after);
    truth_directory_compare(small.world, "SITE1", &before, &after);
    if (cases[_i].failure == NULL) {
        ck_assert_msg(small.world->failure[0] == '\0', "%s: %s", cases[_i].name,
                      small.world->failure);
        return;
    }
    ck_assert_msg(text_starts(small.world->failure, "directory: IMPORT ") &&
                      strstr(small.world->failure, cases[_i].failure) != NULL,
                  "%s: %s", cases[_i].name, small.world->failure);
    ck_assert(!world_settle(small.world));
}
END_TEST

/* While a program with these arguments works, an entry of a local user is changed. */
static const struct {
    const char *name;
    const char *program;
    const char *arguments;
    bool is_connectors;
    bool fails;
} steps[] = {
    {"the connector's directory IMPORT", "IMPORT", "/DIRECTORY/PROP Dirimp.ini", true, true},
    {"a person's", "IMPORT", "/DIRECTORY/PROP Dirimp.ini", false, false},
    {"an IMPORT of mail", "IMPORT", "/ITEMSIZE /PARTIAL Import.ini", true, false},
    {"a directory EXPORT", "EXPORT", "/DIRECTORY Direxp.ini", true, false},
};
static struct process *program_of(const char *name, const char *arguments, bool is_connectors)
{
    struct process *program =
        process_new(small.world, PROCESS_WORLD, name, small.world->hosts, NULL);
    program->connector = is_connectors ? small.connector : NULL;
    program->start.arguments = arguments;
    return program;
}

/* Somebody gives the local user another comment. */
static void comment(const char *text)
{
    struct process *console =
        process_new(small.world, PROCESS_WORLD, "console", small.world->hosts, NULL);
    struct postoffice *po = NULL;
    struct po_entry entry;
    ck_assert_int_eq(po_open(&console->port, small.office->path, true, &small.arena, &po), ST_OK);
    ck_assert_int_eq(po_entry_find(po, "Smith, J", &entry), ST_OK);
    ck_assert(text_copy(entry.comment, sizeof(entry.comment), text));
    ck_assert_int_eq(po_entry_change(po, &entry), ST_OK);
    po_close(po);
}

static bool has_failed(void)
{
    return small.world->failure[0] != '\0';
}

START_TEST(a_directory_import_is_looked_at)
{
    struct process *program =
        program_of(steps[_i].program, steps[_i].arguments, steps[_i].is_connectors);
    truth_directory_before(program);
    comment("now ours");
    truth_directory_after(program, false);
    ck_assert_msg(has_failed() == steps[_i].fails, "%s: %s", steps[_i].name, small.world->failure);
}
END_TEST

static struct process *directory_import(void)
{
    return program_of("IMPORT", "/DIRECTORY/PROP Dirimp.ini", true);
}

enum { STEPS = 20 };

START_TEST(whichever_step_of_an_instant_does_it_is_found_at_its_end)
{
    struct process *import = directory_import();
    for (int step = 0; step < STEPS; step++) {
        truth_directory_before(import);
        if (step == _i) {
            comment("now ours");
        }
        truth_directory_after(import, step + 1 < STEPS);
    }
    ck_assert(has_failed());
}
END_TEST

START_TEST(it_is_found_before_another_program_makes_its_step)
{
    struct process *import = directory_import();
    struct process *other = program_of("EXPORT", "Export.ini", true);
    for (int step = 0; step < 3; step++) {
        truth_directory_before(import);
        if (step == 2) {
            comment("now ours");
        }
        truth_directory_after(import, true);
    }
    ck_assert(!has_failed());
    truth_directory_before(other);
    ck_assert(has_failed());
}
END_TEST

START_TEST(what_others_change_between_its_steps_is_not_laid_to_it)
{
    struct process *import = directory_import();
    struct process *other = program_of("IMPORT", "/DIRECTORY Dirimp.ini", false);
    truth_directory_before(import);
    truth_directory_after(import, true); /* another one has its turn */
    truth_directory_before(other);
    comment("by hand");
    truth_directory_after(other, true);
    truth_directory_before(import);
    truth_directory_after(import, false); /* it waits */
    comment("by another hand");
    truth_directory_before(import);
    truth_directory_after(import, false);
    ck_assert_msg(!has_failed(), "%s", small.world->failure);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("truth directory");
    TCase *tcase = tcase_create("directory");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, only_what_is_the_connectors_may_change, 0, (int)ARRAY_COUNT(cases));
    tcase_add_loop_test(tcase, a_directory_import_is_looked_at, 0, (int)ARRAY_COUNT(steps));
    tcase_add_loop_test(tcase, whichever_step_of_an_instant_does_it_is_found_at_its_end, 0, STEPS);
    tcase_add_test(tcase, it_is_found_before_another_program_makes_its_step);
    tcase_add_test(tcase, what_others_change_between_its_steps_is_not_laid_to_it);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
