/* File operations on a volume where everything is granted; rights are in check_nt_models.c and
 * check_netware_models.c. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fs/fs.h"

static struct arena arena;
static struct volume *volume;
static struct fs *fs;
static const identity_id token_ids[] = {IDENTITY_SYSTEM};
static struct identity_token token;
static struct fs_way way;
static struct fs_call call;

static volume_node made(volume_node parent, const char *name, bool is_directory)
{
    volume_node node = 0;
    ck_assert_int_eq(volume_make(volume, parent, name, is_directory, &node), ST_OK);
    return node;
}

/* store\Import is the root of the way, store\outside is not below it. */
static void setup(void)
{
    arena = (struct arena){0};
    fs = fs_create(&arena);
    volume = volume_create(
        &arena,
        &(struct volume_spec){.label = "D:", .capacity_bytes = 1 << 20, .makes_short_names = true});
    token = (struct identity_token){.ids = token_ids, .count = 1};
    const volume_node store = made(VOLUME_ROOT, "store", true);
    (void)made(store, "outside", false);
    way = (struct fs_way){.model = &fs_model_nt_share,
                          .volume = volume,
                          .volume_number = 3,
                          .root = made(store, "Import", true),
                          .token = &token,
                          .share_mask = NT_FULL};
    call = (struct fs_call){.fs = fs, .way = &way, .now_ms = 77};
}

static void teardown(void)
{
    arena_release(&arena);
}

static enum status opened(const char *path, struct os_open_mode mode, struct fs_handle **handle_out)
{
    call.path = path;
    return fs_open(&call, mode, handle_out);
}

static struct fs_handle *open_or_fail(const char *path, struct os_open_mode mode)
{
    struct fs_handle *handle = NULL;
    const enum status st = opened(path, mode, &handle);
    ck_assert_msg(st == ST_OK, "%s: %s", path, status_name(st));
    return handle;
}

static void make_file(const char *path, const char *text)
{
    struct fs_handle *handle =
        open_or_fail(path, (struct os_open_mode){.access = OS_WRITE, .disposition = OS_CREATE_NEW});
    ck_assert_int_eq(fs_write(fs, handle, 0, text, strlen(text), 77), ST_OK);
    fs_close(fs, handle);
}

static uint64_t size_of(const char *path)
{
    struct os_info info;
    call.path = path;
    ck_assert_int_eq(fs_stat(&call, &info), ST_OK);
    return info.size_bytes;
}

/* "there" has 5 bytes, "dir" is a directory, "absent" is not there. */
static const struct {
    const char *name;
    const char *path;
    enum os_disposition disposition;
    enum status want;
    uint64_t size_after;
} opens[] = {
    {"open existing", "there", OS_OPEN_EXISTING, ST_OK, 5},
    {"open existing, absent", "absent", OS_OPEN_EXISTING, ST_NOT_FOUND, 0},
    {"create new", "absent", OS_CREATE_NEW, ST_OK, 0},
    {"create new, present", "there", OS_CREATE_NEW, ST_EXISTS, 5},
    {"open always", "there", OS_OPEN_ALWAYS, ST_OK, 5},
    {"open always, absent", "absent", OS_OPEN_ALWAYS, ST_OK, 0},
    {"create always", "there", OS_CREATE_ALWAYS, ST_OK, 0},
    {"create always, absent", "absent", OS_CREATE_ALWAYS, ST_OK, 0},
    {"a directory", "dir", OS_OPEN_EXISTING, ST_ACCESS_DENIED, 0},
    {"a directory, replaced", "dir", OS_CREATE_ALWAYS, ST_ACCESS_DENIED, 0},
    {"a directory, made anew", "dir", OS_CREATE_NEW, ST_EXISTS, 0},
    {"the root", "", OS_OPEN_EXISTING, ST_ACCESS_DENIED, 0},
    {"below an absent directory", "absent\\f", OS_CREATE_NEW, ST_PATH_NOT_FOUND, 0},
    {"below a file", "there\\f", OS_CREATE_NEW, ST_PATH_NOT_FOUND, 0},
    {"a bad name", "a*b", OS_CREATE_NEW, ST_BAD_NAME, 0},
    {"a bad name, to open", "a*b", OS_OPEN_EXISTING, ST_NOT_FOUND, 0},
};

