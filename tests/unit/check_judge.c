/* `rights judge` on vectors: those of the project, and of a folder that CCBENCH_VECTORS names. */
#define _XOPEN_SOURCE 700
#include <check.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/require.h"
#include "cli/judge.h"

static struct arena arena;
static struct judge *judge;
static struct buffer target;

static void setup(void)
{
    arena = (struct arena){0};
    buffer_init(&target, &arena);
}

static void teardown(void)
{
    arena_release(&arena);
}

static void take(const char *model)
{
    const struct judge_model *found = judge_model_find(model);
    ck_assert_msg(found != NULL, "%s", model);
    judge = judge_create(&arena, found);
}

static json_t *answer_to(const char *text, bool is_good)
{
    buffer_clear(&target);
    ck_assert_msg(judge_answer(judge, bytes_of_text(text), 7, &target) == is_good, "%s: %s", text,
                  buffer_string(&target));
    ck_assert_uint_eq(target.data[target.size - 1], '\n');
    json_error_t error;
    json_t *answer = json_loadb((const char *)target.data, target.size, 0, &error);
    ck_assert_msg(answer != NULL, "%s: %s", error.text, buffer_string(&target));
    return answer;
}

/* --- vectors --- */

static bool has_no_caveat(const json_t *row, const char *key)
{
    const char *caveat = json_string_value(json_object_get(row, key));
    return caveat == NULL || strcmp(caveat, "") == 0;
}

/* How many verdicts of the row were compared. */
static unsigned same(const json_t *row, const char *row_key, const json_t *answer, const char *key)
{
    char *want = json_dumps(json_object_get(row, row_key), JSON_ENCODE_ANY);
    char *got = json_dumps(json_object_get(answer, key), JSON_ENCODE_ANY);
    char *id = json_dumps(json_object_get(row, "id"), JSON_ENCODE_ANY);
    ck_assert_msg(json_equal(json_object_get(row, row_key), json_object_get(answer, key)),
                  "id %s, %s: got %s, want %s", id, key, got, want);
    free(want);
    free(got);
    free(id);
    return 1;
}

static unsigned compare_access(const json_t *row, const json_t *answer)
{
    if (!has_no_caveat(row, "caveat")) {
        return 0;
    }
    return same(row, "id", answer, "id") + same(row, "ok", answer, "ok") +
           same(row, "granted", answer, "granted") + same(row, "status", answer, "status");
}

static unsigned compare_sharemode(const json_t *row, const json_t *answer)
{
    return same(row, "status", answer, "status");
}

static unsigned compare_inherit(const json_t *row, const json_t *answer)
{
    unsigned count = same(row, "id", answer, "id");
    count += has_no_caveat(row, "caveat_file") ? same(row, "file", answer, "file") : 0;
    count += has_no_caveat(row, "caveat_dir") ? same(row, "dir", answer, "dir") : 0;
    return count;
}

static unsigned compare_fileop(const json_t *row, const json_t *answer)
{
    return same(row, "id", answer, "id") + same(row, "expect", answer, "results");
}

static unsigned compare_status(const json_t *row, const json_t *answer)
{
    return same(row, "status", answer, "status") + same(row, "win32", answer, "win32");
}

static unsigned compare_netware(const json_t *row, const json_t *answer)
{
    return same(row, "id", answer, "id") + same(row, "expect", answer, "rights");
}

static const struct {
    const char *model;
    const char *file;
    unsigned (*compare)(const json_t *row, const json_t *answer);
    unsigned verdicts; /* at least so many are compared in the project's own file */
} vectors[] = {
    {"nt-access", "nt_access_vectors.jsonl", compare_access, 2400},
    {"nt-sharemode", "nt_sharemode_vectors.jsonl", compare_sharemode, 512},
    {"nt-inherit", "nt_inherit_vectors.jsonl", compare_inherit, 860},
    {"nt-fileop", "nt_fileop_vectors.jsonl", compare_fileop, 240},
    {"nt-status", "nt_status_vectors.jsonl", compare_status, 32},
    {"netware", "netware_vectors.jsonl", compare_netware, 2000},
    {"netware", "netware_documented.jsonl", compare_netware, 22},
};

static unsigned judge_file(const char *folder, size_t v)
{
    static char text[1 << 20];
    (void)snprintf(text, sizeof(text), "%s/%s", folder, vectors[v].file);
    FILE *file = fopen(text, "r");
    ck_assert_msg(file != NULL, "%s cannot be opened", text);
    unsigned verdicts = 0;
    take(vectors[v].model);
    while (fgets(text, sizeof(text), file) != NULL) {
        json_error_t error;
        json_t *row = json_loads(text, 0, &error);
        ck_assert_msg(row != NULL, "%s: %s", vectors[v].file, error.text);
        text[strcspn(text, "\n")] = '\0';
        json_t *answer = answer_to(text, true);
        ck_assert(judge_reads(judge, bytes_of_text(text)));
        verdicts += vectors[v].compare(row, answer);
        json_decref(row);
        json_decref(answer);
    }
    ck_assert_int_eq(fclose(file), 0);
    judge_release(judge);
    return verdicts;
}

