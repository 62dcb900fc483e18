/* What becomes of calls when the caller has ended or its connection is gone. */
#include "contract/contract_cases.h"

enum { ROUNDS_MAX = 4 };

static const struct os_open_mode create_new = {OS_READ_WRITE, OS_DENY_NONE, OS_CREATE_NEW};
static const struct os_open_mode existing = {OS_READ_WRITE, OS_DENY_NONE, OS_OPEN_EXISTING};

static void expect_gone_on_handles(const struct contract_world *world, struct os_file file)
{
    char data[4];
    size_t read = 0;
    uint64_t size = 0;
    EXPECT(world, os_read(world->port, file, 0, data, 1, &read), ST_PROCESS_GONE);
    EXPECT(world, os_write(world->port, file, 0, "x", 1), ST_PROCESS_GONE);
    EXPECT(world, os_size(world->port, file, &size), ST_PROCESS_GONE);
    EXPECT(world, os_set_size(world->port, file, 0), ST_PROCESS_GONE);
    EXPECT(world, os_flush(world->port, file), ST_PROCESS_GONE);
    EXPECT(world, os_lock(world->port, file, 0, 1), ST_PROCESS_GONE);
    EXPECT(world, os_unlock(world->port, file, 0, 1), ST_PROCESS_GONE);
    EXPECT(world, os_close(world->port, file), ST_PROCESS_GONE);
}

static void expect_gone_on_names(const struct contract_world *world)
{
    struct os_info info;
    struct os_names names;
    struct os_file file = {0};
    uint64_t bytes = 0;
    const char *a = at(world, "A.TXT");
    EXPECT(world, os_connect(world->port, world->resource, NULL, NULL), ST_PROCESS_GONE);
    EXPECT(world, os_disconnect(world->port, world->resource), ST_PROCESS_GONE);
    EXPECT(world, os_stat(world->port, a, &info), ST_PROCESS_GONE);
    EXPECT(world, os_list(world->port, world->root, "*", world->arena, &names), ST_PROCESS_GONE);
    EXPECT(world, os_make_dir(world->port, at(world, "SUB")), ST_PROCESS_GONE);
    EXPECT(world, os_rename(world->port, a, at(world, "B.TXT")), ST_PROCESS_GONE);
    EXPECT(world, os_remove(world->port, a), ST_PROCESS_GONE);
    EXPECT(world, os_open(world->port, at(world, "NEW"), create_new, &file), ST_PROCESS_GONE);
    EXPECT(world, os_free_space(world->port, world->root, &bytes), ST_PROCESS_GONE);
}

static void expect_gone_on_the_machine(const struct contract_world *world,
                                       struct os_process running)
{
    char path[OS_PATH_SIZE];
    const char *value = NULL;
    struct os_names names;
    struct os_process process = {0};
    struct os_process_state state;
    const struct os_process_spec spec = {world->program.name, "", world->root};
    EXPECT(world, os_process_start(world->port, &spec, &process), ST_PROCESS_GONE);
    EXPECT(world, os_process_poll(world->port, running, world->arena, &state), ST_PROCESS_GONE);
    EXPECT(world, os_process_kill(world->port, running), ST_PROCESS_GONE);
    EXPECT(world, os_find_program(world->port, world->program.name, path, sizeof(path)),
           ST_PROCESS_GONE);
    EXPECT(world, os_setting_get(world->port, "Contract", "First", world->arena, &value),
           ST_PROCESS_GONE);
    EXPECT(world, os_setting_set(world->port, "Contract", "First", "2"), ST_PROCESS_GONE);
    EXPECT(world, os_setting_list(world->port, "Contract", world->arena, &names), ST_PROCESS_GONE);
}