START_TEST(opening_does_what_the_disposition_says)
{
    make_file("there", "12345");
    call.path = "dir";
    ck_assert_int_eq(fs_make_dir(&call), ST_OK);
    struct fs_handle *handle = NULL;
    const struct os_open_mode mode = {.access = OS_READ_WRITE,
                                      .disposition = opens[_i].disposition};
    const enum status st = opened(opens[_i].path, mode, &handle);
    ck_assert_msg(st == opens[_i].want, "%s: %s", opens[_i].name, status_name(st));
    if (st == ST_OK) {
        ck_assert_int_eq(handle->created_here, strcmp(opens[_i].path, "absent") == 0);
        fs_close(fs, handle);
        ck_assert_uint_eq(size_of(opens[_i].path), opens[_i].size_after);
    }
}
END_TEST

START_TEST(a_handle_reads_and_writes_as_it_was_opened)
{
    char data[8] = "";
    size_t count = 0;
    make_file("f", "hello");
    struct fs_handle *reader = open_or_fail("f", (struct os_open_mode){.access = OS_READ});
    ck_assert_int_eq(fs_read(fs, reader, 1, data, sizeof(data), &count), ST_OK);
    ck_assert_uint_eq(count, 4);
    ck_assert_mem_eq(data, "ello", 4);
    ck_assert_int_eq(fs_write(fs, reader, 0, "x", 1, 99), ST_ACCESS_DENIED);
    ck_assert_int_eq(fs_set_size(fs, reader, 0, 99), ST_ACCESS_DENIED);
    struct fs_handle *writer = open_or_fail("F", (struct os_open_mode){.access = OS_WRITE});
    ck_assert_int_eq(fs_read(fs, writer, 0, data, 1, &count), ST_ACCESS_DENIED);
    ck_assert_uint_eq(count, 0);
    ck_assert_int_eq(fs_write(fs, writer, 5, "!", 1, 99), ST_OK);
    ck_assert_int_eq(fs_set_size(fs, writer, 8, 99), ST_OK);
    ck_assert_int_eq(fs_set_size(fs, writer, 2, 100), ST_OK);
    fs_close(fs, writer);
    fs_close(fs, reader);
    struct os_info info;
    call.path = "f";
    ck_assert_int_eq(fs_stat(&call, &info), ST_OK);
    ck_assert_uint_eq(info.size_bytes, 2);
    ck_assert_uint_eq(info.modified_ms, 100);
}
END_TEST

START_TEST(a_created_file_that_is_only_read_is_not_written)
{
    const struct os_open_mode mode = {.access = OS_READ, .disposition = OS_CREATE_ALWAYS};
    make_file("f", "hello");
    for (int times = 0; times < 2; times++) { /* cut to zero, then created */
        struct fs_handle *handle = open_or_fail("f", mode);
        ck_assert_int_eq(fs_write(fs, handle, 0, "x", 1, 0), ST_ACCESS_DENIED);
        fs_close(fs, handle);
        ck_assert_uint_eq(size_of("f"), 0);
        call.path = "f";
        ck_assert_int_eq(fs_remove(&call), ST_OK);
    }
}
END_TEST

/* The second open of a file, by what the first denied and does. */
static const struct {
    const char *name;
    struct os_open_mode first;
    struct os_open_mode second;
    enum status want;
} deny_modes[] = {
    {"nothing denied", {OS_READ_WRITE, OS_DENY_NONE, 0}, {OS_READ_WRITE, OS_DENY_NONE, 0}, ST_OK},
    {"writing denied to a writer",
     {OS_READ, OS_DENY_WRITE, 0},
     {OS_WRITE, OS_DENY_NONE, 0},
     ST_SHARING_VIOLATION},
    {"writing denied to a reader", {OS_READ, OS_DENY_WRITE, 0}, {OS_READ, OS_DENY_NONE, 0}, ST_OK},
    {"reading denied to a reader",
     {OS_WRITE, OS_DENY_READ, 0},
     {OS_READ, OS_DENY_NONE, 0},
     ST_SHARING_VIOLATION},
    {"the second denies what the first does",
     {OS_WRITE, OS_DENY_NONE, 0},
     {OS_READ, OS_DENY_WRITE, 0},
     ST_SHARING_VIOLATION},
    {"all denied", {OS_READ, OS_DENY_ALL, 0}, {OS_READ, OS_DENY_NONE, 0}, ST_SHARING_VIOLATION},
    {"cutting is writing",
     {OS_READ, OS_DENY_WRITE, 0},
     {OS_READ, OS_DENY_NONE, OS_CREATE_ALWAYS},
     ST_SHARING_VIOLATION},
};

