/* connector/base/oddity.c: which letters a declared quirk meets, and what it changes in them. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/oddity.h"
#include "base/require.h"

static struct arena arena;

static void end(void)
{
    arena_release(&arena);
}

static const struct ccm_address addresses[] = {
    {CCM_TO, "Smith, J at PO1"}, {CCM_CC, "Doe, Ann at PO2"}, {CCM_BCC, "Roe, R at PO1"}};

static struct ccm_message letter(void)
{
    static const char text[] = "Not deliverable to: Doe";
    static const char data[] = "0123456789";
    static struct ccm_item items[3];
    items[0] = (struct ccm_item){CCM_TEXT, "Section 1", bytes_of_text(text)};
    items[1] = (struct ccm_item){CCM_FILE, "My Plan.PCX 6/2/98 8:39AM", bytes_of_text(data)};
    items[2] = (struct ccm_item){CCM_FILE, "NOTES.TXT", bytes_of_text("")};
    return (struct ccm_message){.from = "Brady, Sally [SMTP] at SITE1",
                                .date = "6/2/98 8:39",
                                .subject = "The Plan",
                                .addresses = addresses,
                                .address_count = ARRAY_COUNT(addresses),
                                .items = items,
                                .item_count = ARRAY_COUNT(items),
                                .extra = ""};
}

static const struct oddity *meet(const struct oddity *oddity, struct ccm_message *message)
{
    const struct oddities oddities = {.items = oddity, .count = 1};
    const struct oddity_letter seen = {.message = message, .is_outbound = true};
    return oddity_meet(&oddities, &seen, &arena, message);
}

static const struct {
    const char *field;
    const char *pattern; /* NULL: least..most */
    uint64_t least;
    uint64_t most;
    bool fits;
} conditions[] = {
    {"way", "out", 0, 0, true},
    {"way", "in", 0, 0, false},
    {"kind", "note", 0, 0, true},
    {"kind", "report", 0, 0, false},
    {"from", "*[*", 0, 0, true},
    {"from", "*]", 0, 0, false},
    {"to", "smith, j at po?", 0, 0, true},
    {"to", "Doe*", 0, 0, false},
    {"cc", "Doe*", 0, 0, true},
    {"cc", "Roe*", 0, 0, false},
    {"bcc", "Roe*", 0, 0, true},
    {"bcc", "Smith*", 0, 0, false},
    {"subject", "THE*PL?N**", 0, 0, true},
    {"subject", "The", 0, 0, false},
    {"subject", "", 0, 0, false},
    {"date", "6/2/98*", 0, 0, true},
    {"date", "7*", 0, 0, false},
    {"text", "*deliverable to*", 0, 0, true},
    {"text", "Section*", 0, 0, false},
    {"title", "Section ?", 0, 0, true},
    {"title", "*.pcx", 0, 0, false},
    {"file", "*.pcx", 0, 0, true},
    {"file", "*8:39AM", 0, 0, true},
    {"file", "notes.txt", 0, 0, true},
    {"file", "Section*", 0, 0, false},
    {"entry", "*", 0, 0, false}, /* of no letter */
    {"comment", "*", 0, 0, false},
    {"size", NULL, 33, 33, true},
    {"size", NULL, 34, UINT64_MAX, false},
    {"text-size", NULL, 23, 23, true},
    {"text-size", NULL, 10, 10, false},
    {"file-size", NULL, 10, 10, true},
    {"file-size", NULL, 11, 99, false},
    {"items", NULL, 3, 3, true},
    {"items", NULL, 0, 2, false},
    {"files", NULL, 2, 2, true},
    {"files", NULL, 3, 9, false},
    {"recipients", NULL, 3, 3, true},
    {"recipients", NULL, 4, 9, false},
};

START_TEST(a_condition_asks_for_its_field)
{
    struct oddity_condition condition = {.pattern = conditions[_i].pattern,
                                         .least = conditions[_i].least,
                                         .most = conditions[_i].most};
    ck_assert(oddity_find_field(conditions[_i].field, &condition.field));
    ck_assert(oddity_is_amount(condition.field) == (conditions[_i].pattern == NULL));
    const struct oddity oddity = {
        .conditions = &condition, .condition_count = 1, .action = ODDITY_KEEP};
    struct ccm_message message = letter();
    const bool fits = meet(&oddity, &message) != NULL;
    ck_assert_msg(fits == conditions[_i].fits, "%s %s", conditions[_i].field,
                  conditions[_i].pattern != NULL ? conditions[_i].pattern : "");
}
END_TEST

