/* Tests of connector/ccmc/convert.c: delivery restrictions, priority, the wish for a receipt. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/ccm_marks.h"
#include "base/require.h"
#include "ccmc/convert.h"
#include "ccmc/po_probe.h"
#include "ccmc/quirks.h"
#include "support/fault_port.h"
#include "support/memory_port.h"

static struct arena arena;

static void teardown(void)
{
    arena_release(&arena);
}

static const struct convert_rules plain = {
    .code_page = CODE_PAGE_437,
    .site = "SITE1",
    .reply_prefix = "RE",
    .date_form = {.order = DATE_MONTH_FIRST, .date_separator = '/', .time_separator = ':'},
    .header_max = 4096,
    .now_ms = 951782400000};

static struct convert_result convert(const struct convert_rules *rules,
                                     enum exchange_priority priority, bool wants_receipt)
{
    static const struct exchange_recipient recipients[] = {
        {.is_responsible = true, .address = {"Smith, J", "CCMAIL:Smith, J at PO1"}},
        {.is_responsible = true, .address = {"Doe, Ann", "CCMAIL:Doe, Ann at PO1"}},
        {.is_responsible = false, .address = {"Roe, Max", "CCMAIL:Roe, Max at PO1"}}};
    const struct exchange_message message = {
        .sender = {.display = "Brady, Sally", .address = "CCMAIL:Brady, Sally at SITE1"},
        .recipients = recipients,
        .recipient_count = ARRAY_COUNT(recipients),
        .subject = "Plans",
        .priority = priority,
        .wants_read_receipt = wants_receipt,
        .date_written = ""};
    struct convert_result result;
    convert_to_ccm(rules, &arena, &message, &result);
    return result;
}

static const struct {
    const char *name;
    const char *accepts;
    const char *rejects;
    bool is_admitted;
} lists[] = {
    {"no lists", NULL, NULL, true},
    {"empty ones", "", "", true},
    {"rejected", "", "Roe, Max;brady, sally", false},
    {"somebody else is rejected", "", "Brady;Brady, Sally Ann", true},
    {"accepted", "Brady, Sally", "", true},
    {"others are accepted", "Roe, Max;Doe, Ann;", "", false},
    {"rejection wins", "Brady, Sally", "Brady, Sally", false},
};

START_TEST(a_sender_who_is_not_admitted_gets_all_of_it_back)
{
    struct convert_rules rules = plain;
    rules.accepts = lists[_i].accepts;
    rules.rejects = lists[_i].rejects;
    const struct convert_result result = convert(&rules, EXCHANGE_NORMAL, false);
    ck_assert_msg(result.has_message == lists[_i].is_admitted, "%s", lists[_i].name);
    ck_assert_uint_eq(result.refusal_count, lists[_i].is_admitted ? 0 : 2);
    if (!lists[_i].is_admitted) {
        ck_assert_ptr_nonnull(strstr(result.refusals[0].reason, "does not accept messages"));
    }
}
END_TEST

static const struct {
    enum exchange_priority priority;
    bool wants_receipt;
    const char *extra;
} marks[] = {
    {EXCHANGE_NORMAL, false, ""},
    {EXCHANGE_URGENT, false, "Priority: Urgent\r\n"},
    {EXCHANGE_LOW, true, "Priority: Low\r\nReceipt: Brady, Sally at SITE1\r\n"},
    {EXCHANGE_NORMAL, true, "Receipt: Brady, Sally at SITE1\r\n"},
};

START_TEST(priority_and_receipts_go_both_ways)
{
    const struct convert_result out = convert(&plain, marks[_i].priority, marks[_i].wants_receipt);
    ck_assert_str_eq(out.message.extra, marks[_i].extra);
    struct ccm_message in = out.message;
    const struct ccm_address address = {CCM_TO, "Brady, Sally at SITE1"};
    struct exchange_message back;
    in.from = "Smith, J at PO1";
    in.addresses = &address;
    in.address_count = 1;
    ck_assert_int_eq(convert_from_ccm(&plain, &arena, &in, &back), ST_OK);
    ck_assert_int_eq(back.priority, marks[_i].priority);
    ck_assert(back.wants_read_receipt == marks[_i].wants_receipt);
}
END_TEST

START_TEST(what_the_header_says_beside_counts_for_its_limit)
{
    struct convert_rules rules = plain;
    rules.header_max = (uint32_t)strlen("From: Brady, Sally at SITE1\r\nDate: 2/29/00 0:00\r\n"
                                        "Subject: Plans\r\nTo: Smith, J at PO1\r\n"
                                        "To: Doe, Ann at PO1\r\n");
    ck_assert_uint_eq(convert(&rules, EXCHANGE_NORMAL, false).refusal_count, 0);
    ck_assert_uint_eq(convert(&rules, EXCHANGE_URGENT, false).refusal_count, 1);
}
END_TEST

START_TEST(a_quirk_is_found_by_its_name)
{
    enum quirk quirk = 0;
    ck_assert(quirk_find("needs_sizes", &quirk));
    ck_assert_int_eq(quirk, QUIRK_NEEDS_SIZES);
    ck_assert(!quirk_find("NEEDS", &quirk));
}
END_TEST

/* ---- files that the service touches ---- */

