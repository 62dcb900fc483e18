/* The settings file of a real host, and `ccmc check` that judges it. */
#define _POSIX_C_SOURCE 200809L
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "port/host_config.h"

struct fixture {
    struct arena arena;
    char top[OS_PATH_SIZE];
    const char *path; /* of the file */
};

static void write_text(const char *path, const char *text, mode_t mode)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(chmod(path, mode), 0);
}

static const char *below(struct fixture *fixture, const char *name)
{
    return arena_format(&fixture->arena, "%s/%s", fixture->top, name);
}

static const char *read_text(struct fixture *fixture, const char *path)
{
    char text[8192];
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    const size_t size = fread(text, 1, sizeof(text), file);
    ck_assert_int_eq(fclose(file), 0);
    return arena_text_n(&fixture->arena, text, size);
}

static void begin(struct fixture *fixture, const char *json)
{
    *fixture = (struct fixture){.top = "/tmp/ccbench-config-XXXXXX"};
    ck_assert_ptr_nonnull(mkdtemp(fixture->top));
    fixture->path = below(fixture, "ccmc.json");
    write_text(fixture->path, json, 0600);
}

static void end(struct fixture *fixture)
{
    char command[OS_PATH_SIZE + 16];
    ck_assert(text_format(command, sizeof(command), "rm -rf '%s'", fixture->top));
    /* NOLINTNEXTLINE(cert-env33-c): the commands are our own */
    ck_assert_int_eq(system(command), 0);
    arena_release(&fixture->arena);
}

static const char full[] =
    "{\"settings\": {\"MSExchangeCCMC\": {\"Connector Store Path\": \"/var/ccmc\",\n"
    "   \"Second to wait before IMPORT\": 15, \"Use ANR\": true, \"Use long filename\": false,\n"
    "   \"Post Office Name\": \"caf\\u00e9\"}, \"Other\": {\"x\": \"y\"}},\n"
    " \"search path\": [\"/opt/ccmail\", \"/usr/local/bin\"],\n"
    " \"names\": {\"\\\\\\\\NW1\\\\SYS\": \"/srv/sys\"},\n"
    " \"locale\": {\"date order\": \"d/m/y\", \"date separator\": \".\", \"time separator\": "
    "\"h\",\n"
    "            \"code page\": 850, \"zone minutes\": -300}}\n";

START_TEST(everything_in_the_file_is_read)
{
    static const struct {
        const char *section;
        const char *name;
        const char *value;
    } want[] = {
        {"MSExchangeCCMC", "Connector Store Path", "/var/ccmc"},
        {"MSExchangeCCMC", "Second to wait before IMPORT", "15"},
        {"MSExchangeCCMC", "Use ANR", "1"},
        {"MSExchangeCCMC", "Use long filename", "0"},
        {"MSExchangeCCMC", "Post Office Name", "caf\xC3\xA9"},
        {"Other", "x", "y"},
    };
    struct fixture fixture;
    struct host_config config;
    struct diagnostic diagnostic = {0};
    begin(&fixture, full);
    ck_assert_int_eq(host_config_read(&fixture.arena, fixture.path, &config, &diagnostic), ST_OK);
    ck_assert_str_eq(config.path, fixture.path);
    ck_assert_str_eq(config.search_path, "/opt/ccmail;/usr/local/bin");
    ck_assert_uint_eq(config.name_count, 1);
    ck_assert_str_eq(config.names[0].name, "\\\\NW1\\SYS");
    ck_assert_str_eq(config.names[0].directory, "/srv/sys");
    ck_assert_int_eq(config.locale.date_order, 1);
    ck_assert_int_eq(config.locale.date_separator, '.');
    ck_assert_int_eq(config.locale.time_separator, 'h');
    ck_assert_int_eq(config.locale.code_page, 850);
    ck_assert_int_eq(config.locale.zone_minutes, -300);
    ck_assert_uint_eq(config.setting_count, ARRAY_COUNT(want));
    for (size_t i = 0; i < ARRAY_COUNT(want); i++) {
        ck_assert_str_eq(config.settings[i].section, want[i].section);
        ck_assert_str_eq(config.settings[i].name, want[i].name);
        ck_assert_str_eq(config.settings[i].value, want[i].value);
    }
    end(&fixture);
}
END_TEST