START_TEST(all_conditions_hold_and_the_first_rule_counts)
{
    const struct oddity_condition both[] = {{ODDITY_FIELD_FROM, "Brady*", 0, 0},
                                            {ODDITY_FIELD_SUBJECT, "Other*", 0, 0}};
    const struct oddity rules[] = {
        {.conditions = both, .condition_count = 2, .action = ODDITY_DROP},
        {.conditions = both, .condition_count = 1, .action = ODDITY_KEEP},
        {.action = ODDITY_HANG}};
    const struct oddities oddities = {.items = rules, .count = ARRAY_COUNT(rules)};
    struct ccm_message message = letter();
    const struct oddity_letter seen = {.message = &message};
    ck_assert_ptr_eq(oddity_meet(&oddities, &seen, &arena, &message), &rules[1]);
    message.from = NULL; /* a field that is not there fits what fits nothing */
    ck_assert_ptr_eq(oddity_meet(&oddities, &seen, &arena, &message), &rules[2]);
    ck_assert_ptr_null(oddity_meet(NULL, &seen, &arena, &message));
}
END_TEST

static const struct {
    const char *field;
    const char *pattern; /* of the same field; NULL none */
    const char *value;
    const char *now;
} rewrites[] = {
    {"from", NULL, "Nobody", "Nobody"},
    {"from", "* [*", "* (outside)", "Brady, Sally (outside)"},
    {"subject", NULL, "RE: *", "RE: The Plan"},
    {"subject", "The *", "A *", "A Plan"},
    {"subject", "Th? Plan", "*", "The Plan"},
    {"subject", NULL, "* *", "The Plan The Plan"},
    {"date", "*/98 *", "*/00", "6/2/00"},
    {"text", "*Not deliverable*", "", ""},
    {"title", NULL, "*!", "Section 1!"},
    {"file", "*.pcx", "*", "My Plan 6/2/98 8:39AM"},
    {"file", "*.pcx*", "*.fax", "My Plan.fax"},
    {"file", "My*", "A* 5/6/97 3:10PM", "A Plan.PCX 6/2/98 8:39AM 5/6/97 3:10PM 5/6/97 3:10PM"},
};

START_TEST(a_field_is_rewritten)
{
    struct oddity_condition condition = {.pattern = rewrites[_i].pattern};
    struct oddity oddity = {.conditions = &condition,
                            .condition_count = rewrites[_i].pattern != NULL ? 1 : 0,
                            .action = ODDITY_REWRITE,
                            .text = rewrites[_i].value};
    ck_assert(oddity_find_field(rewrites[_i].field, &condition.field));
    oddity.field = condition.field;
    struct ccm_message message = letter();
    ck_assert_ptr_eq(meet(&oddity, &message), &oddity);
    const char *const now[ODDITY_FIELD_COUNT] = {
        [ODDITY_FIELD_FROM] = message.from,
        [ODDITY_FIELD_SUBJECT] = message.subject,
        [ODDITY_FIELD_DATE] = message.date,
        [ODDITY_FIELD_TEXT] = (const char *)message.items[0].content.data,
        [ODDITY_FIELD_TITLE] = message.items[0].title,
        [ODDITY_FIELD_FILE] = message.items[1].title,
    };
    ck_assert_str_eq(now[oddity.field], rewrites[_i].now);
    if (oddity.field == ODDITY_FIELD_FILE && condition.pattern != NULL) {
        ck_assert_str_eq(message.items[2].title, "NOTES.TXT"); /* its pattern does not fit */
    }
}
END_TEST

static const struct directory_record record = {
    .name = "Brady, Sally A.", .address = "SITE1", .comment = "Building 4"};

static const struct {
    struct oddity_condition condition;
    bool is_met;
} entries[] = {
    {{ODDITY_FIELD_ENTRY, "brady*", 0, 0}, true}, {{ODDITY_FIELD_ENTRY, "Smith*", 0, 0}, false},
    {{ODDITY_FIELD_AT, "SITE?", 0, 0}, true},     {{ODDITY_FIELD_AT, "PO1", 0, 0}, false},
    {{ODDITY_FIELD_COMMENT, "*4", 0, 0}, true},   {{ODDITY_FIELD_COMMENT, "", 0, 0}, false},
    {{ODDITY_FIELD_SUBJECT, "*", 0, 0}, false}, /* of a letter */
};

