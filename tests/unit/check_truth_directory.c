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
START_TEST(each_step_of_a_directory_import_is_looked_at)
{
    struct world *world = small.world;
    struct process *program =
        process_new(world, PROCESS_WORLD, steps[_i].program, world->hosts, NULL);
    struct process *console = process_new(world, PROCESS_WORLD, "console", world->hosts, NULL);
    struct postoffice *po = NULL;
    struct po_entry entry;
    program->connector = steps[_i].is_connectors ? small.connector : NULL;
    program->start.arguments = steps[_i].arguments;
    truth_directory_before(program);
    ck_assert_int_eq(po_open(&console->port, small.office->path, true, &small.arena, &po), ST_OK);
    ck_assert_int_eq(po_entry_find(po, "Smith, J", &entry), ST_OK);
    ck_assert(text_copy(entry.comment, sizeof(entry.comment), "now ours"));
    ck_assert_int_eq(po_entry_change(po, &entry), ST_OK);
    po_close(po);
    truth_directory_after(program);
    ck_assert_msg((world->failure[0] != '\0') == steps[_i].fails, "%s: %s", steps[_i].name,
                  world->failure);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("truth directory");
    TCase *tcase = tcase_create("directory");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, only_what_is_the_connectors_may_change, 0, (int)ARRAY_COUNT(cases));
    tcase_add_loop_test(tcase, each_step_of_a_directory_import_is_looked_at, 0,
                        (int)ARRAY_COUNT(steps));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