static void a_caller_that_has_ended_does_nothing(const struct contract_harness *harness,
                                                 struct contract_world *world)
{
    CHECK(world, (harness->end_caller != NULL) == has(world, TRAIT_ENDED_CALLER));
    if (!has(world, TRAIT_ENDED_CALLER)) {
        return;
    }
    const struct os_process_spec spec = {world->endless.name, "", world->root};
    const struct os_open_mode new_file = {OS_READ, OS_DENY_NONE, OS_OPEN_EXISTING};
    const char *const inserts[] = {"a.ccm", "console"};
    struct os_process running = {0};
    struct os_file read = {0};
    const char *value = NULL;
    uint64_t size = 0;
    make_file(world, "A.TXT", "12345");
    EXPECT(world, os_setting_set(world->port, "Contract", "First", "1"), ST_OK);
    EXPECT(world, os_process_start(world->port, &spec, &running), ST_OK);
    const struct os_file file = open_file(world, "A.TXT", OS_READ_WRITE, OS_OPEN_EXISTING);
    const size_t events = harness->events(world);
    harness->end_caller(world);
    expect_gone_on_handles(world, file);
    expect_gone_on_names(world);
    expect_gone_on_the_machine(world, running);
    os_report_event(world->port, world->event_id, inserts, ARRAY_COUNT(inserts));
    ck_assert_uint_eq(harness->events(world), events);
    EXPECT(world, os_open(world->other, at(world, "NEW"), new_file, &read), ST_NOT_FOUND);
    EXPECT(world, os_open(world->other, at(world, "A.TXT"), new_file, &read), ST_OK);
    EXPECT(world, os_size(world->other, read, &size), ST_OK);
    ck_assert_uint_eq(size, 5);
    EXPECT(world, os_close(world->other, read), ST_OK);
    EXPECT(world, os_setting_get(world->other, "Contract", "First", world->arena, &value), ST_OK);
    ck_assert_str_eq(value, "1");
}

static bool is_lost(enum status st)
{
    return st == ST_CONNECTION_LOST || st == ST_UNEXPECTED_NETWORK;
}

static void check_reconnects(const struct contract_world *world)
{
    struct os_info info;
    enum status st = ST_CONNECTION_LOST;
    for (int i = 0; i < ROUNDS_MAX && st != ST_OK; i++) { /* the first may be told of the loss */
        st = os_stat(world->port, at(world, "A.TXT"), &info);
    }
    EXPECT(world, st, ST_OK);
    check_file(world, "A.TXT", "12345");
}

static void files_are_gone_with_their_session(const struct contract_harness *harness,
                                              struct contract_world *world)
{
    char data[6] = "";
    size_t read = 0;
    struct os_file file = {0};
    make_file(world, "A.TXT", "12345");
    EXPECT(world, os_open(world->port, at(world, "A.TXT"), existing, &file), ST_OK);
    CHECK(world, (harness->drop_link != NULL) == has(world, TRAIT_SESSIONS));
    if (!has(world, TRAIT_SESSIONS)) {
        EXPECT(world, os_disconnect(world->port, world->resource), ST_OK);
        EXPECT(world, os_read(world->port, file, 0, data, 5, &read), ST_OK);
        EXPECT(world, os_close(world->port, file), ST_OK);
        return;
    }
    EXPECT(world, os_lock(world->port, file, 0, 1), ST_OK);
    harness->drop_link(world);
    CHECK(world, is_lost(os_read(world->port, file, 0, data, 5, &read)));
    CHECK(world, is_lost(os_write(world->port, file, 0, "x", 1)));
    CHECK(world, is_lost(os_set_size(world->port, file, 0)));
    CHECK(world, is_lost(os_flush(world->port, file)));
    CHECK(world, is_lost(os_lock(world->port, file, 2, 1)));
    check_reconnects(world);
    CHECK(world, is_lost(os_read(world->port, file, 0, data, 5, &read))); /* still */
    DISCARD(os_close(world->port, file), "nothing is promised but that it is given up");
    EXPECT(world, os_read(world->port, file, 0, data, 5, &read), ST_BAD_HANDLE);
    EXPECT(world, os_open(world->port, at(world, "A.TXT"), existing, &file), ST_OK);
    EXPECT(world, os_lock(world->port, file, 0, 1), ST_OK);
    EXPECT(world, os_close(world->port, file), ST_OK);
}

static const struct contract_case cases[] = {
    {"a caller that has ended does nothing", a_caller_that_has_ended_does_nothing},
    {"files are gone with their session", files_are_gone_with_their_session},
};

struct contract_cases contract_ends(void)
{
    return (struct contract_cases){cases, ARRAY_COUNT(cases)};
}
