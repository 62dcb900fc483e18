/* What a NetWare volume and a gateway grant; the mechanics that all models share are in check_fs.c.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fs/fs.h"
#include "support/vectors.h"

enum { USER = 20, GROUP = 21, GATEWAY = 22 };

static struct arena arena;
static struct volume *volume;
static struct fs *fs;
static identity_id token_ids[8];
static struct identity_token token;
static struct fs_way way;
static struct fs_call call;

static void setup(void)
{
    arena = (struct arena){0};
    fs = fs_create(&arena);
    volume = volume_create(&arena, &(struct volume_spec){.label = "V", .capacity_bytes = 1 << 20});
    token_ids[0] = USER;
    token_ids[1] = IDENTITY_EVERYONE;
    token = (struct identity_token){.ids = token_ids, .count = 2};
    way = (struct fs_way){.volume = volume,
                          .volume_number = 1,
                          .root = VOLUME_ROOT,
                          .token = &token,
                          .share_mask = NT_FULL};
    call = (struct fs_call){.fs = fs, .way = &way};
}

static void teardown(void)
{
    arena_release(&arena);
}

static volume_node made(volume_node parent, const char *name, bool is_directory)
{
    volume_node node = 0;
    ck_assert_int_eq(volume_make(volume, parent, name, is_directory, &node), ST_OK);
    return node;
}

static enum status opens(const char *path, enum os_access access, enum os_disposition disposition)
{
    struct fs_handle *handle = NULL;
    call.path = path;
    const enum status st = fs_open(
        &call, (struct os_open_mode){.access = access, .disposition = disposition}, &handle);
    if (st == ST_OK) {
        fs_close(fs, handle);
    }
    return st;
}

static enum status removes(const char *path)
{
    call.path = path;
    return fs_remove(&call);
}

static enum status renames(const char *source, const char *target)
{
    call.path = source;
    return fs_rename(&call, target);
}

static enum status makes_dir(const char *path)
{
    call.path = path;
    return fs_make_dir(&call);
}

static enum status stats(const char *path)
{
    struct os_info info;
    call.path = path;
    return fs_stat(&call, &info);
}

static size_t lists(const char *path, enum status want)
{
    struct os_names names;
    call.path = path;
    ck_assert_int_eq(fs_list(&call, "*", &arena, &names), want);
    return names.count;
}

/* --- NetWare --- */

static enum status nw_read(void)
{
    return opens("d\\f", OS_READ, OS_OPEN_EXISTING);
}
static enum status nw_write(void)
{
    return opens("d\\f", OS_WRITE, OS_OPEN_EXISTING);
}
static enum status nw_read_write(void)
{
    return opens("d\\f", OS_READ_WRITE, OS_OPEN_ALWAYS);
}
static enum status nw_create(void)
{
    return opens("d\\new", OS_WRITE, OS_CREATE_NEW);
}
static enum status nw_replace(void)
{
    return opens("d\\f", OS_WRITE, OS_CREATE_ALWAYS);
}
static enum status nw_replace_and_read(void)
{
    return opens("d\\f", OS_READ_WRITE, OS_CREATE_ALWAYS);
}
static enum status nw_delete(void)
{
    return removes("d\\f");
}
static enum status nw_rename(void)
{
    return renames("d\\f", "d\\g");
}
static enum status nw_move(void)
{
    return renames("d\\f", "other\\f");
}
static enum status nw_make_dir(void)
{
    return makes_dir("d\\new");
}
static enum status nw_remove_dir(void)
{
    return removes("d\\empty");
}
static enum status nw_stat(void)
{
    return stats("d\\f");
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
    way.model = fs_model_of(FS_MODEL_netware_volume);
    const volume_node d = made(VOLUME_ROOT, "d", true);
    (void)made(d, "f", false);
    (void)made(d, "empty", true);
    (void)made(VOLUME_ROOT, "other", true);
    fs_set_trustee(volume, d, USER, rights);
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
            ck_assert_uint_eq(call.refusal.lacks, 0);
            ck_assert_uint_eq(call.refusal.ncp, 0);
            continue;
        }
        ck_assert_uint_eq(call.refusal.lacks, right);
        if (netware_operations[_i].ncp != 0) {
            ck_assert_uint_eq(call.refusal.ncp, netware_operations[_i].ncp);
        }
    }
}
END_TEST

