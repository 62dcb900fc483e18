/* Recipients of letters to cc:Mail: who stands in the header, and how. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "support/convert_fixture.h"

static struct arena arena;
static struct convert_rules rules;

static void begin(void)
{
    arena = (struct arena){0};
    rules = convert_fixture_rules();
}

static void end(void)
{
    arena_release(&arena);
}

START_TEST(a_full_header_refuses_the_recipients_beyond)
{
    static struct exchange_recipient recipients[300];
    for (size_t i = 0; i < ARRAY_COUNT(recipients); i++) {
        recipients[i] =
            convert_fixture_to(arena_format(&arena, "CCMAIL:User %03u at PO1", (unsigned)i));
    }
    struct exchange_message message = convert_fixture_letter(recipients, ARRAY_COUNT(recipients));
    struct convert_result result;
    convert_to_ccm(&rules, &arena, &message, &result);
    ck_assert(result.has_message);
    ck_assert_uint_eq(result.message.address_count + result.refusal_count, 300);
    ck_assert_str_eq(result.refusals[0].reason, "Header Buffer Full");
    ck_assert_int_eq(result.refusals[0].form, EXCHANGE_REPORT_NOTE);
    struct buffer written;
    buffer_init(&written, &arena);
    struct ccm_message header = result.message;
    header.item_count = 0;
    ccm_write(&written, &header);
    ck_assert_uint_le(written.size, CONVERT_FIXTURE_HEADER_MAX + 100);
    ck_assert_uint_ge(written.size, CONVERT_FIXTURE_HEADER_MAX - 30);
    rules.header_max = 163840;
    convert_to_ccm(&rules, &arena, &message, &result);
    ck_assert_uint_eq(result.refusal_count, 0);
}
END_TEST

START_TEST(a_recipient_without_a_ccmail_address_is_refused)
{
    const struct exchange_recipient recipients[] = {convert_fixture_to("SMTP:a@b.example"),
                                                    convert_fixture_to("CCMAIL:A at PO1")};
    const struct exchange_message message = convert_fixture_letter(recipients, 2);
    struct convert_result result;
    convert_to_ccm(&rules, &arena, &message, &result);
    ck_assert(result.has_message);
    ck_assert_uint_eq(result.refusal_count, 1);
    ck_assert_ptr_eq(result.refusals[0].recipient, &recipients[0]);
    ck_assert_int_eq(result.refusals[0].form, EXCHANGE_REPORT);
    convert_to_ccm(&rules, &arena,
                   &(struct exchange_message){.sender = message.sender,
                                              .recipients = recipients,
                                              .recipient_count = 1,
                                              .subject = "",
                                              .date_written = ""},
                   &result);
    ck_assert(!result.has_message);
}
END_TEST

START_TEST(recipients_stand_without_their_post_office_where_it_shall_look_them_up)
{
    const struct exchange_recipient recipients[] = {
        convert_fixture_to("CCMAIL:Gray, Tom at HUBPO2"), convert_fixture_to("CCMAIL:#Social"),
        convert_fixture_to("[CCMAIL:u@d.example at internet]")};
    const struct exchange_message message =
        convert_fixture_letter(recipients, ARRAY_COUNT(recipients));
    struct convert_result result;
    convert_to_ccm(&rules, &arena, &message, &result);
    ck_assert_str_eq(result.message.addresses[0].name, "Gray, Tom at HUBPO2");
    rules.omits_post_offices = true;
    convert_to_ccm(&rules, &arena, &message, &result);
    ck_assert_uint_eq(result.message.address_count, 3);
    ck_assert_str_eq(result.message.addresses[0].name, "Gray, Tom");
    ck_assert_str_eq(result.message.addresses[1].name, "#Social");
    ck_assert_str_eq(result.message.addresses[2].name, "u@d.example");
    ck_assert_str_eq(result.message.from, "Brady, Sally at SITE1");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("convert recipients");
    TCase *tcase = tcase_create("convert recipients");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, a_full_header_refuses_the_recipients_beyond);
    tcase_add_test(tcase, a_recipient_without_a_ccmail_address_is_refused);
    tcase_add_test(tcase, recipients_stand_without_their_post_office_where_it_shall_look_them_up);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
