#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "base/text.h"
#include "scenario/virtual_time.h"
#include "support/scenario_files.h"

static struct parsed parsed;

static void end(void)
{
    parsed_release(&parsed);
}

static const struct {
    const char *name;
    const char *text;
} good[] = {
    {"the smallest file", "source \"x\"\nworld\nphase \"p\"\n @0s expect drained\n"},
    {"CR LF and a byte order mark",
     "\xEF\xBB\xBFsource \"x\"\r\nworld\r\nphase \"p\"\r\n @0s expect drained\r\n"},
    {"no newline at the end", "source \"x\"\nworld\nphase \"p\"\n @0s expect drained"},
    {"comments",
     "# one\nsource \"a # b\" # two\nworld #three\n # four\nphase \"p\"\n @0s expect drained # x"},
    {"# within a name", WORLD("trustee A#1 on B")},
    {"all header lines",
     "scenario \"s\"\nkb Q168670 Q164707\nsource \"b\"\nseed 7\nuntil 1h\ntag a \"b c\"\n"
     "assume EXPORT_READ_ONLY repeat\nassume EXTENT_TABLE 16\nworld\nphase \"p\"\n @1h expect "
     "drained\n"},
    {"a name may be left out", WORLD("polling import 15s max 5 export 1m max 16")},
    {"a repeated attribute", WORLD("connector version 5.5 logging A none logging B")},
    {"a flag", WORLD("connector C2 version 5.0 paused build 2448")},
    {"a word instead of a time", WORLD("polling import never")},
    {"names with signs", WORLD("trustee NW1\\svc-ccmc on SYS:CCDATA rights RWCEMFAS mask none")},
    {"no rights", WORLD("trustee a on b rights \"\"")},
    {"a setting without a connector", WORLD("setting \"Locale Date Format\" 2")},
    {"a setting with a connector", WORLD("setting C1 \"Locale Date Format\" \"2\"")},
    {"a setting without a value", WORLD("setting C1 \"Key\"")},
    {"many values", WORLD("list All members \"Brady, Sally\" \"Smith, J at PO1\" Sub note \"x\"")},
    {"an optional word", WORLD("gateway account NW1\\nwgate")},
    {"a size", WORLD("gateway off free 4097M")},
    {"the rest of a line",
     WORLD("quirk connector builds ..5.5 when file \"*.pcx\" then crash as q")},
    {"an attribute word in quotes is a name", WORLD("trustee \"on\" on \"rights\"")},
    {"counts", STEP("@0s..@5s expect event 70 count >= 0")},
    {"counts without a blank", STEP("@0s..@5s expect event 70 count >=1")},
    {"counts of a range", STEP("@0s..@5s expect event any count 1..3")},
    {"text behind an attribute",
     STEP("@1s expect event 142 source MTA \"unable to route\" count < 2")},
    {"an interval with blanks", STEP("@0s .. @5s expect event 70")},
    {"a program may be left out", STEP("@1s expect denied NW1\\svc create SYS:CCDATA lacks C")},
    {"a program may be named", STEP("@1s expect denied IMPORT NW1\\svc create SYS:CCDATA lacks C")},
    {"a range of sizes", STEP("@1s do churn PO1 file 12K..36K every 5s")},
    {"a single size as a range", STEP("@1s do churn PO1 file 12K every 5s")},
    {"takes and as", STEP("@1s fix run reclaim PO1 \"X/Y\" interactive takes 50s as rec")},
    {"only some optional values", STEP("@1s do run reclaim \"X/Y\" account a")},
    {"an edit needs no required attribute", STEP("@1s fault trustee a rights none")},
    {"remove", STEP("@1s do wait x")},
    {"a word that is noun and step", STEP("@1s do dirsync PO1")},
    {"two attachments", STEP("@1s do mail in 1 from PO1 file \"plan.wk4\" 400K file \"b\"")},
    {"drop", EDIT("drop begin")},
    {"drop of a world line", EDIT("drop c1")},
    {"replace", EDIT("replace begin with do wait x takes 5s")},
    {"shift", EDIT("shift begin by 2s")},
    {"world edits", EDIT("world connector C1 build 2448")},
    {"a new world line", EDIT("world connector C2 version 5.0")},
    {"asks",
     ASK("why event 59 first\n minimal c1.build for drained\n single-change fix for drained")},
    {"named invariants", ALWAYS("conservation once\n order")},
    {"never at all", ALWAYS("never event 70")},
};

