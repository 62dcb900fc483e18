/* What a NetWare volume and a gateway grant; the mechanics that all models share are in check_fs.c.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
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

/* --- NetWare --- */

static enum status nw_read(void)
{
    return one_opens(&one, "d\\f", OS_READ, OS_OPEN_EXISTING);
}
static enum status nw_write(void)
{
    return one_opens(&one, "d\\f", OS_WRITE, OS_OPEN_EXISTING);
}
static enum status nw_read_write(void)
{
    return one_opens(&one, "d\\f", OS_READ_WRITE, OS_OPEN_ALWAYS);
}
static enum status nw_create(void)
{
    return one_opens(&one, "d\\new", OS_WRITE, OS_CREATE_NEW);
}
static enum status nw_replace(void)
{
    return one_opens(&one, "d\\f", OS_WRITE, OS_CREATE_ALWAYS);
}
static enum status nw_replace_and_read(void)
{
    return one_opens(&one, "d\\f", OS_READ_WRITE, OS_CREATE_ALWAYS);
}
static enum status nw_delete(void)
{
    return one_removes(&one, "d\\f");
}
static enum status nw_rename(void)
{
    return one_renames(&one, "d\\f", "d\\g");
}
static enum status nw_move(void)
{
    return one_renames(&one, "d\\f", "other\\f");
}
static enum status nw_make_dir(void)
{
    return one_makes_dir(&one, "d\\new");
}
static enum status nw_remove_dir(void)
{
    return one_removes(&one, "d\\empty");
}
static enum status nw_stat(void)
{
    return one_stats(&one, "d\\f");
}

/* Each operation works with just these rights on d (and below), and is refused without any one of
 * them. */
static const struct {
    const char *name;
    enum status (*try)(void);
    const char *needs;
    enum status refused;
    uint16_t ncp;
} netware_operations[] = {
    {"open for read", nw_read, "R", ST_ACCESS_DENIED, 0x93},
    {"open for write", nw_write, "W", ST_ACCESS_DENIED, 0x94},
    {"open for both", nw_read_write, "RW", ST_ACCESS_DENIED, 0x82},
    {"create", nw_create, "C", ST_ACCESS_DENIED, 0x84},
    {"replace", nw_replace, "WCE", ST_ACCESS_DENIED, 0x85},
    {"replace and read", nw_replace_and_read, "RWCE", ST_ACCESS_DENIED, 0},
    {"delete", nw_delete, "E", ST_ACCESS_DENIED, 0x8A},
    {"rename", nw_rename, "M", ST_ACCESS_DENIED, 0x8B},
    {"make a directory", nw_make_dir, "C", ST_ACCESS_DENIED, 0x84},
    {"remove a directory", nw_remove_dir, "E", ST_ACCESS_DENIED, 0x8A},
    {"look for a file", nw_stat, "F", ST_NOT_FOUND, 0},
};

static nw_rights letters(const char *text)
{
    nw_rights rights = 0;
    size_t bad = 0;
    ck_assert(nw_rights_parse(text, &rights, &bad));
    return rights;
}

static void netware_tree(nw_rights rights)
{
    teardown();
    setup();
    one.way.model = fs_model_of(FS_MODEL_netware_volume);
    const volume_node d = one_made(&one, VOLUME_ROOT, "d", true);
    (void)one_made(&one, d, "f", false);
    (void)one_made(&one, d, "empty", true);
    (void)one_made(&one, VOLUME_ROOT, "other", true);
    fs_set_trustee(one.volume, d, ONE_USER, rights);
}

