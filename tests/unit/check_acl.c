#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "fs/rights/acl.h"
#include "support/vectors.h"

enum { USER = 20, GROUP = 21, OTHER = 22 };

static const struct acl_entry allow_read = {.kind = ACL_ALLOW, .mask = NT_READ, .id = USER};

static const struct {
    const char *name;
    struct acl_entry entries[3];
    uint32_t count;
    uint32_t owner;
    nt_mask want;
    enum acl_verdict verdict;
    nt_mask granted;
    nt_mask missing;
} cases[] = {
    {"the first entry about a bit decides, allow first",
     {{ACL_ALLOW, 0, 1, USER}, {ACL_DENY, 0, 1, GROUP}},
     2,
     OTHER,
     1,
     ACL_GRANTED,
     1,
     0},
    {"the first entry about a bit decides, deny first",
     {{ACL_DENY, 0, 1, GROUP}, {ACL_ALLOW, 0, 3, USER}},
     2,
     OTHER,
     3,
     ACL_DENIED,
     2,
     1},
    {"entries of others do not count",
     {{ACL_ALLOW, 0, NT_FULL, OTHER}},
     1,
     OTHER,
     1,
     ACL_DENIED,
     0,
     1},
    {"inherit-only entries do not count",
     {{ACL_ALLOW, ACL_INHERIT_ONLY, 1, USER}},
     1,
     OTHER,
     1,
     ACL_DENIED,
     0,
     1},
    {"an owner reads and changes permissions whatever the list says",
     {{ACL_DENY, 0, NT_FULL, USER}},
     1,
     USER,
     NT_READ_CONTROL | NT_WRITE_DAC,
     ACL_GRANTED,
     NT_READ_CONTROL | NT_WRITE_DAC,
     0},
    {"an empty list leaves others nothing",
     {{0}},
     0,
     OTHER,
     NT_READ_CONTROL,
     ACL_DENIED,
     0,
     NT_READ_CONTROL},
    {"maximum allowed answers what there is",
     {{ACL_ALLOW, 0, NT_READ, USER}},
     1,
     OTHER,
     NT_MAXIMUM_ALLOWED,
     ACL_GRANTED,
     NT_READ,
     0},
    {"maximum allowed of nothing is refused",
     {{0}},
     0,
     OTHER,
     NT_MAXIMUM_ALLOWED,
     ACL_DENIED,
     0,
     0},
    {"maximum allowed with a bit that is not granted is refused",
     {{ACL_ALLOW, 0, NT_READ, USER}},
     1,
     OTHER,
     NT_MAXIMUM_ALLOWED | NT_DELETE,
     ACL_DENIED,
     NT_READ,
     NT_DELETE},
    {"the audit bit needs a privilege",
     {{ACL_ALLOW, 0, NT_FULL, USER}},
     1,
     OTHER,
     NT_ACCESS_SYSTEM_SECURITY,
     ACL_NO_PRIVILEGE,
     0,
     NT_ACCESS_SYSTEM_SECURITY},
};

START_TEST(the_list_decides_in_its_order)
{
    const uint32_t ids[] = {USER, GROUP};
    const struct nt_token token = {.ids = ids, .id_count = 2};
    const struct acl acl = {.is_present = true,
                            .entries = cases[_i].entries,
                            .count = cases[_i].count,
                            .owner = cases[_i].owner};
    nt_mask granted = 0;
    nt_mask missing = 0;
    const enum acl_verdict verdict = acl_check(&acl, &token, cases[_i].want, &granted, &missing);
    ck_assert_msg(verdict == cases[_i].verdict && granted == cases[_i].granted &&
                      missing == cases[_i].missing,
                  "%s: verdict %d, granted %#x, missing %#x", cases[_i].name, (int)verdict,
                  (unsigned)granted, (unsigned)missing);
}
END_TEST

START_TEST(without_a_list_everything_is_granted)
{
    const uint32_t ids[] = {USER};
    const struct nt_token token = {.ids = ids, .id_count = 1};
    const struct acl acl = {.is_present = false, .entries = &allow_read, .count = 1};
    nt_mask granted = 0;
    ck_assert_int_eq(acl_check(&acl, &token, NT_FULL, NULL, NULL), ACL_GRANTED);
    ck_assert_int_eq(acl_check(&acl, &token, NT_MAXIMUM_ALLOWED, &granted, NULL), ACL_GRANTED);
    ck_assert_uint_eq(granted & NT_FULL, NT_FULL);
}
END_TEST

