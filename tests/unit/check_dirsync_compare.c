#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "ccmc/dirsync_compare.h"

static struct arena arena;

static void setup(void)
{
    arena = (struct arena){0};
}

static void teardown(void)
{
    arena_release(&arena);
}

/* The n-th field of "a|b|c"; "" when there are fewer. */
static const char *field(const char *row, unsigned n)
{
    for (; n > 0; n--) {
        const char *bar = strchr(row, '|');
        if (bar == NULL) {
            return "";
        }
        row = bar + 1;
    }
    return arena_text_n(&arena, row, strcspn(row, "|"));
}

/* Rows, each ended by ';': "l|name|address|fan|comment". */
static struct dirsync_directory directory(const char *rows)
{
    struct dirsync_directory result = {.records = arena_array(&arena, struct directory_record, 32)};
    for (const char *at = rows; at != NULL && *at != '\0';) {
        const size_t length = strcspn(at, ";");
        const char *row = arena_text_n(&arena, at, length);
        ck_assert_uint_lt(result.count, 32);
        result.records[result.count++] = (struct directory_record){.location = row[0],
                                                                   .name = field(row, 1),
                                                                   .address = field(row, 2),
                                                                   .fan = field(row, 3),
                                                                   .comment = field(row, 4),
                                                                   .note = ""};
        at += length + (at[length] != '\0' ? 1 : 0);
    }
    return result;
}

static const char *const *other(const char *address)
{
    const char **others = arena_array(&arena, const char *, 2);
    others[0] = address[0] != '\0' ? address : NULL;
    others[1] = NULL;
    return others;
}

/* "display|CCMAIL address|alias|comment|custom|secondary address". */
static struct exchange_entries recipients(const char *rows, const char *container)
{
    struct exchange_entry *entries = arena_array(&arena, struct exchange_entry, 32);
    size_t count = 0;
    for (const char *at = rows; at != NULL && *at != '\0';) {
        const size_t length = strcspn(at, ";");
        const char *row = arena_text_n(&arena, at, length);
        ck_assert_uint_lt(count, 32);
        entries[count++] = (struct exchange_entry){.display = field(row, 0),
                                                   .ccmail_address = field(row, 1),
                                                   .alias = field(row, 2),
                                                   .comment = field(row, 3),
                                                   .container = container,
                                                   .ccmail_others = other(field(row, 5)),
                                                   .is_custom = field(row, 4)[0] != '\0'};
        at += length + (at[length] != '\0' ? 1 : 0);
    }
    return (struct exchange_entries){entries, count};
}

static void show_directory(struct buffer *text, const char *sign,
                           const struct dirsync_directory *directory)
{
    for (size_t i = 0; i < directory->count; i++) {
        const struct directory_record *r = &directory->records[i];
        buffer_format(text, "%s%c %s@%s [%s]%s%s; ", sign, r->location, r->name, r->address, r->fan,
                      r->comment[0] != '\0' ? " " : "", r->comment);
    }
}

static void show_additions(struct buffer *text, const struct dirsync_additions *additions)
{
    for (size_t i = 0; i < additions->count; i++) {
        const struct exchange_entry *e = &additions->items[i].entry;
        ck_assert(e->is_custom);
        ck_assert_str_eq(e->container, "Import");
        buffer_format(text, "%s'%s' %s %s%s%s; ", additions->items[i].is_again ? "again " : "in ",
                      e->display, e->ccmail_address, e->alias, e->comment[0] != '\0' ? " " : "",
                      e->comment);
        for (size_t k = 0; e->ccmail_others != NULL && e->ccmail_others[k] != NULL; k++) {
            buffer_format(text, "and %s; ", e->ccmail_others[k]);
        }
    }
}