START_TEST(each_netware_operation_needs_its_rights_and_no_others)
{
    const nw_rights needs = letters(netware_operations[_i].needs);
    netware_tree(needs);
    const enum status granted = netware_operations[_i].try();
    ck_assert_msg(granted == ST_OK, "%s: %s", netware_operations[_i].name, status_name(granted));
    for (nw_rights right = 1; right <= NW_SUPERVISOR; right <<= 1) {
        if ((needs & right) == 0) {
            continue;
        }
        netware_tree((NW_ALL & ~NW_SUPERVISOR) & ~right);
        const enum status refused = netware_operations[_i].try();
        ck_assert_msg(refused == netware_operations[_i].refused, "%s without %#x: %s",
                      netware_operations[_i].name, (unsigned)right, status_name(refused));
        if (refused != ST_ACCESS_DENIED) { /* hidden is not refused */
            ck_assert_uint_eq(one.call.refusal.lacks, 0);
            ck_assert_uint_eq(one.call.refusal.ncp, 0);
            continue;
        }
        ck_assert_uint_eq(one.call.refusal.lacks, right);
        if (netware_operations[_i].ncp != 0) {
            ck_assert_uint_eq(one.call.refusal.ncp, netware_operations[_i].ncp);
        }
    }
}
END_TEST

START_TEST(a_move_needs_create_at_the_target)
{
    netware_tree(NW_MODIFY);
    ck_assert_int_eq(nw_move(), ST_ACCESS_DENIED);
    ck_assert_uint_eq(one.call.refusal.lacks, NW_CREATE);
    fs_set_trustee(one.volume, volume_find(one.volume, VOLUME_ROOT, "other"), ONE_USER, NW_CREATE);
    ck_assert_int_eq(nw_move(), ST_OK);
}
END_TEST

START_TEST(a_creator_writes_and_does_not_read_back_without_read)
{
    struct fs_handle *handle = NULL;
    char data[4] = "";
    size_t count = 99;
    netware_tree(NW_CREATE);
    one.call.path = "d\\new";
    const struct os_open_mode mode = {.access = OS_READ_WRITE, .disposition = OS_CREATE_NEW};
    ck_assert_int_eq(fs_open(&one.call, mode, &handle), ST_OK);
    ck_assert(handle->created_here);
    ck_assert_uint_eq(one.call.refusal.ncp, 0);
    ck_assert_int_eq(fs_write(one.fs, handle, 0, "abc", 3, 0), ST_OK);
    ck_assert_int_eq(fs_read(one.fs, handle, 0, data, 3, &count), ST_ACCESS_DENIED);
    ck_assert_uint_eq(count, 0);
    ck_assert_uint_eq(handle->read_refusal.lacks, NW_READ);
    ck_assert_uint_eq(handle->read_refusal.ncp, 0x93);
    fs_close(one.fs, handle);
    ck_assert_int_eq(one_opens(&one, "d\\new", OS_WRITE, OS_OPEN_EXISTING),
                     ST_ACCESS_DENIED); /* drop box */
    netware_tree(NW_CREATE | NW_READ);
    one.call.path = "d\\new";
    ck_assert_int_eq(fs_open(&one.call, mode, &handle), ST_OK);
    ck_assert_int_eq(fs_write(one.fs, handle, 0, "abc", 3, 0), ST_OK);
    ck_assert_int_eq(fs_read(one.fs, handle, 0, data, 3, &count), ST_OK);
    ck_assert_uint_eq(count, 3);
    fs_close(one.fs, handle);
}
END_TEST

START_TEST(without_file_scan_a_directory_looks_empty_and_files_open)
{
    netware_tree(NW_READ);
    ck_assert_uint_eq(one_lists(&one, "d", ST_OK), 0);
    ck_assert_int_eq(one_stats(&one, "d\\f"), ST_NOT_FOUND);
    ck_assert_int_eq(one_opens(&one, "d\\f", OS_READ, OS_OPEN_EXISTING), ST_OK);
    fs_set_trustee(one.volume, volume_find(one.volume, VOLUME_ROOT, "d"), ONE_USER,
                   NW_READ | NW_FILE_SCAN);
    ck_assert_uint_eq(one_lists(&one, "d", ST_OK), 2);
    ck_assert_int_eq(one_stats(&one, "d\\f"), ST_OK);
}
END_TEST

