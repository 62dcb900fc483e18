#include <check.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "scenario/json.h"
#include "support/scenario_rows.h"

static struct parsed parsed;
static struct buffer text;

static const char file[] =
    "scenario \"Title\"\nkb Q168670\nseed 59\nuntil 5m\ntag a b\nassume EXTENT_TABLE 16\nworld\n"
    " connector C1 version 5.5 build 2448\n trustee NW1\\svc on SYS:CCDATA rights RF as t\n"
    " list All members \"Brady, Sally\" \"Smith, J\"\n gateway off free 3K\n"
    "phase \"p\"\n @0s do start connector\n @1s do churn PO1 file 12K..36K every 5s takes 2s\n"
    " by @3s expect event any \"x\" count >= 1\n @4s fix trustee NW1\\svc rights S\n"
    " @5s do remove trustee NW1\\svc\n @1s..@6s never event 70\n"
    "variant \"v\"\n world trustee NW1\\svc rights none\n @9s expect drained\n"
    "ask\n why event 70\n";

static json_t *parse_json(void)
{
    json_error_t error;
    json_t *root = json_loads(buffer_string(&text), 0, &error);
    ck_assert_msg(root != NULL, "%s in %s", error.text, buffer_string(&text));
    return root;
}

static void begin(void)
{
    parsed_open(&parsed, file);
    ck_assert_msg(parsed.is_good, "%s", parsed_errors(&parsed));
    buffer_init(&text, &parsed.arena);
}

static void end(void)
{
    parsed_release(&parsed);
}

/* Compact text of a value. */
static const char *compact(const json_t *value)
{
    char *dumped = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    ck_assert_ptr_nonnull(dumped);
    const char *copy = arena_text(&parsed.arena, dumped);
    free(dumped);
    return copy;
}

START_TEST(a_file_is_written_with_its_cases)
{
    scenario_to_json(&parsed.scenario, &text);
    json_t *root = parse_json();
    ck_assert_str_eq(json_string_value(json_object_get(root, "title")), "Title");
    ck_assert_str_eq(compact(json_object_get(root, "kb")), "[\"Q168670\"]");
    ck_assert_str_eq(compact(json_object_get(root, "tags")), "[\"a\",\"b\"]");
    ck_assert_str_eq(compact(json_object_get(root, "asks")), "[\"why event 70\"]");
    ck_assert_str_eq(compact(json_object_get(root, "assumptions")), "{\"EXTENT_TABLE\":\"16\"}");
    ck_assert_int_eq(json_integer_value(json_object_get(root, "seed")), 59);
    ck_assert_int_eq(json_integer_value(json_object_get(root, "until_us")), 300000000);
    ck_assert_uint_eq(json_array_size(json_object_get(root, "cases")), 2);
    json_decref(root);
}
END_TEST

