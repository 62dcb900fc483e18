/* A machine that goes down takes its processes and sessions with it and brings its services back.
 * */
#include <check.h>
#include <stdlib.h>

#include "base/text.h"
#include "world/modules.h"
#include "world/world.h"

static struct arena arena;
static struct world *world;

static void must(const char *why)
{
    ck_assert_msg(why == NULL, "%s", why);
}

static void setup(void)
{
    const struct world_spec spec = {.seed = 1};
    world = world_create(&arena, &spec);
    const struct connector_spec connector = {.name = "C1", .account = "EXCH\\svc"};
    must(connector_declare(world, &connector));
    struct machine *nt = host_need(world, "NT1")->machine;
    struct share *share = machine_add_share(world->network, nt, "CCPO");
    must(world_place(world, host_find(world, "NT1"), "D:\\ccdata", &share->volume, &share->root,
                     true));
    const struct office_spec office = {.name = "PO1", .machine = "NT1", .place = "CCPO"};
    must(office_create(world, &office));
    must(world_finish_declarations(world));
    connector_start(world, connector_find(world, "C1"));
    ck_assert(world_run_until(world, 20000000));
}

static void teardown(void)
{
    world_destroy(world);
    arena_release(&arena);
}

START_TEST(a_boot_ends_the_service_and_starts_it_again)
{
    struct connector *c = connector_find(world, "C1");
    const uint32_t starts = c->starts;
    world_boot(world, c->host->machine);
    ck_assert_uint_eq(c->starts, starts + 1);
    ck_assert_int_eq(c->state, CONNECTOR_RUNNING);
    ck_assert(world_run_until(world, 60000000));
}
END_TEST

START_TEST(a_manual_service_stays_down_after_a_boot)
{
    struct connector *c = connector_find(world, "C1");
    ck_assert_ptr_null(connector_set(world, c, "Start", "3"));
    world_boot(world, c->host->machine);
    ck_assert_int_eq(c->state, CONNECTOR_STOPPED);
    ck_assert_ptr_null(process_find(world, "CCMC"));
}
END_TEST

START_TEST(a_server_that_goes_down_is_not_reached_until_it_is_up)
{
    struct connector *c = connector_find(world, "C1");
    struct machine *nt = network_find_machine(world->network, "NT1");
    struct os_info info;
    world_down(world, nt);
    ck_assert_int_ne(os_stat(&c->process->port, "\\\\NT1\\CCPO\\CLANDATA", &info), ST_OK);
    ck_assert_int_eq(os_stat(&c->process->port, "\\\\NT1\\CCPO\\CLANDATA", &info),
                     ST_BAD_NETWORK_PATH);
    world_up(world, nt);
    ck_assert_int_eq(os_stat(&c->process->port, "\\\\NT1\\CCPO\\CLANDATA", &info), ST_OK);
}
END_TEST

START_TEST(mail_that_nobody_moves_or_mentions_is_silence)
{
    uint64_t since_us = 0;
    struct connector *c = connector_find(world, "C1");
    ck_assert(!world_is_silent(world, &since_us));
    must(connector_set(world, c, "Import", "gone.exe")); /* counts from the next start only */
    struct mail mail = {.name = "m", .direction = MAIL_OUT, .count = 1, .date_ms = INT64_MIN};
    must(mail_submit(world, mail_declare(world, &mail)));
    connector_stop(world, c);
    ck_assert(world_run_until(world, 1000000000));
    ck_assert_msg(!world_is_silent(world, &since_us), "a stopped connector owes nothing");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("modules");
    TCase *tcase = tcase_create("boot");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_boot_ends_the_service_and_starts_it_again);
    tcase_add_test(tcase, a_manual_service_stays_down_after_a_boot);
    tcase_add_test(tcase, a_server_that_goes_down_is_not_reached_until_it_is_up);
    tcase_add_test(tcase, mail_that_nobody_moves_or_mentions_is_silence);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
