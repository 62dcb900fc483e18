#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "support/small_network.h"

static struct small_network f;
static struct network_reach reach;

static void setup(void)
{
    small_network_setup(&f);
}

static void teardown(void)
{
    small_network_release(&f);
}

static enum status reaches(const char *path)
{
    return network_reach(f.network, &f.logon, path, 5, &reach);
}

static void check_reach(const char *path, enum status want)
{
    const enum status st = reaches(path);
    ck_assert_msg(st == want, "%s: %s", path, status_name(st));
}

START_TEST(a_session_is_opened_at_first_use_and_kept)
{
    check_reach("\\\\NW1\\SYS\\a", ST_OK);
    const struct session *session = reach.new_session;
    ck_assert_ptr_nonnull(session);
    ck_assert_ptr_eq(session->account, f.twin);
    ck_assert_uint_eq(f.twin->connections, 1);
    ck_assert_uint_eq(reach.way.session, session->id);
    ck_assert_ptr_eq(network_session(f.network, session->id), session);
    check_reach("NW1/VOL1:b", ST_OK);
    ck_assert_ptr_null(reach.new_session);
    ck_assert_uint_eq(reach.way.session, session->id);
    check_reach("\\\\EXCH2\\connect", ST_OK);
    ck_assert_ptr_nonnull(reach.new_session);
    ck_assert_uint_ne(reach.way.session, session->id);
    const uint16_t id = reach.way.session;
    check_reach("D:\\", ST_OK);
    ck_assert_uint_eq(reach.way.session, 0);
    network_logoff(f.network, &f.logon);
    ck_assert_uint_eq(f.twin->connections, 0);
    ck_assert_ptr_null(network_session(f.network, id));
    ck_assert(!f.logon.is_open);
}
END_TEST

/* What the edit spoils, and what the first use of NW1 answers then. */
static void remove_twin(void)
{
    identity_remove(f.identities, f.twin->id);
}
static void change_twin_password(void)
{
    ck_assert(text_copy(f.twin->password, sizeof(f.twin->password), "other"));
}
static void fill_connections(void)
{
    f.twin->connections_max = 1;
    f.twin->connections = 1;
}
static void take_netware_down(void)
{
    f.netware->is_up = false;
}
static void run_as_system(void)
{
    network_logoff(f.network, &f.logon);
    ck_assert_int_eq(
        network_logon(
            f.network, &f.logon, f.host, identity_of(f.identities, IDENTITY_SYSTEM),
            &(struct identity_attempt){.password = "", .kind = LOGON_SERVICE, .now_us = 0}),
        ST_OK);
}

static const struct {
    const char *name;
    void (*edit)(void);
    enum status netware;
    enum status nt;
} first_uses[] = {
    {"twin missing", remove_twin, ST_LOGON_FAILURE, ST_OK},
    {"twin with another password", change_twin_password, ST_LOGON_FAILURE, ST_OK},
    {"all connections used", fill_connections, ST_ACCOUNT_RESTRICTION, ST_OK},
    {"server down", take_netware_down, ST_BAD_NETWORK_PATH, ST_OK},
    {"the system account", run_as_system, ST_LOGON_FAILURE, ST_ACCESS_DENIED},
};

START_TEST(a_refused_login_is_answered_each_time)
{
    first_uses[_i].edit();
    for (int times = 0; times < 2; times++) {
        check_reach("\\\\NW1\\SYS\\a", first_uses[_i].netware);
        check_reach("\\\\EXCH2\\connect\\a", first_uses[_i].nt);
        check_reach("D:\\store", ST_OK);
    }
}
END_TEST

START_TEST(the_identity_is_that_of_the_login)
{
    check_reach("\\\\NW1\\SYS\\a", ST_OK);
    change_twin_password();
    identity_join(f.identities, f.ntgateway->id, f.twin->id);
    check_reach("\\\\NW1\\SYS\\a", ST_OK);
    ck_assert_uint_eq(reach.way.token->count, 2);         /* user and EVERYONE, as at login */
    network_clear_sessions(f.network, f.netware, f.gate); /* somebody else's */
    check_reach("\\\\NW1\\SYS\\a", ST_OK);
    network_clear_sessions(f.network, f.netware, f.twin);
    ck_assert_uint_eq(f.twin->connections, 0);
    check_reach("\\\\NW1\\SYS\\a", ST_LOGON_FAILURE);
}
END_TEST

