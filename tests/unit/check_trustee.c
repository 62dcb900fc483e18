#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "fs/rights/trustee.h"
#include "support/vectors.h"

enum { USER = 20, GROUP = 21, OTHER = 22, NODES_MAX = 16, TRUSTEES_MAX = 16 };

#define NODE(...)                                                                                  \
    {                                                                                              \
        .trustees = (const struct nw_trustee[]){__VA_ARGS__},                                      \
        .trustee_count =                                                                           \
            sizeof((const struct nw_trustee[]){__VA_ARGS__}) / sizeof(struct nw_trustee)           \
    }

static const struct {
    const char *name;
    struct nw_node path[3]; /* volume root, CCDATA, CLANDATA */
    nw_rights want;
} cases[] = {
    {"no assignment, no rights", {{0}, {0}, {0}}, 0},
    {"an assignment is inherited", {{0}, NODE({USER, NW_READ}), {0}}, NW_READ},
    {"a mask stops inheritance", {{0}, NODE({USER, NW_READ}), {.has_mask = true}}, 0},
    {"a mask lets through what it names",
     {{0}, NODE({USER, NW_READ | NW_WRITE}), {.has_mask = true, .mask = NW_READ | NW_CREATE}},
     NW_READ},
    {"the root's mask filters nothing",
     {{.trustees = (const struct nw_trustee[]){{USER, NW_READ}},
       .trustee_count = 1,
       .has_mask = true},
      {0},
      {0}},
     NW_READ},
    {"an assignment replaces what was inherited",
     {NODE({USER, NW_READ | NW_WRITE}), NODE({USER, NW_FILE_SCAN}), {0}},
     NW_FILE_SCAN},
    {"an empty assignment takes rights away", {NODE({USER, NW_READ}), NODE({USER, 0}), {0}}, 0},
    {"a group keeps what the user's assignment replaced",
     {NODE({GROUP, NW_READ}), NODE({USER, NW_WRITE}), {0}},
     NW_READ | NW_WRITE},
    {"others' assignments do not count", {NODE({OTHER, NW_ALL}), {0}, {0}}, 0},
    {"supervisor passes masks and assignments",
     {NODE({USER, NW_SUPERVISOR}), NODE({USER, 0}), {.has_mask = true}},
     NW_ALL},
};

START_TEST(effective_rights_follow_trustees_and_masks)
{
    const uint32_t ids[] = {USER, GROUP};
    const struct nw_who who = {.ids = ids, .id_count = 2};
    const struct nw_node *chain[] = {&cases[_i].path[0], &cases[_i].path[1], &cases[_i].path[2]};
    const nw_rights got = nw_effective_rights(chain, 3, &who);
    ck_assert_msg(got == cases[_i].want, "%s: got %#x, want %#x", cases[_i].name, (unsigned)got,
                  (unsigned)cases[_i].want);
}
END_TEST

START_TEST(a_node_without_a_record_changes_nothing)
{
    const uint32_t ids[] = {USER};
    const struct nw_who who = {.ids = ids, .id_count = 1};
    const struct nw_node root = NODE({USER, NW_READ});
    const struct nw_node *chain[] = {&root, NULL};
    ck_assert_uint_eq(nw_effective_rights(chain, 2, &who), NW_READ);
}
END_TEST

static nw_rights letters(const char *text)
{
    nw_rights rights = 0;
    size_t bad = 0;
    ck_assert_msg(nw_rights_parse(text, &rights, &bad), "%s at %zu", text, bad);
    return rights;
}

