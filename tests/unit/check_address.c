#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "ccmc/address.h"

static struct arena arena;

static void begin(void)
{
    arena = (struct arena){0};
}

static void end(void)
{
    arena_release(&arena);
}

static const struct {
    const char *name;
    const char *address;
    const char *want; /* NULL: none */
} recipients[] = {
    {"a proxy", "CCMAIL:Smith, J at PO1", "Smith, J at PO1"},
    {"type in lower case", "ccmail:Smith, J at PO1", "Smith, J at PO1"},
    {"an escaped escape", "CCMAIL:R//D at PO1", "R/D at PO1"},
    {"another escape", "CCMAIL:a/@b at PO1", "a@b at PO1"},
    {"an escape at the end stays", "CCMAIL:a/", "a/"},
    {"a one-off", "[ccmail:user@domain at internet]", "user@domain at internet"},
    {"a bulletin board", "CCMAIL:#Social at PO5", "#Social at PO5"},
    {"another type", "SMTP:a@b.example", NULL},
    {"no type", "Smith", NULL},
    {"empty", "CCMAIL:", NULL},
    {"brackets around another type", "[SMTP:a@b.example]", NULL},
};

START_TEST(recipients_are_ccmail_proxies)
{
    const struct exchange_address address = {.display = "x", .address = recipients[_i].address};
    const char *got = address_of_recipient(&arena, &address);
    if (recipients[_i].want == NULL) {
        ck_assert_msg(got == NULL, "%s: %s", recipients[_i].name, got);
    } else {
        ck_assert_msg(got != NULL && strcmp(got, recipients[_i].want) == 0, "%s: %s",
                      recipients[_i].name, got);
    }
}
END_TEST

static const struct {
    const char *name;
    const char *address;
    const char *want;
} users[] = {
    {"at a post office", "Gray, Tom at HUBPO2", "Gray, Tom"},
    {"two of them", "Gray at Sea at PO1", "Gray at Sea"},
    {"nowhere", "Gray, Tom", "Gray, Tom"},
    {"nobody", " at PO1", " at PO1"},
};

START_TEST(a_user_is_what_stands_before_his_post_office)
{
    ck_assert_msg(strcmp(address_user(&arena, users[_i].address), users[_i].want) == 0, "%s",
                  users[_i].name);
}
END_TEST

static const struct {
    const char *name;
    const char *display;
    const char *address;
    const char *want;
} senders[] = {
    {"a proxy", "Brady, Sally", "CCMAIL:Brady, Sally at SITE1", "Brady, Sally at SITE1"},
    {"internet", "User", "SMTP:User@Domain.com", "User [SMTP:User@Domain.com] at SITE1"},
    {"internet, with a comma", "User, Test", "SMTP:u@d.com",
     "\"User; Test\" [SMTP:u@d.com] at SITE1"},
    {"internet, no name", "", "SMTP:u@d.com", "u@d.com [SMTP:u@d.com] at SITE1"},
    {"the directory's own", "Brady, Sally", "EX:/o=x/cn=sally", "Brady, Sally at SITE1"},
    {"the directory's own, no name", "", "EX:Brady, Sally", "Brady, Sally at SITE1"},
    {"no type", "", "Sally", "Sally at SITE1"},
    {"an empty proxy", "Sally", "CCMAIL:", "Sally at SITE1"},
};

START_TEST(senders_of_every_type_get_a_name)
{
    const struct exchange_address address = {.display = senders[_i].display,
                                             .address = senders[_i].address};
    const char *got = address_of_sender(&arena, &address, "SITE1");
    ck_assert_msg(strcmp(got, senders[_i].want) == 0, "%s: %s", senders[_i].name, got);
}
END_TEST