START_TEST(deny_modes_hold_between_handles)
{
    struct fs_handle *second = NULL;
    make_file("f", "hello");
    struct fs_handle *first = open_or_fail("f", deny_modes[_i].first);
    const enum status st = opened("f", deny_modes[_i].second, &second);
    ck_assert_msg(st == deny_modes[_i].want, "%s: %s", deny_modes[_i].name, status_name(st));
    if (st == ST_OK) {
        fs_close(fs, second);
    }
    ck_assert_uint_eq(size_of("f"), 5);
    fs_close(fs, first);
    fs_close(fs, open_or_fail("f", deny_modes[_i].second)); /* nobody else any more */
}
END_TEST

START_TEST(what_is_open_is_neither_deleted_nor_renamed)
{
    make_file("f", "hello");
    struct fs_handle *handle = open_or_fail("f", (struct os_open_mode){.access = OS_READ});
    call.path = "f";
    ck_assert(sharing_is_open(fs_sharing(fs), handle->open.file));
    ck_assert_int_eq(fs_remove(&call), ST_SHARING_VIOLATION);
    ck_assert_int_eq(fs_rename(&call, "g"), ST_SHARING_VIOLATION);
    const uint32_t file = handle->open.file;
    fs_close(fs, handle);
    ck_assert(!sharing_is_open(fs_sharing(fs), file));
    ck_assert_int_eq(fs_rename(&call, "g"), ST_OK);
    call.path = "g";
    ck_assert_int_eq(fs_remove(&call), ST_OK);
}
END_TEST

START_TEST(locks_are_mandatory_and_end_with_their_handle)
{
    const struct os_open_mode mode = {.access = OS_READ_WRITE};
    char data[4];
    size_t count = 0;
    make_file("f", "0123456789");
    struct fs_handle *a = open_or_fail("f", mode);
    struct fs_handle *b = open_or_fail("f", mode);
    ck_assert_int_eq(fs_lock(fs, a, 4, 2), ST_OK);
    ck_assert_int_eq(fs_lock(fs, b, 5, 2), ST_LOCK_VIOLATION);
    ck_assert_int_eq(fs_read(fs, b, 2, data, 4, &count), ST_LOCK_VIOLATION);
    ck_assert_int_eq(fs_write(fs, b, 5, "x", 1, 0), ST_LOCK_VIOLATION);
    ck_assert_int_eq(fs_set_size(fs, b, 5, 0), ST_LOCK_VIOLATION);
    ck_assert_int_eq(fs_set_size(fs, b, 6, 0), ST_OK);
    ck_assert_int_eq(fs_read(fs, b, 0, data, 4, &count), ST_OK);
    ck_assert_int_eq(fs_write(fs, a, 4, "x", 1, 0), ST_OK);
    ck_assert_int_eq(fs_unlock(fs, a, 4, 1), ST_INVALID);
    ck_assert_int_eq(fs_unlock(fs, a, 4, 2), ST_OK);
    ck_assert_int_eq(fs_lock(fs, b, 5, 2), ST_OK);
    fs_close(fs, b);
    ck_assert_int_eq(fs_write(fs, a, 5, "x", 1, 0), ST_OK);
    fs_close(fs, a);
}
END_TEST

START_TEST(a_full_disk_refuses_writing)
{
    struct fs_handle *handle =
        open_or_fail("f", (struct os_open_mode){.access = OS_WRITE, .disposition = OS_CREATE_NEW});
    volume_set_free(volume, 0);
    ck_assert_int_eq(fs_write(fs, handle, 0, "x", 1, 99), ST_DISK_FULL);
    ck_assert_int_eq(fs_set_size(fs, handle, 1, 99), ST_DISK_FULL);
    fs_close(fs, handle);
    struct os_info info;
    call.path = "f";
    ck_assert_int_eq(fs_stat(&call, &info), ST_OK);
    ck_assert_uint_eq(info.modified_ms, 77); /* nothing was changed */
}
END_TEST

