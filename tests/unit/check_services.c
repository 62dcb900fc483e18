/* Services of an NT machine that wait for one another (sim/host/services.c), and what the server
 * service makes of gateway shares when it comes up (sim/world/gateways.c). */
#include <check.h>
#include <stdlib.h>

#include "base/text.h"
#include "host/services.h"
#include "world/gateways.h"
#include "world/modules.h"
#include "world/world.h"

static struct arena arena;
static struct world *w;
static struct host *host;

static void setup(void)
{
    const struct world_spec spec = {.seed = 1};
    w = world_create(&arena, &spec);
    host = host_need(w, "NT1");
}

static void teardown(void)
{
    world_destroy(w);
    arena_release(&arena);
}

/* A service that somebody starts, after the one of that name (NULL: none). */
static struct host_service *service(const char *name, const char *after)
{
    struct host_service *made = host_service_need(w, host, name);
    made->start = SERVICE_MANUAL;
    made->state = SERVICE_STOPPED;
    if (after != NULL) {
        ck_assert(text_copy(made->after[made->after_count++], SERVICE_NAME_SIZE, after));
    }
    return made;
}

/* One that logs on with a password that is not the account's. */
static struct host_service *locked_out(const char *name)
{
    struct host_service *made = service(name, NULL);
    made->account = identity_add(w->identities, IDENTITY_NT, IDENTITY_USER, "EXCH", name);
    ck_assert(text_copy(made->password, sizeof(made->password), "an old one"));
    return made;
}

static void mend(struct host_service *broken)
{
    ck_assert(text_copy(broken->password, sizeof(broken->password), broken->account->password));
}

START_TEST(what_a_service_needs_and_was_refused_earlier_is_asked_again)
{
    struct host_service *base = locked_out("BASE");
    struct host_service *top = service("TOP", "BASE");
    host_service_start(w, host, base);
    ck_assert_uint_eq(base->refused, SERVICE_LOGON_FAILED);
    host_service_start(w, host, top);
    ck_assert_uint_eq(base->refused, SERVICE_LOGON_FAILED);
    ck_assert_uint_eq(top->refused, SERVICE_NEEDS_ANOTHER);
    mend(base);
    host_service_start(w, host, top);
    ck_assert_int_eq(base->state, SERVICE_RUNNING);
    ck_assert_int_eq(top->state, SERVICE_RUNNING);
    ck_assert_uint_eq(base->refused + top->refused, 0);
}
END_TEST

START_TEST(one_that_is_refused_is_not_made_good_by_another_that_comes_up)
{
    struct host_service *first = _i == 0 ? locked_out("BAD") : service("GOOD", NULL);
    struct host_service *second = _i == 0 ? service("GOOD", NULL) : locked_out("BAD");
    struct host_service *bad = _i == 0 ? first : second;
    struct host_service *good = _i == 0 ? second : first;
    struct host_service *top = service("TOP", "BAD");
    ck_assert(text_copy(top->after[top->after_count++], SERVICE_NAME_SIZE, "GOOD"));
    good->takes_us = 5000000;
    host_service_start(w, host, top);
    ck_assert_uint_eq(top->refused, SERVICE_NEEDS_ANOTHER); /* at once */
    ck_assert_int_eq(top->state, SERVICE_STOPPED);
    ck_assert_int_eq(good->state, SERVICE_STARTING);
    ck_assert(world_run_until(w, 6000000));
    ck_assert_int_eq(good->state, SERVICE_RUNNING);
    ck_assert_int_eq(top->state, SERVICE_STOPPED);
    ck_assert_uint_eq(bad->refused, SERVICE_LOGON_FAILED);
}
END_TEST

/* ---- gateway shares ---- */

static struct share *gateway_share(const char *name, const char *server)
{
    struct share *share = machine_add_share(w->network, host->machine, name);
    ck_assert(text_format(share->target, sizeof(share->target), "\\\\%s\\SYS\\DATA", server));
    share->gateway = arena_new(&arena, struct gateway);
    share->gateway->is_enabled = true;
    share->gateway->machine = host->machine;
    share->gateway->account =
        identity_add(w->identities, IDENTITY_NETWARE, IDENTITY_USER, server, name);
    struct identity *group = identity_find(w->identities, server, "NTGATEWAY");
    if (group == NULL) {
        group = identity_add(w->identities, IDENTITY_NETWARE, IDENTITY_GROUP, server, "NTGATEWAY");
    }
    identity_join(w->identities, group->id, share->gateway->account->id);
    return share;
}

