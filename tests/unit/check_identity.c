#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "identity/accounts_copy.h"
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

static bool holds(const struct identity_token *token, identity_id id)
{
    for (uint32_t i = 0; i < token->count; i++) {
        if (token->ids[i] == id) {
            return true;
        }
    }
    return false;
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

static struct identity_token token_of(struct identity *who)
{
    struct identity_token token = {0};
    ck_assert_int_eq(logs_on(who, who->password, LOGON_NETWORK, 1000, &token), ST_OK);
    return token;
}

START_TEST(well_known_identities_are_there_from_the_start)
{
    ck_assert_uint_eq(identity_find_full(all, "Everyone")->id, IDENTITY_EVERYONE);
    ck_assert_uint_eq(identity_find_full(all, "administrators")->id, IDENTITY_ADMINISTRATORS);
    ck_assert_uint_eq(identity_find_full(all, "BUILTIN\\Administrators")->id,
                      IDENTITY_ADMINISTRATORS);
    ck_assert_uint_eq(identity_find_full(all, "NT AUTHORITY\\SYSTEM")->id, IDENTITY_SYSTEM);
    ck_assert(identity_is_member(all, IDENTITY_ADMINISTRATORS, IDENTITY_SYSTEM));
    ck_assert_ptr_null(identity_of(all, 15));
    ck_assert_ptr_null(identity_of(all, 100000));
}
END_TEST

START_TEST(names_are_found_by_authority_whatever_their_case)
{
    const struct identity *nt = nt_user("svc-ccmc");
    const struct identity *nw = nw_user("svc-ccmc");
    ck_assert_ptr_eq(identity_find(all, "exch", "SVC-CCMC"), nt);
    ck_assert_ptr_eq(identity_find_full(all, "nw1\\Svc-Ccmc"), nw);
    ck_assert_ptr_null(identity_find(all, "NW2", "svc-ccmc"));
    ck_assert_ptr_null(identity_find_full(all, "svc-ccmc"));
    ck_assert_ptr_null(identity_find_full(
        all, "a name of an authority that is too long to be one of ours anywhere\\x"));
    ck_assert_ptr_eq(identity_of(all, nt->id), nt);
    ck_assert_ptr_eq(identity_add(all, IDENTITY_NT, IDENTITY_USER, "EXCH", "SVC-ccmc"), nt);
}
END_TEST

START_TEST(full_names_are_written_as_people_write_them)
{
    char name[20];
    ck_assert(identity_full_name(nw_user("svc-ccmc"), name, sizeof(name)));
    ck_assert_str_eq(name, "NW1\\svc-ccmc");
    ck_assert(identity_full_name(identity_of(all, IDENTITY_EVERYONE), name, sizeof(name)));
    ck_assert_str_eq(name, "Everyone");
    ck_assert(!identity_full_name(nw_user("svc-ccmc"), name, 5));
}
END_TEST

START_TEST(an_account_made_again_is_another_one)
{
    struct identity *first = nt_user("a");
    const struct identity *group =
        identity_add(all, IDENTITY_NT, IDENTITY_GROUP, "EXCH", "mail admins");
    identity_join(all, group->id, first->id);
    identity_remove(all, first->id);
    identity_remove(all, first->id); /* again changes nothing */
    ck_assert_ptr_null(identity_find(all, "EXCH", "a"));
    ck_assert(!identity_is_member(all, group->id, first->id));
    ck_assert(identity_of(all, first->id)->is_removed);
    ck_assert_int_eq(logon(first, "Secret"), ST_LOGON_FAILURE);
    const struct identity *again = nt_user("a");
    ck_assert_uint_ne(again->id, first->id);
    ck_assert_uint_eq(identity_count(all), again->id + 1);
}
END_TEST

START_TEST(removing_one_leaves_others_of_the_same_name)
{
    const struct identity *nt = nt_user("a");
    const struct identity *nw = nw_user("a");
    identity_remove(all, nt->id);
    ck_assert_ptr_eq(identity_find(all, "NW1", "a"), nw);
    (void)nt_user("a");
    identity_remove(all, nw->id);
    ck_assert_ptr_nonnull(identity_find(all, "EXCH", "a"));
}
END_TEST

START_TEST(all_of_one_name_are_met_once_but_not_those_that_were_removed)
{
    struct identity *gone = nt_user("ann");
    const struct identity *here[] = {nw_user("Ann"),
                                     identity_add(all, IDENTITY_NT, IDENTITY_USER, "EX1", "ANN")};
    unsigned met[2] = {0, 0};
    (void)nt_user("anna");
    identity_remove(all, gone->id);
    const struct identity *who = NULL;
    while ((who = identity_named(all, "ann", who)) != NULL) {
        ck_assert(who == here[0] || who == here[1]);
        met[who == here[1] ? 1 : 0]++;
    }
    ck_assert_uint_eq(met[0], 1);
    ck_assert_uint_eq(met[1], 1);
    ck_assert_ptr_null(identity_named(all, "Nobody", NULL));
}
END_TEST

START_TEST(members_join_once_and_part)
{
    const struct identity *group = identity_add(all, IDENTITY_NT, IDENTITY_GROUP, "EXCH", "g");
    const struct identity *a = nt_user("a");
    const struct identity *b = nt_user("b");
    identity_join(all, group->id, a->id);
    identity_join(all, group->id, a->id);
    identity_join(all, group->id, b->id);
    identity_part(all, group->id, a->id);
    ck_assert(!identity_is_member(all, group->id, a->id));
    ck_assert(identity_is_member(all, group->id, b->id));
    identity_part(all, group->id, a->id); /* not a member any more */
    identity_part(all, 9999, a->id);      /* no such group */
    ck_assert(!identity_is_member(all, 9999, a->id));
    identity_join(all, group->id, a->id);
    ck_assert(identity_is_member(all, group->id, a->id));
}
END_TEST

START_TEST(an_nt_token_holds_groups_in_two_levels)
{
    struct identity *user = nt_user("a");
    const struct identity *global = identity_add(all, IDENTITY_NT, IDENTITY_GROUP, "EXCH", "g");
    const struct identity *local = identity_add(all, IDENTITY_NT, IDENTITY_GROUP, "SRV", "l");
    const struct identity *third = identity_add(all, IDENTITY_NT, IDENTITY_GROUP, "SRV", "t");
    const struct identity *other = identity_add(all, IDENTITY_NT, IDENTITY_GROUP, "SRV", "o");
    identity_join(all, global->id, user->id);
    identity_join(all, local->id, global->id);
    identity_join(all, third->id, local->id);
    const struct identity_token token = token_of(user);
    ck_assert_uint_eq(token.ids[0], user->id);
    ck_assert(holds(&token, global->id));
    ck_assert(holds(&token, local->id));
    ck_assert(!holds(&token, third->id));
    ck_assert(!holds(&token, other->id));
    ck_assert(holds(&token, IDENTITY_EVERYONE));
    ck_assert(holds(&token, IDENTITY_AUTHENTICATED));
    ck_assert(!token.is_supervisor);
}
END_TEST

START_TEST(a_token_stays_as_it_was_at_logon)
{
    struct identity *user = nt_user("a");
    const struct identity *group = identity_add(all, IDENTITY_NT, IDENTITY_GROUP, "EXCH", "g");
    const struct identity_token before = token_of(user);
    identity_join(all, group->id, user->id);
    const struct identity_token after = token_of(user);
    ck_assert(!holds(&before, group->id));
    ck_assert(holds(&after, group->id));
    identity_remove(all, group->id);
    const struct identity_token removed = token_of(user);
    ck_assert(!holds(&removed, group->id));
}
END_TEST

static void join_groups(const struct identity *user, int count)
{
    for (int i = 0; i < count; i++) {
        char name[16];
        (void)snprintf(name, sizeof(name), "g%d", i);
        identity_join(all, identity_add(all, IDENTITY_NT, IDENTITY_GROUP, "EXCH", name)->id,
                      user->id);
    }
}

START_TEST(a_token_holds_all_groups_or_the_logon_is_refused)
{
    enum { OTHERS = 5 }; /* the user, Everyone, Authenticated Users, NETWORK, Users */
    struct identity *user = nt_user("a");
    struct identity_token token;
    join_groups(user, 40);
    ck_assert_uint_eq(token_of(user).count, 40 + OTHERS);
    join_groups(user, IDENTITY_TOKEN_MAX - OTHERS);
    ck_assert_uint_eq(token_of(user).count, IDENTITY_TOKEN_MAX);
    join_groups(user, IDENTITY_TOKEN_MAX - OTHERS + 1);
    ck_assert_int_eq(logs_on(user, user->password, LOGON_NETWORK, 0, &token), ST_TOO_MANY_IDS);
}
END_TEST

START_TEST(equal_tokens_share_a_number)
{
    struct identity *user = nt_user("a");
    struct identity *other = nt_user("b");
    const struct identity_token first = token_of(user);
    const struct identity_token again = token_of(user);
    ck_assert_uint_ne(first.number, 0);
    ck_assert_uint_eq(first.number, again.number);
    ck_assert_ptr_eq(first.ids, again.ids);
    ck_assert_uint_ne(token_of(other).number, first.number);
    user->privileges = PRIVILEGE_BACKUP;
    ck_assert_uint_ne(token_of(user).number, first.number);
    user->privileges = 0;
    ck_assert_uint_eq(token_of(user).number, first.number);
}
END_TEST

START_TEST(privileges_come_with_the_user_and_his_groups)
{
    struct identity *user = nt_user("a");
    ck_assert_uint_eq(token_of(user).privileges, 0);
    user->privileges = PRIVILEGE_SECURITY;
    identity_join(all, IDENTITY_BACKUP_OPERATORS, user->id);
    ck_assert_uint_eq(token_of(user).privileges,
                      PRIVILEGE_SECURITY | PRIVILEGE_BACKUP | PRIVILEGE_RESTORE);
    identity_join(all, IDENTITY_ADMINISTRATORS, user->id);
    ck_assert_uint_eq(token_of(user).privileges, PRIVILEGE_SECURITY | PRIVILEGE_BACKUP |
                                                     PRIVILEGE_RESTORE | PRIVILEGE_TAKE_OWNERSHIP);
}
END_TEST

START_TEST(a_token_says_how_the_user_came)
{
    static const struct {
        enum identity_logon_kind kind;
        identity_id id;
    } kinds[] = {{LOGON_NETWORK, IDENTITY_NETWORK},
                 {LOGON_INTERACTIVE, IDENTITY_INTERACTIVE},
                 {LOGON_SERVICE, IDENTITY_SERVICE}};
    struct identity *user = nt_user("a");
    for (size_t k = 0; k < ARRAY_COUNT(kinds); k++) {
        struct identity_token token;
        ck_assert_int_eq(logs_on(user, user->password, kinds[k].kind, 0, &token), ST_OK);
        for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
            ck_assert(holds(&token, kinds[i].id) == (i == k));
        }
    }
}
END_TEST

