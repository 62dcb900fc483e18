/* What the models of NT grant; the mechanics that all models share are in check_fs.c. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "support/one_volume.h"

static struct one_volume one;

static void setup(void)
{
    one_volume_begin(&one);
}

static void teardown(void)
{
    one_volume_end(&one);
}

/* --- NT --- */

static enum status try_open_read(void)
{
    return one_opens(&one, "d\\f", OS_READ, OS_OPEN_EXISTING);
}
static enum status try_open_write(void)
{
    return one_opens(&one, "d\\f", OS_WRITE, OS_OPEN_EXISTING);
}
static enum status try_open_rw(void)
{
    return one_opens(&one, "d\\f", OS_READ_WRITE, OS_OPEN_EXISTING);
}
static enum status try_overwrite(void)
{
    return one_opens(&one, "d\\f", OS_WRITE, OS_CREATE_ALWAYS);
}
static enum status try_list(void)
{
    struct os_names names;
    one.call.path = "d";
    return fs_list(&one.call, "*", &one.arena, &names);
}
static enum status try_create_file(void)
{
    return one_opens(&one, "d\\new", OS_WRITE, OS_CREATE_NEW);
}
static enum status try_create_dir(void)
{
    return one_makes_dir(&one, "d\\new");
}
static enum status try_rename(void)
{
    return one_renames(&one, "d\\f", "d\\g");
}
static enum status try_delete(void)
{
    return one_removes(&one, "d\\f");
}
static enum status try_read_attr(void)
{
    return one_stats(&one, "d\\f");
}

/* Operations of the vectors: our own, or a question to the model that the port has no call for. */
static const struct {
    const char *name;
    enum status (*try)(void);
    enum fs_operation operation;
} operations[] = {
    {"open_read", try_open_read, 0},
    {"open_write", try_open_write, 0},
    {"open_rw", try_open_rw, 0},
    {"overwrite", try_overwrite, 0},
    {"list", try_list, 0},
    {"create_file", try_create_file, 0},
    {"create_dir", try_create_dir, 0},
    {"rename", try_rename, 0},
    {"delete", try_delete, 0},
    {"read_attr", try_read_attr, 0},
    {"open_append", NULL, FS_APPEND_FILE},
    {"open_delete", NULL, FS_OPEN_DELETE},
    {"set_attr", NULL, FS_SET_ATTRIBUTES},
    {"read_sd", NULL, FS_READ_PERMISSIONS},
    {"write_dac", NULL, FS_CHANGE_PERMISSIONS},
    {"write_owner", NULL, FS_TAKE_OWNERSHIP},
    {"execute", NULL, FS_EXECUTE},
};

static bool grants(enum fs_operation operation, volume_node node, volume_node parent)
{
    const struct fs_question question = {
        .way = &one.way, .operation = operation, .node = node, .parent = parent};
    struct fs_refusal refusal = {0};
    return one.way.model->judge(&question, &refusal);
}

static void check_operation(const json_t *row, size_t operation)
{
    struct vectors_ids ids = {0};
    struct acl_entry file_entries[VECTOR_ACES_MAX];
    struct acl_entry directory_entries[VECTOR_ACES_MAX];
    const char *name = operations[operation].name;
    teardown();
    setup();
    one.way.model = fs_model_of(FS_MODEL_nt_share);
    one.way.share_mask = vector_number(row, "share_mask");
    const json_t *sids = json_object_get(row, "token");
    one.token.count = vector_token(sids, &ids, one.token_ids);
    const struct acl file = {
        .is_present = true,
        .entries = file_entries,
        .count = vector_entries(json_object_get(row, "file_dacl"), &ids, file_entries),
        .owner = vectors_id(&ids, vector_text(row, "file_owner"))};
    const struct acl directory = {
        .is_present = true,
        .entries = directory_entries,
        .count = vector_entries(json_object_get(row, "dir_dacl"), &ids, directory_entries),
        .owner = vectors_id(&ids, vector_text(row, "dir_owner"))};
    const volume_node d = one_made(&one, VOLUME_ROOT, "d", true);
    const volume_node f = one_made(&one, d, "f", false);
    fs_set_acl(one.volume, f, &file);
    fs_set_acl(one.volume, d, &directory);
    enum status st = ST_OK;
    if (operations[operation].try != NULL) {
        st = operations[operation].try();
    } else if (!grants(operations[operation].operation, f, d)) {
        st = ST_ACCESS_DENIED;
    }
    const bool is_granted = vector_number(json_object_get(row, "expect"), name) == 0;
    ck_assert_msg(st == (is_granted ? ST_OK : ST_ACCESS_DENIED), "id %u, %s: %s",
                  (unsigned)vector_number(row, "id"), name, status_name(st));
}

