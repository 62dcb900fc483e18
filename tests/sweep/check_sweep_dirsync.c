/* Port call 1, 2, 3 ... of a directory synchronization fails, or its process is killed there: the
 * next one ends its work, whatever was done before. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "worlds/small_world.h"

enum { EVERY = 11 };

static const enum status strikes[] = {
    ST_IO_ERROR,      ST_DISK_FULL,          ST_SHARING_VIOLATION, ST_LOCK_VIOLATION,
    ST_ACCESS_DENIED, ST_UNEXPECTED_NETWORK, ST_PROCESS_GONE,
};

static bool is_long(void)
{
    return getenv("CCBENCH_LONG") != NULL;
}

/* A post office that no dirsync has seen, with a leaver's entry and one of somebody else's post
 * office. */
static void begin(struct small_world *small, enum status status, uint64_t call)
{
    const struct small_world_spec spec = {
        .is_on_nt = true, .inject_call = call, .inject_status = status};
    small_world_declare(small, &spec);
    small->office->dirsync = "never";
    small_must(office_add_user(small->world, small->office, "Smith, J"));
    small_must(office_add_user(small->world, small->office, "Doe, Ann"));
    const struct office_entry office = {.name = "PO5", .kind = "postoffice", .comment = "theirs"};
    const struct office_entry user = {.name = "Far, F", .kind = "remote", .at = "PO5"};
    const struct office_entry left = {.name = "Gone, G", .kind = "remote", .at = "SITE1"};
    small_must(office_add_entry(small->world, small->office, &office));
    small_must(office_add_entry(small->world, small->office, &user));
    small_must(office_add_entry(small->world, small->office, &left));
    small_world_finish(small);
}

static bool has(struct small_world *small, const char *name, const char *kind, const char *comment)
{
    struct office_entry found;
    return office_has_entry(small->world, small->office, name, small->world->arena, &found) &&
           strcmp(found.kind, kind) == 0 && strcmp(found.comment, comment) == 0;
}

static bool has_recipient(const struct small_world *small, const char *display)
{
    return site_recipient_find(small->world, small->world->sites, display) != NULL;
}

static void check_untouched(struct small_world *small, const char *where)
{
    ck_assert_msg(has(small, "PO5", "postoffice", "theirs") && has(small, "Far, F", "remote", "") &&
                      has(small, "Smith, J", "local", "") && has(small, "Doe, Ann", "local", ""),
                  "%s: an entry of somebody else has changed", where);
    ck_assert_msg(has_recipient(small, "Brady, Sally"), "%s: a mailbox has gone", where);
}

static void check_complete(struct small_world *small, const char *where)
{
    ck_assert_msg(small->connector->dirsync == SYNC_COMPLETED, "%s: not completed, at %s", where,
                  small->connector->dirsync_step);
    ck_assert_msg(has(small, "SITE1", "postoffice", "MSExchangeCCMC EX1") &&
                      has(small, "Brady, Sally", "remote", "") &&
                      !has(small, "Gone, G", "remote", ""),
                  "%s: the cc:Mail side is not complete", where);
    ck_assert_msg(has_recipient(small, "J Smith") && has_recipient(small, "Ann Doe") &&
                      has_recipient(small, "F Far"),
                  "%s: the Exchange side is not complete", where);
}

static uint64_t strike(enum status status, uint64_t call)
{
    struct small_world *small = calloc(1, sizeof(*small));
    char where[64];
    ck_assert_ptr_nonnull(small);
    (void)snprintf(where, sizeof where, "call %llu answers %s", (unsigned long long)call,
                   status_name(status));
    begin(small, status, call);
    small_world_run(small, 1);
    connector_synchronize(small->world, small->connector);
    small_world_run(small, 10);
    const uint64_t calls = small->world->port_calls;
    check_untouched(small, where);
    if (small->connector->state == CONNECTOR_STOPPED) {
        connector_start(small->world, small->connector);
    }
    small_world_run(small, 60); /* a lock that is held by one who died lasts a while */
    check_untouched(small, where);
    connector_synchronize(small->world, small->connector);
    small_world_run(small, 120);
    check_untouched(small, where);
    check_complete(small, where);
    const struct office_health health = office_check(small->world, small->office);
    ck_assert_msg(health.errors == 0, "%s: %u errors in the post office, %s", where, health.errors,
                  health.first);
    small_world_end(small);
    free(small);
    return calls;
}

START_TEST(a_synchronization_is_made_good_by_the_next_whichever_call_fails)
{
    const uint64_t every = is_long() ? 1 : EVERY;
    const uint64_t calls = strike(ST_OK, UINT64_MAX); /* of a cycle that nothing befalls */
    for (uint64_t call = 1 + (uint64_t)_i % every; call <= calls; call += every) {
        (void)strike(strikes[_i], call);
    }
    ck_assert_uint_gt(calls, 150);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sweep of directory synchronization");
    TCase *tcase = tcase_create("strikes");
    tcase_set_timeout(tcase, 600);
    tcase_add_loop_test(tcase, a_synchronization_is_made_good_by_the_next_whichever_call_fails, 0,
                        (int)ARRAY_COUNT(strikes));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
