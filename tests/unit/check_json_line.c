#include <check.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "cli/json_line.h"

static struct arena arena;
static struct json_line line;

static void setup(void)
{
    arena = (struct arena){0};
}

static void teardown(void)
{
    arena_release(&arena);
}

static void begin(const char *text)
{
    json_line_init(&line, bytes_of_text(text), &arena);
}

static const struct {
    const char *text;
    const char *error; /* NULL: it is JSON */
} values[] = {
    {"{}", NULL},
    {" [ ] ", NULL},
    {"{\"a\":[1,{\"b\":null},true,false,-0.5e+3],\"c\":\"\"}\r", NULL},
    {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\"", NULL},
    {"\"\\ud83d\\ude00 \xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\"", NULL},
    {"0", NULL},
    {"-12", NULL},
    {"1E5", NULL},
    {"", "the line ends too early"},
    {"   ", "the line ends too early"},
    {"{", "the line ends too early"},
    {"[1", "the line ends too early"},
    {"[1 2]", "a comma or the end is wanted here"},
    {"[1,]", "no value of JSON"},
    {"[,1]", "no value of JSON"},
    {"{\"a\" 1}", "a colon is wanted here"},
    {"{a:1}", "a text is wanted here"},
    {"{\"a\":1,}", "a text is wanted here"},
    {"{\"a\":1]", "a comma or the end is wanted here"},
    {"[1}", "a comma or the end is wanted here"},
    {"{} {}", "more behind the end of the object"},
    {"nul", "no value of JSON"},
    {"True", "no value of JSON"},
    {"01", "a number does not begin with 0 and another digit"},
    {"-", "a number is wanted here"},
    {"+1", "no value of JSON"},
    {"1.", "digits are wanted behind the point"},
    {"1e", "an exponent wants digits"},
    {"\"a", "the line ends too early"},
    {"\"\\x\"", "no such escape"},
    {"\"\\u12g4\"", "\\u wants four hexadecimal digits"},
    {"\"\\ud800\"", "half a surrogate pair"},
    {"\"\\udc00\"", "half a surrogate pair"},
    {"\"\\ud800\\u0041\"", "half a surrogate pair"},
    {"\"\\ud800\\u00zz\"", "\\u wants four hexadecimal digits"},
    {"\"\x01\"", "a control character in a text"},
    {"\"\x80\"", "bytes that are no UTF-8"},
    {"\"\xc0\xaf\"", "bytes that are no UTF-8"},
    {"\"\xed\xa0\x80\"", "bytes that are no UTF-8"},
    {"\"\xf4\x90\x80\x80\"", "bytes that are no UTF-8"},
    {"\"\xe2\x82\"", "bytes that are no UTF-8"},
    {"\"\xf0\x9f\x98\x41\"", "bytes that are no UTF-8"},
};

START_TEST(values_are_judged_as_json_has_them)
{
    begin(values[_i].text);
    const bool is_json = json_line_skip(&line, NULL) && json_line_finish(&line);
    ck_assert_msg(is_json == (values[_i].error == NULL), "%s: %s", values[_i].text,
                  line.error != NULL ? line.error : "accepted");
    if (values[_i].error != NULL) {
        ck_assert_str_eq(line.error, values[_i].error);
    }
}
END_TEST

START_TEST(what_is_asked_for_is_given)
{
    struct bytes text;
    uint32_t number = 0;
    bool is_true = false;
    begin("{ \"n\" : 4294967295 , \"list\":[ true,false ] , \"t\":\"x\\u00e9y\" , \"z\":null, "
          "\"raw\": [1, {\"a\":2}] }");
    ck_assert_int_eq(json_line_peek(&line), '{');
    ck_assert(json_line_open(&line, '{'));
    ck_assert(json_line_key(&line, &text) && bytes_are(text, "n"));
    ck_assert_int_eq(json_line_peek(&line), '0');
    ck_assert(json_line_u32(&line, &number));
    ck_assert_uint_eq(number, UINT32_MAX);
    ck_assert(json_line_key(&line, &text) && bytes_are(text, "list"));
    ck_assert(json_line_open(&line, '['));
    ck_assert(json_line_item(&line) && json_line_bool(&line, &is_true) && is_true);
    ck_assert(json_line_item(&line) && json_line_bool(&line, &is_true) && !is_true);
    ck_assert(!json_line_item(&line));
    ck_assert(json_line_key(&line, &text) && bytes_are(text, "t"));
    ck_assert(json_line_text(&line, &text) && bytes_are(text, "x\xc3\xa9y"));
    ck_assert(json_line_key(&line, &text) && bytes_are(text, "z"));
    ck_assert(json_line_null(&line));
    ck_assert(json_line_key(&line, &text) && bytes_are(text, "raw"));
    ck_assert(json_line_skip(&line, &text) && bytes_are(text, "[1, {\"a\":2}]"));
    ck_assert(!json_line_key(&line, &text));
    ck_assert(json_line_finish(&line));
    ck_assert_ptr_null(line.error);
}
END_TEST

START_TEST(escapes_stand_for_their_characters)
{
    static const char text[] = "\"\\u0041\\u00e9\\u20ac\\uD83D\\uDE00\\n\\\"z\"";
    struct bytes got;
    begin(text);
    ck_assert(json_line_text(&line, &got));
    ck_assert(bytes_are(got, "A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\n\"z"));
}
END_TEST

static const char *const no_u32[] = {
    "4294967296", "99999999999999999999999", "-1", "1.0", "1e3", "07", "\"1\"", "", "null"};