START_TEST(privileges_grant_their_bits)
{
    const uint32_t ids[] = {USER};
    const struct nt_token token = {
        .ids = ids, .id_count = 1, .may_security = true, .may_take_ownership = true};
    const struct acl acl = {.is_present = true, .entries = &allow_read, .count = 1, .owner = OTHER};
    ck_assert_int_eq(acl_check(&acl, &token, NT_WRITE_OWNER, NULL, NULL), ACL_GRANTED);
    ck_assert_int_eq(acl_check(&acl, &token, NT_ACCESS_SYSTEM_SECURITY | 1, NULL, NULL),
                     ACL_GRANTED);
}
END_TEST

static bool has_privilege(const json_t *token, const char *name)
{
    size_t i = 0;
    const json_t *privilege = NULL;
    json_array_foreach(json_object_get(token, "priv"), i, privilege)
    {
        if (strcmp(json_string_value(privilege), name) == 0) {
            return true;
        }
    }
    return false;
}

static enum acl_verdict verdict_of_status(uint32_t status)
{
    if (status == 0xC0000061u) {
        return ACL_NO_PRIVILEGE;
    }
    return status == 0 ? ACL_GRANTED : ACL_DENIED;
}

START_TEST(access_checks_agree_with_an_independent_server)
{
    json_t *rows = vectors_load(SOURCE_DIR, "nt_access_vectors.jsonl");
    ck_assert_uint_eq(json_array_size(rows), 600);
    size_t i = 0;
    const json_t *row = NULL;
    json_array_foreach(rows, i, row)
    {
        struct vectors_ids ids = {0};
        struct acl_entry entries[VECTOR_ACES_MAX];
        uint32_t token_ids[VECTOR_IDS_MAX];
        const json_t *dacl = json_object_get(row, "dacl");
        const json_t *token_row = json_object_get(row, "token");
        const struct acl acl = {.is_present = !json_is_null(dacl),
                                .entries = entries,
                                .count = vector_entries(dacl, &ids, entries),
                                .owner = vectors_id(&ids, vector_text(row, "owner"))};
        const struct nt_token token = {
            .ids = token_ids,
            .id_count = vector_token(json_object_get(token_row, "sids"), &ids, token_ids),
            .may_security = has_privilege(token_row, "SeSecurityPrivilege"),
            .may_take_ownership = has_privilege(token_row, "SeTakeOwnershipPrivilege")};
        nt_mask granted = 0;
        const enum acl_verdict got =
            acl_check(&acl, &token, vector_number(row, "desired"), &granted, NULL);
        ck_assert_msg(got == verdict_of_status(vector_number(row, "status")), "id %u: verdict %d",
                      (unsigned)vector_number(row, "id"), (int)got);
        ck_assert_msg(got != ACL_GRANTED || granted == vector_number(row, "granted"),
                      "id %u: granted %#x", (unsigned)vector_number(row, "id"), (unsigned)granted);
    }
    json_decref(rows);
}
END_TEST

static bool is_same_entry(const struct acl_entry *a, const struct acl_entry *b)
{
    return a->kind == b->kind && a->flags == b->flags && a->mask == b->mask && a->id == b->id;
}

static void check_inherited(const json_t *row, bool is_directory)
{
    const char *key = is_directory ? "dir" : "file";
    struct vectors_ids ids = {0};
    struct acl_entry parent_entries[VECTOR_ACES_MAX];
    struct acl_entry want[VECTOR_ACES_MAX];
    struct acl_entry got[2 * VECTOR_ACES_MAX];
    const struct acl parent = {
        .is_present = true,
        .entries = parent_entries,
        .count = vector_entries(json_object_get(row, "parent"), &ids, parent_entries)};
    const struct acl_creator creator = {.owner = vectors_id(&ids, vector_text(row, "creator")),
                                        .group =
                                            vectors_id(&ids, vector_text(row, "creator_group")),
                                        .creator_owner_id = IDENTITY_CREATOR_OWNER,
                                        .creator_group_id = IDENTITY_CREATOR_GROUP};
    const uint32_t want_count = vector_entries(json_object_get(row, key), &ids, want);
    const uint32_t count = acl_inherit(&parent, is_directory, &creator, got);
    ck_assert_msg(count == want_count, "id %u %s: %u entries, want %u",
                  (unsigned)vector_number(row, "id"), key, (unsigned)count, (unsigned)want_count);
    for (uint32_t i = 0; i < count; i++) {
        ck_assert_msg(is_same_entry(&got[i], &want[i]), "id %u %s: entry %u",
                      (unsigned)vector_number(row, "id"), key, (unsigned)i);
    }
}

