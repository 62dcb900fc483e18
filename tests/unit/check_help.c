#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "scenario/help.h"
#include "support/scenario_rows.h"

static struct arena arena;
static struct buffer text;

static void begin(void)
{
    arena = (struct arena){0};
    buffer_init(&text, &arena);
}

static void end(void)
{
    arena_release(&arena);
}

START_TEST(a_row_is_shown_whole)
{
    ck_assert(help_text_with(&test_rows, &text, "trustee"));
    ck_assert_str_eq(
        buffer_string(&text),
        "noun trustee: rights on a NetWare directory; can be removed\n"
        "  trustee ACCOUNT on DIRECTORY [rights RIGHTS] [mask RIGHTS]\n"
        "    ACCOUNT               a name\n"
        "    on DIRECTORY          directory; a name; required; an edit counts: at once\n"
        "    rights RIGHTS         rights; NetWare rights (S R W C E M F A, or none); default: "
        "none; an\n"
        "                          edit counts: at once\n"
        "    mask RIGHTS           inherited rights mask; NetWare rights (S R W C E M F A, or "
        "none); an\n"
        "                          edit counts: at once\n"
        "  by a restart or a boot: it stays as it is\n"
        "  example: trustee NW1\\svc on SYS:CCDATA rights RWFC\n");
}
END_TEST

static const struct {
    const char *topic;
    const char *part;
} parts[] = {
    {"connector", "  connector [NAME] version VERSION [build N] [store PATH]"},
    {"connector", "[logging CATEGORY [none|minimum|maximum]]..."},
    {"connector", "may be left out"},
    {"connector", "    paused                paused; an edit counts: at once\n"},
    {"polling", "a time (90s, 1m30s, 2h, 500ms) or never"},
    {"list", "a name, one or more"},
    {"run", "step run: runs a program\n"},
    {"event", "expectation event: an event; an occurrence, counted in its instant or interval\n"},
    {"files", "a state, looked at when the instant is settled"},
    {"files", "count COUNT"},
    {"dirsync", "noun dirsync"},
    {"dirsync", "step dirsync"},
    {"dirsync", "expectation dirsync"},
    {"nouns", "    trustee               rights on a NetWare directory\n"},
    {"steps", "    churn                 wear\n"},
    {"expects", "    drained               no mail waits\n"},
    {"grammar", "file     = { header } , world ,"},
    {"time", "by @5m"},
    {"rights", "R read"},
    {"variants", "drop LABEL"},
    {"matrix", "matrix trustees.rights in RF RWF S"},
    {"counts", ">= 1"},
    {"", "nouns steps expects"},
    {"", "rights on a NetWare directory"},
};

START_TEST(a_topic_has_its_page)
{
    ck_assert(help_text_with(&test_rows, &text, parts[_i].topic));
    ck_assert_msg(strstr(buffer_string(&text), parts[_i].part) != NULL, "%s", buffer_string(&text));
}
END_TEST

START_TEST(an_unknown_topic_names_the_nearest_word)
{
    ck_assert(!help_text_with(&test_rows, &text, "truste"));
    ck_assert_msg(strstr(buffer_string(&text),
                         "no help on 'truste': did you mean 'trustee'? allowed: grammar") != NULL,
                  "%s", buffer_string(&text));
}
END_TEST

START_TEST(every_row_of_the_tables_has_a_page)
{
    const struct scenario_rows *rows = scenario_rows_all();
    for (uint32_t n = 0; rows->noun_at(n) != NULL; n++) {
        ck_assert(help_text(&text, rows->noun_at(n)->shape.word));
    }
    for (uint32_t n = 0; rows->step_at(n) != NULL; n++) {
        ck_assert(help_text(&text, rows->step_at(n)->shape.word));
    }
    for (uint32_t n = 0; rows->expect_at(n) != NULL; n++) {
        ck_assert(help_text(&text, rows->expect_at(n)->shape.word));
    }
    for (uint32_t n = 0; rows->assumption_at(n) != NULL; n++) {
        ck_assert_str_ne(rows->assumption_at(n), "");
    }
}
END_TEST

/* A whole file around the example of a row; those of steps and expectations begin with a verb.
 * Something has the label that one of them lifts. */