static const char *shown(const struct dirsync_plan *plan)
{
    struct buffer text;
    buffer_init(&text, &arena);
    if (plan->refusal != NULL) {
        buffer_format(&text, "refused: %s; ", plan->refusal);
    }
    show_directory(&text, "-", &plan->deletions);
    show_directory(&text, "+", &plan->additions);
    for (size_t i = 0; i < plan->conflicts.count; i++) {
        const struct dirsync_conflict *c = &plan->conflicts.items[i];
        buffer_format(&text, "conflict %s at %s with %s; ", c->user, c->site, c->entry);
    }
    for (size_t i = 0; i < plan->duplicates.count; i++) {
        const struct dirsync_conflict *c = &plan->duplicates.items[i];
        buffer_format(&text, "double %s at %s; ", c->user, c->site);
    }
    for (size_t i = 0; i < plan->leaver_count; i++) {
        buffer_format(&text, "out '%s'; ", plan->leavers[i]->display);
    }
    show_additions(&text, &plan->users);
    if (plan->groups.count > 0) {
        buffer_text(&text, "groups: ");
        show_additions(&text, &plan->groups);
    }
    return buffer_string(&text);
}

static const char site[] = "P|SITE1|||MSExchangeCCMC EX1;";
#define SITE "P|SITE1|||MSExchangeCCMC EX1;"
#define SALLY "l|Brady, Sally|SITE1|Brady, Sally at SITE1|;"
#define SALLY_IN_EXCHANGE "Brady, Sally|CCMAIL:Brady, Sally at SITE1|SallyB||;"
#define SMITH_IN_EXCHANGE "J Smith|CCMAIL:Smith, J at PO1|JS||c;"

