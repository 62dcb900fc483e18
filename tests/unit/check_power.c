#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "world/modules.h"
#include "world/power.h"
#include "worlds/four_ways.h"

enum { SIZE = 8192, TRIES = 32 };

static struct four_ways ways;
static struct machine *machine;
static struct os_file file;
static char path[OS_PATH_SIZE];

static void begin(enum way way, uint64_t seed, bool is_armed)
{
    const struct world_spec spec = {.seed = seed};
    static uint8_t bytes[SIZE];
    const struct os_open_mode mode = {OS_READ_WRITE, OS_DENY_NONE, OS_CREATE_NEW};
    four_ways_begin(&ways, &spec);
    machine = four_ways_machine(&ways, way);
    ck_assert(text_format(path, sizeof(path), "%s\\A.DAT", way_root(way)));
    if (is_armed) {
        world_arm_power(ways.world, machine);
    }
    memset(bytes, 'a', sizeof(bytes));
    ck_assert_int_eq(os_open(&ways.one->port, path, mode, &file), ST_OK);
    ck_assert_int_eq(os_write(&ways.one->port, file, 0, bytes, SIZE), ST_OK);
}

/* What a new process reads there after the machine came up again. */
static uint64_t size_after(void)
{
    struct process *process = four_ways_process(&ways, "later");
    struct os_info info = {0};
    enum status st = ST_CONNECTION_LOST;
    world_up(ways.world, machine);
    for (int i = 0; i < 3 && st != ST_OK; i++) {
        st = os_stat(&process->port, path, &info);
    }
    ck_assert_int_eq(st, ST_OK);
    return info.size_bytes;
}

START_TEST(a_cut_loses_what_was_not_flushed_and_only_that)
{
    const enum way way = (enum way)_i;
    uint32_t lost = 0;
    for (uint64_t seed = 1; seed <= TRIES; seed++) {
        begin(way, seed, true);
        const uint32_t changed = world_cut_power(ways.world, machine);
        ck_assert_uint_le(changed, 1);
        lost += size_after() == 0 ? 1 : 0;
        four_ways_end(&ways);
        begin(way, seed, true);
        ck_assert_int_eq(os_flush(&ways.one->port, file), ST_OK);
        ck_assert_uint_eq(world_cut_power(ways.world, machine), 0);
        ck_assert_uint_eq(size_after(), SIZE);
        four_ways_end(&ways);
    }
    ck_assert_uint_gt(lost, TRIES / 5);
    ck_assert_uint_lt(lost, TRIES);
}
END_TEST

START_TEST(a_machine_that_was_not_armed_loses_no_byte)
{
    for (uint64_t seed = 1; seed <= TRIES; seed++) {
        begin((enum way)_i, seed, false);
        ck_assert_uint_eq(world_cut_power(ways.world, machine), 0);
        ck_assert_uint_eq(size_after(), SIZE);
        four_ways_end(&ways);
    }
}
END_TEST

START_TEST(an_armed_world_names_what_it_rests_on)
{
    begin(WAY_NT, 1, false);
    ck_assert(!ways.world->assumptions_used[ASSUME_POWER_CUT_NAMES]);
    world_arm_power(ways.world, machine);
    ck_assert(ways.world->assumptions_used[ASSUME_POWER_CUT_NAMES]);
    ck_assert(ways.world->assumptions_used[ASSUME_POWER_CUT_FLUSH]);
    four_ways_end(&ways);
}
END_TEST

static const enum status after_cut[WAYS] = {
    [WAY_LOCAL] = ST_PROCESS_GONE,
    [WAY_NT] = ST_CONNECTION_LOST,
    [WAY_NETWARE] = ST_CONNECTION_LOST,
    [WAY_GATEWAY] = ST_UNEXPECTED_NETWORK,
};

START_TEST(files_are_gone_with_the_machine_that_holds_them)
{
    uint64_t size = 0;
    begin((enum way)_i, 1, true);
    (void)world_cut_power(ways.world, machine);
    ck_assert_int_eq(os_size(&ways.one->port, file, &size), after_cut[_i]);
    ck_assert_int_eq(os_write(&ways.one->port, file, 0, "x", 1), after_cut[_i]);
    world_up(ways.world, machine);
    ck_assert_int_eq(os_size(&ways.one->port, file, &size), after_cut[_i]);
    four_ways_end(&ways);
}
END_TEST

/* The gateway's own session at the NetWare server, which none of its callers has. */
START_TEST(files_behind_a_gateway_are_gone_with_either_session)
{
    static const char *const servers[] = {"NW1", "EX1"};
    static const enum status want[] = {ST_UNEXPECTED_NETWORK, ST_CONNECTION_LOST};
    for (size_t i = 0; i < 2; i++) {
        uint64_t size = 0;
        begin(WAY_GATEWAY, 1, false);
        ck_assert_int_eq(os_size(&ways.one->port, file, &size), ST_OK);
        struct network *network = ways.world->network;
        network_clear_sessions(network, network_find_machine(network, servers[i]), NULL);
        ck_assert_int_eq(os_size(&ways.one->port, file, &size), want[i]);
        ck_assert_int_eq(os_close(&ways.one->port, file), ST_OK);
        four_ways_end(&ways);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("power");
    TCase *tcase = tcase_create("power");
    tcase_add_loop_test(tcase, a_cut_loses_what_was_not_flushed_and_only_that, 0, WAYS);
    tcase_add_loop_test(tcase, a_machine_that_was_not_armed_loses_no_byte, 0, WAYS);
    tcase_add_test(tcase, an_armed_world_names_what_it_rests_on);
    tcase_add_loop_test(tcase, files_are_gone_with_the_machine_that_holds_them, 0, WAYS);
    tcase_add_test(tcase, files_behind_a_gateway_are_gone_with_either_session);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
