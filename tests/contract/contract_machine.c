/* The machine: programs, settings, clock, locale, chance, event log. */
#include <string.h>

#include "base/text.h"
#include "contract/contract_cases.h"

static enum status start(const struct contract_world *world, const struct contract_program *program,
                         struct os_process *process_out)
{
    const struct os_process_spec spec = {program->name, program->arguments, world->root};
    return os_process_start(world->port, &spec, process_out);
}

static struct os_process_state poll(const struct contract_world *world, struct os_process process)
{
    struct os_process_state state = {0};
    EXPECT(world, os_process_poll(world->port, process, world->arena, &state), ST_OK);
    return state;
}

/* Lets time pass until it has ended. */
static struct os_process_state wait_for(const struct contract_harness *harness,
                                        struct contract_world *world, struct os_process process)
{
    struct os_process_state state = poll(world, process);
    for (int i = 0; i < 50 && !state.has_ended; i++) {
        harness->settle(world);
        state = poll(world, process);
    }
    CHECK(world, state.has_ended);
    return state;
}

static void a_program_runs_and_answers(const struct contract_harness *harness,
                                       struct contract_world *world)
{
    struct os_process process = {0};
    EXPECT(world, start(world, &world->program, &process), ST_OK);
    const struct os_process_state state = wait_for(harness, world, process);
    ck_assert_int_eq(state.result_code, world->program.result_code);
    ck_assert_msg(strstr(state.console, world->program.prints) != NULL, "%s: it printed \"%s\"",
                  world->case_name, state.console);
}

static void the_poll_that_reports_the_end_is_the_last(const struct contract_harness *harness,
                                                      struct contract_world *world)
{
    struct os_process process = {0};
    struct os_process_state state;
    EXPECT(world, start(world, &world->program, &process), ST_OK);
    CHECK(world, wait_for(harness, world, process).has_ended);
    EXPECT(world, os_process_poll(world->port, process, world->arena, &state), ST_BAD_HANDLE);
    EXPECT(world, os_process_kill(world->port, process), ST_BAD_HANDLE);
    const struct os_process none = {0};
    EXPECT(world, os_process_poll(world->port, none, world->arena, &state), ST_BAD_HANDLE);
    EXPECT(world, os_process_kill(world->port, none), ST_BAD_HANDLE);
}

static void two_programs_run_side_by_side(const struct contract_harness *harness,
                                          struct contract_world *world)
{
    struct os_process first = {0};
    struct os_process second = {0};
    EXPECT(world, start(world, &world->program, &first), ST_OK);
    EXPECT(world, start(world, &world->program, &second), ST_OK);
    CHECK(world, first.value != second.value);
    bool first_ended = false;
    bool second_ended = false;
    for (int i = 0; i < 100 && !(first_ended && second_ended); i++) {
        harness->settle(world);
        first_ended = first_ended || poll(world, first).has_ended;
        second_ended = second_ended || poll(world, second).has_ended;
    }
    CHECK(world, first_ended && second_ended);
}

static void a_killed_program_ends_with_code_1(const struct contract_harness *harness,
                                              struct contract_world *world)
{
    struct os_process process = {0};
    EXPECT(world, start(world, &world->endless, &process), ST_OK);
    CHECK(world, !poll(world, process).has_ended);
    EXPECT(world, os_process_kill(world->port, process), ST_OK);
    ck_assert_int_eq(wait_for(harness, world, process).result_code, 1); /* KILLED_RC */
}

static void a_program_is_found_on_the_search_path(const struct contract_harness *harness,
                                                  struct contract_world *world)
{
    (void)harness;
    char path[OS_PATH_SIZE] = "";
    char again[OS_PATH_SIZE] = "";
    char tiny[2] = "";
    struct os_info info;
    EXPECT(world, os_find_program(world->port, world->program.name, path, sizeof(path)), ST_OK);
    EXPECT(world, os_stat(world->port, path, &info), ST_OK);
    CHECK(world, !info.is_directory);
    CHECK(world, text_base_name(path) != path);
    EXPECT(world, os_find_program(world->port, world->program.name, tiny, sizeof(tiny)),
           ST_TOO_LONG);
    EXPECT(world, os_find_program(world->port, path, again, sizeof(again)), ST_OK);
    ck_assert_str_eq(again, path);
}