START_TEST(every_netware_user_is_in_everyone)
{
    struct identity *user = nw_user("a");
    const struct identity *everyone = identity_find(all, "NW1", "EVERYONE");
    const struct identity *group =
        identity_add(all, IDENTITY_NETWARE, IDENTITY_GROUP, "NW1", "NTGATEWAY");
    const struct identity *outer =
        identity_add(all, IDENTITY_NETWARE, IDENTITY_GROUP, "NW1", "OUTER");
    ck_assert_ptr_nonnull(everyone);
    identity_join(all, group->id, user->id);
    identity_join(all, outer->id, group->id);
    const struct identity_token token = token_of(user);
    ck_assert_uint_eq(token.count, 3);
    ck_assert(holds(&token, everyone->id));
    ck_assert(holds(&token, group->id));
    ck_assert(!holds(&token, outer->id)); /* NetWare groups are direct */
}
END_TEST

START_TEST(a_supervisor_equivalent_is_one)
{
    struct identity *supervisor = nw_user("SUPERVISOR");
    struct identity *user = nw_user("a");
    ck_assert(token_of(supervisor).is_supervisor);
    ck_assert(!token_of(user).is_supervisor);
    identity_equal(all, supervisor->id, user->id); /* SECURITY_EQUALS */
    ck_assert(token_of(user).is_supervisor);
}
END_TEST