static const struct {
    const char *name;
    size_t the_case;
    const char *list; /* world or steps */
    size_t index;
    const char *want;
} facts[] = {
    {"a declaration", 0, "world", 0,
     "{\"word\":\"connector\",\"line\":8,\"values\":{\"NAME\":\"C1\"},\"attributes\":["
     "{\"name\":\"version\",\"values\":{\"VERSION\":\"5.5\"}},"
     "{\"name\":\"build\",\"values\":{\"N\":2448}}]}"},
    {"a label", 0, "world", 1,
     "{\"word\":\"trustee\",\"line\":9,\"label\":\"t\",\"values\":{\"ACCOUNT\":\"NW1\\\\svc\"},"
     "\"attributes\":[{\"name\":\"on\",\"values\":{\"DIRECTORY\":\"SYS:CCDATA\"}},"
     "{\"name\":\"rights\",\"values\":{\"RIGHTS\":\"RF\"}}]}"},
    {"many values", 0, "world", 2,
     "{\"word\":\"list\",\"line\":10,\"values\":{\"NAME\":\"All\"},\"attributes\":["
     "{\"name\":\"members\",\"values\":{\"NAME\":[\"Brady, Sally\",\"Smith, J\"]}}]}"},
    {"a size", 0, "world", 3,
     "{\"word\":\"gateway\",\"line\":11,\"values\":{\"STATE\":\"off\"},\"attributes\":["
     "{\"name\":\"free\",\"values\":{\"SIZE\":3072}}]}"},
    {"an edit of a variant", 1, "world", 4,
     "{\"word\":\"trustee\",\"line\":20,\"values\":{\"ACCOUNT\":\"NW1\\\\svc\"},\"attributes\":["
     "{\"name\":\"rights\",\"values\":{\"RIGHTS\":\"none\"}}],\"kind\":\"edit\"}"},
    {"an action", 0, "steps", 1,
     "{\"verb\":\"do\",\"when\":\"at\",\"from_us\":1000000,\"until_us\":1000000,\"phase\":\"p\","
     "\"takes_us\":2000000,\"fact\":{\"word\":\"churn\",\"line\":14,\"values\":"
     "{\"POSTOFFICE\":\"PO1\"},\"attributes\":[{\"name\":\"file\",\"values\":"
     "{\"SIZES\":\"12K..36K\"}},{\"name\":\"every\",\"values\":{\"TIME\":5000000}}]}}"},
    {"an expectation", 0, "steps", 2,
     "{\"verb\":\"expect\",\"when\":\"by\",\"from_us\":1000000,\"until_us\":3000000,"
     "\"phase\":\"p\",\"fact\":{\"word\":\"event\",\"line\":15,\"values\":{\"ID\":\"any\","
     "\"TEXT\":\"x\"},\"attributes\":[{\"name\":\"count\",\"values\":{\"COUNT\":\">= 1\"}}]}}"},
    {"a removal", 0, "steps", 4,
     "{\"verb\":\"do\",\"when\":\"at\",\"from_us\":5000000,\"until_us\":5000000,\"phase\":\"p\","
     "\"kind\":\"remove\",\"fact\":{\"word\":\"trustee\",\"line\":17,\"values\":"
     "{\"ACCOUNT\":\"NW1\\\\svc\"},\"attributes\":[]}}"},
};

START_TEST(a_fact_is_written_with_values_and_attributes)
{
    scenario_to_json(&parsed.scenario, &text);
    json_t *root = parse_json();
    const json_t *the_case = json_array_get(json_object_get(root, "cases"), facts[_i].the_case);
    const json_t *list = json_object_get(the_case, facts[_i].list);
    ck_assert_str_eq(compact(json_array_get(list, facts[_i].index)), facts[_i].want);
    json_decref(root);
}
END_TEST

START_TEST(rows_are_written_with_their_shapes)
{
    rows_to_json(&test_rows, &text);
    json_t *root = parse_json();
    const json_t *nouns = json_object_get(root, "nouns");
    ck_assert_uint_eq(json_array_size(nouns), 9);
    ck_assert_str_eq(
        compact(json_array_get(nouns, 5)),
        "{\"word\":\"gateway\",\"help\":\"the gateway\",\"example\":\"gateway off\",\"slots\":["
        "{\"name\":\"STATE\",\"type\":\"word\",\"words\":\"on|off\",\"optional\":true,\"many\":"
        "false}],"
        "\"attributes\":[{\"name\":\"account\",\"slots\":[{\"name\":\"ACCOUNT\",\"type\":\"name\","
        "\"optional\":false,\"many\":false}],\"required\":false,\"repeats\":false,"
        "\"counts\":\"next logon\",\"help\":\"gateway account\"},{\"name\":\"free\",\"slots\":["
        "{\"name\":\"SIZE\",\"type\":\"size\",\"optional\":false,\"many\":false}],"
        "\"required\":false,\"repeats\":false,\"counts\":\"at once\",\"help\":\"space\"}],"
        "\"removable\":false}");
    const json_t *event = json_array_get(json_object_get(root, "expects"), 0);
    ck_assert_str_eq(json_string_value(json_object_get(event, "sort")), "occurrence");
    const json_t *drained = json_array_get(json_object_get(root, "expects"), 4);
    ck_assert_str_eq(json_string_value(json_object_get(drained, "sort")), "state");
    ck_assert_uint_eq(json_array_size(json_object_get(root, "steps")), 7);
    json_decref(root);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("scenario_json");
    TCase *tcase = tcase_create("json");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, a_file_is_written_with_its_cases);
    tcase_add_loop_test(tcase, a_fact_is_written_with_values_and_attributes, 0, ARRAY_COUNT(facts));
    tcase_add_test(tcase, rows_are_written_with_their_shapes);
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