START_TEST(answers_agree_with_independent_judges)
{
    char folder[512];
    (void)snprintf(folder, sizeof(folder), "%s/tests/vectors", SOURCE_DIR);
    const unsigned verdicts = judge_file(folder, (size_t)_i);
    ck_assert_msg(verdicts >= vectors[_i].verdicts, "%s: %u", vectors[_i].file, verdicts);
}
END_TEST

START_TEST(answers_agree_with_the_vectors_of_a_folder)
{
    const char *folder = getenv("CCBENCH_VECTORS");
    if (folder != NULL) {
        ck_assert_uint_gt(judge_file(folder, (size_t)_i), 0);
    }
}
END_TEST

/* --- single rows --- */

#define ACCESS(dacl, rest)                                                                         \
    "{\"id\":1,\"owner\":\"S-1-5-18\",\"dacl\":" dacl ",\"token\":{\"sids\":[\"S-1-1-0\"]}" rest "}"

static const struct {
    const char *name;
    const char *model;
    const char *line;
    const char *answer;
} rows[] = {
    {"unknown fields are skipped and ids are kept as they are", "nt-access",
     "{\"note\":{\"a\":[1,{}]},\"id\":\"x\\ty\",\"owner\":\"S-1-5-18\",\"dacl\":null,"
     "\"token\":{\"sids\":[]},\"desired\":1}",
     "{\"id\":\"x\\ty\",\"ok\":true,\"granted\":1,\"status\":0}\n"},
    {"generic rights are mapped", "nt-access",
     ACCESS("[[\"A\",0,268435456,\"S-1-1-0\"]]", ",\"desired\":2147483648"),
     "{\"id\":1,\"ok\":true,\"granted\":1179785,\"status\":0}\n"},
    {"a raw mask stands in for a mapped one", "nt-access",
     ACCESS("[[\"A\",0,2032127,\"S-1-1-0\"]]", ",\"raw_desired\":1073741824"),
     "{\"id\":1,\"ok\":true,\"granted\":1179926,\"status\":0}\n"},
    {"a mapped mask comes before a raw one", "nt-access",
     ACCESS("[[\"A\",0,2032127,\"S-1-1-0\"]]", ",\"desired\":1,\"raw_desired\":1073741824"),
     "{\"id\":1,\"ok\":true,\"granted\":1,\"status\":0}\n"},
    {"nothing is granted of what is refused", "nt-access",
     ACCESS("[[\"A\",0,1,\"S-1-1-0\"]]", ",\"desired\":3"),
     "{\"id\":1,\"ok\":false,\"granted\":0,\"status\":3221225506}\n"},
    {"a missing privilege has its own status", "nt-access", ACCESS("null", ",\"desired\":16777216"),
     "{\"id\":1,\"ok\":false,\"granted\":0,\"status\":3221225569}\n"},
    {"privileges count", "nt-access",
     "{\"id\":1,\"owner\":\"S-1-5-18\",\"dacl\":[],\"token\":{\"sids\":[\"S-1-1-0\"],\"priv\":["
     "\"SeSecurityPrivilege\",\"SeTakeOwnershipPrivilege\",\"SeChangeNotifyPrivilege\"]},"
     "\"desired\":17301504}",
     "{\"id\":1,\"ok\":true,\"granted\":17301504,\"status\":0}\n"},
    {"without an entry to inherit, owner and SYSTEM get everything", "nt-inherit",
     "{\"id\":1,\"creator\":\"S-1-5-21-1\",\"creator_group\":\"S-1-5-21-2\",\"parent\":[]}",
     "{\"id\":1,\"file\":[[\"A\",0,2032127,\"S-1-5-21-1\"],[\"A\",0,2032127,\"S-1-5-18\"]],"
     "\"dir\":[[\"A\",0,2032127,\"S-1-5-21-1\"],[\"A\",0,2032127,\"S-1-5-18\"]]}\n"},
    {"share modes are judged in both directions", "nt-sharemode",
     "{\"access1\":65536,\"share1\":7,\"access2\":1,\"share2\":3}", "{\"status\":3221225539}\n"},
    {"generic rights have share modes too", "nt-sharemode",
     "{\"access1\":2147483648,\"share1\":0,\"access2\":1073741824,\"share2\":7}",
     "{\"status\":3221225539}\n"},
    {"a directory that is there already is another error than a file", "nt-status",
     "{\"event\":\"make directory, exists\",\"status\":3221225525}",
     "{\"status\":3221225525,\"win32\":183,\"dos\":5}\n"},
    {"names of NetWare fold", "netware",
     "{\"id\":1,\"user\":\"u\",\"groups\":[],\"nodes\":[{\"irm\":null,\"trustees\":{\"U\":\"frw\"}"
     "}]}",
     "{\"id\":1,\"rights\":\"RWF\"}\n"},
    {"a supervisor needs no trustee", "netware",
     "{\"id\":1,\"user\":\"U\",\"groups\":[],\"super\":true,\"nodes\":[{\"irm\":\"\",\"trustees\":{"
     "}}]}",
     "{\"id\":1,\"rights\":\"SRWCEMFA\"}\n"},
};

