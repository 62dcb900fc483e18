/* What a logon is answered: restrictions, hours, stations, grace logons, lockout. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "identity/identity.h"

static struct arena arena;
static struct identities *all;

static void setup(void)
{
    arena = (struct arena){0};
    all = identities_create(&arena);
}

static void teardown(void)
{
    arena_release(&arena);
}

static struct identity *nt_user(const char *name)
{
    struct identity *who = identity_add(all, IDENTITY_NT, IDENTITY_USER, "EXCH", name);
    ck_assert(text_copy(who->password, sizeof(who->password), "Secret"));
    return who;
}

static struct identity *nw_user(const char *name)
{
    struct identity *who = identity_add(all, IDENTITY_NETWARE, IDENTITY_USER, "NW1", name);
    ck_assert(text_copy(who->password, sizeof(who->password), "Secret"));
    return who;
}

static enum status logs_on(struct identity *who, const char *password,
                           enum identity_logon_kind kind, uint64_t now_us,
                           struct identity_token *token_out)
{
    const struct identity_attempt attempt = {
        .password = password, .kind = kind, .station = "EX1", .now_us = now_us};
    return identity_logon(all, who, &attempt, token_out);
}

static enum status logon(struct identity *who, const char *password)
{
    struct identity_token token;
    return logs_on(who, password, LOGON_NETWORK, 1000, &token);
}

static void no_fault(struct identity *who)
{
    (void)who;
}
static void disable(struct identity *who)
{
    who->is_disabled = true;
}
static void lock_out(struct identity *who)
{
    who->is_locked = true;
}
static void expire(struct identity *who)
{
    who->expires_us = 1000;
}
static void expire_later(struct identity *who)
{
    who->expires_us = 1001;
    who->password_expires_us = 1001;
}
static void expire_password(struct identity *who)
{
    who->password_expires_us = 1000;
}
static void fill_connections(struct identity *who)
{
    who->connections_max = 2;
    who->connections = 2;
}
static void use_one_connection(struct identity *who)
{
    who->connections_max = 2;
    who->connections = 1;
}
static void forbid_network(struct identity *who)
{
    who->may_logon_network = false;
}
static void forbid_service(struct identity *who)
{
    who->may_logon_service = false;
}
static void remove_it(struct identity *who)
{
    identity_remove(all, who->id);
}
static void make_group(struct identity *who)
{
    who->kind = IDENTITY_GROUP;
}

/* What is the matter with the account, and what NT and NetWare answer to the right and to a wrong
 * password. */
static const struct {
    const char *name;
    void (*spoil)(struct identity *who);
    enum status nt;
    enum status nt_wrong;
    enum status netware;
    enum status netware_wrong;
} faults[] = {
    {"nothing", no_fault, ST_OK, ST_LOGON_FAILURE, ST_OK, ST_LOGON_FAILURE},
    {"disabled", disable, ST_ACCOUNT_DISABLED, ST_LOGON_FAILURE, ST_ACCOUNT_DISABLED,
     ST_ACCOUNT_DISABLED},
    {"locked out", lock_out, ST_ACCOUNT_LOCKED_OUT, ST_ACCOUNT_LOCKED_OUT, ST_ACCOUNT_LOCKED_OUT,
     ST_ACCOUNT_LOCKED_OUT},
    {"expired", expire, ST_ACCOUNT_DISABLED, ST_LOGON_FAILURE, ST_ACCOUNT_DISABLED,
     ST_ACCOUNT_DISABLED},
    {"expires later", expire_later, ST_OK, ST_LOGON_FAILURE, ST_OK, ST_LOGON_FAILURE},
    {"password expired", expire_password, ST_PASSWORD_EXPIRED, ST_LOGON_FAILURE,
     ST_PASSWORD_EXPIRED, ST_LOGON_FAILURE},
    {"all connections used", fill_connections, ST_OK, ST_LOGON_FAILURE, ST_ACCOUNT_RESTRICTION,
     ST_ACCOUNT_RESTRICTION},
    {"one connection left", use_one_connection, ST_OK, ST_LOGON_FAILURE, ST_OK, ST_LOGON_FAILURE},
    {"no logon from the network", forbid_network, ST_LOGON_TYPE, ST_LOGON_FAILURE, ST_OK,
     ST_LOGON_FAILURE},
    {"no logon as a service", forbid_service, ST_OK, ST_LOGON_FAILURE, ST_OK, ST_LOGON_FAILURE},
    {"removed", remove_it, ST_LOGON_FAILURE, ST_LOGON_FAILURE, ST_LOGON_FAILURE, ST_LOGON_FAILURE},
    {"a group", make_group, ST_LOGON_FAILURE, ST_LOGON_FAILURE, ST_LOGON_FAILURE, ST_LOGON_FAILURE},
};

static void check_answer(const char *fault, struct identity *who, const char *password,
                         enum status want)
{
    const enum status st = logon(who, password);
    ck_assert_msg(st == want, "%s, %s at %s: %s", fault, password, who->authority, status_name(st));
}