START_TEST(the_way_down_to_an_assignment_is_visible)
{
    netware_tree(0);
    const volume_node d = volume_find(one.volume, VOLUME_ROOT, "d");
    fs_set_trustee(one.volume, volume_find(one.volume, d, "f"), ONE_USER, NW_READ);
    ck_assert_int_eq(one_stats(&one, ""), ST_OK);
    ck_assert_int_eq(one_stats(&one, "d"), ST_OK);
    ck_assert_uint_eq(one_lists(&one, "", ST_OK), 1); /* d, and not other */
    ck_assert_int_eq(one_stats(&one, "other"), ST_NOT_FOUND);
    fs_remove_trustee(one.volume, volume_find(one.volume, d, "f"), ONE_USER);
    fs_set_trustee(one.volume, volume_find(one.volume, d, "f"), ONE_GROUP, NW_READ);
    ck_assert_int_eq(one_stats(&one, "d"), ST_NOT_FOUND);
    ck_assert_uint_eq(one_lists(&one, "", ST_OK), 0);
}
END_TEST

/* Attributes hold against a supervisor. */
static const struct {
    const char *name;
    uint32_t attributes;
    enum status (*try)(void);
    enum status want;
    uint16_t ncp;
} attribute_cases[] = {
    {"read only, read", FS_READ_ONLY, nw_read, ST_OK, 0},
    {"read only, write", FS_READ_ONLY, nw_write, ST_ACCESS_DENIED, 0x94},
    {"read only, both", FS_READ_ONLY, nw_read_write, ST_ACCESS_DENIED, 0x94},
    {"read only, replace", FS_READ_ONLY, nw_replace, ST_ACCESS_DENIED, 0x86},
    {"read only as set, delete", 0x60001, nw_delete, ST_ACCESS_DENIED, 0x90},
    {"read only as set, rename", 0x60001, nw_rename, ST_ACCESS_DENIED, 0x8B},
    {"read only without Di, delete", FS_READ_ONLY, nw_delete, ST_OK, 0},
    {"read only without Ri, rename", FS_READ_ONLY, nw_rename, ST_OK, 0},
    {"transactional, write", FS_TRANSACTIONAL, nw_write, ST_OK, 0},
    {"transactional, delete", FS_TRANSACTIONAL, nw_delete, ST_ACCESS_DENIED, 0x90},
    {"transactional, rename", FS_TRANSACTIONAL, nw_rename, ST_ACCESS_DENIED, 0x8B},
    {"execute only, read", FS_EXECUTE_ONLY, nw_read, ST_NOT_FOUND, 0x93},
    {"execute only, write", FS_EXECUTE_ONLY, nw_write, ST_NOT_FOUND, 0x94},
    {"execute only, replace", FS_EXECUTE_ONLY, nw_replace, ST_NOT_FOUND, 0x86},
    {"execute only, rename", FS_EXECUTE_ONLY, nw_rename, ST_ACCESS_DENIED, 0x8B},
    {"execute only, delete", FS_EXECUTE_ONLY, nw_delete, ST_OK, 0},
    {"execute only, look", FS_EXECUTE_ONLY, nw_stat, ST_OK, 0},
    {"hidden, read", FS_HIDDEN, nw_read, ST_OK, 0},
    {"system, delete", FS_SYSTEM, nw_delete, ST_OK, 0},
    {"read only, look", FS_READ_ONLY, nw_stat, ST_OK, 0},
    {"delete inhibit, delete", FS_DELETE_INHIBIT, nw_delete, ST_ACCESS_DENIED, 0x90},
    {"delete inhibit, write", FS_DELETE_INHIBIT, nw_write, ST_OK, 0},
    {"rename inhibit, rename", FS_RENAME_INHIBIT, nw_rename, ST_ACCESS_DENIED, 0x8B},
    {"rename inhibit, delete", FS_RENAME_INHIBIT, nw_delete, ST_OK, 0},
};

START_TEST(netware_attributes_beat_all_rights)
{
    netware_tree(NW_ALL);
    one.token.is_supervisor = true;
    fs_set_attributes(one.volume,
                      volume_find(one.volume, volume_find(one.volume, VOLUME_ROOT, "d"), "f"),
                      attribute_cases[_i].attributes);
    const enum status st = attribute_cases[_i].try();
    ck_assert_msg(st == attribute_cases[_i].want, "%s: %s", attribute_cases[_i].name,
                  status_name(st));
    ck_assert_uint_eq(one.call.refusal.ncp, attribute_cases[_i].ncp);
    ck_assert_uint_eq(one.call.refusal.lacks, 0);
}
END_TEST