/* Names of a row (U, G1, EVERYONE, W) as ids. */
static nw_rights judge_row(const json_t *row)
{
    static struct nw_node nodes[NODES_MAX];
    static struct nw_trustee trustees[NODES_MAX][TRUSTEES_MAX];
    const struct nw_node *chain[NODES_MAX];
    struct vectors_ids ids = {0};
    uint32_t who_ids[VECTOR_IDS_MAX];
    uint32_t count = 0;
    size_t i = 0;
    const json_t *item = NULL;
    who_ids[count++] = vectors_id(&ids, vector_text(row, "user"));
    count += vector_token(json_object_get(row, "groups"), &ids, who_ids + count);
    count += vector_token(json_object_get(row, "equiv"), &ids, who_ids + count);
    const json_t *list = json_object_get(row, "nodes");
    ck_assert_uint_le(json_array_size(list), NODES_MAX);
    json_array_foreach(list, i, item)
    {
        const json_t *irm = json_object_get(item, "irm");
        uint32_t n = 0;
        const char *name = NULL;
        json_t *rights = NULL;
        json_object_foreach(json_object_get(item, "trustees"), name, rights)
        {
            ck_assert_uint_lt(n, TRUSTEES_MAX);
            trustees[i][n++] =
                (struct nw_trustee){vectors_id(&ids, name), letters(json_string_value(rights))};
        }
        nodes[i] =
            (struct nw_node){.trustees = trustees[i],
                             .trustee_count = n,
                             .has_mask = !json_is_null(irm),
                             .mask = json_is_null(irm) ? 0 : letters(json_string_value(irm))};
        chain[i] = &nodes[i];
    }
    const struct nw_who who = {.ids = who_ids,
                               .id_count = count,
                               .is_supervisor = json_is_true(json_object_get(row, "super"))};
    return nw_effective_rights(chain, json_array_size(list), &who);
}

static const struct {
    const char *file;
    size_t rows;
} files[] = {{"netware_vectors.jsonl", 1000}, {"netware_documented.jsonl", 11}};

START_TEST(the_vectors_are_judged_as_documented)
{
    json_t *rows = vectors_load(SOURCE_DIR, files[_i].file);
    ck_assert_uint_eq(json_array_size(rows), files[_i].rows);
    size_t i = 0;
    const json_t *row = NULL;
    json_array_foreach(rows, i, row)
    {
        char text[NW_RIGHTS_TEXT_SIZE];
        nw_rights_text(judge_row(row), text);
        ck_assert_msg(strcmp(text, vector_text(row, "expect")) == 0, "%s, row %zu: got %s, want %s",
                      files[_i].file, i + 1, text, vector_text(row, "expect"));
    }
    json_decref(rows);
}
END_TEST

static const struct {
    const char *text;
    bool want;
    nw_rights rights;
    size_t bad_index;
    const char *written;
} texts[] = {
    {"", true, 0, 0, ""},
    {"S", true, NW_SUPERVISOR, 0, "S"},
    {"fr", true, NW_READ | NW_FILE_SCAN, 0, "RF"},
    {"AFMECWRS", true, NW_ALL, 0, "SRWCEMFA"},
    {"RR", true, NW_READ, 0, "R"},
    {"RWX", false, 0, 2, ""},
    {" R", false, 0, 0, ""},
};

START_TEST(letters_are_read_in_any_order_and_written_in_one)
{
    nw_rights rights = 0;
    size_t bad = 99;
    char written[NW_RIGHTS_TEXT_SIZE];
    ck_assert_msg(nw_rights_parse(texts[_i].text, &rights, &bad) == texts[_i].want, "%s",
                  texts[_i].text);
    if (!texts[_i].want) {
        ck_assert_uint_eq(bad, texts[_i].bad_index);
        return;
    }
    ck_assert_uint_eq(rights, texts[_i].rights);
    nw_rights_text(rights, written);
    ck_assert_str_eq(written, texts[_i].written);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("trustee");
    TCase *tcase = tcase_create("trustee");
    tcase_add_loop_test(tcase, effective_rights_follow_trustees_and_masks, 0, ARRAY_COUNT(cases));
    tcase_add_test(tcase, a_node_without_a_record_changes_nothing);
    tcase_add_loop_test(tcase, the_vectors_are_judged_as_documented, 0, ARRAY_COUNT(files));
    tcase_add_loop_test(tcase, letters_are_read_in_any_order_and_written_in_one, 0,
                        ARRAY_COUNT(texts));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