START_TEST(an_empty_object_gives_the_defaults)
{
    struct fixture fixture;
    struct host_config config;
    struct diagnostic diagnostic = {0};
    begin(&fixture, "{}");
    ck_assert_int_eq(host_config_read(&fixture.arena, fixture.path, &config, &diagnostic), ST_OK);
    ck_assert_str_eq(config.search_path, "");
    ck_assert_uint_eq(config.setting_count, 0);
    ck_assert_uint_eq(config.name_count, 0);
    ck_assert_int_eq(config.locale.code_page, 437);
    ck_assert_int_eq(config.locale.date_separator, '/');
    end(&fixture);
}
END_TEST

static const struct {
    const char *name;
    const char *json;
    unsigned line; /* 0: none */
    const char *says;
} refusals[] = {
    {"no JSON", "settings = 1", 1, "'['"},
    {"a missing brace", "{\n \"settings\": {\n", 3, "'}'"},
    {"twice the same", "{\n\"names\": {},\n\"names\": {}}", 3, "duplicate"},
    {"not an object", "[1]", 0, "must hold one object"},
    {"unknown member", "{\"serch path\": []}", 0, "is \"search path\" meant?"},
    {"unknown locale member", "{\"locale\": {\"codepage\": 437}}", 0, "is \"code page\" meant?"},
    {"settings no object", "{\"settings\": []}", 0, "\"settings\" must be an object"},
    {"search path no list", "{\"search path\": \"/bin\"}", 0, "\"search path\" must be a list"},
    {"search path of numbers", "{\"search path\": [1]}", 0, "a list of directories"},
    {"section no object", "{\"settings\": {\"A\": 1}}", 0, "\"A\" is a section"},
    {"a list as value", "{\"settings\": {\"A\": {\"b\": []}}}", 0, "\"b\" must be text"},
    {"null as value", "{\"settings\": {\"A\": {\"b\": null}}}", 0, "\"b\" must be text"},
    {"a fraction", "{\"settings\": {\"A\": {\"b\": 1.5}}}", 0, "\"b\" must be text"},
    {"a NUL in a value", "{\"settings\": {\"A\": {\"b\": \"a\\u0000b\"}}}", 1, "u0000"},
    {"a relative name", "{\"names\": {\"C:\": \"srv\"}}", 0, "absolute directory"},
    {"a date order", "{\"locale\": {\"date order\": \"Y-M-D\"}}", 0, "M/D/Y, D/M/Y or Y/M/D"},
    {"a long separator", "{\"locale\": {\"date separator\": \"--\"}}", 0, "one character"},
    {"a time separator", "{\"locale\": {\"time separator\": 1}}", 0, "one character"},
    {"a code page", "{\"locale\": {\"code page\": 500}}", 0, "437 or 850"},
    {"a zone", "{\"locale\": {\"zone minutes\": 900}}", 0, "minutes east of utc"},
};

START_TEST(what_is_wrong_is_said)
{
    struct fixture fixture;
    struct host_config config;
    struct diagnostic diagnostic = {0};
    begin(&fixture, refusals[_i].json);
    ck_assert_int_eq(host_config_read(&fixture.arena, fixture.path, &config, &diagnostic),
                     ST_INVALID);
    ck_assert_msg(strstr(diagnostic.text, refusals[_i].says) != NULL, "%s: \"%s\"",
                  refusals[_i].name, diagnostic.text);
    ck_assert_uint_eq(diagnostic.line, refusals[_i].line);
    ck_assert_str_eq(diagnostic.path, fixture.path);
    end(&fixture);
}
END_TEST