START_TEST(a_number_of_32_bits_is_nothing_else)
{
    uint32_t number = 0;
    begin(no_u32[_i]);
    ck_assert_msg(!json_line_u32(&line, &number), "%s", no_u32[_i]);
    ck_assert_str_eq(line.error, "a whole number from 0 to 4294967295 is wanted here");
}
END_TEST

START_TEST(the_first_error_stays_and_ends_every_loop)
{
    struct bytes text;
    uint32_t number = 0;
    bool is_true = false;
    begin("[tru, 1]");
    ck_assert(json_line_open(&line, '['));
    ck_assert(json_line_item(&line));
    ck_assert(!json_line_bool(&line, &is_true));
    ck_assert_uint_eq(line.error_column, 2);
    ck_assert(!json_line_item(&line));
    ck_assert(!json_line_key(&line, &text));
    ck_assert(!json_line_text(&line, &text));
    ck_assert(!json_line_u32(&line, &number));
    ck_assert(!json_line_null(&line));
    ck_assert(!json_line_open(&line, '{'));
    ck_assert(!json_line_skip(&line, NULL));
    ck_assert(!json_line_finish(&line));
    ck_assert_int_eq(json_line_peek(&line), 0);
    ck_assert(!json_line_refuse(&line, "another"));
    ck_assert_str_eq(line.error, "no value of JSON");
    ck_assert_uint_eq(line.error_column, 2);
}
END_TEST

START_TEST(another_kind_of_value_is_named)
{
    bool is_true = false;
    begin("1");
    ck_assert(!json_line_bool(&line, &is_true));
    ck_assert_str_eq(line.error, "true or false is wanted here");
    begin("1");
    ck_assert(!json_line_null(&line));
    ck_assert_str_eq(line.error, "null is wanted here");
    begin("1");
    ck_assert(!json_line_open(&line, '{'));
    ck_assert_str_eq(line.error, "an object is wanted here");
    begin("1");
    ck_assert(!json_line_open(&line, '['));
    ck_assert_str_eq(line.error, "a list is wanted here");
}
END_TEST

START_TEST(nesting_has_an_end)
{
    char text[2 * JSON_DEPTH_MAX + 4];
    for (size_t depth = JSON_DEPTH_MAX; depth <= JSON_DEPTH_MAX + 1; depth++) {
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        text[2 * depth] = '\0';
        begin(text);
        ck_assert(json_line_skip(&line, NULL) == (depth == JSON_DEPTH_MAX));
    }
    ck_assert_str_eq(line.error, "nested more than 64 levels deep");
}
END_TEST

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* What another library says of the same bytes. It refuses numbers that it cannot hold, and takes a
 * zero byte for a blank. */
static bool is_json_for_jansson(const char *data, size_t size, bool *is_apart_out)
{
    json_error_t error;
    json_t *value = json_loadb(data, size, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    const enum json_error_code code = json_error_code(&error);
    *is_apart_out = (value == NULL && code == json_error_numeric_overflow) ||
                    (size != 0 && memchr(data, '\0', size) != NULL);
    const bool is_json = value != NULL;
    json_decref(value);
    return is_json;
}

START_TEST(damaged_lines_are_judged_as_another_library_does)
{
    static const char text[] =
        "{\"id\":10,\"a\":[[\"A\",9,1179808,\"S-1-5-21\"],null,true,-1.5e3],\"t\":{\"u\":"
        "\"\\u00e9\xc3\xa9\\n\",\"e\":[],\"o\":{}},\"f\":false}";
    static const char likely[] = "{}[]\",:\\0123456789eE+-.utrfn \x01\x80\xc3\xed\xf4";
    uint32_t state = 77;
    char bytes[sizeof(text)];
    for (int round = 0; round < 40000; round++) {
        size_t size = sizeof(text) - 1;
        bool is_apart = false;
        memcpy(bytes, text, size);
        for (uint32_t changes = 1 + next_random(&state) % 3; changes > 0; changes--) {
            const uint32_t at = next_random(&state) % (uint32_t)size;
            bytes[at] = next_random(&state) % 4 == 0 ? (char)next_random(&state)
                                                     : likely[next_random(&state) % sizeof(likely)];
        }
        size = next_random(&state) % 4 == 0 ? next_random(&state) % size : size;
        json_line_init(&line, (struct bytes){(const uint8_t *)bytes, size}, &arena);
        const bool is_ours = json_line_skip(&line, NULL) && json_line_finish(&line);
        const bool is_theirs = is_json_for_jansson(bytes, size, &is_apart);
        ck_assert_msg(is_ours == is_theirs || is_apart, "round %d: %d, %d: %.*s (%s)", round,
                      is_ours, is_theirs, (int)size, bytes, line.error);
        arena_reset(&arena);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("json line");
    TCase *tcase = tcase_create("json line");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, values_are_judged_as_json_has_them, 0, ARRAY_COUNT(values));
    tcase_add_test(tcase, what_is_asked_for_is_given);
    tcase_add_test(tcase, escapes_stand_for_their_characters);
    tcase_add_loop_test(tcase, a_number_of_32_bits_is_nothing_else, 0, ARRAY_COUNT(no_u32));
    tcase_add_test(tcase, the_first_error_stays_and_ends_every_loop);
    tcase_add_test(tcase, another_kind_of_value_is_named);
    tcase_add_test(tcase, nesting_has_an_end);
    tcase_add_test(tcase, damaged_lines_are_judged_as_another_library_does);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