static const char *example_file(const char *example, bool is_noun)
{
    return arena_format(&arena,
                        "kb Q100000\nworld\n%s%s\nphase \"p\"\n @0s do start connector\n fault "
                        "call list then partial 1 as broken\n %s\n",
                        is_noun ? " " : "", is_noun ? example : "",
                        is_noun ? "expect drained" : example);
}

static void check_example(const char *example, bool is_noun)
{
    struct scenario scenario;
    struct scenario_errors errors;
    struct buffer printed;
    const char *file = example_file(example, is_noun);
    buffer_init(&printed, &arena);
    if (!scenario_parse(&arena, "example.scn", bytes_of_text(file), &scenario, &errors)) {
        scenario_print_errors(&printed, "example.scn", &errors);
        ck_assert_msg(errors.count == 1 && strstr(errors.errors[0].text, "expects nothing") != NULL,
                      "%s\n%s", example, buffer_string(&printed));
    }
}

START_TEST(every_example_parses)
{
    const struct scenario_rows *rows = scenario_rows_all();
    for (uint32_t n = 0; rows->noun_at(n) != NULL; n++) {
        ck_assert_ptr_nonnull(rows->noun_at(n)->shape.example);
        check_example(rows->noun_at(n)->shape.example, true);
    }
    for (uint32_t n = 0; rows->step_at(n) != NULL; n++) {
        ck_assert_ptr_nonnull(rows->step_at(n)->shape.example);
        check_example(rows->step_at(n)->shape.example, false);
    }
    for (uint32_t n = 0; rows->expect_at(n) != NULL; n++) {
        ck_assert_ptr_nonnull(rows->expect_at(n)->shape.example);
        check_example(rows->expect_at(n)->shape.example, false);
    }
}
END_TEST

static const char *read_manual(void)
{
    static char manual[1 << 17];
    FILE *file = fopen(SOURCE_DIR "/scenarios/README.md", "rb");
    ck_assert_ptr_nonnull(file);
    const size_t size = fread(manual, 1, sizeof manual - 1, file);
    ck_assert_uint_lt(size, sizeof manual - 1);
    ck_assert_int_eq(fclose(file), 0);
    return manual;
}

static void check_manual(const char *manual, const struct shape *shape)
{
    const char *row = arena_format(&arena, "\n| %s | `%s` | ", shape->word, shape->example);
    ck_assert_msg(strstr(manual, row) != NULL, "scenarios/README.md has no row:%s", row);
}

START_TEST(every_word_is_in_the_manual)
{
    const struct scenario_rows *rows = scenario_rows_all();
    const char *manual = read_manual();
    for (uint32_t n = 0; rows->noun_at(n) != NULL; n++) {
        check_manual(manual, &rows->noun_at(n)->shape);
    }
    for (uint32_t n = 0; rows->step_at(n) != NULL; n++) {
        check_manual(manual, &rows->step_at(n)->shape);
    }
    for (uint32_t n = 0; rows->expect_at(n) != NULL; n++) {
        check_manual(manual, &rows->expect_at(n)->shape);
    }
}
END_TEST

START_TEST(the_scenario_of_the_manual_parses)
{
    struct scenario scenario;
    struct scenario_errors errors;
    const char *start = strstr(read_manual(), "```\nscenario ");
    ck_assert_ptr_nonnull(start);
    start += strlen("```\n");
    const struct bytes bytes = {(const uint8_t *)start, (size_t)(strstr(start, "```") - start)};
    const bool is_good = scenario_parse(&arena, "README.md", bytes, &scenario, &errors);
    scenario_print_errors(&text, "README.md", &errors);
    ck_assert_msg(is_good, "%s", buffer_string(&text));
    ck_assert_uint_eq(scenario.case_count, 2);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("help");
    TCase *tcase = tcase_create("help");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, a_row_is_shown_whole);
    tcase_add_loop_test(tcase, a_topic_has_its_page, 0, ARRAY_COUNT(parts));
    tcase_add_test(tcase, an_unknown_topic_names_the_nearest_word);
    tcase_add_test(tcase, every_row_of_the_tables_has_a_page);
    tcase_add_test(tcase, every_example_parses);
    tcase_add_test(tcase, every_word_is_in_the_manual);
    tcase_add_test(tcase, the_scenario_of_the_manual_parses);
    suite_add_tcase(all, tcase);
    return all;
}

int main(void)
{
    SRunner *runner = srunner_create(suite());
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