static const struct {
    const char *name;
    const char *entries;
    const char *exported;
    const char *imported;
    const char *want;
    const char *lists;
    const char *boards;
    const char *filter;
    bool keeps_custom;   /* Export custom recipients is off */
    bool imports_nobody; /* no import container */
    bool turns_names;
    bool adds_second;
} rows[] = {
    {"nothing on either side: the site's own entry", "", "", "",
     .want = "+P SITE1@ [] MSExchangeCCMC EX1; "},
    {"the first one", "L|Smith, J|PO1||;", SALLY_IN_EXCHANGE, "",
     .want = "+P SITE1@ [] MSExchangeCCMC EX1; +l Brady, Sally@SITE1 [Brady, Sally at SITE1]; "
             "in 'J Smith' CCMAIL:Smith, J at PO1 JS; "},
    {"nothing to do", SITE SALLY "L|Smith, J|PO1||;", SALLY_IN_EXCHANGE, SMITH_IN_EXCHANGE,
     .want = ""},
    {"somebody left Exchange", SITE SALLY, "", "",
     .want = "-l Brady, Sally@SITE1 [Brady, Sally at SITE1]; "},
    {"somebody left cc:Mail", SITE, "", SMITH_IN_EXCHANGE, .want = "out 'J Smith'; "},
    {"a changed foreign name", SITE "l|Brady, Sally|SITE1|x|;", SALLY_IN_EXCHANGE, "",
     .want = "-l Brady, Sally@SITE1 [x]; +l Brady, Sally@SITE1 [Brady, Sally at SITE1]; "},
    {"a comment in Exchange", SITE SALLY,
     "Brady, Sally|CCMAIL:Brady, Sally at SITE1|SallyB|Building 4|;", "",
     .want = "-l Brady, Sally@SITE1 [Brady, Sally at SITE1]; "
             "+l Brady, Sally@SITE1 [Brady, Sally at SITE1] Building 4; "},
    {"a comment in cc:Mail", SITE "L|Smith, J|PO1||Building 5;", "",
     "My Smith|CCMAIL:Smith, J at PO1|mysmith||c;",
     .want = "out 'My Smith'; again 'My Smith' CCMAIL:Smith, J at PO1 mysmith Building 5; "},
    {"letters of another size in a name", SITE "l|BRADY, sally|SITE1|Brady, Sally at SITE1|;",
     SALLY_IN_EXCHANGE, "",
     .want = "-l BRADY, sally@SITE1 [Brady, Sally at SITE1]; "
             "+l Brady, Sally@SITE1 [Brady, Sally at SITE1]; "},
    {"a name that is taken", SITE "L|brady, sally|PO1||;", SALLY_IN_EXCHANGE, "",
     .want = "conflict Brady, Sally at SITE1 with brady, sally; "
             "in 'sally brady' CCMAIL:brady, sally at PO1 sallyb; "},
    {"a name that is taken at another post office", SITE "P|PO5|||;l|Brady, Sally|PO5||;",
     SALLY_IN_EXCHANGE, "",
     .want = "conflict Brady, Sally at SITE1 with Brady, Sally; "
             "in 'Sally Brady' CCMAIL:Brady, Sally at PO5 SallyB; "},
    {"two of one name in Exchange: the first", SITE,
     SALLY_IN_EXCHANGE "Sally|CCMAIL:BRADY, SALLY at SITE1|Sally2||;", "",
     .want = "+l Brady, Sally@SITE1 [Brady, Sally at SITE1]; "
             "conflict BRADY, SALLY at SITE1 with BRADY, SALLY; "},
    {"somebody called like the site", SITE, "S|CCMAIL:SITE1 at SITE1|S||;", "",
     .want = "conflict SITE1 at SITE1 with SITE1; "},
    {"addresses elsewhere, of another type, or none", SITE,
     "A|CCMAIL:A at PO9|A||;B|SMTP:b@c.d|B||;C||C||;", "", .want = ""},
    {"custom recipients go along", SITE, "A|CCMAIL:A at SITE1|A||c;", "",
     .want = "+l A@SITE1 [A at SITE1]; "},
    {"custom recipients stay", SITE "l|A|SITE1|A at SITE1|;", "A|CCMAIL:A at SITE1|A||c;", "",
     .want = "-l A@SITE1 [A at SITE1]; ", .keeps_custom = true},
    {"an entry left by a cycle that was cut off", SALLY, SALLY_IN_EXCHANGE, "",
     .want = "+P SITE1@ [] MSExchangeCCMC EX1; "},
    {"an entry without its comment", "P|SITE1|||;" SALLY "l|Else, E|SITE1||;", SALLY_IN_EXCHANGE,
     "",
     .want =
         "refused: the site's post office entry has not been made by this connector; "
         "conflict SITE1 at SITE1 with SITE1; conflict Brady, Sally at SITE1 with Brady, Sally; "
         "double Brady, Sally at SITE1; "},
    {"an entry of another server", "p|site1|||MSExchangeCCMC OLD;", "", "",
     .want = "refused: the site's post office entry has not been made by this connector; "
             "conflict SITE1 at SITE1 with site1; "},
    {"a mailbox called like the site", "L|SITE1|PO1||;", "", "",
     .want = "refused: the site's post office entry has not been made by this connector; "
             "conflict SITE1 at SITE1 with SITE1; in 'SITE1' CCMAIL:SITE1 at PO1 SITE1; "},
    {"an extended character in a post office's name", SITE "P|B\x9aRO|||;", SALLY_IN_EXCHANGE, "",
     .want = "refused: the name of a post office has an extended character; "
             "+l Brady, Sally@SITE1 [Brady, Sally at SITE1]; "},
    {"an extended character in a user's post office", SITE "L|A|B\x9aRO||;", "", "A|x|A||;",
     .want = "refused: the name of a post office has an extended character; "
             "in 'A' CCMAIL:A at B\u00dcRO A2; "},
    {"users of other Exchange sites are not imported",
     SITE "p|SITE2|SITE1||MSExchangeCCMC EX2;l|Far, F|SITE2||;", "", "", .want = ""},
    {"aliases and post offices are nobody",
     SITE "P|PO5|||;A|Boss|Smith, J||;a|Chief|Far, F||;p|PO6|PO5||;", "", "", .want = ""},
    {"mobile and remote users", SITE "R|Roe, M|PO1||;r|Low, L|PO5||;P|PO5|||;", "", "",
     .want = "in 'M Roe' CCMAIL:Roe, M at PO1 MR; in 'L Low' CCMAIL:Low, L at PO5 LL; "},
    {"names with a slash", SITE "L|A/B|PO1||;", "C|CCMAIL:C//D at SITE1|C||;", "",
     .want = "+l C/D@SITE1 [C/D at SITE1]; in 'A/B' CCMAIL:A//B at PO1 A/B; "},
    {"lists and boards come behind the users", SITE "L|Smith, J|PO1||;", "", "",
     .want = "in 'J Smith' CCMAIL:Smith, J at PO1 JS; groups: in 'Sales' CCMAIL:Sales at PO1 Sales "
             "all; "
             "in '#Social' CCMAIL:#Social Social; ",
     .lists = "M|Sales|PO1||all;", .boards = "B|Social|PO1||;"},
    {"lists and boards go", SITE, "", "Sales|CCMAIL:Sales at PO1|Sales||c;#S|CCMAIL:#S|S||c;",
     .want = "out 'Sales'; out '#S'; "},
    {"a filter", SITE "L|Smith, J|PO1||;L|Doe, A|PO1||;P|PO5|||;l|Far, F|PO5||;", "",
     "F Far|CCMAIL:Far, F at PO5|FF||c;",
     .want = "out 'F Far'; in 'J Smith' CCMAIL:Smith, J at PO1 JS; "
             "groups: in '#Social' CCMAIL:#Social Social; ",
     .boards = "B|Social|PO1||;", .filter = "S* at PO1;;#*"},
    {"no import container", SITE "L|Smith, J|PO1||;", "", "", .want = "", .imports_nobody = true},
    {"what is not dirsync's own in the container stays", SITE, "",
     "Mailbox|CCMAIL:M at PO1|M||;Own|CCMAIL:O at SITE1|O||c;Net|SMTP:a@b.c|N||c;", .want = ""},
    {"the same address twice: one goes", SITE "L|Smith, J|PO1||;", "",
     SMITH_IN_EXCHANGE "Twin|CCMAIL:Smith, J at PO1|T||c;", .want = "out 'Twin'; "},
    {"display names and aliases that meet", SITE "L|Smith, J|PO1||;L|Smith, J X|PO1||;L|JS|PO1||;",
     "", "Old|CCMAIL:x at SITE1|JS2||c;",
     .want = "in 'J Smith' CCMAIL:Smith, J at PO1 JS; "
             "in 'Smith, J X at PO1' CCMAIL:Smith, J X at PO1 JS3; in 'JS' CCMAIL:JS at PO1 JS4; "},
    {"First Last; names of another form, lists and boards as they are",
     SITE "L|Smith, J|PO1||;L|Postroom|PO1||;L|Roe,Max|PO1||;l|Low, L|PO5||;P|PO5|||;", "", "",
     .want =
         "in 'J Smith' CCMAIL:J Smith at PO1 JS; in 'Postroom' CCMAIL:Postroom at PO1 Postroom; "
         "in 'Max Roe' CCMAIL:Roe,Max at PO1 MaxR; in 'L Low' CCMAIL:L Low at PO5 LL; "
         "groups: in 'Sales, N' CCMAIL:Sales, N at PO1 NS; "
         "in '#Lost, F' CCMAIL:#Lost, F FL; ",
     .lists = "M|Sales, N|PO1||;", .boards = "B|Lost, F|PO1||;", .turns_names = true},
    {"both, Last, First primary", SITE "L|Smith, J|PO1||;", "", "",
     .want = "in 'J Smith' CCMAIL:Smith, J at PO1 JS; and CCMAIL:J Smith at PO1; ",
     .adds_second = true},
    {"who has both stays, and keeps what else he has", SITE "L|Smith, J|PO1||;", "",
     "J Smith|CCMAIL:Smith, J at PO1|JS||c|CCMAIL:j smith at PO1;", .want = "",
     .adds_second = true},
    {"an address more is no reason to make him anew", SITE "L|Smith, J|PO1||;", "",
     "J Smith|CCMAIL:Smith, J at PO1|JS||c|CCMAIL:Boss at PO1;", .want = ""},
    {"from First Last to both", SITE "L|Smith, J|PO1||;", "",
     "Smithy|CCMAIL:J Smith at PO1|X||c|CCMAIL:Boss at PO1;",
     .want = "out 'Smithy'; again 'Smithy' CCMAIL:Smith, J at PO1 X; and CCMAIL:J Smith at PO1; "
             "and CCMAIL:Boss at PO1; ",
     .adds_second = true},
    {"from both to First Last", SITE "L|Smith, J|PO1||;", "",
     "Smithy|CCMAIL:Smith, J at PO1|X||c|CCMAIL:J Smith at PO1;",
     .want = "out 'Smithy'; again 'Smithy' CCMAIL:J Smith at PO1 X; ", .turns_names = true},
    {"a comment that changed takes no address away", SITE "L|Smith, J|PO1||hi;", "",
     "J Smith|CCMAIL:Smith, J at PO1|JS||c|CCMAIL:J Smith at PO1;",
     .want = "out 'J Smith'; again 'J Smith' CCMAIL:Smith, J at PO1 JS hi; "
             "and CCMAIL:J Smith at PO1; ",
     .adds_second = true},
    {"from First Last to Last, First: the reading that there is", SITE "L|Ann Doe, Mary|PO1||;", "",
     "M|CCMAIL:Mary Ann Doe at PO1|X||c;",
     .want = "out 'M'; again 'M' CCMAIL:Ann Doe, Mary at PO1 X; "},
    {"one who is there both ways stays once", SITE "L|Smith, J|PO1||;", "",
     "A|CCMAIL:J Smith at PO1|A||c;" SMITH_IN_EXCHANGE, .want = "out 'A'; "},
    {"who else is called so, or reads so, is nobody's other name",
     SITE "L|Smith, J|PO1||;L|J Smith|PO1||;L|Doe, Mary Ann|PO1||;L|Ann Doe, Mary|PO1||;"
          "L|Roe, Max|PO1||;L|Low, L|PO1||;",
     "", "",
     .want = "in 'J Smith' CCMAIL:Smith, J at PO1 JS; "
             "in 'J Smith at PO1' CCMAIL:J Smith at PO1 JSmith; "
             "in 'Mary Ann Doe' CCMAIL:Doe, Mary Ann at PO1 MaryAnnD; "
             "in 'Ann Doe, Mary at PO1' CCMAIL:Ann Doe, Mary at PO1 MaryA; "
             "in 'Max Roe' CCMAIL:Roe, Max at PO1 MaxR; "
             "in 'L Low' CCMAIL:Low, L at PO1 LL; "
             "groups: in 'Max Roe at PO1' CCMAIL:Max Roe at PO1 MaxRoe; "
             "in '#L Low' CCMAIL:#L Low LLow; ",
     .lists = "M|Max Roe|PO1||;", .boards = "B|L Low|PO1||;", .turns_names = true},
    {"nor who comes from Exchange in the same synchronization", SITE "L|Smith, J|PO1||;",
     "Boss|CCMAIL:J Smith at SITE1|B||;", "",
     .want = "+l J Smith@SITE1 [J Smith at SITE1]; in 'J Smith' CCMAIL:Smith, J at PO1 JS; ",
     .turns_names = true},
    {"no address at all, and one that is none", SITE "L|Smith, J|PO1||;", "",
     "N||N||c;" SMITH_IN_EXCHANGE, .want = ""},
};