START_TEST(logons_answer_what_is_wrong)
{
    struct identity *nt = nt_user("a");
    struct identity *nw = nw_user("a");
    faults[_i].spoil(nt);
    faults[_i].spoil(nw);
    check_answer(faults[_i].name, nt, "wrong", faults[_i].nt_wrong);
    check_answer(faults[_i].name, nt, "Secret", faults[_i].nt);
    check_answer(faults[_i].name, nw, "wrong", faults[_i].netware_wrong);
    check_answer(faults[_i].name, nw, "Secret", faults[_i].netware);
}
END_TEST

START_TEST(an_unknown_name_answers_like_a_wrong_password)
{
    ck_assert_int_eq(logon(NULL, "Secret"), ST_LOGON_FAILURE);
}
END_TEST

START_TEST(a_service_needs_the_right_to_log_on_as_one)
{
    struct identity_token token;
    struct identity *who = nt_user("svc");
    ck_assert_int_eq(logs_on(who, "Secret", LOGON_SERVICE, 0, &token), ST_OK);
    who->may_logon_service = false;
    ck_assert_int_eq(logs_on(who, "Secret", LOGON_SERVICE, 0, &token), ST_LOGON_TYPE);
    ck_assert_int_eq(logs_on(who, "Secret", LOGON_INTERACTIVE, 0, &token), ST_OK);
    who->may_logon_network = false;
    ck_assert_int_eq(logs_on(who, "Secret", LOGON_INTERACTIVE, 0, &token), ST_OK);
}
END_TEST

START_TEST(a_password_that_must_be_changed_is_good_for_people_only)
{
    struct identity_token token;
    struct identity *who = nt_user("new");
    who->must_change = true;
    ck_assert_int_eq(logs_on(who, "Secret", LOGON_SERVICE, 0, &token), ST_MUST_CHANGE_PASSWORD);
    ck_assert_int_eq(logs_on(who, "Secret", LOGON_NETWORK, 0, &token), ST_MUST_CHANGE_PASSWORD);
    ck_assert_int_eq(logs_on(who, "Wrong", LOGON_NETWORK, 0, &token), ST_LOGON_FAILURE);
    ck_assert_int_eq(logs_on(who, "Secret", LOGON_INTERACTIVE, 0, &token), ST_OK);
}
END_TEST

static const struct identity_station ex1 = {.name = "EX1"};
static const struct identity_station mail2 = {.name = "MAIL2", .next = NULL};

START_TEST(an_account_may_be_bound_to_stations)
{
    struct identity *nt = nt_user("a");
    struct identity *nw = nw_user("a");
    nt->stations = &ex1;
    nw->stations = &ex1;
    ck_assert_int_eq(logon(nt, "Secret"), ST_OK);
    ck_assert_int_eq(logon(nw, "Secret"), ST_OK);
    nt->stations = &mail2;
    nw->stations = &mail2;
    ck_assert_int_eq(logon(nt, "Secret"), ST_LOGON_STATION);
    ck_assert_int_eq(logon(nt, "wrong"), ST_LOGON_FAILURE);
    ck_assert_int_eq(logon(nw, "wrong"), ST_LOGON_STATION); /* looked at before the password */
    struct identity_token token;
    const struct identity_attempt nowhere = {.password = "Secret", .kind = LOGON_NETWORK};
    ck_assert_int_eq(identity_logon(all, nw, &nowhere, &token), ST_LOGON_STATION);
}
END_TEST

/* Sunday 00:00 begins the week; the clocks are set so that 0 is a Tuesday, 08:00. */
static const uint64_t tuesday_ms = 887097600000U;
static const uint64_t hour_us = 3600000000ULL;

static struct identity_hours open_from(uint32_t from, uint32_t to)
{
    struct identity_hours hours = {.map = {0}};
    for (uint32_t i = from; i < to; i++) {
        hours.map[i / 8] |= (uint8_t)(1U << i % 8);
    }
    return hours;
}

START_TEST(an_account_may_be_bound_to_hours)
{
    const uint32_t tuesday_eight = 2 * 48 + 16;
    const struct identity_hours two = open_from(tuesday_eight, tuesday_eight + 4);
    struct identity *nt = nt_user("a");
    struct identity *nw = nw_user("a");
    struct identity_token token;
    identities_set_epoch(all, tuesday_ms);
    nt->hours = &two;
    nw->hours = &two;
    static const struct {
        uint64_t at_us;
        enum status want;
    } moments[] = {{0, ST_OK},
                   {2 * 3600000000ULL - 1, ST_OK},
                   {2 * 3600000000ULL, ST_LOGON_HOURS},
                   {7 * 24 * 3600000000ULL - 1, ST_LOGON_HOURS},
                   {7 * 24 * 3600000000ULL, ST_OK}};
    for (size_t i = 0; i < ARRAY_COUNT(moments); i++) {
        ck_assert_int_eq(logs_on(nt, "Secret", LOGON_NETWORK, moments[i].at_us, &token),
                         moments[i].want);
        ck_assert_int_eq(logs_on(nw, "Secret", LOGON_NETWORK, moments[i].at_us, &token),
                         moments[i].want);
    }
    ck_assert_uint_eq(identity_open_until(all, nw, 5), 2 * hour_us);
    ck_assert_uint_eq(identity_open_until(all, nw, 2 * hour_us + 7), 2 * hour_us + 7);
    nw->expires_us = hour_us;
    ck_assert_uint_eq(identity_open_until(all, nw, 5), hour_us);
    const struct identity_hours always = open_from(0, IDENTITY_HALF_HOURS);
    nt->hours = &always;
    ck_assert_uint_eq(identity_open_until(all, nt, 5), UINT64_MAX);
}
END_TEST