START_TEST(stat_tells_size_kind_and_short_name)
{
    struct os_info info;
    make_file("A long name.txt", "hello");
    call.path = "a LONG name.TXT";
    ck_assert_int_eq(fs_stat(&call, &info), ST_OK);
    ck_assert_uint_eq(info.size_bytes, 5);
    ck_assert_uint_eq(info.modified_ms, 77);
    ck_assert(!info.is_directory);
    ck_assert_str_eq(info.short_name, "ALONGN~1.TXT");
    call.path = "";
    ck_assert_int_eq(fs_stat(&call, &info), ST_OK);
    ck_assert(info.is_directory);
    ck_assert_str_eq(info.short_name, "Import");
    call.path = "absent";
    ck_assert_int_eq(fs_stat(&call, &info), ST_NOT_FOUND);
    call.path = "absent\\f";
    ck_assert_int_eq(fs_stat(&call, &info), ST_PATH_NOT_FOUND);
}
END_TEST

START_TEST(a_long_name_without_a_short_one_has_none)
{
    struct os_info info;
    volume = volume_create(&arena, &(struct volume_spec){.label = "E:", .capacity_bytes = 1 << 20});
    way.volume = volume;
    way.root = VOLUME_ROOT;
    make_file("A long name.txt", "hello");
    call.path = "A long name.txt";
    ck_assert_int_eq(fs_stat(&call, &info), ST_OK);
    ck_assert_str_eq(info.short_name, "");
}
END_TEST

static const struct {
    const char *directory;
    const char *pattern;
    enum status want;
    const char *names; /* in order of creation */
} lists[] = {
    {"", "*", ST_OK, "b.ccm a.ccm A long name.txt dir "},
    {"", "*.*", ST_OK, "b.ccm a.ccm A long name.txt dir "},
    {"", "*.CCM", ST_OK, "b.ccm a.ccm "},
    {"", "?.ccm", ST_OK, "b.ccm a.ccm "},
    {"", "along*.txt", ST_OK, "A long name.txt "},
    {"", "x*", ST_OK, ""},
    {"dir", "*", ST_OK, ""},
    {"absent", "*", ST_PATH_NOT_FOUND, ""},
    {"absent\\dir", "*", ST_PATH_NOT_FOUND, ""},
    {"a.ccm", "*", ST_PATH_NOT_FOUND, ""},
};

START_TEST(listings_match_long_and_short_names)
{
    char got[100] = "";
    struct os_names names = {.count = 99};
    make_file("b.ccm", "hello");
    make_file("a.ccm", "");
    make_file("A long name.txt", "");
    call.path = "dir";
    ck_assert_int_eq(fs_make_dir(&call), ST_OK);
    call.path = lists[_i].directory;
    ck_assert_int_eq(fs_list(&call, lists[_i].pattern, &arena, &names), lists[_i].want);
    for (size_t i = 0; i < names.count; i++) {
        ck_assert(text_append(got, sizeof(got), names.entries[i].name));
        ck_assert(text_append(got, sizeof(got), " "));
        ck_assert_int_eq(names.entries[i].is_directory, strcmp(names.entries[i].name, "dir") == 0);
        ck_assert_uint_eq(names.entries[i].size_bytes,
                          strcmp(names.entries[i].name, "b.ccm") == 0 ? 5 : 0);
    }
    ck_assert_str_eq(got, lists[_i].names);
}
END_TEST

static const struct {
    const char *path;
    enum status want;
} directories[] = {
    {"new", ST_OK},
    {"new\\", ST_BAD_NAME},
    {"there", ST_EXISTS},
    {"", ST_EXISTS},
    {"absent\\new", ST_PATH_NOT_FOUND},
    {"a:b", ST_BAD_NAME},
};

START_TEST(directories_are_made_once)
{
    make_file("there", "");
    call.path = directories[_i].path;
    const enum status st = fs_make_dir(&call);
    ck_assert_msg(st == directories[_i].want, "%s: %s", call.path, status_name(st));
    if (st == ST_OK) {
        ck_assert_int_eq(fs_make_dir(&call), ST_EXISTS);
        ck_assert_int_eq(fs_remove(&call), ST_OK);
    }
}
END_TEST