START_TEST(searches_of_dos_pass_over_hidden_and_system_files)
{
    netware_tree(NW_ALL);
    const volume_node d = volume_find(one.volume, VOLUME_ROOT, "d");
    const volume_node f = volume_find(one.volume, d, "f");
    const size_t all = one_lists(&one, "d", ST_OK);
    one.call.skips_hidden = true;
    ck_assert_uint_eq(one_lists(&one, "d", ST_OK), all);
    fs_set_attributes(one.volume, f, FS_HIDDEN);
    ck_assert_uint_eq(one_lists(&one, "d", ST_OK), all - 1);
    fs_set_attributes(one.volume, f, FS_SYSTEM);
    ck_assert_uint_eq(one_lists(&one, "d", ST_OK), all - 1);
    one.call.skips_hidden = false;
    ck_assert_uint_eq(one_lists(&one, "d", ST_OK), all);
}
END_TEST

/* KB Q114939: made, and not found by the search that follows. */
START_TEST(who_may_create_and_not_scan_does_not_find_what_he_made)
{
    netware_tree(NW_CREATE);
    ck_assert_int_eq(nw_create(), ST_OK);
    ck_assert_int_eq(one_stats(&one, "d\\new"), ST_NOT_FOUND);
    ck_assert_uint_eq(one_lists(&one, "d", ST_OK), 0);
    ck_assert_int_eq(one_opens(&one, "d\\new", OS_READ, OS_OPEN_EXISTING), ST_ACCESS_DENIED);
    ck_assert_int_eq(nw_create(), ST_EXISTS);
}
END_TEST

static uint64_t size_of(const char *path)
{
    volume_node node = 0;
    volume_node parent = 0;
    const char *name = NULL;
    ck_assert_int_eq(volume_walk(one.volume, VOLUME_ROOT, path, &node, &parent, &name), ST_OK);
    return volume_info(one.volume, node).size_bytes;
}

/* KB Q165442: without File Scan the test whether a file exists fails, and making it anew empties
 * it. */
START_TEST(an_existence_test_without_file_scan_fails_and_creation_destroys)
{
    netware_tree(NW_READ | NW_WRITE | NW_CREATE | NW_ERASE);
    const volume_node f = volume_find(one.volume, volume_find(one.volume, VOLUME_ROOT, "d"), "f");
    ck_assert_int_eq(volume_write(one.volume, f, 0, "letters", 7), ST_OK);
    ck_assert_int_eq(one_stats(&one, "d\\f"), ST_NOT_FOUND);
    ck_assert_uint_eq(size_of("d\\f"), 7);
    ck_assert_int_eq(one_opens(&one, "d\\f", OS_READ_WRITE, OS_CREATE_ALWAYS), ST_OK);
    ck_assert_uint_eq(size_of("d\\f"), 0);
}
END_TEST

/* KB Q114939: the old file is gone by the time the new one cannot get its name. */
START_TEST(saving_by_way_of_a_temporary_file_loses_the_old_one_without_modify)
{
    netware_tree(NW_READ | NW_WRITE | NW_CREATE | NW_ERASE | NW_FILE_SCAN);
    ck_assert_int_eq(nw_create(), ST_OK);
    ck_assert_int_eq(nw_delete(), ST_OK);
    ck_assert_int_eq(one_renames(&one, "d\\new", "d\\f"), ST_ACCESS_DENIED);
    ck_assert_uint_eq(one.call.refusal.lacks, NW_MODIFY);
    ck_assert_int_eq(one_stats(&one, "d\\f"), ST_NOT_FOUND);
    ck_assert_int_eq(one_stats(&one, "d\\new"), ST_OK);
}
END_TEST

START_TEST(who_makes_a_file_owns_it)
{
    netware_tree(NW_ALL);
    ck_assert_int_eq(nw_create(), ST_OK);
    const volume_node d = volume_find(one.volume, VOLUME_ROOT, "d");
    ck_assert_uint_eq(volume_owner(one.volume, volume_find(one.volume, d, "new")), ONE_USER);
    ck_assert_uint_eq(volume_owner(one.volume, volume_find(one.volume, d, "f")), 0);
}
END_TEST