START_TEST(a_file_within_the_grammar_is_read)
{
    parsed_open(&parsed, good[_i].text);
    ck_assert_msg(parsed.is_good, "%s:\n%s", good[_i].name, parsed_errors(&parsed));
}
END_TEST

START_TEST(the_header_is_handed_on)
{
    parsed_open(&parsed, "scenario \"Title \"\"x\"\"\"\nkb Q168670\nkb Q164707 Q1234\n"
                         "source \"D:\\exchsrvr\"\nseed 59\nuntil 1m30s\ntag a b\n"
                         "assume EXTENT_TABLE 16\nworld\nphase \"p\"\n @0s expect drained\n"
                         "ask\n why  event 59 # x\n");
    const struct scenario *scenario = &parsed.scenario;
    ck_assert_msg(parsed.is_good, "%s", parsed_errors(&parsed));
    ck_assert_str_eq(scenario->path, "t.scn");
    ck_assert_str_eq(scenario->title, "Title \"x\"");
    ck_assert_str_eq(scenario->source, "D:\\exchsrvr");
    ck_assert_uint_eq(scenario->kb_count, 3);
    ck_assert_str_eq(scenario->kb[1], "Q164707");
    ck_assert_uint_eq(scenario->tag_count, 2);
    ck_assert_str_eq(scenario->tags[1], "b");
    ck_assert_uint_eq(scenario->seed, 59);
    ck_assert_uint_eq(scenario->until_us, 90000000);
    ck_assert_uint_eq(scenario->ask_count, 1);
    ck_assert_str_eq(scenario->asks[0].text, "why  event 59");
    ck_assert_uint_eq(scenario->asks[0].line, 13);
    const struct scenario_case *base = &scenario->cases[0];
    ck_assert_str_eq(base->title, "Title \"x\"");
    ck_assert_uint_eq(base->seed, 59);
    ck_assert_uint_eq(base->until_us, 90000000);
    ck_assert_uint_eq(base->assumption_count, 1);
    ck_assert_str_eq(base->assumptions[0].name, "EXTENT_TABLE");
    ck_assert_str_eq(base->assumptions[0].value, "16");
    ck_assert_uint_eq(base->assumptions[0].line, 8);
}
END_TEST

START_TEST(the_title_is_the_file_name_where_none_is_given)
{
    parsed_open(&parsed, "source \"x\"\nworld\nphase \"p\"\n @0s expect drained\n");
    ck_assert_str_eq(parsed.scenario.title, "t.scn");
    ck_assert_str_eq(parsed.scenario.source, "x");
    ck_assert_uint_eq(parsed.scenario.seed, 0);
    ck_assert_uint_eq(parsed.scenario.until_us, 60000000); /* a minute after the last step */
}
END_TEST

START_TEST(values_have_their_types)
{
    parsed_open(&parsed, STEP("@1s do churn PO1 file 12K..1M every 1m30s takes 20s as wear\n"
                              " @2s..@9s expect event any source S \"a?b\" count 2..3"));
    ck_assert_msg(parsed.is_good, "%s", parsed_errors(&parsed));
    const struct scenario_case *base = &parsed.scenario.cases[0];
    const struct step *churn = &base->steps[1];
    ck_assert_int_eq(churn->verb, VERB_DO);
    ck_assert_uint_eq(churn->takes_us, 20000000);
    ck_assert_str_eq(churn->fact.label, "wear");
    ck_assert_str_eq(churn->fact.path, "t.scn");
    ck_assert_uint_eq(churn->fact.line, 6);
    ck_assert_uint_eq(churn->fact.column, 6);
    ck_assert_str_eq(churn->phase, "p");
    ck_assert_uint_eq(fact_attribute(&churn->fact, "file")->values[0].number, 12 << 10);
    ck_assert_uint_eq(fact_attribute(&churn->fact, "file")->values[0].last, 1 << 20);
    ck_assert_uint_eq(fact_number(&churn->fact, "every", 0), 90000000);
    const struct step *event = &base->steps[3];
    ck_assert_int_eq(event->when, WHEN_WITHIN);
    ck_assert_uint_eq(event->from_us, 2000000);
    ck_assert_uint_eq(event->until_us, 9000000);
    ck_assert_str_eq(fact_name(&event->fact, 0, ""), "any");
    ck_assert_int_eq(event->fact.values[0].type, VALUE_WORD);
    ck_assert_str_eq(fact_name(&event->fact, 1, ""), "a?b");
    ck_assert(event->fact.values[1].quoted);
    ck_assert_int_eq(fact_attribute(&event->fact, "count")->values[0].comparison, COMPARE_RANGE);
}
END_TEST