START_TEST(an_entry_is_met_by_rules_of_entries_only)
{
    const struct oddity rules[] = {
        {.action = ODDITY_KEEP}, /* of all letters, and no entry */
        {.conditions = &entries[_i].condition, .condition_count = 1, .action = ODDITY_DROP}};
    const struct oddities oddities = {.items = rules, .count = 2};
    struct directory_record entry = record;
    const struct oddity *odd = oddity_meet_entry(&oddities, &arena, &entry);
    ck_assert_ptr_eq(odd, entries[_i].is_met ? &rules[1] : NULL);
    ck_assert(oddity_is_of_entry(&rules[1]) ==
              (entries[_i].condition.field != ODDITY_FIELD_SUBJECT));
    ck_assert(!oddity_is_of_entry(&rules[0]));
    ck_assert_ptr_null(oddity_meet_entry(NULL, &arena, &entry));
}
END_TEST

START_TEST(name_and_comment_of_an_entry_are_rewritten)
{
    const struct oddity_condition condition = {ODDITY_FIELD_ENTRY, "*.", 0, 0};
    struct oddity oddity = {.conditions = &condition,
                            .condition_count = 1,
                            .action = ODDITY_REWRITE,
                            .field = ODDITY_FIELD_ENTRY,
                            .text = "*"};
    const struct oddities oddities = {.items = &oddity, .count = 1};
    struct directory_record entry = record;
    ck_assert_ptr_eq(oddity_meet_entry(&oddities, &arena, &entry), &oddity);
    ck_assert_str_eq(entry.name, "Brady, Sally A");
    entry = record;
    oddity.field = ODDITY_FIELD_COMMENT;
    oddity.text = "was: *";
    ck_assert_ptr_eq(oddity_meet_entry(&oddities, &arena, &entry), &oddity);
    ck_assert_str_eq(entry.comment, "was: Building 4");
    ck_assert_str_eq(entry.name, record.name);
}
END_TEST

static uint32_t asked;

static bool holds_the_second_time(void *context, const struct oddity *oddity)
{
    ck_assert_ptr_null(context);
    ck_assert(oddity->action == ODDITY_DROP);
    return asked++ % 2 == 1;
}

START_TEST(who_handed_it_out_says_whether_it_is_the_time)
{
    const struct oddity_condition condition = {ODDITY_FIELD_ENTRY, "*", 0, 0};
    const struct oddity rules[] = {
        {.action = ODDITY_DROP},
        {.conditions = &condition, .condition_count = 1, .action = ODDITY_DROP}};
    struct oddities oddities = {.items = rules, .count = 1, .holds = holds_the_second_time};
    struct ccm_message message = letter();
    struct directory_record entry = record;
    const struct oddity_letter seen = {.message = &message};
    asked = 0;
    ck_assert_ptr_null(oddity_meet(&oddities, &seen, &arena, &message));
    ck_assert_ptr_nonnull(oddity_meet(&oddities, &seen, &arena, &message));
    oddities.items = &rules[1];
    ck_assert_ptr_null(oddity_meet_entry(&oddities, &arena, &entry));
    ck_assert_ptr_nonnull(oddity_meet_entry(&oddities, &arena, &entry));
}
END_TEST

static const struct oddity *told_oddity;
static struct ccm_message told_now;

static void told(void *context, const struct oddity *oddity, const struct oddity_letter *seen,
                 const struct ccm_message *now)
{
    ck_assert_ptr_eq(context, &told_oddity);
    ck_assert_str_eq(seen->message->subject, "The Plan"); /* as it was */
    told_oddity = oddity;
    told_now = now != NULL ? *now : (struct ccm_message){0};
}

START_TEST(who_wants_to_know_hears_of_it_before_and_after)
{
    const struct oddity oddity = {
        .action = ODDITY_REWRITE, .field = ODDITY_FIELD_SUBJECT, .text = "Else"};
    const struct oddities oddities = {
        .items = &oddity, .count = 1, .told = told, .context = &told_oddity};
    struct ccm_message message = letter();
    const struct oddity_letter seen = {.message = &message};
    ck_assert_ptr_eq(oddity_meet(&oddities, &seen, &arena, &message), &oddity);
    ck_assert_ptr_eq(told_oddity, &oddity);
    ck_assert_str_eq(told_now.subject, "Else");
    ck_assert_str_eq(message.subject, "Else");
}
END_TEST