static void a_program_that_is_not_there_does_not_start(const struct contract_harness *harness,
                                                       struct contract_world *world)
{
    (void)harness;
    char path[OS_PATH_SIZE];
    struct os_process process = {0};
    const struct contract_program none = {.name = "NOSUCH.EXE", .arguments = ""};
    const struct contract_program below = {.name = at(world, "NOSUCH.EXE"), .arguments = ""};
    EXPECT(world, os_find_program(world->port, none.name, path, sizeof(path)), ST_NOT_FOUND);
    EXPECT(world, os_find_program(world->port, below.name, path, sizeof(path)), ST_NOT_FOUND);
    EXPECT(world, start(world, &none, &process), ST_NOT_FOUND);
    EXPECT(world, start(world, &below, &process), ST_NOT_FOUND);
    ck_assert_uint_eq(process.value, 0);
}

static void a_path_of_a_program_is_used_as_it_is(const struct contract_harness *harness,
                                                 struct contract_world *world)
{
    char path[OS_PATH_SIZE] = "";
    struct os_process process = {0};
    struct contract_program program = world->program;
    EXPECT(world, os_find_program(world->port, program.name, path, sizeof(path)), ST_OK);
    program.name = path;
    EXPECT(world, start(world, &program, &process), ST_OK);
    ck_assert_int_eq(wait_for(harness, world, process).result_code, program.result_code);
}

static void a_child_runs_as_its_parent(const struct contract_harness *harness,
                                       struct contract_world *world)
{
    struct os_process process = {0};
    EXPECT(world, start(world, &world->program, &process), ST_OK);
    CHECK(world, harness->child_is_ours(world, wait_for(harness, world, process)));
}

static void the_end_of_a_child_wakes(const struct contract_harness *harness,
                                     struct contract_world *world)
{
    struct os_process process = {0};
    EXPECT(world, start(world, &world->program, &process), ST_OK);
    harness->wait(world);
    CHECK(world, poll(world, process).has_ended);
}

static const char *setting(const struct contract_world *world, const char *section,
                           const char *name)
{
    const char *value = NULL;
    EXPECT(world, os_setting_get(world->port, section, name, world->arena, &value), ST_OK);
    return value;
}

static void settings_are_kept(const struct contract_harness *harness, struct contract_world *world)
{
    (void)harness;
    struct os_port *port = world->port;
    const char *value = NULL;
    const char *long_value = "a value that is much longer than the one before it was";
    EXPECT(world, os_setting_get(port, "Contract", "First", world->arena, &value), ST_NO_DATA);
    EXPECT(world, os_setting_set(port, "Contract", "First", "1"), ST_OK);
    EXPECT(world, os_setting_set(port, "Contract", "Second one", ""), ST_OK);
    EXPECT(world, os_setting_set(port, "Contract2", "First", "other"), ST_OK);
    ck_assert_str_eq(setting(world, "Contract", "First"), "1");
    ck_assert_str_eq(setting(world, "Contract", "FIRST"), "1");
    ck_assert_str_eq(setting(world, "Contract", "Second one"), "");
    ck_assert_str_eq(setting(world, "Contract2", "First"), "other");
    const char *before = setting(world, "Contract", "First");
    EXPECT(world, os_setting_set(port, "Contract", "fIRST", long_value), ST_OK);
    ck_assert_str_eq(setting(world, "Contract", "First"), long_value);
    ck_assert_str_eq(before, "1"); /* a copy */
    EXPECT(world, os_setting_get(port, "Contract", "Third", world->arena, &value), ST_NO_DATA);
    EXPECT(world, os_setting_get(port, "None", "First", world->arena, &value), ST_NO_DATA);
}

