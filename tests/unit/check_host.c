/* sim/host: machines that run programs. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "worlds/small_world.h"

static struct arena arena;
static struct world *world;
static struct host *host;

static void begin(void)
{
    const struct world_spec spec = {.seed = 1};
    world = world_create(&arena, &spec);
    host = host_need(world, NULL);
}

static void end(void)
{
    world_destroy(world);
    arena_release(&arena);
}

/* The world at the machine's own console. */
static struct os_port *console(void)
{
    return &process_new(world, PROCESS_WORLD, "console", host, NULL)->port;
}

START_TEST(the_first_host_is_ex1_with_two_drives)
{
    ck_assert_str_eq(host->machine->name, "EX1");
    ck_assert_ptr_nonnull(machine_find_volume(host->machine, "C"));
    ck_assert_ptr_nonnull(machine_find_volume(host->machine, "D"));
    ck_assert_str_eq(host->version, "4.0");
    ck_assert_ptr_eq(host_need(world, ""), host);
    ck_assert_ptr_eq(host_find(world, "ex1"), host);
    ck_assert_ptr_null(host_find(world, "EX2"));
    ck_assert_ptr_ne(host_need(world, "EX2"), host);
    ck_assert_ptr_eq(host_find(world, NULL), host);
}
END_TEST

START_TEST(a_known_machine_becomes_a_host_and_keeps_its_drives)
{
    struct machine *machine = network_add_machine(world->network, MACHINE_NT, "NT9");
    const struct volume_spec small = {.label = "D:", .capacity_bytes = 1U << 20};
    const struct machine_volume *drive = machine_add_volume(world->network, machine, "D", &small);
    ck_assert_ptr_eq(host_need(world, "NT9")->machine, machine);
    ck_assert_ptr_eq(machine_find_volume(machine, "D"), drive);
    ck_assert_ptr_nonnull(machine_find_volume(machine, "C"));
}
END_TEST

START_TEST(settings_are_kept_by_section_and_name)
{
    host_set_setting(world, host, "A", "Path", "C:\\one");
    host_set_setting(world, host, "B", "Path", "C:\\two");
    ck_assert_str_eq(host_setting(host, "a", "PATH"), "C:\\one");
    ck_assert_str_eq(host_setting(host, "B", "path"), "C:\\two");
    ck_assert_ptr_null(host_setting(host, "C", "path"));
    ck_assert_ptr_null(host_setting(host, "A", "other"));
}
END_TEST

START_TEST(settings_that_change_for_ever_take_no_more_memory)
{
    host_set_setting(world, host, "A", "Count", "999");
    const size_t before = arena_bytes(&arena);
    for (int i = 0; i < 100000; i++) {
        host_set_setting(world, host, "A", "Count", i % 2 == 0 ? "1" : "999");
    }
    host_set_setting(world, host, "A", "Count", host_setting(host, "A", "Count"));
    ck_assert_str_eq(host_setting(host, "A", "Count"), "999");
    ck_assert_uint_eq(arena_bytes(&arena), before);
    host_set_setting(world, host, "A", "Count", "1000");
    ck_assert_str_eq(host_setting(host, "A", "Count"), "1000");
}
END_TEST

static const struct {
    const char *name;
    int date_order;
    char date_separator;
    int code_page;
} locales[] = {{"en-US", 0, '/', 437}, {"en-GB", 1, '/', 850}, {"de-DE", 1, '.', 850},
               {"fr-FR", 1, '/', 850}, {"sv-SE", 2, '-', 850}, {"JA-jp", 2, '/', 437}};

START_TEST(a_locale_sets_date_order_separator_and_code_page)
{
    ck_assert(host_set_locale(host, locales[_i].name));
    ck_assert_int_eq(host->locale.date_order, locales[_i].date_order);
    ck_assert_int_eq(host->locale.date_separator, locales[_i].date_separator);
    ck_assert_int_eq(host->locale.code_page, locales[_i].code_page);
    ck_assert(!host_set_locale(host, "xx-XX"));
    ck_assert_int_eq(host->locale.code_page, locales[_i].code_page);
}
END_TEST

START_TEST(a_program_is_found_on_the_search_path_until_its_file_is_deleted)
{
    struct host_program found;
    ck_assert_int_eq(host_find_program(world, host, "IMPORT", &found), ST_NOT_FOUND);
    small_must(host_install_program(world, host, "IMPORT", "5.15", "C:\\WINNT\\system32"));
    ck_assert_int_eq(host_find_program(world, host, "import", &found), ST_OK);
    ck_assert_str_eq(found.path, "C:\\WINNT\\system32\\import.EXE");
    ck_assert_str_eq(found.name, "IMPORT");
    ck_assert_str_eq(found.version, "5.15");
    ck_assert_int_eq(host_find_program(world, host, "Import.exe", &found), ST_OK);
    ck_assert_int_eq(os_remove(console(), "C:\\WINNT\\system32\\IMPORT.EXE"), ST_OK);
    ck_assert_int_eq(host_find_program(world, host, "IMPORT", &found), ST_NOT_FOUND);
}
END_TEST

START_TEST(the_first_directory_of_the_search_path_wins)
{
    struct host_program found;
    small_must(host_install_program(world, host, "EXPORT", "5.14", "C:\\WINNT"));
    ck_assert_int_eq(host_find_program(world, host, "EXPORT", &found), ST_OK);
    ck_assert_str_eq(found.version, "5.14");
    small_must(host_install_program(world, host, "EXPORT", "6.0", "C:\\WINNT\\system32"));
    ck_assert_int_eq(host_find_program(world, host, "EXPORT", &found), ST_OK);
    ck_assert_str_eq(found.version, "6.0");
    ck_assert_int_eq(host_find_program(world, host, "C:\\WINNT\\EXPORT", &found), ST_OK);
    ck_assert_str_eq(found.version, "5.14");
    small_must(host_install_program(world, host, "EXPORT", "6.1", "C:\\WINNT\\system32"));
    ck_assert_int_eq(host_find_program(world, host, "EXPORT", &found), ST_OK);
    ck_assert_str_eq(found.version, "6.1");
}
END_TEST