static const char *plan_of(int row, struct dirsync_plan *plan)
{
    const struct dirsync_rules rules = {
        .code_page = CODE_PAGE_850,
        .site = "SITE1",
        .server = "EX1",
        .import_container = rows[row].imports_nobody ? "" : "Import",
        .filter = rows[row].filter != NULL ? rows[row].filter : "",
        .display_rule = "",
        .alias_rule = "",
        .comment_rule = "",
        .exports_custom = !rows[row].keeps_custom,
        .turns_names = rows[row].turns_names,
        .adds_second = rows[row].adds_second,
    };
    const struct dirsync_input input = {
        .entries = directory(rows[row].entries),
        .lists = directory(rows[row].lists),
        .boards = directory(rows[row].boards),
        .exported = recipients(rows[row].exported, "Recipients"),
        .imported = recipients(rows[row].imported, "Import"),
    };
    dirsync_compare(&rules, &input, &arena, plan);
    return shown(plan);
}

START_TEST(each_side_gets_what_the_other_has_and_nothing_else_is_touched)
{
    struct dirsync_plan plan;
    const char *got = plan_of(_i, &plan);
    ck_assert_msg(strcmp(got, rows[_i].want) == 0, "%s: got\n%s\nwant\n%s", rows[_i].name, got,
                  rows[_i].want);
}
END_TEST