START_TEST(edits_and_removals_are_marked)
{
    parsed_open(&parsed, STEP("@1s fix trustee a rights RF\n @2s do remove trustee a on b\n"
                              " @3s do mail m1\n @4s fix dirsync PO1"));
    ck_assert_msg(parsed.is_good, "%s", parsed_errors(&parsed));
    const struct step *steps = parsed.scenario.cases[0].steps;
    ck_assert(steps[1].is_edit);
    ck_assert(!steps[1].is_remove);
    ck_assert_int_eq(steps[1].verb, VERB_FIX);
    ck_assert(steps[2].is_edit);
    ck_assert(steps[2].is_remove);
    ck_assert_str_eq(fact_text(&steps[2].fact, "on", ""), "b");
    ck_assert(!steps[3].is_edit); /* a step where both are possible */
    ck_assert(!steps[4].is_edit);
}
END_TEST

static const struct {
    const char *text;
    uint64_t want_us; /* UINT64_MAX: no time */
} times[] = {
    {"0s", 0},
    {"90s", 90000000},
    {"1m30s", 90000000},
    {"1d2h3m4s5ms", UINT64_C(93784005000)},
    {"500ms", 500000},
    {"60m", UINT64_C(3600000000)},
    {"36500d", VIRTUAL_TIME_MAX_US},
    {"36500d1ms", UINT64_MAX},
    {"99999999999999999d", UINT64_MAX},
    {"9999999999999999999s", UINT64_MAX},
    {"", UINT64_MAX},
    {"5", UINT64_MAX},
    {"s", UINT64_MAX},
    {"5x", UINT64_MAX},
    {"1s1m", UINT64_MAX},
    {"1s1s", UINT64_MAX},
    {"-1s", UINT64_MAX},
    {"1.5s", UINT64_MAX},
};

START_TEST(times_are_read_and_written)
{
    uint64_t time_us = UINT64_MAX;
    const bool is_time = virtual_time_parse(times[_i].text, &time_us);
    ck_assert_msg(is_time == (times[_i].want_us != UINT64_MAX), "%s", times[_i].text);
    ck_assert_msg(time_us == times[_i].want_us, "%s", times[_i].text);
    if (is_time) {
        char text[VIRTUAL_TIME_TEXT_SIZE];
        uint64_t again_us = 1;
        virtual_time_text(time_us, text);
        ck_assert(virtual_time_parse(text, &again_us));
        ck_assert_uint_eq(again_us, time_us);
    }
}
END_TEST

static struct bytes read_file(struct arena *arena, const char *path)
{
    struct buffer text;
    char chunk[4096];
    size_t size = 0;
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    buffer_init(&text, arena);
    while ((size = fread(chunk, 1, sizeof chunk, file)) > 0) {
        buffer_add(&text, chunk, size);
    }
    ck_assert_int_eq(fclose(file), 0);
    return buffer_bytes(&text);
}

START_TEST(the_first_scenario_parses_with_the_rows_of_the_tables)
{
    static const char path[] = SOURCE_DIR "/scenarios/rights/event-59-trustee-without-create.scn";
    parsed = (struct parsed){.is_good = false};
    parsed.is_good = scenario_parse(&parsed.arena, path, read_file(&parsed.arena, path),
                                    &parsed.scenario, &parsed.errors);
    ck_assert_msg(parsed.is_good, "%s", parsed_errors(&parsed));
    ck_assert_uint_eq(parsed.scenario.case_count, 5);
    ck_assert_uint_eq(parsed.scenario.ask_count, 3);
}
END_TEST

static const char *const later[] = {"fragmented.scn", "damaged.scn", "first-dirsync.scn"};