static struct machine *netware(const char *name)
{
    struct machine *machine = network_add_machine(w->network, MACHINE_NETWARE, name);
    const struct volume_spec sys = {
        .label = "SYS:", .capacity_bytes = 1U << 20, .short_names_only = true};
    struct machine_volume *volume = NULL;
    volume_node node = 0;
    (void)machine_add_volume(w->network, machine, "SYS", &sys);
    ck_assert_ptr_null(world_place(w, host, arena_format(&arena, "\\\\%s\\SYS\\DATA", name),
                                   &volume, &node, true));
    return machine;
}

START_TEST(each_gateway_share_is_made_or_not_by_itself)
{
    struct machine *down = netware("DOWN");
    (void)netware("UP");
    struct share *plain = machine_add_share(w->network, host->machine, "PLAIN");
    struct share *taken = gateway_share("TAKEN", "UP");
    struct share *first = gateway_share("FIRST", "DOWN");
    struct share *second = gateway_share("SECOND", "UP");
    struct share *last = machine_add_share(w->network, host->machine, "LAST");
    struct share *alone = gateway_share("ALONE", "UP");
    struct identity *group = identity_find(w->identities, "UP", "NTGATEWAY");
    identity_part(w->identities, group->id, alone->gateway->account->id);
    taken->is_removed = true; /* a person took it away */
    world_down(w, down);
    gateways_make(w, host);
    ck_assert(!plain->is_removed && !plain->was_not_made);
    ck_assert(!last->is_removed && !last->was_not_made);
    ck_assert(taken->is_removed && !taken->was_not_made);
    ck_assert(first->is_removed && first->was_not_made);
    ck_assert(!second->is_removed && !second->was_not_made);
    ck_assert(alone->is_removed && alone->was_not_made);
    world_up(w, down);
    gateways_make(w, host);
    ck_assert(taken->is_removed && !taken->was_not_made);
    ck_assert(!first->is_removed && !first->was_not_made);
    ck_assert(!second->is_removed);
}
END_TEST

START_TEST(a_gateway_share_is_made_when_somebody_configures_it_again)
{
    (void)netware("UP");
    struct share *share = gateway_share("SHARE", "UP");
    struct share *other = gateway_share("OTHER", "UP");
    struct identity *group = identity_find(w->identities, "UP", "NTGATEWAY");
    identity_part(w->identities, group->id, share->gateway->account->id);
    gateways_begin(w);
    ck_assert(share->is_removed && share->was_not_made && !other->is_removed);
    identity_join(w->identities, group->id, share->gateway->account->id);
    ck_assert(share->is_removed);
    gateways_configured(w, host->machine, other->gateway);
    ck_assert(share->is_removed);
    gateways_configured(w, host->machine, share->gateway);
    ck_assert(!share->is_removed && !share->was_not_made && !other->is_removed);
    share->is_removed = true; /* a person took it away */
    gateways_configured(w, host->machine, share->gateway);
    ck_assert(share->is_removed);
}
END_TEST

START_TEST(a_gateway_share_behind_others_is_waited_for)
{
    ck_assert(!gateways_are_waited_for(host));
    (void)machine_add_share(w->network, host->machine, "PLAIN");
    (void)machine_add_share(w->network, host->machine, "ANOTHER");
    ck_assert(!gateways_are_waited_for(host));
    (void)netware("UP");
    (void)gateway_share("GATE", "UP");
    (void)machine_add_share(w->network, host->machine, "LATER");
    (void)machine_add_share(w->network, host->machine, "LAST");
    ck_assert(gateways_are_waited_for(host));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("services");
    TCase *tcase = tcase_create("services");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, what_a_service_needs_and_was_refused_earlier_is_asked_again);
    tcase_add_loop_test(tcase, one_that_is_refused_is_not_made_good_by_another_that_comes_up, 0, 2);
    tcase_add_test(tcase, each_gateway_share_is_made_or_not_by_itself);
    tcase_add_test(tcase, a_gateway_share_is_made_when_somebody_configures_it_again);
    tcase_add_test(tcase, a_gateway_share_behind_others_is_waited_for);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