/* What a plan without conflicts makes of the cc:Mail directory needs no further change. */
START_TEST(a_plan_that_was_carried_out_leaves_nothing_to_do)
{
    struct dirsync_plan plan;
    (void)plan_of(_i, &plan);
    if (plan.refusal != NULL) {
        return;
    }
    struct buffer entries;
    struct dirsync_directory before = directory(rows[_i].entries);
    buffer_init(&entries, &arena);
    for (size_t i = 0; i < before.count + plan.additions.count; i++) {
        const bool is_old = i < before.count;
        const struct directory_record *r =
            is_old ? &before.records[i] : &plan.additions.records[i - before.count];
        bool is_gone = false;
        for (size_t k = 0; is_old && k < plan.deletions.count; k++) {
            is_gone = is_gone || strcmp(plan.deletions.records[k].name, r->name) == 0;
        }
        if (!is_gone) {
            buffer_format(&entries, "%c|%s|%s|%s|%s;", r->location, r->name, r->address, r->fan,
                          r->comment);
        }
    }
    const struct dirsync_rules rules = {.code_page = CODE_PAGE_850,
                                        .site = "SITE1",
                                        .server = "EX1",
                                        .import_container = "",
                                        .filter = "",
                                        .display_rule = "",
                                        .alias_rule = "",
                                        .comment_rule = "",
                                        .exports_custom = !rows[_i].keeps_custom};
    const struct dirsync_input input = {
        .entries = directory(buffer_string(&entries)),
        .exported = recipients(rows[_i].exported, "Recipients"),
    };
    struct dirsync_plan again;
    dirsync_compare(&rules, &input, &arena, &again);
    ck_assert_msg(again.deletions.count == 0 && again.additions.count == 0, "%s: then %s",
                  rows[_i].name, shown(&again));
}
END_TEST