START_TEST(a_server_that_went_down_is_a_lost_connection_once)
{
    check_reach("\\\\NW1\\SYS\\a", ST_OK);
    const uint16_t id = reach.way.session;
    f.netware->is_up = false;
    network_clear_sessions(f.network, f.netware, NULL);
    ck_assert_ptr_null(network_session(f.network, id));
    check_reach("\\\\NW1\\SYS\\a", ST_CONNECTION_LOST);
    check_reach("\\\\NW1\\SYS\\a", ST_BAD_NETWORK_PATH);
    f.netware->is_up = true;
    check_reach("\\\\NW1\\SYS\\a", ST_OK);
    ck_assert_ptr_nonnull(reach.new_session);
    ck_assert_uint_ne(reach.way.session, id);
}
END_TEST

START_TEST(a_cleared_session_is_opened_anew)
{
    check_reach("\\\\EXCH2\\connect\\a", ST_OK);
    const uint16_t id = reach.way.session;
    network_clear_sessions(f.network, f.server, NULL);
    check_reach("\\\\EXCH2\\connect\\a", ST_OK);
    ck_assert_ptr_nonnull(reach.new_session);
    ck_assert_uint_ne(reach.way.session, id);
}
END_TEST

START_TEST(local_accounts_of_other_machines_need_a_twin)
{
    struct logon logon = {0};
    struct identity *local = small_network_account(&f, IDENTITY_NT, "EXCH1", "operator");
    ck_assert_int_eq(network_logon(f.network, &logon, f.host, local,
                                   &(struct identity_attempt){.password = "secret",
                                                              .kind = LOGON_INTERACTIVE,
                                                              .now_us = 0}),
                     ST_OK);
    ck_assert_int_eq(network_reach(f.network, &logon, "\\\\EXCH2\\connect", 0, &reach),
                     ST_LOGON_FAILURE);
    struct identity *twin = small_network_account(&f, IDENTITY_NT, "EXCH2", "operator");
    ck_assert_int_eq(network_reach(f.network, &logon, "\\\\EXCH2\\connect", 0, &reach), ST_OK);
    ck_assert_uint_eq(reach.way.token->ids[0], twin->id);
    f.host->shares = f.connect; /* its own machine knows it */
    ck_assert_int_eq(network_reach(f.network, &logon, "\\\\EXCH1\\connect", 0, &reach), ST_OK);
    ck_assert_uint_eq(reach.way.token->ids[0], local->id);
    network_logoff(f.network, &logon);
}
END_TEST

START_TEST(the_system_account_uses_its_own_shares)
{
    run_as_system();
    f.host->shares = f.connect;
    check_reach("\\\\EXCH1\\connect", ST_OK);
}
END_TEST

START_TEST(a_logon_answers_what_is_wrong)
{
    struct logon logon = {0};
    ck_assert_int_eq(network_logon(f.network, &logon, f.host, f.service,
                                   &(struct identity_attempt){
                                       .password = "wrong", .kind = LOGON_SERVICE, .now_us = 0}),
                     ST_LOGON_FAILURE);
    ck_assert(!logon.is_open);
}
END_TEST

START_TEST(a_year_of_sessions_takes_no_more_memory)
{
    size_t before = 0;
    for (int i = 0; i < 70000; i++) { /* the numbers of sessions go around */
        check_reach("\\\\NW1\\SYS\\a", ST_OK);
        ck_assert_uint_ne(reach.way.session, 0);
        check_reach("\\\\EXCH2\\connect", ST_OK);
        network_clear_sessions(f.network, f.netware, NULL);
        before = i == 10 ? arena_bytes(&f.arena) : before;
    }
    ck_assert_uint_eq(arena_bytes(&f.arena), before);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sessions");
    TCase *tcase = tcase_create("sessions");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_session_is_opened_at_first_use_and_kept);
    tcase_add_loop_test(tcase, a_refused_login_is_answered_each_time, 0, ARRAY_COUNT(first_uses));
    tcase_add_test(tcase, the_identity_is_that_of_the_login);
    tcase_add_test(tcase, a_server_that_went_down_is_a_lost_connection_once);
    tcase_add_test(tcase, a_cleared_session_is_opened_anew);
    tcase_add_test(tcase, local_accounts_of_other_machines_need_a_twin);
    tcase_add_test(tcase, the_system_account_uses_its_own_shares);
    tcase_add_test(tcase, a_logon_answers_what_is_wrong);
    tcase_add_test(tcase, a_year_of_sessions_takes_no_more_memory);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
