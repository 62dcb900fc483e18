#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "ccmc/settings.h"
#include "support/script_port.h"

static struct arena arena;
static struct script_port *machine;
static struct settings settings;

static void begin(void)
{
    arena = (struct arena){0};
    machine = script_create(&arena);
}

static void end(void)
{
    arena_release(&arena);
}

START_TEST(absent_values_count_as_their_defaults)
{
    ck_assert_int_eq(settings_read(script_os(machine), &arena, &settings), ST_OK);
    ck_assert_str_eq(settings.store_path, "C:\\exchsrvr\\CCMCData");
    ck_assert_uint_eq(settings.export_wait_s, 15);
    ck_assert_uint_eq(settings.import_wait_s, 15);
    ck_assert_uint_eq(settings.export_count_max, 16);
    ck_assert_uint_eq(settings.import_count_max, 5);
    ck_assert_uint_eq(settings.saves_exported, 0);
    ck_assert_uint_eq(settings.address_buffer_size, 4096);
    ck_assert_str_eq(settings.import_program, "Import.exe");
    ck_assert_str_eq(settings.export_options, "/ITEMSIZE /FORMAT/FAN /BATCH /FILES/MACBIN2");
    ck_assert_str_eq(settings.import_options, "/ITEMSIZE /PARTIAL /BATCH /FILES/MACBIN2");
    ck_assert_int_eq(settings.log_general, EVENT_LEVEL_NONE);
    ck_assert_str_eq(settings.post_office_name, "");
}
END_TEST

static const struct {
    const char *name;
    const char *text;
    uint32_t want;
} numbers[] = {
    {"decimal", "30", 30},
    {"hexadecimal", "0x28000", 163840},
    {"hexadecimal, upper case", "0X1F", 31},
    {"zero", "0", 0},
    {"the largest", "4294967295", 4294967295U},
    {"too large counts as the default", "4294967296", 15},
    {"too large, hexadecimal", "0x100000000", 15},
    {"no number", "soon", 15},
    {"no digits", "0x", 15},
    {"a wrong digit", "0x1G", 15},
    {"empty", "", 15},
    {"negative", "-1", 15},
};

START_TEST(numbers_are_decimal_or_hexadecimal)
{
    script_set(machine, "Second to wait before IMPORT", numbers[_i].text);
    ck_assert_int_eq(settings_read(script_os(machine), &arena, &settings), ST_OK);
    ck_assert_msg(settings.import_wait_s == numbers[_i].want, "%s: got %u", numbers[_i].name,
                  (unsigned)settings.import_wait_s);
}
END_TEST

static const struct {
    const char *text;
    enum event_level want;
} levels[] = {
    {"None", EVENT_LEVEL_NONE},     {"Minimum", EVENT_LEVEL_MINIMUM},
    {"medium", EVENT_LEVEL_MEDIUM}, {"MAXIMUM", EVENT_LEVEL_MAXIMUM},
    {"loud", EVENT_LEVEL_NONE},
};

START_TEST(levels_are_words)
{
    script_set(machine, "Logging Outbound", levels[_i].text);
    ck_assert_int_eq(settings_read(script_os(machine), &arena, &settings), ST_OK);
    ck_assert_int_eq(settings_level(&settings, EVENT_CATEGORY_OUTBOUND), levels[_i].want);
    ck_assert_int_eq(settings_level(&settings, EVENT_CATEGORY_GENERAL), EVENT_LEVEL_NONE);
    ck_assert_int_eq(settings_level(&settings, EVENT_CATEGORY_INBOUND), EVENT_LEVEL_NONE);
    ck_assert_int_eq(settings_level(&settings, EVENT_CATEGORY_DIR_SYNCH), EVENT_LEVEL_NONE);
}
END_TEST

START_TEST(only_the_post_office_page_is_read_before_a_run)
{
    ck_assert_int_eq(settings_read(script_os(machine), &arena, &settings), ST_OK);
    script_set(machine, "Post Office Name", "PO2");
    script_set(machine, "Post Office Password", "new");
    script_set(machine, "Post Office Path", "\\\\NW1\\SYS\\CCDATA");
    script_set(machine, "Import Export Version", "Import 6.0/Export 6.0");
    script_set(machine, "Second to wait before IMPORT", "60");
    script_reset_calls(machine);
    ck_assert_int_eq(settings_read_run(script_os(machine), &arena, &settings), ST_OK);
    ck_assert_uint_eq(script_calls(machine), 4);
    ck_assert_str_eq(settings.post_office_name, "PO2");
    ck_assert_str_eq(settings.post_office_password, "new");
    ck_assert_str_eq(settings.post_office_path, "\\\\NW1\\SYS\\CCDATA");
    ck_assert_str_eq(settings.program_version, "Import 6.0/Export 6.0");
    ck_assert_uint_eq(settings.import_wait_s, 15);
}
END_TEST

START_TEST(a_failing_read_is_handed_up)
{
    script_fail_at(machine, 3, ST_IO_ERROR);
    ck_assert_int_eq(settings_read(script_os(machine), &arena, &settings), ST_IO_ERROR);
    script_reset_calls(machine);
    script_fail_at(machine, 1, ST_PROCESS_GONE);
    ck_assert_int_eq(settings_read_run(script_os(machine), &arena, &settings), ST_PROCESS_GONE);
}
END_TEST

START_TEST(every_row_has_a_name_of_its_own)
{
    for (size_t i = 0; i < setting_count(); i++) {
        ck_assert_str_ne(setting_at(i)->name, "");
        for (size_t k = 0; k < i; k++) {
            ck_assert_str_ne(setting_at(i)->name, setting_at(k)->name);
        }
    }
    ck_assert_str_eq(settings_section(), "MSExchangeCCMC");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("settings");
    TCase *tcase = tcase_create("settings");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, absent_values_count_as_their_defaults);
    tcase_add_loop_test(tcase, numbers_are_decimal_or_hexadecimal, 0, (int)ARRAY_COUNT(numbers));
    tcase_add_loop_test(tcase, levels_are_words, 0, (int)ARRAY_COUNT(levels));
    tcase_add_test(tcase, only_the_post_office_page_is_read_before_a_run);
    tcase_add_test(tcase, a_failing_read_is_handed_up);
    tcase_add_test(tcase, every_row_has_a_name_of_its_own);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