START_TEST(nt_operations_agree_with_an_independent_server)
{
    json_t *rows = vectors_load(SOURCE_DIR, "nt_fileop_vectors.jsonl");
    ck_assert_uint_eq(json_array_size(rows), 120);
    size_t i = 0;
    const json_t *row = NULL;
    json_array_foreach(rows, i, row)
    {
        ck_assert_uint_eq(json_object_size(json_object_get(row, "expect")),
                          ARRAY_COUNT(operations));
        for (size_t operation = 0; operation < ARRAY_COUNT(operations); operation++) {
            check_operation(row, operation);
        }
    }
    json_decref(rows);
}
END_TEST

static void set_acl(volume_node node, nt_mask mask, uint32_t flags)
{
    const struct acl_entry entry = {
        .kind = ACL_ALLOW, .flags = flags, .mask = mask, .id = ONE_USER};
    const struct acl acl = {.is_present = true, .entries = &entry, .count = 1};
    fs_set_acl(one.volume, node, &acl);
}

START_TEST(backup_and_restore_look_past_lists_for_those_who_may)
{
    one.way.model = fs_model_of(FS_MODEL_nt_local);
    const volume_node f = one_made(&one, VOLUME_ROOT, "f", false);
    const struct acl nobody = {.is_present = true, .owner = ONE_GROUP};
    fs_set_acl(one.volume, f, &nobody);
    ck_assert(!grants(FS_BACKUP_FILE, f, VOLUME_ROOT));
    ck_assert(!grants(FS_RESTORE_FILE, f, VOLUME_ROOT));
    one.token.privileges = PRIVILEGE_BACKUP;
    ck_assert(grants(FS_BACKUP_FILE, f, VOLUME_ROOT));
    ck_assert(!grants(FS_READ_FILE, f, VOLUME_ROOT)); /* the open must say what it is for */
    ck_assert(!grants(FS_RESTORE_FILE, f, VOLUME_ROOT));
    one.token.privileges = PRIVILEGE_RESTORE;
    ck_assert(!grants(FS_BACKUP_FILE, f, VOLUME_ROOT));
    ck_assert(grants(FS_RESTORE_FILE, f, VOLUME_ROOT));
    ck_assert(!grants(FS_TAKE_OWNERSHIP, f, VOLUME_ROOT));
    one.token.privileges = PRIVILEGE_TAKE_OWNERSHIP;
    ck_assert(grants(FS_TAKE_OWNERSHIP, f, VOLUME_ROOT));
    ck_assert(!grants(FS_CHANGE_PERMISSIONS, f, VOLUME_ROOT));
}
END_TEST

START_TEST(lists_that_are_kept_follow_every_edit)
{
    const volume_node f = one_made(&one, VOLUME_ROOT, "f", false);
    one.way.model = fs_model_of(FS_MODEL_nt_local);
    one.token.number = 1;
    ck_assert_uint_eq(fs_nt_rights(one.volume, f, &one.token), NT_FULL); /* no list */
    set_acl(f, NT_READ, 0);
    ck_assert_uint_eq(fs_nt_rights(one.volume, f, &one.token), NT_READ);
    ck_assert_uint_eq(fs_nt_rights(one.volume, f, &one.token), NT_READ);
    set_acl(f, NT_CHANGE, 0);
    ck_assert_uint_eq(fs_nt_rights(one.volume, f, &one.token), NT_CHANGE);
    ck_assert_int_eq(one_removes(&one, "f"), ST_OK);
    ck_assert_uint_eq(one_made(&one, VOLUME_ROOT, "g", false), f);
    set_acl(VOLUME_ROOT, NT_FULL, 0);
    ck_assert_uint_eq(fs_nt_rights(one.volume, f, &one.token), NT_FULL);
    set_acl(f, NT_READ, 0);
    ck_assert_uint_eq(fs_nt_rights(one.volume, f, &one.token), NT_READ);
    one.token.number = 2; /* who else asks */
    one.token.privileges = PRIVILEGE_TAKE_OWNERSHIP;
    ck_assert_uint_eq(fs_nt_rights(one.volume, f, &one.token), NT_READ | NT_WRITE_OWNER);
}
END_TEST