START_TEST(of_scenarios_to_come_only_their_unknown_words_are_errors)
{
    struct arena arena = {0};
    const char *path = arena_format(&arena, SOURCE_DIR "/tests/vectors/%s", later[_i]);
    parsed = (struct parsed){.is_good = false};
    (void)scenario_parse(&parsed.arena, path, read_file(&parsed.arena, path), &parsed.scenario,
                         &parsed.errors);
    for (uint32_t i = 0; i < parsed.errors.count; i++) {
        const char *text = parsed.errors.errors[i].text;
        ck_assert_msg(text_starts(text, "unknown ") && !text_starts(text, "unknown label"), "%s",
                      parsed_errors(&parsed));
    }
    arena_release(&arena);
}
END_TEST

/* The next of a fixed sequence. */
static uint32_t next_number(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

START_TEST(any_bytes_are_survived)
{
    static const char signs[] = "\"\t\n\r #@.:=><\\\x00\xff\xc3z0K";
    static const char text[] =
        "scenario \"s\"\nkb Q168670\nseed 1\nuntil 5m\nmatrix t.rights in RF none\n"
        "assume EXTENT_TABLE 16\nworld\n connector C1 version 5.5 as c1\n"
        " trustee a on b rights RWCEMF mask none as t\n list All members \"x\" y note \"z\"\n"
        "phase \"p\"\n @0s do start connector as begin\n @1s do churn PO1 file 1K..2K every 5s\n"
        " by @3s expect event 59 source A \"t\" count >= 1\n @1s..@2s never event any\n"
        "variant \"v\"\n replace begin with do wait x\n shift begin by 5s\n swap begin begin\n"
        " world trustee a rights R\n @9s expect drained\nalways\n once\n never event 70\n"
        "ask\n minimal t.rights for drained\n";
    uint32_t state = (uint32_t)_i + 1;
    for (int round = 0; round < 200; round++) {
        char mutated[sizeof text];
        memcpy(mutated, text, sizeof text);
        const uint32_t changes = 1 + next_number(&state) % 8;
        for (uint32_t i = 0; i < changes; i++) {
            const uint32_t at = next_number(&state) % (uint32_t)(sizeof text - 1);
            mutated[at] = signs[next_number(&state) % (sizeof signs - 1)];
        }
        const uint32_t cut = next_number(&state) % 4 == 0 ? next_number(&state) % 300 : 0;
        const struct bytes bytes = {(const uint8_t *)mutated, sizeof text - 1 - cut};
        parsed_open_bytes(&parsed, bytes);
        ck_assert(parsed.is_good == (parsed.errors.count == 0));
        for (uint32_t i = 0; i < parsed.errors.count; i++) {
            ck_assert_uint_ge(parsed.errors.errors[i].line, 1);
            ck_assert_uint_ge(parsed.errors.errors[i].column, 1);
        }
        parsed_release(&parsed);
    }
}
END_TEST

START_TEST(a_file_that_is_too_large_is_refused)
{
    uint8_t byte = ' ';
    parsed_open_bytes(&parsed, (struct bytes){&byte, SCENARIO_BYTES_MAX + 1});
    ck_assert_str_eq(parsed_errors(&parsed),
                     "1:1: the file is too large | a scenario has at most 16 MB\n");
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("scenario_parse");
    TCase *tcase = tcase_create("parse");
    tcase_add_checked_fixture(tcase, NULL, end);
    tcase_add_loop_test(tcase, a_file_within_the_grammar_is_read, 0, ARRAY_COUNT(good));
    tcase_add_test(tcase, the_header_is_handed_on);
    tcase_add_test(tcase, the_title_is_the_file_name_where_none_is_given);
    tcase_add_test(tcase, values_have_their_types);
    tcase_add_test(tcase, edits_and_removals_are_marked);
    tcase_add_loop_test(tcase, times_are_read_and_written, 0, ARRAY_COUNT(times));
    tcase_add_test(tcase, the_first_scenario_parses_with_the_rows_of_the_tables);
    tcase_add_loop_test(tcase, of_scenarios_to_come_only_their_unknown_words_are_errors, 0,
                        ARRAY_COUNT(later));
    tcase_add_loop_test(tcase, any_bytes_are_survived, 0, 20);
    tcase_add_test(tcase, a_file_that_is_too_large_is_refused);
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
