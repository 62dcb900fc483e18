#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ccmc/store.h"
#include "support/script_port.h"

#define ROOT "C:\\store data"

static struct arena arena;
static struct script_port *machine;
static struct store store;

static void begin(void)
{
    arena = (struct arena){0};
    machine = script_create(&arena);
    ck_assert_int_eq(store_open(&store, script_os(machine), ROOT), ST_OK);
}

static void end(void)
{
    arena_release(&arena);
}

static void prepare(void)
{
    ck_assert_int_eq(store_prepare(&store, &arena), ST_OK);
}

static void put(const char *path, const char *content)
{
    ck_assert(script_write(machine, path, bytes_of_text(content)));
}

static bool holds(const char *path, const char *content)
{
    struct bytes found = {NULL, 0};
    return script_read(machine, path, &found) && found.size == strlen(content) &&
           memcmp(found.data, content, found.size) == 0;
}

START_TEST(what_is_missing_is_made)
{
    static const char *const places[] = {"Submit", "Import",     "Export",
                                         "Bad",    "Import.bak", "Export.bak"};
    prepare();
    for (size_t i = 0; i < ARRAY_COUNT(places); i++) {
        struct os_info info = {0};
        const char *path = arena_format(&arena, "%s\\%s", ROOT, places[i]);
        ck_assert_int_eq(os_stat(script_os(machine), path, &info), ST_OK);
        ck_assert(info.is_directory);
    }
}
END_TEST

START_TEST(what_could_not_be_made_is_made_at_the_next_call_and_never_again)
{
    script_fail_at(machine, 1, ST_BUSY);
    prepare();
    ck_assert(!store.is_ready);
    prepare();
    ck_assert(store.is_ready);
    script_reset_calls(machine);
    prepare();
    ck_assert_uint_eq(script_calls(machine), 0);
    ck_assert(script_remove(machine, ROOT "\\Import"));
    prepare();
    ck_assert_uint_eq(script_calls(machine), 0);
}
END_TEST

START_TEST(programs_get_the_short_form_of_the_root)
{
    prepare();
    ck_assert(text_is_short_name(text_base_name(store.short_root)));
}
END_TEST

START_TEST(a_path_that_does_not_fit_is_refused)
{
    char root[OS_PATH_SIZE];
    struct store other;
    memset(root, 'x', sizeof root - 1);
    root[sizeof root - 1] = '\0';
    ck_assert_int_eq(store_open(&other, script_os(machine), root), ST_TOO_LONG);
    ck_assert_int_eq(store_open(&other, script_os(machine), arena_format(&arena, "%sx", root)),
                     ST_TOO_LONG);
    root[sizeof root - 16] = '\0';
    ck_assert_int_eq(store_open(&other, script_os(machine), root), ST_OK);
    ck_assert_int_eq(store_write(&other, STORE_BAD, "msg0001.ccm", bytes_of_text("")), ST_TOO_LONG);
    ck_assert_int_eq(store_remove(&other, STORE_BAD, "msg0001.ccm"), ST_TOO_LONG);
    ck_assert_int_eq(store_move(&other, STORE_BAD, STORE_EXPORT, "msg0001.ccm"), ST_TOO_LONG);
    ck_assert_int_eq(store_write_plain(&other, STORE_BAD, "msg0001.ccm", bytes_of_text("")),
                     ST_TOO_LONG);
}
END_TEST

START_TEST(ids_start_after_the_highest_in_the_store)
{
    char name[STORE_FILE_NAME_SIZE];
    script_make_dir(machine, ROOT);
    script_make_dir(machine, ROOT "\\Bad");
    script_make_dir(machine, ROOT "\\Export");
    put(ROOT "\\Bad\\MSG00FE.CCM", "");
    put(ROOT "\\Export\\msg0002.ccm", "");
    put(ROOT "\\Export\\msgxyz.ccm", "");
    prepare();
    store_new_file_name(&store, name);
    ck_assert_str_eq(name, "msg00ff.ccm");
    store_new_file_name(&store, name);
    ck_assert_str_eq(name, "msg0100.ccm");
}
END_TEST

START_TEST(the_highest_id_counts_wherever_it_lies)
{
    char name[STORE_FILE_NAME_SIZE];
    script_make_dir(machine, ROOT);
    script_make_dir(machine, ROOT "\\Bad");
    script_make_dir(machine, ROOT "\\Export");
    script_make_dir(machine, ROOT "\\Export.bak");
    put(ROOT "\\Bad\\MSG0001.CCM", "");
    put(ROOT "\\Export\\msg00FE.ccm", "");
    put(ROOT "\\Export.bak\\msg0003.ccm", "");
    prepare();
    store_new_file_name(&store, name);
    ck_assert_str_eq(name, "msg00ff.ccm");
}
END_TEST