START_TEST(a_long_list_is_inherited_whole)
{
    enum { LONG = 200 };
    struct acl_entry entries[LONG];
    for (uint32_t i = 0; i < LONG; i++) {
        entries[i] = (struct acl_entry){
            .kind = ACL_ALLOW, .flags = ACL_OBJECT_INHERIT, .mask = NT_READ, .id = i + 100};
    }
    const struct acl acl = {.is_present = true, .entries = entries, .count = LONG};
    one.way.model = fs_model_of(FS_MODEL_nt_local);
    one.way.token = NULL; /* the world makes it */
    fs_set_acl(one.volume, VOLUME_ROOT, &acl);
    ck_assert_int_eq(one_opens(&one, "f", OS_WRITE, OS_CREATE_NEW), ST_OK);
    const struct acl *file = fs_acl(one.volume, volume_find(one.volume, VOLUME_ROOT, "f"));
    ck_assert_uint_eq(file->count, LONG);
    ck_assert_uint_eq(file->entries[LONG - 1].id, LONG + 99);
}
END_TEST

START_TEST(a_disk_without_a_list_grants_everything)
{
    one.way.model = fs_model_of(FS_MODEL_nt_local);
    ck_assert_int_eq(one_makes_dir(&one, "d"), ST_OK);
    ck_assert_int_eq(one_opens(&one, "d\\f", OS_WRITE, OS_CREATE_NEW), ST_OK);
    ck_assert_int_eq(one_renames(&one, "d\\f", "d\\g"), ST_OK);
    ck_assert_int_eq(one_removes(&one, "d\\g"), ST_OK);
    ck_assert_ptr_null(fs_acl(one.volume, VOLUME_ROOT));
}
END_TEST

START_TEST(an_nt_refusal_says_what_lacked)
{
    char text[80];
    one.way.model = fs_model_of(FS_MODEL_nt_local);
    set_acl(one_made(&one, VOLUME_ROOT, "f", false), NT_READ, 0);
    set_acl(VOLUME_ROOT, NT_READ, 0);
    ck_assert_int_eq(one_opens(&one, "f", OS_READ_WRITE, OS_OPEN_EXISTING), ST_ACCESS_DENIED);
    ck_assert_uint_eq(one.call.refusal.lacks, 0x116);
    ck_assert_uint_eq(one.call.refusal.ncp, 0);
    one.way.model->lacks_text(one.call.refusal.lacks, text, sizeof(text));
    ck_assert_str_eq(text, "write");
    ck_assert_int_eq(one_removes(&one, "f"), ST_ACCESS_DENIED);
    one.way.model->lacks_text(one.call.refusal.lacks, text, sizeof(text));
    ck_assert_str_eq(text, "delete");
    one.way.model->lacks_text(NT_FULL, text, sizeof(text));
    ck_assert_str_eq(text, "read, write, execute, delete, delete child, change permissions, "
                           "take ownership");
    one.way.model->lacks_text(NT_FULL, text, 8);
    ck_assert_str_eq(text, "read, w");
    ck_assert_int_eq(one_opens(&one, "f", OS_READ, OS_OPEN_EXISTING), ST_OK);
    ck_assert_uint_eq(one.call.refusal.lacks, 0); /* nothing is left of an older refusal */
}
END_TEST