START_TEST(a_long_comment_is_cut_and_a_letter_without_place_does_not_come_again_and_again)
{
    const struct dirsync_rules rules = {.code_page = CODE_PAGE_437,
                                        .site = "SITE1",
                                        .server = "EX1",
                                        .import_container = "",
                                        .filter = "",
                                        .display_rule = "",
                                        .alias_rule = "",
                                        .comment_rule = "",
                                        .exports_custom = true};
    struct dirsync_input input = {
        .entries = directory(site),
        .exported = recipients("X|CCMAIL:\u4e2d\u00fc at SITE1|X|"
                               "0123456789012345678901234567890123456789 123456789|;",
                               "Recipients"),
    };
    struct dirsync_plan plan;
    dirsync_compare(&rules, &input, &arena, &plan);
    ck_assert_str_eq(shown(&plan), "+l ?\x81@SITE1 [?\x81 at SITE1] "
                                   "0123456789012345678901234567890123456789 123456; ");
    struct directory_record both[2] = {input.entries.records[0], plan.additions.records[0]};
    input.entries = (struct dirsync_directory){both, 2};
    dirsync_compare(&rules, &input, &arena, &plan);
    ck_assert_str_eq(shown(&plan), "");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dirsync_compare");
    TCase *tcase = tcase_create("dirsync_compare");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, each_side_gets_what_the_other_has_and_nothing_else_is_touched, 0,
                        ARRAY_COUNT(rows));
    tcase_add_loop_test(tcase, a_plan_that_was_carried_out_leaves_nothing_to_do, 0,
                        ARRAY_COUNT(rows));
    tcase_add_test(tcase,
                   a_long_comment_is_cut_and_a_letter_without_place_does_not_come_again_and_again);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