START_TEST(a_file_that_is_not_there_is_not_found)
{
    struct fixture fixture;
    struct host_config config;
    struct diagnostic diagnostic = {0};
    begin(&fixture, "{}");
    const char *path = below(&fixture, "none.json");
    ck_assert_int_eq(host_config_read(&fixture.arena, path, &config, &diagnostic), ST_NOT_FOUND);
    ck_assert_str_eq(diagnostic.text, "file not found");
    path = below(&fixture, "ccmc.json/none");
    ck_assert_int_eq(host_config_read(&fixture.arena, path, &config, &diagnostic), ST_NOT_FOUND);
    end(&fixture);
}
END_TEST

static const char *setting(struct fixture *fixture, struct os_port *port, const char *name)
{
    const char *value = "absent";
    const enum status st = os_setting_get(port, "MSExchangeCCMC", name, &fixture->arena, &value);
    ck_assert(st == ST_OK || st == ST_NO_DATA);
    return value;
}

START_TEST(a_change_is_there_after_a_restart)
{
    struct fixture fixture;
    struct host_config config;
    struct diagnostic diagnostic = {0};
    begin(&fixture, full);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(host_config_read(&fixture.arena, fixture.path, &config, &diagnostic),
                         ST_OK);
        const struct posix_port_config port_config = host_config_port(&config, &fixture.arena);
        struct os_port *port = posix_port_create(&port_config);
        ck_assert_str_eq(setting(&fixture, port, "Locale Date Format"), i == 0 ? "absent" : "1");
        ck_assert_str_eq(setting(&fixture, port, "use anr"), i == 0 ? "1" : "no");
        ck_assert_int_eq(os_machine_locale(port).code_page, 850);
        ck_assert_int_eq(os_setting_set(port, "MSExchangeCCMC", "Locale Date Format", "1"), ST_OK);
        ck_assert_int_eq(os_setting_set(port, "msexchangeccmc", "USE ANR", "no"), ST_OK);
        ck_assert_int_eq(
            os_setting_set(port, "MSExchangeCCMC", "Second to wait before IMPORT", "30"), ST_OK);
        ck_assert_int_eq(os_setting_set(port, "New section", "n", "v"), ST_OK);
        posix_port_close(port);
    }
    const char *text = read_text(&fixture, fixture.path);
    ck_assert_ptr_nonnull(strstr(text, "\"Second to wait before IMPORT\": 30,"));
    ck_assert_ptr_nonnull(strstr(text, "\"Use ANR\": \"no\""));
    ck_assert_ptr_nonnull(strstr(text, "\"/opt/ccmail\""));
    ck_assert_int_ne(access(below(&fixture, "ccmc.json.tmp"), F_OK), 0);
    end(&fixture);
}
END_TEST

START_TEST(a_change_that_cannot_be_kept_is_refused)
{
    struct fixture fixture;
    struct diagnostic diagnostic = {0};
    char name[300];
    for (size_t i = 0; i < sizeof(name); i++) {
        name[i] = i + 1 < sizeof(name) ? 'n' : '\0';
    }
    begin(&fixture, "{\"settings\": {\"A\": 1}}");
    const char *path = fixture.path;
    ck_assert_int_eq(host_config_write(path, "A", "n", "v", &diagnostic), ST_INVALID);
    ck_assert_int_eq(host_config_write(path, "B", name, "v", &diagnostic), ST_TOO_LONG);
    ck_assert_int_eq(host_config_write(path, "B", "n", "\xFF", &diagnostic), ST_INVALID);
    ck_assert_str_eq(diagnostic.text, "\"n\" cannot be changed: parameter is not valid");
    ck_assert_str_eq(read_text(&fixture, path), "{\"settings\": {\"A\": 1}}");
    write_text(path, "{\"settings\": 1}", 0600);
    ck_assert_int_eq(host_config_write(path, "A", "n", "v", &diagnostic), ST_INVALID);
    ck_assert_int_eq(mkdir(below(&fixture, "ccmc.json.tmp"), 0777), 0);
    write_text(path, "{}", 0600);
    ck_assert_int_ne(host_config_write(path, "A", "n", "v", &diagnostic), ST_OK);
    ck_assert_str_eq(read_text(&fixture, path), "{}");
    ck_assert_int_eq(host_config_write(below(&fixture, "none"), "A", "n", "v", &diagnostic),
                     ST_NOT_FOUND);
    end(&fixture);
}
END_TEST