START_TEST(a_move_needs_create_at_the_target)
{
    netware_tree(NW_MODIFY);
    ck_assert_int_eq(nw_move(), ST_ACCESS_DENIED);
    ck_assert_uint_eq(call.refusal.lacks, NW_CREATE);
    fs_set_trustee(volume, volume_find(volume, VOLUME_ROOT, "other"), USER, NW_CREATE);
    ck_assert_int_eq(nw_move(), ST_OK);
}
END_TEST

START_TEST(a_creator_writes_and_does_not_read_back_without_read)
{
    struct fs_handle *handle = NULL;
    char data[4] = "";
    size_t count = 99;
    netware_tree(NW_CREATE);
    call.path = "d\\new";
    const struct os_open_mode mode = {.access = OS_READ_WRITE, .disposition = OS_CREATE_NEW};
    ck_assert_int_eq(fs_open(&call, mode, &handle), ST_OK);
    ck_assert(handle->created_here);
    ck_assert_uint_eq(call.refusal.ncp, 0);
    ck_assert_int_eq(fs_write(fs, handle, 0, "abc", 3, 0), ST_OK);
    ck_assert_int_eq(fs_read(fs, handle, 0, data, 3, &count), ST_ACCESS_DENIED);
    ck_assert_uint_eq(count, 0);
    ck_assert_uint_eq(handle->read_refusal.lacks, NW_READ);
    ck_assert_uint_eq(handle->read_refusal.ncp, 0x93);
    fs_close(fs, handle);
    ck_assert_int_eq(opens("d\\new", OS_WRITE, OS_OPEN_EXISTING), ST_ACCESS_DENIED); /* drop box */
    netware_tree(NW_CREATE | NW_READ);
    call.path = "d\\new";
    ck_assert_int_eq(fs_open(&call, mode, &handle), ST_OK);
    ck_assert_int_eq(fs_write(fs, handle, 0, "abc", 3, 0), ST_OK);
    ck_assert_int_eq(fs_read(fs, handle, 0, data, 3, &count), ST_OK);
    ck_assert_uint_eq(count, 3);
    fs_close(fs, handle);
}
END_TEST

START_TEST(without_file_scan_a_directory_looks_empty_and_files_open)
{
    netware_tree(NW_READ);
    ck_assert_uint_eq(lists("d", ST_OK), 0);
    ck_assert_int_eq(stats("d\\f"), ST_NOT_FOUND);
    ck_assert_int_eq(opens("d\\f", OS_READ, OS_OPEN_EXISTING), ST_OK);
    fs_set_trustee(volume, volume_find(volume, VOLUME_ROOT, "d"), USER, NW_READ | NW_FILE_SCAN);
    ck_assert_uint_eq(lists("d", ST_OK), 2);
    ck_assert_int_eq(stats("d\\f"), ST_OK);
}
END_TEST

START_TEST(the_way_down_to_an_assignment_is_visible)
{
    netware_tree(0);
    const volume_node d = volume_find(volume, VOLUME_ROOT, "d");
    fs_set_trustee(volume, volume_find(volume, d, "f"), USER, NW_READ);
    ck_assert_int_eq(stats(""), ST_OK);
    ck_assert_int_eq(stats("d"), ST_OK);
    ck_assert_uint_eq(lists("", ST_OK), 1); /* d, and not other */
    ck_assert_int_eq(stats("other"), ST_NOT_FOUND);
    fs_remove_trustee(volume, volume_find(volume, d, "f"), USER);
    fs_set_trustee(volume, volume_find(volume, d, "f"), GROUP, NW_READ);
    ck_assert_int_eq(stats("d"), ST_NOT_FOUND);
    ck_assert_uint_eq(lists("", ST_OK), 0);
}
END_TEST