START_TEST(a_row_is_answered)
{
    take(rows[_i].model);
    json_decref(answer_to(rows[_i].line, true));
    ck_assert_msg(strcmp(buffer_string(&target), rows[_i].answer) == 0, "%s: %s", rows[_i].name,
                  buffer_string(&target));
    judge_release(judge);
}
END_TEST

#define NODES "\"nodes\":[{\"irm\":null,\"trustees\":{}}]"

static const struct {
    const char *model;
    const char *line;
    const char *error; /* a part */
} bad[] = {
    {"nt-access", "", "the line ends too early"},
    {"nt-access", "x", "column 1: an object is wanted here"},
    {"nt-access", "{}", "there is no \"id\""},
    {"nt-access", "{\"id\":1,\"id\":2}", "\"id\" is given twice"},
    {"nt-access", "{\"id\":[]}", "id is a number or a text"},
    {"nt-access", "{\"id\":1,\"zz\":[1,}", "no value of JSON"},
    {"nt-access", ACCESS("null", ",\"desired\":1} x"), "more behind the end"},
    {"nt-access", ACCESS("null", ""), "no right is asked for"},
    {"nt-access", ACCESS("null", ",\"desired\":-1"), "a whole number"},
    {"nt-access", ACCESS("{}", ",\"desired\":1"), "a list is wanted here"},
    {"nt-access", ACCESS("[[\"X\",0,1,\"S-1-1-0\"]]", ",\"desired\":1"), "'X' is no kind of entry"},
    {"nt-access", ACCESS("[[\"A\",256,1,\"S-1-1-0\"]]", ",\"desired\":1"), "one byte"},
    {"nt-access", ACCESS("[[\"A\",0,1]]", ",\"desired\":1"), "an entry is [A or D"},
    {"nt-access", ACCESS("[[]]", ",\"desired\":1"), "an entry is [A or D"},
    {"nt-access", ACCESS("[[\"A\",0,1,\"S-1-1-0\",2]]", ",\"desired\":1"), "an entry is [A or D"},
    {"nt-access", ACCESS("[[\"A\",0,1,\"S-2-1-0\"]]", ",\"desired\":1"), "'S-2-1-0' is no SID"},
    {"nt-access", ACCESS("[[\"A\",0,1,\"S-1-5\"]]", ",\"desired\":1"), "'S-1-5' is no SID"},
    {"nt-access", ACCESS("[[\"A\",0,1,\"S-1-5-\"]]", ",\"desired\":1"), "'S-1-5-' is no SID"},
    {"nt-access", ACCESS("[[\"A\",0,1,\"S-1-5-4294967296\"]]", ",\"desired\":1"), "is no SID"},
    {"nt-access",
     ACCESS("[[\"A\",0,1,\"S-1-5-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1\"]]", ",\"desired\":1"),
     "is no SID"},
    {"nt-access", "{\"token\":{\"sids\":[\"S-1-1-0\"],\"priv\":[\"SeFlyPrivilege\"]}}",
     "'SeFlyPrivilege' is no privilege"},
    {"nt-access", "{\"token\":{\"priv\":[]}}", "there is no \"sids\""},
    {"nt-access", "{\"owner\":\"Bob\\u0001\\\"\"}", "'Bob\x01\"' is no SID"},
    {"nt-sharemode", "{\"access1\":1,\"share1\":8,\"access2\":1,\"share2\":0}", "a share mode is"},
    {"nt-sharemode", "{\"access1\":1,\"share1\":0,\"access2\":1}", "there is no \"share2\""},
    {"nt-inherit", "{\"id\":1,\"parent\":null}", "a list of entries"},
    {"nt-fileop", "{\"token\":[]}", "a token begins with its user"},
    {"nt-status", "{\"status\":1}", "that the table does not know"},
    {"nt-status", "{\"event\":1,\"status\":0}", "a text is wanted here"},
    {"nt-status", "{\"event\":\"x\"}", "there is no \"status\""},
    {"netware", "{\"id\":1,\"user\":\"\"}", "a name is empty"},
    {"netware", "{\"id\":1,\"user\":\"U\",\"groups\":[],\"nodes\":[]}", "the root of a volume"},
    {"netware", "{\"nodes\":[{\"irm\":\"RQ\",\"trustees\":{}}]}", "unknown right in 'RQ'"},
    {"netware", "{\"nodes\":[{\"irm\":\"R\\u0000Q\",\"trustees\":{}}]}", "rights are letters"},
    {"netware", "{\"nodes\":[{\"irm\":null,\"trustees\":{\"U\":\"R\",\"u\":\"W\"}}]}",
     "'u' is twice a trustee"},
    {"netware", "{\"nodes\":[{\"irm\":null}]}", "there is no \"trustees\""},
    {"netware", "{\"id\":1,\"user\":\"U\",\"groups\":[],\"super\":1," NODES "}", "true or false"},
};