START_TEST(empty_parts_and_missing_directories_of_the_search_path_are_passed)
{
    struct host_program found;
    small_must(host_install_program(world, host, "EXPORT", "5.14", "D:\\cc mail"));
    (void)text_copy(host->search_path, sizeof(host->search_path), ";C:\\NONE;Q:\\X;;D:\\cc mail");
    ck_assert_int_eq(host_find_program(world, host, "EXPORT", &found), ST_OK);
    ck_assert_str_eq(found.path, "D:\\cc mail\\EXPORT.EXE");
}
END_TEST

START_TEST(a_file_that_is_no_program_is_not_run)
{
    struct host_program found;
    struct os_port *port = console();
    ck_assert_int_eq(os_write_file(port, "C:\\FALSE.EXE", "text", 4), ST_OK);
    ck_assert_int_eq(host_find_program(world, host, "C:\\FALSE", &found), ST_FILE_CORRUPT);
    ck_assert_int_eq(os_make_dir(port, "C:\\DIR.EXE"), ST_OK);
    ck_assert_int_eq(host_find_program(world, host, "C:\\DIR.EXE", &found), ST_NOT_FOUND);
    ck_assert_int_eq(os_write_file(port, "C:\\LONG.EXE", "MZ AVERYLONGNAMEOFAPROGRAM 1\r\n", 30),
                     ST_OK);
    ck_assert_int_eq(host_find_program(world, host, "C:\\LONG.EXE", &found), ST_FILE_CORRUPT);
    ck_assert_int_eq(os_write_file(port, "C:\\BARE.EXE", "MZ NAME", 7), ST_OK);
    ck_assert_int_eq(host_find_program(world, host, "C:\\BARE.EXE", &found), ST_OK);
    ck_assert_str_eq(found.version, "");
}
END_TEST

START_TEST(what_cannot_be_installed_is_told)
{
    char long_name[300];
    memset(long_name, 'A', sizeof(long_name) - 1);
    long_name[sizeof(long_name) - 1] = '\0';
    struct host_program found;
    ck_assert_ptr_nonnull(host_install_program(world, host, "IMPORT", "5.15", "A:\\X"));
    ck_assert_ptr_null(host_install_program(world, host, "IMPORT", "5.15", "Q:\\X"));
    world->is_declared = true; /* from now on a drive is there or is not */
    ck_assert_ptr_nonnull(host_install_program(world, host, "IMPORT", "5.15", "R:\\X"));
    ck_assert_ptr_nonnull(host_install_program(world, host, "IMPORT", long_name, "C:\\"));
    ck_assert_int_eq(host_find_program(world, host, long_name, &found), ST_NOT_FOUND);
    long_name[1] = '\\';
    ck_assert_int_eq(host_find_program(world, host, long_name, &found), ST_TOO_LONG);
    struct machine_volume *volume = NULL;
    volume_node node = 0;
    small_must(world_place(world, host, "C:\\", &volume, &node, false));
    volume_set_free(volume->volume, 0);
    ck_assert_ptr_nonnull(host_install_program(world, host, "EXPORT", "5.14", "C:\\"));
}
END_TEST

static const struct {
    const char *name;
    const char *version;
    uint32_t service_pack;
    bool is_level_known;
    bool keeps;
} levels[] = {
    {"a level that nobody named has nothing wrong", "4.0", 3, false, false},
    {"the last level that had it", "4.0", 3, true, true},
    {"the first one without it", "4.0", 4, true, false},
    {"an older version, whatever its service pack", "3.51", 5, true, true},
    {"a newer version", "5.0", 0, true, false},
};

START_TEST(a_machine_has_the_quirks_of_its_level)
{
    struct host machine = {.service_pack = levels[_i].service_pack,
                           .is_level_known = levels[_i].is_level_known};
    ck_assert(text_copy(machine.version, sizeof(machine.version), levels[_i].version));
    ck_assert_msg(host_has_quirk(&machine, PLATFORM_KEEPS_NETWARE_SESSION) == levels[_i].keeps,
                  "%s", levels[_i].name);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("host");
    TCase *tcase = tcase_create("host");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, the_first_host_is_ex1_with_two_drives);
    tcase_add_test(tcase, a_known_machine_becomes_a_host_and_keeps_its_drives);
    tcase_add_test(tcase, settings_are_kept_by_section_and_name);
    tcase_add_test(tcase, settings_that_change_for_ever_take_no_more_memory);
    tcase_add_loop_test(tcase, a_locale_sets_date_order_separator_and_code_page, 0,
                        (int)ARRAY_COUNT(locales));
    tcase_add_test(tcase, a_program_is_found_on_the_search_path_until_its_file_is_deleted);
    tcase_add_test(tcase, the_first_directory_of_the_search_path_wins);
    tcase_add_test(tcase, empty_parts_and_missing_directories_of_the_search_path_are_passed);
    tcase_add_test(tcase, a_file_that_is_no_program_is_not_run);
    tcase_add_test(tcase, what_cannot_be_installed_is_told);
    tcase_add_loop_test(tcase, a_machine_has_the_quirks_of_its_level, 0, (int)ARRAY_COUNT(levels));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