START_TEST(masks_and_trustees_are_edited_one_by_one)
{
    netware_tree(NW_READ | NW_WRITE);
    const volume_node f = volume_find(volume, volume_find(volume, VOLUME_ROOT, "d"), "f");
    ck_assert_uint_eq(fs_nw_rights(volume, f, &token), NW_READ | NW_WRITE);
    fs_set_mask(volume, f, true, NW_READ);
    ck_assert_uint_eq(fs_nw_rights(volume, f, &token), NW_READ);
    fs_set_mask(volume, f, false, 0);
    fs_set_trustee(volume, f, GROUP, NW_ERASE);
    ck_assert_uint_eq(fs_nw_rights(volume, f, &token), NW_READ | NW_WRITE);
    token_ids[token.count++] = GROUP;
    ck_assert_uint_eq(fs_nw_rights(volume, f, &token), NW_READ | NW_WRITE | NW_ERASE);
    fs_set_trustee(volume, f, GROUP, NW_MODIFY); /* replaces the one before */
    ck_assert_uint_eq(fs_nw_rights(volume, f, &token), NW_READ | NW_WRITE | NW_MODIFY);
    fs_remove_trustee(volume, f, GROUP);
    ck_assert_uint_eq(fs_nw_rights(volume, f, &token), NW_READ | NW_WRITE);
    fs_remove_trustee(volume, volume_find(volume, VOLUME_ROOT, "other"), GROUP); /* none there */
    fs_set_trustee(volume, VOLUME_ROOT, GROUP, NW_FILE_SCAN);
    ck_assert_uint_eq(fs_nw_rights(volume, f, &token), NW_READ | NW_WRITE | NW_FILE_SCAN);
    token.is_supervisor = true;
    ck_assert_uint_eq(fs_nw_rights(volume, f, &token), NW_ALL);
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
    token.is_supervisor = true;
    fs_set_attributes(volume, volume_find(volume, volume_find(volume, VOLUME_ROOT, "d"), "f"),
                      attribute_cases[_i].attributes);
    const enum status st = attribute_cases[_i].try();
    ck_assert_msg(st == attribute_cases[_i].want, "%s: %s", attribute_cases[_i].name,
                  status_name(st));
    ck_assert_uint_eq(call.refusal.ncp, attribute_cases[_i].ncp);
    ck_assert_uint_eq(call.refusal.lacks, 0);
}
END_TEST

START_TEST(searches_of_dos_pass_over_hidden_and_system_files)
{
    netware_tree(NW_ALL);
    const volume_node d = volume_find(volume, VOLUME_ROOT, "d");
    const volume_node f = volume_find(volume, d, "f");
    const size_t all = lists("d", ST_OK);
    call.skips_hidden = true;
    ck_assert_uint_eq(lists("d", ST_OK), all);
    fs_set_attributes(volume, f, FS_HIDDEN);
    ck_assert_uint_eq(lists("d", ST_OK), all - 1);
    fs_set_attributes(volume, f, FS_SYSTEM);
    ck_assert_uint_eq(lists("d", ST_OK), all - 1);
    call.skips_hidden = false;
    ck_assert_uint_eq(lists("d", ST_OK), all);
}
END_TEST

/* KB Q114939: made, and not found by the search that follows. */
START_TEST(who_may_create_and_not_scan_does_not_find_what_he_made)
{
    netware_tree(NW_CREATE);
    ck_assert_int_eq(nw_create(), ST_OK);
    ck_assert_int_eq(stats("d\\new"), ST_NOT_FOUND);
    ck_assert_uint_eq(lists("d", ST_OK), 0);
    ck_assert_int_eq(opens("d\\new", OS_READ, OS_OPEN_EXISTING), ST_ACCESS_DENIED);
    ck_assert_int_eq(nw_create(), ST_EXISTS);
}
END_TEST

static uint64_t size_of(const char *path)
{
    volume_node node = 0;
    volume_node parent = 0;
    const char *name = NULL;
    ck_assert_int_eq(volume_walk(volume, VOLUME_ROOT, path, &node, &parent, &name), ST_OK);
    return volume_info(volume, node).size_bytes;
}

/* KB Q165442: without File Scan the test whether a file exists fails, and making it anew empties
 * it. */
START_TEST(an_existence_test_without_file_scan_fails_and_creation_destroys)
{
    netware_tree(NW_READ | NW_WRITE | NW_CREATE | NW_ERASE);
    const volume_node f = volume_find(volume, volume_find(volume, VOLUME_ROOT, "d"), "f");
    ck_assert_int_eq(volume_write(volume, f, 0, "letters", 7), ST_OK);
    ck_assert_int_eq(stats("d\\f"), ST_NOT_FOUND);
    ck_assert_uint_eq(size_of("d\\f"), 7);
    ck_assert_int_eq(opens("d\\f", OS_READ_WRITE, OS_CREATE_ALWAYS), ST_OK);
    ck_assert_uint_eq(size_of("d\\f"), 0);
}
END_TEST