static const struct {
    const char *kind;
    const char *now; /* what is in the file then */
    size_t lost;     /* bytes that it lacks */
} damages[] = {
    {"keyword", "Con#ents:", 0}, {"size", "Message:\r\n9999999999\r\n", 0},
    {"text", "[ot del", 0},      {"file", "%123456\"89", 0},
    {"cut", "From:", 1},
};

START_TEST(bytes_are_damaged)
{
    struct oddity oddity = {.action = ODDITY_DAMAGE};
    struct ccm_message message = letter();
    struct buffer good;
    struct buffer file;
    ck_assert(oddity_find_damage(damages[_i].kind, &oddity.damage));
    buffer_init(&good, &arena);
    buffer_init(&file, &arena);
    ccm_write(&good, &message);
    ck_assert_ptr_eq(meet(&oddity, &message), &oddity);
    ccm_write(&file, &message);
    oddity_damage_file(NULL, &file, 0);
    oddity_damage_file(&oddity, &file, 0);
    ck_assert_msg(strstr(buffer_string(&file), damages[_i].now) != NULL, "%s: %s", damages[_i].kind,
                  buffer_string(&file));
    ck_assert(damages[_i].lost == 0 ? file.size == good.size : file.size < good.size);
    ck_assert(file.size != good.size || memcmp(file.data, good.data, good.size) != 0);
}
END_TEST

START_TEST(damage_without_a_place_changes_nothing)
{
    struct oddity oddity = {.action = ODDITY_DAMAGE, .damage = ODDITY_DAMAGE_FILE};
    struct ccm_message message = letter();
    struct buffer file;
    message.item_count = 1; /* no file */
    ck_assert_ptr_nonnull(meet(&oddity, &message));
    ck_assert_str_eq((const char *)message.items[0].content.data, "Not deliverable to: Doe");
    buffer_init(&file, &arena);
    buffer_text(&file, "nothing of a letter");
    oddity.damage = ODDITY_DAMAGE_KEYWORD;
    oddity_damage_file(&oddity, &file, 0);
    oddity.damage = ODDITY_DAMAGE_SIZE;
    oddity_damage_file(&oddity, &file, 0);
    oddity.action = ODDITY_TWICE;
    oddity_damage_file(&oddity, &file, 0);
    ck_assert_str_eq(buffer_string(&file), "nothing of a letter");
}
END_TEST

START_TEST(words_that_are_none_are_not_found)
{
    enum oddity_field field = 0;
    enum oddity_action action = ODDITY_NONE;
    enum oddity_damage damage = 0;
    ck_assert(!oddity_find_field("fild", &field));
    ck_assert(!oddity_find_action("", &action));
    ck_assert(!oddity_find_action("explode", &action));
    ck_assert(!oddity_find_damage("all", &damage));
    ck_assert(oddity_find_action("twice", &action) && action == ODDITY_TWICE);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("oddity");
    TCase *tcase = tcase_create("oddity");
    tcase_add_checked_fixture(tcase, NULL, end);
    tcase_add_loop_test(tcase, a_condition_asks_for_its_field, 0, (int)ARRAY_COUNT(conditions));
    tcase_add_test(tcase, all_conditions_hold_and_the_first_rule_counts);
    tcase_add_loop_test(tcase, a_field_is_rewritten, 0, (int)ARRAY_COUNT(rewrites));
    tcase_add_loop_test(tcase, an_entry_is_met_by_rules_of_entries_only, 0,
                        (int)ARRAY_COUNT(entries));
    tcase_add_test(tcase, name_and_comment_of_an_entry_are_rewritten);
    tcase_add_test(tcase, who_handed_it_out_says_whether_it_is_the_time);
    tcase_add_test(tcase, who_wants_to_know_hears_of_it_before_and_after);
    tcase_add_loop_test(tcase, bytes_are_damaged, 0, (int)ARRAY_COUNT(damages));
    tcase_add_test(tcase, damage_without_a_place_changes_nothing);
    tcase_add_test(tcase, words_that_are_none_are_not_found);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