START_TEST(the_share_takes_away_from_what_the_list_grants)
{
    one.way.model = fs_model_of(FS_MODEL_nt_share);
    one.way.share_mask = NT_READ;
    (void)one_made(&one, VOLUME_ROOT, "f", false);
    ck_assert_int_eq(one_opens(&one, "f", OS_READ, OS_OPEN_EXISTING), ST_OK);
    ck_assert_int_eq(one_opens(&one, "f", OS_WRITE, OS_OPEN_EXISTING), ST_ACCESS_DENIED);
    ck_assert_int_eq(one_opens(&one, "g", OS_WRITE, OS_CREATE_NEW), ST_ACCESS_DENIED);
    ck_assert_int_eq(one_removes(&one, "f"), ST_ACCESS_DENIED);
    ck_assert_int_eq(one_renames(&one, "f", "g"), ST_ACCESS_DENIED);
    ck_assert_int_eq(one_makes_dir(&one, "d"), ST_ACCESS_DENIED);
    ck_assert_uint_eq(one_lists(&one, "", ST_OK), 1);
}
END_TEST

START_TEST(the_read_only_attribute_beats_nt_rights)
{
    one.way.model = fs_model_of(FS_MODEL_nt_local);
    const volume_node f = one_made(&one, VOLUME_ROOT, "f", false);
    fs_set_attributes(one.volume, f, FS_READ_ONLY);
    ck_assert_uint_eq(fs_attributes(one.volume, f), FS_READ_ONLY);
    ck_assert_int_eq(one_opens(&one, "f", OS_READ, OS_OPEN_EXISTING), ST_OK);
    ck_assert_int_eq(one_opens(&one, "f", OS_READ_WRITE, OS_OPEN_EXISTING), ST_ACCESS_DENIED);
    ck_assert_uint_eq(one.call.refusal.lacks, 0); /* no right is missing */
    ck_assert_int_eq(one_opens(&one, "f", OS_WRITE, OS_CREATE_ALWAYS), ST_ACCESS_DENIED);
    ck_assert_int_eq(one_removes(&one, "f"), ST_ACCESS_DENIED);
    ck_assert_int_eq(one_renames(&one, "f", "g"), ST_OK);
    fs_set_attributes(one.volume, f, 0);
    ck_assert_int_eq(one_removes(&one, "g"), ST_OK);
}
END_TEST

START_TEST(moving_a_directory_needs_the_right_to_add_one)
{
    one.way.model = fs_model_of(FS_MODEL_nt_local);
    (void)one_made(&one, VOLUME_ROOT, "moved", true);
    const volume_node target = one_made(&one, VOLUME_ROOT, "target", true);
    set_acl(target, NT_WRITE_DATA, 0);
    ck_assert_int_eq(one_renames(&one, "moved", "target\\moved"), ST_ACCESS_DENIED);
    ck_assert_uint_eq(one.call.refusal.lacks, NT_APPEND_DATA);
    set_acl(target, NT_APPEND_DATA, 0);
    ck_assert_int_eq(one_renames(&one, "moved", "target\\moved"), ST_OK);
}
END_TEST

START_TEST(new_entries_inherit_and_belong_to_who_made_them)
{
    const struct acl_entry entries[] = {
        {ACL_ALLOW, ACL_OBJECT_INHERIT | ACL_CONTAINER_INHERIT, NT_CHANGE, IDENTITY_EVERYONE},
        {ACL_ALLOW, ACL_OBJECT_INHERIT | ACL_INHERIT_ONLY, NT_FULL, IDENTITY_CREATOR_OWNER},
    };
    const struct acl acl = {.is_present = true, .entries = entries, .count = 2};
    one.way.model = fs_model_of(FS_MODEL_nt_local);
    fs_set_acl(one.volume, VOLUME_ROOT, &acl);
    ck_assert_int_eq(one_opens(&one, "f", OS_WRITE, OS_CREATE_NEW), ST_OK);
    ck_assert_int_eq(one_makes_dir(&one, "d"), ST_OK);
    const struct acl *file = fs_acl(one.volume, volume_find(one.volume, VOLUME_ROOT, "f"));
    const struct acl *directory = fs_acl(one.volume, volume_find(one.volume, VOLUME_ROOT, "d"));
    ck_assert_uint_eq(file->owner, ONE_USER);
    ck_assert_uint_eq(file->count, 2);
    ck_assert_uint_eq(file->entries[1].id, ONE_USER);
    ck_assert_uint_eq(file->entries[1].flags, 0);
    ck_assert_uint_eq(directory->count, 2);
    ck_assert_uint_eq(directory->entries[1].flags, ACL_OBJECT_INHERIT | ACL_INHERIT_ONLY);
    /* An administrator's files belong to Administrators. */
    one.token_ids[one.token.count++] = IDENTITY_ADMINISTRATORS;
    ck_assert_int_eq(one_opens(&one, "g", OS_WRITE, OS_CREATE_NEW), ST_OK);
    ck_assert_uint_eq(fs_acl(one.volume, volume_find(one.volume, VOLUME_ROOT, "g"))->owner,
                      IDENTITY_ADMINISTRATORS);
}
END_TEST