START_TEST(ids_wrap_behind_ffff)
{
    char name[STORE_FILE_NAME_SIZE];
    script_make_dir(machine, ROOT);
    script_make_dir(machine, ROOT "\\Export.bak");
    put(ROOT "\\Export.bak\\msgffff.ccm", "");
    prepare();
    store_new_file_name(&store, name);
    ck_assert_str_eq(name, "msg0000.ccm");
    store.next_file_id = 0xFFFF;
    store_new_file_name(&store, name);
    ck_assert_str_eq(name, "msgffff.ccm");
    store_new_file_name(&store, name);
    ck_assert_str_eq(name, "msg0000.ccm");
}
END_TEST

static const struct {
    const char *file;
    bool is_id;
    uint32_t id;
} file_names[] = {
    {"msg0001.ccm", true, 1},   {"MSG4A27.CCM", true, 0x4A27}, {"msg1f.ccm", true, 0x1F},
    {"msg.ccm", false, 0},      {"msg12345.ccm", false, 0},    {"msg0001.tmp", false, 0},
    {"00000010.ccm", false, 0},
};

START_TEST(file_ids_are_read_from_names)
{
    uint32_t id = 0;
    ck_assert_msg(store_file_id(file_names[_i].file, &id) == file_names[_i].is_id, "%s",
                  file_names[_i].file);
    ck_assert_uint_eq(file_names[_i].is_id ? id : 0, file_names[_i].id);
}
END_TEST

START_TEST(queue_ids_make_names_and_back)
{
    char name[STORE_FILE_NAME_SIZE];
    uint64_t id = 0;
    ck_assert(store_queue_name(31, false, name));
    ck_assert_str_eq(name, "000001F0.ccm");
    ck_assert(store_queue_id(name, &id));
    ck_assert_uint_eq(id, 31);
    ck_assert(store_queue_name(UINT32_MAX >> 4, false, name));
    ck_assert(!store_queue_name(UINT64_C(1) << 28, false, name));
    ck_assert(!store_queue_id("00000000.ccm", &id));
    ck_assert(!store_queue_id("000001F2.ccm", &id));
    ck_assert(!store_queue_id("msg0001.ccm", &id));
    ck_assert(!store_queue_id("000000001.ccm", &id));
    ck_assert(store_queue_name(31, true, name));
    ck_assert_str_eq(name, "000001F1.ccm");
    ck_assert(store_queue_id(name, &id));
    ck_assert_uint_eq(id, 31);
    ck_assert(store_is_report("000001f1.UND"));
    ck_assert(!store_is_report("000001F0.ccm"));
    ck_assert(!store_is_report("Report.ccm"));
    ck_assert(!store_queue_name(UINT64_C(1) << 28, true, name));
    ck_assert(store_same_stem("000001F0.ccm", "000001f0.UND"));
    ck_assert(!store_same_stem("000001F0.ccm", "0000001.UND"));
}
END_TEST

START_TEST(a_report_stands_between_the_letters_before_and_behind_it)
{
    char names[3][STORE_FILE_NAME_SIZE];
    ck_assert(store_queue_name(15, false, names[0]));
    ck_assert(store_queue_name(16, true, names[1]));
    ck_assert(store_queue_name(17, false, names[2]));
    ck_assert_int_lt(strcmp(names[0], names[1]), 0);
    ck_assert_int_lt(strcmp(names[1], names[2]), 0);
}
END_TEST

START_TEST(the_oldest_file_comes_first_across_the_wrap)
{
    struct store_files files = {0};
    static const char *const names[] = {"other.ccm", "msg0001.ccm", "msgfffe.ccm", "msg0000.ccm"};
    static const char *const want[] = {"msgfffe.ccm", "msg0000.ccm", "msg0001.ccm", "other.ccm"};
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        store_files_add(&files, &arena, names[i]);
    }
    for (size_t i = 0; i < ARRAY_COUNT(want); i++) {
        const size_t oldest = store_files_oldest(&files);
        ck_assert_str_eq(files.names[oldest], want[i]);
        store_files_remove(&files, oldest);
    }
    ck_assert_uint_eq(files.count, 0);
}
END_TEST

START_TEST(a_list_grows_and_knows_its_names)
{
    struct store_files files = {0};
    for (unsigned i = 0; i < 40; i++) {
        store_files_add(&files, &arena, arena_format(&arena, "%02u.ccm", 39 - i));
    }
    ck_assert_uint_eq(files.count, 40);
    ck_assert_str_eq(files.names[store_files_first(&files)], "00.ccm");
    ck_assert(store_files_have(&files, "17.CCM"));
    ck_assert(!store_files_have(&files, "40.ccm"));
}
END_TEST

START_TEST(directories_are_not_listed)
{
    struct store_files files;
    prepare();
    script_make_dir(machine, ROOT "\\Import\\sub.ccm");
    put(ROOT "\\Import\\a.ccm", "");
    ck_assert_int_eq(store_list(&store, STORE_IMPORT, "*.ccm", &arena, &files), ST_OK);
    ck_assert_uint_eq(files.count, 1);
    ck_assert_str_eq(files.names[0], "a.ccm");
}
END_TEST