START_TEST(a_line_that_is_no_row_is_answered_with_its_error)
{
    take(bad[_i].model);
    json_t *answer = answer_to(bad[_i].line, false);
    const char *error = json_string_value(json_object_get(answer, "error"));
    ck_assert_int_eq(json_integer_value(json_object_get(answer, "line")), 7);
    ck_assert_msg(error != NULL && strstr(error, bad[_i].error) != NULL, "%s: %s", bad[_i].line,
                  error);
    ck_assert(!judge_reads(judge, bytes_of_text(bad[_i].line)));
    json_decref(answer);
    judge_release(judge);
}
END_TEST

/* A row of nt-access with that many entries for as many SIDs. */
static const char *long_row(uint32_t count)
{
    struct buffer row;
    buffer_init(&row, &arena);
    buffer_text(&row, "{\"id\":1,\"owner\":\"S-1-5-18\",\"desired\":1,\"token\":{\"sids\":["
                      "\"S-1-1-0\"]},\"dacl\":[");
    for (uint32_t i = 0; i < count; i++) {
        buffer_format(&row, "%s[\"A\",0,1,\"S-1-5-21-1-2-3-%u\"]", i > 0 ? "," : "", i);
    }
    buffer_text(&row, "]}");
    return buffer_string(&row);
}

START_TEST(a_list_is_as_long_as_nt_has_them)
{
    take("nt-access");
    json_decref(answer_to(long_row(1820), true));
    json_t *answer = answer_to(long_row(100000), false);
    ck_assert_ptr_nonnull(
        strstr(json_string_value(json_object_get(answer, "error")), "at most 65535 bytes"));
    json_decref(answer);
    judge_release(judge);
}
END_TEST

START_TEST(a_node_has_so_many_trustees)
{
    struct buffer row;
    buffer_init(&row, &arena);
    take("netware");
    buffer_text(&row, "{\"id\":1,\"user\":\"U\",\"groups\":[],\"nodes\":[{\"irm\":null,"
                      "\"trustees\":{");
    for (uint32_t i = 0; i < 5000; i++) {
        buffer_format(&row, "%s\"X%u\":\"R\"", i > 0 ? "," : "", i);
    }
    buffer_text(&row, "}}]}");
    json_t *answer = answer_to(buffer_string(&row), false);
    ck_assert_ptr_nonnull(
        strstr(json_string_value(json_object_get(answer, "error")), "more than 4096 trustees"));
    json_decref(answer);
    judge_release(judge);
}
END_TEST

/* --- streams --- */

START_TEST(an_unknown_model_is_none)
{
    ck_assert_ptr_null(judge_model_find("nt"));
    ck_assert_ptr_nonnull(strstr(judge_model_names(), "nt-fileop"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("judge");
    TCase *tcase = tcase_create("judge");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, answers_agree_with_independent_judges, 0, ARRAY_COUNT(vectors));
    tcase_add_loop_test(tcase, answers_agree_with_the_vectors_of_a_folder, 0, ARRAY_COUNT(vectors));
    tcase_add_loop_test(tcase, a_row_is_answered, 0, ARRAY_COUNT(rows));
    tcase_add_loop_test(tcase, a_line_that_is_no_row_is_answered_with_its_error, 0,
                        ARRAY_COUNT(bad));
    tcase_add_test(tcase, a_list_is_as_long_as_nt_has_them);
    tcase_add_test(tcase, a_node_has_so_many_trustees);
    tcase_add_test(tcase, an_unknown_model_is_none);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