/* Runs <build>/bin/ccmc; this test runs in <build>/tests-work. Its output is in *text_out. */
static int run_ccmc(struct fixture *fixture, const char *arguments, const char **text_out)
{
    const char *output = below(fixture, "output");
    const char *command =
        arena_format(&fixture->arena, "../bin/ccmc %s > '%s' 2>&1", arguments, output);
    /* NOLINTNEXTLINE(cert-env33-c): the commands are our own */
    const int code = system(command);
    *text_out = read_text(fixture, output);
    ck_assert_msg(WIFEXITED(code), "%s", *text_out);
    return WEXITSTATUS(code);
}

/* A world in which all is well: <top>/store, <top>/bin, <top>/ccdata; `more` are further settings.
 */
static void make_world(struct fixture *fixture, const char *more)
{
    begin(fixture, "");
    ck_assert_int_eq(mkdir(below(fixture, "store"), 0777), 0);
    ck_assert_int_eq(mkdir(below(fixture, "store/Submit"), 0777), 0);
    ck_assert_int_eq(mkdir(below(fixture, "bin"), 0777), 0);
    ck_assert_int_eq(mkdir(below(fixture, "ccdata"), 0777), 0);
    write_text(below(fixture, "bin/import"), "#!/bin/sh\n", 0755);
    write_text(below(fixture, "bin/export"), "#!/bin/sh\n", 0755);
    write_text(below(fixture, "ccdata/CLANDATA"), "x", 0666);
    const char *json = arena_format(
        &fixture->arena,
        "{\"settings\": {\"MSExchangeCCMC\": {\"Connector Store Path\": \"%s/store\","
        " \"Post Office Path\": \"\\\\\\\\NW1\\\\SYS\\\\ccdata\", \"Post Office Name\": \"CCPO1\""
        " %s}}, \"search path\": [\"%s/bin\"], \"names\": {\"\\\\\\\\NW1\\\\SYS\": \"%s\"}}",
        fixture->top, more, fixture->top, fixture->top);
    write_text(fixture->path, json, 0600);
}

static int check_world(struct fixture *fixture, const char **text_out)
{
    return run_ccmc(fixture, arena_format(&fixture->arena, "check --config '%s'", fixture->path),
                    text_out);
}

START_TEST(check_finds_all_well)
{
    struct fixture fixture;
    const char *text = NULL;
    make_world(&fixture, "");
    ck_assert_msg(check_world(&fixture, &text) == 0, "%s", text);
    ck_assert_ptr_nonnull(strstr(text, "0 problems"));
    ck_assert_ptr_null(strstr(text, "PROBLEM"));
    ck_assert_int_ne(access(below(&fixture, "output"), F_OK), -1);
    end(&fixture);
}
END_TEST

static const struct {
    const char *name;
    const char *settings; /* further settings */
    const char *command;  /* done in the world before; %s is <top> */
    const char *says;
} faults[] = {
    {"no store", "", "rm -r %s/store", "connector store"},
    {"store is a file", "", "rm -r %s/store; touch %s/store", "not a directory"},
    {"Import is a file", "", "touch %s/store/Import", "Import: not a directory"},
    {"no program", "", "rm %s/bin/import", "import program: Import.exe: no such program"},
    {"program not executable", "", "chmod a-x %s/bin/export", "export program: Export.exe"},
    {"program folder", ", \"cc:Mail Admin file path\": \"/none\"", "", "import program: /none"},
    {"no post office", "", "rm -r %s/ccdata", "post office: \\\\NW1\\SYS\\ccdata"},
    {"no CLANDATA", "", "rm %s/ccdata/CLANDATA", "for EXPORT: "},
    {"CLANDATA is a directory", "", "rm %s/ccdata/CLANDATA; mkdir %s/ccdata/CLANDATA",
     "access denied"},
    {"post office shut down", "", "touch %s/ccdata/CCPODOWN", "it is shut down"},
    {"misspelt setting", ", \"Use ANN\": 1", "", "is \"Use ANR\" meant?"},
    {"text for a number", ", \"Use ANR\": \"yes\"", "", "it must be a number"},
    {"a wrong level", ", \"Logging General\": \"High\"", "", "None, Minimum, Medium or Maximum"},
    {"a blank in the path", "",
     "mv %s/store '%s/a store'; sed -i 's|/store|/a store|' "
     "%s/ccmc.json",
     "the path holds a blank"},
};