START_TEST(grace_logons_are_used_up_one_by_one)
{
    struct identity *who = nw_user("a");
    who->password_expires_us = 0;
    who->grace_logons = 2;
    ck_assert_int_eq(logon(who, "wrong"), ST_LOGON_FAILURE);
    ck_assert_int_eq(logon(who, "Secret"), ST_OK);
    ck_assert_int_eq(logon(who, "Secret"), ST_OK);
    ck_assert_int_eq(logon(who, "Secret"), ST_PASSWORD_EXPIRED);
}
END_TEST

START_TEST(a_lockout_ends_when_its_time_is_over)
{
    struct identity *who = nw_user("a");
    struct identity_token token;
    who->lockout_limit = 2;
    who->lockout_us = 100;
    who->bad_window_us = 50;
    ck_assert_int_eq(logs_on(who, "wrong", LOGON_NETWORK, 10, &token), ST_LOGON_FAILURE);
    ck_assert_int_eq(logs_on(who, "wrong", LOGON_NETWORK, 60, &token), ST_LOGON_FAILURE);
    ck_assert(!identity_is_locked(who, 60)); /* the first was forgotten */
    ck_assert_int_eq(logs_on(who, "wrong", LOGON_NETWORK, 109, &token), ST_LOGON_FAILURE);
    ck_assert_int_eq(logs_on(who, "Secret", LOGON_NETWORK, 208, &token), ST_ACCOUNT_LOCKED_OUT);
    ck_assert(identity_is_locked(who, 208));
    ck_assert_int_eq(logs_on(who, "Secret", LOGON_NETWORK, 209, &token), ST_OK);
    ck_assert_uint_eq(who->bad_logons, 0);
    who->lockout_us = UINT64_MAX;
    who->bad_window_us = UINT64_MAX;
    ck_assert_int_eq(logs_on(who, "wrong", LOGON_NETWORK, 300, &token), ST_LOGON_FAILURE);
    ck_assert_int_eq(logs_on(who, "wrong", LOGON_NETWORK, 900, &token), ST_LOGON_FAILURE);
    ck_assert(identity_is_locked(who, UINT64_MAX - 1));
}
END_TEST

START_TEST(netware_folds_passwords_and_nt_does_not)
{
    ck_assert_int_eq(logon(nw_user("a"), "SECRET"), ST_OK);
    ck_assert_int_eq(logon(nt_user("a"), "SECRET"), ST_LOGON_FAILURE);
}
END_TEST

START_TEST(bad_passwords_lock_an_account_with_a_limit)
{
    struct identity *who = nw_user("a");
    who->lockout_limit = 3;
    ck_assert_int_eq(logon(who, "x"), ST_LOGON_FAILURE);
    ck_assert_int_eq(logon(who, "x"), ST_LOGON_FAILURE);
    ck_assert_int_eq(logon(who, "secret"), ST_OK); /* begins to count anew */
    ck_assert_int_eq(logon(who, "x"), ST_LOGON_FAILURE);
    ck_assert_int_eq(logon(who, "x"), ST_LOGON_FAILURE);
    ck_assert_int_eq(logon(who, "x"), ST_LOGON_FAILURE);
    ck_assert(who->is_locked);
    ck_assert_int_eq(logon(who, "secret"), ST_ACCOUNT_LOCKED_OUT);
}
END_TEST

START_TEST(without_a_limit_nobody_is_locked_out)
{
    struct identity *who = nt_user("a");
    for (int i = 0; i < 100; i++) {
        ck_assert_int_eq(logon(who, "x"), ST_LOGON_FAILURE);
    }
    ck_assert_int_eq(logon(who, "Secret"), ST_OK);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("logon");
    TCase *tcase = tcase_create("identity");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_password_that_must_be_changed_is_good_for_people_only);
    tcase_add_loop_test(tcase, logons_answer_what_is_wrong, 0, ARRAY_COUNT(faults));
    tcase_add_test(tcase, an_unknown_name_answers_like_a_wrong_password);
    tcase_add_test(tcase, a_service_needs_the_right_to_log_on_as_one);
    tcase_add_test(tcase, netware_folds_passwords_and_nt_does_not);
    tcase_add_test(tcase, an_account_may_be_bound_to_stations);
    tcase_add_test(tcase, an_account_may_be_bound_to_hours);
    tcase_add_test(tcase, grace_logons_are_used_up_one_by_one);
    tcase_add_test(tcase, a_lockout_ends_when_its_time_is_over);
    tcase_add_test(tcase, bad_passwords_lock_an_account_with_a_limit);
    tcase_add_test(tcase, without_a_limit_nobody_is_locked_out);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