/* KB Q114939: the old file is gone by the time the new one cannot get its name. */
START_TEST(saving_by_way_of_a_temporary_file_loses_the_old_one_without_modify)
{
    netware_tree(NW_READ | NW_WRITE | NW_CREATE | NW_ERASE | NW_FILE_SCAN);
    ck_assert_int_eq(nw_create(), ST_OK);
    ck_assert_int_eq(nw_delete(), ST_OK);
    ck_assert_int_eq(renames("d\\new", "d\\f"), ST_ACCESS_DENIED);
    ck_assert_uint_eq(call.refusal.lacks, NW_MODIFY);
    ck_assert_int_eq(stats("d\\f"), ST_NOT_FOUND);
    ck_assert_int_eq(stats("d\\new"), ST_OK);
}
END_TEST

START_TEST(who_makes_a_file_owns_it)
{
    netware_tree(NW_ALL);
    ck_assert_int_eq(nw_create(), ST_OK);
    const volume_node d = volume_find(volume, VOLUME_ROOT, "d");
    ck_assert_uint_eq(volume_owner(volume, volume_find(volume, d, "new")), USER);
    ck_assert_uint_eq(volume_owner(volume, volume_find(volume, d, "f")), 0);
}
END_TEST

START_TEST(netware_entries_start_without_rights_of_their_own)
{
    netware_tree(NW_CREATE | NW_FILE_SCAN);
    ck_assert_int_eq(nw_create(), ST_OK);
    ck_assert_int_eq(nw_make_dir(), ST_EXISTS);
    const volume_node d = volume_find(volume, VOLUME_ROOT, "d");
    ck_assert_ptr_null(volume_rights(volume, volume_find(volume, d, "new")));
    char text[NW_RIGHTS_TEXT_SIZE];
    way.model->lacks_text(NW_WRITE | NW_ERASE, text, sizeof(text));
    ck_assert_str_eq(text, "WE");
}
END_TEST

/* --- gateway --- */