START_TEST(six_files_are_touched_whatever_the_answer)
{
    struct memory_port *memory = memory_port_create(&arena);
    struct os_port *os = memory_port_os(memory);
    struct fault_port fault;
    memory_port_make_dir(memory, "V:\\CCDATA");
    ck_assert_int_eq(po_probe_start(os, "V:\\CCDATA"), ST_OK); /* nothing is there */
    memory_port_put(memory, "V:\\CCDATA\\CCVER.TB", bytes_of_text("6"));
    memory_port_put(memory, "V:\\CCDATA\\CCPOMS", bytes_of_text("6"));
    ck_assert_int_eq(po_probe_start(os, "V:\\CCDATA"), ST_OK);
    ck_assert_int_eq(po_probe_stop(os, "V:\\CCDATA"), ST_OK);
    ck_assert_int_eq(po_probe_start(os, ""), ST_OK);
    ck_assert_uint_eq(memory_port_open_count(memory), 0);
    os = fault_port_begin(&fault, memory_port_os(memory), FAULT_NONE, 0, ST_OK);
    ck_assert_int_eq(po_probe_start(os, "V:\\CCDATA"), ST_OK);
    const uint64_t calls = fault.calls;
    ck_assert_uint_ge(calls, 5);
    for (uint64_t call = 1; call <= calls; call++) {
        os =
            fault_port_begin(&fault, memory_port_os(memory), FAULT_FAIL, call, ST_BAD_NETWORK_PATH);
        ck_assert_int_eq(po_probe_start(os, "V:\\CCDATA"), ST_OK);
        ck_assert_uint_eq(fault.calls, call); /* out of reach: it does not ask again */
        (void)fault_port_end(&fault);
        os = fault_port_begin(&fault, memory_port_os(memory), FAULT_KILL, call, ST_PROCESS_GONE);
        ck_assert_int_eq(po_probe_start(os, "V:\\CCDATA"), ST_PROCESS_GONE);
        (void)fault_port_end(&fault);
    }
    os = fault_port_begin(&fault, memory_port_os(memory), FAULT_FAIL, 1, ST_ACCESS_DENIED);
    ck_assert_int_eq(po_probe_start(os, "V:\\CCDATA"), ST_OK);
    ck_assert_uint_ge(fault.calls, 5); /* one may be seen and another not */
    os = fault_port_begin(&fault, memory_port_os(memory), FAULT_KILL, 1, ST_PROCESS_GONE);
    ck_assert_int_eq(po_probe_stop(os, "V:\\CCDATA"), ST_PROCESS_GONE);
    memory_port_release(memory);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("restrictions");
    TCase *tcase = tcase_create("restrictions");
    tcase_add_checked_fixture(tcase, NULL, teardown);
    tcase_add_loop_test(tcase, a_sender_who_is_not_admitted_gets_all_of_it_back, 0,
                        ARRAY_COUNT(lists));
    tcase_add_loop_test(tcase, priority_and_receipts_go_both_ways, 0, ARRAY_COUNT(marks));
    tcase_add_test(tcase, what_the_header_says_beside_counts_for_its_limit);
    tcase_add_test(tcase, a_quirk_is_found_by_its_name);
    tcase_add_test(tcase, six_files_are_touched_whatever_the_answer);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