START_TEST(a_file_is_whole_or_not_there)
{
    prepare();
    script_reset_calls(machine);
    ck_assert_int_eq(store_write(&store, STORE_SUBMIT, "00000010.ccm", bytes_of_text("whole")),
                     ST_OK);
    const uint64_t calls = script_calls(machine);
    ck_assert(holds(ROOT "\\Submit\\00000010.ccm", "whole"));
    for (uint64_t call = 1; call <= calls; call++) {
        script_reset_calls(machine);
        script_fail_at(machine, call, ST_DISK_FULL);
        ck_assert_int_eq(store_write(&store, STORE_SUBMIT, "00000020.ccm", bytes_of_text("whole")),
                         ST_DISK_FULL);
        ck_assert_uint_eq(script_count(machine, ROOT "\\Submit", "00000020.*"), 0);
    }
    script_fail_at(machine, 0, ST_OK);
    ck_assert_int_eq(store_write(&store, STORE_SUBMIT, "00000010.ccm", bytes_of_text("other")),
                     ST_EXISTS);
    ck_assert(holds(ROOT "\\Submit\\00000010.ccm", "whole"));
    ck_assert_uint_eq(script_count(machine, ROOT "\\Submit", "*.tmp"), 0);
}
END_TEST

START_TEST(removing_what_is_gone_is_no_failure)
{
    prepare();
    ck_assert_int_eq(store_remove(&store, STORE_BAD, "msg0001.ccm"), ST_OK);
}
END_TEST

START_TEST(a_taken_name_in_bad_is_not_overwritten)
{
    prepare();
    put(ROOT "\\Export\\msg0001.ccm", "second");
    put(ROOT "\\Bad\\msg0001.ccm", "first");
    put(ROOT "\\Bad\\msg0002.ccm", "another");
    store.next_file_id = 2;
    ck_assert_int_eq(store_quarantine(&store, STORE_EXPORT, "msg0001.ccm"), ST_OK);
    ck_assert(holds(ROOT "\\Bad\\msg0001.ccm", "first"));
    ck_assert(holds(ROOT "\\Bad\\msg0002.ccm", "another"));
    ck_assert(holds(ROOT "\\Bad\\msg0003.ccm", "second"));
    ck_assert_uint_eq(script_count(machine, ROOT "\\Export", "*"), 0);
}
END_TEST

START_TEST(a_file_that_cannot_go_to_bad_stays)
{
    prepare();
    put(ROOT "\\Export\\msg0001.ccm", "bad");
    put(ROOT "\\Bad\\msg0001.ccm", "first");
    script_refuse(machine, "rename", "msg0001.ccm", ST_ACCESS_DENIED);
    ck_assert_int_eq(store_quarantine(&store, STORE_EXPORT, "msg0001.ccm"), ST_ACCESS_DENIED);
    script_refuse(machine, "rename", "msg0002.ccm", ST_ACCESS_DENIED);
    store.next_file_id = 2;
    ck_assert_int_eq(store_quarantine(&store, STORE_EXPORT, "msg0001.ccm"), ST_ACCESS_DENIED);
    ck_assert(holds(ROOT "\\Export\\msg0001.ccm", "bad"));
}
END_TEST

START_TEST(programs_get_names_in_upper_case_where_case_does_not_matter)
{
    char name[OS_PATH_SIZE];
    store_dos_name(&store, STORE_IMPORT, "*.ccm", name, sizeof name);
    ck_assert_str_eq(name, "IMPORT\\*.CCM");
    store.port->traits.case_sensitive = true;
    store_dos_name(&store, STORE_EXPORT, "msg0001.ccm", name, sizeof name);
    ck_assert_str_eq(name, "Export\\msg0001.ccm");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("store");
    TCase *tcase = tcase_create("store");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, what_is_missing_is_made);
    tcase_add_test(tcase, what_could_not_be_made_is_made_at_the_next_call_and_never_again);
    tcase_add_test(tcase, programs_get_the_short_form_of_the_root);
    tcase_add_test(tcase, a_path_that_does_not_fit_is_refused);
    tcase_add_test(tcase, ids_start_after_the_highest_in_the_store);
    tcase_add_test(tcase, the_highest_id_counts_wherever_it_lies);
    tcase_add_test(tcase, ids_wrap_behind_ffff);
    tcase_add_loop_test(tcase, file_ids_are_read_from_names, 0, (int)ARRAY_COUNT(file_names));
    tcase_add_test(tcase, queue_ids_make_names_and_back);
    tcase_add_test(tcase, a_report_stands_between_the_letters_before_and_behind_it);
    tcase_add_test(tcase, the_oldest_file_comes_first_across_the_wrap);
    tcase_add_test(tcase, a_list_grows_and_knows_its_names);
    tcase_add_test(tcase, directories_are_not_listed);
    tcase_add_test(tcase, a_file_is_whole_or_not_there);
    tcase_add_test(tcase, removing_what_is_gone_is_no_failure);
    tcase_add_test(tcase, a_taken_name_in_bad_is_not_overwritten);
    tcase_add_test(tcase, a_file_that_cannot_go_to_bad_stays);
    tcase_add_test(tcase, programs_get_names_in_upper_case_where_case_does_not_matter);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