START_TEST(a_gateway_grants_what_share_and_account_both_grant)
{
    char text[40];
    netware_tree(0);
    way.model = fs_model_of(FS_MODEL_gsnw_gateway);
    token_ids[0] = GATEWAY;
    token = (struct identity_token){.ids = token_ids, .count = 1};
    fs_set_trustee(volume, volume_find(volume, VOLUME_ROOT, "d"), GATEWAY,
                   NW_READ | NW_WRITE | NW_CREATE | NW_FILE_SCAN);
    ck_assert_int_eq(nw_create(), ST_OK);
    ck_assert_int_eq(makes_dir("d\\e"), ST_OK);
    ck_assert_int_eq(nw_delete(), ST_ACCESS_DENIED); /* the account may not, whoever asks */
    ck_assert_uint_eq(call.refusal.ncp, 0x8A);
    way.model->lacks_text(call.refusal.lacks, text, sizeof(text));
    ck_assert_str_eq(text, "E");
    way.share_mask = NT_READ;
    ck_assert_int_eq(nw_read(), ST_OK);
    ck_assert_uint_eq(lists("d", ST_OK), 4);
    ck_assert_int_eq(nw_write(), ST_ACCESS_DENIED); /* this caller may not */
    ck_assert_uint_eq(call.refusal.ncp, 0);
    way.model->lacks_text(call.refusal.lacks, text, sizeof(text));
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

START_TEST(rights_that_are_kept_follow_every_edit)
{
    const volume_node a = made(VOLUME_ROOT, "a", true);
    const volume_node b = made(VOLUME_ROOT, "b", true);
    const volume_node f = made(a, "f", false);
    way.model = fs_model_of(FS_MODEL_netware_volume);
    token.number = 1;
    ck_assert_uint_eq(fs_nw_rights(volume, f, &token), 0);
    fs_set_trustee(volume, a, USER, NW_READ | NW_MODIFY);
    ck_assert_uint_eq(fs_nw_rights(volume, f, &token), NW_READ | NW_MODIFY);
    ck_assert_uint_eq(fs_nw_rights(volume, f, &token), NW_READ | NW_MODIFY);
    fs_set_mask(volume, f, true, NW_READ);
    ck_assert_uint_eq(fs_nw_rights(volume, f, &token), NW_READ);
    fs_set_mask(volume, f, false, 0);
    fs_remove_trustee(volume, a, USER);
    ck_assert_uint_eq(fs_nw_rights(volume, f, &token), 0);
    fs_set_trustee(volume, a, USER, NW_MODIFY);
    fs_set_trustee(volume, b, USER, NW_CREATE | NW_ERASE);
    /* Who else asks has rights of his own. */
    const identity_id group[] = {GROUP};
    const struct identity_token other = {.ids = group, .count = 1, .number = 2};
    ck_assert_uint_eq(fs_nw_rights(volume, f, &token), NW_MODIFY);
    ck_assert_uint_eq(fs_nw_rights(volume, f, &other), 0);
    ck_assert_uint_eq(fs_nw_rights(volume, f, &token), NW_MODIFY);
    /* A file that moves has those of its new directory; a directory takes what is in it along. */
    ck_assert_int_eq(renames("a\\f", "b\\f"), ST_OK);
    ck_assert_uint_eq(fs_nw_rights(volume, f, &token), NW_CREATE | NW_ERASE);
    const volume_node c = made(a, "c", true);
    const volume_node g = made(c, "g", false);
    ck_assert_uint_eq(fs_nw_rights(volume, g, &token), NW_MODIFY);
    ck_assert_int_eq(renames("a\\c", "b\\c"), ST_OK);
    ck_assert_uint_eq(fs_nw_rights(volume, g, &token), NW_CREATE | NW_ERASE);
    /* The number of an entry that went is another one's soon. */
    fs_set_trustee(volume, f, USER, NW_ERASE | NW_READ);
    ck_assert_uint_eq(fs_nw_rights(volume, f, &token), NW_ERASE | NW_READ);
    ck_assert_int_eq(removes("b\\f"), ST_OK);
    ck_assert_uint_eq(made(b, "h", false), f);
    ck_assert_uint_eq(fs_nw_rights(volume, f, &token), NW_CREATE | NW_ERASE);
}
END_TEST

START_TEST(more_answers_than_are_kept_are_right_too)
{
    enum { FILES = 600, ACCOUNTS = 8 };
    volume_node files[FILES];
    struct identity_token tokens[ACCOUNTS];
    identity_id ids[ACCOUNTS];
    for (uint32_t i = 0; i < ACCOUNTS; i++) {
        ids[i] = 100 + i;
        tokens[i] = (struct identity_token){.ids = &ids[i], .count = 1, .number = i + 1};
        fs_set_trustee(volume, VOLUME_ROOT, ids[i], 1u << i & NW_ALL);
    }
    for (uint32_t i = 0; i < FILES; i++) {
        char name[16];
        ck_assert(text_format(name, sizeof(name), "f%u", i));
        files[i] = made(VOLUME_ROOT, name, false);
    }
    for (uint32_t round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < FILES * ACCOUNTS; i++) {
            ck_assert_uint_eq(fs_nw_rights(volume, files[i % FILES], &tokens[i % ACCOUNTS]),
                              1u << i % ACCOUNTS & NW_ALL);
        }
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
    tcase_add_test(tcase, masks_and_trustees_are_edited_one_by_one);
    tcase_add_loop_test(tcase, netware_attributes_beat_all_rights, 0, ARRAY_COUNT(attribute_cases));
    tcase_add_test(tcase, searches_of_dos_pass_over_hidden_and_system_files);
    tcase_add_test(tcase, who_may_create_and_not_scan_does_not_find_what_he_made);
    tcase_add_test(tcase, an_existence_test_without_file_scan_fails_and_creation_destroys);
    tcase_add_test(tcase, saving_by_way_of_a_temporary_file_loses_the_old_one_without_modify);
    tcase_add_test(tcase, who_makes_a_file_owns_it);
    tcase_add_test(tcase, netware_entries_start_without_rights_of_their_own);
    tcase_add_test(tcase, a_gateway_grants_what_share_and_account_both_grant);
    tcase_add_test(tcase, models_are_found_by_id);
    tcase_add_test(tcase, rights_that_are_kept_follow_every_edit);
    tcase_add_test(tcase, more_answers_than_are_kept_are_right_too);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