START_TEST(only_empty_directories_go)
{
    call.path = "dir";
    ck_assert_int_eq(fs_make_dir(&call), ST_OK);
    make_file("dir\\f", "hello");
    call.path = "dir";
    ck_assert_int_eq(fs_remove(&call), ST_NOT_EMPTY);
    call.path = "dir\\f";
    ck_assert_int_eq(fs_remove(&call), ST_OK);
    ck_assert_int_eq(fs_remove(&call), ST_NOT_FOUND);
    call.path = "dir";
    ck_assert_int_eq(fs_remove(&call), ST_OK);
    call.path = "dir\\f";
    ck_assert_int_eq(fs_remove(&call), ST_PATH_NOT_FOUND);
    call.path = "";
    ck_assert_int_eq(fs_remove(&call), ST_ACCESS_DENIED);
}
END_TEST

static const struct {
    const char *source;
    const char *target;
    enum status want;
} renames[] = {
    {"f", "g", ST_OK},
    {"f", "F", ST_OK},
    {"f", "dir\\f", ST_OK},
    {"dir", "dir2", ST_OK},
    {"f", "there", ST_EXISTS},
    {"f", "dir", ST_EXISTS},
    {"f", "", ST_EXISTS},
    {"absent", "g", ST_NOT_FOUND},
    {"absent\\f", "g", ST_PATH_NOT_FOUND},
    {"f", "absent\\g", ST_PATH_NOT_FOUND},
    {"f", "g?", ST_BAD_NAME},
    {"dir", "dir\\dir", ST_INVALID},
    {"", "g", ST_ACCESS_DENIED},
};

START_TEST(renames_never_replace)
{
    struct os_info info;
    make_file("f", "hello");
    make_file("there", "");
    call.path = "dir";
    ck_assert_int_eq(fs_make_dir(&call), ST_OK);
    call.path = renames[_i].source;
    const enum status st = fs_rename(&call, renames[_i].target);
    ck_assert_msg(st == renames[_i].want, "%s to %s: %s", renames[_i].source, renames[_i].target,
                  status_name(st));
    if (st == ST_OK) {
        call.path = renames[_i].target;
        ck_assert_int_eq(fs_stat(&call, &info), ST_OK);
    } else {
        ck_assert_uint_eq(size_of("f"), 5);
    }
}
END_TEST

START_TEST(a_year_of_files_takes_no_more_memory)
{
    size_t before = 0;
    for (int i = 0; i < 5000; i++) {
        make_file("message.tmp", "some text");
        call.path = "message.tmp";
        ck_assert_int_eq(fs_rename(&call, "message.ccm"), ST_OK);
        call.path = "message.ccm";
        ck_assert_int_eq(fs_remove(&call), ST_OK);
        before = i == 10 ? arena_bytes(&arena) : before;
    }
    ck_assert_uint_eq(arena_bytes(&arena), before);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fs");
    TCase *tcase = tcase_create("fs");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, opening_does_what_the_disposition_says, 0, ARRAY_COUNT(opens));
    tcase_add_test(tcase, a_handle_reads_and_writes_as_it_was_opened);
    tcase_add_test(tcase, a_created_file_that_is_only_read_is_not_written);
    tcase_add_loop_test(tcase, deny_modes_hold_between_handles, 0, ARRAY_COUNT(deny_modes));
    tcase_add_test(tcase, what_is_open_is_neither_deleted_nor_renamed);
    tcase_add_test(tcase, locks_are_mandatory_and_end_with_their_handle);
    tcase_add_test(tcase, a_full_disk_refuses_writing);
    tcase_add_test(tcase, stat_tells_size_kind_and_short_name);
    tcase_add_test(tcase, a_long_name_without_a_short_one_has_none);
    tcase_add_loop_test(tcase, listings_match_long_and_short_names, 0, ARRAY_COUNT(lists));
    tcase_add_loop_test(tcase, directories_are_made_once, 0, ARRAY_COUNT(directories));
    tcase_add_test(tcase, only_empty_directories_go);
    tcase_add_loop_test(tcase, renames_never_replace, 0, ARRAY_COUNT(renames));
    tcase_add_test(tcase, a_year_of_files_takes_no_more_memory);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