START_TEST(check_finds_each_fault)
{
    struct fixture fixture;
    const char *text = NULL;
    make_world(&fixture, faults[_i].settings);
    struct buffer command;
    buffer_init(&command, &fixture.arena);
    for (const char *at = faults[_i].command; *at != '\0'; at++) {
        const bool is_place = at[0] == '%' && at[1] == 's';
        const char character[2] = {*at, '\0'};
        buffer_text(&command, is_place ? fixture.top : character);
        at += is_place ? 1 : 0;
    }
    /* NOLINTNEXTLINE(cert-env33-c): the commands are our own */
    ck_assert_int_eq(system(buffer_string(&command)), 0);
    ck_assert_msg(check_world(&fixture, &text) == 1, "%s: %s", faults[_i].name, text);
    ck_assert_msg(strstr(text, faults[_i].says) != NULL, "%s: %s", faults[_i].name, text);
    ck_assert_ptr_nonnull(strstr(text, "PROBLEM"));
    end(&fixture);
}
END_TEST

START_TEST(good_values_of_every_type_are_no_fault)
{
    struct fixture fixture;
    const char *text = NULL;
    make_world(&fixture, ", \"Use ANR\": \"0x1F\", \"Logging General\": \"maximum\"");
    ck_assert_msg(check_world(&fixture, &text) == 0, "%s", text);
    end(&fixture);
}
END_TEST

START_TEST(what_cannot_be_used_ends_with_2)
{
    struct fixture fixture;
    const char *text = NULL;
    make_world(&fixture, "");
    ck_assert_int_eq(run_ccmc(&fixture, "", &text), 2);
    ck_assert_int_eq(run_ccmc(&fixture, "check", &text), 2);
    ck_assert_int_eq(run_ccmc(&fixture, "check --config /none/ccmc.json", &text), 2);
    ck_assert_ptr_nonnull(strstr(text, "/none/ccmc.json: file not found"));
    write_text(fixture.path, "{\n  \"x\"", 0600);
    ck_assert_int_eq(check_world(&fixture, &text), 2);
    ck_assert_ptr_nonnull(strstr(text, "ccmc.json:2:"));
    ck_assert_int_eq(run_ccmc(&fixture, "--help", &text), 0);
    ck_assert_ptr_nonnull(strstr(text, "usage: ccmc check --config FILE"));
    end(&fixture);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("host_config");
    TCase *tcase = tcase_create("file");
    tcase_add_test(tcase, everything_in_the_file_is_read);
    tcase_add_test(tcase, an_empty_object_gives_the_defaults);
    tcase_add_loop_test(tcase, what_is_wrong_is_said, 0, (int)ARRAY_COUNT(refusals));
    tcase_add_test(tcase, a_file_that_is_not_there_is_not_found);
    tcase_add_test(tcase, a_change_is_there_after_a_restart);
    tcase_add_test(tcase, a_change_that_cannot_be_kept_is_refused);
    suite_add_tcase(suite, tcase);
    TCase *check = tcase_create("ccmc check");
    tcase_add_test(check, check_finds_all_well);
    tcase_add_loop_test(check, check_finds_each_fault, 0, (int)ARRAY_COUNT(faults));
    tcase_add_test(check, good_values_of_every_type_are_no_fault);
    tcase_add_test(check, what_cannot_be_used_ends_with_2);
    suite_add_tcase(suite, check);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