START_TEST(netware_entries_start_without_rights_of_their_own)
{
    netware_tree(NW_CREATE | NW_FILE_SCAN);
    ck_assert_int_eq(nw_create(), ST_OK);
    ck_assert_int_eq(nw_make_dir(), ST_EXISTS);
    const volume_node d = volume_find(one.volume, VOLUME_ROOT, "d");
    ck_assert_ptr_null(volume_rights(one.volume, volume_find(one.volume, d, "new")));
    char text[NW_RIGHTS_TEXT_SIZE];
    one.way.model->lacks_text(NW_WRITE | NW_ERASE, text, sizeof(text));
    ck_assert_str_eq(text, "WE");
}
END_TEST

/* --- gateway --- */

START_TEST(a_gateway_grants_what_share_and_account_both_grant)
{
    char text[40];
    netware_tree(0);
    one.way.model = fs_model_of(FS_MODEL_gsnw_gateway);
    one.token_ids[0] = ONE_GATEWAY;
    one.token = (struct identity_token){.ids = one.token_ids, .count = 1};
    fs_set_trustee(one.volume, volume_find(one.volume, VOLUME_ROOT, "d"), ONE_GATEWAY,
                   NW_READ | NW_WRITE | NW_CREATE | NW_FILE_SCAN);
    ck_assert_int_eq(nw_create(), ST_OK);
    ck_assert_int_eq(one_makes_dir(&one, "d\\e"), ST_OK);
    ck_assert_int_eq(nw_delete(), ST_ACCESS_DENIED); /* the account may not, whoever asks */
    ck_assert_uint_eq(one.call.refusal.ncp, 0x8A);
    one.way.model->lacks_text(one.call.refusal.lacks, text, sizeof(text));
    ck_assert_str_eq(text, "E");
    one.way.share_mask = NT_READ;
    ck_assert_int_eq(nw_read(), ST_OK);
    ck_assert_uint_eq(one_lists(&one, "d", ST_OK), 4);
    ck_assert_int_eq(nw_write(), ST_ACCESS_DENIED); /* this caller may not */
    ck_assert_uint_eq(one.call.refusal.ncp, 0);
    one.way.model->lacks_text(one.call.refusal.lacks, text, sizeof(text));
    ck_assert_str_eq(text, "share: write");
}
END_TEST

START_TEST(models_are_found_by_id)
{
    ck_assert_ptr_null(fs_model_of(FS_MODEL_NONE));
    for (unsigned id = FS_MODEL_NONE + 1; id < FS_MODEL_COUNT; id++) {
        const struct fs_model *model = fs_model_of((enum fs_model_id)id);
        ck_assert_uint_eq(model->id, id);
        ck_assert_uint_gt(strlen(model->name), 0);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("netware models");
    TCase *tcase = tcase_create("NetWare");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, each_netware_operation_needs_its_rights_and_no_others, 0,
                        ARRAY_COUNT(netware_operations));
    tcase_add_test(tcase, a_move_needs_create_at_the_target);
    tcase_add_test(tcase, a_creator_writes_and_does_not_read_back_without_read);
    tcase_add_test(tcase, without_file_scan_a_directory_looks_empty_and_files_open);
    tcase_add_test(tcase, the_way_down_to_an_assignment_is_visible);
    tcase_add_loop_test(tcase, netware_attributes_beat_all_rights, 0, ARRAY_COUNT(attribute_cases));
    tcase_add_test(tcase, searches_of_dos_pass_over_hidden_and_system_files);
    tcase_add_test(tcase, who_may_create_and_not_scan_does_not_find_what_he_made);
    tcase_add_test(tcase, an_existence_test_without_file_scan_fails_and_creation_destroys);
    tcase_add_test(tcase, saving_by_way_of_a_temporary_file_loses_the_old_one_without_modify);
    tcase_add_test(tcase, who_makes_a_file_owns_it);
    tcase_add_test(tcase, netware_entries_start_without_rights_of_their_own);
    tcase_add_test(tcase, a_gateway_grants_what_share_and_account_both_grant);
    tcase_add_test(tcase, models_are_found_by_id);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