START_TEST(the_supervisor_of_a_server_is_one_however_he_comes)
{
    ck_assert(nw_user("supervisor")->is_supervisor);
    ck_assert(!identity_add(all, IDENTITY_NT, IDENTITY_USER, "EXCH", "SUPERVISOR")->is_supervisor);
}
END_TEST

START_TEST(who_is_equivalent_no_longer_stays_in_his_groups)
{
    const struct identity *user = nw_user("a");
    const identity_id other = nw_user("b")->id;
    const identity_id role = identity_add(all, IDENTITY_NETWARE, IDENTITY_GROUP, "NW1", "R")->id;
    const identity_id group = identity_add(all, IDENTITY_NETWARE, IDENTITY_GROUP, "NW1", "G")->id;
    identity_join(all, group, user->id);
    identity_equal(all, group, user->id); /* he is a member: nothing more */
    identity_equal(all, other, user->id);
    identity_equal(all, role, user->id);
    identity_equal(all, role, user->id);
    identity_equal_none(all, user->id);
    ck_assert(identity_is_member(all, group, user->id));
    ck_assert(!identity_is_member(all, other, user->id));
    ck_assert(!identity_is_member(all, role, user->id));
    identity_equal(all, role, user->id);
    identity_join(all, role, user->id); /* now he is a member */
    identity_equal_none(all, user->id);
    ck_assert(identity_is_member(all, role, user->id));
    identity_equal_none(all, 9999); /* nobody */
}
END_TEST