START_TEST(inheritance_agrees_with_an_independent_server)
{
    json_t *rows = vectors_load(SOURCE_DIR, "nt_inherit_vectors.jsonl");
    size_t checked = 0;
    size_t i = 0;
    const json_t *row = NULL;
    json_array_foreach(rows, i, row)
    {
        if (vector_text(row, "caveat_file")[0] == '\0') {
            check_inherited(row, false);
            checked++;
        }
        if (vector_text(row, "caveat_dir")[0] == '\0') {
            check_inherited(row, true);
            checked++;
        }
    }
    ck_assert_uint_eq(json_array_size(rows), 300);
    ck_assert_uint_gt(checked, 560);
    json_decref(rows);
}
END_TEST

static const struct {
    nt_mask any;
    nt_mask mapped;
} generic[] = {
    {0, 0},
    {NT_ANY_READ, NT_GENERIC_READ},
    {NT_ANY_WRITE, NT_GENERIC_WRITE},
    {NT_ANY_EXECUTE, NT_GENERIC_EXECUTE},
    {NT_ANY_ALL, NT_FULL},
    {NT_ANY_READ | NT_ANY_EXECUTE | NT_DELETE, NT_READ | NT_DELETE},
    {NT_MAXIMUM_ALLOWED | NT_WRITE_DAC, NT_MAXIMUM_ALLOWED | NT_WRITE_DAC},
};

START_TEST(generic_rights_become_those_of_files)
{
    ck_assert_uint_eq(acl_map_generic(generic[_i].any), generic[_i].mapped);
}
END_TEST

START_TEST(only_the_entry_that_works_on_the_child_is_mapped)
{
    const struct acl_entry entry = {.kind = ACL_ALLOW,
                                    .flags = ACL_CONTAINER_INHERIT,
                                    .mask = NT_ANY_ALL,
                                    .id = IDENTITY_CREATOR_OWNER};
    const struct acl parent = {.is_present = true, .entries = &entry, .count = 1};
    const struct acl_creator creator = {.owner = USER,
                                        .group = GROUP,
                                        .creator_owner_id = IDENTITY_CREATOR_OWNER,
                                        .creator_group_id = IDENTITY_CREATOR_GROUP};
    struct acl_entry got[2];
    ck_assert_uint_eq(acl_inherit(&parent, true, &creator, got), 2);
    ck_assert_uint_eq(got[0].mask, NT_FULL);
    ck_assert_uint_eq(got[1].mask, NT_ANY_ALL);
}
END_TEST

static const struct {
    const char *word;
    bool is_known;
    nt_mask mask;
} words[] = {
    {"read", true, NT_READ},           {"Change", true, NT_CHANGE},
    {"FULL", true, NT_FULL},           {"none", true, 0},
    {"delete", true, NT_DELETE},       {"list", true, 0x1000A1},
    {"write", true, NT_GENERIC_WRITE}, {"add", true, 0x100022},
    {"everything", false, 0},          {"", false, 0},
};

START_TEST(levels_are_words)
{
    nt_mask mask = 0;
    ck_assert_msg(acl_level_parse(words[_i].word, &mask) == words[_i].is_known, "%s",
                  words[_i].word);
    ck_assert_msg(mask == words[_i].mask, "%s: %#x", words[_i].word, (unsigned)mask);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("acl");
    TCase *tcase = tcase_create("acl");
    tcase_add_loop_test(tcase, the_list_decides_in_its_order, 0, ARRAY_COUNT(cases));
    tcase_add_test(tcase, without_a_list_everything_is_granted);
    tcase_add_test(tcase, privileges_grant_their_bits);
    tcase_add_test(tcase, access_checks_agree_with_an_independent_server);
    tcase_add_test(tcase, inheritance_agrees_with_an_independent_server);
    tcase_add_loop_test(tcase, generic_rights_become_those_of_files, 0, ARRAY_COUNT(generic));
    tcase_add_test(tcase, only_the_entry_that_works_on_the_child_is_mapped);
    tcase_add_loop_test(tcase, levels_are_words, 0, ARRAY_COUNT(words));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