START_TEST(with_nothing_to_inherit_owner_and_system_get_everything)
{
    one.way.model = fs_model_of(FS_MODEL_nt_local);
    set_acl(VOLUME_ROOT, NT_FULL, 0); /* for the directory only */
    ck_assert_int_eq(one_opens(&one, "f", OS_WRITE, OS_CREATE_NEW), ST_OK);
    const struct acl *file = fs_acl(one.volume, volume_find(one.volume, VOLUME_ROOT, "f"));
    ck_assert_uint_eq(file->count, 2);
    ck_assert_uint_eq(file->entries[0].id, ONE_USER);
    ck_assert_uint_eq(file->entries[1].id, IDENTITY_SYSTEM);
}
END_TEST

START_TEST(a_changed_list_leaves_children_alone_and_shapes_later_ones)
{
    one.way.model = fs_model_of(FS_MODEL_nt_local);
    set_acl(VOLUME_ROOT, NT_FULL, ACL_OBJECT_INHERIT);
    ck_assert_int_eq(one_opens(&one, "before", OS_WRITE, OS_CREATE_NEW), ST_OK);
    set_acl(VOLUME_ROOT, NT_FULL & ~NT_DELETE_CHILD, ACL_OBJECT_INHERIT);
    ck_assert_int_eq(one_opens(&one, "after", OS_WRITE, OS_CREATE_NEW), ST_OK);
    const volume_node before = volume_find(one.volume, VOLUME_ROOT, "before");
    const volume_node after = volume_find(one.volume, VOLUME_ROOT, "after");
    ck_assert_uint_eq(fs_acl(one.volume, before)->entries[0].mask, NT_FULL);
    ck_assert_uint_eq(fs_acl(one.volume, after)->entries[0].mask, NT_FULL & ~NT_DELETE_CHILD);
}
END_TEST

START_TEST(replacing_below_reaches_everything_below_and_keeps_owners)
{
    const struct acl_entry entries[] = {
        {ACL_ALLOW, ACL_OBJECT_INHERIT | ACL_CONTAINER_INHERIT, NT_READ, IDENTITY_EVERYONE}};
    const struct acl acl = {.is_present = true, .entries = entries, .count = 1};
    one.way.model = fs_model_of(FS_MODEL_nt_local);
    set_acl(VOLUME_ROOT, NT_FULL, ACL_OBJECT_INHERIT | ACL_CONTAINER_INHERIT);
    ck_assert_int_eq(one_makes_dir(&one, "a"), ST_OK);
    ck_assert_int_eq(one_makes_dir(&one, "a\\b"), ST_OK);
    ck_assert_int_eq(one_opens(&one, "a\\b\\f", OS_WRITE, OS_CREATE_NEW), ST_OK);
    ck_assert_int_eq(one_opens(&one, "a\\g", OS_WRITE, OS_CREATE_NEW), ST_OK);
    ck_assert_int_eq(one_opens(&one, "beside", OS_WRITE, OS_CREATE_NEW), ST_OK);
    const volume_node without = one_made(&one, VOLUME_ROOT, "without", false); /* has no list yet */
    const volume_node a = volume_find(one.volume, VOLUME_ROOT, "a");
    fs_set_acl_below(one.volume, a, &acl);
    ck_assert_int_eq(one_opens(&one, "a\\b\\f", OS_WRITE, OS_OPEN_EXISTING), ST_ACCESS_DENIED);
    ck_assert_int_eq(one_opens(&one, "a\\g", OS_WRITE, OS_OPEN_EXISTING), ST_ACCESS_DENIED);
    ck_assert_int_eq(one_opens(&one, "a\\b\\f", OS_READ, OS_OPEN_EXISTING), ST_OK);
    ck_assert_int_eq(one_makes_dir(&one, "a\\b\\c"), ST_ACCESS_DENIED);
    ck_assert_int_eq(one_opens(&one, "beside", OS_WRITE, OS_OPEN_EXISTING), ST_OK);
    const volume_node b = volume_find(one.volume, a, "b");
    ck_assert_uint_eq(fs_acl(one.volume, b)->owner, ONE_USER);
    ck_assert_uint_eq(fs_acl(one.volume, volume_find(one.volume, b, "f"))->owner, ONE_USER);
    fs_set_acl_below(one.volume, VOLUME_ROOT, &acl);
    ck_assert_uint_eq(fs_acl(one.volume, without)->owner, IDENTITY_NONE);
    ck_assert_int_eq(one_opens(&one, "beside", OS_WRITE, OS_OPEN_EXISTING), ST_ACCESS_DENIED);
}
END_TEST