static void settings_are_listed(const struct contract_harness *harness,
                                struct contract_world *world)
{
    (void)harness;
    struct os_names names = {NULL, 99};
    EXPECT(world, os_setting_list(world->port, "Contract", world->arena, &names), ST_OK);
    ck_assert_uint_eq(names.count, 0);
    EXPECT(world, os_setting_set(world->port, "Contract", "First", "1"), ST_OK);
    EXPECT(world, os_setting_set(world->port, "Contract", "Second", "2"), ST_OK);
    EXPECT(world, os_setting_set(world->port, "Contract", "First", "3"), ST_OK);
    EXPECT(world, os_setting_set(world->port, "Contract2", "Third", "2"), ST_OK);
    EXPECT(world, os_setting_list(world->port, "Contract", world->arena, &names), ST_OK);
    ck_assert_uint_eq(names.count, 2);
    const bool in_order = text_equal(names.entries[0].name, "First");
    CHECK(world, text_equal(names.entries[in_order ? 0 : 1].name, "First"));
    CHECK(world, text_equal(names.entries[in_order ? 1 : 0].name, "Second"));
}

static void clocks_go_forward(const struct contract_harness *harness, struct contract_world *world)
{
    const uint64_t before_us = os_monotonic_us(world->port);
    const uint64_t before_ms = os_utc_ms(world->port);
    harness->settle(world);
    CHECK(world, os_monotonic_us(world->port) >= before_us);
    CHECK(world, os_utc_ms(world->port) >= before_ms);
    CHECK(world, before_ms > UINT64_C(631152000000)); /* 1990: there were no such systems before */
}

static void the_locale_can_be_used(const struct contract_harness *harness,
                                   struct contract_world *world)
{
    (void)harness;
    const struct os_locale locale = os_machine_locale(world->port);
    CHECK(world, locale.date_order >= 0 && locale.date_order <= 2);
    CHECK(world, locale.date_separator != '\0');
    CHECK(world, locale.time_separator != '\0');
    CHECK(world, locale.missing_pages[0] != (uint32_t)locale.code_page &&
                     locale.missing_pages[1] != (uint32_t)locale.code_page);
    CHECK(world, locale.code_page == CODE_PAGE_437 || locale.code_page == CODE_PAGE_850);
    CHECK(world, locale.zone_minutes >= -14 * 60 && locale.zone_minutes <= 14 * 60);
}

static void random_values_differ(const struct contract_harness *harness,
                                 struct contract_world *world)
{
    (void)harness;
    const uint64_t first = os_random(world->port);
    const uint64_t second = os_random(world->port);
    CHECK(world, first != second);
}

static void events_are_reported(const struct contract_harness *harness,
                                struct contract_world *world)
{
    const char *const inserts[] = {"a.ccm", "console"};
    const size_t before = harness->events(world);
    os_report_event(world->port, world->event_id, inserts, ARRAY_COUNT(inserts));
    os_report_event(world->port, world->event_id, inserts, 1);
    ck_assert_uint_eq(harness->events(world), before + 2);
}

static const struct contract_case cases[] = {
    {"a program runs and answers", a_program_runs_and_answers},
    {"the poll that reports the end is the last", the_poll_that_reports_the_end_is_the_last},
    {"two programs run side by side", two_programs_run_side_by_side},
    {"a killed program ends with code 1", a_killed_program_ends_with_code_1},
    {"a program is found on the search path", a_program_is_found_on_the_search_path},
    {"a program that is not there does not start", a_program_that_is_not_there_does_not_start},
    {"a path of a program is used as it is", a_path_of_a_program_is_used_as_it_is},
    {"a child runs as its parent", a_child_runs_as_its_parent},
    {"the end of a child wakes", the_end_of_a_child_wakes},
    {"settings are kept", settings_are_kept},
    {"settings are listed", settings_are_listed},
    {"clocks go forward", clocks_go_forward},
    {"the locale can be used", the_locale_can_be_used},
    {"random values differ", random_values_differ},
    {"events are reported", events_are_reported},
};

struct contract_cases contract_machine(void)
{
    return (struct contract_cases){cases, ARRAY_COUNT(cases)};
}