static const struct {
    const char *name;
    const char *ccmail;
    const char *display;
    const char *address;
} names[] = {
    {"user at post office", "Smith, J at PO1", "Smith, J", "CCMAIL:Smith, J at PO1"},
    {"user only", "Smith, J", "Smith, J", "CCMAIL:Smith, J"},
    {"the last at counts", "Meet at Noon at PO1", "Meet at Noon", "CCMAIL:Meet at Noon at PO1"},
    {"a slash is escaped", "R/D at PO1", "R/D", "CCMAIL:R//D at PO1"},
    {"internet", "user@domain.example at SITE1", "user@domain.example", "SMTP:user@domain.example"},
    {"internet, at no post office", "user@domain.example", "user@domain.example",
     "SMTP:user@domain.example"},
    {"internet, at a gateway of cc:Mail", "user@domain.example at PO1", "user@domain.example",
     "CCMAIL:user@domain.example at PO1"},
    {"no domain", "user@host at PO1", "user@host", "CCMAIL:user@host at PO1"},
    {"encapsulated", "User [SMTP:User@Domain.com] at SITE1", "User", "SMTP:User@Domain.com"},
    {"encapsulated, no name", "[SMTP:User@Domain.com] at SITE1", "", "SMTP:User@Domain.com"},
    {"round brackets of a mended connector", "Pat (SMTP:pat@far.example) at SITE1", "Pat",
     "SMTP:pat@far.example"},
    {"round brackets of a person", "Doe, Ann (Tel: 12) at PO1", "Doe, Ann (Tel: 12)",
     "CCMAIL:Doe, Ann (Tel: 12) at PO1"},
    {"round brackets without a type", "Doe, Ann (:) at PO1", "Doe, Ann (:)",
     "CCMAIL:Doe, Ann (:) at PO1"},
    {"brackets without a type", "User [x] at SITE1", "User [x]", "CCMAIL:User [x] at SITE1"},
    {"empty", "", "", "CCMAIL:"},
};

START_TEST(names_become_addresses)
{
    const struct exchange_address got = address_from_ccmail(&arena, names[_i].ccmail, "SITE1");
    ck_assert_msg(strcmp(got.display, names[_i].display) == 0, "%s: %s", names[_i].name,
                  got.display);
    ck_assert_msg(strcmp(got.address, names[_i].address) == 0, "%s: %s", names[_i].name,
                  got.address);
}
END_TEST

START_TEST(without_a_site_names_of_the_internet_are_smtp_at_every_post_office)
{
    const char *name = "user@domain.example at PO1";
    ck_assert_str_eq(address_from_ccmail(&arena, name, NULL).address, "SMTP:user@domain.example");
}
END_TEST

START_TEST(a_proxy_survives_both_ways)
{
    const struct exchange_address address = address_from_ccmail(&arena, "A/B, C at PO1", "SITE1");
    ck_assert_str_eq(address_of_recipient(&arena, &address), "A/B, C at PO1");
}
END_TEST

START_TEST(the_post_office_is_behind_the_last_at)
{
    ck_assert(address_is_at("Brady, Sally at SITE1", "SITE1"));
    ck_assert(address_is_at("Brady, Sally at site1", "SITE1"));
    ck_assert(!address_is_at("Brady, Sally at SITE12", "SITE1"));
    ck_assert(!address_is_at("x at SITE1 at PO1", "SITE1"));
    ck_assert(!address_is_at("SITE1", "SITE1"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("address");
    TCase *tcase = tcase_create("address");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_loop_test(tcase, a_user_is_what_stands_before_his_post_office, 0,
                        (int)ARRAY_COUNT(users));
    tcase_add_loop_test(tcase, recipients_are_ccmail_proxies, 0, (int)ARRAY_COUNT(recipients));
    tcase_add_loop_test(tcase, senders_of_every_type_get_a_name, 0, (int)ARRAY_COUNT(senders));
    tcase_add_loop_test(tcase, names_become_addresses, 0, (int)ARRAY_COUNT(names));
    tcase_add_test(tcase, without_a_site_names_of_the_internet_are_smtp_at_every_post_office);
    tcase_add_test(tcase, a_proxy_survives_both_ways);
    tcase_add_test(tcase, the_post_office_is_behind_the_last_at);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