START_TEST(a_copy_of_accounts_knows_who_was_equivalent_and_who_a_member)
{
    const struct identity *user = nw_user("a");
    const identity_id role = identity_add(all, IDENTITY_NETWARE, IDENTITY_GROUP, "NW1", "R")->id;
    const identity_id group = identity_add(all, IDENTITY_NETWARE, IDENTITY_GROUP, "NW1", "G")->id;
    identity_equal(all, role, user->id);
    identity_join(all, group, user->id);
    const struct accounts_copy *copy = accounts_copy_take(all, "NW1", &arena);
    identity_part(all, role, user->id);
    identity_part(all, group, user->id);
    accounts_copy_restore(all, copy);
    ck_assert(identity_is_member(all, role, user->id));
    identity_equal_none(all, user->id);
    ck_assert(!identity_is_member(all, role, user->id));
    ck_assert(identity_is_member(all, group, user->id));
}
END_TEST

START_TEST(a_group_may_have_many_members)
{
    enum { MANY = 20000 };
    const struct identity *group =
        identity_add(all, IDENTITY_NETWARE, IDENTITY_GROUP, "NW1", "MANY");
    identity_id first = 0;
    for (int i = 0; i < MANY; i++) {
        char name[16];
        (void)text_format(name, sizeof(name), "u%d", i);
        const struct identity *user = nw_user(name);
        first = i == 0 ? user->id : first;
        identity_join(all, group->id, user->id);
    }
    uint32_t count = 0;
    for (const struct identity_member *m = group->members; m != NULL; m = m->next) {
        count++;
    }
    ck_assert_uint_eq(count, MANY);
    ck_assert_uint_eq(identity_find(all, "NW1", "u0")->id, first);
    ck_assert_ptr_nonnull(identity_find(all, "nw1", "U19999"));
    ck_assert_ptr_null(identity_find(all, "NW1", "u20000"));
    ck_assert(identity_is_member(all, group->id, first));
    identity_remove(all, first);
    ck_assert(!identity_is_member(all, group->id, first));
    ck_assert_ptr_null(identity_find(all, "NW1", "u0"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("identity");
    TCase *tcase = tcase_create("identity");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, well_known_identities_are_there_from_the_start);
    tcase_add_test(tcase, a_group_may_have_many_members);
    tcase_add_test(tcase, names_are_found_by_authority_whatever_their_case);
    tcase_add_test(tcase, full_names_are_written_as_people_write_them);
    tcase_add_test(tcase, an_account_made_again_is_another_one);
    tcase_add_test(tcase, removing_one_leaves_others_of_the_same_name);
    tcase_add_test(tcase, all_of_one_name_are_met_once_but_not_those_that_were_removed);
    tcase_add_test(tcase, members_join_once_and_part);
    tcase_add_test(tcase, an_nt_token_holds_groups_in_two_levels);
    tcase_add_test(tcase, a_token_stays_as_it_was_at_logon);
    tcase_add_test(tcase, a_token_holds_all_groups_or_the_logon_is_refused);
    tcase_add_test(tcase, equal_tokens_share_a_number);
    tcase_add_test(tcase, privileges_come_with_the_user_and_his_groups);
    tcase_add_test(tcase, a_token_says_how_the_user_came);
    tcase_add_test(tcase, every_netware_user_is_in_everyone);
    tcase_add_test(tcase, a_supervisor_equivalent_is_one);
    tcase_add_test(tcase, the_supervisor_of_a_server_is_one_however_he_comes);
    tcase_add_test(tcase, who_is_equivalent_no_longer_stays_in_his_groups);
    tcase_add_test(tcase, a_copy_of_accounts_knows_who_was_equivalent_and_who_a_member);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