START_TEST(a_null_list_grants_everything_and_is_inherited)
{
    const struct acl acl = {.is_present = false};
    one.way.model = fs_model_of(FS_MODEL_nt_local);
    fs_set_acl(one.volume, VOLUME_ROOT, &acl);
    ck_assert_int_eq(one_opens(&one, "f", OS_WRITE, OS_CREATE_NEW), ST_OK);
    ck_assert_int_eq(one_opens(&one, "f", OS_READ_WRITE, OS_OPEN_EXISTING), ST_OK);
    ck_assert(!fs_acl(one.volume, volume_find(one.volume, VOLUME_ROOT, "f"))->is_present);
}
END_TEST

START_TEST(a_year_of_files_with_lists_takes_no_more_memory)
{
    one.way.model = fs_model_of(FS_MODEL_nt_local);
    set_acl(VOLUME_ROOT, NT_FULL, ACL_OBJECT_INHERIT | ACL_CONTAINER_INHERIT);
    size_t before = 0;
    for (int i = 0; i < 5000; i++) {
        ck_assert_int_eq(one_opens(&one, "f", OS_WRITE, OS_CREATE_NEW), ST_OK);
        ck_assert_int_eq(one_makes_dir(&one, "d"), ST_OK);
        ck_assert_int_eq(one_opens(&one, "d\\f", OS_WRITE, OS_CREATE_NEW), ST_OK);
        ck_assert_int_eq(one_removes(&one, "f"), ST_OK);
        ck_assert_int_eq(one_removes(&one, "d\\f"), ST_OK);
        ck_assert_int_eq(one_removes(&one, "d"), ST_OK);
        before = i == 10 ? arena_bytes(&one.arena) : before;
    }
    ck_assert_uint_eq(arena_bytes(&one.arena), before);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("nt models");
    TCase *tcase = tcase_create("NT");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, nt_operations_agree_with_an_independent_server);
    tcase_add_test(tcase, backup_and_restore_look_past_lists_for_those_who_may);
    tcase_add_test(tcase, lists_that_are_kept_follow_every_edit);
    tcase_add_test(tcase, a_long_list_is_inherited_whole);
    tcase_add_test(tcase, a_disk_without_a_list_grants_everything);
    tcase_add_test(tcase, an_nt_refusal_says_what_lacked);
    tcase_add_test(tcase, the_share_takes_away_from_what_the_list_grants);
    tcase_add_test(tcase, the_read_only_attribute_beats_nt_rights);
    tcase_add_test(tcase, moving_a_directory_needs_the_right_to_add_one);
    tcase_add_test(tcase, new_entries_inherit_and_belong_to_who_made_them);
    tcase_add_test(tcase, with_nothing_to_inherit_owner_and_system_get_everything);
    tcase_add_test(tcase, a_changed_list_leaves_children_alone_and_shapes_later_ones);
    tcase_add_test(tcase, replacing_below_reaches_everything_below_and_keeps_owners);
    tcase_add_test(tcase, a_null_list_grants_everything_and_is_inherited);
    tcase_add_test(tcase, a_year_of_files_with_lists_takes_no_more_memory);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
